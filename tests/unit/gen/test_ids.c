/* tests/unit/gen/test_ids.c - check digits against the examples of GB 11643 (appendix) and GB
 * 32100, uniqueness by counting. */
#include "tests/unit/gen/test.h"

#include "datasets/gen/ids.h"

static void person_check__standard_example(void **state)
{
    (void)state;
    assert_int_equal(dk_ids_person_check("11010519491231002"), 'X');
    assert_int_equal(dk_ids_person_check("98012620080515001"), '8');
}

static void firm_check__standard_example(void **state)
{
    (void)state;
    assert_int_equal(dk_ids_firm_check("91350100M000100Y4"), '3');
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void person__thousands_on_one_day_are_distinct_and_valid(void **state)
{
    (void)state;
    enum { N = 2600 };
    static char ids[N][19];
    dk_arena *arena = dk_arena_new();
    dk_ids *made = dk_ids_new(arena);
    for (int i = 0; i < N; i++) {
        dk_ids_person(made, dk_day_of(2008, 2, 29), i % 2 == 0, ids[i]);
        assert_int_equal(strlen(ids[i]), 18);
        assert_memory_equal(ids[i], "98", 2);
        assert_memory_equal(ids[i] + 6, "20080229", 8);
        assert_int_equal(ids[i][17], dk_ids_person_check(ids[i]));
        assert_int_equal((ids[i][16] - '0') % 2, i % 2 == 0); /* odd: male */
    }
    qsort(ids, N, sizeof *ids, by_text);
    for (int i = 1; i < N; i++)
        assert_string_not_equal(ids[i - 1], ids[i]);
    dk_arena_free(arena);
}

static void firm__distinct_and_valid(void **state)
{
    (void)state;
    enum { N = 5000 };
    static char codes[N][19];
    for (int i = 0; i < N; i++) {
        dk_ids_firm(i + 1, codes[i]);
        assert_int_equal(strlen(codes[i]), 18);
        assert_memory_equal(codes[i] + 2, "980126", 6);
        assert_int_equal(codes[i][17], dk_ids_firm_check(codes[i]));
    }
    qsort(codes, N, sizeof *codes, by_text);
    for (int i = 1; i < N; i++)
        assert_string_not_equal(codes[i - 1], codes[i]);
}

static void phone__prefix_and_distinct(void **state)
{
    (void)state;
    enum { N = 5000 };
    static char phones[N][12];
    for (int i = 0; i < N; i++) {
        dk_ids_phone(i, phones[i]);
        assert_int_equal(strlen(phones[i]), 11);
        assert_memory_equal(phones[i], "120", 3);
    }
    qsort(phones, N, sizeof *phones, by_text);
    for (int i = 1; i < N; i++)
        assert_string_not_equal(phones[i - 1], phones[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(person_check__standard_example),
        cmocka_unit_test(firm_check__standard_example),
        cmocka_unit_test(person__thousands_on_one_day_are_distinct_and_valid),
        cmocka_unit_test(firm__distinct_and_valid),
        cmocka_unit_test(phone__prefix_and_distinct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
