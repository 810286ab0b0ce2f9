/* models/forecast_stages.h - the two stages of a forecast, for those who want to stop between them.
 *
 * The backtests are nearly all of the cost and depend on no tuning constant; benches learn from one
 * set of backtests many times.
 */
#ifndef DK_MODELS_FORECAST_STAGES_H
#define DK_MODELS_FORECAST_STAGES_H

#include "models/backtest.h"
#include "models/forecast.h"

typedef struct {
    dk_backtest *items; /* one per series, in their order */
    size_t n, horizon;
    bool use[DK_METHODS_MAX]; /* by position in dk_methods */
} dk_backtests;

/* Checks options and series, and runs every method at every origin on options->n_threads. The
 * series must outlive *out, which lives in `arena`. */
DK_MUST dk_code dk_backtest_many(const dk_series *series, size_t n, size_t horizon,
                                 const dk_forecast_options *options, dk_arena *arena,
                                 dk_backtests *out, dk_err *err);

/* Learns, scores and forecasts; changes nothing in `all`. */
DK_MUST dk_code dk_forecast_make(const dk_backtests *all, const dk_forecast_options *options,
                                 dk_arena *arena, dk_forecast_result *out, dk_err *err);

#endif
