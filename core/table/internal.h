/* core/table/internal.h - what the readers of core/table share; private to this folder.
 *
 * dk_table is the common head; a reader (csv.c, xlsx.c) fills `ops` and hangs its state on
 * `reader`. A dk_rowbuf collects one row: text is copied into one growing buffer, so cells keep
 * offsets until the row is complete; only then are pointers made (the buffer may have moved
 * meanwhile).
 */
#ifndef DK_CORE_TABLE_INTERNAL_H
#define DK_CORE_TABLE_INTERNAL_H

#include "core/base/buf.h"
#include "core/table/source.h"
#include "core/table/table.h"

typedef struct {
    dk_code (*rewind)(dk_table *table, size_t sheet, dk_err *err);
    dk_code (*next)(dk_table *table, dk_row *row, dk_err *err);
    double (*share)(const dk_table *table);
    void (*close)(dk_table *table);
} dk_table_ops;

typedef struct {
    const char *name;
    bool is_hidden;
} dk_sheet_info;

struct dk_table {
    const dk_table_ops *ops; /* NULL until a reader took the table */
    dk_arena *arena;         /* names and whatever lives as long as the table */
    const char *name;
    dk_table_limits limits;
    dk_source source;
    const char *format;
    dk_sheet_info *sheets;
    size_t n_sheets;
    size_t sheet; /* the one being read */
    dk_range *merged;
    size_t n_merged;
    void *reader;
};

/* The place of a row and column (0: unknown) of the sheet being read. */
dk_place dk_table_place(const dk_table *table, int64_t row, int64_t column);

/* Readers: they set ops, format, sheets and reader. On failure ops may be set; dk_table_close
 * copes. */
DK_MUST dk_code dk_csv_open(dk_table *table, dk_err *err);
DK_MUST dk_code dk_xlsx_open(dk_table *table, dk_err *err);

/* ---- one row under construction ---- */

typedef struct {
    dk_cell *cells;
    size_t *at; /* offset of the text in `text`; SIZE_MAX: cells[i].text already points elsewhere */
    size_t n, capacity;
    dk_buf text;
    bool is_broken; /* memory ran out */
} dk_rowbuf;

void dk_rowbuf_reset(dk_rowbuf *row);
void dk_rowbuf_done(dk_rowbuf *row);

/* Sets the cell at `column` (0-based); cells between are empty. `cell->text` of `cell->len` bytes
 * is copied. */
void dk_rowbuf_copy(dk_rowbuf *row, size_t column, const dk_cell *cell);
/* The same, but the text is borrowed and must live until the next row. */
void dk_rowbuf_borrow(dk_rowbuf *row, size_t column, const dk_cell *cell);

/* Makes pointers and drops trailing empty cells; n_cells 0 for an empty row. False: out of memory.
 */
bool dk_rowbuf_finish(dk_rowbuf *row, int64_t number, dk_row *out);

/* True when `text` holds only blanks (spaces, line breaks, U+00A0, U+3000, U+FEFF). */
bool dk_text_is_blank(const char *text, size_t len);

#endif
