/* models/prepare.c - see prepare.h. */
#include "models/prepare.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { LEAD_MAX = 1000 };

/* Fills gap value t from one season before and after when both are known, else on the line between
 * the known neighbours. First and last value are known, so both exist. */
static double filled(const double *y, const bool *known, size_t n, size_t season, size_t t)
{
    if (season > 1 && t >= season && t + season < n && known[t - season] && known[t + season])
        return 0.5 * (y[t - season] + y[t + season]);
    size_t a = t, b = t;
    while (!known[a])
        a--;
    while (!known[b])
        b++;
    return y[a] + (y[b] - y[a]) * (double)(t - a) / (double)(b - a);
}

/* Power of two at or below x > 0; 1 for 0. */
static double power_of_two(double x)
{
    if (!(x > 0))
        return 1;
    return ldexp(1.0, ilogb(x));
}

static double recent_level(const double *y, size_t n, size_t season)
{
    size_t span = season < 3 ? 3 : season, from = n > span ? n - span : 0;
    double sum = 0;
    for (size_t t = from; t < n; t++)
        sum += fabs(y[t]);
    sum /= (double)(n - from);
    return sum > 0 ? sum : 1;
}

/* Mean |y[t] - y[t - lag]|; n > lag. */
static double mean_change(const double *y, size_t n, size_t lag)
{
    double sum = 0;
    for (size_t t = lag; t < n; t++)
        sum += fabs(y[t] - y[t - lag]);
    return sum / (double)(n - lag);
}

static double usual_change(const double *y, size_t n, size_t season)
{
    if (n < 2)
        return 0;
    double step = mean_change(y, n, 1);
    return season > 1 && n > season ? 0.5 * (step + mean_change(y, n, season)) : step;
}

/* Columns known at origin n, from position `first` on, over len + horizon periods. */
static bool take_regressors(dk_arena *work, const dk_series *series, size_t first, size_t n,
                            dk_method_input *in)
{
    const dk_regressors *all = series->regressors;
    if (all == NULL)
        return true;
    const double **x = dk_arena_array(work, all->n, sizeof *x);
    if (x == NULL)
        return false;
    size_t len = in->n + in->horizon, left = all->n_periods > first ? all->n_periods - first : 0;
    for (size_t k = 0; k < all->n; k++) {
        const dk_regressor *from = &all->columns[k];
        if (from->known_from > n)
            continue;
        double *column = dk_arena_array(work, len, sizeof *column);
        if (column == NULL)
            return false;
        memset(column, 0, len * sizeof *column);
        if (left > 0)
            memcpy(column, from->value + first, (left < len ? left : len) * sizeof *column);
        x[in->n_x++] = column;
    }
    in->x = x;
    return true;
}

bool dk_prepare(dk_arena *work, const dk_series *series, size_t n, size_t horizon, dk_prepared *out)
{
    assert(n <= series->n && horizon >= 1);
    size_t first = 0, end = n;
    while (first < n && !dk_series_known(series, first))
        first++;
    while (end > first && !dk_series_known(series, end - 1))
        end--;
    *out = (dk_prepared){.lead = n - end, .scale = 1, .level = 1};
    if (out->lead >
        LEAD_MAX) /* silent for ages: whole seasons are skipped, the season stays right */
        out->lead -= (out->lead - LEAD_MAX) / (size_t)series->season * (size_t)series->season;
    size_t len = end - first;
    if (len == 0)
        return true;
    double *y = dk_arena_array(work, len, sizeof *y), total = 0;
    bool *known = dk_arena_array(work, len, sizeof *known);
    if (y == NULL || known == NULL)
        return false;
    dk_method_input *in = &out->in;
    in->is_positive = in->is_non_negative = true;
    for (size_t t = 0; t < len; t++) {
        known[t] = dk_series_known(series, first + t);
        if (!known[t])
            continue;
        y[t] = series->value[first + t];
        in->n_known++;
        total += fabs(y[t]) / (double)len;
        in->is_positive = in->is_positive && y[t] > 0;
        in->is_non_negative = in->is_non_negative && y[t] >= 0;
    }
    out->scale = power_of_two(total * (double)len / (double)in->n_known);
    for (size_t t = 0; t < len; t++)
        y[t] /= known[t] ? out->scale : 1;
    for (size_t t = 0; t < len; t++)
        if (!known[t])
            y[t] = filled(y, known, len, (size_t)series->season, t);
    in->y = y;
    in->known = known;
    in->n = len;
    in->season = (size_t)series->season;
    in->horizon = horizon + out->lead;
    in->start_of_year = (size_t)(dk_period_of_year(dk_period_add(series->start, (int64_t)first)));
    out->level = recent_level(y, len, in->season);
    out->change = usual_change(y, len, in->season);
    in->form_before = "";
    return take_regressors(work, series, first, n, in);
}
