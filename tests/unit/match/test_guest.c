/* tests/unit/match/test_guest.c - a guest equal to a record has its points; a changed one differs
 * exactly as a market with the change does. */
#include "core/match/guest.h"
#include "core/match/index.h"
#include "tests/unit/match/fixture.h"

typedef struct {
    dk_match_trainee trainees[3];
    dk_match_post posts[3];
    dk_market market;
    dk_match_index *index;
    dk_arena *arena;
} setting;

static void set_up(setting *s)
{
    for (int i = 0; i < 3; i++) {
        s->trainees[i] = fx_trainee(10 + i);
        s->posts[i] = fx_post(20 + i);
    }
    s->trainees[1].town = TOWN_B;
    s->trainees[1].shift_ok = DK_TRI_NO;
    s->trainees[2].n_skills = 0;
    s->posts[1].shift = DK_SHIFT_THREE;
    s->posts[1].town = TOWN_C;
    s->posts[2].n_requirements = 0;
    s->posts[2].certs_legal = (dk_term_list){fx_cert_weld, 1};
    s->market = fx_market(s->trainees, 3, s->posts, 3);
    const dk_weights weights = dk_weights_default();
    s->index = fx_index(&s->market, &weights);
    s->arena = dk_arena_new();
}

static void tear_down(setting *s)
{
    dk_match_index_free(s->index);
    dk_arena_free(s->arena);
}

static void same_parts(const dk_parts *a, const dk_parts *b)
{
    assert_int_equal(a->score, b->score);
    assert_int_equal(a->fit, b->fit);
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        assert_int_equal(a->criteria[c].points, b->criteria[c].points);
        assert_int_equal(a->criteria[c].state, b->criteria[c].state);
    }
    assert_int_equal(a->n_skills, b->n_skills);
}

static void guest__equal_to_a_record_has_its_points(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    dk_err err = DK_ERR_INIT;
    for (size_t t = 0; t < 3; t++) {
        dk_guest_trainee *guest = NULL;
        assert_int_equal(dk_guest_trainee_new(s.index, &s.trainees[t], s.arena, &guest, &err),
                         DK_OK);
        for (size_t p = 0; p < 3; p++) {
            dk_parts a, b;
            dk_guest_post *offer = NULL;
            assert_int_equal(dk_guest_post_new(s.index, p, &s.posts[p], s.arena, &offer, &err),
                             DK_OK);
            (void)dk_score_pair(s.index, t, p, &a);
            assert_int_equal(dk_guest_score_post(s.index, guest, p, &b), a.score);
            same_parts(&a, &b);
            assert_int_equal(dk_guest_score_trainee(s.index, t, offer, &b), a.score);
            same_parts(&a, &b);
            dk_gate_state gates = dk_gate_pair(s.index, t, p, NULL).state, once;
            assert_int_equal(dk_guest_gate_post(s.index, guest, p), gates);
            assert_int_equal(dk_guest_gate_trainee(s.index, t, offer), gates);
            int32_t score;
            assert_true(dk_guest_once(s.index, &s.trainees[t], p, s.arena, &score, &once));
            assert_int_equal(score, a.score);
            assert_int_equal(once, gates);
        }
    }
    tear_down(&s);
}

static void guest__changed_equals_a_market_with_the_change(void **state)
{
    (void)state;
    setting s;
    set_up(&s);
    dk_err err = DK_ERR_INIT;
    static const dk_trainee_skill better[] = {{WELD, 5, 5, 5, DK_SOURCE_ASSESSED, 20463},
                                              {TALK, 3, 3, 3, DK_SOURCE_ASSESSED, 20463}};
    dk_match_trainee changed = s.trainees[1];
    changed.skills = better;
    changed.shift_ok = DK_TRI_YES;
    dk_match_post offer = s.posts[1];
    offer.shift = DK_SHIFT_DAY;
    offer.pay_min_fen = 600000;
    dk_guest_trainee *guest = NULL;
    dk_guest_post *what = NULL;
    assert_int_equal(dk_guest_trainee_new(s.index, &changed, s.arena, &guest, &err), DK_OK);
    assert_int_equal(dk_guest_post_new(s.index, 1, &offer, s.arena, &what, &err), DK_OK);
    int32_t by_guest = dk_guest_score_post(s.index, guest, 1, NULL);
    int32_t by_offer = dk_guest_score_trainee(s.index, 0, what, NULL);
    int32_t before = dk_score_pair(s.index, 1, 1, NULL);
    s.trainees[1] = changed;
    dk_match_index *other;
    const dk_weights weights = dk_weights_default();
    other = fx_index(&s.market, &weights);
    assert_int_equal(by_guest, dk_score_pair(other, 1, 1, NULL));
    assert_true(by_guest > before);
    dk_match_index_free(other);
    s.posts[1] = offer;
    other = fx_index(&s.market, &weights);
    assert_int_equal(by_offer, dk_score_pair(other, 0, 1, NULL));
    dk_match_index_free(other);
    tear_down(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guest__equal_to_a_record_has_its_points),
        cmocka_unit_test(guest__changed_equals_a_market_with_the_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
