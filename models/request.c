/* models/request.c - see request.h. The quantiles asked of the models are the request's own, then
 * low and high of every level. */
#include "models/request.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/messages.h"
#include "models/outlook.h"
#include "models/quantile.h"

const double dk_levels_usual[2] = {80, 95};

enum { HIERARCHY_ORIGINS = 24 }; /* more errors for the correlations than weights need */

static dk_code list_quantiles(const dk_forecast_request *request, dk_arena *arena, double **out,
                              dk_err *err)
{
    size_t n = request->n_quantiles;
    if (n > DK_QUANTILES_MAX || request->n_levels > DK_LEVELS_MAX)
        return DK_FAIL(err, MSG_FORECAST_OPTION, DK_NOWHERE,
                       dk_arg_str(n > DK_QUANTILES_MAX ? "quantiles" : "level"),
                       dk_arg_int((int64_t)(n > DK_QUANTILES_MAX ? n : request->n_levels)),
                       dk_arg_str(n > DK_QUANTILES_MAX ? "1..199" : "1..20"));
    double *list = dk_arena_array(arena, n + 2 * request->n_levels, sizeof *list);
    if (list == NULL)
        return DK_NO_MEMORY(err);
    if (n > 0)
        memcpy(list, request->quantiles, n * sizeof *list);
    for (size_t k = 0; k < request->n_levels; k++) {
        double level = request->levels[k];
        if (!(level > 0 && level < 100))
            return DK_FAIL(err, MSG_FORECAST_OPTION, DK_NOWHERE, dk_arg_str("level"),
                           dk_arg_int((int64_t)fmax(-1e9, fmin(level, 1e9))),
                           dk_arg_str("0 < level < 100"));
        list[n + 2 * k] = 0.5 - level / 200;
        list[n + 2 * k + 1] = 0.5 + level / 200;
    }
    *out = list;
    return DK_OK;
}

dk_interval dk_request_interval(const dk_forecast_request *request, const dk_forecast *f, size_t h,
                                size_t level)
{
    const double *q = f->quantiles + h * f->n_quantiles + request->n_quantiles + 2 * level;
    return (dk_interval){q[0], q[1]};
}

double dk_request_quantile(const dk_forecast_request *request, const dk_forecast *f, size_t h,
                           size_t q)
{
    assert(q < request->n_quantiles);
    return f->quantiles[h * f->n_quantiles + q];
}

/* ---- the calendar ---- */

/* Gives every series with dates the column of its working days, Monday to Friday: which days its
 * country has off is not known. Series of years have none. */
static bool add_workdays(dk_arena *arena, dk_series *series, size_t n, size_t horizon)
{
    for (size_t i = 0; i < n; i++) {
        dk_series *s = &series[i];
        bool has_days = s->start.kind == DK_PERIOD_MONTH || s->start.kind == DK_PERIOD_QUARTER;
        if (!has_days || s->regressors != NULL || s->season != dk_period_per_year(s->start.kind))
            continue;
        size_t length = s->n + horizon;
        dk_regressors *table = dk_arena_alloc(arena, sizeof *table);
        dk_regressor *column = dk_arena_alloc(arena, sizeof *column);
        double *value = dk_arena_array(arena, length, sizeof *value);
        if (table == NULL || column == NULL || value == NULL)
            return false;
        dk_regressor_workdays(s->start, length, NULL, value);
        *column = (dk_regressor){"workdays", DK_REGRESSOR_CALENDAR, 0, value};
        *table = (dk_regressors){.n_periods = length, .n = 1, .columns = column};
        s->regressors = table;
    }
    return true;
}

/* ---- hierarchies of what the caller brought ---- */

typedef struct {
    dk_series *series;
    size_t n, room;
    dk_arena *arena;
} collection;

/* Stretches every series over the periods of all; values and flags are copied. */
static dk_code stretch(collection *c, dk_err *err)
{
    int64_t first = INT64_MAX, end = INT64_MIN;
    for (size_t i = 0; i < c->n; i++) {
        const dk_series *s = &c->series[i];
        if (s->start.kind != c->series[0].start.kind)
            return DK_FAIL(err, MSG_HIERARCHY_SPAN, DK_NOWHERE, dk_arg_str(c->series[0].key),
                           dk_arg_str(s->key));
        first = s->start.index < first ? s->start.index : first;
        end = s->start.index + (int64_t)s->n > end ? s->start.index + (int64_t)s->n : end;
    }
    uint64_t n = (uint64_t)(end - first);
    if (n > DK_SERIES_MAX)
        return DK_FAIL(err, MSG_SERIES_LENGTH, DK_NOWHERE, dk_arg_str(c->series[0].key),
                       dk_arg_int((int64_t)n));
    for (size_t i = 0; i < c->n; i++) {
        dk_series *s = &c->series[i];
        size_t offset = (size_t)(s->start.index - first);
        double *value = dk_arena_array(c->arena, n, sizeof *value);
        bool *known = dk_arena_array(c->arena, n, sizeof *known);
        if (value == NULL || known == NULL)
            return DK_NO_MEMORY(err);
        for (size_t t = 0; t < s->n; t++) {
            known[offset + t] = dk_series_known(s, t);
            value[offset + t] = known[offset + t] ? s->value[t] : 0;
        }
        s->start.index = first;
        s->n = n;
        s->value = value;
        s->known = known;
    }
    return DK_OK;
}

static dk_series *series_named(const collection *c, const char *key)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->series[i].key, key) == 0)
            return &c->series[i];
    return NULL;
}

/* The sum of the bottoms of `node`; known where all of them are. */
static dk_code add_sum(collection *c, const char *node, const dk_forecast_request *request,
                       dk_err *err)
{
    dk_series sum = c->series[0];
    double *value = dk_arena_array(c->arena, sum.n, sizeof *value);
    bool *known = dk_arena_array(c->arena, sum.n, sizeof *known);
    if (value == NULL || known == NULL)
        return DK_NO_MEMORY(err);
    memset(known, true, sum.n * sizeof *known);
    for (size_t k = 0; k < request->n_links; k++) {
        if (strcmp(request->links[k].node, node) != 0)
            continue;
        const dk_series *bottom = series_named(c, request->links[k].bottom);
        if (bottom == NULL)
            return DK_FAIL(err, MSG_HIERARCHY_KEY, DK_NOWHERE,
                           dk_arg_str(request->links[k].bottom));
        for (size_t t = 0; t < sum.n; t++) {
            known[t] = known[t] && bottom->known[t];
            value[t] += bottom->value[t];
        }
    }
    for (size_t t = 0; t < sum.n; t++)
        value[t] = known[t] ? value[t] : 0;
    sum.key = node;
    sum.value = value;
    sum.known = known;
    dk_series *all = dk_arena_grow(c->arena, c->series, c->n, &c->room, sizeof *all);
    if (all == NULL)
        return DK_NO_MEMORY(err);
    c->series = all;
    c->series[c->n++] = sum;
    return DK_OK;
}

static dk_code forecast_tree(const dk_forecast_request *request, const dk_forecast_options *options,
                             collection *c, dk_forecast_result *out, dk_err *err)
{
    dk_hierarchy tree;
    const dk_hierarchy_options how = {.is_whole = request->is_whole};
    if (request->n_links > (size_t)DK_HIERARCHY_MAX * DK_HIERARCHY_MAX)
        return DK_FAIL(err, MSG_HIERARCHY_LARGE, DK_NOWHERE, dk_arg_int((int64_t)request->n_links),
                       dk_arg_int(DK_HIERARCHY_MAX));
    if (stretch(c, err) != DK_OK)
        return DK_FAILED;
    for (size_t k = 0; k < request->n_links; k++) {
        const char *node = request->links[k].node;
        bool is_new = k == 0 || strcmp(node, request->links[k - 1].node) != 0;
        if (is_new && c->n > 0 && series_named(c, node) == NULL &&
            add_sum(c, node, request, err) != DK_OK)
            return DK_FAILED;
    }
    if (!add_workdays(c->arena, c->series, c->n, request->horizon))
        return DK_NO_MEMORY(err);
    if (dk_hierarchy_make(c->series, c->n, request->links, request->n_links, c->arena, &tree,
                          err) != DK_OK)
        return DK_FAILED;
    return dk_hierarchy_forecast(c->series, &tree, request->horizon, options, &how, c->arena, out,
                                 err);
}

/* ---- totals of years ---- */

/* A quantile of sorted totals; of counts the whole number outside. */
static double total_at(const dk_forecast *f, const dk_forecast_year *year, double q)
{
    double x = dk_quantile(year->totals, f->n_paths, q);
    if (f->nature != DK_NATURE_COUNT)
        return x;
    return q < 0.5 ? floor(x) : ceil(x);
}

/* Makes a forecast of steps one of years. */
static dk_code sum_years(const dk_series *s, const dk_forecast_options *asked, dk_arena *arena,
                         dk_forecast *f, dk_err *err)
{
    dk_forecast_year *years;
    size_t n;
    if (dk_forecast_years(s, f, arena, &years, &n, err) != DK_OK)
        return DK_FAILED;
    if (n == 0)
        return DK_FAIL(err, MSG_FORECAST_NO_YEAR, DK_NOWHERE, dk_arg_str(s->key),
                       dk_arg_int((int64_t)f->horizon));
    bool has_dates = f->first.kind != DK_PERIOD_INTEGER;
    dk_forecast_step *steps = dk_arena_array(arena, n, sizeof *steps);
    double *quantiles = dk_arena_array(arena, n * asked->n_quantiles, sizeof *quantiles);
    if (steps == NULL || quantiles == NULL)
        return DK_NO_MEMORY(err);
    for (size_t y = 0; y < n; y++) {
        steps[y] = years[y].total;
        for (size_t q = 0; q < asked->n_quantiles; q++)
            quantiles[y * asked->n_quantiles + q] = total_at(f, &years[y], asked->quantiles[q]);
    }
    f->first = (dk_period){has_dates ? DK_PERIOD_YEAR : DK_PERIOD_INTEGER, years[0].year};
    f->horizon = n;
    f->steps = steps;
    f->quantiles = quantiles;
    f->n_quantiles = asked->n_quantiles;
    f->paths = NULL;
    f->n_paths = 0;
    return DK_OK;
}

static dk_code forecast_totals(const dk_forecast_request *request,
                               const dk_forecast_options *options, const collection *c,
                               dk_forecast_result *out, dk_err *err)
{
    dk_forecast_options plain = *options;
    dk_level_shift *shifts = dk_arena_array(c->arena, c->n, sizeof *shifts);
    if (shifts == NULL)
        return DK_NO_MEMORY(err);
    if (request->n_links > 0)
        return DK_FAIL0(err, MSG_FORECAST_TOTAL_TREE);
    plain.n_quantiles = 0;
    plain.n_paths = DK_OUTLOOK_PATHS;
    if (dk_level_forecast(c->series, c->n, request->horizon, &plain, c->arena, out, shifts, err) !=
        DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < c->n; i++)
        if (sum_years(&c->series[i], options, c->arena, &out->items[i], err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

static void round_means(dk_forecast_result *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t h = 0; h < r->items[i].horizon; h++)
            r->items[i].steps[h].mean = rint(r->items[i].steps[h].mean);
}

dk_code dk_forecast_answer_request(const dk_forecast_request *request, const dk_series *series,
                                   size_t n, dk_arena *arena, dk_forecast_answer *out, dk_err *err)
{
    double *quantiles = NULL;
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    collection c = {.n = n, .room = n, .arena = arena};
    dk_forecast_answer answer = {0};
    if (list_quantiles(request, arena, &quantiles, err) != DK_OK)
        return DK_FAILED;
    options.seed = request->seed;
    options.n_threads = request->n_threads;
    options.methods = request->methods;
    options.quantiles = quantiles;
    options.n_quantiles = request->n_quantiles + 2 * request->n_levels;
    c.series = dk_arena_array(arena, n, sizeof *c.series);
    if (c.series == NULL)
        return DK_NO_MEMORY(err);
    if (n > 0)
        memcpy(c.series, series, n * sizeof *series);
    dk_code code;
    bool is_tree = request->n_links > 0 && n > 0;
    if (!is_tree &&
        !add_workdays(arena, c.series, n, request->horizon)) /* a tree is stretched first */
        return DK_NO_MEMORY(err);
    if (request->is_total && n > 0) {
        code = forecast_totals(request, &options, &c, &answer.result, err);
    } else if (is_tree) {
        options.n_origins = HIERARCHY_ORIGINS;
        code = forecast_tree(request, &options, &c, &answer.result, err);
    } else {
        code =
            dk_forecast_many(c.series, n, request->horizon, &options, arena, &answer.result, err);
    }
    if (code == DK_OK && request->is_whole && !is_tree)
        round_means(&answer.result, n);
    if (code != DK_OK)
        return code;
    answer.series = c.series;
    answer.n = c.n;
    *out = answer;
    return DK_OK;
}
