/* models/minimise.h - the minimum of a function of a few variables without derivatives.
 *
 * Nelder and Mead 1965 (doi:10.1093/comjnl/7.4.308) with the usual coefficients (1, 2, 1/2, 1/2).
 * Ours rather than GSL's: the same simplex without an allocation and a matrix copy per step, which
 * cost more than the likelihood of a short series.
 */
#ifndef DK_MODELS_MINIMISE_H
#define DK_MODELS_MINIMISE_H

#include <stddef.h>

enum { DK_MINIMISE_MAX = 8 };

typedef double dk_objective(const double *x, void *ctx);

/* Improves x[n] (n <= DK_MINIMISE_MAX) from simplex edges step[n] until the values at the corners
 * differ by less than `tolerance` or `evaluations` are spent; returns the value at x. The objective
 * must not return NaN (return a large number where it is undefined). */
double dk_minimise(dk_objective *f, void *ctx, double *x, const double *step, size_t n,
                   double tolerance, size_t evaluations);

#endif
