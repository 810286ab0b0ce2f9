/* models/series.h - what a forecast is made from.
 *
 * Missing is not zero: a value without its mask bit was never reported. Values are finite wherever
 * they are known (checked by dk_series_check). A series borrows everything.
 */
#ifndef DK_MODELS_SERIES_H
#define DK_MODELS_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/period.h"
#include "models/regressor.h"

/* What values are possible. */
typedef enum {
    DK_NATURE_AUTO = 0, /* counts when all known values are non-negative whole numbers, else ... */
    DK_NATURE_COUNT,    /* 0, 1, 2, ...: intervals and paths are whole numbers */
    DK_NATURE_POSITIVE, /* >= 0 */
    DK_NATURE_REAL,
} dk_nature;

typedef struct {
    const char *key;   /* name in messages and results */
    const char *group; /* series of one group share weights and calibration; NULL: by season only */
    dk_period start;   /* period of value[0] */
    int32_t season;    /* periods in a season, 1..366; 1 means none */
    dk_nature nature;
    size_t n; /* periods, the missing ones included, 0..DK_SERIES_MAX */
    const double *value;
    const bool *known;               /* n flags, NULL when every value is known */
    const int32_t *n_ent;            /* reporting firms behind each value, NULL when not recorded */
    const dk_regressors *regressors; /* known over history and future; NULL: none */
} dk_series;

enum { DK_SERIES_MAX = 100000, DK_SEASON_MAX = 366, DK_HORIZON_MAX = 1000 };

/* True when value[i] was reported. */
static inline bool dk_series_known(const dk_series *series, size_t i)
{
    return series->known == NULL || series->known[i];
}

/* Number of known values. O(n). */
size_t dk_series_count(const dk_series *series);

/* True when two series stand for the same kind of thing: of one group (those without one together),
 * season and kind of period. */
bool dk_series_is_kin(const dk_series *a, const dk_series *b);

/* The nature of the known values, never AUTO (an AUTO series without values is POSITIVE). O(n). */
dk_nature dk_series_nature(const dk_series *series);

/* Fails when a length, season or known value is out of range, naming the series. O(n). */
DK_MUST dk_code dk_series_check(const dk_series *series, dk_err *err);

/* Scale of scaled errors (MASE): the mean of |y[t] - y[t-lag]| over known pairs, lag = season when
 * n > season and such pairs exist, else 1 (Hyndman and Koehler 2006,
 * doi:10.1016/j.ijforecast.2006.03.001). 0 for constants and single points. O(n). */
double dk_series_scale(const dk_series *series);

#endif
