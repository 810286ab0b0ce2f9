/* tests/unit/wire/test_json.c - the writer against Jansson: what it writes, Jansson reads and
 * writes back byte for byte (JSON_COMPACT). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "api/wire/json.h"
#include "core/base/random.h"
#include "core/base/utf8.h"

static void assert_same_as_jansson(const dk_buf *buf)
{
    json_error_t problem;
    json_t *json = json_loadb(buf->data, buf->len, JSON_REJECT_DUPLICATES, &problem);
    if (json == NULL)
        fail_msg("%s at %d in %s", problem.text, problem.position, buf->data);
    char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(15));
    assert_string_equal(text, buf->data);
    free(text);
    json_decref(json);
}

static void dk_json__writes_every_kind(void **state)
{
    (void)state;
    dk_buf buf = DK_BUF_INIT;
    dk_json json = dk_json_begin(&buf);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "text", "对口");
    dk_json_text(&json, "none", NULL);
    dk_json_int(&json, "least", INT64_MIN + 1);
    dk_json_int(&json, "most", INT64_MAX);
    dk_json_bool(&json, "yes", true);
    dk_json_bool(&json, "no", false);
    dk_json_decimal(&json, "pay", 430050, 2);
    dk_json_decimal(&json, "loss", -5, 2);
    dk_json_both(&json, "title", (dk_text){"标题", "title"});
    dk_json_day(&json, "day", 20514);
    dk_json_day(&json, "never", DK_DAY_NONE);
    dk_json_array(&json, "empty");
    dk_json_end(&json, ']');
    dk_json_array(&json, "list");
    dk_json_int(&json, NULL, 1);
    dk_json_object(&json, NULL);
    dk_json_end(&json, '}');
    dk_json_null(&json, NULL);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
    assert_int_equal(json.depth, 0);
    assert_string_equal(buf.data,
                        "{\"text\":\"对口\",\"none\":null,\"least\":-9223372036854775807,"
                        "\"most\":9223372036854775807,\"yes\":true,\"no\":false,\"pay\":4300.5,"
                        "\"loss\":-0.05,\"title\":{\"zh\":\"标题\",\"en\":\"title\"},"
                        "\"day\":\"2026-03-02\",\"never\":null,\"empty\":[],\"list\":[1,{},null]}");
    dk_buf_done(&buf);
}

/* Every byte below U+0080, alone and between others. */
static void dk_json_text__escapes_as_jansson_does(void **state)
{
    (void)state;
    dk_buf buf = DK_BUF_INIT;
    dk_json json = dk_json_begin(&buf);
    dk_json_array(&json, NULL);
    for (char c = 1; c < 0x7f; c++) {
        const char text[] = {c, '\0'}, inside[] = {'a', c, 'b', c, '\0'};
        dk_json_text(&json, NULL, text);
        dk_json_text(&json, NULL, inside);
    }
    dk_json_text(&json, NULL, "\x7f</script>𠮷㐂é\u2028");
    dk_json_end(&json, ']');
    assert_same_as_jansson(&buf);
    dk_buf_done(&buf);
}

/* What is not UTF-8 becomes U+FFFD; the reply stays whole. */
static void dk_json_text__repairs_broken_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *text, *written;
    } CASES[] = {
        {"\xe4\xb8", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {"a\xff z", "\"a\xEF\xBF\xBD z\""},
        {"\xc0\xaf", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {"中\xed\xa0\x80", "\"中\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        dk_buf buf = DK_BUF_INIT;
        dk_json json = dk_json_begin(&buf);
        dk_json_text(&json, NULL, CASES[i].text);
        assert_string_equal(buf.data, CASES[i].written);
        dk_buf_done(&buf);
    }
}

static void dk_json_text__survives_random_bytes(void **state)
{
    (void)state;
    dk_random random = dk_random_seed(7);
    for (int round = 0; round < 2000; round++) {
        char text[40];
        size_t n = dk_random_below(&random, sizeof text);
        for (size_t i = 0; i < n; i++)
            text[i] = (char)(1 + dk_random_below(&random, 255));
        dk_buf buf = DK_BUF_INIT;
        dk_json json = dk_json_begin(&buf);
        dk_json_object(&json, NULL);
        dk_json_bytes(&json, "t", text, n);
        dk_json_end(&json, '}');
        assert_true(dk_utf8_valid(buf.data, buf.len, NULL));
        assert_same_as_jansson(&buf);
        dk_buf_done(&buf);
    }
}

/* By hand: 1772409600000 ms is 2026-03-02T00:00:00Z (20514 days). */
static void dk_time_format__knows_zones(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        int32_t zone;
        const char *text;
    } CASES[] = {
        {1772409600000, 480, "2026-03-02T08:00:00+08:00"},
        {1772409600000, 0, "2026-03-02T00:00:00+00:00"},
        {1772409600000, -210, "2026-03-01T20:30:00-03:30"},
        {1772409599999, 480, "2026-03-02T07:59:59+08:00"},
        {-1, 0, "1969-12-31T23:59:59+00:00"},
        {0, 480, "1970-01-01T08:00:00+08:00"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char text[32];
        dk_time_format(CASES[i].ms, CASES[i].zone, text);
        assert_string_equal(text, CASES[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dk_json__writes_every_kind),
        cmocka_unit_test(dk_json_text__escapes_as_jansson_does),
        cmocka_unit_test(dk_json_text__repairs_broken_utf8),
        cmocka_unit_test(dk_json_text__survives_random_bytes),
        cmocka_unit_test(dk_time_format__knows_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
