/* models/calendar.h - what the calendar does to a series, estimated with the help of its group,
 * taken out before it is forecast and put back afterwards.
 *
 * The Spring Festival wanders between January and February, so a month's number, and even the total
 * of twelve, depends on where it falls: the year from March may hold two weeks of hiring after it,
 * or none. A month of 23 working days sees more patients, and more people hired, than the same
 * month with 20. No smoothing method knows that. As agencies do (Bell and Hillmer 1983,
 * doi:10.1080/01621459.1983.10478005), the effect is estimated on the logarithm,
 *
 *     log y_t = wandering level + drift t + month of the year + sum_j b_j x_jt + e_t
 *
 * with x the series' calendar columns (models/regressor.h: festival windows, working days) and the
 * model of models/method/factors.h. The last season is left out: a break in it would be taken for a
 * festival. One series of eight years says little, so its b are shrunk to the mean of its group
 * (dk_series_is_kin) by as much as they do not differ between series (random effects, DerSimonian
 * and Laird 1986, doi:10.1016/0197-2456(86)90046-2), and that mean towards none: series of one
 * group share what happens in a month, so its variance is measured with the months as clusters
 * (Liang and Zeger 1986, doi:10.1093/biomet/73.1.13). Groups without an effect, and single series
 * that do not show one clearly, so get none. A series too short, with zeros or with less than four
 * seasons gets the mean of the others.
 *
 * Values are divided by factor_t = exp(sum_j b_j x_jt); forecasts are multiplied by those of their
 * periods. Estimated from the values given, so a series cut off earlier gives what was known then;
 * the backtest within a forecast sees one estimate for all its origins.
 */
#ifndef DK_MODELS_CALENDAR_H
#define DK_MODELS_CALENDAR_H

#include "core/base/arena.h"
#include "models/series.h"

enum { DK_CALENDAR_COLUMNS = 6 };

typedef struct {
    size_t n;                                        /* columns used; 0: no effect */
    const dk_regressor *column[DK_CALENDAR_COLUMNS]; /* the series' own */
    double effect[DK_CALENDAR_COLUMNS];              /* b: log change for one unit of the column */
    double *factor; /* series.n + horizon values, > 0; NULL without effect */
} dk_calendar;

/* True for columns that belong here and not to a method: known from 0, festival or calendar. */
bool dk_calendar_has(const dk_regressor *column);

/* Effects of all series; out[n] and factors are owned by `arena`. Columns of a group's series stand
 * in the same order; one that does not reach n + horizon periods is not used. False when memory is
 * out. O(n * length * columns^2 + groups * n). */
bool dk_calendar_estimate(const dk_series *series, size_t n, size_t horizon, dk_arena *arena,
                          dk_calendar *out);

/* The series without the effect; its values are owned by `arena`. Its columns of working days are
 * done with; a festival's become those of an event, for what is left of it is a series' own and
 * methods may find it. False when memory is out. O(n + columns). */
bool dk_calendar_remove(dk_arena *arena, const dk_calendar *calendar, dk_series *series);

/* What one working day more than usual does to a period of `days` working days, as a factor; 1
 * when working days play no part. O(columns). */
double dk_calendar_of_a_day(const dk_calendar *calendar, double days);

#endif
