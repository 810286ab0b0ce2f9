/* tests/unit/usecase/test_link.c - a wording that nothing equals: asked, decided, remembered,
 * undone. */
#include "api/usecase/link.h"

#include "api/usecase/messages.h"
#include "core/register/messages.h"
#include "tests/unit/usecase/centre.h"

static const char POSTS[] = "统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数\n"
                            "91980126MA0007919H,云泽甲机械有限公司,GW-1,电焊工,焊工,3\n"
                            "91980126MA0007919H,云泽甲机械有限公司,GW-2,气保焊,气保护焊焊工,3\n";

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

static void import__asks_and_never_guesses(void **state)
{
    centre *c = *state;
    dk_uc_import_result r = centre_import(c, "posts", POSTS, (dk_uc_import_options){0});
    assert_false(r.is_committed);
    assert_int_equal(r.import.errors.total, 1);
    assert_true(dk_err_is(r.import.errors.items[0], MSG_CODE_UNKNOWN));
    assert_int_equal(r.n_questions, 1);
    const dk_question *q = &r.questions[0];
    assert_string_equal(q->list, "occupation");
    assert_string_equal(q->text, "气保护焊焊工");
    assert_string_equal(q->field, "posts.occ_code");
    assert_int_equal(q->cells, 1);
    assert_null(q->taken);
    assert_string_equal(q->proposals[0].code, "6-18-02-04");
    assert_int_equal(count(c, "questions"), 0); /* nothing enters from a refused file */
}

static void import__partial_keeps_the_question_once(void **state)
{
    centre *c = *state;
    dk_question *queue = NULL;
    size_t n = 0;
    for (int i = 0; i < 2; i++) {
        dk_uc_import_result r =
            centre_import(c, "posts", POSTS, (dk_uc_import_options){.allows_partial = true});
        assert_true(r.is_committed);
        must(c, dk_uc_questions(&(dk_call){c->app, &CLERK, c->arena}, &queue, &n, &c->err));
        assert_int_equal(n, 1);
    }
    assert_string_equal(queue[0].text, "气保护焊焊工");
    assert_string_equal(queue[0].proposals[0].code, "6-18-02-04");
    assert_true(queue[0].proposals[0].confidence_permille < 1000);
}

static void decide__is_remembered_and_undone(void **state)
{
    centre *c = *state;
    dk_apply_result applied, undone;
    (void)centre_import(c, "posts", POSTS, (dk_uc_import_options){.allows_partial = true});
    must(c, dk_uc_decide_wording(&(dk_call){c->app, &CLERK, NULL}, "occupation", "气保护焊焊工",
                                 "6-18-02-04", &applied, &c->err));
    assert_int_equal(count(c, "questions"), 0);
    assert_int_equal(count(c, "aliases"), 1);
    dk_uc_import_result r = centre_import(c, "posts", POSTS, (dk_uc_import_options){0});
    assert_true(r.is_committed);
    assert_int_equal(r.n_questions, 0);
    must(c, dk_uc_undo(&(dk_call){c->app, &CLERK, NULL}, applied.batch, &undone, &c->err));
    assert_int_equal(count(c, "questions"), 1);
    assert_int_equal(count(c, "aliases"), 0);
    assert_false(centre_import(c, "posts", POSTS, (dk_uc_import_options){0}).is_committed);
}

static void decide__no_code_is_not_asked_again(void **state)
{
    centre *c = *state;
    dk_apply_result applied;
    dk_question *queue = NULL;
    size_t n = 9;
    (void)centre_import(c, "posts", POSTS, (dk_uc_import_options){.allows_partial = true});
    must(c, dk_uc_decide_wording(&(dk_call){c->app, &CLERK, NULL}, "occupation", "气保护焊焊工",
                                 NULL, &applied, &c->err));
    (void)centre_import(c, "posts", POSTS, (dk_uc_import_options){.allows_partial = true});
    must(c, dk_uc_questions(&(dk_call){c->app, &CLERK, c->arena}, &queue, &n, &c->err));
    assert_int_equal(n, 0);
    assert_int_equal(count(c, "aliases"), 0);
}

static void decide__refuses_what_is_no_decision(void **state)
{
    centre *c = *state;
    dk_apply_result applied;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_uc_decide_wording(&(dk_call){c->app, &CLERK, NULL}, "occupation",
                                          "气保护焊", "9-99", &applied, &err),
                     DK_FAILED);
    assert_true(dk_err_is(&err, MSG_CODE_UNKNOWN));
    err = DK_ERR_INIT;
    assert_int_equal(dk_uc_decide_wording(&(dk_call){c->app, &CLERK, NULL}, "occupation",
                                          "焊工 13800000000", "6-18-02-04", &applied, &err),
                     DK_FAILED);
    assert_true(dk_err_is(&err, MSG_WORDING_TEXT));
    err = DK_ERR_INIT;
    const dk_actor reader = {.user = "r", .rights = DK_RIGHT_READ | DK_RIGHT_ALL_UNITS};
    assert_int_equal(dk_uc_decide_wording(&(dk_call){c->app, &reader, NULL}, "occupation",
                                          "气保护焊", "6-18-02-04", &applied, &err),
                     DK_FAILED);
    assert_int_equal(count(c, "aliases"), 0);
}

/* Restricted fields and texts with long numbers leave no trace in the queue. */
static void import__personal_texts_are_no_questions(void **state)
{
    centre *c = *state;
    dk_uc_import_result r = centre_import(c, "trainees",
                                          "姓名,身份证件号,性别,专业代码\n"
                                          "甲甲,980126200801010018,不明性别,13800000000\n"
                                          "乙乙,980126200801010026,女,修汽车的\n",
                                          (dk_uc_import_options){.allows_partial = true});
    assert_int_equal(r.n_questions, 1);
    assert_string_equal(r.questions[0].text, "修汽车的");
}

static void link__unknown_list(void **state)
{
    centre *c = *state;
    dk_question q;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(
        dk_uc_link(&(dk_call){c->app, &CLERK, c->arena}, "nolist", "焊工", DK_DAY_NONE, &q, &err),
        DK_FAILED);
    assert_true(dk_err_is(&err, MSG_LIST_UNKNOWN));
    must(c, dk_uc_link(&(dk_call){c->app, &CLERK, c->arena}, "occupation", "(焊工)", DK_DAY_NONE,
                       &q, &c->err));
    assert_int_equal(q.proposals[0].confidence_permille, 1000);
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, centre_setup, centre_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(import__asks_and_never_guesses),
        EACH(import__partial_keeps_the_question_once),
        EACH(decide__is_remembered_and_undone),
        EACH(decide__no_code_is_not_asked_again),
        EACH(decide__refuses_what_is_no_decision),
        EACH(import__personal_texts_are_no_questions),
        EACH(link__unknown_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
