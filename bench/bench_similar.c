/* bench/bench_similar.c - closeness of profiles against labels made by others.
 *
 * Reads ../shared/data/onet/profiles.csv.gz and related_dev.csv (O*NET 29.3, development
 * occupations only) and prints Recall@10, NDCG@10 and MRR of core/match/similar.c beside plain
 * cosine of importance in the same run, and the time. Says so and ends well when the data are not
 * there. Measures as in the scoring tool beside the data: relevant are ranks 1-10, gains 3/2/1 for
 * ranks up to 5/10/20.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "core/match/similar.h"

#define PROFILES "../shared/data/onet/profiles.csv.gz"
#define LABELS "../shared/data/onet/related_dev.csv"

enum { N_MAX = 1024, M_MAX = 128, CODE = 32, TOP = 10, SHOWN = 20 };

typedef struct {
    size_t n, m, n_labels;
    char codes[N_MAX][CODE], elements[M_MAX][CODE];
    double importance[N_MAX * M_MAX], level[N_MAX * M_MAX]; /* stride m after reading */
    uint8_t rank[N_MAX][N_MAX]; /* label of (query, candidate); 0 none */
    double scores[N_MAX * N_MAX], cosine[N_MAX * N_MAX];
} data;

static size_t intern(char (*names)[CODE], size_t *n, size_t max, const char *name)
{
    for (size_t i = 0; i < *n; i++) {
        if (strcmp(names[i], name) == 0)
            return i;
    }
    if (*n == max)
        return SIZE_MAX;
    (void)snprintf(names[*n], CODE, "%s", name);
    return (*n)++;
}

/* The n-th field of a line without quotes, in place; "" when there are fewer. */
static const char *field(char *line, int n, char out[32])
{
    for (; n > 0 && line != NULL; n--) {
        line = strchr(line, ',');
        line = line == NULL ? NULL : line + 1;
    }
    size_t len = line == NULL ? 0 : strcspn(line, ",\r\n");
    (void)snprintf(out, 32, "%.*s", (int)(len < 31 ? len : 31), line == NULL ? "" : line);
    return out;
}

static bool read_profiles(data *d)
{
    gzFile file = gzopen(PROFILES, "rb");
    char line[256], text[32];
    if (file == NULL || gzgets(file, line, sizeof line) == NULL)
        return false;
    for (size_t i = 0; i < (size_t)N_MAX * M_MAX; i++)
        d->importance[i] = d->level[i] = NAN;
    while (gzgets(file, line, sizeof line) != NULL) {
        size_t i = intern(d->codes, &d->n, N_MAX, field(line, 0, text));
        size_t k = intern(d->elements, &d->m, M_MAX, field(line, 2, text));
        if (i == SIZE_MAX || k == SIZE_MAX)
            continue;
        d->importance[i * M_MAX + k] = strtod(field(line, 3, text), NULL);
        d->level[i * M_MAX + k] = strtod(field(line, 4, text), NULL);
    }
    (void)gzclose(file);
    for (size_t i = 0; i < d->n; i++) { /* to stride m; rows move towards the front */
        memmove(d->importance + i * d->m, d->importance + i * M_MAX, d->m * sizeof(double));
        memmove(d->level + i * d->m, d->level + i * M_MAX, d->m * sizeof(double));
    }
    return d->n > 0;
}

static bool read_labels(data *d)
{
    FILE *file = fopen(LABELS, "r");
    char line[256], text[32];
    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        return false;
    size_t known = d->n;
    while (fgets(line, sizeof line, file) != NULL) {
        size_t n = known, m = known;
        size_t query = intern(d->codes, &n, known, field(line, 0, text));
        size_t other = intern(d->codes, &m, known, field(line, 1, text));
        if (query != SIZE_MAX && other != SIZE_MAX) {
            d->rank[query][other] = (uint8_t)strtol(field(line, 3, text), NULL, 10);
            d->n_labels++;
        }
    }
    (void)fclose(file);
    return d->n_labels > 0;
}

static void plain_cosine(data *d)
{
    for (size_t i = 0; i < d->n; i++) {
        for (size_t j = 0; j < d->n; j++) {
            double dot = 0, a = 0, b = 0;
            for (size_t k = 0; k < d->m; k++) {
                double x = d->importance[i * d->m + k], y = d->importance[j * d->m + k];
                dot += x * y;
                a += x * x;
                b += y * y;
            }
            d->cosine[i * d->n + j] = dot / sqrt(a * b);
        }
    }
}

static int gain(int rank)
{
    return rank == 0 ? 0 : rank <= 5 ? 3 : rank <= 10 ? 2 : 1;
}

/* Position of `other` in the query's order: those above it, or equal with a smaller code. */
static size_t place_of(const data *d, const double *row, size_t query, size_t other)
{
    size_t place = 0;
    for (size_t j = 0; j < d->n; j++) {
        bool is_first = strcmp(d->codes[j], d->codes[other]) < 0;
        if (j != query && j != other && (row[j] > row[other] || (row[j] == row[other] && is_first)))
            place++;
    }
    return place;
}

typedef struct {
    double recall, ndcg, mrr;
} measures;

static bool measure_query(const data *d, const double *row, size_t query, measures *out)
{
    int gains[SHOWN + 1] = {0};
    size_t primary = 0, hits = 0, first = SIZE_MAX;
    double found = 0, ideal = 0;
    for (size_t j = 0; j < d->n; j++) {
        int rank = d->rank[query][j];
        if (rank == 0)
            continue;
        gains[rank <= SHOWN ? rank : SHOWN] = gain(rank);
        primary += rank <= 10;
        size_t place = place_of(d, row, query, j);
        if (place < TOP) {
            found += gain(rank) / log2((double)place + 2);
            hits += rank <= 10;
        }
        if (rank <= 5 && place < first)
            first = place;
    }
    size_t at = 0;
    for (int rank = 1; rank <= SHOWN && at < TOP; rank++) {
        if (gains[rank] > 0)
            ideal += gains[rank] / log2((double)at++ + 2);
    }
    if (ideal <= 0)
        return false;
    *out = (measures){(double)hits / (double)(primary == 0    ? 1
                                              : primary < TOP ? primary
                                                              : TOP),
                      found / ideal, first == SIZE_MAX ? 0 : 1 / ((double)first + 1)};
    return true;
}

static void print_measures(const data *d, const char *name, const double *scores)
{
    measures sum = {0, 0, 0}, one;
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++) {
        if (measure_query(d, scores + i * d->n, i, &one)) {
            sum.recall += one.recall;
            sum.ndcg += one.ndcg;
            sum.mrr += one.mrr;
            n++;
        }
    }
    printf("%-28s queries %zu  Recall@10 %.4f  NDCG@10 %.4f  MRR %.4f\n", name, n,
           sum.recall / (double)n, sum.ndcg / (double)n, sum.mrr / (double)n);
}

int main(void)
{
    data *d = calloc(1, sizeof *d);
    if (d == NULL)
        return 1;
    if (!read_profiles(d) || !read_labels(d)) {
        printf("skipped: %s is not here\n", PROFILES);
        free(d);
        return 0;
    }
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = {d->n, d->m, d->importance, d->level};
    clock_t start = clock();
    if (dk_similar_all(&input, d->scores, &err) != DK_OK)
        return 1;
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    plain_cosine(d);
    print_measures(d, "cosine of importance", d->cosine);
    print_measures(d, "dk_similar_all", d->scores);
    printf("%zu profiles x %zu elements, all pairs: %.3f s\n", d->n, d->m, seconds);
    free(d);
    return 0;
}
