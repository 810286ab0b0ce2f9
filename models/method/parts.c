/* models/method/parts.c - see parts.h. */
#include "models/method/parts.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/minimise.h"

/* Line through all values, filled ones included: a trend would hide the season from the test. */
typedef struct {
    double centre, mean, slope;
} line;

static line line_of(const dk_method_input *in)
{
    double n = (double)in->n, moment = 0;
    line l = {.centre = (n - 1) / 2};
    for (size_t t = 0; t < in->n; t++) {
        l.mean += in->y[t] / n;
        moment += in->y[t] * ((double)t - l.centre);
    }
    l.slope = moment / (n * (n * n - 1) / 12);
    return l;
}

static double deviation(const dk_method_input *in, const line *l, size_t t)
{
    return in->y[t] - l->mean - l->slope * ((double)t - l->centre);
}

static double autocovariance(const dk_method_input *in, const line *l, size_t lag)
{
    double sum = 0;
    for (size_t t = lag; t < in->n; t++)
        sum += deviation(in, l, t) * deviation(in, l, t - lag);
    return sum;
}

/* Seasonal autocorrelation / its standard error, about the line `l`; 0 for constants. */
static double season_score(const dk_method_input *in, const line *l)
{
    double variance = autocovariance(in, l, 0), squares = 0;
    if (!(variance > 0))
        return 0;
    for (size_t lag = 1; lag < in->season; lag++) {
        double r = autocovariance(in, l, lag) / variance;
        squares += r * r;
    }
    double r = autocovariance(in, l, in->season) / variance;
    return r / sqrt((1 + 2 * squares) / (double)in->n);
}

static const double Z90 = 1.6448536269514722; /* two-sided 90 % */

bool dk_season_wrap_theta(dk_arena *work, const dk_method_input *in, dk_method_output *out,
                          dk_method_part *method)
{
    if (!in->is_non_negative)
        return dk_season_wrap(work, in, out, method);
    if (in->season < 2 || in->n <= 2 * in->season)
        return method(work, in, out);
    line l = line_of(in);
    l.slope = 0;
    double *index = dk_arena_array(work, in->season, sizeof *index);
    if (index == NULL)
        return false;
    if (!(fabs(season_score(in, &l)) > Z90))
        return method(work, in, out);
    if (!dk_season_indices(work, in, DK_SEASON_MULTIPLY, index))
        return false;
    for (size_t k = 0; k < in->season; k++)
        if (fabs(index[k]) < 1e-4)
            return method(work, in, out);
    return dk_season_adjusted(work, in, DK_SEASON_MULTIPLY, index, out, method);
}

bool dk_season_wrap(dk_arena *work, const dk_method_input *in, dk_method_output *out,
                    dk_method_part *method)
{
    if (in->season < 2 || in->n < 2 * in->season + 2)
        return method(work, in, out);
    size_t m = in->season;
    dk_season_kind kind = in->is_positive ? DK_SEASON_MULTIPLY : DK_SEASON_ADD;
    double *index = dk_arena_array(work, m, sizeof *index);
    if (index == NULL || !dk_season_indices(work, in, kind, index))
        return false;
    for (size_t k = 0; k < m && kind == DK_SEASON_MULTIPLY; k++)
        if (index[k] < 1e-3)
            kind = DK_SEASON_ADD; /* a month that is practically never worked has no ratio */
    if (kind == DK_SEASON_ADD && in->is_positive && !dk_season_indices(work, in, kind, index))
        return false;
    return dk_season_renew(work, in, kind, index) &&
           dk_season_adjusted(work, in, kind, index, out, method);
}

bool dk_season_adjusted(dk_arena *work, const dk_method_input *in, dk_season_kind kind,
                        const double *index, dk_method_output *out, dk_method_part *method)
{
    size_t m = in->season;
    double *y = dk_arena_array(work, in->n, sizeof *y);
    if (y == NULL)
        return false;
    dk_method_input adjusted = *in;
    for (size_t t = 0; t < in->n; t++) {
        y[t] = kind == DK_SEASON_ADD ? in->y[t] - index[t % m] : in->y[t] / index[t % m];
        adjusted.is_positive = adjusted.is_positive && y[t] > 0;
        adjusted.is_non_negative = adjusted.is_non_negative && y[t] >= 0;
    }
    adjusted.y = y;
    adjusted.season = 1;
    if (!method(work, &adjusted, out))
        return false;
    for (size_t h = 0; h < in->horizon; h++) {
        double s = index[(in->n + h) % m];
        out->mean[h] = kind == DK_SEASON_ADD ? out->mean[h] + s : out->mean[h] * s;
        out->sd[h] = kind == DK_SEASON_ADD ? out->sd[h] : out->sd[h] * s;
    }
    return true;
}

bool dk_log_wrap(dk_arena *work, const dk_method_input *in, dk_method_output *out,
                 dk_method_part *method)
{
    const double most = 5; /* exp of more beyond the last value is a breakdown, not a forecast */
    if (!in->is_positive)
        return method(work, in, out);
    double *y = dk_arena_array(work, in->n, sizeof *y);
    if (y == NULL)
        return false;
    for (size_t t = 0; t < in->n; t++)
        y[t] = log(in->y[t]);
    dk_method_input logs = *in;
    logs.y = y;
    logs.is_positive = logs.is_non_negative = false;
    if (!method(work, &logs, out))
        return false;
    for (size_t h = 0; h < in->horizon; h++) {
        out->mean[h] = exp(fmin(out->mean[h], y[in->n - 1] + most));
        out->sd[h] = out->mean[h] * fmin(out->sd[h], most);
    }
    return true;
}

double dk_residual_sd(const dk_method_input *in, const double *e, size_t from, size_t df)
{
    double sum = 0;
    size_t count = 0;
    for (size_t t = from; t < in->n; t++) {
        if (!in->known[t])
            continue;
        sum += e[t] * e[t];
        count++;
    }
    if (count == 0)
        return 0;
    return sqrt(sum / (double)(count > df ? count - df : 1));
}

/* One pass: with first level l0 the error is e[t] = a[t] - l0 * b[t], so l0 = sum(ab) / sum(bb).
 * Levels count from y[0], so that a constant comes out exactly. The recursion for a is SES started
 * at 0, that for b is (1 - alpha)^(values seen). */
static dk_ses_fit ses_at(const dk_method_input *in, double alpha)
{
    double level = 0, weight = 1, aa = 0, ab = 0, bb = 0;
    dk_ses_fit fit = {.alpha = alpha};
    for (size_t t = 0; t < in->n; t++) {
        if (!in->known[t])
            continue;
        double a = in->y[t] - in->y[0] - level;
        aa += a * a;
        ab += a * weight;
        bb += weight * weight;
        level += alpha * a;
        weight *= 1 - alpha;
        fit.n_errors++;
    }
    assert(bb >= 1);
    fit.first_level = in->y[0] + ab / bb;
    fit.level = in->y[0] + level + weight * ab / bb;
    fit.sse = aa - ab * ab / bb;
    return fit;
}

typedef struct {
    const dk_method_input *in;
} ses_problem;

static double ses_squares(double alpha, void *ctx)
{
    const ses_problem *p = ctx;
    return ses_at(p->in, alpha).sse;
}

dk_ses_fit dk_ses(const dk_method_input *in, double alpha)
{
    ses_problem problem = {in};
    if (alpha < 0)
        alpha = dk_minimise_line(ses_squares, &problem, (dk_line){1e-4, 0.9999, 16, 34});
    return ses_at(in, alpha);
}
