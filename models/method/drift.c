/* models/method/drift.c - the line through the first and the last value, continued.
 *
 * Mean y[n] + h * (y[n] - y[1]) / (n - 1); variance s^2 * h * (1 + h / (n - 1)), a random walk with
 * an estimated drift (Hyndman and Athanasopoulos, Forecasting: Principles and Practice,
 * section 5.2). O(n). */
#include <math.h>

#include "models/method/parts.h"

static bool drift_line(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    double *e = dk_arena_array(work, in->n, sizeof *e), span = (double)(in->n - 1);
    if (e == NULL)
        return false;
    double slope = (in->y[in->n - 1] - in->y[0]) / span;
    for (size_t t = 1; t < in->n; t++)
        e[t] = in->y[t] - in->y[t - 1] - slope;
    double sd = dk_residual_sd(in, e, 1, 1);
    for (size_t h = 0; h < in->horizon; h++) {
        double k = (double)(h + 1);
        out->mean[h] = in->y[in->n - 1] + k * slope;
        out->sd[h] = sd * sqrt(k * (1 + k / span));
    }
    return true;
}

static bool drift(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    return dk_season_wrap(work, in, out, drift_line);
}

const dk_method dk_method_drift = {
    .key = "drift",
    .title = {"平均增减", "drift"},
    .idea = {"按历史平均增减继续", "the average change so far goes on"},
    .source = "random walk with drift",
    .min_known = 4,
    .prior = 0.25,
    .is_reference = true,
    .forecast = drift,
};
