/* models/annual_cohort.c - what the groups of one cohort of annual.h learn together. */
#include <assert.h>
#include <math.h>

#include "models/annual_parts.h"
#include "models/quantile.h"

enum { CHANGES = 8 }; /* yearly changes that are looked at */

/* The spread of paths is measured between these; their distance in standard deviations. */
static const double low_level = 0.1, high_level = 0.9, levels_apart = 2.5631;
static const double spread_least = 0.01, loading_variance = 0.25, typical_least = 1e-6;

typedef struct {
    const dk_annual_work *a;
    size_t cohort, *member, n; /* entries that are learnt from, by group */
    double *weight, *spread;   /* [member] */
    double *said, *came;       /* [(back - 1) * n + member] */
    dk_annual_round *rounds;
    double loading, growth;
} lesson;

/* ---- yearly growth ---- */

/* Log change of the total k years ago from the year before, of `e` less that of `part` (NULL:
 * nothing). False where one is not known or next to nothing is left. */
static bool change_of(const dk_annual_entry *e, const dk_annual_entry *part, size_t k, double *out)
{
    static const double least_left = 1e-9;
    size_t season = (size_t)e->series.season;
    double total[2];
    if (e->series.n < (k + 2) * season || (part != NULL && part->series.n < (k + 2) * season))
        return false;
    for (size_t y = 0; y < 2; y++) {
        double all = dk_annual_total(e->filled, e->series.n - (k + y) * season, season);
        total[y] = all;
        if (part != NULL)
            total[y] -= dk_annual_total(part->filled, part->series.n - (k + y) * season, season);
        if (!(total[y] > least_left * all))
            return false;
    }
    *out = log(total[0] / total[1]);
    return true;
}

/* Mean square of the yearly changes; *n gets their number. */
static double square_growth(const dk_annual_entry *e, double *n)
{
    double square = 0, change;
    *n = 0;
    for (size_t k = 0; k < CHANGES && change_of(e, NULL, k, &change); k++) {
        square += change * change;
        *n += 1;
    }
    return *n > 0 ? square / *n : 0;
}

/* Weights by the inverse variance of yearly growth, shrunk to the typical one as if that had three
 * years. */
static bool weigh(lesson *l)
{
    double *sorted = dk_arena_array(l->a->work, l->n, sizeof *sorted), n;
    if (sorted == NULL)
        return false;
    for (size_t m = 0; m < l->n; m++)
        sorted[m] = square_growth(&l->a->items[l->member[m]], &n);
    dk_sort(sorted, l->n);
    double typical = fmax(sorted[l->n / 2], typical_least);
    for (size_t m = 0; m < l->n; m++) {
        double own = square_growth(&l->a->items[l->member[m]], &n);
        l->weight[m] = (n + 3) / (own * n + typical * 3);
    }
    return true;
}

/* How the members move with the others of their group: a sum that holds the series itself would
 * make series that share nothing look alike. */
static void load(lesson *l)
{
    double xx = 0, xy = 0, yy = 0, n = 0, sums = 0, n_sums = 0;
    for (size_t m = 0; m < l->n; m++) {
        const dk_annual_entry *e = &l->a->items[l->member[m]],
                              *sum = &l->a->items[l->a->sum[e->group]];
        double own, others;
        for (size_t k = 0; k < CHANGES && sum->is_sum; k++) {
            if (!change_of(e, NULL, k, &own) ||
                !change_of(sum, e->is_summed ? e : NULL, k, &others))
                continue;
            xx += l->weight[m] * others * others;
            xy += l->weight[m] * others * own;
            yy += l->weight[m] * own * own;
            n += 1;
        }
    }
    for (size_t g = 0; g < l->a->n_groups; g++) {
        const dk_annual_entry *sum = &l->a->items[l->a->sum[g]];
        double own;
        for (size_t k = 0; k < CHANGES && sum->cohort == l->cohort && change_of(sum, NULL, k, &own);
             k++) {
            sums += own * own;
            n_sums += 1;
        }
    }
    double slope = xx > 0 ? xy / xx : 0;
    double variance = xx > 0 ? fmax(yy - slope * xy, 0) / n / xx : 0;
    l->loading = fmin(fmax(slope * loading_variance / (loading_variance + variance), 0), 1);
    l->growth = n_sums > 0 ? l->loading * l->loading * sums / n_sums : 0;
}

/* ---- hindsight ---- */

/* Log growth foretold and real of an entry's total `ahead` years (1, ...) after the end `back`
 * years ago; NaN where one is not known. */
static void growth_of(const dk_annual_work *a, size_t i, size_t back, size_t ahead, double out[2])
{
    const dk_annual_entry *e = &a->items[i];
    size_t season = (size_t)e->series.season, end = e->series.n - back * season;
    out[0] = out[1] = NAN;
    if (back < ahead || e->series.n < (back + DK_ANNUAL_BEFORE_MIN) * season)
        return;
    double last = dk_annual_total(e->filled, end, season),
           came = dk_annual_total(e->filled, end + ahead * season, season),
           said = a->said[((back - 1) * a->n_ahead + ahead - 1) * a->n + i];
    if (!(last > 0) || !(came > 0) || !(said > 0))
        return;
    out[0] = log(said / last);
    out[1] = log(came / last);
}

static bool path_spread(dk_arena *work, const dk_forecast *f, size_t k, size_t season, double *out)
{
    double *totals = dk_arena_array(work, f->n_paths, sizeof *totals);
    if (totals == NULL)
        return false;
    for (size_t p = 0; p < f->n_paths; p++)
        totals[p] = dk_annual_total(f->paths + p * f->horizon, (k + 1) * season, season);
    dk_sort(totals, f->n_paths);
    double lo = dk_quantile(totals, f->n_paths, low_level),
           hi = dk_quantile(totals, f->n_paths, high_level);
    *out = fmax(lo > 0 ? log(hi / lo) / levels_apart : 1, spread_least);
    return true;
}

/* The rounds of the members first .. first + n of one group; returns their number. */
static size_t add_rounds(const lesson *l, size_t first, size_t n, size_t ahead,
                         dk_annual_round *out)
{
    size_t group = l->a->items[l->member[first]].group;
    for (size_t back = 1; back <= DK_ANNUAL_YEARS_MAX; back++) {
        size_t at = (back - 1) * l->n + first;
        double g[2];
        for (size_t m = 0; m < n; m++) {
            growth_of(l->a, l->member[first + m], back, ahead, g);
            l->said[at + m] = g[0];
            l->came[at + m] = g[1];
        }
        growth_of(l->a, l->a->sum[group], back, ahead, g);
        out[back - 1] = (dk_annual_round){.n = n,
                                          .said = &l->said[at],
                                          .came = &l->came[at],
                                          .weight = &l->weight[first],
                                          .spread = &l->spread[first],
                                          .sum_said = l->loading * g[0]};
    }
    return DK_ANNUAL_YEARS_MAX;
}

static bool learn_ahead(lesson *l, const dk_forecast *forecasts, size_t ahead, dk_annual *out)
{
    size_t n_rounds = 0, n = 0;
    for (size_t m = 0; m < l->n; m++)
        if (!path_spread(l->a->work, &forecasts[l->member[m]], ahead - 1,
                         (size_t)l->a->items[l->member[m]].series.season, &l->spread[m]))
            return false;
    for (size_t first = 0; first < l->n; first += n) {
        size_t group = l->a->items[l->member[first]].group;
        n = 1;
        while (first + n < l->n && l->a->items[l->member[first + n]].group == group)
            n++;
        n_rounds += add_rounds(l, first, n, ahead, &l->rounds[n_rounds]);
    }
    const dk_annual_sample sample = {
        .rounds = l->rounds, .n_rounds = n_rounds, .ahead = ahead, .growth = l->growth};
    dk_annual_learn(&sample, out->ahead, &out->ahead[ahead - 1]);
    return true;
}

/* ---- the cohort ---- */

/* The series of a cohort that are learnt from, those of a group together. */
static bool find_members(lesson *l)
{
    const dk_annual_work *a = l->a;
    size_t groups = 0;
    l->member = dk_arena_array(a->work, a->in->n, sizeof *l->member);
    for (size_t g = 0; l->member != NULL && g < a->n_groups; g++) {
        if (a->items[a->sum[g]].cohort != l->cohort)
            continue;
        groups++;
        for (size_t i = 0; i < a->in->n; i++)
            if (a->items[i].filled != NULL && a->items[i].group == g && !a->items[i].is_variant)
                l->member[l->n++] = i;
    }
    size_t cells = l->n * DK_ANNUAL_YEARS_MAX;
    l->weight = dk_arena_array(a->work, l->n, sizeof *l->weight);
    l->spread = dk_arena_array(a->work, l->n, sizeof *l->spread);
    l->said = dk_arena_array(a->work, cells, sizeof *l->said);
    l->came = dk_arena_array(a->work, cells, sizeof *l->came);
    l->rounds = dk_arena_array(a->work, groups * DK_ANNUAL_YEARS_MAX, sizeof *l->rounds);
    return l->member != NULL && l->weight != NULL && l->spread != NULL && l->said != NULL &&
           l->came != NULL && l->rounds != NULL;
}

bool dk_annual_cohort(const dk_annual_work *a, size_t cohort, const dk_forecast *forecasts,
                      const dk_annual **out)
{
    assert(cohort < a->n_cohorts);
    lesson l = {.a = a, .cohort = cohort};
    dk_annual *learnt = dk_arena_alloc(a->arena, sizeof *learnt);
    *out = NULL;
    if (learnt == NULL || !find_members(&l))
        return false;
    if (l.n == 0)
        return true;
    size_t season = (size_t)a->items[l.member[0]].series.season, n_ahead = a->in->horizon / season;
    *learnt = (dk_annual){.n_series = l.n, .n_ahead = n_ahead < a->n_ahead ? n_ahead : a->n_ahead};
    if (!weigh(&l))
        return false;
    load(&l);
    learnt->loading = l.loading;
    for (size_t k = 1; k <= learnt->n_ahead; k++)
        if (!learn_ahead(&l, forecasts, k, learnt))
            return false;
    *out = learnt;
    return true;
}
