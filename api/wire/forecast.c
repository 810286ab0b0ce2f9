/* api/wire/forecast.c - see forecast.h. Openings are written with one decimal, shares and errors
 * with three; numbers of a caller's own series as they are. */
#include "api/wire/forecast.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "api/wire/messages.h"
#include "api/wire/read.h"

enum { MAX_ELEMENTS = 200000, MAX_DEPTH = 8, MAX_SERIES = 1000, MAX_PROFILES = 500 };

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
    dk_json_end(json, '}');
}

void dk_wire_outlook(dk_buf *out, const dk_outlook *outlook, size_t horizon, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_day(&json, "as_of", outlook->as_of);
    dk_json_int(&json, "seq", outlook->seq);
    dk_json_int(&json, "horizon", (int64_t)horizon);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < outlook->n; i++)
        add_line(&json, &outlook->items[i], lang);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

static void add_history(dk_json *json, const dk_series *series)
{
    dk_json_array(json, "history");
    for (size_t i = 0; i < series->n; i++) {
        dk_json_object(json, NULL);
        add_period(json, "period", dk_period_add(series->start, (int64_t)i));
        if (dk_series_known(series, i))
            add_count(json, "value", series->value[i]);
        else
            dk_json_null(json, "value");
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
    add_history(&json, &item->series);
    dk_json_array(&json, "forecast");
    for (size_t h = 0; h < horizon; h++) {
        dk_json_object(&json, NULL);
        dk_json_int(&json, "step", (int64_t)h + 1);
        add_period(&json, "period", dk_period_add(item->forecast.first, (int64_t)h));
        add_interval(&json, &item->forecast.steps[h]);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    add_years(&json, item);
    dk_json_text(&json, "method", dk_outlook_method(item, lang, arena));
    add_methods(&json, &item->forecast, lang);
    add_backtest(&json, &item->forecast);
    dk_json_text(&json, "note", dk_outlook_note(item, lang, arena));
    dk_json_end(&json, '}');
}

void dk_wire_series_forecasts(dk_buf *out, const dk_series *series,
                              const dk_forecast_result *result, size_t horizon)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_int(&json, "horizon", (int64_t)horizon);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < result->n; i++) {
        const dk_forecast *f = &result->items[i];
        dk_json_object(&json, NULL);
        dk_json_text(&json, "key", series[i].key);
        dk_json_text(&json, "method", f->method == NULL ? "" : f->method);
        add_backtest(&json, f);
        dk_json_array(&json, "forecast");
        for (size_t h = 0; h < horizon; h++) {
            const dk_forecast_step *s = &f->steps[h];
            dk_json_object(&json, NULL);
            dk_json_int(&json, "step", (int64_t)h + 1);
            add_period(&json, "period", dk_period_add(f->first, (int64_t)h));
            dk_json_real(&json, "mean", s->mean);
            dk_json_real(&json, "lo80", s->lo80);
            dk_json_real(&json, "hi80", s->hi80);
            dk_json_real(&json, "lo95", s->lo95);
            dk_json_real(&json, "hi95", s->hi95);
            dk_json_end(&json, '}');
        }
        dk_json_end(&json, ']');
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
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

dk_code dk_wire_series_read(dk_arena *arena, const char *bytes, size_t len, dk_series **series,
                            size_t *n, size_t *horizon, dk_err *err)
{
    const dk_json_node *body, *list;
    int64_t steps = -1, season = 0;
    if (read_body(arena, bytes, len, &body, err) != DK_OK ||
        (list = list_of(body, "series", MAX_SERIES, err)) == NULL ||
        dk_json_get_int(body, "horizon", 1, DK_HORIZON_MAX, &steps, err) != DK_OK ||
        dk_json_get_int(body, "season", 1, DK_SEASON_MAX, &season, err) != DK_OK)
        return DK_FAILED;
    if (steps < 0)
        return fail_member("horizon", SIZE_MAX, "", "1-1000", err);
    *series = dk_arena_array(arena, list->n, sizeof **series);
    if (*series == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < list->n; i++)
        if (read_series(arena, &list->items[i], i, season, &(*series)[i], err) != DK_OK)
            return DK_FAILED;
    *n = list->n;
    *horizon = (size_t)steps;
    return DK_OK;
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
    *out = (dk_similar_input){n, m, importance, has_levels ? level : NULL};
    return DK_OK;
}
