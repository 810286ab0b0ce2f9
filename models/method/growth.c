/* models/method/growth.c - the dynamic theta model of the logarithms: growth in percent.
 *
 * dotm.c on log y: trends are rates, so that what grew by 8 % a year is carried on by percent and
 * not by the average number of the past. Means are exp of the logarithms' (the median of the
 * forecast), standard deviations relative. The season is taken out before, shrunk. Beside dotm in
 * the combination it lowered the error on all five published sets with trends, most on yearly
 * series (docs/accuracy.md). O(60 n + horizon). */
#include "models/method/parts.h"

static bool grow(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    return dk_log_wrap(work, in, out, dk_theta_dynamic);
}

static bool growth(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    return dk_season_wrap(work, in, out, grow);
}

static bool suits(const dk_method_input *in)
{
    return in->is_positive;
}

const dk_method dk_method_growth = {
    .key = "growth",
    .title = {"百分比增长", "growth in percent"},
    .idea = {"近期水平按百分比趋势继续", "the recent level goes on by percent"},
    .source = "Fiorucci et al. 2016, on logarithms",
    .min_known = 5,
    .prior = 0.7,
    .suits = suits,
    .forecast = growth,
};
