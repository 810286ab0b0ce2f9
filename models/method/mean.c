/* models/method/mean.c - the mean of all known values; variance s^2 * (1 + 1/n). O(n). */
#include <math.h>

#include "models/method/parts.h"

static bool mean(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    double *e = dk_arena_array(work, in->n, sizeof *e), sum = 0;
    if (e == NULL)
        return false;
    for (size_t t = 0; t < in->n; t++)
        sum += in->known[t] ? in->y[t] : 0;
    double level = sum / (double)in->n_known;
    for (size_t t = 0; t < in->n; t++)
        e[t] = in->y[t] - level;
    double sd = dk_residual_sd(in, e, 0, 1) * sqrt(1 + 1 / (double)in->n_known);
    for (size_t h = 0; h < in->horizon; h++) {
        out->mean[h] = level;
        out->sd[h] = sd;
    }
    return true;
}

const dk_method dk_method_mean = {
    .key = "mean",
    .title = {"历史平均", "historic mean"},
    .idea = {"等于历史平均水平", "the average level so far"},
    .source = "sample mean",
    .min_known = 2,
    .prior = 0.1,
    .is_reference = true,
    .forecast = mean,
};
