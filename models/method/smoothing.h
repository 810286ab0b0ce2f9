/* models/method/smoothing.h - exponential smoothing as a state space model (ETS).
 *
 * Hyndman, Koehler, Ord and Snyder 2008 (doi:10.1007/978-3-540-71918-2), error-correction form.
 * With level l, slope b, damping phi, seasonal state s, q = l + phi b:
 *
 *     mean    m = q,  q + s (season A)  or  q * s (season M)          e = y - m
 *     level   l' = q + alpha e          (season M: alpha e / s)
 *     slope   b' = phi b + beta e       (season M: beta e / s)
 *     season  s' = s + gamma e          (season M: gamma e / q)
 *
 * The recursion is the same for additive errors (e ~ s.d. sigma) and multiplicative ones
 * (e / m ~ s.d. sigma); only the likelihood differs. Trend N or A, damped or not; season N, A, M,
 * the latter with multiplicative errors only; multiplicative trends are not offered (they explode).
 * A missing value has e = 0 and does not count.
 */
#ifndef DK_MODELS_METHOD_SMOOTHING_H
#define DK_MODELS_METHOD_SMOOTHING_H

#include "models/method/parts.h"

typedef struct {
    bool is_relative; /* multiplicative errors */
    bool has_trend, is_damped;
    dk_season_kind season;
} dk_ets_form;

/* Bounds as in common use: 1e-4 <= alpha <= 0.9999, 1e-4 <= beta <= alpha, 1e-4 <= gamma <= 1 -
 * alpha, 0.8 <= phi <= 0.98. */
typedef struct {
    double alpha, beta, gamma, phi; /* unused ones are 0; phi is 1 without damping */
    double level, slope;            /* before the first value */
} dk_ets_parameters;

typedef struct {
    dk_ets_form form;
    dk_ets_parameters p;
    const double *season0; /* seasonal states before the first value, by t % season; NULL without */
    double level, slope;   /* after the last value */
    double *season;        /* after the last value, by t % season; NULL without */
    double sigma2;         /* variance of e or e/m, divisor n - parameters */
    double deviance;       /* -2 log-likelihood up to a constant: n log(sum r^2) + 2 sum log|m| */
    double aicc;
    size_t n_errors;
} dk_ets_fit;

/* Runs the recursion at fit->p from fit->season0 and fills the rest of *fit but aicc; deviance is
 * HUGE_VAL where the model is undefined (a relative error of a mean <= 0). fit->season must have
 * room. O(n). */
void dk_ets_filter(const dk_method_input *in, dk_ets_fit *fit);

/* Fits one form: starting states by decomposition and regression, then Nelder-Mead over smoothing
 * constants, level and slope. False when memory is out. O(300 n). */
bool dk_ets_estimate(dk_arena *work, const dk_method_input *in, dk_ets_form form, dk_ets_fit *fit);

/* Means and standard deviations of `fit` over the horizon. Linear models: s^2 * (1 + sum c[j]^2),
 * c[j] the response to an error j steps ago; relative errors: the recursion of the book's
 * section 6.3 with the season as a fixed factor. O(horizon^2 / 2) for relative errors, else
 * O(horizon). */
void dk_ets_forecast(const dk_method_input *in, const dk_ets_fit *fit, dk_method_output *out);

/* "MAdM" and the like, at most 5 bytes. */
void dk_ets_name(dk_ets_form form, char out[8]);

#endif
