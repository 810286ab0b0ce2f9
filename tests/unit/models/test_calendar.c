/* tests/unit/models/test_calendar.c - working days on made series whose law is known.
 *
 * 1 the effect is found, shared with those that cannot tell it, and not where there is none
 * 2 one series alone believes little; what happens to all series in a month is no effect
 * 3 forecasts follow the working days, counts stay whole, and nothing after the end is seen
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/calendar.h"
#include "models/explain.h"
#include "models/forecast.h"
#include "models/models.h"

enum { MANY = 24, MONTHS = 72, AHEAD = 12, LONG = MONTHS + AHEAD, FIRST = 2016 * 12 };

/* What the series of one group obey. */
typedef struct {
    double effect;       /* of log working days */
    double noise, shock; /* deviations of a month: of each series, of all together */
    double level;
    bool is_count;
    uint64_t seed;
} law;

typedef struct {
    dk_arena *arena;
    dk_series series[MANY];
    double *value[MANY]; /* LONG values each */
    double x[LONG];
    dk_regressor column;
    dk_regressors table;
    dk_calendar calendar[MANY];
} world;

static world *make(const law *l)
{
    dk_arena *arena = dk_arena_new();
    world *w = dk_arena_alloc(arena, sizeof *w);
    const dk_period start = {DK_PERIOD_MONTH, FIRST};
    double shock[LONG];
    w->arena = arena;
    dk_regressor_workdays(start, LONG, NULL, w->x);
    w->column = (dk_regressor){"working days", DK_REGRESSOR_CALENDAR, 0, w->x};
    w->table = (dk_regressors){LONG, 1, &w->column};
    dk_random common = dk_random_stream(l->seed, "common");
    for (int t = 0; t < LONG; t++)
        shock[t] = l->shock * dk_random_normal(&common);
    for (int i = 0; i < MANY; i++) {
        char *key = dk_arena_format(arena, "s%d", i);
        dk_random random = dk_random_stream(l->seed, key);
        w->value[i] = dk_arena_array(arena, LONG, sizeof(double));
        for (int t = 0; t < LONG; t++) {
            double z = 0.2 * sin(2 * M_PI * (t + i) / 12) + l->effect * w->x[t] + shock[t] +
                       l->noise * dk_random_normal(&random);
            w->value[i][t] = l->is_count ? rint(l->level * exp(z)) : l->level * exp(z);
        }
        w->series[i] = (dk_series){.key = key,
                                   .start = start,
                                   .season = 12,
                                   .n = MONTHS,
                                   .value = w->value[i],
                                   .regressors = &w->table};
    }
    return w;
}

static double effect_of(const world *w, int i)
{
    assert_int_equal(w->calendar[i].n, 1);
    assert_ptr_equal(w->calendar[i].column[0], &w->column);
    return w->calendar[i].effect[0];
}

static void estimate(world *w, size_t n)
{
    assert_true(dk_calendar_estimate(w->series, n, AHEAD, w->arena, w->calendar));
}

static void calendar__working_days_are_found(void **state)
{
    (void)state;
    world *w = make(&(law){.effect = 0.8, .noise = 0.05, .level = 100, .seed = 1});
    w->value[0][40] = 0; /* no logarithm */
    w->series[1].n = 9;  /* too short */
    w->series[2].start = dk_period_add(w->series[2].start, 3);
    estimate(w, MANY);
    for (int i = 0; i < MANY; i++)
        assert_true(fabs(effect_of(w, i) - 0.8) < 0.2);
    /* Those that cannot tell have the mean of the others, which is the same. */
    assert_true(effect_of(w, 0) == effect_of(w, 1));
    for (int t = 0; t < LONG; t++)
        assert_true(fabs(w->calendar[3].factor[t] - exp(effect_of(w, 3) * w->x[t])) < 1e-12);
    dk_series plain = w->series[3];
    assert_true(dk_calendar_remove(w->arena, &w->calendar[3], &plain));
    assert_null(plain.regressors);
    assert_true(fabs(plain.value[5] * w->calendar[3].factor[5] - w->value[3][5]) < 1e-9);
    dk_arena_free(w->arena);
}

static void calendar__none_where_there_is_none(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        world *w = make(&(law){.noise = 0.1, .level = 100, .seed = seed});
        estimate(w, MANY);
        for (int i = 0; i < MANY; i++)
            assert_true(fabs(effect_of(w, i)) < 0.25);
        dk_arena_free(w->arena);
    }
}

/* All series share the luck of each month, so that 24 of them are one witness: what luck makes of
 * working days is believed much less than as many series on their own would be. */
static void calendar__a_common_shock_is_no_effect(void **state)
{
    (void)state;
    double largest = 0, least = HUGE_VAL;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        world *w = make(&(law){.noise = 0.02, .shock = 0.15, .level = 100, .seed = seed});
        estimate(w, MANY);
        for (int i = 0; i < MANY; i++)
            largest = fmax(largest, fabs(effect_of(w, i)));
        dk_arena_free(w->arena);
        w = make(&(law){.effect = 0.8, .noise = 0.15, .level = 100, .seed = seed});
        estimate(w, MANY);
        for (int i = 0; i < MANY; i++)
            least = fmin(least, effect_of(w, i));
        dk_arena_free(w->arena);
    }
    assert_true(largest < 0.3);
    assert_true(least > 0.4);
}

static void calendar__one_series_believes_little(void **state)
{
    (void)state;
    double noisy = 0, clear = 0;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        world *w = make(&(law){.noise = 0.15, .level = 100, .seed = seed});
        estimate(w, 1);
        noisy = fmax(noisy, fabs(effect_of(w, 0)));
        dk_arena_free(w->arena);
        w = make(&(law){.effect = 1, .noise = 0.01, .level = 100, .seed = seed});
        estimate(w, 1);
        clear += effect_of(w, 0) / 10;
        dk_arena_free(w->arena);
    }
    assert_true(noisy < 0.35);
    assert_true(clear > 0.9);
}

/* Groups do not speak for each other: half of the series with an effect, half without. */
static void calendar__groups_stand_alone(void **state)
{
    (void)state;
    world *a = make(&(law){.effect = 1, .noise = 0.05, .level = 100, .seed = 3}),
          *b = make(&(law){.noise = 0.05, .level = 100, .seed = 4});
    for (int i = 0; i < MANY; i++) {
        if (i % 2 == 0)
            a->series[i] = b->series[i];
        a->series[i].group = i % 2 == 0 ? "without" : "with";
    }
    estimate(a, MANY);
    for (int i = 0; i < MANY; i++)
        assert_true(fabs(a->calendar[i].effect[0] - (i % 2 == 0 ? 0 : 1)) < 0.25);
    dk_arena_free(b->arena);
    dk_arena_free(a->arena);
}

static dk_forecast_result forecast(world *w, const dk_regressors *table, size_t threads)
{
    static const double quantiles[] = {0.1, 0.9};
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_forecast_result result;
    dk_err err = DK_ERR_INIT;
    options.methods = "ses,hw,theta,dotm";
    options.n_threads = threads;
    options.n_paths = 20;
    options.quantiles = quantiles;
    options.n_quantiles = 2;
    for (int i = 0; i < MANY; i++)
        w->series[i].regressors = table;
    assert_int_equal(dk_forecast_many(w->series, MANY, AHEAD, &options, w->arena, &result, &err),
                     DK_OK);
    return result;
}

static double error_of(const world *w, const dk_forecast_result *r)
{
    double sum = 0;
    for (int i = 0; i < MANY; i++)
        for (int h = 0; h < AHEAD; h++)
            sum += fabs(w->value[i][MONTHS + h] - r->items[i].steps[h].mean);
    return sum / (MANY * AHEAD);
}

static void forecast__follows_the_working_days(void **state)
{
    (void)state;
    world *w = make(&(law){.effect = 1, .noise = 0.03, .level = 400, .is_count = true, .seed = 5});
    dk_forecast_result with = forecast(w, &w->table, 1), again = forecast(w, &w->table, 3),
                       without = forecast(w, NULL, 1);
    assert_true(error_of(w, &with) < 0.85 * error_of(w, &without));
    for (int i = 0; i < MANY; i++) {
        const dk_forecast *f = &with.items[i];
        assert_int_equal(f->nature, DK_NATURE_COUNT);
        for (int h = 0; h < AHEAD; h++) {
            assert_true(f->steps[h].lo80 == rint(f->steps[h].lo80));
            assert_true(f->paths[h] == rint(f->paths[h]));
        }
        assert_memory_equal(f->steps, again.items[i].steps, AHEAD * sizeof *f->steps);
        /* Last year's number stays last year's number. */
        assert_true(f->score.mase_naive == without.items[i].score.mase_naive);
    }
    assert_true(without.items[0].calendar.n == 0);
    dk_arena_free(w->arena);
}

/* Whatever comes after the end changes no bit of the forecast. */
static void forecast__sees_nothing_after_the_end(void **state)
{
    (void)state;
    world *w = make(&(law){.effect = 1, .noise = 0.1, .level = 50, .seed = 6});
    dk_forecast_result before = forecast(w, &w->table, 1);
    for (int i = 0; i < MANY; i++)
        for (int t = MONTHS; t < LONG; t++)
            w->value[i][t] *= 3 + t % 5;
    dk_forecast_result after = forecast(w, &w->table, 1);
    for (int i = 0; i < MANY; i++)
        assert_memory_equal(before.items[i].steps, after.items[i].steps,
                            AHEAD * sizeof *before.items[i].steps);
    /* A month later one more value is known, and the estimate moves. */
    double effect = after.items[0].calendar.effect[0];
    for (int i = 0; i < MANY; i++)
        w->series[i].n = MONTHS - 1;
    assert_true(forecast(w, &w->table, 1).items[0].calendar.effect[0] != effect);
    dk_arena_free(w->arena);
}

static void explain__a_working_day(void **state)
{
    (void)state;
    world *w = make(&(law){.effect = 1, .noise = 0.02, .level = 100, .seed = 7});
    dk_forecast_result with = forecast(w, &w->table, 1);
    const char *zh = dk_explain_forecast(&with.items[0], DK_ZH, w->arena),
               *en = dk_explain_forecast(&with.items[0], DK_EN, w->arena);
    assert_non_null(strstr(zh, "。每多一个工作日约多 4."));
    assert_non_null(strstr(en, "one working day more means about plus 4."));
    /* January has 22.1 working days as a rule: log(23.1 / 22.1) = 0.044. */
    assert_true(fabs(dk_calendar_of_a_day(&with.items[0].calendar, 22) - 1 -
                     expm1(with.items[0].calendar.effect[0] * log(23.0 / 22))) < 1e-12);
    assert_string_equal(dk_explain_workdays(&with.items[0], 0.2, DK_ZH, w->arena), "");
    dk_arena_free(w->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calendar__working_days_are_found),
        cmocka_unit_test(calendar__none_where_there_is_none),
        cmocka_unit_test(calendar__a_common_shock_is_no_effect),
        cmocka_unit_test(calendar__one_series_believes_little),
        cmocka_unit_test(calendar__groups_stand_alone),
        cmocka_unit_test(forecast__follows_the_working_days),
        cmocka_unit_test(forecast__sees_nothing_after_the_end),
        cmocka_unit_test(explain__a_working_day),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
