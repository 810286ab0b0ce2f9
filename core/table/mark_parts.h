/* core/table/mark_parts.h - what the parts of the marker share; private to core/table.
 *
 *     mark.c         which parts change, and the archive
 *     mark_tag.c     start tags and small parts as bytes
 *     mark_survey.c  first pass over a sheet: width, formats of the marked cells
 *     mark_sheet.c   second pass: the sheet with its marks
 *     mark_styles.c  coloured twins of cell formats
 *     mark_notes.c   comments, their shapes, and who must know of them
 *     extract.c      some rows as a plain workbook
 *
 * Inserted text is ASCII: everything else is written as character references, so that it does not
 * matter in which (ASCII-compatible) encoding a part is.
 */
#ifndef DK_CORE_TABLE_MARK_PARTS_H
#define DK_CORE_TABLE_MARK_PARTS_H

#include <stdio.h>

#include "core/table/mark.h"
#include "core/table/xlsx.h"

/* ---- bytes of XML ---- */

/* Appends `text` with & < > " and all that is not printable ASCII as references. */
void dk_mark_text(dk_buf *out, const char *text);

typedef struct {
    const char *name;  /* without prefix */
    const char *value; /* NULL: drop the attribute; ASCII without quotes */
} dk_attribute;

/* Appends the start tag `raw` with the given attributes replaced, added behind or dropped. */
void dk_mark_tag(dk_buf *out, const char *raw, size_t len, const dk_attribute *attributes,
                 size_t n);

/* The whole part as bytes (free() them). Fails beyond 32 MiB and when it is UTF-16. */
DK_MUST dk_code dk_mark_part(dk_book *book, int64_t entry, dk_buf *out, dk_err *err);

/* Inserts `text` before the last end tag of the element `name` (any prefix); where the text has
 * "<@", the @ becomes that prefix. False: there is no such tag, or memory is out (out->is_broken).
 */
bool dk_mark_insert(dk_buf *out, const char *name, const char *text);

/* ---- styles ---- */

/* The styles part and what will be added to it. Format base[i] gets the coloured twin
 * first + i. */
typedef struct {
    dk_arena *arena;
    dk_buf bytes;                                      /* the part; empty when the book has none */
    size_t fills_tag, fills_end, cells_tag, cells_end; /* offsets; end 0: not there */
    long n_fills, our_fill, our_yellow;                /* ours -1: not there */
    struct dk_mark_format *formats;
    size_t n_formats, format_capacity;
    long *base;
    size_t n, capacity;
    long first;      /* of the twins; -1: this workbook has no formats to twin */
    long text_style; /* of the added column's cells; -1: none */
} dk_mark_styles;

/* Reads the styles of the book. */
DK_MUST dk_code dk_mark_styles_read(dk_book *book, dk_arena *arena, dk_mark_styles *out,
                                    dk_err *err);
void dk_mark_styles_done(dk_mark_styles *styles);
/* Notes that a cell of format `base` will be coloured. False: memory. */
bool dk_mark_styles_add(dk_mark_styles *styles, long base);
/* The twin of `base`, or `base` itself where there is none. */
long dk_mark_styles_twin(const dk_mark_styles *styles, long base);
/* What `style` was before an earlier marking coloured it; 0 for one that the workbook does not have
 * (a twin would take its number); else `style` itself. */
long dk_mark_styles_plain(const dk_mark_styles *styles, long style);
/* The styles part with the twins: a minimal one when the book has none, the old one when it cannot
 * carry twins. After it `first` and `text_style` are known. */
DK_MUST dk_code dk_mark_styles_write(dk_mark_styles *styles, dk_buf *out, dk_err *err);

/* ---- sheets ---- */

/* Where a pass over a sheet is. Rows and cells may leave out r. */
typedef struct {
    int64_t row, column;
    bool in_data;
} dk_mark_walk;

void dk_mark_walk_row(dk_mark_walk *walk, const char **attributes);
void dk_mark_walk_cell(dk_mark_walk *walk, const char **attributes);
/* The cell's format, 0 when it has none. */
long dk_mark_style_of(const char **attributes);

typedef struct {
    size_t sheet;
    const char *part;     /* name of the sheet's part */
    const dk_mark *marks; /* of this sheet */
    size_t n_marks;
    int64_t header_row;
    int64_t title_column; /* the added column, 1-based */
    bool has_title;       /* it stands there already, from an earlier marking */
    int64_t last_column, last_row;
    int64_t last_width; /* last column that <cols> describes */
    long header_style;  /* format of the last header cell */
    bool is_strict, has_cols;
    char drawing[64]; /* id of the relationship to the drawing of comments, or "" */
    bool has_notes;   /* comments will be there: a legacyDrawing is needed */
} dk_mark_sheet;

/* First pass: fills what is not given in `sheet`, and the formats of marked cells into `styles`. */
DK_MUST dk_code dk_mark_survey(dk_book *book, const char *title, dk_mark_sheet *sheet,
                               dk_mark_styles *styles, dk_err *err);

/* Id of the relationship from a sheet to its drawing of comments when there was none. */
#define DK_MARK_DRAWING "rIdDuikouShapes"
#define DK_MARK_NOTES "rIdDuikouNotes"

/* Second pass: writes the sheet with its marks. */
DK_MUST dk_code dk_mark_sheet_write(dk_book *book, const char *title, const dk_mark_sheet *sheet,
                                    const dk_mark_styles *styles, FILE *out, dk_err *err);

/* ---- comments ---- */

typedef struct {
    const char *name; /* of the part */
    dk_buf bytes;
} dk_mark_part_out;

/* Parts to write for the comments of a sheet: comments, shapes, relationships. */
enum { DK_NOTES_PARTS = 3 };
typedef struct {
    dk_mark_part_out parts[DK_NOTES_PARTS];
} dk_mark_notes;

/* `types` is the content types part, changed in place. `out` is to be freed also after a failure.
 */
DK_MUST dk_code dk_mark_notes_write(dk_book *book, const dk_mark_sheet *sheet, const char *author,
                                    dk_buf *types, dk_mark_notes *out, dk_err *err);
void dk_mark_notes_done(dk_mark_notes *notes);

/* Tells the content types that `part` is of `type`. False: the part is odd, or memory. */
bool dk_mark_content_type(dk_buf *types, const char *part, const char *type);
/* Adds a relationship; starts the part when `relations` is empty. `type` is the last word of the
 * type. */
bool dk_mark_relation(dk_buf *relations, const char *id, const char *type, const char *target,
                      bool is_strict);

#endif
