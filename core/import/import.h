/* core/import/import.h - a sheet and a register's field table to a batch in memory.
 *
 *   sheets -> header row -> mapping (column -> field) -> cleaning -> checks -> dk_batch + errors
 *
 * The header row is found by its titles (title rows above, two-row merged headers, units in
 * brackets and 合计 rows below are understood). A column is mapped by the field's key, titles and
 * synonyms, compared by dk_text_key; units in brackets are dropped. Nothing is guessed: an unmapped
 * column is listed, an ambiguous cell is an error that names sheet, row, column, value and what was
 * expected.
 *
 * The module asks "who is this?" and "which code?" through dk_import_source; it knows no database.
 */
#ifndef DK_CORE_IMPORT_IMPORT_H
#define DK_CORE_IMPORT_IMPORT_H

#include "core/register/batch.h"
#include "core/register/codes.h"
#include "core/register/derive.h"
#include "core/table/table.h"

/* What import asks of the world; a use case or a test fills it. */
typedef struct {
    void *ctx;
    /* "Which code?" of a text that no code, name or alias equals. Sets *code to the one that is
     * surely meant; else leaves it NULL and *near to what may be meant, for the error ("" when
     * nothing is near). Texts are the callee's and live as long as the import. Not asked about
     * restricted fields. */
    dk_code (*which_code)(void *ctx, const dk_field *field, const char *text, const char **code,
                          const char **near, dk_err *err);
    /* "Who is this?" of a record whose row lacks the natural key. Sets *id to the number of the one
     * record that it surely is, and takes out of the row what that record tells already
     * (dk_record_settle); else leaves it 0. NULL: not asked. */
    dk_code (*who)(void *ctx, dk_record *record, int64_t *id, dk_err *err);
    /* For keys that follow from values nobody may read off them (dk_deriver). NULL: none follow. */
    dk_code (*token)(void *ctx, const char *text, char out[DK_TOKEN_SIZE], dk_err *err);
} dk_import_source;

/* A person's word on one column; it wins over every name the column has. */
typedef struct {
    const char *header; /* as written in the sheet (compared by dk_text_key); NULL: by column */
    size_t column;      /* 0-based; only without header */
    const char *field;  /* key, "enterprises.ent_name" for the other register of the sheet; NULL:
                         * leave  the column out */
} dk_import_override;

typedef struct {
    const dk_codes *codes;
    const dk_import_source *source;      /* NULL: nobody to ask */
    int32_t day;                         /* as-of: codes must be valid then */
    const dk_import_override *overrides; /* by column before by header, later before earlier */
    size_t n_overrides;
    /* Called every 1,000 rows with rows read; false cancels (MSG_CANCELLED). May be NULL. */
    bool (*progress)(void *ctx, size_t rows);
    void *progress_ctx;
    size_t error_limit; /* errors kept; more are counted. 0: 20,000 */
    bool only_headers;  /* which sheets fit and what their columns mean; no row is read */
} dk_import_options;

/* Which column was taken for what. */
typedef struct {
    size_t column;          /* 0-based in the sheet */
    const char *header;     /* as written, two-row headers joined by / */
    const dk_register *reg; /* NULL: not mapped */
    size_t field;
    const char *how; /* "key", "title", "synonym", "form" (forms.h), "chosen"; "twin": the name of
                      * what another column gives the code of, read where that is empty */
    int32_t confidence; /* 0..100: chosen and form 100, key 100, title 98, synonym 95; a title that
                         * stands below a group header 70; unmapped 0 */
} dk_mapping;

/* A sheet that was read. */
typedef struct {
    size_t sheet; /* index in the table */
    const char *name;
    int64_t header_row; /* 1-based; the last row of the header */
    size_t n_rows;      /* data rows */
} dk_import_sheet;

typedef struct {
    dk_batch batch;      /* rows of all sheets that were read */
    dk_err_list errors;  /* one per bad cell or record, in sheet order */
    dk_mapping *mapping; /* of the (last) sheet read */
    size_t n_mapping;
    const char *format;      /* dk_table_format */
    const char *sheet;       /* name of the first sheet read */
    int64_t header_row;      /* 1-based */
    dk_import_sheet *sheets; /* those that were read, in workbook order */
    size_t n_sheets;
    size_t n_rows;         /* data rows read */
    size_t n_refused;      /* rows with at least one error; they are not in the batch */
    dk_row_place *refused; /* which, in sheet order */
    size_t n_unnumbered;   /* rows taken without a person's number (core/register/derive.h) */
} dk_import;

/* Reads all visible sheets whose header fits `reg` (and reg->also). Fails for the whole file when
 * it is no table, is empty (MSG_SHEET_EMPTY) or no sheet's header fits (MSG_HEADER_UNKNOWN, naming
 * required titles that are missing). Bad rows are listed, never fatal. Everything lives in `arena`.
 * batch.hash is left zero for the caller. O(cells). */
DK_MUST dk_code dk_import_read(dk_table *table, const dk_register *reg,
                               const dk_import_options *options, dk_arena *arena, dk_import *out,
                               dk_err *err);

/* The sender's own file back with what is wrong in it (core/table/mark.h): every cell with an error
 * coloured and commented, and the column 错误原因. `table` is the one that `read` was read from.
 * With `only_refused` the workbook holds the rows above the data and the refused rows only, as
 * plain cells: what to send after a partial commit. Written to `path`. O(size of the file), memory
 * bounded. */
typedef struct {
    const char *path;
    dk_lang lang;
    bool only_refused;
} dk_import_back_options;
DK_MUST dk_code dk_import_back(dk_table *table, const dk_import *read,
                               const dk_import_back_options *options, dk_err *err);

/* One cell's text to a field's value: dates in all written forms, money texts, yes/no, codes by
 * code, name or alias, ID numbers with full-width digits or lower-case x, lists. Empty gives
 * ABSENT; a masked text of a restricted field gives SEALED, which says nothing. */
DK_MUST dk_code dk_import_value(dk_arena *arena, const dk_field *field, const dk_cell *cell,
                                const dk_import_options *options, dk_value *out, dk_err *err);

#endif
