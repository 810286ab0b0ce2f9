/* tests/unit/base/test_utf8.c - UTF-8. Invalid sequences after RFC 3629 section 3 and 4. */
#include "tests/unit/base/test.h"

#include "core/base/utf8.h"

static int32_t first(const char *text, size_t len, size_t *used)
{
    const char *p = text;
    int32_t cp = dk_utf8_next(&p, text + len);
    *used = (size_t)(p - text);
    return cp;
}

static void put_next__every_scalar_value(void **state)
{
    (void)state;
    char out[4];
    size_t used;
    for (int32_t cp = 0; cp <= 0x10FFFF; cp++) {
        bool is_surrogate = cp >= 0xD800 && cp <= 0xDFFF;
        size_t n = dk_utf8_put(cp, out);
        assert_int_equal(n == 0, is_surrogate);
        if (n > 0 && (first(out, n, &used) != cp || used != n))
            fail();
        if (n > 1 && first(out, n - 1, &used) != -1)
            fail();
    }
    assert_int_equal(dk_utf8_put(0x110000, out), 0);
    assert_int_equal(dk_utf8_put(-1, out), 0);
}

static void next__bad_sequences_move_one_byte(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",         "\xC0\x80",         "\xC1\xBF",         "\xE0\x80\x80",
        "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF5\x80\x80\x80", "\xF4\x90\x80\x80",
        "\xFF",         "\xE5\xBC",         "\xE5x\xA0"};
    size_t used;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(first(bad[i], strlen(bad[i]), &used), -1);
        assert_int_equal(used, 1);
    }
}

static void valid__names_the_first_bad_byte(void **state)
{
    (void)state;
    size_t bad = 99;
    assert_true(dk_utf8_valid("", 0, &bad));
    assert_true(dk_utf8_valid("张a\xF0\xA0\xAE\xB7", 8, NULL));
    assert_int_equal(bad, 99);
    assert_false(dk_utf8_valid("张\xFFx", 5, &bad));
    assert_int_equal(bad, 3);
}

static void trim__never_cuts_a_character(void **state)
{
    (void)state;
    const char *text = "a张b";
    static const size_t expected[] = {0, 1, 1, 1, 4, 5};
    for (size_t len = 0; len <= 5; len++)
        assert_int_equal(dk_utf8_trim(text, len), expected[len]);
}

static void chars_width__of_mixed_text(void **state)
{
    (void)state;
    assert_int_equal(dk_utf8_chars(""), 0);
    assert_int_equal(dk_utf8_chars("a张，b"), 4);
    assert_int_equal(dk_utf8_width("a张，b"), 6);
    assert_int_equal(dk_utf8_width("e\u0301"), 1);
    assert_int_equal(dk_utf8_width("Ａ"), 2);
}

static void is_hidden__controls_and_bidi(void **state)
{
    (void)state;
    static const int32_t hidden[] = {0,      7,      0x1F,   0x7F,   0x200B, 0x200E,
                                     0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF};
    static const int32_t shown[] = {'\t',   '\n',   '\r',   ' ',    'a',
                                    0x3000, 0x5F20, 0x2010, 0x2029, 0x2065};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        assert_true(dk_utf8_is_hidden(hidden[i]));
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        assert_false(dk_utf8_is_hidden(shown[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(put_next__every_scalar_value),
        cmocka_unit_test(next__bad_sequences_move_one_byte),
        cmocka_unit_test(valid__names_the_first_bad_byte),
        cmocka_unit_test(trim__never_cuts_a_character),
        cmocka_unit_test(chars_width__of_mixed_text),
        cmocka_unit_test(is_hidden__controls_and_bidi),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
