/* tests/unit/base/test_parse.c - strict numbers. */
#include "tests/unit/base/test.h"

#include "core/base/parse.h"

static void parse_int__whole_text_within_bounds(void **state)
{
    (void)state;
    int64_t v = 7;
    static const char *const bad[] = {
        "",  "-", "+1", " 1", "1 ", "1a", "0x1", "9223372036854775808", "-9223372036854775809",
        "１"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dk_parse_int(bad[i], INT64_MIN, INT64_MAX, &v));
    assert_false(dk_parse_int("11", 0, 10, &v));
    assert_false(dk_parse_int("-1", 0, 10, &v));
    assert_int_equal(v, 7);
    assert_true(dk_parse_int("10", 0, 10, &v) && v == 10);
    assert_true(dk_parse_int("-9223372036854775808", INT64_MIN, 0, &v) && v == INT64_MIN);
}

static void parse_decimal__scales_and_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int scale;
        int64_t expected;
    } good[] = {{"12.5", 2, 1250},   {"0", 2, 0},      {"-0.01", 2, -1},
                {"4300", 2, 430000}, {"1.100", 1, 11}, {"3.000", 0, 3}};
    int64_t v = 7;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(dk_parse_decimal(good[i].text, good[i].scale, &v));
        assert_int_equal(v, good[i].expected);
    }
    v = 7;
    static const char *const bad[] = {"",
                                      "-",
                                      ".5",
                                      "5.",
                                      "1.234",
                                      "1..2",
                                      "1,000",
                                      "1e3",
                                      "--1",
                                      "92233720368547758.08",
                                      "99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dk_parse_decimal(bad[i], 2, &v));
    assert_int_equal(v, 7);
}

static void format_decimal__is_the_inverse(void **state)
{
    (void)state;
    static const int64_t values[] = {0,   1,     -1,     9,         10,        99,
                                     100, -1250, 430050, INT64_MAX, -INT64_MAX};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        for (int scale = 0; scale <= 9; scale += 3) {
            char text[32];
            int64_t back = 0;
            dk_format_decimal(values[i], scale, text);
            assert_true(dk_parse_decimal(text, scale, &back));
            assert_int_equal(back, values[i]);
        }
    }
    char text[32];
    dk_format_decimal(-1250, 2, text);
    assert_string_equal(text, "-12.5");
    dk_format_decimal(INT64_MIN, 2, text);
    assert_string_equal(text, "-92233720368547758.08");
}

static void parse_double__finite_only(void **state)
{
    (void)state;
    double v = 7;
    static const char *const bad[] = {"",     " 1",   "1 ",    "inf",   "nan",
                                      "0x10", "-0x1", "1e999", "1.2.3", "+"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dk_parse_double(bad[i], &v));
    assert_true(v == 7);
    assert_true(dk_parse_double("-1.5e2", &v) && v == -150);
    assert_true(dk_parse_double("+.5", &v) && v == 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_int__whole_text_within_bounds),
        cmocka_unit_test(parse_decimal__scales_and_refuses),
        cmocka_unit_test(format_decimal__is_the_inverse),
        cmocka_unit_test(parse_double__finite_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
