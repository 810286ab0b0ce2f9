/* tests/unit/models/test_score.c - measures of past forecasts against numbers worked out by hand.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/models.h"
#include "models/score.h"

static void assert_near(double a, double b)
{
    assert_true(fabs(a - b) < 1e-12);
}

/* Steps of 1, 3: scale 2, mean squared step 5. */
static const double PAST[] = {1, 2, 5};

static dk_series series_of(const double *value, size_t n)
{
    return (dk_series){.key = "s", .season = 1, .n = n, .value = value};
}

static void score_of__one_case_by_hand(void **state)
{
    (void)state;
    dk_series s = series_of(PAST, 3);
    const double truth[] = {6, NAN, 8};
    const dk_forecast_step steps[] = {{5, 4, 7, 3, 9}, {0, 0, 0, 0, 0}, {10, 9, 11, 8.5, 12}};
    dk_score_sum sum = {0};
    dk_score_add(&sum, &(dk_score_case){&s, truth, 3, steps, NULL, NULL, 0});
    dk_score score = dk_score_of(&sum);
    assert_int_equal(score.n, 1);
    assert_near(score.mase, (1 + 2) / 2.0 / 2);
    assert_near(score.bias, (-1 + 2) / 2.0 / 2);
    assert_near(score.rmsse, sqrt((1 + 4) / 2.0 / 5));
    assert_near(score.smape, (200 * 1 / 11.0 + 200 * 2 / 18.0) / 2);
    /* 9 - 3, and 12 - 8.5 + 40 * 0.5 below */
    assert_near(score.msis, (6 + 3.5 + 20) / 2 / 2);
    assert_near(score.cover80, 0.5);
    assert_near(score.cover95, 0.5);
    assert_near(score.cover80_se, 0); /* the only cluster is its own mean */
    assert_true(isnan(score.wql));
}

static void score_of__quantile_loss_and_clusters(void **state)
{
    (void)state;
    dk_series s = series_of(PAST, 3);
    const double levels[] = {0.25, 0.5}, quantiles[] = {4, 6};
    const double truth[] = {8}, low[] = {0};
    const dk_forecast_step step = {6, 5, 9, 4, 10};
    dk_score_sum sum = {0};
    dk_score_add(&sum, &(dk_score_case){&s, truth, 1, &step, quantiles, levels, 2});
    /* 2 * (0.25 * 4 + 0.5 * 2) / 2 levels / 8 */
    assert_near(dk_score_of(&sum).wql, 2 * (1 + 1) / 2.0 / 8);
    dk_score_add(&sum, &(dk_score_case){&s, low, 1, &step, quantiles, levels, 2});
    dk_score score = dk_score_of(&sum);
    assert_near(score.cover80, 0.5);
    assert_near(score.cover80_se, sqrt(0.25 + 0.25) / 2);
}

/* A truth of 0 where F(0) = 0.5 and nothing lies below spreads evenly over the lower five tenths.
 */
static void score_of__randomised_transform_of_counts(void **state)
{
    (void)state;
    double levels[99], quantiles[99];
    for (int k = 0; k < 99; k++) {
        levels[k] = (k + 1) / 100.0;
        quantiles[k] = levels[k] <= 0.495 ? 0 : levels[k] <= 0.895 ? 1 : 2;
    }
    dk_series s = series_of(PAST, 3);
    const dk_forecast_step step = {1, 0, 2, 0, 2};
    const double zero[] = {0}, one[] = {1};
    dk_score_sum sum = {0};
    dk_score_add(&sum, &(dk_score_case){&s, zero, 1, &step, quantiles, levels, 99});
    dk_score score = dk_score_of(&sum);
    double total = 0;
    for (int k = 0; k < 10; k++) {
        assert_true(fabs(score.pit[k] - (k < 5 ? 0.2 : 0)) < 0.02);
        total += score.pit[k];
    }
    assert_near(total, 1);
    sum = (dk_score_sum){0};
    dk_score_add(&sum, &(dk_score_case){&s, one, 1, &step, quantiles, levels, 99});
    score = dk_score_of(&sum);
    for (int k = 0; k < 10; k++)
        assert_true(fabs(score.pit[k] - (k < 5 || k == 9 ? 0 : 0.25)) < 0.03);
}

static void score_of__constants_have_no_scale(void **state)
{
    (void)state;
    const double flat[] = {3, 3, 3}, truth[] = {4};
    dk_series s = series_of(flat, 3);
    const dk_forecast_step step = {3, 3, 3, 3, 4};
    dk_score_sum sum = {0};
    dk_score_add(&sum, &(dk_score_case){&s, truth, 1, &step, NULL, NULL, 0});
    dk_score score = dk_score_of(&sum);
    assert_int_equal(score.n, 1);
    assert_true(isnan(score.mase) && isnan(score.rmsse) && isnan(score.msis));
    assert_near(score.cover95, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(score_of__one_case_by_hand),
        cmocka_unit_test(score_of__quantile_loss_and_clusters),
        cmocka_unit_test(score_of__randomised_transform_of_counts),
        cmocka_unit_test(score_of__constants_have_no_scale),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
