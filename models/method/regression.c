/* models/method/regression.c - forecasts of the model of factors.h. The variance counts the
 * coefficients' own uncertainty. Only for series with a regressor. */
#include "models/method/factors.h"

#include <math.h>
#include <stdio.h>

#include "models/method/parts.h"

/* Too short for its columns: the level alone. */
static void level_alone(const dk_method_input *in, dk_method_output *out)
{
    dk_ses_fit level = dk_ses(in, -1);
    for (size_t h = 0; h < in->horizon; h++) {
        out->mean[h] = level.level;
        out->sd[h] = sqrt(fmax(level.sse, 0) / (double)in->n_known);
    }
}

static void write_step(bool is_log, double z, double variance, double *mean, double *sd)
{
    variance = fmin(variance, 25); /* exp stays finite; such an interval says nothing anyway */
    *mean = is_log ? exp(fmin(z, 700)) : z;
    *sd = is_log ? *mean * sqrt(exp(variance) - 1) : sqrt(variance);
}

static bool regression(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    dk_factors f;
    if (!dk_factors_fit(work, in, &f))
        return false;
    if (f.aicc == HUGE_VAL) {
        level_alone(in, out);
        return true;
    }
    for (size_t h = 0; h < in->horizon; h++) {
        long double row[DK_FACTORS_COLUMNS];
        double z = f.level_z, wander = 1 + (double)h * f.alpha * f.alpha;
        for (size_t j = 0; j < f.k; j++) {
            row[j] = f.columns[(in->n + h) * f.k + j] - f.level[j];
            z += f.fit.coefficient[j] * (double)row[j];
        }
        double variance = f.fit.sd * f.fit.sd * (wander + dk_regress_leverage(&f.fit, row));
        write_step(f.is_log, z, variance, &out->mean[h], &out->sd[h]);
    }
    snprintf(out->form, sizeof out->form, "%zux%s%s%s", f.n_x, f.has_drift ? " t" : "",
             f.has_season ? " s" : "", f.is_log ? " log" : "");
    return true;
}

static bool suits(const dk_method_input *in)
{
    return in->n_x > 0;
}

const dk_method dk_method_regression = {
    .key = "regression",
    .title = {"因素回归", "regression on known factors"},
    .idea = {"近期水平加上春节、日历、项目等已知因素的影响",
             "the recent level plus the effects of festival, calendar and announced events"},
    .source = "Harvey 1989; regression with ARIMA(0,1,1) errors",
    .min_known = 8,
    .prior = 1,
    .sees_regressors = true,
    .suits = suits,
    .forecast = regression,
};
