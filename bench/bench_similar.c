/* bench/bench_similar.c - fits and judges the weights of core/match/similar.c.
 *
 *     bench_similar            cross-validated figures of every track, with intervals
 *     bench_similar --fit      datasets/weights/similar.weights on standard output, from all labels
 *
 * Data: O*NET 29.3 in ../shared/data/onet; labels are related_dev.csv only. Fitting: for each query
 * of the training set a softmax over its candidates, cross entropy against the gains of the labels,
 * a ridge of 10; convex, by Newton's method. Views know no label.
 *
 * Cross-validation: occupations are dealt into five folds (two deals); a query of a fold is ranked
 * with weights fitted on queries AND candidates outside the fold. Then once more leaving out one
 * major group at a time. Intervals: bootstrap over queries, 2,000 draws. Says so and ends well when
 * the data are not there.
 */
#include <time.h>

#include "api/usecase/similar.h"
#include "bench/onet.h"
#include "core/match/similar_views.h"

enum { FOLDS = 5, DEALS = 2, STEPS = 25, HIDES = 2 };
static const double RIDGE = 10;

typedef struct {
    dk_arena *arena;
    dk_profiles profiles;
    onet_labels labels;
    size_t n;
} data;

/* The views of one input, standardised; NULL where a view is off. */
typedef struct {
    double *view[DK_SIMILAR_VIEWS];
} view_set;

static const uint32_t TRACK_VIEWS[DK_SIMILAR_TRACKS] = {
    [DK_TRACK_SKILLS] =
        1u << DK_SIMILAR_VIEW_shape | 1u << DK_SIMILAR_VIEW_distance | 1u << DK_SIMILAR_VIEW_skills,
    [DK_TRACK_RATINGS] = 0x1f,
    [DK_TRACK_NUMERIC] = 0x7f,
    [DK_TRACK_TEXT] = 0x7ff & ~(1u << DK_SIMILAR_VIEW_activities), /* would be below zero */
};
static const uint32_t ALL_VIEWS = 0x7ff;

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_similar: %s\n", what);
    exit(1);
}

static void make_views(const dk_similar_work *work, uint32_t wanted, view_set *out)
{
    size_t n = work->input->n;
    bool *has = malloc(n * sizeof *has);
    for (size_t v = 0; v < DK_SIMILAR_VIEWS; v++) {
        bool is_on = false;
        out->view[v] = NULL;
        if ((wanted >> v & 1) == 0)
            continue;
        double *pairs = malloc(n * n * sizeof *pairs);
        if (has == NULL || pairs == NULL || !dk_similar_view(work, v, pairs, has, &is_on))
            die("memory is out");
        if (is_on) {
            dk_similar_standardise(n, pairs, has);
            out->view[v] = pairs;
        } else {
            free(pairs);
        }
    }
    free(has);
}

static void free_views(view_set *set)
{
    for (size_t v = 0; v < DK_SIMILAR_VIEWS; v++)
        free(set->view[v]);
}

/* ---- fitting ---- */

/* The views in use side by side: x[(query * n + candidate) * k + view], queries with labels only.
 */
typedef struct {
    const data *d;
    size_t used[DK_SIMILAR_VIEWS], k;
    float *x;
    size_t *row_of; /* [n]: number of the query, SIZE_MAX without labels */
} packed;

typedef struct {
    const packed *in;
    const bool *is_out; /* [n]: occupations left out; NULL: none */
} problem;

static void pack(const data *d, const view_set *views, uint32_t wanted, packed *out)
{
    size_t n = d->n, rows = 0;
    *out = (packed){.d = d, .row_of = malloc(n * sizeof *out->row_of)};
    for (size_t v = 0; v < DK_SIMILAR_VIEWS; v++) {
        if ((wanted >> v & 1) != 0 && views->view[v] != NULL)
            out->used[out->k++] = v;
    }
    for (size_t q = 0; out->row_of != NULL && q < n; q++)
        out->row_of[q] = d->labels.has_label[q] ? rows++ : SIZE_MAX;
    out->x = malloc(rows * n * out->k * sizeof *out->x);
    if (out->x == NULL || out->row_of == NULL)
        die("memory is out");
    for (size_t q = 0; q < n; q++) {
        float *to = d->labels.has_label[q] ? out->x + out->row_of[q] * n * out->k : NULL;
        for (size_t j = 0; to != NULL && j < n; j++) {
            for (size_t a = 0; a < out->k; a++)
                *to++ = (float)views->view[out->used[a]][q * n + j];
        }
    }
}

static void unpack(packed *p)
{
    free(p->x);
    free(p->row_of);
}

/* Adds one query's loss, gradient and Hessian at w. */
static double add_query(const problem *p, size_t q, const double *w, double *gradient, double *hess)
{
    const size_t n = p->in->d->n, k = p->in->k;
    const uint8_t *rank = p->in->d->labels.rank + q * n;
    const float *rows = p->in->x + p->in->row_of[q] * n * k;
    double *score = malloc(n * sizeof *score), top = -1e300, total = 0, gains = 0, loss = 0;
    double mean[DK_SIMILAR_VIEWS] = {0}, target[DK_SIMILAR_VIEWS] = {0};
    if (score == NULL)
        die("memory is out");
    for (size_t j = 0; j < n; j++) {
        score[j] = -1e300;
        if (j == q || (p->is_out != NULL && p->is_out[j]))
            continue;
        score[j] = 0;
        for (size_t a = 0; a < k; a++)
            score[j] += w[a] * (double)rows[j * k + a];
        top = fmax(top, score[j]);
        gains += onet_gain(rank[j]);
    }
    for (size_t j = 0; j < n; j++)
        total += score[j] > -1e299 ? exp(score[j] - top) : 0;
    for (size_t j = 0; gains > 0 && j < n; j++) {
        if (score[j] < -1e299)
            continue;
        double share = exp(score[j] - top) / total, aim = onet_gain(rank[j]) / gains;
        loss += aim * (log(total) + top - score[j]);
        for (size_t a = 0; a < k; a++) {
            double x = (double)rows[j * k + a];
            mean[a] += share * x;
            target[a] += aim * x;
            for (size_t b = 0; b <= a; b++)
                hess[a * k + b] += share * x * (double)rows[j * k + b];
        }
    }
    for (size_t a = 0; gains > 0 && a < k; a++) {
        gradient[a] += mean[a] - target[a];
        for (size_t b = 0; b <= a; b++)
            hess[a * k + b] -= mean[a] * mean[b];
    }
    free(score);
    return loss;
}

static double add_all(const problem *p, const double *w, double *gradient, double *hess)
{
    const size_t k = p->in->k, n = p->in->d->n;
    double loss = 0;
    for (size_t a = 0; a < k; a++) {
        gradient[a] = RIDGE * w[a];
        loss += RIDGE / 2 * w[a] * w[a];
        for (size_t b = 0; b <= a; b++)
            hess[a * k + b] = a == b ? RIDGE : 0;
    }
    for (size_t q = 0; q < n; q++) {
        if (p->in->d->labels.has_label[q] && (p->is_out == NULL || !p->is_out[q]))
            loss += add_query(p, q, w, gradient, hess);
    }
    return loss;
}

/* Solves the symmetric positive definite H x = g (lower half of H) by Gauss; x into g. */
static void solve(double *hess, size_t k, double *g)
{
    for (size_t a = 0; a < k; a++) {
        for (size_t b = 0; b < a; b++)
            hess[b * k + a] = hess[a * k + b];
    }
    for (size_t c = 0; c < k; c++) {
        for (size_t r = c + 1; r < k; r++) {
            double f = hess[r * k + c] / hess[c * k + c];
            for (size_t a = c; a < k; a++)
                hess[r * k + a] -= f * hess[c * k + a];
            g[r] -= f * g[c];
        }
    }
    for (size_t c = k; c-- > 0;) {
        for (size_t a = c + 1; a < k; a++)
            g[c] -= hess[c * k + a] * g[a];
        g[c] /= hess[c * k + c];
    }
}

/* weights[DK_SIMILAR_VIEWS] of the views in use. */
static void fit(const problem *p, double *weights)
{
    const size_t k = p->in->k;
    double w[DK_SIMILAR_VIEWS], gradient[DK_SIMILAR_VIEWS],
        hess[DK_SIMILAR_VIEWS * DK_SIMILAR_VIEWS];
    for (size_t a = 0; a < k; a++)
        w[a] = 0.3;
    double loss = add_all(p, w, gradient, hess);
    for (int step = 0; step < STEPS; step++) {
        double trial[DK_SIMILAR_VIEWS], towards[DK_SIMILAR_VIEWS], change = 0, size = 1;
        solve(hess, k, gradient);
        memcpy(towards, gradient, sizeof towards);
        for (size_t a = 0; a < k; a++)
            change = fmax(change, fabs(towards[a]));
        if (change < 1e-6)
            break;
        for (int half = 0; half < 20; half++, size /= 2) {
            for (size_t a = 0; a < k; a++)
                trial[a] = w[a] - size * towards[a];
            double next = add_all(p, trial, gradient, hess);
            if (next <= loss || half == 19) {
                loss = next;
                break;
            }
        }
        memcpy(w, trial, sizeof w);
    }
    memset(weights, 0, DK_SIMILAR_VIEWS * sizeof *weights);
    for (size_t a = 0; a < k; a++)
        weights[p->in->used[a]] = w[a];
}

/* ---- cross-validation ---- */

static void score_rows(const data *d, const view_set *views, const double *weights,
                       const bool *is_row, double *out)
{
    size_t n = d->n;
    for (size_t q = 0; q < n; q++) {
        if (!is_row[q])
            continue;
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t v = 0; v < DK_SIMILAR_VIEWS; v++)
                sum += views->view[v] == NULL || weights[v] == 0
                           ? 0
                           : weights[v] * views->view[v][q * n + j];
            out[q * n + j] = sum;
        }
    }
}

/* Scores of every query by weights fitted without its fold. `judge` (may be `views`) are the views
 * it is ranked with. */
static void cross_validate(const data *d, const view_set *views, const view_set *judge,
                           uint32_t wanted, const int *fold, int n_folds, double *out)
{
    bool *is_out = malloc(d->n * sizeof *is_out);
    double weights[DK_SIMILAR_VIEWS];
    packed all;
    pack(d, views, wanted, &all);
    for (int f = 0; f < n_folds; f++) {
        for (size_t i = 0; i < d->n; i++)
            is_out[i] = fold[i] == f;
        const problem p = {&all, is_out};
        fit(&p, weights);
        score_rows(d, judge, weights, is_out, out);
    }
    unpack(&all);
    free(is_out);
}

static void deal(size_t n, uint64_t seed, int *fold)
{
    dk_random random = dk_random_seed(seed);
    for (size_t i = 0; i < n; i++)
        fold[i] = (int)(i % FOLDS);
    for (size_t i = n; i > 1; i--) {
        size_t j = dk_random_below(&random, i);
        int swap = fold[i - 1];
        fold[i - 1] = fold[j];
        fold[j] = swap;
    }
}

/* Fold = major group, by the first two characters of the code (known to the judge, not the method).
 */
static int major_groups(const data *d, int *fold)
{
    char seen[64][3];
    int n = 0;
    for (size_t i = 0; i < d->n; i++) {
        int at = 0;
        while (at < n && memcmp(seen[at], d->profiles.keys[i], 2) != 0)
            at++;
        if (at == n)
            memcpy(seen[n++], d->profiles.keys[i], 2);
        fold[i] = at;
    }
    return n;
}

typedef struct {
    double recall[1024], ndcg[1024], mrr[1024];
    size_t n;
} figures;

/* Figures of both deals, query by query their mean. */
static void judge_track(const data *d, const view_set *views, const view_set *judge,
                        uint32_t wanted, figures *out)
{
    double *scores = calloc(d->n * d->n, sizeof *scores);
    int *fold = malloc(d->n * sizeof *fold);
    figures one;
    memset(out, 0, sizeof *out);
    for (int k = 0; k < DEALS; k++) {
        deal(d->n, (uint64_t)k + 1, fold);
        cross_validate(d, views, judge, wanted, fold, FOLDS, scores);
        out->n = onet_measure_all(&d->labels, scores, one.recall, one.ndcg, one.mrr);
        for (size_t i = 0; i < out->n; i++) {
            out->recall[i] += one.recall[i] / DEALS;
            out->ndcg[i] += one.ndcg[i] / DEALS;
            out->mrr[i] += one.mrr[i] / DEALS;
        }
    }
    free(scores);
    free(fold);
}

static void judge_groups(const data *d, const view_set *views, uint32_t wanted, figures *out)
{
    double *scores = calloc(d->n * d->n, sizeof *scores);
    int *fold = malloc(d->n * sizeof *fold);
    int n = major_groups(d, fold);
    cross_validate(d, views, views, wanted, fold, n, scores);
    out->n = onet_measure_all(&d->labels, scores, out->recall, out->ndcg, out->mrr);
    free(scores);
    free(fold);
}

/* The code prefix as a rival: how many characters two codes share. */
static void judge_prefix(const data *d, figures *out)
{
    double *scores = calloc(d->n * d->n, sizeof *scores);
    for (size_t i = 0; i < d->n; i++) {
        for (size_t j = 0; j < d->n; j++) {
            const char *a = d->profiles.keys[i], *b = d->profiles.keys[j];
            size_t same = 0;
            while (a[same] != '\0' && a[same] == b[same])
                same++;
            scores[i * d->n + j] = (double)same;
        }
    }
    out->n = onet_measure_all(&d->labels, scores, out->recall, out->ndcg, out->mrr);
    free(scores);
}

static void print_gap(const char *name, const figures *a, const figures *b)
{
    double gap[1024];
    for (size_t i = 0; i < a->n; i++)
        gap[i] = a->ndcg[i] - b->ndcg[i];
    onet_interval all = onet_bootstrap(gap, a->n);
    printf("%-44s NDCG@10 difference %+.3f [%+.3f, %+.3f], paired\n", name, all.mean, all.low,
           all.high);
}

/* ---- half of each profile hidden ---- */

static void judge_hidden(const data *d, const view_set *views, uint32_t wanted, const char *name,
                         const figures *whole)
{
    const dk_similar_input *input = &d->profiles.input;
    size_t n = d->n, m = input->m;
    figures all = {.n = whole->n};
    dk_similar_weights weights;
    dk_err err = DK_ERR_INIT;
    if (dk_uc_similar_weights(&weights, &err) != DK_OK)
        die("the weights cannot be read");
    double *importance = malloc(n * m * sizeof *importance), *level = malloc(n * m * sizeof *level);
    size_t *order = malloc(m * sizeof *order);
    for (uint64_t seed = 1; seed <= HIDES; seed++) {
        dk_random random = dk_random_seed(seed);
        memcpy(importance, input->importance, n * m * sizeof *importance);
        memcpy(level, input->level, n * m * sizeof *level);
        for (size_t i = 0; i < n; i++) {
            for (size_t k = 0; k < m; k++)
                order[k] = k;
            for (size_t k = 0; k < m / 2; k++) {
                size_t other = k + dk_random_below(&random, m - k), swap = order[k];
                order[k] = order[other];
                order[other] = swap;
                importance[i * m + order[k]] = level[i * m + order[k]] = NAN;
            }
        }
        dk_similar_input half = *input;
        half.importance = importance;
        half.level = level;
        if (wanted == TRACK_VIEWS[DK_TRACK_RATINGS])
            half.activities.n = 0;
        if (wanted != TRACK_VIEWS[DK_TRACK_TEXT])
            half.titles.n = half.tasks.n = 0;
        dk_similar_work work;
        if (!dk_similar_work_init(&work, &half) ||
            !dk_similar_fill(&work, weights.weight[dk_similar_track_of(&half)]))
            die("memory is out");
        view_set seen;
        figures one;
        make_views(&work, wanted, &seen);
        judge_track(d, views, &seen, wanted, &one);
        for (size_t i = 0; i < one.n; i++) {
            all.recall[i] += one.recall[i] / HIDES;
            all.ndcg[i] += one.ndcg[i] / HIDES;
            all.mrr[i] += one.mrr[i] / HIDES;
        }
        free_views(&seen);
        dk_similar_work_free(&work);
    }
    char title[64];
    (void)snprintf(title, sizeof title, "%s, half of the ratings hidden", name);
    onet_print(title, all.recall, all.ndcg, all.mrr, all.n);
    onet_interval before = onet_bootstrap(whole->ndcg, whole->n),
                  after = onet_bootstrap(all.ndcg, all.n);
    printf("%-44s costs %.1f %% of NDCG@10\n", "", 100 * (1 - after.mean / before.mean));
    free(importance);
    free(level);
    free(order);
}

/* ---- main ---- */

static bool read_data(data *d)
{
    dk_err err = DK_ERR_INIT;
    const dk_profile_files files = {
        .profiles = ONET "profiles.csv.gz",
        .activities = ONET "dwa.csv.gz",
        .titles = ONET "occupations.csv," ONET "alternate_titles.tsv.gz",
        .tasks = ONET "task_statements.tsv.gz",
    };
    d->arena = dk_arena_new();
    if (d->arena == NULL || dk_uc_profiles_read(&files, d->arena, &d->profiles, &err) != DK_OK)
        return false;
    d->n = d->profiles.input.n;
    return onet_read_labels(&d->labels, d->profiles.keys, d->n);
}

static void print_weights(const data *d, const view_set *views)
{
    printf(
        "# Weights of the views of `similar` (core/match/similar_views.h), one set per track.\n"
        "# Fitted by bench/bench_similar --fit on related_dev.csv of O*NET 29.3 (U.S. Department "
        "of\n"
        "# Labor, CC BY 4.0): softmax over candidates, cross entropy with gains 3/2/1, ridge %g.\n"
        "name onet\nversion 1\n",
        RIDGE);
    for (size_t t = DK_TRACK_RATINGS; t < DK_SIMILAR_TRACKS; t++) {
        double weights[DK_SIMILAR_VIEWS];
        packed all;
        pack(d, views, TRACK_VIEWS[t], &all);
        fit(&(problem){&all, NULL}, weights);
        unpack(&all);
        printf("\n");
        for (size_t v = 0; v < DK_SIMILAR_VIEWS; v++) {
            if (weights[v] != 0)
                printf("%s.%s %.3f\n", dk_similar_track_key((dk_similar_track)t),
                       dk_similar_view_key(v), weights[v]);
        }
    }
}

static void print_figures(const data *d, const view_set *views)
{
    static const char *const names[] = {"", "skills and knowledge", "numeric: with activities",
                                        "with titles and tasks"};
    static figures tracks[DK_SIMILAR_TRACKS], groups, prefix;
    judge_prefix(d, &prefix);
    onet_print("rival: prefix of the code", prefix.recall, prefix.ndcg, prefix.mrr, prefix.n);
    for (size_t t = DK_TRACK_RATINGS; t < DK_SIMILAR_TRACKS; t++) {
        judge_track(d, views, views, TRACK_VIEWS[t], &tracks[t]);
        onet_print(names[t], tracks[t].recall, tracks[t].ndcg, tracks[t].mrr, tracks[t].n);
        judge_groups(d, views, TRACK_VIEWS[t], &groups);
        onet_print("  leaving out one major group at a time", groups.recall, groups.ndcg,
                   groups.mrr, groups.n);
        print_gap("  above the prefix", &tracks[t], &prefix);
    }
    for (size_t t = DK_TRACK_RATINGS; t < DK_SIMILAR_TRACKS; t++)
        judge_hidden(d, views, TRACK_VIEWS[t], names[t], &tracks[t]);
}

/* The skills alone: ratings of skills and nothing else. */
static void skills_only(const data *d, dk_similar_input *out, double **importance, double **level)
{
    const dk_similar_input *in = &d->profiles.input;
    size_t n = in->n, m = 0;
    for (size_t k = 0; k < in->m; k++)
        m += !in->is_knowledge[k];
    *importance = malloc(n * m * sizeof(double));
    *level = malloc(n * m * sizeof(double));
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;
        for (size_t k = 0; k < in->m; k++) {
            if (in->is_knowledge[k])
                continue;
            (*importance)[i * m + at] = in->importance[i * in->m + k];
            (*level)[i * m + at++] = in->level[i * in->m + k];
        }
    }
    *out = (dk_similar_input){.n = n, .m = m, .importance = *importance, .level = *level};
}

static void prepare(const dk_similar_input *input, uint32_t wanted, view_set *views)
{
    dk_similar_work work;
    if (!dk_similar_work_init(&work, input))
        die("memory is out");
    make_views(&work, wanted, views);
    dk_similar_work_free(&work);
}

int main(int argc, char **argv)
{
    static data d;
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (!read_data(&d)) {
        printf("skipped: %s is not here\n", ONET);
        return 0;
    }
    view_set views, skills;
    clock_t start = clock();
    prepare(&d.profiles.input, ALL_VIEWS, &views);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    dk_similar_input only;
    double *importance, *level;
    skills_only(&d, &only, &importance, &level);
    prepare(&only, TRACK_VIEWS[DK_TRACK_SKILLS], &skills);
    if (argc > 1 && strcmp(argv[1], "--fit") == 0) {
        print_weights(&d, &views);
        double weights[DK_SIMILAR_VIEWS];
        packed all;
        pack(&d, &skills, TRACK_VIEWS[DK_TRACK_SKILLS], &all);
        fit(&(problem){&all, NULL}, weights);
        printf("\n");
        for (size_t v = 0; v < DK_SIMILAR_VIEWS; v++) {
            if (weights[v] != 0)
                printf("skills.%s %.3f\n", dk_similar_view_key(v), weights[v]);
        }
        return 0;
    }
    static figures alone;
    judge_track(&d, &skills, &skills, TRACK_VIEWS[DK_TRACK_SKILLS], &alone);
    onet_print("skills only", alone.recall, alone.ndcg, alone.mrr, alone.n);
    print_figures(&d, &views);
    printf("%zu profiles, all views of all pairs: %.2f s\n", d.n, seconds);
    return 0;
}
