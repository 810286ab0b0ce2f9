/* tests/unit/usecase/test_ask.c - questions of one person and of a class, the answers with their
 * source, the lists of a class, and the notices of a sheet on its way in. */
#include "api/usecase/ask.h"

#include "api/usecase/exposure.h"
#include "api/usecase/messages.h"
#include "api/usecase/notices.h"
#include "core/register/fields.h"
#include "tests/unit/usecase/centre.h"

static const char POSTS[] =
    "信用代码,企业名称,岗位编号,岗位名称,职业代码,招聘人数,体力劳动强度,未成年工禁忌,月薪下限,"
    "月薪上限,班制,夜班,周工时,招聘要求原文\n"
    "91980126MA0000000Y,甲厂,N1,焊工,6-18-02-04,1,2,否,4000,4500,day,否,40,\n"
    "91980126MA0000000Y,甲厂,N2,客服,4-07-02-03,2,1,否,3600,3700,two,否,40,\n"
    "91980126MA0000000Y,甲厂,N3,文员,4-07-02-03,2,1,否,3500,3600,day,否,40,会打字\n"
    "91980126MA0000000Y,甲厂,N4,汽车维修工,4-12-01-01,1,1,否,3500,3600,day,否,40,\n"
    "91980126MA0000000Y,甲厂,N5,汽车维修工,4-12-01-01,1,1,否,3400,3600,two,否,40,\n"
    "91980126MA0000000Y,甲厂,N6,焊工,6-18-02-04,2,2,否,4200,4500,day,否,40,\n";

/* Two of a class who are open to matching, one without consent, one of another class. */
static const char TRAINEES[] =
    "姓名,身份证件号,专业代码,班级,入学年月,毕业意向,授权书版本,授权日期\n"
    "甲甲,980126200801010018,700206,一班,2023-09,job,v1,2026-01-01\n"
    "乙乙,980126200801010026,700206,一班,2023-09,job,v1,2026-01-01\n"
    "丙丙,980126200805120011,700206,一班,2023-09,job,,\n"
    "丁丁,980126200801010042,700206,二班,2023-09,job,v1,2026-01-01\n";

static void fill(centre *c)
{
    centre_add(c, "posts", POSTS);
    centre_add(c, "trainees", TRAINEES);
}

static int64_t number_of(centre *c, const char *reg, const char *text)
{
    int64_t id = 0;
    must(c,
         dk_uc_find(&(dk_call){c->app, &CLERK, NULL}, dk_register_find(reg), text, &id, &c->err));
    return id;
}

static size_t ask(centre *c, dk_uc_ask_options options, dk_fact **facts)
{
    dk_fact_list list;
    options.top = 100;
    options.as_of = DK_DAY_NONE;
    must(c, dk_uc_ask(&(dk_call){c->app, &CLERK, c->arena}, &options, &list, &c->err));
    *facts = list.items;
    return list.n;
}

static const dk_fact *fact_of(const dk_fact *facts, size_t n, int64_t id, const char *field)
{
    for (size_t i = 0; i < n; i++)
        if (facts[i].id == id && !facts[i].is_of_post && strcmp(facts[i].field, field) == 0)
            return &facts[i];
    return NULL;
}

static void ask__one_person_a_class_or_everybody(void **state)
{
    centre *c = *state;
    dk_fact *facts = NULL;
    fill(c);
    const int64_t first = number_of(c, "trainees", "T000001");
    size_t n = ask(c, (dk_uc_ask_options){.trainee = first}, &facts);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        assert_true(facts[i].is_of_post || facts[i].id == first);
        assert_true(facts[i].no[0] != '\0' && facts[i].label[0] != '\0');
        assert_true((facts[i].skill == 0) == (facts[i].skill_code == NULL));
    }
    n = ask(c, (dk_uc_ask_options){.class_name = "一班"}, &facts);
    for (size_t i = 0; i < n; i++)
        assert_true(facts[i].is_of_post || facts[i].id == first ||
                    facts[i].id == number_of(c, "trainees", "T000002"));
    assert_int_equal(ask(c, (dk_uc_ask_options){.class_name = "没有的班"}, &facts), 0);
    /* Without consent a person is not open to matching: nothing would change. */
    assert_int_equal(
        ask(c, (dk_uc_ask_options){.trainee = number_of(c, "trainees", "T000003")}, &facts), 0);
}

static void answer__is_no_question_any_more_and_says_who_asked(void **state)
{
    centre *c = *state;
    dk_fact *facts = NULL;
    dk_apply_result applied, undone;
    dk_sourced found;
    fill(c);
    const int64_t id = number_of(c, "trainees", "T000001");
    size_t n = ask(c, (dk_uc_ask_options){.trainee = id}, &facts);
    assert_non_null(fact_of(facts, n, id, "shift_ok"));
    const dk_answer answer = {.id = id, .field = "shift_ok", .value = "否"};
    must(c, dk_uc_answer(&(dk_call){c->app, &CLERK, NULL}, &answer, &applied, &c->err));
    assert_int_equal(applied.n_changed, 1);
    n = ask(c, (dk_uc_ask_options){.trainee = id}, &facts);
    assert_null(fact_of(facts, n, id, "shift_ok"));
    must(c, dk_uc_read(&(dk_call){c->app, &CLERK, c->arena}, dk_register_find("trainees"), id,
                       false, &found, &c->err));
    assert_int_equal(found.record->v[DK_TRAINEES_shift_ok].num, 0);
    assert_string_equal(found.from[DK_TRAINEES_shift_ok].kind, "asked");
    assert_string_equal(found.from[DK_TRAINEES_shift_ok].user, "clerk");
    assert_int_equal(found.from[DK_TRAINEES_shift_ok].at_ms, centre_noon(NULL));
    assert_string_equal(found.from[DK_TRAINEES_class_name].kind, "import");
    must(c, dk_uc_undo(&(dk_call){c->app, &CLERK, NULL}, applied.batch, &undone, &c->err));
    n = ask(c, (dk_uc_ask_options){.trainee = id}, &facts);
    assert_non_null(fact_of(facts, n, id, "shift_ok"));
}

static void answer__of_a_level_goes_among_the_skills(void **state)
{
    centre *c = *state;
    dk_fact *facts = NULL;
    dk_apply_result applied;
    dk_sourced found;
    fill(c);
    const int64_t id = number_of(c, "trainees", "T000001");
    const dk_answer answer = {.id = id, .field = "skills", .skill = "S051", .value = "4"};
    must(c, dk_uc_answer(&(dk_call){c->app, &CLERK, NULL}, &answer, &applied, &c->err));
    must(c, dk_uc_read(&(dk_call){c->app, &CLERK, c->arena}, dk_register_find("trainees"), id,
                       false, &found, &c->err));
    const dk_value *list = &found.record->v[DK_TRAINEES_skills];
    assert_int_equal(list->n_rows, 1);
    assert_string_equal(list->items[DK_SUB_SKILLS_skill].text, answer.skill);
    assert_int_equal(list->items[DK_SUB_SKILLS_level].num, 4);
    assert_string_equal(list->items[DK_SUB_SKILLS_source].text, "asked");
    assert_int_equal(list->items[DK_SUB_SKILLS_date].num, dk_day_of(2026, 3, 2));
    /* A level that is known is assumed no more: no question about it is left. */
    size_t n = ask(c, (dk_uc_ask_options){.trainee = id}, &facts);
    for (size_t i = 0; i < n; i++)
        assert_true(facts[i].skill_code == NULL || strcmp(facts[i].skill_code, answer.skill) != 0);
}

static void answer__refuses_what_is_no_answer(void **state)
{
    centre *c = *state;
    dk_apply_result applied;
    fill(c);
    const int64_t id = number_of(c, "trainees", "T000001");
    static const struct {
        dk_answer answer;
        const char *code;
    } CASES[] = {{{.field = "name", .value = "甲"}, "answer-field"},
                 {{.field = "consent_ver", .value = "v1"}, "answer-field"},
                 {{.field = "shift", .value = "day"}, "answer-field"}, /* of a post */
                 {{.field = "shift_ok", .value = ""}, "answer-empty"},
                 {{.field = "shift_ok", .value = "  "}, "answer-empty"},
                 {{.field = "commute_max_min", .value = "许久"}, NULL},
                 {{.field = "commute_max_min", .value = "6000"}, NULL},
                 {{.field = "town_code", .value = "没有的镇"}, NULL},
                 {{.field = "skills", .skill = "S001", .value = "6"}, "answer-level"},
                 {{.field = "skills", .value = "3"}, NULL}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        dk_err err = DK_ERR_INIT;
        dk_answer answer = CASES[i].answer;
        answer.id = id;
        assert_int_equal(dk_uc_answer(&(dk_call){c->app, &CLERK, NULL}, &answer, &applied, &err),
                         DK_FAILED);
        if (CASES[i].code != NULL)
            assert_string_equal(err.msg->code, CASES[i].code);
    }
    dk_err err = DK_ERR_INIT;
    const dk_answer nobody = {.id = 99, .field = "shift_ok", .value = "是"};
    assert_int_equal(dk_uc_answer(&(dk_call){c->app, &CLERK, NULL}, &nobody, &applied, &err),
                     DK_FAILED);
    assert_string_equal(err.msg->code, "record-missing");
}

/* ---- a class ---- */

typedef struct {
    size_t people, places, closed;
    size_t of_post[8];
} tally;

static bool count(void *ctx, const dk_match_list *list)
{
    tally *t = ctx;
    t->people++;
    t->places += list->n_matches;
    t->closed += list->own_gates.n > 0;
    for (size_t i = 0; i < list->n_matches; i++)
        t->of_post[list->matches[i].why.post]++;
    return true;
}

static tally class_of(centre *c, const char *name, bool is_spread, dk_exposure *exposure)
{
    tally t = {0};
    const dk_list_sink sink = {count, &t};
    const dk_uc_class_options options = {.class_name = name,
                                         .is_spread = is_spread,
                                         .match = {.top = 2, .as_of = DK_DAY_NONE, .lang = DK_ZH}};
    must(c, dk_uc_class_lists(&(dk_call){c->app, &CLERK, c->arena}, &options, &sink, exposure,
                              &c->err));
    return t;
}

static void class_lists__everybody_of_it_and_nobody_else(void **state)
{
    centre *c = *state;
    dk_exposure exposure;
    fill(c);
    tally t = class_of(c, "一班", false, &exposure);
    assert_int_equal(t.people, 3);
    assert_int_equal(t.closed, 1); /* no consent */
    assert_int_equal(t.places, 4);
    assert_int_equal(exposure.lists, 2);
    assert_int_equal(class_of(c, "没有的班", false, &exposure).people, 0);
    assert_int_equal(exposure.lists, 0);
}

/* Three more, so that the one seat of N4 stands in five lists. */
static void class_lists__spread_keeps_three_lists_per_seat(void **state)
{
    static const char MORE[] =
        "姓名,身份证件号,专业代码,班级,入学年月,毕业意向,授权书版本,授权日期\n"
        "戊戊,980126200805120054,700206,一班,2023-09,job,v1,2026-01-01\n"
        "己己,980126200805120038,700206,一班,2023-09,job,v1,2026-01-01\n"
        "庚庚,980126200801010034,700206,一班,2023-09,job,v1,2026-01-01\n";
    centre *c = *state;
    dk_exposure exposure;
    fill(c);
    centre_add(c, "trainees", MORE);
    tally as_is = class_of(c, "一班", false, &exposure);
    tally spread = class_of(c, "一班", true, &exposure);
    const int64_t ids[] = {number_of(c, "posts", "N1"), number_of(c, "posts", "N2"),
                           number_of(c, "posts", "N3"), number_of(c, "posts", "N4"),
                           number_of(c, "posts", "N5")};
    static const size_t seats[] = {1, 2, 2, 1, 1};
    assert_int_equal(as_is.people, 6);
    assert_int_equal(as_is.places, 10);
    for (size_t i = 0; i < 5; i++)
        assert_true(spread.of_post[ids[i]] <= DK_CLASS_PER_SEAT * seats[i]);
    size_t over = 0;
    for (size_t i = 0; i < 5; i++)
        over += as_is.of_post[ids[i]] > DK_CLASS_PER_SEAT * seats[i];
    assert_true(over > 0);
    assert_int_equal(exposure.over, over);
    assert_true(exposure.total_after <= exposure.total_before);
    assert_true(exposure.total_after <= exposure.bound);
}

/* ---- notices ---- */

static void notices__are_told_before_a_sheet_is_committed(void **state)
{
    static const char TEXT[] =
        "信用代码,企业名称,岗位编号,岗位名称,职业代码,招聘人数,女职工禁忌依据,招聘要求原文\n"
        "91980126MA0000000Y,甲厂,N1,焊工,6-18-02-04,3,,限男性\n"
        "91980126MA0000000Y,甲厂,N2,客服,4-07-02-03,2,,男女不限，35岁以下\n"
        "91980126MA0000000Y,甲厂,N3,井下工,6-18-02-04,2,女职工劳动保护特别规定附录,限男性\n";
    centre *c = *state;
    dk_post_notice *kept = NULL;
    size_t n = 0;
    dk_uc_import_result tried =
        centre_import(c, "posts", TEXT, (dk_uc_import_options){.is_dry_run = true});
    assert_int_equal(tried.n_notices, 3);
    assert_int_equal(tried.notices[0].row, 2);
    assert_int_equal(tried.notices[0].rule->level, DK_NOTICE_BLOCKED);
    assert_false(tried.notices[0].is_allowed);
    assert_string_equal(tried.notices[1].rule->key, "age");
    assert_true(tried.notices[2].is_allowed);
    must(c, dk_uc_notices(&(dk_call){c->app, &CLERK, c->arena}, 0, &kept, &n, &c->err));
    assert_int_equal(n, 0);
    centre_add(c, "posts", TEXT);
    must(c, dk_uc_notices(&(dk_call){c->app, &CLERK, c->arena}, 0, &kept, &n, &c->err));
    assert_int_equal(n, 3);
    assert_string_equal(kept[0].no, "P000001");
    must(c, dk_uc_notices(&(dk_call){c->app, &CLERK, c->arena}, 2, &kept, &n, &c->err));
    assert_int_equal(n, 1);
    assert_int_equal(kept[0].post, 2);
    must(c, dk_uc_notices(&(dk_call){c->app, &CLERK, c->arena}, 77, &kept, &n, &c->err));
    assert_int_equal(n, 0);
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, centre_setup, centre_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(ask__one_person_a_class_or_everybody),
        EACH(answer__is_no_question_any_more_and_says_who_asked),
        EACH(answer__of_a_level_goes_among_the_skills),
        EACH(answer__refuses_what_is_no_answer),
        EACH(class_lists__everybody_of_it_and_nobody_else),
        EACH(class_lists__spread_keeps_three_lists_per_seat),
        EACH(notices__are_told_before_a_sheet_is_committed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
