/* tests/unit/models/test_method_panel.c - a short series beside its group.
 *
 * 1 five flat-looking points take the group's growth and season; forty keep their own
 * 2 not asked without a group; all zeros stay zero
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/models.h"
#include "models/prepare.h"

enum { SERIES = 20, LONG = 48, H = 12 };

typedef struct {
    dk_arena *work;
    double y[SERIES][LONG];
    dk_series series[SERIES];
    const dk_panel *panel;
    double mean[H], sd[H];
} bench;

/* Quarterly series growing by 2 % of 100 a quarter with a season of +-20; all end together. */
static bench *make(void)
{
    static const double season[] = {-20, 5, 20, -5};
    dk_arena *work = dk_arena_new();
    bench *b = dk_arena_alloc(work, sizeof *b);
    dk_random random = dk_random_seed(11);
    const dk_series *list[SERIES];
    b->work = work;
    for (size_t i = 0; i < SERIES; i++) {
        for (size_t t = 0; t < 16; t++)
            b->y[i][t] = 100 + 2 * (double)t + season[t % 4] + 3 * dk_random_normal(&random);
        b->series[i] = (dk_series){.key = "s",
                                   .group = "g",
                                   .start = {DK_PERIOD_QUARTER, 2020 * 4},
                                   .season = 4,
                                   .n = 16,
                                   .value = b->y[i]};
        list[i] = &b->series[i];
    }
    assert_true(
        dk_panel_make(work, list, SERIES, (dk_period){DK_PERIOD_QUARTER, 2024 * 4}, &b->panel));
    return b;
}

static void run(bench *b, const dk_series *series)
{
    dk_prepared p;
    dk_method_output out = {.mean = b->mean, .sd = b->sd};
    const dk_method *method = dk_method_find("panel");
    assert_true(dk_prepare(b->work, series, series->n, H, &p));
    assert_false(dk_method_applies(method, &p.in));
    p.in.panel = b->panel;
    assert_true(dk_method_applies(method, &p.in));
    assert_true(method->forecast(b->work, &p.in, &out));
    for (size_t h = 0; h < H; h++) {
        b->mean[h] *= p.scale;
        b->sd[h] *= p.scale;
    }
}

/* Five quarters of the same kind of series: one season seen once. */
static void panel__short_series_leans_on_its_group(void **state)
{
    (void)state;
    static const double season[] = {-20, 5, 20, -5};
    bench *b = make();
    const double y[] = {105 + 2, 120 - 1, 95 + 1, 80 - 2,
                        105 + 1}; /* from 2022Q4 on: place 3, 0 ... */
    double own[5];
    for (size_t t = 0; t < 5; t++)
        own[t] = 120 + 2 * (double)t + season[(t + 3) % 4] + (y[t] > 100 ? 1 : -1);
    dk_series series = {.key = "short",
                        .group = "g",
                        .start = {DK_PERIOD_QUARTER, 2022 * 4 + 3},
                        .season = 4,
                        .n = 5,
                        .value = own};
    run(b, &series);
    for (size_t h = 0; h < 4; h++) {
        double truth = 120 + 2 * (double)(5 + h) + season[(5 + h + 3) % 4];
        assert_true(fabs(b->mean[h] - truth) < 6);
        assert_true(b->sd[h] > 0 && b->sd[h] < 15);
    }
    dk_arena_free(b->work);
}

/* Forty-eight quarters falling by 1 with the opposite season keep what is theirs. */
static void panel__long_series_keeps_its_own(void **state)
{
    (void)state;
    bench *b = make();
    static const double season[] = {30, -10, -30, 10};
    double own[LONG];
    dk_random random = dk_random_seed(12);
    for (size_t t = 0; t < LONG; t++)
        own[t] = 200 - (double)t + season[t % 4] + dk_random_normal(&random);
    dk_panel wide = *b->panel; /* a group whose series differ as much as this one */
    wide.growth_var = 4e-4;
    wide.index_var = 0.04;
    b->panel = &wide;
    dk_series series = {.key = "long",
                        .group = "g",
                        .start = {DK_PERIOD_QUARTER, 2012 * 4},
                        .season = 4,
                        .n = LONG,
                        .value = own};
    run(b, &series);
    for (size_t h = 0; h < 4; h++)
        assert_true(fabs(b->mean[h] - (200 - (double)(LONG + h) + season[h % 4])) < 5);
    dk_arena_free(b->work);
}

static void panel__zeros(void **state)
{
    (void)state;
    bench *b = make();
    const double own[4] = {0};
    dk_series series = {.key = "zero",
                        .group = "g",
                        .start = {DK_PERIOD_QUARTER, 2023 * 4},
                        .season = 4,
                        .n = 4,
                        .value = own};
    run(b, &series);
    for (size_t h = 0; h < H; h++)
        assert_true(b->mean[h] == 0 && b->sd[h] == 0);
    dk_arena_free(b->work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panel__short_series_leans_on_its_group),
        cmocka_unit_test(panel__long_series_keeps_its_own),
        cmocka_unit_test(panel__zeros),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
