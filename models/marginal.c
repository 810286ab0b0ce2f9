/* models/marginal.c - see marginal.h. */
#include "models/marginal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Smallest k with P(X <= k) >= u, X negative binomial with this mean and variance > mean, or
 * Poisson. p(0) = r^-(mean / (r - 1)), p(k) = p(k-1) * (s + k - 1) / k * (r - 1) / r with r =
 * variance / mean and size s = mean / (r - 1). The caller keeps the mean below 200, so p(0) does
 * not underflow with r > 1.001. */
static double count_quantile(double mean, double variance, double u)
{
    if (mean <= 0)
        return 0;
    double r = fmax(variance / mean, 1.0), p, cumulated, k = 0;
    bool is_poisson = r < 1.01;
    double size = is_poisson ? 0 : mean / (r - 1);
    p = is_poisson ? exp(-mean) : exp(-size * log(r));
    for (cumulated = p; cumulated < u && k < 1e6 && (p > 1e-15 || k < mean); cumulated += p) {
        k += 1;
        p *= is_poisson ? mean / k : (size + k - 1) / k * (r - 1) / r;
    }
    return k;
}

double dk_marginal_quantile(const dk_marginal *marginal, size_t h, double mean, double sd, double u)
{
    assert(u > 0 && u < 1 && sd >= 0);
    double spread = marginal->table->spread[h] * sd;
    if (marginal->is_intermittent && marginal->nature == DK_NATURE_COUNT && mean < 200 &&
        spread < 2000)
        return count_quantile(mean, spread * spread, u);
    double x = mean + sd * dk_pool_quantile(marginal->table, h, u);
    if (marginal->nature == DK_NATURE_REAL)
        return x;
    x = fmax(x, 0);
    return marginal->nature == DK_NATURE_COUNT ? rint(x) : x;
}

typedef struct {
    double g;
    size_t path;
} ranked;

static int by_g(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->g != y->g)
        return x->g < y->g ? -1 : 1;
    return x->path < y->path ? -1 : 1;
}

void dk_dependence_draw(dk_dependence d, dk_random *random, size_t n_paths, size_t horizon,
                        double *z)
{
    for (size_t p = 0; p < n_paths; p++) {
        double shared = sqrt(d.common) * dk_random_normal(random), walk = 0;
        for (size_t h = 0; h < horizon; h++) {
            double fresh = dk_random_normal(random);
            walk = h == 0 ? fresh : d.rho * walk + sqrt(1 - d.rho * d.rho) * fresh;
            z[p * horizon + h] = shared + sqrt(1 - d.common) * walk;
        }
    }
}

bool dk_marginal_paths(dk_arena *work, const dk_marginal *marginal, const double *mean,
                       const double *sd, size_t horizon, const double *z, size_t n_paths,
                       double *paths)
{
    ranked *order = dk_arena_array(work, n_paths, sizeof *order);
    if (order == NULL)
        return false;
    for (size_t h = 0; h < horizon; h++) {
        for (size_t p = 0; p < n_paths; p++)
            order[p] = (ranked){z[p * horizon + h], p};
        qsort(order, n_paths, sizeof *order, by_g);
        for (size_t r = 0; r < n_paths; r++)
            paths[order[r].path * horizon + h] = dk_marginal_quantile(
                marginal, h, mean[h], sd[h], ((double)r + 0.5) / (double)n_paths);
    }
    return true;
}
