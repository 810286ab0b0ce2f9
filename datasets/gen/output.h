/* datasets/gen/output.h - one output file, row by row, with memory for one row.
 *
 * The columns of a sheet are a static table of titles; a row is filled cell by cell by column
 * number and written. The texts live in the row's own store until dk_output_end_row.
 */
#ifndef DK_DATASETS_GEN_OUTPUT_H
#define DK_DATASETS_GEN_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/table/table.h"

enum { DK_OUTPUT_COLUMNS = 64, DK_OUTPUT_STORE = 8192 };

typedef struct {
    dk_table_writer *writer; /* NULL: rows are counted and dropped (moments, worlds) */
    size_t n_columns;
    int64_t n_rows; /* rows written so far */
    const char *cells[DK_OUTPUT_COLUMNS];
    size_t used;
    char store[DK_OUTPUT_STORE];
} dk_output;

/* What a file looks like: its name without suffix, and its one sheet. */
typedef struct {
    const char *name, *title;
    const dk_column *columns;
    size_t n; /* 1..DK_OUTPUT_COLUMNS */
} dk_output_form;

/* Opens dir/<name>.xlsx (or .csv). dir NULL: nothing is written. */
DK_MUST dk_code dk_output_open(dk_output *sheet, const char *dir, bool is_csv,
                               const dk_output_form *form, dk_err *err);

/* Cells of the current row; a text is copied, NULL or "" is an empty cell. */
void dk_output_text(dk_output *sheet, size_t column, const char *text);
void dk_output_format(dk_output *sheet, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void dk_output_int(dk_output *sheet, size_t column, int64_t value);
void dk_output_day(dk_output *sheet, size_t column, dk_day day); /* DK_DAY_NONE: empty */
void dk_output_yes(dk_output *sheet, size_t column, bool value); /* 是 or 否 */

DK_MUST dk_code dk_output_end_row(dk_output *sheet, dk_err *err);

/* Closes the file; on DK_FAILED of anything before, dk_output_abandon removes it. */
DK_MUST dk_code dk_output_close(dk_output *sheet, dk_err *err);
void dk_output_abandon(dk_output *sheet);

#endif
