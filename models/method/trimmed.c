/* models/method/trimmed.c - the mean of the other methods without the lowest and the highest (Jose
 * and Winkler 2008, doi:10.1016/j.ijforecast.2007.06.001). */
#include "models/method.h"

static double trimmed(const double *sorted, size_t n)
{
    double sum = 0;
    for (size_t k = 1; k + 1 < n; k++)
        sum += sorted[k];
    return sum / (double)(n - 2);
}

const dk_method dk_method_trimmed = {
    .key = "trimmed",
    .title = {"去掉最高最低的平均", "trimmed mean of the methods"},
    .idea = {"去掉最高和最低后取平均", "the mean of the other methods without the extremes"},
    .source = "Jose and Winkler 2008",
    .min_known = 3,
    .prior = 1,
    .blend = trimmed,
};
