/* tests/unit/table/test_fold.c - folding, keys, trimming, the formula guard. Expected forms are
 * NFKC of Unicode Annex 15; the guarded prefixes are OWASP's list and its full-width forms. */
#include "tests/unit/table/support.h"

static const char *fold(dk_arena *arena, const char *text)
{
    return dk_text_fold(arena, text);
}

static void fold__width_and_blanks(void **state)
{
    dk_arena *arena = *state;
    assert_string_equal(fold(arena, ""), "");
    assert_string_equal(fold(arena, "plain 1"), "plain 1");
    assert_string_equal(fold(arena, "１３８００ ＡｂＣ（焊工）"), "13800 AbC(焊工)");
    assert_string_equal(fold(arena, "  a \t\n b　c "), "a b c");
    assert_string_equal(fold(arena, "　"), "");
    assert_string_equal(fold(arena, "㎡①"), "m21");
    assert_string_equal(fold(arena, "𠮷㐂"), "𠮷㐂");
}

static void key__no_blanks_lower_case(void **state)
{
    dk_arena *arena = *state;
    assert_string_equal(dk_text_key(arena, " 身 份 证 号\n"), "身份证号");
    assert_string_equal(dk_text_key(arena, "Birth Date"), "birthdate");
    assert_string_equal(dk_text_key(arena, "月薪（元）"), "月薪(元)");
    assert_string_equal(dk_text_key(arena, "\xE2\x80\x8B姓名\xEF\xBB\xBF"), "姓名");
}

static void trim__only_the_ends(void **state)
{
    dk_arena *arena = *state;
    assert_string_equal(dk_text_trim(arena, "　 张 三　\t"), "张 三");
    assert_string_equal(dk_text_trim(arena, "ＡＢ"), "ＡＢ");
    assert_string_equal(dk_text_trim(arena, " 　"), "");
    assert_string_equal(dk_text_trim(arena, ""), "");
    const char *same = "unchanged";
    assert_ptr_equal(dk_text_trim(arena, same), same);
}

static void guard__what_a_program_could_run(void **state)
{
    (void)state;
    static const char *const bad[] = {"=1+1", "+1",  "-1",   "@SUM(A1)", "\t=1",
                                      "\r=1", "＝1", "＋1",  "－1",      "＠x",
                                      " =1",  "'=1", "\"=1", "　＝1",    "\xEF\xBB\xBF=1"};
    static const char *const good[] = {"", "a=1", "1-2", "'quoted'", " ", "中文", "#1", "'"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_true(dk_text_needs_guard(bad[i]));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_false(dk_text_needs_guard(good[i]));
        assert_ptr_equal(dk_text_unguard(good[i]), good[i]);
    }
}

/* Guarding any text and taking the guard away gives the text again. */
static void guard__reversible(void **state)
{
    dk_arena *arena = *state;
    static const char pieces[] = "='a -";
    char text[5] = "";
    for (int i = 0; i < 625; i++) {
        for (int k = 0, rest = i; k < 4; k++, rest /= 5)
            text[k] = pieces[rest % 5];
        const char *out = dk_text_needs_guard(text) ? dk_arena_format(arena, "'%s", text) : text;
        assert_string_equal(dk_text_unguard(out), text);
    }
}

static int setup(void **state)
{
    *state = dk_arena_new();
    return *state == NULL;
}

static int teardown(void **state)
{
    dk_arena_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fold__width_and_blanks), cmocka_unit_test(key__no_blanks_lower_case),
        cmocka_unit_test(trim__only_the_ends),    cmocka_unit_test(guard__what_a_program_could_run),
        cmocka_unit_test(guard__reversible),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
