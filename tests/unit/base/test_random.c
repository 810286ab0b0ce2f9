/* tests/unit/base/test_random.c - the generator against published vectors, the distributions
 * against their moments. Vectors: xoshiro256** from state 1,2,3,4 and splitmix64 from 1234567 are
 * the ones the authors' reference code gives (prng.di.unimi.it). Bounds on means are 5 standard
 * errors. */
#include "tests/unit/base/test.h"

#include <math.h>

#include "core/base/random.h"

static void next__reference_vector(void **state)
{
    (void)state;
    static const uint64_t expected[] = {
        11520, 0, 1509978240, 1215971899390074240u, 1216172134540287360u, 607988272756665600u};
    dk_random random = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_true(dk_random_next(&random) == expected[i]);
}

static void seed__is_splitmix64(void **state)
{
    (void)state;
    static const uint64_t expected[] = {6457827717110365317u, 3203168211198807973u,
                                        9817491932198370423u, 4593380528125082431u};
    dk_random random = dk_random_seed(1234567);
    for (size_t i = 0; i < 4; i++)
        assert_true(random.s[i] == expected[i]);
}

static void stream__depends_on_seed_and_name_only(void **state)
{
    (void)state;
    dk_random a = dk_random_stream(1, "firms"), b = dk_random_stream(1, "firms");
    dk_random c = dk_random_stream(1, "posts"), d = dk_random_stream(2, "firms");
    uint64_t first = dk_random_next(&a);
    assert_true(first == dk_random_next(&b));
    assert_true(first != dk_random_next(&c) && first != dk_random_next(&d));
}

static void between__stays_inside_and_reaches_both_ends(void **state)
{
    (void)state;
    dk_random random = dk_random_seed(1);
    size_t seen[7] = {0};
    for (int i = 0; i < 7000; i++) {
        int64_t v = dk_random_between(&random, -3, 3);
        assert_true(v >= -3 && v <= 3);
        seen[v + 3]++;
    }
    /* binomial(7000, 1/7): mean 1000, standard deviation 29 */
    for (size_t i = 0; i < 7; i++)
        assert_true(seen[i] > 855 && seen[i] < 1145);
    assert_int_equal(dk_random_between(&random, 5, 5), 5);
    bool is_negative = false, is_positive = false;
    for (int i = 0; i < 64; i++) {
        int64_t v = dk_random_between(&random, INT64_MIN, INT64_MAX);
        is_negative = is_negative || v < 0;
        is_positive = is_positive || v > 0;
    }
    assert_true(is_negative && is_positive);
}

enum { DRAWS = 40000 };

/* Checks mean and variance of DRAWS values within 5 standard errors (kurtosis allowed for: 8 %). */
static void check_moments(const double *x, double mean, double variance)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < DRAWS; i++)
        sum += x[i];
    for (size_t i = 0; i < DRAWS; i++)
        squares += (x[i] - sum / DRAWS) * (x[i] - sum / DRAWS);
    assert_true(fabs(sum / DRAWS - mean) <= 5 * sqrt(variance / DRAWS));
    assert_true(fabs(squares / DRAWS - variance) <= 0.08 * variance);
}

static void distributions__mean_and_variance(void **state)
{
    (void)state;
    static double x[DRAWS];
    dk_random random = dk_random_seed(20260101);
    for (size_t i = 0; i < DRAWS; i++)
        x[i] = dk_random_unit(&random);
    check_moments(x, 0.5, 1.0 / 12);
    for (size_t i = 0; i < DRAWS; i++)
        x[i] = dk_random_normal(&random);
    check_moments(x, 0, 1);
    static const double shapes[] = {0.5, 1, 7.5};
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < DRAWS; i++)
            x[i] = dk_random_gamma(&random, shapes[k]);
        check_moments(x, shapes[k], shapes[k]);
    }
    static const double means[] = {0.3, 12, 29.9, 30, 400};
    for (size_t k = 0; k < 5; k++) {
        for (size_t i = 0; i < DRAWS; i++)
            x[i] = (double)dk_random_poisson(&random, means[k]);
        check_moments(x, means[k], means[k]);
    }
    assert_int_equal(dk_random_poisson(&random, 0), 0);
}

static void hash__seed_and_every_byte_count(void **state)
{
    (void)state;
    assert_true(dk_hash(0, "a", 1) == dk_hash_text(0, "a"));
    assert_true(dk_hash_text(0, "a") != dk_hash_text(1, "a"));
    assert_true(dk_hash_text(0, "ab") != dk_hash_text(0, "ba"));
    assert_true(dk_hash(0, "a\0", 2) != dk_hash(0, "a", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next__reference_vector),
        cmocka_unit_test(seed__is_splitmix64),
        cmocka_unit_test(stream__depends_on_seed_and_name_only),
        cmocka_unit_test(between__stays_inside_and_reaches_both_ends),
        cmocka_unit_test(distributions__mean_and_variance),
        cmocka_unit_test(hash__seed_and_every_byte_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
