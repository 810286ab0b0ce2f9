/* tests/unit/models/test_method_inputs.c - what a method sees beside its own values.
 *
 * 1 shares of a moving festival        2 working days of months and quarters
 * 3 regressors only from when they were known
 * 4 panels of a group, without a look ahead
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

static void assert_close(double a, double b, double tolerance)
{
    assert_true(fabs(a - b) <= tolerance);
}

/* Spring Festival on 17 February 2026 and 29 January 2025; window of 7 days before to 14 after is
 * 22 days: 22 January to 12 February 2025 (10 + 12), 10 February to 3 March 2026 (19 + 3). */
static void regressor_festival__months_and_quarters(void **state)
{
    (void)state;
    const dk_day days[] = {dk_day_of(2025, 1, 29), dk_day_of(2026, 2, 17)};
    double share[16];
    dk_period month = {DK_PERIOD_MONTH, 2025 * 12};
    dk_regressor_festival(month, 15, days, 2, -7, 14, share);
    for (size_t t = 0; t < 15; t++)
        assert_close(share[t],
                     t == 0    ? 10.0 / 22
                     : t == 1  ? 12.0 / 22
                     : t == 13 ? 19.0 / 22
                     : t == 14 ? 3.0 / 22
                               : 0,
                     1e-15);
    dk_period quarter = {DK_PERIOD_QUARTER, 2025 * 4};
    dk_regressor_festival(quarter, 5, days, 2, -7, 14, share);
    for (size_t t = 0; t < 5; t++)
        assert_close(share[t], t % 4 == 0 ? 1 : 0, 1e-15);
    dk_regressor_festival((dk_period){DK_PERIOD_INTEGER, 2025}, 2, days, 2, -7, 14, share);
    assert_true(share[0] == 0 && share[1] == 0);
}

/* Weekdays from a calendar on paper: January to April 2024 have 23, 21, 21 and 22, February
 * 2023 20. Of 28 Februaries 21 have 28 days and 20 weekdays; the 29th of the other seven falls on
 * each day of the week once: five have 21. */
static void regressor_workdays__months_and_quarters(void **state)
{
    (void)state;
    const dk_period january = {DK_PERIOD_MONTH, 2024 * 12},
                    february = {DK_PERIOD_MONTH, 2023 * 12 + 1},
                    spring = {DK_PERIOD_QUARTER, 2024 * 4};
    double x[5], usual = (21 * 20 + 5 * 21 + 2 * 20) / 28.0;
    assert_close(dk_workdays_usual(february), usual, 1e-12);
    dk_regressor_workdays(january, 4, NULL, x);
    const double days[] = {23, 21, 21, 22};
    for (int t = 0; t < 4; t++)
        assert_close(x[t], log(days[t] / dk_workdays_usual(dk_period_add(january, t))), 1e-12);
    dk_regressor_workdays(february, 1, NULL, x);
    assert_close(x[0], log(20 / usual), 1e-12);
    dk_regressor_workdays(spring, 1, NULL, x);
    assert_close(x[0], log(65 / dk_workdays_usual(spring)), 1e-12);
    /* Over a cycle of the week the same month has nothing more nor less. */
    double sum = 0;
    for (int year = 2000; year < 2028; year++) {
        dk_regressor_workdays((dk_period){DK_PERIOD_MONTH, year * 12 + 4}, 1, NULL, x);
        sum += exp(x[0]) / 28;
    }
    assert_close(sum, 1, 1e-12);
    dk_regressor_workdays((dk_period){DK_PERIOD_INTEGER, 2024}, 2, NULL, x);
    assert_true(x[0] == 0 && x[1] == 0);
    dk_regressor_workdays((dk_period){DK_PERIOD_YEAR, 2024}, 1, NULL, x);
    assert_true(x[0] == 0);
}

/* Three weekdays off in May 2024 (a Saturday among them changes nothing) and a Sunday made up; in
 * May 2025 two off. Other years, not announced, count as the mean of the two. */
static void regressor_workdays__days_off_and_made_up(void **state)
{
    (void)state;
    const dk_day off[] = {dk_day_of(2024, 5, 1), dk_day_of(2024, 5, 2), dk_day_of(2024, 5, 3),
                          dk_day_of(2024, 5, 4), dk_day_of(2025, 5, 1), dk_day_of(2025, 5, 2)},
                 made_up[] = {dk_day_of(2024, 5, 12)};
    const dk_workweek week = {off, 6, made_up, 1};
    const dk_period may = {DK_PERIOD_MONTH, 2024 * 12 + 4};
    double x[25], usual = dk_workdays_usual(may) - 2;
    dk_regressor_workdays(may, 25, &week, x);
    assert_close(x[0], log((23 - 3 + 1) / usual), 1e-12);
    assert_close(x[12], log((22 - 2) / usual), 1e-12);
    assert_close(x[24], log((21 - 2) / usual), 1e-12);
    assert_close(x[1], log(20 / dk_workdays_usual(dk_period_add(may, 1))), 1e-12);
    /* A month off throughout is finite. */
    dk_day all[31];
    for (int d = 0; d < 31; d++)
        all[d] = dk_day_of(2024, 5, 1) + d;
    dk_regressor_workdays(may, 1, &(dk_workweek){all, 31, NULL, 0}, x);
    assert_true(isfinite(x[0]));
}

static void prepare__regressors_from_when_they_were_known(void **state)
{
    (void)state;
    enum { N = 8, H = 3 };
    const double y[N] = {0, 2, 3, 4, 5, 6, 7, 8};
    const bool known[N] = {false, true, true, true, true, true, true, true};
    double calendar[N + H], plant[N + H - 1];
    for (size_t t = 0; t < N + H; t++)
        calendar[t] = 20 + (double)t;
    for (size_t t = 0; t < N + H - 1; t++)
        plant[t] = t >= 6 ? 1 : 0;
    const dk_regressor columns[] = {{"calendar", DK_REGRESSOR_CALENDAR, 0, calendar},
                                    {"plant", DK_REGRESSOR_EVENT, 5, plant}};
    const dk_regressors table = {N + H, 1, columns}, both = {N + H - 1, 2, columns};
    dk_series series = {
        .key = "s", .season = 1, .n = N, .value = y, .known = known, .regressors = &table};
    dk_arena *work = dk_arena_new();
    dk_prepared p;
    assert_true(dk_prepare(work, &series, N, H, &p));
    assert_int_equal(p.in.n_x, 1);
    for (size_t t = 0; t < p.in.n + p.in.horizon; t++)
        assert_true(p.in.x[0][t] == 21 + (double)t); /* the missing first value is cut */
    series.regressors = &both;
    assert_true(dk_prepare(work, &series, 4, H, &p));
    assert_int_equal(p.in.n_x, 1);
    assert_true(dk_prepare(work, &series, 5, H, &p));
    assert_int_equal(p.in.n_x, 2);
    assert_true(p.in.x[1][4] == 0 && p.in.x[1][5] == 1);
    assert_true(dk_prepare(work, &series, N, H, &p));
    assert_true(p.in.x[1][p.in.n + H - 1] == 0); /* the table ends before the horizon */
    dk_err err = DK_ERR_INIT;
    plant[3] = NAN;
    assert_true(dk_series_check(&series, &err) != DK_OK);
    dk_arena_free(work);
}

enum { SERIES = 12, LENGTH = 30 };

/* Monthly series: level i + 1, growth of 1 % of it a month, a season of +-20 %. */
static void make_group(double y[SERIES][LENGTH], dk_series *series)
{
    dk_random random = dk_random_seed(3);
    for (size_t i = 0; i < SERIES; i++) {
        for (size_t t = 0; t < LENGTH; t++)
            y[i][t] = 100 * (double)(i + 1) *
                      (1 + 0.01 * (double)t + 0.2 * sin(2 * M_PI * (double)t / 12) +
                       0.02 * dk_random_normal(&random));
        series[i] = (dk_series){.key = "s",
                                .group = "g",
                                .start = {DK_PERIOD_MONTH, 2020 * 12},
                                .season = 12,
                                .n = LENGTH,
                                .value = y[i]};
    }
}

static void panel_make__finds_growth_and_season(void **state)
{
    (void)state;
    static double y[SERIES][LENGTH];
    dk_series series[SERIES];
    const dk_series *list[SERIES];
    make_group(y, series);
    for (size_t i = 0; i < SERIES; i++)
        list[i] = &series[i];
    dk_arena *arena = dk_arena_new();
    const dk_panel *panel;
    assert_true(
        dk_panel_make(arena, list, SERIES, (dk_period){DK_PERIOD_MONTH, 2020 * 12 + 24}, &panel));
    assert_non_null(panel);
    assert_int_equal(panel->n_series, SERIES);
    assert_close(panel->growth, 0.01 / 1.115, 1e-3); /* relative to the mean level of 24 months */
    assert_true(panel->growth_var < 1e-5);
    assert_int_equal(panel->season, 12);
    for (size_t k = 0; k < 12; k++)
        assert_close(panel->index[k], 1 + 0.2 / 1.115 * sin(2 * M_PI * (double)k / 12), 0.02);
    assert_true(
        dk_panel_make(arena, list, 1, (dk_period){DK_PERIOD_MONTH, 2020 * 12 + 24}, &panel));
    assert_null(panel);
    assert_true(
        dk_panel_make(arena, list, SERIES, (dk_period){DK_PERIOD_MONTH, 2020 * 12 + 2}, &panel));
    assert_null(panel); /* two values are no line */
    dk_arena_free(arena);
}

/* Runs of every series get the panel of their own origin; later values of any series change no
 * panel before them. */
static void panels_attach__no_look_ahead(void **state)
{
    (void)state;
    static double y[SERIES][LENGTH];
    dk_series series[SERIES];
    dk_backtest b[SERIES];
    make_group(y, series);
    series[3].n = 20;       /* ends earlier: other origins */
    series[4].group = NULL; /* alone without one */
    dk_arena *arena = dk_arena_new();
    for (int late = 0; late < 2; late++) {
        for (size_t i = 0; i < SERIES; i++)
            assert_true(dk_backtest_init(arena, &series[i], 3, 3, &b[i]));
        assert_true(dk_panels_attach(arena, b, SERIES));
        assert_null(b[4].now.panel);
        assert_ptr_equal(b[0].runs[0].panel, b[1].runs[0].panel);
        assert_ptr_not_equal(b[0].runs[0].panel, b[3].runs[0].panel);
        static dk_panel before;
        size_t origin = b[0].runs[0].origin;
        if (late == 0)
            before = *b[0].runs[0].panel;
        assert_true(before.growth == b[0].runs[0].panel->growth);
        assert_true(before.growth_var == b[0].runs[0].panel->growth_var);
        assert_memory_equal(before.index, b[0].runs[0].panel->index, 12 * sizeof(double));
        for (size_t i = 0; i < SERIES; i++)
            for (size_t t = origin; t < LENGTH; t++)
                y[i][t] = 1e6;
    }
    dk_arena_free(arena);
}

/* Series without a group share their season as well, and the panel says that no one named them. Of
 * two noisy series little season is common knowledge. */
static void panel_make__unnamed_and_few(void **state)
{
    (void)state;
    static double y[SERIES][LENGTH];
    dk_series series[SERIES];
    const dk_series *list[SERIES];
    dk_backtest b[SERIES];
    const dk_panel *panel;
    make_group(y, series);
    dk_arena *arena = dk_arena_new();
    for (size_t i = 0; i < SERIES; i++) {
        series[i].group = NULL;
        list[i] = &series[i];
        assert_true(dk_backtest_init(arena, &series[i], 3, 3, &b[i]));
    }
    assert_true(dk_panels_attach(arena, b, SERIES));
    assert_false(b[0].now.panel->is_named);
    assert_true(b[0].now.panel->index[3] > 1.1);
    dk_random random = dk_random_seed(3);
    for (size_t i = 0; i < 2; i++)
        for (size_t t = 0; t < LENGTH; t++)
            y[i][t] = 100 + 20 * dk_random_normal(&random);
    assert_true(
        dk_panel_make(arena, list, 2, (dk_period){DK_PERIOD_MONTH, 2020 * 12 + 24}, &panel));
    for (size_t k = 0; k < 12; k++)
        assert_true(fabs(panel->index[k] - 1) < 0.12);
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regressor_festival__months_and_quarters),
        cmocka_unit_test(regressor_workdays__months_and_quarters),
        cmocka_unit_test(regressor_workdays__days_off_and_made_up),
        cmocka_unit_test(prepare__regressors_from_when_they_were_known),
        cmocka_unit_test(panel_make__finds_growth_and_season),
        cmocka_unit_test(panels_attach__no_look_ahead),
        cmocka_unit_test(panel_make__unnamed_and_few),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
