/* core/match/similar_views.c - see similar_views.h for what each view is. */
#include "core/match/similar_views.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMPANY = 400, RANK_SHIFT = 5 };

/* A rating is a number of ordinary size; anything else counts as not rated, so that no sum
 * overflows. */
static bool is_rating(double v)
{
    return fabs(v) <= 1e9; /* false for NaN */
}

/* ---- ratings, filled ---- */

/* Copies `from`, replacing what is not rated by NaN. */
static bool copy_ratings(const double *from, size_t size, double *to)
{
    bool is_complete = true;
    for (size_t i = 0; i < size; i++) {
        to[i] = is_rating(from[i]) ? from[i] : NAN;
        is_complete = is_complete && is_rating(from[i]);
    }
    return is_complete;
}

bool dk_similar_work_init(dk_similar_work *work, const dk_similar_input *input)
{
    size_t n = input->n, size = n * input->m;
    *work = (dk_similar_work){.input = input, .is_complete = true};
    work->has_ratings = calloc(n, sizeof *work->has_ratings);
    if (size == 0)
        return work->has_ratings != NULL;
    work->importance = malloc(size * sizeof(double));
    work->level = malloc(size * sizeof(double));
    work->rows = malloc(size * sizeof(double));
    if (work->has_ratings == NULL || work->importance == NULL || work->level == NULL ||
        work->rows == NULL)
        return false;
    const double *level = input->level != NULL ? input->level : input->importance;
    bool is_complete = copy_ratings(input->importance, size, work->importance);
    work->is_complete = copy_ratings(level, size, work->level) && is_complete;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < input->m; k++)
            work->has_ratings[i] =
                work->has_ratings[i] || !isnan(work->importance[i * input->m + k]);
    }
    return true;
}

void dk_similar_work_free(dk_similar_work *work)
{
    free(work->importance);
    free(work->level);
    free(work->has_ratings);
    free(work->rows);
}

/* ---- columns and rows of the ratings ---- */

/* Which elements a view looks at. */
typedef enum { ALL, SKILLS, KNOWLEDGE } part;

static bool is_in(const dk_similar_input *input, part which, size_t k)
{
    bool knowledge = input->is_knowledge != NULL && input->is_knowledge[k];
    return which == ALL || knowledge == (which == KNOWLEDGE);
}

/* Copies the columns of the part of `from` to rows, zero elsewhere; how many there are. */
static size_t take_part(const dk_similar_work *w, const double *from, part which)
{
    size_t n = w->input->n, m = w->input->m, taken = 0;
    for (size_t k = 0; k < m; k++) {
        bool is_taken = is_in(w->input, which, k);
        taken += is_taken;
        for (size_t i = 0; i < n; i++)
            w->rows[i * m + k] = is_taken ? from[i * m + k] : 0;
    }
    return taken;
}

/* Mean 0 and deviation 1 by column, over profiles that have ratings; a constant column becomes 0.
 */
static void standardise_columns(const dk_similar_work *w)
{
    size_t n = w->input->n, m = w->input->m;
    for (size_t k = 0; k < m; k++) {
        double sum = 0, squares = 0;
        size_t known = 0;
        for (size_t i = 0; i < n; i++) {
            if (w->has_ratings[i]) {
                sum += w->rows[i * m + k];
                known++;
            }
        }
        double mean = known == 0 ? 0 : sum / (double)known;
        for (size_t i = 0; i < n; i++) {
            w->rows[i * m + k] -= mean;
            if (w->has_ratings[i])
                squares += w->rows[i * m + k] * w->rows[i * m + k];
        }
        double by = squares > 0 ? 1 / sqrt(squares / (double)known) : 0;
        for (size_t i = 0; i < n; i++)
            w->rows[i * m + k] *= by;
    }
}

/* Takes the mean of its part from each row. */
static void centre_rows(const dk_similar_work *w, part which, size_t taken)
{
    size_t n = w->input->n, m = w->input->m;
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t k = 0; k < m; k++)
            sum += w->rows[i * m + k];
        for (size_t k = 0; k < m; k++) {
            if (is_in(w->input, which, k))
                w->rows[i * m + k] -= sum / (double)taken;
        }
    }
}

static double dot(const double *a, const double *b, size_t m)
{
    double sum = 0;
    for (size_t k = 0; k < m; k++)
        sum += a[k] * b[k];
    return sum;
}

static void cosines(const dk_similar_work *w, double *pairs)
{
    size_t n = w->input->n, m = w->input->m;
    for (size_t i = 0; i < n; i++) {
        double *row = w->rows + i * m, size = sqrt(dot(row, row, m));
        for (size_t k = 0; k < m; k++)
            row[k] *= size > 0 ? 1 / size : 0;
    }
    for (size_t i = 0; i < n; i++) {
        pairs[i * n + i] = 1;
        for (size_t j = i + 1; j < n; j++)
            pairs[i * n + j] = pairs[j * n + i] = dot(w->rows + i * m, w->rows + j * m, m);
    }
}

static void distances(const dk_similar_work *w, double *pairs)
{
    size_t n = w->input->n, m = w->input->m;
    for (size_t i = 0; i < n; i++) {
        pairs[i * n + i] = 0;
        for (size_t j = i + 1; j < n; j++) {
            const double *a = w->rows + i * m, *b = w->rows + j * m;
            double sum = 0;
            for (size_t k = 0; k < m; k++)
                sum += (a[k] - b[k]) * (a[k] - b[k]);
            pairs[i * n + j] = pairs[j * n + i] = -sqrt(sum);
        }
    }
}

/* Views of the ratings; false in *is_on when the part has no element. */
static void view_ratings(const dk_similar_work *w, size_t view, double *pairs, bool *is_on)
{
    part which = view == DK_SIMILAR_VIEW_skills ? SKILLS
                 : view == DK_SIMILAR_VIEW_knowledge || view == DK_SIMILAR_VIEW_knowledge_rank
                     ? KNOWLEDGE
                     : ALL;
    bool of_levels = view == DK_SIMILAR_VIEW_distance;
    size_t taken = take_part(w, of_levels ? w->level : w->importance, which);
    *is_on = taken > 0;
    if (view == DK_SIMILAR_VIEW_skills || view == DK_SIMILAR_VIEW_knowledge) {
        for (size_t i = 0; i < w->input->n * w->input->m; i++)
            w->rows[i] *= w->level[i];
    }
    if (view != DK_SIMILAR_VIEW_shape && view != DK_SIMILAR_VIEW_knowledge_rank)
        standardise_columns(w);
    if (*is_on && which != ALL)
        centre_rows(w, which, taken);
    if (of_levels)
        distances(w, pairs);
    else
        cosines(w, pairs);
}

/* ---- ranks ---- */

typedef struct {
    double value;
    size_t at;
} valued;

static int by_value(const void *a, const void *b)
{
    const valued *x = a, *y = b;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* Replaces each row by -log(RANK_SHIFT + place); equal values share the mean of their places. Then
 * both directions are added. */
static bool to_ranks(size_t n, double *pairs, const bool *has)
{
    valued *row = malloc((n + 1) * sizeof *row);
    if (row == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        size_t count = 0;
        for (size_t j = 0; j < n; j++) {
            if (j != i && has[i] && has[j])
                row[count++] = (valued){pairs[i * n + j], j};
        }
        qsort(row, count, sizeof *row, by_value);
        for (size_t first = 0, end = 0; first < count; first = end) {
            for (end = first; end < count && row[end].value == row[first].value;)
                end++;
            double place = 0.5 * (double)(first + end - 1);
            for (size_t k = first; k < end; k++)
                pairs[i * n + row[k].at] = -log(RANK_SHIFT + place);
        }
    }
    free(row);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++)
            pairs[i * n + j] = pairs[j * n + i] = pairs[i * n + j] + pairs[j * n + i];
    }
    return true;
}

/* ---- company ---- */

/* The COMPANY-th largest value of a row (or the least). `work` has room for the row. */
static double threshold(const double *row, size_t n, valued *work)
{
    for (size_t j = 0; j < n; j++)
        work[j] = (valued){row[j], j};
    qsort(work, n, sizeof *work, by_value);
    return work[n < COMPANY ? n - 1 : COMPANY - 1].value;
}

/* pairs becomes the cosine of its rows, each cut to its closest. */
static bool to_company(size_t n, double *pairs)
{
    valued *work = malloc((n + 1) * sizeof *work);
    double *kept = malloc(n * n * sizeof *kept);
    size_t *at = malloc((n + 1) * sizeof *at);
    bool is_ok = work != NULL && kept != NULL && at != NULL;
    for (size_t i = 0; is_ok && i < n; i++) {
        double least = threshold(pairs + i * n, n, work), size = 0;
        for (size_t j = 0; j < n; j++) {
            double v = pairs[i * n + j];
            kept[i * n + j] = v >= least ? v : 0;
            size += kept[i * n + j] * kept[i * n + j];
        }
        for (size_t j = 0; j < n; j++)
            kept[i * n + j] *= size > 0 ? 1 / sqrt(size) : 0;
    }
    for (size_t i = 0; is_ok && i < n; i++) {
        size_t used = 0;
        for (size_t j = 0; j < n; j++) {
            if (kept[i * n + j] != 0)
                at[used++] = j;
        }
        for (size_t j = i + 1; j < n; j++) {
            double sum = 0;
            for (size_t k = 0; k < used; k++)
                sum += kept[i * n + at[k]] * kept[j * n + at[k]];
            pairs[i * n + j] = pairs[j * n + i] = sum;
        }
        pairs[i * n + i] = 1;
    }
    free(work);
    free(kept);
    free(at);
    return is_ok;
}

/* ---- all views ---- */

static bool view_activities(const dk_similar_work *w, double *pairs, bool *has)
{
    size_t n = w->input->n;
    double *parents = malloc(n * n * sizeof *parents);
    bool is_ok = parents != NULL &&
                 dk_similar_bag(&w->input->activities, n, DK_BAG_PARENT, parents, has) &&
                 dk_similar_bag(&w->input->activities, n, DK_BAG_ID, pairs, has);
    for (size_t i = 0; is_ok && i < n * n; i++)
        pairs[i] = 0.5 * (pairs[i] + parents[i]);
    free(parents);
    return is_ok;
}

static bool view_texts(const dk_similar_work *w, size_t view, double *pairs, bool *has)
{
    size_t n = w->input->n;
    if (view == DK_SIMILAR_VIEW_titles_rank || view == DK_SIMILAR_VIEW_titles_company)
        return dk_similar_bag(&w->input->titles, n, DK_BAG_STEMS_2, pairs, has);
    if (view == DK_SIMILAR_VIEW_tasks_rank || view == DK_SIMILAR_VIEW_tasks_company)
        return dk_similar_bag(&w->input->tasks, n, DK_BAG_STEMS, pairs, has);
    return view_activities(w, pairs, has);
}

static size_t texts_of(const dk_similar_input *input, size_t view)
{
    switch (view) {
    case DK_SIMILAR_VIEW_activities:
    case DK_SIMILAR_VIEW_activities_rank:
        return input->activities.n;
    case DK_SIMILAR_VIEW_titles_rank:
    case DK_SIMILAR_VIEW_titles_company:
        return input->titles.n;
    case DK_SIMILAR_VIEW_tasks_rank:
    case DK_SIMILAR_VIEW_tasks_company:
        return input->tasks.n;
    default:
        return 0;
    }
}

bool dk_similar_view(const dk_similar_work *work, size_t view, double *pairs, bool *has,
                     bool *is_on)
{
    size_t n = work->input->n;
    bool is_ok = true, of_ratings = view <= DK_SIMILAR_VIEW_knowledge_rank;
    *is_on = of_ratings ? work->input->m > 0 : texts_of(work->input, view) > 0;
    if (!*is_on)
        return true;
    if (of_ratings) {
        memcpy(has, work->has_ratings, n * sizeof *has);
        view_ratings(work, view, pairs, is_on);
    } else {
        is_ok = view_texts(work, view, pairs, has);
    }
    if (!is_ok || !*is_on)
        return is_ok;
    if (view == DK_SIMILAR_VIEW_titles_company || view == DK_SIMILAR_VIEW_tasks_company)
        is_ok = to_company(n, pairs);
    bool is_plain = view <= DK_SIMILAR_VIEW_knowledge || view == DK_SIMILAR_VIEW_activities;
    return is_ok && (is_plain || to_ranks(n, pairs, has));
}

void dk_similar_standardise(size_t n, double *pairs, const bool *has)
{
    double sum = 0, squares = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            if (has[i] && has[j]) {
                sum += pairs[i * n + j];
                count++;
            }
        }
    }
    double mean = count == 0 ? 0 : sum / (double)count;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            double gap = pairs[i * n + j] - mean;
            squares += has[i] && has[j] ? gap * gap : 0;
        }
    }
    double by = squares > 0 ? 1 / sqrt(squares / (double)count) : 0;
    for (size_t i = 0; i < n; i++) {
        pairs[i * n + i] = 0;
        for (size_t j = i + 1; j < n; j++) {
            double v = has[i] && has[j] ? (pairs[i * n + j] - mean) * by : 0;
            pairs[i * n + j] = pairs[j * n + i] = v;
        }
    }
}

bool dk_similar_fuse(const dk_similar_work *work, const double *weights, double *sum)
{
    size_t n = work->input->n;
    double *pairs = malloc(n * n * sizeof *pairs);
    bool *has = malloc(n * sizeof *has), is_ok = pairs != NULL && has != NULL;
    for (size_t i = 0; is_ok && i < n * n; i++)
        sum[i] = 0;
    for (size_t v = 0; is_ok && v < DK_SIMILAR_VIEWS; v++) {
        bool is_on = false;
        if (weights[v] == 0)
            continue;
        is_ok = dk_similar_view(work, v, pairs, has, &is_on);
        if (!is_ok || !is_on)
            continue;
        dk_similar_standardise(n, pairs, has);
        for (size_t i = 0; i < n * n; i++)
            sum[i] += weights[v] * pairs[i];
    }
    free(pairs);
    free(has);
    return is_ok;
}
