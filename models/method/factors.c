/* models/method/factors.c - see factors.h. */
#include "models/method/factors.h"

#include <math.h>
#include <string.h>

#include "models/least.h"

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

static bool make_columns(dk_arena *work, const dk_method_input *in, dk_factors *f)
{
    size_t m = in->season, len = in->n + in->horizon;
    f->k = 1 + (f->has_drift ? 1u : 0u) + (f->has_season ? m - 1 : 0) + f->n_x;
    f->columns = dk_arena_array(work, len * f->k, sizeof *f->columns);
    if (f->columns == NULL)
        return false;
    for (size_t t = 0; t < len; t++) {
        double *row = f->columns + t * f->k;
        *row++ = 1;
        if (f->has_drift)
            *row++ = (double)t / (double)in->n;
        for (size_t s = 1; f->has_season && s < m; s++)
            *row++ = t % m == s ? 1 : t % m == 0 ? -1 : 0;
        for (size_t j = 0; j < f->n_x; j++)
            *row++ = in->x[f->x[j]][t];
    }
    return true;
}

/* One-step errors of smoothing every column, and the values, from a level of zero. */
typedef struct {
    double *rows; /* [n_known * k] */
    double *z;    /* [n_known] */
} filtered;

static bool filtered_init(dk_arena *work, const dk_method_input *in, size_t k, filtered *out)
{
    out->rows = dk_arena_array(work, in->n_known * k, sizeof *out->rows);
    out->z = dk_arena_array(work, in->n_known, sizeof *out->z);
    return out->rows != NULL && out->z != NULL;
}

static void filter(const dk_method_input *in, dk_factors *f, filtered *out)
{
    size_t at = 0, k = f->k;
    memset(f->level, 0, sizeof f->level);
    f->level_z = 0;
    for (size_t t = 0; t < in->n; t++) {
        if (!in->known[t])
            continue;
        const double *plain = f->columns + t * k;
        double *row = out->rows + at * k;
        for (size_t j = 0; j < k; j++) {
            row[j] = plain[j] - f->level[j];
            f->level[j] += f->alpha * row[j];
        }
        out->z[at] = (f->is_log ? log(in->y[t]) : in->y[t]) - f->level_z;
        f->level_z += f->alpha * out->z[at++];
    }
}

/* ---- choice ---- */

/* Sum of squares of the fit by normal equations; good enough to choose by. */
static double squares_of(const filtered *d, size_t n, size_t k)
{
    double a[DK_FACTORS_COLUMNS * DK_FACTORS_COLUMNS] = {0}, yy = 0;
    double g[DK_FACTORS_COLUMNS] = {0}, b[DK_FACTORS_COLUMNS];
    for (size_t i = 0; i < n; i++) {
        const double *row = d->rows + i * k;
        yy += d->z[i] * d->z[i];
        for (size_t p = 0; p < k; p++) {
            g[p] += row[p] * d->z[i];
            for (size_t q = 0; q <= p; q++)
                a[p * k + q] += row[p] * row[q];
        }
    }
    for (size_t p = 0; p < k; p++)
        a[p * k + p] = a[p * k + p] * (1 + 1e-9) + 1e-12;
    memcpy(b, g, sizeof b);
    if (!dk_least_solve(a, b, k))
        return HUGE_VAL;
    for (size_t p = 0; p < k; p++)
        yy -= b[p] * g[p];
    return fmax(yy, 1e-20);
}

/* -2 log-likelihood of y for the logarithm: what its derivative adds. */
static double jacobian(const dk_method_input *in)
{
    double sum = 0;
    for (size_t t = 0; t < in->n; t++)
        sum += in->known[t] ? log(in->y[t]) : 0;
    return 2 * sum;
}

/* Tries the smoothing constants of one variant and keeps it when it is better. */
static bool consider(dk_arena *work, const dk_method_input *in, dk_factors f, dk_factors *best)
{
    static const double alphas[] = {0.02, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9};
    filtered d;
    if (!make_columns(work, in, &f) || !filtered_init(work, in, f.k, &d))
        return false;
    double n = (double)in->n_known, p = (double)f.k + 2, rest = n - p - 1;
    double extra = (f.is_log ? jacobian(in) : 0) + 2 * p + 2 * p * (p + 1) / rest;
    for (size_t a = 0; a < sizeof alphas / sizeof *alphas && rest > 0; a++) {
        f.alpha = alphas[a];
        filter(in, &f, &d);
        f.aicc = n * log(squares_of(&d, in->n_known, f.k) / n) + extra;
        if (f.aicc < best->aicc)
            *best = f;
    }
    return true;
}

static bool is_seasonal(const dk_method_input *in)
{
    return in->season > 1 && in->season <= DK_FACTORS_LONGEST_SEASON && in->n >= 2 * in->season;
}

static void take_columns(const dk_method_input *in, dk_factors *f)
{
    for (size_t j = 0; j < in->n_x; j++)
        if (varies(in, in->x[j]))
            f->x[f->n_x++] = j;
}

static bool choose(dk_arena *work, const dk_method_input *in, dk_factors *best)
{
    bool seasonal = is_seasonal(in);
    *best = (dk_factors){.aicc = HUGE_VAL};
    for (unsigned code = 0; code < 16; code++) {
        dk_factors f = {
            .is_log = code & 1, .has_drift = code & 2, .has_season = code & 4, .aicc = HUGE_VAL};
        if (code & 8)
            take_columns(in, &f);
        bool possible = (!f.is_log || in->is_positive) && (!f.has_season || seasonal) &&
                        (f.n_x > 0 || !(code & 8));
        if (possible && !consider(work, in, f, best))
            return false;
    }
    return true;
}

/* The fit of the chosen variant to the last digit. */
static bool finish(dk_arena *work, const dk_method_input *in, dk_factors *out)
{
    filtered d;
    if (out->aicc == HUGE_VAL)
        return true;
    long double *x = dk_arena_array(work, in->n_known * out->k, sizeof *x);
    if (x == NULL || !filtered_init(work, in, out->k, &d))
        return false;
    filter(in, out, &d);
    for (size_t i = 0; i < in->n_known * out->k; i++)
        x[i] = d.rows[i];
    out->rows = x;
    out->z = d.z;
    return dk_regress(work, &(dk_regression){in->n_known, out->k, x, d.z}, &out->fit);
}

bool dk_factors_fit(dk_arena *work, const dk_method_input *in, dk_factors *out)
{
    return choose(work, in, out) && finish(work, in, out);
}

bool dk_factors_fit_log(dk_arena *work, const dk_method_input *in, dk_factors *out)
{
    dk_factors form = {.is_log = true, .has_drift = true, .has_season = true, .aicc = HUGE_VAL};
    *out = (dk_factors){.aicc = HUGE_VAL};
    if (!is_seasonal(in) || !in->is_positive)
        return true;
    take_columns(in, &form);
    return consider(work, in, form, out) && finish(work, in, out);
}

/* ---- effects ---- */

static double effect_at(const dk_factors *f, size_t t)
{
    double sum = 0;
    for (size_t j = f->k - f->n_x; j < f->k; j++)
        sum += f->fit.coefficient[j] * f->columns[t * f->k + j];
    return f->is_log ? exp(fmin(fmax(sum, -5), 5)) : sum;
}

bool dk_effects_remove(dk_arena *work, const dk_method_input *in, dk_effects *out,
                       dk_method_input *adjusted)
{
    *adjusted = *in;
    *out = (dk_effects){0};
    if (in->n_x == 0)
        return true;
    adjusted->n_x = 0;
    dk_factors f;
    if (!dk_factors_fit(work, in, &f))
        return false;
    if (f.aicc == HUGE_VAL || f.n_x == 0)
        return true;
    double *y = dk_arena_array(work, in->n, sizeof *y);
    *out = (dk_effects){.is_log = f.is_log, .n_x = f.n_x};
    out->effect = dk_arena_array(work, in->n + in->horizon, sizeof *out->effect);
    if (y == NULL || out->effect == NULL)
        return false;
    for (size_t t = 0; t < in->n + in->horizon; t++)
        out->effect[t] = effect_at(&f, t);
    for (size_t t = 0; t < in->n; t++) {
        y[t] = f.is_log ? in->y[t] / out->effect[t] : in->y[t] - out->effect[t];
        adjusted->is_positive = adjusted->is_positive && y[t] > 0;
        adjusted->is_non_negative = adjusted->is_non_negative && y[t] >= 0;
    }
    adjusted->y = y;
    return true;
}

void dk_effects_restore(const dk_effects *effects, size_t n, size_t horizon, dk_method_output *out)
{
    for (size_t h = 0; h < horizon && effects->n_x > 0; h++) {
        double e = effects->effect[n + h];
        out->mean[h] = effects->is_log ? out->mean[h] * e : out->mean[h] + e;
        out->sd[h] *= effects->is_log ? e : 1;
    }
}
