/* models/method/smoothing_fit.c - maximum likelihood of a smoothing model as least squares.
 *
 * The minimiser sees x = alpha, u, w, phi, level, slope, season[1..m-1] with
 *
 *     beta = 1e-4 + (alpha - 1e-4) u      gamma = 1e-4 + (1 - alpha - 1e-4) w      0 <= u, w <= 1
 *
 * so that all bounds are a box, and errors e or r * (product of m)^(1/n). Season[0] follows from
 * the others (sum 0 or m): level and season are determined together only.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/least.h"
#include "models/method/smoothing.h"

static const double ALPHA_MIN = 1e-4, ALPHA_MAX = 0.9999, PHI_MIN = 0.8, PHI_MAX = 0.98;
static const double FAR = 1e6; /* no bound: data are scaled to 1 */

enum { ALPHA, U, W, PHI, LEVEL, SLOPE, SEASON, VARIABLES = SEASON + DK_ETS_LONGEST_SEASON };
enum { GUESSES = 3 };

typedef struct {
    const dk_method_input *in;
    dk_ets_fit *fit;
    bool has_states;         /* the season's first states are variables */
    bool is_bounded;         /* inadmissible points are undefined */
    size_t place[VARIABLES]; /* variable i of the minimiser is number place[i] above */
    size_t k;
    double all[VARIABLES];   /* values of all numbers, the unused ones 0 */
    double first[VARIABLES]; /* SEASON and on: where every start begins */
    /* Guesses of the first states: of a line through the first values, of the first two alone, of a
     * line through all. */
    double level[GUESSES], slope[GUESSES];
} problem;

static void unpack(problem *p, const double *x)
{
    double *a = p->all, total = 0;
    for (size_t i = 0; i < p->k; i++)
        a[p->place[i]] = x[i];
    const dk_ets_form form = p->fit->form;
    dk_ets_parameters *q = &p->fit->p;
    *q = (dk_ets_parameters){.alpha = a[ALPHA], .phi = 1, .level = a[LEVEL]};
    if (form.has_trend) {
        q->beta = ALPHA_MIN + (q->alpha - ALPHA_MIN) * a[U];
        q->slope = a[SLOPE];
    }
    if (form.is_damped)
        q->phi = a[PHI];
    if (form.season == DK_SEASON_NONE)
        return;
    q->gamma = ALPHA_MIN + fmax(1 - q->alpha - ALPHA_MIN, 0) * a[W];
    for (size_t k = 1; k < p->in->season && p->has_states; k++) {
        p->fit->season0[k] = a[SEASON + k - 1];
        total += a[SEASON + k - 1];
    }
    if (p->has_states)
        p->fit->season0[0] =
            (form.season == DK_SEASON_MULTIPLY ? (double)p->in->season : 0) - total;
}

/* Writes c[1..degree] of z^degree - c[1] z^(degree-1) - ... - c[degree]; without a trend the root 1
 * of the general polynomial is divided out. Returns the degree. */
static size_t characteristic(const dk_ets_fit *fit, size_t m, double *c)
{
    const dk_ets_parameters p = fit->p;
    double rest = p.alpha + p.beta - p.alpha * p.phi;
    if (!fit->form.has_trend) {
        for (size_t i = 1; i < m; i++)
            c[i] = -p.alpha;
        c[m] = 1 - p.alpha - p.gamma;
        return m;
    }
    c[1] = p.phi - p.alpha - p.beta;
    for (size_t i = 2; i < m; i++)
        c[i] = -rest;
    c[m] = 1 - rest - p.gamma;
    c[m + 1] = -p.phi * (1 - p.alpha - p.gamma);
    return m + 1;
}

/* All roots are inside the unit circle exactly when the reflections met on stepping down the degree
 * are below one (Schur-Cohn). */
bool dk_ets_is_admissible(const dk_ets_fit *fit, size_t season)
{
    double c[DK_ETS_LONGEST_SEASON + 2], next[DK_ETS_LONGEST_SEASON + 2];
    if (fit->form.season == DK_SEASON_NONE)
        return true;
    for (size_t k = characteristic(fit, season, c); k >= 1; k--) {
        double r = c[k], left = 1 - r * r;
        if (!(left > 0))
            return false;
        for (size_t j = 1; j < k; j++)
            next[j] = (c[j] + r * c[k - j]) / left;
        memcpy(c + 1, next + 1, (k - 1) * sizeof *c);
    }
    return true;
}

static bool errors(const double *x, double *v, void *ctx)
{
    problem *p = ctx;
    unpack(p, x);
    if (p->is_bounded && !dk_ets_is_admissible(p->fit, p->in->season))
        return false;
    if (p->fit->form.season == DK_SEASON_MULTIPLY && p->has_states && p->fit->season0[0] < 1e-3)
        return false;
    dk_ets_filter(p->in, p->fit, v);
    if (p->fit->deviance == HUGE_VAL)
        return false;
    if (!p->fit->form.is_relative)
        return true;
    double n = (double)p->fit->n_errors;
    double factor = exp((p->fit->deviance / n - log(fmax(p->fit->squares, 1e-20))) / 2);
    for (size_t t = 0; t < p->fit->n_errors; t++)
        v[t] *= factor;
    return true;
}

/* ---- where to begin ---- */

static double adjusted(const dk_method_input *in, const dk_ets_fit *fit, size_t t)
{
    double y = in->y[t];
    if (fit->form.season == DK_SEASON_ADD)
        y -= fit->season0[t % in->season];
    else if (fit->form.season == DK_SEASON_MULTIPLY)
        y /= fit->season0[t % in->season];
    return y;
}

/* Level and slope at t = -1 by regression over the first `limit` seasonally adjusted values. */
static void line(const dk_method_input *in, const dk_ets_fit *fit, size_t limit, double *level,
                 double *slope)
{
    double n = (double)limit, sum = 0, moment = 0;
    assert(limit >= 1 && limit <= in->n);
    for (size_t t = 0; t < limit; t++) {
        double y = adjusted(in, fit, t);
        sum += y;
        moment += y * ((double)t - (n - 1) / 2);
    }
    *slope = fit->form.has_trend && limit > 1 ? moment / (n * (n * n - 1) / 12) : 0;
    *level = sum / n - *slope * ((n - 1) / 2 + 1);
}

/* The second guess stays positive where a line does not; the third is for a slope that shows over
 * the whole series only, where the first values point elsewhere. */
static void first_states(const dk_method_input *in, const dk_ets_fit *fit, double *level,
                         double *slope)
{
    size_t limit = in->season > 1 ? 2 * in->season : 10;
    limit = limit < 10 ? 10 : limit;
    limit = limit > in->n ? in->n : limit;
    line(in, fit, limit, &level[0], &slope[0]);
    bool has_trend = fit->form.has_trend && limit > 1;
    slope[1] = has_trend ? 0.5 * (adjusted(in, fit, 1) - adjusted(in, fit, 0)) : 0;
    level[1] = adjusted(in, fit, 0);
    line(in, fit, in->n, &level[2], &slope[2]);
}

static bool season_states(dk_arena *work, const dk_method_input *in, dk_ets_fit *fit)
{
    if (fit->form.season == DK_SEASON_NONE)
        return true;
    size_t m = in->season;
    double total = 0;
    fit->season0 = dk_arena_array(work, m, sizeof *fit->season0);
    fit->season = dk_arena_array(work, m, sizeof *fit->season);
    if (fit->season0 == NULL || fit->season == NULL ||
        !dk_season_indices(work, in, fit->form.season, fit->season0))
        return false;
    dk_season_shrink(in, fit->form.season, fit->season0);
    for (size_t k = 0; k < m && fit->form.season == DK_SEASON_MULTIPLY; k++)
        total += fit->season0[k] = fmax(fit->season0[k], 1e-2);
    for (size_t k = 0; k < m && fit->form.season == DK_SEASON_MULTIPLY; k++)
        fit->season0[k] *= (double)m / total;
    return true;
}

/* The variables of the form with their bounds. */
static void lay_out(problem *p, double *low, double *high)
{
    const dk_ets_form form = p->fit->form;
    const bool used[SEASON] = {true,           form.has_trend, form.season != DK_SEASON_NONE,
                               form.is_damped, true,           form.has_trend};
    const double lows[SEASON] = {ALPHA_MIN, 0, 0, PHI_MIN, -FAR, -FAR};
    const double highs[SEASON] = {ALPHA_MAX, 1, 1, PHI_MAX, FAR, FAR};
    for (size_t i = 0; i < SEASON; i++) {
        if (!used[i])
            continue;
        low[p->k] = lows[i];
        high[p->k] = highs[i];
        p->place[p->k++] = i;
    }
    for (size_t k = 1; k < p->in->season && p->has_states; k++) {
        p->first[SEASON + k - 1] = p->fit->season0[k];
        low[p->k] = form.season == DK_SEASON_MULTIPLY ? 1e-3 : -FAR;
        high[p->k] = FAR;
        p->place[p->k++] = SEASON + k - 1;
    }
}

/* Smoothing constants to begin with; ordered from slow to quick learning. */
typedef struct {
    double alpha, u, w, phi;
} constants;

static const constants STARTS[] = {{0.05, 0.05, 0.05, 0.97}, {0.2, 0.02, 0.1, 0.97},
                                   {0.2, 0.3, 0.02, 0.9},    {0.5, 0.02, 0.02, 0.97},
                                   {0.5, 0.2, 0.3, 0.9},     {0.9, 0.02, 0.1, 0.97},
                                   {0.9, 0.5, 0.1, 0.9},     {0.98, 0, 0.01, 0.98}};

/* Each with the first two guesses of the first states; a thorough fit goes on with points spread
 * over the whole box, and all three guesses. */
enum {
    N_CONSTANTS = sizeof STARTS / sizeof *STARTS,
    N_STARTS = 2 * N_CONSTANTS,
    N_SPREAD = 32 * GUESSES
};

/* Digits of i in `base` mirrored at the point: the i-th number of an even spread over (0, 1)
 * (Halton 1960, doi:10.1007/BF01386213). */
static double spread(size_t i, size_t base)
{
    double x = 0, digit = 1;
    for (; i > 0; i /= base) {
        digit /= (double)base;
        x += digit * (double)(i % base);
    }
    return x;
}

static constants constants_of(size_t start)
{
    if (start < N_STARTS)
        return STARTS[start % N_CONSTANTS];
    size_t i = (start - N_STARTS) / GUESSES + 1;
    return (constants){ALPHA_MIN + (ALPHA_MAX - ALPHA_MIN) * spread(i, 2), spread(i, 3),
                       spread(i, 5), PHI_MIN + (PHI_MAX - PHI_MIN) * spread(i, 7)};
}

/* Writes the variables of a start to x and returns the deviance there. The second guess takes a
 * third of the season only, which keeps means positive where the whole would not. */
static double deviance_at(problem *p, size_t start, double *x, double *v)
{
    memcpy(p->all, p->first, sizeof p->all);
    const constants c = constants_of(start);
    size_t guess = start < N_STARTS ? start / N_CONSTANTS : start % GUESSES;
    double middle = p->fit->form.season == DK_SEASON_MULTIPLY ? 1 : 0;
    p->all[ALPHA] = c.alpha;
    p->all[U] = c.u;
    p->all[W] = c.w;
    p->all[PHI] = c.phi;
    p->all[LEVEL] = p->level[guess];
    p->all[SLOPE] = p->slope[guess];
    for (size_t k = SEASON; k < VARIABLES && guess == 1; k++)
        p->all[k] = middle + (p->all[k] - middle) / 3;
    for (size_t i = 0; i < p->k; i++)
        x[i] = p->all[p->place[i]];
    return errors(x, v, p) ? p->fit->deviance : HUGE_VAL;
}

static size_t best_start(problem *p, double *v)
{
    double lowest = HUGE_VAL, x[VARIABLES];
    size_t best = 0;
    for (size_t i = 0; i < N_STARTS; i++) {
        double deviance = deviance_at(p, i, x, v);
        if (deviance < lowest) {
            lowest = deviance;
            best = i;
        }
    }
    return best;
}

/* ---- the fit ---- */

static size_t parameters_of(const dk_ets_form *form, size_t season)
{
    return 3 + (form->has_trend ? 2u : 0u) + (form->is_damped ? 1u : 0u) +
           (form->season != DK_SEASON_NONE ? season : 0u);
}

static void criteria(dk_ets_fit *fit, size_t season)
{
    double n = (double)fit->n_errors, k = (double)parameters_of(&fit->form, season);
    double rest = n - k - 1;
    fit->sigma2 = fit->squares / fmax(n - (k - 1), fmax(0.25 * n, 1));
    /* With as many parameters as values AICc is infinite; such a form is never chosen over another.
     */
    fit->aicc = rest > 0 ? fit->deviance + 2 * k + 2 * k * (k + 1) / rest : HUGE_VAL;
}

/* Minimises from the start; keeps the best x so far in `best`. */
static bool descend(dk_arena *work, problem *p, const dk_least *least, size_t start, double *best,
                    double *best_deviance)
{
    double x[VARIABLES], squares, *v = dk_arena_array(work, p->in->n, sizeof *v);
    if (v == NULL)
        return false;
    if (deviance_at(p, start, x, v) == HUGE_VAL)
        return true;
    if (!dk_least_minimise(work, least, x, &squares))
        return false;
    if (errors(x, v, p) && p->fit->deviance < *best_deviance) {
        *best_deviance = p->fit->deviance;
        memcpy(best, x, p->k * sizeof *x);
    }
    return true;
}

/* From the best of the starts, or from all of them when thorough. */
static bool descend_all(dk_arena *work, problem *p, const dk_least *least, dk_ets_effort effort,
                        double *best, double *best_deviance)
{
    double *v = dk_arena_array(work, p->in->n, sizeof *v);
    size_t from = 0, to = N_STARTS + N_SPREAD - 1;
    if (v == NULL)
        return false;
    if (effort != DK_ETS_THOROUGH)
        from = to = best_start(p, v);
    for (size_t i = from; i <= to; i++)
        if (!descend(work, p, least, i, best, best_deviance))
            return false;
    return true;
}

bool dk_ets_estimate(dk_arena *work, const dk_method_input *in, dk_ets_form form,
                     dk_ets_effort effort, dk_ets_fit *fit)
{
    assert(form.season == DK_SEASON_NONE || in->season <= DK_ETS_LONGEST_SEASON);
    *fit = (dk_ets_fit){.form = form, .aicc = HUGE_VAL, .deviance = HUGE_VAL};
    problem p = {.in = in, .fit = fit};
    double low[VARIABLES], high[VARIABLES], best[VARIABLES], least_deviance = HUGE_VAL;
    double *v = dk_arena_array(work, in->n, sizeof *v);
    if (v == NULL || !season_states(work, in, fit))
        return false;
    first_states(in, fit, p.level, p.slope);
    p.has_states = form.season != DK_SEASON_NONE && effort != DK_ETS_QUICK;
    lay_out(&p, low, high);
    dk_least least = {errors, &p, in->n_known, p.k, low, high, 1e-2, 1, 25};
    if (effort == DK_ETS_THOROUGH) {
        least.tolerance = 1e-7;
        least.patience = 4;
        least.iterations = 200;
    }
    if (!descend_all(work, &p, &least, effort, best, &least_deviance))
        return false;
    if (least_deviance < HUGE_VAL && errors(best, v, &p) &&
        !dk_ets_is_admissible(fit, in->season)) { /* rare: again, with the bound in force */
        p.is_bounded = true;
        least_deviance = HUGE_VAL;
        if (!descend_all(work, &p, &least, effort, best, &least_deviance))
            return false;
    }
    if (least_deviance == HUGE_VAL) {
        fit->deviance = HUGE_VAL;
        return true;
    }
    errors(best, v, &p);
    criteria(fit, in->season);
    return true;
}
