/* tests/unit/match/test_words.c - forms with arguments made text. */
#include "tests/unit/match/fixture.h"

static void words_render__each_kind(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    const dk_words w = {{"{0}|{1}|{2}|{3}", "{3}/{2}/{1}/{0}"},
                        {dk_word_text((dk_text){"焊工", "welder"}), dk_word_yuan(430050),
                         dk_word_tenths(405), dk_word_day(fx_day(2026, 3, 2))}};
    assert_string_equal(dk_words_render(arena, DK_ZH, &w), "焊工|4300.5|40.5|2026-03-02");
    assert_string_equal(dk_words_render(arena, DK_EN, &w), "2026-03-02/40.5/4300.5/welder");
    dk_arena_free(arena);
}

static void words_render__braces_that_are_no_hole(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    const dk_words w = {{"{4}{a}{{0}{", "{}"}, {dk_word_int(-7)}};
    assert_string_equal(dk_words_render(arena, DK_ZH, &w), "{4}{a}{-7{");
    assert_string_equal(dk_words_render(arena, DK_EN, &w), "{}");
    dk_arena_free(arena);
}

static void words_render__missing_argument_is_empty(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    const dk_words w = {.form = {"a{2}b", ""}};
    assert_string_equal(dk_words_render(arena, DK_ZH, &w), "ab");
    assert_string_equal(dk_words_render(arena, DK_EN, &w), "");
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_render__each_kind),
        cmocka_unit_test(words_render__braces_that_are_no_hole),
        cmocka_unit_test(words_render__missing_argument_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
