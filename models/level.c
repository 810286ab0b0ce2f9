/* models/level.c - see level.h. */
#include "models/level.h"

#include <assert.h>
#include <gsl/gsl_multifit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/random.h"
#include "models/annual.h"
#include "models/calendar.h"
#include "models/scenario.h"

enum { AFTER_MIN = 3, SPARE = 12, COLUMNS_MAX = 32 };

static const double prior_odds = 0.2 / 0.8, least_probability = 0.02, least_change = 0.2,
                    least_part = 0.05;

/* The regression of one window; the last column is the step. */
typedef struct {
    size_t n, p;
    gsl_matrix *x, *covariance;
    gsl_vector *y, *beta;
    gsl_multifit_linear_workspace *work;
} fit;

static bool fit_alloc(fit *f)
{
    f->x = gsl_matrix_calloc(f->n, f->p);
    f->covariance = gsl_matrix_alloc(f->p, f->p);
    f->y = gsl_vector_alloc(f->n);
    f->beta = gsl_vector_alloc(f->p);
    f->work = gsl_multifit_linear_alloc(f->n, f->p);
    return f->x != NULL && f->covariance != NULL && f->y != NULL && f->beta != NULL &&
           f->work != NULL;
}

static void fit_free(fit *f)
{
    gsl_matrix_free(f->x);
    gsl_matrix_free(f->covariance);
    gsl_vector_free(f->y);
    gsl_vector_free(f->beta);
    gsl_multifit_linear_free(f->work);
}

/* Festival columns that the end of the series may see and that are not constant there. */
static size_t festivals(const dk_series *s, size_t first, const double *out[COLUMNS_MAX])
{
    size_t n = 0;
    const dk_regressors *r = s->regressors;
    for (size_t i = 0; r != NULL && i < r->n && n < COLUMNS_MAX; i++) {
        const dk_regressor *c = &r->columns[i];
        bool varies = false;
        for (size_t t = first; t < s->n && t < r->n_periods; t++)
            varies |= c->value[t] != c->value[first];
        if (c->kind == DK_REGRESSOR_FESTIVAL && c->known_from == 0 && varies &&
            r->n_periods >= s->n)
            out[n++] = c->value;
    }
    return n;
}

/* Fills y and all columns but the step; row i is value[at[i]]. */
static void fill(fit *f, const dk_series *s, const size_t *at, const double *const *festival,
                 size_t n_festivals)
{
    size_t season = (size_t)s->season;
    for (size_t i = 0; i < f->n; i++) {
        size_t place = at[i] % season;
        gsl_vector_set(f->y, i, log(s->value[at[i]]));
        gsl_matrix_set(f->x, i, 0, 1);
        gsl_matrix_set(f->x, i, 1, ((double)at[i] - (double)at[0]) / (double)season);
        if (place > 0)
            gsl_matrix_set(f->x, i, 1 + place, 1);
        for (size_t k = 0; k < n_festivals; k++)
            gsl_matrix_set(f->x, i, 1 + season + k, festival[k][at[i]]);
    }
}

/* The step at value `from`, kept when its t statistic is the largest so far. */
static void try_step(fit *f, const size_t *at, size_t from, dk_level_shift *best, double *best_t)
{
    double squares;
    size_t step = f->p - 1;
    for (size_t i = 0; i < f->n; i++)
        gsl_matrix_set(f->x, i, step, at[i] >= from);
    if (gsl_multifit_linear(f->x, f->y, f->beta, f->covariance, &squares, f->work) != 0)
        return;
    double change = gsl_vector_get(f->beta, step),
           se = sqrt(fmax(gsl_matrix_get(f->covariance, step, step), 0));
    if (!(se > 0) || fabs(change) <= *best_t * se || fabs(expm1(change)) < least_change)
        return;
    *best_t = fabs(change) / se;
    *best = (dk_level_shift){0, from, exp(change), se};
}

static bool search(const dk_series *s, const size_t *at, size_t n, dk_level_shift *out)
{
    enum { CANDIDATES = DK_LEVEL_LOOK_BACK - AFTER_MIN + 1 };
    const double *festival[COLUMNS_MAX];
    size_t n_festivals = festivals(s, at[0], festival);
    fit f = {.n = n, .p = 2 + (size_t)s->season + n_festivals};
    double t = 0;
    if (f.n < f.p + SPARE)
        return true;
    bool is_made = fit_alloc(&f);
    if (is_made) {
        fill(&f, s, at, festival, n_festivals);
        for (size_t after = AFTER_MIN; after <= DK_LEVEL_LOOK_BACK; after++)
            try_step(&f, at, s->n - after, out, &t);
        /* 700 keeps exp finite; beyond it the probability is 1 anyway. */
        double odds = prior_odds * exp(fmin(t * t / 2, 700)) / sqrt((double)n * CANDIDATES);
        out->probability = t > 0 ? odds / (1 + odds) : 0;
        if (out->probability < least_probability)
            out->probability = 0;
    }
    fit_free(&f);
    return is_made;
}

bool dk_level_find(dk_arena *work, const dk_series *s, dk_level_shift *out)
{
    size_t first = s->n > DK_LEVEL_WINDOW ? s->n - DK_LEVEL_WINDOW : 0, n = 0;
    size_t *at = dk_arena_array(work, DK_LEVEL_WINDOW, sizeof *at);
    double sum = 0, least = HUGE_VAL;
    *out = (dk_level_shift){.ratio = 1};
    if (at == NULL)
        return false;
    if (s->season < 2 || s->season + 2 > COLUMNS_MAX)
        return true;
    for (size_t i = first; i < s->n; i++) {
        if (!dk_series_known(s, i))
            continue;
        if (s->value[i] <= 0)
            return true;
        sum += s->value[i];
        least = fmin(least, s->value[i]);
        at[n++] = i;
    }
    if (least * (double)n < least_part * sum)
        return true;
    return n < AFTER_MIN + SPARE || search(s, at, n, out);
}

/* The series with everything before the shift at the new level. */
static bool at_new_level(dk_arena *arena, dk_series *s, const dk_level_shift *shift)
{
    double *value = dk_arena_array(arena, s->n, sizeof *value);
    if (value == NULL)
        return false;
    for (size_t i = 0; i < s->n; i++)
        value[i] = s->value[i] * (i < shift->at ? shift->ratio : 1);
    s->value = value;
    s->nature = s->nature == DK_NATURE_REAL ? DK_NATURE_REAL : DK_NATURE_POSITIVE;
    return true;
}

/* Paths, means and intervals of `f` become those of the mixture with `moved`. */
static bool mix(dk_arena *arena, const char *key, const dk_level_shift *shift, uint64_t seed,
                dk_forecast *f, const dk_forecast *moved)
{
    char name[96];
    dk_scenario scenario;
    snprintf(name, sizeof name, "level %.80s", key == NULL ? "" : key);
    dk_random random = dk_random_stream(seed, name);
    if (!dk_scenario_begin(arena, f, &scenario))
        return false;
    for (size_t p = 0; p < f->n_paths; p++) {
        bool has_moved = dk_random_unit(&random) < shift->probability;
        double factor = exp(shift->se * (dk_random_normal(&random) - shift->se / 2));
        for (size_t h = 0; has_moved && h < f->horizon; h++)
            f->paths[p * f->horizon + h] = moved->paths[p * f->horizon + h] * factor;
    }
    dk_scenario_end(&scenario);
    for (size_t h = 0; h < f->horizon; h++)
        f->steps[h].mean += shift->probability * (moved->steps[h].mean - f->steps[h].mean);
    return true;
}

/* The likelier one of the two tells methods and backtest; the numbers are the mixture's. */
static void tell_likelier(dk_forecast *f, const dk_forecast *moved, const dk_level_shift *shift)
{
    if (shift->probability < DK_LEVEL_LIKELY)
        return;
    dk_forecast_step *steps = f->steps;
    double *paths = f->paths;
    *f = *moved;
    f->steps = steps;
    f->paths = paths;
}

/* The series, and behind them those with a possible break at their new level: *n_all in all. Of the
 * two tellings the less likely one is the variant. */
static bool lay_out(const dk_series *series, size_t n, dk_arena *arena, dk_series *all,
                    bool *is_variant, dk_level_shift *shifts, size_t *n_all)
{
    *n_all = n;
    for (size_t i = 0; i < n; i++) {
        dk_series bare = series[i];
        bare.regressors = NULL; /* the festival is out already; it would explain a break away */
        all[i] = series[i];
        if (!dk_level_find(arena, &bare, &shifts[i]))
            return false;
        if (shifts[i].probability == 0)
            continue;
        all[*n_all] = series[i];
        is_variant[shifts[i].probability < DK_LEVEL_LIKELY ? *n_all : i] = true;
        if (!at_new_level(arena, &all[(*n_all)++], &shifts[i]))
            return false;
    }
    return true;
}

static void scale_past(dk_forecast_past *past, const double *factor)
{
    for (size_t h = 0; h < past->n_steps; h++) {
        past->mean[h] *= factor[h];
        past->expected[h] *= factor[h];
        past->lo80[h] *= factor[h];
        past->hi80[h] *= factor[h];
        past->lo95[h] *= factor[h];
        past->hi95[h] *= factor[h];
    }
}

/* Intervals of counts end at whole numbers. */
static void make_whole(dk_forecast *f)
{
    f->nature = DK_NATURE_COUNT;
    for (size_t h = 0; h < f->horizon; h++) {
        dk_forecast_step *s = &f->steps[h];
        *s = (dk_forecast_step){s->mean, floor(s->lo80), ceil(s->hi80), floor(s->lo95),
                                ceil(s->hi95)};
    }
    for (size_t i = 0; i < f->n_paths * f->horizon; i++)
        f->paths[i] = rint(f->paths[i]);
}

/* Puts the calendar's effect back into steps, paths and past forecasts of a series, and makes them
 * what it is. */
static void restore(const dk_calendar *calendar, const dk_series *series, dk_forecast *f)
{
    if (calendar->factor == NULL)
        return;
    f->calendar = *calendar;
    for (size_t h = 0; h < f->horizon; h++) {
        double by = calendar->factor[series->n + h];
        dk_forecast_step *s = &f->steps[h];
        *s = (dk_forecast_step){s->mean * by, s->lo80 * by, s->hi80 * by, s->lo95 * by,
                                s->hi95 * by};
        for (size_t p = 0; p < f->n_paths; p++)
            f->paths[p * f->horizon + h] *= by;
    }
    for (size_t i = 0; i < f->n_past; i++)
        scale_past(&f->past[i], calendar->factor + f->past[i].origin);
    if (dk_series_nature(series) == DK_NATURE_COUNT)
        make_whole(f);
}

static dk_code forecast_levels(const dk_series *series, size_t n, size_t horizon,
                               const dk_forecast_options *options, dk_arena *arena,
                               dk_forecast_result *out, dk_level_shift *shifts, dk_err *err)
{
    dk_series *all = dk_arena_array(arena, 2 * n, sizeof *all);
    bool *is_variant = dk_arena_array(arena, 2 * n, sizeof *is_variant);
    size_t n_all = 0;
    assert(options->n_paths > 0 && options->n_quantiles == 0);
    if (all == NULL || is_variant == NULL ||
        !lay_out(series, n, arena, all, is_variant, shifts, &n_all))
        return DK_NO_MEMORY(err);
    const dk_annual_input in = {all, n_all, is_variant, horizon, options};
    if (dk_annual_forecast(&in, arena, out, NULL, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0, moved = n; i < n; i++) {
        if (shifts[i].probability == 0)
            continue;
        if (!mix(arena, series[i].key, &shifts[i], options->seed, &out->items[i],
                 &out->items[moved]))
            return DK_NO_MEMORY(err);
        tell_likelier(&out->items[i], &out->items[moved++], &shifts[i]);
    }
    out->n = n;
    return DK_OK;
}

dk_code dk_level_forecast(const dk_series *series, size_t n, size_t horizon,
                          const dk_forecast_options *options, dk_arena *arena,
                          dk_forecast_result *out, dk_level_shift *shifts, dk_err *err)
{
    dk_series *plain = dk_arena_array(arena, n, sizeof *plain);
    dk_calendar *calendar = dk_arena_array(arena, n, sizeof *calendar);
    if (plain == NULL || calendar == NULL ||
        !dk_calendar_estimate(series, n, horizon, arena, calendar))
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        plain[i] = series[i];
        if (!dk_calendar_remove(arena, &calendar[i], &plain[i]))
            return DK_NO_MEMORY(err);
    }
    if (forecast_levels(plain, n, horizon, options, arena, out, shifts, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++)
        restore(&calendar[i], &series[i], &out->items[i]);
    return DK_OK;
}
