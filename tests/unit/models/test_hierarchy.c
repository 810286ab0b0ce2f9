/* tests/unit/models/test_hierarchy.c - forecasts that add up.
 *
 * 1 links that are refused; 2 the matrices against hand calculation; 3 coherence, whole numbers,
 * no negative counts, same bytes at any thread count; 4 requests: sums without values, spans
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
#include "models/messages.h"
#include "models/models.h"
#include "models/reconcile.h"
#include "models/request.h"

enum { BOTTOMS = 6, NODES = 4, SERIES = BOTTOMS + NODES, LENGTH = 40, HORIZON = 4 };

static const char *const KEYS[SERIES] = {"a1", "a2", "a3", "b1",   "b2",
                                         "b3", "a",  "b",  "ones", "all"};
static const dk_hierarchy_link LINKS[] = {
    {"a", "a1"},   {"a", "a2"},    {"a", "a3"},    {"b", "b1"},   {"b", "b2"},
    {"b", "b3"},   {"ones", "a1"}, {"ones", "b1"}, {"all", "a1"}, {"all", "a2"},
    {"all", "a3"}, {"all", "b1"},  {"all", "b2"},  {"all", "b3"}, {"a1", "a1"}, /* says nothing */
};
enum { N_LINKS = sizeof LINKS / sizeof *LINKS };

typedef struct {
    double y[SERIES][LENGTH];
    dk_series series[SERIES];
} sample;

/* Quarterly counts with a season; bottoms differ in size, b3 is mostly zero. */
static void fill(sample *s, uint64_t seed)
{
    static const double level[BOTTOMS] = {40, 12, 5, 90, 20, 0.3};
    dk_random random = dk_random_seed(seed);
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < BOTTOMS; i++)
        for (size_t t = 0; t < LENGTH; t++)
            s->y[i][t] = (double)dk_random_poisson(
                &random, level[i] * (1 + 0.3 * sin(M_PI * (double)t / 2)));
    for (size_t k = 0; k < N_LINKS; k++)
        for (size_t node = BOTTOMS; node < SERIES; node++)
            for (size_t b = 0; b < BOTTOMS; b++)
                if (strcmp(KEYS[node], LINKS[k].node) == 0 && strcmp(KEYS[b], LINKS[k].bottom) == 0)
                    for (size_t t = 0; t < LENGTH; t++)
                        s->y[node][t] += s->y[b][t];
    for (size_t i = 0; i < SERIES; i++)
        s->series[i] = (dk_series){.key = KEYS[i],
                                   .start = {DK_PERIOD_QUARTER, 2016 * 4},
                                   .season = 4,
                                   .n = LENGTH,
                                   .value = s->y[i]};
}

/* ---- 1 ---- */

static void assert_refused(const dk_hierarchy_link *links, size_t n, const dk_msg *msg)
{
    static sample s;
    fill(&s, 1);
    dk_arena *arena = dk_arena_new();
    dk_hierarchy tree;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_hierarchy_make(s.series, SERIES, links, n, arena, &tree, &err), DK_FAILED);
    assert_ptr_equal(err.msg, msg);
    dk_arena_free(arena);
}

static void hierarchy_make__refuses(void **state)
{
    (void)state;
    assert_refused((const dk_hierarchy_link[]){{"all", "nobody"}}, 1, &MSG_HIERARCHY_KEY);
    assert_refused((const dk_hierarchy_link[]){{"all", "a1"}, {"all", "a1"}}, 2,
                   &MSG_HIERARCHY_TWICE);
    assert_refused((const dk_hierarchy_link[]){{"all", "a"}, {"a", "a1"}}, 2, &MSG_HIERARCHY_DEPTH);
}

/* ---- 2 ---- */

static void shrunk_correlation__much_and_little_evidence(void **state)
{
    (void)state;
    enum { N = 200 };
    static double x[3 * N], few[3 * 4];
    double r[9];
    dk_random random = dk_random_seed(3);
    for (size_t k = 0; k < N; k++) {
        x[k] = dk_random_normal(&random);
        x[N + k] = x[k] + 0.1 * dk_random_normal(&random);
        x[2 * N + k] = 7; /* a constant tells nothing */
    }
    for (size_t k = 0; k < 12; k++)
        few[k] = dk_random_normal(&random);
    double shrink = dk_shrunk_correlation(x, 3, N, 1, r);
    assert_true(shrink < 0.05 && r[1] > 0.9 && r[1] == r[3] && r[0] == 1);
    assert_true(r[2] == 0 && r[8] == 1);
    assert_true(dk_shrunk_correlation(few, 3, 4, 1, r) > 5 * shrink);
    double once = dk_shrunk_correlation(few, 3, 4, 1, r);
    assert_true(dk_shrunk_correlation(few, 3, 4, 2, r) >= once); /* half the evidence */
}

/* all = a1 + a2 with equal, independent errors: each gets a third of the gap of 3. */
static void reconciler__thirds_of_a_gap(void **state)
{
    (void)state;
    static sample s;
    fill(&s, 1);
    const dk_hierarchy_link links[] = {{"all", "a1"}, {"all", "a2"}};
    const double width[] = {1, 1, 1}, identity[] = {1, 0, 0, 0, 1, 0, 0, 0, 1}, none[] = {0, 0, 0};
    dk_arena *arena = dk_arena_new();
    dk_hierarchy tree;
    dk_reconciler r;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_hierarchy_make(s.series, SERIES, links, 2, arena, &tree, &err), DK_OK);
    assert_true(dk_reconciler_init(arena, &tree, &r));
    assert_int_equal(r.n_bottoms, 2);
    dk_reconciler_fit(&r, identity, width);
    double values[] = {4, 5, 12};
    dk_reconciler_apply(&r, 1, none, values);
    assert_true(fabs(values[0] - 5) < 1e-6 && fabs(values[1] - 6) < 1e-6);
    assert_true(values[2] == values[0] + values[1]);
    double bottom_up[] = {4, 5, 12};
    dk_reconciler_apply(&r, 0, none, bottom_up);
    assert_true(bottom_up[0] == 4 && bottom_up[2] == 9);
    double negative[] = {0.5, 5, 1};
    dk_reconciler_apply(&r, 1, none, negative);
    assert_true(negative[0] == 0 && negative[2] == negative[1]);
    dk_arena_free(arena);
}

/* ---- 3 ---- */

static dk_forecast_result join(const sample *s, const dk_hierarchy_options *how, size_t n_threads,
                               dk_arena *arena)
{
    dk_hierarchy tree;
    dk_forecast_result result;
    dk_err err = DK_ERR_INIT;
    static const double levels[] = {0.1, 0.5, 0.9};
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.n_threads = n_threads;
    options.n_paths = 200;
    options.quantiles = levels;
    options.n_quantiles = 3;
    assert_int_equal(dk_hierarchy_make(s->series, SERIES, LINKS, N_LINKS, arena, &tree, &err),
                     DK_OK);
    assert_int_equal(tree.n_nodes, NODES);
    assert_int_equal(
        dk_hierarchy_forecast(s->series, &tree, HORIZON, &options, how, arena, &result, &err),
        DK_OK);
    return result;
}

/* Largest |node - sum of its bottoms| over `size` numbers that number(i) points at. */
static double gap(const double *const *numbers, size_t size)
{
    double worst = 0;
    for (size_t node = BOTTOMS; node < SERIES; node++)
        for (size_t k = 0; k < size; k++) {
            double sum = 0;
            for (size_t l = 0; l < N_LINKS; l++)
                for (size_t b = 0; b < BOTTOMS; b++)
                    if (strcmp(LINKS[l].node, KEYS[node]) == 0 &&
                        strcmp(LINKS[l].bottom, KEYS[b]) == 0)
                        sum += numbers[b][k];
            worst = fmax(worst, fabs(sum - numbers[node][k]) / fmax(1, fabs(sum)));
        }
    return worst;
}

static void assert_adds_up(const dk_forecast_result *r, bool is_whole)
{
    double mean[SERIES][HORIZON];
    const double *means[SERIES], *paths[SERIES];
    for (size_t i = 0; i < SERIES; i++) {
        const dk_forecast *f = &r->items[i];
        for (size_t h = 0; h < HORIZON; h++) {
            const dk_forecast_step *s = &f->steps[h];
            mean[i][h] = s->mean;
            assert_true(s->lo95 >= 0 && s->lo95 <= s->lo80 && s->lo80 <= s->hi80 &&
                        s->hi80 <= s->hi95);
            assert_true(f->quantiles[3 * h] == s->lo80);
            assert_true(!is_whole || (s->mean == rint(s->mean) && s->hi95 == rint(s->hi95)));
        }
        for (size_t k = 0; k < f->n_paths * HORIZON; k++)
            assert_true(f->paths[k] >= 0 && (!is_whole || f->paths[k] == rint(f->paths[k])));
        means[i] = mean[i];
        paths[i] = f->paths;
    }
    assert_true(gap(means, HORIZON) < 1e-12);
    assert_true(gap(paths, 200 * HORIZON) < 1e-12);
}

static void hierarchy_forecast__adds_up_in_every_way(void **state)
{
    (void)state;
    static sample s;
    static const dk_reconcile ways[] = {DK_RECONCILE_MEASURED, DK_RECONCILE_MIN_TRACE,
                                        DK_RECONCILE_BOTTOM_UP};
    fill(&s, 7);
    for (size_t k = 0; k < 3; k++)
        for (int whole = 0; whole <= 1; whole++) {
            dk_arena *arena = dk_arena_new();
            dk_hierarchy_options how = {ways[k], whole == 1};
            dk_forecast_result r = join(&s, &how, 1, arena);
            assert_adds_up(&r, whole == 1);
            dk_arena_free(arena);
        }
}

/* Whole means drift from the real ones by less than one, sums of neighbours included. */
static void hierarchy_forecast__whole_numbers_stay_near(void **state)
{
    (void)state;
    static sample s;
    fill(&s, 8);
    dk_arena *arena = dk_arena_new();
    dk_forecast_result real =
        join(&s, &(dk_hierarchy_options){DK_RECONCILE_BOTTOM_UP, false}, 1, arena);
    dk_forecast_result whole =
        join(&s, &(dk_hierarchy_options){DK_RECONCILE_BOTTOM_UP, true}, 1, arena);
    for (size_t h = 0; h < HORIZON; h++)
        assert_true(fabs(real.items[9].steps[h].mean - whole.items[9].steps[h].mean) < 1.5);
    dk_arena_free(arena);
}

static void hierarchy_forecast__any_thread_count(void **state)
{
    (void)state;
    static sample s;
    fill(&s, 9);
    const dk_hierarchy_options how = {DK_RECONCILE_MIN_TRACE, false};
    dk_arena *arena = dk_arena_new();
    dk_forecast_result one = join(&s, &how, 1, arena), three = join(&s, &how, 3, arena);
    for (size_t i = 0; i < SERIES; i++) {
        assert_memory_equal(one.items[i].steps, three.items[i].steps,
                            HORIZON * sizeof(dk_forecast_step));
        assert_memory_equal(one.items[i].paths, three.items[i].paths,
                            200 * HORIZON * sizeof(double));
    }
    dk_arena_free(arena);
}

/* ---- 4 ---- */

static void request__sums_without_values_and_late_starters(void **state)
{
    (void)state;
    static sample s;
    fill(&s, 11);
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_forecast_request request = DK_FORECAST_REQUEST_INIT;
    dk_forecast_answer answer;
    request.horizon = HORIZON;
    request.links = LINKS;
    request.n_links = N_LINKS;
    s.series[1].start.index += 8; /* began two years later, known to the same end */
    s.series[1].n -= 8;
    assert_int_equal(dk_forecast_answer_request(&request, s.series, BOTTOMS, arena, &answer, &err),
                     DK_OK);
    assert_int_equal(answer.n, SERIES);
    assert_string_equal(answer.series[BOTTOMS].key, "a");
    assert_false(dk_series_known(&answer.series[BOTTOMS], 7));
    assert_true(answer.series[BOTTOMS].value[8] == s.y[0][8] + s.y[1][0] + s.y[2][8]);
    const dk_forecast *all = &answer.result.items[SERIES - 1];
    double sum = 0;
    for (size_t b = 0; b < BOTTOMS; b++)
        sum += answer.result.items[b].steps[2].mean;
    assert_true(strcmp(answer.series[SERIES - 1].key, "all") == 0);
    assert_true(fabs(sum - all->steps[2].mean) < 1e-9);
    dk_interval i = dk_request_interval(&request, all, 2, 0);
    assert_true(fabs(i.lo - all->steps[2].lo80) < 1e-9 && fabs(i.hi - all->steps[2].hi80) < 1e-9);
    dk_arena_free(arena);
}

static void request__levels_and_quantiles(void **state)
{
    (void)state;
    static sample s;
    fill(&s, 12);
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_forecast_answer answer;
    const double levels[] = {50, 80}, quantiles[] = {0.25, 0.9}, bad[] = {100};
    dk_forecast_request request = {.horizon = 2,
                                   .levels = levels,
                                   .n_levels = 2,
                                   .quantiles = quantiles,
                                   .n_quantiles = 2,
                                   .is_whole = true,
                                   .n_threads = 1};
    assert_int_equal(dk_forecast_answer_request(&request, s.series, 3, arena, &answer, &err),
                     DK_OK);
    for (size_t h = 0; h < 2; h++) {
        const dk_forecast *f = &answer.result.items[0];
        assert_true(dk_request_interval(&request, f, h, 0).lo ==
                    dk_request_quantile(&request, f, h, 0));
        assert_true(dk_request_interval(&request, f, h, 1).hi ==
                    dk_request_quantile(&request, f, h, 1));
        assert_true(f->steps[h].hi80 == dk_request_quantile(&request, f, h, 1));
        assert_true(f->steps[h].mean == rint(f->steps[h].mean));
    }
    request.levels = bad;
    request.n_levels = 1;
    assert_int_equal(dk_forecast_answer_request(&request, s.series, 3, arena, &answer, &err),
                     DK_FAILED);
    assert_ptr_equal(err.msg, &MSG_FORECAST_OPTION);
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hierarchy_make__refuses),
        cmocka_unit_test(shrunk_correlation__much_and_little_evidence),
        cmocka_unit_test(reconciler__thirds_of_a_gap),
        cmocka_unit_test(hierarchy_forecast__adds_up_in_every_way),
        cmocka_unit_test(hierarchy_forecast__whole_numbers_stay_near),
        cmocka_unit_test(hierarchy_forecast__any_thread_count),
        cmocka_unit_test(request__sums_without_values_and_late_starters),
        cmocka_unit_test(request__levels_and_quantiles),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
