/* api/wire/openapi.c - see openapi.h.
 *
 * The document is 3.1, so null is a type and schemas are JSON Schema. Every operation shows its
 * good answer, and problem+json for everything else; the few answers that libmicrohttpd gives by
 * itself to broken requests are HTML, which the description says. */
#include "api/wire/openapi.h"

#include <assert.h>
#include <string.h>

#include "api/wire/json.h"
#include "api/wire/record.h"
#include "core/base/parse.h"
#include "core/register/register.h"

typedef struct {
    const char *schema, *key, *type;
} member;

static const member MEMBERS[] = {
#define DK_MEMBER(schema, key, type) {#schema, key, type},
#include "api/wire/schemas.def"
#undef DK_MEMBER
};
enum { N_MEMBERS = sizeof MEMBERS / sizeof *MEMBERS };

bool dk_wire_schema_exists(const char *name)
{
    for (size_t i = 0; i < N_MEMBERS; i++)
        if (strcmp(MEMBERS[i].schema, name) == 0)
            return true;
    return strcmp(name, "Record") == 0 || dk_register_find(name) != NULL;
}

/* ---- types ---- */

static void add_ref(dk_json *json, const char *key, const char *section, const char *name,
                    size_t len)
{
    dk_buf ref = DK_BUF_INIT;
    dk_buf_format(&ref, "#/components/%s/%.*s", section, (int)len, name);
    dk_json_text(json, key, ref.is_broken ? "" : ref.data);
    dk_buf_done(&ref);
}

/* "type" with or without null. */
static void add_plain_type(dk_json *json, const char *name, size_t len, bool may_be_null)
{
    if (!may_be_null) {
        dk_json_bytes(json, "type", name, len);
        return;
    }
    dk_json_array(json, "type");
    dk_json_bytes(json, NULL, name, len);
    dk_json_text(json, NULL, "null");
    dk_json_end(json, ']');
}

static void add_schema_ref(dk_json *json, const char *name, size_t len, bool may_be_null)
{
    if (!may_be_null) {
        add_ref(json, "$ref", "schemas", name, len);
        return;
    }
    dk_json_array(json, "anyOf");
    dk_json_object(json, NULL);
    add_ref(json, "$ref", "schemas", name, len);
    dk_json_end(json, '}');
    dk_json_object(json, NULL);
    dk_json_text(json, "type", "null");
    dk_json_end(json, '}');
    dk_json_end(json, ']');
}

/* The members of a schema object for type[0..len) as in schemas.def. */
static void add_type(dk_json *json, const char *type, size_t len)
{
    if (type[len - 1] == '~')
        len--;
    bool may_be_null = type[len - 1] == '?';
    len -= may_be_null;
    if (*type == '[' || *type == '{') {
        add_plain_type(json, *type == '[' ? "array" : "object", *type == '[' ? 5 : 6, may_be_null);
        dk_json_object(json, *type == '[' ? "items" : "additionalProperties");
        add_type(json, type + 1, len - 2);
        dk_json_end(json, '}');
    } else if (*type >= 'A' && *type <= 'Z') {
        add_schema_ref(json, type, len, may_be_null);
    } else if (strncmp(type, "date", len) == 0 || strncmp(type, "time", len) == 0) {
        add_plain_type(json, "string", 6, may_be_null);
        dk_json_text(json, "format", *type == 'd' ? "date" : "date-time");
    } else {
        add_plain_type(json, type, len, may_be_null);
    }
}

/* ---- schemas ---- */

/* Members [from, to) share a schema. */
static void add_schema(dk_json *json, size_t from, size_t to)
{
    dk_json_object(json, MEMBERS[from].schema);
    dk_json_text(json, "type", "object");
    dk_json_object(json, "properties");
    for (size_t i = from; i < to; i++) {
        dk_json_object(json, MEMBERS[i].key);
        add_type(json, MEMBERS[i].type, strlen(MEMBERS[i].type));
        dk_json_end(json, '}');
    }
    dk_json_end(json, '}');
    dk_json_array(json, "required");
    for (size_t i = from; i < to; i++)
        if (MEMBERS[i].type[strlen(MEMBERS[i].type) - 1] != '~')
            dk_json_text(json, NULL, MEMBERS[i].key);
    dk_json_end(json, ']');
    dk_json_end(json, '}');
}

static void add_field_schema(dk_json *json, const dk_field *field);

static void add_list_items(dk_json *json, const dk_field *field)
{
    dk_json_object(json, "items");
    if (field->type == DK_TYPE_CODES) {
        dk_json_text(json, "type", "string");
    } else {
        dk_json_text(json, "type", "object");
        dk_json_object(json, "properties");
        for (size_t i = 0; i < field->n_sub; i++)
            add_field_schema(json, &field->sub[i]);
        dk_json_end(json, '}');
    }
    dk_json_end(json, '}');
}

static const char *json_type(dk_type type)
{
    switch (type) {
    case DK_TYPE_INT:
    case DK_TYPE_BOOL:
        return "integer";
    case DK_TYPE_DECIMAL:
    case DK_TYPE_MONEY:
        return "number";
    case DK_TYPE_CODES:
    case DK_TYPE_LIST:
        return "array";
    default:
        return "string";
    }
}

static void add_field_schema(dk_json *json, const dk_field *field)
{
    const char *type = json_type(field->type);
    dk_json_object(json, field->key);
    add_plain_type(json, type, strlen(type), true);
    dk_json_text(json, "title", field->title.zh);
    dk_json_text(json, "description", field->title.en);
    if (field->type == DK_TYPE_DATE)
        dk_json_text(json, "format", "date");
    if (field->type == DK_TYPE_BOOL) {
        dk_json_int(json, "minimum", 0);
        dk_json_int(json, "maximum", 1);
    }
    if (field->type == DK_TYPE_CODES || field->type == DK_TYPE_LIST)
        add_list_items(json, field);
    dk_json_end(json, '}');
}

static void add_register_schemas(dk_json *json)
{
    for (size_t i = 0; i < dk_n_registers; i++) {
        dk_json_object(json, dk_registers[i]->key);
        dk_json_text(json, "type", "object");
        dk_json_text(json, "title", dk_registers[i]->title.zh);
        dk_json_object(json, "properties");
        for (size_t k = 0; k < dk_registers[i]->n_fields; k++)
            add_field_schema(json, &dk_registers[i]->fields[k]);
        dk_json_end(json, '}');
        dk_json_end(json, '}');
    }
    dk_json_object(json, "Record");
    dk_json_array(json, "anyOf");
    for (size_t i = 0; i < dk_n_registers; i++) {
        dk_json_object(json, NULL);
        add_ref(json, "$ref", "schemas", dk_registers[i]->key, strlen(dk_registers[i]->key));
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    dk_json_end(json, '}');
}

static void add_schemas(dk_json *json)
{
    dk_json_object(json, "schemas");
    for (size_t from = 0; from < N_MEMBERS;) {
        size_t to = from;
        while (to < N_MEMBERS && strcmp(MEMBERS[to].schema, MEMBERS[from].schema) == 0)
            to++;
        add_schema(json, from, to);
        from = to;
    }
    add_register_schemas(json);
    dk_json_end(json, '}');
}

/* ---- parameters ---- */

static void add_param_schema(dk_json *json, const dk_param_spec *spec)
{
    static const char *const NAMES[] = {[DK_PARAM_TEXT] = "string",
                                        [DK_PARAM_INT] = "integer",
                                        [DK_PARAM_DATE] = "string",
                                        [DK_PARAM_BOOL] = "integer",
                                        [DK_PARAM_CHOICE] = "string"};
    int64_t number = 0;
    dk_json_object(json, "schema");
    dk_json_text(json, "type", NAMES[spec->type]);
    if (spec->type == DK_PARAM_INT || spec->type == DK_PARAM_BOOL) {
        dk_json_int(json, "minimum", spec->min);
        dk_json_int(json, "maximum", spec->type == DK_PARAM_BOOL ? 1 : spec->max);
    }
    if (spec->type == DK_PARAM_DATE)
        dk_json_text(json, "format", "date");
    if (spec->type == DK_PARAM_CHOICE) {
        dk_json_array(json, "enum");
        for (const char *const *choice = spec->choices; *choice != NULL; choice++)
            dk_json_text(json, NULL, *choice);
        dk_json_end(json, ']');
    }
    if (spec->fallback != NULL && dk_parse_int(spec->fallback, INT64_MIN, INT64_MAX, &number))
        dk_json_int(json, "default", number);
    else if (spec->fallback != NULL)
        dk_json_text(json, "default", spec->fallback);
    dk_json_end(json, '}');
}

static void add_description(dk_json *json, dk_text text)
{
    dk_buf both = DK_BUF_INIT;
    dk_buf_format(&both, "%s / %s", text.zh, text.en);
    dk_json_text(json, "description", both.is_broken ? text.zh : both.data);
    dk_buf_done(&both);
}

static void add_path_param(dk_json *json, const char *name, size_t len)
{
    dk_json_object(json, NULL);
    dk_json_bytes(json, "name", name, len);
    dk_json_text(json, "in", "path");
    dk_json_bool(json, "required", true);
    dk_json_object(json, "schema");
    dk_json_text(json, "type", "string");
    if (len == strlen("register") && strncmp(name, "register", len) == 0) {
        dk_json_array(json, "enum");
        for (size_t i = 0; i < dk_n_registers; i++)
            dk_json_text(json, NULL, dk_registers[i]->key);
        dk_json_end(json, ']');
    }
    dk_json_end(json, '}');
    dk_json_end(json, '}');
}

/* field=op.value, described once: the names differ by register. */
static void add_filter_param(dk_json *json)
{
    dk_json_object(json, NULL);
    dk_json_text(json, "name", "filters");
    dk_json_text(json, "in", "query");
    add_description(json,
                    (dk_text){"按字段筛选：字段=运算.值，运算有 eq ne lt le gt ge in like",
                              "filters by field: field=op.value with eq ne lt le gt ge in like"});
    dk_json_text(json, "style", "form");
    dk_json_bool(json, "explode", true);
    dk_json_object(json, "schema");
    dk_json_text(json, "type", "object");
    dk_json_object(json, "additionalProperties");
    dk_json_text(json, "type", "string");
    dk_json_end(json, '}');
    dk_json_end(json, '}');
    dk_json_end(json, '}');
}

static void add_params(dk_json *json, const dk_api_doc *doc)
{
    dk_json_array(json, "parameters");
    for (const char *p = strchr(doc->template, '{'); p != NULL; p = strchr(p + 1, '{'))
        add_path_param(json, p + 1, strcspn(p + 1, "}"));
    for (size_t i = 0; i < doc->n_params; i++) {
        dk_json_object(json, NULL);
        dk_json_text(json, "name", doc->params[i].name);
        dk_json_text(json, "in", "query");
        dk_json_bool(json, "required", doc->params[i].is_required);
        add_description(json, doc->params[i].note);
        add_param_schema(json, &doc->params[i]);
        dk_json_end(json, '}');
    }
    if (doc->takes_filters)
        add_filter_param(json);
    dk_json_object(json, NULL);
    add_ref(json, "$ref", "parameters", "lang", strlen("lang"));
    dk_json_end(json, '}');
    dk_json_end(json, ']');
}

/* ---- operations ---- */

const char *dk_media_of(const char *format)
{
    static const struct {
        const char *format, *media;
    } MEDIA[] = {{"json", "application/json"},
                 {"csv", "text/csv; charset=utf-8"},
                 {"txt", "text/plain; charset=utf-8"},
                 {"html", "text/html; charset=utf-8"},
                 {"svg", "image/svg+xml"}};
    for (size_t i = 0; i < sizeof MEDIA / sizeof *MEDIA; i++)
        if (strcmp(format, MEDIA[i].format) == 0)
            return MEDIA[i].media;
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

static void add_good_answer(dk_json *json, const dk_api_doc *doc, const char *format)
{
    const char *media = format != NULL          ? dk_media_of(format)
                        : doc->response != NULL ? "application/json"
                                                : doc->media;
    dk_json_object(json, "200");
    dk_json_text(json, "description", "OK");
    dk_json_object(json, "content");
    dk_json_object(json, media);
    dk_json_object(json, "schema");
    if (format == NULL && doc->response != NULL)
        add_ref(json, "$ref", "schemas", doc->response, strlen(doc->response));
    else
        dk_json_text(json, "type", strcmp(media, "application/json") == 0 ? "object" : "string");
    for (int i = 0; i < 4; i++)
        dk_json_end(json, '}');
}

static void add_problem_answer(dk_json *json, const char *status)
{
    dk_json_object(json, status);
    add_ref(json, "$ref", "responses", "Problem", strlen("Problem"));
    dk_json_end(json, '}');
}

static void add_body(dk_json *json, const dk_api_doc *doc)
{
    if (doc->body == DK_BODY_NONE)
        return;
    dk_json_object(json, "requestBody");
    dk_json_bool(json, "required", true);
    dk_json_object(json, "content");
    dk_json_object(json,
                   doc->body == DK_BODY_JSON ? "application/json" : "application/octet-stream");
    dk_json_object(json, "schema");
    dk_json_text(json, "type", doc->body == DK_BODY_JSON ? "object" : "string");
    for (int i = 0; i < 4; i++)
        dk_json_end(json, '}');
}

static void add_operation(dk_json *json, const dk_api_doc *doc, const char *format)
{
    dk_buf id = DK_BUF_INIT;
    char method[8] = "";
    for (size_t i = 0; i + 1 < sizeof method && doc->method[i] != '\0'; i++)
        method[i] = (char)(doc->method[i] | 0x20);
    dk_buf_format(&id, format == NULL ? "%s" : "%s_%s", doc->name, format);
    dk_json_object(json, method);
    dk_json_text(json, "operationId", id.is_broken ? doc->name : id.data);
    dk_buf_done(&id);
    dk_json_text(json, "summary", doc->summary.zh);
    dk_json_text(json, "description", doc->summary.en);
    add_params(json, doc);
    add_body(json, doc);
    dk_json_object(json, "responses");
    add_good_answer(json, doc, format);
    add_problem_answer(json, "4XX");
    add_problem_answer(json, "5XX");
    dk_json_end(json, '}');
    dk_json_end(json, '}');
}

/* True when an earlier route has the same address, so that its path item is written already. */
static bool is_written(const dk_api_doc *const *docs, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (strcmp(docs[j]->template, docs[i]->template) == 0)
            return true;
    return false;
}

static void add_paths(dk_json *json, const dk_api_doc *const *docs, size_t n)
{
    dk_json_object(json, "paths");
    for (size_t i = 0; i < n; i++) {
        if (is_written(docs, i))
            continue;
        dk_json_object(json, docs[i]->template);
        for (size_t j = i; j < n; j++)
            if (strcmp(docs[j]->template, docs[i]->template) == 0)
                add_operation(json, docs[j], NULL);
        dk_json_end(json, '}');
    }
    for (size_t i = 0; i < n; i++) {
        for (const char *const *f = docs[i]->formats; f != NULL && *f != NULL; f++) {
            dk_buf path = DK_BUF_INIT;
            dk_buf_format(&path, "%s.%s", docs[i]->template, *f);
            dk_json_object(json, path.is_broken ? "" : path.data);
            add_operation(json, docs[i], *f);
            dk_json_end(json, '}');
            dk_buf_done(&path);
        }
    }
    dk_json_end(json, '}');
}

static void add_shared(dk_json *json)
{
    static const char *const LANGS[] = {"zh", "en", NULL};
    static const dk_param_spec LANG = {
        .name = "lang",
        .type = DK_PARAM_CHOICE,
        .choices = LANGS,
        .note = {"语言；未给时按 Accept-Language", "language; by Accept-Language when not given"}};
    dk_json_object(json, "parameters");
    dk_json_object(json, "lang");
    dk_json_text(json, "name", LANG.name);
    dk_json_text(json, "in", "query");
    add_description(json, LANG.note);
    add_param_schema(json, &LANG);
    dk_json_end(json, '}');
    dk_json_end(json, '}');
    dk_json_object(json, "responses");
    dk_json_object(json, "Problem");
    dk_json_text(json, "description", "RFC 9457");
    dk_json_object(json, "content");
    dk_json_object(json, "application/problem+json");
    dk_json_object(json, "schema");
    add_ref(json, "$ref", "schemas", "Problem", strlen("Problem"));
    for (int i = 0; i < 5; i++)
        dk_json_end(json, '}');
}

void dk_wire_openapi(dk_buf *out, const dk_api_doc *const *docs, size_t n, const char *version)
{
    assert(out != NULL && docs != NULL && version != NULL);
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "openapi", "3.1.0");
    dk_json_object(&json, "info");
    dk_json_text(&json, "title", "对口 Duikou");
    dk_json_text(&json, "version", version);
    add_description(
        &json,
        (dk_text){
            "职业教育中心的对口就业与布局分析接口。少数不合规范的请求由网络库直接以 HTML 回答。",
            "Matching and placement for a vocational education centre. A few broken "
            "requests are answered by the network library itself, in HTML."});
    dk_json_object(&json, "license");
    dk_json_text(&json, "name", "GPL-3.0-or-later");
    dk_json_text(&json, "identifier", "GPL-3.0-or-later");
    dk_json_end(&json, '}');
    dk_json_end(&json, '}');
    dk_json_array(&json, "servers");
    dk_json_object(&json, NULL);
    dk_json_text(&json, "url", "/");
    dk_json_end(&json, '}');
    dk_json_end(&json, ']');
    dk_json_array(&json, "security");
    dk_json_end(&json, ']');
    add_paths(&json, docs, n);
    dk_json_object(&json, "components");
    add_schemas(&json);
    add_shared(&json);
    dk_json_end(&json, '}');
    dk_json_end(&json, '}');
    assert(json.depth == 0);
}
