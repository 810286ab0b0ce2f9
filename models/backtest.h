/* models/backtest.h - all methods at several origins of one series.
 *
 *     value   0 1 2 3 4 5 6 7 8 9 | future
 *     now     known ------------> | 1 2 3          (is_now, nothing to compare with)
 *     run 1   known ---> 1 2 3                     steps with a known truth are scored
 *     run 0   known -> 1 2 3
 *
 * Origins are as late as possible while leaving a full horizon to score; a series too short for
 * that gets origins with fewer steps.
 */
#ifndef DK_MODELS_BACKTEST_H
#define DK_MODELS_BACKTEST_H

#include "models/calendar.h"
#include "models/prepare.h"

typedef struct {
    size_t origin;         /* values known to the forecasts */
    size_t n_steps;        /* steps forecast; for past origins those before the end of the series */
    size_t n_known;        /* known values before the origin */
    double level;          /* recent level, in the units of the series */
    double change;         /* usual change from value to value (prepare.h), in the same units */
    double *mean, *sd;     /* [method * horizon + step], in the units of the series */
    bool *has;             /* [method] */
    double *loss;          /* [method]: mean absolute error of the earlier runs up to this origin */
    size_t n_losses;       /* errors behind each; 0: none, loss is not filled */
    const dk_panel *panel; /* of the group before the origin; NULL: none (dk_panels_attach) */
} dk_run;

typedef struct {
    const dk_series *series;
    const dk_series *plain;      /* what methods see: without the calendar's effect */
    const dk_calendar *calendar; /* put back into what they say; NULL: nothing was taken out */
    size_t n_runs;
    dk_run *runs; /* past origins, oldest first */
    dk_run now;
    char (*forms)[32];    /* [method], of the latest run; in the end of the forecasts made now */
    double scale;         /* dk_series_scale, for scaled errors */
    bool is_intermittent; /* at least 30 % zeros among non-negative values */
    bool is_empty;        /* no known value: nothing else is filled */
} dk_backtest;

/* Origins for n values, over two horizons or a horizon and a season, and for every six origins
 * wanted beyond six as much again: writes at most `wanted` ascending numbers below n to origins[]
 * and returns how many. */
size_t dk_backtest_origins(size_t n, size_t season, size_t horizon, size_t wanted, size_t *origins);

/* Takes memory for a backtest of `series`; false when it is out. */
bool dk_backtest_init(dk_arena *arena, const dk_series *series, size_t horizon, size_t n_origins,
                      dk_backtest *out);

/* Takes the effects of festivals and working days out of what the methods will see (calendar.h),
 * before panels are attached. False when memory is out. Cost: dk_calendar_estimate. */
bool dk_calendars_attach(dk_arena *arena, dk_backtest *backtests, size_t n, size_t horizon);

/* Gives every run the panel of its group at its origin: series of one group (those without one
 * together), season and kind of period. Each panel is made once. O(groups * n + origins * values).
 * False when memory is out.
 */
bool dk_panels_attach(dk_arena *arena, dk_backtest *backtests, size_t n);

/* Runs the methods whose flag use[method] is set. Thread-safe: writes only into `b`; `work` is
 * reset. */
bool dk_backtest_run(dk_arena *work, dk_backtest *b, size_t horizon, const bool *use);

#endif
