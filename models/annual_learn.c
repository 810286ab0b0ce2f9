/* models/annual_learn.c - what year's ends behind us say of forecasts of totals; see annual.h. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "models/annual.h"

/* What a forecast is worth before any year is heard, and the variance of that; random growth counts
 * as so many years, the paths' own spread as so many totals; a departure counts at most as 3
 * standard deviations. */
static const double trust = 0.75, weight_variance = 0.25, growth_years = 4, spread_totals = 8,
                    square_max = 9, scale_least = 0.05, scale_most = 6;
enum { FEW_SERIES = 3 };

/* Sums over the series of one year's end. */
typedef struct {
    double n, weight;
    double said, came; /* weighted means */
    double sum;        /* what the group's sum foretold */
    double cross, square, real;
} year;

typedef struct {
    year years[DK_ANNUAL_YEARS_MAX];
    size_t n, ahead;
    double own, common; /* weights before any year is heard */
} witnesses;

static bool is_known(const dk_annual_sample *s, size_t y, size_t i)
{
    return !isnan(s->said[y * s->n + i]) && !isnan(s->came[y * s->n + i]);
}

static year sum_year(const dk_annual_sample *s, size_t y)
{
    year out = {.sum = s->sum_said[y]};
    for (size_t i = 0; i < s->n; i++) {
        if (!is_known(s, y, i))
            continue;
        out.n += 1;
        out.weight += s->weight[i];
        out.said += s->weight[i] * s->said[y * s->n + i];
        out.came += s->weight[i] * s->came[y * s->n + i];
    }
    if (out.n == 0)
        return out;
    out.said /= out.weight;
    out.came /= out.weight;
    for (size_t i = 0; i < s->n; i++) {
        if (!is_known(s, y, i))
            continue;
        double p = s->said[y * s->n + i] - out.said, a = s->came[y * s->n + i] - out.came;
        out.cross += s->weight[i] * p * a;
        out.square += s->weight[i] * p * p;
        out.real += s->weight[i] * a * a;
    }
    return out;
}

static double unit(double x)
{
    return fmin(fmax(x, 0), 1);
}

/* The series' departures from each other, foretold against real. Totals more than a year ahead
 * overlap, so they witness less; the years' own disagreement bounds the precision from above. */
static double own_weight(const witnesses *w, size_t without)
{
    double cross = 0, square = 0, real = 0, freedom = 0, spread = 0, n = 0;
    for (size_t y = 0; y < w->n; y++) {
        if (y == without)
            continue;
        cross += w->years[y].cross;
        square += w->years[y].square;
        real += w->years[y].real;
        freedom += w->years[y].n - 1;
        n += 1;
    }
    if (!(square > 0) || n < 2)
        return w->own;
    double b = cross / square,
           noise = fmax(real - 2 * w->own * cross + w->own * w->own * square, 0) / fmax(freedom, 1);
    for (size_t y = 0; y < w->n; y++)
        if (y != without)
            spread += pow(w->years[y].cross - b * w->years[y].square, 2);
    double variance =
        fmax(spread / (square * square) * n / (n - 1), noise / square * (double)w->ahead);
    return unit(w->own + (b - w->own) * weight_variance / (weight_variance + variance));
}

/* What the sum's growth was worth, given the weight of the departures. */
static double common_weight(const witnesses *w, size_t without, double own)
{
    double cross = 0, square = 0, errors = 0, n = 0;
    for (size_t y = 0; y < w->n; y++) {
        const year *at = &w->years[y];
        if (y == without)
            continue;
        double left = at->came - own * (at->said - at->sum);
        cross += at->sum * left;
        square += at->sum * at->sum;
        errors += pow(left - w->common * at->sum, 2);
        n += 1;
    }
    if (n == 0)
        return w->common;
    double pull = errors / n * (1 + 2 / n) * (double)w->ahead / weight_variance;
    return square + pull > 0 ? unit((cross + pull * w->common) / (square + pull)) : w->common;
}

/* Errors of one year's end by weights learnt without it. */
typedef struct {
    double n, common; /* series; mean error, by precision of the paths */
    double own;       /* mean square departure from it over the paths' variance */
    double chance;    /* variance of `common` by departures alone */
} errors;

static double error_of(const dk_annual_sample *s, size_t y, size_t i, const double weight[2])
{
    double g = s->sum_said[y], p = s->said[y * s->n + i];
    return s->came[y * s->n + i] - weight[0] * g - weight[1] * (p - g);
}

/* Few series cannot tell their common error from their own: all of it is their own. */
static errors errors_of(const dk_annual_sample *s, size_t y, const double weight[2])
{
    errors out = {0};
    double total = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (!is_known(s, y, i))
            continue;
        double precision = 1 / (s->spread[i] * s->spread[i]);
        out.n += 1;
        out.common += precision * error_of(s, y, i, weight);
        total += precision;
    }
    bool are_few = out.n < FEW_SERIES;
    out.common = are_few ? 0 : out.common / total;
    for (size_t i = 0; i < s->n; i++)
        if (is_known(s, y, i))
            out.own +=
                fmin(pow((error_of(s, y, i, weight) - out.common) / s->spread[i], 2), square_max) /
                (are_few ? out.n : out.n - 1);
    out.chance = are_few ? 0 : out.own / total;
    return out;
}

/* The common error's variance: its mean square, beside growth at random. */
static double common_variance(const dk_annual_sample *s, const dk_annual_ahead *first,
                              double mean_square, double n)
{
    double years = n / (double)s->ahead;
    if (first == NULL)
        return (s->growth + mean_square * n) / (1 + n);
    double random = (double)s->ahead * first->common_sd * first->common_sd;
    return (growth_years * random + mean_square * years) / (growth_years + years);
}

void dk_annual_learn(const dk_annual_sample *s, const dk_annual_ahead *nearer, dk_annual_ahead *out)
{
    const dk_annual_ahead *first = s->ahead > 1 ? &nearer[0] : NULL;
    witnesses w = {.ahead = s->ahead,
                   .own = s->ahead > 1 ? nearer[s->ahead - 2].own : trust,
                   .common = s->ahead > 1 ? nearer[s->ahead - 2].common : trust};
    size_t at[DK_ANNUAL_YEARS_MAX];
    double square = 0, chance = 0, own = 0, totals = 0, n_common = 0;
    for (size_t y = 0; y < s->n_years; y++) {
        year one = isnan(s->sum_said[y]) ? (year){0} : sum_year(s, y);
        if (one.n == 0)
            continue;
        at[w.n] = y;
        w.years[w.n++] = one;
    }
    for (size_t y = 0; y < w.n; y++) {
        double weight[2] = {0, own_weight(&w, y)};
        weight[0] = common_weight(&w, y, weight[1]);
        errors e = errors_of(s, at[y], weight);
        own += e.own * e.n;
        totals += e.n;
        if (e.n < FEW_SERIES)
            continue;
        square += e.common * e.common;
        chance += e.chance;
        n_common += 1;
    }
    *out = (dk_annual_ahead){.n_years = w.n, .own = own_weight(&w, SIZE_MAX)};
    out->common = common_weight(&w, SIZE_MAX, out->own);
    out->own_scale =
        fmin(fmax((own + spread_totals) / (totals + spread_totals), scale_least), scale_most);
    if (n_common > 0 || first != NULL) {
        double n = fmax(n_common, 1);
        double variance = common_variance(s, first, square / n, n_common) - chance / n;
        out->common_sd =
            sqrt(fmax(variance, first == NULL ? 0 : first->common_sd * first->common_sd));
    }
    out->df = first == NULL ? fmax(n_common + 1, 3) : first->df;
}
