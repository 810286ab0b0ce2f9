/* models/method/ets.c - the exponential smoothing form of smallest AICc.
 *
 * All 15 forms are fitted quickly (six without a season; nine more with one), the few best again
 * with every first state as a variable, and the best of these is kept. AICc after Hyndman, Koehler,
 * Snyder and Grose 2002 (doi:10.1016/S0169-2070(01)00110-8). At an earlier origin's form
 * (form_before) only that form is fitted.
 */
#include <math.h>
#include <string.h>

#include "models/method/smoothing.h"

enum { FORMS = 15, FINALISTS = 2 };

/* Forms 0..14 in a fixed order; false for those the series does not allow. */
static bool form_of(const dk_method_input *in, size_t at, dk_ets_form *form)
{
    static const struct {
        bool is_relative;
        dk_season_kind season;
    } kinds[] = {{false, DK_SEASON_NONE},
                 {true, DK_SEASON_NONE},
                 {false, DK_SEASON_ADD},
                 {true, DK_SEASON_ADD},
                 {true, DK_SEASON_MULTIPLY}};
    size_t kind = at / 3, trend = at % 3;
    bool seasonal =
        in->season > 1 && in->season <= DK_ETS_LONGEST_SEASON && in->n >= 2 * in->season + 3;
    *form = (dk_ets_form){.is_relative = kinds[kind].is_relative,
                          .season = kinds[kind].season,
                          .has_trend = trend > 0,
                          .is_damped = trend == 2};
    return (seasonal || form->season == DK_SEASON_NONE) && (in->is_positive || !form->is_relative);
}

/* Keeps the FINALISTS best of the quick fits in order. */
static void rank(dk_ets_fit *best, const dk_ets_fit *fit)
{
    size_t at = FINALISTS;
    while (at > 0 && fit->aicc < best[at - 1].aicc)
        at--;
    if (at == FINALISTS)
        return;
    memmove(&best[at + 1], &best[at], (FINALISTS - at - 1) * sizeof *best);
    best[at] = *fit;
}

static bool choose(dk_arena *work, const dk_method_input *in, dk_ets_fit *best)
{
    dk_ets_fit finalists[FINALISTS], fit;
    for (size_t i = 0; i < FINALISTS; i++)
        finalists[i].aicc = HUGE_VAL;
    for (size_t i = 0; i < FORMS; i++) {
        dk_ets_form form;
        if (!form_of(in, i, &form))
            continue;
        if (!dk_ets_estimate(work, in, form, DK_ETS_QUICK, &fit))
            return false;
        rank(finalists, &fit);
    }
    best->aicc = HUGE_VAL;
    for (size_t i = 0; i < FINALISTS && finalists[i].aicc < HUGE_VAL; i++) {
        fit = finalists[i];
        if (fit.form.season != DK_SEASON_NONE &&
            !dk_ets_estimate(work, in, fit.form, DK_ETS_FULL, &fit))
            return false;
        if (fit.aicc < best->aicc)
            *best = fit;
    }
    return true;
}

static bool ets(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    dk_ets_fit best = {.aicc = HUGE_VAL};
    dk_ets_form before;
    if (in->form_before != NULL && dk_ets_parse(in->form_before, &before) &&
        (in->is_positive || !before.is_relative)) {
        if (!dk_ets_estimate(work, in, before, DK_ETS_FULL, &best))
            return false;
    } else if (!choose(work, in, &best)) {
        return false;
    }
    if (best.aicc == HUGE_VAL) { /* too short for any AICc: the level model as it is */
        dk_ets_form level = {0};
        if (!dk_ets_estimate(work, in, level, DK_ETS_FULL, &best))
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
