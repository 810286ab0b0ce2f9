/* models/annual.h - forecasts whose yearly totals have learnt from hindsight.
 *
 * Methods that smooth months know little of the second and third year: there last year's total is
 * hard to beat, what grows grows mostly with everything else, and a good or bad year is shared by
 * all. So the forecasts of a group are settled after they are made. With L the total of the last
 * year, p = log(forecast / L) of a series and g that of the sum of its group, forecast
 * itself in a pool of sums (they are smoother than their members),
 *
 *     growth = common * g' + own * (p - g')         g' = loading * g
 *
 *   loading  how much the series move with the sum of the others: regression of their yearly growth
 *            on that of the others, 0..1, pulled towards 0 by its own uncertainty (prior variance
 *            1/4). Series that have nothing to do with each other have none, and their forecasts
 *            are judged as they stand
 *   common   what the sum's forecast growth was worth, own what a series' own departure from it was
 *            worth, 0..1: regressions of what came on what was foretold at earlier year's ends from
 *            the values known then. One year ahead they are pulled towards 3/4 (prior variance 1/4)
 *            and 1/2 (1/20), further ahead towards what was learnt a year nearer, by as much as the
 *            years disagree: years, not series, are the independent witnesses
 *
 * `own` is a regression by absolute errors (iterated weights; Huber 1964,
 * doi:10.1214/aoms/1177703732): by squares a few totals that doubled decided for all. A year's mean
 * error counts as common as far as means err more than chance (random effects), the rest of it
 * tells of `own` as well. Groups of one label and season whose series end at different times are
 * one cohort: they have sums of their own and learn together.
 *
 * The spread of totals follows the same hindsight, each year judged by weights learnt without it:
 *
 *   own_scale   variance of the series' departures over that of their sample paths
 *   common_sd   root mean square of the common errors of a year, shrunk to growth at random
 *               (variance proportional to the years ahead) with the weight of four years; Student t
 *               with as many degrees of freedom as years judged and one
 *
 * A path's months of one year are multiplied by one factor; the shock of path i is the same for all
 * series of a group, so that sums over series are as uncertain as they should be and every total,
 * difference and sum comes from the same paths.
 *
 * Settled are positive seasonal series of at least four seasons, few zeros and last totals of at
 * least 5 a period; others and horizons below one season stay as dk_forecast_many made them.
 * Nothing after the end of a series is read. The hindsight uses the members that cost little.
 */
#ifndef DK_MODELS_ANNUAL_H
#define DK_MODELS_ANNUAL_H

#include "models/forecast.h"

enum { DK_ANNUAL_AHEAD_MAX = 10, DK_ANNUAL_YEARS_MAX = 8 };

/* What a cohort learnt of totals one year ahead, two, ... */
typedef struct {
    size_t n_years; /* year's ends judged, over its groups */
    double common, own, own_scale, common_sd, df;
} dk_annual_ahead;

typedef struct {
    size_t n_series; /* learnt from */
    double loading;
    size_t n_ahead;
    dk_annual_ahead ahead[DK_ANNUAL_AHEAD_MAX];
} dk_annual;

typedef struct {
    const dk_series *series;
    size_t n;
    /* n flags: another telling of a series, settled but not learnt from nor summed; NULL: none. */
    const bool *is_variant;
    size_t horizon;
    const dk_forecast_options *options; /* needs paths, no extra quantiles */
} dk_annual_input;

/* dk_forecast_many, settled. learnt[n] gets what was learnt for each series, NULL for one that was
 * left as it was; may be NULL. Owned by `arena`. Cost: that of dk_forecast_many and up to 16 runs
 * of the cheap members per series. */
DK_MUST dk_code dk_annual_forecast(const dk_annual_input *in, dk_arena *arena,
                                   dk_forecast_result *out, const dk_annual **learnt, dk_err *err);

/* ---- the learning alone (annual_learn.c) ---- */

/* One group at one year's end behind it. */
typedef struct {
    size_t n;                  /* series */
    const double *said, *came; /* [n] log growth foretold and real; NaN: not known */
    const double *weight;      /* [n] > 0: inverse variance of a year's growth */
    const double *spread;      /* [n] > 0: standard deviation of the paths' log totals */
    double sum_said;           /* foretold of the group's sum, times loading; NaN: not known */
} dk_annual_round;

typedef struct {
    const dk_annual_round *rounds;
    size_t n_rounds;
    size_t ahead;  /* years from the end judged to the total: 1, 2, ... */
    double growth; /* mean square yearly log growth of the sums, times loading^2 */
} dk_annual_sample;

/* Learns from one sample; `nearer` are the ahead - 1 lessons of fewer years ahead, in order.
 * O(rounds * n). */
void dk_annual_learn(const dk_annual_sample *sample, const dk_annual_ahead *nearer,
                     dk_annual_ahead *out);

#endif
