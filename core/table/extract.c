/* core/table/extract.c - some rows of a table as a workbook of plain text cells (mark.h).
 *
 * Rows above the data keep their numbers, so that titles and two-row headers read as before. A
 * number that lost digits is written as spreadsheet programs show it (3.60124E+17), because its
 * digits as text would pass for a number that somebody typed.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/table/internal.h"
#include "core/table/mark.h"
#include "core/table/messages.h"

typedef struct {
    int64_t until; /* last row the text covers; 0: none */
    char *text;    /* owned */
} reach;

typedef struct {
    dk_table *table;
    const dk_extract_options *what;
    dk_table_writer *writer;
    dk_row_place *places;
    size_t next; /* row of what->rows that comes next */
    size_t sheet, width;
    size_t n_sheets;  /* written, the one at hand included */
    dk_range *merged; /* of the sheet, from the first pass */
    size_t n_merged;
    const char **cells; /* one row */
    char (*figures)[32];
    reach *reaches;
    int64_t written; /* rows of the sheet so far */
} extract;

static bool is_wanted(const extract *e, int64_t row)
{
    if (e->what->rows == NULL || row <= e->what->header_rows[e->sheet])
        return true;
    return e->next < e->what->n && e->what->rows[e->next].sheet == e->sheet &&
           e->what->rows[e->next].row == row;
}

/* First pass: how wide the sheet is, and its merged ranges. */
static dk_code measure(extract *e, dk_err *err)
{
    dk_row row;
    size_t n;
    e->width = 1;
    if (dk_table_rewind(e->table, e->sheet, err) != DK_OK)
        return DK_FAILED;
    do {
        if (dk_table_next(e->table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells > e->width)
            e->width = row.n_cells;
    } while (row.n_cells > 0);
    const dk_range *all = dk_table_merged(e->table, &n);
    free(e->merged);
    e->n_merged = 0;
    e->merged = calloc(n + 1, sizeof *e->merged);
    for (size_t i = 0; e->merged != NULL && i < n; i++)
        if (all[i].row2 > all[i].row1 && all[i].row1 > e->what->header_rows[e->sheet] &&
            all[i].column1 <= (int64_t)e->width)
            e->merged[e->n_merged++] = all[i];
    return e->merged == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static const char *text_of(extract *e, const dk_cell *cell, size_t i)
{
    if (cell->kind != DK_CELL_NUMBER || !cell->is_lossy)
        return cell->text;
    snprintf(e->figures[i], sizeof e->figures[i], "%.5E", cell->number);
    return e->figures[i];
}

/* Remembers texts that reach down from this row. */
static bool begin_reaches(extract *e, const dk_row *row)
{
    for (size_t i = 0; i < e->n_merged; i++) {
        /* Columns of a range are 1-based and at most the width. */
        size_t column = (size_t)e->merged[i].column1 - 1;
        if (e->merged[i].row1 != row->number || column >= row->n_cells)
            continue;
        reach *down = &e->reaches[column];
        free(down->text);
        *down = (reach){e->merged[i].row2, strdup(e->cells[column])};
        if (down->text == NULL)
            return false;
    }
    return true;
}

static void fill_cells(extract *e, const dk_row *row)
{
    for (size_t i = 0; i < e->width; i++) {
        bool is_given = i < row->n_cells && row->cells[i].kind != DK_CELL_EMPTY;
        bool is_reached = e->reaches[i].until >= row->number;
        e->cells[i] = is_given     ? text_of(e, &row->cells[i], i)
                      : is_reached ? e->reaches[i].text
                                   : "";
    }
}

/* The first row of the new sheet goes in as its header, the others as rows. */
static dk_code put_row(extract *e, dk_err *err)
{
    e->written++;
    if (e->written > 1)
        return dk_table_write_row(e->writer, e->cells, e->width, err);
    dk_column *columns = calloc(e->width, sizeof *columns);
    if (columns == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < e->width; i++)
        columns[i] = (dk_column){.title = e->cells[i], .kind = DK_COLUMN_AS_IS};
    dk_code code = dk_table_write_sheet(e->writer, dk_table_sheet_name(e->table, e->sheet), NULL,
                                        columns, e->width, err);
    free(columns);
    return code;
}

/* Empty rows up to before `number`, which keeps its number. */
static dk_code pad(extract *e, int64_t number, dk_err *err)
{
    for (size_t i = 0; i < e->width; i++)
        e->cells[i] = "";
    while (e->written + 1 < number)
        if (put_row(e, err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

static dk_code take_row(extract *e, const dk_row *row, dk_err *err)
{
    const bool keeps_number =
        e->what->rows == NULL || row->number <= e->what->header_rows[e->sheet];
    if (keeps_number && pad(e, row->number, err) != DK_OK)
        return DK_FAILED;
    fill_cells(e, row);
    if (!begin_reaches(e, row))
        return DK_NO_MEMORY(err);
    if (!is_wanted(e, row->number))
        return DK_OK;
    if (put_row(e, err) != DK_OK)
        return DK_FAILED;
    if (!keeps_number) {
        if (e->places != NULL)
            e->places[e->next] = (dk_row_place){e->n_sheets - 1, e->written};
        e->next++;
    }
    return DK_OK;
}

static void drop_row_memory(extract *e)
{
    for (size_t i = 0; e->reaches != NULL && i < e->width; i++)
        free(e->reaches[i].text);
    free(e->reaches);
    free(e->figures);
    free(e->cells);
    e->reaches = NULL;
    e->figures = NULL;
    e->cells = NULL;
}

static dk_code take_sheet(extract *e, dk_err *err)
{
    dk_row row;
    if (measure(e, err) != DK_OK)
        return DK_FAILED;
    e->written = 0;
    e->cells = calloc(e->width, sizeof *e->cells);
    e->figures = calloc(e->width, sizeof *e->figures);
    e->reaches = calloc(e->width, sizeof *e->reaches);
    dk_code code = e->cells == NULL || e->figures == NULL || e->reaches == NULL
                       ? DK_NO_MEMORY(err)
                       : dk_table_rewind(e->table, e->sheet, err);
    while (code == DK_OK) {
        code = dk_table_next(e->table, &row, err);
        if (code != DK_OK || row.n_cells == 0)
            break;
        code = take_row(e, &row, err);
    }
    drop_row_memory(e);
    return code;
}

/* True when the sheet at hand goes into the workbook. */
static bool has_rows(const extract *e)
{
    if (e->what->header_rows[e->sheet] == 0)
        return false;
    return e->what->rows == NULL ||
           (e->next < e->what->n && e->what->rows[e->next].sheet == e->sheet);
}

dk_code dk_table_extract(dk_table *table, const dk_extract_options *what, const char *path,
                         dk_row_place *places, dk_err *err)
{
    assert(table != NULL && what != NULL && what->header_rows != NULL);
    extract e = {.table = table, .what = what, .places = places};
    if (dk_table_xlsx_create(path, &e.writer, err) != DK_OK)
        return DK_FAILED;
    dk_code code = DK_OK;
    for (size_t i = 0; i < dk_table_sheets(table) && code == DK_OK; i++) {
        e.sheet = i;
        while (e.next < what->n && what->rows != NULL && what->rows[e.next].sheet < i)
            e.next++;
        if (!has_rows(&e))
            continue;
        e.n_sheets++;
        code = take_sheet(&e, err);
    }
    free(e.merged);
    if (code == DK_OK)
        return dk_table_writer_finish(e.writer, err);
    dk_table_writer_abandon(e.writer);
    return code;
}
