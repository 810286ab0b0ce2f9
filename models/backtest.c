/* models/backtest.c - see backtest.h. */
#include "models/backtest.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/method/factors.h"

/* Values a first origin needs: two seasons and a bit where the series can afford it, else half of
 * it. */
static size_t smallest_origin(size_t n, size_t season, size_t horizon)
{
    size_t good = season > 1 ? 2 * season + 3 : 6;
    if (n >= good + (horizon + 1) / 2)
        return good;
    size_t half = (n + 1) / 2;
    return half < 3 ? 3 : half;
}

size_t dk_backtest_origins(size_t n, size_t season, size_t horizon, size_t wanted, size_t *origins)
{
    size_t least = smallest_origin(n, season, horizon);
    if (n <= least || wanted == 0)
        return 0;
    size_t room = n - least, near, far; /* distances of the last and first origin from the end */
    if (room <= horizon) {
        near = room / 2 > 0 ? room / 2 : 1;
        far = room;
    } else {
        near = horizon;
        far = horizon + (season > horizon ? season : horizon) * ((wanted + 5) / 6);
        far = far < room ? far : room;
    }
    size_t count = far - near + 1 < wanted ? far - near + 1 : wanted;
    for (size_t k = 0; k < count; k++)
        origins[k] = n - (count == 1 ? near : far - k * (far - near) / (count - 1));
    return count;
}

static bool run_init(dk_arena *arena, dk_run *run, size_t origin, size_t steps, size_t horizon)
{
    size_t methods = dk_method_count();
    run->origin = origin;
    run->n_steps = steps;
    run->mean = dk_arena_array(arena, methods * horizon, sizeof *run->mean);
    run->sd = dk_arena_array(arena, methods * horizon, sizeof *run->sd);
    run->has = dk_arena_array(arena, methods, sizeof *run->has);
    run->loss = dk_arena_array(arena, methods, sizeof *run->loss);
    return run->mean != NULL && run->sd != NULL && run->has != NULL && run->loss != NULL;
}

static bool is_intermittent(const dk_series *series)
{
    size_t zeros = 0, known = 0;
    for (size_t t = 0; t < series->n; t++) {
        if (!dk_series_known(series, t))
            continue;
        if (series->value[t] < 0)
            return false;
        zeros += series->value[t] == 0;
        known++;
    }
    return zeros > 0 && (double)zeros >= 0.3 * (double)known;
}

bool dk_backtest_init(dk_arena *arena, const dk_series *series, size_t horizon, size_t n_origins,
                      dk_backtest *out)
{
    size_t origins[24];
    assert(n_origins <= sizeof origins / sizeof *origins);
    *out = (dk_backtest){.series = series,
                         .plain = series,
                         .scale = dk_series_scale(series),
                         .is_intermittent = is_intermittent(series),
                         .is_empty = dk_series_count(series) == 0};
    if (out->is_empty)
        return true;
    out->n_runs =
        dk_backtest_origins(series->n, (size_t)series->season, horizon, n_origins, origins);
    out->runs = dk_arena_array(arena, out->n_runs, sizeof *out->runs);
    out->forms = dk_arena_array(arena, dk_method_count(), sizeof *out->forms);
    if (out->runs == NULL || out->forms == NULL)
        return false;
    for (size_t r = 0; r < out->n_runs; r++) {
        size_t left = series->n - origins[r];
        if (!run_init(arena, &out->runs[r], origins[r], left < horizon ? left : horizon, horizon))
            return false;
    }
    return run_init(arena, &out->now, series->n, horizon, horizon);
}

bool dk_calendars_attach(dk_arena *arena, dk_backtest *backtests, size_t n, size_t horizon)
{
    dk_series *plain = dk_arena_array(arena, n, sizeof *plain);
    dk_calendar *calendar = dk_arena_array(arena, n, sizeof *calendar);
    if (plain == NULL || calendar == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        plain[i] = *backtests[i].series;
    if (!dk_calendar_estimate(plain, n, horizon, arena, calendar))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (calendar[i].factor == NULL)
            continue;
        if (!dk_calendar_remove(arena, &calendar[i], &plain[i]))
            return false;
        backtests[i].plain = &plain[i];
        backtests[i].calendar = &calendar[i];
    }
    return true;
}

/* Puts the calendar's effect back into a method's steps after the lead. */
static void restore_calendar(const dk_backtest *b, const dk_run *run, size_t lead,
                             dk_method_output *out)
{
    for (size_t h = 0; b->calendar != NULL && h < run->n_steps; h++) {
        out->mean[lead + h] *= b->calendar->factor[run->origin + h];
        out->sd[lead + h] *= b->calendar->factor[run->origin + h];
    }
}

/* Puts a method's numbers into the run: units of the series, the lead dropped, finite and sane. A
 * forecast beyond 1000 times the level is a breakdown of the method, not a forecast: it is not
 * used. */
static void keep(dk_run *run, size_t at, const dk_prepared *p, const dk_method_output *out,
                 size_t horizon)
{
    double bound = 1000;
    for (size_t t = 0; t < p->in.n; t++)
        bound = fmax(bound, 1000 * fabs(p->in.y[t]));
    for (size_t h = 0; h < run->n_steps; h++) {
        double mean = out->mean[h + p->lead], sd = out->sd[h + p->lead];
        if (!(fabs(mean) <= bound) || !(sd >= 0))
            return;
        run->mean[at * horizon + h] = p->scale * mean;
        run->sd[at * horizon + h] = p->scale * fmin(sd, bound);
    }
    run->has[at] = true;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The blend of what the methods of the run say; none of fewer than three. */
static void blend(dk_run *run, size_t at, size_t horizon)
{
    double values[DK_METHODS_MAX];
    size_t n = 0;
    for (size_t h = 0; h < run->n_steps; h++) {
        double sd = 0;
        n = 0;
        for (size_t m = 0; dk_methods[m] != NULL; m++) {
            if (!run->has[m] || dk_methods[m]->is_reference || dk_methods[m]->blend != NULL)
                continue;
            values[n++] = run->mean[m * horizon + h];
            sd += run->sd[m * horizon + h];
        }
        if (n < 3)
            return;
        qsort(values, n, sizeof *values, by_value);
        run->mean[at * horizon + h] = dk_methods[at]->blend(values, n);
        run->sd[at * horizon + h] = sd / (double)n;
    }
    run->has[at] = n >= 3;
}

/* The values before an origin as the methods see them. */
typedef struct {
    dk_prepared raw;          /* the plain rules: as they are */
    dk_prepared plain;        /* those that see regressors: without the calendar's effect */
    dk_method_input adjusted; /* the others: without any effect */
    dk_effects effects;
    dk_method_output out; /* room for what one of them says */
    dk_backtest *of;
    dk_run *run;
} views;

static bool look(dk_arena *work, dk_backtest *b, dk_run *run, views *v)
{
    *v = (views){.of = b, .run = run};
    if (!dk_prepare(work, b->series, run->origin, run->n_steps, &v->raw))
        return false;
    v->plain = v->raw;
    if (b->calendar != NULL && !dk_prepare(work, b->plain, run->origin, run->n_steps, &v->plain))
        return false;
    v->raw.in.panel = v->plain.in.panel = run->panel;
    v->out.mean = dk_arena_array(work, v->raw.in.horizon, sizeof *v->out.mean);
    v->out.sd = dk_arena_array(work, v->raw.in.horizon, sizeof *v->out.sd);
    if (v->out.mean == NULL || v->out.sd == NULL)
        return false;
    return v->raw.in.n_known == 0 ||
           dk_effects_remove(work, &v->plain.in, &v->effects, &v->adjusted);
}

/* Lets method m speak and puts what it says into the run. */
static bool ask(dk_arena *work, views *v, size_t m, size_t horizon)
{
    const dk_method *method = dk_methods[m];
    dk_backtest *b = v->of;
    dk_run *run = v->run;
    dk_method_output *out = &v->out;
    bool is_raw = method->is_reference, is_adjusted = !is_raw && !method->sees_regressors;
    const dk_prepared *from = is_raw ? &v->raw : &v->plain;
    dk_method_input in = is_adjusted ? v->adjusted : from->in;
    if (method->blend != NULL || !dk_method_applies(method, &in))
        return true;
    out->form[0] = '\0';
    /* The final forecast chooses afresh, a backtest may build on the one before it. */
    in.form_before = run == &b->now ? "" : b->forms[m];
    if (!method->forecast(work, &in, out))
        return false;
    if (is_adjusted)
        dk_effects_restore(&v->effects, in.n, in.horizon, out);
    if (!is_raw)
        restore_calendar(b, run, from->lead, out);
    keep(run, m, from, out, horizon);
    memcpy(b->forms[m], out->form, sizeof out->form);
    return true;
}

static bool run_methods(dk_arena *work, dk_backtest *b, dk_run *run, size_t horizon,
                        const bool *use)
{
    views v;
    dk_arena_reset(work);
    if (!look(work, b, run, &v))
        return false;
    run->n_known = v.plain.in.n_known;
    run->level = v.plain.level * v.plain.scale;
    run->change = v.plain.change * v.plain.scale;
    if (run->n_known == 0)
        return true;
    for (size_t m = 0; dk_methods[m] != NULL; m++)
        if (use[m] && !ask(work, &v, m, horizon))
            return false;
    for (size_t m = 0; dk_methods[m] != NULL; m++)
        if (use[m] && dk_methods[m]->blend != NULL)
            blend(run, m, horizon);
    return true;
}

/* What the earlier runs say of each method, from values before the origin of `run` alone. A method
 * that missed one of them gets the mean loss of those that did not. */
static void judge(const dk_backtest *b, dk_run *run, size_t n_earlier, size_t horizon)
{
    double total = 0;
    size_t n_total = 0;
    for (size_t m = 0; dk_methods[m] != NULL; m++) {
        size_t n = 0;
        double sum = 0;
        bool all = true;
        for (size_t r = 0; r < n_earlier; r++) {
            const dk_run *past = &b->runs[r];
            all = all && past->has[m];
            for (size_t h = 0; all && h < past->n_steps && past->origin + h < run->origin; h++)
                if (dk_series_known(b->series, past->origin + h)) {
                    sum += fabs(b->series->value[past->origin + h] - past->mean[m * horizon + h]);
                    n++;
                }
        }
        run->loss[m] = all && n > 0 ? sum / (double)n : -1;
        if (run->loss[m] < 0)
            continue;
        run->n_losses = n;
        total += run->loss[m];
        n_total++;
    }
    for (size_t m = 0; dk_methods[m] != NULL && n_total > 0; m++)
        if (run->loss[m] < 0)
            run->loss[m] = total / (double)n_total;
}

bool dk_backtest_run(dk_arena *work, dk_backtest *b, size_t horizon, const bool *use)
{
    if (b->is_empty)
        return true;
    for (size_t r = 0; r < b->n_runs; r++)
        if (!run_methods(work, b, &b->runs[r], horizon, use))
            return false;
    if (!run_methods(work, b, &b->now, horizon, use))
        return false;
    for (size_t r = 1; r < b->n_runs; r++)
        judge(b, &b->runs[r], r, horizon);
    judge(b, &b->now, b->n_runs, horizon);
    return true;
}
