/* api/http/router.c - see router.h. */
#include "api/http/router.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/http/messages.h"
#include "core/base/parse.h"
#include "core/base/random.h"
#include "core/register/codes.h"

/* ---- templates ---- */

static bool is_placeholder(const char *segment)
{
    return *segment == '{';
}

/* Length of the template segment at `at` (after its slash). */
static size_t segment_len(const char *at)
{
    return strcspn(at, "/");
}

/* The suffix of a segment beyond its first `len` bytes: "csv" of "forecasts.csv"; NULL when it has
 * none. */
static const char *suffix_of(const char *segment, size_t len)
{
    const char *dot = segment + len;
    bool is_suffix = *dot == '.' && dot[1] != '\0' &&
                     strspn(dot + 1, "abcdefghijklmnopqrstuvwxyz") == strlen(dot + 1);
    return is_suffix ? dot + 1 : NULL;
}

/* A literal of the template fits itself; the last one, of a route with formats, a suffix as well.
 */
static bool literal_fits(const dk_api_doc *doc, const char *name, size_t len, const char *segment)
{
    if (strncmp(segment, name, len) != 0)
        return false;
    bool is_last = name[len] == '\0';
    return segment[len] == '\0' ||
           (is_last && doc->formats != NULL && suffix_of(segment, len) != NULL);
}

/* Compares a target with the template of a route. `args` gets the values of placeholders; *rank
 * gets one bit per segment, set where it is literal, the first segment in the highest place: the
 * larger, the more exact. */
static bool template_fits(const dk_api_doc *doc, const dk_target *target, const char **args,
                          uint32_t *rank)
{
    size_t n = 0, n_args = 0;
    uint32_t bits = 0;
    for (const char *at = doc->template; *at == '/' && at[1] != '\0';) {
        const char *name = at + 1;
        size_t len = segment_len(name);
        if (n == target->n_segments)
            return false;
        const char *segment = target->segments[n];
        bool is_literal = !is_placeholder(name);
        if (is_literal && !literal_fits(doc, name, len, segment))
            return false;
        if (!is_literal) {
            assert(n_args < DK_ROUTE_ARGS);
            args[n_args++] = segment;
        }
        bits |= (uint32_t)is_literal << (31 - n);
        n++;
        at = name + len;
    }
    *rank = bits;
    return n == target->n_segments;
}

/* The most exact template that fits, or NULL. */
static const char *best_template(const dk_route *const *routes, size_t n, const dk_target *target)
{
    const char *args[DK_ROUTE_ARGS], *best = NULL;
    uint32_t rank = 0, best_rank = 0;
    for (size_t i = 0; i < n; i++) {
        if (!template_fits(&routes[i]->doc, target, args, &rank))
            continue;
        if (best == NULL || rank > best_rank) {
            best = routes[i]->doc.template;
            best_rank = rank;
        }
    }
    return best;
}

/* ---- suffix ---- */

static bool has_format(const dk_route *route, const char *format)
{
    for (const char *const *f = route->doc.formats; f != NULL && *f != NULL; f++)
        if (strcmp(*f, format) == 0)
            return true;
    return strcmp(format, "json") == 0;
}

static const char *joined_formats(dk_arena *arena, const dk_route *route)
{
    const char *text = "json";
    for (const char *const *f = route->doc.formats; f != NULL && *f != NULL; f++) {
        text = dk_arena_format(arena, "%s, %s", text, *f);
        if (text == NULL)
            return "json";
    }
    return text;
}

/* Splits ".csv" off the last segment when the route knows formats. A dot that is no suffix of
 * letters stays in the value of a placeholder. */
static dk_code take_suffix(dk_request *request, const dk_target *target, dk_err *err)
{
    const dk_route *route = request->route;
    const char *last_segment = strrchr(route->doc.template, '/') + 1;
    size_t n = 0;
    request->format = "json";
    if (route->doc.formats == NULL)
        return DK_OK;
    bool is_value = is_placeholder(last_segment);
    const char *segment = target->segments[target->n_segments - 1], *dot = strrchr(segment, '.');
    const char *suffix = dot == NULL || dot == segment ? NULL : suffix_of(dot, 0);
    if (suffix == NULL)
        return DK_OK;
    if (!has_format(route, suffix))
        return DK_FAIL(err, MSG_HTTP_FORMAT, DK_NOWHERE, dk_arg_str(suffix),
                       dk_arg_str(joined_formats(request->call.arena, route)));
    request->format = suffix;
    if (!is_value)
        return DK_OK;
    while (n < DK_ROUTE_ARGS && request->args[n] != NULL)
        n++;
    assert(n > 0);
    request->args[n - 1] = dk_arena_copy(request->call.arena, segment, (size_t)(dot - segment));
    return request->args[n - 1] == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* ---- finding ---- */

static dk_code list_methods(const dk_route *const *routes, size_t n, const char *template,
                            dk_arena *arena, const char **allow, dk_err *err)
{
    const char *text = "OPTIONS";
    for (size_t i = 0; i < n && text != NULL; i++) {
        if (strcmp(routes[i]->doc.template, template) != 0)
            continue;
        bool is_get = strcmp(routes[i]->doc.method, "GET") == 0;
        text = dk_arena_format(arena, "%s, %s", is_get ? "GET, HEAD" : routes[i]->doc.method, text);
    }
    if (text == NULL)
        return DK_NO_MEMORY(err);
    *allow = text;
    return DK_OK;
}

dk_code dk_route_find(const dk_route *const *routes, size_t n, const char *method,
                      const dk_target *target, dk_request *request, dk_err *err)
{
    assert(routes != NULL && request != NULL && request->call.arena != NULL);
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    const char *template = best_template(routes, n, target);
    uint32_t rank = 0;
    request->allow = "";
    if (template == NULL)
        return DK_FAIL0(err, MSG_HTTP_PATH_UNKNOWN);
    if (list_methods(routes, n, template, request->call.arena, &request->allow, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        const dk_api_doc *doc = &routes[i]->doc;
        memset(request->args, 0, sizeof request->args);
        if (strcmp(doc->template, template) != 0 || strcmp(doc->method, wanted) != 0 ||
            !template_fits(doc, target, request->args, &rank))
            continue;
        request->route = routes[i];
        return take_suffix(request, target, err);
    }
    return DK_FAIL(err, MSG_HTTP_METHOD, DK_NOWHERE, dk_arg_str(request->allow));
}

/* ---- parameters ---- */

static const char *const LANGS[] = {"zh", "en", NULL};
static const dk_param_spec LANG = {
    .name = "lang",
    .type = DK_PARAM_CHOICE,
    .choices = LANGS,
    .note = {"语言，默认按 Accept-Language", "language; by Accept-Language when not given"},
};

static const dk_param_spec *find_spec(const dk_route *route, const char *name)
{
    for (size_t i = 0; i < route->doc.n_params; i++)
        if (strcmp(route->doc.params[i].name, name) == 0)
            return &route->doc.params[i];
    return strcmp(name, LANG.name) == 0 ? &LANG : NULL;
}

static dk_code fail_unknown(const dk_route *route, const char *name, dk_err *err)
{
    enum { MOST = 32 };
    const char *names[MOST + 1];
    char nearest[200];
    size_t n = 0;
    for (size_t i = 0; i < route->doc.n_params && n < MOST; i++)
        names[n++] = route->doc.params[i].name;
    names[n++] = LANG.name;
    dk_suggest(name, names, n, nearest, sizeof nearest);
    return DK_FAIL(err, MSG_HTTP_PARAM_UNKNOWN, (dk_place){.field = name}, dk_arg_str(name),
                   dk_arg_str(nearest));
}

static dk_code check_choice(const dk_param_spec *spec, const char *value, dk_arena *arena,
                            dk_err *err)
{
    const char *all = NULL;
    for (const char *const *c = spec->choices; *c != NULL; c++) {
        if (strcmp(*c, value) == 0)
            return DK_OK;
        all = all == NULL ? *c : dk_arena_format(arena, "%s, %s", all, *c);
        if (all == NULL)
            return DK_NO_MEMORY(err);
    }
    return DK_FAIL(err, MSG_HTTP_PARAM_CHOICE, (dk_place){.field = spec->name},
                   dk_arg_str(spec->name), dk_arg_str(all));
}

static dk_code check_value(const dk_param_spec *spec, const char *value, dk_arena *arena,
                           dk_err *err)
{
    static const char *const FLAGS[] = {"0", "1", NULL};
    dk_param_spec flag = {.name = spec->name, .choices = FLAGS};
    int64_t number;
    dk_day day;
    dk_place place = {.field = spec->name};
    switch (spec->type) {
    case DK_PARAM_TEXT:
        return DK_OK;
    case DK_PARAM_INT:
        if (dk_parse_int(value, spec->min, spec->max, &number))
            return DK_OK;
        return DK_FAIL(err, MSG_HTTP_PARAM_RANGE, place, dk_arg_str(spec->name),
                       dk_arg_int(spec->min), dk_arg_int(spec->max));
    case DK_PARAM_DATE:
        if (dk_day_parse(value, &day))
            return DK_OK;
        return DK_FAIL(err, MSG_HTTP_PARAM_DAY, place, dk_arg_str(spec->name));
    case DK_PARAM_BOOL:
        return check_choice(&flag, value, arena, err);
    case DK_PARAM_CHOICE:
        return check_choice(spec, value, arena, err);
    }
    return DK_OK;
}

static dk_code check_param(const dk_request *request, size_t i, dk_err *err)
{
    const dk_target_param *param = &request->params[i];
    const dk_param_spec *spec = find_spec(request->route, param->name);
    if (spec == NULL && request->route->doc.takes_filters)
        return DK_OK;
    if (spec == NULL)
        return fail_unknown(request->route, param->name, err);
    for (size_t j = 0; j < i; j++)
        if (strcmp(request->params[j].name, param->name) == 0)
            return DK_FAIL(err, MSG_HTTP_PARAM_TWICE, (dk_place){.field = param->name},
                           dk_arg_str(param->name));
    return check_value(spec, param->value, request->call.arena, err);
}

dk_code dk_route_check(const dk_request *request, dk_err *err)
{
    assert(request != NULL && request->route != NULL);
    const dk_api_doc *doc = &request->route->doc;
    for (size_t i = 0; i < request->n_params; i++)
        if (check_param(request, i, err) != DK_OK)
            return DK_FAILED;
    for (size_t i = 0; i < doc->n_params; i++)
        if (doc->params[i].is_required && dk_request_param(request, doc->params[i].name) == NULL)
            return DK_FAIL(err, MSG_HTTP_PARAM_MISSING, (dk_place){.field = doc->params[i].name},
                           dk_arg_str(doc->params[i].name),
                           dk_arg_str(dk_in(doc->params[i].note, request->lang)));
    return DK_OK;
}

const char *dk_request_param(const dk_request *request, const char *name)
{
    for (size_t i = 0; i < request->n_params; i++)
        if (strcmp(request->params[i].name, name) == 0)
            return request->params[i].value;
    const dk_param_spec *spec = find_spec(request->route, name);
    return spec == NULL ? NULL : spec->fallback;
}

int64_t dk_request_int(const dk_request *request, const char *name)
{
    const char *text = dk_request_param(request, name);
    int64_t value = 0;
    if (text != NULL)
        (void)dk_parse_int(text, INT64_MIN, INT64_MAX, &value);
    return value;
}

dk_day dk_request_day(const dk_request *request, const char *name)
{
    const char *text = dk_request_param(request, name);
    dk_day day = DK_DAY_NONE;
    if (text != NULL)
        (void)dk_day_parse(text, &day);
    return day;
}

bool dk_request_flag(const dk_request *request, const char *name)
{
    return dk_request_int(request, name) == 1;
}

/* ---- language ---- */

/* Quality of one Accept-Language item in thousandths; 1000 without q. */
static int quality(const char *item, size_t len)
{
    char text[8] = "";
    int64_t value = 0;
    const char *q = memchr(item, ';', len);
    if (q == NULL)
        return 1000;
    q = strstr(q, "q=");
    if (q == NULL || q >= item + len)
        return 1000;
    size_t n = strspn(q + 2, "0123456789.");
    if (n >= sizeof text)
        return 0;
    memcpy(text, q + 2, n);
    return dk_parse_decimal(text, 3, &value) && value >= 0 && value <= 1000 ? (int)value : 0;
}

dk_lang dk_request_lang(const dk_target *target, const char *accept_language)
{
    int zh = 0, en = 0;
    for (size_t i = 0; target != NULL && i < target->n_params; i++)
        if (strcmp(target->params[i].name, "lang") == 0)
            return strcmp(target->params[i].value, "en") == 0 ? DK_EN : DK_ZH;
    for (const char *at = accept_language; at != NULL && *at != '\0';) {
        at += strspn(at, ", \t");
        size_t len = strcspn(at, ",");
        int q = quality(at, len);
        if (strncmp(at, "zh", 2) == 0 && q > zh)
            zh = q;
        if (strncmp(at, "en", 2) == 0 && q > en)
            en = q;
        at += len;
    }
    return en > zh ? DK_EN : DK_ZH;
}

/* ---- entity tags ---- */

bool dk_etag_listed(const char *list, const char *etag)
{
    assert(etag != NULL);
    size_t len = strlen(etag);
    for (const char *at = list; at != NULL && *at != '\0';) {
        at += strspn(at, ", \t");
        if (*at == '*')
            return true;
        if (strncmp(at, "W/", 2) == 0)
            at += 2;
        size_t n = strcspn(at, ",");
        size_t bare = n;
        while (bare > 0 && (at[bare - 1] == ' ' || at[bare - 1] == '\t'))
            bare--;
        if (bare == len && len > 0 && strncmp(at, etag, len) == 0)
            return true;
        at += n;
    }
    return false;
}

void dk_reply_tag(dk_reply *reply, int64_t seq)
{
    snprintf(reply->etag, sizeof reply->etag, "\"%lld\"", (long long)seq);
}

bool dk_reply_unchanged(const dk_request *request, dk_reply *reply, int64_t seq, uint64_t salt)
{
    assert(request->route != NULL);
    uint64_t hash = dk_hash_text(salt, request->route->doc.name);
    for (size_t i = 0; i < DK_ROUTE_ARGS && request->args[i] != NULL; i++)
        hash = dk_hash_text(hash, request->args[i]);
    for (size_t i = 0; i < request->n_params; i++) {
        hash = dk_hash_text(hash, request->params[i].name);
        hash = dk_hash_text(hash, request->params[i].value);
    }
    hash = dk_hash_text(hash, request->format);
    const uint32_t who[2] = {(uint32_t)request->lang, request->call.actor->rights};
    hash = dk_hash(hash, who, sizeof who);
    if (request->call.actor->unit != NULL)
        hash = dk_hash_text(hash, request->call.actor->unit);
    snprintf(reply->etag, sizeof reply->etag, "\"%lld-%016llx\"", (long long)seq,
             (unsigned long long)hash);
    return request->if_none_match != NULL && dk_etag_listed(request->if_none_match, reply->etag);
}
