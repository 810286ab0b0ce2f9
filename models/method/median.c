/* models/method/median.c - the median of the other methods at each step: one of them gone wild does
 * not move it (Petropoulos and Svetunkov 2020, doi:10.1016/j.ijforecast.2019.01.006). */
#include "models/method.h"

static double median(const double *sorted, size_t n)
{
    return 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]);
}

const dk_method dk_method_median = {
    .key = "median",
    .title = {"各法中位数", "median of the methods"},
    .idea = {"取各种方法结果的中位数", "the middle of what the other methods say"},
    .source = "Petropoulos and Svetunkov 2020",
    .min_known = 3,
    .prior = 1,
    .blend = median,
};
