/* bench/bench_totals.c - annual totals up to three years ahead, the horizon of an enrolment plan.
 *
 *     bench_totals [--plain] [--back K] [--set KEY] [DIR]     DIR of the sets,
 * ../shared/data/series
 *
 * Forecasts are made at ends of years with what was known then (JOLTS: every end of December from
 * 2008 on; other sets: so many years before the series' own end) and the totals of the years after
 * it compared with the truth. Beside them: "last year" (the last total again) and "fixed shares"
 * (our forecast of the sum over the series of a group, divided as last year, so that all grow
 * alike). A group of JOLTS is a measure; the series of the other sets have nothing to do with each
 * other and show that nothing breaks there. --plain: as forecast, not settled by hindsight. --back
 * K cuts K of the sets' horizons off first: what is chosen is chosen there, not on the test
 * periods.
 *
 *   MASE  scaled by the series' mean yearly change so far    MSIS  95 %, the same scale
 *   direction  share of the signs of change that were right   rank  mean Spearman correlation of
 *   growth over the series of a group and origin
 *
 * Standard errors are clustered by series, and by origin: totals of one year share their luck, and
 * those of neighbouring origins a year (Newey and West 1987, doi:10.2307/1913610, with as many lags
 * as years overlap).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sets.h"
#include "core/base/parse.h"
#include "models/annual.h"
#include "models/models.h"
#include "models/quantile.h"

enum { YEARS_AHEAD = 3, PATHS = 500, SEASONS_MIN = 4, FIRST_DECEMBER = 97, ORIGINS_MAX = 16 };

static const struct {
    bench_set set;
    size_t n_origins;
    bool has_measures; /* groups; and origins are ends of December */
} SETS[] = {
    {{"jolts", "jolts_states_2000_2017.csv.gz", "monthly", NULL}, 11, true},
    {{"hospital", "hospital.csv.gz", "monthly", NULL}, 2, false},
    {{"m1_monthly", "m1.csv.gz", "monthly", NULL}, 3, false},
    {{"m1_quarterly", "m1.csv.gz", "quarterly", NULL}, 4, false},
};
enum { N_SETS = sizeof SETS / sizeof *SETS };

/* One total at one origin. */
typedef struct {
    const char *group;
    double truth, last, ours, lo80, hi80, lo95, hi95, shares, scale;
    size_t series, origin;
} total;

typedef struct {
    total *items;
    size_t n, room;
} totals;

static size_t length(const bench_data *d, size_t i)
{
    return d->series[i].n + d->horizon;
}

static double value_at(const bench_data *d, size_t i, size_t t)
{
    const dk_series *s = &d->series[i];
    if (t < s->n)
        return dk_series_known(s, t) ? s->value[t] : NAN;
    return t < length(d, i) ? d->truth[i][t - s->n] : NAN;
}

/* Sum of the season before `end`; NaN when a value is missing. */
static double year_before(const bench_data *d, size_t i, size_t end)
{
    double sum = 0;
    for (size_t t = end - (size_t)d->series[i].season; t < end; t++)
        sum += value_at(d, i, t);
    return sum;
}

static double yearly_change(const bench_data *d, size_t i, size_t origin)
{
    double sum = 0, n = 0;
    size_t season = (size_t)d->series[i].season;
    for (size_t end = origin; end >= 2 * season; end -= season) {
        double change = fabs(year_before(d, i, end) - year_before(d, i, end - season));
        if (isnan(change))
            continue;
        sum += change;
        n += 1;
    }
    return n > 0 ? sum / n : 0;
}

/* ---- forecasts ---- */

/* The forecast of the year from step `from` on. */
static total total_of(const dk_forecast *f, size_t from, size_t season)
{
    double sums[PATHS] = {0};
    total t = {0};
    for (size_t p = 0; p < PATHS; p++)
        for (size_t h = from; h < from + season; h++)
            sums[p] += f->paths[p * f->horizon + h];
    for (size_t h = from; h < from + season; h++)
        t.ours += f->steps[h].mean;
    dk_sort(sums, PATHS);
    t.lo95 = dk_quantile(sums, PATHS, 0.025), t.lo80 = dk_quantile(sums, PATHS, 0.1);
    t.hi80 = dk_quantile(sums, PATHS, 0.9), t.hi95 = dk_quantile(sums, PATHS, 0.975);
    return t;
}

/* The series as known before value `end`. */
static dk_series known_to(const bench_data *d, size_t i, size_t end, bool has_measures,
                          dk_arena *arena)
{
    dk_series out = d->series[i];
    double *value = bench_need(dk_arena_array(arena, end, sizeof *value));
    bool *flags = bench_need(dk_arena_array(arena, end, sizeof *flags));
    for (size_t t = 0; t < end; t++) {
        double y = value_at(d, i, t);
        flags[t] = !isnan(y);
        value[t] = flags[t] ? y : 0;
    }
    out.n = end;
    out.value = value;
    out.known = flags;
    bench_workdays(arena, &out, YEARS_AHEAD * (size_t)out.season);
    if (has_measures) { /* dataset|measure|id */
        char *measure = bench_need(dk_arena_text(d->arena, strchr(out.key, '|') + 1));
        measure[strcspn(measure, "|")] = '\0';
        out.group = measure;
    }
    return out;
}

static void forecast(const dk_series *known, size_t n, bool is_plain, dk_arena *arena,
                     dk_forecast_result *out)
{
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_err err = DK_ERR_INIT;
    options.n_paths = PATHS;
    options.n_threads = 2;
    const dk_annual_input in = {known, n, NULL, YEARS_AHEAD * (size_t)known[0].season, &options};
    if (is_plain)
        bench_check(dk_forecast_many(known, n, in.horizon, &options, arena, out, &err), &err);
    else
        bench_check(dk_annual_forecast(&in, arena, out, NULL, &err), &err);
}

static void keep(const bench_data *d, size_t i, size_t origin, const dk_series *known,
                 const dk_forecast *f, totals out[YEARS_AHEAD])
{
    size_t season = (size_t)known->season;
    for (size_t ahead = 0; ahead < YEARS_AHEAD; ahead++) {
        if (known->n + (ahead + 1) * season > length(d, i))
            break;
        total t = total_of(f, ahead * season, season);
        t.group = known->group;
        t.series = i;
        t.origin = origin;
        t.last = year_before(d, i, known->n);
        t.truth = year_before(d, i, known->n + (ahead + 1) * season);
        t.scale = yearly_change(d, i, known->n);
        if (isnan(t.truth) || !(t.last > 0) || !(t.scale > 0))
            continue;
        totals *o = &out[ahead];
        o->items = bench_need(dk_arena_grow(d->arena, o->items, o->n, &o->room, sizeof *o->items));
        o->items[o->n++] = t;
    }
}

/* All series as known `origin` years before their end, forecast. */
static void run_origin(const bench_data *d, size_t origin, bool has_measures, bool is_plain,
                       totals out[YEARS_AHEAD])
{
    dk_arena *arena = bench_need(dk_arena_new());
    dk_series *known = bench_need(dk_arena_array(arena, d->n, sizeof *known));
    size_t *item = bench_need(dk_arena_array(arena, d->n, sizeof *item)), n = 0;
    for (size_t i = 0; i < d->n; i++) {
        size_t season = (size_t)d->series[i].season, all = length(d, i);
        size_t lead = has_measures ? (all - FIRST_DECEMBER) % season : 0;
        if (all < lead + (origin + SEASONS_MIN) * season)
            continue;
        known[n] = known_to(d, i, all - lead - origin * season, has_measures, arena);
        item[n++] = i;
    }
    dk_forecast_result result;
    if (n > 0)
        forecast(known, n, is_plain, arena, &result);
    for (size_t k = 0; k < n; k++)
        keep(d, item[k], origin, &known[k], &result.items[k], out);
    dk_arena_free(arena);
}

/* ---- judging ---- */

static bool is_beside(const total *a, const total *b)
{
    return a->origin == b->origin &&
           (a->group == b->group ||
            (a->group != NULL && b->group != NULL && strcmp(a->group, b->group) == 0));
}

/* Our growth of the whole group, applied to every series of it. */
static void fill_shares(totals *all)
{
    for (size_t k = 0; k < all->n; k++) {
        double ours = 0, last = 0;
        for (size_t l = 0; l < all->n; l++)
            if (is_beside(&all->items[l], &all->items[k])) {
                ours += all->items[l].ours;
                last += all->items[l].last;
            }
        all->items[k].shares = all->items[k].last * ours / last;
    }
}

/* Rank of growth f / last in its group and origin, less the middle one; ties get their mean. */
static double rank_of(const totals *all, size_t k, bool of_truth)
{
    const total *a = &all->items[k];
    double own = (of_truth ? a->truth : a->ours) / a->last, rank = 0, n = 0;
    for (size_t l = 0; l < all->n; l++) {
        const total *b = &all->items[l];
        if (!is_beside(a, b))
            continue;
        double other = (of_truth ? b->truth : b->ours) / b->last;
        rank += other < own ? 1 : other == own ? 0.5 : 0;
        n += 1;
    }
    return rank - n / 2;
}

static double rank_correlation(const totals *all)
{
    double xy = 0, xx = 0, yy = 0;
    for (size_t k = 0; k < all->n; k++) {
        double x = rank_of(all, k, false), y = rank_of(all, k, true);
        xy += x * y, xx += x * x, yy += y * y;
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

static bool is_in(const total *t, bool is_80)
{
    return t->truth >= (is_80 ? t->lo80 : t->lo95) && t->truth <= (is_80 ? t->hi80 : t->hi95);
}

static double by_series(const totals *all, size_t n_series, double share, bool is_80)
{
    double sum = 0;
    for (size_t i = 0; i < n_series; i++) {
        double in = 0;
        for (size_t k = 0; k < all->n; k++)
            if (all->items[k].series == i)
                in += is_in(&all->items[k], is_80) - share;
        sum += in * in;
    }
    return sqrt(sum) / (double)all->n;
}

static double by_origin(const totals *all, size_t ahead, double share, bool is_80)
{
    double in[ORIGINS_MAX] = {0}, sum = 0;
    for (size_t k = 0; k < all->n; k++)
        in[all->items[k].origin] += is_in(&all->items[k], is_80) - share;
    for (size_t lag = 0; lag < ahead; lag++)
        for (size_t o = lag; o < ORIGINS_MAX; o++)
            sum += (lag == 0 ? 1 : 2 * (1 - (double)lag / (double)ahead)) * in[o] * in[o - lag];
    return sqrt(fmax(sum, 0)) / (double)all->n;
}

/* Sums over totals. */
typedef struct {
    double ours, last, shares, in80, in95, msis, right, right_shares, moved;
} tally;

static void add(tally *sum, const total *t)
{
    double y = t->truth;
    sum->ours += fabs(y - t->ours) / t->scale;
    sum->last += fabs(y - t->last) / t->scale;
    sum->shares += fabs(y - t->shares) / t->scale;
    sum->in80 += is_in(t, true);
    sum->in95 += is_in(t, false);
    sum->msis +=
        (t->hi95 - t->lo95 + 40 * fmax(0, t->lo95 - y) + 40 * fmax(0, y - t->hi95)) / t->scale;
    if (y == t->last)
        return;
    sum->moved += 1;
    sum->right += (t->ours > t->last) == (y > t->last);
    sum->right_shares += (t->shares > t->last) == (y > t->last);
}

static void print(const totals *all, size_t n_series, size_t ahead)
{
    tally s = {0};
    double n = (double)all->n;
    for (size_t k = 0; k < all->n; k++)
        add(&s, &all->items[k]);
    double in80 = s.in80 / n, in95 = s.in95 / n;
    printf("  year +%zu  n %zu  MASE ours %.3f, last year %.3f, fixed shares %.3f; MSIS %.2f\n",
           ahead, all->n, s.ours / n, s.last / n, s.shares / n, s.msis / n);
    printf(
        "           cover 80 %.1f, cover 95 %.1f; standard errors by origin %.1f, %.1f, by series "
        "%.1f, %.1f\n",
        100 * in80, 100 * in95, 100 * by_origin(all, ahead, in80, true),
        100 * by_origin(all, ahead, in95, false), 100 * by_series(all, n_series, in80, true),
        100 * by_series(all, n_series, in95, false));
    printf("           direction right ours %.1f %%, fixed shares %.1f %%; rank of growth %.3f\n",
           100 * s.right / s.moved, 100 * s.right_shares / s.moved, rank_correlation(all));
}

static bool run_set(size_t which, const char *folder, size_t back, bool is_plain)
{
    bench_data d = {.arena = bench_need(dk_arena_new())};
    totals all[YEARS_AHEAD] = {{0}};
    bool is_there = bench_read(folder, &SETS[which].set, &d);
    printf("%s%s%s\n", SETS[which].set.key, is_plain ? ", not settled" : "",
           is_there ? "" : ": skipped, not in ../shared/data/series");
    if (is_there)
        bench_go_back(&d, back);
    for (size_t origin = SETS[which].n_origins + 1; is_there && origin-- > 1;)
        run_origin(&d, origin, SETS[which].has_measures, is_plain, all);
    for (size_t ahead = 0; ahead < YEARS_AHEAD; ahead++) {
        if (all[ahead].n == 0)
            continue;
        fill_shares(&all[ahead]);
        print(&all[ahead], d.n, ahead + 1);
    }
    fflush(stdout);
    dk_arena_free(d.arena);
    return is_there;
}

int main(int argc, char **argv)
{
    const char *folder = "../shared/data/series", *only = NULL;
    bool is_plain = false;
    int64_t back = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--plain") == 0)
            is_plain = true;
        else if (strcmp(argv[i], "--back") == 0 && i + 1 < argc) {
            if (!dk_parse_int(argv[++i], 0, 8, &back))
                bench_fail("--back takes 0..8, not", argv[i]);
        } else if (strcmp(argv[i], "--set") == 0 && i + 1 < argc)
            only = argv[++i];
        else
            folder = argv[i];
    }
    dk_models_init();
    for (size_t k = 0; k < N_SETS; k++)
        if (only == NULL || strcmp(only, SETS[k].set.key) == 0)
            run_set(k, folder, (size_t)back, is_plain);
    return 0;
}
