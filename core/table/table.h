/* core/table/table.h - sheet bytes to cells and back; knows no register.
 *
 * Reading streams: a sheet of any length needs memory for one row (plus the shared strings of an
 * .xlsx). Text that comes out is valid UTF-8; encodings, BOMs, date epochs, rich text and phonetic
 * runs are resolved here. What is hostile is refused here: bombs, entities, too many rows, NUL
 * bytes, mixed encodings. Nothing in an archive is ever used as a path.
 *
 * A row keeps its number in the sheet (as Excel shows it), so errors can name the cell.
 */
#ifndef DK_CORE_TABLE_TABLE_H
#define DK_CORE_TABLE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/base/arena.h"
#include "core/base/err.h"

typedef enum {
    DK_CELL_EMPTY,
    DK_CELL_TEXT,
    DK_CELL_NUMBER, /* `number` and its shortest text in `text` */
    DK_CELL_DATE,   /* a number with a date format: `day` is days since 1970-01-01, text is ISO */
    DK_CELL_BOOL,   /* text "0" or "1" */
    DK_CELL_ERROR,  /* #N/A and the like; text is the error */
} dk_cell_kind;

typedef struct {
    dk_cell_kind kind;
    const char *text; /* never NULL; NUL-terminated; as the person sees it, untrimmed */
    size_t len;
    double number;
    int32_t day;   /* DATE; also a NUMBER that would be a day in this workbook's epoch, else NONE */
    bool is_lossy; /* a number of more than 15 digits: its last digits are lost (ID numbers) */
    bool is_untyped; /* from a CSV: "2008.1" may be what is left of 2008.10 */
} dk_cell;

typedef struct {
    int64_t number; /* 1-based row in the sheet */
    const dk_cell *cells;
    size_t n_cells; /* trailing empty cells are dropped */
} dk_row;

/* Where a row stands in a table. */
typedef struct {
    size_t sheet;
    int64_t row; /* 1-based */
} dk_row_place;

/* Limits are options because honest workbooks differ from office to office. */
typedef struct {
    uint64_t max_file_bytes;     /* 100 MiB */
    uint64_t max_inflated_bytes; /* 512 MiB in total, counted while inflating */
    uint32_t max_ratio;          /* 100x above 100 KiB */
    uint32_t max_entries;        /* 1,000 */
    int64_t max_rows;            /* 200,000 */
    size_t max_columns;          /* 1,000 */
    size_t max_cell_bytes;       /* 32 KiB x 4 */
    size_t max_strings_bytes;    /* 192 MiB of shared strings, the only part kept in memory */
} dk_table_limits;

extern const dk_table_limits DK_TABLE_LIMITS_DEFAULT;

typedef struct dk_table dk_table;

/* Opens a file as a table by its content, not its name: .xlsx (ZIP) or CSV text (UTF-8, BOM,
 * GB18030, UTF-16 with BOM; separator , ; or TAB detected). .xls, .et, PDF, images and encrypted
 * files are refused with what to do. `name` is shown in errors (may differ from path). limits NULL:
 * defaults. */
DK_MUST dk_code dk_table_open(const char *path, const char *name, const dk_table_limits *limits,
                              dk_table **out, dk_err *err);

/* The same from bytes, which must outlive the table. */
DK_MUST dk_code dk_table_open_bytes(const void *bytes, size_t len, const char *name,
                                    const dk_table_limits *limits, dk_table **out, dk_err *err);
void dk_table_close(dk_table *table); /* NULL is fine */

/* The name given at opening. */
const char *dk_table_name(const dk_table *table);

/* Sheets in workbook order (a CSV has one, named after the file). */
size_t dk_table_sheets(const dk_table *table);
const char *dk_table_sheet_name(const dk_table *table, size_t sheet);
bool dk_table_sheet_hidden(const dk_table *table, size_t sheet);

/* "xlsx", "csv/utf-8", "csv/gb18030", "csv/utf-16le", ... for messages. */
const char *dk_table_format(const dk_table *table);

/* Starts reading a sheet from its first row. */
DK_MUST dk_code dk_table_rewind(dk_table *table, size_t sheet, dk_err *err);

/* Next non-empty row into *row (borrowed until the next call); row->n_cells == 0 at the end. */
DK_MUST dk_code dk_table_next(dk_table *table, dk_row *row, dk_err *err);

/* How much of the current sheet was read, 0..1, by what the file says about its size. */
double dk_table_share(const dk_table *table);

/* Merged ranges of the current sheet (xlsx only; available once the sheet was read to its end, so
 * header detection that needs them reads the sheet twice). 1-based, inclusive. */
typedef struct {
    int64_t row1, column1, row2, column2;
} dk_range;
const dk_range *dk_table_merged(const dk_table *table, size_t *n);

/* ---- writing ---- */

typedef struct dk_table_writer dk_table_writer;

typedef enum {
    DK_COLUMN_TEXT,
    DK_COLUMN_NUMBER,
    DK_COLUMN_DATE,
    DK_COLUMN_MONEY,
    /* Text, but a decimal such as 2008.1 is a number: as text it would pass for what somebody
     * typed, while it may be what a spreadsheet program left of 2008.10. */
    DK_COLUMN_AS_IS,
    DK_COLUMN_KINDS
} dk_column_kind;

typedef struct {
    const char *title;
    dk_column_kind kind;
    double width;               /* characters; 0: by title */
    const char *note;           /* comment on the header cell or NULL */
    const char *const *choices; /* drop-down, NULL-terminated, or NULL */
} dk_column;

/* A workbook at `path` (libxlsxwriter, constant memory): header row bold, frozen, text columns
 * typed as text so that IDs survive. `title` (may be NULL) becomes a title row above the header. */
DK_MUST dk_code dk_table_xlsx_create(const char *path, dk_table_writer **out, dk_err *err);
/* CSV at `path`, or to a FILE the caller owns: UTF-8, BOM on request, CRLF, quotes where needed. */
DK_MUST dk_code dk_table_csv_create(const char *path, bool has_bom, dk_table_writer **out,
                                    dk_err *err);
DK_MUST dk_code dk_table_csv_stream(FILE *file, bool has_bom, dk_table_writer **out, dk_err *err);

/* Begins a sheet with its header. Before the first row; an .xlsx may have several sheets, a CSV
 * one. */
DK_MUST dk_code dk_table_write_sheet(dk_table_writer *writer, const char *name, const char *title,
                                     const dk_column *columns, size_t n, dk_err *err);

/* One row of texts (NULL: empty). Numbers, dates (ISO) and money are typed by their column; text
 * that could be read as a formula (= + - @ TAB CR and full-width forms) is guarded by a leading ';
 * dk_text_unguard takes exactly that away again. */
DK_MUST dk_code dk_table_write_row(dk_table_writer *writer, const char *const *cells, size_t n,
                                   dk_err *err);

/* Writes the rest and closes; the writer is freed in every case. Without it nothing is promised. */
DK_MUST dk_code dk_table_writer_finish(dk_table_writer *writer, dk_err *err);
void dk_table_writer_abandon(dk_table_writer *writer); /* frees, removes the file; NULL is fine */

/* True when `text` could be read as a formula: after blanks, a BOM and quotes comes = + - @ TAB CR
 * LF or a full-width ＝ ＋ － ＠. Guarding is reversible: a guarded text needs a guard as well. */
bool dk_text_needs_guard(const char *text);
/* The text without the guard that dk_table_write_row puts before it; texts without one unchanged.
 */
const char *dk_text_unguard(const char *text);

/* ---- text cleaning that needs Unicode tables ---- */

/* NFKC (full-width to half-width), spaces trimmed and inner runs of blanks made one; for codes,
 * numbers, headers, look-up keys; never for stored names. In the arena; NULL: memory. */
const char *dk_text_fold(dk_arena *arena, const char *text);
/* dk_text_fold without any blanks and with ASCII letters in lower case: the key for comparing
 * headers. */
const char *dk_text_key(dk_arena *arena, const char *text);
/* The text with leading and trailing blanks (full-width too) removed, else unchanged. */
const char *dk_text_trim(dk_arena *arena, const char *text);

#endif
