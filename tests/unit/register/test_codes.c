/* tests/unit/register/test_codes.c - look-up with validity, names, proposals. Distances by hand. */
#include "tests/unit/register/support.h"

static dk_codes *codes;

static int set_up(void **state)
{
    (void)state;
    codes = dk_codes_new(code_rows, N_CODE_ROWS);
    return codes == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    dk_codes_free(codes);
    return 0;
}

static void find__by_code_and_day(void **state)
{
    (void)state;
    assert_string_equal(dk_codes_find(codes, "edu", "41", 20000)->name, "中等专科毕业");
    assert_null(dk_codes_find(codes, "edu", "700206", DK_DAY_NONE));
    assert_null(dk_codes_find(codes, "no-list", "41", DK_DAY_NONE));
    assert_null(dk_codes_find(codes, "specialty", "700206", CATALOGUE_CHANGE - 1));
    assert_non_null(dk_codes_find(codes, "specialty", "700206", CATALOGUE_CHANGE));
    assert_non_null(dk_codes_find(codes, "specialty", "082500", CATALOGUE_CHANGE - 1));
    assert_null(dk_codes_find(codes, "specialty", "082500", CATALOGUE_CHANGE));
    assert_non_null(dk_codes_find(codes, "specialty", "082500", DK_DAY_NONE));
}

static void by_name__only_when_one_code_has_it(void **state)
{
    (void)state;
    assert_string_equal(dk_codes_by_name(codes, "edu", "中专", 20000)->code, "41");
    assert_null(dk_codes_by_name(codes, "edu", "中", 20000));
    assert_null(dk_codes_by_name(codes, "specialty", "汽修", DK_DAY_NONE));
    assert_string_equal(dk_codes_by_name(codes, "specialty", "汽修", 20000)->code, "700206");
    assert_string_equal(dk_codes_by_name(codes, "specialty", "汽修", 18000)->code, "082500");
    assert_null(dk_codes_by_name(codes, "specialty", "", 20000));
}

static void list__in_code_order(void **state)
{
    (void)state;
    size_t n = 9;
    const dk_code_row *const *rows = dk_codes_list(codes, "specialty", &n);
    assert_int_equal(n, 3);
    assert_string_equal(rows[0]->code, "082500");
    assert_string_equal(rows[2]->code, "YZ0001");
    dk_codes_list(codes, "none", &n);
    assert_int_equal(n, 0);
}

static void nearest__best_first_within_the_limit(void **state)
{
    (void)state;
    const dk_code_row *near[3];
    assert_int_equal(dk_codes_nearest(codes, "specialty", "70020", near, 3), 1);
    assert_string_equal(near[0]->code, "700206");
    assert_int_equal(dk_codes_nearest(codes, "specialty", "汽车维修专业", near, 3), 2);
    assert_string_equal(near[0]->code, "700206");
    assert_int_equal(dk_codes_nearest(codes, "specialty", "汽车维修专业", near, 1), 1);
    assert_string_equal(near[0]->code, "700206");
    assert_int_equal(dk_codes_nearest(codes, "specialty", "汽车维修专业", near, 0), 0);
    assert_int_equal(dk_codes_nearest(codes, "specialty", "烹饪", near, 3), 0);
    assert_int_equal(dk_codes_nearest(codes, "specialty", "", near, 3), 0);
}

static void new__empty_and_two_rows_of_one_code(void **state)
{
    (void)state;
    dk_codes *none = dk_codes_new(NULL, 0);
    assert_non_null(none);
    assert_null(dk_codes_find(none, "edu", "41", 0));
    dk_codes_free(none);
    dk_codes_free(NULL);
    static const dk_code_row rows[] = {
        {"unit", "U8", "新名", "", "", "旧名", 0, 100, DK_DAY_NONE, NULL, ""},
        {"unit", "U8", "旧名", "", "", "", 0, DK_DAY_NONE, 99, NULL, ""},
    };
    dk_codes *two = dk_codes_new(rows, 2);
    const dk_code_row *near[3];
    assert_string_equal(dk_codes_find(two, "unit", "U8", 99)->name, "旧名");
    assert_string_equal(dk_codes_find(two, "unit", "U8", 100)->name, "新名");
    assert_non_null(dk_codes_by_name(two, "unit", "旧名", DK_DAY_NONE));
    assert_int_equal(dk_codes_nearest(two, "unit", "新名", near, 3), 1);
    dk_codes_free(two);
}

static void edit_distance__by_hand(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t limit, expected;
    } cases[] = {
        {"", "", 9, 0},           {"", "abc", 9, 3},           {"焊工", "焊工", 9, 0},
        {"电焊工", "焊工", 9, 1}, {"kitten", "sitting", 9, 3}, {"ab", "ba", 9, 1},
        {"ca", "abc", 9, 3},      {"Abc", "aBC", 9, 0},        {"kitten", "sitting", 2, 3},
        {"养殖", "护理", 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t ab = dk_edit_distance(cases[i].a, cases[i].b, cases[i].limit);
        assert_int_equal(ab, cases[i].expected);
        assert_int_equal(dk_edit_distance(cases[i].b, cases[i].a, cases[i].limit), ab);
    }
    char longer[200];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_int_equal(dk_edit_distance(longer, longer, 5), 0);
    assert_int_equal(dk_edit_distance(longer, "a", 5), 6);
}

static void suggest__up_to_three_whole_names(void **state)
{
    (void)state;
    static const char *const names[] = {"trainees", "posts", "training", "trainee_notes", "train"};
    char out[64], small[17];
    dk_suggest("trainee", names, 5, out, sizeof out);
    assert_string_equal(out, "trainees、train、training");
    dk_suggest("trainee", names, 5, small, sizeof small);
    assert_string_equal(small, "trainees、train");
    dk_suggest("xyz", names, 5, out, sizeof out); /* none is near: what there is */
    assert_string_equal(out, "trainees、posts、training、trainee_notes、train");
    dk_suggest("xyz", names, 5, small, sizeof small);
    assert_string_equal(small, "trainees、posts");
    dk_suggest("x", names, 0, out, 1);
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find__by_code_and_day),
        cmocka_unit_test(by_name__only_when_one_code_has_it),
        cmocka_unit_test(list__in_code_order),
        cmocka_unit_test(nearest__best_first_within_the_limit),
        cmocka_unit_test(new__empty_and_two_rows_of_one_code),
        cmocka_unit_test(edit_distance__by_hand),
        cmocka_unit_test(suggest__up_to_three_whole_names),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
