/* models/least.h - nonlinear least squares within bounds.
 *
 * The likelihoods of the smoothing and ARIMA models are n log(sum v^2) with suitably scaled errors
 * v, so that maximum likelihood is least squares:
 *
 *     relative errors r, means m:        v = r * (product of m)^(1/n)
 *     ARMA innovations e, variances f:   v = e / sqrt(f) * (product of f)^(1/2n)
 *
 * Levenberg 1944 and Marquardt 1963 (doi:10.1137/0111030), damping after Nielsen 1999
 * (IMM-REP-1999-05), derivatives by differences, variables at a bound that would leave it held.
 * Ours rather than gsl_multifit_nlinear, which knows no bounds and allocates per problem: a short
 * series is fitted in less time than that takes to set up.
 */
#ifndef DK_MODELS_LEAST_H
#define DK_MODELS_LEAST_H

#include <stdbool.h>

#include "core/base/arena.h"

enum { DK_LEAST_MAX = 40 };

/* Writes n errors at x to v; false where the model is undefined (v may then be anything). */
typedef bool dk_least_errors(const double *x, double *v, void *ctx);

typedef struct {
    dk_least_errors *errors;
    void *ctx;
    size_t n, k;              /* errors, variables (k <= DK_LEAST_MAX) */
    const double *low, *high; /* bounds of x, low < high */
    double tolerance;         /* stop when a step lowers n log(sum v^2) by less */
    size_t patience;   /* stop after so many such steps in a row, >= 1: valleys may be long */
    size_t iterations; /* at most; each costs k + 1 evaluations or a few more */
} dk_least;

/* Improves x[k], which lies within the bounds, and writes sum v^2 there to *squares (HUGE_VAL when
 * the model is undefined at the x given, which then stays). False when memory is out.
 * O(iterations * k * (n k + cost of errors)). */
bool dk_least_minimise(dk_arena *work, const dk_least *problem, double *x, double *squares);

/* Solves a d = g for the symmetric positive definite a[k * k] (row-major, lower triangle used and
 * overwritten by its Cholesky factor); g is overwritten by d. False when a is not definite.
 * O(k^3 / 6). */
bool dk_least_solve(double *a, double *g, size_t k);

#endif
