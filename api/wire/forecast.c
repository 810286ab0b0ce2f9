/* api/wire/forecast.c - see forecast.h. Openings are written with one decimal, shares and errors
 * with three; numbers of a caller's own series as they are. */
#include "api/wire/forecast.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "api/wire/member.h"
#include "api/wire/messages.h"
#include "api/wire/read.h"
#include "models/explain.h"
#include "api/wire/told.h"

enum {
    MAX_ELEMENTS = 200000,
    MAX_DEPTH = 8,
    MAX_SERIES = 1000,
    MAX_LINKS = 50000,
    MAX_PROFILES = 500
};

/* ---- writing ---- */

static void add_count(dk_json *json, const char *key, double value)
{
    dk_json_decimal(json, key, llround(value * 10), 1);
}

/* A share or an error; what was not measured (-1) gives null. */
static void add_rate(dk_json *json, const char *key, double value)
{
    if (value < 0)
        dk_json_null(json, key);
    else
        dk_json_decimal(json, key, llround(value * 1000), 3);
}

static void add_period(dk_json *json, const char *key, dk_period period)
{
    char token[24];
    dk_period_format(period, token);
    dk_json_text(json, key, token);
}

static const char *unit_of(dk_lang lang)
{
    return lang == DK_ZH ? "人/月" : "openings/month";
}

static void add_interval(dk_json *json, const dk_forecast_step *s)
{
    add_count(json, "mean", s->mean);
    add_count(json, "lo80", s->lo80);
    add_count(json, "hi80", s->hi80);
    add_count(json, "lo95", s->lo95);
    add_count(json, "hi95", s->hi95);
}

static void add_line(dk_json *json, const dk_outlook_item *item, dk_lang lang)
{
    dk_json_object(json, NULL);
    dk_json_text(json, "specialty", item->code);
    dk_json_text(json, "title", dk_in(item->title, lang));
    dk_json_text(json, "unit", unit_of(lang));
    if (item->last12 < 0)
        dk_json_null(json, "last12");
    else
        add_count(json, "last12", item->last12);
    add_count(json, "next12", item->next12.mean);
    add_count(json, "lo80", item->next12.lo80);
    add_count(json, "hi80", item->next12.hi80);
    dk_json_text(json, "trend", dk_trend_key(item->trend));
    add_rate(json, "mase", item->forecast.score.mase);
    add_rate(json, "naive_mase", item->forecast.score.mase_naive);
    dk_json_int(json, "n", (int64_t)item->n_known);
    add_count(json, "addressable", item->addressable.result.mean);
    if (item->addressable.graduates < 0)
        dk_json_null(json, "graduates");
    else
        add_count(json, "graduates", item->addressable.graduates);
    add_rate(json, "ratio", item->ratio);
    add_rate(json, "ratio_before", item->ratio_before);
    dk_json_int(json, "projects", (int64_t)item->n_announced);
    dk_json_int(json, "corrections", (int64_t)item->n_corrections);
    if (item->manual12 < 0)
        dk_json_null(json, "manual12");
    else
        add_count(json, "manual12", item->manual12);
    dk_json_end(json, '}');
}

void dk_wire_outlook(dk_buf *out, const dk_outlook *outlook, size_t horizon, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_day(&json, "as_of", outlook->as_of);
    dk_json_int(&json, "seq", outlook->seq);
    dk_json_int(&json, "horizon", (int64_t)horizon);
    dk_json_bool(&json, "beats", outlook->beats);
    dk_json_text(&json, "verdict", dk_in(dk_outlook_verdict(outlook), lang));
    add_rate(&json, "ratio", outlook->ratio);
    add_rate(&json, "ratio_before", outlook->ratio_before);
    dk_json_text(&json, "covered_by", dk_covered_by_key(outlook->covered_by));
    dk_json_array(&json, "items");
    for (size_t i = 0; i < outlook->n; i++)
        add_line(&json, &outlook->items[i], lang);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

/* The titles of the events of a month, when there are any. */
static void add_events(dk_json *json, const dk_outlook *outlook, int64_t month)
{
    bool is_open = false;
    for (size_t i = 0; i < outlook->n_events; i++) {
        const dk_happening *e = &outlook->events[i];
        if (month < e->from || month > e->to)
            continue;
        if (!is_open)
            dk_json_array(json, "events");
        is_open = true;
        dk_json_text(json, NULL, e->title);
    }
    if (is_open)
        dk_json_end(json, ']');
}

static void add_history(dk_json *json, const dk_outlook *outlook, const dk_outlook_item *item)
{
    const dk_series *series = &item->series;
    dk_json_array(json, "history");
    for (size_t i = 0; i < series->n; i++) {
        bool is_known = dk_series_known(series, i);
        dk_json_object(json, NULL);
        add_period(json, "period", dk_period_add(series->start, (int64_t)i));
        if (is_known)
            add_count(json, "value", series->value[i]);
        else
            dk_json_null(json, "value");
        if (is_known && item->reported != NULL && item->reported[i] != series->value[i])
            add_count(json, "reported", item->reported[i]);
        if (is_known && series->n_ent != NULL)
            dk_json_int(json, "firms", series->n_ent[i]);
        add_events(json, outlook, series->start.index + (int64_t)i);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_years(dk_json *json, const dk_outlook_item *item)
{
    dk_json_array(json, "years");
    for (size_t i = 0; i < item->n_years; i++) {
        dk_json_object(json, NULL);
        add_period(json, "period", (dk_period){DK_PERIOD_YEAR, item->years[i].year});
        add_interval(json, &item->years[i].total);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_methods(dk_json *json, const dk_forecast *f, dk_lang lang)
{
    dk_json_array(json, "methods");
    for (size_t i = 0; i < f->n_members; i++) {
        dk_json_object(json, NULL);
        dk_json_text(json, "key", f->members[i].method->key);
        dk_json_text(json, "title", dk_in(f->members[i].method->title, lang));
        add_rate(json, "weight", f->members[i].weight);
        add_rate(json, "mase", f->members[i].mase);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_backtest(dk_json *json, const dk_forecast *f)
{
    const dk_forecast_score *score = &f->score;
    if (score->n_errors == 0) {
        dk_json_null(json, "backtest");
        return;
    }
    dk_json_object(json, "backtest");
    add_rate(json, "mase", score->mase);
    add_rate(json, "naive_mase", score->mase_naive);
    add_rate(json, "coverage80", score->coverage80);
    add_rate(json, "coverage95", score->coverage95);
    dk_json_int(json, "origins", (int64_t)f->n_past);
    dk_json_end(json, '}');
}

void dk_wire_outlook_item(dk_buf *out, const dk_outlook *outlook, const dk_outlook_item *item,
                          size_t horizon, dk_lang lang, dk_arena *arena)
{
    assert(horizon <= outlook->horizon);
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "specialty", item->code);
    dk_json_text(&json, "title", dk_in(item->title, lang));
    dk_json_text(&json, "unit", unit_of(lang));
    dk_json_text(&json, "freq", "M");
    dk_json_day(&json, "as_of", outlook->as_of);
    dk_json_int(&json, "seq", outlook->seq);
    dk_json_int(&json, "horizon", (int64_t)horizon);
    dk_json_text(&json, "covered_by", dk_covered_by_key(outlook->covered_by));
    add_history(&json, outlook, item);
    dk_json_array(&json, "forecast");
    for (size_t h = 0; h < horizon; h++) {
        dk_json_object(&json, NULL);
        dk_json_int(&json, "step", (int64_t)h + 1);
        add_period(&json, "period", dk_period_add(item->forecast.first, (int64_t)h));
        add_interval(&json, &item->forecast.steps[h]);
        if (item->added != NULL)
            add_count(&json, "projects", item->added[h]);
        if (item->manual != NULL)
            add_count(&json, "manual", item->manual[h]);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    add_years(&json, item);
    dk_json_text(&json, "method", dk_outlook_method(item, lang, arena));
    add_methods(&json, &item->forecast, lang);
    add_backtest(&json, &item->forecast);
    dk_json_text(&json, "note", dk_outlook_note(item, lang, arena));
    dk_wire_reality(&json, outlook, item, lang);
    dk_json_end(&json, '}');
}

static void add_series_step(dk_json *json, const dk_forecast_request *request, const dk_forecast *f,
                            size_t h)
{
    char key[32];
    dk_json_object(json, NULL);
    dk_json_int(json, "step", (int64_t)h + 1);
    add_period(json, "period", dk_period_add(f->first, (int64_t)h));
    dk_json_real(json, "mean", f->steps[h].mean);
    for (size_t k = 0; k < request->n_levels; k++) {
        dk_interval interval = dk_request_interval(request, f, h, k);
        snprintf(key, sizeof key, "lo%g", request->levels[k]);
        dk_json_real(json, key, interval.lo);
        snprintf(key, sizeof key, "hi%g", request->levels[k]);
        dk_json_real(json, key, interval.hi);
    }
    for (size_t q = 0; q < request->n_quantiles; q++) {
        snprintf(key, sizeof key, "q%g", request->quantiles[q]);
        dk_json_real(json, key, dk_request_quantile(request, f, h, q));
    }
    dk_json_end(json, '}');
}

/* What the intervals of the series' group really covered. */
static void add_group(dk_json *json, const dk_forecast_pool *pool)
{
    if (pool == NULL || pool->coverage80 < 0) {
        dk_json_null(json, "group");
        return;
    }
    dk_json_object(json, "group");
    dk_json_int(json, "series", (int64_t)pool->n_series);
    dk_json_int(json, "errors", (int64_t)pool->n_errors);
    add_rate(json, "coverage80", pool->coverage80);
    add_rate(json, "coverage80_se", pool->coverage80_se);
    add_rate(json, "coverage95", pool->coverage95);
    add_rate(json, "coverage95_se", pool->coverage95_se);
    dk_json_end(json, '}');
}

void dk_wire_series_forecasts(dk_buf *out, const dk_forecast_request *request,
                              const dk_forecast_answer *answer, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_arena *arena = dk_arena_new();
    dk_json_object(&json, NULL);
    dk_json_int(&json, "horizon", (int64_t)request->horizon);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < answer->n; i++) {
        const dk_forecast *f = &answer->result.items[i];
        const char *words = arena == NULL ? NULL : dk_explain_forecast(f, lang, arena);
        dk_json_object(&json, NULL);
        dk_json_text(&json, "key", answer->series[i].key);
        dk_json_text(&json, "method", f->method == NULL ? "" : f->method);
        dk_json_text(&json, "words", words == NULL ? "" : words);
        add_backtest(&json, f);
        add_group(&json, f->pool);
        dk_json_array(&json, "forecast");
        for (size_t h = 0; h < f->horizon; h++)
            add_series_step(&json, request, f, h);
        dk_json_end(&json, ']');
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
    dk_arena_free(arena);
}

void dk_wire_similar(dk_buf *out, const char *const *keys, const dk_similar_input *input,
                     const double *scores)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_int(&json, "profiles", (int64_t)input->n);
    dk_json_int(&json, "elements", (int64_t)input->m);
    dk_json_array(&json, "pairs");
    for (size_t i = 0; i < input->n; i++) {
        for (size_t j = 0; j < input->n; j++) {
            if (i == j)
                continue;
            dk_json_object(&json, NULL);
            dk_json_text(&json, "query", keys[i]);
            dk_json_text(&json, "candidate", keys[j]);
            dk_json_real(&json, "score", scores[i * input->n + j]);
            dk_json_end(&json, '}');
        }
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

/* ---- reading ---- */

/* "series[3].values" is missing or of another type; `expected` says what it should be. */
static dk_code fail_member(const char *list, size_t at, const char *member, const char *expected,
                           dk_err *err)
{
    char name[64];
    if (at == SIZE_MAX)
        snprintf(name, sizeof name, "%s", list);
    else
        snprintf(name, sizeof name, "%s[%zu]%s%s", list, at, *member == '\0' ? "" : ".", member);
    return DK_FAIL(err, MSG_JSON_MEMBER, (dk_place){.field = name}, dk_arg_str(name),
                   dk_arg_str(expected));
}

static dk_code read_body(dk_arena *arena, const char *bytes, size_t len, const dk_json_node **out,
                         dk_err *err)
{
    dk_json_limits limits = DK_JSON_LIMITS_INIT;
    limits.max_depth = MAX_DEPTH;
    limits.max_elements = MAX_ELEMENTS;
    return dk_json_read(arena, bytes == NULL ? "" : bytes, len, &limits, out, err);
}

/* The non-empty array member `key` of at most `most` objects. */
static const dk_json_node *list_of(const dk_json_node *body, const char *key, size_t most,
                                   dk_err *err)
{
    const dk_json_node *list = body->kind == DK_JSON_OBJECT ? dk_json_get(body, key) : NULL;
    char expected[120];
    if (list != NULL && list->kind == DK_JSON_ARRAY && list->n > 0 && list->n <= most)
        return list;
    snprintf(expected, sizeof expected, "1 到 %zu 项的数组 / an array of 1 to %zu", most, most);
    (void)fail_member(key, SIZE_MAX, "", expected, err);
    return NULL;
}

/* Numbers and nulls of an array; absent ones get NaN. False for anything else. */
static bool numbers_of(const dk_json_node *array, double *out)
{
    for (size_t i = 0; i < array->n; i++) {
        const dk_json_node *v = &array->items[i];
        if (v->kind == DK_JSON_INT)
            out[i] = (double)v->num;
        else if (v->kind == DK_JSON_REAL)
            out[i] = v->real;
        else if (v->kind == DK_JSON_NULL)
            out[i] = NAN;
        else
            return false;
    }
    return true;
}

static const char *text_of(const dk_json_node *object, const char *key)
{
    const dk_json_node *node = object->kind == DK_JSON_OBJECT ? dk_json_get(object, key) : NULL;
    return node != NULL && node->kind == DK_JSON_TEXT && *node->text != '\0' ? node->text : NULL;
}

static dk_code read_series(dk_arena *arena, const dk_json_node *node, size_t at, int64_t season,
                           dk_series *out, dk_err *err)
{
    const char *key = text_of(node, "key"), *start = text_of(node, "start");
    const dk_json_node *values = node->kind == DK_JSON_OBJECT ? dk_json_get(node, "values") : NULL;
    dk_period first;
    if (key == NULL)
        return fail_member("series", at, "key", "非空文字 / non-empty text", err);
    if (start == NULL || !dk_period_parse(start, &first))
        return fail_member("series", at, "start", "2026-03, 2026Q1, 2026, 1", err);
    if (values == NULL || values->kind != DK_JSON_ARRAY)
        return fail_member("series", at, "values",
                           "由数和 null 组成的数组 / an array of numbers and nulls", err);
    double *value = dk_arena_array(arena, values->n, sizeof *value);
    bool *known = dk_arena_array(arena, values->n, sizeof *known);
    if (value == NULL || known == NULL)
        return DK_NO_MEMORY(err);
    if (!numbers_of(values, value))
        return fail_member("series", at, "values",
                           "由数和 null 组成的数组 / an array of numbers and nulls", err);
    for (size_t i = 0; i < values->n; i++) {
        known[i] = !isnan(value[i]);
        value[i] = known[i] ? value[i] : 0;
    }
    *out = (dk_series){.key = key,
                       .start = first,
                       .season = season > 0 ? (int32_t)season : dk_period_per_year(first.kind),
                       .n = values->n,
                       .value = value,
                       .known = known};
    return DK_OK;
}

/* A member that is a list of ascending numbers of (0, below). */
typedef struct {
    const char *key;
    double below;
} number_list;

static const number_list LEVELS = {"level", 100}, QUANTILES = {"quantiles", 1};

/* The numbers of an optional list; *out stays when it is absent. */
static dk_code read_numbers(dk_arena *arena, const dk_json_node *body, const number_list *what,
                            const double **out, size_t *n, dk_err *err)
{
    const char *key = what->key;
    double below = what->below;
    char expected[96];
    const dk_json_node *list = dk_json_get(body, key);
    if (list == NULL || list->kind == DK_JSON_NULL)
        return DK_OK;
    snprintf(expected, sizeof expected, "0–%g 由小到大 / ascending, between 0 and %g", below,
             below);
    size_t count = list->kind == DK_JSON_ARRAY ? list->n : 0;
    double *values = dk_arena_array(arena, count, sizeof *values);
    if (values == NULL)
        return DK_NO_MEMORY(err);
    if (count == 0 || count > DK_QUANTILES_MAX || !numbers_of(list, values))
        return fail_member(key, SIZE_MAX, "", expected, err);
    for (size_t i = 0; i < count; i++)
        if (!(values[i] > (i == 0 ? 0 : values[i - 1]) && values[i] < below))
            return fail_member(key, SIZE_MAX, "", expected, err);
    *out = values;
    *n = count;
    return DK_OK;
}

static dk_code read_links(dk_arena *arena, const dk_json_node *body, dk_forecast_request *request,
                          dk_err *err)
{
    const dk_json_node *list = dk_json_get(body, "hierarchy");
    if (list == NULL || list->kind == DK_JSON_NULL)
        return DK_OK;
    if ((list = list_of(body, "hierarchy", MAX_LINKS, err)) == NULL)
        return DK_FAILED;
    dk_hierarchy_link *links = dk_arena_array(arena, list->n, sizeof *links);
    if (links == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < list->n; i++) {
        links[i] = (dk_hierarchy_link){text_of(&list->items[i], "node"),
                                       text_of(&list->items[i], "bottom")};
        if (links[i].node == NULL || links[i].bottom == NULL)
            return fail_member("hierarchy", i, links[i].node == NULL ? "node" : "bottom",
                               "序列的名称 / name of a series", err);
    }
    request->links = links;
    request->n_links = list->n;
    return DK_OK;
}

/* A member that is true, false or left out. */
static dk_code read_flag(const dk_json_node *body, const char *key, bool *out, dk_err *err)
{
    const dk_json_node *node = dk_json_get(body, key);
    if (node != NULL && node->kind != DK_JSON_BOOL && node->kind != DK_JSON_NULL)
        return fail_member(key, SIZE_MAX, "", "true, false", err);
    *out = node != NULL && node->kind == DK_JSON_BOOL && node->num != 0;
    return DK_OK;
}

/* What is asked for beside the series. */
static dk_code read_request(dk_arena *arena, const dk_json_node *body, dk_forecast_request *request,
                            dk_err *err)
{
    int64_t steps = -1;
    *request = DK_FORECAST_REQUEST_INIT;
    if (dk_json_get_int(body, "horizon", 1, DK_HORIZON_MAX, &steps, err) != DK_OK)
        return DK_FAILED;
    if (steps < 0)
        return fail_member("horizon", SIZE_MAX, "", "1-1000", err);
    if (read_flag(body, "whole", &request->is_whole, err) != DK_OK ||
        read_flag(body, "totals", &request->is_total, err) != DK_OK)
        return DK_FAILED;
    request->horizon = (size_t)steps;
    const dk_json_node *methods = dk_member_get(body, "methods");
    if (methods != NULL && methods->kind != DK_JSON_TEXT)
        return fail_member("methods", SIZE_MAX, "", "ets,theta", err);
    request->methods = text_of(body, "methods");
    if (read_numbers(arena, body, &LEVELS, &request->levels, &request->n_levels, err) != DK_OK ||
        read_numbers(arena, body, &QUANTILES, &request->quantiles, &request->n_quantiles, err) !=
            DK_OK)
        return DK_FAILED;
    return read_links(arena, body, request, err);
}

/* Refuses members nobody reads: a misspelt "levels" would be passed over in silence. */
static dk_code check_members(dk_arena *arena, const dk_json_node *body, const dk_json_node *list,
                             dk_err *err)
{
    static const char *const OF_BODY[] = {"horizon", "season",    "series", "level", "quantiles",
                                          "methods", "hierarchy", "whole",  "totals"};
    static const char *const OF_SERIES[] = {"key", "start", "values"};
    dk_member_reader r = {.arena = arena, .err = err};
    if (dk_members_check(&r, body, OF_BODY, sizeof OF_BODY / sizeof *OF_BODY) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < list->n; i++) {
        snprintf(r.at, sizeof r.at, "/series/%zu", i);
        if (dk_members_check(&r, &list->items[i], OF_SERIES,
                             sizeof OF_SERIES / sizeof *OF_SERIES) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* Keys name the answers, so no two series have the same. O(n^2) short comparisons. */
static dk_code check_keys(const dk_wire_series *read, dk_err *err)
{
    for (size_t i = 1; i < read->n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(read->series[i].key, read->series[k].key) == 0)
                return fail_member("series", i, "key",
                                   "与其他序列不同的名称 / a name no other series has", err);
    return DK_OK;
}

dk_code dk_wire_series_read(dk_arena *arena, const char *bytes, size_t len, dk_wire_series *out,
                            dk_err *err)
{
    const dk_json_node *body, *list;
    int64_t season = 0;
    if (read_body(arena, bytes, len, &body, err) != DK_OK ||
        (list = list_of(body, "series", MAX_SERIES, err)) == NULL ||
        check_members(arena, body, list, err) != DK_OK ||
        read_request(arena, body, &out->request, err) != DK_OK ||
        dk_json_get_int(body, "season", 1, DK_SEASON_MAX, &season, err) != DK_OK)
        return DK_FAILED;
    out->series = dk_arena_array(arena, list->n, sizeof *out->series);
    if (out->series == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < list->n; i++)
        if (read_series(arena, &list->items[i], i, season, &out->series[i], err) != DK_OK)
            return DK_FAILED;
    out->n = list->n;
    return check_keys(out, err);
}

/* One row of `m` numbers from the member `key`. */
static dk_code read_profile_row(const dk_json_node *profile, size_t at, const char *key, size_t m,
                                double *to, dk_err *err)
{
    const dk_json_node *row = dk_json_get(profile, key);
    if (row == NULL || row->kind != DK_JSON_ARRAY || row->n != m || !numbers_of(row, to)) {
        char expected[120];
        snprintf(expected, sizeof expected,
                 "%zu 个数或 null 组成的数组 / an array of %zu numbers and nulls", m, m);
        return fail_member("profiles", at, key, expected, err);
    }
    return DK_OK;
}

dk_code dk_wire_profiles_read(dk_arena *arena, const char *bytes, size_t len, const char ***keys,
                              dk_similar_input *out, dk_err *err)
{
    const dk_json_node *body, *list;
    if (read_body(arena, bytes, len, &body, err) != DK_OK ||
        (list = list_of(body, "profiles", MAX_PROFILES, err)) == NULL)
        return DK_FAILED;
    const dk_json_node *head = &list->items[0];
    const dk_json_node *first = head->kind == DK_JSON_OBJECT ? dk_json_get(head, "values") : NULL;
    bool has_levels = head->kind == DK_JSON_OBJECT && dk_json_get(head, "levels") != NULL;
    if (first == NULL || first->kind != DK_JSON_ARRAY || first->n == 0)
        return fail_member("profiles", 0, "values",
                           "由数和 null 组成的数组 / an array of numbers and nulls", err);
    size_t n = list->n, m = first->n;
    double *importance = dk_arena_array(arena, n * m, sizeof *importance);
    double *level = dk_arena_array(arena, n * m, sizeof *level);
    *keys = dk_arena_array(arena, n, sizeof **keys);
    if (importance == NULL || level == NULL || *keys == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        const dk_json_node *profile = &list->items[i];
        (*keys)[i] = text_of(profile, "key");
        if ((*keys)[i] == NULL)
            return fail_member("profiles", i, "key", "非空文字 / non-empty text", err);
        if (read_profile_row(profile, i, "values", m, importance + i * m, err) != DK_OK ||
            (has_levels && read_profile_row(profile, i, "levels", m, level + i * m, err) != DK_OK))
            return DK_FAILED;
    }
    *out = (dk_similar_input){
        .n = n, .m = m, .importance = importance, .level = has_levels ? level : NULL};
    return DK_OK;
}
