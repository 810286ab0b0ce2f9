/* models/forecast.h - forecasts of many series at once, with intervals that were measured.
 *
 *   1 every method forecasts every series, and again from several earlier origins (rolling
 * backtest); 2 the errors, scaled per series and pooled over the series of a group, give the
 * weights of the combination (shrunk to the methods' priors while there is little evidence); 3 the
 * combination's own backtest errors, divided by its predicted standard deviation and pooled by
 * horizon, give the quantiles of the intervals (pooled conformal calibration), shrunk to a Student
 * t while there is little evidence; 4 sample paths have exactly these marginal distributions and
 * the errors' measured correlation over the horizon, so that yearly totals and differences have
 * true intervals.
 *
 * Every known value is used; nothing after an origin reaches a backtest forecast made at it.
 * Weights and quantiles that judge a series in its own reported backtest come from the other folds
 * of the pool, so the reported errors and coverage are out of sample.
 *
 * Results are the same at any thread count, and always finite; counts and other non-negative data
 * never get a negative number.
 */
#ifndef DK_MODELS_FORECAST_H
#define DK_MODELS_FORECAST_H

#include "models/calendar.h"
#include "models/method.h"
#include "models/series.h"
#include "models/tuning.h"

typedef struct {
    uint64_t seed;           /* of the sample paths */
    size_t n_paths;          /* paths kept per series; 0: none are made */
    size_t n_threads;        /* 1..64 */
    size_t n_origins;        /* backtest origins per series, 1..24 */
    const char *methods;     /* comma-separated keys; NULL: all */
    const double *quantiles; /* extra quantiles wanted, each in (0, 1) */
    size_t n_quantiles;
    /* Standard normals that order the paths, [(series * n_paths + path) * horizon + step]; NULL:
     * drawn from the seed with the dependence over steps that the errors showed. */
    const double *normals;
    dk_tuning tuning;
} dk_forecast_options;

#define DK_FORECAST_OPTIONS_INIT                                                                   \
    ((dk_forecast_options){.n_threads = 1, .n_origins = 6, .tuning = DK_TUNING_INIT})

typedef struct {
    double mean, lo80, hi80, lo95, hi95; /* lo95 <= lo80 <= hi80 <= hi95 */
} dk_forecast_step;

/* How errors of one forecast hang together over its steps:
 * corr(h, k) = common + (1 - common) * rho^|h - k|, both 0..0.98. */
typedef struct {
    double common, rho;
} dk_dependence;

typedef struct {
    const dk_method *method;
    char form[32]; /* the form chosen on the whole series */
    double weight; /* 0..1, weights sum to 1 */
    double mase;   /* its own backtest error on this series; -1: not backtested */
} dk_forecast_member;

/* One forecast made at an earlier origin, for the scoreboard. */
typedef struct {
    size_t origin; /* values known to it: value[0..origin-1] */
    size_t n_steps;
    double *mean; /* n_steps values of the combination: the middle of each step's distribution */
    double *expected; /* its expectation: what may be added up over series */
    double *lo80, *hi80, *lo95, *hi95;
} dk_forecast_past;

typedef struct {
    size_t n_errors; /* (origin, step) pairs with a known truth; 0: too short for a backtest */
    double mase, mase_naive; /* of the combination and of the (seasonal) naive rule; -1: no scale */
    double coverage80, coverage95; /* shares 0..1 of this series' n_errors; -1: none */
} dk_forecast_score;

/* What was measured over all series of a group (dk_series.group and season). */
typedef struct {
    const char *group; /* NULL for the unnamed group */
    int32_t season;
    bool is_intermittent; /* series that are mostly zero are pooled apart */
    size_t n_series, n_errors;
    double mase, mase_naive;
    double coverage80, coverage95;       /* shares 0..1 */
    double coverage80_se, coverage95_se; /* standard errors clustered by series */
} dk_forecast_pool;

typedef struct {
    dk_period first; /* period of step 1: the one after value[n-1] */
    size_t horizon, n_quantiles, n_paths;
    dk_forecast_step *steps;     /* horizon */
    double *quantiles;           /* horizon * n_quantiles, step-major */
    dk_dependence dependence;    /* of the paths */
    double *paths;               /* n_paths * horizon, path-major; NULL without paths */
    dk_forecast_member *members; /* those with weight > 0, heaviest first */
    size_t n_members;
    const char *method; /* e.g. "ets(MAdM) 42% + theta 31% + ses 27%", the same in all languages */
    dk_nature nature;
    dk_forecast_score score;
    bool beats_naive;       /* false: "no better than last year's number", say so */
    dk_forecast_past *past; /* by origin, oldest first */
    size_t n_past;
    const dk_forecast_pool *pool; /* what was measured over its group; NULL with `problem` */
    dk_calendar calendar;         /* the effect in these numbers; its columns are the caller's */
    const dk_msg *problem;        /* not NULL: no values at all; the numbers are zeros */
} dk_forecast;

typedef struct {
    dk_forecast *items; /* n, in the order of the series */
    size_t n;
    dk_forecast_pool *pools;
    size_t n_pools;
} dk_forecast_result;

/* Forecasts all `n` series for `horizon` steps. Everything in *out is owned by `arena`. Fails on a
 * series that dk_series_check refuses, an unknown method, options out of range, and lack of memory.
 * Cost about n * (origins + 1) * (cost of the methods); ETS dominates. */
DK_MUST dk_code dk_forecast_many(const dk_series *series, size_t n, size_t horizon,
                                 const dk_forecast_options *options, dk_arena *arena,
                                 dk_forecast_result *out, dk_err *err);

typedef struct {
    int64_t year; /* calendar year, or number of the season for integer periods */
    size_t n_observed,
        n_forecast;  /* periods of this year taken from values and from the forecast */
    double observed; /* sum of the observed part */
    dk_forecast_step total;
    const double *totals; /* of every path, ascending */
} dk_forecast_year;

/* Yearly totals from the sample paths: the observed part of a year begun is added; a year that the
 * horizon does not complete is left out. A missing observed value is replaced by nothing and the
 * year left out as well. Needs paths (n_paths > 0). Owned by `arena`. O(paths * horizon). */
DK_MUST dk_code dk_forecast_years(const dk_series *series, const dk_forecast *forecast,
                                  dk_arena *arena, dk_forecast_year **out, size_t *n_out,
                                  dk_err *err);

#endif
