/* api/http/resources/records.c - a register as a list (JSON, CSV, workbook), one record, a
 * template. */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/desk.h"
#include "api/wire/desk.h"
#include "api/wire/record.h"

enum { DEFAULT_LIMIT = 50 };

static const char *const HEADERS[] = {"title", "keys", NULL};
static const char *const FORMATS[] = {"csv", "xlsx", NULL};

static const dk_param_spec LIST_PARAMS[] = {
    {.name = "limit",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = 1000,
     .note = {"每页行数，默认 50；下载默认全部",
              "rows per page, 50; downloads have all by default"}},
    {.name = "after",
     .type = DK_PARAM_INT,
     .min = 0,
     .max = INT64_MAX,
     .note = {"上一页给出的 next", "the `next` of the page before"}},
    {.name = "order", .note = {"排序：字段.asc 或 字段.desc", "field.asc or field.desc"}},
    {.name = "q",
     .note = {"查找姓名、名称，或证件号后四位", "part of the name, or the last four digits"}},
    {.name = "header",
     .type = DK_PARAM_CHOICE,
     .choices = HEADERS,
     .fallback = "title",
     .note = {"下载的表头：标题或字段名", "first row of a download: titles or field keys"}},
    {.name = "form",
     .note = {"按上级规定的表格式下载（.xlsx），见登记表的 forms",
              "a workbook in a form an authority fixed, see `forms` of the register"}},
    DK_AS_OF_SPEC,
};

/* ---- list ---- */

static dk_code parse_query(const dk_request *request, const dk_register *reg, size_t default_limit,
                           dk_query *query, dk_err *err)
{
    static const char *const KNOWN[] = {"lang", "header", "form", "as_of", "field", NULL};
    dk_param *params = dk_arena_array(request->call.arena, request->n_params, sizeof *params);
    if (params == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < request->n_params; i++)
        params[i] = (dk_param){request->params[i].name, request->params[i].value};
    const dk_query_ask ask = {reg, params, request->n_params, KNOWN, default_limit};
    return dk_query_parse(&request->call, &ask, query, err);
}

static dk_code export_form(const dk_request *request, dk_reply *reply, const dk_query *query,
                           dk_err *err)
{
    char path[32];
    size_t n_rows = 0;
    const dk_register *reg = query->reg;
    const char *form = dk_request_param(request, "form");
    if (dk_uc_form(form, &reg, err) != DK_OK ||
        dk_reply_open_file(request, reply, path, err) != DK_OK ||
        dk_uc_export_form(&request->call, form, query, path, &n_rows, err) != DK_OK)
        return DK_FAILED;
    return dk_reply_close_file(request, reply, form, "xlsx", err);
}

static dk_code export_list(const dk_request *request, dk_reply *reply, const dk_query *query,
                           dk_err *err)
{
    char path[32];
    size_t n_rows = 0;
    if (dk_reply_open_file(request, reply, path, err) != DK_OK)
        return DK_FAILED;
    const dk_export_options options = {
        .path = path,
        .is_xlsx = strcmp(request->format, "xlsx") == 0,
        .has_bom = true,
        .wants_keys = strcmp(dk_request_param(request, "header"), "keys") == 0,
        .lang = request->lang,
    };
    if (dk_uc_export(&request->call, query, &options, &n_rows, err) != DK_OK)
        return DK_FAILED;
    return dk_reply_close_file(request, reply, dk_in(query->reg->title, request->lang),
                               request->format, err);
}

/* Link: the address of the next page, rebuilt from the checked parameters. Only printable ASCII may
 * stand in a header, so every other byte of a value is percent-encoded. */
static dk_code add_link(const dk_request *request, const dk_register *reg, int64_t next,
                        dk_reply *reply, dk_err *err)
{
    dk_buf link = DK_BUF_INIT;
    dk_buf_format(&link, "</v1/%s?after=%lld", reg->key, (long long)next);
    for (size_t i = 0; i < request->n_params; i++) {
        if (strcmp(request->params[i].name, "after") == 0)
            continue;
        dk_buf_format(&link, "&%s=", request->params[i].name);
        for (const unsigned char *p = (const unsigned char *)request->params[i].value; *p != '\0';
             p++) {
            bool is_plain = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') ||
                            (*p >= 'A' && *p <= 'Z') || strchr(".-_,", *p) != NULL;
            dk_buf_format(&link, is_plain ? "%c" : "%%%02X", *p);
        }
    }
    dk_buf_text(&link, ">; rel=\"next\"");
    reply->link = link.is_broken ? NULL : dk_arena_text(request->call.arena, link.data);
    dk_buf_done(&link);
    return reply->link == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code write_page(const dk_request *request, const dk_record_list *list,
                          dk_wire_context *context, dk_reply *reply, dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const char **labels = dk_arena_array(request->call.arena, list->n, sizeof *labels);
    if (labels == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < list->n; i++)
        labels[i] = dk_record_label(request->call.arena, list->records[i]);
    if (dk_app_codes(request->call.app, &ref, &context->codes, err) != DK_OK)
        return DK_FAILED;
    const dk_wire_page page = {list->records, labels, list->n, list->total, list->next, list->seq};
    dk_wire_records(&reply->body, context, &page);
    dk_app_codes_release(ref);
    return list->next == 0 ? DK_OK : add_link(request, context->reg, list->next, reply, err);
}

static dk_code answer_list(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    dk_query query;
    bool is_json = strcmp(request->format, "json") == 0;
    if (dk_request_register(request, request->args[0], &reg, err) != DK_OK ||
        parse_query(request, reg, is_json ? DEFAULT_LIMIT : 0, &query, err) != DK_OK)
        return DK_FAILED;
    if (strcmp(request->format, "xlsx") == 0 && dk_request_param(request, "form") != NULL)
        return export_form(request, reply, &query, err);
    if (!is_json)
        return export_list(request, reply, &query, err);
    dk_record_list list;
    if (dk_uc_list(&request->call, &query, &list, err) != DK_OK)
        return DK_FAILED;
    dk_wire_context context = {.reg = reg,
                               .as_of = dk_request_as_of(request),
                               .lang = request->lang,
                               .zone_minutes = dk_app_zone_minutes(request->call.app),
                               .arena = request->call.arena};
    return write_page(request, &list, &context, reply, err);
}

DK_GET_DATA(records, "/v1/{register}", answer_list,
            .summary = {"登记表的记录：筛选、排序、分页；也有 .csv 和 .xlsx",
                        "records of a register: filters, order, pages; also as .csv and .xlsx"},
            DK_PARAMS(LIST_PARAMS), .takes_filters = true, .response = "RecordList",
            .formats = FORMATS);

/* ---- counts per value ---- */

static dk_code answer_facets(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    dk_query query;
    dk_facets facets;
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    const char *field = dk_request_param(request, "field");
    if (dk_request_register(request, request->args[0], &reg, err) != DK_OK ||
        parse_query(request, reg, DEFAULT_LIMIT, &query, err) != DK_OK ||
        dk_uc_facets(&request->call, &query, field, &facets, err) != DK_OK ||
        dk_app_codes(request->call.app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    dk_wire_facets(&reply->body, &reg->fields[dk_field_find(reg, field)], codes, request->lang,
                   &facets);
    dk_app_codes_release(ref);
    return DK_OK;
}

static const dk_param_spec FACET_PARAMS[] = {
    {.name = "field", .is_required = true, .note = {"按哪个字段计数", "which field to count by"}},
    {.name = "q",
     .note = {"查找姓名、名称，或证件号后四位", "part of the name, or the last four digits"}},
    DK_AS_OF_SPEC,
};

DK_GET(facets, "/v1/{register}/facets", answer_facets,
       .summary = {"某字段每个值各有多少条，按同样的条件",
                   "how many records have each value of a field, under the same filters"},
       DK_PARAMS(FACET_PARAMS), .takes_filters = true, .response = "Facets");

/* ---- one record ---- */

static dk_code answer_record(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    dk_sourced found;
    dk_codes_ref *ref = NULL;
    int64_t id = 0;
    dk_wire_context context = {.as_of = dk_request_as_of(request),
                               .lang = request->lang,
                               .zone_minutes = dk_app_zone_minutes(request->call.app),
                               .arena = request->call.arena};
    if (dk_request_register(request, request->args[0], &reg, err) != DK_OK ||
        dk_request_record(request, reg, request->args[1], &id, err) != DK_OK ||
        dk_uc_read(&request->call, reg, id, false, &found, err) != DK_OK ||
        dk_app_codes(request->call.app, &ref, &context.codes, err) != DK_OK)
        return DK_FAILED;
    context.reg = reg;
    dk_wire_record(&reply->body, &context, found.record,
                   dk_record_label(request->call.arena, found.record), found.from);
    dk_app_codes_release(ref);
    dk_reply_tag(reply, found.record->version);
    return DK_OK;
}

static const dk_param_spec RECORD_PARAMS[] = {DK_AS_OF_SPEC};

DK_GET(record, "/v1/{register}/{id}", answer_record,
       .summary = {"一条记录，连同每个值的来源", "one record with the source of each value"},
       DK_PARAMS(RECORD_PARAMS), .response = "RecordRead");

/* ---- template ---- */

static dk_code answer_template(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    char path[32];
    if (dk_request_register(request, request->args[0], &reg, err) != DK_OK ||
        dk_reply_open_file(request, reply, path, err) != DK_OK ||
        dk_uc_template(request->call.app, reg, request->lang, path, err) != DK_OK)
        return DK_FAILED;
    return dk_reply_close_file(request, reply, dk_in(reg->title, request->lang), "xlsx", err);
}

DK_GET(template, "/v1/{register}/template.xlsx", answer_template,
       .summary = {"空白表格：表头、批注、下拉选项、样例行",
                   "an empty workbook: titles, notes, choices, an example row"},
       .media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
