/* core/match/related.c - see related.h. Uses sorted by set and by skill; one row of counts a skill.
 */
#include "core/match/related.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

dk_related_rules dk_related_rules_default(void)
{
    return (dk_related_rules){.least_together = 3, .floor = 600, .most = 8};
}

static int by_set(const void *a, const void *b)
{
    const dk_skill_use *x = a, *y = b;
    if (x->set != y->set)
        return x->set < y->set ? -1 : 1;
    return (x->skill > y->skill) - (x->skill < y->skill);
}

static int by_skill(const void *a, const void *b)
{
    const dk_skill_use *x = a, *y = b;
    if (x->skill != y->skill)
        return x->skill < y->skill ? -1 : 1;
    return (x->set > y->set) - (x->set < y->set);
}

/* a, then the strongest first, then b. */
static int by_strength(const void *a, const void *b)
{
    const dk_related *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->similarity_permille != y->similarity_permille)
        return x->similarity_permille > y->similarity_permille ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static int by_pair(const void *a, const void *b)
{
    const dk_related *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* The largest s <= 1000 with s^2 * of_a * of_b <= (1000 * together)^2. */
static uint16_t similarity(uint64_t together, uint64_t of_a, uint64_t of_b)
{
    uint64_t low = 0, high = 1000, target = 1000000 * together * together;
    while (low < high) {
        uint64_t middle = (low + high + 1) / 2;
        if (middle * middle * of_a * of_b <= target)
            low = middle;
        else
            high = middle - 1;
    }
    return (uint16_t)low;
}

typedef struct {
    const dk_related_rules *rules;
    dk_skill_use *sets, *skills; /* unique uses, by set and by skill */
    size_t n;
    size_t *first_of_set; /* [set + 1] */
    uint32_t *uses;       /* [skill] */
    uint32_t *together;   /* [skill]: with the skill in work */
    dk_related *found;    /* both directions */
    size_t n_found, room;
    dk_arena *arena;
} finder;

static size_t unique(dk_skill_use *uses, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || by_set(&uses[kept - 1], &uses[i]) != 0)
            uses[kept++] = uses[i];
    }
    return kept;
}

/* The strongest links of skill `a` to every other skill, from both sides. */
static bool link_skill(finder *f, uint32_t a, size_t from, size_t to, size_t n_skills)
{
    memset(f->together, 0, n_skills * sizeof *f->together);
    for (size_t i = from; i < to; i++) {
        uint32_t set = f->skills[i].set;
        for (size_t k = f->first_of_set[set]; k < f->first_of_set[set + 1]; k++)
            f->together[f->sets[k].skill]++;
    }
    size_t begin = f->n_found;
    for (uint32_t b = 0; b < n_skills; b++) {
        if (b == a || f->together[b] < f->rules->least_together || f->together[b] == 0)
            continue;
        uint16_t s = similarity(f->together[b], f->uses[a], f->uses[b]);
        if (s < f->rules->floor)
            continue;
        dk_related *all = dk_arena_grow(f->arena, f->found, f->n_found, &f->room, sizeof *all);
        if (all == NULL)
            return false;
        f->found = all;
        f->found[f->n_found++] = (dk_related){a, b, s, f->together[b]};
    }
    if (f->n_found > begin)
        qsort(f->found + begin, f->n_found - begin, sizeof *f->found, by_strength);
    if (f->n_found - begin > f->rules->most)
        f->n_found = begin + f->rules->most;
    return true;
}

/* Each pair once, a < b, in the order of the header. */
static size_t settle(dk_related *found, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (found[i].a > found[i].b) {
            uint32_t swap = found[i].a;
            found[i].a = found[i].b;
            found[i].b = swap;
        }
    }
    if (n > 1)
        qsort(found, n, sizeof *found, by_pair);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || by_pair(&found[kept - 1], &found[i]) != 0)
            found[kept++] = found[i];
    }
    if (kept > 1)
        qsort(found, kept, sizeof *found, by_strength);
    return kept;
}

static bool prepare(finder *f, const dk_skill_use *uses, size_t n, size_t n_skills)
{
    uint32_t n_sets = 0;
    for (size_t i = 0; i < n; i++)
        n_sets = uses[i].set >= n_sets ? uses[i].set + 1 : n_sets;
    f->sets = dk_arena_array(f->arena, n, sizeof *f->sets);
    f->skills = dk_arena_array(f->arena, n, sizeof *f->skills);
    f->first_of_set = dk_arena_array(f->arena, (size_t)n_sets + 1, sizeof *f->first_of_set);
    f->uses = dk_arena_array(f->arena, n_skills + 1, sizeof *f->uses);
    f->together = dk_arena_array(f->arena, n_skills + 1, sizeof *f->together);
    if (f->sets == NULL || f->skills == NULL || f->first_of_set == NULL || f->uses == NULL ||
        f->together == NULL)
        return false;
    if (n == 0)
        return true;
    memcpy(f->sets, uses, n * sizeof *uses);
    qsort(f->sets, n, sizeof *f->sets, by_set);
    f->n = unique(f->sets, n);
    memcpy(f->skills, f->sets, f->n * sizeof *uses);
    qsort(f->skills, f->n, sizeof *f->skills, by_skill);
    for (size_t i = 0; i < f->n; i++) {
        f->first_of_set[f->sets[i].set + 1] = i + 1;
        f->uses[f->sets[i].skill]++;
    }
    for (size_t s = 1; s <= n_sets; s++) { /* a set without uses begins where the one before ends */
        if (f->first_of_set[s] == 0)
            f->first_of_set[s] = f->first_of_set[s - 1];
    }
    return true;
}

dk_code dk_related_find(const dk_skill_uses *uses, const dk_related_rules *rules, dk_arena *arena,
                        dk_related_list *out, dk_err *err)
{
    assert(uses != NULL && (uses->items != NULL || uses->n == 0) && rules != NULL && out != NULL);
    size_t n_skills = uses->n_skills;
    finder f = {.rules = rules, .arena = arena};
    if (!prepare(&f, uses->items, uses->n, n_skills))
        return DK_NO_MEMORY(err);
    for (size_t from = 0, to = 0; from < f.n; from = to) {
        for (to = from; to < f.n && f.skills[to].skill == f.skills[from].skill;)
            to++;
        assert(f.skills[from].skill < n_skills);
        if (!link_skill(&f, f.skills[from].skill, from, to, n_skills))
            return DK_NO_MEMORY(err);
    }
    *out = (dk_related_list){f.found, settle(f.found, f.n_found)};
    return DK_OK;
}
