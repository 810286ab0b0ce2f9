/* tests/unit/match/test_rankings.c - how two runs of everyone's lists differ. */
#include "core/match/rankings.h"
#include "tests/unit/match/fixture.h"

static const int64_t abc[] = {1, 2, 3}, acb[] = {1, 3, 2}, bd[] = {2, 4};

static void is_difference(const dk_rankings *a, const dk_rankings *b, dk_rankings_difference want)
{
    dk_rankings_difference got = dk_rankings_compare(a, b);
    assert_int_equal(got.lists, want.lists);
    assert_int_equal(got.moved, want.moved);
    assert_int_equal(got.began, want.began);
    assert_int_equal(got.ended, want.ended);
}

static void compare__counts_everyone_with_a_list_once(void **state)
{
    (void)state;
    const dk_ranking a[] = {{1, abc, 3}, {2, abc, 3}, {4, bd, 2}, {6, NULL, 0}};
    const dk_ranking b[] = {{1, abc, 3}, {2, acb, 3}, {3, bd, 2}, {6, NULL, 0}};
    const dk_rankings x = {a, 4}, y = {b, 4}, none = {NULL, 0};
    is_difference(&x, &x, (dk_rankings_difference){.lists = 4});
    /* 2 differs; 3 and 4 are in one only, and yet counted among the lists */
    is_difference(&x, &y, (dk_rankings_difference){5, 3, 1, 1});
    is_difference(&y, &x, (dk_rankings_difference){5, 3, 1, 1});
    is_difference(&x, &none, (dk_rankings_difference){4, 4, 0, 4});
    is_difference(&none, &x, (dk_rankings_difference){4, 4, 4, 0});
    is_difference(&none, &none, (dk_rankings_difference){0});
    assert_ptr_equal(dk_rankings_find(&x, 4), &a[2]);
    assert_null(dk_rankings_find(&x, 5));
    assert_null(dk_rankings_find(&none, 5));
}

static void moves__new_elsewhere_and_gone(void **state)
{
    (void)state;
    const dk_ranking before = {1, abc, 3}, after = {1, bd, 2};
    dk_move moves[DK_MOVES_MAX];
    assert_int_equal(dk_ranking_moves(&before, &before, moves), 0);
    assert_int_equal(dk_ranking_moves(&before, &after, moves), 4);
    const dk_move want[] = {{2, 2, 1}, {4, 0, 2}, {1, 1, 0}, {3, 3, 0}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(moves[i].candidate, want[i].candidate);
        assert_int_equal(moves[i].before, want[i].before);
        assert_int_equal(moves[i].after, want[i].after);
    }
    assert_int_equal(dk_ranking_moves(NULL, &after, moves), 2);
    assert_int_equal(dk_ranking_moves(&before, NULL, moves), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compare__counts_everyone_with_a_list_once),
        cmocka_unit_test(moves__new_elsewhere_and_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
