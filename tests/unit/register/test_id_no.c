/* tests/unit/register/test_id_no.c - check digits. 11010519491231002X is the example of GB
 * 11643-1999 and 91350100M000100Y43 that of GB 32100-2015; the rest was computed by a second
 * program. */
#include "tests/unit/register/support.h"

static void valid__standard_and_generated(void **state)
{
    (void)state;
    static const char *const good[] = {"11010519491231002X", "980126200805150018",
                                       "980126200805150026", "980126200802290015"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(dk_id_no_valid(good[i]));
}

static void valid__refuses_what_is_none(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "11010519491231002x",
                                      "11010519491231002",
                                      "11010519491231002X1",
                                      "9801262008051500１8",
                                      "980126200702290018" /* 2007-02-29 */,
                                      "98012620080515001A",
                                      "110105491231002"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dk_id_no_valid(bad[i]));
}

static void valid__catches_every_single_error_and_neighbour_swap(void **state)
{
    (void)state;
    const char *good = "980126200805150018";
    char damaged[19];
    for (size_t i = 0; i < 17; i++) {
        for (char c = '0'; c <= '9'; c++) {
            strcpy(damaged, good);
            damaged[i] = c;
            assert_int_equal(dk_id_no_valid(damaged), c == good[i]);
        }
        strcpy(damaged, good);
        damaged[i] = good[i + 1];
        damaged[i + 1] = good[i];
        assert_int_equal(dk_id_no_valid(damaged), good[i] == good[i + 1]);
    }
}

static void birth_and_sex__of_a_number(void **state)
{
    (void)state;
    assert_int_equal(dk_id_no_birth("11010519491231002X"), dk_day_of(1949, 12, 31));
    assert_int_equal(dk_id_no_birth("980126200805150018"), dk_day_of(2008, 5, 15));
    assert_true(dk_id_no_is_male("980126200805150018"));
    assert_false(dk_id_no_is_male("980126200805150026"));
}

static void from_15__inserts_century_and_digit(void **state)
{
    (void)state;
    char out[19] = "untouched";
    assert_false(dk_id_no_from_15("11010549123100", out));
    assert_false(dk_id_no_from_15("11010549123100A", out));
    assert_false(dk_id_no_from_15("11010519491231002X", out));
    assert_string_equal(out, "untouched");
    assert_true(dk_id_no_from_15("110105491231002", out));
    assert_string_equal(out, "11010519491231002X");
}

static void uscc__standard_example_and_damage(void **state)
{
    (void)state;
    const char *good = "91350100M000100Y43";
    assert_true(dk_uscc_valid(good));
    assert_true(dk_uscc_valid("91980126MA00000012"));
    assert_true(dk_uscc_valid("91980126MA0000000Y"));
    assert_false(dk_uscc_valid(""));
    assert_false(dk_uscc_valid("91350100M000100Y4"));
    assert_false(dk_uscc_valid("91350100M000100Y433"));
    assert_false(dk_uscc_valid("91350100m000100Y43"));
    assert_false(dk_uscc_valid("91350100I000100Y43"));
    for (size_t i = 0; i < 17; i++) {
        char damaged[19];
        strcpy(damaged, good);
        damaged[i] = good[i] == '7' ? '8' : '7';
        assert_false(dk_uscc_valid(damaged));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid__standard_and_generated),
        cmocka_unit_test(valid__refuses_what_is_none),
        cmocka_unit_test(valid__catches_every_single_error_and_neighbour_swap),
        cmocka_unit_test(birth_and_sex__of_a_number),
        cmocka_unit_test(from_15__inserts_century_and_digit),
        cmocka_unit_test(uscc__standard_example_and_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
