/* tests/unit/usecase/test_identity.c - one person from two bureaus: asked, merged, found again,
 * undone. */
#include "api/usecase/identity.h"

#include "api/usecase/messages.h"
#include "core/register/fields.h"
#include "core/store/messages.h"
#include "tests/unit/usecase/centre.h"

/* The school knows a temporary number, the labour bureau the card; an unrelated namesake. */
static const char SCHOOL[] =
    "姓名,身份证件类型,身份证件号,出生日期,联系电话,学籍号,班级,专业代码\n"
    "欧阳甲,居民身份证,999126200801010001,2008-01-01,12000000001,A1,一班,700206\n"
    "欧阳甲,居民身份证,980126200909090013,2009-09-09,12000000009,A2,一班,700206\n";
static const char BUREAU[] = "姓名,身份证件号,联系电话,现住乡镇,最低月薪\n"
                             "欧阳甲,980126200801010018,12000000001,,4000\n";

static int64_t count(centre *c, const char *reg)
{
    int64_t n = 0;
    dk_store *store = NULL;
    const dk_query query = {.reg = dk_register_find(reg), .order = SIZE_MAX};
    must(c, dk_app_borrow(c->app, &store, &c->err));
    must(c, dk_store_count(store, &CLERK, &query, &n, &c->err));
    dk_app_return(c->app, store);
    return n;
}

static dk_pair_list pairs(centre *c, const char *reg)
{
    dk_pair_list list;
    must(c, dk_uc_pairs(&(dk_call){c->app, &CLERK, c->arena}, dk_register_find(reg), 50, &list,
                        &c->err));
    return list;
}

static dk_apply_result decide(centre *c, const char *reg, const dk_likely_pair *pair, bool are_one,
                              int64_t *kept)
{
    dk_apply_result applied;
    const dk_pair_decision decision = {dk_register_find(reg), {pair->a.id, pair->b.id}, are_one};
    must(c,
         dk_uc_decide_pair(&(dk_call){c->app, &CLERK, NULL}, &decision, kept, &applied, &c->err));
    return applied;
}

static dk_record *get(centre *c, const char *reg, int64_t id)
{
    dk_store *store = NULL;
    dk_record *record = NULL;
    must(c, dk_app_borrow(c->app, &store, &c->err));
    must(c, dk_store_get(&(dk_view){store, &CLERK, c->arena}, dk_register_find(reg), id, false,
                         &record, &c->err));
    dk_app_return(c->app, store);
    return record;
}

static void digest(centre *c, uint8_t out[32])
{
    dk_store *store = NULL;
    must(c, dk_app_borrow(c->app, &store, &c->err));
    must(c, dk_store_digest(store, out, &c->err));
    dk_app_return(c->app, store);
}

static void add_both(centre *c)
{
    centre_add(c, "trainees", SCHOOL);
    centre_add(c, "trainees", BUREAU);
    assert_int_equal(count(c, "trainees"), 3);
}

static void pairs__evidence_is_masked(void **state)
{
    centre *c = *state;
    add_both(c);
    dk_pair_list list = pairs(c, "trainees");
    assert_int_equal(list.n, 1);
    const dk_likely_pair *p = &list.items[0];
    assert_string_equal(p->a.label, "欧*");
    assert_string_equal(p->evidence[0].field, "id_no");
    assert_string_equal(p->evidence[0].level, "unknown"); /* one number is temporary */
    assert_string_equal(p->evidence[1].level, "equal");
    assert_string_equal(p->evidence[3].field, "phone");
    for (size_t i = 0; i < p->n; i++) {
        assert_null(strstr(p->evidence[i].a, "欧阳"));
        assert_null(strstr(p->evidence[i].a, "12000000001"));
        assert_null(strstr(p->evidence[i].b, "980126200801010018"));
    }
    assert_true(p->bits_x10 > 200);
    assert_int_equal(p->b.at_ms, centre_noon(NULL)); /* who said what when */
    assert_non_null(p->a.file);
}

static void merge__joins_and_finds_again_and_undoes(void **state)
{
    centre *c = *state;
    dk_apply_result undone;
    int64_t kept;
    uint8_t before[32], after[32];
    add_both(c);
    digest(c, before);
    dk_pair_list list = pairs(c, "trainees");
    dk_apply_result merged = decide(c, "trainees", &list.items[0], true, &kept);
    assert_int_equal(count(c, "trainees"), 2);
    assert_int_equal(kept, 3); /* the one with the card */
    const dk_record *r = get(c, "trainees", kept);
    assert_string_equal(r->v[DK_TRAINEES_student_no].text, "A1");
    assert_int_equal(r->v[DK_TRAINEES_want_pay].num, 400000);
    assert_int_equal(pairs(c, "trainees").total, 0);

    /* The school sends its list again, with the temporary number: nobody new, the class is the
     * person's. */
    dk_uc_import_result again = centre_import(c, "trainees",
                                              "姓名,身份证件类型,身份证件号,班级\n"
                                              "欧阳甲,居民身份证,999126200801010001,二班\n",
                                              (dk_uc_import_options){0});
    assert_true(again.is_committed);
    assert_int_equal(again.applied.n_new, 0);
    assert_int_equal(again.applied.n_changed, 1);
    assert_string_equal(get(c, "trainees", kept)->v[DK_TRAINEES_class_name].text, "二班");
    must(c, dk_uc_undo(&(dk_call){c->app, &CLERK, NULL}, again.applied.batch, &undone, &c->err));
    must(c, dk_uc_undo(&(dk_call){c->app, &CLERK, NULL}, merged.batch, &undone, &c->err));
    digest(c, after);
    assert_memory_equal(before, after, 32);
    assert_int_equal(pairs(c, "trainees").n, 1);
}

static void different__is_not_asked_again(void **state)
{
    centre *c = *state;
    add_both(c);
    dk_pair_list list = pairs(c, "trainees");
    dk_apply_result said = decide(c, "trainees", &list.items[0], false, NULL);
    assert_int_equal(count(c, "trainees"), 3);
    assert_int_equal(pairs(c, "trainees").total, 0);
    dk_apply_result undone;
    must(c, dk_uc_undo(&(dk_call){c->app, &CLERK, NULL}, said.batch, &undone, &c->err));
    assert_int_equal(pairs(c, "trainees").total, 1);
}

/* Posts and people of the firm that goes away belong to the firm that stays, and the next sheet
 * knows. */
static void firms__references_follow(void **state)
{
    centre *c = *state;
    int64_t kept;
    centre_add(c, "posts",
               "统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数\n"
               "91980126MA0007919H,云泽康械医疗器械有限公司,GW-1,电焊工,焊工,3\n"
               "91980126MA0011111P,康械医疗器械（云泽）有限公司,GW-2,焊工,焊工,2\n");
    dk_pair_list list = pairs(c, "enterprises");
    assert_int_equal(list.n, 1);
    (void)decide(c, "enterprises", &list.items[0], true, &kept);
    assert_int_equal(count(c, "enterprises"), 1);
    assert_string_equal(get(c, "posts", 2)->v[DK_POSTS_uscc].text, "91980126MA0007919H");
    centre_add(c, "posts",
               "统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数\n"
               "91980126MA0011111P,康械医疗器械（云泽）有限公司,GW-3,焊工,焊工,2\n");
    assert_int_equal(count(c, "enterprises"), 1);
    assert_string_equal(get(c, "posts", 3)->v[DK_POSTS_uscc].text, "91980126MA0007919H");
}

static void paid_twice__also_across_merged_numbers(void **state)
{
    centre *c = *state;
    dk_paid_twice *groups;
    size_t n;
    add_both(c);
    centre_add(c, "trainings",
               "身份证件号,培训项目,年度,补贴金额\n"
               "999126200801010001,雨露计划,2025,1500\n"
               "980126200801010018,职业技能提升行动,2025,800\n"
               "980126200801010018,职业技能提升行动,2024,800\n"
               "980126200909090013,雨露计划,2025,1500\n");
    must(c, dk_uc_paid_twice(&(dk_call){c->app, &CLERK, c->arena}, 0, &groups, &n, &c->err));
    assert_int_equal(n, 0);
    dk_pair_list list = pairs(c, "trainees");
    (void)decide(c, "trainees", &list.items[0], true, NULL);
    must(c, dk_uc_paid_twice(&(dk_call){c->app, &CLERK, c->arena}, 2025, &groups, &n, &c->err));
    assert_int_equal(n, 1);
    assert_string_equal(groups[0].person, "T000003");
    assert_string_equal(groups[0].label, "欧*");
    assert_int_equal(groups[0].n, 2);
    must(c, dk_uc_paid_twice(&(dk_call){c->app, &CLERK, c->arena}, 2024, &groups, &n, &c->err));
    assert_int_equal(n, 0);
}

/* The school says one town, the bureau another: who said what when. A value only one source has is
 * no dispute. */
/* A list without numbers: name, month of birth and phone name one person, or nobody. */
static void import__person_without_a_number(void **state)
{
    centre *c = *state;
    centre_add(c, "trainees",
               "姓名,身份证件号,联系电话\n甲甲,980126200801010018,12000000001\n乙乙,"
               "980126200805120011,12000000002\n");
    centre_add(c, "trainees",
               "姓名,身份证件号,出生日期,联系电话,学籍号\n甲甲,,2008-01-01,12000000001,A1\n");
    assert_int_equal(count(c, "trainees"), 2);
    assert_string_equal(get(c, "trainees", 1)->v[DK_TRAINEES_student_no].text, "A1");
    static const char *const nobody[] = {
        "姓名,身份证件号,出生日期,联系电话\n甲甲,,2008-01-01,12000000009\n", /* another phone */
        "姓名,身份证件号,出生日期,联系电话\n甲乙,,2008-01-01,12000000001\n", /* another name */
        "姓名,身份证件号,出生日期,联系电话\n甲甲,,2008-03-01,12000000001\n", /* another month */
        "姓名,身份证件号,联系电话\n甲甲,,12000000001\n",                     /* no birth date */
    };
    for (size_t i = 0; i < 4; i++) {
        dk_uc_import_result r = centre_import(c, "trainees", nobody[i], (dk_uc_import_options){0});
        assert_false(r.is_committed);
    }
    /* Two of the same name, month and phone: nobody is taken. */
    centre_add(c, "trainees", "姓名,身份证件号,联系电话\n甲甲,999126200801010001,12000000001\n");
    centre_add(c, "trainees", "姓名,身份证件号,出生日期\n甲甲,999126200801010001,2008-01-09\n");
    assert_false(centre_import(c, "trainees",
                               "姓名,身份证件号,出生日期,联系电话\n甲甲,,2008-01-01,12000000001\n",
                               (dk_uc_import_options){0})
                     .is_committed);
}

/* No column for the number at all: known people are found, others wait in the review. */
static const char NUMBERLESS[] = "姓名,出生年月,联系电话,班级\n"
                                 "甲甲,2008-01,12000000001,二班\n"
                                 "乙乙,2008-05,12000000009,一班\n"
                                 "丙丙,,12000000003,一班\n";

static void import__sheet_without_the_number_column(void **state)
{
    centre *c = *state;
    centre_add(c, "trainees",
               "姓名,身份证件号,联系电话,班级\n甲甲,980126200801010018,12000000001,一班\n"
               "乙乙,980126200805120011,12000000002,一班\n");
    dk_uc_import_result r = centre_import(c, "trainees", NUMBERLESS, (dk_uc_import_options){0});
    assert_true(r.is_committed);
    assert_int_equal(r.applied.n_new, 2);
    assert_int_equal(r.applied.n_changed, 1);
    assert_int_equal(r.import.n_unnumbered, 2);
    assert_string_equal(get(c, "trainees", 1)->v[DK_TRAINEES_class_name].text, "二班");
    const dk_record *stand_in = get(c, "trainees", 3);
    assert_string_equal(stand_in->v[DK_TRAINEES_id_type].text, "6");
    r = centre_import(c, "trainees", NUMBERLESS, (dk_uc_import_options){0});
    assert_true(r.is_committed);
    assert_int_equal(r.applied.batch, 0);

    /* 乙乙 has another phone, but name, month and class: asked, and once said it holds. */
    dk_pair_list list = pairs(c, "trainees");
    int64_t kept;
    assert_int_equal(list.n, 1);
    decide(c, "trainees", &list.items[0], true, &kept);
    assert_int_equal(kept, 2);
    assert_int_equal(get(c, "trainees", 2)->v[DK_TRAINEES_id_type].kind, DK_V_NULL);
    assert_int_equal(count(c, "trainees"), 3);
    r = centre_import(c, "trainees", NUMBERLESS, (dk_uc_import_options){.allows_again = true});
    assert_true(r.is_committed);
    assert_int_equal(r.applied.n_new, 0);
    assert_int_equal(count(c, "trainees"), 3);
}

/* The month of birth of a list is no change of a person whose number has the day. */
static void import__month_that_the_number_tells_is_the_same(void **state)
{
    centre *c = *state;
    centre_add(c, "trainees",
               "姓名,身份证件号,联系电话,班级\n甲甲,980126200801010018,12000000001,一班\n"
               "乙乙,980126200805120011,12000000002,一班\n");
    static const char *const lists[] = {
        "姓名,出生年月,联系电话,班级\n甲甲,2008-01,12000000001,一班\n",
        "姓名,出生日期,联系电话,班级\n甲甲,2008-01,12000000001,一班\n",
        "姓名,身份证件号,出生年月\n乙乙,980126200805120011,2008-05\n"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        dk_uc_import_result r = centre_import(c, "trainees", lists[i], (dk_uc_import_options){0});
        assert_int_equal(r.import.n_refused, 0);
        assert_int_equal(r.applied.n_new, 0);
        assert_int_equal(r.applied.n_changed, 0);
        assert_int_equal(r.applied.n_same, 1);
    }
}

/* What was decided about both records is one decision afterwards; undo brings both back. */
static void merge__picks_follow(void **state)
{
    centre *c = *state;
    dk_apply_result undone;
    int64_t kept;
    add_both(c);
    centre_add(c, "posts",
               "统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数\n"
               "91980126MA0007919H,云泽康械医疗器械有限公司,GW-1,电焊工,焊工,3\n"
               "91980126MA0007919H,云泽康械医疗器械有限公司,GW-2,焊工,焊工,2\n");
    centre_add(c, "picks",
               "学员记录号,岗位编号,意见\n1,GW-1,pin\n3,GW-1,pin\n1,GW-2,pin\n2,GW-2,pin\n");
    dk_pair_list list = pairs(c, "trainees");
    dk_apply_result merged = decide(c, "trainees", &list.items[0], true, &kept);
    assert_int_equal(kept, 3);
    assert_int_equal(count(c, "picks"), 3); /* 3 GW-1, 3 GW-2, 2 GW-2 */
    must(c, dk_uc_undo(&(dk_call){c->app, &CLERK, c->arena}, merged.batch, &undone, &c->err));
    assert_int_equal(count(c, "picks"), 4);
}

static void import__sheet_without_numbers_needs_more_than_a_name(void **state)
{
    centre *c = *state;
    dk_uc_import_result r = centre_import(c, "trainees", "姓名,联系电话\n甲甲,\n乙乙,12000000002\n",
                                          (dk_uc_import_options){0});
    assert_false(r.is_committed);
    assert_int_equal(r.import.n_refused, 1);
    assert_string_equal(r.import.errors.items[0]->msg->code, "row-underived");
    /* The same person twice in one sheet contradicts itself, or is once. */
    r = centre_import(c, "trainees",
                      "姓名,学籍号,班级\n甲甲,A1,一班\n甲甲,A1,二班\n乙乙,A2,一班\n乙乙,A2,一班\n",
                      (dk_uc_import_options){0});
    assert_int_equal(r.import.n_refused, 1);
    assert_string_equal(r.import.errors.items[0]->msg->code, "row-conflict");
    const char *path = c->sheet;
    const dk_uc_import_options how = {.path = path, .as_of = DK_DAY_NONE};
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("姓名,备注\n甲甲,好\n", file);
    fclose(file);
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_uc_import(&(dk_call){c->app, &CLERK, c->arena},
                                  dk_register_find("trainees"), &how, &r, &err),
                     DK_FAILED);
    assert_string_equal(err.msg->code, "header-unknown");
}

static void disputes__say_who_said_what_when(void **state)
{
    centre *c = *state;
    dk_dispute *items;
    size_t n;
    const dk_register *reg = dk_register_find("trainees");
    centre_import(c, "trainees",
                  "姓名,身份证件号,联系电话,备注\n甲甲,980126200801010018,12000000001,一\n",
                  (dk_uc_import_options){.name = "学校.csv"});
    centre_import(c, "trainees", "姓名,身份证件号,联系电话\n甲甲,980126200801010018,12000000002\n",
                  (dk_uc_import_options){.name = "人社局.csv"});
    centre_import(c, "trainees", "姓名,身份证件号,备注\n甲甲,980126200801010018,二\n",
                  (dk_uc_import_options){.name = "学校.csv"});
    must(c, dk_uc_disputes(&(dk_call){c->app, &CLERK, c->arena}, reg, &items, &n, &c->err));
    assert_int_equal(n, 1);
    assert_int_equal(items[0].field, DK_TRAINEES_phone);
    assert_string_equal(items[0].label, "甲*");
    assert_string_equal(items[0].before.source, "学校.csv");
    assert_string_equal(items[0].after.source, "人社局.csv");
    assert_string_equal(items[0].before.text, "120****0001");
    assert_string_equal(items[0].after.text, "120****0002");
    assert_int_equal(items[0].after.at_ms, centre_noon(NULL));
}

static void pairs__only_what_the_actor_may_see(void **state)
{
    centre *c = *state;
    dk_pair_list list;
    dk_apply_result applied;
    dk_err err = DK_ERR_INIT;
    add_both(c);
    const dk_actor outsider = {
        .user = "o", .unit = "NOBODY", .rights = DK_RIGHT_READ | DK_RIGHT_WRITE};
    must(c, dk_uc_pairs(&(dk_call){c->app, &outsider, c->arena}, dk_register_find("trainees"), 50,
                        &list, &c->err));
    assert_int_equal(list.n, 0);
    assert_int_equal(list.total, 0);
    const dk_pair_decision decision = {dk_register_find("trainees"), {1, 3}, true};
    assert_int_equal(
        dk_uc_decide_pair(&(dk_call){c->app, &outsider, NULL}, &decision, NULL, &applied, &err),
        DK_FAILED);
    err = DK_ERR_INIT;
    assert_int_equal(dk_uc_pairs(&(dk_call){c->app, &CLERK, c->arena}, dk_register_find("posts"), 5,
                                 &list, &err),
                     DK_FAILED);
    assert_true(dk_err_is(&err, MSG_NO_IDENTITIES));
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, centre_setup, centre_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(pairs__evidence_is_masked),
        EACH(merge__joins_and_finds_again_and_undoes),
        EACH(different__is_not_asked_again),
        EACH(firms__references_follow),
        EACH(paid_twice__also_across_merged_numbers),
        EACH(import__person_without_a_number),
        EACH(import__sheet_without_the_number_column),
        EACH(import__month_that_the_number_tells_is_the_same),
        EACH(merge__picks_follow),
        EACH(import__sheet_without_numbers_needs_more_than_a_name),
        EACH(disputes__say_who_said_what_when),
        EACH(pairs__only_what_the_actor_may_see),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
