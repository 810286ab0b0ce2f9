/* core/match/topk.h - the best posts for a person and the best people for a post, by plain scan.
 *
 * Every candidate in the pool is gated and, when all gates pass, scored; the k best are kept in a
 * heap. This scan is the meaning of a list: any faster engine must give the same bytes.
 *
 * Order (docs/formats.md): score descending, then dk_hash(seed, key) ascending, then record number.
 * The key is 16 bytes: record numbers of subject and candidate, little-endian, so that equal scores
 * fall differently for different people and no post is always first. The seed is the index's.
 */
#ifndef DK_CORE_MATCH_TOPK_H
#define DK_CORE_MATCH_TOPK_H

#include "core/base/arena.h"
#include "core/match/score.h"

enum {
    DK_TOP_MAX = 1000, /* most results asked for */
    DK_TOP_ASIDE = 3,  /* near misses and unknowns shown */
};

typedef struct {
    size_t at;  /* position of the candidate in the market's array */
    int64_t id; /* its record number */
    int32_t score;
    uint64_t tie;
} dk_ranked;

typedef struct {
    size_t
        not_open; /* candidates that are not in the pool (closed posts, people not to be matched) */
    size_t considered; /* candidates in the pool */
    size_t gated_out;  /* of these: at least one gate fails */
    size_t unknown;    /* of these: none fails, at least one is unknown */
    dk_ranked *best;   /* all gates pass; in order */
    size_t n_best;
    dk_ranked near[DK_TOP_ASIDE]; /* exactly one gate fails, one with is_near, none is unknown */
    size_t n_near;
    dk_ranked unknowns[DK_TOP_ASIDE]; /* no gate fails, at least one is unknown */
    size_t n_unknowns;
} dk_top;

/* Up to `k` (1..DK_TOP_MAX) best posts for a trainee; arrays in the arena. Fails only when memory
 * is out. O(posts * (gates + requirements + log k)). */
DK_MUST dk_code dk_top_posts(const dk_match_index *index, size_t trainee, size_t k, dk_arena *arena,
                             dk_top *out, dk_err *err);

/* The same for a post over all trainees. */
DK_MUST dk_code dk_top_trainees(const dk_match_index *index, size_t post, size_t k, dk_arena *arena,
                                dk_top *out, dk_err *err);

/* A candidate with a score as it stands in the list of a subject (positions): the post in the list
 * of a trainee, the trainee in the list of a post. O(1). */
dk_ranked dk_ranked_post(const dk_match_index *index, size_t trainee, size_t post, int32_t score);
dk_ranked dk_ranked_trainee(const dk_match_index *index, size_t post, size_t trainee,
                            int32_t score);

/* True when a stands before b in a list: the order above. */
bool dk_ranked_before(const dk_ranked *a, const dk_ranked *b);

/* Tie value of a pair as above. */
uint64_t dk_tie(uint64_t seed, int64_t subject, int64_t candidate);

#endif
