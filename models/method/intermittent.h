/* models/method/intermittent.h - what the methods for demand that is mostly zero share.
 *
 * They all smooth how often there is demand (probability p a period) and how much when there is
 * (size z), and differ in when p is updated. The forecast is a rate p * z for every step; its
 * variance is that of a period's demand, zero or a size, with the rate itself uncertain:
 *
 *     (p (v + z^2) - (p z)^2) (1 + a / (2 - a))       v the variance of sizes, a the constant of p
 *
 * Both smoothing constants are chosen on a small grid by one-step squared error.
 */
#ifndef DK_MODELS_METHOD_INTERMITTENT_H
#define DK_MODELS_METHOD_INTERMITTENT_H

#include "models/method.h"

typedef struct {
    double p, z;    /* probability of demand in a period, mean size */
    double a, b;    /* smoothing constants of p and z */
    double squares; /* of the one-step errors of the rate */
    double factor;  /* the rate is factor * p * z */
} dk_intermittent;

/* One pass over the known values from the state *s with its constants; updates p, z and squares. */
typedef void dk_intermittent_run(const dk_method_input *in, dk_intermittent *s);

/* At least 30 % of the known values are zero and none is negative. */
bool dk_intermittent_suits(const dk_method_input *in);

/* Chooses the constants for `run` (20 passes) and writes rate and standard deviation. */
void dk_intermittent_forecast(const dk_method_input *in, dk_intermittent_run *run,
                              dk_method_output *out);

/* Croston's pass: p is the inverse of the smoothed interval between demands; with `is_corrected`
 * the rate is multiplied by 1 - a / 2. */
void dk_intermittent_croston(const dk_method_input *in, dk_intermittent *s, bool is_corrected);

#endif
