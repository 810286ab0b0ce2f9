/* models/method/damped.c - damped Holt smoothing of the seasonally adjusted series.
 *
 * Gardner and McKenzie 1985 (doi:10.1287/mnsc.31.10.1237): the trend fades by phi in 0.8..0.98 a
 * step, which rarely runs away. Fewer than six values cannot tell a trend from its damping: then
 * phi and the smoothing constants are held by the search bounds alone and the method leaves the
 * field to SES. O(300 n). */
#include "models/method/smoothing.h"

static bool trend(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    dk_ets_fit fit;
    dk_ets_form form = {.has_trend = true, .is_damped = true};
    if (!dk_ets_estimate(work, in, form, DK_ETS_FULL, &fit))
        return false;
    dk_ets_forecast(in, &fit, out);
    return true;
}

static bool damped(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    return dk_season_wrap(work, in, out, trend);
}

const dk_method dk_method_damped = {
    .key = "damped",
    .title = {"阻尼趋势", "damped trend"},
    .idea = {"近期趋势逐渐放缓", "the recent trend goes on and fades"},
    .source = "Gardner and McKenzie 1985",
    .min_known = 6,
    .prior = 0.6,
    .forecast = damped,
};
