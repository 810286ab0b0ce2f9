/* models/quantile.h - quantiles of samples and sample paths. */
#ifndef DK_MODELS_QUANTILE_H
#define DK_MODELS_QUANTILE_H

#include <stddef.h>

/* Ascending order in place. O(n log n). */
void dk_sort(double *values, size_t n);

/* Quantile u in (0, 1) of n >= 1 sorted values, which stand at levels (r + 1/2) / n, linear between
 * them and flat outside. O(1). */
double dk_quantile(const double *sorted, size_t n, double u);

#endif
