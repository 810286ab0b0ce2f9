/* core/table/xlsx.h - the parts of the .xlsx reader; private to core/table.
 *
 *     xlsx_zip.c      the archive: checks before opening, parts inflated with every limit counted
 *     xlsx_xml.c      a part as XML events; no DTD, bounded depth and token size
 *     xlsx_book.c     which sheets there are and where (relationships, workbook)
 *     xlsx_strings.c  shared strings
 *     xlsx_styles.c   which cell formats show dates
 *     xlsx_cell.c     one cell's raw text to a dk_cell
 *     xlsx_sheet.c    rows
 *
 * Names of elements and attributes are compared without their namespace prefix, so that
 * transitional and Strict OOXML and producers that write <x:row> read alike. Part names from the
 * archive are only ever looked up in the archive.
 */
#ifndef DK_CORE_TABLE_XLSX_H
#define DK_CORE_TABLE_XLSX_H

#include <expat.h>
#include <zip.h>

#include "core/table/internal.h"

/* ---- archive ---- */

typedef struct {
    zip_t *zip;
    const dk_table *table; /* limits, source, name */
    uint64_t inflated;     /* bytes inflated so far; a part read again is not counted twice */
    uint64_t *counted;     /* per entry: bytes of it that are in `inflated` */
} dk_archive;

DK_MUST dk_code dk_archive_open(dk_archive *archive, const dk_table *table, dk_err *err);
void dk_archive_close(dk_archive *archive);

/* Index of the entry `name` (exact, else ignoring ASCII case), or -1. */
int64_t dk_archive_find(const dk_archive *archive, const char *name);

typedef struct {
    dk_archive *archive;
    zip_file_t *file;
    const char *name; /* borrowed from the archive */
    int64_t index;
    uint64_t compressed, inflated;
    uint64_t claimed; /* inflated size by the directory: good for a guess only */
} dk_part;

DK_MUST dk_code dk_part_open(dk_part *part, dk_archive *archive, int64_t index, dk_err *err);
void dk_part_close(dk_part *part);
/* Up to `len` inflated bytes; *n 0 at the end. Counts them against all limits. */
DK_MUST dk_code dk_part_read(dk_part *part, void *out, size_t len, size_t *n, dk_err *err);

/* ---- XML ---- */

typedef struct dk_xml dk_xml;

/* Events of one kind of part. `name` has no prefix; attributes are name, value, ..., NULL as expat
 * gives them (with prefix). A handler that fails sets xml->err and calls dk_xml_stop. */
typedef struct {
    void (*start)(dk_xml *xml, const char *name, const char **attributes);
    void (*end)(dk_xml *xml, const char *name);
    void (*text)(dk_xml *xml, const char *text, size_t len); /* NULL: text is ignored */
    /* The bytes of the part before they go to the parser; fails by setting xml->err. NULL: not
     * wanted. */
    void (*bytes)(dk_xml *xml, const char *bytes, size_t len);
} dk_xml_handler;

struct dk_xml {
    XML_Parser parser;
    dk_part part;
    const dk_xml_handler *handler;
    void *ctx;             /* the handler's state */
    dk_err *err;           /* of the call that is running */
    uint64_t fed;          /* bytes given to the parser */
    uint64_t fed_at_event; /* how many when the last event came */
    unsigned depth;        /* open elements; the root is 1 */
    bool is_suspended, at_end;
};

DK_MUST dk_code dk_xml_open(dk_xml *xml, dk_archive *archive, int64_t index,
                            const dk_xml_handler *handler, void *ctx, dk_err *err);
void dk_xml_close(dk_xml *xml);
/* Parses until a handler suspends (dk_xml_pause) or the part ends (xml->at_end). */
DK_MUST dk_code dk_xml_step(dk_xml *xml, dk_err *err);
void dk_xml_pause(dk_xml *xml);
void dk_xml_stop(dk_xml *xml); /* xml->err is set */
/* Opens, parses to the end, closes. */
DK_MUST dk_code dk_xml_run(dk_archive *archive, int64_t index, const dk_xml_handler *handler,
                           void *ctx, dk_err *err);

/* The name without its prefix. */
const char *dk_xml_local(const char *name);
/* Value of the attribute `name` (prefix ignored), or NULL. */
const char *dk_xml_get(const char **attributes, const char *name);
/* Undoes _xHHHH_ escapes in place (ECMA-376 part 1, 22.9.2.19); returns the new length. Escapes
 * that would give NUL or half a surrogate pair stay as they are. */
size_t dk_xml_unescape(char *text, size_t len);

/* Reads letters and digits of a reference such as $B$12; returns what follows, or NULL. */
const char *dk_xlsx_reference(const char *text, int64_t *row, int64_t *column);

/* ---- workbook ---- */

typedef struct {
    const char *id, *target;
    const char *type; /* last word of the type URI */
} dk_relation;

typedef struct {
    dk_arena *arena;
    dk_relation *items;
    size_t n, capacity;
} dk_relations;

typedef struct {
    const char **texts; /* borrowed from `arena` */
    size_t n, capacity;
    size_t n_bytes;
    dk_arena *arena;
} dk_strings;

typedef enum { DK_STYLE_PLAIN, DK_STYLE_DATE, DK_STYLE_TIME } dk_style;

typedef struct {
    unsigned char *styles; /* dk_style per cell format */
    size_t n;
} dk_styles;

typedef struct {
    dk_table *table;
    dk_archive archive;
    bool is_1904;
    const char *path;                    /* of the workbook part */
    int64_t *sheet_entries;              /* archive index per sheet */
    int64_t strings_entry, styles_entry; /* -1: none */
    dk_strings strings;
    dk_styles styles;
    struct dk_sheet_reader *reader;
} dk_book;

/* Relationships of the part `path` that stay in the archive; none when their part is missing. */
DK_MUST dk_code dk_relations_read(dk_book *book, const char *path, dk_relations *out, dk_err *err);
/* The first of that type, or NULL. */
const dk_relation *dk_relation_of_type(const dk_relations *relations, const char *type);
/* Name of the part that holds the relationships of `path`; NULL: memory. */
char *dk_relations_path(dk_arena *arena, const char *path);
/* `target` seen from the folder of the part `base`, without . and .. segments; NULL: memory. */
char *dk_part_resolve(dk_arena *arena, const char *base, const char *target);

/* Finds the workbook and its sheets; fills table->sheets. */
DK_MUST dk_code dk_book_read(dk_book *book, dk_err *err);
DK_MUST dk_code dk_strings_read(dk_book *book, dk_err *err);
void dk_strings_done(dk_strings *strings);
DK_MUST dk_code dk_styles_read(dk_book *book, dk_err *err);
void dk_styles_done(dk_styles *styles);

/* ---- cells ---- */

/* A number as a cell of the given style. `raw` is the text of <v>; the cell's text is written into
 * `buf`. False: raw is no number. */
bool dk_cell_number(const char *raw, dk_style style, bool is_1904, char buf[64], dk_cell *cell);
/* An ISO 8601 date cell (t="d"). False: none. */
bool dk_cell_iso(const char *raw, char buf[64], dk_cell *cell);

/* ---- rows ---- */

DK_MUST dk_code dk_sheet_open(dk_book *book, size_t sheet, dk_err *err);
/* dk_table_share. */
double dk_sheet_share(const dk_book *book);
DK_MUST dk_code dk_sheet_next(dk_book *book, dk_row *row, dk_err *err);
void dk_sheet_close(dk_book *book);

#endif
