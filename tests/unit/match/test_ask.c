/* tests/unit/match/test_ask.c - the facts to ask are those that move lists, and only unknown ones.
 */
#include "core/match/ask.h"
#include "core/match/ask_facts.h"
#include "core/register/register.h"
#include "tests/unit/match/fixture.h"

enum { N_POSTS = 14, N_TRAINEES = 3 };

typedef struct {
    dk_match_trainee trainees[N_TRAINEES];
    dk_match_post posts[N_POSTS];
    dk_market market;
} setting;

static void set_up(setting *s)
{
    for (int i = 0; i < N_TRAINEES; i++) {
        s->trainees[i] = fx_trainee(10 + i);
        s->trainees[i].skills = fx_have;
        s->trainees[i].n_skills = 1; /* nothing assumed */
    }
    for (int i = 0; i < N_POSTS; i++) {
        s->posts[i] = fx_post(20 + i);
        s->posts[i].pay_min_fen = s->posts[i].pay_max_fen = 300000 + 10000 * i;
    }
    s->market = fx_market(s->trainees, N_TRAINEES, s->posts, N_POSTS);
}

static size_t ask(const setting *s, dk_fact *facts, size_t k)
{
    static const size_t who[N_TRAINEES] = {0, 1, 2};
    dk_err err = DK_ERR_INIT;
    dk_fact_list list = {.items = facts, .most = k};
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&s->market, &weights);
    assert_int_equal(dk_facts_to_ask(index, who, N_TRAINEES, &list, &err), DK_OK);
    dk_match_index_free(index);
    return list.n;
}

static void facts__nothing_unknown_nothing_to_ask(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    dk_fact facts[DK_ASK_DEFAULT];
    assert_int_equal(ask(&s, facts, DK_ASK_DEFAULT), 0);
}

/* One person's shift wish is not known and half of the posts work shifts: their order moves. One
 * post's pay is not known: it moves in the lists of all three. */
static void facts__of_a_person_and_of_a_post(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    for (int i = 0; i < N_POSTS; i += 2)
        s.posts[i].shift = DK_SHIFT_TWO;
    s.trainees[1].shift_ok = DK_TRI_UNKNOWN;
    s.posts[3].pay_min_fen = s.posts[3].pay_max_fen = -1;
    dk_fact facts[DK_ASK_DEFAULT];
    size_t n = ask(&s, facts, DK_ASK_DEFAULT);
    assert_int_equal(n, 2);
    assert_true(facts[0].is_of_post);
    assert_int_equal(facts[0].id, 23);
    assert_string_equal(facts[0].field, "pay_min");
    assert_int_equal(facts[0].people, 3);
    assert_false(facts[1].is_of_post);
    assert_int_equal(facts[1].id, 11);
    assert_string_equal(facts[1].field, "shift_ok");
    assert_true(facts[1].places >= 2 && facts[1].places <= DK_ASK_TOP);
    assert_true(facts[0].places >= facts[1].places);
    assert_int_equal(ask(&s, facts, 1), 1); /* the best one is kept */
    assert_int_equal(facts[0].id, 23);
}

/* A gate that waits for a birth date: confirming it fills an empty list. */
static void facts__confirm_to_unlock(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    s.trainees[0].sixteen_on = s.trainees[0].adult_on = DK_DAY_NONE;
    dk_fact facts[DK_ASK_DEFAULT];
    size_t n = ask(&s, facts, DK_ASK_DEFAULT);
    assert_int_equal(n, 1);
    assert_string_equal(facts[0].field, "birth_date");
    assert_int_equal(facts[0].places, DK_ASK_TOP);
    assert_int_equal(facts[0].id, 10);
}

/* An assumed level is a question; the same level assessed is none. */
static void facts__assumed_levels(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    static const dk_requirement weld[] = {{WELD, 4, 5}}, read[] = {{READ, 4, 5}};
    for (int i = 0; i < N_POSTS; i++) {
        s.posts[i].requirements = i % 2 == 0 ? weld : read;
        s.posts[i].n_requirements = 1;
    }
    dk_trainee_skill skills[] = {dk_trainee_skill_of(WELD, 2, DK_SOURCE_DEFAULT, DK_DAY_NONE),
                                 dk_trainee_skill_of(READ, 2, DK_SOURCE_ASSESSED, DK_DAY_NONE)};
    s.trainees[2].skills = skills;
    s.trainees[2].n_skills = 2;
    dk_fact facts[DK_ASK_DEFAULT];
    assert_int_equal(ask(&s, facts, DK_ASK_DEFAULT), 1);
    assert_string_equal(facts[0].field, "skills");
    assert_int_equal(facts[0].skill, WELD);
    skills[0] = dk_trainee_skill_of(WELD, 2, DK_SOURCE_ASSESSED, DK_DAY_NONE);
    assert_int_equal(ask(&s, facts, DK_ASK_DEFAULT), 0);
}

/* A fact is asked for by the field that holds it: the console links there. */
static void facts__name_fields_of_the_registers(void **state)
{
    (void)state;
    const dk_register *trainees = dk_register_find("trainees"), *posts = dk_register_find("posts");
    for (size_t f = 0; f < DK_TRAINEE_FACTS; f++) {
        assert_true(dk_field_find(trainees, dk_trainee_facts[f].field) != SIZE_MAX);
        assert_true(dk_trainee_facts[f].title.zh[0] != '\0' &&
                    dk_trainee_facts[f].title.en[0] != '\0');
    }
    for (size_t f = 0; f < DK_POST_FACTS; f++) {
        assert_true(dk_field_find(posts, dk_post_facts[f].field) != SIZE_MAX);
        assert_true(dk_post_facts[f].title.zh[0] != '\0' && dk_post_facts[f].title.en[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts__nothing_unknown_nothing_to_ask),
        cmocka_unit_test(facts__of_a_person_and_of_a_post),
        cmocka_unit_test(facts__confirm_to_unlock),
        cmocka_unit_test(facts__assumed_levels),
        cmocka_unit_test(facts__name_fields_of_the_registers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
