/* api/wire/quota.c - see quota.h; the shapes are in docs/formats.md, "Quota". */
#include "api/wire/quota.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "api/wire/json.h"
#include "api/wire/member.h"
#include "api/wire/messages.h"
#include "core/base/period.h"
#include "core/register/codes.h"

/* ---- writing ---- */

/* A finite number rounded to `scale` decimals. */
static void put(dk_json *json, const char *key, double value, int scale)
{
    static const double powers[] = {1, 10, 100, 1000};
    double scaled = value * powers[scale];
    assert(isfinite(scaled) && fabs(scaled) < 9e15);
    dk_json_decimal(json, key, llround(scaled), scale);
}

static void put_line(dk_json *json, const dk_quota_line *line)
{
    dk_json_object(json, NULL);
    dk_json_text(json, "specialty", line->specialty);
    dk_json_text(json, "title", line->title);
    dk_json_text(json, "model", line->model);
    if (line->now < 0)
        dk_json_null(json, "now");
    else
        dk_json_int(json, "now", line->now);
    dk_json_int(json, "quota", line->quota);
    dk_json_int(json, "classes", line->classes);
    dk_json_int(json, "floor", line->floor);
    put(json, "demand_mean", line->demand_mean, 1);
    put(json, "demand_lo80", line->demand_lo80, 1);
    put(json, "demand_hi80", line->demand_hi80, 1);
    put(json, "graduates", line->graduates, 1);
    dk_json_text(json, "reason", line->reason);
    dk_json_end(json, '}');
}

static void put_limit(dk_json *json, const dk_quota_limit_line *line)
{
    dk_json_object(json, NULL);
    dk_json_text(json, "key", line->key);
    dk_json_text(json, "title", line->title);
    if (line->has_used)
        put(json, "used", line->used, 2);
    else
        dk_json_null(json, "used");
    put(json, "limit", line->allowed, 2);
    dk_json_text(json, "unit", line->unit);
    dk_json_bool(json, "is_binding", line->is_binding);
    if (line->over != NULL) {
        dk_json_object(json, "over");
        put(json, "by", line->excess, 2);
        dk_json_text(json, "words", line->over);
        dk_json_end(json, '}');
    } else {
        dk_json_null(json, "over");
    }
    if (line->has_more) {
        dk_json_object(json, "one_more");
        put(json, "delta", line->delta, 2);
        put(json, "cost", line->cost, 2);
        dk_json_text(json, "words", line->words);
        dk_json_end(json, '}');
    } else {
        dk_json_null(json, "one_more");
    }
    dk_json_end(json, '}');
}

static void put_costs(dk_json *json, const char *key, const dk_quota_costs *costs,
                      const char *title, const char *unit)
{
    dk_json_object(json, key);
    if (title != NULL)
        dk_json_text(json, "title", title);
    put(json, "total", costs->total, 2);
    put(json, "unfilled", costs->unfilled, 2);
    put(json, "unplaced", costs->unplaced, 2);
    dk_json_text(json, "unit", unit);
    dk_json_end(json, '}');
}

static void put_missing(dk_json *json, const dk_quota_report *report)
{
    dk_json_array(json, "missing");
    for (size_t i = 0; i < report->n_missing; i++) {
        dk_json_object(json, NULL);
        dk_json_text(json, "key", report->missing[i].key);
        dk_json_text(json, "title", report->missing[i].title);
        dk_json_text(json, "words", report->missing[i].words);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

void dk_wire_quota(dk_buf *out, const dk_quota_report *report)
{
    assert(report != NULL);
    static const char *const STATUS[] = {"optimal", "node_limit", "infeasible"};
    bool has_plan = report->status != DK_QUOTA_INFEASIBLE;
    char year[24];
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_period_format((dk_period){DK_PERIOD_YEAR, report->intake}, year);
    dk_json_text(&json, "intake", year);
    dk_json_day(&json, "as_of", report->as_of);
    dk_json_int(&json, "seq", report->seq);
    dk_json_text(&json, "status", STATUS[report->status]);
    dk_json_array(&json, "plan");
    for (size_t i = 0; i < report->n_lines; i++)
        put_line(&json, &report->lines[i]);
    dk_json_end(&json, ']');
    dk_json_array(&json, "limits");
    for (size_t i = 0; i < report->n_limits; i++)
        put_limit(&json, &report->limits[i]);
    dk_json_end(&json, ']');
    if (has_plan)
        put_costs(&json, "cost", &report->cost, NULL, report->unit);
    else
        dk_json_null(&json, "cost");
    if (has_plan && report->has_baseline)
        put_costs(&json, "baseline", &report->baseline, report->baseline.title, report->unit);
    else
        dk_json_null(&json, "baseline");
    put_missing(&json, report);
    if (!has_plan) {
        dk_json_array(&json, "conflict");
        for (size_t i = 0; i < report->n_conflict; i++)
            dk_json_text(&json, NULL, report->conflict[i]);
        dk_json_end(&json, ']');
    }
    dk_json_end(&json, '}');
}

/* ---- reading ---- */

/* A term: "2026" (autumn) or a month, "2026-09". */
static dk_code term_of(const dk_member_reader *r, const char *key, const dk_json_node *node,
                       int32_t *out)
{
    dk_period period;
    const char *expected = "年份或年月，如 \"2026\"、\"2026-09\" / a year or a month as text";
    if (node == NULL || node->kind != DK_JSON_TEXT || !dk_period_parse(node->text, &period) ||
        (period.kind != DK_PERIOD_YEAR && period.kind != DK_PERIOD_MONTH))
        return dk_member_wrong(r, key, expected);
    *out = period.kind == DK_PERIOD_YEAR ? (int32_t)period.index * 2 + 1
                                         : dk_quota_term_of((dk_month)period.index);
    return DK_OK;
}

enum { SAMPLES_MAX = 10000, YEARS_MAX = 40, COHORTS_MAX = 40 };

static dk_code read_samples(const dk_member_reader *r, const dk_json_node *list,
                            dk_quota_demand *out)
{
    double *samples = dk_arena_array(r->arena, list->n, sizeof *samples);
    if (samples == NULL)
        return DK_NO_MEMORY(r->err);
    for (size_t i = 0; i < list->n; i++) {
        if (!dk_member_is_number(&list->items[i]) || dk_member_value(&list->items[i]) < 0)
            return dk_member_wrong(r, "demand/samples", "不小于 0 的数 / numbers not below 0");
        samples[i] = dk_member_value(&list->items[i]);
    }
    out->samples = samples;
    out->n_samples = list->n;
    return DK_OK;
}

/* "demand": 120, the same number every year ... */
static dk_code read_flat_demand(const dk_member_reader *r, double value, const dk_quota_problem *q,
                                dk_quota_specialty *s)
{
    int32_t first = q->intakes[0] / 2, last = q->intakes[q->n_intakes - 1] / 2 + 7;
    size_t n = (size_t)last - (size_t)first + 1;
    dk_quota_demand *years = dk_arena_array(r->arena, n, sizeof *years);
    double *one = dk_arena_alloc(r->arena, sizeof *one);
    if (years == NULL || one == NULL)
        return DK_NO_MEMORY(r->err);
    *one = value;
    for (int32_t y = first; y <= last; y++)
        years[y - first] = (dk_quota_demand){y, one, 1};
    s->demand = years;
    s->n_demand = n;
    return DK_OK;
}

/* ... or [{"year": 2029, "samples": [...]}, ...] */
static dk_code read_demand(const dk_member_reader *r, const dk_json_node *object,
                           const dk_quota_problem *q, dk_quota_specialty *s)
{
    static const char *const KNOWN[] = {"year", "samples"};
    const dk_json_node *list = dk_member_get(object, "demand"), *samples;
    if (list != NULL && dk_member_is_number(list) && dk_member_value(list) >= 0)
        return read_flat_demand(r, dk_member_value(list), q, s);
    if (list == NULL || list->kind != DK_JSON_ARRAY || list->n == 0)
        return dk_member_wrong(r, "demand",
                               "一个数，或 [{\"year\", \"samples\"}] / a number or such a list");
    if (dk_member_array(r, object, "demand", YEARS_MAX, &list) != DK_OK)
        return DK_FAILED;
    dk_quota_demand *years = dk_arena_array(r->arena, list->n, sizeof *years);
    if (years == NULL)
        return DK_NO_MEMORY(r->err);
    for (size_t i = 0; i < list->n; i++) {
        double year = 0;
        if (dk_members_check(r, &list->items[i], KNOWN, 2) != DK_OK ||
            dk_member_number(r, &list->items[i], "year", 9999, &year) != DK_OK ||
            dk_member_array(r, &list->items[i], "samples", SAMPLES_MAX, &samples) != DK_OK ||
            read_samples(r, samples, &years[i]) != DK_OK)
            return DK_FAILED;
        years[i].year = (int32_t)year;
    }
    s->demand = years;
    s->n_demand = list->n;
    return DK_OK;
}

static dk_code read_cohorts(const dk_member_reader *r, const dk_json_node *object,
                            const dk_quota_problem *q, dk_quota_specialty *s)
{
    static const char *const KNOWN[] = {"intake", "students", "as_of"};
    const dk_json_node *list;
    if (dk_member_array(r, object, "cohorts", COHORTS_MAX, &list) != DK_OK)
        return DK_FAILED;
    dk_quota_cohort *cohorts = dk_arena_array(r->arena, list->n, sizeof *cohorts);
    if (cohorts == NULL)
        return DK_NO_MEMORY(r->err);
    for (size_t i = 0; i < list->n; i++) {
        const dk_json_node *one = &list->items[i], *as_of = dk_member_get(one, "as_of");
        cohorts[i].as_of_term = q->intakes[0] - 1;
        if (dk_members_check(r, one, KNOWN, 3) != DK_OK ||
            term_of(r, "cohorts/intake", dk_member_get(one, "intake"), &cohorts[i].term) != DK_OK ||
            dk_member_number(r, one, "students", 1e6, &cohorts[i].students) != DK_OK ||
            (as_of != NULL && term_of(r, "cohorts/as_of", as_of, &cohorts[i].as_of_term) != DK_OK))
            return DK_FAILED;
    }
    s->cohorts = cohorts;
    s->n_cohorts = list->n;
    return DK_OK;
}

static dk_code read_class(const dk_member_reader *r, const dk_json_node *object,
                          dk_quota_specialty *s)
{
    double least = 0, most = 0;
    if (dk_member_number(r, object, "class_min", 1e6, &least) != DK_OK ||
        dk_member_number(r, object, "class_max", 1e6, &most) != DK_OK)
        return DK_FAILED;
    s->class_min = (int32_t)least;
    s->class_max = (int32_t)most;
    return DK_OK;
}

static dk_code read_model(const dk_member_reader *r, const dk_json_node *object,
                          dk_quota_specialty *s, const char **model)
{
    char expected[96];
    if (dk_member_text(r, object, "model", model) != DK_OK ||
        dk_member_text(r, object, "locations", &s->locations) != DK_OK)
        return DK_FAILED;
    if (s->locations == NULL && *model != NULL)
        s->locations = dk_training_locations(*model);
    snprintf(expected, sizeof expected, "%s，或 locations / or locations", DK_TRAINING_MODELS);
    if (s->locations == NULL)
        return dk_member_wrong(r, "model", expected);
    *model = *model == NULL ? s->locations : *model;
    return DK_OK;
}

static const char *const SPECIALTY_KEYS[] = {
    "key",           "title",      "model",     "locations",          "boarding_share",
    "retention",     "seek_share", "class_min", "class_max",          "applicants",
    "last_intake",   "floor",      "teachers",  "teachers_per_class", "cost_unfilled",
    "cost_unplaced", "demand",     "cohorts",   "workstations",       "practice_half_days"};

static dk_code read_specialty(const dk_member_reader *r, const dk_json_node *object,
                              const dk_quota_problem *q, dk_quota_specialty *s, const char **model)
{
    *s = DK_QUOTA_SPECIALTY_INIT;
    const struct {
        const char *key;
        double max;
        double *to;
    } numbers[] = {{"boarding_share", 1, &s->boarding_share},
                   {"retention", 1, &s->retention_year},
                   {"seek_share", 1, &s->seek_share},
                   {"applicants", 1e6, &s->applicants},
                   {"last_intake", 1e6, &s->last_intake},
                   {"floor", 1e6, &s->floor},
                   {"teachers", 1e6, &s->teachers},
                   {"teachers_per_class", 1e6, &s->teachers_per_class},
                   {"workstations", 1e6, &s->workstations},
                   {"practice_half_days", DK_QUOTA_HALF_DAYS, &s->practice_half_days},
                   {"cost_unfilled", 1e6, &s->cost_unfilled},
                   {"cost_unplaced", 1e6, &s->cost_unplaced}};
    if (dk_members_check(r, object, SPECIALTY_KEYS,
                         sizeof SPECIALTY_KEYS / sizeof *SPECIALTY_KEYS) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (dk_member_number(r, object, numbers[i].key, numbers[i].max, numbers[i].to) != DK_OK)
            return DK_FAILED;
    if (dk_member_text(r, object, "key", &s->key) != DK_OK ||
        dk_member_text(r, object, "title", &s->title) != DK_OK ||
        read_model(r, object, s, model) != DK_OK || read_class(r, object, s) != DK_OK)
        return DK_FAILED;
    if (s->key == NULL)
        return dk_member_wrong(r, "key", "文本 / a text");
    s->title = s->title == NULL ? s->key : s->title;
    if (read_demand(r, object, q, s) != DK_OK)
        return DK_FAILED;
    return read_cohorts(r, object, q, s);
}

static dk_code read_specialties(dk_member_reader *r, const dk_json_node *root, dk_quota_problem *q,
                                dk_quota_facts *facts)
{
    const dk_json_node *list;
    if (dk_member_array(r, root, "specialties", DK_QUOTA_SPECIALTIES_MAX, &list) != DK_OK)
        return DK_FAILED;
    if (list->n == 0)
        return dk_member_wrong(r, "specialties", "至少一个专业 / at least one specialty");
    dk_quota_specialty *items = dk_arena_array(r->arena, list->n, sizeof *items);
    const char **models = dk_arena_array(r->arena, list->n, sizeof *models);
    if (items == NULL || models == NULL)
        return DK_NO_MEMORY(r->err);
    for (size_t i = 0; i < list->n; i++) {
        snprintf(r->at, sizeof r->at, "/specialties/%zu", i);
        if (read_specialty(r, &list->items[i], q, &items[i], &models[i]) != DK_OK)
            return DK_FAILED;
    }
    r->at[0] = '\0';
    q->specialties = items;
    q->n_specialties = list->n;
    facts->models = models;
    return DK_OK;
}

static dk_code read_intakes(const dk_member_reader *r, const dk_json_node *root,
                            dk_quota_problem *q)
{
    const dk_json_node *list;
    if (dk_member_array(r, root, "intakes", DK_QUOTA_INTAKES_MAX, &list) != DK_OK)
        return DK_FAILED;
    if (list->n == 0)
        return dk_member_wrong(r, "intakes", "[\"2026\", ...]");
    int32_t *terms = dk_arena_array(r->arena, list->n, sizeof *terms);
    if (terms == NULL)
        return DK_NO_MEMORY(r->err);
    for (size_t i = 0; i < list->n; i++) {
        if (term_of(r, "intakes", &list->items[i], &terms[i]) != DK_OK)
            return DK_FAILED;
        if (i > 0 && terms[i] <= terms[i - 1])
            return dk_member_wrong(r, "intakes", "按先后排列、不重复 / in order, none twice");
    }
    q->intakes = terms;
    q->n_intakes = list->n;
    return DK_OK;
}

static dk_code read_settings(dk_member_reader *r, const dk_json_node *root, dk_quota_problem *q)
{
    static const char *const KNOWN[] = {"key", "mode", "price"};
    static const char *const MODES[] = {"on", "soft", "off"};
    const dk_json_node *list;
    if (dk_member_array(r, root, "limits", 32, &list) != DK_OK)
        return DK_FAILED;
    dk_limit_setting *set = dk_arena_array(r->arena, list->n, sizeof *set);
    if (set == NULL)
        return DK_NO_MEMORY(r->err);
    for (size_t i = 0; i < list->n; i++) {
        const char *mode = "on";
        size_t m = 0;
        snprintf(r->at, sizeof r->at, "/limits/%zu", i);
        if (dk_members_check(r, &list->items[i], KNOWN, 3) != DK_OK ||
            dk_member_text(r, &list->items[i], "key", &set[i].key) != DK_OK ||
            dk_member_text(r, &list->items[i], "mode", &mode) != DK_OK ||
            dk_member_number(r, &list->items[i], "price", 1e9, &set[i].price) != DK_OK)
            return DK_FAILED;
        while (m < 3 && strcmp(MODES[m], mode) != 0)
            m++;
        if (m == 3 || set[i].key == NULL)
            return dk_member_wrong(r, m == 3 ? "mode" : "key",
                                   m == 3 ? "on、soft、off" : "文本 / a text");
        set[i].mode = (dk_limit_mode)m;
    }
    r->at[0] = '\0';
    q->settings = set;
    q->n_settings = list->n;
    return DK_OK;
}

static dk_code read_problem(dk_member_reader *r, const dk_json_node *root, dk_quota_problem *q,
                            dk_quota_facts *facts)
{
    static const char *const KNOWN[] = {"intakes",     "steady",     "beds",      "boarding_share",
                                        "retention",   "seek_share", "total_max", "change_share",
                                        "specialties", "limits",     "unit",      "unit_cost",
                                        "skip_worth"};
    const struct {
        const char *key;
        double max;
        double *to;
    } numbers[] = {{"beds", 1e6, &q->beds},
                   {"boarding_share", 1, &q->boarding_share},
                   {"retention", 1, &q->retention_year},
                   {"seek_share", 1, &q->seek_share},
                   {"total_max", 1e6, &q->total_max},
                   {"change_share", 1, &q->change_share},
                   {"unit_cost", 1e9, &facts->unit_cost}};
    if (dk_members_check(r, root, KNOWN, sizeof KNOWN / sizeof *KNOWN) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (dk_member_number(r, root, numbers[i].key, numbers[i].max, numbers[i].to) != DK_OK)
            return DK_FAILED;
    if (facts->unit_cost <= 0)
        return dk_member_wrong(r, "unit_cost", "大于 0 / above 0");
    if (dk_member_text(r, root, "unit", &facts->unit) != DK_OK ||
        dk_member_flag(r, root, "steady", &q->equal_intakes) != DK_OK ||
        dk_member_flag(r, root, "skip_worth", &q->skip_worth) != DK_OK ||
        read_intakes(r, root, q) != DK_OK || read_specialties(r, root, q, facts) != DK_OK)
        return DK_FAILED;
    return read_settings(r, root, q);
}

dk_code dk_wire_quota_read(dk_arena *arena, const char *bytes, size_t len,
                           dk_quota_problem *problem, dk_quota_facts *facts, dk_err *err)
{
    assert(facts != NULL);
    const dk_json_limits limits = {16, 1000000, 4096};
    const dk_json_node *root;
    dk_member_reader r = {.arena = arena, .err = err};
    dk_quota_problem q = {.beds = DK_QUOTA_UNKNOWN,
                          .boarding_share = DK_QUOTA_UNKNOWN,
                          .retention_year = DK_QUOTA_UNKNOWN,
                          .seek_share = DK_QUOTA_UNKNOWN,
                          .change_share = DK_QUOTA_UNKNOWN,
                          .total_max = DK_QUOTA_UNKNOWN};
    dk_quota_facts known = {.as_of = DK_DAY_NONE, .unit = "", .unit_cost = 1, .lang = facts->lang};
    if (dk_json_read(arena, bytes, len, &limits, &root, err) != DK_OK ||
        read_problem(&r, root, &q, &known) != DK_OK)
        return DK_FAILED;
    *problem = q;
    *facts = known;
    return DK_OK;
}
