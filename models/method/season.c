/* models/method/season.c - see season.h. */
#include "models/method/season.h"

#include <assert.h>
#include <math.h>
#include <string.h>

double dk_centred_mean(const double *y, size_t t, size_t season)
{
    size_t half = season / 2;
    double sum = 0;
    for (size_t k = t - half; k <= t + half; k++)
        sum += y[k];
    if (season % 2 == 0)
        sum -= 0.5 * (y[t - half] + y[t + half]);
    return sum / (double)season;
}

static void normalise(double *index, size_t season, dk_season_kind kind)
{
    double mean = 0;
    for (size_t k = 0; k < season; k++)
        mean += index[k] / (double)season;
    for (size_t k = 0; k < season; k++) {
        if (kind == DK_SEASON_ADD)
            index[k] -= mean;
        else
            index[k] = mean > 0 ? index[k] / mean : 1;
    }
}

bool dk_season_indices(dk_arena *work, const dk_method_input *in, dk_season_kind kind,
                       double *index)
{
    assert(in->season > 1 && in->n >= 2 * in->season && kind != DK_SEASON_NONE);
    size_t m = in->season, half = m / 2;
    double *count = dk_arena_array(work, m, sizeof *count);
    if (count == NULL)
        return false;
    memset(index, 0, m * sizeof *index);
    for (size_t t = half; t + half < in->n; t++) {
        if (!in->known[t])
            continue;
        double trend = dk_centred_mean(in->y, t, m);
        if (kind == DK_SEASON_MULTIPLY && trend <= 0)
            continue;
        index[t % m] += kind == DK_SEASON_ADD ? in->y[t] - trend : in->y[t] / trend;
        count[t % m] += 1;
    }
    for (size_t k = 0; k < m; k++)
        index[k] = count[k] > 0 ? index[k] / count[k] : kind == DK_SEASON_ADD ? 0 : 1;
    normalise(index, m, kind);
    return true;
}

/* Expected signal / (signal + noise) when `df` squares average to `ratio` times the noise and
 * nothing is known of the size of signal / noise: r = 0, 1/128, 1/64 .. 256 equally likely. */
static double share_of_signal(double ratio, double df)
{
    double total = 0, sum = 0, least = ratio > 1 ? log(ratio) + 1 : ratio;
    if (ratio > 512)
        return 1 - 1 / ratio;
    for (int k = -8; k <= 8; k++) {
        double r = k == -8 ? 0 : ldexp(1, k); /* exact powers of two */
        double deviance = log(1 + r) + ratio / (1 + r);
        double w = exp(-0.5 * df * (deviance - least));
        total += w;
        sum += w * r / (1 + r);
    }
    return sum / total;
}

/* Index k of the group's season, in the units of `kind`; none for series of no group. */
static double usual_index(const dk_method_input *in, dk_season_kind kind, double level, size_t k)
{
    size_t m = in->season;
    bool has_usual = in->panel != NULL && in->panel->season == m && in->is_non_negative;
    double usual = has_usual ? in->panel->index[(in->start_of_year + k) % m] : 1;
    return kind == DK_SEASON_ADD ? (usual - 1) * level : fmax(usual, 0.01);
}

/* Draws index towards the group's; `noise` is the variance of one of them, `level` the mean value.
 */
static void draw(const dk_method_input *in, dk_season_kind kind, double level, double noise,
                 double *index)
{
    size_t m = in->season;
    double variance = 0;
    for (size_t k = 0; k < m; k++)
        variance += pow(index[k] - usual_index(in, kind, level, k), 2) / (double)(m - 1);
    if (!(variance > 0))
        return;
    double own = share_of_signal(noise > 0 ? variance / noise : HUGE_VAL, (double)(m - 1));
    for (size_t k = 0; k < m; k++) {
        double usual = usual_index(in, kind, level, k);
        index[k] = usual + own * (index[k] - usual);
    }
}

void dk_season_shrink(const dk_method_input *in, dk_season_kind kind, double *index)
{
    assert(in->season > 1 && kind != DK_SEASON_NONE);
    size_t m = in->season, half = m / 2, n = 0;
    double noise = 0, level = 0;
    for (size_t t = half; t + half < in->n; t++) {
        double trend = dk_centred_mean(in->y, t, m);
        if (!in->known[t] || (kind == DK_SEASON_MULTIPLY && trend <= 0))
            continue;
        double e = (kind == DK_SEASON_ADD ? in->y[t] - trend : in->y[t] / trend) - index[t % m];
        noise += e * e;
        level += trend;
        n++;
    }
    if (n <= m)
        return;
    /* variance of a mean of n / m of them */
    noise *= (double)m / (double)n / (double)(n - m);
    draw(in, kind, level / (double)n, noise, index);
}

/* Line through the season of values about t, near ones weighing more (tricube; Cleveland 1979,
 * doi:10.1080/01621459.1979.10481038), at t. At the ends the nearest season of values stands in. */
static double local_line(const double *z, size_t n, size_t t, size_t season)
{
    size_t width = season / 2 * 2 + 1, from = t > season / 2 ? t - season / 2 : 0;
    from = from + width > n ? n - width : from;
    size_t far = t - from > from + width - 1 - t ? t - from : from + width - 1 - t;
    double w0 = 0, wx = 0, wz = 0, wxx = 0, wxz = 0;
    for (size_t i = from; i < from + width; i++) {
        double x = (double)i - (double)t, u = fabs(x) / (double)(far + 1), w = 1 - u * u * u;
        w = w * w * w;
        w0 += w;
        wx += w * x;
        wz += w * z[i];
        wxx += w * x * x;
        wxz += w * x * z[i];
    }
    return (wxx * wz - wx * wxz) / (w0 * wxx - wx * wx);
}

/* Shares of the season in every known value: y / trend or y - trend by `trend`, the local line of
 * the series adjusted by `index`; NaN where there is none. Returns the mean trend. */
static double shares(const dk_method_input *in, dk_season_kind kind, const double *index, double *z,
                     double *share)
{
    double level = 0;
    for (size_t t = 0; t < in->n; t++)
        z[t] = kind == DK_SEASON_ADD ? in->y[t] - index[t % in->season]
                                     : in->y[t] / index[t % in->season];
    for (size_t t = 0; t < in->n; t++) {
        double trend = local_line(z, in->n, t, in->season);
        level += trend / (double)in->n;
        if (!in->known[t] || (kind == DK_SEASON_MULTIPLY && trend <= 0))
            share[t] = NAN;
        else
            share[t] = kind == DK_SEASON_ADD ? in->y[t] - trend : in->y[t] / trend;
    }
    return level;
}

bool dk_season_renew(dk_arena *work, const dk_method_input *in, dk_season_kind kind, double *index)
{
    assert(in->season > 1 && in->n > 2 * in->season && kind != DK_SEASON_NONE);
    size_t m = in->season, n = 0;
    double *z = dk_arena_array(work, in->n, sizeof *z), noise = 0, spread = 0;
    double *share = dk_arena_array(work, in->n, sizeof *share);
    double *fresh = dk_arena_array(work, m, sizeof *fresh);
    double *count = dk_arena_array(work, m, sizeof *count);
    if (z == NULL || share == NULL || fresh == NULL || count == NULL)
        return false;
    double level = shares(in, kind, index, z, share);
    memset(fresh, 0, m * sizeof *fresh);
    memset(count, 0, m * sizeof *count);
    for (size_t t = 0; t < in->n; t++)
        if (!isnan(share[t])) {
            count[t % m] += 1;
            fresh[t % m] += (share[t] - fresh[t % m]) / count[t % m];
            n++;
        }
    double least = HUGE_VAL;
    for (size_t k = 0; k < m; k++) {
        fresh[k] = count[k] > 0 ? fresh[k] : index[k];
        spread += 1 / fmax(count[k], 1) / (double)m;
    }
    normalise(fresh, m, kind);
    for (size_t k = 0; k < m; k++)
        least = fmin(least, fresh[k]);
    if (n <= m || (kind == DK_SEASON_MULTIPLY && least < 1e-3)) { /* no ratio to divide by */
        dk_season_shrink(in, kind, index);
        return true;
    }
    memcpy(index, fresh, m * sizeof *index);
    for (size_t t = 0; t < in->n; t++)
        noise += isnan(share[t]) ? 0 : pow(share[t] - index[t % m], 2) / (double)(n - m);
    draw(in, kind, level, noise * spread, index);
    return true;
}
