/* tests/unit/wire/test_read.c - JSON from outside: limits, refusals, and what comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/wire/messages.h"
#include "api/wire/read.h"

static dk_code read_text(dk_arena *arena, const char *text, const dk_json_node **out, dk_err *err)
{
    *err = DK_ERR_INIT;
    return dk_json_read(arena, text, strlen(text), NULL, out, err);
}

static void dk_json_read__gives_a_plain_tree(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    const dk_json_node *node;
    dk_err err;
    assert_int_equal(
        read_text(arena, "{\"a\":[1,-2.5,true,null,\"对\\u53e3\"],\"b\":{}}", &node, &err), DK_OK);
    assert_int_equal(node->kind, DK_JSON_OBJECT);
    const dk_json_node *a = dk_json_get(node, "a");
    assert_int_equal(a->n, 5);
    assert_int_equal(a->items[0].num, 1);
    assert_true(a->items[1].kind == DK_JSON_REAL && a->items[1].real == -2.5);
    assert_true(a->items[2].kind == DK_JSON_BOOL && a->items[2].num == 1);
    assert_int_equal(a->items[3].kind, DK_JSON_NULL);
    assert_string_equal(a->items[4].text, "对口");
    assert_int_equal(dk_json_get(node, "b")->n, 0);
    assert_null(dk_json_get(node, "c"));
    assert_null(dk_json_get(a, "a"));
    dk_arena_free(arena);
}

static void dk_json_read__refuses_what_is_no_json(void **state)
{
    (void)state;
    static const char *const CASES[] = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,\"a\":2}",
        "{} {}",
        "NaN",
        "[Infinity]",
        "[-Infinity]",
        "[1e999]",
        "[99999999999999999999]",
        "[\"\\u0000\"]",
        "[\"\xff\"]",
        "{\"a\\u0000b\":1}",
        "[01]",
        "['a']",
        "[\"\n\"]",
        "[\"\\ud800\"]",
        "// comment\n[]",
        "\"",
        "\"\\",
        "[\"abc",
    };
    dk_arena *arena = dk_arena_new();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const dk_json_node *node;
        dk_err err;
        assert_int_equal(read_text(arena, CASES[i], &node, &err), DK_FAILED);
        assert_true(dk_err_is(&err, MSG_JSON_INVALID));
    }
    dk_arena_free(arena);
}

/* A person's number in broken JSON does not come back in the error. */
static void dk_json_read__quotes_nothing(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    const dk_json_node *node;
    dk_err err;
    char text[500];
    assert_int_equal(read_text(arena, "{\"id_no\": 980126200801010011 x}", &node, &err), DK_FAILED);
    dk_err_text(&err, DK_ZH, text, sizeof text);
    assert_null(strstr(text, "980126"));
    assert_non_null(strstr(text, "第 1 行"));
    dk_arena_free(arena);
}

/* [[[...]]] of n levels. */
static void nested(char *text, size_t n)
{
    memset(text, '[', n);
    memset(text + n, ']', n);
    text[2 * n] = '\0';
}

static void dk_json_read__limits_depth(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    const dk_json_node *node;
    dk_err err;
    char *text = malloc(200001);
    nested(text, 32);
    assert_int_equal(read_text(arena, text, &node, &err), DK_OK);
    nested(text, 33);
    assert_int_equal(read_text(arena, text, &node, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_JSON_TOO_DEEP));
    nested(text, 100000); /* would exhaust the stack of a recursive parser */
    assert_int_equal(read_text(arena, text, &node, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_JSON_TOO_DEEP));
    free(text);
    dk_arena_free(arena);
}

static void dk_json_read__limits_elements(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    const dk_json_node *node;
    dk_err err = DK_ERR_INIT;
    const dk_json_limits limits = {.max_depth = 4, .max_elements = 5, .max_text_bytes = 10};
    /* the list itself, the list inside and three commas are 5 */
    assert_int_equal(dk_json_read(arena, "[1,2,3,4]", 9, &limits, &node, &err), DK_OK);
    assert_int_equal(dk_json_read(arena, "[1,2,3,4,5]", 11, &limits, &node, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_JSON_TOO_MANY));
    assert_int_equal(err.msg->http, 413);
    dk_arena_free(arena);
}

static void dk_json_read__limits_texts(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    const dk_json_node *node;
    dk_err err;
    char text[5000];
    for (int extra = 0; extra < 2; extra++) {
        memset(text, 'a', sizeof text);
        text[0] = '"';
        text[4097 + extra] = '"';
        text[4098 + extra] = '\0';
        assert_int_equal(read_text(arena, text, &node, &err), extra == 0 ? DK_OK : DK_FAILED);
    }
    assert_true(dk_err_is(&err, MSG_JSON_TEXT_TOO_LONG));
    /* brackets and commas inside a text count for nothing */
    assert_int_equal(
        read_text(arena, "\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[,,,\"", &node, &err), DK_OK);
    dk_arena_free(arena);
}

static void dk_json_get_int__checks_kind_and_range(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    const dk_json_node *node;
    dk_err err;
    int64_t value = 42;
    const char *text = "kept";
    assert_int_equal(read_text(arena, "{\"a\":7,\"b\":\"7\",\"c\":null,\"d\":7.0}", &node, &err),
                     DK_OK);
    assert_int_equal(dk_json_get_int(node, "none", 0, 9, &value, &err), DK_OK);
    assert_int_equal(dk_json_get_int(node, "c", 0, 9, &value, &err), DK_OK);
    assert_int_equal(value, 42);
    assert_int_equal(dk_json_get_int(node, "a", 0, 7, &value, &err), DK_OK);
    assert_int_equal(value, 7);
    assert_int_equal(dk_json_get_int(node, "a", 0, 6, &value, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_JSON_NUMBER));
    err = DK_ERR_INIT;
    assert_int_equal(dk_json_get_int(node, "d", 0, 9, &value, &err), DK_FAILED);
    err = DK_ERR_INIT;
    assert_int_equal(dk_json_get_text(node, "a", &text, &err), DK_FAILED);
    assert_string_equal(text, "kept");
    err = DK_ERR_INIT;
    assert_int_equal(dk_json_get_text(node, "b", &text, &err), DK_OK);
    assert_string_equal(text, "7");
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dk_json_read__gives_a_plain_tree),
        cmocka_unit_test(dk_json_read__refuses_what_is_no_json),
        cmocka_unit_test(dk_json_read__quotes_nothing),
        cmocka_unit_test(dk_json_read__limits_depth),
        cmocka_unit_test(dk_json_read__limits_elements),
        cmocka_unit_test(dk_json_read__limits_texts),
        cmocka_unit_test(dk_json_get_int__checks_kind_and_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
