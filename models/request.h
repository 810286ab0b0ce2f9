/* models/request.h - forecasts of series that a caller brings, with what the caller asks for.
 *
 * One request holds everything beside the series; the same request gives the same bytes on every
 * machine and number of threads.
 */
#ifndef DK_MODELS_REQUEST_H
#define DK_MODELS_REQUEST_H

#include "models/hierarchy.h"

enum { DK_LEVELS_MAX = 20, DK_QUANTILES_MAX = 199 };

typedef struct {
    size_t horizon;       /* 1..DK_HORIZON_MAX */
    const char *methods;  /* comma-separated keys; NULL: all */
    const double *levels; /* intervals wanted, percent in (0, 100), ascending */
    size_t n_levels;
    const double *quantiles; /* in (0, 1) */
    size_t n_quantiles;
    const dk_hierarchy_link *links; /* n_links 0: no hierarchy */
    size_t n_links;
    bool is_whole; /* means in whole numbers; in a hierarchy paths and quantiles too, and they add
                      up */
    bool is_total; /* totals of years instead of steps, as the registers' are made (models/level.h):
                      a year begun takes its known part, one the horizon does not complete is left
                      out; not with a hierarchy */
    uint64_t seed;
    size_t n_threads;
} dk_forecast_request;

/* The levels of a request that names none: 80 and 95. */
extern const double dk_levels_usual[2];

#define DK_FORECAST_REQUEST_INIT                                                                   \
    ((dk_forecast_request){.levels = dk_levels_usual, .n_levels = 2, .n_threads = 1})

typedef struct {
    const dk_series *series; /* the caller's and, last, sums a hierarchy names without values */
    size_t n;
    dk_forecast_result result; /* of all of them */
} dk_forecast_answer;

/* Forecasts. Of totals the steps are years: `first` is a year, or a season of series without dates,
 * and `horizon` differs by series. In a hierarchy all series are taken over the periods of all of
 * them together (what one lacks is missing), and a node that is no series of the caller's becomes
 * the sum of its bottoms. Owned by `arena`. Fails as dk_forecast_many and dk_hierarchy_make do, on
 * levels out of range, and on totals of a horizon that completes no year.
 */
DK_MUST dk_code dk_forecast_answer_request(const dk_forecast_request *request,
                                           const dk_series *series, size_t n, dk_arena *arena,
                                           dk_forecast_answer *out, dk_err *err);

typedef struct {
    double lo, hi;
} dk_interval;

/* Interval of the request's `level`-th level, and its `q`-th quantile, at step h (0..). */
dk_interval dk_request_interval(const dk_forecast_request *request, const dk_forecast *f, size_t h,
                                size_t level);
double dk_request_quantile(const dk_forecast_request *request, const dk_forecast *f, size_t h,
                           size_t q);

#endif
