/* core/match/wider.c: which wider search opens posts, and that it is proven by the scorer. */
#include "tests/unit/match/fixture.h"

#include "core/match/wider.h"

static size_t wider_of(const dk_market *market, size_t top, dk_wider *out)
{
    dk_weights weights = dk_weights_default();
    dk_match_index *index = fx_index(market, &weights);
    dk_err err = DK_ERR_INIT;
    dk_wider_list list;
    assert_int_equal(dk_match_wider(index, 0, top, &list, &err), DK_OK);
    memcpy(out, list.items, list.n * sizeof *out);
    dk_match_index_free(index);
    return list.n;
}

static const dk_wider *found(const dk_wider *list, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].key, key) == 0)
            return &list[i];
    return NULL;
}

static void wider__a_certificate_by_law_opens_its_posts(void **state)
{
    (void)state;
    dk_match_trainee t = fx_trainee(1);
    dk_match_post posts[3] = {fx_post(1), fx_post(2), fx_post(3)};
    posts[1].certs_legal = posts[2].certs_legal = (dk_term_list){fx_cert_weld, 1};
    posts[2].pay_max_fen = posts[2].pay_min_fen = 300000;
    dk_market market = fx_market(&t, 1, posts, 3);
    dk_wider list[DK_WIDER_MAX];
    size_t n = wider_of(&market, 5, list);
    const dk_wider *cert = found(list, n, "certificate");
    assert_non_null(cert);
    assert_int_equal(cert->opens, 2);
    assert_int_equal(cert->best, 2); /* of the two the better paid */
    assert_ptr_equal(cert, &list[0]);
    dk_arena *arena = dk_arena_new();
    assert_string_equal(dk_words_render(arena, DK_ZH, &cert->words), "取得焊工特种作业证");
    dk_arena_free(arena);
}

static void wider__who_is_out_by_choice_age_or_consent(void **state)
{
    (void)state;
    dk_match_trainee t = fx_trainee(1);
    dk_match_post post = fx_post(1);
    dk_market market = fx_market(&t, 1, &post, 1);
    dk_wider list[DK_WIDER_MAX];
    t.intent = DK_INTENT_STUDY;
    size_t n = wider_of(&market, 5, list);
    assert_non_null(found(list, n, "opt_in"));
    assert_int_equal(found(list, n, "opt_in")->opens, 1);
    t = fx_trainee(1);
    t.has_consent = DK_TRI_NO;
    n = wider_of(&market, 5, list);
    assert_int_equal(found(list, n, "consent")->opens, 1);
    t = fx_trainee(1);
    t.sixteen_on = fx_day(2026, 8, 29);
    t.adult_on = fx_day(2028, 8, 29);
    n = wider_of(&market, 5, list);
    assert_int_equal(found(list, n, "age")->opens, 1);
    assert_int_equal(found(list, n, "age")->words.args[0].num, fx_day(2026, 8, 29));
    /* all three at once: no single step helps, together they do */
    t.intent = DK_INTENT_STUDY;
    t.has_consent = DK_TRI_NO;
    n = wider_of(&market, 5, list);
    assert_int_equal(n, 1);
    assert_string_equal(list[0].key, "together");
    assert_int_equal(list[0].opens, 1);
}

static void wider__a_full_list_is_moved_only_by_better_posts(void **state)
{
    (void)state;
    dk_match_trainee t = fx_trainee(1);
    dk_match_post posts[2] = {fx_post(1), fx_post(2)};
    posts[1].town = TOWN_B; /* 45 minutes away */
    posts[1].has_dorm = DK_TRI_NO;
    posts[1].pay_min_fen = posts[1].pay_max_fen = 520000;
    posts[0].pay_min_fen = posts[0].pay_max_fen = 400000;
    t.commute_max_min = 40;
    dk_market market = fx_market(&t, 1, posts, 2);
    dk_wider list[DK_WIDER_MAX];
    size_t n = wider_of(&market, 1, list);
    for (size_t i = 0; i < n; i++) {
        assert_true(list[i].opens + list[i].moves > 0);
        assert_true(list[i].gain >= 0);
    }
    assert_null(found(list, n, "consent")); /* it is there already */
    assert_null(found(list, n, "opt_in"));
    assert_null(found(list, n, "towns")); /* there is no wish to give up */
}

static void wider__nothing_to_open(void **state)
{
    (void)state;
    dk_match_trainee t = fx_trainee(1);
    dk_market market = fx_market(&t, 1, NULL, 0);
    dk_wider list[DK_WIDER_MAX];
    assert_int_equal(wider_of(&market, 5, list), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wider__a_certificate_by_law_opens_its_posts),
        cmocka_unit_test(wider__who_is_out_by_choice_age_or_consent),
        cmocka_unit_test(wider__a_full_list_is_moved_only_by_better_posts),
        cmocka_unit_test(wider__nothing_to_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
