/* api/usecase/export.c - registers as CSV or workbook, and empty templates. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/import.h"
#include "api/usecase/messages.h"

/* ---- columns from field lines ---- */

static dk_column_kind column_kind(const dk_field *field)
{
    switch (field->type) {
    case DK_TYPE_INT:
    case DK_TYPE_DECIMAL:
        return DK_COLUMN_NUMBER;
    case DK_TYPE_MONEY:
        return DK_COLUMN_MONEY;
    case DK_TYPE_DATE:
        return DK_COLUMN_DATE;
    default:
        return DK_COLUMN_TEXT;
    }
}

static dk_column *columns_of(const dk_register *reg, dk_lang lang, bool wants_keys, dk_arena *arena)
{
    dk_column *columns = dk_arena_array(arena, reg->n_fields + DK_BACK_COLUMNS, sizeof *columns);
    for (size_t i = 0; columns != NULL && i < reg->n_fields; i++) {
        const dk_field *f = &reg->fields[i];
        columns[i].title = wants_keys ? f->key : dk_in(f->title, lang);
        columns[i].kind = column_kind(f);
    }
    for (size_t i = 0; columns != NULL && i < DK_BACK_COLUMNS; i++)
        columns[reg->n_fields + i].title =
            wants_keys ? DK_BACK_KEYS[i] : dk_in(DK_BACK_TITLES[i], lang);
    return columns;
}

/* ---- export ---- */

typedef struct {
    dk_store *store;
    dk_table_writer *writer;
    dk_arena *arena;
    const char **cells;
    size_t n_rows;
    dk_err *err;
    dk_code code;
} exporter;

/* Record number and version: what an edited row is known by when it comes back (back.c). */
static dk_code add_origin(exporter *e, const dk_record *record)
{
    char no[24];
    int64_t version = 0;
    const char **cells = &e->cells[record->reg->n_fields];
    dk_record_no(record->reg, record->id, no);
    if (dk_store_version(e->store, record->reg, record->id, &version, e->err) != DK_OK)
        return DK_FAILED;
    cells[0] = dk_arena_text(e->arena, no);
    cells[1] = dk_arena_format(e->arena, "%lld", (long long)version);
    return cells[0] == NULL || cells[1] == NULL ? DK_NO_MEMORY(e->err) : DK_OK;
}

static bool export_row(void *ctx, const dk_record *record)
{
    exporter *e = ctx;
    const dk_register *reg = record->reg;
    dk_arena_reset(e->arena);
    for (size_t i = 0; i < reg->n_fields; i++) {
        e->cells[i] = record->v[i].kind == DK_V_SEALED
                          ? record->v[i].text
                          : dk_value_text(e->arena, &reg->fields[i], &record->v[i]);
        if (e->cells[i] == NULL) {
            e->code = DK_NO_MEMORY(e->err);
            return false;
        }
    }
    e->code = add_origin(e, record);
    if (e->code == DK_OK)
        e->code = dk_table_write_row(e->writer, e->cells, reg->n_fields + DK_BACK_COLUMNS, e->err);
    e->n_rows++;
    return e->code == DK_OK;
}

static dk_code create_writer(const char *path, bool is_xlsx, bool has_bom, dk_table_writer **out,
                             dk_err *err)
{
    if (is_xlsx)
        return dk_table_xlsx_create(path, out, err);
    if (path == NULL || strcmp(path, "-") == 0)
        return dk_table_csv_stream(stdout, has_bom, out, err);
    return dk_table_csv_create(path, has_bom, out, err);
}

dk_code dk_uc_export(const dk_call *call, const dk_query *query, const dk_export_options *options,
                     size_t *n_rows, dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_code code = DK_FAILED;
    const dk_register *reg = query->reg;
    size_t n_columns = reg->n_fields + DK_BACK_COLUMNS;
    dk_arena *arena = dk_arena_new(), *rows = dk_arena_new();
    exporter e = {.arena = dk_arena_new(), .err = err, .code = DK_OK};
    dk_query all = *query;
    all.wants_unmasked = options->wants_unmasked;
    dk_column *columns = arena == NULL || e.arena == NULL || rows == NULL
                             ? NULL
                             : columns_of(reg, options->lang, options->wants_keys, arena);
    e.cells = columns == NULL ? NULL : dk_arena_array(arena, n_columns, sizeof *e.cells);
    if (e.cells == NULL) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    if (create_writer(options->path, options->is_xlsx, options->has_bom, &e.writer, err) != DK_OK ||
        dk_table_write_sheet(e.writer, dk_in(reg->title, options->lang), NULL, columns, n_columns,
                             err) != DK_OK ||
        dk_app_borrow(call->app, &e.store, err) != DK_OK ||
        dk_store_scan(&(dk_view){e.store, call->actor, rows}, &all, export_row, &e, err) != DK_OK ||
        e.code != DK_OK)
        goto cleanup;
    dk_table_writer *writer = e.writer;
    e.writer = NULL;
    if (dk_table_writer_finish(writer, err) != DK_OK)
        goto cleanup;
    *n_rows = e.n_rows;
    code = DK_OK;
cleanup:
    dk_app_return(call->app, e.store);
    dk_table_writer_abandon(e.writer);
    dk_arena_free(e.arena);
    dk_arena_free(rows);
    dk_arena_free(arena);
    return code;
}

/* ---- templates ---- */

/* Drop-down of a code column: the names of the list that are valid on `day`. Longer lists than a
 * person scrolls through have none; a cell is then typed, and checked on the way in. */
static const char *const *choices_of(const dk_codes *codes, const char *list, dk_day day,
                                     dk_arena *arena)
{
    enum { MOST_CHOICES = 300 };
    size_t n = 0, kept = 0;
    const dk_code_row *const *rows = dk_codes_list(codes, list, &n);
    const char **names = n > MOST_CHOICES ? NULL : dk_arena_array(arena, n + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < n; i++)
        if ((rows[i]->since == DK_DAY_NONE || rows[i]->since <= day) &&
            (rows[i]->until == DK_DAY_NONE || rows[i]->until >= day))
            names[kept++] = rows[i]->name;
    return kept == 0 ? NULL : names;
}

/* The example row begins with 示例, by which import knows it for no record; a required first column
 * stays empty but for that word. */
static const char *example_of(const dk_field *field, size_t i, dk_arena *arena)
{
    if (i > 0)
        return field->example;
    return field->example == NULL ? "示例" : dk_arena_format(arena, "示例：%s", field->example);
}

static const char *const YES_NO[] = {"是", "否", NULL};

/* The empty sheet of a register: what stands above its rows, and the example. */
typedef struct {
    const dk_register *reg;
    dk_lang lang;
    dk_column *columns;   /* one per field */
    const char **example; /* likewise */
} blank_sheet;

/* Fills the columns of `out`, whose register and language are set; in the arena. */
static dk_code plan_sheet(const dk_codes *codes, dk_day day, dk_arena *arena, blank_sheet *out,
                          dk_err *err)
{
    const dk_register *reg = out->reg;
    out->columns = columns_of(reg, out->lang, false, arena);
    out->example = dk_arena_array(arena, reg->n_fields, sizeof *out->example);
    if (out->columns == NULL || out->example == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < reg->n_fields; i++) {
        const dk_field *f = &reg->fields[i];
        dk_column *column = &out->columns[i];
        column->note = dk_in(f->note, out->lang);
        column->kind = DK_COLUMN_TEXT;
        if (f->codes != NULL && f->type == DK_TYPE_CODE)
            column->choices = choices_of(codes, f->codes, day, arena);
        if (f->type == DK_TYPE_BOOL)
            column->choices = YES_NO;
        out->example[i] = example_of(f, i, arena);
    }
    return DK_OK;
}

static dk_code write_blank(const blank_sheet *sheet, const char *path, dk_err *err)
{
    const dk_register *reg = sheet->reg;
    dk_table_writer *writer = NULL;
    if (dk_table_xlsx_create(path, &writer, err) != DK_OK ||
        dk_table_write_sheet(writer, dk_in(reg->title, sheet->lang), NULL, sheet->columns,
                             reg->n_fields, err) != DK_OK ||
        dk_table_write_row(writer, sheet->example, reg->n_fields, err) != DK_OK) {
        dk_table_writer_abandon(writer);
        return DK_FAILED;
    }
    return dk_table_writer_finish(writer, err);
}

dk_code dk_uc_template(dk_app *app, const dk_register *reg, dk_lang lang, const char *path,
                       dk_err *err)
{
    assert(path != NULL);
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : dk_app_codes(app, &ref, &codes, err);
    blank_sheet sheet = {.reg = reg, .lang = lang};
    if (code == DK_OK)
        code = plan_sheet(codes, dk_app_as_of(app), arena, &sheet, err);
    if (code == DK_OK)
        code = write_blank(&sheet, path, err);
    dk_app_codes_release(ref);
    dk_arena_free(arena);
    return code;
}
