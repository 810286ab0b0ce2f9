/* tests/unit/import/test_date.c - every written form of a date; expected days by hand. */
#include "tests/unit/import/support.h"

#include "core/import/internal.h"

static const char *take(const char *text, bool is_untyped)
{
    static const char *const names[] = {"none", "", "", "unclear"};
    dk_day day = 0;
    dk_month month = 0;
    dk_date_kind kind = dk_date_read(text, is_untyped, &day, &month);
    static char out[16];
    if (kind == DK_DATE_DAY)
        dk_day_format(day, out);
    else if (kind == DK_DATE_MONTH)
        dk_month_format(month, out);
    else
        snprintf(out, sizeof out, "%s", names[kind]);
    return out;
}

static void date_read__days(void **state)
{
    (void)state;
    static const char *const forms[] = {"2026-03-05",
                                        "2026-3-5",
                                        "2026/3/5",
                                        "2026/03/05",
                                        "2026.3.5",
                                        "2026.03.05",
                                        "2026年3月5日",
                                        "2026年03月05日",
                                        "2026 年 3 月 5 日",
                                        "2026年3月5",
                                        "2026年3月5号",
                                        "20260305",
                                        "46086",
                                        "2026-03-05 00:00:00",
                                        "2026/3/5 8:30",
                                        "2026-03-05T08:30:00Z"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_string_equal(take(forms[i], true), "2026-03-05");
}

static void date_read__months(void **state)
{
    (void)state;
    static const char *const forms[] = {"2008-5",  "2008-05",   "2008/5", "2008.5",
                                        "2008.05", "2008年5月", "200805"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_string_equal(take(forms[i], true), "2008-05");
    assert_string_equal(take("2008.10", true), "2008-10");
    assert_string_equal(take("2008.12", true), "2008-12");
    assert_string_equal(take("2008.2", true), "2008-02");
}

static void date_read__chinese_numerals(void **state)
{
    (void)state;
    assert_string_equal(take("二〇〇八年六月", true), "2008-06");
    assert_string_equal(take("二零零八年十二月", true), "2008-12");
    assert_string_equal(take("二○○八年六月十二日", true), "2008-06-12");
    assert_string_equal(take("一九九八年三月三十一号", true), "1998-03-31");
    assert_string_equal(take("2008年六月", true), "2008-06");
    static const char *const none[] = {"二〇〇八年",           "二〇〇八",
                                       "九八年六月",           "二〇〇八年十三月",
                                       "二〇〇八年两月",       "二千零八年六月",
                                       "二〇〇八年二月三十日", "二〇〇八年六月初五",
                                       "二〇〇八年一二月",     "二〇〇八年1二月",
                                       "二〇〇八年零六月",     "农历二〇〇八年六月",
                                       "六月二〇〇八年",       "二〇〇八年六月三十二日"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_string_equal(take(none[i], false), "none");
    assert_string_equal(take("二〇〇八年六月五", false), "2008-06-05"); /* as 2008年6月5 */
}

/* A number 2008.1 may have been 2008.10; a text 2008.1 is January. */
static void date_read__ambiguous(void **state)
{
    (void)state;
    assert_string_equal(take("2008.1", true), "unclear");
    assert_string_equal(take("2008.1", false), "2008-01");
    assert_string_equal(take("2008.01", true), "2008-01");
    static const char *const forms[] = {"23/9/1", "1/9/2023", "5-3-26", "01.09.2023", "8年5月1日"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_string_equal(take(forms[i], false), "unclear");
}

static void date_read__none(void **state)
{
    (void)state;
    static const char *const forms[] = {"",
                                        "2008",
                                        "2008年",
                                        "2026-02-29",
                                        "2026-13-01",
                                        "2026-00-01",
                                        "1899-1-1",
                                        "2200-1-1",
                                        "20260230",
                                        "200813",
                                        "2026-3.5",
                                        "2026/3-5",
                                        "2026年3日5月",
                                        "至今",
                                        "2026-3-5-",
                                        "2026--3-5",
                                        "-2026-3-5",
                                        "202603051",
                                        "18263",
                                        "73051",
                                        "2026-3-5x",
                                        "2026-03-05 abc",
                                        "99999999999999999999",
                                        "1-2-3-4",
                                        "2026年3月5日6",
                                        "."};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_string_equal(take(forms[i], false), "none");
    assert_string_equal(take("2024-2-29", false), "2024-02-29");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_read__days),
        cmocka_unit_test(date_read__months),
        cmocka_unit_test(date_read__chinese_numerals),
        cmocka_unit_test(date_read__ambiguous),
        cmocka_unit_test(date_read__none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
