/* tests/unit/models/test_scenario.c - announced plants, breaks of level and the scoreboard on small
 * series; expected numbers by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/announced.h"
#include "models/calendar.h"
#include "models/level.h"
#include "models/outlook.h"
#include "models/quantile.h"
#include "models/scoreboard.h"

enum { PATHS = 200, YEAR = 12, MONTHS = 72, FIRST = 2020 * 12 };

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

/* A forecast of 10 in every step with intervals and paths of width 4 around it. */
static dk_forecast flat(dk_arena *arena, size_t horizon)
{
    dk_forecast f = {.first = {DK_PERIOD_MONTH, FIRST},
                     .horizon = horizon,
                     .n_paths = PATHS,
                     .nature = DK_NATURE_POSITIVE};
    f.steps = dk_arena_array(arena, horizon, sizeof *f.steps);
    f.paths = dk_arena_array(arena, horizon * PATHS, sizeof *f.paths);
    for (size_t h = 0; h < horizon; h++) {
        f.steps[h] = (dk_forecast_step){10, 8.4, 11.6, 8.1, 11.9};
        for (size_t p = 0; p < PATHS; p++)
            f.paths[p * horizon + h] = 8 + 4 * ((double)p + 0.5) / PATHS;
    }
    return f;
}

static void announced_mean__certain_and_on_time(void **state)
{
    (void)state;
    /* 12 posts over 3 months from the second step on, then a quarter of them a month. */
    const dk_announced plant = {"p", NULL, FIRST + 1, 3, 1, 0, 0.25, 12};
    double mean[6];
    dk_announced_mean(&plant, 1, FIRST, 6, mean);
    const double expected[6] = {0, 4, 4, 4, 3, 3};
    for (int h = 0; h < 6; h++)
        assert_true(near(mean[h], expected[h]));
}

static void announced_mean__half_and_late(void **state)
{
    (void)state;
    /* One month of 8 posts; delay Poisson(1): e^-1 = 0.36788 on time, as much a month late, half
     * that two months late; half of all never. */
    const dk_announced plant = {"p", NULL, FIRST, 1, 0.5, 1, 0, 8};
    double mean[3];
    dk_announced_mean(&plant, 1, FIRST, 3, mean);
    assert_true(fabs(mean[0] - 4 * exp(-1)) < 1e-9);
    assert_true(fabs(mean[1] - 4 * exp(-1)) < 1e-9);
    assert_true(fabs(mean[2] - 2 * exp(-1)) < 1e-9);
}

static void announced_add__paths_and_intervals(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_forecast f = flat(arena, 3), again = flat(arena, 3);
    const dk_announced plant = {"p", NULL, FIRST + 1, 1, 0.7, 0, 0, 100};
    double added[3];
    assert_true(dk_announced_add(&plant, 1, 7, arena, &f, added));
    assert_true(near(f.steps[0].mean, 10) && near(f.steps[0].hi80, 11.6)); /* untouched */
    assert_true(near(f.steps[1].mean, 80) && near(added[1], 70));
    assert_true(near(f.steps[2].mean, 10) && near(f.steps[2].lo95, 8.1));
    size_t with = 0;
    for (size_t p = 0; p < PATHS; p++)
        with += f.paths[p * 3 + 1] > 50;
    assert_true(with > 120 && with < 160);                      /* 0.7 of 200 */
    assert_true(f.steps[1].hi80 > 100 && f.steps[1].lo80 < 20); /* with and without */
    /* Another series draws the same. */
    assert_true(dk_announced_add(&plant, 1, 7, arena, &again, added));
    assert_memory_equal(f.paths, again.paths, 3 * PATHS * sizeof(double));
    dk_arena_free(arena);
}

/* 72 months around 100 with a season and a little noise, times `ratio` from month `from` on. */
static dk_series broken(dk_arena *arena, size_t from, double ratio, const char *key)
{
    double *value = dk_arena_array(arena, MONTHS, sizeof *value);
    dk_random random = dk_random_stream(5, key);
    for (size_t t = 0; t < MONTHS; t++)
        value[t] = 100 * (1 + 0.3 * sin((double)(t % 12))) * (t < from ? 1 : ratio) *
                   exp(0.1 * dk_random_normal(&random));
    return (dk_series){.key = key,
                       .start = {DK_PERIOD_MONTH, FIRST},
                       .season = 12,
                       .nature = DK_NATURE_POSITIVE,
                       .n = MONTHS,
                       .value = value};
}

static void level_find__break_and_none(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_series series = broken(arena, MONTHS - 4, 0.4, "a");
    dk_level_shift shift;
    assert_true(dk_level_find(arena, &series, &shift));
    assert_true(shift.probability > 0.95 && shift.at == MONTHS - 4);
    assert_true(shift.ratio > 0.33 && shift.ratio < 0.48);
    series = broken(arena, MONTHS, 1, "b");
    assert_true(dk_level_find(arena, &series, &shift));
    assert_true(shift.probability < 0.1);
    /* What comes later is not seen: cut off at the break, nothing has happened. */
    series = broken(arena, MONTHS - 4, 0.4, "a");
    series.n = MONTHS - 4;
    assert_true(dk_level_find(arena, &series, &shift));
    assert_true(shift.probability < 0.1);
    dk_arena_free(arena);
}

static void level_find__odd_series(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_series series = broken(arena, MONTHS - 4, 0.4, "a");
    dk_level_shift shift;
    series.season = 1;
    assert_true(dk_level_find(arena, &series, &shift) && shift.probability == 0);
    series.season = 12;
    series.n = 14;
    assert_true(dk_level_find(arena, &series, &shift) && shift.probability == 0);
    series.n = 0;
    assert_true(dk_level_find(arena, &series, &shift) && shift.probability == 0);
    /* A month of next to nothing: its logarithm says nothing of a level. */
    double small[MONTHS];
    series.n = MONTHS;
    memcpy(small, series.value, sizeof small);
    small[MONTHS - 20] = 1;
    series.value = small;
    assert_true(dk_level_find(arena, &series, &shift) && shift.probability == 0);
    small[MONTHS - 20] = 30;
    assert_true(dk_level_find(arena, &series, &shift) && shift.probability > 0.5);
    double zeros[MONTHS] = {0};
    series.n = MONTHS;
    series.value = zeros;
    assert_true(dk_level_find(arena, &series, &shift) && shift.probability == 0);
    dk_arena_free(arena);
}

static void level_forecast__stands_on_the_new_level(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_series series[2] = {broken(arena, MONTHS - 4, 0.4, "a"), broken(arena, MONTHS, 1, "b")};
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_forecast_result result;
    dk_level_shift shifts[2];
    double sum[2] = {0};
    options.n_paths = PATHS;
    assert_int_equal(dk_level_forecast(series, 2, YEAR, &options, arena, &result, shifts, &err),
                     DK_OK);
    assert_int_equal(result.n, 2);
    for (int i = 0; i < 2; i++)
        for (size_t h = 0; h < YEAR; h++) {
            const dk_forecast_step *s = &result.items[i].steps[h];
            assert_true(0 <= s->lo95 && s->lo95 <= s->lo80 && s->lo80 <= s->hi80 &&
                        s->hi80 <= s->hi95);
            sum[i] += s->mean;
        }
    assert_true(sum[0] > 380 && sum[0] < 600);   /* 40 a month, not 100 */
    assert_true(sum[1] > 1100 && sum[1] < 1350); /* untouched */
    dk_arena_free(arena);
}

enum { SERIES = 5, AHEAD = 12, LONG = MONTHS + AHEAD };

/* Festivals wander between January and February; the month they lie in loses, the next one gains.
 * `weight` tells how much each series feels it. */
static dk_series festive(dk_arena *arena, double weight, const char *key, dk_regressor *columns,
                         dk_regressors *table)
{
    double *value = dk_arena_array(arena, LONG, sizeof *value),
           *close = dk_arena_array(arena, LONG, sizeof *close),
           *hire = dk_arena_array(arena, LONG, sizeof *hire);
    dk_random random = dk_random_stream(9, key);
    for (size_t t = 0; t < LONG; t++) {
        double late = (double)((t / 12 * 7) % 10) / 10; /* of the year: 0 January, 1 February */
        size_t month = t % 12;
        close[t] = month == 0 ? 1 - late : month == 1 ? late : 0;
        hire[t] = month == 1 ? 1 - late : month == 2 ? late : 0;
        value[t] = 200 * exp(weight * (-0.8 * close[t] + 0.6 * hire[t]) +
                             0.04 * dk_random_normal(&random));
    }
    columns[0] = (dk_regressor){"close", DK_REGRESSOR_FESTIVAL, 0, close};
    columns[1] = (dk_regressor){"hire", DK_REGRESSOR_FESTIVAL, 0, hire};
    *table = (dk_regressors){LONG, 2, columns};
    return (dk_series){.key = key,
                       .start = {DK_PERIOD_MONTH, FIRST},
                       .season = 12,
                       .nature = DK_NATURE_POSITIVE,
                       .n = MONTHS,
                       .value = value,
                       .regressors = table};
}

static void calendar__effects_are_found_and_shrunk(void **state)
{
    (void)state;
    static const char *const keys[SERIES] = {"a", "b", "c", "d", "none"};
    dk_arena *arena = dk_arena_new();
    dk_series series[SERIES];
    dk_regressor columns[SERIES][2];
    dk_regressors tables[SERIES];
    dk_calendar calendar[SERIES];
    for (int i = 0; i < SERIES; i++)
        series[i] = festive(arena, i + 1 < SERIES ? 1 : 0, keys[i], columns[i], &tables[i]);
    assert_true(dk_calendar_estimate(series, SERIES, AHEAD, arena, calendar));
    for (int i = 0; i + 1 < SERIES; i++) {
        assert_int_equal(calendar[i].n, 2);
        assert_true(fabs(calendar[i].effect[0] + 0.8) < 0.25);
        assert_true(fabs(calendar[i].effect[1] - 0.6) < 0.25);
    }
    /* The one without a festival keeps none, although the others have one. */
    assert_true(fabs(calendar[SERIES - 1].effect[0]) < 0.25);
    assert_true(
        near(calendar[0].factor[MONTHS], exp(calendar[0].effect[0] * columns[0][0].value[MONTHS] +
                                             calendar[0].effect[1] * columns[0][1].value[MONTHS])));
    dk_series plain = series[0];
    assert_true(dk_calendar_remove(arena, &calendar[0], &plain));
    assert_true(near(plain.value[0] * calendar[0].factor[0], series[0].value[0]));
    dk_arena_free(arena);
}

static void calendar__a_short_series_takes_the_others(void **state)
{
    (void)state;
    static const char *const keys[SERIES] = {"a", "b", "c", "d", "short"};
    dk_arena *arena = dk_arena_new();
    dk_series series[SERIES];
    dk_regressor columns[SERIES][2];
    dk_regressors tables[SERIES];
    dk_calendar calendar[SERIES];
    for (int i = 0; i < SERIES; i++)
        series[i] = festive(arena, 1, keys[i], columns[i], &tables[i]);
    series[SERIES - 1].n = 5;
    assert_true(dk_calendar_estimate(series, SERIES, AHEAD, arena, calendar));
    assert_true(fabs(calendar[SERIES - 1].effect[0] + 0.8) < 0.15);
    /* Without columns there is nothing to take out. */
    for (int i = 0; i < SERIES; i++)
        series[i].regressors = NULL;
    assert_true(dk_calendar_estimate(series, SERIES, AHEAD, arena, calendar));
    assert_true(calendar[0].n == 0 && calendar[0].factor == NULL);
    dk_arena_free(arena);
}

/* The twelve months after the series hold another share of the festival than those before. */
static void level_forecast__follows_the_festival(void **state)
{
    (void)state;
    static const char *const keys[SERIES] = {"a", "b", "c", "d", "e"};
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_series series[SERIES];
    dk_regressor columns[SERIES][2];
    dk_regressors tables[SERIES];
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_forecast_result result;
    dk_level_shift shifts[SERIES];
    double error = 0, naive = 0;
    options.n_paths = PATHS;
    for (int i = 0; i < SERIES; i++)
        series[i] = festive(arena, 1, keys[i], columns[i], &tables[i]);
    assert_int_equal(
        dk_level_forecast(series, SERIES, AHEAD, &options, arena, &result, shifts, &err), DK_OK);
    for (int i = 0; i < SERIES; i++)
        for (size_t h = 0; h < 3; h++) { /* January to March */
            error += fabs(result.items[i].steps[h].mean - series[i].value[MONTHS + h]);
            naive += fabs(series[i].value[MONTHS + h - 12] - series[i].value[MONTHS + h]);
        }
    assert_true(error < 0.5 * naive);
    dk_arena_free(arena);
}

static const dk_year_score SCORES[] = {
    /* last year 100, truth 120: forecast 110 inside its interval, manual 130 */
    {.item = 0,
     .years = 1,
     .mean = 110,
     .lo80 = 90,
     .hi80 = 125,
     .naive = 100,
     .manual = 130,
     .truth = 120},
    /* truth 100 again: forecast 104, interval misses it; no direction */
    {.item = 0,
     .years = 2,
     .mean = 104,
     .lo80 = 101,
     .hi80 = 110,
     .naive = 100,
     .manual = -1,
     .truth = 100},
    {.item = 1,
     .years = 1,
     .mean = 50,
     .lo80 = 40,
     .hi80 = 60,
     .naive = -1,
     .manual = -1,
     .truth = 55},
};

static void score_sum__by_hand(void **state)
{
    (void)state;
    dk_score_summary s = dk_score_sum(SCORES, 3, 0);
    assert_int_equal(s.n, 2);
    assert_true(near(s.error, (0.10 + 0.04) / 2) && near(s.error_naive, 0.10));
    assert_true(near(s.bias, (-0.10 + 0.04) / 2));
    assert_true(near(s.coverage80, 0.5));
    assert_int_equal(s.n_direction, 1);
    assert_int_equal(s.n_right, 1);
    assert_int_equal(s.n_better, 1);
    assert_int_equal(s.n_manual, 1);
    assert_true(near(s.error_manual, 0.10) && near(s.error_beside, 0.10));
    s = dk_score_sum(SCORES, 3, 1); /* last year's number is not known */
    assert_int_equal(s.n, 0);
    assert_true(s.error == -1 && s.coverage80 == -1);
}

static void score_beats__only_when_proven(void **state)
{
    (void)state;
    dk_year_score good[6], mixed[6];
    for (size_t i = 0; i < 6; i++) {
        good[i] = (dk_year_score){.item = i,
                                  .years = 1,
                                  .mean = 118 + (double)i,
                                  .lo80 = 90,
                                  .hi80 = 140,
                                  .naive = 100,
                                  .manual = -1,
                                  .truth = 120};
        mixed[i] = good[i];
        mixed[i].mean = i % 2 == 0 ? 118 : 78;
    }
    assert_true(dk_score_beats(good, 6, 6));
    assert_false(dk_score_beats(mixed, 6, 6));
    assert_false(dk_score_beats(good, 2, 2)); /* two series prove nothing */
    assert_false(dk_score_beats(NULL, 0, 0));
}

static void hindsight__made_from_what_was_known(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_series series[2] = {broken(arena, MONTHS, 1, "a"), broken(arena, MONTHS, 1, "b")};
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_year_score *scores, *later;
    size_t n, n_later;
    double truth = 0, before = 0;
    options.n_paths = PATHS;
    assert_int_equal(dk_hindsight(series, 2, 2, &options, arena, &scores, &n, &err), DK_OK);
    assert_int_equal(n, 4);
    for (size_t t = MONTHS - 12; t < MONTHS; t++) {
        truth += series[0].value[t];
        before += series[0].value[t - 12];
    }
    assert_int_equal(scores[0].first.index, FIRST + MONTHS - 12);
    assert_true(near(scores[0].truth, truth) && near(scores[0].naive, before));
    /* Another future leaves the forecasts of the past as they were, to the bit. */
    for (size_t i = 0; i < 2; i++) {
        double *changed = dk_arena_array(arena, MONTHS, sizeof *changed);
        memcpy(changed, series[i].value, MONTHS * sizeof *changed);
        for (size_t t = MONTHS - 12; t < MONTHS; t++)
            changed[t] *= 3;
        series[i].value = changed;
    }
    assert_int_equal(dk_hindsight(series, 2, 1, &options, arena, &later, &n_later, &err), DK_OK);
    assert_int_equal(n_later, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(later[i].mean == scores[i].mean && later[i].lo80 == scores[i].lo80 &&
                    later[i].hi80 == scores[i].hi80);
        assert_true(near(later[i].truth, 3 * scores[i].truth));
    }
    dk_arena_free(arena);
}

/* Zeros, then five months of openings before the year judged: nothing to foretell it from. Its
 * total of the year before is so small that its error would be several times that. */
static void hindsight__a_series_five_months_old_is_not_judged(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_series series[2] = {broken(arena, MONTHS, 1, "a"), broken(arena, MONTHS, 1, "b")};
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_year_score *scores;
    size_t n;
    double *young = dk_arena_array(arena, MONTHS, sizeof *young);
    for (size_t t = MONTHS - 17; t < MONTHS; t++)
        young[t] = series[1].value[t];
    series[1].value = young;
    options.n_paths = PATHS;
    assert_int_equal(dk_score_history(&series[0], MONTHS), MONTHS);
    assert_int_equal(dk_score_history(&series[1], MONTHS - 12), 5);
    assert_int_equal(dk_hindsight(series, 2, 1, &options, arena, &scores, &n, &err), DK_OK);
    assert_int_equal(n, 1);
    assert_int_equal(scores[0].item, 0);
    dk_arena_free(arena);
}

static void quantile__levels(void **state)
{
    (void)state;
    double values[] = {4, 1, 3, 2};
    dk_sort(values, 4);
    assert_true(near(dk_quantile(values, 4, 0.5), 2.5) && near(dk_quantile(values, 4, 0.125), 1));
    assert_true(near(dk_quantile(values, 4, 0.01), 1) && near(dk_quantile(values, 4, 0.99), 4));
}

/* Better is claimed when it is proven; a little nearer is told as that, and no nearer plainly. */
static void outlook_verdict__proven_slight_and_none(void **state)
{
    (void)state;
    dk_outlook o = {.beats = true, .score = {.n = 9, .error = 0.1, .error_naive = 0.2}};
    assert_non_null(strstr(dk_outlook_verdict(&o).zh, "比沿用上年的数更准"));
    o.beats = false;
    assert_non_null(strstr(dk_outlook_verdict(&o).zh, "差别太小"));
    o.score.error = 0.3;
    assert_non_null(strstr(dk_outlook_verdict(&o).zh, "不比沿用上年的数更准"));
    o.score.n = 0;
    assert_non_null(strstr(dk_outlook_verdict(&o).zh, "历史太短"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(announced_mean__certain_and_on_time),
        cmocka_unit_test(announced_mean__half_and_late),
        cmocka_unit_test(announced_add__paths_and_intervals),
        cmocka_unit_test(level_find__break_and_none),
        cmocka_unit_test(level_find__odd_series),
        cmocka_unit_test(level_forecast__stands_on_the_new_level),
        cmocka_unit_test(calendar__effects_are_found_and_shrunk),
        cmocka_unit_test(calendar__a_short_series_takes_the_others),
        cmocka_unit_test(level_forecast__follows_the_festival),
        cmocka_unit_test(score_sum__by_hand),
        cmocka_unit_test(score_beats__only_when_proven),
        cmocka_unit_test(hindsight__made_from_what_was_known),
        cmocka_unit_test(hindsight__a_series_five_months_old_is_not_judged),
        cmocka_unit_test(quantile__levels),
        cmocka_unit_test(outlook_verdict__proven_slight_and_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
