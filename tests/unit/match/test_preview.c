/* core/match/preview.c: what other weights move, against hand-made lists. */
#include "tests/unit/match/fixture.h"

#include "core/match/preview.h"

/* Two posts: one pays well, one wants what the person can do. */
static void make_posts(dk_match_post posts[2])
{
    posts[0] = fx_post(1);
    posts[1] = fx_post(2);
    posts[0].pay_min_fen = posts[0].pay_max_fen = 250000; /* below the wish of 4,000 */
    posts[1].requirements = NULL;                         /* says nothing about skills */
    posts[1].n_requirements = 0;
}

static dk_preview preview_of(const dk_market *market, const dk_weights *from, const dk_weights *to,
                             size_t sample, size_t top, dk_arena *arena)
{
    dk_match_index *a = fx_index(market, from), *b = fx_index(market, to);
    dk_err err = DK_ERR_INIT;
    dk_preview out;
    assert_int_equal(dk_match_preview(a, b, &(dk_preview_ask){sample, top}, arena, &out, &err),
                     DK_OK);
    out.weights_from = out.weights_to = NULL; /* they go with the indexes */
    dk_match_index_free(a);
    dk_match_index_free(b);
    return out;
}

static size_t criterion(const char *key)
{
    for (size_t c = 0; c < DK_N_CRITERIA; c++)
        if (strcmp(dk_criteria[c]->key, key) == 0)
            return c;
    fail_msg("no criterion %s", key);
    return 0;
}

static void preview__a_swap_of_two_posts(void **state)
{
    (void)state;
    dk_match_trainee t = fx_trainee(1);
    dk_match_post posts[2];
    make_posts(posts);
    dk_market market = fx_market(&t, 1, posts, 2);
    dk_weights skills = fx_only(criterion("skills")), pay = fx_only(criterion("pay"));
    dk_arena *arena = dk_arena_new();
    dk_preview p = preview_of(&market, &skills, &pay, 10, 1, arena);
    assert_int_equal(p.n_people, 1);
    assert_int_equal(p.n_changed, 1);
    assert_int_equal(p.n_first_changed, 1);
    assert_int_equal(p.places, 1);
    assert_int_equal(p.kept, 0);
    assert_int_equal(p.n_moved, 1);
    assert_int_equal(p.moved[0].n_posts, 2);
    assert_int_equal(p.moved[0].posts[0].before, 1);
    assert_int_equal(p.moved[0].posts[0].after, 2);
    assert_int_equal(p.moved[0].posts[1].before, 2);
    assert_int_equal(p.moved[0].posts[1].after, 1);
    dk_arena_free(arena);
}

static void preview__the_same_weights_move_nothing(void **state)
{
    (void)state;
    dk_match_trainee people[3] = {fx_trainee(1), fx_trainee(2), fx_trainee(3)};
    people[1].has_consent = DK_TRI_NO; /* not open: not in the sample */
    dk_match_post posts[2];
    make_posts(posts);
    dk_market market = fx_market(people, 3, posts, 2);
    dk_weights from = dk_weights_default(), to = from;
    for (size_t c = 0; c < DK_N_CRITERIA; c++)
        to.weight[c] *= 3; /* only ratios count */
    dk_arena *arena = dk_arena_new();
    dk_preview p = preview_of(&market, &from, &to, 10, 5, arena);
    assert_int_equal(p.n_people, 2);
    assert_int_equal(p.n_changed, 0);
    assert_int_equal(p.n_moved, 0);
    assert_int_equal(p.kept, p.places);
    p = preview_of(&market, &from, &to, 1, 5, arena);
    assert_int_equal(p.n_people, 1);
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(preview__a_swap_of_two_posts),
        cmocka_unit_test(preview__the_same_weights_move_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
