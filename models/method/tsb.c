/* models/method/tsb.c - demand that is mostly zero.
 *
 * Teunter, Syntetos and Babai 2011 (doi:10.1016/j.ejor.2011.05.018): the probability p that a
 * period has demand is smoothed in every period, the size z only when there is demand; the forecast
 * is p * z. Constants a (for p) and b (for z) are chosen on a small grid by one-step squared error.
 * The variance is that of p * z with a geometric number of sizes: p * (v + z^2) - (p z)^2, v the
 * variance of sizes. O(grid * n) = O(20 n). */
#include <math.h>

#include "models/method/parts.h"

typedef struct {
    double p, z, sse;
} tsb_state;

static tsb_state run(const dk_method_input *in, double p0, double z0, double a, double b)
{
    tsb_state s = {.p = p0, .z = z0};
    for (size_t t = 0; t < in->n; t++) {
        if (!in->known[t])
            continue;
        double e = in->y[t] - s.p * s.z;
        s.sse += e * e;
        if (in->y[t] > 0) {
            s.p += a * (1 - s.p);
            s.z += b * (in->y[t] - s.z);
        } else {
            s.p -= a * s.p;
        }
    }
    return s;
}

static bool tsb(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    (void)work;
    static const double grid_p[] = {0.01, 0.03, 0.06, 0.1, 0.2}, grid_z[] = {0.01, 0.05, 0.1, 0.2};
    double hits = 0, sum = 0, squares = 0;
    for (size_t t = 0; t < in->n; t++) {
        if (!in->known[t] || in->y[t] <= 0)
            continue;
        hits += 1;
        sum += in->y[t];
        squares += in->y[t] * in->y[t];
    }
    double z0 = hits > 0 ? sum / hits : 0, v = hits > 0 ? squares / hits - z0 * z0 : 0;
    tsb_state best = {.sse = INFINITY};
    for (size_t i = 0; i < sizeof grid_p / sizeof *grid_p; i++)
        for (size_t j = 0; j < sizeof grid_z / sizeof *grid_z; j++) {
            tsb_state s = run(in, hits / (double)in->n_known, z0, grid_p[i], grid_z[j]);
            if (s.sse < best.sse)
                best = s;
        }
    double mean = best.p * best.z, variance = best.p * (fmax(v, 0) + best.z * best.z) - mean * mean;
    for (size_t h = 0; h < in->horizon; h++) {
        out->mean[h] = mean;
        out->sd[h] = sqrt(fmax(variance, 0));
    }
    return true;
}

/* Intermittent: at least 30 % of the known values are zero and none is negative. */
static bool suits(const dk_method_input *in)
{
    size_t zeros = 0;
    for (size_t t = 0; t < in->n; t++)
        zeros += in->known[t] && in->y[t] == 0;
    return in->is_non_negative && (double)zeros >= 0.3 * (double)in->n_known;
}

const dk_method dk_method_tsb = {
    .key = "tsb",
    .title = {"间断需求法", "intermittent demand (TSB)"},
    .idea = {"有需求的概率乘以每次的数量", "the chance of any demand times its usual size"},
    .source = "Teunter, Syntetos and Babai 2011",
    .min_known = 4,
    .prior = 1,
    .suits = suits,
    .forecast = tsb,
};
