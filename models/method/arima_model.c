/* models/method/arima_model.c - see arima_model.h. */
#include "models/method/arima_model.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/least.h"

static const double AR_MAX = 1 - 1e-7, MA_MAX = 1.0;

/* ---- polynomials ---- */

/* Coefficients of 1 - c[1] B - ... - c[k] B^k from its partial autocorrelations (Durbin-Levinson).
 */
static void from_partial(const double *partial, size_t k, double *c)
{
    for (size_t i = 1; i <= k; i++) {
        double last[DK_ARIMA_MAX + 1];
        memcpy(last, c, i * sizeof *c);
        c[i] = partial[i - 1];
        for (size_t j = 1; j < i; j++)
            c[j] = last[j] - c[i] * last[i - j];
    }
}

/* out[1..] of (1 - a[1] B ...)(1 - b[1] B^m ...) in the same signs; returns the degree. */
static size_t multiply(const double *a, size_t na, const double *b, size_t nb, size_t m,
                       double *out)
{
    memset(out, 0, (DK_ARIMA_STATES + 1) * sizeof *out);
    for (size_t i = 1; i <= na; i++)
        out[i] = a[i];
    for (size_t j = 1; j <= nb; j++) {
        out[j * m] += b[j];
        for (size_t i = 1; i <= na; i++)
            out[i + j * m] -= a[i] * b[j];
    }
    return na + nb * m;
}

static void expand(dk_arima_fit *fit)
{
    const dk_arima_order o = fit->order;
    double a[DK_ARIMA_MAX + 1] = {0}, b[DK_ARIMA_SEASONAL_MAX + 1] = {0};
    const double *partial = fit->partial;
    from_partial(partial, o.p, a);
    from_partial(partial + o.p + o.q, o.P, b);
    fit->n_ar = multiply(a, o.p, b, o.P, fit->season, fit->ar);
    from_partial(partial + o.p, o.q, a);
    from_partial(partial + o.p + o.q + o.P, o.Q, b);
    fit->n_ma = multiply(a, o.q, b, o.Q, fit->season, fit->ma);
    for (size_t i = 1; i <= fit->n_ma; i++)
        fit->ma[i] = -fit->ma[i];
}

static bool block_is_inside(const double *partial, size_t k, double limit)
{
    for (size_t i = 0; i < k; i++)
        if (fabs(partial[i]) > limit)
            return false;
    return true;
}

bool dk_arima_is_inside(const dk_arima_fit *fit)
{
    const dk_arima_order o = fit->order;
    double limit = 1 / 1.01, seasonal = pow(limit, (double)fit->season);
    return block_is_inside(fit->partial, o.p + o.q, limit) &&
           block_is_inside(fit->partial + o.p + o.q, o.P + o.Q, seasonal);
}

/* ---- the stationary state ---- */

enum { LAGS = 2 * DK_ARIMA_STATES };

/* Partial autocorrelations of the autoregression by stepping down from its coefficients; the rows
 * of all orders are kept. False when it is not stationary. */
static bool step_down(const double *ar, size_t n, double row[][DK_ARIMA_STATES + 1])
{
    if (n == 0)
        return true;
    memcpy(row[n], ar, (n + 1) * sizeof *ar);
    for (size_t k = n; k >= 1; k--) {
        double last = row[k][k], rest = 1 - last * last;
        if (!(rest > 0))
            return false;
        for (size_t j = 1; j < k; j++)
            row[k - 1][j] = (row[k][j] + last * row[k][k - j]) / rest;
    }
    return true;
}

/* Autocovariances g[0..lags] of the autoregression with unit noise. */
static bool covariances(const double *ar, size_t n, double *g, size_t lags)
{
    double row[DK_ARIMA_STATES + 1][DK_ARIMA_STATES + 1];
    if (!step_down(ar, n, row))
        return false;
    double variance = 1;
    for (size_t k = 1; k <= n; k++)
        variance /= 1 - row[k][k] * row[k][k];
    g[0] = variance;
    for (size_t k = 1; k <= lags; k++) {
        double sum = 0;
        if (k <= n) {
            sum = row[k][k] * variance;
            for (size_t j = 1; j < k; j++)
                sum += row[k - 1][j] * g[k - j];
            variance *= 1 - row[k][k] * row[k][k];
        } else {
            for (size_t j = 1; j <= n; j++)
                if (ar[j] != 0)
                    sum += ar[j] * g[k - j];
        }
        g[k] = sum;
    }
    return true;
}

/* psi[0..n]: response of w to one error. */
static void responses(const dk_arima_fit *fit, size_t n, double *psi)
{
    psi[0] = 1;
    for (size_t k = 1; k <= n; k++) {
        double sum = k <= fit->n_ma ? fit->ma[k] : 0;
        for (size_t j = 1; j <= fit->n_ar && j <= k; j++)
            if (fit->ar[j] != 0)
                sum += fit->ar[j] * psi[k - j];
        psi[k] = sum;
    }
}

/* cov[i] of state i with w (first column of the stationary covariance), unit noise. State i > 0 is
 * sum over j >= i of ar[j+1] w[t-1-(j-i)] + ma[j] e[t-(j-i)-1]. */
static bool stationary(const dk_arima_fit *fit, size_t r, double *cov)
{
    double u[LAGS + 1], wu[LAGS + 1], w[LAGS + 1], psi[DK_ARIMA_STATES + 1];
    size_t p = fit->n_ar, q = fit->n_ma, lags = p + q;
    if (!covariances(fit->ar, p, u, lags))
        return false;
    for (size_t k = 0; k <= lags; k++) { /* cov of w[t] and u[t-k], w = ma(u) */
        wu[k] = u[k];
        for (size_t i = 1; i <= q; i++)
            if (fit->ma[i] != 0)
                wu[k] += fit->ma[i] * u[k > i ? k - i : i - k];
    }
    for (size_t k = 0; k <= p; k++) {
        w[k] = wu[k];
        for (size_t j = 1; j <= q; j++)
            if (fit->ma[j] != 0)
                w[k] += fit->ma[j] * wu[k + j];
    }
    responses(fit, q, psi);
    cov[0] = w[0];
    for (size_t i = 1; i < r; i++) {
        cov[i] = 0;
        for (size_t j = i; j < r; j++) {
            if (j + 1 <= p && fit->ar[j + 1] != 0)
                cov[i] += fit->ar[j + 1] * w[j - i + 1];
            if (j <= q && fit->ma[j] != 0)
                cov[i] += fit->ma[j] * psi[j - i];
        }
    }
    return true;
}

/* ---- the likelihood ---- */

typedef struct {
    const double *w;
    size_t n;
    dk_arima_fit *fit;
    bool is_conditional;       /* from the zero state and with its variance 1: least squares */
    double *d;                 /* [n]: the same filter's errors of a series of ones */
    double log_variances, sum; /* of log f; of v^2 before scaling */
} arima_problem;

typedef struct {
    size_t r;
    double phi[DK_ARIMA_STATES], gain[DK_ARIMA_STATES], step[DK_ARIMA_STATES];
    double a[DK_ARIMA_STATES], c[DK_ARIMA_STATES];
    double f, m;
    bool is_steady;
} filter_state;

static bool filter_begin(const arima_problem *p, filter_state *s)
{
    const dk_arima_fit *fit = p->fit;
    s->r = fit->n_ar > fit->n_ma + 1 ? fit->n_ar : fit->n_ma + 1;
    s->f = 1;
    s->is_steady = p->is_conditional;
    for (size_t i = 0; i < s->r; i++) {
        s->phi[i] = i + 1 <= fit->n_ar ? fit->ar[i + 1] : 0;
        s->gain[i] = s->phi[i] + (i + 1 <= fit->n_ma ? fit->ma[i + 1] : 0);
        s->a[i] = s->c[i] = 0;
    }
    if (p->is_conditional)
        return true;
    double cov[DK_ARIMA_STATES];
    if (!stationary(fit, s->r, cov))
        return false;
    for (size_t i = 0; i < s->r; i++)
        s->gain[i] = s->step[i] = s->phi[i] * cov[0] + (i + 1 < s->r ? cov[i + 1] : 0);
    s->f = cov[0];
    s->m = -1 / cov[0];
    return s->f > 0;
}

/* a = T a + gain / f * e, T the companion matrix of phi. */
static inline void move(const filter_state *s, double *a, double e)
{
    double first = a[0], g = e / s->f;
    size_t last = s->r - 1;
    for (size_t i = 0; i < last; i++)
        a[i] = s->phi[i] * first + a[i + 1] + s->gain[i] * g;
    a[last] = s->phi[last] * first + s->gain[last] * g;
}

/* The rank-one change of variance and gain to the next period. */
static inline void change(filter_state *s)
{
    double z = s->step[0], mz = s->m * z, f = s->f + mz * z, size = 0;
    s->m += mz * mz / s->f;
    for (size_t i = 0; i < s->r; i++) {
        double t = s->phi[i] * z + (i + 1 < s->r ? s->step[i + 1] : 0);
        s->gain[i] += t * mz;
        s->step[i] = t - s->gain[i] / f * z;
        size += s->step[i] * s->step[i];
    }
    s->f = f;
    s->is_steady = fabs(s->m) * size < 1e-13 * f;
}

/* Errors v[n] whose sum of squares is the concentrated likelihood; the fit's polynomials are set.
 */
static bool run_filter(arima_problem *p, double *v)
{
    filter_state s;
    if (!filter_begin(p, &s))
        return false;
    bool has_constant = p->fit->order.has_constant;
    double ed = 0, dd = 0, product = 1, logs = 0;
    for (size_t t = 0; t < p->n; t++) {
        if (!(s.f > 0))
            return false;
        double e = p->w[t] - s.a[0], root = sqrt(s.f);
        v[t] = e / root;
        move(&s, s.a, e);
        if (has_constant) {
            double d = 1 - s.c[0];
            move(&s, s.c, d);
            p->d[t] = d / root;
            ed += v[t] * p->d[t];
            dd += p->d[t] * p->d[t];
        }
        product *= s.f;
        if (product > 1e200 || product < 1e-200) {
            logs += log(product);
            product = 1;
        }
        if (!s.is_steady)
            change(&s);
    }
    p->log_variances = logs + log(product);
    p->fit->constant = has_constant && dd > 0 ? ed / dd : 0;
    double factor = exp(p->log_variances / (2 * (double)p->n));
    p->sum = 0;
    for (size_t t = 0; t < p->n; t++) {
        v[t] -= has_constant ? p->fit->constant * p->d[t] : 0;
        p->sum += v[t] * v[t];
        v[t] *= factor;
    }
    for (size_t i = 0; i < s.r; i++)
        p->fit->state[i] = s.a[i] - p->fit->constant * s.c[i];
    p->fit->variance = s.f;
    return isfinite(p->sum);
}

static bool errors(const double *x, double *v, void *ctx)
{
    arima_problem *p = ctx;
    const dk_arima_order o = p->fit->order;
    memcpy(p->fit->partial, x, (o.p + o.q + o.P + o.Q) * sizeof *x);
    expand(p->fit);
    return run_filter(p, v);
}

/* ---- the fit ---- */

size_t dk_arima_difference(const double *y, size_t n, size_t d, size_t D, size_t season, double *w)
{
    if (n <= d + D * season)
        return 0;
    memcpy(w, y, n * sizeof *w);
    for (size_t k = 0; k < D + d; k++) {
        size_t lag = k < D ? season : 1;
        n -= lag;
        for (size_t t = 0; t < n; t++)
            w[t] = w[t + lag] - w[t];
    }
    return n;
}

static size_t coefficients(const dk_arima_order *o)
{
    return o->p + o->q + o->P + o->Q + (o->has_constant ? 1u : 0u);
}

/* Likelihood and criteria at fit->partial, with the state for forecasts. */
static void finish(arima_problem *p, double *v)
{
    dk_arima_fit *fit = p->fit;
    double n = (double)p->n, k = (double)coefficients(&fit->order) + 1;
    double x[DK_ARIMA_TERMS];
    memcpy(x, fit->partial, sizeof x);
    if (!errors(x, v, p))
        return;
    double mean_square = fmax(p->sum / n, 1e-20);
    fit->loglik = -0.5 * (n * log(2 * M_PI) + n * log(mean_square) + n + p->log_variances);
    fit->sigma2 = p->sum / fmax(n - k + 1, 1);
    if (n - k - 1 > 0)
        fit->aicc = -2 * fit->loglik + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

/* Copies the partial autocorrelations both orders have. */
static void take_near(const dk_arima_fit *near, const dk_arima_order *o, double *x)
{
    const size_t have[4] = {near->order.p, near->order.q, near->order.P, near->order.Q};
    const size_t want[4] = {o->p, o->q, o->P, o->Q};
    size_t from = 0, to = 0;
    for (size_t b = 0; b < 4; b++) {
        for (size_t i = 0; i < want[b]; i++)
            x[to + i] = i < have[b] ? fmin(fmax(near->partial[from + i], -0.95), 0.95) : 0;
        from += have[b];
        to += want[b];
    }
}

static double squares_at(arima_problem *p, const double *x, double *v)
{
    double sum = 0;
    if (!errors(x, v, p))
        return HUGE_VAL;
    for (size_t t = 0; t < p->n; t++)
        sum += v[t] * v[t];
    return sum;
}

static dk_least least_of(arima_problem *p, double inner, double *low, double *high)
{
    const dk_arima_order o = p->fit->order;
    size_t k = o.p + o.q + o.P + o.Q;
    for (size_t i = 0; i < k; i++) {
        bool is_ma = (i >= o.p && i < o.p + o.q) || i >= o.p + o.q + o.P;
        high[i] = fmin(is_ma ? MA_MAX : AR_MAX, inner);
        low[i] = -high[i];
    }
    return (dk_least){errors, p, p->n, k, low, high, 1e-1, 1, 12};
}

/* Conditional least squares from x, kept off the bounds: it has no reason to respect them. */
static bool start_from(dk_arena *work, arima_problem *p, double *x)
{
    double low[DK_ARIMA_TERMS], high[DK_ARIMA_TERMS], squares;
    dk_least least = least_of(p, 0.95, low, high);
    p->is_conditional = true;
    bool ok = dk_least_minimise(work, &least, x, &squares);
    p->is_conditional = false;
    return ok;
}

/* Exact likelihood from x. */
static bool refine(dk_arena *work, arima_problem *p, double tolerance, double *x, double *squares)
{
    double low[DK_ARIMA_TERMS], high[DK_ARIMA_TERMS];
    dk_least least = least_of(p, 1, low, high);
    least.tolerance = tolerance;
    least.patience = tolerance < 1e-3 ? 4 : 1;
    least.iterations = 60;
    return dk_least_minimise(work, &least, x, squares);
}

/* From every point of a coarse grid; keeps the best in x. Likelihoods of mixed models have several
 * peaks, some close to the unit circle. */
static bool search_grid(dk_arena *work, arima_problem *p, size_t k, double *x, double squares)
{
    static const double levels[] = {-0.95, -0.4, 0.4, 0.95};
    size_t n_levels = k <= 4 ? 4 : 2, points = 1;
    for (size_t i = 0; i < k; i++)
        points *= n_levels;
    for (size_t at = 0; at < points; at++) {
        double other[DK_ARIMA_TERMS], found;
        for (size_t i = 0, rest = at; i < k; i++, rest /= n_levels)
            other[i] = levels[rest % n_levels + (n_levels == 2 ? 1 : 0)];
        if (!refine(work, p, 1e-7, other, &found))
            return false;
        if (found < squares) {
            squares = found;
            memcpy(x, other, k * sizeof *x);
        }
    }
    return true;
}

static bool search(dk_arena *work, arima_problem *p, const dk_arima_fit *near, bool thorough,
                   double *v)
{
    const dk_arima_order o = p->fit->order;
    double x[DK_ARIMA_TERMS] = {0}, other[DK_ARIMA_TERMS], squares;
    size_t k = o.p + o.q + o.P + o.Q;
    if (k == 0)
        return true;
    if (!start_from(work, p, x))
        return false;
    if (near != NULL) {
        take_near(near, &o, other);
        if (squares_at(p, other, v) < squares_at(p, x, v))
            memcpy(x, other, k * sizeof *x);
    }
    if (!refine(work, p, thorough ? 1e-7 : 1e-2, x, &squares) ||
        (thorough && !search_grid(work, p, k, x, squares)))
        return false;
    memcpy(p->fit->partial, x, k * sizeof *x);
    return true;
}

bool dk_arima_estimate(dk_arena *work, const dk_method_input *in, dk_arima_order order,
                       const dk_arima_fit *near, bool thorough, dk_arima_fit *fit)
{
    assert(order.p <= DK_ARIMA_MAX && order.q <= DK_ARIMA_MAX);
    assert(order.P <= DK_ARIMA_SEASONAL_MAX && order.Q <= DK_ARIMA_SEASONAL_MAX);
    assert(order.P + order.Q + order.D == 0 || in->season <= DK_ARIMA_LONGEST_SEASON);
    *fit =
        (dk_arima_fit){.order = order, .season = in->season, .aicc = HUGE_VAL, .loglik = -HUGE_VAL};
    double *w = dk_arena_array(work, in->n, sizeof *w);
    double *v = dk_arena_array(work, in->n, sizeof *v);
    arima_problem p = {.w = w, .fit = fit, .d = dk_arena_array(work, in->n, sizeof(double))};
    if (w == NULL || v == NULL || p.d == NULL)
        return false;
    p.n = fit->n_used = dk_arima_difference(in->y, in->n, order.d, order.D, in->season, w);
    if (p.n < 2 || p.n < coefficients(&order) + 1)
        return true;
    if (!search(work, &p, near, thorough, v))
        return false;
    finish(&p, v);
    return true;
}

/* ---- forecasts ---- */

/* Undoes the differences: future holds w from the first future period on and becomes y. `past` is y
 * differenced less. */
static void integrate(const double *past, size_t n, size_t lag, double *future, size_t horizon)
{
    for (size_t h = 0; h < horizon; h++)
        future[h] += h >= lag ? future[h - lag] : past[n - lag + h];
}

bool dk_arima_forecast(dk_arena *work, const dk_method_input *in, const dk_arima_fit *fit,
                       dk_method_output *out)
{
    const dk_arima_order o = fit->order;
    size_t r = fit->n_ar > fit->n_ma + 1 ? fit->n_ar : fit->n_ma + 1, horizon = in->horizon;
    double *w = dk_arena_array(work, in->n, sizeof *w);
    double *psi = dk_arena_array(work, horizon, sizeof *psi), a[DK_ARIMA_STATES];
    if (w == NULL || psi == NULL)
        return false;
    memcpy(a, fit->state, sizeof a);
    for (size_t h = 0; h < horizon; h++) {
        double first = a[0];
        out->mean[h] = first + fit->constant;
        for (size_t i = 0; i < r; i++)
            a[i] = (i + 1 <= fit->n_ar ? fit->ar[i + 1] : 0) * first + (i + 1 < r ? a[i + 1] : 0);
    }
    responses(fit, horizon - 1, psi);
    for (size_t k = o.d + o.D; k-- > 0;) { /* the last difference taken is undone first */
        size_t lag = k < o.D ? in->season : 1;
        size_t n = dk_arima_difference(in->y, in->n, k > o.D ? k - o.D : 0, k < o.D ? k : o.D,
                                       in->season, w);
        integrate(w, n, lag, out->mean, horizon);
        for (size_t h = lag; h < horizon; h++)
            psi[h] += psi[h - lag];
    }
    double sum = 0;
    for (size_t h = 0; h < horizon; h++) {
        sum += psi[h] * psi[h];
        out->sd[h] = sqrt(fit->sigma2 * fit->variance * sum);
    }
    return true;
}
