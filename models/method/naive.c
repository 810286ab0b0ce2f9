/* models/method/naive.c - the last value again. Variance grows with the step (random walk). O(n).
 */
#include <math.h>

#include "models/method/parts.h"

static bool naive(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    double *e = dk_arena_array(work, in->n, sizeof *e);
    if (e == NULL)
        return false;
    for (size_t t = 1; t < in->n; t++)
        e[t] = in->y[t] - in->y[t - 1];
    double sd = dk_residual_sd(in, e, 1, 0);
    for (size_t h = 0; h < in->horizon; h++) {
        out->mean[h] = in->y[in->n - 1];
        out->sd[h] = sd * sqrt((double)(h + 1));
    }
    return true;
}

const dk_method dk_method_naive = {
    .key = "naive",
    .title = {"上期值", "last value"},
    .idea = {"下一期与上一期相同", "the next period is like the last one"},
    .source = "random walk",
    .min_known = 1,
    .prior = 0.25,
    .is_reference = true,
    .forecast = naive,
};
