/* tests/unit/base/test_date.c - civil days. Day numbers: 1970-01-01 is 0; 2000-03-01 is 11017 (30
 * years of 365 plus 7 leap days plus 31 + 29); the rest by going through every day once. */
#include "tests/unit/base/test.h"

#include "core/base/date.h"

static void day_of__known_days(void **state)
{
    (void)state;
    assert_int_equal(dk_day_of(1970, 1, 1), 0);
    assert_int_equal(dk_day_of(1969, 12, 31), -1);
    assert_int_equal(dk_day_of(2000, 3, 1), 11017);
}

static void civil_of__is_the_inverse_and_days_follow_each_other(void **state)
{
    (void)state;
    static const int32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    dk_civil expected = {1900, 1, 1};
    for (dk_day day = dk_day_of(1900, 1, 1); day <= dk_day_of(2199, 12, 31); day++) {
        dk_civil c = dk_civil_of(day);
        assert_int_equal(c.year, expected.year);
        assert_int_equal(c.month, expected.month);
        assert_int_equal(c.day, expected.day);
        assert_true(dk_civil_valid(c.year, c.month, c.day));
        assert_int_equal(dk_day_of(c.year, c.month, c.day), day);
        bool is_leap = c.year % 4 == 0 && (c.year % 100 != 0 || c.year == 2000);
        expected.day++;
        if (expected.day > lengths[c.month - 1] + (c.month == 2 && is_leap)) {
            expected.day = 1;
            expected.month = c.month % 12 + 1;
            expected.year += c.month == 12;
        }
    }
}

static void civil_valid__refuses_days_that_are_none(void **state)
{
    (void)state;
    static const dk_civil bad[] = {{2026, 2, 29}, {1900, 2, 29}, {2026, 4, 31},  {2026, 13, 1},
                                   {2026, 0, 1},  {2026, 1, 0},  {1899, 12, 31}, {2200, 1, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dk_civil_valid(bad[i].year, bad[i].month, bad[i].day));
    assert_true(dk_civil_valid(2000, 2, 29));
}

static void day_parse__strict_and_back(void **state)
{
    (void)state;
    static const char *const bad[] = {"",           "2026-3-05",   "2026/03/05", "2026-03-05 ",
                                      "20260305",   "2026-03-0x",  "2026-02-30", "+026-03-05",
                                      "2026-03- 5", "12026-03-05", "1899-12-31"};
    dk_day day = 77;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dk_day_parse(bad[i], &day));
    assert_int_equal(day, 77);
    char text[11];
    assert_true(dk_day_parse("2024-02-29", &day));
    dk_day_format(day, text);
    assert_string_equal(text, "2024-02-29");
}

static void month__text_and_first_day(void **state)
{
    (void)state;
    dk_month month = 0;
    char text[8];
    assert_false(dk_month_parse("2026-13", &month));
    assert_false(dk_month_parse("2026-00", &month));
    assert_false(dk_month_parse("2026-1", &month));
    assert_true(dk_month_parse("2026-12", &month));
    assert_int_equal(month, 2026 * 12 + 11);
    dk_month_format(month, text);
    assert_string_equal(text, "2026-12");
    assert_int_equal(dk_month_first(month), dk_day_of(2026, 12, 1));
    assert_int_equal(dk_month_of_day(dk_day_of(2026, 12, 31)), month);
}

static void age_years__birthdays(void **state)
{
    (void)state;
    dk_day born = dk_day_of(2008, 5, 15), leap = dk_day_of(2008, 2, 29);
    assert_int_equal(dk_age_years(born, dk_day_of(2024, 5, 14)), 15);
    assert_int_equal(dk_age_years(born, dk_day_of(2024, 5, 15)), 16);
    assert_int_equal(dk_age_years(leap, dk_day_of(2026, 2, 28)), 17);
    assert_int_equal(dk_age_years(leap, dk_day_of(2026, 3, 1)), 18);
    assert_int_equal(dk_age_years(born, born), 0);
}

static void add_months__clips_and_goes_back(void **state)
{
    (void)state;
    assert_int_equal(dk_day_add_months(dk_day_of(2026, 1, 31), 1), dk_day_of(2026, 2, 28));
    assert_int_equal(dk_day_add_months(dk_day_of(2023, 8, 31), 6), dk_day_of(2024, 2, 29));
    assert_int_equal(dk_day_add_months(dk_day_of(2026, 1, 15), -1), dk_day_of(2025, 12, 15));
    assert_int_equal(dk_day_add_months(dk_day_of(2026, 1, 15), 24), dk_day_of(2028, 1, 15));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(day_of__known_days),
        cmocka_unit_test(civil_of__is_the_inverse_and_days_follow_each_other),
        cmocka_unit_test(civil_valid__refuses_days_that_are_none),
        cmocka_unit_test(day_parse__strict_and_back),
        cmocka_unit_test(month__text_and_first_day),
        cmocka_unit_test(age_years__birthdays),
        cmocka_unit_test(add_months__clips_and_goes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
