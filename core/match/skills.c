/* core/match/skills.c - required skills, related skills and effective levels, compiled.
 *
 * Only skills that some post requires get a column. A person's skill gives credit to its own column
 * and, by the links at or above the floor, to related ones; each cell keeps the highest.
 */
#include "core/match/index.h"

#include <assert.h>

enum { NO_COLUMN = UINT16_MAX };

/* floor(sqrt(v)), bit by bit from the highest even power (Warren, Hacker's Delight, 11-1). */
static uint64_t isqrt(uint64_t v)
{
    uint64_t root = 0;
    for (uint64_t bit = (uint64_t)1 << 62; bit != 0; bit >>= 2) {
        uint64_t trial = root + bit;
        root >>= 1;
        if (v >= trial) {
            v -= trial;
            root += bit;
        }
    }
    return root;
}

static uint8_t at_least_one(uint8_t v)
{
    return v == 0 ? 1 : v;
}

static bool compile_needs(dk_match_index *index)
{
    const dk_market *market = index->market;
    size_t n = 0;
    for (size_t i = 0; i < market->n_posts; i++)
        n += market->posts[i].n_requirements;
    index->column_of = dk_arena_array(index->arena, market->skills.n + 1, sizeof(uint16_t));
    index->post_skills = dk_arena_array(index->arena, market->n_posts, sizeof(dk_post_skills));
    index->needs = dk_arena_array(index->arena, n, sizeof(dk_need));
    if (index->column_of == NULL || index->post_skills == NULL || index->needs == NULL)
        return false;
    for (size_t i = 0; i <= market->skills.n; i++)
        index->column_of[i] = NO_COLUMN;

    size_t at = 0;
    for (size_t p = 0; p < market->n_posts; p++) {
        const dk_match_post *post = &market->posts[p];
        dk_post_skills *skills = &index->post_skills[p];
        uint64_t squares = 0;
        *skills = (dk_post_skills){.first = at, .n = post->n_requirements};
        for (size_t i = 0; i < post->n_requirements; i++, at++) {
            const dk_requirement *r = &post->requirements[i];
            dk_need *need = &index->needs[at];
            if (index->column_of[r->skill] == NO_COLUMN)
                index->column_of[r->skill] = (uint16_t)index->n_columns++;
            need->column = index->column_of[r->skill];
            need->level = at_least_one(r->level);
            need->weight = at_least_one(r->weight);
            need->need = (uint16_t)(3u * need->weight * need->level);
            skills->sum_weight += need->weight;
            squares += (uint64_t)need->need * need->need;
        }
        skills->norm = squares == 0 ? 1 : isqrt(squares << 16);
    }
    return true;
}

/* True when the link gives credit from `from` to the column of its other end `to`. */
static bool gives(const dk_match_index *index, const dk_skill_link *link, dk_term to)
{
    return link->a != link->b && link->similarity_permille >= index->weights.related_floor &&
           link->similarity_permille > 0 && index->column_of[to] != NO_COLUMN;
}

/* Calls for both directions of every link that gives credit; pass 0 counts, pass 1 fills. */
static void visit_links(dk_match_index *index, int pass)
{
    const dk_market *market = index->market;
    for (size_t i = 0; i < market->n_links; i++) {
        const dk_skill_link *link = &market->links[i];
        for (int direction = 0; direction < 2; direction++) {
            dk_term from = direction == 0 ? link->a : link->b;
            dk_term to = direction == 0 ? link->b : link->a;
            if (!gives(index, link, to))
                continue;
            uint16_t column = index->column_of[to];
            size_t *s = &index->source_first[column + 1], *t = &index->target_first[from + 1];
            if (pass == 1) {
                index->sources[*s] = (dk_skill_from){from, link->similarity_permille};
                index->targets[*t] = (dk_skill_to){column, link->similarity_permille};
            }
            ++*s;
            ++*t;
        }
    }
}

/* Both sparse tables by counting: after pass 0 `first[i + 1]` holds the size of run i; the sums
 * shift it by one run, so that pass 1, counting again, ends with `first[i + 1]` the end of run i.
 */
static void sizes_to_starts(size_t *first, size_t n)
{
    size_t at = 0;
    for (size_t i = 1; i <= n; i++) {
        size_t size = first[i];
        first[i] = at;
        at += size;
    }
}

static bool compile_links(dk_match_index *index)
{
    size_t n_skills = index->market->skills.n;
    index->source_first = dk_arena_array(index->arena, index->n_columns + 1, sizeof(size_t));
    index->target_first = dk_arena_array(index->arena, n_skills + 2, sizeof(size_t));
    if (index->source_first == NULL || index->target_first == NULL)
        return false;
    size_t n = index->n_columns + 2 * index->market->n_links;
    index->sources = dk_arena_array(index->arena, n, sizeof *index->sources);
    index->targets = dk_arena_array(index->arena, n, sizeof *index->targets);
    if (index->sources == NULL || index->targets == NULL)
        return false;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t skill = 0; skill <= n_skills; skill++) { /* the skill itself comes first */
            uint16_t column = index->column_of[skill];
            if (column == NO_COLUMN)
                continue;
            size_t *s = &index->source_first[column + 1], *t = &index->target_first[skill + 1];
            if (pass == 1) {
                index->sources[*s] = (dk_skill_from){(dk_term)skill, 1000};
                index->targets[*t] = (dk_skill_to){column, 1000};
            }
            ++*s;
            ++*t;
        }
        visit_links(index, pass);
        if (pass == 0) {
            sizes_to_starts(index->source_first, index->n_columns);
            sizes_to_starts(index->target_first, n_skills + 1);
        }
    }
    return true;
}

void dk_fill_levels(const dk_match_index *index, const dk_match_trainee *trainee, uint8_t *row)
{
    for (size_t i = 0; i < trainee->n_skills; i++) {
        const dk_trainee_skill *held = &trainee->skills[i];
        for (size_t k = index->target_first[held->skill]; k < index->target_first[held->skill + 1];
             k++) {
            uint8_t level = dk_effective(held->level, index->targets[k].similarity);
            uint8_t *cell = &row[index->targets[k].column];
            *cell = level > *cell ? level : *cell;
        }
    }
}

static bool compile_levels(dk_match_index *index)
{
    const dk_market *market = index->market;
    size_t n = index->n_columns;
    if (n > 0 && market->n_trainees > SIZE_MAX / n)
        return false;
    index->levels = dk_arena_alloc(index->arena, market->n_trainees * n);
    for (size_t t = 0; index->levels != NULL && t < market->n_trainees; t++)
        dk_fill_levels(index, &market->trainees[t], index->levels + t * n);
    return index->levels != NULL;
}

bool dk_compile_skills(dk_match_index *index)
{
    return compile_needs(index) && compile_links(index) && compile_levels(index);
}

dk_skill_evidence dk_match_evidence(const dk_match_index *index, size_t trainee, dk_term skill)
{
    assert(trainee < index->market->n_trainees);
    dk_skill_evidence best = {0};
    if (skill >= index->market->skills.n || index->column_of[skill] == NO_COLUMN)
        return best;
    const dk_match_trainee *t = &index->market->trainees[trainee];
    size_t column = index->column_of[skill];
    for (size_t i = 0; i < t->n_skills; i++) {
        const dk_trainee_skill *held = &t->skills[i];
        for (size_t k = index->source_first[column]; k < index->source_first[column + 1]; k++) {
            const dk_skill_from *from = &index->sources[k];
            if (from->skill != held->skill)
                continue;
            uint8_t level = dk_effective(held->level, from->similarity);
            bool is_tie = level == best.effective && best.skill != NULL;
            bool is_closer =
                is_tie &&
                (from->similarity > best.similarity ||
                 (from->similarity == best.similarity && held->skill < best.skill->skill));
            if ((level > best.effective || is_closer) && level > 0)
                best = (dk_skill_evidence){held, from->similarity, level};
        }
    }
    return best;
}
