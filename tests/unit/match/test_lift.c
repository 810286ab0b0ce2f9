/* tests/unit/match/test_lift.c - each proposed set of changes, applied to the record, does what it
 * said: score, gates and rank among all candidates of the post. */
#include "core/match/lift.h"
#include "core/match/topk.h"
#include "tests/unit/match/fixture.h"

enum { N = 12, SEED = 5 };

typedef struct {
    dk_match_trainee trainees[N];
    dk_match_post posts[2];
    dk_trainee_skill skills[N][3];
    dk_market market;
    dk_arena *arena;
} setting;

static void set_up(setting *s)
{
    memset(s, 0, sizeof *s);
    for (int i = 0; i < N; i++) {
        s->trainees[i] = fx_trainee(100 + i);
        s->skills[i][0] = dk_trainee_skill_of(WELD, 1 + i % 5, DK_SOURCE_ASSESSED, 20463);
        s->skills[i][1] = dk_trainee_skill_of(READ, 1 + i % 4, DK_SOURCE_ASSESSED, 20463);
        s->skills[i][2] = dk_trainee_skill_of(TALK, i % 3, DK_SOURCE_DEFAULT, DK_DAY_NONE);
        s->trainees[i].skills = s->skills[i];
        s->trainees[i].n_skills = 3;
    }
    s->posts[0] = fx_post(1);
    s->posts[0].certs_wanted = (dk_term_list){fx_cert_weld, 1};
    s->posts[0].start_on = fx_day(2026, 9, 1);
    s->posts[1] = fx_post(2);
    s->posts[1].certs_legal = (dk_term_list){fx_cert_weld, 1};
    s->posts[1].start_on = fx_day(2026, 6, 20);
    s->posts[1].valid_to = fx_day(2026, 12, 31);
    s->market = fx_market(s->trainees, N, s->posts, 2);
    s->arena = dk_arena_new();
}

static dk_lifts lifts_of(setting *s, size_t trainee, size_t post, const dk_lift_prices *prices)
{
    dk_err err = DK_ERR_INIT;
    dk_lifts out;
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_seeded(&s->market, &weights, SEED);
    const dk_lift_ask ask = {trainee, post, prices};
    assert_int_equal(dk_match_lifts(index, &ask, &out, &err), DK_OK);
    dk_match_index_free(index);
    return out;
}

/* Rank of a trainee in the full list of the post, 0 when it is not there. */
static size_t rank_in_list(setting *s, size_t trainee, size_t post, int32_t *score)
{
    dk_err err = DK_ERR_INIT;
    dk_top top;
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_seeded(&s->market, &weights, SEED);
    assert_int_equal(dk_top_trainees(index, post, DK_TOP_MAX, s->arena, &top, &err), DK_OK);
    *score = dk_score_pair(index, trainee, post, NULL);
    dk_match_index_free(index);
    for (size_t i = 0; i < top.n_best; i++) {
        if (top.best[i].at == trainee)
            return i + 1;
    }
    return 0;
}

static void lifts__applied_they_do_what_they_said(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    const dk_lift_prices prices = dk_lift_prices_default();
    size_t proven = 0;
    for (size_t t = 0; t < N; t++) {
        for (size_t p = 0; p < 2; p++) {
            const dk_lifts made = lifts_of(&s, t, p, &prices);
            int32_t score;
            assert_int_equal(rank_in_list(&s, t, p, &score), made.before.rank);
            assert_int_equal(score, made.before.score);
            const dk_match_trainee before = s.trainees[t];
            for (size_t i = 0; i < made.n_lifts; i++) {
                const dk_lift *lift = &made.lifts[i];
                s.trainees[t] =
                    *dk_change_apply(&s.market, &before, lift->changes, lift->n_changes, s.arena);
                assert_int_equal(rank_in_list(&s, t, p, &score), lift->after.rank);
                assert_int_equal(score, lift->after.score);
                assert_true(i == 0 || lift->hours >= made.lifts[i - 1].hours);
                s.trainees[t] = before;
                proven++;
            }
        }
    }
    assert_true(proven > N); /* there is something to prove */
    dk_arena_free(s.arena);
}

/* A certificate by law: no rank before; the approved course decides hours and day. */
static void lifts__course_opens_the_gate_in_time(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    const dk_course courses[] = {
        {7, {"焊工取证班", "welder's course"}, 0, CERT_WELD, 0, 40, fx_day(2026, 6, 12), true},
        {8, {"未批准", "not approved"}, 0, CERT_WELD, 0, 1, fx_day(2026, 4, 1), false},
        {9, {"去年的班", "last year's"}, 0, CERT_WELD, 0, 1, fx_day(2025, 6, 12), true}};
    dk_lift_prices prices = dk_lift_prices_default();
    prices.courses = courses;
    prices.n_courses = 3;
    dk_lifts made = lifts_of(&s, 4, 1, &prices);
    assert_int_equal(made.before.gates, DK_GATE_FAIL);
    assert_int_equal(made.before.rank, 0);
    assert_true(made.n_lifts >= 1);
    const dk_lift *first = &made.lifts[0];
    assert_int_equal(first->n_changes, 1);
    assert_int_equal(first->changes[0].kind, DK_LIFT_CERT);
    assert_ptr_equal(first->changes[0].course, &courses[0]);
    assert_int_equal(first->hours, 40);
    assert_int_equal(first->ready_on, fx_day(2026, 6, 12));
    assert_false(first->is_late);
    assert_int_equal(first->after.gates, DK_GATE_PASS);
    assert_int_equal(first->after.rank, 1); /* nobody else has it */
    const dk_words words = dk_change_words(&s.market, &first->changes[0]);
    assert_string_equal(dk_words_render(s.arena, DK_ZH, &words),
                        "取得焊工特种作业证（40 学时，2026-06-12 起）");
    s.posts[1].start_on = fx_day(2026, 6, 1); /* work begins before the exam */
    made = lifts_of(&s, 4, 1, &prices);
    /* Then nothing lifts, however many points a course would give; the gap says what and when. */
    assert_int_equal(made.n_lifts, 0);
    assert_true(made.n_gaps > 1);
    assert_int_equal(made.gaps[0].kind, DK_LIFT_CERT);
    assert_int_equal(made.gaps[0].what, CERT_WELD);
    assert_ptr_equal(made.gaps[0].course, &courses[0]);
    dk_arena_free(s.arena);
}

static void lifts__gaps_name_every_shortfall(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    const dk_lift_prices prices = dk_lift_prices_default();
    const dk_lifts made = lifts_of(&s, 0, 0, &prices); /* WELD 1 of 3, READ 1 of 3, TALK 0 of 2 */
    bool cert = false, weld = false, read = false, talk = false;
    for (size_t i = 0; i < made.n_gaps; i++) {
        const dk_change *gap = &made.gaps[i];
        cert |= gap->kind == DK_LIFT_CERT && gap->what == CERT_WELD;
        weld |= gap->kind == DK_LIFT_LEVEL && gap->what == WELD && gap->to == 3 &&
                gap->hours == 60 + 80;
        read |= gap->kind == DK_LIFT_LEVEL && gap->what == READ && gap->from == 1;
        talk |= gap->kind == DK_LIFT_LEVEL && gap->what == TALK && gap->from == 0;
    }
    assert_true(cert && weld && read && talk);
    const dk_lifts none = lifts_of(&s, 4, 0, &prices); /* WELD 5, READ 1, TALK 1 */
    for (size_t i = 0; i < none.n_gaps; i++)
        assert_true(none.gaps[i].kind != DK_LIFT_LEVEL || none.gaps[i].what != WELD);
    dk_arena_free(s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lifts__applied_they_do_what_they_said),
        cmocka_unit_test(lifts__course_opens_the_gate_in_time),
        cmocka_unit_test(lifts__gaps_name_every_shortfall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
