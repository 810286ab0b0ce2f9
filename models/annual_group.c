/* models/annual_group.c - one group of annual.h: learning from its year's ends, settling its
 * forecasts. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>

#include "core/base/random.h"
#include "models/annual_parts.h"
#include "models/quantile.h"
#include "models/scenario.h"

enum { CHANGES = 8 }; /* yearly changes that are looked at */

/* The spread of paths is measured between these; their distance in standard deviations. */
static const double low_level = 0.1, high_level = 0.9, levels_apart = 2.5631;
static const double spread_least = 0.01, stretch_most = 3;

/* ---- learning ---- */

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

/* Mean square yearly growth; *n gets its number, *with the mean product with the sum's. */
static double square_growth(const dk_annual_entry *e, const dk_annual_entry *sum, double *n,
                            double *with)
{
    size_t season = (size_t)e->series.season;
    double square = 0;
    *n = *with = 0;
    for (size_t k = 0; k < CHANGES; k++) {
        if (e->series.n < (k + 2) * season || sum->series.n < (k + 2) * season)
            break;
        double now = dk_annual_total(e->filled, e->series.n - k * season, season),
               before = dk_annual_total(e->filled, e->series.n - (k + 1) * season, season),
               all = dk_annual_total(sum->filled, sum->series.n - k * season, season),
               all_before = dk_annual_total(sum->filled, sum->series.n - (k + 1) * season, season);
        if (!(now > 0) || !(before > 0) || !(all > 0) || !(all_before > 0))
            continue;
        square += pow(log(now / before), 2);
        *with += log(now / before) * log(all / all_before);
        *n += 1;
    }
    return *n > 0 ? square / *n : 0;
}

typedef struct {
    const dk_annual_work *a;
    size_t group, *member, n; /* entries that are learnt from */
    size_t sum;
    double *weight, *spread, *said, *came, sum_said[DK_ANNUAL_YEARS_MAX];
    double loading, growth;
} lesson;

/* Weights by the inverse variance of yearly growth, shrunk to the typical one as if that had three
 * years; the loading by regression with these weights. */
static bool weigh(lesson *l)
{
    const dk_annual_entry *sum = &l->a->items[l->sum];
    double *sorted = dk_arena_array(l->a->work, l->n, sizeof *sorted), n, with, cross = 0, all = 0;
    if (sorted == NULL)
        return false;
    for (size_t m = 0; m < l->n; m++)
        sorted[m] = square_growth(&l->a->items[l->member[m]], sum, &n, &with);
    dk_sort(sorted, l->n);
    double typical = fmax(sorted[l->n / 2], 1e-6);
    l->growth = square_growth(sum, sum, &n, &with);
    for (size_t m = 0; m < l->n; m++) {
        double own = square_growth(&l->a->items[l->member[m]], sum, &n, &with);
        l->weight[m] = (n + 3) / (own * n + typical * 3);
        cross += l->weight[m] * with;
        all += l->weight[m] * l->growth * n;
    }
    l->loading = all > 0 ? fmin(fmax(cross / all, 0), 1) : 0;
    l->growth *= l->loading * l->loading;
    return true;
}

/* Total of steps of year `k` of one path, or of the means. */
static double year_of(const double *path, size_t k, size_t season)
{
    return dk_annual_total(path, (k + 1) * season, season);
}

static double year_of_means(const dk_forecast *f, size_t k, size_t season)
{
    double sum = 0;
    for (size_t h = k * season; h < (k + 1) * season; h++)
        sum += f->steps[h].mean;
    return sum;
}

static bool path_spread(dk_arena *work, const dk_forecast *f, size_t k, size_t season, double *out)
{
    double *totals = dk_arena_array(work, f->n_paths, sizeof *totals);
    if (totals == NULL)
        return false;
    for (size_t p = 0; p < f->n_paths; p++)
        totals[p] = year_of(f->paths + p * f->horizon, k, season);
    dk_sort(totals, f->n_paths);
    double lo = dk_quantile(totals, f->n_paths, low_level),
           hi = dk_quantile(totals, f->n_paths, high_level);
    *out = fmax(lo > 0 ? log(hi / lo) / levels_apart : 1, spread_least);
    return true;
}

static bool learn_ahead(lesson *l, const dk_forecast *forecasts, size_t ahead, dk_annual *out)
{
    size_t years = 0;
    for (size_t back = 1; back <= DK_ANNUAL_YEARS_MAX; back++) {
        double g[2];
        growth_of(l->a, l->sum, back, ahead, g);
        l->sum_said[back - 1] = l->loading * g[0];
        years = isnan(g[0]) ? years : back;
        for (size_t m = 0; m < l->n; m++) {
            growth_of(l->a, l->member[m], back, ahead, g);
            l->said[(back - 1) * l->n + m] = g[0];
            l->came[(back - 1) * l->n + m] = g[1];
        }
    }
    for (size_t m = 0; m < l->n; m++)
        if (!path_spread(l->a->work, &forecasts[l->member[m]], ahead - 1,
                         (size_t)l->a->items[l->sum].series.season, &l->spread[m]))
            return false;
    const dk_annual_sample sample = {.n = l->n,
                                     .n_years = years,
                                     .ahead = ahead,
                                     .said = l->said,
                                     .came = l->came,
                                     .sum_said = l->sum_said,
                                     .weight = l->weight,
                                     .spread = l->spread,
                                     .growth = l->growth};
    dk_annual_learn(&sample, out->ahead, &out->ahead[ahead - 1]);
    return true;
}

/* The sum of a group: its own entry, or the only member. */
static bool find_members(lesson *l)
{
    size_t n = l->a->n;
    l->member = dk_arena_array(l->a->work, n, sizeof *l->member);
    l->sum = SIZE_MAX;
    for (size_t i = 0; l->member != NULL && i < n; i++) {
        const dk_annual_entry *e = &l->a->items[i];
        if (e->filled == NULL || e->group != l->group)
            continue;
        if (e->is_sum)
            l->sum = i;
        else if (!e->is_variant)
            l->member[l->n++] = i;
    }
    if (l->n == 0 || l->member == NULL)
        return l->member != NULL;
    l->sum = l->sum == SIZE_MAX ? l->member[0] : l->sum;
    size_t cells = l->n * DK_ANNUAL_YEARS_MAX;
    l->weight = dk_arena_array(l->a->work, l->n, sizeof *l->weight);
    l->spread = dk_arena_array(l->a->work, l->n, sizeof *l->spread);
    l->said = dk_arena_array(l->a->work, cells, sizeof *l->said);
    l->came = dk_arena_array(l->a->work, cells, sizeof *l->came);
    return l->weight != NULL && l->spread != NULL && l->said != NULL && l->came != NULL;
}

/* ---- settling ---- */

static void shuffle(double *values, size_t n, dk_random *random)
{
    for (size_t t = n; t > 1; t--) {
        size_t k = (size_t)dk_random_below(random, t);
        double last = values[t - 1];
        values[t - 1] = values[k];
        values[k] = last;
    }
}

/* Common shocks of the log totals, [path * n_ahead + ahead]: independent from year to year, one
 * Student t together. NULL: memory. */
static double *draw_shocks(const dk_annual_work *a, const dk_annual *learnt, size_t group)
{
    size_t n = a->in->options->n_paths;
    double *out = dk_arena_array(a->work, n * learnt->n_ahead, sizeof *out);
    double *scale = dk_arena_array(a->work, n, sizeof *scale),
           *normal = dk_arena_array(a->work, n, sizeof *normal), before = 0;
    char name[48];
    snprintf(name, sizeof name, "annual %zu", group);
    dk_random random = dk_random_stream(a->in->options->seed, name);
    if (out == NULL || scale == NULL || normal == NULL)
        return NULL;
    double df = learnt->ahead[0].df;
    for (size_t p = 0; p < n; p++)
        scale[p] = sqrt(df / gsl_cdf_chisq_Pinv(((double)p + 0.5) / (double)n, df));
    shuffle(scale, n, &random);
    for (size_t k = 0; k < learnt->n_ahead; k++) {
        double variance = pow(learnt->ahead[k].common_sd, 2),
               step = sqrt(fmax(variance - before, 0));
        before = fmax(variance, before);
        for (size_t p = 0; p < n; p++)
            normal[p] = gsl_cdf_ugaussian_Pinv(((double)p + 0.5) / (double)n);
        shuffle(normal, n, &random);
        for (size_t p = 0; p < n; p++)
            out[p * learnt->n_ahead + k] =
                (k == 0 ? 0 : out[p * learnt->n_ahead + k - 1]) + step * scale[p] * normal[p];
    }
    return out;
}

/* Multiplies the months of year k, and those of a year begun after the last. */
static void scale_year(double *months, size_t k, size_t n_ahead, size_t season, size_t horizon,
                       double factor)
{
    size_t end = k + 1 == n_ahead ? horizon : (k + 1) * season;
    for (size_t h = k * season; h < end; h++)
        months[h] *= factor;
}

typedef struct {
    const dk_annual_work *a;
    const dk_annual *learnt;
    const double *shocks;
    double sum_growth[DK_ANNUAL_AHEAD_MAX]; /* foretold of the sum, times loading */
} verdict;

/* How far year k of a path lies from the means' total, on the logarithm. A year of next to nothing
 * (intervals are cut at 0) has no shape to stretch: it becomes that of the means, made small. */
static double away_of(const dk_forecast *f, double *path, size_t k, size_t season, double said)
{
    double total = year_of(path, k, season);
    if (total > said * exp(-stretch_most))
        return fmin(log(total / said), stretch_most);
    for (size_t h = k * season; h < (k + 1) * season; h++)
        path[h] = f->steps[h].mean * exp(-stretch_most);
    return -stretch_most;
}

/* One path of a forecast whose means gave `said` and give `ratio` times that. */
static void settle_path(const verdict *v, const dk_forecast *f, size_t p, size_t season,
                        const double said[], const double ratio[])
{
    double *path = f->paths + p * f->horizon;
    size_t n = v->learnt->n_ahead;
    for (size_t k = 0; k < n; k++) {
        double away = away_of(f, path, k, season, said[k]);
        double stretch = (sqrt(v->learnt->ahead[k].own_scale) - 1) * away;
        scale_year(path, k, n, season, f->horizon, ratio[k] * exp(stretch + v->shocks[p * n + k]));
    }
    for (size_t h = 0; f->nature == DK_NATURE_COUNT && h < f->horizon; h++)
        path[h] = rint(path[h]);
}

static bool settle(const verdict *v, size_t i, dk_forecast *f)
{
    const dk_annual_entry *e = &v->a->items[i];
    size_t season = (size_t)e->series.season, n = v->learnt->n_ahead;
    double said[DK_ANNUAL_AHEAD_MAX], ratio[DK_ANNUAL_AHEAD_MAX];
    double last = dk_annual_total(e->filled, e->series.n, season);
    dk_scenario scenario;
    for (size_t k = 0; k < n; k++) {
        const dk_annual_ahead *l = &v->learnt->ahead[k];
        said[k] = year_of_means(f, k, season);
        if (!(said[k] > 0))
            return true;
        double p = log(said[k] / last), g = v->sum_growth[k];
        ratio[k] = exp(l->common * g + l->own * (p - g) - p);
    }
    if (!dk_scenario_begin(v->a->arena, f, &scenario))
        return false;
    for (size_t p = 0; p < f->n_paths; p++)
        settle_path(v, f, p, season, said, ratio);
    dk_scenario_end(&scenario);
    for (size_t k = 0; k < n; k++) {
        size_t end = k + 1 == n ? f->horizon : (k + 1) * season;
        for (size_t h = k * season; h < end; h++)
            f->steps[h].mean *= ratio[k];
    }
    return true;
}

bool dk_annual_settle(const dk_annual_work *a, size_t group, dk_forecast *forecasts,
                      const dk_annual **learnt)
{
    lesson l = {.a = a, .group = group};
    dk_annual *out = dk_arena_alloc(a->arena, sizeof *out);
    if (out == NULL || !find_members(&l))
        return false;
    if (l.n == 0)
        return true;
    size_t season = (size_t)a->items[l.sum].series.season;
    *out = (dk_annual){.n_series = l.n, .n_ahead = a->in->horizon / season};
    out->n_ahead = out->n_ahead < a->n_ahead ? out->n_ahead : a->n_ahead;
    if (!weigh(&l))
        return false;
    out->loading = l.loading;
    for (size_t k = 1; k <= out->n_ahead; k++)
        if (!learn_ahead(&l, forecasts, k, out))
            return false;
    verdict v = {a, out, draw_shocks(a, out, group), {0}};
    if (v.shocks == NULL)
        return false;
    const dk_annual_entry *sum = &a->items[l.sum];
    double last = dk_annual_total(sum->filled, sum->series.n, season);
    for (size_t k = 0; k < out->n_ahead; k++) {
        double said = year_of_means(&forecasts[l.sum], k, season);
        v.sum_growth[k] = said > 0 ? l.loading * log(said / last) : 0;
    }
    for (size_t i = 0; i < a->in->n; i++) {
        if (a->items[i].filled == NULL || a->items[i].group != group)
            continue;
        if (!settle(&v, i, &forecasts[i]))
            return false;
        if (learnt != NULL)
            learnt[i] = out;
    }
    return true;
}
