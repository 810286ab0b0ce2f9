/* tests/unit/match/test_replay.c - a placement's rank against the list, and what cases sum to. */
#include <math.h>

#include "core/base/random.h"
#include "core/match/replay.h"
#include "tests/unit/match/fixture.h"

enum { MANY = 80, SEED = 3 };

/* Posts that differ in pay and place, many of them equal; some closed, some gated. */
static void vary(dk_match_post *posts, size_t n)
{
    dk_random r = dk_random_seed(11);
    for (size_t i = 0; i < n; i++) {
        posts[i] = fx_post((int64_t)i + 1);
        posts[i].pay_min_fen = posts[i].pay_max_fen =
            300000 + 50000 * (int64_t)dk_random_below(&r, 4);
        posts[i].town = (dk_term)(1 + dk_random_below(&r, 2));
        posts[i].is_closed = dk_random_below(&r, 6) == 0;
        if (dk_random_below(&r, 5) == 0)
            posts[i].certs_legal = (dk_term_list){fx_cert_weld, 1};
    }
}

static size_t place_in(const dk_top *top, size_t post)
{
    for (size_t i = 0; i < top->n_best; i++)
        if (top->best[i].at == post)
            return i + 1;
    return 0;
}

/* Every post has the rank it has in the list, or none and the reason why. */
static void rank_of__as_in_the_list(void **state)
{
    (void)state;
    const dk_match_trainee t = fx_trainee(9);
    dk_match_post posts[MANY];
    dk_top top;
    dk_err err = DK_ERR_INIT;
    size_t seen[DK_N_REPLAY_STATES] = {0};
    vary(posts, MANY);
    const dk_market market = fx_market(&t, 1, posts, MANY);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_seeded(&market, &weights, SEED);
    dk_arena *arena = dk_arena_new();
    assert_int_equal(dk_top_posts(index, 0, MANY, arena, &top, &err), DK_OK);
    for (size_t p = 0; p < MANY; p++) {
        const dk_replay_rank one = dk_replay_rank_of(index, 0, &p, 1);
        assert_int_equal(one.rank, place_in(&top, p));
        assert_int_equal(one.candidates, top.n_best);
        assert_int_equal(one.best, top.best[0].at);
        assert_int_equal(one.best_score, top.best[0].score);
        assert_int_equal(one.taken, p);
        assert_int_equal(one.score, one.rank == 0 ? 0 : dk_score_pair(index, 0, p, NULL));
        assert_int_equal(one.state, one.rank > 0         ? DK_REPLAY_RANKED
                                    : posts[p].is_closed ? DK_REPLAY_SHUT
                                                         : DK_REPLAY_GATED);
        seen[one.state]++;
    }
    assert_true(seen[DK_REPLAY_RANKED] > 10 && seen[DK_REPLAY_SHUT] > 0 &&
                seen[DK_REPLAY_GATED] > 0);
    dk_match_index_free(index);
    dk_arena_free(arena);
}

/* Of several posts that may be meant the best counts; without one there is no rank. */
static void rank_of__the_best_of_several(void **state)
{
    (void)state;
    dk_match_trainee t = fx_trainee(9);
    dk_match_post posts[3] = {fx_post(1), fx_post(2), fx_post(3)};
    const size_t both[] = {1, 2};
    posts[1].pay_min_fen = posts[1].pay_max_fen = 300000;
    posts[2].is_closed = true;
    dk_market market = fx_market(&t, 1, posts, 3);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    dk_replay_rank one = dk_replay_rank_of(index, 0, both, 2);
    assert_int_equal(one.state, DK_REPLAY_RANKED);
    assert_int_equal(one.taken, 1);
    assert_int_equal(one.rank, 2);
    one = dk_replay_rank_of(index, 0, NULL, 0);
    assert_int_equal(one.state, DK_REPLAY_NO_POST);
    assert_int_equal(one.candidates, 2);
    dk_match_index_free(index);
    t.has_consent = DK_TRI_NO;
    index = fx_index(&market, &weights);
    one = dk_replay_rank_of(index, 0, both, 2);
    assert_int_equal(one.state, DK_REPLAY_OUT);
    assert_int_equal(one.rank, 0);
    assert_int_equal(one.candidates, 0);
    dk_match_index_free(index);
}

static dk_replay_case ranked(int64_t id, size_t rank, size_t candidates, dk_stay stay)
{
    return (dk_replay_case){.placement = id,
                            .state = DK_REPLAY_RANKED,
                            .rank = rank,
                            .candidates = candidates,
                            .score = 5000,
                            .best_score = 5000 + 100 * (int32_t)(rank - 1),
                            .stay = stay};
}

/* By hand: ranks 1, 3, 8, 40 of 100 and one gated of five known. */
static void sum__hits_chance_groups(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    const dk_compare_line line = {.key = "pay", .diff = 700};
    dk_replay_case cases[] = {ranked(1, 3, 100, DK_STAY_SAME),
                              ranked(2, 40, 100, DK_STAY_LEFT),
                              ranked(3, 1, 4, DK_STAY_SAME),
                              ranked(4, 8, 100, DK_STAY_UNKNOWN),
                              {.placement = 5, .state = DK_REPLAY_GATED, .stay = DK_STAY_SAME},
                              {.placement = 6, .state = DK_REPLAY_NO_POST, .stay = DK_STAY_SAME}};
    cases[1].lines = &line;
    cases[1].n_lines = 1;
    dk_replay r = {.cases = cases, .n_cases = 6};
    dk_arena *arena = dk_arena_new();
    assert_int_equal(dk_replay_sum(&r, arena, &err), DK_OK);
    const dk_replay_group *all = &r.groups[0], *same = &r.groups[1 + DK_STAY_SAME];
    assert_int_equal(all->n, 5);
    assert_int_equal(all->ranked, 4);
    assert_int_equal(all->hits[0], 1);
    assert_int_equal(all->hits[1], 2);
    assert_int_equal(all->hits[2], 3);
    assert_true(fabs(all->chance[0] - (0.01 * 3 + 0.25)) < 1e-12);
    assert_true(fabs(all->chance[1] - (0.05 * 3 + 1)) < 1e-12);
    assert_int_equal(all->median_rank, 3);
    assert_int_equal(all->total_taken, 20000);
    assert_int_equal(same->n, 3);
    assert_int_equal(same->ranked, 2);
    assert_int_equal(same->hits[1], 2);
    assert_int_equal(r.groups[1 + DK_STAY_NOT_DUE].n, 0);
    assert_int_equal(r.states[DK_REPLAY_NO_POST], 1);
    assert_int_equal(r.n_reasons, 1);
    assert_string_equal(r.reasons[0].key, "pay");
    assert_int_equal(r.reasons[0].points, 700);
    /* Farthest first, those without a rank last. */
    assert_int_equal(r.cases[0].placement, 2);
    assert_int_equal(r.cases[3].placement, 3);
    assert_int_equal(r.cases[5].placement, 6);
    dk_arena_free(arena);
}

static void sum__nothing(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_replay r = {.n_cases = 0};
    dk_arena *arena = dk_arena_new();
    assert_int_equal(dk_replay_sum(&r, arena, &err), DK_OK);
    assert_int_equal(r.groups[0].n, 0);
    assert_int_equal(r.n_reasons, 0);
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rank_of__as_in_the_list),
        cmocka_unit_test(rank_of__the_best_of_several),
        cmocka_unit_test(sum__hits_chance_groups),
        cmocka_unit_test(sum__nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
