/* models/level.h - forecasts of series whose level may just have changed.
 *
 * A smoothing method needs many months to believe a break, and last year's number never does. Here
 * a lasting change of level within the last 18 periods is looked for by least squares,
 *
 *     log y_t = a + b t + season + festival columns + d [t >= s] + e_t      the last 60 values
 *
 * for every s that leaves at least three values after it. The s with the largest |t| of d stands
 * for a change; how far to believe it follows from Schwarz's approximation of the Bayes factor
 * (Kass and Raftery 1995, doi:10.1080/01621459.1995.10476572), shared among the candidates, and a
 * prior:
 *
 *     odds = 0.2 / 0.8 * exp(t^2 / 2) / sqrt(n candidates)            one series in five breaks
 *     probability = odds / (1 + odds)
 *
 * The forecast is then a mixture: with that probability a path comes from the series whose earlier
 * values are brought to the new level, multiplied by exp(se z), z ~ N(0, 1) (what is not known of
 * d), else from the series as it stands. So a doubtful break widens the interval, and a certain one
 * moves the forecast.
 *
 * Only values before the end of the series are read: a series cut off earlier gives what was known
 * then.
 */
#ifndef DK_MODELS_LEVEL_H
#define DK_MODELS_LEVEL_H

#include "models/forecast.h"

enum { DK_LEVEL_LOOK_BACK = 18, DK_LEVEL_WINDOW = 60 };

/* A change is spoken of from this probability on. */
#define DK_LEVEL_LIKELY 0.5

typedef struct {
    double probability; /* 0..1; 0: nothing worth a thought */
    size_t at;          /* first value of the new level */
    double ratio;       /* new level over old, > 0 */
    double se;          /* standard error of log ratio */
} dk_level_shift;

/* Looks for the last lasting change of a positive seasonal series; none is found in a shorter one,
 * nor in one with zeros in the window or a value below a twentieth of its mean: logarithms of such
 * values outweigh all others (openings of a small specialty, 5 a month and 0.1 in some, were
 * foretold threefold after two good months). False when memory is out. O(window * columns^2) per
 * candidate.
 */
bool dk_level_find(dk_arena *work, const dk_series *series, dk_level_shift *out);

/* dk_forecast_many with such mixtures; shifts[n] gets what was found. The rest of a forecast
 * (members, backtest) is that of the likelier of its two series. Needs paths and no extra
 * quantiles. A series with a possible break is forecast twice. */
DK_MUST dk_code dk_level_forecast(const dk_series *series, size_t n, size_t horizon,
                                  const dk_forecast_options *options, dk_arena *arena,
                                  dk_forecast_result *out, dk_level_shift *shifts, dk_err *err);

#endif
