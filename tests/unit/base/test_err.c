/* tests/unit/base/test_err.c - errors: arguments, places, cutting at characters, lists. */
#include "tests/unit/base/test.h"

#include "core/base/err.h"
#include "core/base/messages.h"
#include "core/base/utf8.h"

static const dk_msg MSG_SAMPLE = {
    "SAMPLE", "sample", 400, 2, {"甲{0}乙{1}{2}{3}", "a{0}b{5}{x}{"}, {"改{0}", ""}};

static void fail__arguments_of_every_kind(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    char text[100];
    assert_int_equal(DK_FAIL(&err, MSG_SAMPLE, DK_NOWHERE, dk_arg_str("值"), dk_arg_int(-7),
                             dk_arg_fen(430050), dk_arg_day(0)),
                     DK_FAILED);
    assert_true(dk_err_is(&err, MSG_SAMPLE));
    dk_err_text(&err, DK_ZH, text, sizeof text);
    assert_string_equal(text, "甲值乙-74300.51970-01-01");
    dk_err_text(&err, DK_EN, text, sizeof text);
    assert_string_equal(text, "a值b{5}{x}{");
    assert_int_equal(dk_err_next(&err, DK_ZH, text, sizeof text), strlen("改值"));
    assert_int_equal(dk_err_next(&err, DK_EN, text, sizeof text), 0);
}

static void fail__first_error_wins_and_null_is_empty(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    char text[100];
    (void)DK_FAIL(&err, MSG_SAMPLE, DK_NOWHERE, dk_arg_str(NULL));
    (void)DK_NO_MEMORY(&err);
    assert_true(dk_err_is(&err, MSG_SAMPLE));
    dk_err_next(&err, DK_ZH, text, sizeof text);
    assert_string_equal(text, "改");
}

static void text__is_cut_at_a_character_and_nothing_follows(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    (void)DK_FAIL(&err, MSG_SAMPLE, DK_NOWHERE, dk_arg_str("x"), dk_arg_int(1), dk_arg_int(2));
    static const char *const expected[] = {"",    "",    "",      "甲",    "甲x",
                                           "甲x", "甲x", "甲x乙", "甲x乙1"};
    for (size_t size = 1; size <= 9; size++) {
        char text[16];
        dk_err_text(&err, DK_ZH, text, size);
        assert_string_equal(text, expected[size - 1]);
    }
}

static void fail__long_arguments_stay_valid_text(void **state)
{
    (void)state;
    char longer[3 * 400 + 1] = "", text[4000];
    for (int i = 0; i < 400; i++)
        memcpy(longer + 3 * i, "字", 3);
    longer[1200] = '\0';
    dk_err err = DK_ERR_INIT;
    dk_place place = {.file = longer, .sheet = "一班", .row = 7, .column = 3, .field = "姓名"};
    (void)DK_FAIL(&err, MSG_SAMPLE, place, dk_arg_str(longer));
    size_t len = dk_err_text(&err, DK_ZH, text, sizeof text);
    assert_true(dk_utf8_valid(text, len, NULL));
    assert_true(len > 600 && len < 700);
    dk_err copy = err;
    assert_int_equal(dk_err_where(&copy, DK_ZH, text, sizeof text), strlen(" 第 7 行 C 列"));
}

static void where__all_parts_and_none(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    char text[200];
    (void)DK_FAIL(&err, MSG_SAMPLE, ((dk_place){.row = 7}), dk_arg_int(0));
    dk_err_locate(
        &err,
        (dk_place){.file = "名册.xlsx", .sheet = "一班", .row = 9, .column = 28, .field = "姓名"});
    dk_err_where(&err, DK_ZH, text, sizeof text);
    assert_string_equal(text, "名册.xlsx 工作表“一班” 第 7 行 AB 列（姓名）");
    dk_err_where(&err, DK_EN, text, sizeof text);
    assert_string_equal(text, "名册.xlsx sheet “一班” row 7 column AB (姓名)");
    dk_err nothing = DK_ERR_INIT;
    (void)DK_NO_MEMORY(&nothing);
    assert_int_equal(dk_err_where(&nothing, DK_ZH, text, sizeof text), 0);
    assert_null(dk_err_place(&nothing).file);
}

static void list__keeps_up_to_its_limit_and_counts_all(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_err_list list = {.arena = arena, .limit = 20};
    dk_err err = DK_ERR_INIT;
    char text[100];
    for (int i = 0; i < 50; i++) {
        (void)DK_FAIL(&err, MSG_SAMPLE, ((dk_place){.row = i + 1}), dk_arg_int(i));
        assert_int_equal(dk_err_list_add(&list, &err), DK_OK);
        assert_null(err.msg);
    }
    assert_int_equal(list.n, 20);
    assert_int_equal(list.total, 50);
    dk_err_next(list.items[19], DK_ZH, text, sizeof text);
    assert_string_equal(text, "改19");
    assert_int_equal(list.items[19]->row, 20);
    dk_arena_free(arena);
}

static void column_letters__as_a_spreadsheet(void **state)
{
    (void)state;
    static const struct {
        int64_t column;
        const char *letters;
    } known[] = {{0, ""},    {1, "A"},    {26, "Z"},    {27, "AA"},
                 {52, "AZ"}, {702, "ZZ"}, {703, "AAA"}, {16384, "XFD"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char out[8];
        dk_column_letters(known[i].column, out);
        assert_string_equal(out, known[i].letters);
    }
}

static void messages__complete_in_both_languages(void **state)
{
    (void)state;
    for (const dk_msg *const *m = dk_base_messages; *m != NULL; m++) {
        assert_true((*m)->text.zh[0] != '\0' && (*m)->text.en[0] != '\0');
        assert_true((*m)->http >= 400 && (*m)->http < 600 && (*m)->exit > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail__arguments_of_every_kind),
        cmocka_unit_test(fail__first_error_wins_and_null_is_empty),
        cmocka_unit_test(text__is_cut_at_a_character_and_nothing_follows),
        cmocka_unit_test(fail__long_arguments_stay_valid_text),
        cmocka_unit_test(where__all_parts_and_none),
        cmocka_unit_test(list__keeps_up_to_its_limit_and_counts_all),
        cmocka_unit_test(column_letters__as_a_spreadsheet),
        cmocka_unit_test(messages__complete_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
