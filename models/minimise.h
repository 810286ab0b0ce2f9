/* models/minimise.h - the minimum of a function of one variable without derivatives.
 *
 * A grid first, because the functions here have several valleys (a smoothing constant near 0 and
 * near 1), then golden sections around the best point (Kiefer 1953, doi:10.2307/2032161). Several
 * variables: models/least.h.
 */
#ifndef DK_MODELS_MINIMISE_H
#define DK_MODELS_MINIMISE_H

typedef double dk_objective(double x, void *ctx);

typedef struct {
    double low, high;
    int grid;  /* intervals of the grid, >= 2 */
    int steps; /* golden sections; each shrinks the interval of two grid steps by 0.618 */
} dk_line;

/* The x in [low, high] of the lowest value met; ties go to the first. The objective must not return
 * NaN (HUGE_VAL where it is undefined). grid + steps + 3 evaluations. */
double dk_minimise_line(dk_objective *f, void *ctx, dk_line line);

#endif
