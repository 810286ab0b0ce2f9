/* models/models.h - statistics and optimisation: plain arrays in, plain arrays out.
 *
 * GSL and GLPK live only here. Nothing here reads files, clocks or databases, and nothing keeps
 * state between calls: the same arguments give the same bytes at any number of threads.
 *
 *     series.h     a series: start, season, values with a mask for what is missing
 *     method.h     one forecast method behind one descriptor; methods.def lists them
 *     forecast.h   many series at once: backtest, combination, calibrated intervals, sample paths
 *     hierarchy.h  forecasts that add up over towns and specialties
 *     request.h    what a caller asks for beside the series; explain.h says it in words
 *     score.h      MASE, coverage, interval score, quantile loss of past forecasts
 *     tuning.h     every constant that was chosen
 *     quota.h      whole classes per specialty and intake from sample paths of demand
 *     ratio.h      openings per seeker (求人倍率) as the ministry publishes it
 */
#ifndef DK_MODELS_MODELS_H
#define DK_MODELS_MODELS_H

/* Turns GSL's error handler off (by default it aborts the process on a domain error) and silences
 * GLPK's terminal output. First thing in every main, tests included; idempotent. */
void dk_models_init(void);

#endif
