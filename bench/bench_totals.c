/* bench/bench_totals.c - annual totals two and three years ahead, the horizon of an enrolment plan.
 *
 *     bench_totals [DIR]        DIR of the sets, default ../shared/data/series
 *
 * JOLTS by state, monthly; forecasts are made at every end of December from 2008 on with what was
 * known then, and the totals of the second and third year after it compared with the truth. Beside
 * them: "last year" (the last total again) and "fixed shares" (our forecast of the sum over the
 * states of a measure, divided as last year, so that all grow alike).
 *
 *   MASE  scaled by the series' mean yearly change so far    MSIS  95 %, the same scale
 *   direction  share of the signs of change that were right   rank  mean Spearman correlation of
 *   growth over the states of a measure and origin
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sets.h"
#include "models/forecast.h"
#include "models/models.h"

static const bench_set JOLTS = {"jolts", "jolts_states_2000_2017.csv.gz", "monthly", "jolts.csv"};

enum { YEAR = 12, FIRST_DECEMBER = 97, YEARS_AHEAD = 3, HORIZON = YEARS_AHEAD * YEAR, PATHS = 500 };

/* One total at one origin. */
typedef struct {
    char measure[16];
    double truth, last, ours, lo80, hi80, lo95, hi95, shares; /* scaled by `scale` = 1 */
    double scale;
    size_t series;
} total;

typedef struct {
    total *items;
    size_t n, room;
} totals;

static double value_at(const bench_data *d, size_t i, size_t t)
{
    const dk_series *s = &d->series[i];
    if (t < s->n)
        return dk_series_known(s, t) ? s->value[t] : NAN;
    return t - s->n < d->horizon ? d->truth[i][t - s->n] : NAN;
}

/* Sum of twelve months before `end`; NaN when one is missing. */
static double year_before(const bench_data *d, size_t i, size_t end)
{
    double sum = 0;
    for (size_t t = end - YEAR; t < end; t++)
        sum += value_at(d, i, t);
    return sum;
}

static double yearly_change(const bench_data *d, size_t i, size_t origin)
{
    double sum = 0, n = 0;
    for (size_t end = origin; end >= 2 * YEAR; end -= YEAR) {
        double change = fabs(year_before(d, i, end) - year_before(d, i, end - YEAR));
        if (isnan(change))
            continue;
        sum += change;
        n += 1;
    }
    return n > 0 ? sum / n : 0;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(const double *sorted, double u)
{
    size_t k = (size_t)(u * PATHS);
    return sorted[k < PATHS ? k : PATHS - 1];
}

/* The forecast of the year from step `from` on. */
static total total_of(const dk_forecast *f, size_t from)
{
    double sums[PATHS] = {0};
    total t = {0};
    for (size_t p = 0; p < PATHS; p++)
        for (size_t h = from; h < from + YEAR; h++)
            sums[p] += f->paths[p * HORIZON + h];
    for (size_t h = from; h < from + YEAR; h++)
        t.ours += f->steps[h].mean;
    qsort(sums, PATHS, sizeof *sums, by_value);
    t.lo95 = quantile(sums, 0.025), t.lo80 = quantile(sums, 0.1);
    t.hi80 = quantile(sums, 0.9), t.hi95 = quantile(sums, 0.975);
    return t;
}

/* All series as known at `origin`, forecast; the totals `ahead` years on go to out. */
static void run_origin(const bench_data *d, size_t origin, totals out[YEARS_AHEAD])
{
    dk_arena *arena = bench_need(dk_arena_new());
    dk_series *known = bench_need(dk_arena_array(arena, d->n, sizeof *known));
    for (size_t i = 0; i < d->n; i++) {
        double *value = bench_need(dk_arena_array(arena, origin, sizeof *value));
        bool *flags = bench_need(dk_arena_array(arena, origin, sizeof *flags));
        for (size_t t = 0; t < origin; t++) {
            double y = value_at(d, i, t);
            flags[t] = !isnan(y);
            value[t] = flags[t] ? y : 0;
        }
        known[i] = d->series[i];
        known[i].n = origin;
        known[i].value = value;
        known[i].known = flags;
    }
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    dk_forecast_result result;
    dk_err err = DK_ERR_INIT;
    options.n_paths = PATHS;
    options.n_threads = 2;
    bench_check(dk_forecast_many(known, d->n, HORIZON, &options, arena, &result, &err), &err);
    for (size_t ahead = 1; ahead < YEARS_AHEAD; ahead++)
        for (size_t i = 0; i < d->n; i++) {
            size_t from = ahead * YEAR;
            total t = total_of(&result.items[i], from);
            t.series = i;
            t.last = year_before(d, i, origin);
            t.truth = year_before(d, i, origin + from + YEAR);
            t.scale = yearly_change(d, i, origin);
            const char *bar = strchr(d->series[i].key, '|');
            snprintf(t.measure, sizeof t.measure, "%zu%.4s", origin, bar == NULL ? "" : bar);
            if (isnan(t.truth) || isnan(t.last) || !(t.scale > 0))
                continue;
            totals *o = &out[ahead];
            o->items =
                bench_need(dk_arena_grow(d->arena, o->items, o->n, &o->room, sizeof *o->items));
            o->items[o->n++] = t;
        }
    dk_arena_free(arena);
}

/* Our growth of the whole measure, applied to every series of it. */
static void fill_shares(totals *all)
{
    for (size_t k = 0; k < all->n; k++) {
        double ours = 0, last = 0;
        for (size_t l = 0; l < all->n; l++)
            if (strcmp(all->items[l].measure, all->items[k].measure) == 0) {
                ours += all->items[l].ours;
                last += all->items[l].last;
            }
        all->items[k].shares = all->items[k].last * ours / last;
    }
}

/* Ranks of growth f / last among the series of one measure and origin; ties get their mean. */
static double rank_of(const totals *all, size_t k, bool of_truth)
{
    const total *a = &all->items[k];
    double own = (of_truth ? a->truth : a->ours) / a->last, rank = 0.5;
    for (size_t l = 0; l < all->n; l++) {
        const total *b = &all->items[l];
        if (strcmp(a->measure, b->measure) != 0)
            continue;
        double other = (of_truth ? b->truth : b->ours) / b->last;
        rank += other < own ? 1 : other == own ? 0.5 : 0;
    }
    return rank;
}

/* Correlation of the ranks within each measure and origin, all together. */
static double rank_correlation(const totals *all)
{
    double xy = 0, xx = 0, yy = 0;
    for (size_t k = 0; k < all->n; k++) {
        size_t n = 0;
        for (size_t l = 0; l < all->n; l++)
            n += strcmp(all->items[l].measure, all->items[k].measure) == 0;
        double middle = ((double)n + 1) / 2, x = rank_of(all, k, false) - middle,
               y = rank_of(all, k, true) - middle;
        xy += x * y, xx += x * x, yy += y * y;
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

/* Standard error of a share, series being the clusters. */
static double clustered(const totals *all, size_t n_series, double lo_share, bool is_80)
{
    double sum = 0;
    for (size_t i = 0; i < n_series; i++) {
        double in = 0;
        for (size_t k = 0; k < all->n; k++) {
            const total *t = &all->items[k];
            if (t->series == i)
                in += (t->truth >= (is_80 ? t->lo80 : t->lo95) &&
                       t->truth <= (is_80 ? t->hi80 : t->hi95)) -
                      lo_share;
        }
        sum += in * in;
    }
    return sqrt(sum) / (double)all->n;
}

static void print(const totals *all, size_t n_series, size_t ahead)
{
    double n = (double)all->n, ours = 0, last = 0, shares = 0, in80 = 0, in95 = 0, msis = 0;
    double right = 0, right_shares = 0, moved = 0;
    for (size_t k = 0; k < all->n; k++) {
        const total *t = &all->items[k];
        double y = t->truth;
        ours += fabs(y - t->ours) / t->scale / n;
        last += fabs(y - t->last) / t->scale / n;
        shares += fabs(y - t->shares) / t->scale / n;
        in80 += (y >= t->lo80 && y <= t->hi80) / n;
        in95 += (y >= t->lo95 && y <= t->hi95) / n;
        msis += (t->hi95 - t->lo95 + 40 * fmax(0, t->lo95 - y) + 40 * fmax(0, y - t->hi95)) /
                t->scale / n;
        if (y == t->last)
            continue;
        moved += 1;
        right += (t->ours > t->last) == (y > t->last);
        right_shares += (t->shares > t->last) == (y > t->last);
    }
    printf("year +%zu  n %zu  MASE ours %.3f, last year %.3f, fixed shares %.3f\n", ahead + 1,
           all->n, ours, last, shares);
    printf("         cover 80 %.1f ± %.1f, cover 95 %.1f ± %.1f, MSIS %.2f\n", 100 * in80,
           100 * clustered(all, n_series, in80, true), 100 * in95,
           100 * clustered(all, n_series, in95, false), msis);
    printf("         direction right ours %.1f %%, fixed shares %.1f %% (last year says none); "
           "rank of "
           "growth ours %.3f, fixed shares and last year 0\n",
           100 * right / moved, 100 * right_shares / moved, rank_correlation(all));
}

int main(int argc, char **argv)
{
    bench_data d = {.arena = bench_need(dk_arena_new())};
    totals all[YEARS_AHEAD] = {{0}};
    dk_models_init();
    if (!bench_read(argc > 1 ? argv[1] : "../shared/data/series", &JOLTS, &d)) {
        puts("skipped: no JOLTS series in ../shared/data/series");
        dk_arena_free(d.arena);
        return 0;
    }
    size_t end = d.series[0].n + d.horizon;
    for (size_t origin = FIRST_DECEMBER; origin + 2 * YEAR <= end; origin += YEAR)
        run_origin(&d, origin, all);
    for (size_t ahead = 1; ahead < YEARS_AHEAD; ahead++) {
        fill_shares(&all[ahead]);
        print(&all[ahead], d.n, ahead);
    }
    dk_arena_free(d.arena);
    return 0;
}
