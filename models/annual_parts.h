/* models/annual_parts.h - what annual.c, annual_cohort.c and annual_settle.c share; see annual.h.
 */
#ifndef DK_MODELS_ANNUAL_PARTS_H
#define DK_MODELS_ANNUAL_PARTS_H

#include "models/annual.h"

/* Seasons a series needs before a year's end behind it to be judged there. */
enum { DK_ANNUAL_BEFORE_MIN = 3 };

/* One series; `filled` has no gaps and lives as long as the settling. */
typedef struct {
    dk_series series;
    const double *filled; /* NULL: it is left alone */
    size_t group, cohort; /* groups end together; those of a cohort have one label and season */
    bool is_sum, is_summed, is_variant;
} dk_annual_entry;

typedef struct {
    const dk_annual_input *in;
    dk_arena *arena, *work; /* results and scratch */
    dk_annual_entry *items; /* in->n of the caller's, then the sums */
    size_t n, n_groups, n_cohorts, n_ahead;
    size_t *sum;  /* [group]: entry of its sum, or of its only member */
    double *said; /* [(year * n_ahead + ahead) * n + item]: totals foretold; NaN */
} dk_annual_work;

/* Sum of the season before value `end` >= season. */
static inline double dk_annual_total(const double *values, size_t end, size_t season)
{
    double sum = 0;
    for (size_t t = end - season; t < end; t++)
        sum += values[t];
    return sum;
}

/* Total of year `k` (0, ...) of a forecast's means. */
static inline double dk_annual_foretold(const dk_forecast *f, size_t k, size_t season)
{
    double sum = 0;
    for (size_t h = k * season; h < (k + 1) * season; h++)
        sum += f->steps[h].mean;
    return sum;
}

/* What the series of a cohort learn together from the forecasts of all items (in order) and their
 * hindsight; *out stays NULL when it has no series to learn from. False when memory is out. */
bool dk_annual_cohort(const dk_annual_work *a, size_t cohort, const dk_forecast *forecasts,
                      const dk_annual **out);

/* Settles the forecasts of group `group` by what its cohort learnt; learnt as
 * dk_annual_forecast's. False when memory is out. */
bool dk_annual_settle(const dk_annual_work *a, size_t group, const dk_annual *lesson,
                      dk_forecast *forecasts, const dk_annual **learnt);

#endif
