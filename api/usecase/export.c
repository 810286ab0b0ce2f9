/* api/usecase/export.c - registers as CSV or workbook, and empty templates. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"

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
    dk_column *columns = dk_arena_array(arena, reg->n_fields, sizeof *columns);
    for (size_t i = 0; columns != NULL && i < reg->n_fields; i++) {
        const dk_field *f = &reg->fields[i];
        columns[i].title = wants_keys ? f->key : dk_in(f->title, lang);
        columns[i].kind = column_kind(f);
    }
    return columns;
}

/* ---- export ---- */

typedef struct {
    dk_table_writer *writer;
    dk_arena *arena;
    const char **cells;
    size_t n_rows;
    dk_err *err;
    dk_code code;
} exporter;

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
    e->code = dk_table_write_row(e->writer, e->cells, reg->n_fields, e->err);
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

dk_code dk_uc_export(dk_app *app, const dk_actor *actor, const dk_query *query,
                     const dk_export_options *options, size_t *n_rows, dk_err *err)
{
    dk_code code = DK_FAILED;
    dk_arena *arena = dk_arena_new();
    exporter e = {.arena = dk_arena_new(), .err = err, .code = DK_OK};
    const dk_register *reg = query->reg;
    dk_query all = *query;
    all.wants_unmasked = options->wants_unmasked;
    if (arena == NULL || e.arena == NULL ||
        (e.cells = dk_arena_array(arena, reg->n_fields, sizeof *e.cells)) == NULL) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    dk_column *columns = columns_of(reg, options->lang, options->wants_keys, arena);
    if (columns == NULL) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    if (create_writer(options->path, options->is_xlsx, options->has_bom, &e.writer, err) != DK_OK ||
        dk_table_write_sheet(e.writer, dk_in(reg->title, options->lang), NULL, columns,
                             reg->n_fields, err) != DK_OK ||
        dk_uc_scan(app, actor, &all, export_row, &e, err) != DK_OK || e.code != DK_OK)
        goto cleanup;
    dk_table_writer *writer = e.writer;
    e.writer = NULL;
    if (dk_table_writer_finish(writer, err) != DK_OK)
        goto cleanup;
    *n_rows = e.n_rows;
    code = DK_OK;
cleanup:
    dk_table_writer_abandon(e.writer);
    dk_arena_free(e.arena);
    dk_arena_free(arena);
    return code;
}

/* ---- templates ---- */

/* Drop-down of a code column: names of the list while they fit what a spreadsheet takes (255
 * bytes). */
static const char *const *choices_of(const dk_codes *codes, const char *list, dk_arena *arena)
{
    enum { DROPDOWN_BYTES = 250 };
    size_t n = 0, bytes = 0, kept = 0;
    const dk_code_row *const *rows = dk_codes_list(codes, list, &n);
    const char **names = dk_arena_array(arena, n + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < n; i++) {
        bytes += strlen(rows[i]->name) + 1;
        if (bytes > DROPDOWN_BYTES)
            return NULL;
        names[kept++] = rows[i]->name;
    }
    return kept == 0 ? NULL : names;
}

static dk_code write_template(const dk_codes *codes, const dk_register *reg, dk_lang lang,
                              const char *path, dk_arena *arena, dk_err *err)
{
    dk_table_writer *writer = NULL;
    dk_column *columns = columns_of(reg, lang, false, arena);
    const char **example = dk_arena_array(arena, reg->n_fields, sizeof *example);
    if (columns == NULL || example == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < reg->n_fields; i++) {
        const dk_field *f = &reg->fields[i];
        columns[i].note = dk_in(f->note, lang);
        columns[i].kind = DK_COLUMN_TEXT;
        if (f->codes != NULL && f->type == DK_TYPE_CODE)
            columns[i].choices = choices_of(codes, f->codes, arena);
        example[i] = f->example;
    }
    if (dk_table_xlsx_create(path, &writer, err) != DK_OK ||
        dk_table_write_sheet(writer, dk_in(reg->title, lang), NULL, columns, reg->n_fields, err) !=
            DK_OK ||
        dk_table_write_row(writer, example, reg->n_fields, err) != DK_OK) {
        dk_table_writer_abandon(writer);
        return DK_FAILED;
    }
    return dk_table_writer_finish(writer, err);
}

dk_code dk_uc_template(dk_app *app, const dk_register *reg, dk_lang lang, const char *path,
                       dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : dk_app_codes(app, &ref, &codes, err);
    if (code == DK_OK)
        code = write_template(codes, reg, lang, path, arena, err);
    dk_app_codes_release(ref);
    dk_arena_free(arena);
    return code;
}
