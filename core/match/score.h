/* core/match/score.h - the index and the one exact scorer.
 *
 * An index compiles a market under one weights version: classes and point tables per criterion, the
 * effective level of every trainee in every required skill, and per post what the skill criteria
 * need. It is immutable and may be read by any number of threads; it borrows the market.
 *
 * Memory: n_trainees x n_required_skills bytes for the levels, 2 bytes per class pair and
 * criterion.
 *
 * Points are integers. For criterion c with maximum max_c (weights.h):
 *
 *     class criteria   floor(max_c * permille / 1000)
 *     coverage         floor(max_c * (1 - (1 - share)^4)),  share = sum_r w_r * credit_r / (1000 *
 *                      sum_r w_r) in 1/4096;  credit_r = min(1000, floor(1000 * eff_r / (3 *
 *                      level_r)))
 *     use              floor(max_c * x^2 / (x^2 + half^2)),   x = sum_r worth(eff_r) need_r /
 *                      |need|, worth(e) = 15 (e / 15)^1.5, need_r = w_r * 3 * level_r, |need| its
 *                      Euclidean norm
 *     eff_r            highest of floor(3 * level_s * similarity(s, r) / 1000) over the person's
 *                      skills s; similarity is 1000 for the skill itself, 0 below the floor
 *
 * Why two forms and why these. Coverage asks whether a person can do the post, use whether the post
 * is worth the person's skills: everybody covers an undemanding post, so coverage alone ranks near
 * random (a plain shortfall worse still). For one person x ranks posts as the cosine of worth(eff)
 * and need does, as the person's own norm is the same for all; unlike a cosine it never falls when
 * a level rises. So use decides the order and coverage says where somebody would be out of their
 * depth: it saturates (half the needs give 15/16 of its points), which keeps it steep where much is
 * missing and flat among posts a person can do. What was measured and chosen on whose labels stands
 * in docs/accuracy.md (bench/bench_match_onet).
 *
 * score = sum of points = fit + wish, 0..10000. From these forms follow exactly, not to a
 * tolerance: raising a level or adding a skill never lowers fit; removing a requirement with credit
 * 0 never lowers it; removing one with credit 1000 never raises coverage.
 *
 * A post without requirements has coverage and use "unknown" with their neutral values. A person
 * without any skill has 0 points and the state "unknown".
 */
#ifndef DK_CORE_MATCH_SCORE_H
#define DK_CORE_MATCH_SCORE_H

#include "core/match/criterion.h"
#include "core/match/gate.h"
#include "core/match/weights.h"

enum {
    /* Permille for a post without requirements: below the middle, so that a
     * post known to fit outranks one that says nothing. */
    DK_NEUTRAL_SKILLS = 400, /* coverage */
    DK_NEUTRAL_USE = 200,    /* use: what x = half / 2 gives, one needed skill at level 3 to 4 */
};

typedef struct dk_match_index dk_match_index;

/* Compiles the market; `seed` decides how equal scores fall in every list made from the index
 * (topk.h). The index is the caller's (dk_match_index_free) and borrows `market`; weights are
 * copied. O(trainees * required skills + sum over criteria of classes^2). */
DK_MUST dk_code dk_match_index_new(const dk_market *market, const dk_weights *weights,
                                   uint64_t seed, dk_match_index **out, dk_err *err);
void dk_match_index_free(dk_match_index *index); /* NULL is fine */

const dk_market *dk_match_index_market(const dk_match_index *index);
const dk_weights *dk_match_index_weights(const dk_match_index *index);
uint64_t dk_match_index_seed(const dk_match_index *index);

/* Position of a record in the market's arrays, SIZE_MAX when it is not there. O(log n). */
size_t dk_match_find_trainee(const dk_match_index *index, int64_t id);
size_t dk_match_find_post(const dk_match_index *index, int64_t id);

/* ---- parts of a score ---- */

typedef struct {
    int32_t points, max;
    dk_match_state state;
} dk_part;

typedef struct {
    int32_t points, max; /* shares of coverage points and maximum, each summing exactly to it */
    dk_match_state state;
    uint8_t effective; /* 0..15 */
    int16_t credit;    /* permille */
} dk_skill_part;

typedef struct {
    int32_t score, fit, wish;
    dk_part criteria[DK_N_CRITERIA];
    size_t n_skills; /* requirements of the post, in its order */
    dk_skill_part skills[DK_MATCH_REQUIREMENTS_MAX];
} dk_parts;

/* The score of trainee and post (positions in the market's arrays), 0..10000; with `parts` (may be
 * NULL) also what it consists of. The only place where points are added: every list, explanation,
 * kernel and round gets its numbers here. O(requirements of the post + criteria). */
int32_t dk_score_pair(const dk_match_index *index, size_t trainee, size_t post, dk_parts *parts);

/* Lowest and highest score when every assumed level of the trainee is at its lower or upper bound;
 * both equal the score when nothing is assumed. O(requirements * related skills). */
void dk_score_range(const dk_match_index *index, size_t trainee, size_t post, int32_t *low,
                    int32_t *high);

/* ---- what gave the credit for a required skill ---- */

typedef struct {
    const dk_trainee_skill *skill; /* the person's skill, NULL when none helps */
    int32_t similarity;            /* permille; 1000 is the skill itself */
    uint8_t effective;             /* 0..15 */
} dk_skill_evidence;

/* The person's skill that gives the highest effective level for `skill` (ties: the skill itself,
 * then the lower term). O(links of the skill * log skills of the trainee). */
dk_skill_evidence dk_match_evidence(const dk_match_index *index, size_t trainee, dk_term skill);

/* ---- gates of a pair ---- */

typedef struct {
    dk_gate_state state; /* fail when any fails, else unknown when any is, else pass */
    size_t n_failed, n_unknown;
    size_t first_failed; /* index into dk_gates of the first failed gate; DK_N_GATES none */
} dk_gate_result;

/* Evaluates all gates; with `states` (DK_N_GATES values, may be NULL) all of them are reported.
 * Without it evaluation ends at the second failed gate, as then nothing is left to know. O(gates).
 */
dk_gate_result dk_gate_pair(const dk_match_index *index, size_t trainee, size_t post,
                            dk_gate_state *states);

/* True when the side is in the pool: none of its own gates (scope TRAINEE or POST) fails. O(1). */
bool dk_match_trainee_open(const dk_match_index *index, size_t trainee);
bool dk_match_post_open(const dk_match_index *index, size_t post);

/* ---- what words() of a criterion looks at ---- */

typedef struct dk_match_view {
    const dk_match_index *index;
    const dk_market *market;
    const dk_match_trainee *trainee;
    const dk_match_post *post;
    const dk_parts *parts;
    size_t criterion; /* index into dk_criteria */
} dk_match_view;

#endif
