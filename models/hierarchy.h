/* models/hierarchy.h - forecasts that add up: county = sum of towns = sum of specialties.
 *
 * A hierarchy is a set of nodes, each the sum of some bottom series; bottoms are nodes too (their
 * own sum). Groupings may cross. Every node is forecast by itself, then all are brought together:
 *
 *   minimum trace  y~ = y - W C' (C W C')^-1 C y, C the rows "node minus the sum of its bottoms"
 *                  (Wickramasuriya, Athanasopoulos and Hyndman 2019,
 *                  doi:10.1080/01621459.2018.1448825; this form needs no inverse of W), W the
 *                  covariance of the forecasts' errors: the width of each forecast's interval times
 *                  the correlation of the backtest errors, shrunk towards none (Schafer and
 *                  Strimmer 2005, doi:10.2202/1544-6115.1175)
 *   bottom-up      the bottoms' forecasts, added
 *   measured       both, the second unless the first was clearly better in the backtests
 *
 * Sample paths are drawn jointly: each node's paths have its calibrated marginals, ordered by
 * normals with the errors' correlation; then every path is reconciled (Panagiotelis et al. 2023,
 * doi:10.1016/j.ejor.2022.07.040). Means, quantiles and intervals are those of the reconciled
 * paths, so every path adds up exactly; non-negative bottoms stay so, whole ones can be kept whole.
 */
#ifndef DK_MODELS_HIERARCHY_H
#define DK_MODELS_HIERARCHY_H

#include "models/forecast.h"

typedef struct {
    const char *node, *bottom; /* keys of series */
} dk_hierarchy_link;

typedef struct {
    size_t n_series; /* all series, members or not */
    size_t n_nodes;  /* sums; bottoms left out */
    size_t *node;    /* [n_nodes]: series */
    size_t *from;    /* [n_nodes + 1]: bottoms of node k are bottom[from[k]..from[k+1]-1] */
    size_t *bottom;  /* series */
    size_t n_members;
    size_t *member; /* [n_members]: all series of the hierarchy, ascending */
} dk_hierarchy;

enum { DK_HIERARCHY_MAX = 2000, DK_HIERARCHY_PATHS = 1000 };

typedef enum {
    DK_RECONCILE_MEASURED = 0,
    DK_RECONCILE_MIN_TRACE,
    DK_RECONCILE_BOTTOM_UP,
} dk_reconcile;

typedef struct {
    dk_reconcile how;
    bool is_whole; /* means, paths and quantiles are whole numbers that add up */
} dk_hierarchy_options;

/* Resolves the links among `n` series. Fails on a key that is no series, a link given twice, a
 * bottom that is itself a sum of others, and more than DK_HIERARCHY_MAX members. Rows node = bottom
 * are allowed and say nothing. Everything is owned by `arena`. O((n + links) log n). */
DK_MUST dk_code dk_hierarchy_make(const dk_series *series, size_t n, const dk_hierarchy_link *links,
                                  size_t n_links, dk_arena *arena, dk_hierarchy *out, dk_err *err);

/* As dk_forecast_many, with the members' steps, quantiles and paths reconciled; series that belong
 * to no node are forecast as ever. options->n_paths 0: DK_HIERARCHY_PATHS. All series must cover
 * the same periods. O(members^2 * (errors + paths * horizon)). */
DK_MUST dk_code dk_hierarchy_forecast(const dk_series *series, const dk_hierarchy *hierarchy,
                                      size_t horizon, const dk_forecast_options *options,
                                      const dk_hierarchy_options *how, dk_arena *arena,
                                      dk_forecast_result *out, dk_err *err);

/* Correlation matrix [n * n] of the rows of x [n * n_samples], which are standardised in place,
 * shrunk towards none; `repeats` says how many samples tell of the same thing (overlapping
 * horizons). Returns the intensity 0..1. O(n^2 * n_samples). */
double dk_shrunk_correlation(double *x, size_t n, size_t n_samples, double repeats, double *out);

#endif
