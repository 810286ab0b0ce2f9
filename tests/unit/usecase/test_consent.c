/* tests/unit/usecase/test_consent.c - without consent a person is counted and never matched; who is
 * not assessed is matched all the same, with a range. */
#include "api/usecase/snapshot.h"
#include "tests/unit/usecase/centre.h"

/* 1 signed, 2 did not, 3 signed but refuses automated matching.
 * Nobody is assessed. */
static const char PEOPLE[] =
    "姓名,身份证件号,专业代码,学历,授权书版本,授权日期,仅人工,毕业意向,人员类别,最低月薪\n"
    "甲甲,98012620000101001X,700206,中职,v1,2026-01-10,,就业,,3000\n"
    "乙乙,980126200001010028,700206,中职,,,,就业,,3000\n"
    "丙丙,980126200001010036,700206,中职,v1,2026-01-10,是,就业,,3000\n";
static const char POSTS[] =
    "统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数,月薪下限,月薪上限\n"
    "91980126MA0007919H,云泽甲机械有限公司,GW-1,汽修工,汽车维修工,3,4000,5000\n";

static int fill(void **state)
{
    if (centre_setup(state) != 0)
        return 1;
    centre_add(*state, "trainees", PEOPLE);
    centre_add(*state, "posts", POSTS);
    return 0;
}

static dk_match_list of_post(centre *c)
{
    dk_match_list list;
    const dk_uc_match_options options = {.top = 10, .as_of = DK_DAY_NONE, .lang = DK_ZH};
    must(c, dk_uc_match_post(&(dk_call){c->app, &CLERK, c->arena}, 1, &options, &list, &c->err));
    return list;
}

static void consent__without_it_counted_never_matched(void **state)
{
    centre *c = *state;
    int64_t counts[64];
    assert_true(dk_n_registers <= 64);
    must(c, dk_uc_counts(&(dk_call){c->app, &CLERK, NULL}, counts, &c->err));
    for (size_t i = 0; i < dk_n_registers; i++)
        if (strcmp(dk_registers[i]->key, "trainees") == 0)
            assert_int_equal(counts[i], 3);
    dk_match_list list = of_post(c);
    assert_int_equal(list.n_matches, 1);
    assert_int_equal(list.matches[0].why.trainee, 1);
    for (int64_t id = 2; id <= 3; id++) {
        dk_match_list own;
        const dk_uc_match_options options = {.top = 10, .as_of = DK_DAY_NONE, .lang = DK_ZH};
        must(c, dk_uc_match_trainee(&(dk_call){c->app, &CLERK, c->arena}, id, &options, &own,
                                    &c->err));
        assert_int_equal(own.n_matches, 0);
        assert_int_equal(own.own_gates.n, 1);
        assert_string_equal(own.own_gates.items[0].key, id == 3 ? "human_only" : "consent");
    }
}

/* Taking the consent back takes the person out the same day. */
static void consent__taken_back(void **state)
{
    centre *c = *state;
    centre_add(c, "trainees", "姓名,身份证件号,仅人工\n甲甲,98012620000101001X,是\n");
    assert_int_equal(of_post(c).n_matches, 0);
}

static void unassessed__matches_with_a_range(void **state)
{
    centre *c = *state;
    dk_match_list list = of_post(c);
    assert_int_equal(list.n_matches, 1);
    const dk_explanation *why = &list.matches[0].why;
    assert_true(why->score > 0);
    assert_true(why->low < why->score && why->score < why->high);
    /* An assessment narrows it. */
    dk_snapshot *snapshot = NULL;
    must(c, dk_snapshot_acquire(c->app, DK_DAY_NONE, &snapshot, &c->err));
    char text[4000] = "姓名,身份证件号,技能测评\n甲甲,98012620000101001X,";
    const dk_match_trainee *t = &snapshot->market.trainees[0];
    assert_true(t->n_skills > 3);
    for (size_t i = 0; i < t->n_skills; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s:%d:assessed:2026-03-01",
                 i > 0 ? ";" : "", snapshot->market.skills.items[t->skills[i].skill].code,
                 t->skills[i].level);
    dk_snapshot_release(snapshot);
    strcat(text, "\n");
    centre_add(c, "trainees", text);
    dk_match_list assessed = of_post(c);
    assert_int_equal(assessed.matches[0].why.low, assessed.matches[0].why.high);
    assert_int_equal(assessed.matches[0].why.score, assessed.matches[0].why.low);
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, fill, centre_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(consent__without_it_counted_never_matched),
        EACH(consent__taken_back),
        EACH(unassessed__matches_with_a_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
