/* models/method/holt.c - Holt's linear trend of the seasonally adjusted series.
 *
 * Holt 1957 (reprinted 2004, doi:10.1016/j.ijforecast.2003.09.015): level and slope are smoothed,
 * and the slope goes on as it is. Right where growth lasts, far off where it does not: damped.c is
 * its careful sister. O(300 n). */
#include "models/method/smoothing.h"

static bool trend(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    dk_ets_fit fit;
    dk_ets_form form = {.has_trend = true};
    if (!dk_ets_estimate(work, in, form, DK_ETS_FULL, &fit))
        return false;
    dk_ets_forecast(in, &fit, out);
    return true;
}

static bool holt(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    return dk_season_wrap(work, in, out, trend);
}

const dk_method dk_method_holt = {
    .key = "holt",
    .title = {"Holt 线性趋势", "Holt's linear trend"},
    .idea = {"近期水平和近期趋势继续", "the recent level and the recent trend go on"},
    .source = "Holt 1957, doi:10.1016/j.ijforecast.2003.09.015",
    .min_known = 6,
    .prior = 0.4,
    .forecast = holt,
};
