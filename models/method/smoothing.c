/* models/method/smoothing.c - see smoothing.h. */
#include "models/method/smoothing.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/minimise.h"

static const double ALPHA_MIN = 1e-4, ALPHA_MAX = 0.9999, PHI_MIN = 0.8, PHI_MAX = 0.98;

void dk_ets_name(dk_ets_form form, char out[8])
{
    char *p = out;
    *p++ = form.is_relative ? 'M' : 'A';
    *p++ = form.has_trend ? 'A' : 'N';
    if (form.is_damped)
        *p++ = 'd';
    *p++ = form.season == DK_SEASON_NONE ? 'N' : form.season == DK_SEASON_ADD ? 'A' : 'M';
    *p = '\0';
}

/* Sum of log |m| kept as a product that is folded into `log_sum` before it over- or underflows. */
typedef struct {
    double product, log_sum;
} log_product;

static inline void log_product_add(log_product *p, double m)
{
    p->product *= m;
    if (p->product > 1e200 || p->product < 1e-200) {
        p->log_sum += log(p->product);
        p->product = 1;
    }
}

void dk_ets_filter(const dk_method_input *in, dk_ets_fit *fit)
{
    const dk_ets_parameters p = fit->p;
    const dk_ets_form form = fit->form;
    double l = p.level, b = p.slope, squares = 0, *s = fit->season;
    log_product means = {1, 0};
    size_t m = in->season, k = 0, count = 0;
    if (form.season != DK_SEASON_NONE)
        memcpy(s, fit->season0, m * sizeof *s);
    fit->deviance = HUGE_VAL;
    for (size_t t = 0; t < in->n; t++, k = k + 1 == m ? 0 : k + 1) {
        double q = l + p.phi * b, mean = q, e = 0;
        if (form.season == DK_SEASON_ADD)
            mean += s[k];
        else if (form.season == DK_SEASON_MULTIPLY)
            mean *= s[k];
        if (form.is_relative && (mean <= 1e-12 || q <= 1e-12))
            return;
        if (in->known[t]) {
            e = in->y[t] - mean;
            double r = form.is_relative ? e / mean : e;
            squares += r * r;
            if (form.is_relative)
                log_product_add(&means, mean);
            count++;
        }
        double step = form.season == DK_SEASON_MULTIPLY ? e / s[k] : e;
        l = q + p.alpha * step;
        b = p.phi * b + p.beta * step;
        if (form.season == DK_SEASON_ADD)
            s[k] += p.gamma * e;
        else if (form.season == DK_SEASON_MULTIPLY)
            s[k] = fmax(s[k] + p.gamma * e / q, 1e-9);
    }
    fit->level = l;
    fit->slope = b;
    fit->n_errors = count;
    /* A perfect fit would be -infinity; 1e-20 is far below any rounding of data scaled to 1. */
    fit->deviance =
        (double)count * log(fmax(squares, 1e-20)) + 2 * (means.log_sum + log(means.product));
    fit->sigma2 = squares;
}

/* ---- estimation ---- */

typedef struct {
    const dk_method_input *in;
    dk_ets_fit *fit;
} ets_problem;

/* sin^2 maps the line onto [0, 1] and reaches both ends, where the optimum often lies. */
static double unit_of(double x)
{
    double s = sin(x);
    return s * s;
}

static double unit_inverse(double u)
{
    return asin(sqrt(u));
}

/* Reads the parameters of the form from the vector of the minimiser. */
static void unpack(const double *x, const dk_ets_form *form, dk_ets_parameters *p)
{
    size_t i = 0;
    *p = (dk_ets_parameters){.phi = 1};
    p->alpha = ALPHA_MIN + (ALPHA_MAX - ALPHA_MIN) * unit_of(x[i++]);
    p->level = x[i++];
    if (form->has_trend) {
        p->beta = ALPHA_MIN + (p->alpha - ALPHA_MIN) * unit_of(x[i++]);
        p->slope = x[i++];
    }
    if (form->is_damped)
        p->phi = PHI_MIN + (PHI_MAX - PHI_MIN) * unit_of(x[i++]);
    if (form->season != DK_SEASON_NONE)
        p->gamma = ALPHA_MIN + fmax(1 - p->alpha - ALPHA_MIN, 0) * unit_of(x[i++]);
}

static double objective(const double *x, void *ctx)
{
    ets_problem *problem = ctx;
    unpack(x, &problem->fit->form, &problem->fit->p);
    dk_ets_filter(problem->in, problem->fit);
    return problem->fit->deviance;
}

/* Level and slope at t = -1 by regression over the first seasonally adjusted values. */
static void first_states(const dk_method_input *in, dk_ets_fit *fit)
{
    size_t limit = in->season > 1 ? 2 * in->season : 10;
    if (limit < 10)
        limit = 10;
    if (limit > in->n)
        limit = in->n;
    double n = (double)limit, sum = 0, moment = 0;
    for (size_t t = 0; t < limit; t++) {
        double y = in->y[t];
        if (fit->form.season == DK_SEASON_ADD)
            y -= fit->season0[t % in->season];
        else if (fit->form.season == DK_SEASON_MULTIPLY)
            y /= fit->season0[t % in->season];
        sum += y;
        moment += y * ((double)t - (n - 1) / 2);
    }
    double slope = limit > 1 ? moment / (n * (n * n - 1) / 12) : 0;
    fit->p.slope = fit->form.has_trend ? slope : 0;
    fit->p.level = sum / n - fit->p.slope * ((n - 1) / 2 + 1);
}

static size_t parameters_of(const dk_ets_form *form, size_t season)
{
    return 3 + (form->has_trend ? 2u : 0u) + (form->is_damped ? 1u : 0u) +
           (form->season != DK_SEASON_NONE ? season : 0u);
}

static void criteria(dk_ets_fit *fit, size_t season)
{
    double n = (double)fit->n_errors, k = (double)parameters_of(&fit->form, season);
    double rest = n - k - 1;
    fit->sigma2 /= fmax(n - (k - 1), fmax(0.25 * n, 1));
    /* With as many parameters as values AICc is infinite; such a form is never chosen over another.
     */
    fit->aicc = rest > 0 ? fit->deviance + 2 * k + 2 * k * (k + 1) / rest : HUGE_VAL;
}

bool dk_ets_estimate(dk_arena *work, const dk_method_input *in, dk_ets_form form, dk_ets_fit *fit)
{
    *fit = (dk_ets_fit){.form = form};
    if (form.season != DK_SEASON_NONE) {
        double *season0 = dk_arena_array(work, in->season, sizeof *season0);
        fit->season = dk_arena_array(work, in->season, sizeof *fit->season);
        if (season0 == NULL || fit->season == NULL ||
            !dk_season_indices(work, in, form.season, season0))
            return false;
        for (size_t k = 0; k < in->season && form.season == DK_SEASON_MULTIPLY; k++)
            season0[k] = fmax(season0[k], 1e-2);
        fit->season0 = season0;
    }
    first_states(in, fit);
    double x[DK_MINIMISE_MAX], step[DK_MINIMISE_MAX];
    double spread = 0.1 * fabs(fit->p.level) + 1e-3;
    size_t i = 0;
    x[i] = unit_inverse(0.3), step[i++] = 0.3;
    x[i] = fit->p.level, step[i++] = spread;
    if (form.has_trend) {
        x[i] = unit_inverse(0.2), step[i++] = 0.3;
        x[i] = fit->p.slope, step[i++] = 0.1 * spread + 0.1 * fabs(fit->p.slope);
    }
    if (form.is_damped)
        x[i] = unit_inverse(0.85), step[i++] = 0.3;
    if (form.season != DK_SEASON_NONE)
        x[i] = unit_inverse(0.1), step[i++] = 0.3;
    ets_problem problem = {in, fit};
    dk_minimise(objective, &problem, x, step, i, 1e-3, 40 * i + 40);
    objective(x, &problem);
    if (fit->deviance < HUGE_VAL)
        criteria(fit, in->season);
    else
        fit->aicc = HUGE_VAL;
    return true;
}

/* ---- forecasts ---- */

/* Response of the mean h + j steps ahead to an error now, c[j]: alpha + beta (phi + ... + phi^j),
 * plus gamma a whole number of seasons later. */
typedef struct {
    double sum, power; /* phi + ... + phi^j and phi^j */
} damping;

static double response(const dk_ets_fit *fit, damping *d, size_t j, size_t season)
{
    d->power *= fit->p.phi;
    d->sum += d->power;
    double c = fit->p.alpha + fit->p.beta * d->sum;
    if (fit->form.season != DK_SEASON_NONE && j % season == 0)
        c += fit->p.gamma;
    return c;
}

static double season_at(const dk_method_input *in, const dk_ets_fit *fit, size_t h)
{
    return fit->form.season == DK_SEASON_NONE ? 0 : fit->season[(in->n + h) % in->season];
}

/* Relative errors: v[h] = (1 + s2) * theta[h] - m[h]^2, theta[h] = m[h]^2 + s2 * sum c[j]^2
 * theta[h-j]. out->sd holds theta on the way. */
static void relative_sd(const dk_method_input *in, const dk_ets_fit *fit, const double *mean,
                        dk_method_output *out)
{
    for (size_t h = 0; h < in->horizon; h++) {
        damping d = {0, 1};
        double theta = mean[h] * mean[h];
        for (size_t j = 1; j <= h; j++) {
            double c = response(fit, &d, j, in->season);
            theta += fit->sigma2 * c * c * out->sd[h - j];
        }
        out->sd[h] = theta;
    }
    for (size_t h = 0; h < in->horizon; h++)
        out->sd[h] = sqrt(fmax((1 + fit->sigma2) * out->sd[h] - mean[h] * mean[h], 0));
}

void dk_ets_forecast(const dk_method_input *in, const dk_ets_fit *fit, dk_method_output *out)
{
    damping trend = {0, 1}, d = {0, 1};
    double sum = 1;
    for (size_t h = 0; h < in->horizon; h++) {
        trend.power *= fit->p.phi;
        trend.sum += trend.power;
        out->mean[h] = fit->level + trend.sum * fit->slope;
        if (fit->form.season == DK_SEASON_ADD)
            out->mean[h] += season_at(in, fit, h);
        out->sd[h] = sqrt(fit->sigma2 * sum);
        double c = response(fit, &d, h + 1, in->season);
        sum += c * c;
    }
    if (fit->form.is_relative)
        relative_sd(in, fit, out->mean, out);
    for (size_t h = 0; h < in->horizon && fit->form.season == DK_SEASON_MULTIPLY; h++) {
        out->mean[h] *= season_at(in, fit, h);
        out->sd[h] *= season_at(in, fit, h);
    }
}
