/* core/match/score.c - the one exact scorer.
 *
 * This is the only file in which points are added (tests/lint.sh holds that); everything else that
 * shows a number got it from dk_score_pair. Formulas and what follows from them:
 * core/match/score.h.
 *
 * Integer ranges: sum of weight * credit <= 256 * 100 * 1000 < 2^25, times 2^12 < 2^37; what is
 * missing to the fourth power <= 2^48, times a maximum of 10^4 < 2^62; sum of worth * need <= 256 *
 * 3840 * 1500 < 2^31, times 1000 < 2^41; x <= 15 * 16 * 1000 < 2^18, squared times 10^4 < 2^50.
 */
#include "core/match/score.h"

#include <assert.h>
#include <string.h>

#include "core/match/index.h"

enum {
    X_UNITS = 1000,  /* x is kept in thousandths of an effective level */
    FULL_LEVEL = 15, /* highest effective level */
    USE_FOUND = 220, /* permille of `use` from which the skills count as put to use */
    SHARE_BITS = 12, /* the covered share is kept in 1/4096 */
};

/* What an effective level is worth to `use`: 15 * (level / 15)^1.5 in 1/256, as the norm is kept.
 */
static const uint16_t WORTH[FULL_LEVEL + 1] = {0,    66,   187,  343,  529,  739,  971,  1224,
                                               1496, 1785, 2090, 2411, 2748, 3098, 3462, 3840};

/* What the person's levels give for the post's requirements. */
typedef struct {
    int64_t covered; /* sum of weight * credit */
    int64_t used;    /* sum of worth of the effective level * need */
} skill_sums;

static int32_t credit_of(uint8_t effective, uint8_t level)
{
    int32_t full = 3 * level;
    return effective >= full ? 1000 : 1000 * effective / full;
}

static skill_sums sum_skills(const dk_need *needs, size_t n, const uint8_t *have)
{
    skill_sums sums = {0, 0};
    for (size_t i = 0; i < n; i++) {
        sums.covered += (int64_t)needs[i].weight * credit_of(have[i], needs[i].level);
        sums.used += (int64_t)WORTH[have[i]] * needs[i].need;
    }
    return sums;
}

/* ---- points of one criterion ---- */

static dk_part part_neutral(int32_t max, int32_t permille)
{
    return (dk_part){max * permille / 1000, max, DK_STATE_UNKNOWN};
}

static dk_part part_coverage(int32_t max, const dk_post_skills *post, const skill_sums *sums,
                             bool has_skills)
{
    if (post->n == 0)
        return part_neutral(max, DK_NEUTRAL_SKILLS);
    if (!has_skills)
        return part_neutral(max, 0);
    const int64_t full = 1000 * (int64_t)post->sum_weight, whole = (int64_t)1 << (4 * SHARE_BITS);
    const int64_t missing =
        ((int64_t)1 << SHARE_BITS) - sums->covered * ((int64_t)1 << SHARE_BITS) / full;
    const int64_t square = missing * missing;
    dk_part part = {(int32_t)(max * (whole - square * square) / whole), max, DK_STATE_PARTLY};
    if (sums->covered == full)
        part.state = DK_STATE_FOUND;
    else if (sums->covered == 0)
        part.state = DK_STATE_NOT_FOUND;
    return part;
}

static dk_part part_use(int32_t max, const dk_post_skills *post, const skill_sums *sums,
                        bool has_skills, int32_t half)
{
    if (post->n == 0)
        return part_neutral(max, DK_NEUTRAL_USE);
    if (!has_skills)
        return part_neutral(max, 0);
    int64_t x = sums->used * X_UNITS / (int64_t)post->norm; /* both are in 1/256 */
    const int64_t square = x * x, all = square + (int64_t)half * half;
    dk_part part = {(int32_t)(max * square / all), max, DK_STATE_PARTLY};
    if (x == 0)
        part.state = DK_STATE_NOT_FOUND;
    else if (1000 * square >= USE_FOUND * all)
        part.state = DK_STATE_FOUND;
    return part;
}

static dk_part part_class(int32_t max, dk_cell cell)
{
    return (dk_part){cell & DK_CELL_POINTS, max, (dk_match_state)(cell >> DK_CELL_SHIFT)};
}

/* ---- the sum ---- */

static dk_part part_of(const dk_match_index *index, size_t c, const dk_pair *pair,
                       const skill_sums *sums)
{
    const dk_post_skills *skills = &index->post_skills[pair->post];
    const int32_t max = index->weights.max[c];
    switch (dk_criteria[c]->form) {
    case DK_FORM_COVERAGE:
        return part_coverage(max, skills, sums, pair->has_skills);
    case DK_FORM_USE:
        return part_use(max, skills, sums, pair->has_skills, index->weights.use_half);
    case DK_FORM_CLASSES:
        break;
    }
    return part_class(max, pair->cells[c]);
}

/* Adds the points of all criteria. */
static int32_t add_points(const dk_match_index *index, const dk_pair *pair, dk_parts *parts)
{
    const dk_post_skills *skills = &index->post_skills[pair->post];
    const skill_sums sums = sum_skills(index->needs + skills->first, skills->n, pair->have);
    int32_t fit = 0, wish = 0;
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        dk_part part = {0, 0, DK_STATE_UNKNOWN};
        if (index->weights.max[c] > 0)
            part = part_of(index, c, pair, &sums);
        if (dk_criteria[c]->direction == DK_FIT)
            fit += part.points;
        else
            wish += part.points;
        if (parts != NULL)
            parts->criteria[c] = part;
    }
    if (parts != NULL) {
        parts->fit = fit;
        parts->wish = wish;
        parts->score = fit + wish;
    }
    return fit + wish;
}

/* ---- shares of the coverage points per requirement ---- */

/* Splits `total` over n shares in proportion to part[i] by largest remainder; a part of 0 gets
 * nothing. Equal remainders: the earlier one. */
static void apportion(int32_t total, const int64_t *part, size_t n, int32_t *out)
{
    int64_t rest[DK_MATCH_REQUIREMENTS_MAX] = {0}, whole = 0;
    for (size_t i = 0; i < n; i++)
        whole += part[i];
    int32_t left = whole == 0 ? 0 : total;
    for (size_t i = 0; i < n; i++) {
        out[i] = whole == 0 ? 0 : (int32_t)(total * part[i] / whole);
        rest[i] = whole == 0 ? 0 : total * part[i] % whole;
        left -= out[i];
    }
    for (; left > 0; left--) { /* fewer than the parts with a remainder */
        size_t best = 0;
        for (size_t i = 1; i < n; i++) {
            if (rest[i] > rest[best])
                best = i;
        }
        assert(rest[best] > 0);
        out[best]++;
        rest[best] = 0;
    }
}

/* Points are shared in proportion to weight * credit, the points still missing in proportion to
 * weight * (1000 - credit), and a requirement's maximum is the sum of both: so points and maxima
 * each sum exactly, what is met in full stands at its maximum and what is not met at all at 0. */
static void fill_skill_parts(const dk_match_index *index, const dk_pair *pair, dk_parts *parts)
{
    const dk_post_skills *skills = &index->post_skills[pair->post];
    const dk_need *needs = index->needs + skills->first;
    const uint8_t *have = pair->have;
    const dk_part *coverage = &parts->criteria[DK_CRITERION_skills];
    int64_t covered[DK_MATCH_REQUIREMENTS_MAX] = {0}, uncovered[DK_MATCH_REQUIREMENTS_MAX] = {0};
    int32_t points[DK_MATCH_REQUIREMENTS_MAX] = {0}, missing[DK_MATCH_REQUIREMENTS_MAX] = {0};
    parts->n_skills = skills->n;
    for (size_t i = 0; i < skills->n; i++) {
        covered[i] = (int64_t)needs[i].weight * credit_of(have[i], needs[i].level);
        uncovered[i] = 1000 * (int64_t)needs[i].weight - covered[i];
    }
    apportion(coverage->points, covered, skills->n, points);
    apportion(coverage->max - coverage->points, uncovered, skills->n, missing);
    for (size_t i = 0; i < skills->n; i++) {
        int32_t credit = credit_of(have[i], needs[i].level);
        dk_match_state state = !pair->has_skills ? DK_STATE_UNKNOWN
                               : credit == 0     ? DK_STATE_NOT_FOUND
                               : credit >= 1000  ? DK_STATE_FOUND
                                                 : DK_STATE_PARTLY;
        parts->skills[i] =
            (dk_skill_part){points[i], points[i] + missing[i], state, have[i], (int16_t)credit};
    }
}

int32_t dk_score_compiled(const dk_match_index *index, const dk_pair *pair, dk_parts *parts)
{
    int32_t score = add_points(index, pair, parts);
    if (parts != NULL)
        fill_skill_parts(index, pair, parts);
    return score;
}

void dk_pair_have(const dk_match_index *index, const uint8_t *levels, size_t post, uint8_t *have)
{
    const dk_post_skills *skills = &index->post_skills[post];
    const dk_need *needs = index->needs + skills->first;
    have[0] = 0; /* a post may require nothing; clearing all of it would cost as much as the sum */
    for (size_t i = 0; i < skills->n; i++)
        have[i] = levels[needs[i].column];
}

/* The cells of the class criteria for a pair of the market. */
static void market_cells(const dk_match_index *index, size_t trainee, size_t post, dk_cell *cells)
{
    const uint32_t *of_trainee = index->trainee_class + trainee * DK_N_CRITERIA;
    const uint32_t *of_post = index->post_class + post * DK_N_CRITERIA;
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        const dk_class_table *table = &index->tables[c];
        if (table->cells != NULL)
            cells[c] = table->cells[of_trainee[c] * table->n_post + of_post[c]];
    }
}

int32_t dk_score_pair(const dk_match_index *index, size_t trainee, size_t post, dk_parts *parts)
{
    assert(trainee < index->market->n_trainees && post < index->market->n_posts);
    uint8_t have[DK_MATCH_REQUIREMENTS_MAX];
    dk_cell cells[DK_N_CRITERIA];
    dk_pair_have(index, index->levels + trainee * index->n_columns, post, have);
    market_cells(index, trainee, post, cells);
    const dk_pair pair = {post, have, index->market->trainees[trainee].n_skills > 0, cells};
    return dk_score_compiled(index, &pair, parts);
}

/* ---- range of assumed levels ---- */

/* Effective level for one column when assumed levels stand at a bound. */
static uint8_t bounded_level(const dk_match_index *index, const dk_match_trainee *trainee,
                             size_t column, bool is_high)
{
    uint8_t best = 0;
    for (size_t i = 0; i < trainee->n_skills; i++) {
        const dk_trainee_skill *held = &trainee->skills[i];
        for (size_t k = index->source_first[column]; k < index->source_first[column + 1]; k++) {
            if (index->sources[k].skill != held->skill)
                continue;
            uint8_t level =
                dk_effective(is_high ? held->high : held->low, index->sources[k].similarity);
            best = level > best ? level : best;
        }
    }
    return best;
}

static bool has_assumed(const dk_match_trainee *trainee)
{
    for (size_t i = 0; i < trainee->n_skills; i++) {
        if (trainee->skills[i].low != trainee->skills[i].high)
            return true;
    }
    return false;
}

void dk_score_range(const dk_match_index *index, size_t trainee, size_t post, int32_t *low,
                    int32_t *high)
{
    assert(low != NULL && high != NULL);
    const dk_match_trainee *who = &index->market->trainees[trainee];
    *low = *high = dk_score_pair(index, trainee, post, NULL);
    if (!has_assumed(who))
        return;
    const dk_post_skills *skills = &index->post_skills[post];
    const dk_need *needs = index->needs + skills->first;
    uint8_t have[DK_MATCH_REQUIREMENTS_MAX] = {0};
    dk_cell cells[DK_N_CRITERIA];
    market_cells(index, trainee, post, cells);
    const dk_pair pair = {post, have, who->n_skills > 0, cells};
    for (size_t i = 0; i < skills->n; i++)
        have[i] = bounded_level(index, who, needs[i].column, false);
    *low = add_points(index, &pair, NULL);
    for (size_t i = 0; i < skills->n; i++)
        have[i] = bounded_level(index, who, needs[i].column, true);
    *high = add_points(index, &pair, NULL);
    assert(*low <= *high);
}
