/* api/wire/score.h - the stateless form of matching: one profile and the posts to score it against,
 * all in one body (docs/formats.md, "Score").
 *
 * Codes are opaque: a skill, an occupation or a town is whatever text the caller uses, equal texts
 * are the same thing, and nothing is looked up in the centre's own lists.
 */
#ifndef DK_API_WIRE_SCORE_H
#define DK_API_WIRE_SCORE_H

#include "core/base/arena.h"
#include "core/match/list.h"
#include "core/match/weights.h"

enum { DK_SCORE_POSTS_MAX = 5000 };

typedef struct {
    dk_market market; /* one trainee with id 1, posts with ids 1..n; as_of DK_DAY_NONE: not given */
    const char *key;  /* of the profile */
    const char *const *keys, *const *titles; /* of the posts; a title may be "" */
    dk_weights weights;
    int64_t top; /* 1..DK_TOP_MAX, 5 unless given */
    int64_t seed;
} dk_score_problem;

/* Reads a body of `len` bytes; everything lives in the arena. Fails at the first member that is
 * wrong, unknown or out of range. O(len). */
DK_MUST dk_code dk_wire_score_read(dk_arena *arena, const char *bytes, size_t len,
                                   dk_score_problem *out, dk_err *err);

/* Gives the caller's keys and titles to a list made from the problem's market. O(list). */
void dk_wire_score_name(const dk_score_problem *problem, dk_match_list *list);

#endif
