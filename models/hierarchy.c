/* models/hierarchy.c - who sums to whom, and the steps of hierarchy.h in order. */
#include "models/hierarchy.h"

#include <assert.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast_stages.h"
#include "models/marginal.h"
#include "models/messages.h"
#include "models/reconcile.h"

/* ---- the links ---- */

typedef struct {
    size_t node, bottom; /* series */
} link;

static int by_link(const void *a, const void *b)
{
    const link *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return (x->bottom > y->bottom) - (x->bottom < y->bottom);
}

typedef struct {
    const char *key;
    size_t at;
} named;

static int by_key(const void *a, const void *b)
{
    return strcmp(((const named *)a)->key, ((const named *)b)->key);
}

static dk_code find(const named *names, size_t n, const char *key, size_t *out, dk_err *err)
{
    const named wanted = {key, 0};
    const named *found = n == 0 ? NULL : bsearch(&wanted, names, n, sizeof *names, by_key);
    if (found == NULL)
        return DK_FAIL(err, MSG_HIERARCHY_KEY, DK_NOWHERE, dk_arg_str(key));
    *out = found->at;
    return DK_OK;
}

/* Sorted links without the rows that say nothing. */
static dk_code resolve(const dk_series *series, size_t n, const dk_hierarchy_link *links,
                       size_t *n_links, dk_arena *arena, link **out, dk_err *err)
{
    size_t count = 0;
    named *names = dk_arena_array(arena, n, sizeof *names);
    link *all = dk_arena_array(arena, *n_links, sizeof *all);
    if (names == NULL || all == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        names[i] = (named){series[i].key, i};
    qsort(names, n, sizeof *names, by_key);
    for (size_t k = 0; k < *n_links; k++) {
        link one;
        if (find(names, n, links[k].node, &one.node, err) != DK_OK ||
            find(names, n, links[k].bottom, &one.bottom, err) != DK_OK)
            return DK_FAILED;
        if (one.node != one.bottom)
            all[count++] = one;
    }
    qsort(all, count, sizeof *all, by_link);
    *out = all;
    *n_links = count;
    return DK_OK;
}

dk_code dk_hierarchy_make(const dk_series *series, size_t n, const dk_hierarchy_link *links,
                          size_t n_links, dk_arena *arena, dk_hierarchy *out, dk_err *err)
{
    link *all = NULL;
    if (resolve(series, n, links, &n_links, arena, &all, err) != DK_OK)
        return DK_FAILED;
    dk_hierarchy h = {.n_series = n};
    bool *is_member = dk_arena_array(arena, n, sizeof *is_member);
    bool *is_sum = dk_arena_array(arena, n, sizeof *is_sum);
    h.node = dk_arena_array(arena, n, sizeof *h.node);
    h.from = dk_arena_array(arena, n + 1, sizeof *h.from);
    h.member = dk_arena_array(arena, n, sizeof *h.member);
    h.bottom = dk_arena_array(arena, n_links, sizeof *h.bottom);
    if (is_member == NULL || is_sum == NULL || h.node == NULL || h.from == NULL ||
        h.member == NULL || h.bottom == NULL)
        return DK_NO_MEMORY(err);
    for (size_t k = 0; k < n_links; k++) {
        const char *node = series[all[k].node].key, *bottom = series[all[k].bottom].key;
        if (k > 0 && by_link(&all[k - 1], &all[k]) == 0)
            return DK_FAIL(err, MSG_HIERARCHY_TWICE, DK_NOWHERE, dk_arg_str(node),
                           dk_arg_str(bottom));
        if (k == 0 || all[k].node != all[k - 1].node) {
            h.from[h.n_nodes] = k;
            h.node[h.n_nodes++] = all[k].node;
        }
        h.bottom[k] = all[k].bottom;
        is_sum[all[k].node] = is_member[all[k].node] = is_member[all[k].bottom] = true;
    }
    h.from[h.n_nodes] = n_links;
    for (size_t k = 0; k < n_links; k++)
        if (is_sum[all[k].bottom])
            return DK_FAIL(err, MSG_HIERARCHY_DEPTH, DK_NOWHERE,
                           dk_arg_str(series[all[k].bottom].key));
    for (size_t i = 0; i < n; i++)
        if (is_member[i])
            h.member[h.n_members++] = i;
    if (h.n_members > DK_HIERARCHY_MAX)
        return DK_FAIL(err, MSG_HIERARCHY_LARGE, DK_NOWHERE, dk_arg_int((int64_t)h.n_members),
                       dk_arg_int(DK_HIERARCHY_MAX));
    *out = h;
    return DK_OK;
}

/* ---- reconciliation ---- */

static const double GAIN_NONE = 0.1, GAIN_FULL = 0.2;

typedef struct {
    const dk_series *series;
    const dk_hierarchy *tree;
    const dk_forecast_options *options;
    const dk_hierarchy_options *how;
    size_t horizon, n_paths;
    dk_arena *work;
    dk_forecast *items;
    dk_reconciler r;
    double *correlation; /* of the members' errors */
    double *width;       /* [member]: sd of the step at hand, from its 80 % interval */
    double *values;      /* [member] */
    double *least;       /* [member]: 0 where nothing negative is possible */
    double share;
} joiner;

static dk_forecast *member_forecast(const joiner *j, size_t i)
{
    return &j->items[j->tree->member[i]];
}

static dk_code check_spans(const dk_series *series, const dk_hierarchy *tree, dk_err *err)
{
    for (size_t i = 1; i < tree->n_members; i++) {
        const dk_series *a = &series[tree->member[0]], *b = &series[tree->member[i]];
        if (a->n != b->n || a->start.index != b->start.index || a->season != b->season)
            return DK_FAIL(err, MSG_HIERARCHY_SPAN, DK_NOWHERE, dk_arg_str(a->key),
                           dk_arg_str(b->key));
    }
    return DK_OK;
}

/* 80 % of a normal lie within 1.2816 sd. */
static double width_of(double lo80, double hi80)
{
    return (hi80 - lo80) / (2 * 1.2815515655446004);
}

static const dk_forecast_past *past_at(const dk_forecast *f, size_t origin)
{
    for (size_t k = 0; k < f->n_past; k++)
        if (f->past[k].origin == origin)
            return &f->past[k];
    return NULL;
}

/* Errors of the backtests in units of their width: rows of members, one column per origin and step;
 * 0 where a value is missing. */
static dk_code correlate(joiner *j, dk_err *err)
{
    const dk_series *first = &j->series[j->tree->member[0]];
    size_t origins[24], n = j->tree->n_members, columns = 0, last = 0;
    size_t n_origins = dk_backtest_origins(first->n, (size_t)first->season, j->horizon,
                                           j->options->n_origins, origins);
    double *x = dk_arena_array(j->work, n * (n_origins * j->horizon + 1), sizeof *x);
    j->correlation = dk_arena_array(j->work, n * n, sizeof *j->correlation);
    if (x == NULL || j->correlation == NULL)
        return DK_NO_MEMORY(err);
    for (size_t o = 0; o < n_origins; o++) {
        size_t left = first->n - origins[o], steps = left < j->horizon ? left : j->horizon;
        columns += steps;
        last = origins[o] + steps > last ? origins[o] + steps : last;
    }
    for (size_t i = 0; i < n; i++) {
        const dk_series *s = &j->series[j->tree->member[i]];
        size_t column = 0;
        for (size_t o = 0; o < n_origins; o++) {
            const dk_forecast_past *past = past_at(member_forecast(j, i), origins[o]);
            for (size_t t = origins[o]; t < s->n && t < origins[o] + j->horizon; t++, column++) {
                size_t h = t - origins[o];
                if (past == NULL || !dk_series_known(s, t))
                    continue;
                double width = width_of(past->lo80[h], past->hi80[h]);
                double e = width > 0 ? (s->value[t] - past->mean[h]) / width : 0;
                x[i * columns + column] = fmax(-4, fmin(e, 4));
            }
        }
    }
    double distinct = columns > 0 ? (double)(last - origins[0]) : 1;
    dk_shrunk_correlation(x, n, columns, (double)columns / distinct, j->correlation);
    return DK_OK;
}

static void set_widths(joiner *j, size_t h)
{
    for (size_t i = 0; i < j->tree->n_members; i++) {
        const dk_forecast_step *s = &member_forecast(j, i)->steps[h];
        j->width[i] = width_of(s->lo80, s->hi80);
    }
    dk_reconciler_fit(&j->r, j->correlation, j->width);
}

/* Error of values against truth, every level of the hierarchy (nodes of as many bottoms) in shares
 * of its own volume: the volume of all periods, so that sums over periods stay comparable. */
static double loss_of(const joiner *j, const double *truth, const double *volume)
{
    double sum = 0;
    for (size_t k = 0; k < j->tree->n_nodes; k++) {
        size_t at = j->r.at[j->tree->node[k]], level = j->tree->from[k + 1] - j->tree->from[k];
        sum += fabs(truth[at] - j->values[at]) / volume[level];
    }
    for (size_t b = 0; b < j->r.n_bottoms; b++) {
        size_t at = j->r.bottoms[b];
        sum += fabs(truth[at] - j->values[at]) / volume[1];
    }
    return sum;
}

/* Sum of |value| by number of bottoms, of nodes and bottoms; at least a trifle. */
static void volumes(const joiner *j, double *volume)
{
    for (size_t i = 0; i < j->tree->n_members; i++) {
        const dk_series *s = &j->series[j->tree->member[i]];
        size_t level = 1;
        for (size_t k = 0; k < j->tree->n_nodes; k++)
            if (j->tree->node[k] == j->tree->member[i])
                level = j->tree->from[k + 1] - j->tree->from[k];
        for (size_t t = 0; t < s->n; t++)
            volume[level] += dk_series_known(s, t) ? fabs(s->value[t]) : 0;
    }
    for (size_t level = 0; level <= j->tree->n_members; level++)
        volume[level] = fmax(volume[level], 1e-300);
}

/* Puts one step of one past origin into values and truth; false when a member lacks it. */
static bool take_past(const joiner *j, size_t origin, size_t h, double *truth)
{
    for (size_t i = 0; i < j->tree->n_members; i++) {
        const dk_series *s = &j->series[j->tree->member[i]];
        const dk_forecast_past *past = past_at(member_forecast(j, i), origin);
        if (past == NULL || h >= past->n_steps || !dk_series_known(s, origin + h))
            return false;
        j->values[i] = past->expected[h];
        truth[i] = s->value[origin + h];
    }
    return true;
}

/* Loss of one step of one past origin under a share; -1 when a member lacks it. */
static double past_loss(const joiner *j, size_t origin, size_t h, double share, double *truth,
                        const double *volume)
{
    if (!take_past(j, origin, h, truth))
        return -1;
    dk_reconciler_apply(&j->r, share, j->least, j->values);
    return loss_of(j, truth, volume);
}

/* How far minimum trace replaces bottom-up: not at all below a gain of GAIN_NONE in the backtests,
 * fully from GAIN_FULL on. Its matrix comes from the same errors, which flatters it: on the
 * quarterly tourism of docs/accuracy.md it gained 10 % in five of five past years and lost in the
 * year after. */
static dk_code measure_share(joiner *j, dk_err *err)
{
    size_t n = j->tree->n_members;
    const dk_forecast *first = member_forecast(j, 0);
    double *truth = dk_arena_array(j->work, n, sizeof *truth), bottom_up = 0, min_trace = 0;
    double *volume = dk_arena_array(j->work, n + 1, sizeof *volume);
    if (truth == NULL || volume == NULL)
        return DK_NO_MEMORY(err);
    volumes(j, volume);
    for (size_t h = 0; h < j->horizon; h++) {
        set_widths(j, h);
        for (size_t k = 0; k < first->n_past; k++) {
            double loss = past_loss(j, first->past[k].origin, h, 0, truth, volume);
            if (loss < 0)
                continue;
            bottom_up += loss;
            min_trace += past_loss(j, first->past[k].origin, h, 1, truth, volume);
        }
    }
    double gain = bottom_up > 0 ? 1 - min_trace / bottom_up : 0;
    j->share = fmax(0, fmin((gain - GAIN_NONE) / (GAIN_FULL - GAIN_NONE), 1));
    return DK_OK;
}

/* Whole bottoms whose running sum stays within one of the true one, so that no total drifts:
 * value k becomes floor(S_k + u) - floor(S_(k-1) + u), u in [0, 1). */
static void make_whole(const joiner *j, double u)
{
    double sum = 0, before = 0;
    for (size_t b = 0; b < j->r.n_bottoms; b++) {
        double *value = &j->values[j->r.bottoms[b]];
        sum += *value;
        double now = floor(sum + u);
        *value = now - before;
        before = now;
    }
    dk_reconciler_add_up(&j->r, j->values);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Quantile of n sorted values at levels (r + 1/2) / n; a value that occurred when `is_whole`. */
static double quantile(const double *sorted, size_t n, double u, bool is_whole)
{
    double at = u * (double)n - 0.5;
    if (at <= 0)
        return sorted[0];
    size_t k = (size_t)(is_whole ? rint(at) : at);
    if (k + 1 >= n)
        return sorted[n - 1];
    return is_whole ? sorted[k] : sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]);
}

/* Intervals and quantiles of one member's step from its reconciled paths. */
static void read_off(const joiner *j, dk_forecast *f, size_t h, double *column)
{
    bool whole = j->how->is_whole;
    size_t n = j->n_paths;
    for (size_t p = 0; p < n; p++)
        column[p] = f->paths[p * j->horizon + h];
    qsort(column, n, sizeof *column, by_value);
    dk_forecast_step *s = &f->steps[h];
    s->lo80 = quantile(column, n, 0.1, whole);
    s->hi80 = quantile(column, n, 0.9, whole);
    s->lo95 = quantile(column, n, 0.025, whole);
    s->hi95 = quantile(column, n, 0.975, whole);
    for (size_t q = 0; q < f->n_quantiles; q++)
        f->quantiles[h * f->n_quantiles + q] = quantile(column, n, j->options->quantiles[q], whole);
}

/* The means are those of the paths, which add up; middles would not. */
static void set_means(joiner *j, size_t h)
{
    for (size_t i = 0; i < j->tree->n_members; i++) {
        double sum = 0;
        for (size_t p = 0; p < j->n_paths; p++)
            sum += member_forecast(j, i)->paths[p * j->horizon + h];
        j->values[i] = sum / (double)j->n_paths;
    }
    if (j->how->is_whole)
        make_whole(j, 0.5);
    else
        dk_reconciler_add_up(&j->r, j->values);
    for (size_t i = 0; i < j->tree->n_members; i++)
        member_forecast(j, i)->steps[h].mean = j->values[i];
}

static void join_step(joiner *j, size_t h, dk_random *random, double *column)
{
    size_t n = j->tree->n_members;
    set_widths(j, h);
    for (size_t p = 0; p < j->n_paths; p++) {
        for (size_t i = 0; i < n; i++)
            j->values[i] = member_forecast(j, i)->paths[p * j->horizon + h];
        dk_reconciler_apply(&j->r, j->share, j->least, j->values);
        if (j->how->is_whole)
            make_whole(j, dk_random_unit(random));
        for (size_t i = 0; i < n; i++)
            member_forecast(j, i)->paths[p * j->horizon + h] = j->values[i];
    }
    set_means(j, h);
    for (size_t i = 0; i < n; i++)
        read_off(j, member_forecast(j, i), h, column);
}

/* ---- joint paths ---- */

/* Normals of every series, those of the members with the correlation of their errors: L z with
 * correlation = L L'. */
static dk_code draw(joiner *j, size_t n_series, double **out, dk_err *err)
{
    size_t n = j->tree->n_members, size = j->n_paths * j->horizon;
    double *normals = dk_arena_array(j->work, n_series * size, sizeof *normals);
    double *root = dk_arena_array(j->work, n * n, sizeof *root);
    double *z = dk_arena_array(j->work, n, sizeof *z);
    if (normals == NULL || root == NULL || z == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n_series; i++) {
        dk_random random = dk_random_seed(dk_hash_text(j->options->seed, j->series[i].key));
        dk_dependence_draw(j->items[i].dependence, &random, j->n_paths, j->horizon,
                           normals + i * size);
    }
    memcpy(root, j->correlation, n * n * sizeof *root);
    for (size_t i = 0; i < n; i++)
        root[i * n + i] += 1e-6;
    gsl_matrix_view view = gsl_matrix_view_array(root, n, n);
    *out = normals;
    if (gsl_linalg_cholesky_decomp1(&view.matrix) != GSL_SUCCESS)
        return DK_OK; /* not positive to rounding: independent paths are still coherent */
    for (size_t p = 0; p < size; p++) {
        for (size_t i = 0; i < n; i++)
            z[i] = normals[j->tree->member[i] * size + p];
        for (size_t i = 0; i < n; i++) {
            double sum = 0;
            for (size_t k = 0; k <= i; k++)
                sum += root[i * n + k] * z[k];
            normals[j->tree->member[i] * size + p] = sum;
        }
    }
    return DK_OK;
}

static dk_code prepare(joiner *j, dk_err *err)
{
    size_t n = j->tree->n_members;
    j->width = dk_arena_array(j->work, n, sizeof *j->width);
    j->values = dk_arena_array(j->work, n, sizeof *j->values);
    j->least = dk_arena_array(j->work, n, sizeof *j->least);
    if (j->width == NULL || j->values == NULL || j->least == NULL ||
        !dk_reconciler_init(j->work, j->tree, &j->r))
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        j->least[i] = member_forecast(j, i)->nature == DK_NATURE_REAL ? -HUGE_VAL : 0;
    if (correlate(j, err) != DK_OK)
        return DK_FAILED;
    j->share = j->how->how == DK_RECONCILE_MIN_TRACE ? 1 : 0;
    return j->how->how == DK_RECONCILE_MEASURED ? measure_share(j, err) : DK_OK;
}

static dk_code join(joiner *j, const dk_backtests *all, dk_arena *arena, dk_forecast_result *out,
                    dk_err *err)
{
    dk_forecast_options options = *j->options;
    dk_forecast_result result;
    double *normals = NULL, *column = NULL;
    options.n_paths = 0;
    if (dk_forecast_make(all, &options, j->work, &result, err) != DK_OK)
        return DK_FAILED;
    j->items = result.items;
    if (j->tree->n_members > 0 && prepare(j, err) != DK_OK)
        return DK_FAILED;
    if (draw(j, all->n, &normals, err) != DK_OK)
        return DK_FAILED;
    options.n_paths = j->n_paths;
    options.normals = normals;
    column = dk_arena_array(j->work, j->n_paths, sizeof *column);
    if (column == NULL)
        return DK_NO_MEMORY(err);
    if (dk_forecast_make(all, &options, arena, &result, err) != DK_OK)
        return DK_FAILED;
    j->items = result.items;
    dk_random random = dk_random_stream(j->options->seed, "hierarchy");
    for (size_t h = 0; h < j->horizon && j->tree->n_members > 0; h++)
        join_step(j, h, &random, column);
    *out = result;
    return DK_OK;
}

dk_code dk_hierarchy_forecast(const dk_series *series, const dk_hierarchy *hierarchy,
                              size_t horizon, const dk_forecast_options *options,
                              const dk_hierarchy_options *how, dk_arena *arena,
                              dk_forecast_result *out, dk_err *err)
{
    assert(hierarchy != NULL && how != NULL && options->normals == NULL);
    dk_backtests all;
    if (check_spans(series, hierarchy, err) != DK_OK)
        return DK_FAILED;
    dk_arena *work = dk_arena_new();
    if (work == NULL)
        return DK_NO_MEMORY(err);
    joiner j = {.series = series,
                .tree = hierarchy,
                .options = options,
                .how = how,
                .horizon = horizon,
                .n_paths = options->n_paths > 0 ? options->n_paths : (size_t)DK_HIERARCHY_PATHS,
                .work = work};
    dk_code code = dk_backtest_many(series, hierarchy->n_series, horizon, options, work, &all, err);
    if (code == DK_OK)
        code = join(&j, &all, arena, out, err);
    dk_arena_free(work);
    return code;
}
