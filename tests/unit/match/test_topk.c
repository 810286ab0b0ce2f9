/* tests/unit/match/test_topk.c - the scan against a full sort, ties, near misses, counts. */
#include <stdlib.h>

#include "core/base/random.h"
#include "tests/unit/match/fixture.h"

enum { MANY = 120 };

/* Posts that differ in pay, place and seats; many are equal, so that ties decide. */
static void vary(dk_match_post *posts, size_t n)
{
    dk_random r = dk_random_seed(7);
    for (size_t i = 0; i < n; i++) {
        posts[i] = fx_post((int64_t)i + 1);
        posts[i].pay_min_fen = 300000 + 50000 * (int64_t)dk_random_below(&r, 4);
        posts[i].pay_max_fen = posts[i].pay_min_fen;
        posts[i].town = (dk_term)dk_random_below(&r, 3);
        posts[i].is_closed = dk_random_below(&r, 6) == 0;
        if (dk_random_below(&r, 5) == 0)
            posts[i].certs_legal = (dk_term_list){fx_cert_weld, 1};
        if (dk_random_below(&r, 7) == 0) {
            posts[i].kind = DK_KIND_INTERNSHIP;
            posts[i].hours_week_x100 = -1; /* unknown */
        }
    }
}

typedef struct {
    int32_t score;
    uint64_t tie;
    int64_t id;
} row;

static int by_rule(const void *a, const void *b)
{
    const row *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    if (x->tie != y->tie)
        return x->tie < y->tie ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static void top_posts__equals_the_full_sort(void **state)
{
    (void)state;
    const dk_match_trainee t = fx_trainee(9);
    dk_match_post posts[MANY];
    vary(posts, MANY);
    const dk_market market = fx_market(&t, 1, posts, MANY);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_seeded(&market, &weights, 3);
    row all[MANY];
    size_t n = 0;
    for (size_t p = 0; p < MANY; p++) {
        if (dk_gate_pair(index, 0, p, NULL).state == DK_GATE_PASS)
            all[n++] =
                (row){dk_score_pair(index, 0, p, NULL), dk_tie(3, 9, posts[p].id), posts[p].id};
    }
    qsort(all, n, sizeof all[0], by_rule);
    assert_true(n > 30);
    dk_arena *arena = dk_arena_new();
    for (size_t k = 1; k <= MANY; k += 7) {
        dk_top top;
        dk_err err = DK_ERR_INIT;
        assert_int_equal(dk_top_posts(index, 0, k, arena, &top, &err), DK_OK);
        assert_int_equal(top.n_best, k < n ? k : n);
        for (size_t i = 0; i < top.n_best; i++) {
            assert_int_equal(top.best[i].id, all[i].id);
            assert_int_equal(top.best[i].score, all[i].score);
        }
    }
    dk_arena_free(arena);
    dk_match_index_free(index);
}

/* The order of the posts in the market is no part of the result. */
static void top_posts__permuted_market_gives_the_same_list(void **state)
{
    (void)state;
    const dk_match_trainee t = fx_trainee(9);
    dk_match_post posts[MANY], turned[MANY];
    vary(posts, MANY);
    for (size_t i = 0; i < MANY; i++)
        turned[i] = posts[MANY - 1 - i];
    const dk_market markets[2] = {fx_market(&t, 1, posts, MANY), fx_market(&t, 1, turned, MANY)};
    const dk_weights weights = dk_weights_default();
    dk_arena *arena = dk_arena_new();
    dk_top tops[2];
    dk_match_index *indexes[2];
    for (int i = 0; i < 2; i++) {
        dk_err err = DK_ERR_INIT;
        indexes[i] = fx_index(&markets[i], &weights);
        assert_int_equal(dk_top_posts(indexes[i], 0, 20, arena, &tops[i], &err), DK_OK);
    }
    assert_int_equal(tops[0].n_best, tops[1].n_best);
    for (size_t i = 0; i < tops[0].n_best; i++) {
        assert_int_equal(tops[0].best[i].id, tops[1].best[i].id);
        assert_int_equal(tops[0].best[i].score, tops[1].best[i].score);
    }
    assert_int_equal(tops[0].n_near, tops[1].n_near);
    for (size_t i = 0; i < tops[0].n_near; i++)
        assert_int_equal(tops[0].near[i].id, tops[1].near[i].id);
    dk_match_index_free(indexes[0]);
    dk_match_index_free(indexes[1]);
    dk_arena_free(arena);
}

/* Equal posts: another seed and another person see them in another order. */
static void top_posts__ties_by_seed_and_subject(void **state)
{
    (void)state;
    const dk_match_trainee trainees[] = {fx_trainee(1), fx_trainee(2)};
    dk_match_post posts[20];
    for (size_t i = 0; i < 20; i++)
        posts[i] = fx_post((int64_t)i + 1);
    const dk_market market = fx_market(trainees, 2, posts, 20);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights), *other = fx_seeded(&market, &weights, 1);
    dk_arena *arena = dk_arena_new();
    dk_top tops[3];
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_top_posts(index, 0, 20, arena, &tops[0], &err), DK_OK);
    assert_int_equal(dk_top_posts(other, 0, 20, arena, &tops[1], &err), DK_OK);
    assert_int_equal(dk_top_posts(index, 1, 20, arena, &tops[2], &err), DK_OK);
    for (int i = 1; i < 3; i++) {
        bool is_same = true;
        for (size_t k = 0; k < 20; k++)
            is_same &= tops[0].best[k].id == tops[i].best[k].id;
        assert_false(is_same);
    }
    dk_arena_free(arena);
    dk_match_index_free(other);
    dk_match_index_free(index);
}

static void top_posts__counts_near_and_unknowns(void **state)
{
    (void)state;
    const dk_match_trainee t = fx_trainee(1);
    dk_match_post posts[6];
    for (size_t i = 0; i < 6; i++)
        posts[i] = fx_post((int64_t)i + 1);
    posts[1].is_closed = true;                              /* not open */
    posts[2].certs_legal = (dk_term_list){fx_cert_weld, 1}; /* near: lacks the certificate */
    posts[3].certs_legal = (dk_term_list){fx_cert_weld, 1}; /* two failures: not near */
    posts[3].edu_legal = EDU_COLLEGE;
    posts[4].is_order = true;           /* fails alone, but is never shown */
    posts[5].kind = DK_KIND_INTERNSHIP; /* unknown hours */
    posts[5].hours_week_x100 = -1;
    const dk_market market = fx_market(&t, 1, posts, 6);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    dk_arena *arena = dk_arena_new();
    dk_top top;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_top_posts(index, 0, 5, arena, &top, &err), DK_OK);
    assert_int_equal(top.not_open, 1);
    assert_int_equal(top.considered, 5);
    assert_int_equal(top.gated_out, 3);
    assert_int_equal(top.unknown, 1);
    assert_int_equal(top.n_best, 1);
    assert_int_equal(top.best[0].id, 1);
    assert_int_equal(top.n_near, 1);
    assert_int_equal(top.near[0].id, 3);
    assert_int_equal(top.n_unknowns, 1);
    assert_int_equal(top.unknowns[0].id, 6);
    dk_arena_free(arena);
    dk_match_index_free(index);
}

/* Who may not be matched is in nobody's list and has none. */
static void top__people_not_to_be_matched(void **state)
{
    (void)state;
    dk_match_trainee trainees[] = {fx_trainee(1), fx_trainee(2), fx_trainee(3)};
    trainees[1].is_human_only = true;
    trainees[2].intent = DK_INTENT_STUDY;
    const dk_match_post p = fx_post(1);
    const dk_market market = fx_market(trainees, 3, &p, 1);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    dk_arena *arena = dk_arena_new();
    dk_top top;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_top_trainees(index, 0, 10, arena, &top, &err), DK_OK);
    assert_int_equal(top.n_best, 1);
    assert_int_equal(top.best[0].id, 1);
    assert_int_equal(top.not_open, 2);
    assert_int_equal(top.n_near, 0);
    assert_int_equal(dk_top_posts(index, 1, 10, arena, &top, &err), DK_OK);
    assert_int_equal(top.n_best + top.n_near + top.n_unknowns, 0);
    assert_int_equal(top.gated_out, 1);
    assert_false(dk_match_trainee_open(index, 1));
    assert_true(dk_match_post_open(index, 0));
    dk_arena_free(arena);
    dk_match_index_free(index);
}

static void top_posts__no_posts(void **state)
{
    (void)state;
    const dk_match_trainee t = fx_trainee(1);
    const dk_market market = fx_market(&t, 1, NULL, 0);
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(&market, &weights);
    dk_arena *arena = dk_arena_new();
    dk_top top;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_top_posts(index, 0, 5, arena, &top, &err), DK_OK);
    assert_int_equal(top.n_best + top.considered + top.not_open, 0);
    dk_arena_free(arena);
    dk_match_index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(top_posts__equals_the_full_sort),
        cmocka_unit_test(top_posts__permuted_market_gives_the_same_list),
        cmocka_unit_test(top_posts__ties_by_seed_and_subject),
        cmocka_unit_test(top_posts__counts_near_and_unknowns),
        cmocka_unit_test(top__people_not_to_be_matched),
        cmocka_unit_test(top_posts__no_posts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
