/* models/annual_learn.c - what year's ends behind us say of forecasts of totals; see annual.h. */
#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "models/annual.h"

/* What forecasts are worth before any year is heard, and the variances of that; random growth
 * counts as so many years, the paths' own spread as so many totals; a departure counts at most as 3
 * standard deviations of its path. */
static const double own_prior = 0.5, common_prior = 0.75, own_prior_variance = 0.05,
                    common_prior_variance = 0.25, growth_years = 4, spread_totals = 8,
                    square_max = 9, scale_least = 0.05, scale_most = 6;

/* Errors beyond so many typical years' growth count by their size, not by their square: totals
 * that double or vanish must not decide what all others are told. */
static const double clip = 0.3;

/* Keeps divisions finite when everything came as foretold. */
static const double noise_least = 1e-6;

enum { FEW_SERIES = 3, ROUNDS_OF_WEIGHTS = 6 };

/* What the weights of one pass rest on. */
typedef struct {
    double own, common; /* weights of departures and of the sum */
    double shared;      /* variance of a round's common error */
    double noise;       /* of a series' own error, in units of 1 / weight */
} belief;

/* Sums over rounds. They are sums of independent parts, so that one round can be taken out again.
 */
typedef struct {
    double n, freedom;
    double cross, square, real;           /* departure foretold by left over, squares of both */
    double cross2, cross_square, square2; /* the same of rounds, for their disagreement */
    double within, mean_square;           /* squares of mean errors, by members less one */
    double ss, cs, cc, cd, sd, dd;        /* means: sum foretold, came, departure foretold */
} moments;

static bool is_known(const dk_annual_round *r, size_t i)
{
    return !isnan(r->sum_said) && !isnan(r->said[i]) && !isnan(r->came[i]);
}

static double departure_of(const dk_annual_round *r, size_t i)
{
    return r->said[i] - r->sum_said;
}

/* What came and the sum did not tell. */
static double left_of(const dk_annual_round *r, size_t i, double common)
{
    return r->came[i] - common * r->sum_said;
}

/* Share of a mean error of total weight `weight` that is common, not chance. */
static double shared_part(const belief *b, double weight)
{
    return b->shared * weight / (b->noise + b->shared * weight);
}

/* Weighted mean error of a round, as far as it is common to its series. */
static double common_error(const dk_annual_round *r, const belief *b)
{
    double weight = 0, sum = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (!is_known(r, i))
            continue;
        weight += r->weight[i];
        sum += r->weight[i] * (left_of(r, i, b->common) - b->own * departure_of(r, i));
    }
    return weight > 0 ? sum / weight * shared_part(b, weight) : 0;
}

static double robust_weight(const dk_annual_round *r, size_t i, const belief *b, double common)
{
    double error =
        fabs(left_of(r, i, b->common) - b->own * departure_of(r, i) - common) * sqrt(r->weight[i]);
    return r->weight[i] * (error > clip ? clip / error : 1);
}

static moments read_round(const dk_annual_round *r, const belief *b)
{
    moments m = {0};
    double n = 0, weight = 0, d = 0, left = 0, common = common_error(r, b);
    for (size_t i = 0; i < r->n; i++) {
        if (!is_known(r, i))
            continue;
        double w = robust_weight(r, i, b, common);
        n += 1;
        weight += w;
        d += w * departure_of(r, i);
        left += w * left_of(r, i, b->common);
    }
    if (n == 0)
        return m;
    d /= weight;
    left /= weight;
    for (size_t i = 0; i < r->n; i++) {
        if (!is_known(r, i))
            continue;
        double w = robust_weight(r, i, b, common), p = departure_of(r, i) - d,
               a = left_of(r, i, b->common) - left;
        m.cross += w * p * a;
        m.square += w * p * p;
        m.real += w * a * a;
    }
    /* The means tell as much as their common error leaves of them. */
    double told = 1 - shared_part(b, weight), s = r->sum_said, came = left + b->common * s,
           error = left - b->own * d;
    m.n = 1;
    m.freedom = n - 1 + told;
    m.cross += told * weight * d * left;
    m.square += told * weight * d * d;
    m.real += told * weight * left * left;
    m.cross2 = m.cross * m.cross;
    m.cross_square = m.cross * m.square;
    m.square2 = m.square * m.square;
    m.within = n - 1;
    m.mean_square = (n - 1) * (error * error - b->noise / weight);
    m.ss = s * s, m.cs = came * s, m.cc = came * came;
    m.cd = came * d, m.sd = s * d, m.dd = d * d;
    return m;
}

static void add(moments *to, const moments *m, double sign)
{
    to->n += sign * m->n, to->freedom += sign * m->freedom;
    to->cross += sign * m->cross, to->square += sign * m->square, to->real += sign * m->real;
    to->cross2 += sign * m->cross2, to->cross_square += sign * m->cross_square;
    to->square2 += sign * m->square2;
    to->within += sign * m->within, to->mean_square += sign * m->mean_square;
    to->ss += sign * m->ss, to->cs += sign * m->cs, to->cc += sign * m->cc;
    to->cd += sign * m->cd, to->sd += sign * m->sd, to->dd += sign * m->dd;
}

static double unit(double x)
{
    return fmin(fmax(x, 0), 1);
}

/* Weights and variances by turns: errors are judged by the weight that they give. */
static moments settle_weights(const dk_annual_sample *s, belief *b)
{
    moments all = {0};
    for (int pass = 0; pass <= ROUNDS_OF_WEIGHTS; pass++) {
        all = (moments){0};
        for (size_t y = 0; y < s->n_rounds; y++) {
            moments m = read_round(&s->rounds[y], b);
            add(&all, &m, 1);
        }
        if (pass == ROUNDS_OF_WEIGHTS || all.n == 0)
            break;
        b->own = all.square > 0 ? unit(all.cross / all.square) : b->own;
        double errors = all.real - 2 * b->own * all.cross + b->own * b->own * all.square;
        b->noise = fmax(errors / fmax(all.freedom, 1), noise_least);
        b->shared = fmax((s->growth + all.mean_square) / (1 + all.within), 0);
    }
    return all;
}

/* The series' departures from their sum, foretold against real. Totals more than a year ahead
 * overlap, so they witness less; the years' own disagreement bounds the precision from above. */
static double own_weight(const moments *m, double prior, double ahead)
{
    if (!(m->square > 0) || m->n < 2)
        return prior;
    double b = m->cross / m->square,
           noise = fmax(m->real - 2 * prior * m->cross + prior * prior * m->square, 0) /
                   fmax(m->freedom, 1),
           spread = fmax(m->cross2 - 2 * b * m->cross_square + b * b * m->square2, 0);
    double variance =
        fmax(spread / (m->square * m->square) * m->n / (m->n - 1), noise / m->square * ahead);
    return unit(prior + (b - prior) * own_prior_variance / (own_prior_variance + variance));
}

/* What the sum's growth was worth, given the weight of the departures. */
static double common_weight(const moments *m, double prior, double own, double ahead)
{
    if (m->n < 1)
        return prior;
    double cross = m->cs - own * m->sd, errors = m->cc + own * own * m->dd + prior * prior * m->ss -
                                                 2 * own * m->cd - 2 * prior * m->cs +
                                                 2 * own * prior * m->sd;
    double pull = fmax(errors, 0) / m->n * (1 + 2 / m->n) * ahead / common_prior_variance;
    return m->ss + pull > 0 ? unit((cross + pull * prior) / (m->ss + pull)) : prior;
}

/* Errors of one year's end by weights learnt without it. */
typedef struct {
    double n, common; /* series; mean error, by precision of the paths */
    double own;       /* mean square departure from it over the paths' variance */
    double chance;    /* variance of `common` by departures alone */
} errors;

static double error_of(const dk_annual_round *r, size_t i, double common, double own)
{
    return left_of(r, i, common) - own * departure_of(r, i);
}

/* Few series cannot tell their common error from their own: all of it is their own. */
static errors errors_of(const dk_annual_round *r, double common, double own)
{
    errors out = {0};
    double total = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (!is_known(r, i))
            continue;
        double precision = 1 / (r->spread[i] * r->spread[i]);
        out.n += 1;
        out.common += precision * error_of(r, i, common, own);
        total += precision;
    }
    bool are_few = out.n < FEW_SERIES;
    out.common = are_few ? 0 : out.common / total;
    for (size_t i = 0; i < r->n; i++)
        if (is_known(r, i))
            out.own += fmin(pow((error_of(r, i, common, own) - out.common) / r->spread[i], 2),
                            square_max) /
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
    assert(s->ahead >= 1 && s->ahead <= DK_ANNUAL_AHEAD_MAX);
    const dk_annual_ahead *first = s->ahead > 1 ? &nearer[0] : NULL;
    double ahead = (double)s->ahead, own = first != NULL ? nearer[s->ahead - 2].own : own_prior,
           common = first != NULL ? nearer[s->ahead - 2].common : common_prior;
    belief b = {.own = own, .common = common, .shared = s->growth, .noise = 1};
    moments all = settle_weights(s, &b);
    double square = 0, chance = 0, own_square = 0, totals = 0, n_common = 0;
    for (size_t y = 0; y < s->n_rounds; y++) {
        moments rest = all, m = read_round(&s->rounds[y], &b);
        if (m.n == 0)
            continue;
        add(&rest, &m, -1);
        double own_without = own_weight(&rest, own, ahead);
        errors e =
            errors_of(&s->rounds[y], common_weight(&rest, common, own_without, ahead), own_without);
        own_square += e.own * e.n;
        totals += e.n;
        if (e.n < FEW_SERIES)
            continue;
        square += e.common * e.common;
        chance += e.chance;
        n_common += 1;
    }
    *out = (dk_annual_ahead){.n_years = (size_t)all.n, .own = own_weight(&all, own, ahead)};
    out->common = common_weight(&all, common, out->own, ahead);
    out->own_scale = fmin(
        fmax((own_square + spread_totals) / (totals + spread_totals), scale_least), scale_most);
    if (n_common > 0 || first != NULL) {
        double n = fmax(n_common, 1);
        double variance = common_variance(s, first, square / n, n_common) - chance / n;
        out->common_sd =
            sqrt(fmax(variance, first == NULL ? 0 : first->common_sd * first->common_sd));
    }
    out->df = first == NULL ? fmax(n_common + 1, 3) : first->df;
}
