/* models/method/ses.c - simple exponential smoothing of the seasonally adjusted series.
 *
 * level[t] = level[t-1] + alpha * (y[t] - level[t-1]); the forecast is the last level at every
 * step, with variance s^2 * (1 + (h-1) * alpha^2) (Hyndman, Koehler, Ord and Snyder 2008,
 * table 6.1). O(60 n). */
#include <math.h>

#include "models/method/parts.h"

static bool smooth(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    (void)work;
    dk_ses_fit fit = dk_ses(in, -1);
    double df = fit.n_errors > 2 ? (double)(fit.n_errors - 2) : 1;
    double sd = sqrt(fmax(fit.sse, 0) / df);
    for (size_t h = 0; h < in->horizon; h++) {
        out->mean[h] = fit.level;
        out->sd[h] = sd * sqrt(1 + (double)h * fit.alpha * fit.alpha);
    }
    return true;
}

static bool ses(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    return dk_season_wrap(work, in, out, smooth);
}

const dk_method dk_method_ses = {
    .key = "ses",
    .title = {"简单指数平滑", "simple exponential smoothing"},
    .idea = {"近期水平，越近的越重", "the recent level, later values weigh more"},
    .source = "Brown 1959; Hyndman et al. 2008, doi:10.1007/978-3-540-71918-2",
    .min_known = 3,
    .prior = 0.6,
    .forecast = ses,
};
