/* api/usecase/desk.c: who has not sent, who sent less, and which posts end soon; that a post past
 * its date is no match any more, and that a code past its date names what replaced it. */
#include "tests/unit/usecase/centre.h"

#include "api/usecase/desk.h"
#include "api/usecase/messages.h"
#include "core/register/messages.h"

typedef struct {
    centre *c;
    int64_t now_ms;
} clock_of;

static int64_t read_clock(void *ctx)
{
    return ((clock_of *)ctx)->now_ms;
}

/* From here on it is noon of that day. */
static void at(clock_of *clock, int32_t year, int32_t month, int32_t day)
{
    clock->now_ms = (int64_t)dk_day_of(year, month, day) * 86400000 + 43200000;
    clock->c->app->options.clock_ms = read_clock;
    clock->c->app->options.clock_ctx = clock;
}

/* `n` enterprises from `from` on. */
static void send(centre *c, const char *sender, size_t from, size_t n)
{
    static const char *const codes[] = {"91980126MA0007919H", "91980126MA0007920N",
                                        "91980126MA0007921R"};
    char text[1000] = "统一社会信用代码,单位名称\n";
    for (size_t i = from; i < from + n; i++)
        sprintf(text + strlen(text), "%s,云泽%zu厂\n", codes[i], i + n);
    dk_uc_import_result result = centre_import(
        c, "enterprises", text, (dk_uc_import_options){.sender = sender, .allows_again = true});
    assert_true(result.is_committed);
}

static dk_desk desk_on(centre *c, int32_t as_of)
{
    dk_desk desk;
    must(c, dk_uc_desk(&(dk_call){c->app, &CLERK, c->arena}, as_of, &desk, &c->err));
    return desk;
}

static void desk__tells_who_has_not_sent_and_who_sent_less(void **state)
{
    clock_of clock = {.c = *state};
    centre *c = *state;
    at(&clock, 2026, 2, 10);
    send(c, "甲局", 0, 2);
    send(c, "乙局", 0, 2);
    send(c, "丙局", 0, 1);
    at(&clock, 2026, 3, 5);
    send(c, "乙局", 0, 1); /* fewer than in February */
    send(c, "丙局", 0, 1);
    dk_desk desk = desk_on(c, DK_DAY_NONE);
    assert_int_equal(desk.month, dk_month_of(2026, 3));
    assert_int_equal(desk.n_senders, 3);
    assert_string_equal(desk.senders[0].sender, "甲局");
    assert_int_equal(desk.senders[0].state, DK_SENDER_MISSING);
    assert_int_equal(desk.senders[0].before, 2);
    assert_string_equal(desk.senders[1].sender, "乙局");
    assert_int_equal(desk.senders[1].state, DK_SENDER_LESS);
    assert_int_equal(desk.senders[1].rows, 1);
    assert_int_equal(desk.senders[2].state, DK_SENDER_OK);
    assert_string_equal(desk.senders[2].reg, "enterprises");
    at(&clock, 2026, 7, 1); /* four months later nobody is expected any more */
    assert_int_equal(desk_on(c, DK_DAY_NONE).n_senders, 0);
    assert_int_equal(desk_on(c, dk_day_of(2026, 3, 31)).n_senders, 3);
}

static void desk__counts_no_file_twice_and_no_undone_one(void **state)
{
    clock_of clock = {.c = *state};
    centre *c = *state;
    dk_apply_result undone;
    dk_batch_info *batches;
    size_t n;
    at(&clock, 2026, 3, 5);
    send(c, "甲局", 0, 2);
    send(c, "甲局", 0, 2); /* the same bytes again */
    assert_int_equal(desk_on(c, DK_DAY_NONE).senders[0].rows, 2);
    send(c, "乙局", 2, 1);
    must(c, dk_uc_batches(&(dk_call){c->app, &CLERK, c->arena}, 1, &batches, &n, &c->err));
    must(c, dk_uc_undo(&(dk_call){c->app, &CLERK, NULL}, batches[0].batch, &undone, &c->err));
    assert_int_equal(desk_on(c, DK_DAY_NONE).n_senders, 1);
}

static void desk__expects_who_is_listed(void **state)
{
    centre *c = *state;
    centre_add(c, "codes", "list,code,name\nsender,trainees|云泽职校,云泽职校\n");
    dk_desk desk = desk_on(c, DK_DAY_NONE);
    assert_int_equal(desk.n_senders, 1);
    assert_int_equal(desk.senders[0].state, DK_SENDER_MISSING);
    assert_string_equal(desk.senders[0].sender, "云泽职校");
    assert_int_equal(desk.senders[0].last_at_ms, 0);
}

/* As of 2026-03-02: one that ends that day, one on the 14th day, one after, one ended, one closed.
 */
static void add_posts(centre *c)
{
    centre_add(c, "enterprises", "统一社会信用代码,单位名称\n91980126MA0007919H,云泽甲厂\n");
    centre_add(c, "posts",
               "统一社会信用代码,岗位编号,岗位名称,职业代码,招聘人数,有效期至,状态\n"
               "91980126MA0007919H,A,末日岗,焊工,3,2026-03-02,招聘中\n"
               "91980126MA0007919H,B,两周岗,焊工,2,2026-03-16,\n"
               "91980126MA0007919H,C,以后岗,焊工,2,2026-03-17,招聘中\n"
               "91980126MA0007919H,D,过期岗,焊工,2,2026-03-01,招聘中\n"
               "91980126MA0007919H,E,撤销岗,焊工,2,2026-03-05,已撤销\n");
}

static void desk__lists_posts_that_end_within_two_weeks(void **state)
{
    centre *c = *state;
    add_posts(c);
    dk_desk desk = desk_on(c, DK_DAY_NONE);
    assert_int_equal(desk.n_posts, 2);
    assert_string_equal(desk.posts[0].label, "末日岗");
    assert_int_equal(desk.posts[0].days, 0);
    assert_int_equal(desk.posts[0].openings, 3);
    assert_string_equal(desk.posts[1].label, "两周岗");
    assert_int_equal(desk.posts[1].days, 14);
}

static bool matches_post(centre *c, int32_t as_of, const char *label)
{
    const dk_uc_match_options how = {.top = 100, .as_of = as_of, .lang = DK_ZH};
    dk_match_list list;
    must(c, dk_uc_match_trainee(&(dk_call){c->app, &CLERK, c->arena}, 1, &how, &list, &c->err));
    for (size_t i = 0; i < list.n_matches; i++)
        if (list.matches[i].label != NULL && strstr(list.matches[i].label, label) != NULL)
            return true;
    return false;
}

static void validity__a_post_past_its_date_leaves_matching_that_day(void **state)
{
    centre *c = *state;
    add_posts(c);
    centre_add(c, "trainees",
               "姓名,身份证件号,专业代码,毕业意向,授权书版本,授权日期\n"
               "甲甲,98012620000101001X,700206,就业,2026-1,2026-01-01\n");
    assert_true(matches_post(c, dk_day_of(2026, 3, 2), "末日岗"));
    assert_false(matches_post(c, dk_day_of(2026, 3, 3), "末日岗"));
    assert_true(matches_post(c, dk_day_of(2026, 3, 3), "两周岗"));
    assert_false(matches_post(c, dk_day_of(2026, 3, 2), "撤销岗"));
}

static void validity__a_code_past_its_date_names_its_successor(void **state)
{
    centre *c = *state;
    char next[200];
    centre_add(c, "codes",
               "list,code,name,until,successor\n"
               "specialty,799998,旧专业,2025-12-31,799999\n");
    centre_add(c, "codes", "list,code,name,since\nspecialty,799999,新专业,2026-01-01\n");
    dk_uc_import_result result =
        centre_import(c, "trainees", "姓名,身份证件号,专业代码\n甲甲,98012620000101001X,799998\n",
                      (dk_uc_import_options){.is_dry_run = true});
    assert_int_equal(result.import.n_refused, 1);
    assert_ptr_equal(result.import.errors.items[0]->msg, &MSG_CODE_EXPIRED);
    dk_err_next(result.import.errors.items[0], DK_ZH, next, sizeof next);
    assert_non_null(strstr(next, "799999"));
}

static void facets__of_an_unknown_field_are_refused(void **state)
{
    centre *c = *state;
    dk_facets facets;
    const dk_query query = {.reg = dk_register_find("trainees"), .order = SIZE_MAX};
    assert_int_equal(
        dk_uc_facets(&(dk_call){c->app, &CLERK, c->arena}, &query, "no_such", &facets, &c->err),
        DK_FAILED);
    assert_ptr_equal(c->err.msg, &MSG_PARAM_INVALID);
    c->err = DK_ERR_INIT;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, centre_setup, centre_teardown)
        CASE(desk__tells_who_has_not_sent_and_who_sent_less),
        CASE(desk__counts_no_file_twice_and_no_undone_one),
        CASE(desk__expects_who_is_listed),
        CASE(desk__lists_posts_that_end_within_two_weeks),
        CASE(validity__a_post_past_its_date_leaves_matching_that_day),
        CASE(validity__a_code_past_its_date_names_its_successor),
        CASE(facets__of_an_unknown_field_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
