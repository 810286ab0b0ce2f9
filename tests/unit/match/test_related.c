/* tests/unit/match/test_related.c - skills used together. */
#include "core/match/related.h"
#include "tests/unit/match/fixture.h"

/* Sets: 0 {0,1,2}, 1 {0,1}, 2 {0,1,3}, 3 {0,3}, 4 {2}, 5 {1,0}. Skill 0 is used by 5, 1 by 4, 2 by
 * 2, 3 by 2. 0 and 1 together in 4: 1000 * 4 / sqrt(20) = 894.4; 0 and 3 in 2: 1000 * 2 / sqrt(10)
 * = 632.4; 1 and 2: 1 / sqrt(8) = 353. */
static const dk_skill_use uses[] = {{5, 1}, {0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {2, 0},
                                    {2, 1}, {2, 3}, {3, 0}, {3, 3}, {4, 2}, {5, 0}, {5, 0}};
enum { N = sizeof uses / sizeof *uses };

static size_t find(const dk_related_rules *rules, dk_arena *arena, dk_related **out)
{
    dk_err err = DK_ERR_INIT;
    dk_related_list list;
    assert_int_equal(dk_related_find(&(dk_skill_uses){uses, N, 4}, rules, arena, &list, &err),
                     DK_OK);
    *out = list.items;
    return list.n;
}

static void related__cosines_of_sets(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_related *links = NULL;
    dk_related_rules rules = {.least_together = 2, .floor = 600, .most = 8};
    assert_int_equal(find(&rules, arena, &links), 2);
    assert_int_equal(links[0].a, 0);
    assert_int_equal(links[0].b, 1);
    assert_int_equal(links[0].similarity_permille, 894);
    assert_int_equal(links[0].together, 4);
    assert_int_equal(links[1].b, 3);
    assert_int_equal(links[1].similarity_permille, 632);
    rules.least_together = 3;
    assert_int_equal(find(&rules, arena, &links), 1);
    rules = (dk_related_rules){.least_together = 1, .floor = 0, .most = 1};
    /* the strongest of 0 is 1, of 1 is 0, of 2 is 1 (353 against 316 with 0), of 3 is 0 */
    assert_int_equal(find(&rules, arena, &links), 3);
    dk_arena_free(arena);
}

static void related__nothing_used(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_related_list links = {.n = 9};
    const dk_related_rules rules = dk_related_rules_default();
    assert_int_equal(dk_related_find(&(dk_skill_uses){NULL, 0, 0}, &rules, arena, &links, &err),
                     DK_OK);
    assert_int_equal(links.n, 0);
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(related__cosines_of_sets),
        cmocka_unit_test(related__nothing_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
