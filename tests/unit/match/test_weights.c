/* tests/unit/match/test_weights.c - weights files: what is read, what is refused, how maxima are
 * made. */
#include <stdio.h>

#include "tests/unit/match/fixture.h"

static dk_code parse(const char *text, dk_weights *out, dk_err *err)
{
    return dk_weights_parse(text, strlen(text), "test.weights", out, err);
}

/* The shipped file and the built-in numbers are the same. Run from the root of the tree. */
static void weights_parse__default_file_equals_the_built_in(void **state)
{
    (void)state;
    char text[4096];
    FILE *file = fopen("datasets/weights/default.weights", "rb");
    assert_non_null(file);
    const size_t len = fread(text, 1, sizeof text, file);
    (void)fclose(file);
    assert_true(len > 0 && len < sizeof text);
    dk_weights read;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_weights_parse(text, len, NULL, &read, &err), DK_OK);
    const dk_weights built_in = dk_weights_default();
    assert_string_equal(read.name, built_in.name);
    assert_int_equal(read.version, built_in.version);
    assert_memory_equal(read.weight, built_in.weight, sizeof read.weight);
    assert_memory_equal(read.max, built_in.max, sizeof read.max);
    assert_int_equal(read.related_floor, built_in.related_floor);
    assert_int_equal(read.use_half, built_in.use_half);
    char label[48];
    dk_weights_label(&read, label);
    assert_string_equal(label, "default/3");
}

static void weights_parse__comments_spaces_and_line_ends(void **state)
{
    (void)state;
    dk_weights w;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(
        parse(
            "\xef\xbb\xbf# head\r\n\r\n  name  spring \r\nversion 7\r\nskills 3 # note\r\n\tpay\t1",
            &w, &err),
        DK_OK);
    assert_string_equal(w.name, "spring");
    assert_int_equal(w.version, 7);
    assert_int_equal(w.max[DK_CRITERION_skills], 7500);
    assert_int_equal(w.max[DK_CRITERION_pay], 2500);
    assert_int_equal(w.max[DK_CRITERION_use], 0);
    assert_int_equal(w.related_floor, DK_RELATED_FLOOR);
}

/* Quotas 1 : 1 : 1 of 10000 are 3333.33 each; the one left goes to the first. 2 : 1 gives 6666.67
 * and 3333.33: the larger remainder gets it. */
static void weights_normalise__largest_remainder(void **state)
{
    (void)state;
    dk_weights w;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(parse("skills 1\npay 1\nstart 1", &w, &err), DK_OK);
    assert_int_equal(w.max[DK_CRITERION_skills], 3334);
    assert_int_equal(w.max[DK_CRITERION_pay], 3333);
    assert_int_equal(w.max[DK_CRITERION_start], 3333);
    assert_int_equal(parse("skills 1\npay 2", &w, &err), DK_OK);
    assert_int_equal(w.max[DK_CRITERION_skills], 3333);
    assert_int_equal(w.max[DK_CRITERION_pay], 6667);
    assert_int_equal(parse("skills 1000000000\npay 1", &w, &err), DK_OK);
    assert_int_equal(w.max[DK_CRITERION_skills], 10000);
    assert_int_equal(w.max[DK_CRITERION_pay], 0);
}

static void weights_parse__refuses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const dk_msg *msg;
        int64_t row;
        const char *part; /* of the English text or next step */
    } cases[] = {
        {"skills 5\nskils 3", &MSG_WEIGHTS_KEY, 2, "skills"},
        {"skills -1", &MSG_WEIGHTS_NUMBER, 1, "-1"},
        {"skills 1.5", &MSG_WEIGHTS_NUMBER, 1, "1.5"},
        {"skills 1000000001", &MSG_WEIGHTS_NUMBER, 1, "1000000001"},
        {"skills", &MSG_WEIGHTS_LINE, 1, "skills"},
        {"skills 1 2", &MSG_WEIGHTS_LINE, 1, "skills 1 2"},
        {"skills 1\n\nskills 1", &MSG_WEIGHTS_TWICE, 3, "skills"},
        {"name a\nversion 1", &MSG_WEIGHTS_EMPTY, 0, "positive"},
        {"skills 0\npay 0", &MSG_WEIGHTS_EMPTY, 0, "positive"},
        {"", &MSG_WEIGHTS_EMPTY, 0, "positive"},
        {"skills 1\nset.related_floor 1001", &MSG_WEIGHTS_NUMBER, 2, "1001"},
        {"name a-name-that-is-longer-than-thirty-one-letters", &MSG_WEIGHTS_LINE, 1, "a-name"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dk_weights w = {.version = 99};
        dk_err err = DK_ERR_INIT;
        assert_int_equal(parse(cases[i].text, &w, &err), DK_FAILED);
        assert_ptr_equal(err.msg, cases[i].msg);
        assert_int_equal(dk_err_place(&err).row, cases[i].row);
        char text[300], next[300];
        (void)dk_err_text(&err, DK_EN, text, sizeof text);
        (void)dk_err_next(&err, DK_EN, next, sizeof next);
        assert_true(strstr(text, cases[i].part) != NULL || strstr(next, cases[i].part) != NULL);
        assert_int_equal(w.version, 99); /* untouched */
    }
}

static void weights_normalise__refuses_a_negative_weight(void **state)
{
    (void)state;
    dk_weights w = dk_weights_default();
    dk_err err = DK_ERR_INIT;
    w.weight[DK_CRITERION_pay] = -5;
    assert_int_equal(dk_weights_normalise(&w, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_WEIGHTS_NUMBER));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_parse__default_file_equals_the_built_in),
        cmocka_unit_test(weights_parse__comments_spaces_and_line_ends),
        cmocka_unit_test(weights_normalise__largest_remainder),
        cmocka_unit_test(weights_parse__refuses),
        cmocka_unit_test(weights_normalise__refuses_a_negative_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
