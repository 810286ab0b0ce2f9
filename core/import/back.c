/* core/import/back.c - errors to marks in the sender's own file (import.h). */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/messages.h"
#include "core/import/internal.h"
#include "core/table/mark.h"

enum { TEXT_BYTES = 1024 };

typedef struct {
    dk_arena *arena;
    dk_table *table;
    const dk_import *read;
    const dk_import_back_options *options;
    dk_mark *marks;
    size_t n;
    int64_t *header_rows; /* per sheet of the table */
} back;

static const dk_import_sheet *sheet_of(const dk_import *read, const char *name)
{
    for (size_t i = 0; i < read->n_sheets; i++)
        if (name == NULL || strcmp(read->sheets[i].name, name) == 0)
            return &read->sheets[i];
    return NULL;
}

/* "身份证号：校验码不对。核对原件后重填" */
static const char *text_of(const back *b, const dk_err *err)
{
    char text[TEXT_BYTES], next[TEXT_BYTES];
    const bool is_zh = b->options->lang == DK_ZH;
    const char *field = dk_err_place(err).field;
    dk_err_text(err, b->options->lang, text, sizeof text);
    size_t len = dk_err_next(err, b->options->lang, next, sizeof next);
    return dk_arena_format(b->arena, "%s%s%s%s%s", field == NULL ? "" : field,
                           field == NULL ? ""
                           : is_zh       ? "："
                                         : ": ",
                           text,
                           len == 0 ? ""
                           : is_zh  ? "。"
                                    : ". ",
                           next);
}

static int by_place(const void *a, const void *b)
{
    const dk_mark *x = a, *y = b;
    if (x->sheet != y->sheet)
        return x->sheet < y->sheet ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return strcmp(x->text, y->text);
}

static dk_code collect(back *b, dk_err *err)
{
    const dk_import *read = b->read;
    b->marks = dk_arena_array(b->arena, read->errors.n, sizeof *b->marks);
    b->header_rows = dk_arena_array(b->arena, dk_table_sheets(b->table), sizeof *b->header_rows);
    if (b->marks == NULL || b->header_rows == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < read->n_sheets; i++)
        b->header_rows[read->sheets[i].sheet] = read->sheets[i].header_row;
    for (size_t i = 0; i < read->errors.n; i++) {
        const dk_err *found = read->errors.items[i];
        const dk_import_sheet *sheet = sheet_of(read, dk_err_place(found).sheet);
        if (sheet == NULL || found->row == 0)
            continue;
        const char *text = text_of(b, found);
        if (text == NULL)
            return DK_NO_MEMORY(err);
        b->marks[b->n++] = (dk_mark){sheet->sheet, found->row, found->column, text};
    }
    qsort(b->marks, b->n, sizeof *b->marks, by_place);
    return DK_OK;
}

static dk_code mark(const back *b, dk_table *table, const int64_t *header_rows, dk_err *err)
{
    const bool is_zh = b->options->lang == DK_ZH;
    const dk_mark_options what = {.marks = b->marks,
                                  .n = b->n,
                                  .header_rows = header_rows,
                                  .title = is_zh ? "错误原因" : "What is wrong",
                                  .author = is_zh ? "对口" : "Duikou"};
    return dk_table_mark(table, &what, b->options->path, err);
}

/* Moves the marks to where their rows stand among the refused ones; both are sorted. */
static void move_marks(back *b, const dk_row_place *places)
{
    const dk_import *read = b->read;
    size_t kept = 0, r = 0;
    for (size_t i = 0; i < b->n; i++) {
        dk_mark m = b->marks[i];
        while (r < read->n_refused &&
               (read->refused[r].sheet < m.sheet ||
                (read->refused[r].sheet == m.sheet && read->refused[r].row < m.row)))
            r++;
        if (r == read->n_refused || read->refused[r].sheet != m.sheet ||
            read->refused[r].row != m.row)
            continue;
        m.sheet = places[r].sheet;
        m.row = places[r].row;
        b->marks[kept++] = m;
    }
    b->n = kept;
}

/* Header rows of the workbook of the rest: its sheets are those with refused rows. */
static int64_t *rest_headers(const back *b, const dk_row_place *places)
{
    int64_t *rows = dk_arena_array(b->arena, dk_table_sheets(b->table), sizeof *rows);
    for (size_t i = 0; rows != NULL && i < b->read->n_refused; i++)
        rows[places[i].sheet] = b->header_rows[b->read->refused[i].sheet];
    return rows;
}

static dk_code rest(back *b, dk_err *err)
{
    const dk_import *read = b->read;
    const dk_extract_options what = {read->refused, read->n_refused, b->header_rows};
    dk_row_place *places = dk_arena_array(b->arena, read->n_refused, sizeof *places);
    const char *plain = dk_arena_format(b->arena, "%s.rest", b->options->path);
    dk_table *table = NULL;
    if (places == NULL || plain == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_table_extract(b->table, &what, plain, places, err);
    if (code == DK_OK)
        code = dk_table_open(plain, dk_table_name(b->table), NULL, &table, err);
    if (code == DK_OK) {
        move_marks(b, places);
        const int64_t *headers = rest_headers(b, places);
        code = headers == NULL ? DK_NO_MEMORY(err) : mark(b, table, headers, err);
    }
    dk_table_close(table);
    unlink(plain);
    return code;
}

dk_code dk_import_back(dk_table *table, const dk_import *read,
                       const dk_import_back_options *options, dk_err *err)
{
    back b = {.arena = dk_arena_new(), .table = table, .read = read, .options = options};
    if (b.arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = collect(&b, err);
    if (code == DK_OK)
        code = options->only_refused && read->n_refused > 0 ? rest(&b, err)
                                                            : mark(&b, table, b.header_rows, err);
    dk_arena_free(b.arena);
    return code;
}
