/* tests/unit/base/test_period.c - tokens of periods and their arithmetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/period.h"

static void period_parse__every_kind(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        dk_period_kind kind;
        int64_t index;
    } cases[] = {
        {"17", DK_PERIOD_INTEGER, 17},       {"0", DK_PERIOD_INTEGER, 0},
        {"1899", DK_PERIOD_INTEGER, 1899},   {"2026", DK_PERIOD_YEAR, 2026},
        {"2200", DK_PERIOD_INTEGER, 2200},   {"2026Q1", DK_PERIOD_QUARTER, 8104},
        {"2026Q4", DK_PERIOD_QUARTER, 8107}, {"2026-01", DK_PERIOD_MONTH, 24312},
        {"2026-12", DK_PERIOD_MONTH, 24323}, {"1000000000", DK_PERIOD_INTEGER, 1000000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dk_period p;
        char back[24];
        assert_true(dk_period_parse(cases[i].text, &p));
        assert_int_equal(p.kind, cases[i].kind);
        assert_int_equal(p.index, cases[i].index);
        dk_period_format(p, back);
        assert_string_equal(back, cases[i].text);
    }
}

static void period_parse__refuses(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",           "-1",      "2026Q5", "2026Q0",  "2026q1",
                                        "2026-13",    "2026-00", "2026-1", "2026年",  " 2026",
                                        "1899Q1",     "2026-Q5", "2026-Q", "2026Q12", "1000000001",
                                        "2026-01-05", "20x6"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        dk_period p = {DK_PERIOD_MONTH, -5};
        assert_false(dk_period_parse(wrong[i], &p));
        assert_int_equal(p.index, -5);
    }
}

static void period_add__crosses_years(void **state)
{
    (void)state;
    dk_period p;
    char text[24];
    assert_true(dk_period_parse("2025-11", &p));
    dk_period_format(dk_period_add(p, 3), text);
    assert_string_equal(text, "2026-02");
    assert_int_equal(dk_period_year(dk_period_add(p, 3)), 2026);
    assert_int_equal(dk_period_of_year(dk_period_add(p, 3)), 1);
    assert_true(dk_period_parse("2026-Q4", &p)); /* as others write it; written as 2026Q4 */
    assert_true(p.kind == DK_PERIOD_QUARTER && p.index == 2026 * 4 + 3);
    assert_true(dk_period_parse("2026Q1", &p));
    dk_period_format(dk_period_add(p, -1), text);
    assert_string_equal(text, "2025Q4");
}

static void period_join__integers_meet_years(void **state)
{
    (void)state;
    dk_period a, b;
    assert_true(dk_period_parse("1899", &a) && dk_period_parse("1900", &b));
    assert_true(dk_period_join(&a, &b));
    assert_int_equal(a.kind, DK_PERIOD_INTEGER);
    assert_int_equal(b.kind, DK_PERIOD_INTEGER);
    assert_int_equal(b.index - a.index, 1);
    assert_true(dk_period_parse("2026Q1", &b));
    assert_false(dk_period_join(&a, &b));
    assert_int_equal(b.kind, DK_PERIOD_QUARTER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(period_parse__every_kind),
        cmocka_unit_test(period_parse__refuses),
        cmocka_unit_test(period_add__crosses_years),
        cmocka_unit_test(period_join__integers_meet_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
