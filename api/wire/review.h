/* api/wire/review.h - what waits for a person's decision, as JSON (docs/formats.md, "Review"). */
#ifndef DK_API_WIRE_REVIEW_H
#define DK_API_WIRE_REVIEW_H

#include "api/wire/json.h"
#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/text.h"
#include "core/register/question.h"
#include "core/register/register.h"

/* The member "questions" of a reply. */
void dk_wire_questions(dk_json *json, const dk_question *questions, size_t n);

/* The queue of wordings, or the proposals for one text. */
void dk_wire_question_list(dk_buf *out, int64_t seq, const dk_question *questions, size_t n);

/* Pairs of records that may be one, with their evidence. */
void dk_wire_pairs(dk_buf *out, const dk_pair_list *list, int32_t zone_minutes, dk_lang lang);

/* Values that two sources gave differently. */
void dk_wire_disputes(dk_buf *out, const dk_register *reg, const dk_dispute *disputes, size_t n,
                      int32_t zone_minutes);

/* People whom two programmes paid for. */
void dk_wire_paid_twice(dk_buf *out, const dk_paid_twice *groups, size_t n);

/* A decision about a pair: {"a","b","same"}. */
DK_MUST dk_code dk_wire_pair_read(dk_arena *arena, const char *bytes, size_t len, int64_t pair[2],
                                  bool *are_one, dk_err *err);

/* A decision: {"list","text","code"}; code null: none. Texts live in the arena. */
typedef struct {
    const char *list, *text, *code;
} dk_wire_wording;
DK_MUST dk_code dk_wire_wording_read(dk_arena *arena, const char *bytes, size_t len,
                                     dk_wire_wording *out, dk_err *err);

#endif
