/* models/least.c - see least.h. The derivative of all errors to one variable is one row, so that
 * products of rows run through memory in order. */
#include "models/least.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A sum of squares below this is a perfect fit: data are scaled to 1. */
static const double PERFECT = 1e-20;

typedef struct {
    const dk_least *p;
    double *v, *v_new, *slope;                  /* [n], [n], [k * n] */
    double normal[DK_LEAST_MAX * DK_LEAST_MAX]; /* J'J */
    double gradient[DK_LEAST_MAX];              /* J'v */
    double squares;
} state;

/* Four sums side by side: the order is fixed and the additions need not wait for each other. */
static double dot(const double *a, const double *b, size_t n)
{
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; i++)
        s0 += a[i] * b[i];
    return (s0 + s1) + (s2 + s3);
}

static bool evaluate(const state *s, const double *x, double *v, double *squares)
{
    if (!s->p->errors(x, v, s->p->ctx))
        return false;
    *squares = dot(v, v, s->p->n);
    return isfinite(*squares);
}

/* One-sided differences into the rows of slope; a variable whose neighbours are undefined on both
 * sides gets a zero row and so does not move. */
static void differentiate(state *s, double *x)
{
    const dk_least *p = s->p;
    for (size_t i = 0; i < p->k; i++) {
        double at = x[i], h = 1e-7 * fmax(fabs(at), 0.1), unused;
        double *row = s->slope + i * p->n;
        if (at + h > p->high[i])
            h = -h;
        x[i] = at + h;
        if (!evaluate(s, x, row, &unused)) {
            h = -h;
            x[i] = at + h;
            if (x[i] < p->low[i] || !evaluate(s, x, row, &unused))
                h = 0;
        }
        x[i] = at;
        for (size_t t = 0; t < p->n; t++)
            row[t] = h != 0 ? (row[t] - s->v[t]) / h : 0;
    }
    for (size_t i = 0; i < p->k; i++) {
        s->gradient[i] = dot(s->slope + i * p->n, s->v, p->n);
        for (size_t j = 0; j <= i; j++)
            s->normal[i * p->k + j] = dot(s->slope + i * p->n, s->slope + j * p->n, p->n);
    }
}

bool dk_least_solve(double *a, double *g, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * k + j];
            for (size_t m = 0; m < j; m++)
                sum -= a[i * k + m] * a[j * k + m];
            if (i == j && !(sum > 0))
                return false;
            a[i * k + j] = i == j ? sqrt(sum) : sum / a[j * k + j];
        }
    }
    for (size_t i = 0; i < k; i++) {
        for (size_t m = 0; m < i; m++)
            g[i] -= a[i * k + m] * g[m];
        g[i] /= a[i * k + i];
    }
    for (size_t i = k; i-- > 0;) {
        for (size_t m = i + 1; m < k; m++)
            g[i] -= a[m * k + i] * g[m];
        g[i] /= a[i * k + i];
    }
    return true;
}

/* Step of the free variables with `damping` on the diagonal; *gain becomes the decrease of the
 * squares the linear model expects. False when the system is singular. */
static bool propose(const state *s, const double *x, double damping, double *x_new, double *gain)
{
    const dk_least *p = s->p;
    double a[DK_LEAST_MAX * DK_LEAST_MAX], d[DK_LEAST_MAX];
    size_t free[DK_LEAST_MAX], k = 0;
    for (size_t i = 0; i < p->k; i++) {
        bool leaves =
            (x[i] <= p->low[i] && s->gradient[i] > 0) || (x[i] >= p->high[i] && s->gradient[i] < 0);
        if (!leaves && s->normal[i * p->k + i] > 0)
            free[k++] = i;
    }
    for (size_t i = 0; i < k; i++) {
        d[i] = -s->gradient[free[i]];
        for (size_t j = 0; j <= i; j++)
            a[i * k + j] = s->normal[free[i] * p->k + free[j]] * (i == j ? 1 + damping : 1);
    }
    if (k == 0 || !dk_least_solve(a, d, k))
        return false;
    memcpy(x_new, x, p->k * sizeof *x);
    *gain = 0;
    for (size_t i = 0; i < k; i++) {
        size_t at = free[i];
        x_new[at] = fmin(fmax(x[at] + d[i], p->low[at]), p->high[at]);
        *gain += d[i] * (damping * s->normal[at * p->k + at] * d[i] - s->gradient[at]);
    }
    return true;
}

/* Tries steps of growing damping until one lowers the squares; false when none does. */
static bool improve(state *s, double *x, double *damping, double *growth)
{
    double x_new[DK_LEAST_MAX], gain, squares;
    for (int tries = 0; tries < 12; tries++) {
        if (propose(s, x, *damping, x_new, &gain) && evaluate(s, x_new, s->v_new, &squares) &&
            squares < s->squares) {
            double ratio = gain > 0 ? (s->squares - squares) / gain : 0;
            double shrink = fmax(1.0 / 3, 1 - pow(2 * ratio - 1, 3));
            *damping = fmax(*damping * fmin(shrink, 2), 1e-12);
            *growth = 2;
            memcpy(x, x_new, s->p->k * sizeof *x);
            double *swap = s->v;
            s->v = s->v_new;
            s->v_new = swap;
            s->squares = squares;
            return true;
        }
        *damping *= *growth;
        *growth *= 2;
    }
    return false;
}

bool dk_least_minimise(dk_arena *work, const dk_least *p, double *x, double *squares)
{
    assert(p->k >= 1 && p->k <= DK_LEAST_MAX && p->n >= 1);
    state s = {.p = p,
               .v = dk_arena_array(work, p->n, sizeof(double)),
               .v_new = dk_arena_array(work, p->n, sizeof(double)),
               .slope = dk_arena_array(work, p->k * p->n, sizeof(double))};
    if (s.v == NULL || s.v_new == NULL || s.slope == NULL)
        return false;
    *squares = HUGE_VAL;
    if (!evaluate(&s, x, s.v, &s.squares))
        return true;
    double damping = 1e-3, growth = 2;
    for (size_t i = 0, small = 0; i < p->iterations && s.squares > PERFECT; i++) {
        double before = s.squares;
        differentiate(&s, x);
        if (!improve(&s, x, &damping, &growth))
            break;
        double gain = (double)p->n * log(before / fmax(s.squares, PERFECT));
        small = gain < p->tolerance ? small + 1 : 0;
        if (small >= p->patience)
            break;
    }
    *squares = s.squares;
    return true;
}
