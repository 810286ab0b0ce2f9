/* models/announced.h - announced plants as scenarios on the sample paths of a forecast.
 *
 * A plant comes with some probability, late by some months, hires over a ramp and then replaces
 * those who leave:
 *
 *     openings in month m = [it comes] * posts / ramp          start + delay <= m < ... + ramp
 *                         = [it comes] * posts * turnover      afterwards
 *     it comes ~ Bernoulli(probability), delay ~ Poisson(delay_months)
 *
 * Every path draws for every plant whether and when, the same draws in every series it adds to, so
 * that totals over series and years have true intervals and a plan made from the paths depends on
 * the plants. Means are exact sums, not averages of paths. Draws of one plant come from a stream of
 * its own: adding one leaves the others as they were.
 */
#ifndef DK_MODELS_ANNOUNCED_H
#define DK_MODELS_ANNOUNCED_H

#include "models/forecast.h"

typedef struct {
    const char *key;     /* its number; names the stream of its draws */
    const char *title;   /* for people; may be NULL */
    int64_t start;       /* period index of the first month of hiring, as announced */
    int32_t ramp;        /* months, >= 1 */
    double probability;  /* 0..1 */
    double delay_months; /* mean, >= 0; of those that come */
    double turnover;     /* of the posts, a month, 0..1 */
    double posts;        /* openings of this series, >= 0 */
} dk_announced;

/* Expected openings of the plants in the `horizon` months from period index `first` on, added up in
 * out[]. O(n * horizon * delays). */
void dk_announced_mean(const dk_announced *list, size_t n, int64_t first, size_t horizon,
                       double *out);

/* Adds the plants to the paths, means and intervals of a monthly forecast; steps that no path
 * changes keep their intervals to the bit. added[horizon] gets what the means grew by. False when
 * memory is out. Needs paths, and no extra quantiles (they would stay as they were).
 * O(n * paths * horizon + paths log paths). */
bool dk_announced_add(const dk_announced *list, size_t n, uint64_t seed, dk_arena *arena,
                      dk_forecast *forecast, double *added);

#endif
