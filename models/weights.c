/* models/weights.c - learning the combination.
 *
 * Minimised over the simplex:  mean over series of mean over errors of loss(f(w) - y) / scale
 *                              + weight_prior / n_series * sum w log(w / prior),
 * f(w) the mean of the methods present, renormalised. Mirror descent keeps w positive:
 *     w <- w^(1-a) prior^a exp(-step * gradient), normalised (Kivinen and Warmuth 1997,
 *     doi:10.1006/inco.1996.2612).
 */
#include "models/pool.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { ITERATIONS = 120, POINTS_MAX = 20000 };
static const double SMALLEST = 0.01;

typedef struct {
    const double *x; /* [method], scaled forecasts */
    const bool *has; /* [method] */
    double y, importance;
    size_t fold;
} point;

typedef struct {
    point *points;
    size_t n, n_methods;
    bool is_squared;
    double prior_strength; /* in series */
} sample;

static void priors(const bool *use, double *prior)
{
    double total = 0;
    for (size_t m = 0; dk_methods[m] != NULL; m++) {
        prior[m] = use[m] ? dk_methods[m]->prior : 0;
        total += prior[m];
    }
    for (size_t m = 0; dk_methods[m] != NULL; m++)
        prior[m] /= total;
}

static bool has_any(const dk_run *run)
{
    for (size_t m = 0; dk_methods[m] != NULL; m++)
        if (run->has[m])
            return true;
    return false;
}

/* Scored steps of one series. */
static size_t errors_of(const dk_backtest *b)
{
    size_t count = 0;
    for (size_t r = 0; r < b->n_runs && b->scale > 0; r++)
        for (size_t h = 0; h < b->runs[r].n_steps && has_any(&b->runs[r]); h++)
            count += dk_series_known(b->series, b->runs[r].origin + h);
    return count;
}

static bool add_point(dk_arena *work, sample *s, const dk_pool *pool, const dk_backtest *b,
                      const dk_run *run, size_t h)
{
    double *x = dk_arena_array(work, s->n_methods, sizeof *x);
    if (x == NULL)
        return false;
    for (size_t m = 0; m < s->n_methods; m++)
        x[m] = run->mean[m * pool->horizon + h] / b->scale;
    s->points[s->n++] =
        (point){.x = x, .has = run->has, .y = b->series->value[run->origin + h] / b->scale};
    return true;
}

/* All errors, or every k-th when there are very many. */
static bool gather(dk_arena *work, const dk_pool *pool, sample *s)
{
    size_t total = 0, seen = 0;
    for (size_t i = 0; i < pool->n; i++)
        total += errors_of(pool->items[i]);
    size_t every = total / POINTS_MAX + 1;
    s->points = dk_arena_array(work, total / every + 1, sizeof *s->points);
    if (s->points == NULL)
        return false;
    for (size_t i = 0; i < pool->n; i++) {
        const dk_backtest *b = pool->items[i];
        size_t from = s->n;
        for (size_t r = 0; r < b->n_runs && b->scale > 0; r++)
            for (size_t h = 0; h < b->runs[r].n_steps && has_any(&b->runs[r]); h++)
                if (dk_series_known(b->series, b->runs[r].origin + h) && seen++ % every == 0 &&
                    !add_point(work, s, pool, b, &b->runs[r], h))
                    return false;
        for (size_t k = from; k < s->n; k++) {
            s->points[k].importance = 1 / (double)(s->n - from);
            s->points[k].fold = i % pool->n_folds;
        }
    }
    return true;
}

/* Gradient of the mean loss; returns the total importance used. */
static double gradient(const sample *s, const double *w, size_t without, double *g)
{
    double total = 0;
    memset(g, 0, s->n_methods * sizeof *g);
    for (size_t k = 0; k < s->n; k++) {
        const point *p = &s->points[k];
        if (p->fold == without)
            continue;
        double sum = 0, f = 0;
        for (size_t m = 0; m < s->n_methods; m++) {
            sum += p->has[m] ? w[m] : 0;
            f += p->has[m] ? w[m] * p->x[m] : 0;
        }
        f /= sum;
        double e = f - p->y, slope = s->is_squared ? fmax(fmin(e, 5), -5) : (e > 0) - (e < 0);
        for (size_t m = 0; m < s->n_methods; m++)
            if (p->has[m])
                g[m] += p->importance * slope * (p->x[m] - f) / sum;
        total += p->importance;
    }
    for (size_t m = 0; m < s->n_methods; m++)
        g[m] /= total > 0 ? total : 1;
    return total;
}

static void normalise(double *w, size_t n)
{
    double total = 0;
    for (size_t m = 0; m < n; m++)
        total += w[m];
    for (size_t m = 0; m < n; m++)
        w[m] /= total;
}

/* Weights below SMALLEST are noise and only lengthen the explanation; the naive rule stays as a
 * last resort for series nothing else applies to, with a weight too small to be printed. */
static void prune(double *w, const double *prior, size_t n)
{
    for (size_t m = 0; m < n; m++)
        if (w[m] < SMALLEST)
            w[m] = 1e-9 * prior[m];
    normalise(w, n);
}

static void learn(const sample *s, const double *prior, size_t without, double *g, double *w)
{
    memcpy(w, prior, s->n_methods * sizeof *w);
    for (int i = 1; i <= ITERATIONS; i++) {
        double total = gradient(s, w, without, g), step = 4 / sqrt((double)i);
        if (total == 0)
            break;
        double pull = step * s->prior_strength / total;
        pull = pull > 0.5 ? 0.5 : pull;
        for (size_t m = 0; m < s->n_methods; m++) {
            if (prior[m] == 0)
                continue;
            double log_w = (1 - pull) * log(fmax(w[m], 1e-12)) + pull * log(prior[m]);
            w[m] = exp(log_w - fmax(fmin(step * g[m], 4), -4));
        }
        normalise(w, s->n_methods);
    }
    prune(w, prior, s->n_methods);
}

bool dk_pool_weights(dk_arena *work, dk_pool *pool, const bool *use)
{
    sample s = {.n_methods = dk_method_count(),
                .is_squared = pool->is_intermittent,
                .prior_strength = pool->is_intermittent ? pool->tuning->zero_weight_prior
                                                        : pool->tuning->weight_prior};
    double *prior = dk_arena_array(work, s.n_methods, sizeof *prior);
    double *g = dk_arena_array(work, s.n_methods, sizeof *g);
    if (prior == NULL || g == NULL || !gather(work, pool, &s))
        return false;
    priors(use, prior);
    for (size_t f = 0; f <= pool->n_folds; f++)
        learn(&s, prior, f, g, pool->tables[f].weight); /* f == n_folds leaves nothing out */
    return true;
}
