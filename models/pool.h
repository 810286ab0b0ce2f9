/* models/pool.h - what series of one kind teach each other: weights and calibration.
 *
 * A pool is all series with the same group, season and kind (mostly zeros or not). A pool of n
 * series has F = min(5, n) folds; table 0..F-1 is learnt without the series of that fold and judges
 * them, table F is learnt from all and makes the forecasts. A pool of one series learns nothing for
 * its own judgement: the methods' priors and a Student t stand in.
 */
#ifndef DK_MODELS_POOL_H
#define DK_MODELS_POOL_H

#include "core/base/random.h"
#include "models/forecast_stages.h"

enum { DK_POOL_FOLDS = 5, DK_POOL_LEVELS = 399 };

typedef struct {
    double *weight;   /* [method], sum 1 */
    double *quantile; /* [step * DK_POOL_LEVELS + k]: score at level (k + 1/2) / DK_POOL_LEVELS */
    double *spread;   /* [step]: root mean square score */
    double *average;  /* [step]: mean of the levels of `quantile` */
    double level;     /* factor of the means: 1 unless mostly zero (dk_pool_level) */
    dk_dependence dependence; /* of the scores over steps */
} dk_pool_table;

typedef struct {
    const char *group;
    int32_t season;
    bool is_intermittent;
    const dk_tuning *tuning;
    size_t horizon;
    size_t n; /* series */
    const dk_backtest **items;
    size_t n_folds;
    dk_pool_table tables[DK_POOL_FOLDS + 1];
    double relative_change; /* median over series of usual change / level */
    double *relative_sd;    /* [step]: median over series of sd / usual change */
} dk_pool;

/* Table that may judge series `i` of the pool, and the one for forecasts. */
static inline const dk_pool_table *dk_pool_judge(const dk_pool *pool, size_t i)
{
    return &pool->tables[i % pool->n_folds];
}
static inline const dk_pool_table *dk_pool_all(const dk_pool *pool)
{
    return &pool->tables[pool->n_folds];
}

/* Splits n backtests into pools in order of first appearance; empty series belong to none.
 * O(n * pools). False when memory is out. `all` and `tuning` must outlive the pools. */
bool dk_pools_make(dk_arena *arena, const dk_backtests *all, const dk_tuning *tuning, dk_pool **out,
                   size_t *n_out);

/* Learns the weights of all tables: mirror descent on the mean scaled absolute error (squared for
 * mostly-zero series, whose median is zero) of the combination, with a Kullback-Leibler pull
 * towards the priors that fades with the number of series. O(iterations * errors * methods), errors
 * thinned to 20000. */
bool dk_pool_weights(dk_arena *work, dk_pool *pool, const bool *use);

/* The weights of the methods in `run`, sum 1, 0 for those it lacks: the table's, tilted towards
 * what did well on this series before the run's origin: w * exp(-tilt * n / (n + tilt_half) * (loss
 * / mean loss - 1)) with n earlier errors. O(methods). */
void dk_pool_run_weights(const dk_pool *pool, const dk_pool_table *table, const dk_run *run,
                         double *weight);

/* Learns what sd is usual beside a series' changes; needs the weights, and dk_pool_combine needs
 * it. False when memory is out. O(series * methods * horizon). */
bool dk_pool_typical(dk_arena *work, dk_pool *pool);

/* Mean and standard deviation of the combination at each step of `run`. The standard deviation is
 * the members' mean one plus their disagreement, drawn towards what is usual in the pool beside a
 * change as large as the series' own: all the way for a single value, half for tuning->sd_prior
 * values. */
void dk_pool_combine(const dk_pool *pool, const dk_pool_table *table, const dk_run *run,
                     double *mean, double *sd);

/* Learns the factor of the means of mostly-zero series: tuning->zero_location of the way from 1 to
 * what would have made the backtests unbiased. Other series are corrected by their scores' median.
 */
bool dk_pool_level(dk_arena *work, dk_pool *pool);

/* Learns quantiles, spread and dependence of all tables from the scores (truth - mean) / sd. */
bool dk_pool_calibrate(dk_arena *work, dk_pool *pool);

/* Score at probability u in (0, 1) of `step`, by interpolation. */
double dk_pool_quantile(const dk_pool_table *table, size_t step, double u);

#endif
