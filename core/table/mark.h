/* core/table/mark.h - the sender's own workbook back, with what is wrong written into it.
 *
 * Patched in place: bad cells get a colour and a comment, and one column behind the last one says
 * per row what to do. Only the parts that must change are written anew (the sheets with marks,
 * their comments, the styles, the relationships and content types that name them); within a sheet
 * only the tags of marked cells change, so formats, formulas, hidden sheets and whatever a program
 * stored beside the cells come back as they were, and every other part is the same bytes.
 *
 * A workbook that comes back marked, partly corrected, can be marked again: the column is used
 * again, and colours and comments of cells that are right now are taken away.
 */
#ifndef DK_CORE_TABLE_MARK_H
#define DK_CORE_TABLE_MARK_H

#include "core/table/table.h"

typedef struct {
    size_t sheet;
    int64_t row;      /* 1-based */
    int64_t column;   /* 1-based; 0: the row as a whole, only the added column tells */
    const char *text; /* what is wrong and what to do */
} dk_mark;

typedef struct {
    const dk_mark *marks; /* sorted by sheet, row, column */
    size_t n;
    const int64_t
        *header_rows;   /* per sheet of the table: last row of its header; 0: leave it alone */
    const char *title;  /* of the added column, "错误原因" */
    const char *author; /* of the comments, "对口" */
} dk_mark_options;

/* Writes the marked workbook of `table` to `path` (replaced when it is there). A table read from
 * CSV becomes an .xlsx with all cells as texts first. At most 2,000 comments a sheet; beyond them
 * colour and column still tell. Fails with MSG_TABLE_MARK when a part is too large or not
 * ASCII-compatible. Afterwards the table must be rewound. Memory: the marks of one sheet and the
 * small parts; time O(size of the marked sheets). */
DK_MUST dk_code dk_table_mark(dk_table *table, const dk_mark_options *what, const char *path,
                              dk_err *err);

typedef struct {
    const dk_row_place *rows; /* sorted; NULL: all rows */
    size_t n;
    const int64_t *header_rows; /* per sheet; 0: leave the sheet out */
} dk_extract_options;

/* Writes the rows above the data and the given `rows` as a new workbook of plain text cells to
 * `path`; sheets without any are left out; cells merged downwards are filled in. places[i] (may be
 * NULL) gets where rows[i] stands in the new workbook, whose sheets keep their header rows.
 * Afterwards the table must be rewound. Constant memory; O(cells). */
DK_MUST dk_code dk_table_extract(dk_table *table, const dk_extract_options *what, const char *path,
                                 dk_row_place *places, dk_err *err);

#endif
