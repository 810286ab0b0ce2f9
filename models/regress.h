/* models/regress.h - linear least squares to the last digits, and moments to match.
 *
 * Householder's QR decomposition with column scaling and pivoting (Golub 1965,
 * doi:10.1007/BF01436075), the design and all sums in extended precision, one step of iterative
 * refinement. Where long double is double (some processors), results are those of a good QR and no
 * better. NIST's reference sets are the test (tests/unit/models/test_regress.c).
 */
#ifndef DK_MODELS_REGRESS_H
#define DK_MODELS_REGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"

typedef struct {
    size_t n, k;          /* rows, columns; n >= k >= 1 */
    const long double *x; /* [n * k], row by row */
    const double *y;      /* [n] */
} dk_regression;

typedef struct {
    size_t k, rank;      /* columns beyond the rank (exact sums of others, zeros) get 0 */
    double *coefficient; /* [k] */
    double *se;          /* [k] standard errors; 0 when n == rank */
    double sd;           /* residual standard deviation, divisor n - rank; 0 when n == rank */
    double squares;      /* of the residuals */
    const long double *inverse; /* [rank * rank] inverse of the triangle R of the scaled columns */
    const long double *scale;   /* [k] norms of the columns */
    const size_t *order;        /* [k] original number of pivoted column i */
} dk_regression_fit;

/* Fits y = x b. False when memory is out. Owned by `arena`. O(n k^2). */
bool dk_regress(dk_arena *arena, const dk_regression *problem, dk_regression_fit *out);

/* x' (X'X)^-1 x of one row x[k]: the variance of its fitted value over that of the noise. O(k^2).
 */
double dk_regress_leverage(const dk_regression_fit *fit, const long double *row);

/* By how much coefficient j (< k) grows when the y of one row x[k] of the design grows by one:
 * entry j of (X'X)^-1 x. 0 for a column beyond the rank. O(k^2). */
double dk_regress_influence(const dk_regression_fit *fit, size_t j, const long double *row);

/* Columns 1, x, ..., x^degree of n values into out[n * (degree + 1)]. */
void dk_regress_powers(const double *x, size_t n, size_t degree, long double *out);

/* Mean, and standard deviation with divisor n - 1 (0 below two values), of n >= 1 values: a
 * compensated sum (Neumaier 1974, doi:10.1002/zamm.19740540106), then the corrected two-pass
 * algorithm (Chan, Golub and LeVeque 1983, doi:10.1080/00031305.1983.10483115), in extended
 * precision. */
void dk_mean_sd(const double *x, size_t n, double *mean, double *sd);

#endif
