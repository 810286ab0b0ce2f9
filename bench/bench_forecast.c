/* bench/bench_forecast.c - forecasts of published sets beside those of R, scored in one table.
 *
 *     bench_forecast [--data DIR] [--cache DIR] [--threads N] [--members] [--methods KEYS]
 *                    [--short] [--back K] [--parts] [--set CONSTANT=VALUE] [SET...]
 *     bench_forecast --loso
 *
 * DIR of the sets (default ../shared/data/series; skipped with a word where it is absent) holds
 * gzipped rows dataset,id,period,freq,h,category,start_year,start_sub,train,test; DIR of the cache
 * (default build/bench/r) what bench/peers/r_forecasts.R wrote. Sets are named in SETS below; none
 * named: all. --members adds the points of every method of ours alone, --short
 * keeps only the end of every series (DIR of the cache: R on the same). --back K cuts K horizons
 * off every series and scores the first of what was cut: the data to choose on, which no test
 * period touches; R has no part in it. --parts adds ours by thirds of the steps and of the series,
 * these by length and by how wide the first 80 % interval is beside its middle. --loso picks the
 * tuning constants on all sets but one and scores that one. For series that are mostly
 * zero the rows "mean" and "empirical" are the historic mean and the quantiles of the past values.
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/sets.h"
#include "core/base/parse.h"
#include "models/forecast_stages.h"
#include "models/models.h"
#include "models/score.h"

enum { TENTHS = 9, LEVELS = 99, STEPS_MAX = 64, PEERS_MAX = 8 };

static const bench_set SETS[] = {
    {"m1_yearly", "m1.csv.gz", "yearly", "m1_yearly.csv"},
    {"m1_quarterly", "m1.csv.gz", "quarterly", "m1_quarterly.csv"},
    {"m1_monthly", "m1.csv.gz", "monthly", "m1_monthly.csv"},
    {"hospital", "hospital.csv.gz", "monthly", "hospital.csv"},
    {"jolts", "jolts_states_2000_2017.csv.gz", "monthly", "jolts.csv"},
    {"carparts", "carparts_odd.csv.gz", "monthly", "carparts.csv"},
};
enum { N_SETS = sizeof SETS / sizeof *SETS };

/* ---- the table ---- */

typedef struct {
    char name[24];
    dk_score_sum sum, pit;
    double seconds; /* of one core, all series */
    bool is_point;  /* intervals mean nothing */
} entrant;

static void print_head(void)
{
    printf("%-13s %-14s %5s %7s %7s %7s %8s %11s %11s %7s %7s %5s %8s\n", "set", "method", "n",
           "MASE", "to best", "RMSSE", "bias", "cover 80", "cover 95", "MSIS", "WQL", "PIT",
           "s/series");
}

/* Largest distance of a tenth of the PIT from 10 %, in points. */
static double worst_tenth(const dk_score *s)
{
    double worst = 0;
    for (int k = 0; k < 10; k++)
        worst = fmax(worst, fabs(100 * s->pit[k] - 10));
    return worst;
}

static void print_entrant(const bench_set *set, const entrant *e, double best)
{
    dk_score s = dk_score_of(&e->sum), p = dk_score_of(&e->pit);
    printf("%-13s %-14s %5zu %7.3f %7.3f %7.3f %8.3f", set->key, e->name, s.n, s.mase,
           s.mase / best, s.rmsse, s.bias);
    if (!e->is_point)
        printf(" %5.1f ± %3.1f %5.1f ± %3.1f %7.2f %7.4f", 100 * s.cover80, 100 * s.cover80_se,
               100 * s.cover95, 100 * s.cover95_se, s.msis, s.wql);
    if (!e->is_point && !isnan(p.pit[0]))
        printf(" %5.1f", worst_tenth(&p));
    if (e->seconds > 0)
        printf(" %8.4f", e->seconds / (double)s.n);
    putchar('\n');
}

/* ---- what R said ---- */

static entrant *entrant_of(entrant *all, size_t *n, const char *name)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(all[i].name, name) == 0)
            return &all[i];
    if (*n == PEERS_MAX)
        bench_fail("too many methods", name);
    snprintf(all[*n].name, sizeof all->name, "%s", name);
    return &all[(*n)++];
}

typedef struct {
    dk_forecast_step steps[STEPS_MAX];
    double quantiles[STEPS_MAX * TENTHS];
} peer_block;

static double tenths[TENTHS], hundredths[LEVELS];

static void score_block(const bench_data *d, const char *key, const peer_block *b, entrant *e)
{
    for (size_t i = 0; i < d->n; i++)
        if (strcmp(d->series[i].key, key) == 0) {
            dk_score_add(&e->sum, &(dk_score_case){&d->series[i], d->truth[i], d->horizon, b->steps,
                                                   b->quantiles, tenths, TENTHS});
            return;
        }
    bench_fail("not in the set", key);
}

/* Lines series,method,step,mean,lo80,hi80,lo95,hi95,q0.1..q0.9,seconds. Returns the methods. */
static size_t read_cache(const char *folder, const bench_set *set, const bench_data *d,
                         entrant *out)
{
    char path[512], line[2048];
    size_t n = 0;
    peer_block block;
    snprintf(path, sizeof path, "%s/%s.done", folder, set->cache);
    if (access(path, R_OK) != 0) /* half a set is no comparison */
        return 0;
    snprintf(path, sizeof path, "%s/%s", folder, set->cache);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        return 0;
    while (fgets(line, sizeof line, file) != NULL) {
        char *rest = line, *key = strsep(&rest, ","), *method = strsep(&rest, ",");
        double v[6 + TENTHS + 1] = {0};
        for (size_t k = 0; k < sizeof v / sizeof *v && rest != NULL; k++)
            v[k] = strtod(strsep(&rest, ","), NULL);
        size_t h = (size_t)v[0] - 1;
        if (h >= d->horizon)
            bench_fail("step beyond the horizon", key);
        block.steps[h] = (dk_forecast_step){
            .mean = v[1], .lo80 = v[2], .hi80 = v[3], .lo95 = v[4], .hi95 = v[5]};
        memcpy(block.quantiles + h * TENTHS, v + 6, TENTHS * sizeof *v);
        if (h + 1 < d->horizon)
            continue;
        entrant *e = entrant_of(out, &n, method);
        e->seconds += v[6 + TENTHS];
        score_block(d, key, &block, e);
    }
    fclose(file);
    return n;
}

/* ---- ours ---- */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What each method would have said alone; the naive rule where it did not apply. */
static void print_members(const bench_set *set, const bench_data *d, const dk_backtests *all,
                          double best)
{
    dk_forecast_step steps[STEPS_MAX] = {{0}};
    for (size_t m = 0; dk_methods[m] != NULL; m++) {
        entrant e = {.is_point = true};
        size_t n = 0;
        snprintf(e.name, sizeof e.name, "- %s", dk_methods[m]->key);
        for (size_t i = 0; i < d->n; i++) {
            const dk_run *run = &all->items[i].now;
            size_t from = run->has[m] ? m : 0;
            n += run->has[m];
            for (size_t h = 0; h < d->horizon && run->has[from]; h++)
                steps[h].mean = run->mean[from * d->horizon + h];
            dk_score_add(&e.sum, &(dk_score_case){.series = &d->series[i],
                                                  .truth = d->truth[i],
                                                  .n_steps = d->horizon,
                                                  .steps = steps});
        }
        if (n > 0)
            print_entrant(set, &e, best);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The distribution of the past values as the forecast of every step. */
static void print_empirical(const bench_set *set, const bench_data *d, double best)
{
    entrant e = {.name = "empirical"};
    for (size_t i = 0; i < d->n; i++) {
        const dk_series *s = &d->series[i];
        double *y = bench_need(malloc((s->n + 1) * sizeof *y)), sum = 0;
        double q[STEPS_MAX * LEVELS], q9[STEPS_MAX * TENTHS];
        dk_forecast_step steps[STEPS_MAX];
        size_t n = 0;
        for (size_t t = 0; t < s->n; t++)
            if (dk_series_known(s, t))
                sum += y[n++] = s->value[t];
        qsort(y, n, sizeof *y, by_value);
#define AT(u) y[(size_t)fmin(ceil((u) * (double)n) - 1, (double)n - 1)]
        for (size_t h = 0; h < d->horizon && n > 0; h++) {
            steps[h] = (dk_forecast_step){sum / (double)n, AT(0.1), AT(0.9), AT(0.025), AT(0.975)};
            for (size_t k = 0; k < TENTHS; k++)
                q9[h * TENTHS + k] = AT(tenths[k]);
            for (size_t k = 0; k < LEVELS; k++)
                q[h * LEVELS + k] = AT(hundredths[k]);
        }
#undef AT
        dk_score_add(&e.sum,
                     &(dk_score_case){s, d->truth[i], d->horizon, steps, q9, tenths, TENTHS});
        dk_score_add(&e.pit,
                     &(dk_score_case){s, d->truth[i], d->horizon, steps, q, hundredths, LEVELS});
        free(y);
    }
    print_entrant(set, &e, best);
}

/* Scores steps `from` to `to` - 1 of one series. */
static void score_steps(const bench_data *d, const dk_forecast *f, size_t i,
                        const size_t from_to[2], entrant *e)
{
    size_t from = from_to[0], n = from_to[1] - from;
    double q9[STEPS_MAX * TENTHS];
    const double *q = f->quantiles + from * LEVELS;
    for (size_t h = 0; h < n; h++)
        for (size_t k = 0; k < TENTHS; k++)
            q9[h * TENTHS + k] = q[h * LEVELS + 10 * k + 9];
    const dk_score_case one = {&d->series[i], d->truth[i] + from, n, f->steps + from, q9, tenths,
                               TENTHS};
    dk_score_add(&e->sum, &one);
    dk_score_add(&e->pit,
                 &(dk_score_case){one.series, one.truth, n, one.steps, q, hundredths, LEVELS});
}

static void score_ours(const bench_data *d, const dk_forecast_result *result, entrant *e)
{
    for (size_t i = 0; i < d->n; i++)
        score_steps(d, &result->items[i], i, (const size_t[2]){0, d->horizon}, e);
}

/* ---- ours by thirds ---- */

static double length_of(const dk_series *series, const dk_forecast *f)
{
    (void)f;
    return (double)series->n;
}

static double width_of(const dk_series *series, const dk_forecast *f)
{
    (void)series;
    double middle = fabs(f->steps[0].mean);
    return middle > 0 ? (f->steps[0].hi80 - f->steps[0].lo80) / middle : HUGE_VAL;
}

static const struct {
    const char *name;
    double (*of)(const dk_series *series, const dk_forecast *f);
} ORDERS[] = {{"length", length_of}, {"width", width_of}};

/* Coverage that is right on average may be wrong for the long, the calm or the near. */
static void print_parts(const bench_set *set, const bench_data *d, const dk_forecast_result *result,
                        double best)
{
    enum { PARTS = 3 };
    double *key = bench_need(dk_arena_array(d->arena, d->n, sizeof *key));
    double *sorted = bench_need(dk_arena_array(d->arena, d->n, sizeof *sorted));
    for (size_t p = 0; p < PARTS; p++) {
        const size_t steps[2] = {d->horizon * p / PARTS, d->horizon * (p + 1) / PARTS};
        entrant e = {0};
        snprintf(e.name, sizeof e.name, "- steps %d/%d", (int)p + 1, PARTS);
        for (size_t i = 0; i < d->n; i++)
            score_steps(d, &result->items[i], i, steps, &e);
        print_entrant(set, &e, best);
    }
    for (size_t k = 0; k < sizeof ORDERS / sizeof *ORDERS; k++) {
        for (size_t i = 0; i < d->n; i++)
            key[i] = sorted[i] = ORDERS[k].of(&d->series[i], &result->items[i]);
        qsort(sorted, d->n, sizeof *sorted, by_value);
        for (size_t p = 0; p < PARTS; p++) {
            double low = p == 0 ? -1 : sorted[d->n * p / PARTS];
            double high = p + 1 == PARTS ? INFINITY : sorted[d->n * (p + 1) / PARTS];
            entrant e = {0};
            snprintf(e.name, sizeof e.name, "- %s %d/%d", ORDERS[k].name, (int)p + 1, PARTS);
            for (size_t i = 0; i < d->n; i++)
                if (key[i] >= low && (key[i] < high || p + 1 == PARTS))
                    score_steps(d, &result->items[i], i, (const size_t[2]){0, d->horizon}, &e);
            if (e.sum.n > 0)
                print_entrant(set, &e, best);
        }
    }
}

/* ---- tuning constants by name ---- */

static const struct {
    const char *name;
    size_t offset;
} CONSTANTS[] = {
#define CONSTANT(name)                                                                             \
    {                                                                                              \
#name, offsetof(dk_tuning, name)                                                           \
    }
    CONSTANT(weight_prior),  CONSTANT(tilt),           CONSTANT(tilt_half),
    CONSTANT(shock),         CONSTANT(recency),        CONSTANT(sd_prior),
    CONSTANT(score_prior),   CONSTANT(score_variance), CONSTANT(zero_weight_prior),
    CONSTANT(zero_location), CONSTANT(change_prior),
#undef CONSTANT
};
enum { N_CONSTANTS = sizeof CONSTANTS / sizeof *CONSTANTS };

static double *constant_of(dk_tuning *tuning, size_t k)
{
    return (double *)((char *)tuning + CONSTANTS[k].offset);
}

/* "tilt=2" */
static void set_constant(dk_tuning *tuning, const char *text)
{
    size_t len = strcspn(text, "=");
    for (size_t k = 0; k < N_CONSTANTS; k++)
        if (strncmp(CONSTANTS[k].name, text, len) == 0 && CONSTANTS[k].name[len] == '\0' &&
            text[len] == '=' && dk_parse_double(text + len + 1, constant_of(tuning, k)))
            return;
    bench_fail("no such constant or value", text);
}

typedef struct {
    const char *data, *cache, *methods;
    size_t threads, back; /* back: horizons cut off */
    bool members, parts, is_short;
    dk_tuning tuning;
} settings;

/* ---- constants chosen on the other sets ---- */

enum { CHOICES = 3 };

/* Values tried, the shipped one among them. The other constants shape only small groups and
 * mostly-zero series, of which there is one set. */
static const struct {
    const char *name;
    double values[CHOICES];
} GRID[] = {
    {"weight_prior", {10, 30, 100}}, {"tilt", {0, 1, 2}},    {"tilt_half", {3, 6, 12}},
    {"shock", {0.15, 0.25, 0.4}},    {"recency", {0, 2, 4}}, {"sd_prior", {4, 8, 16}},
};
enum { N_GRID = sizeof GRID / sizeof *GRID };

typedef struct {
    const bench_set *set;
    bench_data d;
    dk_backtests all;
    double loss[N_GRID][CHOICES]; /* log of MASE * MSIS * WQL */
} tuned_set;

static dk_score score_tuning(tuned_set *t, const dk_tuning *tuning)
{
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_forecast_result result;
    dk_err err = DK_ERR_INIT;
    entrant e = {0};
    dk_arena *arena = bench_need(dk_arena_new());
    options.tuning = *tuning;
    options.quantiles = hundredths;
    options.n_quantiles = LEVELS;
    bench_check(dk_forecast_make(&t->all, &options, arena, &result, &err), &err);
    score_ours(&t->d, &result, &e);
    dk_arena_free(arena);
    return dk_score_of(&e.sum);
}

static double loss_of(const dk_score *s)
{
    return log(s->mase) + log(s->msis) + log(s->wql);
}

static double *grid_constant(dk_tuning *tuning, size_t g)
{
    for (size_t k = 0; k < N_CONSTANTS; k++)
        if (strcmp(CONSTANTS[k].name, GRID[g].name) == 0)
            return constant_of(tuning, k);
    bench_fail("no such constant", GRID[g].name);
    return NULL;
}

/* For each constant the value that is best on the sets but `without`, the others as shipped. */
static dk_tuning choose_without(const tuned_set *sets, size_t n, size_t without)
{
    dk_tuning tuning = DK_TUNING_INIT;
    for (size_t g = 0; g < N_GRID; g++) {
        double best = HUGE_VAL;
        for (size_t c = 0; c < CHOICES; c++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += i == without ? 0 : sets[i].loss[g][c];
            if (sum < best) {
                best = sum;
                *grid_constant(&tuning, g) = GRID[g].values[c];
            }
        }
    }
    return tuning;
}

static void print_tuned(const char *name, const dk_score *s, dk_tuning *tuning)
{
    printf("%-24s %6.3f %6.1f %6.1f %7.2f %7.4f ", name, s->mase, 100 * s->cover80,
           100 * s->cover95, s->msis, s->wql);
    for (size_t g = 0; g < N_GRID; g++)
        printf(" %s=%g", GRID[g].name, *grid_constant(tuning, g));
    putchar('\n');
}

static void leave_one_out(const settings *s)
{
    static tuned_set sets[N_SETS];
    size_t n = 0;
    for (size_t k = 0; k < N_SETS; k++) {
        tuned_set *t = &sets[n];
        dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
        dk_err err = DK_ERR_INIT;
        options.n_threads = s->threads;
        t->set = &SETS[k];
        t->d.arena = bench_need(dk_arena_new());
        if (strcmp(SETS[k].key, "carparts") == 0 || !bench_read(s->data, t->set, &t->d))
            continue;
        bench_check(dk_backtest_many(t->d.series, t->d.n, t->d.horizon, &options, t->d.arena,
                                     &t->all, &err),
                    &err);
        for (size_t g = 0; g < N_GRID; g++)
            for (size_t c = 0; c < CHOICES; c++) {
                dk_tuning tuning = DK_TUNING_INIT;
                *grid_constant(&tuning, g) = GRID[g].values[c];
                dk_score score = score_tuning(t, &tuning);
                t->loss[g][c] = loss_of(&score);
            }
        n++;
    }
    puts("held out                   MASE  cov80  cov95    MSIS     WQL  constants");
    for (size_t i = 0; i < n; i++) {
        char name[64];
        dk_tuning chosen = choose_without(sets, n, i), shipped = DK_TUNING_INIT;
        dk_score held = score_tuning(&sets[i], &chosen), own = score_tuning(&sets[i], &shipped);
        print_tuned(sets[i].set->key, &held, &chosen);
        snprintf(name, sizeof name, "  as shipped");
        print_tuned(name, &own, &shipped);
    }
    dk_tuning all = choose_without(sets, n, n);
    printf("all sets would choose ");
    for (size_t g = 0; g < N_GRID; g++)
        printf(" %s=%g", GRID[g].name, *grid_constant(&all, g));
    putchar('\n');
    for (size_t i = 0; i < n; i++)
        dk_arena_free(sets[i].d.arena);
}

/* The last 5 to 8 years in turn, 12 quarters or 24 months of every series (bench/peers/cut.py). */
static void cut_short(bench_data *d)
{
    for (size_t i = 0; i < d->n; i++) {
        dk_series *one = &d->series[i];
        size_t keep = one->season == 1 ? 5 + i % 4 : one->season == 4 ? 12 : 24;
        size_t cut = one->n > keep ? one->n - keep : 0;
        one->start.index += (int64_t)cut;
        one->value += cut;
        one->known += cut;
        one->n -= cut;
        bench_workdays(d->arena, one, d->horizon);
    }
}

static void run_set(const settings *s, const bench_set *set)
{
    bench_data d = {.arena = bench_need(dk_arena_new())};
    if (!bench_read(s->data, set, &d)) {
        printf("%-13s skipped: %s/%s is not there\n", set->key, s->data, set->file);
        dk_arena_free(d.arena);
        return;
    }
    if (d.horizon > STEPS_MAX)
        bench_fail("horizon too long", set->key);
    bench_go_back(&d, s->back);
    if (s->is_short)
        cut_short(&d);
    if (d.n == 0) {
        printf("%-13s skipped: too short to cut %zu horizons off\n", set->key, s->back);
        dk_arena_free(d.arena);
        return;
    }
    static const entrant none;
    entrant peers[PEERS_MAX], ours = {.name = "duikou"};
    for (size_t i = 0; i < PEERS_MAX; i++)
        peers[i] = none;
    size_t n_peers = s->back > 0 ? 0 : read_cache(s->cache, set, &d, peers);
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.n_threads = s->threads;
    options.methods = s->methods;
    options.tuning = s->tuning;
    options.quantiles = hundredths;
    options.n_quantiles = LEVELS;
    dk_backtests all;
    dk_forecast_result result;
    dk_err err = DK_ERR_INIT;
    double start = seconds(), best = NAN;
    bench_check(dk_backtest_many(d.series, d.n, d.horizon, &options, d.arena, &all, &err), &err);
    bench_check(dk_forecast_make(&all, &options, d.arena, &result, &err), &err);
    ours.seconds = seconds() - start;
    score_ours(&d, &result, &ours);
    for (size_t i = 0; i < n_peers; i++)
        best = fmin(isnan(best) ? HUGE_VAL : best, dk_score_of(&peers[i].sum).mase);
    best = isnan(best) ? dk_score_of(&ours.sum).mase : best;
    print_entrant(set, &ours, best);
    for (size_t i = 0; i < n_peers; i++)
        print_entrant(set, &peers[i], best);
    if (result.n_pools > 0 && result.pools[0].is_intermittent)
        print_empirical(set, &d, best);
    if (s->parts)
        print_parts(set, &d, &result, best);
    if (s->members)
        print_members(set, &d, &all, best);
    if (s->members)
        printf("  %s\n", result.items[0].method);
    for (size_t p = 0; p < result.n_pools && s->members; p++) {
        const dk_forecast_pool *pool = &result.pools[p];
        printf("  own backtest%s: %zu series, MASE %.3f (naive %.3f), %.1f ± %.1f, %.1f ± %.1f\n",
               pool->is_intermittent ? " (mostly zero)" : "", pool->n_series, pool->mase,
               pool->mase_naive, 100 * pool->coverage80, 100 * pool->coverage80_se,
               100 * pool->coverage95, 100 * pool->coverage95_se);
    }
    dk_arena_free(d.arena);
}

int main(int argc, char **argv)
{
    settings s = {.data = "../shared/data/series",
                  .cache = "build/bench/r",
                  .threads = 2,
                  .tuning = DK_TUNING_INIT};
    bool named = false;
    int64_t threads = 2, back = 0;
    dk_models_init();
    for (size_t k = 0; k < TENTHS; k++)
        tenths[k] = (double)(k + 1) / 10;
    for (size_t k = 0; k < LEVELS; k++)
        hundredths[k] = (double)(k + 1) / 100;
    for (int i = 1; i < argc; i++) {
        bool has_next = i + 1 < argc;
        if (strcmp(argv[i], "--data") == 0 && has_next)
            s.data = argv[++i];
        else if (strcmp(argv[i], "--cache") == 0 && has_next)
            s.cache = argv[++i];
        else if (strcmp(argv[i], "--threads") == 0 && has_next &&
                 dk_parse_int(argv[++i], 1, 64, &threads))
            s.threads = (size_t)threads;
        else if (strcmp(argv[i], "--back") == 0 && has_next && dk_parse_int(argv[++i], 0, 8, &back))
            s.back = (size_t)back;
        else if (strcmp(argv[i], "--methods") == 0 && has_next)
            s.methods = argv[++i];
        else if (strcmp(argv[i], "--set") == 0 && has_next)
            set_constant(&s.tuning, argv[++i]);
        else if (strcmp(argv[i], "--loso") == 0) {
            leave_one_out(&s);
            return 0;
        } else if (strcmp(argv[i], "--members") == 0)
            s.members = true;
        else if (strcmp(argv[i], "--parts") == 0)
            s.parts = true;
        else if (strcmp(argv[i], "--short") == 0)
            s.is_short = true;
        else {
            size_t k = 0;
            while (k < N_SETS && strcmp(SETS[k].key, argv[i]) != 0)
                k++;
            if (k == N_SETS)
                bench_fail("no such option or set", argv[i]);
            if (!named)
                print_head();
            run_set(&s, &SETS[k]);
            named = true;
        }
    }
    if (!named)
        print_head();
    for (size_t k = 0; k < N_SETS && !named; k++)
        run_set(&s, &SETS[k]);
    return 0;
}
