/* models/method/croston.c - demand that is mostly zero, by its intervals.
 *
 * Croston 1972 (doi:10.1057/jors.1972.50): size and interval between demands are smoothed when
 * there is demand; the rate is size / interval. It is biased upwards: see sba.c. O(20 n). */
#include "models/method/intermittent.h"

static void run(const dk_method_input *in, dk_intermittent *s)
{
    dk_intermittent_croston(in, s, false);
}

static bool croston(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    (void)work;
    dk_intermittent_forecast(in, run, out);
    return true;
}

const dk_method dk_method_croston = {
    .key = "croston",
    .title = {"Croston 法", "Croston"},
    .idea = {"每次的数量除以两次需求的间隔", "the usual size over the time between demands"},
    .source = "Croston 1972, doi:10.1057/jors.1972.50",
    .min_known = 4,
    .prior = 0.5,
    .suits = dk_intermittent_suits,
    .forecast = croston,
};
