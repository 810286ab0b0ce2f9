/* models/method/dotm.c - the dynamic optimised theta model.
 *
 * Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler 2016
 * (doi:10.1016/j.ijforecast.2016.02.005), equations 13-17: theta's line is fitted anew at every
 * value, and how much of its curve is kept, w = 1 - 1/theta in 0..1, is estimated. With smoothed
 * level l, running mean, slope B and intercept A of the line:
 *
 *     m[t+1] = l[t] + w ( (1 - a)^t A[t] + (1 - (1 - a)^(t+1)) / a * B[t] )
 *     B[t]   = ((t - 2) B[t-1] + 6 (y[t] - mean[t-1]) / t) / (t + 1),  A[t] = mean[t] - (t+1)/2
 * B[t]
 *
 * For one a the errors are linear in w and the first level, so these are solved and a is searched.
 * The season is the shrunk one of all methods here, not the paper's test and ratio: on M1 monthly
 * MASE alone 1.03 instead of 1.09. Future values are replaced by their forecasts. The variance is
 * that of the response to one error. O(60 n + horizon). */
#include <math.h>

#include "models/method/parts.h"
#include "models/minimise.h"

typedef struct {
    double level, decay; /* l[t] for a first level of 0, and (1 - a)^t */
    double mean, slope;  /* of y up to t */
    double t;
} theta_state;

typedef struct {
    const dk_method_input *in;
    double alpha, w, first; /* the fit at alpha */
    double squares;
    size_t n_errors;
} theta_problem;

/* Takes in y as value t + 1. */
static void advance(theta_state *s, double alpha, double y)
{
    double t = s->t + 1;
    s->slope = t < 2 ? 0 : ((t - 2) * s->slope + 6 * (y - s->mean) / t) / (t + 1);
    s->mean += (y - s->mean) / t;
    s->level += alpha * (y - s->level);
    s->decay *= 1 - alpha;
    s->t = t;
}

/* What w multiplies in the forecast of the next value. */
static double curve(const theta_state *s, double alpha)
{
    double intercept = s->mean - (s->t + 1) / 2 * s->slope;
    return s->decay * intercept + (1 - s->decay * (1 - alpha)) / alpha * s->slope;
}

/* Least squares of y - level = first * decay + w * curve over the known values from the second on,
 * w kept in 0..1. */
static double fit_at(double alpha, void *ctx)
{
    theta_problem *p = ctx;
    theta_state s = {.decay = 1};
    double dd = 0, dc = 0, cc = 0, dy = 0, cy = 0, yy = 0;
    p->n_errors = 0;
    for (size_t t = 0; t < p->in->n; t++) {
        if (t > 0 && p->in->known[t]) {
            double c = curve(&s, alpha), y = p->in->y[t] - s.level;
            dd += s.decay * s.decay;
            dc += s.decay * c;
            cc += c * c;
            dy += s.decay * y;
            cy += c * y;
            yy += y * y;
            p->n_errors++;
        }
        advance(&s, alpha, p->in->y[t]);
    }
    double det = dd * cc - dc * dc;
    p->alpha = alpha;
    p->w = det > 1e-12 * dd * cc ? (dd * cy - dc * dy) / det : 0;
    p->w = fmin(fmax(p->w, 0), 1);
    p->first = dd > 0 ? (dy - p->w * dc) / dd : 0;
    p->squares = yy - 2 * (p->first * dy + p->w * cy) + p->first * p->first * dd +
                 2 * p->first * p->w * dc + p->w * p->w * cc;
    return p->squares;
}

/* Means over the horizon after state s; `shock` is added to the first of them before it is taken
 * in. */
static void continue_from(theta_state s, const theta_problem *p, double shock, double *mean,
                          size_t horizon)
{
    for (size_t h = 0; h < horizon; h++) {
        mean[h] = s.level + p->first * s.decay + p->w * curve(&s, p->alpha);
        advance(&s, p->alpha, mean[h] + (h == 0 ? shock : 0));
    }
}

bool dk_theta_dynamic(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    theta_problem p = {.in = in};
    double *moved = dk_arena_array(work, in->horizon, sizeof *moved);
    if (moved == NULL)
        return false;
    fit_at(dk_minimise_line(fit_at, &p, (dk_line){0.1, 0.99, 16, 26}), &p);
    theta_state s = {.decay = 1};
    for (size_t t = 0; t < in->n; t++)
        advance(&s, p.alpha, in->y[t]);
    continue_from(s, &p, 0, out->mean, in->horizon);
    continue_from(s, &p, 1, moved, in->horizon);
    double df = p.n_errors > 3 ? (double)(p.n_errors - 3) : 1;
    double variance = fmax(p.squares, 0) / df, sum = 1;
    for (size_t h = 0; h < in->horizon; h++) {
        double response = h == 0 ? 0 : moved[h] - out->mean[h];
        sum += response * response;
        out->sd[h] = sqrt(variance * sum);
    }
    return true;
}

static bool dotm(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    return dk_season_wrap(work, in, out, dk_theta_dynamic);
}

const dk_method dk_method_dotm = {
    .key = "dotm",
    .title = {"动态优化 Theta 法", "dynamic optimised theta"},
    .idea = {"近期水平加上趋势，趋势保留多少由数据定",
             "the recent level plus as much of the trend as the data ask for"},
    .source = "Fiorucci et al. 2016, doi:10.1016/j.ijforecast.2016.02.005",
    .min_known = 5,
    .prior = 1,
    .forecast = dotm,
};
