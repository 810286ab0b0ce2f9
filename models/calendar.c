/* models/calendar.c - see calendar.h. */
#include "models/calendar.h"

#include <math.h>

#include "models/regress.h"

enum { SEASONS_MIN = 4, POOL_MIN = 3 };

/* An effect is never believed to be larger than this factor: a guard for odd data. */
static const double effect_max = 2.0;

/* What one series says: its columns, and estimates where it could be fitted. */
typedef struct {
    size_t n;
    const double *x[DK_CALENDAR_COLUMNS];
    bool is_fitted;
    double b[DK_CALENDAR_COLUMNS], se[DK_CALENDAR_COLUMNS];
} evidence;

static void find_columns(const dk_series *s, size_t horizon, evidence *out)
{
    const dk_regressors *r = s->regressors;
    for (size_t i = 0; r != NULL && i < r->n && out->n < DK_CALENDAR_COLUMNS; i++)
        if (r->columns[i].kind == DK_REGRESSOR_FESTIVAL && r->columns[i].known_from == 0 &&
            r->n_periods >= s->n + horizon)
            out->x[out->n++] = r->columns[i].value;
}

/* True when the series can tell its own effects. */
static bool is_enough(const dk_series *s)
{
    size_t known = 0;
    for (size_t t = 0; t < s->n; t++) {
        if (!dk_series_known(s, t))
            continue;
        if (s->value[t] <= 0)
            return false;
        known++;
    }
    return s->season > 1 && known >= SEASONS_MIN * (size_t)s->season;
}

/* The row of value t, which lies before the last season: blocks, months of the year but the first,
 * festivals. */
static void fill_row(const dk_series *s, const evidence *e, size_t t, size_t blocks, size_t k,
                     long double *row)
{
    size_t season = (size_t)s->season, place = t % season;
    for (size_t i = 0; i < k; i++)
        row[i] = 0;
    row[(s->n - 1 - t) / season - 1] = 1;
    if (place > 0)
        row[blocks + place - 1] = 1;
    for (size_t j = 0; j < e->n; j++)
        row[blocks + season - 1 + j] = e->x[j][t];
}

static bool fit_one(dk_arena *work, const dk_series *s, evidence *e)
{
    size_t season = (size_t)s->season, blocks = (s->n - 1) / season;
    size_t k = blocks + season - 1 + e->n, rows = 0;
    long double *x = dk_arena_array(work, s->n * k, sizeof *x);
    double *y = dk_arena_array(work, s->n, sizeof *y);
    dk_regression_fit fit;
    if (x == NULL || y == NULL)
        return false;
    for (size_t t = 0; t + season < s->n; t++) {
        if (!dk_series_known(s, t))
            continue;
        fill_row(s, e, t, blocks, k, x + rows * k);
        y[rows++] = log(s->value[t]);
    }
    if (rows <= k + season)
        return true;
    const dk_regression problem = {rows, k, x, y};
    if (!dk_regress(work, &problem, &fit))
        return false;
    e->is_fitted = fit.sd > 0;
    for (size_t j = 0; j < e->n; j++) {
        e->b[j] = fit.coefficient[k - e->n + j];
        e->se[j] = fit.se[k - e->n + j];
        e->is_fitted = e->is_fitted && e->se[j] > 0;
    }
    return true;
}

/* Mean of column j over the fitted series, and how much it differs between them (variance). */
static size_t pool(const evidence *all, size_t n, size_t j, double *mean, double *between)
{
    double w = 0, w2 = 0, wb = 0, q = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!all[i].is_fitted || j >= all[i].n)
            continue;
        double weight = 1 / (all[i].se[j] * all[i].se[j]);
        w += weight;
        w2 += weight * weight;
        wb += weight * all[i].b[j];
        count++;
    }
    *mean = count == 0 ? 0 : wb / w;
    for (size_t i = 0; i < n; i++)
        if (all[i].is_fitted && j < all[i].n)
            q += (all[i].b[j] - *mean) * (all[i].b[j] - *mean) / (all[i].se[j] * all[i].se[j]);
    double free = (double)count - 1, scale = w - (w > 0 ? w2 / w : 0);
    *between = count > 1 && scale > 0 ? fmax((q - free) / scale, 0) : 0;
    return count;
}

static void shrink(const evidence *all, size_t n, size_t i, dk_calendar *out)
{
    out->n = all[i].n;
    for (size_t j = 0; j < all[i].n; j++) {
        double mean, between;
        size_t count = pool(all, n, j, &mean, &between);
        bool is_own = all[i].is_fitted;
        double own = is_own ? between / (between + all[i].se[j] * all[i].se[j]) : 0;
        /* Too few to pool: a series stands for itself, as far as it can. */
        double b = count >= POOL_MIN ? mean + (is_own ? own * (all[i].b[j] - mean) : 0)
                   : is_own          ? all[i].b[j]
                                     : 0;
        out->effect[j] = fmin(fmax(b, -effect_max), effect_max);
    }
}

static bool fill_factors(const dk_series *s, const evidence *e, size_t horizon, dk_arena *arena,
                         dk_calendar *out)
{
    if (out->n == 0)
        return true;
    out->factor = dk_arena_array(arena, s->n + horizon, sizeof *out->factor);
    for (size_t t = 0; out->factor != NULL && t < s->n + horizon; t++) {
        double sum = 0;
        for (size_t j = 0; j < out->n; j++)
            sum += out->effect[j] * e->x[j][t];
        out->factor[t] = exp(sum);
    }
    return out->factor != NULL;
}

bool dk_calendar_estimate(const dk_series *series, size_t n, size_t horizon, dk_arena *arena,
                          dk_calendar *out)
{
    dk_arena *work = dk_arena_new();
    evidence *all = dk_arena_array(arena, n, sizeof *all);
    bool ok = work != NULL && all != NULL;
    for (size_t i = 0; ok && i < n; i++) {
        find_columns(&series[i], horizon, &all[i]);
        if (all[i].n > 0 && is_enough(&series[i]))
            ok = fit_one(work, &series[i], &all[i]);
        dk_arena_reset(work);
    }
    for (size_t i = 0; ok && i < n; i++) {
        out[i] = (dk_calendar){0};
        shrink(all, n, i, &out[i]);
        ok = fill_factors(&series[i], &all[i], horizon, arena, &out[i]);
    }
    dk_arena_free(work);
    return ok;
}

bool dk_calendar_remove(dk_arena *arena, const dk_calendar *calendar, dk_series *s)
{
    if (calendar->factor == NULL)
        return true;
    double *value = dk_arena_array(arena, s->n, sizeof *value);
    if (value == NULL)
        return false;
    for (size_t t = 0; t < s->n; t++)
        value[t] = s->value[t] / calendar->factor[t];
    s->value = value;
    s->nature = s->nature == DK_NATURE_REAL ? DK_NATURE_REAL : DK_NATURE_POSITIVE;
    return true;
}

static void scale_past(dk_forecast_past *past, const double *factor)
{
    for (size_t h = 0; h < past->n_steps; h++) {
        past->mean[h] *= factor[h];
        past->lo80[h] *= factor[h];
        past->hi80[h] *= factor[h];
        past->lo95[h] *= factor[h];
        past->hi95[h] *= factor[h];
    }
}

void dk_calendar_restore(const dk_calendar *calendar, size_t n_values, dk_forecast *f)
{
    if (calendar->factor == NULL)
        return;
    for (size_t h = 0; h < f->horizon; h++) {
        double by = calendar->factor[n_values + h];
        dk_forecast_step *s = &f->steps[h];
        *s = (dk_forecast_step){s->mean * by, s->lo80 * by, s->hi80 * by, s->lo95 * by,
                                s->hi95 * by};
        for (size_t p = 0; p < f->n_paths; p++)
            f->paths[p * f->horizon + h] *= by;
        for (size_t q = 0; q < f->n_quantiles; q++)
            f->quantiles[h * f->n_quantiles + q] *= by;
    }
    for (size_t i = 0; i < f->n_past; i++)
        scale_past(&f->past[i], calendar->factor + f->past[i].origin);
}
