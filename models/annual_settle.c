/* models/annual_settle.c - one group of annual.h: its forecasts brought to what was learnt. */
#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>

#include "core/base/random.h"
#include "models/annual_parts.h"
#include "models/scenario.h"

static const double stretch_most = 3;

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
    double total = dk_annual_total(path, (k + 1) * season, season);
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
        said[k] = dk_annual_foretold(f, k, season);
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

bool dk_annual_settle(const dk_annual_work *a, size_t group, const dk_annual *lesson,
                      dk_forecast *forecasts, const dk_annual **learnt)
{
    assert(group < a->n_groups && lesson->n_ahead > 0);
    const dk_annual_entry *sum = &a->items[a->sum[group]];
    size_t season = (size_t)sum->series.season;
    verdict v = {a, lesson, draw_shocks(a, lesson, group), {0}};
    if (v.shocks == NULL)
        return false;
    double last = dk_annual_total(sum->filled, sum->series.n, season);
    for (size_t k = 0; k < lesson->n_ahead; k++) {
        double said = dk_annual_foretold(&forecasts[a->sum[group]], k, season);
        v.sum_growth[k] = said > 0 ? lesson->loading * log(said / last) : 0;
    }
    for (size_t i = 0; i < a->in->n; i++) {
        if (a->items[i].filled == NULL || a->items[i].group != group)
            continue;
        if (!settle(&v, i, &forecasts[i]))
            return false;
        if (learnt != NULL)
            learnt[i] = lesson;
    }
    return true;
}
