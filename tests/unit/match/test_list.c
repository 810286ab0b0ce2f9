/* tests/unit/match/test_list.c - explained lists: the tree agrees with score_pair, and reads well.
 */
#include "tests/unit/match/fixture.h"

typedef struct {
    dk_match_trainee trainee;
    dk_match_post posts[4];
    dk_market market;
    dk_match_index *index;
    dk_arena *arena;
} setting;

static void set_up(setting *s)
{
    s->trainee = fx_trainee(11);
    for (size_t i = 0; i < 4; i++)
        s->posts[i] = fx_post((int64_t)i + 21);
    s->posts[1].certs_legal = (dk_term_list){fx_cert_weld, 1};
    s->posts[2].kind = DK_KIND_INTERNSHIP;
    s->posts[2].staff_total = -1;
    s->posts[3].n_requirements = 0;
    s->market = fx_market(&s->trainee, 1, s->posts, 4);
    const dk_weights weights = dk_weights_default();
    s->index = fx_index(&s->market, &weights);
    s->arena = dk_arena_new();
}

static void tear_down(setting *s)
{
    dk_arena_free(s->arena);
    dk_match_index_free(s->index);
}

static dk_match_list list_of(setting *s, dk_lang lang)
{
    dk_match_list list;
    dk_err err = DK_ERR_INIT;
    const dk_telling how = {s->index, lang, s->arena};
    const dk_list_ask ask = {DK_POSTS_FOR_TRAINEE, 0, 5};
    assert_int_equal(dk_match_list_make(&how, &ask, &list, &err), DK_OK);
    return list;
}

static void list_posts__shape_and_counts(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    const dk_match_list list = list_of(&s, DK_ZH);
    assert_string_equal(dk_list_direction_key(list.direction), "posts_for_trainee");
    assert_int_equal(list.subject, 11);
    assert_string_equal(list.weights, "default/3");
    assert_int_equal(list.as_of, fx_day(2026, 3, 2));
    assert_int_equal(list.considered, 4);
    assert_int_equal(list.gated_out, 1);
    assert_int_equal(list.unknown, 1);
    assert_int_equal(list.n_matches, 2);
    assert_int_equal(list.matches[0].rank, 1);
    assert_int_equal(list.matches[0].why.post, 21);
    assert_int_equal(list.n_near, 1);
    assert_int_equal(list.near[0].id, 22);
    assert_int_equal(list.near[0].gates.n, 1);
    assert_string_equal(list.near[0].gates.items[0].key, "certificate");
    assert_non_null(strstr(list.near[0].gates.items[0].article, "就业促进法"));
    assert_int_equal(list.n_unknowns, 1);
    assert_int_equal(list.unknowns[0].id, 23);
    assert_string_equal(list.unknowns[0].gates.items[0].key, "headroom");
    assert_int_equal(list.own_gates.n, 0);
    tear_down(&s);
}

static void explain__points_are_those_of_score_pair(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    const dk_match_list list = list_of(&s, DK_ZH);
    for (size_t i = 0; i < list.n_matches; i++) {
        const dk_explanation *why = &list.matches[i].why;
        const size_t post = dk_match_find_post(s.index, why->post);
        assert_int_equal(why->score, dk_score_pair(s.index, 0, post, NULL));
        int32_t sums[2] = {0, 0};
        for (size_t c = 0; c < why->n_criteria; c++) {
            const dk_explained_criterion *one = &why->criteria[c];
            sums[one->direction] += one->points;
            int32_t points = 0, max = 0;
            for (size_t d = 0; d < one->n_details; d++) {
                points += one->details[d].points;
                max += one->details[d].max;
            }
            assert_true(one->n_details == 0 || (points == one->points && max == one->max));
        }
        assert_int_equal(why->fit, sums[DK_FIT]);
        assert_int_equal(why->wish, sums[DK_WISH]);
        assert_int_equal(why->score, why->fit + why->wish);
        assert_true(why->low <= why->score && why->score <= why->high);
        assert_int_equal(why->gates.n, DK_N_GATES);
    }
    tear_down(&s);
}

static void explain__chinese_texts(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    const dk_match_list list = list_of(&s, DK_ZH);
    const dk_explanation *why = &list.matches[0].why;
    assert_string_equal(why->summary, "对口专业；会 1/3 项技能；缺：沟通");
    assert_string_equal(why->criteria[0].key, "skills");
    assert_string_equal(why->criteria[0].title, "技能");
    assert_string_equal(why->criteria[0].details[0].key, "S001");
    assert_string_equal(why->criteria[0].details[0].words,
                        "要求 3 级，具备 4 级（教师测评 2026-01-10）");
    assert_string_equal(why->criteria[0].details[1].words, "要求 3 级，具备 2 级（按专业默认）");
    assert_string_equal(why->criteria[0].details[2].words, "要求 2 级，没有此项技能");
    assert_string_equal(list.matches[1].why.summary, "对口专业；岗位没有写技能要求");
    assert_int_equal(list.matches[1].why.criteria[0].state, DK_STATE_UNKNOWN);
    tear_down(&s);
}

static void explain__english_texts(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    const dk_match_list list = list_of(&s, DK_EN);
    const dk_explanation *why = &list.matches[0].why;
    assert_string_equal(why->summary, "matching specialty; has 1 of 3 skills; lacks: talking");
    assert_string_equal(why->criteria[0].title, "Skills");
    for (size_t c = 0; c < why->n_criteria; c++) {
        for (const char *at = why->criteria[c].words; *at != '\0'; at++)
            assert_true((unsigned char)*at < 0x80); /* no Chinese in the English text */
    }
    for (size_t g = 0; g < why->gates.n; g++) {
        for (const char *at = why->gates.items[g].words; *at != '\0'; at++)
            assert_true((unsigned char)*at < 0x80);
    }
    tear_down(&s);
}

/* Nothing recorded is not nothing had. */
static void explain__no_skill_recorded_is_told_as_unknown(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    s.trainee.n_skills = 0;
    dk_match_index_free(s.index);
    const dk_weights weights = dk_weights_default();
    s.index = fx_index(&s.market, &weights);
    dk_explanation why;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_explain(&(dk_telling){s.index, DK_ZH, s.arena}, 0, 0, &why, &err), DK_OK);
    assert_string_equal(why.summary, "对口专业；还没有本人的技能记录");
    tear_down(&s);
}

static void explain__related_skill(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    static const dk_requirement need[] = {{FIT, 4, 1}};
    s.posts[0].requirements = need;
    s.posts[0].n_requirements = 1;
    dk_match_index_free(s.index);
    const dk_weights weights = dk_weights_default();
    s.index = fx_index(&s.market, &weights);
    dk_explanation why;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_explain(&(dk_telling){s.index, DK_ZH, s.arena}, 0, 0, &why, &err), DK_OK);
    assert_string_equal(why.criteria[0].details[0].words,
                        "要求 4 级，相近技能 电焊 4 级，部分计分");
    assert_string_equal(why.summary, "对口专业；会 0/1 项技能；待提高：钳工");
    tear_down(&s);
}

static void list_posts__subject_that_may_not_be_matched(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    s.trainee.has_consent = DK_TRI_NO;
    s.trainee.intent = DK_INTENT_STUDY;
    dk_match_index_free(s.index);
    const dk_weights weights = dk_weights_default();
    s.index = fx_index(&s.market, &weights);
    const dk_match_list list = list_of(&s, DK_ZH);
    assert_int_equal(list.n_matches + list.n_near + list.n_unknowns, 0);
    assert_int_equal(list.own_gates.n, 2);
    assert_string_equal(list.own_gates.items[0].key, "consent");
    assert_string_equal(list.own_gates.items[1].key, "intent");
    assert_int_equal(list.own_gates.items[0].state, DK_GATE_FAIL);
    tear_down(&s);
}

static void list_trainees__both_directions_agree(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    const dk_match_list posts = list_of(&s, DK_ZH);
    dk_match_list people;
    dk_err err = DK_ERR_INIT;
    dk_telling how = {s.index, DK_ZH, s.arena};
    const dk_list_ask ask = {DK_TRAINEES_FOR_POST, 0, 5};
    assert_int_equal(dk_match_list_make(&how, &ask, &people, &err), DK_OK);
    assert_string_equal(dk_list_direction_key(people.direction), "trainees_for_post");
    assert_int_equal(people.subject, 21);
    assert_int_equal(people.n_matches, 1);
    assert_int_equal(people.matches[0].why.trainee, 11);
    assert_int_equal(people.matches[0].why.score, posts.matches[0].why.score);
    /* a closed post has no list, and says why */
    s.posts[0].is_closed = true;
    dk_match_index_free(s.index);
    const dk_weights weights = dk_weights_default();
    s.index = fx_index(&s.market, &weights);
    how.index = s.index;
    assert_int_equal(dk_match_list_make(&how, &ask, &people, &err), DK_OK);
    assert_int_equal(people.n_matches, 0);
    assert_int_equal(people.own_gates.n, 1);
    assert_string_equal(people.own_gates.items[0].key, "validity");
    tear_down(&s);
}

/* A criterion that weighs nothing is not explained, and the rest still sums to the score. */
static void explain__criterion_without_weight_is_left_out(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    dk_match_index_free(s.index);
    dk_weights weights = dk_weights_default();
    weights.weight[DK_CRITERION_pay] = 0;
    weights.weight[DK_CRITERION_specialty] = 0;
    s.index = fx_index(&s.market, &weights);
    dk_explanation why;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_explain(&(dk_telling){s.index, DK_ZH, s.arena}, 0, 0, &why, &err), DK_OK);
    assert_int_equal(why.n_criteria, DK_N_CRITERIA - 2);
    /* A fact stays a fact when it gives no points. */
    assert_memory_equal(why.summary, "对口专业", strlen("对口专业"));
    int32_t sum = 0;
    for (size_t c = 0; c < why.n_criteria; c++) {
        assert_string_not_equal(why.criteria[c].key, "pay");
        assert_string_not_equal(why.criteria[c].key, "specialty");
        sum += why.criteria[c].points;
    }
    assert_int_equal(sum, why.score);
    tear_down(&s);
}

/* Far more education than asked for: a note for the person's wish, and not one point less. */
static void explain__overqualified_is_a_note_and_no_point(void **state)
{
    (void)state;
    dk_match_trainee people[] = {fx_trainee(1), fx_trainee(2)};
    people[1].edu = EDU_COLLEGE;
    dk_match_post post = fx_post(1);
    post.edu_min = EDU_JUNIOR;
    const dk_market market = fx_market(people, 2, &post, 1);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_explanation plain, over;
    assert_int_equal(dk_explain(&(dk_telling){index, DK_ZH, arena}, 0, 0, &plain, &err), DK_OK);
    assert_int_equal(dk_explain(&(dk_telling){index, DK_ZH, arena}, 1, 0, &over, &err), DK_OK);
    assert_string_equal(plain.note, "");
    assert_non_null(strstr(over.note, "学历"));
    assert_non_null(strstr(over.summary, over.note));
    assert_int_equal(over.fit, plain.fit);
    assert_int_equal(over.wish, plain.wish);
    dk_arena_free(arena);
    dk_match_index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_posts__shape_and_counts),
        cmocka_unit_test(explain__points_are_those_of_score_pair),
        cmocka_unit_test(explain__chinese_texts),
        cmocka_unit_test(explain__english_texts),
        cmocka_unit_test(explain__no_skill_recorded_is_told_as_unknown),
        cmocka_unit_test(explain__related_skill),
        cmocka_unit_test(list_posts__subject_that_may_not_be_matched),
        cmocka_unit_test(list_trainees__both_directions_agree),
        cmocka_unit_test(explain__criterion_without_weight_is_left_out),
        cmocka_unit_test(explain__overqualified_is_a_note_and_no_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
