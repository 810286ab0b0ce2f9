/* tests/unit/base/test_buf.c - growing buffer: appending, taking, failure that sticks. */
#include "tests/unit/base/test.h"

#include "core/base/buf.h"

static void take__of_an_empty_buffer_is_empty_text(void **state)
{
    (void)state;
    dk_buf buf = DK_BUF_INIT;
    size_t len = 9;
    char *text = dk_buf_take(&buf, &len);
    assert_string_equal(text, "");
    assert_int_equal(len, 0);
    assert_null(buf.data);
    free(text);
}

static void append__all_kinds(void **state)
{
    (void)state;
    dk_buf buf = DK_BUF_INIT;
    dk_buf_text(&buf, "县");
    dk_buf_char(&buf, ':');
    dk_buf_format(&buf, "%05.1f|%s", 3.25, "");
    dk_buf_add(&buf, "a\0b", 3);
    assert_int_equal(buf.len, 3 + 1 + 6 + 3);
    assert_memory_equal(buf.data, "县:003.2|a\0b", buf.len + 1);
    dk_buf_done(&buf);
    assert_null(buf.data);
}

static void append__grows_past_any_first_size(void **state)
{
    (void)state;
    dk_buf buf = DK_BUF_INIT;
    for (int i = 0; i < 100000; i++)
        dk_buf_char(&buf, (char)('a' + i % 26));
    dk_buf_format(&buf, "%0300d", 7);
    size_t len;
    char *text = dk_buf_take(&buf, NULL);
    len = strlen(text);
    assert_int_equal(len, 100300);
    assert_int_equal(text[99999], 'a' + 99999 % 26);
    assert_int_equal(text[100299], '7');
    free(text);
}

static void append__failure_sticks(void **state)
{
    (void)state;
    dk_buf buf = DK_BUF_INIT;
    dk_buf_text(&buf, "x");
    dk_buf_add(&buf, "", SIZE_MAX - 1);
    assert_true(buf.is_broken);
    dk_buf_text(&buf, "y");
    assert_string_equal(buf.data, "x");
    assert_null(dk_buf_take(&buf, NULL));
    assert_false(buf.is_broken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(take__of_an_empty_buffer_is_empty_text),
        cmocka_unit_test(append__all_kinds),
        cmocka_unit_test(append__grows_past_any_first_size),
        cmocka_unit_test(append__failure_sticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
