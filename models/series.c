/* models/series.c - facts about one series. */
#include "models/series.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/messages.h"

size_t dk_series_count(const dk_series *series)
{
    size_t count = 0;
    for (size_t i = 0; i < series->n; i++)
        count += dk_series_known(series, i);
    return count;
}

bool dk_series_is_kin(const dk_series *a, const dk_series *b)
{
    return a->season == b->season && a->start.kind == b->start.kind &&
           (a->group == b->group ||
            (a->group != NULL && b->group != NULL && strcmp(a->group, b->group) == 0));
}

/* Whole numbers beyond 2^53 are not counts anyone made. */
static bool is_whole(double x)
{
    return x == floor(x) && fabs(x) < 0x1p53;
}

dk_nature dk_series_nature(const dk_series *series)
{
    if (series->nature != DK_NATURE_AUTO)
        return series->nature;
    bool any = false, whole = true;
    for (size_t i = 0; i < series->n; i++) {
        if (!dk_series_known(series, i))
            continue;
        if (series->value[i] < 0)
            return DK_NATURE_REAL;
        whole = whole && is_whole(series->value[i]);
        any = true;
    }
    return any && whole ? DK_NATURE_COUNT : DK_NATURE_POSITIVE;
}

static dk_code check_regressors(const dk_series *series, dk_err *err)
{
    const dk_regressors *x = series->regressors;
    if (x == NULL)
        return DK_OK;
    if (x->n > DK_REGRESSORS_MAX || x->n_periods > DK_SERIES_MAX + DK_HORIZON_MAX)
        return DK_FAIL(err, MSG_SERIES_REGRESSORS, DK_NOWHERE, dk_arg_str(series->key),
                       dk_arg_int((int64_t)x->n));
    for (size_t k = 0; k < x->n; k++)
        for (size_t t = 0; t < x->n_periods; t++)
            if (!(fabs(x->columns[k].value[t]) <= 1e100))
                return DK_FAIL(err, MSG_SERIES_REGRESSOR, DK_NOWHERE, dk_arg_str(series->key),
                               dk_arg_str(x->columns[k].key), dk_arg_int((int64_t)t + 1));
    return DK_OK;
}

dk_code dk_series_check(const dk_series *series, dk_err *err)
{
    assert(series != NULL && series->key != NULL);
    if (series->n > DK_SERIES_MAX)
        return DK_FAIL(err, MSG_SERIES_LENGTH, DK_NOWHERE, dk_arg_str(series->key),
                       dk_arg_int((int64_t)series->n));
    if (series->season < 1 || series->season > DK_SEASON_MAX)
        return DK_FAIL(err, MSG_SERIES_SEASON, DK_NOWHERE, dk_arg_str(series->key),
                       dk_arg_int(series->season));
    bool may_be_negative = series->nature == DK_NATURE_AUTO || series->nature == DK_NATURE_REAL;
    for (size_t i = 0; i < series->n; i++) {
        if (!dk_series_known(series, i))
            continue;
        /* 1e100 leaves room for sums of squares; nothing counted or paid is near it. */
        if (!(fabs(series->value[i]) <= 1e100) || (!may_be_negative && series->value[i] < 0))
            return DK_FAIL(err, MSG_SERIES_VALUE, DK_NOWHERE, dk_arg_str(series->key),
                           dk_arg_int((int64_t)i + 1));
    }
    return check_regressors(series, err);
}

/* Mean |y[t] - y[t-lag]|, or -1 without a known pair. */
static double mean_step(const dk_series *series, size_t lag)
{
    double sum = 0;
    size_t pairs = 0;
    for (size_t t = lag; t < series->n; t++) {
        if (!dk_series_known(series, t) || !dk_series_known(series, t - lag))
            continue;
        sum += fabs(series->value[t] - series->value[t - lag]);
        pairs++;
    }
    return pairs == 0 ? -1 : sum / (double)pairs;
}

double dk_series_scale(const dk_series *series)
{
    double scale = -1;
    if ((size_t)series->season < series->n)
        scale = mean_step(series, (size_t)series->season);
    if (scale < 0)
        scale = mean_step(series, 1);
    return scale < 0 ? 0 : scale;
}
