/* tests/unit/models/test_annual.c - yearly totals settled by hindsight: the learning on small
 * samples with answers by hand, the settling on made-up groups. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/annual.h"
#include "models/models.h"
#include "models/quantile.h"

enum {
    YEAR = 12,
    PATHS = 200,
    SERIES = 3,
    ENDS = 4,
    MANY = 10,
    MONTHS = 8 * YEAR,
    AHEAD = 3 * YEAR
};

/* ---- learning ---- */

/* Three series at four year's ends; foretold growth about a common part, real growth `common` times
 * the sum's and `own` times the departures. */
static dk_annual_ahead learn(double common, double own, double common_error)
{
    static const double departure[SERIES] = {-0.1, 0, 0.1}, sums[ENDS] = {0.1, -0.05, 0.08, -0.12};
    static const double weight[SERIES] = {1, 1, 1}, spread[SERIES] = {0.1, 0.1, 0.1};
    double said[ENDS * SERIES], came[ENDS * SERIES];
    for (size_t y = 0; y < ENDS; y++)
        for (size_t i = 0; i < SERIES; i++) {
            said[y * SERIES + i] = sums[y] + departure[i];
            came[y * SERIES + i] =
                common * sums[y] + own * departure[i] + (y % 2 == 0 ? common_error : -common_error);
        }
    dk_annual_round rounds[ENDS];
    for (size_t y = 0; y < ENDS; y++)
        rounds[y] = (dk_annual_round){.n = SERIES,
                                      .said = said + y * SERIES,
                                      .came = came + y * SERIES,
                                      .weight = weight,
                                      .spread = spread,
                                      .sum_said = sums[y]};
    const dk_annual_sample sample = {.rounds = rounds, .n_rounds = ENDS, .ahead = 1};
    dk_annual_ahead out;
    dk_annual_learn(&sample, NULL, &out);
    return out;
}

static void learn__forecasts_that_came_true(void **state)
{
    (void)state;
    dk_annual_ahead out = learn(1, 1, 0);
    assert_int_equal(out.n_years, ENDS);
    /* Every year says 1; the priors of 1/2 and 3/4 are all that holds back. */
    assert_true(out.own > 0.8 && out.own <= 1);
    assert_true(out.common > 0.9 && out.common <= 1);
    assert_true(out.df == ENDS + 1);
    /* Hardly a departure left: four years of three totals beside the paths' own eight. */
    assert_true(fabs(out.own_scale - 8.0 / (ENDS * SERIES + 8)) < 0.05);
}

static void learn__departures_that_meant_nothing(void **state)
{
    (void)state;
    dk_annual_ahead out = learn(1, 0, 0);
    /* No year saw any of them come true; how far the weight falls is a matter of their noise. */
    assert_true(out.own < 0.5 && out.own >= 0);
    assert_true(out.common > 0.9);
}

static void learn__common_errors_become_a_shock(void **state)
{
    (void)state;
    dk_annual_ahead calm = learn(1, 1, 0), rough = learn(1, 1, 0.2);
    assert_true(calm.common_sd < 0.02);
    /* Four years' errors near 0.2 (weights learnt without a year lean on the others), and one year
     * of growth 0. */
    assert_true(rough.common_sd > 0.15 && rough.common_sd < 0.3);
}

/* Two hundred forecasts that came true and one total that vanished: by squares it would say that
 * none of them is worth a third. */
static void learn__one_total_does_not_decide_for_all(void **state)
{
    (void)state;
    enum { N = 201 };
    double said[N], came[N], weight[N], spread[N];
    for (size_t i = 0; i < N; i++) {
        said[i] = i % 2 == 0 ? 0.1 : -0.1;
        came[i] = said[i];
        weight[i] = 100; /* a usual year's growth of a tenth */
        spread[i] = 0.1;
    }
    said[N - 1] = 1;
    came[N - 1] = -3;
    dk_annual_round rounds[2] = {{N, said, came, weight, spread, 0},
                                 {N, said, came, weight, spread, 0}};
    const dk_annual_sample sample = {.rounds = rounds, .n_rounds = 2, .ahead = 1};
    dk_annual_ahead out;
    dk_annual_learn(&sample, NULL, &out);
    assert_true(out.own > 0.75);
}

static void learn__nothing_to_learn_from(void **state)
{
    (void)state;
    const dk_annual_sample sample = {.ahead = 1, .growth = 1};
    dk_annual_ahead out;
    dk_annual_learn(&sample, NULL, &out);
    assert_int_equal(out.n_years, 0);
    assert_true(out.own == 0.5 && out.common == 0.75);
    assert_true(out.own_scale == 1 && out.common_sd == 0);
}

/* ---- settling ---- */

/* Ten series of one group: a level that steps once a year by what all share and what each has of
 * its own, and noise of 5 % a month. */
static void make_group(dk_arena *arena, double common, double own, dk_series *out)
{
    dk_random random = dk_random_seed(7);
    double shared[MONTHS / YEAR];
    for (int y = 0; y < MONTHS / YEAR; y++)
        shared[y] = (y == 0 ? 0 : shared[y - 1]) + common * dk_random_normal(&random);
    for (size_t i = 0; i < MANY; i++) {
        double *value = dk_arena_array(arena, MONTHS, sizeof *value), level = 0;
        assert_non_null(value);
        for (int t = 0; t < MONTHS; t++) {
            level += t % YEAR == 0 ? own * dk_random_normal(&random) : 0;
            value[t] = 200 * exp(shared[t / YEAR] + level + 0.05 * dk_random_normal(&random));
        }
        out[i] = (dk_series){.key = dk_arena_format(arena, "s%zu", i),
                             .group = "g",
                             .start = {DK_PERIOD_MONTH, 2018 * 12},
                             .season = YEAR,
                             .nature = DK_NATURE_POSITIVE,
                             .n = MONTHS,
                             .value = value};
    }
}

static dk_forecast_options with_paths(size_t n_threads)
{
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.methods = "ses,theta,damped";
    options.n_paths = PATHS;
    options.n_threads = n_threads;
    return options;
}

static void settle(dk_arena *arena, const dk_series *series, size_t n, const bool *is_variant,
                   dk_forecast_result *out, const dk_annual **learnt)
{
    const dk_forecast_options options = with_paths(1);
    const dk_annual_input in = {series, n, is_variant, AHEAD, &options};
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_annual_forecast(&in, arena, out, learnt, &err), DK_OK);
}

/* A group settled. */
typedef struct {
    dk_arena *arena;
    dk_series series[MANY];
    const dk_annual *learnt[MANY];
    dk_forecast_result result;
} group;

static void open_group(group *g, double common, double own)
{
    g->arena = dk_arena_new();
    make_group(g->arena, common, own, g->series);
}

static void settle_group(group *g, const bool *is_variant)
{
    settle(g->arena, g->series, MANY, is_variant, &g->result, g->learnt);
}

static void close_group(group *g)
{
    dk_arena_free(g->arena);
}

/* What the same forecast is without settling. */
static dk_forecast_result plain_of(const group *g)
{
    const dk_forecast_options options = with_paths(1);
    dk_forecast_result plain;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_forecast_many(g->series, MANY, AHEAD, &options, g->arena, &plain, &err),
                     DK_OK);
    return plain;
}

static double path_total(const dk_forecast *f, size_t p, size_t year)
{
    double sum = 0;
    for (size_t h = year * YEAR; h < (year + 1) * YEAR; h++)
        sum += f->paths[p * f->horizon + h];
    return sum;
}

/* Standard deviation of the log of totals over paths, of one series or of the sum over all. */
static double spread_of(const dk_forecast_result *r, size_t first, size_t n, size_t year)
{
    double sum = 0, square = 0;
    for (size_t p = 0; p < PATHS; p++) {
        double total = 0;
        for (size_t i = first; i < first + n; i++)
            total += path_total(&r->items[i], p, year);
        sum += log(total);
        square += log(total) * log(total);
    }
    return sqrt(square / PATHS - sum / PATHS * sum / PATHS);
}

static void settle__a_shared_year_does_not_average_out(void **state)
{
    (void)state;
    group g;
    open_group(&g, 0.2, 0.02);
    settle_group(&g, NULL);
    assert_int_equal(g.result.n, MANY);
    assert_non_null(g.learnt[0]);
    assert_ptr_equal(g.learnt[0], g.learnt[MANY - 1]);
    assert_true(g.learnt[0]->loading > 0.9);
    for (size_t year = 0; year < 3; year++)
        assert_true(spread_of(&g.result, 0, MANY, year) > 0.7 * spread_of(&g.result, 0, 1, year));
    /* It is 0.2 a year; independent series would leave a third of their own spread. */
    assert_true(spread_of(&g.result, 0, MANY, 0) > 0.1 && spread_of(&g.result, 0, MANY, 0) < 0.5);
    assert_true(spread_of(&g.result, 0, MANY, 2) > spread_of(&g.result, 0, MANY, 0));
    close_group(&g);
}

static void settle__own_years_do(void **state)
{
    (void)state;
    group g;
    open_group(&g, 0, 0.25);
    settle_group(&g, NULL);
    assert_true(spread_of(&g.result, 0, MANY, 0) < 0.6 * spread_of(&g.result, 0, 1, 0));
    close_group(&g);
}

static void settle__totals_and_intervals_agree(void **state)
{
    (void)state;
    group g;
    open_group(&g, 0.1, 0.1);
    settle_group(&g, NULL);
    for (size_t i = 0; i < MANY; i++) {
        dk_forecast_year *years;
        size_t n;
        dk_err err = DK_ERR_INIT;
        assert_int_equal(
            dk_forecast_years(&g.series[i], &g.result.items[i], g.arena, &years, &n, &err), DK_OK);
        assert_int_equal(n, 3);
        for (size_t y = 0; y < n; y++) {
            double mean = 0;
            for (size_t h = y * YEAR; h < (y + 1) * YEAR; h++) {
                const dk_forecast_step *s = &g.result.items[i].steps[h];
                assert_true(0 <= s->lo95 && s->lo95 <= s->lo80 && s->lo80 <= s->hi80 &&
                            s->hi80 <= s->hi95 && isfinite(s->hi95));
                mean += s->mean;
            }
            assert_true(fabs(mean - years[y].total.mean) < 1e-9 * mean);
            assert_true(years[y].total.lo95 < mean && mean < years[y].total.hi95);
        }
    }
    close_group(&g);
}

static void settle__same_bytes_on_threads(void **state)
{
    (void)state;
    dk_forecast_result two;
    group g;
    open_group(&g, 0.1, 0.1);
    settle_group(&g, NULL);
    const dk_forecast_options options = with_paths(2);
    const dk_annual_input in = {g.series, MANY, NULL, AHEAD, &options};
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_annual_forecast(&in, g.arena, &two, NULL, &err), DK_OK);
    for (size_t i = 0; i < MANY; i++) {
        assert_memory_equal(g.result.items[i].steps, two.items[i].steps,
                            AHEAD * sizeof *g.result.items[i].steps);
        assert_memory_equal(g.result.items[i].paths, two.items[i].paths,
                            AHEAD * PATHS * sizeof *g.result.items[i].paths);
    }
    close_group(&g);
}

static void settle__a_variant_is_not_summed(void **state)
{
    (void)state;
    bool is_variant[MANY] = {[MANY - 1] = true};
    group g;
    open_group(&g, 0.1, 0.02);
    double *huge = dk_arena_array(g.arena, MONTHS, sizeof *huge);
    for (int t = 0; t < MONTHS; t++) /* halves every year, and is larger than all others together */
        huge[t] = 1e6 * pow(0.5, t / YEAR);
    g.series[MANY - 1].value = huge;
    settle_group(&g, is_variant);
    assert_int_equal(g.learnt[0]->n_series, MANY - 1);
    assert_true(g.learnt[0]->loading >
                0.8); /* of the sum of the others; of the huge one it is none */
    assert_ptr_equal(g.learnt[MANY - 1], g.learnt[0]);
    close_group(&g);
}

/* Series that end at different times have sums of their own, but one lesson. */
static void settle__groups_of_a_label_learn_together(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_series series[MANY];
    const dk_annual *learnt[MANY];
    dk_forecast_result result;
    make_group(arena, 0.02, 0.2, series);
    for (size_t i = 0; i < MANY; i++)
        series[i].n -= i % 4;
    series[MANY - 1].group = "other";
    settle(arena, series, MANY, NULL, &result, learnt);
    assert_int_equal(learnt[0]->n_series, MANY - 1);
    for (size_t i = 1; i < MANY - 1; i++)
        assert_ptr_equal(learnt[i], learnt[0]);
    assert_int_equal(learnt[MANY - 1]->n_series, 1);
    /* Nothing is shared but chance: what they sum up to is not asked. */
    assert_true(learnt[0]->loading < 0.4);
    assert_true(learnt[MANY - 1]->loading == 0);
    dk_arena_free(arena);
}

static void settle__what_does_not_fit_stays(void **state)
{
    (void)state;
    group g;
    open_group(&g, 0.1, 0.1);
    for (size_t i = 0; i < MANY; i++) {
        double *value = dk_arena_array(g.arena, MONTHS, sizeof *value);
        for (int t = 0; t < MONTHS; t++) /* negative, mostly zero, small, short */
            value[t] = i == 0   ? g.series[0].value[t] - 150
                       : i == 1 ? t % 2
                                : g.series[i].value[t] / 100;
        g.series[i].value = value;
        g.series[i].nature = i == 0 ? DK_NATURE_REAL : DK_NATURE_POSITIVE;
        g.series[i].n = i > 2 ? 4 * YEAR - 1 : MONTHS;
    }
    settle_group(&g, NULL);
    const dk_forecast_result plain = plain_of(&g);
    for (size_t i = 0; i < MANY; i++) {
        assert_null(g.learnt[i]);
        assert_memory_equal(g.result.items[i].paths, plain.items[i].paths,
                            AHEAD * PATHS * sizeof *plain.items[i].paths);
    }
    close_group(&g);
}

static void settle__sums_teach_the_series_nothing(void **state)
{
    (void)state;
    group g;
    open_group(&g, 0.1, 0.1);
    g.series[0].n = 4 * YEAR - 1; /* in the pool, but too short to be settled */
    settle_group(&g, NULL);
    const dk_forecast_result plain = plain_of(&g);
    assert_null(g.learnt[0]);
    assert_non_null(g.learnt[1]);
    assert_memory_equal(g.result.items[0].steps, plain.items[0].steps,
                        AHEAD * sizeof *plain.items[0].steps);
    close_group(&g);
}

int main(void)
{
    dk_models_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learn__forecasts_that_came_true),
        cmocka_unit_test(learn__departures_that_meant_nothing),
        cmocka_unit_test(learn__common_errors_become_a_shock),
        cmocka_unit_test(learn__one_total_does_not_decide_for_all),
        cmocka_unit_test(learn__nothing_to_learn_from),
        cmocka_unit_test(settle__a_shared_year_does_not_average_out),
        cmocka_unit_test(settle__own_years_do),
        cmocka_unit_test(settle__totals_and_intervals_agree),
        cmocka_unit_test(settle__same_bytes_on_threads),
        cmocka_unit_test(settle__a_variant_is_not_summed),
        cmocka_unit_test(settle__groups_of_a_label_learn_together),
        cmocka_unit_test(settle__what_does_not_fit_stays),
        cmocka_unit_test(settle__sums_teach_the_series_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
