/* core/store/shown.c: lists that were shown are kept, once, with their parts, and never changed. */
#include "tests/unit/store/fixture.h"

#include "core/store/shown.h"

static const uint16_t parts[4] = {100, 2, 300, 4};

static dk_shown list_of(const dk_shown_item *items, size_t n, int64_t seq)
{
    return (dk_shown){.direction = "posts_for_trainee",
                      .subject = 7,
                      .seq = seq,
                      .as_of = 20514,
                      .weights = "default/1",
                      .criteria = "skills,use",
                      .seed = 3,
                      .at_ms = 9000,
                      .n_parts = 2,
                      .items = items,
                      .n_items = n};
}

static bool add(fixture *fix, const dk_shown *list)
{
    bool is_new = false;
    OK(dk_store_shown_add(&(dk_view){fix->store, &reader, fix->arena}, list, &is_new, &err));
    return is_new;
}

static bool last(fixture *fix, const char *direction, int64_t before_seq, dk_shown *out)
{
    const dk_shown_key key = {direction, 7, before_seq};
    bool found = false;
    OK(dk_store_shown_last(&(dk_view){fix->store, &reader, fix->arena}, &key, out, &found, &err));
    return found;
}

static void shown__comes_back_with_its_parts(void **state)
{
    fixture *fix = *state;
    const dk_shown_item items[2] = {{77, 8231, parts}, {INT64_C(9999999999), 10000, parts + 2}};
    const dk_shown list = list_of(items, 2, 40);
    dk_shown back;
    assert_true(add(fix, &list));
    assert_true(last(fix, "posts_for_trainee", 0, &back));
    assert_int_equal(back.shown, 1);
    assert_int_equal(back.at_ms, 9000);
    assert_int_equal(back.seq, 40);
    assert_int_equal(back.as_of, 20514);
    assert_string_equal(back.weights, "default/1");
    assert_string_equal(back.criteria, "skills,use");
    assert_int_equal(back.n_items, 2);
    assert_int_equal(back.items[1].id, INT64_C(9999999999));
    assert_int_equal(back.items[1].score, 10000);
    assert_memory_equal(back.items[0].parts, parts, 2 * sizeof *parts);
    assert_memory_equal(back.items[1].parts, parts + 2, 2 * sizeof *parts);
    assert_false(last(fix, "trainees_for_post", 0, &back));
}

static void shown__the_same_list_is_kept_once(void **state)
{
    fixture *fix = *state;
    const dk_shown_item items[1] = {{77, 8231, parts}}, other[1] = {{77, 8232, parts}};
    dk_shown list = list_of(items, 1, 40), back;
    int64_t n = 0;
    assert_true(add(fix, &list));
    assert_false(add(fix, &list));
    list.items = other;
    assert_true(add(fix, &list));
    list.seq = 41;
    assert_true(add(fix, &list));
    OK(dk_store_shown_count(fix->store, &n, &err));
    assert_int_equal(n, 3);
    /* the one before the present data, however often it was looked at since */
    assert_true(last(fix, "posts_for_trainee", 41, &back));
    assert_int_equal(back.seq, 40);
    assert_int_equal(back.items[0].score, 8232);
    assert_false(last(fix, "posts_for_trainee", 40, &back));
}

static void shown__empty_lists_are_kept_too(void **state)
{
    fixture *fix = *state;
    dk_shown list = list_of(NULL, 0, 40), back;
    list.criteria = "";
    list.n_parts = 0;
    assert_true(add(fix, &list));
    assert_true(last(fix, "posts_for_trainee", 0, &back));
    assert_int_equal(back.n_items, 0);
}

static void shown__is_append_only_and_no_part_of_the_registers(void **state)
{
    fixture *fix = *state;
    const dk_shown_item items[1] = {{77, 8231, parts}};
    const dk_shown list = list_of(items, 1, 40);
    uint8_t before[32], after[32];
    dk_err failed;
    digest_of(fix, before);
    add(fix, &list);
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
    FAILS(MSG_STORE_APPEND_ONLY, failed, dk_db_run(fix->store->db, "DELETE FROM shown", &err));
    FAILS(MSG_STORE_APPEND_ONLY, failed,
          dk_db_run(fix->store->db, "UPDATE shown SET seq = 1", &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shown__comes_back_with_its_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shown__the_same_list_is_kept_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shown__empty_lists_are_kept_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shown__is_append_only_and_no_part_of_the_registers, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
