/* api/wire/pick.h - a decision about a trainee and a post, from JSON. */
#ifndef DK_API_WIRE_PICK_H
#define DK_API_WIRE_PICK_H

#include "core/base/arena.h"
#include "core/base/err.h"

typedef struct {
    const char *post;   /* record number as text or integer written out; never NULL */
    const char *kind;   /* never NULL */
    const char *reason; /* NULL: none */
    bool is_removal;
} dk_wire_pick;

/* {"post": 77 or "P000077", "kind": "exclude", "reason": "…", "remove": false}; unknown members and
 * missing ones are refused. Texts in the arena. */
DK_MUST dk_code dk_wire_pick_read(dk_arena *arena, const char *bytes, size_t len, dk_wire_pick *out,
                                  dk_err *err);

#endif
