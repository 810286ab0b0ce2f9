/* models/calendar.h - the effect of a moving festival taken out of series before they are forecast,
 * and put back afterwards.
 *
 * The Spring Festival wanders between January and February, so a month's number, and even the total
 * of twelve, depends on where it falls: the year from March may hold two weeks of hiring after it,
 * or none. No smoothing method knows that. As agencies do with holidays (Bell and Hillmer 1983,
 * doi:10.1080/01621459.1983.10478005), the effect is estimated on the logarithm,
 *
 *     log y_t = year block + month of the year + sum_j b_j x_jt + e_t
 *
 * with x the series' festival columns (models/regressor.h) and blocks of a season counted from the
 * end, so that only the wandering within a year tells b. The last season is left out: a break in it
 * would be taken for a festival. One series of eight years says little, so
 * its b are shrunk to the mean of the group by as much as they do not differ between series
 * (random effects, DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2): trades without a
 * festival of their own keep theirs where the data say so. A series too short, with zeros or with
 * less than four seasons gets the mean of the others.
 *
 * Values are divided by factor_t = exp(sum_j b_j x_jt); forecasts are multiplied by those of their
 * months. Estimated from the values given, so a series cut off earlier gives what was known then;
 * the backtest within a forecast sees one estimate for all its origins.
 */
#ifndef DK_MODELS_CALENDAR_H
#define DK_MODELS_CALENDAR_H

#include "models/forecast.h"

enum { DK_CALENDAR_COLUMNS = 4 };

typedef struct {
    size_t n;                           /* festival columns used; 0: no effect */
    double effect[DK_CALENDAR_COLUMNS]; /* b: log change when the whole window lies in a month */
    double *factor;                     /* series.n + horizon values, > 0; NULL without effect */
} dk_calendar;

/* Effects of all series; out[n] and factors are owned by `arena`. False when memory is out.
 * O(n * length * columns^2). */
bool dk_calendar_estimate(const dk_series *series, size_t n, size_t horizon, dk_arena *arena,
                          dk_calendar *out);

/* The series without the effect; its values are owned by `arena`. False when memory is out. */
bool dk_calendar_remove(dk_arena *arena, const dk_calendar *calendar, dk_series *series);

/* Puts the effect back into steps, paths and past forecasts. */
void dk_calendar_restore(const dk_calendar *calendar, size_t n_values, dk_forecast *forecast);

#endif
