/* tests/unit/wire/test_score.c - the body of POST /v1/score: what is read, what is refused and
 * where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/wire/messages.h"
#include "api/wire/score.h"
#include "core/match/messages.h"

typedef struct {
    dk_arena *arena;
    dk_err err;
    dk_score_problem problem;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->arena = dk_arena_new();
    assert_non_null(f->arena);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    dk_arena_free(f->arena);
    free(f);
    return 0;
}

static void read_ok(fixture *f, const char *body)
{
    f->err = DK_ERR_INIT;
    assert_int_equal(dk_wire_score_read(f->arena, body, strlen(body), &f->problem, &f->err), DK_OK);
}

static void refused(fixture *f, const char *body, const dk_msg *msg, const char *where)
{
    f->err = DK_ERR_INIT;
    assert_int_equal(dk_wire_score_read(f->arena, body, strlen(body), &f->problem, &f->err),
                     DK_FAILED);
    assert_ptr_equal(f->err.msg, msg);
    if (where != NULL)
        assert_string_equal(dk_err_place(&f->err).field, where);
}

static const char WHOLE[] =
    "{\"as_of\":\"2026-03-02\",\"top\":3,\"weights\":{\"skills\":3,\"use\":1},"
    "\"profile\":{\"key\":\"A\",\"specialty\":\"S\",\"town\":\"T1\",\"edu_rank\":40,"
    "\"skills\":[{\"skill\":\"weld\",\"level\":4},{\"skill\":\"cut\",\"level\":2,"
    "\"source\":\"default\"}],\"certs\":[{\"cert\":\"W\",\"to\":\"2027-01-01\"}],"
    "\"want_pay\":4000.5,\"shift_ok\":false,\"is_adult\":true},"
    "\"posts\":[{\"key\":\"P1\",\"title\":\"welder\",\"occupation\":\"O\",\"town\":\"T2\","
    "\"skills\":[{\"skill\":\"weld\",\"level\":3,\"weight\":5}],\"certs_legal\":[\"W\"],"
    "\"shift\":\"two\",\"pay_min\":4200,\"openings\":2},{\"key\":\"P2\"}],"
    "\"related\":[{\"a\":\"weld\",\"b\":\"cut\",\"similarity\":0.7}],"
    "\"crosswalk\":[{\"specialty\":\"S\",\"occupation\":\"O\"}],"
    "\"towns\":[{\"from\":\"T1\",\"to\":\"T2\",\"minutes\":25,\"shuttle\":true}]}";

static void score_read__every_part_lands_in_the_market(void **state)
{
    fixture *f = *state;
    read_ok(f, WHOLE);
    const dk_market *m = &f->problem.market;
    const dk_match_trainee *t = m->trainees;
    const dk_match_post *p = m->posts;
    assert_int_equal(m->n_trainees, 1);
    assert_int_equal(m->n_posts, 2);
    assert_int_equal(f->problem.top, 3);
    assert_int_equal(t->n_skills, 2);
    assert_string_equal(m->skills.items[t->skills[0].skill].code, "weld");
    assert_int_equal(t->skills[1].low, 1); /* assumed: a range */
    assert_int_equal(t->skills[1].high, 3);
    assert_int_equal(t->want_pay_fen, 400050);
    assert_int_equal(t->shift_ok, DK_TRI_NO);
    assert_int_equal(t->needs_dorm, DK_TRI_UNKNOWN);
    assert_int_equal(m->edus.items[t->edu].rank, 40);
    assert_int_equal(p[0].requirements[0].skill, t->skills[0].skill);
    assert_int_equal(p[0].certs_legal.items[0], t->certs[0].cert);
    assert_int_equal(p[0].shift, DK_SHIFT_TWO);
    assert_int_equal(p[0].pay_min_fen, 420000);
    assert_int_equal(p[1].openings, -1);
    assert_int_equal(m->links[0].similarity_permille, 700);
    assert_int_equal(m->crosswalk[0].grade, DK_GRADE_MATCHING);
    assert_int_equal(m->town_links[0].minutes, 25);
    assert_int_equal(m->town_links[0].from, t->town);
    assert_int_equal(f->problem.weights.max[0], 7500);
    assert_int_equal(dk_market_check(m, &f->err), DK_OK);
}

static void score_read__wrong_members_are_named(void **state)
{
    fixture *f = *state;
    refused(f, "{}", &MSG_JSON_MEMBER, "/profile");
    refused(f, "[]", &MSG_JSON_MEMBER, "/");
    refused(f, "{\"profile\":{}}", &MSG_JSON_MEMBER, "/profile/key");
    refused(f, "{\"profil\":{}}", &MSG_JSON_UNKNOWN, NULL);
    refused(f, "{\"profile\":{\"key\":\"a\",\"gender\":\"1\"}}", &MSG_JSON_UNKNOWN, "/profile");
    refused(f, "{\"profile\":{\"key\":\"a\",\"skills\":[{\"skill\":\"x\",\"level\":6}]}}",
            &MSG_JSON_MEMBER, "/profile/level");
    refused(f, "{\"profile\":{\"key\":\"a\"},\"posts\":[{\"key\":\"p\"},{\"title\":\"q\"}]}",
            &MSG_JSON_MEMBER, "/posts/1/key");
    refused(f, "{\"profile\":{\"key\":\"a\"},\"posts\":[{\"key\":\"p\",\"shift\":\"noon\"}]}",
            &MSG_JSON_MEMBER, "/posts/0/shift");
    refused(f, "{\"profile\":{\"key\":\"a\",\"start_on\":\"2026-02-30\"}}", &MSG_JSON_MEMBER,
            "/profile/start_on");
    refused(f, "{\"profile\":{\"key\":\"a\"},\"top\":0}", &MSG_JSON_MEMBER, "/top");
}

static void score_read__weights_follow_the_rules_of_a_file(void **state)
{
    fixture *f = *state;
    refused(f, "{\"profile\":{\"key\":\"a\"},\"weights\":{\"skills\":-1}}", &MSG_WEIGHTS_NUMBER,
            NULL);
    refused(f, "{\"profile\":{\"key\":\"a\"},\"weights\":{\"skils\":1}}", &MSG_WEIGHTS_KEY, NULL);
    refused(f, "{\"profile\":{\"key\":\"a\"},\"weights\":{\"a\\nname\":1}}", &MSG_JSON_MEMBER,
            "/weights");
    read_ok(f, "{\"profile\":{\"key\":\"a\"},\"weights\":{\"pay\":2}}");
}

/* Thousands of different codes: equal texts are one term, others are not. */
static void score_read__many_codes_stay_apart(void **state)
{
    fixture *f = *state;
    size_t room = 400000, len = 0;
    char *body = malloc(room);
    assert_non_null(body);
    len += (size_t)snprintf(body, room, "{\"profile\":{\"key\":\"a\",\"skills\":[");
    for (int i = 0; i < 6000; i++)
        len += (size_t)snprintf(body + len, room - len, "%s{\"skill\":\"s%d\",\"level\":%d}",
                                i == 0 ? "" : ",", i / 2, i % 6);
    len += (size_t)snprintf(body + len, room - len, "]}}");
    read_ok(f, body);
    free(body);
    const dk_match_trainee *t = f->problem.market.trainees;
    assert_int_equal(f->problem.market.skills.n, 3001);
    for (size_t i = 0; i < t->n_skills; i++) {
        char code[24];
        snprintf(code, sizeof code, "s%zu", i / 2);
        assert_string_equal(f->problem.market.skills.items[t->skills[i].skill].code, code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(score_read__every_part_lands_in_the_market, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(score_read__wrong_members_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(score_read__weights_follow_the_rules_of_a_file, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(score_read__many_codes_stay_apart, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
