/* models/annual.c - see annual.h. The order: lay out series and sums of their groups, forecast
 * them, forecast them again from year's ends behind, learn per cohort, settle per group. */
#include "models/annual_parts.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Members that cost little, for the hindsight. */
static const char cheap[] = "ses,holt,damped,hw,theta,dotm,growth,median,trimmed";

/* Seasons a series needs; the least mean of a period. */
enum { SEASONS_MIN = 4, LEVEL_MIN = 5 };

/* ---- series ---- */

/* Gaps get the value of the nearest season that has one. NULL: memory. */
static double *fill_gaps(dk_arena *arena, const dk_series *s)
{
    double *out = dk_arena_array(arena, s->n, sizeof *out);
    size_t season = (size_t)s->season;
    for (size_t t = 0; out != NULL && t < s->n; t++) {
        size_t back = t, on = t;
        while (!dk_series_known(s, back) && back >= season)
            back -= season;
        while (!dk_series_known(s, on) && on + season < s->n)
            on += season;
        size_t from =
            dk_series_known(s, back) && (t - back <= on - t || !dk_series_known(s, on)) ? back : on;
        out[t] = dk_series_known(s, from) ? s->value[from] : 0;
    }
    return out;
}

static bool is_fit(const dk_series *s)
{
    size_t season = (size_t)s->season, zeros = 0, known = 0;
    if (s->season < 2 || s->n < SEASONS_MIN * season)
        return false;
    for (size_t t = 0; t < s->n; t++) {
        if (!dk_series_known(s, t))
            continue;
        if (s->value[t] < 0)
            return false;
        zeros += s->value[t] == 0;
        known += t + SEASONS_MIN * season >= s->n;
    }
    return 10 * zeros < 3 * s->n && 4 * known >= 3 * SEASONS_MIN * season;
}

static bool is_one_cohort(const dk_series *a, const dk_series *b)
{
    const char *x = a->group == NULL ? "" : a->group, *y = b->group == NULL ? "" : b->group;
    return a->season == b->season && a->start.kind == b->start.kind && strcmp(x, y) == 0;
}

static bool ends_together(const dk_series *a, const dk_series *b)
{
    return a->start.index + (int64_t)a->n == b->start.index + (int64_t)b->n;
}

/* Group and cohort of entry i, from the entries before it. */
static void find_group(dk_annual_work *a, size_t i)
{
    dk_annual_entry *e = &a->items[i];
    size_t group = SIZE_MAX, cohort = SIZE_MAX;
    for (size_t k = 0; k < i && group == SIZE_MAX; k++) {
        const dk_annual_entry *other = &a->items[k];
        if (other->filled == NULL || !is_one_cohort(&other->series, &e->series))
            continue;
        cohort = other->cohort;
        group = ends_together(&other->series, &e->series) ? other->group : SIZE_MAX;
    }
    e->cohort = cohort == SIZE_MAX ? a->n_cohorts++ : cohort;
    e->group = group == SIZE_MAX ? a->n_groups++ : group;
}

static bool take_series(dk_annual_work *a)
{
    for (size_t i = 0; i < a->in->n; i++) {
        dk_annual_entry *e = &a->items[i];
        *e = (dk_annual_entry){.series = a->in->series[i],
                               .is_variant = a->in->is_variant != NULL && a->in->is_variant[i]};
        if (!is_fit(&e->series) || a->in->horizon < (size_t)e->series.season)
            continue;
        double *filled = fill_gaps(a->work, &e->series);
        if (filled == NULL)
            return false;
        size_t season = (size_t)e->series.season;
        if (dk_annual_total(filled, e->series.n, season) < LEVEL_MIN * (double)season)
            continue;
        e->filled = filled;
        find_group(a, i);
    }
    return true;
}

/* The sum over the members that go back at least three quarters as far as the longest; a group of
 * one is its own. */
static bool add_sum(dk_annual_work *a, size_t group)
{
    size_t longest = 0, n = SIZE_MAX, members = 0;
    dk_annual_entry sum = {.is_sum = true};
    for (size_t i = 0; i < a->in->n; i++) {
        const dk_annual_entry *e = &a->items[i];
        if (e->filled == NULL || e->group != group)
            continue;
        a->sum[group] = members == 0 || !e->is_variant ? i : a->sum[group];
        if (!e->is_variant && e->series.n > longest)
            longest = e->series.n;
        members++;
    }
    members = 0;
    for (size_t i = 0; i < a->in->n; i++) {
        dk_annual_entry *e = &a->items[i];
        if (e->filled == NULL || e->group != group || e->is_variant ||
            4 * e->series.n < 3 * longest)
            continue;
        e->is_summed = true;
        n = e->series.n < n ? e->series.n : n;
        sum.series = e->series;
        sum.cohort = e->cohort;
        members++;
    }
    if (members < 2)
        return true;
    double *value = dk_arena_array(a->work, n, sizeof *value);
    if (value == NULL)
        return false;
    for (size_t i = 0; i < a->in->n; i++) {
        const dk_annual_entry *e = &a->items[i];
        for (size_t t = 0; t < n && e->is_summed && e->group == group; t++)
            value[t] += e->filled[e->series.n - n + t];
    }
    sum.group = group;
    sum.series.key = "sum";
    sum.series.group = "sum"; /* smoother than its members: weights of its own kind */
    sum.series.start = dk_period_add(sum.series.start, (int64_t)(sum.series.n - n));
    sum.series.n = n;
    sum.series.value = sum.filled = value;
    sum.series.known = NULL;
    sum.series.n_ent = NULL;
    sum.series.regressors = NULL;
    a->sum[group] = a->n;
    a->items[a->n++] = sum;
    return true;
}

/* ---- hindsight ---- */

/* Everything as known `back` years before its end, forecast up to the end. */
static dk_code look_back(dk_annual_work *a, size_t back, dk_err *err)
{
    dk_forecast_options options = *a->in->options;
    dk_forecast_result result;
    dk_series *cut = dk_arena_array(a->work, a->n, sizeof *cut);
    size_t *item = dk_arena_array(a->work, a->n, sizeof *item), n = 0, horizon = 0;
    if (cut == NULL || item == NULL)
        return DK_NO_MEMORY(err);
    options.methods = options.methods == NULL ? cheap : options.methods;
    options.n_origins = 1;
    options.n_paths = 0;
    options.normals = NULL;
    for (size_t i = 0; i < a->n; i++) {
        const dk_annual_entry *e = &a->items[i];
        size_t season = (size_t)e->series.season;
        if (e->filled == NULL || e->is_variant ||
            e->series.n < (back + DK_ANNUAL_BEFORE_MIN) * season)
            continue;
        cut[n] = e->series;
        cut[n].n -= back * season;
        item[n++] = i;
        size_t steps = (back < a->n_ahead ? back : a->n_ahead) * season;
        horizon = steps > horizon ? steps : horizon;
    }
    if (n == 0)
        return DK_OK;
    if (dk_forecast_many(cut, n, horizon, &options, a->work, &result, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        size_t season = (size_t)cut[i].season;
        for (size_t k = 0; k < back && k < a->n_ahead; k++) {
            double sum = 0;
            for (size_t h = k * season; h < (k + 1) * season; h++)
                sum += result.items[i].steps[h].mean;
            a->said[((back - 1) * a->n_ahead + k) * a->n + item[i]] = sum;
        }
    }
    return DK_OK;
}

static dk_code run(dk_annual_work *a, dk_forecast_result *out, const dk_annual **learnt,
                   dk_err *err)
{
    dk_series *all = dk_arena_array(a->work, a->n, sizeof *all);
    if (all == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < a->n; i++)
        all[i] = a->items[i].series;
    if (dk_forecast_many(all, a->n, a->in->horizon, a->in->options, a->arena, out, err) != DK_OK)
        return DK_FAILED;
    for (size_t back = 1; a->n_groups > 0 && back <= DK_ANNUAL_YEARS_MAX; back++)
        if (look_back(a, back, err) != DK_OK)
            return DK_FAILED;
    for (size_t c = 0; c < a->n_cohorts; c++) {
        const dk_annual *lesson;
        if (!dk_annual_cohort(a, c, out->items, &lesson))
            return DK_NO_MEMORY(err);
        for (size_t g = 0; lesson != NULL && g < a->n_groups; g++)
            if (a->items[a->sum[g]].cohort == c &&
                !dk_annual_settle(a, g, lesson, out->items, learnt))
                return DK_NO_MEMORY(err);
    }
    out->n = a->in->n;
    return DK_OK;
}

dk_code dk_annual_forecast(const dk_annual_input *in, dk_arena *arena, dk_forecast_result *out,
                           const dk_annual **learnt, dk_err *err)
{
    assert(in->options->n_paths > 0 && in->options->n_quantiles == 0);
    dk_arena *work = dk_arena_new();
    if (work == NULL)
        return DK_NO_MEMORY(err);
    dk_annual_work a = {.in = in, .arena = arena, .work = work, .n = in->n};
    a.items = dk_arena_array(work, 2 * in->n, sizeof *a.items);
    a.sum = dk_arena_array(work, in->n, sizeof *a.sum);
    dk_code code = a.items == NULL || a.sum == NULL || !take_series(&a) ? DK_NO_MEMORY(err) : DK_OK;
    for (size_t g = 0; code == DK_OK && g < a.n_groups; g++)
        code = add_sum(&a, g) ? DK_OK : DK_NO_MEMORY(err);
    for (size_t i = 0; i < in->n && code == DK_OK; i++) {
        if (learnt != NULL)
            learnt[i] = NULL;
        size_t ahead = a.items[i].filled == NULL ? 0 : in->horizon / (size_t)in->series[i].season;
        a.n_ahead = ahead > a.n_ahead ? ahead : a.n_ahead;
    }
    a.n_ahead = a.n_ahead < DK_ANNUAL_AHEAD_MAX ? a.n_ahead : DK_ANNUAL_AHEAD_MAX;
    size_t cells = DK_ANNUAL_YEARS_MAX * a.n_ahead * a.n;
    a.said = dk_arena_array(work, cells, sizeof *a.said);
    if (code == DK_OK && a.said == NULL)
        code = DK_NO_MEMORY(err);
    for (size_t i = 0; code == DK_OK && i < cells; i++)
        a.said[i] = NAN;
    if (code == DK_OK)
        code = run(&a, out, learnt, err);
    dk_arena_free(work);
    return code;
}
