/* core/store/terms.c, search.c: what the search box finds, and that its table is a projection. */
#include "tests/unit/store/fixture.h"

#define ID1 "980101200001010018"
#define ID2 "980101200001020021"
#define ID3 "98010120000103001X"

static const dk_actor stranger = {"stranger", "S2", DK_RIGHT_READ, NULL};

static void three_people(fixture *fix)
{
    builder build = begin(fix, "a.xlsx");
    dk_record *one = person(&build, ID1, "张三");
    set(&build, one, P_UNIT, "S1");
    set(&build, one, P_PHONE, "12000004321");
    set(&build, person(&build, ID2, "张三丰"), P_UNIT, "S1");
    set(&build, person(&build, ID3, "曾小张"), P_UNIT, "S2");
    apply(&build);
}

/* Record numbers of the hits joined by spaces. */
static const char *search_as(fixture *fix, const dk_actor *actor, const char *text)
{
    dk_hit *hits = NULL;
    size_t n = 0;
    const char *out = "";
    OK(dk_store_search(&(dk_view){fix->store, actor, fix->arena}, NULL, text, &hits, &n, &err));
    for (size_t i = 0; i < n; i++)
        out = dk_arena_format(fix->arena, "%s%s%lld", out, i == 0 ? "" : " ",
                              (long long)hits[i].record);
    return out;
}

static const char *search(fixture *fix, const char *text)
{
    return search_as(fix, &local, text);
}

static void search__characters_initials_and_last_four(void **state)
{
    fixture *fix = *state;
    three_people(fix);
    assert_string_equal(search(fix, "张三"), "1 2");
    assert_string_equal(search(fix, "张"), "1 2 3"); /* beginning of the label first */
    assert_string_equal(search(fix, "三丰"), "2");
    assert_string_equal(search(fix, "zs"), "1 2");
    assert_string_equal(search(fix, "ZSF"), "2");
    assert_string_equal(search(fix, "zxz"), "3");
    assert_string_equal(search(fix, "cxz"), "3");
    assert_string_equal(search(fix, "0018"), "1");
    assert_string_equal(search(fix, "001x"), "3");
    assert_string_equal(search(fix, "4321"), "1");
    assert_string_equal(search(fix, "小 曾"), "3");
    assert_string_equal(search(fix, "张　丰"), "2");
    assert_string_equal(search(fix, "李"), "");
    assert_string_equal(search(fix, ""), "");
    assert_string_equal(search(fix, " ·（ "), "");
    assert_string_equal(search(fix, "张三李四王五赵六钱七"), "");
}

/* A whole number of a person is in no term: only its last four lead to it. */
static void search__sealed_values_are_not_in_the_table(void **state)
{
    fixture *fix = *state;
    three_people(fix);
    assert_string_equal(search(fix, ID1), "");
    assert_string_equal(search(fix, "12000004321"), "");
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM term WHERE term LIKE '%0018%'"), 0);
}

static void search__rows_of_other_units_are_not_there(void **state)
{
    fixture *fix = *state;
    three_people(fix);
    assert_string_equal(search_as(fix, &school, "张"), "1 2");
    assert_string_equal(search_as(fix, &stranger, "张"), "3");
    assert_string_equal(search_as(fix, &stranger, "0018"), "");
    const dk_actor nobody = {"nobody", NULL, 0, NULL};
    dk_err failed;
    dk_hit *hits;
    size_t n;
    FAILS(
        MSG_STORE_FORBIDDEN, failed,
        dk_store_search(&(dk_view){fix->store, &nobody, fix->arena}, NULL, "张", &hits, &n, &err));
}

static void search__follows_changes_and_undo(void **state)
{
    fixture *fix = *state;
    int64_t n = 0;
    three_people(fix);
    builder build = begin(fix, "b.xlsx");
    dk_record *one = person(&build, ID1, NULL);
    set(&build, one, P_NAME, "李四");
    set(&build, one, P_PHONE, "12000008765");
    apply(&build);
    assert_string_equal(search(fix, "4321"), "");
    assert_string_equal(search(fix, "8765"), "1");
    assert_string_equal(search(fix, "张三"), "2");
    assert_string_equal(search(fix, "ls"), "1");
    undo(fix, 2);
    assert_string_equal(search(fix, "张三"), "1 2");
    assert_string_equal(search(fix, "ls"), "");
    undo(fix, 1);
    assert_string_equal(search(fix, "张"), "");
    assert_string_equal(search(fix, "4321"), "");
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM tag"), 0);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM term"), 0);
    OK(dk_store_check_terms(fix->store, &n, &err));
    assert_int_equal(n, 0);
}

static void check__finds_a_missing_and_a_foreign_term(void **state)
{
    fixture *fix = *state;
    dk_err failed;
    int64_t n = 0, count;
    three_people(fix);
    OK(dk_store_check_terms(fix->store, &count, &err));
    assert_int_equal(count, sql_int(fix, "SELECT count(*) FROM term") + /* none is shared */
                                sql_int(fix, "SELECT count(*) FROM tag"));
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM tag"), 3 + 1 + 1); /* with one phone */
    OK(dk_db_run(fix->store->db, "UPDATE term SET records = x'02' WHERE term = 'zs'", &err));
    FAILS(MSG_STORE_TERMS, failed, dk_store_check_terms(fix->store, &n, &err));
    OK(dk_db_run(fix->store->db, "DELETE FROM term WHERE term = 'zs'", &err));
    FAILS(MSG_STORE_TERMS, failed, dk_store_check_terms(fix->store, &n, &err));
    OK(dk_store_make_terms(fix->store, &err));
    OK(dk_store_check_terms(fix->store, &n, &err));
    assert_int_equal(n, count);
    OK(dk_db_run(fix->store->db, "UPDATE tag SET record = 2 WHERE length(tag) = 16", &err));
    FAILS(MSG_STORE_TERMS, failed, dk_store_check_terms(fix->store, &n, &err));
}

/* A database from before the search table, or with terms of other rules, makes them on opening. */
static void open__makes_terms_of_another_version(void **state)
{
    fixture *fix = *state;
    three_people(fix);
    OK(dk_db_run(fix->store->db,
                 "DELETE FROM term; UPDATE meta SET value = '0' WHERE key = 'terms'", &err));
    close_store(fix);
    open_store(fix);
    assert_string_equal(search(fix, "zs"), "1 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(search__characters_initials_and_last_four, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(search__sealed_values_are_not_in_the_table, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(search__rows_of_other_units_are_not_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(search__follows_changes_and_undo, set_up, tear_down),
        cmocka_unit_test_setup_teardown(check__finds_a_missing_and_a_foreign_term, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(open__makes_terms_of_another_version, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
