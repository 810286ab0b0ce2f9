/* tests/unit/models/test_ratio.c - the published table of openings per seeker by skill grade.
 *
 * Oracle: the ministry's table (demand and seekers by grade, U/S = 0.460); its seven published
 * values, two decimals. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/ratio.h"

static void ratio_by_grade__published_table(void **state)
{
    (void)state;
    static const struct {
        dk_ratio_class one;
        double published, simple;
    } rows[] = {
        {{963966, 1001642}, 1.42, 0.96}, {{536900, 519292}, 1.49, 1.03},
        {{180326, 136833}, 1.78, 1.32},  {{100175, 56026}, 2.25, 1.79},
        {{39011, 28263}, 1.84, 1.38},    {{549441, 501042}, 1.56, 1.10},
        {{248969, 213286}, 1.63, 1.17},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double ratio, simple;
        assert_true(dk_ratio_by_grade(rows[i].one, 460, 1000, &ratio));
        assert_true(fabs(ratio - rows[i].published) <= 0.0051);
        assert_true(dk_ratio_by_grade(rows[i].one, 0, 1000, &simple));
        assert_true(fabs(simple - rows[i].simple) <= 0.0051);
    }
}

/* The same through a table, as pages and sheets have it. */
static void ratio_table__published_grades(void **state)
{
    (void)state;
    static const double published[] = {1.42, 1.49, 1.78, 2.25, 1.84, 1.56, 1.63};
    dk_ratio_line lines[] = {
        {.demand = 963966, .seekers = 1001642}, {.demand = 536900, .seekers = 519292},
        {.demand = 180326, .seekers = 136833},  {.demand = 100175, .seekers = 56026},
        {.demand = 39011, .seekers = 28263},    {.demand = 549441, .seekers = 501042},
        {.demand = 248969, .seekers = 213286},
    };
    enum { N = sizeof lines / sizeof *lines };
    dk_ratio_table t = {.by = DK_RATIO_BY_GRADE,
                        .lines = lines,
                        .n = N,
                        .total = {.demand = 7000000, .seekers = 5000000},
                        .no_requirement = 2300000}; /* U / S = 0.460 */
    dk_ratio_fill(&t);
    for (size_t i = 0; i < N; i++)
        assert_true(fabs(lines[i].ratio - published[i]) <= 0.0051);
    assert_true(fabs(t.total.ratio - 1.4) < 1e-12);
    t.total.seekers = 0;
    dk_ratio_fill(&t);
    assert_true(lines[0].ratio == -1 && t.total.ratio == -1);
}

static void ratio_by_grade__no_seekers(void **state)
{
    (void)state;
    double ratio = -7;
    assert_false(dk_ratio_by_grade((dk_ratio_class){10, 0}, 5, 100, &ratio));
    assert_false(dk_ratio_by_grade((dk_ratio_class){10, 5}, 5, 0, &ratio));
    assert_true(ratio == -7);
}

/* By hand: demand 30 + 10 of 100, 20 seekers without a wish: 30 / (15 + 20 * 0.3) = 30 / 21. */
static void ratio_by_occupation__by_hand(void **state)
{
    (void)state;
    double ratio;
    assert_true(dk_ratio_by_occupation((dk_ratio_class){30, 15}, 20, 100, &ratio));
    assert_true(fabs(ratio - 30.0 / 21.0) < 1e-15);
    assert_true(dk_ratio_by_occupation((dk_ratio_class){0, 15}, 20, 100, &ratio));
    assert_true(ratio == 0);
    assert_false(dk_ratio_by_occupation((dk_ratio_class){0, 0}, 20, 100, &ratio));
}

static void ratio_total__counts_what_has_no_requirement(void **state)
{
    (void)state;
    static const dk_ratio_class classes[] = {{100, 80}, {50, 60}};
    double ratio;
    assert_true(dk_ratio_total(classes, 2, 30, 150, &ratio));
    assert_true(fabs(ratio - 1.2) < 1e-15);
    assert_true(dk_ratio_total(NULL, 0, 0, 10, &ratio));
    assert_true(ratio == 0);
    assert_false(dk_ratio_total(classes, 2, 30, 0, &ratio));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratio_by_grade__published_table),
        cmocka_unit_test(ratio_by_grade__no_seekers),
        cmocka_unit_test(ratio_table__published_grades),
        cmocka_unit_test(ratio_by_occupation__by_hand),
        cmocka_unit_test(ratio_total__counts_what_has_no_requirement),
    };
    cmocka_set_message_output(CM_OUTPUT_STDOUT);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
