/* tests/unit/wire/test_bodies.c - the bodies of docs/formats.md, member by member, and the document
 * of the interface. Every body is also read back by Jansson. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "api/wire/batch.h"
#include "api/wire/forecast.h"
#include "api/wire/match.h"
#include "api/usecase/messages.h"
#include "api/wire/messages.h"
#include "api/wire/openapi.h"
#include "api/wire/problem.h"
#include "api/wire/record.h"
#include "api/wire/service.h"
#include "core/register/fields.h"

/* The tree of a body; the buffer is released. */
static json_t *tree(dk_buf *buf)
{
    json_error_t problem;
    assert_false(buf->is_broken);
    json_t *json = json_loadb(buf->data, buf->len, JSON_REJECT_DUPLICATES, &problem);
    if (json == NULL)
        fail_msg("%s at %d in %s", problem.text, problem.position, buf->data);
    dk_buf_done(buf);
    return json;
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static json_int_t int_of(const json_t *object, const char *key)
{
    assert_true(json_is_integer(json_object_get(object, key)));
    return json_integer_value(json_object_get(object, key));
}

/* ---- problems ---- */

static void dk_wire_problem__has_both_languages_and_the_place(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_buf buf = DK_BUF_INIT;
    (void)DK_FAIL(
        &err, MSG_JSON_NUMBER,
        ((dk_place){.file = "名单.xlsx", .sheet = "一班", .row = 7, .column = 28, .field = "专业"}),
        dk_arg_str("top"), dk_arg_int(1), dk_arg_int(9));
    dk_wire_problem(&buf, &err, 0, DK_EN, "abc");
    json_t *json = tree(&buf);
    assert_string_equal(text_of(json, "type"), "https://duikou.example/problems/json-number");
    assert_string_equal(text_of(json, "code"), "json-number");
    assert_int_equal(int_of(json, "status"), 400);
    assert_string_equal(text_of(json, "title"), "top must be an integer from 1 to 9");
    assert_string_equal(text_of(json, "title_zh"), "top 应为 1 到 9 之间的整数");
    assert_string_equal(text_of(json, "title_en"), text_of(json, "title"));
    assert_string_equal(text_of(json, "next"), text_of(json, "next_en"));
    assert_string_equal(text_of(json, "request"), "abc");
    const json_t *place = json_object_get(json, "place");
    assert_string_equal(text_of(place, "file"), "名单.xlsx");
    assert_string_equal(text_of(place, "sheet"), "一班");
    assert_int_equal(int_of(place, "row"), 7);
    assert_string_equal(text_of(place, "column"), "AB");
    assert_string_equal(text_of(place, "field"), "专业");
    json_decref(json);
    err = DK_ERR_INIT;
    (void)DK_NO_MEMORY(&err);
    dk_wire_problem(&buf, &err, 0, DK_ZH, NULL);
    json = tree(&buf);
    assert_null(json_object_get(json, "place"));
    assert_null(json_object_get(json, "request"));
    json_decref(json);
}

/* An argument of 639 bytes that would be cut inside a character still gives a whole body. */
static void dk_wire_problem__survives_a_cut_character(void **state)
{
    (void)state;
    char longer[2000];
    for (size_t start = 0; start < 3; start++) {
        dk_err err = DK_ERR_INIT;
        dk_buf buf = DK_BUF_INIT;
        memset(longer, 'a', start);
        for (size_t i = start; i + 3 < sizeof longer; i += 3)
            memcpy(longer + i, "焊\0", 4);
        (void)DK_FAIL(&err, MSG_JSON_MEMBER, DK_NOWHERE, dk_arg_str(longer), dk_arg_str("x"));
        dk_wire_problem(&buf, &err, 0, DK_ZH, NULL);
        json_t *json = tree(&buf);
        assert_non_null(strstr(text_of(json, "title"), "焊"));
        json_decref(json);
    }
}

/* ---- registers and records ---- */

static void dk_wire_registers__shows_every_field(void **state)
{
    (void)state;
    dk_buf buf = DK_BUF_INIT;
    int64_t *counts = calloc(dk_n_registers, sizeof *counts);
    counts[1] = 5;
    const dk_wire_form form = {"national_students", "trainees", {"表", "sheet"}};
    dk_wire_registers(&buf, counts, &form, 1);
    json_t *json = tree(&buf);
    const json_t *list = json_object_get(json, "registers");
    assert_int_equal(json_array_size(list), dk_n_registers);
    assert_int_equal(int_of(json_array_get(list, 1), "count"), 5);
    for (size_t i = 0; i < dk_n_registers; i++) {
        const json_t *reg = json_array_get(list, i), *fields = json_object_get(reg, "fields");
        assert_string_equal(text_of(reg, "key"), dk_registers[i]->key);
        assert_int_equal(json_array_size(fields), dk_registers[i]->n_fields);
        for (size_t k = 0; k < dk_registers[i]->n_fields; k++) {
            const json_t *field = json_array_get(fields, k);
            assert_string_equal(text_of(field, "key"), dk_registers[i]->fields[k].key);
            assert_string_equal(text_of(json_object_get(field, "title"), "zh"),
                                dk_registers[i]->fields[k].title.zh);
            assert_string_equal(text_of(field, "type"),
                                dk_type_key(dk_registers[i]->fields[k].type));
        }
    }
    json_decref(json);
    free(counts);
}

static const dk_field CERT_COLUMNS[] = {
    {.key = "cert", .title = {"证书", "Certificate"}, .type = DK_TYPE_CODE, .codes = "cert"},
    {.key = "until", .title = {"有效期", "Until"}, .type = DK_TYPE_DATE},
};
static const dk_field FIELDS[] = {
    {.key = "name", .title = {"姓名", "Name"}, .type = DK_TYPE_TEXT, .flags = DK_F_LABEL},
    {.key = "id_no", .title = {"证件号", "Document"}, .type = DK_TYPE_ID_NO, .flags = DK_F_SEALED},
    {.key = "pay", .title = {"月薪", "Pay"}, .type = DK_TYPE_MONEY},
    {.key = "hours", .title = {"工时", "Hours"}, .type = DK_TYPE_DECIMAL},
    {.key = "from", .title = {"起", "From"}, .type = DK_TYPE_DATE},
    {.key = "enrol", .title = {"入学", "Enrolled"}, .type = DK_TYPE_MONTH},
    {.key = "dorm", .title = {"住宿", "Dormitory"}, .type = DK_TYPE_BOOL},
    {.key = "edu", .title = {"学历", "Education"}, .type = DK_TYPE_CODE, .codes = "edu"},
    {.key = "want", .title = {"意向", "Wants"}, .type = DK_TYPE_CODES, .codes = "occ"},
    {.key = "certs",
     .title = {"证书", "Certificates"},
     .type = DK_TYPE_LIST,
     .sub = CERT_COLUMNS,
     .n_sub = 2},
    {.key = "note", .title = {"备注", "Note"}, .type = DK_TYPE_TEXT},
    {.key = "old", .title = {"旧", "Old"}, .type = DK_TYPE_TEXT},
};
enum { N_FIELDS = sizeof FIELDS / sizeof *FIELDS };
static const dk_register PEOPLE = {.key = "people",
                                   .title = {"人员", "People"},
                                   .fields = FIELDS,
                                   .n_fields = N_FIELDS,
                                   .letter = "T"};

static const dk_code_row ROWS[] = {
    {.list = "cert",
     .code = "C01",
     .name = "焊工证",
     .name_en = "Welder",
     .since = DK_DAY_NONE,
     .until = DK_DAY_NONE},
    {.list = "edu", .code = "44", .name = "职高", .name_en = "", .since = DK_DAY_NONE, .until = 10},
    {.list = "occ",
     .code = "1",
     .name = "焊工",
     .name_en = "Welder",
     .since = DK_DAY_NONE,
     .until = DK_DAY_NONE},
    {.list = "occ",
     .code = "2",
     .name = "秘书",
     .name_en = "Clerk",
     .since = DK_DAY_NONE,
     .until = DK_DAY_NONE},
    {.list = "occ",
     .code = "3",
     .name = "不用",
     .name_en = "Unused",
     .since = DK_DAY_NONE,
     .until = DK_DAY_NONE},
};

static dk_record *person(dk_arena *arena)
{
    static dk_value want[2], certs[2];
    dk_record *record = dk_record_new(arena, &PEOPLE);
    want[0] = (dk_value){.kind = DK_V_TEXT, .text = "2"};
    want[1] = (dk_value){.kind = DK_V_TEXT, .text = "1"};
    certs[0] = (dk_value){.kind = DK_V_TEXT, .text = "C01"};
    certs[1] = (dk_value){.kind = DK_V_INT, .num = 20514};
    record->id = 12;
    const dk_value values[N_FIELDS] = {
        {.kind = DK_V_TEXT, .text = "张*"},
        {.kind = DK_V_SEALED, .text = "980126********0018"},
        {.kind = DK_V_INT, .num = 430050},
        {.kind = DK_V_INT, .num = 850},
        {.kind = DK_V_INT, .num = 20514},
        {.kind = DK_V_INT, .num = 2025 * 12 + 8},
        {.kind = DK_V_INT, .num = 1},
        {.kind = DK_V_TEXT, .text = "44"},
        {.kind = DK_V_LIST, .items = want, .n_rows = 2},
        {.kind = DK_V_LIST, .items = certs, .n_rows = 1},
        {.kind = DK_V_NULL},
        {.kind = DK_V_ABSENT},
    };
    memcpy(record->v, values, sizeof values);
    return record;
}

static void dk_wire_records__writes_values_and_names(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_codes *codes = dk_codes_new(ROWS, sizeof ROWS / sizeof *ROWS);
    const dk_record *records[] = {person(arena)};
    const char *labels[] = {"张*"};
    dk_buf buf = DK_BUF_INIT;
    dk_wire_context context = {
        .reg = &PEOPLE, .codes = codes, .as_of = 20514, .lang = DK_ZH, .arena = arena};
    dk_wire_records(&buf, &context, &(dk_wire_page){records, labels, 1, 916, 12, 812});
    assert_string_equal(buf.data, "{\"register\":\"people\",\"as_of\":\"2026-03-02\",\"seq\":812,"
                                  "\"total\":916,\"next\":12,\"items\":["
                                  "{\"id\":12,\"no\":\"T000012\",\"label\":\"张*\",\"name\":\"张*"
                                  "\",\"id_no\":\"980126********0018\","
                                  "\"pay\":4300.5,\"hours\":8.5,\"from\":\"2026-03-02\",\"enrol\":"
                                  "\"2025-09\",\"dorm\":1,\"edu\":\"44\","
                                  "\"want\":[\"2\",\"1\"],\"certs\":[{\"cert\":\"C01\",\"until\":"
                                  "\"2026-03-02\"}],\"note\":null}],"
                                  "\"names\":{\"cert\":{\"C01\":\"焊工证\"},\"edu\":{\"44\":"
                                  "\"职高\"},\"occ\":{\"1\":\"焊工\",\"2\":\"秘书\"}}}");
    json_decref(tree(&buf));
    context.lang = DK_EN; /* names fall back to Chinese where English is missing */
    dk_wire_records(&buf, &context, &(dk_wire_page){records, labels, 1, 1, 0, 812});
    json_t *json = tree(&buf);
    assert_true(json_is_null(json_object_get(json, "next")));
    assert_string_equal(text_of(json_object_get(json_object_get(json, "names"), "occ"), "2"),
                        "Clerk");
    assert_string_equal(text_of(json_object_get(json_object_get(json, "names"), "edu"), "44"),
                        "职高");
    json_decref(json);
    dk_wire_records(&buf, &context, &(dk_wire_page){0});
    json = tree(&buf);
    assert_int_equal(json_array_size(json_object_get(json, "items")), 0);
    assert_int_equal(json_object_size(json_object_get(json, "names")), 0);
    json_decref(json);
    dk_codes_free(codes);
    dk_arena_free(arena);
}

static void dk_wire_record__says_where_values_came_from(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_codes *codes = dk_codes_new(ROWS, sizeof ROWS / sizeof *ROWS);
    dk_provenance from[N_FIELDS] = {{.batch = 3,
                                     .row = 7,
                                     .at_ms = 1772409600000,
                                     .file = "名单.xlsx",
                                     .sheet = "一班",
                                     .user = "local",
                                     .kind = "import"},
                                    {0},
                                    {.batch = 4, .kind = "edit", .user = "local"}};
    dk_buf buf = DK_BUF_INIT;
    const dk_wire_context context = {
        .reg = &PEOPLE, .codes = codes, .as_of = 20514, .zone_minutes = 480, .arena = arena};
    dk_record *record = person(arena);
    record->version = 99;
    dk_wire_record(&buf, &context, record, "张*", from);
    json_t *json = tree(&buf);
    assert_string_equal(text_of(json, "no"), "T000012");
    assert_int_equal(int_of(json, "seq"), 99);
    assert_string_equal(text_of(json_object_get(json, "record"), "enrol"), "2025-09");
    const json_t *provenance = json_object_get(json, "provenance");
    assert_int_equal(json_object_size(provenance), 2);
    const json_t *name = json_object_get(provenance, "name");
    assert_int_equal(int_of(name, "row"), 7);
    assert_string_equal(text_of(name, "at"), "2026-03-02T08:00:00+08:00");
    assert_true(json_is_null(json_object_get(json_object_get(provenance, "pay"), "file")));
    assert_true(json_is_null(json_object_get(json_object_get(provenance, "pay"), "row")));
    json_decref(json);
    dk_codes_free(codes);
    dk_arena_free(arena);
}

/* ---- batches ---- */

static void dk_wire_batch_result__has_the_contract(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_err_list errors = {.arena = arena};
    for (int i = 0; i < 1002; i++) {
        (void)DK_FAIL(&err, MSG_JSON_MEMBER, ((dk_place){.row = i + 1, .column = 3}),
                      dk_arg_str("a"), dk_arg_str("b"));
        assert_int_equal(dk_err_list_add(&errors, &err), DK_OK);
    }
    const dk_wire_column mapping[] = {{3, "身份证号", "trainees", "id_no", "synonym"},
                                      {27, "序号", NULL, NULL, NULL}};
    const dk_apply_result applied = {
        .batch = 4, .seq = 1630, .n_new = 900, .n_changed = 10, .n_same = 6};
    dk_wire_result result = {.applied = &applied,
                             .reg = "trainees",
                             .file = "名单.xlsx",
                             .format = "xlsx",
                             .sheet = "一班",
                             .header_row = 2,
                             .n_rows = 916,
                             .mapping = mapping,
                             .n_mapping = 2};
    dk_buf buf = DK_BUF_INIT;
    dk_wire_batch_result(&buf, &result, DK_ZH);
    assert_string_equal(
        buf.data,
        "{\"batch\":4,\"seq\":1630,\"dry_run\":false,\"register\":\"trainees\",\"file\":\"名单."
        "xlsx\","
        "\"format\":\"xlsx\",\"sheet\":\"一班\",\"header_row\":2,\"rows\":916,\"new\":900,"
        "\"changed\":10,"
        "\"same\":6,\"deleted\":0,\"refused\":0,\"unnumbered\":0,\"mapping\":[{\"column\":\"C\","
        "\"header\":"
        "\"身份证号\","
        "\"register\":\"trainees\",\"field\":\"id_no\",\"how\":\"synonym\"},{\"column\":\"AA\","
        "\"header\":"
        "\"序号\",\"register\":null,\"field\":null,\"how\":null}],\"questions\":[],\"errors\":[],"
        "\"total\":0}");
    json_decref(tree(&buf));
    result.errors = &errors;
    (void)DK_FAIL(&err, MSG_SHEET_REFUSED, DK_NOWHERE, dk_arg_int(1002));
    dk_wire_batch_problem(&buf, &err, &result, DK_ZH, "r");
    json_t *json = tree(&buf);
    assert_string_equal(text_of(json, "code"), "sheet-refused");
    assert_int_equal(int_of(json, "total"), 1002);
    assert_int_equal(json_array_size(json_object_get(json, "errors")), DK_WIRE_ERRORS);
    const json_t *first = json_array_get(json_object_get(json, "errors"), 0);
    assert_string_equal(text_of(json_object_get(first, "place"), "column"), "C");
    json_decref(json);
    dk_arena_free(arena);
}

static void dk_wire_batches__writes_null_for_none(void **state)
{
    (void)state;
    const dk_batch_info infos[] = {
        {.batch = 2, .kind = "undo", .user = "local", .at_ms = 1772409600000, .undoes = 1},
        {.batch = 1,
         .kind = "import",
         .file = "a.csv",
         .user = "local",
         .n_new = 3,
         .undone_by = 2}};
    dk_buf buf = DK_BUF_INIT;
    dk_wire_batches(&buf, infos, 2, 480);
    json_t *json = tree(&buf);
    const json_t *undo = json_array_get(json_object_get(json, "batches"), 0);
    assert_int_equal(int_of(undo, "undoes"), 1);
    assert_true(json_is_null(json_object_get(undo, "undone_by")));
    assert_true(json_is_null(json_object_get(undo, "file")));
    assert_string_equal(text_of(undo, "at"), "2026-03-02T08:00:00+08:00");
    json_decref(json);
}

/* ---- matches ---- */

static void dk_wire_match_list__writes_the_tree(void **state)
{
    (void)state;
    const dk_explained_detail detail = {"S014", "电焊", 700, 700, DK_STATE_FOUND, "要求 3 级"};
    const dk_explained_criterion criterion = {.key = "skills",
                                              .title = "技能",
                                              .direction = DK_FIT,
                                              .points = 700,
                                              .max = 3500,
                                              .state = DK_STATE_PARTLY,
                                              .words = "部分",
                                              .details = &detail,
                                              .n_details = 1};
    const dk_explained_gate gates[] = {{"age", "年龄", DK_GATE_PASS, "已满 18", "劳动法"},
                                       {"intent", "意向", DK_GATE_UNKNOWN, "不清楚", ""}};
    dk_match match = {.rank = 1,
                      .no = "P000077",
                      .label = "车工",
                      .line = "月薪",
                      .why = {.trainee = 1,
                              .post = 77,
                              .score = 700,
                              .fit = 700,
                              .low = 600,
                              .high = 800,
                              .summary = "对口",
                              .criteria = &criterion,
                              .n_criteria = 1,
                              .gates = {gates, 1}}};
    dk_match_aside aside = {.id = 15, .score = 5, .gates = {&gates[1], 1}, .no = "P000015"};
    dk_match_list list = {.direction = DK_POSTS_FOR_TRAINEE,
                          .subject = 1,
                          .as_of = 20514,
                          .weights = "default/1",
                          .seq = 812,
                          .subject_no = "T000001",
                          .considered = 3,
                          .matches = &match,
                          .n_matches = 1,
                          .unknowns = &aside,
                          .n_unknowns = 1};
    dk_buf buf = DK_BUF_INIT;
    dk_wire_match_list(&buf, &list);
    json_t *json = tree(&buf);
    assert_string_equal(text_of(json, "direction"), "posts_for_trainee");
    assert_string_equal(text_of(json_object_get(json, "subject"), "register"), "trainees");
    const json_t *first = json_array_get(json_object_get(json, "matches"), 0);
    assert_int_equal(int_of(first, "post"), 77);
    const json_t *part = json_array_get(json_object_get(first, "criteria"), 0);
    assert_string_equal(text_of(part, "direction"), "fit");
    assert_string_equal(text_of(part, "state"), "partly");
    assert_string_equal(text_of(json_array_get(json_object_get(part, "details"), 0), "state"),
                        "found");
    assert_string_equal(text_of(json_array_get(json_object_get(first, "gates"), 0), "article"),
                        "劳动法");
    const json_t *unknown = json_array_get(json_object_get(json, "unknowns"), 0);
    assert_int_equal(int_of(unknown, "post"), 15);
    assert_null(json_object_get(unknown, "trainee"));
    assert_null(json_object_get(json_array_get(json_object_get(unknown, "gates"), 0), "article"));
    json_decref(json);
    list.direction = DK_TRAINEES_FOR_POST;
    dk_wire_match_list(&buf, &list);
    json = tree(&buf);
    assert_string_equal(text_of(json_object_get(json, "subject"), "register"), "posts");
    assert_int_equal(int_of(json_array_get(json_object_get(json, "unknowns"), 0), "trainee"), 15);
    json_decref(json);
}

/* ---- the document ---- */

/* Every $ref below `json` leads to something in `root`. */
static size_t check_refs(const json_t *root, const json_t *json)
{
    size_t n = 0, i;
    const json_t *child;
    if (json_is_array(json)) {
        json_array_foreach(json, i, child) n += check_refs(root, child);
        return n;
    }
    for (void *at = json_object_iter((json_t *)(uintptr_t)json); at != NULL;
         at = json_object_iter_next((json_t *)(uintptr_t)json, at)) {
        child = json_object_iter_value(at);
        if (strcmp(json_object_iter_key(at), "$ref") == 0 && json_is_string(child)) {
            char section[64], name[64];
            assert_int_equal(
                sscanf(json_string_value(child), "#/components/%63[^/]/%63s", section, name), 2);
            assert_non_null(json_object_get(
                json_object_get(json_object_get(root, "components"), section), name));
            n++;
        } else {
            n += check_refs(root, child);
        }
    }
    return n;
}

static void dk_wire_openapi__is_closed_and_complete(void **state)
{
    (void)state;
    static const char *const FORMATS[] = {"csv", NULL};
    static const char *const CHOICES[] = {"a", "b", NULL};
    static const dk_param_spec PARAMS[] = {{.name = "top",
                                            .type = DK_PARAM_INT,
                                            .min = 1,
                                            .max = 100,
                                            .fallback = "5",
                                            .note = {"几个", "how many"}},
                                           {.name = "kind",
                                            .type = DK_PARAM_CHOICE,
                                            .choices = CHOICES,
                                            .is_required = true,
                                            .note = {"类", "kind"}}};
    const dk_api_doc get = {.method = "GET",
                            .template = "/v1/{register}",
                            .name = "list",
                            .summary = {"列表", "list"},
                            .params = PARAMS,
                            .n_params = 2,
                            .takes_filters = true,
                            .response = "RecordList",
                            .formats = FORMATS};
    const dk_api_doc post = {.method = "POST",
                             .template = "/v1/{register}",
                             .name = "add",
                             .summary = {"加", "add"},
                             .body = DK_BODY_JSON,
                             .response = "BatchResult"};
    const dk_api_doc *docs[] = {&get, &post};
    dk_buf buf = DK_BUF_INIT;
    dk_wire_openapi(&buf, docs, 2, "1.2.3");
    json_t *json = tree(&buf);
    assert_string_equal(text_of(json, "openapi"), "3.1.0");
    const json_t *paths = json_object_get(json, "paths");
    assert_int_equal(json_object_size(paths), 2);
    const json_t *item = json_object_get(paths, "/v1/{register}");
    assert_int_equal(json_object_size(item), 2);
    const json_t *params = json_object_get(json_object_get(item, "get"), "parameters");
    assert_int_equal(json_array_size(params), 5); /* register, top, kind, filters, lang */
    const json_t *top = json_object_get(json_array_get(params, 1), "schema");
    assert_int_equal(int_of(top, "default"), 5);
    assert_int_equal(int_of(top, "maximum"), 100);
    assert_non_null(json_object_get(json_object_get(item, "post"), "requestBody"));
    const json_t *csv = json_object_get(json_object_get(paths, "/v1/{register}.csv"), "get");
    assert_string_equal(text_of(csv, "operationId"), "list_csv");
    assert_true(check_refs(json, json) > 20);
    for (size_t i = 0; i < dk_n_registers; i++)
        assert_true(dk_wire_schema_exists(dk_registers[i]->key));
    assert_true(dk_wire_schema_exists("MatchList"));
    assert_false(dk_wire_schema_exists("Nothing"));
    json_decref(json);
}

/* ---- series that are brought along ---- */

static void dk_wire_series_read__passes_nothing_over(void **state)
{
    (void)state;
#define A "{\"key\":\"a\",\"start\":\"2020-Q1\",\"values\":[1,null,3]}"
    static const struct {
        const char *body, *code, *word; /* code NULL: it is read */
    } cases[] = {
        {"{\"horizon\":2,\"level\":[50,90],\"series\":[" A "]}", NULL, NULL},
        {"{\"horizon\":0,\"series\":[" A "]}", "json-number", "horizon"},
        {"{\"horizon\":10000,\"series\":[" A "]}", "json-number", "1000"},
        {"{\"horizon\":2,\"series\":[]}", "json-member", "series"},
        {"{\"horizon\":2,\"series\":[" A "," A "]}", "json-member", "series[1].key"},
        {"{\"horizon\":2,\"levels\":[50],\"series\":[" A "]}", "json-unknown", "level"},
        {"{\"horizon\":2,\"methods\":[\"ets\"],\"series\":[" A "]}", "json-member", "methods"},
        {"{\"horizon\":2,\"series\":[{\"key\":\"a\",\"begin\":\"2020\"}]}", "json-unknown",
         "begin"},
        {"{\"horizon\":2,\"series\":[{\"key\":\"a\",\"start\":\"2020\",\"values\":[\"x\"]}]}",
         "json-member", "series[0].values"},
        {"{\"horizon\":2,\"series\":[7]}", "json-member", "/series/0"},
    };
#undef A
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dk_arena *arena = dk_arena_new();
        dk_wire_series read;
        dk_err err = DK_ERR_INIT;
        char text[400] = "";
        dk_code code =
            dk_wire_series_read(arena, cases[i].body, strlen(cases[i].body), &read, &err);
        if ((code == DK_OK) != (cases[i].code == NULL))
            fail_msg("%s: %s", cases[i].body, err.msg == NULL ? "read" : err.msg->code);
        if (code != DK_OK) {
            assert_string_equal(err.msg->code, cases[i].code);
            size_t used = dk_err_text(&err, DK_ZH, text, sizeof text);
            dk_err_next(&err, DK_ZH, text + used, sizeof text - used);
            if (strstr(text, cases[i].word) == NULL)
                fail_msg("%s is not in: %s", cases[i].word, text);
        } else {
            assert_int_equal(read.n, 1);
            assert_int_equal(read.request.n_levels, 2);
            assert_int_equal(read.series[0].start.kind, DK_PERIOD_QUARTER);
        }
        dk_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dk_wire_problem__has_both_languages_and_the_place),
        cmocka_unit_test(dk_wire_problem__survives_a_cut_character),
        cmocka_unit_test(dk_wire_registers__shows_every_field),
        cmocka_unit_test(dk_wire_records__writes_values_and_names),
        cmocka_unit_test(dk_wire_record__says_where_values_came_from),
        cmocka_unit_test(dk_wire_batch_result__has_the_contract),
        cmocka_unit_test(dk_wire_batches__writes_null_for_none),
        cmocka_unit_test(dk_wire_match_list__writes_the_tree),
        cmocka_unit_test(dk_wire_series_read__passes_nothing_over),
        cmocka_unit_test(dk_wire_openapi__is_closed_and_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
