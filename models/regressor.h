/* models/regressor.h - what is known ahead of time about the periods of a series.
 *
 * A table of columns over history and future: how much of the Spring Festival lies in a period, how
 * many working days it has, from when a plant hires. Column value[t] belongs to the period of
 * value[t] of the series, so the table must reach n + horizon periods; a shorter one is read as if
 * the rest were zero. The caller fills and owns it (from registers: the use cases); models only
 * read.
 *
 *     period            2025-12  2026-01  2026-02 | 2026-03 ...
 *     series                310      280      401 |              n = 3
 *     festival share       0.00     0.21     0.79 | 0.00
 *     plant from March     0.00     0.00     0.00 | 1.00         known_from 2: told in January
 *
 * Look-ahead: a forecast made at origin o sees a column only when known_from <= o. The calendar is
 * known from 0; a level shift found in the data, or a plant announced, from when it was known.
 *
 *     double share[5];
 *     dk_regressor_festival(start, 5, days, n_days, -7, 15, share);
 *     dk_regressor columns[] = {{"festival", DK_REGRESSOR_FESTIVAL, 0, share}};
 *     series.regressors = &(dk_regressors){.n_periods = 5, .n = 1, .columns = columns};
 */
#ifndef DK_MODELS_REGRESSOR_H
#define DK_MODELS_REGRESSOR_H

#include <stddef.h>

#include "core/base/date.h"
#include "core/base/period.h"

typedef enum {
    DK_REGRESSOR_FESTIVAL, /* share of the days around a moving festival, 0..1 */
    DK_REGRESSOR_CALENDAR, /* logarithm of working days over their usual number */
    DK_REGRESSOR_EVENT,    /* a ramp or pulse of an announced event, usually 0..1 */
    DK_REGRESSOR_SHIFT,    /* 0 before and 1 after a lasting change of level */
} dk_regressor_kind;

typedef struct {
    const char *key; /* name in explanations: "festival" */
    dk_regressor_kind kind;
    size_t known_from;   /* smallest origin (number of values) whose forecast may use the column */
    const double *value; /* n_periods finite values */
} dk_regressor;

typedef struct {
    size_t n_periods;
    size_t n; /* columns, 0..DK_REGRESSORS_MAX */
    const dk_regressor *columns;
} dk_regressors;

enum { DK_REGRESSORS_MAX = 16 };

/* Share of the window [day + from, day + to] around each festival day that lies in each of the `n`
 * periods after `start`, summed over festivals, into share[n]; 0 <= share. `days` ascending, from
 * <= to. Periods that are no calendar (integers) get 0. For months and windows of up to two months
 * several windows (before, at, after) may be columns of their own. O(n + n_days). */
void dk_regressor_festival(dk_period start, size_t n, const dk_day *days, size_t n_days,
                           int32_t from, int32_t to, double *share);

/* Days that are not what their place in the week says; both ascending, borrowed. NULL in place of
 * it: Monday to Friday and no others. */
typedef struct {
    const dk_day *off; /* days off, those that fall on a weekend may be among them */
    size_t n_off;
    const dk_day *made_up; /* Saturdays and Sundays worked */
    size_t n_made_up;
} dk_workweek;

/* Usual number of days Monday to Friday in periods of that kind and place in the year: the mean
 * over the 28 years in which the days of the week come round. > 0; 1 for integer periods. O(28). */
double dk_workdays_usual(dk_period period);

/* log(working days / their usual number) of each of the `n` periods after `start` into out[n]: what
 * a month has more or less than the same month of other years. Working days are Monday to Friday,
 * less days off, and days made up. Where days off are given, the usual number is less by what the
 * years they lie in have of them on average in that month or quarter, and periods of other years
 * (not yet announced) count as having as many. Integer periods and years get 0: a year's number of
 * working days hardly differs. O(28 * 12 + n + n_off + n_made_up). */
void dk_regressor_workdays(dk_period start, size_t n, const dk_workweek *week, double *out);

#endif
