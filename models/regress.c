/* models/regress.c - see regress.h. */
#include "models/regress.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A pivot below this share of the first is rounding of a column that the others make up. */
static const long double DEPENDENT = 1e-16L;

typedef struct {
    size_t n, k, rank;
    long double *q;     /* [n * k]: below the diagonal the reflectors, above it R */
    long double *diag;  /* [k]: diagonal of R */
    long double *head;  /* [k]: first element of each reflector */
    long double *scale; /* [k] */
    size_t *order;      /* [k] */
} factors;

static long double column_square(const factors *f, size_t j, size_t from)
{
    long double sum = 0;
    for (size_t i = from; i < f->n; i++)
        sum += f->q[i * f->k + j] * f->q[i * f->k + j];
    return sum;
}

static void swap_columns(factors *f, size_t a, size_t b)
{
    if (a == b)
        return;
    for (size_t i = 0; i < f->n; i++) {
        long double t = f->q[i * f->k + a];
        f->q[i * f->k + a] = f->q[i * f->k + b];
        f->q[i * f->k + b] = t;
    }
    size_t t = f->order[a];
    f->order[a] = f->order[b];
    f->order[b] = t;
}

/* v = v - 2 u (u'v) / (u'u) for reflector j; `step` strides v. */
static void reflect(const factors *f, size_t j, long double *v, size_t step)
{
    long double dot = f->head[j] * v[j * step];
    for (size_t i = j + 1; i < f->n; i++)
        dot += f->q[i * f->k + j] * v[i * step];
    /* u'u = 2 |d| |head| by construction */
    dot /= -f->diag[j] * f->head[j];
    v[j * step] -= dot * f->head[j];
    for (size_t i = j + 1; i < f->n; i++)
        v[i * step] -= dot * f->q[i * f->k + j];
}

/* Makes the columns one long, then reflects the longest rest first. */
static void decompose(factors *f)
{
    for (size_t j = 0; j < f->k; j++) {
        f->order[j] = j;
        f->scale[j] = sqrtl(column_square(f, j, 0));
        if (!(f->scale[j] > 0))
            f->scale[j] = 1;
        for (size_t i = 0; i < f->n; i++)
            f->q[i * f->k + j] /= f->scale[j];
    }
    for (size_t j = 0; j < f->k; j++) {
        size_t best = j;
        long double longest = column_square(f, j, j);
        for (size_t c = j + 1; c < f->k; c++) {
            long double square = column_square(f, c, j);
            if (square > longest) {
                longest = square;
                best = c;
            }
        }
        long double norm = sqrtl(longest);
        if (!(norm > (j == 0 ? 0 : DEPENDENT * fabsl(f->diag[0]))))
            return;
        swap_columns(f, j, best);
        long double first = f->q[j * f->k + j];
        f->diag[j] = first > 0 ? -norm : norm;
        f->head[j] = first - f->diag[j];
        f->rank = j + 1;
        for (size_t c = j + 1; c < f->k; c++)
            reflect(f, j, f->q + c, f->k);
    }
}

/* b of the pivoted, scaled columns with least |v - q b|; v[n] is overwritten. */
static void solve(const factors *f, long double *v, long double *b)
{
    for (size_t j = 0; j < f->rank; j++)
        reflect(f, j, v, 1);
    for (size_t j = f->rank; j-- > 0;) {
        long double sum = v[j];
        for (size_t c = j + 1; c < f->rank; c++)
            sum -= f->q[j * f->k + c] * b[c];
        b[j] = sum / f->diag[j];
    }
}

/* v = y - x b for coefficients of the original columns. */
static void residuals(const dk_regression *p, const long double *b, long double *v)
{
    for (size_t i = 0; i < p->n; i++) {
        v[i] = p->y[i];
        for (size_t j = 0; j < p->k; j++)
            v[i] -= p->x[i * p->k + j] * b[j];
    }
}

/* Upper triangular inverse of R, row by row. */
static void invert(const factors *f, long double *inverse)
{
    size_t r = f->rank;
    for (size_t c = 0; c < r; c++)
        for (size_t j = c + 1; j-- > 0;) {
            long double sum = j == c ? 1 : 0;
            for (size_t m = j + 1; m <= c; m++)
                sum -= f->q[j * f->k + m] * inverse[m * r + c];
            inverse[j * r + c] = sum / f->diag[j];
        }
}

static bool factors_init(dk_arena *arena, const dk_regression *p, factors *f)
{
    *f = (factors){.n = p->n, .k = p->k};
    f->q = dk_arena_array(arena, p->n * p->k, sizeof *f->q);
    f->diag = dk_arena_array(arena, p->k, sizeof *f->diag);
    f->head = dk_arena_array(arena, p->k, sizeof *f->head);
    f->scale = dk_arena_array(arena, p->k, sizeof *f->scale);
    f->order = dk_arena_array(arena, p->k, sizeof *f->order);
    if (f->q == NULL || f->diag == NULL || f->head == NULL || f->scale == NULL || f->order == NULL)
        return false;
    memcpy(f->q, p->x, p->n * p->k * sizeof *f->q);
    return true;
}

static void deviations(const factors *f, const long double *inverse, dk_regression_fit *out)
{
    for (size_t i = 0; i < f->rank; i++) {
        long double sum = 0;
        for (size_t c = i; c < f->rank; c++)
            sum += inverse[i * f->rank + c] * inverse[i * f->rank + c];
        out->se[f->order[i]] = (double)(sqrtl(sum) * out->sd / f->scale[f->order[i]]);
    }
}

bool dk_regress(dk_arena *arena, const dk_regression *p, dk_regression_fit *out)
{
    assert(p->k >= 1 && p->n >= p->k);
    factors f;
    long double *v = dk_arena_array(arena, p->n, sizeof *v);
    long double *b = dk_arena_array(arena, p->k, sizeof *b);
    long double *step = dk_arena_array(arena, p->k, sizeof *step);
    long double *inverse = dk_arena_array(arena, p->k * p->k, sizeof *inverse);
    *out = (dk_regression_fit){.k = p->k};
    out->coefficient = dk_arena_array(arena, p->k, sizeof *out->coefficient);
    out->se = dk_arena_array(arena, p->k, sizeof *out->se);
    if (v == NULL || b == NULL || step == NULL || inverse == NULL || out->coefficient == NULL ||
        out->se == NULL || !factors_init(arena, p, &f))
        return false;
    decompose(&f);
    for (int pass = 0; pass < 2; pass++) { /* the second pass corrects the first */
        residuals(p, b, v);
        solve(&f, v, step);
        for (size_t j = 0; j < f.rank; j++)
            b[f.order[j]] += step[j] / f.scale[f.order[j]];
    }
    residuals(p, b, v);
    long double squares = 0;
    for (size_t i = 0; i < p->n; i++)
        squares += v[i] * v[i];
    for (size_t j = 0; j < p->k; j++)
        out->coefficient[j] = (double)b[j];
    invert(&f, inverse);
    out->rank = f.rank;
    out->squares = (double)squares;
    out->sd = p->n > f.rank ? (double)sqrtl(squares / (long double)(p->n - f.rank)) : 0;
    out->inverse = inverse;
    out->scale = f.scale;
    out->order = f.order;
    deviations(&f, inverse, out);
    return true;
}

/* Entry c of R^-T x of the scaled and ordered row. */
static long double whitened(const dk_regression_fit *fit, const long double *row, size_t c)
{
    long double sum = 0;
    for (size_t i = 0; i <= c; i++)
        sum += row[fit->order[i]] / fit->scale[fit->order[i]] * fit->inverse[i * fit->rank + c];
    return sum;
}

double dk_regress_leverage(const dk_regression_fit *fit, const long double *row)
{
    long double total = 0;
    for (size_t c = 0; c < fit->rank; c++) {
        long double one = whitened(fit, row, c);
        total += one * one;
    }
    return (double)total;
}

double dk_regress_influence(const dk_regression_fit *fit, size_t j, const long double *row)
{
    size_t at = 0;
    long double sum = 0;
    assert(j < fit->k);
    while (at < fit->rank && fit->order[at] != j)
        at++;
    for (size_t c = at; c < fit->rank; c++) /* R^-1 is zero left of its diagonal */
        sum += fit->inverse[at * fit->rank + c] * whitened(fit, row, c);
    return at < fit->rank ? (double)(sum / fit->scale[j]) : 0;
}

void dk_regress_powers(const double *x, size_t n, size_t degree, long double *out)
{
    for (size_t i = 0; i < n; i++) {
        long double power = 1;
        for (size_t d = 0; d <= degree; d++) {
            out[i * (degree + 1) + d] = power;
            power *= x[i];
        }
    }
}

/* Adds x to sum + rest without loss (Neumaier 1974). */
static void add_exactly(long double *sum, long double *rest, long double x)
{
    volatile long double t = *sum + x; /* no optimiser may cancel these */
    *rest += fabsl(*sum) >= fabsl(x) ? (*sum - t) + x : (x - t) + *sum;
    *sum = t;
}

void dk_mean_sd(const double *x, size_t n, double *mean, double *sd)
{
    assert(n >= 1);
    long double sum = 0, rest = 0, off = 0, squares = 0, count = (long double)n;
    for (size_t i = 0; i < n; i++)
        add_exactly(&sum, &rest, x[i]);
    long double m = (sum + rest) / count;
    for (size_t i = 0; i < n; i++) {
        long double d = x[i] - m;
        off += d;
        squares += d * d;
    }
    squares -= off * off / count;
    *mean = (double)m;
    *sd = n > 1 && squares > 0 ? (double)sqrtl(squares / (count - 1)) : 0;
}
