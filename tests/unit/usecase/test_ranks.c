/* tests/unit/usecase/test_ranks.c - lists made again from the log, and which input moved them. */
#include "api/usecase/ranks.h"
#include "api/usecase/weights.h"
#include "tests/unit/usecase/centre.h"

static const char PEOPLE[] =
    "姓名,身份证件号,专业代码,学历,授权书版本,授权日期,毕业意向,最低月薪,现住乡镇\n"
    "甲甲,98012620000101001X,700206,中职,v1,2026-01-10,就业,4000,城关镇\n"
    "乙乙,980126200001010028,YZ0004,中职,v1,2026-01-10,就业,4000,城关镇\n";
static const char POSTS[] =
    "统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数,月薪下限,月薪上限,工作地乡镇\n"
    "91980126MA0007919H,云泽甲有限公司,GW-1,汽修工,汽车维修工,3,5000,6000,城关镇\n"
    "91980126MA0007919H,云泽甲有限公司,GW-2,缝纫工,缝纫工,3,4500,5200,城关镇\n";

static int fill(void **state)
{
    if (centre_setup(state) != 0)
        return 1;
    centre_add(*state, "trainees", PEOPLE);
    centre_add(*state, "posts", POSTS);
    return 0;
}

/* The label of the weights the program brings along. */
static const char *built_in(centre *c)
{
    char label[48];
    const dk_weights weights = dk_weights_default();
    dk_weights_label(&weights, label);
    return dk_arena_text(c->arena, label);
}

static dk_rank_inputs inputs_now(centre *c)
{
    int64_t seq = 0;
    must(c, dk_app_seq(c->app, &seq, &c->err));
    return (dk_rank_inputs){.data_seq = seq,
                            .rules_seq = seq,
                            .as_of = DK_DAY_NONE,
                            .weights = built_in(c),
                            .weights_seq = seq,
                            .top = 5};
}

static dk_rankings ranks(centre *c, const dk_rank_inputs *in)
{
    dk_rankings out;
    must(c, dk_uc_ranks(&(dk_call){c->app, &CLERK, c->arena}, in, &out, &c->err));
    return out;
}

/* The lists from the log are those of the registers, then and later. */
static void ranks__what_was_known_stays(void **state)
{
    centre *c = *state;
    dk_rank_inputs then = inputs_now(c), now = then;
    now.data_seq = now.rules_seq = DK_NOW;
    dk_rankings first = ranks(c, &then), same = ranks(c, &now);
    assert_int_equal(first.n, 2);
    assert_int_equal(dk_rankings_compare(&first, &same).moved, 0);
    assert_int_equal(dk_rankings_find(&first, 1)->candidates[0], 1);
    centre_add(c, "posts",
               "统一社会信用代码,岗位编号,岗位名称,职业代码,招聘人数,状态\n"
               "91980126MA0007919H,GW-1,汽修工,汽车维修工,3,已招满\n");
    dk_rankings later = ranks(c, &now), again = ranks(c, &then);
    assert_int_equal(dk_rankings_compare(&first, &again).moved, 0);
    assert_int_equal(dk_rankings_compare(&first, &later).moved, 2);
}

/* One change of each kind, each found where it is and nowhere else. */
static void steps__data_rules_day_weights(void **state)
{
    centre *c = *state;
    const dk_call call = {c->app, &CLERK, c->arena};
    size_t changed[DK_N_INPUTS];
    dk_rank_inputs from = inputs_now(c);
    dk_rankings first = ranks(c, &from);
    centre_add(c, "crosswalk",
               "specialty_code,occ_code,grade,share_permille\nYZ0004,6-05-01-03,match,0\n");
    dk_rank_inputs to = inputs_now(c);
    dk_rankings last = ranks(c, &to);
    must(c, dk_uc_rank_steps(&call, &(dk_rank_run){from, first}, &(dk_rank_run){to, last}, changed,
                             &c->err));
    assert_int_equal(changed[DK_INPUT_METHOD] + changed[DK_INPUT_OTHER], 0);
    assert_int_equal(changed[DK_INPUT_DATA], 0);
    assert_int_equal(changed[DK_INPUT_RULES], dk_rankings_compare(&first, &last).moved);
    centre_add(c, "picks",
               "学员记录号,岗位编号,意见,理由\n1,GW-1,不推荐,远\n"); /* decisions are data */
    dk_rank_inputs third = inputs_now(c);
    dk_rankings decided = ranks(c, &third);
    must(c, dk_uc_rank_steps(&call, &(dk_rank_run){to, last}, &(dk_rank_run){third, decided},
                             changed, &c->err));
    assert_int_equal(changed[DK_INPUT_DATA], 1);
    assert_int_equal(changed[DK_INPUT_RULES], 0);
    /* Lists another program made of the same inputs are method, on either side. */
    must(c, dk_uc_rank_steps(&call, &(dk_rank_run){third, last}, &(dk_rank_run){third, decided},
                             changed, &c->err));
    assert_int_equal(changed[DK_INPUT_METHOD], 1);
    assert_int_equal(changed[DK_INPUT_OTHER], 0);
    must(c, dk_uc_rank_steps(&call, &(dk_rank_run){third, decided}, &(dk_rank_run){third, last},
                             changed, &c->err));
    assert_int_equal(changed[DK_INPUT_METHOD], 0);
    assert_int_equal(changed[DK_INPUT_OTHER], 1);
}

/* Weights that were in force for a while are found where they were, although they are gone. */
static void changes__weights_that_were_taken_back(void **state)
{
    centre *c = *state;
    dk_rank_changes changes;
    dk_apply_result undone;
    const dk_call call = {c->app, &CLERK, c->arena};
    dk_uc_rank_changes_options options = {
        .as_of = DK_DAY_NONE, .top = 5, .limit = 10, .lang = DK_ZH};
    dk_weights weights = dk_weights_default();
    dk_apply_result kept;
    snprintf(weights.name, sizeof weights.name, "try");
    must(c, dk_uc_weights_save(&call, &weights, &kept, &c->err));
    must(c, dk_uc_undo(&call, kept.batch, &undone, &c->err));
    must(c, dk_uc_rank_changes(&call, &options, &changes, &c->err));
    assert_int_equal(changes.batch, undone.batch);
    assert_string_equal(changes.weights_then, "try/1");
    assert_string_equal(changes.weights, built_in(c));
    assert_int_equal(changes.lists.moved, 0); /* the same weights under another name */
}

static void changes__since_the_last_batch(void **state)
{
    centre *c = *state;
    dk_rank_changes changes;
    const dk_call call = {c->app, &CLERK, c->arena};
    dk_uc_rank_changes_options options = {
        .as_of = DK_DAY_NONE, .top = 5, .limit = 10, .lang = DK_ZH};
    centre_add(c, "picks", "学员记录号,岗位编号,意见,理由\n2,GW-2,不推荐,远\n");
    must(c, dk_uc_rank_changes(&call, &options, &changes, &c->err));
    assert_int_equal(changes.lists.lists, 2);
    assert_int_equal(changes.lists.moved, 1);
    assert_int_equal(changes.lists.began + changes.lists.ended, 0);
    assert_int_equal(changes.changed[DK_INPUT_DATA], 1);
    assert_int_equal(changes.changed[DK_INPUT_WEIGHTS], 0);
    assert_int_equal(changes.n_items, 1);
    assert_string_equal(changes.items[0].label, "乙*");
    assert_string_equal(changes.weights_then, changes.weights);
    size_t gone = changes.items[0].n_moves - 1;
    assert_int_equal(changes.items[0].moves[gone].move.after, 0);
    assert_string_equal(changes.items[0].moves[gone].label, "缝纫工 · 云泽甲有限公司");
    options.batch = 100000;
    assert_int_equal(dk_uc_rank_changes(&call, &options, &changes, &c->err), DK_FAILED);
}

/* Who has a list at one of the two times only is among those counted: never more moved than are. */
static void changes__people_with_a_list_at_one_time_only(void **state)
{
    centre *c = *state;
    dk_rank_changes changes;
    const dk_call call = {c->app, &CLERK, c->arena};
    dk_uc_rank_changes_options options = {
        .as_of = DK_DAY_NONE, .top = 5, .limit = 10, .lang = DK_ZH};
    must(c, dk_uc_rank_changes(&call, &options, &changes, &c->err)); /* of the posts' batch */
    options.batch = changes.batch - 1;                               /* of the people's */
    must(c, dk_uc_rank_changes(&call, &options, &changes, &c->err));
    assert_int_equal(changes.lists.lists, 2);
    assert_int_equal(changes.lists.moved, 2);
    assert_int_equal(changes.lists.began, 2);
    centre_add(
        c, "trainees",
        "姓名,身份证件号,毕业意向\n甲甲,98012620000101001X,升学\n乙乙,980126200001010028,升学\n");
    options.batch = 0;
    must(c, dk_uc_rank_changes(&call, &options, &changes, &c->err));
    assert_int_equal(changes.lists.lists, 2);
    assert_int_equal(changes.lists.moved, 2);
    assert_int_equal(changes.lists.ended, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, fill, centre_teardown)
        EACH(ranks__what_was_known_stays),
        EACH(steps__data_rules_day_weights),
        EACH(changes__weights_that_were_taken_back),
        EACH(changes__since_the_last_batch),
        EACH(changes__people_with_a_list_at_one_time_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
