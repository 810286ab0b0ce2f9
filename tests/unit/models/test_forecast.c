/* tests/unit/models/test_forecast.c - many series at once.
 *
 * 1 always an answer: random series of 0..8 and more values, constants, zeros, gaps, spikes; how
 *   many is set by DUIKOU_RANDOM_SERIES (default 5,000; make check 100,000, check-long a million)
 * 2 nothing after an origin reaches the methods' forecasts made at it
 * 3 same bytes at any thread count; equivariance under powers of two
 * 4 paths have the marginals of the steps; yearly totals
 * 5 coverage and skill on simulated series; mostly-zero counts
 * 6 options and inputs that are refused
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/backtest.h"
#include "models/forecast.h"
#include "models/messages.h"
#include "models/models.h"
#include "models/pool.h"

static dk_series plain(const double *y, size_t n, int32_t season)
{
    return (dk_series){
        .key = "s", .start = {DK_PERIOD_INTEGER, 1}, .season = season, .n = n, .value = y};
}

static dk_forecast_result forecast(const dk_series *series, size_t n, size_t horizon,
                                   const dk_forecast_options *options, dk_arena *arena)
{
    dk_forecast_result result;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_forecast_many(series, n, horizon, options, arena, &result, &err), DK_OK);
    assert_int_equal(result.n, n);
    return result;
}

static void assert_sane(const dk_forecast *f, const dk_series *series)
{
    bool non_negative = dk_series_nature(series) != DK_NATURE_REAL;
    for (size_t h = 0; h < f->horizon; h++) {
        const dk_forecast_step *s = &f->steps[h];
        assert_true(isfinite(s->mean) && isfinite(s->lo95) && isfinite(s->hi95));
        assert_true(s->lo95 <= s->lo80 && s->lo80 <= s->hi80 && s->hi80 <= s->hi95);
        if (non_negative)
            assert_true(s->lo95 >= 0 && s->mean >= 0);
    }
    for (size_t i = 0; i < f->n_paths * f->horizon && f->paths != NULL; i++)
        assert_true(isfinite(f->paths[i]) && (!non_negative || f->paths[i] >= 0));
    for (size_t h = 0; h < f->horizon && f->n_quantiles == 3; h++) {
        const double *q = f->quantiles + 3 * h;
        assert_true(isfinite(q[0]) && isfinite(q[2]) && q[0] <= q[1] && q[1] <= q[2]);
        assert_true(!non_negative || q[0] >= 0);
    }
    double total = 0;
    for (size_t i = 0; i < f->n_members; i++)
        total += f->members[i].weight;
    assert_true(f->problem != NULL || fabs(total - 1) < 1e-9);
    assert_true(f->problem != NULL || strlen(f->method) > 0);
}

/* ---- 1 ---- */

static size_t random_series(dk_random *random, double *y, bool *known)
{
    static const double scales[] = {1, 1, 10, 1000, 1e9, 1e-6};
    size_t n =
        dk_random_below(random, 10) == 0 ? dk_random_below(random, 40) : dk_random_below(random, 9);
    uint64_t kind = dk_random_below(random, 7);
    double scale = scales[dk_random_below(random, 6)], level = dk_random_unit(random) * scale;
    for (size_t t = 0; t < n; t++) {
        switch (kind) {
        case 0:
            y[t] = level;
            break;
        case 1:
            y[t] = 0;
            break;
        case 2:
            y[t] = (double)dk_random_poisson(random, 0.3);
            break;
        case 3:
            y[t] = scale * dk_random_normal(random);
            break;
        case 4:
            y[t] = t == n / 2 ? 1e9 : 1;
            break;
        default:
            y[t] = rint(level * (1 + dk_random_unit(random)));
        }
        known[t] = dk_random_below(random, 8) != 0;
    }
    return n;
}

static void forecast_many__random_series(void **state)
{
    (void)state;
    enum { BATCH = 100, LONGEST = 40 };
    const char *wanted = getenv("DUIKOU_RANDOM_SERIES");
    size_t batches = (wanted == NULL ? 5000 : strtoul(wanted, NULL, 10)) / BATCH;
    static const double levels[] = {0.01, 0.5, 0.99};
    static const int32_t seasons[] = {1, 4, 12};
    dk_random random = dk_random_seed(1);
    double *y = calloc(BATCH * LONGEST, sizeof *y);
    bool *known = calloc(BATCH * LONGEST, sizeof *known);
    assert_true(y != NULL && known != NULL);
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.n_paths = 20;
    options.quantiles = levels;
    options.n_quantiles = 3;
    for (size_t round = 0; round < batches; round++) {
        dk_series series[BATCH];
        for (size_t i = 0; i < BATCH; i++) {
            size_t n = random_series(&random, y + i * LONGEST, known + i * LONGEST);
            series[i] = plain(y + i * LONGEST, n, seasons[dk_random_below(&random, 3)]);
            series[i].known = known + i * LONGEST;
        }
        dk_arena *arena = dk_arena_new();
        size_t n = round % 10 == 0 ? 1 : BATCH; /* alone, too */
        dk_forecast_result r = forecast(series, n, 1 + round % 7, &options, arena);
        for (size_t i = 0; i < n; i++) {
            assert_sane(&r.items[i], &series[i]);
            assert_true((dk_series_count(&series[i]) == 0) == (r.items[i].problem != NULL));
        }
        dk_arena_free(arena);
    }
    free(y);
    free(known);
}

static void forecast_many__one_to_eight_points(void **state)
{
    (void)state;
    static const double growing[] = {10, 12, 11, 14, 15, 17, 16, 19};
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    for (size_t n = 1; n <= 8; n++) {
        dk_arena *arena = dk_arena_new();
        dk_series series = plain(growing, n, 1);
        dk_forecast_result r = forecast(&series, 1, 3, &options, arena);
        assert_sane(&r.items[0], &series);
        /* Close to what was seen last, and not certain. */
        assert_true(fabs(r.items[0].steps[0].mean - growing[n - 1]) < 4);
        assert_true(r.items[0].steps[0].hi95 > r.items[0].steps[0].lo95);
        dk_arena_free(arena);
    }
}

static void forecast_many__no_series(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_forecast_result r = forecast(NULL, 0, 3, &options, arena);
    assert_int_equal(r.n_pools, 0);
    dk_arena_free(arena);
}

/* ---- simulated series ---- */

enum { SIMULATED = 60, LENGTH = 72 };

/* Monthly counts: slowly wandering level times a season times noise. */
static void simulate(double y[SIMULATED][LENGTH], uint64_t seed)
{
    dk_random random = dk_random_seed(seed);
    for (size_t i = 0; i < SIMULATED; i++) {
        double level = 4 + dk_random_unit(&random);
        for (size_t t = 0; t < LENGTH; t++) {
            level += 0.03 * dk_random_normal(&random);
            double season = 0.3 * sin(2 * M_PI * (double)t / 12);
            y[i][t] = (double)dk_random_poisson(&random, exp(level + season) *
                                                             dk_random_gamma(&random, 20) / 20);
        }
    }
}

static void fill_series(double y[SIMULATED][LENGTH], size_t n, dk_series *series)
{
    for (size_t i = 0; i < SIMULATED; i++) {
        series[i] = plain(y[i], n, 12);
        series[i].start = (dk_period){DK_PERIOD_MONTH, 2018 * 12};
    }
}

/* ---- 2 ---- */

static void backtest__ignores_what_comes_later(void **state)
{
    (void)state;
    static double y[SIMULATED][LENGTH];
    simulate(y, 5);
    enum { H = 6 };
    bool use[64];
    memset(use, true, sizeof use);
    dk_arena *arena = dk_arena_new(), *work = dk_arena_new();
    for (size_t i = 0; i < 5; i++) {
        dk_series series = plain(y[i], LENGTH, 12);
        dk_backtest before, after;
        assert_true(dk_backtest_init(arena, &series, H, 6, &before));
        assert_true(dk_backtest_run(work, &before, H, use));
        assert_true(before.n_runs >= 4);
        size_t origin = before.runs[2].origin;
        for (size_t t = origin; t < LENGTH; t++)
            y[i][t] = 1e6 + (double)t;
        assert_true(dk_backtest_init(arena, &series, H, 6, &after));
        assert_true(dk_backtest_run(work, &after, H, use));
        size_t size = dk_method_count() * H * sizeof(double);
        for (size_t r = 0; r <= 2; r++) {
            assert_memory_equal(before.runs[r].mean, after.runs[r].mean, size);
            assert_memory_equal(before.runs[r].sd, after.runs[r].sd, size);
            assert_memory_equal(before.runs[r].loss, after.runs[r].loss,
                                dk_method_count() * sizeof(double));
            assert_int_equal(before.runs[r].n_losses, after.runs[r].n_losses);
        }
        assert_memory_not_equal(before.now.mean, after.now.mean, size);
    }
    dk_arena_free(work);
    dk_arena_free(arena);
}

static void backtest_origins__leave_room(void **state)
{
    (void)state;
    size_t o[24];
    /* 15 yearly values, horizon 6: nine values of room, origins at least six values in. */
    size_t n = dk_backtest_origins(15, 1, 6, 6, o);
    assert_true(n >= 3 && o[0] >= 6 && o[n - 1] == 9);
    for (size_t k = 1; k < n; k++)
        assert_true(o[k] > o[k - 1]);
    assert_int_equal(dk_backtest_origins(3, 1, 6, 6, o), 0);
    assert_int_equal(dk_backtest_origins(0, 12, 6, 6, o), 0);
    n = dk_backtest_origins(4, 1, 6, 6, o);
    assert_int_equal(n, 1);
    assert_int_equal(o[0], 3);
}

/* ---- combination ---- */

static size_t method_at(const char *key)
{
    size_t m = 0;
    while (strcmp(dk_methods[m]->key, key) != 0)
        m++;
    return m;
}

static void blends__are_median_and_trimmed_mean(void **state)
{
    (void)state;
    const double values[] = {1, 2, 4, 50};
    assert_true(dk_methods[method_at("median")]->blend(values, 4) == 3);
    assert_true(dk_methods[method_at("median")]->blend(values, 3) == 2);
    assert_true(dk_methods[method_at("trimmed")]->blend(values, 4) == 3);
    assert_true(dk_methods[method_at("trimmed")]->blend(values, 3) == 2);
}

/* The weights of a series lean to what was right on it before, more the more was seen, and not at
 * all before anything was seen; absent methods have none. */
static void run_weights__tilt_by_earlier_errors(void **state)
{
    (void)state;
    dk_tuning tuning = DK_TUNING_INIT;
    double table_weight[DK_METHODS_MAX] = {0}, loss[DK_METHODS_MAX] = {0}, w[DK_METHODS_MAX];
    bool has[DK_METHODS_MAX] = {true, true, true};
    table_weight[0] = table_weight[1] = table_weight[3] = 0.25;
    table_weight[2] = 0.5;
    loss[0] = 1, loss[1] = 2, loss[2] = 1.5;
    dk_pool pool = {.tuning = &tuning};
    dk_pool_table table = {.weight = table_weight, .level = 1};
    dk_run run = {.has = has, .loss = loss};
    dk_pool_run_weights(&pool, &table, &run, w);
    assert_true(w[0] == 0.25 && w[1] == 0.25 && w[2] == 0.5 && w[3] == 0);
    run.n_losses = 2;
    dk_pool_run_weights(&pool, &table, &run, w);
    double few = w[0];
    assert_true(few > 0.25 && w[1] < 0.25);
    assert_true(fabs(w[0] + w[1] + w[2] - 1) < 1e-12);
    run.n_losses = 50;
    dk_pool_run_weights(&pool, &table, &run, w);
    assert_true(w[0] > few);
    tuning.tilt = 0;
    dk_pool_run_weights(&pool, &table, &run, w);
    assert_true(fabs(w[0] - 0.25) < 1e-12);
}

/* Series that all rise by 2 a period, of which only plain rules may be used: the pool learns
 * that they fall short. An error all share corrects the forecast whole when stretches of time have
 * none of their own, not at all when theirs are huge, and by the more in between the larger it is.
 */
static void forecast_many__a_common_error_is_corrected_by_its_size(void **state)
{
    (void)state;
    enum { N = 30, M = 40 };
    static double y[M][N];
    dk_series series[M];
    dk_random random = dk_random_seed(21);
    for (size_t i = 0; i < M; i++) {
        for (size_t t = 0; t < N; t++)
            y[i][t] = 100 + 2 * (double)t + 0.2 * dk_random_normal(&random);
        series[i] = plain(y[i], N, 1);
        series[i].nature = DK_NATURE_REAL;
    }
    dk_arena *arena = dk_arena_new();
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.methods = "naive";
    options.tuning.shock = 1e9;
    dk_forecast_result none = forecast(series, M, 1, &options, arena);
    options.tuning.shock = 0;
    dk_forecast_result all = forecast(series, M, 1, &options, arena);
    options.tuning.shock = 0.25;
    dk_forecast_result usual = forecast(series, M, 1, &options, arena);
    options.tuning.shock = 0.05;
    dk_forecast_result small = forecast(series, M, 1, &options, arena);
    for (size_t i = 0; i < M; i++) {
        double a = none.items[i].steps[0].mean, b = all.items[i].steps[0].mean,
               share = (usual.items[i].steps[0].mean - a) / (b - a),
               share_small = (small.items[i].steps[0].mean - a) / (b - a);
        assert_true(b > a && share > 0.3 && share < 0.9 && share_small > 0.95 && share_small < 1);
    }
    dk_arena_free(arena);
}

/* Six values are never judged six steps ahead: what is wrong there is learnt from nearer steps. */
static void forecast_many__far_steps_learn_from_near_ones(void **state)
{
    (void)state;
    enum { N = 6, M = 20, H = 6 };
    static double y[M][N];
    dk_series series[M];
    dk_random random = dk_random_seed(4);
    for (size_t i = 0; i < M; i++) {
        for (size_t t = 0; t < N; t++)
            y[i][t] = 100 + 5 * (double)(t * t) + dk_random_normal(&random);
        series[i] = plain(y[i], N, 1);
        series[i].nature = DK_NATURE_REAL;
    }
    dk_arena *arena = dk_arena_new();
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.tuning.shock = 1e9;
    dk_forecast_result none = forecast(series, M, H, &options, arena);
    options.tuning.shock = 0;
    dk_forecast_result all = forecast(series, M, H, &options, arena);
    for (size_t i = 0; i < M; i++)
        assert_true(all.items[i].steps[H - 1].mean > none.items[i].steps[H - 1].mean + 10);
    dk_arena_free(arena);
}

/* ---- 3 ---- */

static void forecast_many__any_thread_count(void **state)
{
    (void)state;
    static double y[SIMULATED][LENGTH];
    dk_series series[SIMULATED];
    simulate(y, 6);
    fill_series(y, LENGTH, series);
    dk_arena *arena = dk_arena_new();
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.n_paths = 50;
    options.seed = 3;
    dk_forecast_result one = forecast(series, SIMULATED, 12, &options, arena);
    options.n_threads = 3;
    dk_forecast_result three = forecast(series, SIMULATED, 12, &options, arena);
    for (size_t i = 0; i < SIMULATED; i++) {
        assert_memory_equal(one.items[i].steps, three.items[i].steps,
                            12 * sizeof(dk_forecast_step));
        assert_memory_equal(one.items[i].paths, three.items[i].paths, 600 * sizeof(double));
        assert_string_equal(one.items[i].method, three.items[i].method);
    }
    dk_arena_free(arena);
}

static void forecast_many__scales_with_the_data(void **state)
{
    (void)state;
    enum { N = 20 };
    double y[2][N];
    dk_random random = dk_random_seed(8);
    for (size_t t = 0; t < N; t++) {
        y[0][t] = 10 + (double)t + dk_random_unit(&random);
        y[1][t] = 1024 * y[0][t];
    }
    dk_arena *arena = dk_arena_new();
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_series small = plain(y[0], N, 1), large = plain(y[1], N, 1);
    dk_forecast_result a = forecast(&small, 1, 4, &options, arena);
    dk_forecast_result b = forecast(&large, 1, 4, &options, arena);
    for (size_t h = 0; h < 4; h++) {
        assert_true(1024 * a.items[0].steps[h].mean == b.items[0].steps[h].mean);
        assert_true(1024 * a.items[0].steps[h].hi95 == b.items[0].steps[h].hi95);
    }
    dk_arena_free(arena);
}

/* ---- 4 ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void paths__have_the_marginals_of_the_steps(void **state)
{
    (void)state;
    static double y[SIMULATED][LENGTH];
    dk_series series[SIMULATED];
    simulate(y, 7);
    fill_series(y, LENGTH, series);
    dk_arena *arena = dk_arena_new();
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.n_paths = 1000;
    dk_forecast_result r = forecast(series, SIMULATED, 12, &options, arena);
    const dk_forecast *f = &r.items[4];
    double column[1000];
    for (size_t h = 0; h < 12; h++) {
        for (size_t p = 0; p < 1000; p++)
            column[p] = f->paths[p * 12 + h];
        qsort(column, 1000, sizeof *column, by_value);
        assert_true(fabs(column[100] - f->steps[h].lo80) <= 1); /* counts: the neighbour at most */
        assert_true(fabs(column[899] - f->steps[h].hi80) <= 1);
    }
    dk_arena_free(arena);
}

/* 2018-01 + 66 months: the next is 2023-07, so 2023 has six observed months and 2024 none. */
static void forecast_years__observed_part_and_whole_years(void **state)
{
    (void)state;
    static double y[SIMULATED][LENGTH];
    dk_series series[SIMULATED];
    simulate(y, 9);
    fill_series(y, 66, series);
    dk_arena *arena = dk_arena_new();
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.n_paths = 500;
    dk_forecast_result r = forecast(series, SIMULATED, 20, &options, arena);
    dk_forecast_year *years;
    size_t n;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_forecast_years(&series[0], &r.items[0], arena, &years, &n, &err), DK_OK);
    assert_int_equal(n, 2); /* 2023 and 2024; 2025 is begun only */
    assert_int_equal(years[0].year, 2023);
    assert_int_equal(years[0].n_observed, 6);
    assert_int_equal(years[0].n_forecast, 6);
    double observed = 0, mean = 0;
    for (size_t t = 60; t < 66; t++)
        observed += y[0][t];
    for (size_t h = 0; h < 6; h++)
        mean += r.items[0].steps[h].mean;
    assert_true(years[0].observed == observed);
    assert_true(fabs(years[0].total.mean - observed - mean) < 1e-9);
    assert_true(years[0].total.lo95 >= observed);
    assert_int_equal(years[1].year, 2024);
    assert_int_equal(years[1].n_forecast, 12);
    /* Errors of months are not fully dependent: the year is narrower than the sum of its months. */
    double width = 0;
    for (size_t h = 6; h < 18; h++)
        width += r.items[0].steps[h].hi80 - r.items[0].steps[h].lo80;
    assert_true(years[1].total.hi80 - years[1].total.lo80 < width);
    options.n_paths = 0;
    r = forecast(series, 1, 20, &options, arena);
    assert_int_equal(dk_forecast_years(&series[0], &r.items[0], arena, &years, &n, &err),
                     DK_FAILED);
    assert_true(dk_err_is(&err, MSG_FORECAST_PATHS));
    dk_arena_free(arena);
}

/* ---- 5 ---- */

/* Truth: the months after the 60th. Binomial bounds would be 1.5 points; months of a series hang
 * together. */
static void forecast_many__covers_and_beats_naive(void **state)
{
    (void)state;
    static double y[SIMULATED][LENGTH];
    dk_series series[SIMULATED];
    simulate(y, 11);
    fill_series(y, 60, series);
    dk_arena *arena = dk_arena_new();
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_forecast_result r = forecast(series, SIMULATED, 12, &options, arena);
    double in80 = 0, in95 = 0, error = 0, naive = 0, n = SIMULATED * 12;
    for (size_t i = 0; i < SIMULATED; i++)
        for (size_t h = 0; h < 12; h++) {
            const dk_forecast_step *s = &r.items[i].steps[h];
            double truth = y[i][60 + h];
            in80 += truth >= s->lo80 && truth <= s->hi80;
            in95 += truth >= s->lo95 && truth <= s->hi95;
            error += fabs(truth - s->mean);
            naive += fabs(truth - y[i][48 + h]);
        }
    assert_true(error < 0.9 * naive);
    assert_true(fabs(in80 / n - 0.80) < 0.06);
    assert_true(fabs(in95 / n - 0.95) < 0.04);
    assert_int_equal(r.n_pools, 1);
    assert_true(fabs(r.pools[0].coverage80 - 0.80) < 0.06);
    assert_true(r.pools[0].mase < r.pools[0].mase_naive);
    dk_arena_free(arena);
}

static void forecast_many__mostly_zero_counts(void **state)
{
    (void)state;
    static double y[SIMULATED][LENGTH];
    dk_random random = dk_random_seed(12);
    dk_series series[SIMULATED];
    for (size_t i = 0; i < SIMULATED; i++)
        for (size_t t = 0; t < LENGTH; t++)
            y[i][t] = (double)dk_random_poisson(&random, 0.2 + 0.01 * (double)i);
    fill_series(y, 60, series);
    dk_arena *arena = dk_arena_new();
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_forecast_result r = forecast(series, SIMULATED, 12, &options, arena);
    double mean = 0, truth = 0;
    for (size_t i = 0; i < SIMULATED; i++)
        for (size_t h = 0; h < 12; h++) {
            const dk_forecast_step *s = &r.items[i].steps[h];
            assert_true(s->lo95 == floor(s->lo95) && s->hi95 == floor(s->hi95));
            mean += s->mean;
            truth += 0.2 + 0.01 * (double)i;
        }
    assert_true(fabs(mean / truth - 1) < 0.1);
    dk_arena_free(arena);
}

/* A firm that stopped reporting half a year ago: step 1 is still the next month, the season holds.
 */
static void forecast_many__missing_end(void **state)
{
    (void)state;
    static double y[LENGTH];
    bool known[LENGTH];
    for (size_t t = 0; t < LENGTH; t++) {
        y[t] = 100 + 50 * sin(2 * M_PI * (double)t / 12);
        known[t] = t < LENGTH - 6;
    }
    dk_series series = plain(y, LENGTH, 12);
    series.known = known;
    dk_arena *arena = dk_arena_new();
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_forecast_result r = forecast(&series, 1, 12, &options, arena);
    for (size_t h = 0; h < 12; h++)
        assert_true(fabs(r.items[0].steps[h].mean - y[LENGTH - 12 + h]) < 10);
    dk_arena_free(arena);
}

/* ---- 6 ---- */

static void assert_refused(const dk_series *series, size_t horizon,
                           const dk_forecast_options *options, const dk_msg *msg)
{
    dk_arena *arena = dk_arena_new();
    dk_forecast_result result;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_forecast_many(series, 1, horizon, options, arena, &result, &err),
                     DK_FAILED);
    assert_ptr_equal(err.msg, msg);
    dk_arena_free(arena);
}

static void forecast_many__refuses(void **state)
{
    (void)state;
    double y[] = {1, 2, 3};
    dk_series series = plain(y, 3, 1);
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    assert_refused(&series, 0, &options, &MSG_FORECAST_OPTION);
    assert_refused(&series, 10000, &options, &MSG_FORECAST_OPTION);
    options.methods = "ets,oracle";
    assert_refused(&series, 3, &options, &MSG_FORECAST_METHOD);
    options.methods = NULL;
    options.quantiles = (const double[]){1.0};
    options.n_quantiles = 1;
    assert_refused(&series, 3, &options, &MSG_FORECAST_OPTION);
    options.n_quantiles = 0;
    y[1] = NAN;
    assert_refused(&series, 3, &options, &MSG_SERIES_VALUE);
    y[1] = -2;
    series.nature = DK_NATURE_COUNT;
    assert_refused(&series, 3, &options, &MSG_SERIES_VALUE);
    y[1] = 2;
    series.season = 0;
    assert_refused(&series, 3, &options, &MSG_SERIES_SEASON);
}

static void forecast_many__chosen_methods_and_quantiles(void **state)
{
    (void)state;
    static const double y[] = {5, 6, 7, 6, 8, 9, 8, 10, 11, 10};
    static const double wanted[] = {0.1, 0.5, 0.9};
    dk_series series = plain(y, 10, 1);
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.methods = "ses,theta";
    options.quantiles = wanted;
    options.n_quantiles = 3;
    dk_arena *arena = dk_arena_new();
    dk_forecast_result r = forecast(&series, 1, 2, &options, arena);
    for (size_t i = 0; i < r.items[0].n_members; i++) {
        const dk_method *m = r.items[0].members[i].method;
        assert_true(m->is_reference || strstr("ses theta", m->key) != NULL);
    }
    assert_true(r.items[0].quantiles[0] == r.items[0].steps[0].lo80);
    assert_true(r.items[0].quantiles[2] == r.items[0].steps[0].hi80);
    assert_true(r.items[0].n_past > 0);
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forecast_many__random_series),
        cmocka_unit_test(forecast_many__one_to_eight_points),
        cmocka_unit_test(forecast_many__no_series),
        cmocka_unit_test(backtest__ignores_what_comes_later),
        cmocka_unit_test(backtest_origins__leave_room),
        cmocka_unit_test(blends__are_median_and_trimmed_mean),
        cmocka_unit_test(run_weights__tilt_by_earlier_errors),
        cmocka_unit_test(forecast_many__a_common_error_is_corrected_by_its_size),
        cmocka_unit_test(forecast_many__far_steps_learn_from_near_ones),
        cmocka_unit_test(forecast_many__any_thread_count),
        cmocka_unit_test(forecast_many__scales_with_the_data),
        cmocka_unit_test(paths__have_the_marginals_of_the_steps),
        cmocka_unit_test(forecast_years__observed_part_and_whole_years),
        cmocka_unit_test(forecast_many__covers_and_beats_naive),
        cmocka_unit_test(forecast_many__mostly_zero_counts),
        cmocka_unit_test(forecast_many__missing_end),
        cmocka_unit_test(forecast_many__refuses),
        cmocka_unit_test(forecast_many__chosen_methods_and_quantiles),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
