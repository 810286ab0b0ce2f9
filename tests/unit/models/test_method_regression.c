/* tests/unit/models/test_method_regression.c - regression on known factors, and the panel method.
 *
 * 1 a moving festival: its effect is found and put where next year's festival is
 * 2 a level shift; an event after the end changes the forecast by nothing when never seen before
 * 3 the effects reach every method of a backtest
 * 4 exactness: data made of the columns alone come back to the last digits
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/backtest.h"
#include "models/models.h"

enum { N = 72, H = 12 };

typedef struct {
    dk_arena *work;
    dk_series series;
    dk_regressors table;
    dk_regressor columns[2];
    double y[N], x[2][N + H], mean[H], sd[H];
    char form[32];
} bench;

static bench *make(void)
{
    dk_arena *work = dk_arena_new();
    bench *b = dk_arena_alloc(work, sizeof *b);
    b->work = work;
    b->columns[0] = (dk_regressor){"festival", DK_REGRESSOR_FESTIVAL, 0, b->x[0]};
    b->columns[1] = (dk_regressor){"plant", DK_REGRESSOR_EVENT, 0, b->x[1]};
    b->table = (dk_regressors){.n_periods = N + H, .n = 1, .columns = b->columns};
    b->series = (dk_series){.key = "s",
                            .start = {DK_PERIOD_MONTH, 2019 * 12},
                            .season = 12,
                            .n = N,
                            .value = b->y,
                            .regressors = &b->table};
    return b;
}

static void run(bench *b, const char *key)
{
    dk_prepared p;
    dk_method_output out = {.mean = b->mean, .sd = b->sd};
    assert_true(dk_prepare(b->work, &b->series, b->series.n, H, &p));
    const dk_method *method = dk_method_find(key);
    assert_true(dk_method_applies(method, &p.in));
    assert_true(method->forecast(b->work, &p.in, &out));
    memcpy(b->form, out.form, sizeof b->form);
    for (size_t h = 0; h < H; h++) {
        b->mean[h] *= p.scale;
        b->sd[h] *= p.scale;
        assert_true(isfinite(b->mean[h]) && b->sd[h] >= 0);
    }
}

static void festival_shares(double *share)
{
    const dk_day days[] = {dk_day_of(2019, 2, 5), dk_day_of(2020, 1, 25), dk_day_of(2021, 2, 12),
                           dk_day_of(2022, 2, 1), dk_day_of(2023, 1, 22), dk_day_of(2024, 2, 10),
                           dk_day_of(2025, 1, 29)};
    dk_regressor_festival((dk_period){DK_PERIOD_MONTH, 2019 * 12}, N + H, days, 7, -10, 10, share);
}

/* Level 200, season, and minus 80 in the festival's share: next year it falls in January and
 * February alike. ETS puts it where it was on average. */
static void regression__moving_festival(void **state)
{
    (void)state;
    bench *b = make();
    double truth[N + H];
    dk_random random = dk_random_seed(6);
    festival_shares(b->x[0]);
    for (size_t t = 0; t < N + H; t++)
        truth[t] = 200 + 30 * sin(2 * M_PI * (double)t / 12) - 80 * b->x[0][t];
    for (size_t t = 0; t < N; t++)
        b->y[t] = truth[t] + 3 * dk_random_normal(&random);
    run(b, "regression");
    double worst = 0, worst_ets = 0;
    for (size_t h = 0; h < H; h++)
        worst = fmax(worst, fabs(b->mean[h] - truth[N + h]));
    run(b, "ets");
    for (size_t h = 0; h < H; h++)
        worst_ets = fmax(worst_ets, fabs(b->mean[h] - truth[N + h]));
    assert_true(worst < 8 && worst_ets > 15);
    dk_arena_free(b->work);
}

/* From month 60 on the plant takes 50 more: without the column the level has to learn it. */
static void regression__level_shift_and_unseen_event(void **state)
{
    (void)state;
    bench *b = make();
    dk_random random = dk_random_seed(7);
    for (size_t t = 0; t < N + H; t++)
        b->x[0][t] = t >= 60 ? 1 : 0;
    for (size_t t = 0; t < N; t++)
        b->y[t] = 100 + 50 * b->x[0][t] + 2 * dk_random_normal(&random);
    run(b, "regression");
    for (size_t h = 0; h < H; h++)
        assert_true(fabs(b->mean[h] - 150) < 3 && b->sd[h] < 4);
    double before[H];
    memcpy(before, b->mean, sizeof before);
    for (size_t t = 0; t < N + H; t++)
        b->x[1][t] = t >= N + 3 ? 1 : 0;
    b->table.n =
        2; /* the second column is zero in all of history: nothing is known of its effect */
    run(b, "regression");
    assert_memory_equal(before, b->mean, sizeof before);
    dk_arena_free(b->work);
}

static void regression__exact(void **state)
{
    (void)state;
    bench *b = make();
    festival_shares(b->x[0]);
    for (size_t t = 0; t < N + H; t++)
        b->x[1][t] = 20 + (double)(t * 7 % 4);
    b->table.n = 2;
    for (size_t t = 0; t < N; t++)
        b->y[t] = 1000 - 300 * b->x[0][t] + 10 * b->x[1][t];
    run(b, "regression");
    for (size_t h = 0; h < H; h++)
        assert_true(fabs(b->mean[h] - (1000 - 300 * b->x[0][N + h] + 10 * b->x[1][N + h])) < 1e-6);
    assert_string_equal(b->form, "2x");
    b->table.n = 0;
    dk_prepared p;
    assert_true(dk_prepare(b->work, &b->series, N, H, &p));
    assert_false(dk_method_applies(dk_method_find("regression"), &p.in));
    dk_arena_free(b->work);
}

/* In a backtest every method but the plain rules sees the series without the festival, and its
 * forecasts get it back: ETS is right where it was far off alone; seasonal naive repeats last year.
 */
static void effects__reach_every_method(void **state)
{
    (void)state;
    bench *b = make();
    double truth[N + H];
    bool use[DK_METHODS_MAX];
    dk_random random = dk_random_seed(6);
    festival_shares(b->x[0]);
    for (size_t t = 0; t < N + H; t++)
        truth[t] = 200 + 30 * sin(2 * M_PI * (double)t / 12) - 80 * b->x[0][t];
    for (size_t t = 0; t < N; t++)
        b->y[t] = truth[t] + 3 * dk_random_normal(&random);
    memset(use, true, sizeof use);
    dk_arena *work = dk_arena_new();
    dk_backtest test;
    assert_true(dk_backtest_init(b->work, &b->series, H, 2, &test));
    assert_true(dk_backtest_run(work, &test, H, use));
    for (size_t m = 0; dk_methods[m] != NULL; m++) {
        const char *key = dk_methods[m]->key;
        const double *mean = test.now.mean + m * H;
        bool informed = strcmp(key, "ets") == 0 || strcmp(key, "hw") == 0 ||
                        strcmp(key, "dotm") == 0 || strcmp(key, "regression") == 0;
        for (size_t h = 0; h < H; h++) {
            if (informed)
                assert_true(fabs(mean[h] - truth[N + h]) < 12);
            if (strcmp(key, "snaive") == 0)
                assert_true(fabs(mean[h] - b->y[N - 12 + h]) < 1e-9);
        }
    }
    dk_arena_free(work);
    dk_arena_free(b->work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regression__moving_festival),
        cmocka_unit_test(regression__level_shift_and_unseen_event),
        cmocka_unit_test(regression__exact),
        cmocka_unit_test(effects__reach_every_method),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
