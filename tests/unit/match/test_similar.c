/* tests/unit/match/test_similar.c - closeness of profiles: order, symmetry, and never a NaN. */
#include <math.h>
#include <stdlib.h>

#include "core/base/random.h"
#include "core/match/similar.h"
#include "tests/unit/match/fixture.h"

enum { N = 12, M = 6 };

static void draw(double *importance, double *level, uint64_t seed)
{
    dk_random r = dk_random_seed(seed);
    for (size_t i = 0; i < N * M; i++) {
        importance[i] = 1 + 4 * dk_random_unit(&r);
        level[i] = 7 * dk_random_unit(&r);
    }
}

static void similar_all__twins_are_closest(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    draw(importance, level, 1);
    memcpy(importance + 5 * M, importance + 2 * M, M * sizeof(double)); /* 5 is a twin of 2 */
    memcpy(level + 5 * M, level + 2 * M, M * sizeof(double));
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = {N, M, importance, level};
    assert_int_equal(dk_similar_all(&input, out, &err), DK_OK);
    for (size_t j = 0; j < N; j++)
        assert_true(j == 2 || j == 5 || out[2 * N + 5] > out[2 * N + j]);
}

static void similar_all__symmetric_and_bounded(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    draw(importance, level, 2);
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = {N, M, importance, level};
    assert_int_equal(dk_similar_all(&input, out, &err), DK_OK);
    for (size_t i = 0; i < N; i++) {
        assert_true(out[i * N + i] == 1);
        for (size_t j = 0; j < N; j++) {
            assert_true(out[i * N + j] == out[j * N + i]);
            assert_true(out[i * N + j] > 0 && out[i * N + j] <= 1);
        }
    }
}

/* Position is no information: profiles in another order have the same closeness. Sums run in
 * another order then, so the last bits may differ. */
static void similar_all__permutation(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    double importance2[N * M], level2[N * M], out2[N * N];
    draw(importance, level, 3);
    for (size_t i = 0; i < N; i++) {
        memcpy(importance2 + i * M, importance + (N - 1 - i) * M, M * sizeof(double));
        memcpy(level2 + i * M, level + (N - 1 - i) * M, M * sizeof(double));
    }
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = {N, M, importance, level}, turned = {N, M, importance2, level2};
    assert_int_equal(dk_similar_all(&input, out, &err), DK_OK);
    assert_int_equal(dk_similar_all(&turned, out2, &err), DK_OK);
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < N; j++)
            assert_true(fabs(out[i * N + j] - out2[(N - 1 - i) * N + (N - 1 - j)]) < 1e-12);
    }
}

/* NaN, infinities, huge values, constants, no levels: an answer for every pair, and finite. */
static void similar_all__always_finite(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    for (uint64_t seed = 0; seed < 200; seed++) {
        dk_random r = dk_random_seed(seed);
        static const double odd[] = {NAN, INFINITY, -INFINITY, 1e300, 0, 3, 3, 3};
        for (size_t i = 0; i < N * M; i++) {
            importance[i] = odd[dk_random_below(&r, seed % 2 == 0 ? 8 : 1 + seed % 8)];
            level[i] = odd[dk_random_below(&r, 8)];
        }
        dk_err err = DK_ERR_INIT;
        const dk_similar_input input = {N, M, importance, seed % 3 == 0 ? NULL : level};
        assert_int_equal(dk_similar_all(&input, out, &err), DK_OK);
        for (size_t i = 0; i < N * N; i++)
            assert_true(isfinite(out[i]));
    }
}

static void similar_all__unrated_profile_is_close_to_none(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    draw(importance, level, 4);
    for (size_t k = 0; k < M; k++)
        importance[3 * M + k] = NAN;
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = {N, M, importance, level};
    assert_int_equal(dk_similar_all(&input, out, &err), DK_OK);
    for (size_t j = 0; j < N; j++)
        assert_true(out[3 * N + j] == (j == 3 ? 1.0 : 0.0));
}

static void similar_all__sizes(void **state)
{
    (void)state;
    const double one = 3;
    double out = -1;
    dk_err err = DK_ERR_INIT;
    const dk_similar_input single = {1, 1, &one, NULL}, none = {0, 1, &one, NULL};
    assert_int_equal(dk_similar_all(&single, &out, &err), DK_OK);
    assert_true(out == 1);
    assert_int_equal(dk_similar_all(&none, &out, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_SIMILAR_SIZE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(similar_all__twins_are_closest),
        cmocka_unit_test(similar_all__symmetric_and_bounded),
        cmocka_unit_test(similar_all__permutation),
        cmocka_unit_test(similar_all__always_finite),
        cmocka_unit_test(similar_all__unrated_profile_is_close_to_none),
        cmocka_unit_test(similar_all__sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
