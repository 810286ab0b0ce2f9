/* models/method/seasonal_naive.c - the value of the same period one season ago. O(n). */
#include <math.h>

#include "models/method/parts.h"

static bool seasonal_naive(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    size_t m = in->season;
    double *e = dk_arena_array(work, in->n, sizeof *e);
    if (e == NULL)
        return false;
    for (size_t t = m; t < in->n; t++)
        e[t] = in->y[t] - in->y[t - m];
    double sd = dk_residual_sd(in, e, m, 0);
    for (size_t h = 0; h < in->horizon; h++) {
        out->mean[h] = in->y[in->n - m + h % m];
        out->sd[h] = sd * sqrt((double)(h / m + 1));
    }
    return true;
}

const dk_method dk_method_seasonal_naive = {
    .key = "snaive",
    .title = {"去年同期值", "same period last year"},
    .idea = {"与去年同期相同", "each period is like the same one a season ago"},
    .source = "seasonal random walk",
    .min_known = 2,
    .min_seasons = 1,
    .prior = 0.25,
    .is_reference = true,
    .forecast = seasonal_naive,
};
