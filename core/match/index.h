/* core/match/index.h - what an index is made of. Private to core/match: others use score.h.
 *
 * - levels [trainee][column]: effective level 0..15, a column per skill some post requires
 * - needs [post]: a run of {column, level, weight, need}
 * - sources [column]: a run of {skill, similarity}, the skill itself first, then related ones
 * - tables [criterion]: points and state, [class of trainee][class of post]
 * - *_class [trainee or post][criterion]: its class; one row is read per pair and side
 * - own_*: the gates of one side alone; in_force: the gates of the pair by the post's start day
 */
#ifndef DK_CORE_MATCH_INDEX_H
#define DK_CORE_MATCH_INDEX_H

#include "core/base/arena.h"
#include "core/match/score.h"

/* One cell of a table: points in the low 14 bits (10000 < 2^14), state in the high 2. */
typedef uint16_t dk_cell;
enum { DK_CELL_SHIFT = 14, DK_CELL_POINTS = (1 << 14) - 1 };

typedef struct {
    dk_cell *cells;           /* NULL: the criterion weighs nothing or is a skill form */
    size_t n_trainee, n_post; /* classes */
    uint32_t *trainee_first, *post_first; /* [class]: a record that is in it */
} dk_class_table;

typedef struct {
    uint16_t column;
    uint8_t level, weight;
    uint16_t need; /* weight * 3 * level, at most 1500 */
} dk_need;

typedef struct {
    size_t first; /* in needs */
    size_t n;
    uint32_t sum_weight;
    uint64_t norm; /* floor(256 * |need|), >= 1 */
} dk_post_skills;

typedef struct {
    dk_term skill;
    uint16_t similarity; /* permille */
} dk_skill_from;

typedef struct {
    uint16_t column;
    uint16_t similarity;
} dk_skill_to;

/* Gates of one side alone. */
typedef struct {
    uint8_t n_failed, n_unknown, first_failed;
} dk_own_gates;

struct dk_match_index {
    dk_arena *arena; /* owns everything below */
    const dk_market *market;
    dk_weights weights;
    uint64_t seed; /* of ties */

    size_t n_columns;
    uint8_t *levels;
    uint16_t *column_of; /* [skill]; UINT16_MAX: required by no post */
    dk_post_skills *post_skills;
    dk_need *needs;
    size_t *source_first; /* [column + 1] */
    dk_skill_from *sources;
    size_t *target_first; /* [skill + 1]: the same links seen from the skill that gives */
    dk_skill_to *targets;

    dk_class_table tables[DK_N_CRITERIA];
    uint32_t *trainee_class, *post_class; /* [n][DK_N_CRITERIA] */

    dk_own_gates *own_trainee, *own_post;
    uint32_t *in_force;                   /* [post]: bit g set when pair gate g is to be asked */
    uint32_t *by_trainee_id, *by_post_id; /* positions in order of record number */
};

/* A pair as the scorer reads it, whether its sides are records or guests. */
typedef struct {
    size_t post;          /* whose requirements count */
    const uint8_t *have;  /* [requirement]: effective levels of the person */
    bool has_skills;      /* of the person any skill is recorded */
    const dk_cell *cells; /* [criterion]: class criteria that weigh something */
} dk_pair;

/* The score of such a pair: what dk_score_pair does once both sides are compiled. */
int32_t dk_score_compiled(const dk_match_index *index, const dk_pair *pair, dk_parts *parts);

/* have[requirement] of a post (room for DK_MATCH_REQUIREMENTS_MAX) from levels[column]. */
void dk_pair_have(const dk_match_index *index, const uint8_t *levels, size_t post, uint8_t *have);

/* A rating as a cell of a table. */
dk_cell dk_cell_of(const dk_match_index *index, size_t criterion, dk_rating rating);

/* Effective levels of one person into row[n_columns], which is zeroed before. */
void dk_fill_levels(const dk_match_index *index, const dk_match_trainee *trainee, uint8_t *row);

/* Fills tables and classes of one criterion of form CLASSES. False when memory is out.
 * O((trainees + posts) + classes^2 * rate). */
DK_MUST bool dk_compile_classes(dk_match_index *index, size_t criterion);

/* Fills everything about skills. False when memory is out. */
DK_MUST bool dk_compile_skills(dk_match_index *index);

/* Fills own_*, in_force. False when memory is out. */
DK_MUST bool dk_compile_gates(dk_match_index *index);

/* Effective level a skill at `level` gives at `similarity` permille: floor(3 * level * sim / 1000).
 */
static inline uint8_t dk_effective(uint8_t level, uint16_t similarity)
{
    return (uint8_t)(3u * level * similarity / 1000u);
}

#endif
