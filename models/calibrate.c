/* models/calibrate.c - intervals that were measured.
 *
 * Score z = (truth - mean) / sd of the combination at every past origin and step. For each step the
 * scores of this and the neighbouring steps of all series are sorted; every series has the same say
 * however many origins it could afford, later ones more of it, and a Student t with 5 degrees of
 * freedom, as wide as the scores, has the say of a few series. What of the median may be chance is
 * taken off (noise_of_median). Quantiles of this mixture times sd are the intervals: split
 * conformal prediction pooled over series (Vovk, Gammerman and Shafer 2005; for time series
 * Stankeviciute et al. 2021), smoothed so that it works from one series of five points upwards.
 */
#include "models/pool.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PRIOR_POINTS = 40 };
static const double PRIOR_DF = 5, SCORE_MAX = 50;

typedef struct {
    double z, importance;
    size_t step, fold, run; /* run: number over the whole pool */
    bool is_grown;          /* made from two seasons or more */
    bool is_last;           /* of its series */
} score;

typedef struct {
    score *items; /* by series, run, step */
    size_t n;
    score *window; /* scores of one window */
    bool is_young; /* most series have no grown scores */
    const dk_tuning *tuning;
} scores;

static int by_z(const void *a, const void *b)
{
    const score *x = a, *y = b;
    return (x->z > y->z) - (x->z < y->z);
}

/* What a score of this run counts: forecasts from few values say little of those made now. */
static double importance_of(const dk_pool *pool, const dk_backtest *b, const dk_run *run)
{
    return pow((double)run->n_known / (double)b->now.n_known, pool->tuning->recency);
}

static bool run_is_usable(const dk_run *run)
{
    for (size_t m = 0; dk_methods[m] != NULL; m++)
        if (run->has[m])
            return true;
    return false;
}

/* What its forecasts knew of seasons: 0 none for sure, 1 more than one, GROWN two or more. */
enum { GROWN = 2 };
static int age_of(const dk_pool *pool, const dk_run *run)
{
    size_t season = (size_t)pool->season;
    return season == 1 || run->n_known >= 2 * season ? GROWN : run->n_known > season;
}

/* The oldest age whose runs, and those older, were judged on as many steps as a season has, or as
 * are forecast: fewer are too little to go by alone. */
static int oldest_age(const dk_pool *pool, const dk_backtest *b)
{
    size_t n = 0, season = (size_t)pool->season;
    size_t enough = season < pool->horizon ? season : pool->horizon;
    for (int age = GROWN; age > 0; age--) {
        for (size_t r = 0; r < b->n_runs; r++)
            if (run_is_usable(&b->runs[r]) && age_of(pool, &b->runs[r]) == age)
                n += b->runs[r].n_steps;
        if (n >= enough)
            return age;
    }
    return 0;
}

/* One series of the pool and room for what is said of it. */
typedef struct {
    const dk_pool *pool;
    size_t at;         /* of the series */
    double *mean, *sd; /* [step] of the run at hand */
} judged;

static bool judged_make(dk_arena *work, const dk_pool *pool, judged *out)
{
    *out = (judged){.pool = pool,
                    .mean = dk_arena_array(work, pool->horizon, sizeof *out->mean),
                    .sd = dk_arena_array(work, pool->horizon, sizeof *out->sd)};
    return out->mean != NULL && out->sd != NULL;
}

static const dk_backtest *backtest_of(const judged *j)
{
    return j->pool->items[j->at];
}

/* Combines a run by the table that did not see its series. */
static void say(judged *j, const dk_run *run)
{
    dk_pool_combine(j->pool, dk_pool_judge(j->pool, j->at), run, j->mean, j->sd);
}

/* Scores of one run; returns their number. */
static size_t score_run(judged *j, const dk_run *run, score *out)
{
    size_t n = 0;
    const dk_backtest *b = backtest_of(j);
    double importance = importance_of(j->pool, b, run);
    say(j, run);
    for (size_t h = 0; h < run->n_steps; h++) {
        if (!dk_series_known(b->series, run->origin + h))
            continue;
        assert(j->sd[h] > 0);
        double z = (b->series->value[run->origin + h] - j->mean[h]) / j->sd[h];
        out[n++] = (score){.z = fmax(fmin(z, SCORE_MAX), -SCORE_MAX),
                           .importance = importance,
                           .step = h,
                           .fold = j->at % j->pool->n_folds,
                           .is_grown = age_of(j->pool, run) == GROWN};
    }
    return n;
}

/* The scores of all series, each of its oldest runs only if they have enough: a forecast that knew
 * one season has errors unlike those of one that knew two, and what is asked is the error of
 * forecasts made now. */
static bool gather(dk_arena *work, const dk_pool *pool, scores *s)
{
    size_t capacity = 0, n_runs = 0, n_old = 0;
    for (size_t i = 0; i < pool->n; i++)
        for (size_t r = 0; r < pool->items[i]->n_runs; r++)
            capacity += pool->items[i]->runs[r].n_steps;
    s->items = dk_arena_array(work, capacity, sizeof *s->items);
    s->window = dk_arena_array(work, capacity + PRIOR_POINTS, sizeof *s->window);
    judged j;
    if (s->items == NULL || s->window == NULL || !judged_make(work, pool, &j))
        return false;
    for (j.at = 0; j.at < pool->n; j.at++) {
        const dk_backtest *b = backtest_of(&j);
        int oldest = oldest_age(pool, b);
        n_old += oldest == GROWN;
        for (size_t r = 0; r < b->n_runs; r++)
            if (run_is_usable(&b->runs[r]) && age_of(pool, &b->runs[r]) >= oldest) {
                size_t from = s->n;
                s->n += score_run(&j, &b->runs[r], s->items + from);
                for (n_runs++; from < s->n; from++)
                    s->items[from].run = n_runs;
            }
        if (s->n > 0)
            s->items[s->n - 1].is_last = true;
    }
    s->is_young = 2 * n_old < pool->n;
    return true;
}

/* Copies the scores within reach[is_grown] steps, each series with total importance 1; returns
 * their number. *n_series becomes the number of series they are of. */
static size_t window_within(const scores *s, size_t step, const size_t reach[2], size_t *n_series)
{
    size_t n = 0, from = 0;
    double total = 0;
    *n_series = 0;
    for (size_t k = 0; k < s->n; k++) {
        const score *z = &s->items[k];
        size_t far = reach[z->is_grown];
        if (z->step + far >= step && z->step <= step + far) {
            s->window[n] = *z;
            total += s->window[n++].importance;
        }
        if (z->is_last) {
            for (size_t j = from; j < n; j++)
                s->window[j].importance /= total;
            *n_series += n > from;
            from = n;
            total = 0;
        }
    }
    return n;
}

/* The scores of a step and its neighbours; where few series are long enough to have been judged so
 * far ahead, also those of the steps before, as many as bring in half of the pool: eight yearly
 * values say nothing of five years ahead but by what they say of two. Where most series were judged
 * by forecasts that knew fewer than two seasons, all steps together: far ahead only the least
 * mature of those were judged, which err by what is known by now. Elsewhere such forecasts say
 * nothing of other steps. */
static size_t window_at(const scores *s, const dk_pool *pool, size_t step)
{
    size_t usual = pool->horizon / 8 + (pool->n < 50 ? 1 : 0), n_series;
    size_t reach[2] = {s->is_young ? pool->horizon : usual, usual}; /* of scores by is_grown */
    size_t n = window_within(s, step, reach, &n_series);
    while (2 * n_series < pool->n && reach[true] < pool->horizon) {
        reach[true]++;
        n = window_within(s, step, reach, &n_series);
    }
    return n;
}

/* Mean square score without fold `without`, single scores capped at 3, shrunk to the expected one.
 */
static double mean_square(const scores *s, size_t n, size_t without)
{
    const score *window = s->window;
    double total = s->tuning->score_prior, sum = total * s->tuning->score_variance;
    for (size_t k = 0; k < n; k++) {
        if (window[k].fold == without)
            continue;
        sum += window[k].importance * fmin(window[k].z * window[k].z, 9);
        total += window[k].importance;
    }
    return sum / total;
}

/* Merges sorted scores without a fold with the sorted prior and reads off the levels: the j-th of
 * the merged values sits at (weight before it + half its own) / total. */
static void read_levels(const scores *s, size_t n, size_t without, const double *prior, double *out)
{
    const score *window = s->window;
    double total = s->tuning->score_prior, before = 0, last_z = 0, last_at = -1;
    for (size_t k = 0; k < n; k++)
        total += window[k].fold == without ? 0 : window[k].importance;
    size_t i = 0, j = 0, level = 0;
    while (level < DK_POOL_LEVELS) {
        while (i < n && window[i].fold == without)
            i++;
        bool end = i == n && j == PRIOR_POINTS;
        bool take_prior = !end && (i == n || (j < PRIOR_POINTS && prior[j] <= window[i].z));
        double z = end ? last_z : take_prior ? prior[j] : window[i].z;
        double own = end          ? 0
                     : take_prior ? s->tuning->score_prior / PRIOR_POINTS
                                  : window[i].importance;
        double at = end ? 2 : (before + 0.5 * own) / total;
        for (; level < DK_POOL_LEVELS; level++) {
            double u = ((double)level + 0.5) / DK_POOL_LEVELS;
            if (u > at)
                break;
            double t = last_at < 0 || at <= last_at ? 1 : (u - last_at) / (at - last_at);
            out[level] = end ? last_z : last_at < 0 ? z : last_z + t * (z - last_z);
        }
        last_z = z;
        last_at = at;
        before += own;
        i += !end && !take_prior;
        j += !end && take_prior;
    }
}

static void shift(double *levels, double by)
{
    for (size_t k = 0; k < DK_POOL_LEVELS; k++)
        levels[k] -= by;
}

/* What the next stretch of time will not repeat of the median score m: the scores are of few
 * independent stretches, and each has a common error of its own, `shock` large:
 * m - m * m^2 / (m^2 + shock^2). */
static double noise_of_median(double m, double shock)
{
    double total = m * m + shock * shock;
    return total > 0 ? m * shock * shock / total : 0;
}

/* Adds truth and forecast of one run, scaled, to the sums of every table but its own fold's. */
static void add_sums(judged *j, const dk_run *run, double *truth, double *said)
{
    const dk_backtest *b = backtest_of(j);
    double y = 0, f = 0, unit = b->scale * (double)(b->n_runs * j->pool->horizon);
    say(j, run);
    for (size_t h = 0; h < run->n_steps; h++) {
        if (!dk_series_known(b->series, run->origin + h))
            continue;
        y += b->series->value[run->origin + h] / unit;
        f += j->mean[h] / unit;
    }
    for (size_t k = 0; k <= j->pool->n_folds; k++)
        if (k != j->at % j->pool->n_folds) {
            truth[k] += y;
            said[k] += f;
        }
}

/* Correlation of the scores that lie `lag` steps apart in one run, about 0; *n gets their number.
 */
static double lag_correlation(const scores *s, size_t lag, double *n)
{
    double xy = 0, xx = 0, yy = 0;
    *n = 0;
    for (size_t k = lag; k < s->n; k++) {
        const score *a = &s->items[k - lag], *b = &s->items[k];
        if (b->run != a->run || b->step != a->step + lag)
            continue;
        double x = fmax(fmin(a->z, 4), -4), y = fmax(fmin(b->z, 4), -4);
        xy += x * y;
        xx += x * x;
        yy += y * y;
        *n += 1;
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

/* The dependence whose correlations are nearest to the measured ones, lag by lag, on a grid of
 * steps of 0.05 up to 0.95, with a few pairs of a cautious guess beside them. All folds together:
 * it shapes the paths only, no interval of a step depends on it. */
static dk_dependence fit_dependence(const scores *s, size_t horizon)
{
    enum { LAGS_MAX = 24, GRID = 20 };
    double r[LAGS_MAX], n[LAGS_MAX], best = HUGE_VAL;
    size_t n_lags = horizon - 1 < LAGS_MAX ? horizon - 1 : LAGS_MAX;
    const double guess_n = 8;
    const dk_dependence guess = {0.3, 0.5};
    dk_dependence out = guess;
    for (size_t lag = 1; lag <= n_lags; lag++)
        r[lag - 1] = lag_correlation(s, lag, &n[lag - 1]);
    for (int i = 0; i < GRID * GRID; i++) {
        dk_dependence d = {(double)(i / GRID) * 0.05, (double)(i % GRID) * 0.05};
        double sum = 0, power = 1, guess_power = 1;
        for (size_t k = 0; k < n_lags; k++) {
            power *= d.rho;
            guess_power *= guess.rho;
            double c = d.common + (1 - d.common) * power;
            double g = guess.common + (1 - guess.common) * guess_power;
            sum += n[k] * pow(c - r[k], 2) + guess_n * pow(c - g, 2);
        }
        if (sum < best) {
            best = sum;
            out = d;
        }
    }
    return out;
}

bool dk_pool_level(dk_arena *work, dk_pool *pool)
{
    judged j;
    double *truth = dk_arena_array(work, pool->n_folds + 1, sizeof *truth);
    double *said = dk_arena_array(work, pool->n_folds + 1, sizeof *said);
    if (truth == NULL || said == NULL || !judged_make(work, pool, &j))
        return false;
    for (size_t f = 0; f <= pool->n_folds; f++)
        pool->tables[f].level = 1;
    for (j.at = 0; j.at < pool->n && pool->is_intermittent; j.at++) {
        const dk_backtest *b = backtest_of(&j);
        for (size_t r = 0; r < b->n_runs && b->scale > 0; r++)
            if (run_is_usable(&b->runs[r]))
                add_sums(&j, &b->runs[r], truth, said);
    }
    for (size_t f = 0; f <= pool->n_folds; f++) {
        double ratio = said[f] > 0 ? truth[f] / said[f] : 1;
        pool->tables[f].level = 1 + pool->tuning->zero_location * (fmax(0.5, fmin(ratio, 2)) - 1);
    }
    return true;
}

bool dk_pool_calibrate(dk_arena *work, dk_pool *pool)
{
    scores s = {.tuning = pool->tuning};
    double prior[PRIOR_POINTS], scaled[PRIOR_POINTS];
    if (!gather(work, pool, &s))
        return false;
    /* t(5) has variance 5/3; the prior should have variance 1 before scaling. */
    for (size_t j = 0; j < PRIOR_POINTS; j++)
        prior[j] = gsl_cdf_tdist_Pinv(((double)j + 0.5) / PRIOR_POINTS, PRIOR_DF) /
                   sqrt(PRIOR_DF / (PRIOR_DF - 2));
    dk_dependence dependence = fit_dependence(&s, pool->horizon);
    for (size_t h = 0; h < pool->horizon; h++) {
        size_t n = window_at(&s, pool, h);
        qsort(s.window, n, sizeof *s.window, by_z);
        for (size_t f = 0; f <= pool->n_folds; f++) {
            dk_pool_table *table = &pool->tables[f];
            table->dependence = dependence;
            table->spread[h] = sqrt(mean_square(&s, n, f));
            for (size_t j = 0; j < PRIOR_POINTS; j++)
                scaled[j] = prior[j] * table->spread[h];
            double *levels = table->quantile + h * DK_POOL_LEVELS;
            read_levels(&s, n, f, scaled, levels);
            shift(levels, noise_of_median(levels[DK_POOL_LEVELS / 2], pool->tuning->shock));
            for (size_t k = 0; k < DK_POOL_LEVELS; k++)
                table->average[h] += levels[k] / DK_POOL_LEVELS;
        }
    }
    return true;
}

double dk_pool_quantile(const dk_pool_table *table, size_t step, double u)
{
    const double *q = table->quantile + step * DK_POOL_LEVELS;
    double at = u * DK_POOL_LEVELS - 0.5;
    if (at <= 0)
        return q[0];
    size_t k = (size_t)at;
    if (k >= DK_POOL_LEVELS - 1)
        return q[DK_POOL_LEVELS - 1];
    return q[k] + (at - (double)k) * (q[k + 1] - q[k]);
}
