/* models/method/theta.c - the theta method of the M3 competition.
 *
 * Seasonally adjusted, it equals SES plus half the slope of the regression line on time (Hyndman
 * and Billah 2003, doi:10.1016/S0169-2070(01)00143-1): with slope b, SES level l after n values,
 *
 *     f[h] = l + b/2 * (h - 1 + (1 - (1 - alpha)^n) / alpha)
 *
 * Season, line and SES are those of thetaf in R's package forecast. Original: Assimakopoulos and
 * Nikolopoulos 2000, doi:10.1016/S0169-2070(00)00066-2. The variance is that of SES. O(60 n). */
#include <math.h>

#include "models/method/parts.h"

/* Slope of the least-squares line through the known values over t = 0..n-1. */
static double slope_of(const dk_method_input *in)
{
    double mean_t = 0, mean_y = 0, ty = 0, tt = 0;
    for (size_t t = 0; t < in->n; t++) {
        if (!in->known[t])
            continue;
        mean_t += (double)t / (double)in->n_known;
        mean_y += (in->y[t] - in->y[0]) / (double)in->n_known;
    }
    for (size_t t = 0; t < in->n; t++) {
        if (!in->known[t])
            continue;
        ty += ((double)t - mean_t) * (in->y[t] - in->y[0] - mean_y);
        tt += ((double)t - mean_t) * ((double)t - mean_t);
    }
    return tt > 0 ? ty / tt : 0;
}

static bool theta_line(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    (void)work;
    dk_ses_fit fit = dk_ses(in, -1);
    double half = 0.5 * slope_of(in);
    double lag = (1 - pow(1 - fit.alpha, (double)in->n)) / fit.alpha;
    double df = fit.n_errors > 3 ? (double)(fit.n_errors - 3) : 1;
    double sd = sqrt(fmax(fit.sse, 0) / df);
    for (size_t h = 0; h < in->horizon; h++) {
        out->mean[h] = fit.level + half * ((double)h + lag);
        out->sd[h] = sd * sqrt(1 + (double)h * fit.alpha * fit.alpha);
    }
    return true;
}

static bool theta(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    return dk_season_wrap_theta(work, in, out, theta_line);
}

const dk_method dk_method_theta = {
    .key = "theta",
    .title = {"Theta 法", "theta"},
    .idea = {"近期水平加上长期趋势的一半", "the recent level plus half of the long trend"},
    .source = "Assimakopoulos and Nikolopoulos 2000; Hyndman and Billah 2003",
    .min_known = 3,
    .prior = 1,
    .forecast = theta,
};
