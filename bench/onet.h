/* bench/onet.h - O*NET's related occupations as a judge: labels, measures, bootstrap.
 *
 * Measures as in the scoring tool beside the data: relevant are ranks 1-10; Recall@10 over min(10,
 * labelled); NDCG@10 with gains 3/2/1 for ranks up to 5/10/20; MRR of the first of ranks 1-5.
 */
#ifndef DK_BENCH_ONET_H
#define DK_BENCH_ONET_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/random.h"

#define ONET "../shared/data/onet/"

enum { ONET_TOP = 10, ONET_SHOWN = 20, ONET_DRAWS = 2000 };

typedef struct {
    size_t n;
    const char *const *codes;
    uint8_t *rank;   /* [query * n + candidate]: label 1..20, 0 none */
    bool *has_label; /* [query] */
} onet_labels;

typedef struct {
    double recall, ndcg, mrr;
} onet_measures;

static inline size_t onet_position(const char *const *codes, size_t n, const char *code, size_t len)
{
    for (size_t i = 0; i < n; i++) {
        if (strlen(codes[i]) == len && memcmp(codes[i], code, len) == 0)
            return i;
    }
    return SIZE_MAX;
}

/* Reads related_dev.csv: onet_soc,related_soc,tier,rank. False when it is not there. */
static inline bool onet_read_labels(onet_labels *labels, const char *const *codes, size_t n)
{
    FILE *file = fopen(ONET "related_dev.csv", "r");
    char line[256];
    *labels = (onet_labels){n, codes, calloc(n * n, 1), calloc(n, sizeof(bool))};
    if (file == NULL || labels->rank == NULL || labels->has_label == NULL)
        return false;
    while (fgets(line, sizeof line, file) != NULL) {
        const char *other = strchr(line, ','), *last = strrchr(line, ',');
        if (other == NULL || last == other)
            continue;
        size_t query = onet_position(codes, n, line, (size_t)(other - line));
        size_t candidate = onet_position(codes, n, other + 1, strcspn(other + 1, ","));
        if (query == SIZE_MAX || candidate == SIZE_MAX)
            continue;
        labels->rank[query * n + candidate] = (uint8_t)strtol(last + 1, NULL, 10);
        labels->has_label[query] = true;
    }
    (void)fclose(file);
    return true;
}

static inline double onet_gain(int rank)
{
    return rank == 0 ? 0 : rank <= 5 ? 3 : rank <= 10 ? 2 : 1;
}

/* Place of candidate j in the row of scores, 0 first; ties by position. */
static inline size_t onet_place(const double *row, size_t n, size_t query, size_t j)
{
    size_t place = 0;
    for (size_t k = 0; k < n; k++)
        place += k != query && k != j && (row[k] > row[j] || (row[k] == row[j] && k < j));
    return place;
}

static inline onet_measures onet_measure(const onet_labels *l, const double *row, size_t query)
{
    double gains[ONET_SHOWN + 1] = {0}, found = 0, ideal = 0;
    size_t primary = 0, hits = 0, first = SIZE_MAX, at = 0;
    for (size_t j = 0; j < l->n; j++) {
        int rank = l->rank[query * l->n + j];
        if (rank == 0)
            continue;
        gains[rank <= ONET_SHOWN ? rank : ONET_SHOWN] = onet_gain(rank);
        primary += rank <= ONET_TOP;
        size_t place = onet_place(row, l->n, query, j);
        if (place < ONET_TOP) {
            found += onet_gain(rank) / log2((double)place + 2);
            hits += rank <= ONET_TOP;
        }
        if (rank <= 5 && place < first)
            first = place;
    }
    for (int rank = 1; rank <= ONET_SHOWN && at < ONET_TOP; rank++) {
        if (gains[rank] > 0)
            ideal += gains[rank] / log2((double)at++ + 2);
    }
    size_t most = primary == 0 ? 1 : primary < ONET_TOP ? primary : ONET_TOP;
    return (onet_measures){(double)hits / (double)most, ideal > 0 ? found / ideal : 0,
                           first == SIZE_MAX ? 0 : 1 / ((double)first + 1)};
}

/* ---- bootstrap over queries ---- */

typedef struct {
    double mean, low, high; /* 95 % */
} onet_interval;

static inline int onet_by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static inline onet_interval onet_bootstrap(const double *values, size_t n)
{
    static double means[ONET_DRAWS];
    dk_random random = dk_random_seed(1);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    for (size_t d = 0; d < ONET_DRAWS; d++) {
        double drawn = 0;
        for (size_t i = 0; i < n; i++)
            drawn += values[dk_random_below(&random, n)];
        means[d] = drawn / (double)n;
    }
    qsort(means, ONET_DRAWS, sizeof *means, onet_by_number);
    return (onet_interval){sum / (double)n, means[ONET_DRAWS / 40],
                           means[ONET_DRAWS - 1 - ONET_DRAWS / 40]};
}

/* The measures of all queries: recall[], ndcg[], mrr[] in order of query; how many there are. */
static inline size_t onet_measure_all(const onet_labels *l, const double *scores, double *recall,
                                      double *ndcg, double *mrr)
{
    size_t n = 0;
    for (size_t q = 0; q < l->n; q++) {
        if (!l->has_label[q])
            continue;
        onet_measures m = onet_measure(l, scores + q * l->n, q);
        recall[n] = m.recall;
        ndcg[n] = m.ndcg;
        mrr[n++] = m.mrr;
    }
    return n;
}

/* One line of a table. */
static inline void onet_print(const char *name, const double *recall, const double *ndcg,
                              const double *mrr, size_t n)
{
    onet_interval r = onet_bootstrap(recall, n), g = onet_bootstrap(ndcg, n),
                  m = onet_bootstrap(mrr, n);
    printf("%-44s Recall@10 %.3f [%.3f, %.3f]  NDCG@10 %.3f [%.3f, %.3f]  MRR %.3f\n", name, r.mean,
           r.low, r.high, g.mean, g.low, g.high, m.mean);
}

#endif
