/* models/method/sba.c - Croston's method without its bias.
 *
 * Syntetos and Boylan 2005 (doi:10.1016/j.ijforecast.2004.10.001): the mean of an inverse is not
 * the inverse of the mean; the rate is multiplied by 1 - a / 2, a the constant of the interval.
 * O(20 n).
 */
#include "models/method/intermittent.h"

static void run(const dk_method_input *in, dk_intermittent *s)
{
    dk_intermittent_croston(in, s, true);
}

static bool sba(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    (void)work;
    dk_intermittent_forecast(in, run, out);
    return true;
}

const dk_method dk_method_sba = {
    .key = "sba",
    .title = {"Croston 法（无偏）", "Croston, corrected (SBA)"},
    .idea = {"每次的数量除以间隔，去掉偏高",
             "the usual size over the time between demands, unbiased"},
    .source = "Syntetos and Boylan 2005, doi:10.1016/j.ijforecast.2004.10.001",
    .min_known = 4,
    .prior = 0.5,
    .suits = dk_intermittent_suits,
    .forecast = sba,
};
