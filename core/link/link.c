/* core/link/link.c - the index of names and the search in it (link.h).
 *
 *     keys[g]                     gram keys, sorted; idf[g] beside them
 *     first[g] .. first[g + 1]    its postings: (name, weight), by name
 */
#include "core/link/link.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/link/grams.h"

#define PIVOT 0.3
#define EDIT_GAIN 0.1

/* Logistic of (1, cos, cos * lead) for texts in letters and in ideographs: a shared ideograph says
 * more than shared letters. Fitted by `bench_link fit`, see docs/accuracy.md. */
static const double FIT[2][3] = {{-3.258, 3.008, 6.566}, {-2.581, 5.288, 2.892}};

typedef struct {
    uint32_t name;
    double weight;
} posting;

struct dk_linker {
    dk_arena *arena;
    const dk_link_name *names;
    const char **plain; /* per name */
    double *length;     /* per name: |d| */
    double *pivot;      /* per name: |d|^(1 - PIVOT) */
    size_t n_names;
    uint64_t *keys;
    double *idf;
    size_t *first;
    posting *postings;
    size_t n_keys;
};

/* ---- building ---- */

typedef struct {
    uint64_t key;
    posting at;
} entry;

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key > y->key ? 1 : -1;
    return (x->at.name > y->at.name) - (x->at.name < y->at.name);
}

static double idf_of(size_t n, size_t df)
{
    return log(((double)n + 1) / ((double)df + 0.5));
}

/* All (gram, name) pairs, sorted; NULL: memory. The grams of the names live in `scratch`. */
static entry *collect(dk_linker *l, dk_arena *scratch, size_t *n)
{
    dk_grams *grams = dk_arena_array(scratch, l->n_names + 1, sizeof *grams);
    size_t total = 0;
    if (grams == NULL)
        return NULL;
    for (size_t i = 0; i < l->n_names; i++) {
        if (!dk_grams_make(scratch, l->names[i].text, &grams[i]) ||
            (l->plain[i] = dk_arena_text(l->arena, grams[i].plain)) == NULL)
            return NULL;
        total += grams[i].n;
    }
    entry *all = dk_arena_array(scratch, total + 1, sizeof *all);
    if (all == NULL)
        return NULL;
    *n = 0;
    for (size_t i = 0; i < l->n_names; i++)
        for (size_t g = 0; g < grams[i].n; g++)
            all[(*n)++] = (entry){grams[i].keys[g], {(uint32_t)i, grams[i].weights[g]}};
    qsort(all, *n, sizeof *all, compare_entries);
    return all;
}

/* Lays the sorted pairs out as postings and sums the lengths of the names. */
static bool lay_out(dk_linker *l, const entry *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        l->n_keys += i == 0 || all[i].key != all[i - 1].key;
    l->keys = dk_arena_array(l->arena, l->n_keys + 1, sizeof *l->keys);
    l->idf = dk_arena_array(l->arena, l->n_keys + 1, sizeof *l->idf);
    l->first = dk_arena_array(l->arena, l->n_keys + 1, sizeof *l->first);
    l->postings = dk_arena_array(l->arena, n + 1, sizeof *l->postings);
    if (l->keys == NULL || l->idf == NULL || l->first == NULL || l->postings == NULL)
        return false;
    size_t k = 0;
    for (size_t i = 0, run; i < n; i += run, k++) {
        for (run = 1; i + run < n && all[i + run].key == all[i].key;)
            run++;
        l->keys[k] = all[i].key;
        l->idf[k] = idf_of(l->n_names, run);
        l->first[k] = i;
        for (size_t j = i; j < i + run; j++) {
            double w = all[j].at.weight * l->idf[k];
            l->postings[j] = (posting){all[j].at.name, w};
            l->length[all[j].at.name] += w * w;
        }
    }
    l->first[k] = n;
    assert(k == l->n_keys);
    for (size_t i = 0; i < l->n_names; i++) {
        l->length[i] = sqrt(l->length[i]);
        l->pivot[i] = pow(l->length[i], 1 - PIVOT);
    }
    return true;
}

dk_linker *dk_linker_new(const dk_link_name *names, size_t n)
{
    assert((names != NULL || n == 0) && n < UINT32_MAX);
    size_t n_all = 0;
    dk_linker *l = calloc(1, sizeof *l);
    dk_arena *scratch = dk_arena_new();
    if (l == NULL || scratch == NULL || (l->arena = dk_arena_new()) == NULL)
        goto failed;
    l->names = names;
    l->n_names = n;
    l->plain = dk_arena_array(l->arena, n + 1, sizeof *l->plain);
    l->length = dk_arena_array(l->arena, n + 1, sizeof *l->length);
    l->pivot = dk_arena_array(l->arena, n + 1, sizeof *l->pivot);
    const entry *all = l->pivot == NULL || l->plain == NULL || l->length == NULL
                           ? NULL
                           : collect(l, scratch, &n_all);
    if (all == NULL || !lay_out(l, all, n_all))
        goto failed;
    dk_arena_free(scratch);
    return l;
failed:
    dk_arena_free(scratch);
    dk_linker_free(l);
    return NULL;
}

void dk_linker_free(dk_linker *linker)
{
    if (linker == NULL)
        return;
    dk_arena_free(linker->arena);
    free(linker);
}

/* ---- asking ---- */

static size_t find_key(const dk_linker *l, uint64_t key)
{
    size_t low = 0, high = l->n_keys;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (l->keys[mid] < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low < l->n_keys && l->keys[low] == key ? low : SIZE_MAX;
}

/* dot[name] = sum w_q w_d over all names; returns |q|. A gram no name has lengthens the query all
 * the same: what is asked for beyond a name makes the name less likely. */
static double multiply(const dk_linker *l, const dk_grams *q, double *dot)
{
    double length = 0;
    for (size_t g = 0; g < q->n; g++) {
        size_t k = find_key(l, q->keys[g]);
        double w = q->weights[g] * (k == SIZE_MAX ? idf_of(l->n_names, 0) : l->idf[k]);
        length += w * w;
        for (size_t i = k == SIZE_MAX ? 0 : l->first[k], end = k == SIZE_MAX ? 0 : l->first[k + 1];
             i < end; i++)
            dot[l->postings[i].name] += w * l->postings[i].weight;
    }
    return sqrt(length);
}

typedef struct {
    double rank;
    size_t name;
} candidate;

/* Puts a name into the list sorted by falling rank, one per entry. */
static size_t insert(const dk_linker *l, candidate *list, size_t n, candidate c)
{
    assert(n <= DK_LINK_SHORTLIST && c.rank > 0);
    size_t entry_of = l->names[c.name].entry, at = n;
    for (size_t i = 0; i < n; i++) {
        if (l->names[list[i].name].entry != entry_of)
            continue;
        if (list[i].rank >= c.rank)
            return n;
        memmove(list + i, list + i + 1, (n - i - 1) * sizeof *list);
        n--;
        break;
    }
    for (at = n; at > 0 && c.rank > list[at - 1].rank; at--)
        ;
    if (at == DK_LINK_SHORTLIST)
        return n;
    n = n < DK_LINK_SHORTLIST ? n + 1 : n;
    memmove(list + at + 1, list + at, (n - at - 1) * sizeof *list);
    list[at] = c;
    return n;
}

/* Names that share a gram with the query, by falling rank. The length of a name counts less than in
 * a cosine (|d|^(1 - PIVOT), after Singhal, Buckley and Mitra 1996, doi:10.1145/243199.243206):
 * long names would lose to short ones that say less. */
static size_t shortlist(const dk_linker *l, const double *dot, double q_length, candidate *list)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n_names; i++) {
        if (dot[i] <= 0)
            continue;
        assert(q_length > 0 && l->pivot[i] > 0); /* both hold the shared gram */
        candidate c = {dot[i] / (q_length * l->pivot[i]), i};
        if (n < DK_LINK_SHORTLIST || c.rank > list[n - 1].rank)
            n = insert(l, list, n, c);
    }
    return n;
}

static int compare_links(const void *a, const void *b)
{
    const dk_link *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static int permille(double share)
{
    return (int)(share * 1000 + 0.5);
}

void dk_link_features(const dk_link *found, size_t n, double out[2])
{
    assert(n > 0 && found[0].score > 0);
    out[0] = found[0].cosine / 1000.0;
    out[1] = out[0] * (n < 2 ? 1 : 1 - (double)found[1].score / found[0].score);
}

/* Confidence of the first from the fit; what is left is shared among the others by score. */
static void judge(dk_link *found, size_t n, bool has_ideographs)
{
    assert(n > 0 && found[n - 1].score > 0); /* by falling score */
    const double *fit = FIT[has_ideographs];
    double x[2], z = fit[0];
    dk_link_features(found, n, x);
    for (size_t i = 0; i < 2; i++)
        z += fit[i + 1] * x[i];
    int first = permille(1 / (1 + exp(-z)));
    if (found[0].edit == 1000 && found[0].cosine >= 999)
        first = n > 1 && found[1].edit == 1000 && found[1].cosine >= 999 ? 500 : 1000;
    else if (first > 999)
        first = 999;
    found[0].confidence = first;
    double sum = 0;
    for (size_t i = 1; i < n; i++)
        sum += found[i].score;
    for (size_t i = 1; i < n; i++)
        found[i].confidence = permille((1000 - first) / 1000.0 * found[i].score / sum);
}

bool dk_linker_find(const dk_linker *linker, const char *text, dk_arena *scratch, dk_link *out,
                    size_t limit, size_t *n)
{
    assert(linker != NULL && text != NULL && limit > 0);
    dk_grams q;
    candidate list[DK_LINK_SHORTLIST];
    dk_link found[DK_LINK_SHORTLIST];
    double *dot = dk_arena_array(scratch, linker->n_names + 1, sizeof *dot);
    if (dot == NULL || !dk_grams_make(scratch, text, &q))
        return false;
    double q_length = multiply(linker, &q, dot);
    size_t m = shortlist(linker, dot, q_length, list);
    for (size_t i = 0; i < m; i++) {
        size_t name = list[i].name;
        double edit = dk_grams_edit(q.plain, linker->plain[name]);
        found[i] = (dk_link){.entry = linker->names[name].entry,
                             .name = name,
                             .score = (int)(list[i].rank * (1 + EDIT_GAIN * edit) * 100000),
                             .cosine = permille(dot[name] / (q_length * linker->length[name])),
                             .edit = permille(edit)};
    }
    if (m > 0)
        qsort(found, m, sizeof *found, compare_links);
    /* A gram that nearly every name has weighs next to nothing; what shares only that is no find.
     */
    while (m > 0 && found[m - 1].score == 0)
        m--;
    if (m > 0)
        judge(found, m, q.has_ideographs);
    *n = m < limit ? m : limit;
    memcpy(out, found, *n * sizeof *out);
    return true;
}
