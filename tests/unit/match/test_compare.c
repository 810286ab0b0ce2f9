/* tests/unit/match/test_compare.c - differences sum to the difference of the scores; a gate decides
 * before points do. */
#include "core/match/compare.h"
#include "tests/unit/match/fixture.h"

static const dk_compare_ask PEOPLE = {DK_TRAINEES_FOR_POST, 0, 0, 1},
                            POSTS = {DK_POSTS_FOR_TRAINEE, 0, 1, 0};

static void compare__differences_sum_to_the_scores(void **state)
{
    (void)state;
    dk_match_trainee people[] = {fx_trainee(1), fx_trainee(2)};
    people[1].town = TOWN_B;
    people[1].edu = EDU_JUNIOR;
    people[1].shift_ok = DK_TRI_NO;
    dk_match_post posts[] = {fx_post(1), fx_post(2)};
    posts[0].shift = DK_SHIFT_TWO;
    posts[1].pay_min_fen = posts[1].pay_max_fen = 350000;
    const dk_market market = fx_market(people, 2, posts, 2);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_comparison c;
    assert_int_equal(dk_compare(&(dk_telling){index, DK_ZH, arena}, &PEOPLE, &c, &err), DK_OK);
    assert_int_equal(c.score_a, dk_score_pair(index, 0, 0, NULL));
    assert_int_equal(c.score_b, dk_score_pair(index, 1, 0, NULL));
    int32_t sum = 0, last = INT32_MAX;
    for (size_t i = 0; i < c.n_lines; i++) {
        int32_t size = c.lines[i].diff < 0 ? -c.lines[i].diff : c.lines[i].diff;
        assert_int_equal(c.lines[i].diff, c.lines[i].a - c.lines[i].b);
        assert_true(size <= last);
        last = size;
        sum += c.lines[i].diff;
    }
    assert_int_equal(sum, c.score_a - c.score_b);
    assert_true(c.score_a > c.score_b);
    assert_string_equal(c.lines[0].key, "shift");
    assert_non_null(strstr(c.summary, "班制"));
    assert_int_equal(c.n_gates, 0);
    assert_int_equal(dk_compare(&(dk_telling){index, DK_EN, arena}, &POSTS, &c, &err), DK_OK);
    assert_int_equal(c.a, 2);
    assert_int_equal(c.score_a - c.score_b,
                     dk_score_pair(index, 0, 1, NULL) - dk_score_pair(index, 0, 0, NULL));
    assert_string_equal(c.lines[0].key, "pay");
    dk_arena_free(arena);
    dk_match_index_free(index);
}

static void compare__a_gate_decides_before_points(void **state)
{
    (void)state;
    static const dk_trainee_cert held[] = {{CERT_WELD, DK_DAY_NONE, 21000}};
    dk_match_trainee people[] = {fx_trainee(1), fx_trainee(2)};
    people[1].certs = held;
    people[1].n_certs = 1;
    people[1].town = TOWN_B; /* fewer points, but the certificate */
    dk_match_post post = fx_post(1);
    post.certs_legal = (dk_term_list){fx_cert_weld, 1};
    const dk_market market = fx_market(people, 2, &post, 1);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_comparison c;
    assert_int_equal(dk_compare(&(dk_telling){index, DK_ZH, arena}, &PEOPLE, &c, &err), DK_OK);
    assert_true(c.score_a > c.score_b);
    assert_int_equal(c.gates_a, DK_GATE_FAIL);
    assert_int_equal(c.gates_b, DK_GATE_PASS);
    assert_int_equal(c.n_gates, 1);
    assert_string_equal(c.gates[0].key, "certificate");
    assert_non_null(strstr(c.summary, "后者通过全部门槛"));
    dk_arena_free(arena);
    dk_match_index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compare__differences_sum_to_the_scores),
        cmocka_unit_test(compare__a_gate_decides_before_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
