/* models/regressor.c - days of the windows around a moving festival, counted by period. */
#include "models/regressor.h"

#include <assert.h>
#include <string.h>

/* First day of the period; DK_DAY_NONE for integer periods, which have no days. */
static dk_day first_day(dk_period period)
{
    int32_t year = (int32_t)dk_period_year(period), part = dk_period_of_year(period);
    switch (period.kind) {
    case DK_PERIOD_YEAR:
        return dk_day_of(year, 1, 1);
    case DK_PERIOD_QUARTER:
        return dk_day_of(year, 3 * part + 1, 1);
    case DK_PERIOD_MONTH:
        return dk_day_of(year, part + 1, 1);
    case DK_PERIOD_INTEGER:
        break;
    }
    return DK_DAY_NONE;
}

/* Days of [a, b) that lie in [c, d]. */
static int32_t overlap(dk_day a, dk_day b, dk_day c, dk_day d)
{
    dk_day low = a > c ? a : c, high = b - 1 < d ? b - 1 : d;
    return high >= low ? high - low + 1 : 0;
}

void dk_regressor_festival(dk_period start, size_t n, const dk_day *days, size_t n_days,
                           int32_t from, int32_t to, double *share)
{
    assert(from <= to && (days != NULL || n_days == 0));
    memset(share, 0, n * sizeof *share);
    if (start.kind == DK_PERIOD_INTEGER)
        return;
    size_t first = 0; /* windows before it ended before the period */
    for (size_t t = 0; t < n; t++) {
        dk_period period = dk_period_add(start, (int64_t)t);
        dk_day begin = first_day(period), end = first_day(dk_period_add(period, 1));
        while (first < n_days && days[first] + to < begin)
            first++;
        for (size_t k = first; k < n_days && days[k] + from < end; k++)
            share[t] +=
                (double)overlap(begin, end, days[k] + from, days[k] + to) / (double)(to - from + 1);
    }
}
