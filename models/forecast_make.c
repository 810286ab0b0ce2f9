/* models/forecast_make.c - from backtests to forecasts: learn the pools, score the past, forecast.
 *
 * Everything here is sequential and in the order of the series. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "models/forecast_stages.h"
#include "models/marginal.h"
#include "models/messages.h"
#include "models/pool.h"

typedef struct {
    const dk_pool *pool;
    size_t horizon;
    const dk_forecast_options *options;
    dk_arena *arena, *work; /* results and scratch */
    double *mean, *sd;      /* [horizon], scratch */
} maker;

/* The mean of a non-negative series is not negative. */
static double sane_mean(double mean, dk_nature nature)
{
    return nature == DK_NATURE_REAL ? mean : fmax(mean, 0);
}

/* The point forecast: the middle of the distribution; of mostly-zero series, whose middle is zero,
 * the mean. */
static double centre(const dk_marginal *marginal, size_t h, double mean, double sd)
{
    return marginal->is_intermittent ? mean : mean + sd * dk_pool_quantile(marginal->table, h, 0.5);
}

static double expectation(const dk_marginal *marginal, size_t h, double mean, double sd)
{
    double centre_of_mass = marginal->is_intermittent ? 0 : marginal->table->average[h];
    return sane_mean(mean + sd * centre_of_mass, marginal->nature);
}

static dk_forecast_step step_of(const dk_marginal *marginal, size_t h, double mean, double sd)
{
    dk_forecast_step s = {
        .mean = sane_mean(centre(marginal, h, mean, sd), marginal->nature),
        .lo80 = dk_marginal_quantile(marginal, h, mean, sd, 0.1),
        .hi80 = dk_marginal_quantile(marginal, h, mean, sd, 0.9),
        .lo95 = dk_marginal_quantile(marginal, h, mean, sd, 0.025),
        .hi95 = dk_marginal_quantile(marginal, h, mean, sd, 0.975),
    };
    assert(s.lo95 <= s.lo80 && s.lo80 <= s.hi80 && s.hi80 <= s.hi95);
    return s;
}

/* The rule everyone knows: the same period last season, or the last value. */
static size_t naive_method(const dk_run *run)
{
    size_t naive = 0;
    for (size_t m = 0; dk_methods[m] != NULL; m++) {
        if (strcmp(dk_methods[m]->key, "snaive") == 0 && run->has[m])
            return m;
        if (strcmp(dk_methods[m]->key, "naive") == 0)
            naive = m;
    }
    return naive;
}

typedef struct {
    double error, naive;
    size_t in80, in95, n;
} tally;

static bool past_init(dk_arena *arena, dk_forecast_past *past, const dk_run *run)
{
    double *block = dk_arena_array(arena, run->n_steps * 6, sizeof *block);
    if (block == NULL)
        return false;
    *past = (dk_forecast_past){.origin = run->origin,
                               .n_steps = run->n_steps,
                               .mean = block,
                               .lo80 = block + run->n_steps,
                               .hi80 = block + run->n_steps * 2,
                               .lo95 = block + run->n_steps * 3,
                               .hi95 = block + run->n_steps * 4,
                               .expected = block + run->n_steps * 5};
    return true;
}

/* Scores the forecast of one past origin, made with the table that did not see the series. */
static bool score_past(const maker *k, const dk_backtest *b, const dk_run *run,
                       const dk_marginal *marginal, tally *t, dk_forecast_past *past)
{
    size_t naive = naive_method(run);
    if (!past_init(k->arena, past, run))
        return false;
    dk_pool_combine(k->pool, marginal->table, run, k->mean, k->sd);
    for (size_t h = 0; h < run->n_steps; h++) {
        dk_forecast_step s = step_of(marginal, h, k->mean[h], k->sd[h]);
        past->mean[h] = s.mean;
        past->expected[h] = expectation(marginal, h, k->mean[h], k->sd[h]);
        past->lo80[h] = s.lo80;
        past->hi80[h] = s.hi80;
        past->lo95[h] = s.lo95;
        past->hi95[h] = s.hi95;
        if (!dk_series_known(b->series, run->origin + h))
            continue;
        double y = b->series->value[run->origin + h];
        t->error += fabs(y - s.mean);
        t->naive += fabs(y - run->mean[naive * k->horizon + h]);
        t->in80 += y >= s.lo80 && y <= s.hi80;
        t->in95 += y >= s.lo95 && y <= s.hi95;
        t->n++;
    }
    return true;
}

static bool run_has_any(const dk_run *run)
{
    for (size_t m = 0; dk_methods[m] != NULL; m++)
        if (run->has[m])
            return true;
    return false;
}

static bool score(const maker *k, const dk_backtest *b, size_t at, dk_forecast *f)
{
    dk_marginal judge = {dk_pool_judge(k->pool, at), b->is_intermittent, f->nature};
    tally t = {0};
    f->past = dk_arena_array(k->arena, b->n_runs, sizeof *f->past);
    if (f->past == NULL)
        return false;
    for (size_t r = 0; r < b->n_runs; r++)
        if (run_has_any(&b->runs[r]) &&
            !score_past(k, b, &b->runs[r], &judge, &t, &f->past[f->n_past++]))
            return false;
    f->score = (dk_forecast_score){t.n, -1, -1, -1, -1};
    if (t.n == 0)
        return true;
    double n = (double)t.n;
    f->score.coverage80 = (double)t.in80 / n;
    f->score.coverage95 = (double)t.in95 / n;
    if (b->scale > 0) {
        f->score.mase = t.error / n / b->scale;
        f->score.mase_naive = t.naive / n / b->scale;
    }
    f->beats_naive = t.error < t.naive;
    return true;
}

/* Backtest MASE of one method on one series; -1 when it has none. */
static double member_mase(const dk_backtest *b, size_t m, size_t horizon)
{
    double sum = 0;
    size_t n = 0;
    for (size_t r = 0; r < b->n_runs; r++) {
        const dk_run *run = &b->runs[r];
        for (size_t h = 0; h < run->n_steps && run->has[m]; h++) {
            if (!dk_series_known(b->series, run->origin + h))
                continue;
            sum += fabs(b->series->value[run->origin + h] - run->mean[m * horizon + h]);
            n++;
        }
    }
    return n == 0 || !(b->scale > 0) ? -1 : sum / (double)n / b->scale;
}

static int by_weight(const void *a, const void *b)
{
    const dk_forecast_member *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return strcmp(x->method->key, y->method->key);
}

static bool members(const maker *k, const dk_backtest *b, dk_forecast *f)
{
    const double least = 0.005;
    double w[DK_METHODS_MAX], kept = 0;
    f->members = dk_arena_array(k->arena, dk_method_count(), sizeof *f->members);
    if (f->members == NULL)
        return false;
    dk_pool_run_weights(k->pool, dk_pool_all(k->pool), &b->now, w);
    for (size_t m = 0; dk_methods[m] != NULL; m++) {
        if (w[m] < least)
            continue;
        dk_forecast_member *one = &f->members[f->n_members++];
        one->method = dk_methods[m];
        one->weight = w[m];
        one->mase = member_mase(b, m, k->horizon);
        memcpy(one->form, b->forms[m], sizeof one->form);
        kept += w[m];
    }
    for (size_t i = 0; i < f->n_members; i++)
        f->members[i].weight /= kept;
    qsort(f->members, f->n_members, sizeof *f->members, by_weight);
    return true;
}

/* "ets(MAdM) 42% + theta 31% + ses 27%" */
static bool describe(dk_arena *arena, dk_forecast *f)
{
    dk_buf text = DK_BUF_INIT;
    for (size_t i = 0; i < f->n_members; i++) {
        const dk_forecast_member *m = &f->members[i];
        dk_buf_format(&text, "%s%s", i > 0 ? " + " : "", m->method->key);
        if (m->form[0] != '\0')
            dk_buf_format(&text, "(%s)", m->form);
        if (f->n_members > 1)
            dk_buf_format(&text, " %.0f%%", 100 * m->weight);
    }
    f->method = text.is_broken ? NULL : dk_arena_copy(arena, text.data, text.len);
    dk_buf_done(&text);
    return f->method != NULL;
}

/* Sample paths ordered by the caller's normals or by our own. */
static bool make_paths(const maker *k, const dk_backtest *b, size_t series,
                       const dk_marginal *marginal, dk_forecast *f)
{
    size_t size = f->n_paths * k->horizon;
    const double *given = k->options->normals;
    double *drawn = given != NULL ? NULL : dk_arena_array(k->work, size, sizeof *drawn);
    f->paths = dk_arena_array(k->arena, size, sizeof *f->paths);
    if (f->paths == NULL || (given == NULL && drawn == NULL))
        return false;
    dk_random random = dk_random_seed(dk_hash_text(k->options->seed, b->series->key));
    if (given == NULL)
        dk_dependence_draw(f->dependence, &random, f->n_paths, k->horizon, drawn);
    return dk_marginal_paths(k->work, marginal, k->mean, k->sd, k->horizon,
                             given == NULL ? drawn : given + series * size, f->n_paths, f->paths);
}

static bool forecast_now(const maker *k, const dk_backtest *b, size_t series, dk_forecast *f)
{
    dk_marginal marginal = {dk_pool_all(k->pool), b->is_intermittent, f->nature};
    size_t nq = k->options->n_quantiles;
    dk_pool_combine(k->pool, marginal.table, &b->now, k->mean, k->sd);
    for (size_t h = 0; h < k->horizon; h++) {
        f->steps[h] = step_of(&marginal, h, k->mean[h], k->sd[h]);
        for (size_t q = 0; q < nq; q++)
            f->quantiles[h * nq + q] =
                dk_marginal_quantile(&marginal, h, k->mean[h], k->sd[h], k->options->quantiles[q]);
    }
    f->dependence = marginal.table->dependence;
    return f->n_paths == 0 || make_paths(k, b, series, &marginal, f);
}

/* What was taken out and put back, to be told; the factors stay with the backtest. */
static dk_calendar told(const dk_calendar *calendar)
{
    dk_calendar out = {0};
    if (calendar != NULL)
        out = *calendar;
    out.factor = NULL;
    return out;
}

/* Room and facts that do not depend on the pool. */
static bool forecast_init(dk_arena *arena, const dk_backtest *b, size_t horizon,
                          const dk_forecast_options *o, dk_forecast *f)
{
    const dk_series *series = b->series;
    *f = (dk_forecast){.first = dk_period_add(series->start, (int64_t)series->n),
                       .horizon = horizon,
                       .n_quantiles = o->n_quantiles,
                       .method = "",
                       .nature = dk_series_nature(series),
                       .score = {0, -1, -1, -1, -1},
                       .calendar = told(b->calendar)};
    f->steps = dk_arena_array(arena, horizon, sizeof *f->steps);
    f->quantiles = dk_arena_array(arena, horizon * o->n_quantiles, sizeof *f->quantiles);
    return f->steps != NULL && f->quantiles != NULL;
}

static bool forecast_one(maker *k, size_t at, size_t series, dk_forecast *f)
{
    const dk_backtest *b = k->pool->items[at];
    dk_arena_reset(k->work);
    k->mean = dk_arena_array(k->work, k->horizon, sizeof *k->mean);
    k->sd = dk_arena_array(k->work, k->horizon, sizeof *k->sd);
    f->n_paths = k->options->n_paths;
    return k->mean != NULL && k->sd != NULL && score(k, b, at, f) && members(k, b, f) &&
           describe(k->arena, f) && forecast_now(k, b, series, f);
}

/* Standard error of a coverage, series being the clusters. */
static double clustered_se(const dk_forecast *const *items, size_t n, double share, bool is_80)
{
    double sum = 0, total = 0;
    for (size_t i = 0; i < n; i++) {
        const dk_forecast_score *s = &items[i]->score;
        double count = (double)s->n_errors;
        sum += pow(((is_80 ? s->coverage80 : s->coverage95) - share) * count, 2);
        total += count;
    }
    return total > 0 ? sqrt(sum) / total : 0;
}

static void summarise(const dk_pool *pool, const dk_forecast *const *items, dk_forecast_pool *out)
{
    double n = 0, scaled = 0;
    *out = (dk_forecast_pool){.group = pool->group,
                              .season = pool->season,
                              .n_series = pool->n,
                              .is_intermittent = pool->is_intermittent};
    for (size_t i = 0; i < pool->n; i++) {
        const dk_forecast_score *s = &items[i]->score;
        if (s->n_errors == 0)
            continue;
        out->n_errors += s->n_errors;
        n += (double)s->n_errors;
        out->coverage80 += s->coverage80 * (double)s->n_errors;
        out->coverage95 += s->coverage95 * (double)s->n_errors;
        if (s->mase < 0)
            continue;
        out->mase += s->mase;
        out->mase_naive += s->mase_naive;
        scaled += 1;
    }
    out->mase = scaled > 0 ? out->mase / scaled : -1;
    out->mase_naive = scaled > 0 ? out->mase_naive / scaled : -1;
    out->coverage80 = n > 0 ? out->coverage80 / n : -1;
    out->coverage95 = n > 0 ? out->coverage95 / n : -1;
    out->coverage80_se = clustered_se(items, pool->n, out->coverage80, true);
    out->coverage95_se = clustered_se(items, pool->n, out->coverage95, false);
}

/* Learns a pool, forecasts its series and sums up. `base` is the first backtest: item index =
 * distance. */
static bool finish_pool(maker *k, dk_pool *pool, const bool *use, const dk_backtest *base,
                        dk_forecast *items, dk_forecast_pool *summary)
{
    dk_arena_reset(k->work);
    if (!dk_pool_weights(k->work, pool, use))
        return false;
    dk_arena_reset(k->work);
    if (!dk_pool_typical(k->work, pool) || !dk_pool_level(k->work, pool) ||
        !dk_pool_calibrate(k->work, pool))
        return false;
    const dk_forecast **list = dk_arena_array(k->arena, pool->n, sizeof(dk_forecast *));
    if (list == NULL)
        return false;
    k->pool = pool;
    for (size_t i = 0; i < pool->n; i++) {
        size_t series = (size_t)(pool->items[i] - base);
        dk_forecast *f = &items[series];
        if (!forecast_one(k, i, series, f))
            return false;
        list[i] = f;
    }
    summarise(pool, list, summary);
    for (size_t i = 0; i < pool->n; i++)
        items[pool->items[i] - base].pool = summary;
    return true;
}

static dk_code make(maker *k, const dk_backtests *all, dk_forecast_result *out, dk_err *err)
{
    dk_pool *pools = NULL;
    const dk_backtest *backtests = all->items;
    size_t n = all->n;
    dk_forecast_result result = {.n = n};
    result.items = dk_arena_array(k->arena, n, sizeof *result.items);
    if (result.items == NULL ||
        !dk_pools_make(k->arena, all, &k->options->tuning, &pools, &result.n_pools))
        return DK_NO_MEMORY(err);
    result.pools = dk_arena_array(k->arena, result.n_pools, sizeof *result.pools);
    if (result.pools == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        if (!forecast_init(k->arena, &backtests[i], k->horizon, k->options, &result.items[i]))
            return DK_NO_MEMORY(err);
        if (backtests[i].is_empty)
            result.items[i].problem = &MSG_SERIES_EMPTY;
    }
    for (size_t p = 0; p < result.n_pools; p++)
        if (!finish_pool(k, &pools[p], all->use, backtests, result.items, &result.pools[p]))
            return DK_NO_MEMORY(err);
    *out = result;
    return DK_OK;
}

dk_code dk_forecast_make(const dk_backtests *all, const dk_forecast_options *options,
                         dk_arena *arena, dk_forecast_result *out, dk_err *err)
{
    dk_arena *work = dk_arena_new();
    if (work == NULL)
        return DK_NO_MEMORY(err);
    maker k = {.horizon = all->horizon, .options = options, .arena = arena, .work = work};
    dk_code code = make(&k, all, out, err);
    dk_arena_free(work);
    return code;
}
