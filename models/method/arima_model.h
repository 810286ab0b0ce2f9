/* models/method/arima_model.h - one seasonal ARIMA model: exact likelihood, estimate, forecasts.
 *
 *     phi(B) Phi(B^m) (1 - B)^d (1 - B^m)^D y[t] = c + theta(B) Theta(B^m) e[t]
 *
 * Box and Jenkins 1970. The differenced series w is stationary, so its Gaussian likelihood is exact
 * by the Kalman filter from the stationary state (Gardner, Harvey and Phillips 1980,
 * doi:10.2307/2346910). For a time-invariant model the filter's covariance changes by a matrix of
 * rank one per step (Morf, Sidhu and Kailath 1974, doi:10.1109/TAC.1974.1100576), which makes a
 * step O(r) instead of O(r^2), r = max(p + mP, q + mQ + 1). The mean of w (for d + D = 1 the drift,
 * for 2 none) is linear and concentrated out by generalised least squares; the variance likewise.
 *
 * Filled gaps count as values: differences know no mask.
 */
#ifndef DK_MODELS_METHOD_ARIMA_MODEL_H
#define DK_MODELS_METHOD_ARIMA_MODEL_H

#include "models/method.h"

enum {
    DK_ARIMA_MAX = 5,             /* p, q */
    DK_ARIMA_SEASONAL_MAX = 2,    /* P, Q */
    DK_ARIMA_LONGEST_SEASON = 24, /* longer ones: no seasonal terms */
    DK_ARIMA_TERMS = 2 * (DK_ARIMA_MAX + DK_ARIMA_SEASONAL_MAX),
    DK_ARIMA_STATES = DK_ARIMA_MAX + DK_ARIMA_SEASONAL_MAX * DK_ARIMA_LONGEST_SEASON + 1,
};

typedef struct {
    size_t p, d, q, P, D, Q;
    bool has_constant;
} dk_arima_order;

typedef struct {
    dk_arima_order order;
    size_t season;
    /* Partial autocorrelations of the four polynomials, p + q + P + Q of them in this order, each
     * in [-1, 1]: every point is a stationary and invertible model. */
    double partial[DK_ARIMA_TERMS];
    double ar[DK_ARIMA_STATES + 1],
        ma[DK_ARIMA_STATES + 1]; /* [1..] multiplied out, w = ar + e + ma */
    size_t n_ar, n_ma;
    double constant;               /* mean of w */
    double state[DK_ARIMA_STATES]; /* of w - constant, predicted for the first future period */
    double variance; /* of that prediction / sigma2: above 1 for roots of theta near 1 only */
    double sigma2;   /* sum of squares / (n_used - coefficients) */
    double loglik;   /* Gaussian, exact, with its constants (R's convention) */
    double aicc;     /* HUGE_VAL when there are too few values */
    size_t n_used;   /* values of w */
} dk_arima_fit;

/* Fits `order` by maximum likelihood, started from conditional least squares and, unless it is
 * NULL, from the fit of a neighbouring order. `thorough` starts from a grid as well and stops
 * at 1e-7 of -2 log-likelihood instead of 1e-2: the maximum itself, for comparisons. False when
 * memory is out; aicc is HUGE_VAL when the order does not fit the length. About 10 rounds of (p + q
 * + P + Q
 * + 1) filters of O(n r), times 4^(p + q + P + Q) when thorough. */
bool dk_arima_estimate(dk_arena *work, const dk_method_input *in, dk_arima_order order,
                       const dk_arima_fit *near, bool thorough, dk_arima_fit *fit);

/* Means and standard deviations over the horizon (psi weights; the state counts as known but for
 * the first step's variance, which matters by 1 % when theta has a root of 1). O(horizon * (r +
 * n_ar)). */
bool dk_arima_forecast(dk_arena *work, const dk_method_input *in, const dk_arima_fit *fit,
                       dk_method_output *out);

/* True when no root of a polynomial lies within 1 % of the unit circle. */
bool dk_arima_is_inside(const dk_arima_fit *fit);

/* (1 - B)^d (1 - B^m)^D of y[n] into w[n - d - D m]; returns the length (0 when n is too small). */
size_t dk_arima_difference(const double *y, size_t n, size_t d, size_t D, size_t season, double *w);

#endif
