/* core/match/spread.c: no post above its cap, least loss by hand, and the Gini coefficient. */
#include "tests/unit/match/fixture.h"

#include "core/base/random.h"
#include "core/match/spread.h"

static void gini__hand_computed(void **state)
{
    (void)state;
    size_t equal[] = {4, 4, 4, 4}, one[] = {0, 0, 0, 8}, steps[] = {3, 1, 2};
    assert_int_equal(dk_gini_permille(equal, 4), 0);
    assert_int_equal(dk_gini_permille(one, 4), 750); /* 1 - 1/n */
    /* x = 1 2 3: (2 * 14) / (3 * 6) - 4/3 = 2/9 */
    assert_int_equal(dk_gini_permille(steps, 3), 222);
    assert_int_equal(dk_gini_permille(NULL, 0), 0);
    size_t none[] = {0, 0};
    assert_int_equal(dk_gini_permille(none, 2), 0);
}

/* Two people want post 0 most; one place each, cap 1. The second loses 10, the first 500. */
static void spread__who_loses_least_gives_up(void **state)
{
    (void)state;
    const dk_ranked a[] = {{0, 1, 900, 0}, {1, 2, 400, 0}}, b[] = {{0, 1, 800, 0}, {2, 3, 790, 0}};
    const dk_spread_list lists[] = {{a, 2}, {b, 2}};
    const size_t caps[] = {1, 1, 1};
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_spread out;
    assert_int_equal(dk_spread_lists(&(dk_spread_ask){lists, 2, 1, caps, 3}, arena, &out, &err),
                     DK_OK);
    assert_int_equal(out.n_over, 1);
    assert_int_equal(out.places[out.first[0]], 0);
    assert_int_equal(out.places[out.first[1]], 1);
    assert_int_equal(out.total_before, 1700);
    assert_int_equal(out.total_after, 1690);
    assert_int_equal(out.front_before, 1700);
    assert_int_equal(out.front_after, 1690);
    assert_int_equal(out.lists_before[0], 2);
    assert_int_equal(out.lists_after[0], 1);
    assert_int_equal(out.lists_after[2], 1);
    dk_arena_free(arena);
}

/* Nobody else to name: the list gets shorter rather than the cap being broken. */
static void spread__without_another_post_the_list_is_shorter(void **state)
{
    (void)state;
    const dk_ranked a[] = {{0, 1, 900, 0}}, b[] = {{0, 1, 800, 0}};
    const dk_spread_list lists[] = {{a, 1}, {b, 1}};
    const size_t caps[] = {1};
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_spread out;
    assert_int_equal(dk_spread_lists(&(dk_spread_ask){lists, 2, 1, caps, 1}, arena, &out, &err),
                     DK_OK);
    assert_int_equal(out.first[2], 1);
    assert_int_equal(out.total_after, 900); /* the one who loses less, 800, gives up */
    dk_arena_free(arena);
}

enum { PEOPLE = 300, POSTS = 60, DEPTH = 40, TOP = 10, CAP = 75 };

/* Everybody likes the same posts, with a little noise. */
static void spread__holds_every_cap_at_small_loss(void **state)
{
    (void)state;
    static dk_ranked items[PEOPLE][POSTS];
    dk_spread_list lists[PEOPLE];
    size_t caps[POSTS], seen[POSTS] = {0};
    dk_random random = dk_random_seed(11);
    for (size_t i = 0; i < PEOPLE; i++) {
        for (size_t p = 0; p < POSTS; p++) {
            dk_ranked one = {p, (int64_t)p + 1,
                             9000 - 20 * (int32_t)p + (int32_t)dk_random_below(&random, 300), 0};
            size_t k = p;
            for (; k > 0 && items[i][k - 1].score < one.score; k--)
                items[i][k] = items[i][k - 1];
            items[i][k] = one;
        }
        lists[i] = (dk_spread_list){items[i], DEPTH};
    }
    for (size_t p = 0; p < POSTS; p++)
        caps[p] = CAP;
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_spread out;
    assert_int_equal(
        dk_spread_lists(&(dk_spread_ask){lists, PEOPLE, TOP, caps, POSTS}, arena, &out, &err),
        DK_OK);
    assert_true(out.n_over > 0);
    int64_t score = 0, front = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        assert_int_equal(out.first[i + 1] - out.first[i], TOP);
        for (size_t k = out.first[i]; k < out.first[i + 1]; k++) {
            assert_true(k == out.first[i] || out.places[k] > out.places[k - 1]);
            seen[items[i][out.places[k]].at]++;
            score += items[i][out.places[k]].score;
            front += k < out.first[i] + DK_SPREAD_FRONT ? items[i][out.places[k]].score : 0;
        }
    }
    assert_int_equal(score, out.total_after);
    assert_int_equal(front, out.front_after);
    assert_true(out.front_before > out.front_after);
    assert_true(out.bound >= out.total_after && out.bound <= out.total_before);
    assert_true(out.total_after * 1000 >= out.bound * 999); /* proven within 0.1 % of the best */
    for (size_t p = 0; p < POSTS; p++) {
        assert_true(seen[p] <= CAP);
        assert_int_equal(seen[p], out.lists_after[p]);
    }
    assert_true(out.total_after * 100 >= out.total_before * 95);
    assert_true(dk_gini_permille(out.lists_after, POSTS) <
                dk_gini_permille(out.lists_before, POSTS));
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gini__hand_computed),
        cmocka_unit_test(spread__who_loses_least_gives_up),
        cmocka_unit_test(spread__without_another_post_the_list_is_shorter),
        cmocka_unit_test(spread__holds_every_cap_at_small_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
