/* tests/unit/gen/test_draw.c - means of draws within five standard errors (by hand), and borders.
 */
#include "tests/unit/gen/test.h"

#include <math.h>

#include "datasets/gen/draw.h"

enum { N = 20000 };

static void binomial__mean_of_small_and_large(void **state)
{
    (void)state;
    static const int64_t trials[] = {1, 10, 64, 65, 1000};
    dk_random random = dk_random_seed(1);
    for (size_t t = 0; t < sizeof trials / sizeof *trials; t++) {
        double sum = 0, n = (double)trials[t];
        for (int i = 0; i < N; i++) {
            int64_t k = dk_draw_binomial(&random, trials[t], 0.3);
            assert_in_range(k, 0, trials[t]);
            sum += (double)k;
        }
        assert_true(fabs(sum / N - 0.3 * n) < 5 * sqrt(n * 0.21 / N));
    }
}

static void binomial__borders(void **state)
{
    (void)state;
    dk_random random = dk_random_seed(1);
    assert_int_equal(dk_draw_binomial(&random, 0, 0.5), 0);
    assert_int_equal(dk_draw_binomial(&random, -3, 0.5), 0);
    assert_int_equal(dk_draw_binomial(&random, 9, 0), 0);
    assert_int_equal(dk_draw_binomial(&random, 9, 1), 9);
    assert_int_equal(dk_draw_binomial(&random, 9, 1.5), 9);
}

static void weighted__never_a_zero_weight(void **state)
{
    (void)state;
    double weights[] = {0, 3, 0, 1};
    int count[4] = {0};
    dk_random random = dk_random_seed(2);
    for (int i = 0; i < N; i++)
        count[dk_draw_weighted(&random, weights, 4)]++;
    assert_int_equal(count[0], 0);
    assert_int_equal(count[2], 0);
    assert_true(fabs(count[1] / (double)N - 0.75) < 5 * sqrt(0.1875 / N));
}

static void round__mean_is_kept(void **state)
{
    (void)state;
    dk_random random = dk_random_seed(3);
    double sum = 0;
    for (int i = 0; i < N; i++)
        sum += (double)dk_draw_round(&random, 2.25);
    assert_true(fabs(sum / N - 2.25) < 5 * sqrt(0.1875 / N));
    assert_int_equal(dk_draw_round(&random, 916), 916);
}

static void lognormal__median(void **state)
{
    (void)state;
    dk_random random = dk_random_seed(4);
    int below = 0;
    for (int i = 0; i < N; i++)
        below += dk_draw_lognormal(&random, 38, 1.3) < 38;
    assert_true(fabs(below / (double)N - 0.5) < 5 * sqrt(0.25 / N));
    assert_true(fabs(dk_logistic(0) - 0.5) < 1e-15);
}

static void between__stays_inside(void **state)
{
    (void)state;
    dk_random random = dk_random_seed(5);
    for (int i = 0; i < 1000; i++) {
        double x = dk_draw_between(&random, 10, 20, 5, 12);
        assert_true(x >= 5 && x <= 12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(binomial__mean_of_small_and_large),
        cmocka_unit_test(binomial__borders),
        cmocka_unit_test(weighted__never_a_zero_weight),
        cmocka_unit_test(round__mean_is_kept),
        cmocka_unit_test(lognormal__median),
        cmocka_unit_test(between__stays_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
