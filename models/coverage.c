/* models/coverage.c - see coverage.h. */
#include "models/coverage.h"

#include <assert.h>
#include <math.h>

static const double close_enough = 1e-9;

/* One round: months from weights, weights from months. Returns the largest change of a weight. */
static double fit_round(const dk_coverage_input *in, double *weight, double *month, double *sums)
{
    size_t n_months = (size_t)in->n_months;
    double *held = sums, *total = sums + n_months, *seen = total + n_months,
           *own = seen + in->n_firms, change = 0, all = 0;
    for (size_t i = 0; i < 2 * (n_months + in->n_firms); i++)
        sums[i] = 0;
    for (size_t i = 0; i < in->n_reports; i++) {
        held[in->reports[i].month] += weight[in->reports[i].firm];
        total[in->reports[i].month] += in->reports[i].value;
    }
    for (size_t t = 0; t < n_months; t++)
        month[t] = held[t] > 0 ? total[t] / held[t] : 0;
    for (size_t i = 0; i < in->n_reports; i++) {
        seen[in->reports[i].firm] += month[in->reports[i].month];
        own[in->reports[i].firm] += in->reports[i].value;
    }
    for (size_t f = 0; f < in->n_firms; f++)
        all += own[f] = seen[f] > 0 ? own[f] / seen[f] : 0;
    for (size_t f = 0; all > 0 && f < in->n_firms; f++) {
        change = fmax(change, fabs(own[f] / all - weight[f]));
        weight[f] = own[f] / all;
    }
    return change;
}

static void share_of_expected(const dk_coverage_input *in, const double *weight, double *coverage,
                              int32_t *bounds, double *held)
{
    int32_t *first = bounds, *last = bounds + in->n_firms;
    for (size_t f = 0; f < in->n_firms; f++) {
        first[f] = INT32_MAX;
        last[f] = -1;
    }
    for (int32_t t = 0; t < in->n_months; t++)
        held[t] = 0;
    for (size_t i = 0; i < in->n_reports; i++) {
        const dk_report *r = &in->reports[i];
        first[r->firm] = r->month < first[r->firm] ? r->month : first[r->firm];
        last[r->firm] = r->month > last[r->firm] ? r->month : last[r->firm];
        held[r->month] += weight[r->firm];
    }
    for (int32_t t = 0; t < in->n_months; t++) {
        double expected = 0;
        for (size_t f = 0; f < in->n_firms; f++)
            if (first[f] <= t && t < in->closes[f] && t - last[f] <= in->silent_months)
                expected += weight[f];
        coverage[t] = expected > 0 ? fmin(held[t] / expected, 1) : 1;
    }
}

bool dk_coverage(dk_arena *work, const dk_coverage_input *in, double *coverage, double *weight)
{
    assert(in != NULL);
    size_t n_months = (size_t)in->n_months, n = n_months + in->n_firms;
    double *month = dk_arena_array(work, n_months, sizeof *month);
    double *sums = dk_arena_array(work, 2 * n, sizeof *sums);
    int32_t *bounds = dk_arena_array(work, 2 * in->n_firms, sizeof *bounds);
    if (month == NULL || sums == NULL || bounds == NULL)
        return false;
    for (size_t f = 0; f < in->n_firms; f++)
        weight[f] = 0;
    for (size_t i = 0; i < in->n_reports; i++)
        weight[in->reports[i].firm] = 1 / (double)in->n_firms;
    for (int i = 0; i < DK_COVERAGE_ROUNDS; i++)
        if (fit_round(in, weight, month, sums) < close_enough)
            break;
    share_of_expected(in, weight, coverage, bounds, sums);
    return true;
}

/* ---- by count ---- */

enum { LARGEST = 3, MONTHS_MIN = 12 };

/* Mean of the largest known counts of count[from .. to]; 0 when too few are known. */
static double expected_of(const double *count, int32_t from, int32_t to)
{
    double largest[LARGEST] = {0};
    int n = 0, known = 0;
    for (int32_t t = from; t <= to; t++) {
        if (count[t] < 0)
            continue;
        known++;
        int at = n < LARGEST ? n++ : LARGEST - 1;
        if (at == LARGEST - 1 && n == LARGEST && count[t] <= largest[at])
            continue;
        for (; at > 0 && largest[at - 1] < count[t]; at--)
            largest[at] = largest[at - 1];
        largest[at] = count[t];
    }
    double sum = 0;
    for (int k = 0; k < n; k++)
        sum += largest[k];
    return known < MONTHS_MIN ? 0 : sum / n;
}

void dk_coverage_by_count(const dk_head_counts *in, double *coverage)
{
    assert(in->count != NULL && coverage != NULL && in->window >= 1);
    assert(in->top_share >= 0 && in->top_share <= 1);
    for (int32_t t = 0; t < in->n; t++) {
        double expected = expected_of(in->count, t < in->window ? 0 : t - in->window + 1, t),
               share = in->count[t] < 0 || expected <= in->count[t] ? 1 : in->count[t] / expected;
        /* Nobody reported: nothing stands for the others. */
        coverage[t] = share > 0 ? 1 / (in->top_share + (1 - in->top_share) / share) : 0;
    }
}

const char *dk_covered_by_key(dk_covered_by by)
{
    static const char *const keys[] = {[DK_COVERED_BY_NOTHING] = "none",
                                       [DK_COVERED_BY_COUNTS] = "counts",
                                       [DK_COVERED_BY_REPORTS] = "reports"};
    return keys[by];
}
