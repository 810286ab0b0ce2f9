/* models/prepare.h - the first n values of a series as a method wants to see them.
 *
 * Leading and trailing missing values are cut (the trailing ones lengthen the horizon: step 1 is
 * still the period after value n-1), gaps inside are filled from the neighbouring seasons or by a
 * straight line, and everything is divided by a power of two near the mean level, which is exact.
 */
#ifndef DK_MODELS_PREPARE_H
#define DK_MODELS_PREPARE_H

#include "models/method.h"

typedef struct {
    dk_method_input in;
    size_t lead;   /* trailing missing values: steps of `in` that lie before step 1 */
    double scale;  /* power of two; value = scale * in.y */
    double level;  /* mean |y| of the last season (at least 3 values) in units of in.y; > 0 */
    double change; /* mean |y[t] - y[t-1]|; beyond a season its mean with that of |y[t] -
                      y[t-season]|; in units of in.y, 0 for a single value */
} dk_prepared;

/* Prepares value[0..n-1] for `horizon` steps. False when memory is out; in.n_known == 0 when no
 * value is known. Memory from `work`. O(n). */
bool dk_prepare(dk_arena *work, const dk_series *series, size_t n, size_t horizon,
                dk_prepared *out);

#endif
