/* datasets/gen/moments.h - published figures beside the generator's.
 *
 * Each row: what is measured, the published value, the tolerance on the mean over seeds, and its
 * source in SOURCES.md. The mean over seeds must lie within the tolerance; single counties vary.
 */
#ifndef DK_DATASETS_GEN_MOMENTS_H
#define DK_DATASETS_GEN_MOMENTS_H

#include <stdio.h>

#include "datasets/gen/county.h"

typedef struct {
    const char *title, *source;
    double published, tolerance;
} dk_moment;

extern const dk_moment dk_moments[];
extern const size_t dk_n_moments;

/* The moments of one seed into values[dk_n_moments]. O(county). */
DK_MUST dk_code dk_moments_measure(const dk_gen_options *options, double *values, dk_err *err);

/* Seeds first .. first + n - 1, the table to `to` (NULL: none). *bad gets the rows out of
 * tolerance. */
DK_MUST dk_code dk_moments_run(const dk_gen_options *options, int n, FILE *to, int *bad,
                               dk_err *err);

#endif
