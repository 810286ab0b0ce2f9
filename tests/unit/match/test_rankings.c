/* tests/unit/match/test_rankings.c - how two runs of everyone's lists differ. */
#include "core/match/rankings.h"
#include "tests/unit/match/fixture.h"

static const int64_t abc[] = {1, 2, 3}, acb[] = {1, 3, 2}, bd[] = {2, 4};

static void moved__counts_lists_that_differ(void **state)
{
    (void)state;
    const dk_ranking a[] = {{1, abc, 3}, {2, abc, 3}, {4, bd, 2}, {6, NULL, 0}};
    const dk_ranking b[] = {{1, abc, 3}, {2, acb, 3}, {3, bd, 2}, {6, NULL, 0}};
    const dk_rankings x = {a, 4}, y = {b, 4}, none = {NULL, 0};
    assert_int_equal(dk_rankings_moved(&x, &x), 0);
    assert_int_equal(dk_rankings_moved(&x, &y), 3); /* 2 differs, 3 and 4 are in one only */
    assert_int_equal(dk_rankings_moved(&y, &x), 3);
    assert_int_equal(dk_rankings_moved(&x, &none), 4);
    assert_int_equal(dk_rankings_moved(&none, &none), 0);
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
        cmocka_unit_test(moved__counts_lists_that_differ),
        cmocka_unit_test(moves__new_elsewhere_and_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
