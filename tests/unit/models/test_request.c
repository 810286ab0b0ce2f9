/* tests/unit/models/test_request.c - totals of years asked of series that a caller brings. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/messages.h"
#include "models/models.h"
#include "models/outlook.h"
#include "models/request.h"

enum { MONTHS = 74, SERIES = 5, AHEAD = 34, YEARS = 3 };

static void make_series(dk_arena *arena, dk_series *out)
{
    dk_random random = dk_random_seed(3);
    for (size_t i = 0; i < SERIES; i++) {
        double *value = dk_arena_array(arena, MONTHS, sizeof *value);
        assert_non_null(value);
        for (size_t t = 0; t < MONTHS; t++)
            value[t] = rint((60 + 10 * (double)i) *
                            exp(0.004 * (double)t + 0.2 * sin((double)t * 0.5235987755982988) +
                                0.1 * dk_random_normal(&random)));
        out[i] = (dk_series){.key = dk_arena_format(arena, "s%zu", i),
                             .start = {DK_PERIOD_MONTH, 2018 * 12},
                             .season = 12,
                             .nature = DK_NATURE_COUNT,
                             .n = MONTHS,
                             .value = value};
    }
}

static dk_forecast_request totals_of(size_t horizon)
{
    dk_forecast_request request = DK_FORECAST_REQUEST_INIT;
    request.horizon = horizon;
    request.is_total = true;
    request.methods = "ses,theta,damped";
    return request;
}

static void answer__totals_are_those_of_the_registers(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_series series[SERIES];
    dk_level_shift shifts[SERIES];
    dk_forecast_result result;
    dk_forecast_answer answer;
    dk_err err = DK_ERR_INIT;
    static const double half[] = {0.5};
    make_series(arena, series);
    dk_forecast_request request = totals_of(AHEAD);
    request.quantiles = half;
    request.n_quantiles = 1;
    assert_int_equal(dk_forecast_answer_request(&request, series, SERIES, arena, &answer, &err),
                     DK_OK);
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.methods = request.methods;
    options.n_paths = DK_OUTLOOK_PATHS;
    /* A request gives its series their working days, as the registers do. */
    double days[MONTHS + AHEAD];
    dk_regressor_workdays(series[0].start, MONTHS + AHEAD, NULL, days);
    const dk_regressor column = {"days", DK_REGRESSOR_CALENDAR, 0, days};
    const dk_regressors table = {MONTHS + AHEAD, 1, &column};
    for (size_t i = 0; i < SERIES; i++)
        series[i].regressors = &table;
    assert_int_equal(
        dk_level_forecast(series, SERIES, AHEAD, &options, arena, &result, shifts, &err), DK_OK);
    for (size_t i = 0; i < SERIES; i++) {
        const dk_forecast *f = &answer.result.items[i];
        dk_forecast_year *years;
        size_t n;
        assert_int_equal(dk_forecast_years(&series[i], &result.items[i], arena, &years, &n, &err),
                         DK_OK);
        assert_int_equal(n, YEARS);
        assert_int_equal(f->horizon, YEARS);
        assert_int_equal(f->first.kind, DK_PERIOD_YEAR);
        assert_int_equal(f->first.index, 2024); /* begun: two months of it are known */
        for (size_t y = 0; y < n; y++) {
            dk_interval wide = dk_request_interval(&request, f, y, 1);
            assert_true(years[y].total.lo80 == rint(years[y].total.lo80)); /* sums of counts */
            assert_memory_equal(&f->steps[y], &years[y].total, sizeof f->steps[y]);
            assert_true(wide.lo == years[y].total.lo95 && wide.hi == years[y].total.hi95);
            double middle = dk_request_quantile(&request, f, y, 0);
            assert_true(years[y].total.lo80 <= middle && middle <= years[y].total.hi80);
        }
    }
    dk_arena_free(arena);
}

static void answer__no_year_is_completed(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_series series[SERIES];
    dk_forecast_answer answer;
    dk_err err = DK_ERR_INIT;
    make_series(arena, series);
    const dk_forecast_request request = totals_of(3);
    assert_int_equal(dk_forecast_answer_request(&request, series, SERIES, arena, &answer, &err),
                     DK_FAILED);
    assert_ptr_equal(err.msg, &MSG_FORECAST_NO_YEAR);
    dk_arena_free(arena);
}

static void answer__no_totals_of_a_hierarchy(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_series series[SERIES];
    dk_forecast_answer answer;
    dk_err err = DK_ERR_INIT;
    static const dk_hierarchy_link links[] = {{"all", "s0"}, {"all", "s1"}};
    make_series(arena, series);
    dk_forecast_request request = totals_of(AHEAD);
    request.links = links;
    request.n_links = 2;
    assert_int_equal(dk_forecast_answer_request(&request, series, 2, arena, &answer, &err),
                     DK_FAILED);
    assert_ptr_equal(err.msg, &MSG_FORECAST_TOTAL_TREE);
    dk_arena_free(arena);
}

int main(void)
{
    dk_models_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answer__totals_are_those_of_the_registers),
        cmocka_unit_test(answer__no_year_is_completed),
        cmocka_unit_test(answer__no_totals_of_a_hierarchy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
