/* tests/unit/gen/test_lists.c - code lists and festival days; expected values are rows written here
 * and two published days. */
#include "tests/unit/gen/test.h"

#include "datasets/gen/festival.h"
#include "datasets/gen/lists.h"
#include "datasets/gen/messages.h"

static void put(const char *folder, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void find__code_name_alias(void **state)
{
    (void)state;
    char folder[64];
    dk_err err = DK_ERR_INIT;
    dk_lists *lists = NULL;
    dk_arena *arena = dk_arena_new();
    size_t n;
    make_folder(folder);
    put(folder, "a.csv",
        "list,code,name,aliases\nshift,day,白班,常白班|长白班\nedu,71,初中毕业,初中\n");
    put(folder, "b.csv", "list,code,name\nshift,two,两班倒\n");
    put(folder, "c.csv", "from,to\n1,2\n");
    assert_ok(dk_lists_load(arena, folder, &lists, &err), &err);
    assert_string_equal(dk_lists_find(lists, "shift", "day")->name, "白班");
    assert_string_equal(dk_lists_find(lists, "shift", "长白班")->code, "day");
    assert_string_equal(dk_lists_find(lists, "shift", "两班倒")->code, "two");
    assert_null(dk_lists_find(lists, "shift", "白"));
    assert_null(dk_lists_find(lists, "edu", "day"));
    assert_string_equal(dk_lists_all(lists, "shift", &n)[0].code, "day");
    assert_int_equal(n, 2);
    const dk_list_row *row = NULL;
    assert_ok(dk_lists_get(lists, "edu", "大学|初中", &row, &err), &err);
    assert_string_equal(row->code, "71");
    assert_int_equal(dk_lists_get(lists, "edu", "大学", &row, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_GEN_CODE_MISSING));
    remove_folder(folder);
    dk_arena_free(arena);
}

static void load__empty_or_missing_folder(void **state)
{
    (void)state;
    char folder[64];
    dk_err first = DK_ERR_INIT, second = DK_ERR_INIT;
    dk_lists *lists = NULL;
    dk_arena *arena = dk_arena_new();
    make_folder(folder);
    assert_int_equal(dk_lists_load(arena, folder, &lists, &first), DK_FAILED);
    assert_true(dk_err_is(&first, MSG_GEN_LIST_EMPTY));
    remove_folder(folder);
    assert_int_equal(dk_lists_load(arena, folder, &lists, &second), DK_FAILED);
    dk_arena_free(arena);
}

static void festival__published_days(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_festival festival;
    dk_day day = 0;
    assert_ok(dk_festival_load("datasets/gen", &festival, &err), &err);
    assert_ok(dk_festival_day(&festival, 2020, &day, &err), &err);
    assert_int_equal(day, dk_day_of(2020, 1, 25));
    assert_ok(dk_festival_day(&festival, 2026, &day, &err), &err);
    assert_int_equal(day, dk_day_of(2026, 2, 17));
    assert_int_equal(dk_festival_day(&festival, 1999, &day, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_GEN_FESTIVAL_MISSING));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find__code_name_alias),
        cmocka_unit_test(load__empty_or_missing_folder),
        cmocka_unit_test(festival__published_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
