/* models/method/factors.h - a wandering level plus what is known ahead of time.
 *
 *     z[t] = level[t] + drift t + season[t mod m] + b' x[t]        z = y, or log y
 *
 * x are the series' regressors (festival shares, calendar, events, level shifts;
 * models/regressor.h). Errors of a level smoothed by alpha are linear in everything else: when y
 * and every column go through the same smoothing filter, least squares of the filtered y on the
 * filtered columns is generalised least squares with ARIMA(0,1,1) errors (Harvey 1989, Forecasting,
 * Structural Time Series Models and the Kalman Filter, section 7.3). alpha is searched on a grid;
 * drift, season, logarithm, and the regressors all together, are kept when AICc asks for them.
 *
 * Two uses: the method "regression" forecasts with it; and the effects of x alone (b' x) are taken
 * out of a series before the methods that know nothing of x see it, and put back afterwards, so
 * that every method puts next year's festival where it is.
 */
#ifndef DK_MODELS_METHOD_FACTORS_H
#define DK_MODELS_METHOD_FACTORS_H

#include "models/method.h"
#include "models/regress.h"

enum {
    DK_FACTORS_LONGEST_SEASON = 24,
    DK_FACTORS_COLUMNS = 2 + DK_FACTORS_LONGEST_SEASON + DK_REGRESSORS_MAX,
};

typedef struct {
    bool is_log, has_drift, has_season;
    double alpha;
    size_t n_x, x[DK_REGRESSORS_MAX]; /* regressors used: those that vary over the known values */
    size_t k;                         /* columns: one, drift, season - 1, n_x */
    double *columns;                  /* [(n + horizon) * k] */
    double level[DK_FACTORS_COLUMNS]; /* of each column after the last value, smoothed by alpha */
    double level_z;                   /* of z */
    double aicc;             /* HUGE_VAL: too short for any variant, nothing else is filled */
    const long double *rows; /* [n_known * k] smoothed columns, the design of the fit */
    const double *z;         /* [n_known] smoothed values */
    dk_regression_fit fit;   /* coefficients by column */
} dk_factors;

/* Chooses and fits the model. `work` owns the result. O(112 n k^2). */
bool dk_factors_fit(dk_arena *work, const dk_method_input *in, dk_factors *out);

/* Fits the logarithm of a positive seasonal series with drift, season and every column that varies
 * over its known values; aicc HUGE_VAL when it is none or too short. As above. O(7 n k^2). */
bool dk_factors_fit_log(dk_arena *work, const dk_method_input *in, dk_factors *out);

/* The effects of the regressors on a series: y = adjusted * factor where is_log, else adjusted +
 * term.
 */
typedef struct {
    bool is_log;
    size_t n_x;     /* regressors kept; 0: no effect, the rest is not filled */
    double *effect; /* [n + horizon]: factor or term */
} dk_effects;

/* Estimates them and makes *adjusted the input without them (and without regressors); the input
 * itself when there are none. Owned by `work`. As dk_factors_fit; O(1) without regressors. */
bool dk_effects_remove(dk_arena *work, const dk_method_input *in, dk_effects *out,
                       dk_method_input *adjusted);

/* Puts the effects of the future (periods from n on) back into a method's output. O(horizon). */
void dk_effects_restore(const dk_effects *effects, size_t n, size_t horizon, dk_method_output *out);

#endif
