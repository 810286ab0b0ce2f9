/* models/years.c - yearly totals of sample paths. */
#include <assert.h>
#include <math.h>

#include "models/forecast.h"
#include "models/messages.h"
#include "models/quantile.h"

typedef struct {
    const dk_series *series;
    const dk_forecast *forecast;
    int32_t season; /* periods in a year */
} summer;

/* Adds the observed part of the year that holds the first forecast period; false when a value of it
 * is missing or lies before the series. */
static bool add_observed(const summer *s, int64_t year_start, dk_forecast_year *year)
{
    for (int64_t i = year_start; i < s->forecast->first.index; i++) {
        int64_t at = i - s->series->start.index;
        if (at < 0 || !dk_series_known(s->series, (size_t)at))
            return false;
        year->observed += s->series->value[at];
        year->n_observed++;
    }
    return true;
}

/* Totals of steps [from, to) over all paths, and their quantiles, whole numbers whole. `totals` has
 * room for them. */
static void total(const summer *s, size_t from, size_t to, double *totals, dk_forecast_year *year)
{
    const dk_forecast *f = s->forecast;
    double mean = year->observed;
    for (size_t p = 0; p < f->n_paths; p++) {
        totals[p] = year->observed;
        for (size_t h = from; h < to; h++)
            totals[p] += f->paths[p * f->horizon + h];
    }
    for (size_t h = from; h < to; h++)
        mean += f->steps[h].mean;
    dk_sort(totals, f->n_paths);
    dk_forecast_step *t = &year->total;
    t->mean = mean;
    t->lo80 = dk_quantile(totals, f->n_paths, 0.1);
    t->hi80 = dk_quantile(totals, f->n_paths, 0.9);
    t->lo95 = dk_quantile(totals, f->n_paths, 0.025);
    t->hi95 = dk_quantile(totals, f->n_paths, 0.975);
    if (f->nature == DK_NATURE_COUNT) {
        t->lo80 = floor(t->lo80), t->lo95 = floor(t->lo95);
        t->hi80 = ceil(t->hi80), t->hi95 = ceil(t->hi95);
    }
    year->n_forecast = to - from;
    year->totals = totals;
}

dk_code dk_forecast_years(const dk_series *series, const dk_forecast *forecast, dk_arena *arena,
                          dk_forecast_year **out, size_t *n_out, dk_err *err)
{
    assert(series != NULL && forecast != NULL && out != NULL && n_out != NULL);
    if (forecast->n_paths == 0 || forecast->paths == NULL)
        return DK_FAIL0(err, MSG_FORECAST_PATHS);
    dk_period first = forecast->first;
    int32_t per_year = dk_period_per_year(first.kind);
    summer s = {series, forecast, per_year > 1 ? per_year : series->season};
    /* Integers have no calendar: their seasons are counted from the start of the series. */
    int64_t origin = first.kind == DK_PERIOD_INTEGER ? series->start.index : 0;
    size_t most = forecast->horizon / (size_t)s.season + 1, n = 0;
    double *totals = dk_arena_array(arena, most * forecast->n_paths, sizeof *totals);
    dk_forecast_year *years = dk_arena_array(arena, most, sizeof *years);
    if (totals == NULL || years == NULL)
        return DK_NO_MEMORY(err);
    int64_t end = first.index + (int64_t)forecast->horizon;
    for (int64_t y = (first.index - origin) / s.season; origin + (y + 1) * s.season <= end; y++) {
        int64_t from = origin + y * s.season, to = from + s.season;
        dk_forecast_year year = {.year = y};
        if (from < first.index && !add_observed(&s, from, &year))
            continue;
        from = from < first.index ? first.index : from;
        total(&s, (size_t)(from - first.index), (size_t)(to - first.index),
              totals + n * forecast->n_paths, &year);
        years[n++] = year;
    }
    *out = years;
    *n_out = n;
    return DK_OK;
}
