/* models/marginal.h - the distribution of one step, and paths made of such steps.
 *
 * Usual series:        mean + sd * q(u), q the pool's calibrated score quantile; cut at 0 and
 * rounded to whole numbers where the nature asks for it. Mostly zero counts:  negative binomial
 * with the mean and the calibrated variance (Poisson when the variance is not larger than the
 * mean).
 */
#ifndef DK_MODELS_MARGINAL_H
#define DK_MODELS_MARGINAL_H

#include "models/pool.h"

typedef struct {
    const dk_pool_table *table;
    bool is_intermittent;
    dk_nature nature;
} dk_marginal;

/* Quantile of step `h` at u in (0, 1). O(1); for mostly zero counts O(result). */
double dk_marginal_quantile(const dk_marginal *marginal, size_t h, double mean, double sd,
                            double u);

/* Standard normals z[p * horizon + h] with the dependence over steps that the errors showed: a part
 * common to all steps and a walk, corr(h, k) = common + (1 - common) * rho^|h - k|. */
void dk_dependence_draw(dk_dependence d, dk_random *random, size_t n_paths, size_t horizon,
                        double *z);

/* Fills paths[p * horizon + h]. For each step the values are the quantiles at (r + 1/2) / n_paths
 * in the order of the normals z[p * horizon + h], so that the marginals are exact and the paths
 * depend on each other as the normals do (a shuffle in the sense of Clark et al. 2004,
 * doi:10.1175/1525-7541(2004)005<0243:TSSAMF>2.0.CO;2). O(paths * horizon * log(paths)). */
bool dk_marginal_paths(dk_arena *work, const dk_marginal *marginal, const double *mean,
                       const double *sd, size_t horizon, const double *z, size_t n_paths,
                       double *paths);

#endif
