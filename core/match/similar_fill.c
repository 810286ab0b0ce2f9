/* core/match/similar_fill.c - ratings that are missing, estimated.
 *
 *     1. a normal model: importance and level of all elements and the coordinates among activities
 *        (similar_axes.c) as one normal vector, its covariance by twelve steps of EM (Little and
 *        Rubin 2002, section 11.2), a ridge of 0.03; what is missing is its conditional mean (only
 *        up to 300 columns, else column means)
 *     2. twice: the closest 15 profiles under all views of the track as they stand, weighted by
 *        exp(closeness), their mean deviation where they are rated
 *
 * The estimate is 0.8 of the first and 0.2 of the second, and the first alone is nearly as good: on
 * O*NET with half of the ratings of every profile hidden at random it is off by 0.51 standard
 * deviations, 0.55 without activities (bench/bench_similar.c prints what it costs).
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/match/similar_views.h"

enum { EM_STEPS = 12, EM_COLUMNS = 300, CLOSEST = 15, ROUNDS = 2 };
static const double RIDGE = 0.03, MODEL_SHARE = 0.8, SHRINK = 0.3, FIRST_SHRINK = 0.2;

typedef struct {
    size_t n, r, d;       /* profiles; ratings: importance, then level; with axes of activities */
    double *z;            /* n * d standardised, 0 where missing */
    bool *is_known;       /* n * d */
    double *mean, *scale; /* d */
    double *cov, *next;   /* d * d */
    double *model;        /* n * d: estimates of the model, standardised */
    double *near;         /* n * d: estimates from the closest */
    double *small;        /* scratch: d * d + d */
} filler;

static bool filler_init(filler *f, size_t n, size_t m, size_t n_axes)
{
    *f = (filler){.n = n, .r = 2 * m, .d = 2 * m + n_axes};
    size_t size = f->n * f->d, square = f->d <= EM_COLUMNS ? f->d * f->d : 1;
    f->z = calloc(size, sizeof(double));
    f->is_known = calloc(size, sizeof(bool));
    f->mean = calloc(f->d, sizeof(double));
    f->scale = calloc(f->d, sizeof(double));
    f->cov = calloc(square, sizeof(double));
    f->next = calloc(square, sizeof(double));
    f->model = calloc(size, sizeof(double));
    f->near = calloc(size, sizeof(double));
    f->small = calloc(square + f->d, sizeof(double));
    return f->z && f->is_known && f->mean && f->scale && f->cov && f->next && f->model && f->near &&
           f->small;
}

static void filler_free(filler *f)
{
    free(f->z);
    free(f->is_known);
    free(f->mean);
    free(f->scale);
    free(f->cov);
    free(f->next);
    free(f->model);
    free(f->near);
    free(f->small);
}

static void standardise(filler *f, const dk_similar_work *w)
{
    size_t m = w->input->m;
    for (size_t k = 0; k < f->r; k++) {
        const double *from = (k < m ? w->importance : w->level) + k % m;
        double sum = 0, squares = 0;
        size_t known = 0;
        for (size_t i = 0; i < f->n; i++) {
            if (!isnan(from[i * m])) {
                sum += from[i * m];
                known++;
            }
        }
        f->mean[k] = known == 0 ? 0 : sum / (double)known;
        for (size_t i = 0; i < f->n; i++) {
            double gap = isnan(from[i * m]) ? 0 : from[i * m] - f->mean[k];
            squares += gap * gap;
        }
        f->scale[k] = squares > 0 ? sqrt(squares / (double)known) : 1;
        for (size_t i = 0; i < f->n; i++) {
            bool is_known = !isnan(from[i * m]);
            f->is_known[i * f->d + k] = is_known;
            f->z[i * f->d + k] = is_known ? (from[i * m] - f->mean[k]) / f->scale[k] : 0;
        }
    }
}

/* The axes are columns like others; who has no activities has them missing. */
static void put_axes(filler *f, const double *axes, const bool *has)
{
    size_t n_axes = f->d - f->r;
    for (size_t i = 0; i < f->n; i++) {
        for (size_t a = 0; a < n_axes; a++) {
            f->is_known[i * f->d + f->r + a] = has[i];
            f->z[i * f->d + f->r + a] = has[i] ? axes[i * n_axes + a] : 0;
        }
    }
}

/* ---- the normal model ---- */

/* With what is missing at its mean, drawn towards the identity: positive definite, unlike
 * covariances of pairs known together. */
static void first_covariance(filler *f)
{
    for (size_t a = 0; a < f->d; a++) {
        for (size_t b = a; b < f->d; b++) {
            double sum = 0;
            for (size_t i = 0; i < f->n; i++)
                sum += f->z[i * f->d + a] * f->z[i * f->d + b];
            double c = sum / (double)f->n + (a == b ? FIRST_SHRINK : 0);
            f->cov[a * f->d + b] = f->cov[b * f->d + a] = c;
        }
    }
}

/* Cholesky of the k * k matrix a (row by row) in place, the diagonal held above 1e-6. */
static void cholesky(double *a, size_t k)
{
    for (size_t j = 0; j < k; j++) {
        double sum = a[j * k + j];
        for (size_t p = 0; p < j; p++)
            sum -= a[j * k + p] * a[j * k + p];
        a[j * k + j] = sqrt(sum > 1e-6 ? sum : 1e-6);
        for (size_t i = j + 1; i < k; i++) {
            double v = a[i * k + j];
            for (size_t p = 0; p < j; p++)
                v -= a[i * k + p] * a[j * k + p];
            a[i * k + j] = v / a[j * k + j];
        }
    }
}

/* Solves L x = b in place, and L' x = b. */
static void solve_lower(const double *l, size_t k, double *b)
{
    for (size_t i = 0; i < k; i++) {
        for (size_t p = 0; p < i; p++)
            b[i] -= l[i * k + p] * b[p];
        b[i] /= l[i * k + i];
    }
}
static void solve_upper(const double *l, size_t k, double *b)
{
    for (size_t i = k; i-- > 0;) {
        for (size_t p = i + 1; p < k; p++)
            b[i] -= l[p * k + i] * b[p];
        b[i] /= l[i * k + i];
    }
}

/* Estimates row i and adds the covariance of what is missing to `next`. `known`, `missing` have
 * room for d positions, `half` for d * d numbers. */
static void estimate_row(filler *f, size_t i, size_t *known, size_t *missing, double *half)
{
    size_t k = 0, h = 0, d = f->d;
    double *z = f->z + i * d, *model = f->model + i * d, *b = f->small + d * d;
    for (size_t c = 0; c < d; c++) {
        model[c] = z[c];
        if (f->is_known[i * d + c])
            known[k++] = c;
        else
            missing[h++] = c;
    }
    if (h == 0)
        return;
    for (size_t p = 0; p < k; p++) {
        for (size_t q = 0; q < k; q++)
            f->small[p * k + q] = f->cov[known[p] * d + known[q]] + (p == q ? RIDGE : 0);
        b[p] = z[known[p]];
    }
    cholesky(f->small, k);
    solve_lower(f->small, k, b);
    solve_upper(f->small, k, b);
    for (size_t p = 0; p < h; p++) { /* rows of L^-1 C: their products are what is explained */
        double *row = half + p * d, sum = 0;
        for (size_t q = 0; q < k; q++) {
            row[q] = f->cov[known[q] * d + missing[p]];
            sum += row[q] * b[q];
        }
        model[missing[p]] = sum;
        solve_lower(f->small, k, row);
    }
    for (size_t p = 0; p < h; p++) {
        for (size_t q = 0; q < h; q++) {
            double explained = 0;
            for (size_t c = 0; c < k; c++)
                explained += half[p * d + c] * half[q * d + c];
            f->next[missing[p] * d + missing[q]] += f->cov[missing[p] * d + missing[q]] - explained;
        }
    }
}

static bool run_model(filler *f)
{
    size_t d = f->d;
    if (d > EM_COLUMNS)
        return true; /* the estimate stays at the mean */
    size_t *known = malloc(2 * d * sizeof *known);
    double *half = malloc(d * d * sizeof *half);
    bool is_ok = known != NULL && half != NULL;
    if (is_ok)
        first_covariance(f);
    for (int step = 0; is_ok && step < EM_STEPS; step++) {
        memset(f->next, 0, d * d * sizeof(double));
        for (size_t i = 0; i < f->n; i++)
            estimate_row(f, i, known, known + d, half);
        for (size_t a = 0; a < d; a++) {
            for (size_t b = 0; b < d; b++) {
                double sum = f->next[a * d + b];
                for (size_t i = 0; i < f->n; i++)
                    sum += f->model[i * d + a] * f->model[i * d + b];
                f->cov[a * d + b] = sum / (double)f->n;
            }
        }
    }
    free(known);
    free(half);
    return is_ok;
}

/* ---- from the closest ---- */

/* Positions of the CLOSEST largest of row[n], without `self`; how many. Equal: the earlier. */
static size_t closest(const double *row, size_t n, size_t self, size_t *out)
{
    size_t used = 0;
    for (size_t j = 0; j < n; j++) {
        if (j == self || (used == CLOSEST && row[j] <= row[out[used - 1]]))
            continue;
        size_t at = used < CLOSEST ? used++ : used - 1;
        for (; at > 0 && row[out[at - 1]] < row[j]; at--)
            out[at] = out[at - 1];
        out[at] = j;
    }
    return used;
}

static void from_closest(filler *f, const double *sums)
{
    for (size_t i = 0; i < f->n; i++) {
        size_t near[CLOSEST], count = closest(sums + i * f->n, f->n, i, near);
        for (size_t k = 0; k < f->r; k++) {
            double sum = 0, weight = SHRINK;
            for (size_t c = 0; c < count; c++) {
                if (!f->is_known[near[c] * f->d + k])
                    continue;
                double w = exp(sums[i * f->n + near[c]] - sums[i * f->n + near[0]]);
                sum += w * f->z[near[c] * f->d + k];
                weight += w;
            }
            f->near[i * f->d + k] = sum / weight;
        }
    }
}

/* Writes the estimates over what is missing in importance and level. */
static void put_estimates(const filler *f, dk_similar_work *w, double model_share)
{
    size_t m = w->input->m;
    for (size_t i = 0; i < f->n; i++) {
        for (size_t k = 0; k < f->r; k++) {
            double *to = (k < m ? w->importance : w->level) + i * m + k % m;
            size_t at = i * f->d + k;
            double z = model_share * f->model[at] + (1 - model_share) * f->near[at];
            if (!f->is_known[at])
                *to = f->mean[k] + f->scale[k] * z;
        }
    }
}

/* Both steps. `sums` has room for n * n numbers. */
static bool estimate(filler *f, dk_similar_work *work, const double *weights, double *sums)
{
    standardise(f, work);
    bool is_ok = run_model(f);
    if (is_ok)
        put_estimates(f, work, 1);
    for (int round = 0; is_ok && round < ROUNDS; round++) {
        is_ok = dk_similar_fuse(work, weights, sums);
        if (!is_ok)
            break;
        from_closest(f, sums);
        put_estimates(f, work, MODEL_SHARE);
    }
    return is_ok;
}

bool dk_similar_fill(dk_similar_work *work, const double *weights)
{
    size_t n = work->input->n, n_axes = 0;
    if (work->is_complete || work->input->m == 0)
        return true;
    filler f = {.n = 0};
    double *sums = malloc(n * n * sizeof *sums), *axes = NULL;
    bool *has = malloc(n * sizeof *has);
    bool is_ok = sums != NULL && has != NULL && dk_similar_axes(work, &axes, has, &n_axes) &&
                 filler_init(&f, n, work->input->m, n_axes);
    if (is_ok) {
        put_axes(&f, axes, has);
        is_ok = estimate(&f, work, weights, sums);
    }
    free(sums);
    free(axes);
    free(has);
    filler_free(&f);
    return is_ok;
}
