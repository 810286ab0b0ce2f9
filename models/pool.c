/* models/pool.c - membership and combination; learning is in weights.c and calibrate.c. */
#include "models/pool.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORST_LOSS = 5 }; /* a relative loss beyond it tells no more */

static bool same_group(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static dk_pool *pool_of(dk_pool *pools, size_t n, const dk_backtest *b)
{
    for (size_t i = 0; i < n; i++)
        if (pools[i].season == b->series->season &&
            pools[i].is_intermittent == b->is_intermittent &&
            same_group(pools[i].group, b->series->group))
            return &pools[i];
    return NULL;
}

static bool pool_init(dk_arena *arena, dk_pool *pool)
{
    pool->items = dk_arena_array(arena, pool->n, sizeof(dk_backtest *));
    pool->relative_sd = dk_arena_array(arena, pool->horizon, sizeof *pool->relative_sd);
    pool->n_folds = pool->n < DK_POOL_FOLDS ? pool->n : DK_POOL_FOLDS;
    pool->n = 0; /* counts up again while the items are put in */
    for (size_t f = 0; f <= pool->n_folds; f++) {
        dk_pool_table *table = &pool->tables[f];
        table->weight = dk_arena_array(arena, dk_method_count(), sizeof(double));
        table->quantile = dk_arena_array(arena, pool->horizon * DK_POOL_LEVELS, sizeof(double));
        table->spread = dk_arena_array(arena, pool->horizon, sizeof(double));
        table->average = dk_arena_array(arena, pool->horizon, sizeof(double));
        if (table->weight == NULL || table->quantile == NULL || table->spread == NULL ||
            table->average == NULL)
            return false;
    }
    return pool->items != NULL && pool->relative_sd != NULL;
}

bool dk_pools_make(dk_arena *arena, const dk_backtests *all, const dk_tuning *tuning, dk_pool **out,
                   size_t *n_out)
{
    size_t capacity = 0, count = 0, n = all->n;
    const dk_backtest *backtests = all->items;
    dk_pool *pools = NULL;
    for (size_t i = 0; i < n; i++) {
        const dk_backtest *b = &backtests[i];
        if (b->is_empty)
            continue;
        dk_pool *pool = pool_of(pools, count, b);
        if (pool == NULL) {
            pools = dk_arena_grow(arena, pools, count, &capacity, sizeof *pools);
            if (pools == NULL)
                return false;
            pool = &pools[count++];
            *pool = (dk_pool){.group = b->series->group,
                              .season = b->series->season,
                              .is_intermittent = b->is_intermittent,
                              .tuning = tuning,
                              .horizon = all->horizon};
        }
        pool->n++;
    }
    for (size_t i = 0; i < count; i++)
        if (!pool_init(arena, &pools[i]))
            return false;
    for (size_t i = 0; i < n; i++) {
        if (backtests[i].is_empty)
            continue;
        dk_pool *pool = pool_of(pools, count, &backtests[i]);
        pool->items[pool->n++] = &backtests[i];
    }
    *out = pools;
    *n_out = count;
    return true;
}

void dk_pool_run_weights(const dk_pool *pool, const dk_pool_table *table, const dk_run *run,
                         double *weight)
{
    double mean = 0, total = 0, n_losses = (double)run->n_losses;
    double strength = pool->tuning->tilt * n_losses / (n_losses + pool->tuning->tilt_half);
    size_t n = dk_method_count();
    for (size_t k = 0; k < n; k++) {
        weight[k] = run->has[k] ? table->weight[k] : 0;
        total += weight[k];
        mean += run->n_losses > 0 ? weight[k] * run->loss[k] : 0;
    }
    assert(total > 0);
    mean /= total;
    if (mean > 0) { /* else no earlier error, or all of them 0 */
        total = 0;
        for (size_t k = 0; k < n; k++) {
            weight[k] *= exp(-strength * fmin(run->loss[k] / mean - 1, WORST_LOSS));
            total += weight[k];
        }
    }
    for (size_t k = 0; k < n; k++)
        weight[k] /= total;
}

/* Mean, and mean sd plus disagreement, of one step. */
static void combine_step(const double *weight, const dk_run *run, size_t horizon, size_t h,
                         double *mean, double *sd)
{
    double s = 0, spread = 0;
    size_t n = dk_method_count(), first = 0;
    while (first + 1 < n && !(weight[first] > 0))
        first++;
    /* Counted from one member, so that members who agree are repeated to the last digit. */
    double base = run->mean[first * horizon + h], m = base;
    for (size_t k = 0; k < n; k++) {
        m += weight[k] > 0 ? weight[k] * (run->mean[k * horizon + h] - base) : 0;
        s += weight[k] * run->sd[k * horizon + h];
    }
    for (size_t k = 0; k < n; k++)
        spread += weight[k] * pow(run->mean[k * horizon + h] - m, 2);
    *mean = m;
    *sd = sqrt(s * s + spread);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, size_t n, double fallback)
{
    qsort(x, n, sizeof *x, by_value);
    return n > 0 ? x[n / 2] : fallback;
}

/* The series' mean change; few changes are themselves drawn towards the pool's. */
static double typical_change(const dk_pool *pool, const dk_run *run)
{
    double prior = pool->tuning->change_prior;
    double n = run->n_known > 1 ? (double)(run->n_known - 1) : 0;
    return (n * run->change + prior * pool->relative_change * run->level) / (n + prior);
}

bool dk_pool_typical(dk_arena *work, dk_pool *pool)
{
    /* Where no series is long enough: changes of a sixth, the errors of a random walk. */
    const double change = 0.16, first = 1.25;
    const size_t enough = 5;
    double weight[DK_METHODS_MAX], mean;
    double *ratio = dk_arena_array(work, pool->n, sizeof *ratio);
    if (ratio == NULL)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < pool->n; i++) {
        const dk_run *run = &pool->items[i]->now;
        if (run->n_known >= enough && run->change > 0)
            ratio[n++] = run->change / run->level;
    }
    pool->relative_change = median(ratio, n, change);
    for (size_t h = 0; h < pool->horizon; h++) {
        n = 0;
        for (size_t i = 0; i < pool->n; i++) {
            const dk_run *run = &pool->items[i]->now;
            if (run->n_known < enough || !(run->change > 0))
                continue;
            dk_pool_run_weights(pool, dk_pool_all(pool), run, weight);
            combine_step(weight, run, pool->horizon, h, &mean, &ratio[n]);
            ratio[n++] /= typical_change(pool, run);
        }
        pool->relative_sd[h] = median(ratio, n, first * sqrt(1 + (double)h));
    }
    return true;
}

/* The sd that the members give, from residuals of values they were fitted to, says less the fewer
 * values there were. It is drawn, in logarithms, towards what is usual in the pool beside changes
 * of this size, of which it counts as no less than a tenth: values that never moved may do so. */
static double shrunk_sd(const dk_pool *pool, const dk_run *run, size_t h, double sd)
{
    const double least = 0.1;
    double typical = pool->relative_sd[h] * typical_change(pool, run);
    double n = run->n_known > 2 ? (double)(run->n_known - 2) : 0;
    double share = pool->tuning->sd_prior / (n + pool->tuning->sd_prior);
    double shrunk = pow(fmax(sd, least * typical), 1 - share) * pow(typical, share);
    return fmax(shrunk, 1e-6 * run->level);
}

void dk_pool_combine(const dk_pool *pool, const dk_pool_table *table, const dk_run *run,
                     double *mean, double *sd)
{
    double weight[DK_METHODS_MAX];
    dk_pool_run_weights(pool, table, run, weight);
    for (size_t h = 0; h < run->n_steps; h++) {
        combine_step(weight, run, pool->horizon, h, &mean[h], &sd[h]);
        mean[h] *= table->level;
        sd[h] = shrunk_sd(pool, run, h, sd[h]);
    }
}
