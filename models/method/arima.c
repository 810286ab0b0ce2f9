/* models/method/arima.c - the ARIMA order of smallest AICc.
 *
 * Hyndman and Khandakar 2008 (doi:10.18637/jss.v027.i03): differences by tests, then a walk over
 * neighbouring orders. D = 1 when the seasonal strength (Wang, Smith and Hyndman 2006,
 * doi:10.1007/s10618-005-0039-x) exceeds 0.64; d by the KPSS test of level stationarity
 * (Kwiatkowski et al. 1992, doi:10.1016/0304-4076(92)90104-Y) at 5 %, at most 2. Orders with a root
 * near the unit circle are passed over. At an earlier origin's order (form_before) only that order
 * is fitted.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/method/arima_model.h"
#include "models/method/parts.h"

enum { MOST_MODELS = 94, FEWEST = 8 };

/* ---- how often to difference ---- */

static double mean_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t t = 0; t < n; t++)
        sum += x[t];
    return sum / (double)n;
}

/* KPSS statistic about a level with Bartlett weights over 3 sqrt(n) / 13 lags. */
static double kpss(const double *x, size_t n)
{
    double mean = mean_of(x, n), sum = 0, squares = 0, variance = 0;
    size_t lags = (size_t)(3 * sqrt((double)n) / 13);
    for (size_t t = 0; t < n; t++) {
        sum += x[t] - mean;
        squares += sum * sum;
        variance += (x[t] - mean) * (x[t] - mean);
    }
    for (size_t k = 1; k <= lags; k++) {
        double product = 0;
        for (size_t t = k; t < n; t++)
            product += (x[t] - mean) * (x[t - k] - mean);
        variance += 2 * (1 - (double)k / (double)(lags + 1)) * product;
    }
    return variance > 0 ? squares / ((double)n * variance) : 0;
}

static size_t differences(dk_arena *work, const dk_method_input *in, size_t seasonal)
{
    const double critical = 0.463; /* 5 % */
    double *w = dk_arena_array(work, in->n, sizeof *w);
    for (size_t d = 0; w != NULL && d < 2; d++) {
        size_t n = dk_arima_difference(in->y, in->n, d, seasonal, in->season, w);
        if (n < 4 || !(kpss(w, n) > critical))
            return d;
    }
    return 2;
}

/* Weight of a value `years` away when a season is smoothed over the years: tricube over +-5. */
static double nearness(size_t years)
{
    double x = (double)years / 6;
    return years < 6 ? pow(1 - x * x * x, 3) : 0;
}

/* Variance of x[from..to-1]. */
static double variance_of(const double *x, size_t from, size_t to)
{
    double mean = mean_of(x + from, to - from), sum = 0;
    for (size_t t = from; t < to; t++)
        sum += (x[t] - mean) * (x[t] - mean);
    return sum;
}

/* 1 - variance of remainder / variance of season and remainder, of a decomposition with a moving
 * mean as trend and a season that may change over the years. */
static double seasonal_strength(dk_arena *work, const dk_method_input *in)
{
    size_t m = in->season, half = m / 2, n = in->n, to = n - half;
    double *rest = dk_arena_array(work, n, sizeof *rest),
           *left = dk_arena_array(work, n, sizeof *left);
    if (rest == NULL || left == NULL)
        return 0;
    for (size_t t = half; t < to; t++)
        rest[t] = in->y[t] - dk_centred_mean(in->y, t, m);
    for (size_t t = half; t < to; t++) {
        double sum = 0, weight = 0;
        for (size_t s = half + (t - half) % m; s < to; s += m) {
            double w = nearness((s > t ? s - t : t - s) / m);
            sum += w * rest[s];
            weight += w;
        }
        left[t] = rest[t] - sum / weight;
    }
    double all = variance_of(rest, half, to);
    return all > 0 ? 1 - variance_of(left, half, to) / all : 0;
}

/* ---- the walk ---- */

typedef struct {
    dk_arena *work;
    const dk_method_input *in;
    dk_arima_order most; /* largest p, q, P, Q */
    bool is_tried[DK_ARIMA_MAX + 1][DK_ARIMA_MAX + 1][DK_ARIMA_SEASONAL_MAX + 1]
                 [DK_ARIMA_SEASONAL_MAX + 1][2];
    size_t models;
    dk_arima_fit best;
    bool is_out_of_memory;
} walk;

/* Fits an order unless it was or is out of bounds; true when it becomes the best. */
static bool try_order(walk *k, dk_arima_order o)
{
    if (o.p > k->most.p || o.q > k->most.q || o.P > k->most.P || o.Q > k->most.Q ||
        k->is_out_of_memory || k->models >= MOST_MODELS)
        return false;
    bool *tried = &k->is_tried[o.p][o.q][o.P][o.Q][o.has_constant];
    if (*tried)
        return false;
    *tried = true;
    k->models++;
    dk_arima_fit fit;
    const dk_arima_fit *near = k->best.aicc < HUGE_VAL ? &k->best : NULL;
    k->is_out_of_memory = !dk_arima_estimate(k->work, k->in, o, near, false, &fit);
    if (k->is_out_of_memory || !(fit.aicc < k->best.aicc) || !dk_arima_is_inside(&fit))
        return false;
    k->best = fit;
    return true;
}

/* One neighbour of the best order that is better; false when there is none. */
static bool improve(walk *k)
{
    static const struct {
        int p, q, P, Q;
    } moves[] = {{0, 0, -1, 0},  {0, 0, 0, -1}, {0, 0, 1, 0},  {0, 0, 0, 1},
                 {0, 0, -1, -1}, {0, 0, -1, 1}, {0, 0, 1, -1}, {0, 0, 1, 1},
                 {-1, 0, 0, 0},  {0, -1, 0, 0}, {1, 0, 0, 0},  {0, 1, 0, 0},
                 {-1, -1, 0, 0}, {-1, 1, 0, 0}, {1, -1, 0, 0}, {1, 1, 0, 0}};
    const dk_arima_order b = k->best.order;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        dk_arima_order o = b;
        o.p += (size_t)moves[i].p; /* below zero wraps to a huge number, which is out of bounds */
        o.q += (size_t)moves[i].q;
        o.P += (size_t)moves[i].P;
        o.Q += (size_t)moves[i].Q;
        if (try_order(k, o))
            return true;
    }
    dk_arima_order o = b;
    o.has_constant = !o.has_constant;
    return b.d + b.D <= 1 && try_order(k, o);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* d, D, the bounds and the four orders to begin with. */
static void begin(walk *k)
{
    const dk_method_input *in = k->in;
    bool seasonal =
        in->season > 1 && in->season <= DK_ARIMA_LONGEST_SEASON && in->n > 2 * in->season;
    dk_arima_order o = {0};
    o.D = seasonal && in->n >= 2 * in->season + 4 && seasonal_strength(k->work, in) > 0.64;
    o.d = differences(k->work, in, o.D);
    o.has_constant = o.d + o.D <= 1;
    k->most.p = k->most.q = smaller(DK_ARIMA_MAX, in->n / 3);
    k->most.P = k->most.Q = seasonal ? smaller(DK_ARIMA_SEASONAL_MAX, in->n / 3 / in->season) : 0;
    k->best.aicc = HUGE_VAL;
    static const struct {
        size_t p, q, P, Q;
    } starts[] = {{0, 0, 0, 0}, {1, 0, 1, 0}, {0, 1, 0, 1}, {2, 2, 1, 1}};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        o.p = smaller(starts[i].p, k->most.p);
        o.q = smaller(starts[i].q, k->most.q);
        o.P = smaller(starts[i].P, k->most.P);
        o.Q = smaller(starts[i].Q, k->most.Q);
        try_order(k, o);
    }
    o.p = o.q = o.P = o.Q = 0;
    o.has_constant = false;
    try_order(k, o);
}

static bool choose(dk_arena *work, const dk_method_input *in, dk_arima_fit *best)
{
    walk k = {.work = work, .in = in};
    begin(&k);
    while (k.best.aicc < HUGE_VAL && improve(&k))
        ;
    *best = k.best;
    return !k.is_out_of_memory;
}

/* ---- the method ---- */

/* "211x011c": the orders' digits, c with a constant. */
static void write_form(const dk_arima_order *o, char out[32])
{
    snprintf(out, 32, "%zu%zu%zux%zu%zu%zu%s", o->p, o->d, o->q, o->P, o->D, o->Q,
             o->has_constant ? "c" : "");
}

static bool read_form(const char *form, dk_arima_order *o)
{
    if (form == NULL || strspn(form, "012345") != 3 || form[3] != 'x' ||
        strspn(form + 4, "012") != 3)
        return false;
    *o = (dk_arima_order){(size_t)(form[0] - '0'), (size_t)(form[1] - '0'), (size_t)(form[2] - '0'),
                          (size_t)(form[4] - '0'), (size_t)(form[5] - '0'), (size_t)(form[6] - '0'),
                          form[7] == 'c'};
    return true;
}

bool dk_arima_automatic(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    dk_arima_fit best = {.aicc = HUGE_VAL};
    dk_arima_order before;
    if (read_form(in->form_before, &before) &&
        !dk_arima_estimate(work, in, before, NULL, false, &best))
        return false;
    if (best.aicc == HUGE_VAL && !choose(work, in, &best))
        return false;
    if (best.aicc == HUGE_VAL) { /* too short for any AICc: a random walk */
        dk_arima_order walk_order = {.d = 1};
        if (!dk_arima_estimate(work, in, walk_order, NULL, false, &best))
            return false;
    }
    write_form(&best.order, out->form);
    return dk_arima_forecast(work, in, &best, out);
}

const dk_method dk_method_arima = {
    .key = "arima",
    .title = {"ARIMA（自动定阶）", "ARIMA, orders chosen automatically"},
    .idea = {"用以往数值和误差的自相关外推，按 AICc 定阶",
             "past values and errors carried on, the orders chosen by AICc"},
    .source = "Hyndman and Khandakar 2008, doi:10.18637/jss.v027.i03",
    .min_known = FEWEST,
    .prior = 0.7,
    .forecast = dk_arima_automatic,
};
