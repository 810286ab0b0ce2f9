/* tests/unit/models/test_coverage.c - firms that report and firms that do not; numbers by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/coverage.h"

enum { MONTHS = 6, FIRMS = 3 };

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-6;
}

/* Firms of weight 6, 3, 1 in months of level 10, 20, 10, 30, 10, 20; `silent_in` names those
 * silent. */
static size_t fill(dk_report *reports, bool (*silent_in)(uint32_t firm, int32_t month))
{
    static const double weight[FIRMS] = {6, 3, 1}, level[MONTHS] = {10, 20, 10, 30, 10, 20};
    size_t n = 0;
    for (uint32_t f = 0; f < FIRMS; f++)
        for (int32_t t = 0; t < MONTHS; t++)
            if (!silent_in(f, t))
                reports[n++] = (dk_report){f, t, weight[f] * level[t]};
    return n;
}

static bool nobody(uint32_t firm, int32_t month)
{
    (void)firm;
    (void)month;
    return false;
}

static bool second_from_three(uint32_t firm, int32_t month)
{
    return firm == 1 && month >= 3;
}

static bool third_until_two(uint32_t firm, int32_t month)
{
    return firm == 2 && month < 2;
}

static void run(bool (*silent_in)(uint32_t, int32_t), const int32_t *closes, int32_t silent,
                double *coverage, double *weight)
{
    static const int32_t open[FIRMS] = {INT32_MAX, INT32_MAX, INT32_MAX};
    dk_report reports[FIRMS * MONTHS];
    dk_arena *arena = dk_arena_new();
    const dk_coverage_input in = {.reports = reports,
                                  .n_reports = fill(reports, silent_in),
                                  .n_firms = FIRMS,
                                  .n_months = MONTHS,
                                  .closes = closes == NULL ? open : closes,
                                  .silent_months = silent};
    assert_true(dk_coverage(arena, &in, coverage, weight));
    dk_arena_free(arena);
}

static void coverage__all_report(void **state)
{
    (void)state;
    double coverage[MONTHS], weight[FIRMS];
    run(nobody, NULL, 24, coverage, weight);
    for (int t = 0; t < MONTHS; t++)
        assert_true(near(coverage[t], 1));
    assert_true(near(weight[0], 0.6) && near(weight[1], 0.3) && near(weight[2], 0.1));
}

static void coverage__a_firm_stops_reporting(void **state)
{
    (void)state;
    double coverage[MONTHS], weight[FIRMS];
    run(second_from_three, NULL, 24, coverage, weight);
    /* The weights are found although the silent months are the busy ones. */
    assert_true(near(weight[1], 0.3));
    assert_true(near(coverage[2], 1) && near(coverage[3], 0.7) && near(coverage[5], 0.7));
}

static void coverage__a_closed_firm_is_not_expected(void **state)
{
    (void)state;
    static const int32_t closes[FIRMS] = {INT32_MAX, 4, INT32_MAX};
    double coverage[MONTHS], weight[FIRMS];
    run(second_from_three, closes, 24, coverage, weight);
    assert_true(near(coverage[3], 0.7) && near(coverage[4], 1));
}

static void coverage__silent_for_long_is_gone(void **state)
{
    (void)state;
    double coverage[MONTHS], weight[FIRMS];
    run(second_from_three, NULL, 2, coverage, weight);
    assert_true(near(coverage[4], 0.7) && near(coverage[5], 1)); /* last report in month 2 */
}

static void coverage__a_new_firm_was_not_expected_before(void **state)
{
    (void)state;
    double coverage[MONTHS], weight[FIRMS];
    run(third_until_two, NULL, 24, coverage, weight);
    assert_true(near(coverage[0], 1) && near(coverage[2], 1) && near(weight[2], 0.1));
}

static void coverage__nothing_reported(void **state)
{
    (void)state;
    double coverage[MONTHS] = {0};
    const dk_coverage_input in = {.n_months = MONTHS, .silent_months = 1};
    dk_arena *arena = dk_arena_new();
    assert_true(dk_coverage(arena, &in, coverage, NULL));
    for (int t = 0; t < MONTHS; t++)
        assert_true(coverage[t] == 1);
    dk_arena_free(arena);
}

/* 20 firms, from the 31st month on 10: half of the usual demand is seen. Two years later those ten
 * are all that is expected. */
static void coverage_by_count__half_of_the_firms_fall_silent(void **state)
{
    (void)state;
    enum { N = 60, SILENT = 30, WINDOW = 24 };
    double count[N], coverage[N];
    for (int t = 0; t < N; t++)
        count[t] = t < SILENT ? 20 : 10;
    count[5] = -1; /* not known */
    const dk_head_counts in = {count, N, WINDOW, 0};
    dk_coverage_by_count(&in, coverage);
    for (int t = 0; t < SILENT; t++)
        assert_true(coverage[t] == 1);
    assert_true(near(coverage[SILENT], 0.5));
    assert_true(near(coverage[SILENT + WINDOW - 4], 0.5)); /* three of the window still say 20 */
    assert_true(coverage[N - 1] == 1);
}

/* One month with twice the firms does not make all others look half reported, and a year is needed.
 */
static void coverage_by_count__one_odd_month_and_little_history(void **state)
{
    (void)state;
    enum { N = 24 };
    double count[N], coverage[N];
    for (int t = 0; t < N; t++)
        count[t] = 12;
    count[14] = 24;
    dk_head_counts in = {count, N, N, 0};
    dk_coverage_by_count(&in, coverage);
    assert_true(coverage[14] == 1);
    assert_true(near(coverage[20], 12 / 16.0)); /* (24 + 12 + 12) / 3 expected */
    count[14] = 12;
    count[5] = 1;
    dk_coverage_by_count(&in, coverage);
    assert_true(coverage[5] == 1); /* six months know nothing yet */
    in.n = 0;
    dk_coverage_by_count(&in, coverage);
}

/* The largest firm holds half and reports on: of the others half are silent. */
static void coverage_by_count__the_largest_firm_reports_on(void **state)
{
    (void)state;
    enum { N = 30, SILENT = 20 };
    double count[N], coverage[N];
    for (int t = 0; t < N; t++)
        count[t] = t < SILENT ? 20 : t < N - 1 ? 10 : 0;
    const dk_head_counts in = {count, N, N, 0.5};
    dk_coverage_by_count(&in, coverage);
    assert_true(coverage[SILENT - 1] == 1);
    assert_true(near(coverage[SILENT], 1 / (0.5 + 0.5 * 2)));
    assert_true(coverage[N - 1] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coverage_by_count__the_largest_firm_reports_on),
        cmocka_unit_test(coverage__all_report),
        cmocka_unit_test(coverage__a_firm_stops_reporting),
        cmocka_unit_test(coverage__a_closed_firm_is_not_expected),
        cmocka_unit_test(coverage__silent_for_long_is_gone),
        cmocka_unit_test(coverage__a_new_firm_was_not_expected_before),
        cmocka_unit_test(coverage__nothing_reported),
        cmocka_unit_test(coverage_by_count__half_of_the_firms_fall_silent),
        cmocka_unit_test(coverage_by_count__one_odd_month_and_little_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
