/* models/method/ets.c - the exponential smoothing form of smallest AICc.
 *
 * Choice in two rounds instead of all 15 forms, which costs a third and picks the same form nearly
 * always: first error and season without trend, then trend and damped trend for the best error and
 * season. AICc after Hyndman, Koehler, Snyder and Grose 2002 (doi:10.1016/S0169-2070(01)00110-8).
 */
#include <math.h>
#include <string.h>

#include "models/method/smoothing.h"

enum { LONGEST_SEASON = 24 };

/* Fits `form` and keeps it when it is better. */
static bool consider(dk_arena *work, const dk_method_input *in, dk_ets_form form, dk_ets_fit *best)
{
    dk_ets_fit fit;
    if (!dk_ets_estimate(work, in, form, &fit))
        return false;
    if (fit.aicc < best->aicc)
        *best = fit;
    return true;
}

static bool choose(dk_arena *work, const dk_method_input *in, dk_ets_fit *best)
{
    bool seasonal = in->season > 1 && in->season <= LONGEST_SEASON && in->n >= 2 * in->season + 3;
    best->aicc = HUGE_VAL;
    for (int relative = 0; relative <= (in->is_positive ? 1 : 0); relative++) {
        dk_ets_form form = {.is_relative = relative == 1};
        if (!consider(work, in, form, best))
            return false;
        form.season = DK_SEASON_ADD;
        if (seasonal && !consider(work, in, form, best))
            return false;
        form.season = DK_SEASON_MULTIPLY;
        if (seasonal && form.is_relative && !consider(work, in, form, best))
            return false;
    }
    dk_ets_form form = best->form;
    form.has_trend = true;
    if (best->aicc == HUGE_VAL)
        return true;
    if (!consider(work, in, form, best))
        return false;
    form.is_damped = true;
    return consider(work, in, form, best);
}

static bool ets(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    dk_ets_fit best = {0};
    if (!choose(work, in, &best))
        return false;
    if (best.aicc == HUGE_VAL) { /* too short for any AICc: the level model as it is */
        dk_ets_form level = {0};
        if (!dk_ets_estimate(work, in, level, &best))
            return false;
    }
    dk_ets_forecast(in, &best, out);
    dk_ets_name(best.form, out->form);
    return true;
}

const dk_method dk_method_ets = {
    .key = "ets",
    .title = {"指数平滑（自动选型）", "exponential smoothing, chosen automatically"},
    .idea = {"水平、趋势、季节各自平滑，按 AICc 选型",
             "level, trend and season smoothed, the form chosen by AICc"},
    .source = "Hyndman, Koehler, Snyder and Grose 2002",
    .min_known = 5,
    .prior = 1,
    .forecast = ets,
};
