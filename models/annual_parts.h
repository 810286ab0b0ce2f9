/* models/annual_parts.h - what annual.c and annual_group.c share; see annual.h. */
#ifndef DK_MODELS_ANNUAL_PARTS_H
#define DK_MODELS_ANNUAL_PARTS_H

#include "models/annual.h"

/* Seasons a series needs before a year's end behind it to be judged there. */
enum { DK_ANNUAL_BEFORE_MIN = 3 };

/* One series; `filled` has no gaps and lives as long as the settling. */
typedef struct {
    dk_series series;
    const double *filled; /* NULL: it is left alone */
    size_t group;
    bool is_sum, is_variant;
} dk_annual_entry;

typedef struct {
    const dk_annual_input *in;
    dk_arena *arena, *work; /* results and scratch */
    dk_annual_entry *items; /* in->n of the caller's, then the sums */
    size_t n, n_groups, n_ahead;
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

/* Learns from the members of group `group` and settles their forecasts (of all items, in order).
 * learnt as dk_annual_forecast's. False when memory is out. */
bool dk_annual_settle(const dk_annual_work *a, size_t group, dk_forecast *forecasts,
                      const dk_annual **learnt);

#endif
