/* models/coverage.h - how much of the usual demand the firms of a month hold that did report.
 *
 * Fewer reports are not less demand. Firms differ in size by orders of magnitude, so their number
 * alone says little; what each firm usually needs says it. Openings of firm f in month t are taken
 * as w_f * X_t (a two-way multiplicative model; a silent month is missing, not zero). Its Poisson
 * likelihood is maximised by alternating sums, which is iterative proportional fitting (Deming and
 * Stephan 1940, doi:10.1214/aoms/1177731829):
 *
 *     X_t = sum of reported openings in t / sum of w_f over those who reported in t
 *     w_f = openings of f             / sum of X_t over the months f reported
 *
 *     coverage_t = sum of w_f over those who reported in t / sum over those expected in t
 *
 * Expected in t is a firm from its first report on, until it closes; one silent for longer than
 * `silent_months` is taken to be gone. Plain arrays; no register is known here.
 */
#ifndef DK_MODELS_COVERAGE_H
#define DK_MODELS_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

typedef struct {
    uint32_t firm; /* 0 .. n_firms-1 */
    int32_t month; /* 0 .. n_months-1 */
    double value;  /* openings reported, >= 0; a firm reports a month at most once */
} dk_report;

typedef struct {
    const dk_report *reports;
    size_t n_reports;
    size_t n_firms;
    int32_t n_months;
    const int32_t *closes; /* n_firms: first month in which the firm is closed; INT32_MAX: open */
    int32_t silent_months; /* >= 1 */
} dk_coverage_input;

enum { DK_COVERAGE_ROUNDS = 100 };

/* Writes coverage[n_months] (0..1; 1 where nobody is expected) and weight[n_firms] (each firm's
 * share of the usual openings of all, 0 for one that never reported; sums to 1 when any did). False
 * when memory is out. At most 100 rounds of O(reports). */
bool dk_coverage(dk_arena *work, const dk_coverage_input *in, double *coverage, double *weight);

typedef struct {
    const double *count; /* n: firms that reported; negative: not known */
    int32_t n;
    int32_t window;   /* months, >= 1 */
    double top_share; /* of the openings, the largest firm's, 0..1; 0: not known */
} dk_head_counts;

/* Where no firm's reports are on record but only how many firms reported: the share of firms c is
 * count[t] over the number expected, which is the mean of the three largest counts of the `window`
 * months up to t (of fewer while there are no more), at most 1. Small firms fall silent more
 * often than large ones, whom the office knows, so the largest is taken to have reported and the
 * others to weigh alike:
 *
 *     coverage[t] = 1 / (top_share + (1 - top_share) / c)
 *
 * A count not known: coverage 1, and it expects nothing. When the largest itself falls silent the
 * coverage is too high by up to its share; reports of firms (dk_coverage) say more. O(n * window).
 */
void dk_coverage_by_count(const dk_head_counts *in, double *coverage);

/* What a coverage rests on. */
typedef enum { DK_COVERED_BY_NOTHING, DK_COVERED_BY_COUNTS, DK_COVERED_BY_REPORTS } dk_covered_by;

/* "none", "counts", "reports". */
const char *dk_covered_by_key(dk_covered_by by);

#endif
