/* models/method/regression.c - a wandering level plus what is known ahead of time.
 *
 *     z[t] = level[t] + drift t + season[t mod m] + b' x[t]        z = y, or log y
 *
 * x are the series' regressors (festival shares, calendar, events, level shifts;
 * models/regressor.h). Errors of a level smoothed by alpha are linear in everything else: when y
 * and every column go through the same smoothing filter, least squares of the filtered y on the
 * filtered columns is generalised least squares with ARIMA(0,1,1) errors (Harvey 1989, Forecasting,
 * Structural Time Series Models and the Kalman Filter, section 7.3). alpha is searched on a grid;
 * drift, season and logarithm are kept when AICc asks for them. The variance counts the
 * coefficients' own uncertainty. Only for series with a regressor that varies. O(56 n k^2), k
 * columns.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/least.h"
#include "models/method/parts.h"
#include "models/regress.h"

enum { LONGEST_SEASON = 24, COLUMNS = 2 + LONGEST_SEASON + DK_REGRESSORS_MAX };

typedef struct {
    const dk_method_input *in;
    bool is_log, has_drift, has_season;
    double alpha;
    size_t k; /* columns */
    double aicc;
} variant;

/* ---- columns ---- */

/* Varies over the known values, so that it is no second level. */
static bool varies(const dk_method_input *in, const double *x)
{
    size_t first = 0;
    while (!in->known[first])
        first++;
    for (size_t t = first; t < in->n; t++)
        if (in->known[t] && x[t] != x[first])
            return true;
    return false;
}

/* Row of period t, unfiltered: one, drift, season contrasts, regressors that vary. */
static size_t row_of(const variant *v, size_t t, double *row)
{
    const dk_method_input *in = v->in;
    size_t k = 0, m = in->season;
    row[k++] = 1;
    if (v->has_drift)
        row[k++] = (double)t / (double)in->n;
    for (size_t s = 1; v->has_season && s < m; s++)
        row[k++] = t % m == s ? 1 : t % m == 0 ? -1 : 0;
    for (size_t j = 0; j < in->n_x; j++)
        if (varies(in, in->x[j]))
            row[k++] = in->x[j][t];
    return k;
}

static double value_of(const variant *v, size_t t)
{
    return v->is_log ? log(v->in->y[t]) : v->in->y[t];
}

typedef struct {
    double *rows;                   /* [n_known * k] filtered */
    double *z;                      /* [n_known] filtered */
    double level[COLUMNS], level_z; /* smoothed levels of columns and values at the end */
    double *plain;                  /* [(n + horizon) * k] unfiltered */
} filtered;

static bool filtered_init(dk_arena *work, variant *v, filtered *f)
{
    const dk_method_input *in = v->in;
    double row[COLUMNS];
    v->k = row_of(v, 0, row);
    f->rows = dk_arena_array(work, in->n_known * v->k, sizeof(double));
    f->z = dk_arena_array(work, in->n_known, sizeof(double));
    f->plain = dk_arena_array(work, (in->n + in->horizon) * v->k, sizeof(double));
    if (f->rows == NULL || f->z == NULL || f->plain == NULL)
        return false;
    for (size_t t = 0; t < in->n + in->horizon; t++)
        row_of(v, t, f->plain + t * v->k);
    return true;
}

/* One-step errors of smoothing every column, and the values, from a level of zero. */
static void filter(const variant *v, filtered *f)
{
    size_t at = 0, k = v->k;
    memset(f->level, 0, sizeof f->level);
    f->level_z = 0;
    for (size_t t = 0; t < v->in->n; t++) {
        if (!v->in->known[t])
            continue;
        const double *plain = f->plain + t * k;
        double *row = f->rows + at * k;
        for (size_t j = 0; j < k; j++) {
            row[j] = plain[j] - f->level[j];
            f->level[j] += v->alpha * row[j];
        }
        f->z[at] = value_of(v, t) - f->level_z;
        f->level_z += v->alpha * f->z[at++];
    }
}

/* ---- choice ---- */

/* Sum of squares of the fit by normal equations; good enough to choose by. */
static double squares_of(const variant *v, const filtered *f)
{
    size_t n = v->in->n_known, k = v->k;
    double a[COLUMNS * COLUMNS] = {0}, g[COLUMNS] = {0}, gy[COLUMNS], yy = 0;
    for (size_t i = 0; i < n; i++) {
        const double *row = f->rows + i * k;
        yy += f->z[i] * f->z[i];
        for (size_t p = 0; p < k; p++) {
            g[p] += row[p] * f->z[i];
            for (size_t q = 0; q <= p; q++)
                a[p * k + q] += row[p] * row[q];
        }
    }
    for (size_t p = 0; p < k; p++)
        a[p * k + p] = a[p * k + p] * (1 + 1e-9) + 1e-12;
    memcpy(gy, g, sizeof gy);
    if (!dk_least_solve(a, g, k))
        return HUGE_VAL;
    for (size_t p = 0; p < k; p++)
        yy -= g[p] * gy[p];
    return fmax(yy, 1e-20);
}

static void consider(const variant *v, const filtered *f, variant *best)
{
    double n = (double)v->in->n_known, p = (double)v->k + 2, jacobian = 0;
    if (n - p - 1 <= 0)
        return;
    for (size_t t = 0; t < v->in->n && v->is_log; t++)
        jacobian += v->in->known[t] ? log(v->in->y[t]) : 0;
    double aicc =
        n * log(squares_of(v, f) / n) + 2 * jacobian + 2 * p + 2 * p * (p + 1) / (n - p - 1);
    if (aicc < best->aicc) {
        *best = *v;
        best->aicc = aicc;
    }
}

static bool choose(dk_arena *work, const dk_method_input *in, variant *best)
{
    static const double alphas[] = {0.02, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9};
    bool seasonal = in->season > 1 && in->season <= LONGEST_SEASON && in->n >= 2 * in->season;
    *best = (variant){.in = in, .aicc = HUGE_VAL};
    for (unsigned code = 0; code < 8; code++) {
        variant v = {in, code & 1, code & 2, code & 4, 0, 0, HUGE_VAL};
        if ((v.is_log && !in->is_positive) || (v.has_season && !seasonal))
            continue;
        filtered f;
        if (!filtered_init(work, &v, &f))
            return false;
        for (size_t a = 0; a < sizeof alphas / sizeof *alphas; a++) {
            v.alpha = alphas[a];
            filter(&v, &f);
            consider(&v, &f, best);
        }
    }
    return true;
}

/* ---- forecast ---- */

static void write_step(const variant *v, double z, double variance, double *mean, double *sd)
{
    variance = fmin(variance, 25); /* exp stays finite; such an interval says nothing anyway */
    *mean = v->is_log ? exp(z) : z;
    *sd = v->is_log ? *mean * sqrt(exp(variance) - 1) : sqrt(variance);
}

static bool project(dk_arena *work, const variant *v, const filtered *f, dk_method_output *out)
{
    const dk_method_input *in = v->in;
    long double *x = dk_arena_array(work, in->n_known * v->k, sizeof *x), row[COLUMNS];
    dk_regression_fit fit;
    if (x == NULL)
        return false;
    for (size_t i = 0; i < in->n_known * v->k; i++)
        x[i] = f->rows[i];
    if (!dk_regress(work, &(dk_regression){in->n_known, v->k, x, f->z}, &fit))
        return false;
    for (size_t h = 0; h < in->horizon; h++) {
        double z = f->level_z, wander = 1 + (double)h * v->alpha * v->alpha;
        for (size_t j = 0; j < v->k; j++) {
            row[j] = f->plain[(in->n + h) * v->k + j] - f->level[j];
            z += fit.coefficient[j] * (double)row[j];
        }
        double variance = fit.sd * fit.sd * (wander + dk_regress_leverage(&fit, row));
        write_step(v, z, variance, &out->mean[h], &out->sd[h]);
    }
    return true;
}

static bool regression(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    variant best;
    filtered f;
    if (!choose(work, in, &best))
        return false;
    if (best.aicc == HUGE_VAL) { /* too short for its columns: the level alone */
        dk_ses_fit level = dk_ses(in, -1);
        for (size_t h = 0; h < in->horizon; h++) {
            out->mean[h] = level.level;
            out->sd[h] = sqrt(level.sse / (double)in->n_known);
        }
        return true;
    }
    if (!filtered_init(work, &best, &f))
        return false;
    filter(&best, &f);
    size_t others = 1 + best.has_drift + (best.has_season ? in->season - 1 : 0);
    snprintf(out->form, sizeof out->form, "%zux%s%s%s", best.k - others, best.has_drift ? " t" : "",
             best.has_season ? " s" : "", best.is_log ? " log" : "");
    return project(work, &best, &f, out);
}

static bool suits(const dk_method_input *in)
{
    for (size_t j = 0; j < in->n_x; j++)
        if (varies(in, in->x[j]))
            return true;
    return false;
}

const dk_method dk_method_regression = {
    .key = "regression",
    .title = {"因素回归", "regression on known factors"},
    .idea = {"近期水平加上春节、日历、项目等已知因素的影响",
             "the recent level plus the effects of festival, calendar and announced events"},
    .source = "Harvey 1989; regression with ARIMA(0,1,1) errors",
    .min_known = 8,
    .prior = 1,
    .suits = suits,
    .forecast = regression,
};
