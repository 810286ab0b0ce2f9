/* models/regressor.c - days of the windows around a moving festival and working days, counted by
 * period. */
#include "models/regressor.h"

#include <assert.h>
#include <math.h>
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

/* ---- working days ---- */

enum { CYCLE = 28, CYCLE_FIRST = 2001, PARTS_MAX = 12 };

/* Monday 0 .. Sunday 6; 1970-01-01 was a Thursday. */
static int32_t weekday_of(dk_day day)
{
    return ((day + 3) % 7 + 7) % 7;
}

static bool is_weekend(dk_day day)
{
    return weekday_of(day) >= 5;
}

/* Days Monday to Friday of the period. */
static int32_t weekdays_in(dk_period period)
{
    dk_day begin = first_day(period), end = first_day(dk_period_add(period, 1));
    int32_t count = (end - begin) / 7 * 5;
    for (dk_day day = begin + (end - begin) / 7 * 7; day < end; day++)
        count += !is_weekend(day);
    return count;
}

double dk_workdays_usual(dk_period period)
{
    int64_t parts = dk_period_per_year(period.kind), part = dk_period_of_year(period);
    double sum = 0;
    if (period.kind == DK_PERIOD_INTEGER)
        return 1;
    for (int64_t year = CYCLE_FIRST; year < CYCLE_FIRST + CYCLE; year++)
        sum += weekdays_in((dk_period){period.kind, year * parts + part});
    return sum / CYCLE;
}

/* Days of an ascending list in the period that fall on a weekend, or do not. */
static int32_t listed_in(dk_period period, const dk_day *days, size_t n, bool on_weekend)
{
    dk_day begin = first_day(period), end = first_day(dk_period_add(period, 1));
    size_t low = 0, high = n;
    int32_t count = 0;
    while (low < high) { /* the first one not before the period */
        size_t middle = low + (high - low) / 2;
        if (days[middle] < begin)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t k = low; k < n && days[k] < end; k++)
        count += is_weekend(days[k]) == on_weekend;
    return count;
}

/* What days off and made up add to the weekdays of a period. */
static int32_t added_in(dk_period period, const dk_workweek *week)
{
    return listed_in(period, week->made_up, week->n_made_up, true) -
           listed_in(period, week->off, week->n_off, false);
}

static bool is_announced(int64_t year, const dk_workweek *week)
{
    const dk_period whole = {DK_PERIOD_YEAR, year};
    return listed_in(whole, week->off, week->n_off, false) > 0;
}

/* The mean of added_in over the announced years, by place in the year. */
static void usual_added(dk_period_kind kind, const dk_workweek *week, double mean[PARTS_MAX])
{
    int64_t parts = dk_period_per_year(kind), years = 0;
    memset(mean, 0, PARTS_MAX * sizeof *mean);
    if (week->n_off == 0)
        return;
    int64_t first = dk_civil_of(week->off[0]).year,
            last = dk_civil_of(week->off[week->n_off - 1]).year;
    for (int64_t year = first; year <= last; year++) {
        if (!is_announced(year, week))
            continue;
        years++;
        for (int64_t part = 0; part < parts; part++)
            mean[part] += added_in((dk_period){kind, year * parts + part}, week);
    }
    for (int64_t part = 0; part < parts && years > 0; part++)
        mean[part] /= (double)years;
}

void dk_regressor_workdays(dk_period start, size_t n, const dk_workweek *week, double *out)
{
    static const dk_workweek plain;
    double added[PARTS_MAX], usual[PARTS_MAX];
    week = week == NULL ? &plain : week;
    memset(out, 0, n * sizeof *out);
    if (start.kind != DK_PERIOD_MONTH && start.kind != DK_PERIOD_QUARTER)
        return;
    usual_added(start.kind, week, added);
    for (int32_t part = 0; part < dk_period_per_year(start.kind); part++)
        usual[part] = dk_workdays_usual((dk_period){start.kind, part}) + added[part];
    for (size_t t = 0; t < n; t++) {
        dk_period period = dk_period_add(start, (int64_t)t);
        int32_t part = dk_period_of_year(period);
        double days = weekdays_in(period);
        days += is_announced(dk_period_year(period), week) ? added_in(period, week) : added[part];
        /* A month off throughout has half a day: its logarithm says enough. */
        out[t] = log(fmax(days, 0.5) / fmax(usual[part], 0.5));
    }
}
