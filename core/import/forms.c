/* core/import/forms.c - see forms.h. */
#include "core/import/forms.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/messages.h"
#include "core/import/messages.h"
#include "core/register/derive.h"
#include "core/table/table.h"

#define DK_FORM(name, zh, en, reg, rows, sheets, only, among)                                      \
    static const dk_form_column COLUMNS_##name[] = {
#define C(title, field, as) {title, field, DK_FORM_##as},
#define DK_FORM_END(name)                                                                          \
    }                                                                                              \
    ;
#include "core/import/forms.def"
#undef DK_FORM
#undef C
#undef DK_FORM_END

const dk_form dk_forms[] = {
#define DK_FORM(name, zh, en, reg, rows, sheets, field, codes)                                     \
    {#name,                                                                                        \
     {zh, en},                                                                                     \
     reg,                                                                                          \
     rows,                                                                                         \
     sheets,                                                                                       \
     COLUMNS_##name,                                                                               \
     sizeof COLUMNS_##name / sizeof *COLUMNS_##name,                                               \
     field,                                                                                        \
     codes},
#define C(title, field, as)
#define DK_FORM_END(name)
#include "core/import/forms.def"
#undef DK_FORM
#undef C
#undef DK_FORM_END
};
const size_t dk_n_forms = sizeof dk_forms / sizeof *dk_forms;

const dk_form *dk_form_find(const char *key)
{
    for (size_t i = 0; i < dk_n_forms; i++)
        if (strcmp(dk_forms[i].key, key) == 0)
            return &dk_forms[i];
    return NULL;
}

bool dk_form_takes(const dk_form *form, const dk_record *record)
{
    if (form->only == NULL)
        return true;
    const dk_value *value = &record->v[dk_field_find(record->reg, form->only)];
    const size_t len = value->kind == DK_V_TEXT ? strlen(value->text) : 0;
    for (const char *p = form->among; len > 0 && *p != '\0';) {
        const size_t n = strcspn(p, "|");
        if (n == len && memcmp(p, value->text, n) == 0)
            return true;
        p += n + (p[n] == '|');
    }
    return false;
}

enum { MOST_COLUMNS = 64 };

struct dk_form_writer {
    const dk_form *form;
    const dk_codes *codes;
    dk_table_writer *out;
    dk_arena *arena;
    size_t n_sheets, n_rows; /* rows of the sheet at hand */
};

dk_code dk_form_create(const dk_form *form, const char *path, const dk_codes *codes,
                       dk_form_writer **out, dk_err *err)
{
    assert(form->n <= MOST_COLUMNS);
    dk_form_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return DK_NO_MEMORY(err);
    *writer = (dk_form_writer){.form = form, .codes = codes, .arena = dk_arena_new()};
    if (writer->arena == NULL || dk_table_xlsx_create(path, &writer->out, err) != DK_OK) {
        bool is_broken = writer->arena == NULL;
        dk_arena_free(writer->arena);
        free(writer);
        return is_broken ? DK_NO_MEMORY(err) : DK_FAILED;
    }
    *out = writer;
    return DK_OK;
}

static dk_code begin_sheet(dk_form_writer *writer, dk_err *err)
{
    const dk_form *form = writer->form;
    dk_column columns[MOST_COLUMNS] = {{0}};
    char name[24];
    if (writer->n_sheets == form->max_sheets)
        return DK_FAIL(err, MSG_FORM_FULL, DK_NOWHERE, dk_arg_str(form->title.zh),
                       dk_arg_int((int64_t)form->max_sheets), dk_arg_int((int64_t)form->max_rows),
                       dk_arg_str(form->title.en));
    for (size_t i = 0; i < form->n; i++)
        columns[i].title = form->columns[i].title;
    snprintf(name, sizeof name, "Sheet%zu", ++writer->n_sheets);
    writer->n_rows = 0;
    return dk_table_write_sheet(writer->out, name, NULL, columns, form->n, err);
}

/* A cell's text; NULL: out of memory. */
static const char *cell_of(const dk_form_writer *writer, const dk_record *record,
                           const dk_form_column *column)
{
    size_t at = column->field == NULL ? SIZE_MAX : dk_field_find(record->reg, column->field);
    if (at == SIZE_MAX)
        return "";
    const dk_field *field = &record->reg->fields[at];
    const dk_value told = dk_record_told(record, at), *value = &told;
    if (value->kind == DK_V_INT && (column->as == DK_FORM_MONTH || column->as == DK_FORM_YEAR)) {
        const int year = (int)(value->num / 12), month = (int)(value->num % 12) + 1;
        return column->as == DK_FORM_YEAR ? dk_arena_format(writer->arena, "%04d", year)
                                          : dk_arena_format(writer->arena, "%04d%02d", year, month);
    }
    if (value->kind == DK_V_INT && column->as == DK_FORM_DAY) {
        const dk_civil on = dk_civil_of((dk_day)value->num);
        return dk_arena_format(writer->arena, "%04d%02d%02d", on.year, on.month, on.day);
    }
    if (value->kind == DK_V_INT && column->as == DK_FORM_NAME && field->type == DK_TYPE_BOOL)
        return value->num == 1 ? "是" : "否";
    if (value->kind == DK_V_TEXT && column->as == DK_FORM_NAME && field->codes != NULL) {
        const dk_code_row *row =
            dk_codes_find(writer->codes, field->codes, value->text, DK_DAY_NONE);
        return row == NULL ? value->text : row->name;
    }
    return dk_value_text(writer->arena, field, value);
}

dk_code dk_form_write(dk_form_writer *writer, const dk_record *record, dk_err *err)
{
    const dk_form *form = writer->form;
    const char *cells[MOST_COLUMNS];
    assert(strcmp(record->reg->key, form->reg) == 0);
    if ((writer->n_sheets == 0 || writer->n_rows == form->max_rows) &&
        begin_sheet(writer, err) != DK_OK)
        return DK_FAILED;
    dk_arena_reset(writer->arena);
    for (size_t i = 0; i < form->n; i++)
        if ((cells[i] = cell_of(writer, record, &form->columns[i])) == NULL)
            return DK_NO_MEMORY(err);
    writer->n_rows++;
    return dk_table_write_row(writer->out, cells, form->n, err);
}

dk_code dk_form_finish(dk_form_writer *writer, dk_err *err)
{
    assert(writer != NULL);
    dk_code code = writer->n_sheets == 0 ? begin_sheet(writer, err) : DK_OK;
    if (code != DK_OK) {
        dk_form_abandon(writer);
        return code;
    }
    code = dk_table_writer_finish(writer->out, err);
    dk_arena_free(writer->arena);
    free(writer);
    return code;
}

void dk_form_abandon(dk_form_writer *writer)
{
    if (writer == NULL)
        return;
    dk_table_writer_abandon(writer->out);
    dk_arena_free(writer->arena);
    free(writer);
}
