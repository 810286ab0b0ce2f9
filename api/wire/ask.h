/* api/wire/ask.h - facts to ask, answers, and why this one and not that one (docs/formats.md,
 * "Questions", "Comparisons"). */
#ifndef DK_API_WIRE_ASK_H
#define DK_API_WIRE_ASK_H

#include "api/wire/json.h"
#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/match/ask.h"
#include "core/match/compare.h"

void dk_wire_facts(dk_buf *out, const dk_fact *facts, size_t n, dk_lang lang);

void dk_wire_comparison(dk_buf *out, const dk_comparison *comparison);

typedef struct {
    const char *field, *skill, *value; /* skill NULL: none */
} dk_wire_answer;

/* {"field", "value", "skill"?}; a number or true/false as value is taken as its text. Unknown and
 * missing members fail with their names. In the arena. */
DK_MUST dk_code dk_wire_answer_read(dk_arena *arena, const char *bytes, size_t len,
                                    dk_wire_answer *out, dk_err *err);

/* {"purpose"}; *out is NULL when it is absent. */
DK_MUST dk_code dk_wire_purpose_read(dk_arena *arena, const char *bytes, size_t len,
                                     const char **out, dk_err *err);

#endif
