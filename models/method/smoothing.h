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
 * (e / m ~ s.d. sigma); only the likelihood differs. The 15 forms: error A or M; trend N, A or
 * damped A; season N, A or M, the latter with multiplicative errors only. Multiplicative trends are
 * not offered (they explode), additive errors with a multiplicative season neither (unstable).
 * A missing value has e = 0 and does not count.
 */
#ifndef DK_MODELS_METHOD_SMOOTHING_H
#define DK_MODELS_METHOD_SMOOTHING_H

#include "models/method/parts.h"

enum { DK_ETS_LONGEST_SEASON = 24 };

typedef struct {
    bool is_relative; /* multiplicative errors */
    bool has_trend, is_damped;
    dk_season_kind season;
} dk_ets_form;

/* Bounds as in common use (R's "usual" ones): 1e-4 <= alpha <= 0.9999, 1e-4 <= beta <= alpha, 1e-4
 * <= gamma <= 1 - alpha, 0.8 <= phi <= 0.98; and admissible ones. */
typedef struct {
    double alpha, beta, gamma, phi; /* unused ones are 0; phi is 1 without damping */
    double level, slope;            /* before the first value */
} dk_ets_parameters;

typedef struct {
    dk_ets_form form;
    dk_ets_parameters p;
    double *season0;     /* seasonal states before the first value, by t % season; NULL without */
    double level, slope; /* after the last value */
    double *season;      /* after the last value, by t % season; NULL without */
    double squares;      /* of e or e/m */
    double sigma2;       /* variance of e or e/m, divisor n - parameters */
    double deviance;     /* -2 log-likelihood up to a constant: n log(sum r^2) + 2 sum log|m| */
    double aicc;
    size_t n_errors;
} dk_ets_fit;

typedef enum {
    DK_ETS_QUICK,    /* smoothing constants, level and slope; season from the decomposition */
    DK_ETS_FULL,     /* every first state as well, from one start */
    DK_ETS_THOROUGH, /* from several starts, to 1e-7 of the deviance: the maximum likelihood */
} dk_ets_effort;

/* Runs the recursion at fit->p from fit->season0 and fills the rest of *fit but aicc; deviance is
 * HUGE_VAL where the model is undefined (a relative error of a mean <= 0). fit->season must have
 * room. The known errors go to r[] one after the other (n_known values), unless it is NULL. O(n).
 */
void dk_ets_filter(const dk_method_input *in, dk_ets_fit *fit, double *r);

/* Fits one form by maximum likelihood within the bounds. False when memory is out. About 15 rounds
 * of k + 1 filters, k the free numbers: O(15 k n), FULL with a season k = season + 1..4. */
bool dk_ets_estimate(dk_arena *work, const dk_method_input *in, dk_ets_form form,
                     dk_ets_effort effort, dk_ets_fit *fit);

/* True when the weights of past values fade: no root of the characteristic polynomial of a seasonal
 * form lies on or outside the unit circle (Hyndman, Akram and Archibald 2008,
 * doi:10.1007/s10463-006-0109-x; R's "admissible" bound). Always so without a season, within the
 * usual bounds. O(season^2). */
bool dk_ets_is_admissible(const dk_ets_fit *fit, size_t season);

/* log-likelihood in R's convention: -(n log(sum r^2) + 2 sum log|m|) / 2. */
static inline double dk_ets_loglik(const dk_ets_fit *fit)
{
    return -0.5 * fit->deviance;
}

/* Means and standard deviations of `fit` over the horizon, chapter 6 of the book. Class 1 (additive
 * errors): s^2 * (1 + sum c[j]^2), c[j] the response to an error j steps ago. Class 2 (relative
 * errors, additive season): v[h] = (1 + s^2) theta[h] - m[h]^2. Class 3 (multiplicative season):
 * the book's approximation, theta times (1 + s^2 gamma^2)^k after k full seasons, times the
 * season's square. O(horizon^2 / 2) for relative errors, else O(horizon). */
void dk_ets_forecast(const dk_method_input *in, const dk_ets_fit *fit, dk_method_output *out);

/* "MAdM" and the like, at most 5 bytes; and back (false for other texts). */
void dk_ets_name(dk_ets_form form, char out[8]);
bool dk_ets_parse(const char *name, dk_ets_form *out);

#endif
