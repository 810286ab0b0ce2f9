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

enum { ITERATIONS = 120, POINTS_MAX = 20000, LANES = 4 };
static const double SMALLEST = 0.01;

/* Errors of runs that have the same methods share the sum of their weights. */
typedef struct {
    const bool *has;     /* [method] */
    double sum, inverse; /* of the weights in force, and 1 / sum */
    double moment;       /* sum of slope * forecast */
} pattern;

typedef struct {
    double y, importance;
    size_t fold, pattern;
} point;

/* Forecasts are laid out for speed, which is half of that of short series: x is dense over the
 * methods that any run has, 0 where a run lacks one, a multiple of LANES wide. */
typedef struct {
    point *points;
    double *x; /* [point * width + column], scaled forecasts */
    size_t n, width, n_columns;
    size_t method[DK_METHODS_MAX]; /* of each column */
    pattern *patterns;
    size_t n_patterns, room_patterns;
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

/* The columns: methods that any run has. */
static void find_columns(const dk_pool *pool, sample *s)
{
    bool any[DK_METHODS_MAX] = {false};
    for (size_t i = 0; i < pool->n; i++)
        for (size_t r = 0; r < pool->items[i]->n_runs; r++)
            for (size_t m = 0; dk_methods[m] != NULL; m++)
                any[m] |= pool->items[i]->runs[r].has[m];
    for (size_t m = 0; dk_methods[m] != NULL; m++)
        if (any[m])
            s->method[s->n_columns++] = m;
    s->width = (s->n_columns + LANES - 1) / LANES * LANES;
}

/* Number of the pattern of a run; there are few, for methods ask for length and sign. SIZE_MAX when
 * memory is out. */
static size_t pattern_of(dk_arena *work, sample *s, const dk_run *run)
{
    size_t bytes = dk_method_count() * sizeof *run->has;
    for (size_t k = s->n_patterns; k-- > 0;)
        if (memcmp(s->patterns[k].has, run->has, bytes) == 0)
            return k;
    s->patterns =
        dk_arena_grow(work, s->patterns, s->n_patterns, &s->room_patterns, sizeof *s->patterns);
    if (s->patterns == NULL)
        return SIZE_MAX;
    s->patterns[s->n_patterns] = (pattern){.has = run->has};
    return s->n_patterns++;
}

static void add_point(sample *s, const dk_pool *pool, const dk_backtest *b, const dk_run *run,
                      size_t h)
{
    double *x = s->x + s->n * s->width;
    for (size_t c = 0; c < s->n_columns; c++)
        x[c] = run->has[s->method[c]] ? run->mean[s->method[c] * pool->horizon + h] / b->scale : 0;
    s->points[s->n++] = (point){.y = b->series->value[run->origin + h] / b->scale};
}

/* All errors, or every k-th when there are very many. */
static bool gather(dk_arena *work, const dk_pool *pool, sample *s)
{
    size_t total = 0, seen = 0;
    for (size_t i = 0; i < pool->n; i++)
        total += errors_of(pool->items[i]);
    size_t every = total / POINTS_MAX + 1;
    find_columns(pool, s);
    s->points = dk_arena_array(work, total / every + 1, sizeof *s->points);
    s->x = dk_arena_array(work, (total / every + 1) * s->width, sizeof *s->x);
    if (s->points == NULL || s->x == NULL)
        return false;
    for (size_t i = 0; i < pool->n; i++) {
        const dk_backtest *b = pool->items[i];
        size_t from = s->n;
        for (size_t r = 0; r < b->n_runs && b->scale > 0; r++) {
            const dk_run *run = &b->runs[r];
            size_t first = s->n;
            for (size_t h = 0; h < run->n_steps && has_any(run); h++)
                if (dk_series_known(b->series, run->origin + h) && seen++ % every == 0)
                    add_point(s, pool, b, run, h);
            size_t same = first < s->n ? pattern_of(work, s, run) : 0;
            if (same == SIZE_MAX)
                return false;
            for (size_t k = first; k < s->n; k++)
                s->points[k].pattern = same;
        }
        for (size_t k = from; k < s->n; k++) {
            s->points[k].importance = 1 / (double)(s->n - from);
            s->points[k].fold = i % pool->n_folds;
        }
    }
    return true;
}

/* x . w in LANES sums, the same at every optimisation level. */
static double product(const double *x, const double *w, size_t width)
{
    double part[LANES] = {0};
    for (size_t c = 0; c < width; c += LANES)
        for (size_t l = 0; l < LANES; l++)
            part[l] += w[c + l] * x[c + l];
    return (part[0] + part[1]) + (part[2] + part[3]);
}

static void weigh_patterns(sample *s, const double *w)
{
    for (size_t k = 0; k < s->n_patterns; k++) {
        pattern *p = &s->patterns[k];
        p->sum = p->moment = 0;
        for (size_t c = 0; c < s->n_columns; c++)
            p->sum += p->has[s->method[c]] ? w[c] : 0;
        p->inverse = 1 / p->sum;
    }
}

/* Gradient of the mean loss by column, sum over errors of slope (x - f) / sum; returns the total
 * importance used. What is taken off, slope * f, is the same for all methods a run has. */
static double gradient(sample *s, const double *w, size_t without, double *g)
{
    double total = 0;
    weigh_patterns(s, w);
    memset(g, 0, s->width * sizeof *g);
    for (size_t k = 0; k < s->n; k++) {
        const point *p = &s->points[k];
        if (p->fold == without)
            continue;
        pattern *same = &s->patterns[p->pattern];
        const double *x = s->x + k * s->width;
        double f = product(x, w, s->width) * same->inverse, e = f - p->y;
        double slope = s->is_squared ? fmax(fmin(e, 5), -5) : (e > 0) - (e < 0);
        slope *= p->importance * same->inverse;
        for (size_t c = 0; c < s->width; c++)
            g[c] += slope * x[c];
        same->moment += slope * f;
        total += p->importance;
    }
    for (size_t k = 0; k < s->n_patterns; k++)
        for (size_t c = 0; c < s->n_columns; c++)
            g[c] -= s->patterns[k].has[s->method[c]] ? s->patterns[k].moment : 0;
    for (size_t c = 0; c < s->n_columns; c++)
        g[c] /= total > 0 ? total : 1;
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

/* Learns the weights of the columns among themselves; a method that no run has keeps its prior. */
static void learn(sample *s, const double *prior, size_t without, double *w)
{
    double v[DK_METHODS_MAX + LANES] = {0}, g[DK_METHODS_MAX + LANES], own[DK_METHODS_MAX],
                              share = 0;
    memcpy(w, prior, dk_method_count() * sizeof *w);
    for (size_t c = 0; c < s->n_columns; c++)
        share += prior[s->method[c]];
    for (size_t c = 0; c < s->n_columns; c++)
        v[c] = own[c] = prior[s->method[c]] / share;
    for (int i = 1; i <= ITERATIONS; i++) {
        double total = gradient(s, v, without, g), step = 4 / sqrt((double)i);
        if (total == 0)
            break;
        double pull = fmin(step * s->prior_strength / total, 0.5);
        for (size_t c = 0; c < s->n_columns; c++) {
            double log_v = (1 - pull) * log(fmax(v[c], 1e-12)) + pull * log(own[c]);
            v[c] = exp(log_v - fmax(fmin(step * g[c], 4), -4));
        }
        normalise(v, s->n_columns);
    }
    for (size_t c = 0; c < s->n_columns; c++)
        w[s->method[c]] = v[c] * share;
    prune(w, prior, dk_method_count());
}

bool dk_pool_weights(dk_arena *work, dk_pool *pool, const bool *use)
{
    sample s = {.is_squared = pool->is_intermittent,
                .prior_strength = pool->is_intermittent ? pool->tuning->zero_weight_prior
                                                        : pool->tuning->weight_prior};
    double *prior = dk_arena_array(work, dk_method_count(), sizeof *prior);
    if (prior == NULL || !gather(work, pool, &s))
        return false;
    priors(use, prior);
    for (size_t f = 0; f <= pool->n_folds; f++)
        learn(&s, prior, f, pool->tables[f].weight); /* f == n_folds leaves nothing out */
    return true;
}
