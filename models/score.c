/* models/score.c - see score.h. */
#include "models/score.h"

#include <assert.h>
#include <math.h>

/* Mean squared step between known neighbours; 0 without one. */
static double squared_step(const dk_series *series)
{
    double sum = 0, n = 0;
    for (size_t t = 1; t < series->n; t++) {
        if (!dk_series_known(series, t) || !dk_series_known(series, t - 1))
            continue;
        sum += pow(series->value[t] - series->value[t - 1], 2);
        n += 1;
    }
    return n > 0 ? sum / n : 0;
}

/* Sums of one case before they are scaled. */
typedef struct {
    double n, smape, absolute, squared, signed_, interval, in80, in95;
} steps_sum;

static void add_step(steps_sum *s, const dk_forecast_step *f, double y)
{
    double e = f->mean - y, size = fabs(f->mean) + fabs(y);
    s->n += 1;
    s->smape += size > 0 ? 200 * fabs(e) / size : 0;
    s->absolute += fabs(e);
    s->squared += e * e;
    s->signed_ += e;
    s->interval += f->hi95 - f->lo95 + 40 * fmax(0, f->lo95 - y) + 40 * fmax(0, y - f->hi95);
    s->in80 += y >= f->lo80 && y <= f->hi80;
    s->in95 += y >= f->lo95 && y <= f->hi95;
}

/* Spreads one truth over the tenths between the levels below and above it. A level whose quantile
 * is below y lies below F(y-1); one whose quantile is above y lies above F(y). */
static void add_pit(dk_score_sum *sum, const dk_score_case *one, const double *q, double y)
{
    size_t n = one->n_levels, below = 0, above = n;
    while (below < n && q[below] < y)
        below++;
    while (above > below && q[above - 1] > y)
        above--;
    double lo_in = below < n ? one->levels[below] : 1,
           hi_in = above > 0 ? one->levels[above - 1] : 0;
    double lo_out = below > 0 ? one->levels[below - 1] : 0,
           hi_out = above < n ? one->levels[above] : 1;
    /* Between two levels nothing is known: half way. */
    double lo = above > below ? 0.5 * (lo_out + lo_in) : lo_out;
    double hi = above > below ? 0.5 * (hi_out + hi_in) : hi_out;
    if (hi <= lo)
        return;
    for (int k = 0; k < 10; k++)
        sum->pit[k] += fmax(0, fmin(hi, (k + 1) / 10.0) - fmax(lo, k / 10.0)) / (hi - lo);
    sum->pit_total += 1;
}

static void add_quantiles(dk_score_sum *sum, const dk_score_case *one, size_t h)
{
    const double *q = one->quantiles + h * one->n_levels;
    double y = one->truth[h], pinball = 0;
    for (size_t k = 0; k < one->n_levels; k++)
        pinball += fmax(one->levels[k] * (y - q[k]), (one->levels[k] - 1) * (y - q[k]));
    sum->pinball += 2 * pinball / (double)one->n_levels;
    sum->volume += fabs(y);
    add_pit(sum, one, q, y);
}

void dk_score_add(dk_score_sum *sum, const dk_score_case *one)
{
    steps_sum s = {0};
    for (size_t h = 0; h < one->n_steps; h++) {
        if (isnan(one->truth[h]))
            continue;
        add_step(&s, &one->steps[h], one->truth[h]);
        if (one->quantiles != NULL && one->n_levels > 0)
            add_quantiles(sum, one, h);
    }
    if (s.n == 0)
        return;
    double scale = dk_series_scale(one->series), squared = squared_step(one->series);
    sum->n += 1;
    sum->smape += s.smape / s.n;
    if (scale > 0) {
        sum->scaled += 1;
        sum->mase += s.absolute / s.n / scale;
        sum->bias += s.signed_ / s.n / scale;
        sum->msis += s.interval / s.n / scale;
    }
    if (squared > 0) {
        sum->squared += 1;
        sum->rmsse += sqrt(s.squared / s.n / squared);
    }
    sum->cover80.in += s.in80, sum->cover95.in += s.in95;
    sum->cover80.steps += s.n, sum->cover95.steps += s.n;
    sum->cover80.in_in += s.in80 * s.in80, sum->cover95.in_in += s.in95 * s.in95;
    sum->cover80.in_steps += s.in80 * s.n, sum->cover95.in_steps += s.in95 * s.n;
    sum->cover80.steps_steps += s.n * s.n, sum->cover95.steps_steps += s.n * s.n;
}

static double ratio(double sum, double n)
{
    return n > 0 ? sum / n : NAN;
}

dk_score dk_score_of(const dk_score_sum *sum)
{
    dk_score s = {.n = (size_t)sum->n,
                  .smape = ratio(sum->smape, sum->n),
                  .mase = ratio(sum->mase, sum->scaled),
                  .rmsse = ratio(sum->rmsse, sum->squared),
                  .bias = ratio(sum->bias, sum->scaled),
                  .msis = ratio(sum->msis, sum->scaled),
                  .wql = ratio(sum->pinball, sum->volume),
                  .cover80 = ratio(sum->cover80.in, sum->cover80.steps),
                  .cover95 = ratio(sum->cover95.in, sum->cover95.steps)};
    /* sum (in - p steps)^2 over the cases */
    double v80 = sum->cover80.in_in - 2 * s.cover80 * sum->cover80.in_steps +
                 s.cover80 * s.cover80 * sum->cover80.steps_steps;
    double v95 = sum->cover95.in_in - 2 * s.cover95 * sum->cover95.in_steps +
                 s.cover95 * s.cover95 * sum->cover95.steps_steps;
    s.cover80_se = ratio(sqrt(fmax(v80, 0)), sum->cover80.steps);
    s.cover95_se = ratio(sqrt(fmax(v95, 0)), sum->cover95.steps);
    for (int k = 0; k < 10; k++)
        s.pit[k] = ratio(sum->pit[k], sum->pit_total);
    return s;
}
