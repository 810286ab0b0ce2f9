/* models/reconcile.c - see reconcile.h and hierarchy.h. */
#include "models/reconcile.h"

#include <assert.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

/* Row mean off, row scaled to length 1; a row that is constant to rounding becomes zeros. */
static void standardise(double *row, size_t n)
{
    double mean = 0, length = 0;
    for (size_t k = 0; k < n; k++)
        mean += row[k] / (double)n;
    for (size_t k = 0; k < n; k++) {
        row[k] -= mean;
        length += row[k] * row[k];
    }
    for (size_t k = 0; k < n; k++)
        row[k] = length > 1e-20 * mean * mean * (double)n ? row[k] / sqrt(length) : 0;
}

double dk_shrunk_correlation(double *x, size_t n, size_t n_samples, double repeats, double *out)
{
    assert(repeats >= 1 || n_samples == 0); /* without samples all is shrunk */
    double squares = 0, variance = 0, samples = (double)n_samples;
    for (size_t i = 0; i < n; i++)
        standardise(x + i * n_samples, n_samples);
    for (size_t i = 0; i < n; i++) {
        const double *a = x + i * n_samples;
        out[i * n + i] = 1;
        for (size_t j = 0; j < i; j++) {
            const double *b = x + j * n_samples;
            double r = 0, spread = 0;
            for (size_t k = 0; k < n_samples; k++)
                r += a[k] * b[k];
            for (size_t k = 0; k < n_samples; k++)
                spread += pow(samples * a[k] * b[k] - r, 2);
            out[i * n + j] = out[j * n + i] = r;
            squares += r * r;
            variance += repeats * spread / (samples * fmax(samples - 1, 1));
        }
    }
    /* Schaefer and Strimmer 2005, doi:10.2202/1544-6115.1175: the share of the off-diagonal that
     * the noise of the estimates explains. */
    double shrink = squares > 0 && n_samples > 2 ? fmin(1, variance / squares) : 1;
    assert(shrink >= 0 && shrink <= 1);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            out[i * n + j] *= i == j ? 1 : 1 - shrink;
    return shrink;
}

bool dk_reconciler_init(dk_arena *arena, const dk_hierarchy *of, dk_reconciler *out)
{
    assert(of->n_nodes > 0 && of->n_members >= of->n_nodes);
    size_t n = of->n_members, nodes = of->n_nodes;
    bool *is_sum = dk_arena_array(arena, of->n_series, sizeof *is_sum);
    *out = (dk_reconciler){.of = of,
                           .at = dk_arena_array(arena, of->n_series, sizeof *out->at),
                           .bottoms = dk_arena_array(arena, n, sizeof *out->bottoms),
                           .gain = dk_arena_array(arena, n * nodes, sizeof *out->gain),
                           .scratch = dk_arena_array(arena, nodes * (n + nodes), sizeof(double))};
    if (is_sum == NULL || out->at == NULL || out->bottoms == NULL || out->gain == NULL ||
        out->scratch == NULL)
        return false;
    for (size_t i = 0; i < of->n_series; i++)
        out->at[i] = SIZE_MAX;
    for (size_t k = 0; k < nodes; k++)
        is_sum[of->node[k]] = true;
    for (size_t i = 0; i < n; i++) {
        out->at[of->member[i]] = i;
        if (!is_sum[of->member[i]])
            out->bottoms[out->n_bottoms++] = i;
    }
    return true;
}

/* Row k of C W: node minus its bottoms, over all members. */
static void constraint_row(const dk_reconciler *r, size_t k, const double *correlation,
                           const double *width, double *row)
{
    const dk_hierarchy *t = r->of;
    size_t n = t->n_members, node = r->at[t->node[k]];
    for (size_t j = 0; j < n; j++)
        row[j] = width[node] * correlation[node * n + j];
    for (size_t b = t->from[k]; b < t->from[k + 1]; b++) {
        size_t at = r->at[t->bottom[b]];
        for (size_t j = 0; j < n; j++)
            row[j] -= width[at] * correlation[at * n + j];
    }
    for (size_t j = 0; j < n; j++)
        row[j] *= width[j];
}

/* G = W C' (C W C')^-1: how much of the gap between a node and its bottoms each bottom takes on
 * itself. A ridge of a billionth keeps the system solvable when widths are zero; where it is not,
 * gaps stay with the nodes, which are then summed from below (bottom-up). */
void dk_reconciler_fit(dk_reconciler *r, const double *correlation, const double *width)
{
    assert(correlation != NULL && width != NULL);
    const dk_hierarchy *t = r->of;
    size_t n = t->n_members, m = t->n_nodes;
    double *cw = r->scratch, *cwc = r->scratch + m * n, trace = 0;
    for (size_t k = 0; k < m; k++)
        constraint_row(r, k, correlation, width, cw + k * n);
    for (size_t k = 0; k < m; k++)
        for (size_t l = 0; l < m; l++) {
            double sum = cw[l * n + r->at[t->node[k]]];
            for (size_t b = t->from[k]; b < t->from[k + 1]; b++)
                sum -= cw[l * n + r->at[t->bottom[b]]];
            cwc[k * m + l] = sum;
            trace += k == l ? sum : 0;
        }
    for (size_t k = 0; k < m; k++)
        cwc[k * m + k] += 1e-9 * trace / (double)m + 1e-300;
    gsl_matrix_view system = gsl_matrix_view_array(cwc, m, m);
    bool is_solvable = gsl_linalg_cholesky_decomp1(&system.matrix) == GSL_SUCCESS;
    for (size_t i = 0; i < r->n_bottoms; i++) {
        gsl_vector_view row = gsl_vector_view_array(r->gain + i * m, m);
        for (size_t k = 0; k < m; k++)
            r->gain[i * m + k] = is_solvable ? cw[k * n + r->bottoms[i]] : 0;
        if (is_solvable)
            gsl_linalg_cholesky_svx(&system.matrix, &row.vector);
    }
}

void dk_reconciler_add_up(const dk_reconciler *r, double *values)
{
    const dk_hierarchy *t = r->of;
    for (size_t k = 0; k < t->n_nodes; k++) {
        double sum = 0;
        for (size_t b = t->from[k]; b < t->from[k + 1]; b++)
            sum += values[r->at[t->bottom[b]]];
        values[r->at[t->node[k]]] = sum;
    }
}

void dk_reconciler_apply(const dk_reconciler *r, double share, const double *least, double *values)
{
    const dk_hierarchy *t = r->of;
    size_t m = t->n_nodes;
    /* The nodes' own places hold the gaps until they are summed anew. */
    for (size_t k = 0; k < m && share > 0; k++)
        for (size_t b = t->from[k]; b < t->from[k + 1]; b++)
            values[r->at[t->node[k]]] -= values[r->at[t->bottom[b]]];
    for (size_t i = 0; i < r->n_bottoms; i++) {
        double move = 0, *value = &values[r->bottoms[i]];
        assert(share >= 0 && share <= 1);
        for (size_t k = 0; k < m && share > 0; k++)
            move += r->gain[i * m + k] * values[r->at[t->node[k]]];
        *value = fmax(*value - share * move, least[r->bottoms[i]]);
    }
    dk_reconciler_add_up(r, values);
}
