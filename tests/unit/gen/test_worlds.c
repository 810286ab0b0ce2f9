/* tests/unit/gen/test_worlds.c - the rules on values computed by hand, then all worlds over three
 * seeds. */
#include "tests/unit/gen/test.h"

#include <math.h>

#include "datasets/gen/placements_law.h"
#include "datasets/gen/worlds.h"

static bool holds(dk_rule rule, double limit, const double *a, const double *b, int n)
{
    double mean;
    return dk_rule_holds(rule, limit, a, b, n, &mean);
}

static void check__mean_with_confidence(void **state)
{
    (void)state;
    /* Differences -1, -2, -3: mean -2, sd 1, t(2) = 4.303, half width 2.484: upper bound 0.484. */
    const double a[] = {1, 2, 3}, b[] = {2, 4, 6};
    assert_false(holds(DK_RULE_BELOW, 0, a, b, 3));
    assert_true(holds(DK_RULE_BELOW, 0.5, a, b, 3));
    assert_true(holds(DK_RULE_NOT_BELOW, 0, a, b, 3));
    assert_false(holds(DK_RULE_ABOVE, 0, a, b, 3));
    assert_true(holds(DK_RULE_ABOVE, -4.5, a, b, 3)); /* lower bound -4.484 */
    assert_false(holds(DK_RULE_ABOVE, -4.4, a, b, 3));
    assert_false(holds(DK_RULE_ABOUT_ZERO, 2.9, a, b, 3));
    assert_true(holds(DK_RULE_ABOUT_ZERO, 3, a, b, 3));
}

static void stands__until_the_contrary_is_proven(void **state)
{
    (void)state;
    /* The differences of above: the mean lies in [-4.484, 0.484]. */
    const double a[] = {1, 2, 3}, b[] = {2, 4, 6};
    assert_true(dk_rule_stands(DK_RULE_BELOW, 0, a, b, 3));
    assert_true(dk_rule_stands(DK_RULE_BELOW, -4.4, a, b, 3));
    assert_false(dk_rule_stands(DK_RULE_BELOW, -4.5, a, b, 3));
    assert_true(dk_rule_stands(DK_RULE_ABOVE, 0.4, a, b, 3));
    assert_false(dk_rule_stands(DK_RULE_ABOVE, 0.5, a, b, 3));
    assert_false(dk_rule_stands(DK_RULE_NEVER, 0, a, b, 3));
}

static void check__counts(void **state)
{
    (void)state;
    double none[30] = {0}, some[30] = {0}, all[30];
    for (int i = 0; i < 30; i++)
        all[i] = 1;
    assert_true(holds(DK_RULE_NEVER, 0, none, none, 30));
    assert_true(holds(DK_RULE_ALWAYS, 0, all, none, 30));
    /* Binomial(30, 0.05): P(<= 3) = 0.939, P(<= 4) = 0.984, so four false alarms may be chance. */
    for (int i = 0; i < 4; i++)
        some[i] = 1;
    assert_true(holds(DK_RULE_RARE, 0.05, some, none, 30));
    some[4] = 1;
    assert_false(holds(DK_RULE_RARE, 0.05, some, none, 30));
    assert_false(holds(DK_RULE_NEVER, 0, some, none, 30));
    assert_false(holds(DK_RULE_ALWAYS, 0, some, none, 30));
}

static void stay_chance__published_hazards(void **state)
{
    (void)state;
    dk_place_law law = {.leave_month = {0.09, 0.06, 0.04}, .leave_later = 0.025};
    /* SOURCES.md: .91 x .94 x .96 = .8212; x .975^3 = .7611. */
    assert_true(fabs(dk_stay_chance(&law, 3, 0) - 0.821184) < 1e-9);
    assert_true(fabs(dk_stay_chance(&law, 6, 0) - 0.761122) < 1e-6);
    assert_true(dk_stay_chance(&law, 6, log(1.6)) < dk_stay_chance(&law, 6, 0));
}

static void worlds__every_one_has_checks(void **state)
{
    (void)state;
    for (size_t i = 0; dk_world_names[i] != NULL; i++) {
        size_t n = 0;
        for (size_t c = 0; c < dk_n_world_checks; c++)
            n += strcmp(dk_world_checks[c].world, dk_world_names[i]) == 0;
        assert_true(n >= 1);
    }
}

static void worlds__expectations_hold(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_gen_options options = DK_GEN_OPTIONS_INIT;
    for (size_t i = 0; dk_world_names[i] != NULL; i++) {
        int failed = -1;
        assert_ok(dk_worlds_run(&options, dk_world_names[i], 3, NULL, &failed, &err), &err);
        if (failed != 0)
            fail_msg("%s: %d checks fail", dk_world_names[i], failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__mean_with_confidence),
        cmocka_unit_test(stands__until_the_contrary_is_proven),
        cmocka_unit_test(check__counts),
        cmocka_unit_test(stay_chance__published_hazards),
        cmocka_unit_test(worlds__every_one_has_checks),
        cmocka_unit_test(worlds__expectations_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
