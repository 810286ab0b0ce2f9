/* models/pool.c - membership and combination; learning is in weights.c and calibrate.c. */
#include "models/pool.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
        if (table->weight == NULL || table->quantile == NULL || table->spread == NULL)
            return false;
    }
    return pool->items != NULL && pool->relative_sd != NULL;
}

bool dk_pools_make(dk_arena *arena, dk_backtest *backtests, size_t n, size_t horizon, dk_pool **out,
                   size_t *n_out)
{
    size_t capacity = 0, count = 0;
    dk_pool *pools = NULL;
    for (size_t i = 0; i < n; i++) {
        dk_backtest *b = &backtests[i];
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
                              .horizon = horizon};
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

/* Mean, and mean sd plus disagreement, of one step. */
static void combine_step(const double *weight, const dk_run *run, size_t horizon, size_t h,
                         double *mean, double *sd)
{
    double total = 0, m = 0, s = 0, spread = 0;
    size_t n = dk_method_count();
    for (size_t k = 0; k < n; k++) {
        if (!run->has[k])
            continue;
        total += weight[k];
        m += weight[k] * run->mean[k * horizon + h];
        s += weight[k] * run->sd[k * horizon + h];
    }
    assert(total > 0);
    m /= total;
    s /= total;
    for (size_t k = 0; k < n; k++)
        if (run->has[k])
            spread += weight[k] / total * pow(run->mean[k * horizon + h] - m, 2);
    *mean = m;
    *sd = sqrt(s * s + spread);
}

/* The sd of a handful of values is itself uncertain: it counts as n - 2 observations against two of
 * the pool's typical sd / level. Chosen on the yearly and the shortest monthly series. */
static double shrunk_sd(const dk_pool *pool, const dk_run *run, size_t h, double sd)
{
    const double strength = 2;
    double typical = pool->relative_sd[h] * run->level;
    double n = run->n_known > 2 ? (double)(run->n_known - 2) : 0;
    double shrunk = sqrt((n * sd * sd + strength * typical * typical) / (n + strength));
    return fmax(shrunk, 1e-6 * run->level);
}

void dk_pool_combine(const dk_pool *pool, const dk_pool_table *table, const dk_run *run,
                     double *mean, double *sd)
{
    for (size_t h = 0; h < run->n_steps; h++) {
        combine_step(table->weight, run, pool->horizon, h, &mean[h], &sd[h]);
        sd[h] = shrunk_sd(pool, run, h, sd[h]);
    }
}
