/* api/wire/record.c - see record.h. */
#include "api/wire/record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *dk_type_key(dk_type type)
{
    static const char *const KEYS[] = {
        [DK_TYPE_TEXT] = "text",   [DK_TYPE_INT] = "int",   [DK_TYPE_DECIMAL] = "decimal",
        [DK_TYPE_MONEY] = "money", [DK_TYPE_DATE] = "date", [DK_TYPE_MONTH] = "month",
        [DK_TYPE_BOOL] = "bool",   [DK_TYPE_CODE] = "code", [DK_TYPE_CODES] = "codes",
        [DK_TYPE_ID_NO] = "id_no", [DK_TYPE_USCC] = "uscc", [DK_TYPE_PHONE] = "phone",
        [DK_TYPE_LIST] = "list",
    };
    assert((size_t)type < sizeof KEYS / sizeof *KEYS);
    return KEYS[type];
}

/* ---- descriptors ---- */

static void add_flags(dk_json *json, uint32_t flags)
{
    static const struct {
        uint32_t bit;
        const char *key;
    } FLAGS[] = {{DK_F_REQUIRED, "required"},
                 {DK_F_NATURAL_KEY, "natural_key"},
                 {DK_F_CALC, "calc"},
                 {DK_F_SEALED, "sealed"},
                 {DK_F_RESTRICTED, "restricted"},
                 {DK_F_SEARCHABLE, "searchable"},
                 {DK_F_UNIT, "unit"},
                 {DK_F_LABEL, "label"}};
    dk_json_array(json, "flags");
    for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++)
        if ((flags & FLAGS[i].bit) != 0)
            dk_json_text(json, NULL, FLAGS[i].key);
    dk_json_end(json, ']');
}

static void add_optional(dk_json *json, const char *key, const char *text)
{
    if (text != NULL && *text != '\0')
        dk_json_text(json, key, text);
}

static void add_field(dk_json *json, const dk_field *field)
{
    dk_json_object(json, NULL);
    dk_json_text(json, "key", field->key);
    dk_json_both(json, "title", field->title);
    dk_json_text(json, "type", dk_type_key(field->type));
    add_optional(json, "unit", field->unit);
    add_optional(json, "codes", field->codes);
    add_optional(json, "ref", field->ref);
    add_optional(json, "since", field->since);
    add_optional(json, "until", field->until);
    add_flags(json, field->flags);
    if (field->n_sub > 0) {
        dk_json_array(json, "sub");
        for (size_t i = 0; i < field->n_sub; i++)
            add_field(json, &field->sub[i]); /* sub-fields have none themselves */
        dk_json_end(json, ']');
    }
    if (field->note.zh != NULL && field->note.zh[0] != '\0')
        dk_json_both(json, "note", field->note);
    add_optional(json, "example", field->example);
    dk_json_end(json, '}');
}

static void add_forms(dk_json *json, const dk_register *reg, const dk_wire_form *forms, size_t n)
{
    dk_json_array(json, "forms");
    for (size_t i = 0; i < n; i++) {
        if (strcmp(forms[i].reg, reg->key) != 0)
            continue;
        dk_json_object(json, NULL);
        dk_json_text(json, "key", forms[i].key);
        dk_json_both(json, "title", forms[i].title);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

void dk_wire_registers(dk_buf *out, const int64_t *counts, const dk_wire_form *forms,
                       size_t n_forms)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_array(&json, "registers");
    for (size_t i = 0; i < dk_n_registers; i++) {
        const dk_register *reg = dk_registers[i];
        dk_json_object(&json, NULL);
        dk_json_text(&json, "key", reg->key);
        dk_json_both(&json, "title", reg->title);
        dk_json_text(&json, "letter", reg->letter);
        dk_json_text(&json, "also", reg->also);
        dk_json_int(&json, "count", counts[i]);
        add_forms(&json, reg, forms, n_forms);
        dk_json_array(&json, "fields");
        for (size_t k = 0; k < reg->n_fields; k++)
            add_field(&json, &reg->fields[k]);
        dk_json_end(&json, ']');
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

/* ---- values ---- */

static void add_month(dk_json *json, const char *key, int64_t month)
{
    char text[8];
    dk_month_format((dk_month)month, text);
    dk_json_text(json, key, text);
}

static void add_number(dk_json *json, const char *key, dk_type type, int64_t num)
{
    if (type == DK_TYPE_DECIMAL || type == DK_TYPE_MONEY)
        dk_json_decimal(json, key, num, 2);
    else if (type == DK_TYPE_DATE)
        dk_json_day(json, key, (dk_day)num);
    else if (type == DK_TYPE_MONTH)
        add_month(json, key, num);
    else
        dk_json_int(json, key, num);
}

static void add_value(dk_json *json, const char *key, const dk_field *field, const dk_value *value);

static void add_list(dk_json *json, const char *key, const dk_field *field, const dk_value *value)
{
    size_t columns = dk_field_columns(field);
    dk_json_array(json, key);
    for (size_t row = 0; row < value->n_rows; row++) {
        const dk_value *cells = &value->items[row * columns];
        if (field->type == DK_TYPE_CODES) {
            dk_json_text(json, NULL, cells[0].text);
            continue;
        }
        dk_json_object(json, NULL);
        for (size_t i = 0; i < columns; i++)
            add_value(json, field->sub[i].key, &field->sub[i], &cells[i]);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_value(dk_json *json, const char *key, const dk_field *field, const dk_value *value)
{
    switch (value->kind) {
    case DK_V_ABSENT:
        return;
    case DK_V_NULL:
        dk_json_null(json, key);
        return;
    case DK_V_INT:
        add_number(json, key, field->type, value->num);
        return;
    case DK_V_TEXT:
    case DK_V_SEALED:
        dk_json_text(json, key, value->text);
        return;
    case DK_V_LIST:
        add_list(json, key, field, value);
        return;
    }
}

/* ---- names of codes ---- */

typedef struct {
    const dk_wire_context *context;
    const dk_code_row **rows;
    size_t n, capacity;
    bool is_broken;
} name_set;

static void note_code(name_set *set, const char *list, const char *code)
{
    const dk_wire_context *c = set->context;
    const dk_code_row *row = dk_codes_find(c->codes, list, code, c->as_of);
    if (row == NULL) /* no longer valid then, but the name is still the name */
        row = dk_codes_find(c->codes, list, code, DK_DAY_NONE);
    if (row == NULL || (set->n > 0 && set->rows[set->n - 1] == row))
        return;
    const dk_code_row **rows =
        dk_arena_grow(c->arena, set->rows, set->n, &set->capacity, sizeof *rows);
    if (rows == NULL) {
        set->is_broken = true;
        return;
    }
    set->rows = rows;
    set->rows[set->n++] = row;
}

static void note_value(name_set *set, const dk_field *field, const dk_value *value)
{
    if (value->kind == DK_V_TEXT && field->codes != NULL)
        note_code(set, field->codes, value->text);
    if (value->kind != DK_V_LIST)
        return;
    size_t columns = dk_field_columns(field);
    for (size_t i = 0; i < value->n_rows * columns; i++) {
        const char *list =
            field->type == DK_TYPE_CODES ? field->codes : field->sub[i % columns].codes;
        if (list != NULL && value->items[i].kind == DK_V_TEXT)
            note_code(set, list, value->items[i].text);
    }
}

static void note_record(name_set *set, const dk_record *record)
{
    for (size_t i = 0; i < record->reg->n_fields; i++)
        note_value(set, &record->reg->fields[i], &record->v[i]);
}

static int compare_rows(const void *a, const void *b)
{
    const dk_code_row *x = *(const dk_code_row *const *)a, *y = *(const dk_code_row *const *)b;
    int order = strcmp(x->list, y->list);
    return order != 0 ? order : strcmp(x->code, y->code);
}

static void add_names(dk_json *json, name_set *set)
{
    const char *list = NULL, *code = NULL;
    if (set->n > 0)
        qsort(set->rows, set->n, sizeof *set->rows, compare_rows);
    dk_json_object(json, "names");
    for (size_t i = 0; i < set->n; i++) {
        const dk_code_row *row = set->rows[i];
        bool is_new_list = list == NULL || strcmp(list, row->list) != 0;
        if (!is_new_list && strcmp(code, row->code) == 0)
            continue;
        if (is_new_list && list != NULL)
            dk_json_end(json, '}');
        if (is_new_list)
            dk_json_object(json, row->list);
        bool has_english = row->name_en != NULL && *row->name_en != '\0';
        bool is_english = set->context->lang == DK_EN && has_english;
        dk_json_text(json, row->code, is_english ? row->name_en : row->name);
        list = row->list;
        code = row->code;
    }
    if (list != NULL)
        dk_json_end(json, '}');
    dk_json_end(json, '}');
}

/* ---- records ---- */

static void add_identity(dk_json *json, const dk_record *record, const char *label)
{
    char no[24];
    dk_record_no(record->reg, record->id, no);
    dk_json_int(json, "id", record->id);
    dk_json_text(json, "no", no);
    dk_json_text(json, "label", label);
}

static void add_values(dk_json *json, const dk_record *record)
{
    for (size_t i = 0; i < record->reg->n_fields; i++)
        add_value(json, record->reg->fields[i].key, &record->reg->fields[i], &record->v[i]);
}

void dk_wire_records(dk_buf *out, const dk_wire_context *context, const dk_wire_page *page)
{
    assert(context->reg != NULL && context->codes != NULL && context->arena != NULL);
    name_set names = {.context = context};
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "register", context->reg->key);
    dk_json_day(&json, "as_of", context->as_of);
    dk_json_int(&json, "seq", page->seq);
    dk_json_int(&json, "total", page->total);
    if (page->next > 0)
        dk_json_int(&json, "next", page->next);
    else
        dk_json_null(&json, "next");
    dk_json_array(&json, "items");
    for (size_t i = 0; i < page->n; i++) {
        const dk_record *record = page->records[i];
        assert(record->reg == context->reg);
        dk_json_object(&json, NULL);
        add_identity(&json, record, page->labels[i]);
        add_values(&json, record);
        dk_json_end(&json, '}');
        note_record(&names, record);
    }
    dk_json_end(&json, ']');
    add_names(&json, &names);
    dk_json_end(&json, '}');
    out->is_broken = out->is_broken || names.is_broken;
}

static void add_provenance(dk_json *json, const dk_wire_context *context,
                           const dk_provenance *provenance)
{
    dk_json_object(json, "provenance");
    for (size_t i = 0; i < context->reg->n_fields; i++) {
        const dk_provenance *p = &provenance[i];
        if (p->batch == 0)
            continue;
        dk_json_object(json, context->reg->fields[i].key);
        dk_json_int(json, "batch", p->batch);
        dk_json_text(json, "kind", p->kind);
        dk_json_text(json, "file", p->file);
        dk_json_text(json, "sheet", p->sheet);
        if (p->row > 0)
            dk_json_int(json, "row", p->row);
        else
            dk_json_null(json, "row");
        dk_json_text(json, "user", p->user);
        dk_json_time(json, "at", p->at_ms, context->zone_minutes);
        dk_json_end(json, '}');
    }
    dk_json_end(json, '}');
}

void dk_wire_record(dk_buf *out, const dk_wire_context *context, const dk_record *record,
                    const char *label, const dk_provenance *provenance)
{
    assert(context->codes != NULL && record->reg == context->reg);
    name_set names = {.context = context};
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "register", context->reg->key);
    add_identity(&json, record, label);
    dk_json_int(&json, "seq", record->version);
    dk_json_object(&json, "record");
    add_values(&json, record);
    dk_json_end(&json, '}');
    note_record(&names, record);
    add_names(&json, &names);
    add_provenance(&json, context, provenance);
    dk_json_end(&json, '}');
    out->is_broken = out->is_broken || names.is_broken;
}
