/* models/minimise.c - corners are kept sorted by value; ties keep their order, so it is repeatable.
 */
#include "models/minimise.h"

#include <assert.h>
#include <math.h>
#include <string.h>

typedef struct {
    double x[DK_MINIMISE_MAX];
    double f;
} corner;

typedef struct {
    dk_objective *f;
    void *ctx;
    size_t n, left; /* evaluations left */
    corner c[DK_MINIMISE_MAX + 1];
    double centre[DK_MINIMISE_MAX]; /* of all corners but the worst */
} simplex;

static double value_at(simplex *s, const double *x)
{
    if (s->left > 0)
        s->left--;
    double f = s->f(x, s->ctx);
    return isfinite(f) ? f : HUGE_VAL;
}

/* Moves corner `at` up to its place. */
static void sift(simplex *s, size_t at)
{
    while (at > 0 && s->c[at].f < s->c[at - 1].f) {
        corner t = s->c[at];
        s->c[at] = s->c[at - 1];
        s->c[--at] = t;
    }
}

/* The point centre + t * (worst - centre). */
static corner try_at(simplex *s, double t)
{
    corner out;
    for (size_t j = 0; j < s->n; j++)
        out.x[j] = s->centre[j] + t * (s->c[s->n].x[j] - s->centre[j]);
    out.f = value_at(s, out.x);
    return out;
}

static void shrink(simplex *s)
{
    for (size_t i = 1; i <= s->n; i++) {
        for (size_t j = 0; j < s->n; j++)
            s->c[i].x[j] = 0.5 * (s->c[i].x[j] + s->c[0].x[j]);
        s->c[i].f = value_at(s, s->c[i].x);
    }
    for (size_t i = 1; i <= s->n; i++)
        sift(s, i);
}

static void step_once(simplex *s)
{
    size_t n = s->n;
    for (size_t j = 0; j < n; j++) {
        s->centre[j] = 0;
        for (size_t i = 0; i < n; i++)
            s->centre[j] += s->c[i].x[j] / (double)n;
    }
    corner next = try_at(s, -1);
    if (next.f < s->c[0].f) {
        corner further = try_at(s, -2);
        if (further.f < next.f)
            next = further;
    } else if (next.f >= s->c[n - 1].f) {
        corner inner = try_at(s, next.f < s->c[n].f ? -0.5 : 0.5);
        if (inner.f >= fmin(next.f, s->c[n].f)) {
            shrink(s);
            return;
        }
        next = inner;
    }
    s->c[n] = next;
    sift(s, n);
}

double dk_minimise(dk_objective *f, void *ctx, double *x, const double *step, size_t n,
                   double tolerance, size_t evaluations)
{
    assert(n >= 1 && n <= DK_MINIMISE_MAX);
    simplex s = {.f = f, .ctx = ctx, .n = n, .left = evaluations};
    for (size_t i = 0; i <= n; i++) {
        memcpy(s.c[i].x, x, n * sizeof *x);
        if (i > 0)
            s.c[i].x[i - 1] += step[i - 1];
        s.c[i].f = value_at(&s, s.c[i].x);
        sift(&s, i);
    }
    while (s.left > 0 && s.c[n].f - s.c[0].f > tolerance)
        step_once(&s);
    memcpy(x, s.c[0].x, n * sizeof *x);
    return s.c[0].f;
}
