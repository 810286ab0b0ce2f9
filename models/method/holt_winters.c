/* models/method/holt_winters.c - level, damped trend and season smoothed together.
 *
 * Winters 1960 (doi:10.1287/mnsc.6.3.324), with the trend damped (Gardner and McKenzie 1985). The
 * season is multiplicative with relative errors (MAdM) where all values are positive, else additive
 * (AAdA); of the two the more likely one. Needs two seasons. About 20 rounds of (season + 4)
 * filters of O(n). */
#include <math.h>

#include "models/method/smoothing.h"

static bool holt_winters(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    dk_ets_fit fit, other;
    dk_ets_form form = {.has_trend = true, .is_damped = true, .season = DK_SEASON_ADD};
    if (!dk_ets_estimate(work, in, form, DK_ETS_QUICK, &fit))
        return false;
    form.is_relative = true;
    form.season = DK_SEASON_MULTIPLY;
    if (in->is_positive) {
        if (!dk_ets_estimate(work, in, form, DK_ETS_QUICK, &other))
            return false;
        if (other.deviance < fit.deviance)
            fit = other;
    }
    dk_ets_forecast(in, &fit, out);
    dk_ets_name(fit.form, out->form);
    return true;
}

static bool suits(const dk_method_input *in)
{
    return in->season <= DK_ETS_LONGEST_SEASON;
}

const dk_method dk_method_holt_winters = {
    .key = "hw",
    .title = {"Holt-Winters 季节平滑", "Holt-Winters"},
    .idea = {"水平、渐缓的趋势和季节一起平滑", "level, fading trend and season smoothed together"},
    .source = "Winters 1960, doi:10.1287/mnsc.6.3.324",
    .min_known = 8,
    .min_seasons = 2,
    .prior = 0.5,
    .suits = suits,
    .forecast = holt_winters,
};
