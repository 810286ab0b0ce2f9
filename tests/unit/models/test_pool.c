/* tests/unit/models/test_pool.c - spread of the combination, and which scores calibrate it.
 *
 * 1 the usual change of a series
 * 2 the sd is drawn towards what is usual beside changes of its size
 * 3 forecasts that knew one season do not widen those that know two
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/forecast.h"
#include "models/models.h"
#include "models/pool.h"

static dk_series plain(const double *y, size_t n, int32_t season)
{
    return (dk_series){
        .key = "s", .start = {DK_PERIOD_INTEGER, 1}, .season = season, .n = n, .value = y};
}

/* ---- 1 ---- */

static double change_of(const double *y, size_t n, int32_t season)
{
    dk_arena *work = dk_arena_new();
    dk_series series = plain(y, n, season);
    dk_prepared p;
    assert_true(dk_prepare(work, &series, n, 1, &p));
    double change = p.change * p.scale;
    dk_arena_free(work);
    return change;
}

static void prepare__usual_change(void **state)
{
    (void)state;
    const double y[] = {1, 3, 2, 6};
    assert_true(change_of(y, 1, 1) == 0);
    assert_true(fabs(change_of(y, 4, 1) - 7.0 / 3) < 1e-12);
    assert_true(fabs(change_of(y, 4, 2) - 0.5 * (7.0 / 3 + 2)) < 1e-12);
    assert_true(fabs(change_of(y, 2, 2) - 2) < 1e-12); /* no season seen twice */
}

/* ---- 2 ---- */

enum { SERIES = 9, STEPS = 2 };

typedef struct {
    dk_arena *arena;
    dk_tuning tuning;
    dk_backtest items[SERIES];
    const dk_backtest *list[SERIES];
    dk_pool pool;
} fixture;

/* Series whose one method gives an sd of twice their change (1, 2, ... at level 100) at the first
 * step and three times at the second. */
static void set_up(fixture *f)
{
    size_t methods = dk_method_count();
    f->arena = dk_arena_new();
    f->tuning = DK_TUNING_INIT;
    f->pool = (dk_pool){.tuning = &f->tuning,
                        .season = 1,
                        .horizon = STEPS,
                        .n = SERIES,
                        .items = f->list,
                        .n_folds = DK_POOL_FOLDS};
    f->pool.relative_sd = dk_arena_array(f->arena, STEPS, sizeof(double));
    for (size_t k = 0; k <= DK_POOL_FOLDS; k++) {
        f->pool.tables[k].weight = dk_arena_array(f->arena, methods, sizeof(double));
        f->pool.tables[k].weight[0] = 1;
        f->pool.tables[k].level = 1;
    }
    for (size_t i = 0; i < SERIES; i++) {
        dk_run *run = &f->items[i].now;
        double change = (double)(i + 1);
        *run = (dk_run){.n_steps = STEPS, .n_known = 22, .level = 100, .change = change};
        run->has = dk_arena_array(f->arena, methods, sizeof(bool));
        run->loss = dk_arena_array(f->arena, methods, sizeof(double));
        run->mean = dk_arena_array(f->arena, methods * STEPS, sizeof(double));
        run->sd = dk_arena_array(f->arena, methods * STEPS, sizeof(double));
        run->has[0] = true;
        run->sd[0] = 2 * change;
        run->sd[1] = 3 * change;
        f->list[i] = &f->items[i];
    }
    f->tuning.change_prior = 0;
    f->tuning.sd_prior = 20; /* as many as n_known - 2: half the way */
    assert_true(dk_pool_typical(f->arena, &f->pool));
}

static double sd_of(const fixture *f, const dk_run *run, size_t h)
{
    double mean[STEPS], sd[STEPS];
    dk_pool_combine(&f->pool, dk_pool_all(&f->pool), run, mean, sd);
    return sd[h];
}

static void combine__sd_is_drawn_to_what_is_usual_beside_its_changes(void **state)
{
    (void)state;
    static fixture f;
    set_up(&f);
    assert_true(fabs(f.pool.relative_sd[0] - 2) < 1e-12);
    assert_true(fabs(f.pool.relative_sd[1] - 3) < 1e-12);
    dk_run *run = &f.items[3].now; /* change 4: usual are 8 and 12 */
    assert_true(fabs(sd_of(&f, run, 0) - 8) < 1e-9 && fabs(sd_of(&f, run, 1) - 12) < 1e-9);
    run->sd[0] = 2;
    assert_true(fabs(sd_of(&f, run, 0) - 4) < 1e-9); /* between 2 and 8 */
    run->sd[0] = 32;
    assert_true(fabs(sd_of(&f, run, 0) - 16) < 1e-9);
    run->n_known = 2; /* two values tell nothing of their spread */
    assert_true(fabs(sd_of(&f, run, 0) - 8) < 1e-9);
    run->n_known = 22;
    run->sd[0] = 0; /* counts as a tenth of what is usual */
    assert_true(fabs(sd_of(&f, run, 0) - sqrt(0.8 * 8)) < 1e-9);
    f.tuning.change_prior = 21; /* as many as the changes: half way to the median, 5 in 100 */
    run->sd[0] = 2 * 4.5;
    assert_true(fabs(sd_of(&f, run, 0) - 9) < 1e-9);
    dk_arena_free(f.arena);
}

/* Values that never moved, alone in their pool: no sd, no division by it. */
static void combine__constants_have_a_finite_sd(void **state)
{
    (void)state;
    static fixture f;
    set_up(&f);
    for (size_t i = 0; i < SERIES; i++) {
        f.items[i].now.change = 0;
        f.items[i].now.sd[0] = f.items[i].now.sd[1] = 0;
    }
    f.tuning = DK_TUNING_INIT;
    assert_true(dk_pool_typical(f.arena, &f.pool));
    for (size_t h = 0; h < STEPS; h++) {
        double sd = sd_of(&f, &f.items[0].now, h);
        assert_true(isfinite(sd) && sd > 0 && sd < 5);
    }
    dk_arena_free(f.arena);
}

/* ---- 3 ---- */

enum { YEAR = 12, AHEAD = 12, VALUES = 24 };

/* A past run at `origin` whose forecasts are 100 with sd 10 at every step. */
static dk_run past_run(dk_arena *arena, size_t origin)
{
    size_t methods = dk_method_count();
    dk_run run = {.origin = origin, .n_known = origin, .n_steps = VALUES - origin, .level = 100};
    run.change = 10;
    run.has = dk_arena_array(arena, methods, sizeof(bool));
    run.loss = dk_arena_array(arena, methods, sizeof(double));
    run.mean = dk_arena_array(arena, methods * AHEAD, sizeof(double));
    run.sd = dk_arena_array(arena, methods * AHEAD, sizeof(double));
    run.has[0] = true;
    for (size_t h = 0; h < AHEAD; h++) {
        run.mean[h] = 100;
        run.sd[h] = 10;
    }
    return run;
}

enum { JUDGED = 40, RUNS = 3, BROKEN = 16 };
static const size_t ORIGINS[RUNS] = {12, BROKEN, 18};

/* The spread that calibration gives step `h` of forecasts which missed by 30 sd up to value BROKEN
 * and by one sd after it, to either side. They were made at the origins not in `without`. */
static double spread_at(size_t h, size_t without)
{
    static double y[JUDGED][VALUES];
    static dk_series series[JUDGED];
    static dk_backtest items[JUDGED];
    static dk_run runs[JUDGED][RUNS];
    dk_arena *arena = dk_arena_new();
    dk_tuning tuning = DK_TUNING_INIT;
    dk_backtests all = {.items = items, .n = JUDGED, .horizon = AHEAD};
    dk_pool *pools;
    size_t n_pools;
    for (size_t i = 0; i < JUDGED; i++) {
        for (size_t t = 0; t < VALUES; t++)
            y[i][t] = 100 + (t < BROKEN ? 300.0 : 10.0) * (i % 2 == 0 ? 1 : -1);
        series[i] = plain(y[i], VALUES, YEAR);
        items[i] = (dk_backtest){.series = &series[i], .runs = runs[i], .scale = 10};
        for (size_t r = 0; r < RUNS; r++)
            if (ORIGINS[r] != without)
                runs[i][items[i].n_runs++] = past_run(arena, ORIGINS[r]);
        items[i].now = past_run(arena, VALUES);
        items[i].now.n_steps = AHEAD;
    }
    assert_true(dk_pools_make(arena, &all, &tuning, &pools, &n_pools));
    assert_int_equal(n_pools, 1);
    for (size_t k = 0; k <= pools[0].n_folds; k++) {
        pools[0].tables[k].weight[0] = 1;
        pools[0].tables[k].level = 1;
    }
    assert_true(dk_pool_typical(arena, &pools[0]) && dk_pool_calibrate(arena, &pools[0]));
    double spread = dk_pool_all(&pools[0])->spread[h];
    dk_arena_free(arena);
    return spread;
}

/* Forecasts made after 16 and 18 months tell what those of 24 are worth, at all steps, not those
 * made after twelve; but six steps of a few months are too little to go by alone. */
static void calibrate__two_seasons_are_not_judged_by_one(void **state)
{
    (void)state;
    for (size_t h = 0; h < AHEAD; h++)
        assert_true(spread_at(h, 0) > 0.9 && spread_at(h, 0) < 1.05);
    assert_true(spread_at(0, BROKEN) > 1.3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prepare__usual_change),
        cmocka_unit_test(combine__sd_is_drawn_to_what_is_usual_beside_its_changes),
        cmocka_unit_test(combine__constants_have_a_finite_sd),
        cmocka_unit_test(calibrate__two_seasons_are_not_judged_by_one),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
