/* tests/unit/match/test_score.c - the index and the sum of all criteria, by hand.
 *
 * The base pair under the default weights (their sum is 10000, so maxima are the weights
 * themselves):
 *
 *     skills 1600 * 6998 / 10000 = 1119   (covered 6998 of 10000, see test_criteria.c)
 *     use 2200 * 9228 / 21228 = 956       specialty 1500   experience 300   education 300
 *     grade 300   certs 300               -> fit 4775
 *     occupation 800   place 1000   pay 700   shift 400   dorm 300   start 300   -> wish 3500
 *     score 8275
 */
#include <stdlib.h>

#include "tests/unit/match/fixture.h"

static void score_pair__base_pair_by_hand(void **state)
{
    (void)state;
    const dk_match_trainee t = fx_trainee(1);
    const dk_match_post p = fx_post(1);
    const dk_market market = fx_market(&t, 1, &p, 1);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    dk_parts parts;
    assert_int_equal(dk_score_pair(index, 0, 0, &parts), 7939);
    assert_int_equal(dk_score_pair(index, 0, 0, NULL), 7939);
    assert_int_equal(parts.fit, 4439);
    assert_int_equal(parts.wish, 3500);
    assert_int_equal(parts.criteria[DK_CRITERION_skills].points, 991);
    assert_int_equal(parts.criteria[DK_CRITERION_use].points, 748);
    /* covered 6998 of 10000: 2866 / 4096, missing 1230; 1000 * (2^48 - 1230^4) / 2^48 = 991.
     * weight * credit 5000 : 1998 share it as 708.06 and 282.94; the one left goes to the second.
     * use: worth of 12 and 6 is 2748 and 971 in 1/256, x = (2748*45 + 971*27) * 1000 / 13781 =
     * 10875; 2800 * x^2 / (x^2 + 18000^2) */
    assert_int_equal(parts.n_skills, 3);
    assert_int_equal(parts.skills[0].points, 708);
    assert_int_equal(parts.skills[1].points, 283);
    assert_int_equal(parts.skills[2].points, 0);
    /* missing 9: none to the first, 1002 : 2000 to the others: 3.004, 5.996 */
    assert_int_equal(parts.skills[0].max, 708);
    assert_int_equal(parts.skills[1].max, 283 + 3);
    assert_int_equal(parts.skills[2].max, 6);
    assert_int_equal(parts.skills[0].state, DK_STATE_FOUND);
    assert_int_equal(parts.skills[1].state, DK_STATE_PARTLY);
    assert_int_equal(parts.skills[2].state, DK_STATE_NOT_FOUND);
    assert_int_equal(parts.skills[1].effective, 6);
    assert_int_equal(parts.skills[1].credit, 666);
    dk_match_index_free(index);
}

/* READ is assumed 2 with bounds 1 and 3: credit 333 / 1000, effective 3 / 9.
 * low:  covered 5999, missing 1639 / 4096: 974; x = (2748*45 + 343*27) * 1000 / 13781 = 9645:
 *       2800 * x^2 / (x^2 + 18000^2) = 624
 * high: covered 8000, missing 820 / 4096: 998; x = (2748*45 + 1785*27) * 1000 / 13781 = 12470:
 *       908 */
static void score_range__assumed_level_at_its_bounds(void **state)
{
    (void)state;
    const dk_match_trainee t = fx_trainee(1);
    const dk_match_post p = fx_post(1);
    const dk_market market = fx_market(&t, 1, &p, 1);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    int32_t low, high;
    dk_score_range(index, 0, 0, &low, &high);
    assert_int_equal(low, 7939 - 991 - 748 + 974 + 624);
    assert_int_equal(high, 7939 - 991 - 748 + 998 + 908);
    dk_match_index_free(index);
}

static void score_range__nothing_assumed(void **state)
{
    (void)state;
    dk_match_trainee t = fx_trainee(1);
    t.n_skills = 1; /* the assessed one */
    const dk_match_post p = fx_post(1);
    const dk_market market = fx_market(&t, 1, &p, 1);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    int32_t low, high;
    dk_score_range(index, 0, 0, &low, &high);
    assert_int_equal(low, dk_score_pair(index, 0, 0, NULL));
    assert_int_equal(high, low);
    dk_match_index_free(index);
}

static void trainee_skill_of__bounds_by_source(void **state)
{
    (void)state;
    dk_trainee_skill s = dk_trainee_skill_of(WELD, 0, DK_SOURCE_DEFAULT, DK_DAY_NONE);
    assert_true(s.low == 0 && s.level == 0 && s.high == 1);
    s = dk_trainee_skill_of(WELD, 5, DK_SOURCE_DEFAULT, DK_DAY_NONE);
    assert_true(s.low == 4 && s.level == 5 && s.high == 5);
    s = dk_trainee_skill_of(WELD, 3, DK_SOURCE_SELF, DK_DAY_NONE);
    assert_true(s.low == 3 && s.high == 3);
    s = dk_trainee_skill_of(WELD, 9, DK_SOURCE_ASSESSED, DK_DAY_NONE);
    assert_int_equal(s.level, 5);
}

/* FIT is not among the skills; WELD at 4 is related at 800: floor(12 * 0.8) = 9. */
static void evidence__own_related_and_none(void **state)
{
    (void)state;
    static const dk_requirement needs[] = {{FIT, 3, 1}, {WELD, 3, 1}, {TALK, 1, 1}};
    const dk_match_trainee t = fx_trainee(1);
    dk_match_post p = fx_post(1);
    p.requirements = needs;
    const dk_market market = fx_market(&t, 1, &p, 1);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    dk_skill_evidence e = dk_match_evidence(index, 0, FIT);
    assert_int_equal(e.skill->skill, WELD);
    assert_int_equal(e.similarity, 800);
    assert_int_equal(e.effective, 9);
    e = dk_match_evidence(index, 0, WELD);
    assert_int_equal(e.similarity, 1000);
    assert_int_equal(e.effective, 12);
    assert_null(dk_match_evidence(index, 0, TALK).skill);
    assert_null(dk_match_evidence(index, 0, TYPE).skill); /* required by no post */
    assert_null(dk_match_evidence(index, 0, 999).skill);
    dk_match_index_free(index);
}

static void index__empty_market(void **state)
{
    (void)state;
    dk_market market = {.as_of = 20514};
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    assert_int_equal(dk_match_find_trainee(index, 1), SIZE_MAX);
    assert_int_equal(dk_match_find_post(index, 1), SIZE_MAX);
    dk_match_index_free(index);
    dk_match_index_free(NULL);
}

static void index__finds_records_by_number(void **state)
{
    (void)state;
    const dk_match_trainee trainees[] = {fx_trainee(30), fx_trainee(10), fx_trainee(20)};
    const dk_match_post posts[] = {fx_post(5), fx_post(4)};
    const dk_market market = fx_market(trainees, 3, posts, 2);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    assert_int_equal(dk_match_find_trainee(index, 10), 1);
    assert_int_equal(dk_match_find_trainee(index, 30), 0);
    assert_int_equal(dk_match_find_trainee(index, 15), SIZE_MAX);
    assert_int_equal(dk_match_find_post(index, 4), 1);
    assert_ptr_equal(dk_match_index_market(index), &market);
    assert_int_equal(dk_match_index_weights(index)->version, 3);
    dk_match_index_free(index);
}

/* 10,000 skills on one person: the same score as with the few that count. */
static void index__ten_thousand_skills(void **state)
{
    (void)state;
    enum { MANY = 10000 };
    dk_match_term *names = calloc(MANY + 1, sizeof *names);
    dk_trainee_skill *skills = calloc(MANY, sizeof *skills);
    assert_non_null(names);
    assert_non_null(skills);
    for (size_t i = 0; i <= MANY; i++)
        names[i] = (dk_match_term){"S", {"技能", "skill"}, 0, 0};
    for (size_t i = 0; i < MANY; i++)
        skills[i] = dk_trainee_skill_of((dk_term)(i + 1), 3, DK_SOURCE_ASSESSED, DK_DAY_NONE);
    dk_match_trainee t = fx_trainee(1);
    t.skills = skills;
    t.n_skills = MANY;
    const dk_match_post p = fx_post(1);
    dk_market market = fx_market(&t, 1, &p, 1);
    market.skills = (dk_match_terms){names, MANY + 1};
    const dk_weights weights = fx_only(DK_CRITERION_skills);
    dk_match_index *index = fx_index(&market, &weights);
    assert_int_equal(dk_score_pair(index, 0, 0, NULL), 10000);
    dk_match_index_free(index);
    free(skills);
    free(names);
}

typedef struct {
    const char *field;
    void (*spoil)(dk_match_trainee *t, dk_match_post *p, dk_market *m);
} bad_market;

static dk_trainee_skill bad_skill;
static dk_requirement bad_needs[2];
static void spoil_term(dk_match_trainee *t, dk_match_post *p, dk_market *m)
{
    (void)p, (void)m;
    t->town = N_TOWNS;
}
static void spoil_level(dk_match_trainee *t, dk_match_post *p, dk_market *m)
{
    (void)p, (void)m;
    bad_skill = (dk_trainee_skill){WELD, 6, 6, 6, DK_SOURCE_ASSESSED, 0};
    t->skills = &bad_skill;
    t->n_skills = 1;
}
static void spoil_bounds(dk_match_trainee *t, dk_match_post *p, dk_market *m)
{
    (void)p, (void)m;
    bad_skill = (dk_trainee_skill){WELD, 2, 3, 4, DK_SOURCE_DEFAULT, 0};
    t->skills = &bad_skill;
    t->n_skills = 1;
}
static void spoil_twice(dk_match_trainee *t, dk_match_post *p, dk_market *m)
{
    (void)t, (void)m;
    bad_needs[0] = bad_needs[1] = (dk_requirement){WELD, 1, 1};
    p->requirements = bad_needs;
    p->n_requirements = 2;
}
static void spoil_nameless(dk_match_trainee *t, dk_match_post *p, dk_market *m)
{
    (void)t, (void)m;
    bad_needs[0] = (dk_requirement){0, 1, 1};
    p->requirements = bad_needs;
    p->n_requirements = 1;
}
static void spoil_count(dk_match_trainee *t, dk_match_post *p, dk_market *m)
{
    (void)t, (void)m;
    p->n_requirements = DK_MATCH_REQUIREMENTS_MAX + 1;
}
static void spoil_link(dk_match_trainee *t, dk_match_post *p, dk_market *m)
{
    (void)t, (void)p;
    static const dk_skill_link link = {WELD, FIT, 1001};
    m->links = &link;
    m->n_links = 1;
}
static void spoil_minutes(dk_match_trainee *t, dk_match_post *p, dk_market *m)
{
    (void)t, (void)p;
    static const dk_town_link link = {TOWN_A, TOWN_B, -1, false};
    m->town_links = &link;
    m->n_town_links = 1;
}

static void market_check__names_field_and_record(void **state)
{
    (void)state;
    static const bad_market cases[] = {
        {"town", spoil_term},
        {"skills", spoil_level},
        {"skills", spoil_bounds},
        {"requirements", spoil_twice},
        {"requirements", spoil_nameless},
        {"requirements", spoil_count},
        {"links", spoil_link},
        {"town_links", spoil_minutes},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dk_match_trainee t = fx_trainee(42);
        dk_match_post p = fx_post(43);
        dk_market market = fx_market(&t, 1, &p, 1);
        dk_err err = DK_ERR_INIT;
        assert_int_equal(dk_market_check(&market, &err), DK_OK);
        cases[i].spoil(&t, &p, &market);
        dk_match_index *index = NULL;
        const dk_weights weights = dk_weights_default();
        assert_int_equal(dk_match_index_new(&market, &weights, 0, &index, &err), DK_FAILED);
        assert_true(dk_err_is(&err, MSG_MATCH_MARKET));
        char text[200];
        (void)dk_err_text(&err, DK_EN, text, sizeof text);
        assert_non_null(strstr(text, cases[i].field));
        assert_null(index);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(score_pair__base_pair_by_hand),
        cmocka_unit_test(score_range__assumed_level_at_its_bounds),
        cmocka_unit_test(score_range__nothing_assumed),
        cmocka_unit_test(trainee_skill_of__bounds_by_source),
        cmocka_unit_test(evidence__own_related_and_none),
        cmocka_unit_test(index__empty_market),
        cmocka_unit_test(index__finds_records_by_number),
        cmocka_unit_test(index__ten_thousand_skills),
        cmocka_unit_test(market_check__names_field_and_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
