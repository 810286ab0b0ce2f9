/* models/kept.h - a forecast as it was told then, against what came.
 *
 * A kept forecast is a list of months: mean, 80 % interval, the number of the year before, and the
 * mean with people's corrections. It is judged on the months that have come since. Errors are over
 * `scale`, the scale of scaled errors of the series when the forecast was made (MASE).
 */
#ifndef DK_MODELS_KEPT_H
#define DK_MODELS_KEPT_H

#include "core/base/date.h"
#include "models/series.h"

typedef struct {
    int64_t month; /* period index */
    double mean;
    double lo80, hi80; /* -1: not kept */
    double naive;      /* -1: none */
    double manual;     /* -1: nobody expected anything else */
} dk_kept_step;

typedef struct {
    dk_day made;
    size_t item;    /* index of the series, the caller's */
    int64_t first;  /* month of the first step */
    size_t n_known; /* steps that have come, gaps left out */
    double truth, mean, naive,
        manual; /* sums over these; naive and manual -1 when one is missing */
    double mase, mase_naive, mase_manual; /* -1: not measured */
    double bias;                          /* mean of (told - came) / scale */
    double coverage80;                    /* share inside the interval; -1: none */
} dk_kept_score;

/* Judges n steps on the known values of `series` (monthly). scale <= 0: errors are not measured.
 * O(n). */
dk_kept_score dk_kept_judge(const dk_kept_step *steps, size_t n, const dk_series *series,
                            double scale);

#endif
