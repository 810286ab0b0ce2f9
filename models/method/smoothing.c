/* models/method/smoothing.c - recursion and forecasts; estimation is in smoothing_fit.c. */
#include "models/method/smoothing.h"

#include <assert.h>
#include <math.h>
#include <string.h>

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

bool dk_ets_parse(const char *name, dk_ets_form *out)
{
    for (int code = 0; code < 18; code++) {
        dk_ets_form form = {.is_relative = code % 2 == 1,
                            .has_trend = code / 2 % 3 > 0,
                            .is_damped = code / 2 % 3 == 2,
                            .season = (dk_season_kind)(code / 6)};
        char text[8];
        dk_ets_name(form, text);
        if (strcmp(text, name) == 0) {
            *out = form;
            return true;
        }
    }
    return false;
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

/* One loop, compiled once per kind of error and season: this is where the time goes. */
static inline __attribute__((always_inline)) void filter(const dk_method_input *in, dk_ets_fit *fit,
                                                         double *r, bool is_relative,
                                                         dk_season_kind kind)
{
    const dk_ets_parameters p = fit->p;
    double l = p.level, b = p.slope, squares = 0, *s = fit->season;
    log_product means = {1, 0};
    size_t m = in->season, k = 0, count = 0;
    fit->deviance = HUGE_VAL;
    for (size_t t = 0; t < in->n; t++) {
        double drift = p.phi * b, q = l + drift, mean = q, e = 0, step = 0, ratio = 0;
        if (kind == DK_SEASON_ADD)
            mean += s[k];
        else if (kind == DK_SEASON_MULTIPLY)
            mean *= s[k];
        if ((is_relative && mean <= 1e-12) || (kind == DK_SEASON_MULTIPLY && q <= 1e-12))
            return;
        if (in->known[t]) {
            e = in->y[t] - mean;
            ratio = is_relative ? e / mean : e;
            squares += ratio * ratio;
            if (is_relative)
                log_product_add(&means, mean);
            if (r != NULL)
                r[count] = ratio;
            count++;
        }
        /* e / s = ratio * q for relative errors: one division a step is enough. */
        step = kind != DK_SEASON_MULTIPLY ? e : is_relative ? ratio * q : e / s[k];
        l = q + p.alpha * step;
        b = drift + p.beta * step;
        if (kind == DK_SEASON_ADD)
            s[k] += p.gamma * e;
        else if (kind == DK_SEASON_MULTIPLY)
            s[k] = fmax(s[k] + p.gamma * (is_relative ? ratio * s[k] : e / q), 1e-9);
        if (kind != DK_SEASON_NONE)
            k = k + 1 == m ? 0 : k + 1;
    }
    fit->level = l;
    fit->slope = b;
    fit->n_errors = count;
    fit->squares = squares;
    /* A perfect fit would be -infinity; 1e-20 is far below any rounding of data scaled to 1. */
    fit->deviance =
        (double)count * log(fmax(squares, 1e-20)) + 2 * (means.log_sum + log(means.product));
}

void dk_ets_filter(const dk_method_input *in, dk_ets_fit *fit, double *r)
{
    bool relative = fit->form.is_relative;
    dk_season_kind kind = fit->form.season;
    if (kind != DK_SEASON_NONE)
        memcpy(fit->season, fit->season0, in->season * sizeof *fit->season);
    if (kind == DK_SEASON_NONE && relative)
        filter(in, fit, r, true, DK_SEASON_NONE);
    else if (kind == DK_SEASON_NONE)
        filter(in, fit, r, false, DK_SEASON_NONE);
    else if (kind == DK_SEASON_ADD && relative)
        filter(in, fit, r, true, DK_SEASON_ADD);
    else if (kind == DK_SEASON_ADD)
        filter(in, fit, r, false, DK_SEASON_ADD);
    else if (relative)
        filter(in, fit, r, true, DK_SEASON_MULTIPLY);
    else
        filter(in, fit, r, false, DK_SEASON_MULTIPLY);
}

/* ---- forecasts ---- */

/* Response of the mean h + j steps ahead to an error now, c[j]: alpha + beta (phi + ... + phi^j),
 * plus gamma a whole number of seasons later. With a multiplicative season gamma acts on the season
 * alone (class 3). */
typedef struct {
    double sum, power; /* phi + ... + phi^j and phi^j */
} damping;

static double response(const dk_ets_fit *fit, damping *d, size_t j, size_t season)
{
    d->power *= fit->p.phi;
    d->sum += d->power;
    double c = fit->p.alpha + fit->p.beta * d->sum;
    if (fit->form.season == DK_SEASON_ADD && j % season == 0)
        c += fit->p.gamma;
    return c;
}

static double season_at(const dk_method_input *in, const dk_ets_fit *fit, size_t h)
{
    return fit->form.season == DK_SEASON_NONE ? 0 : fit->season[(in->n + h) % in->season];
}

/* Relative errors: theta[h] = m[h]^2 + s2 * sum c[j]^2 theta[h-j], in out->sd on the way. */
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
    bool multiply = fit->form.season == DK_SEASON_MULTIPLY;
    double wander = 1 + fit->sigma2 * fit->p.gamma * fit->p.gamma;
    for (size_t h = 0; h < in->horizon; h++) {
        double theta = out->sd[h];
        if (multiply)
            theta *= pow(wander, (double)(h / in->season));
        out->sd[h] = sqrt(fmax((1 + fit->sigma2) * theta - mean[h] * mean[h], 0));
    }
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
