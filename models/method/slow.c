/* models/method/slow.c - exponential smoothing with a given constant, small.
 *
 * The best smoothing constant of a short noisy series is mostly noise; counts of a few dozen a
 * month choose 0.3 and should have taken 0.1. Estimating it for a group of series is what the
 * weights of the combination do: two members of given constants (0.1 here, 0.2 in medium) beside
 * the one that chooses. They lowered the combination's error on all published sets but the yearly
 * one, which gives them no weight (docs/accuracy.md). They ask for 2 / alpha values. Season as in
 * ses.c, variance s^2 (1 + (h-1) alpha^2). O(n). */
#include <math.h>

#include "models/method/parts.h"

static bool smooth(const dk_method_input *in, double alpha, dk_method_output *out)
{
    dk_ses_fit fit = dk_ses(in, alpha);
    double df = fit.n_errors > 2 ? (double)(fit.n_errors - 1) : 1;
    double sd = sqrt(fmax(fit.sse, 0) / df);
    for (size_t h = 0; h < in->horizon; h++) {
        out->mean[h] = fit.level;
        out->sd[h] = sd * sqrt(1 + (double)h * alpha * alpha);
    }
    return true;
}

static bool smooth_slow(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    (void)work;
    return smooth(in, 0.1, out);
}

static bool smooth_medium(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    (void)work;
    return smooth(in, 0.2, out);
}

static bool slow(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    return dk_season_wrap(work, in, out, smooth_slow);
}

static bool medium(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    return dk_season_wrap(work, in, out, smooth_medium);
}

const dk_method dk_method_slow = {
    .key = "slow",
    .title = {"慢平滑", "slow smoothing"},
    .idea = {"近期水平，每期只改一成", "the recent level, each value moves it by a tenth"},
    .source = "Brown 1959, alpha 0.1",
    .min_known = 20,
    .prior = 0.5,
    .forecast = slow,
};

const dk_method dk_method_medium = {
    .key = "medium",
    .title = {"中速平滑", "medium smoothing"},
    .idea = {"近期水平，每期改两成", "the recent level, each value moves it by a fifth"},
    .source = "Brown 1959, alpha 0.2",
    .min_known = 10,
    .prior = 0.5,
    .forecast = medium,
};
