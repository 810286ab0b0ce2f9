/* models/score.h - how good forecasts were, in the measures the field uses.
 *
 * One case is one series with the truth that came later; dk_score_add takes cases in any order, so
 * that a million series need no memory. Scale: dk_series_scale of the known past (Hyndman and
 * Koehler 2006); cases of scale 0 are left out of the scaled measures.
 *
 *   MASE   mean |y - f| / scale             RMSSE  root mean (y - f)^2 / mean squared last step
 *   bias   mean (f - y) / scale             MSIS   interval score at 95 % / scale (Gneiting and
 *   WQL    2 sum pinball / sum |y|, mean           Raftery 2007, doi:10.1198/016214506000001437)
 *          over the quantiles               PIT    shares of the truth in tenths of its forecast
 *
 * The probability integral transform of a count is randomised by its expectation: a truth that
 * holds the probability from F(y-1) to F(y) is spread evenly over it (Czado, Gneiting and Held
 * 2009, doi:10.1111/j.1541-0420.2009.01191.x).
 */
#ifndef DK_MODELS_SCORE_H
#define DK_MODELS_SCORE_H

#include "models/forecast.h"

typedef struct {
    const dk_series *series; /* what was known */
    const double *truth;     /* n_steps values; NaN: not known */
    size_t n_steps;
    const dk_forecast_step *steps;
    const double *quantiles; /* n_steps * n_levels, step-major; NULL: none */
    const double *levels;    /* ascending, in (0, 1) */
    size_t n_levels;
} dk_score_case;

/* Sums over cases; zero-initialise. */
typedef struct {
    double n, scaled, squared; /* cases: all, with a scale, with a squared scale */
    double smape, mase, rmsse, bias, msis;
    double pinball, volume;
    struct {
        double in, steps, in_in, in_steps, steps_steps; /* per case, squared and multiplied */
    } cover80, cover95;
    double pit[10], pit_total;
} dk_score_sum;

typedef struct {
    size_t n;
    double smape, mase, rmsse, bias, msis, wql;      /* NaN when no case allows them */
    double cover80, cover80_se, cover95, cover95_se; /* shares 0..1; errors clustered by series */
    double pit[10];                                  /* shares, sum 1 */
} dk_score;

/* Adds a case; one without a known truth changes nothing. O(n + steps * levels). */
void dk_score_add(dk_score_sum *sum, const dk_score_case *one);
dk_score dk_score_of(const dk_score_sum *sum);

#endif
