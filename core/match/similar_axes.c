/* core/match/similar_axes.c - where profiles stand among the activities of all.
 *
 * Classical scaling (Torgerson 1952): the leading eigenvectors of the centred cosines of
 * activities, by orthogonal iteration (Golub and Van Loan 2013, section 8.2.4) from fixed numbers.
 * Only the plane they span has a meaning, so it does not matter in which order profiles come.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/random.h"
#include "core/match/similar_views.h"

enum { STEPS = 30, PROFILES_PER_AXIS = 10, AXES_SEED = 1 };
static const double NOTHING = 1e-9; /* of a column's length: what is left of it is rounding */

static double column_dot(const double *q, size_t n, size_t r, size_t a, size_t b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += q[i * r + a] * q[i * r + b];
    return sum;
}

/* Gram and Schmidt, each column against those before it, twice; a column that is nothing new
 * becomes 0. */
static void orthonormalise(double *q, size_t n, size_t r)
{
    for (size_t a = 0; a < r; a++) {
        double before = sqrt(column_dot(q, n, r, a, a));
        for (size_t k = 0; k < 2 * a; k++) {
            double share = column_dot(q, n, r, a, k % a);
            for (size_t i = 0; i < n; i++)
                q[i * r + a] -= share * q[i * r + k % a];
        }
        double size = sqrt(column_dot(q, n, r, a, a));
        for (size_t i = 0; i < n; i++)
            q[i * r + a] *= size > NOTHING * before ? 1 / size : 0;
    }
}

/* Takes the means of rows and columns from the cosines of those that have any; 0 for others. */
static bool centre(size_t n, double *pairs, const bool *has)
{
    double *mean = calloc(n, sizeof *mean), all = 0, count = 0;
    if (mean == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        count += has[i];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            mean[i] += has[i] && has[j] ? pairs[i * n + j] / count : 0;
        all += has[i] ? mean[i] / count : 0;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            pairs[i * n + j] = has[i] && has[j] ? pairs[i * n + j] - mean[i] - mean[j] + all : 0;
    }
    free(mean);
    return true;
}

/* out = pairs * q, for q[n * r]. */
static void multiply(size_t n, size_t r, const double *pairs, const double *q, double *out)
{
    memset(out, 0, n * r * sizeof *out);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            const double by = pairs[i * n + j], *from = q + j * r;
            for (size_t a = 0; a < r; a++)
                out[i * r + a] += by * from[a];
        }
    }
}

/* The leading eigenvectors into q, each of mean square 1 over `count` profiles. */
static bool iterate(size_t n, size_t r, const double *pairs, size_t count, double *q)
{
    double *next = malloc(n * r * sizeof *next);
    dk_random random = dk_random_seed(AXES_SEED);
    if (next == NULL)
        return false;
    for (size_t i = 0; i < n * r; i++)
        q[i] = dk_random_unit(&random) - 0.5;
    for (int step = 0; step < STEPS; step++) {
        multiply(n, r, pairs, q, next);
        memcpy(q, next, n * r * sizeof *q);
        orthonormalise(q, n, r);
    }
    for (size_t i = 0; i < n * r; i++)
        q[i] *= sqrt((double)count);
    free(next);
    return true;
}

bool dk_similar_axes(const dk_similar_work *work, double **axes, bool *has, size_t *n_axes)
{
    size_t n = work->input->n, count = 0;
    double *pairs = malloc(n * n * sizeof *pairs);
    bool is_on = false;
    *axes = NULL;
    *n_axes = 0;
    bool is_ok =
        pairs != NULL && dk_similar_view(work, DK_SIMILAR_VIEW_activities, pairs, has, &is_on);
    for (size_t i = 0; is_ok && is_on && i < n; i++)
        count += has[i];
    size_t r = count / PROFILES_PER_AXIS;
    r = r < DK_SIMILAR_AXES ? r : DK_SIMILAR_AXES;
    if (is_ok && r > 0) {
        *axes = malloc(n * r * sizeof **axes);
        *n_axes = r;
        is_ok = *axes != NULL && centre(n, pairs, has) && iterate(n, r, pairs, count, *axes);
    }
    free(pairs);
    return is_ok;
}
