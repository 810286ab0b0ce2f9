/* models/method/parts.h - what several methods share: seasonal adjustment and a seasonal wrapper.
 *
 * Methods without a season of their own (SES, Holt, theta) forecast the seasonally adjusted series:
 *
 *     y -> season, shrunk -> y / s or y - s -> method -> f * s or f + s
 */
#ifndef DK_MODELS_METHOD_PARTS_H
#define DK_MODELS_METHOD_PARTS_H

#include "models/method/season.h"

/* A method, or the part of one that needs no season. */
typedef bool dk_method_part(dk_arena *work, const dk_method_input *in, dk_method_output *out);

/* Runs `method` on the series adjusted by its season, renewed and shrunk (a ratio where all values
 * are positive), and puts the season back; as it is below two seasons and two values. */
bool dk_season_wrap(dk_arena *work, const dk_method_input *in, dk_method_output *out,
                    dk_method_part *method);

/* The same with a season that is given: index[season] by t % season. */
bool dk_season_adjusted(dk_arena *work, const dk_method_input *in, dk_season_kind kind,
                        const double *index, dk_method_output *out, dk_method_part *method);

/* The theta method's way (M3 competition; the same steps as thetaf of R's package forecast): the
 * season is there when its autocorrelation passes the 90 % test on the series as it is, over more
 * than two seasons, and is always taken as a ratio; indices near zero mean no season. Series with
 * negative values go the way of dk_season_wrap. */
bool dk_season_wrap_theta(dk_arena *work, const dk_method_input *in, dk_method_output *out,
                          dk_method_part *method);

/* Runs `method` on the logarithms (on the values when not all are positive) and takes exp of its
 * means, kept below exp(5) times the last value; standard deviations become relative. */
bool dk_log_wrap(dk_arena *work, const dk_method_input *in, dk_method_output *out,
                 dk_method_part *method);

/* Parts that are methods themselves: the dynamic optimised theta model of a series without a season
 * (dotm.c), O(60 n + horizon); the automatic ARIMA (arima.c). */
dk_method_part dk_theta_dynamic, dk_arima_automatic;

/* Standard deviation of the known one-step errors e[t], t >= from, with n - df in the divisor (at
 * least 1); 0 when there is none. O(n). */
double dk_residual_sd(const dk_method_input *in, const double *e, size_t from, size_t df);

/* Simple exponential smoothing fitted by least squares: alpha in [1e-4, 0.9999], the first level
 * concentrated out (errors are linear in it). */
typedef struct {
    double alpha, first_level, level; /* level after the last value */
    double sse;
    size_t n_errors;
} dk_ses_fit;

/* `alpha` < 0: estimate it. O(60 n). */
dk_ses_fit dk_ses(const dk_method_input *in, double alpha);

#endif
