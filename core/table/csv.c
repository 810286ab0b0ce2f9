/* core/table/csv.c - rows of a CSV text by libcsv.
 *
 * libcsv pushes rows, dk_table_next pulls them. The decoded text is therefore fed in slices that
 * end at the next line break: such a slice completes one row at most. A quoted cell may span
 * slices.
 *
 * Row numbers count records, blank lines included, as a spreadsheet program shows them. CR LF is
 * one line end: libcsv (CSV_REPALL_NL) reports both characters, the second is dropped here.
 */
#include "core/table/csv.h"

#include <assert.h>
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/utf8.h"
#include "core/table/encoding.h"
#include "core/table/internal.h"
#include "core/table/messages.h"

typedef struct {
    dk_table *table;
    dk_encoding encoding;
    size_t bom;
    dk_csv_dialect dialect;
    dk_decoder decoder;
    struct csv_parser parser;
    bool has_parser;
    const char *text; /* decoded and not yet parsed */
    size_t n_text;
    bool at_end;
    dk_rowbuf row;
    bool row_done;  /* the row is complete */
    size_t column;  /* of the next cell */
    int64_t number; /* rows ended so far */
    int64_t n_rows; /* non-empty rows given out */
    bool after_cr;  /* the last row was ended by CR: a LF right after it belongs to it */
    bool is_too_long, is_too_wide;
} csv_reader;

static void on_cell(void *bytes, size_t len, void *ctx)
{
    csv_reader *csv = ctx;
    csv->after_cr = false;
    size_t column = csv->column++;
    if (len == 0 || dk_text_is_blank(bytes, len))
        return;
    if (column >= csv->table->limits.max_columns) {
        csv->is_too_wide = true;
        return;
    }
    if (len > csv->table->limits.max_cell_bytes) {
        csv->is_too_long = true;
        return;
    }
    dk_cell cell = {.kind = DK_CELL_TEXT, .text = bytes, .len = len, .is_untyped = true};
    dk_rowbuf_copy(&csv->row, column, &cell);
}

static void on_row(int end, void *ctx)
{
    csv_reader *csv = ctx;
    bool is_second = end == '\n' && csv->after_cr;
    csv->after_cr = end == '\r';
    if (is_second)
        return;
    csv->number++;
    csv->row_done = true;
}

static int no_space(unsigned char c)
{
    (void)c;
    return 0;
}

static void stop(csv_reader *csv)
{
    dk_decoder_close(&csv->decoder);
    if (csv->has_parser)
        csv_free(&csv->parser);
    csv->has_parser = false;
}

static dk_code csv_rewind(dk_table *table, size_t sheet, dk_err *err)
{
    assert(sheet == 0);
    (void)sheet;
    csv_reader *csv = table->reader;
    stop(csv);
    const unsigned char options = CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL;
    if (csv_init(&csv->parser, options) != 0)
        return DK_NO_MEMORY(err);
    csv->has_parser = true;
    csv_set_delim(&csv->parser, (unsigned char)csv->dialect.separator);
    if (!csv->dialect.has_padding)
        csv_set_space_func(&csv->parser, no_space); /* blanks are part of a field (RFC 4180) */
    csv->n_text = 0;
    csv->at_end = csv->row_done = csv->after_cr = csv->is_too_long = csv->is_too_wide = false;
    csv->column = 0;
    csv->number = csv->n_rows = 0;
    dk_rowbuf_reset(&csv->row);
    return dk_decoder_open(&csv->decoder, &table->source, csv->encoding, csv->bom, err);
}

/* Length of the text up to and including its first line break. */
static size_t slice_len(const char *text, size_t len)
{
    const char *lf = memchr(text, '\n', len);
    size_t n = lf == NULL ? len : (size_t)(lf - text) + 1;
    const char *cr = memchr(text, '\r', n);
    return cr == NULL ? n : (size_t)(cr - text) + 1;
}

static dk_code check(csv_reader *csv, bool parsed, dk_err *err)
{
    const dk_table *table = csv->table;
    dk_place place = dk_table_place(table, csv->number + !csv->row_done, (int64_t)csv->column);
    if (!parsed && csv_error(&csv->parser) == CSV_EPARSE)
        return DK_FAIL(err, MSG_TABLE_CSV_QUOTES, place, dk_arg_str(""));
    if (!parsed || csv->row.is_broken)
        return DK_NO_MEMORY(err);
    if (csv->is_too_long || csv->parser.entry_pos > table->limits.max_cell_bytes)
        return DK_FAIL(err, MSG_TABLE_CELL, place,
                       dk_arg_int((int64_t)table->limits.max_cell_bytes));
    if (csv->is_too_wide)
        return DK_FAIL(err, MSG_TABLE_COLUMNS, place,
                       dk_arg_int((int64_t)table->limits.max_columns));
    return DK_OK;
}

/* Feeds one slice, or finishes at the end of the text. */
static dk_code feed(csv_reader *csv, dk_err *err)
{
    if (csv->n_text == 0 && dk_decoder_next(&csv->decoder, &csv->text, &csv->n_text, err) != DK_OK)
        return DK_FAILED;
    if (csv->n_text == 0) {
        csv->at_end = true;
        return check(csv, csv_fini(&csv->parser, on_cell, on_row, csv) == 0, err);
    }
    size_t n = slice_len(csv->text, csv->n_text);
    size_t done = csv_parse(&csv->parser, csv->text, n, on_cell, on_row, csv);
    csv->text += n;
    csv->n_text -= n;
    return check(csv, done == n, err);
}

static dk_code csv_next(dk_table *table, dk_row *out, dk_err *err)
{
    csv_reader *csv = table->reader;
    for (;;) {
        dk_rowbuf_reset(&csv->row);
        csv->row_done = false;
        csv->column = 0;
        while (!csv->row_done && !csv->at_end)
            if (feed(csv, err) != DK_OK)
                return DK_FAILED;
        if (!dk_rowbuf_finish(&csv->row, csv->number, out))
            return DK_NO_MEMORY(err);
        if (out->n_cells > 0 && ++csv->n_rows > table->limits.max_rows)
            return DK_FAIL(err, MSG_TABLE_ROWS, dk_table_place(table, csv->number, 0),
                           dk_arg_int(table->limits.max_rows));
        if (out->n_cells > 0 || csv->at_end)
            return DK_OK;
    }
}

static void csv_close(dk_table *table)
{
    csv_reader *csv = table->reader;
    if (csv == NULL)
        return;
    stop(csv);
    dk_rowbuf_done(&csv->row);
    free(csv);
    table->reader = NULL;
}

static double csv_share(const dk_table *table)
{
    const csv_reader *csv = table->reader;
    return (double)csv->decoder.offset / ((double)table->source.size + 1);
}

static const dk_table_ops CSV_OPS = {csv_rewind, csv_next, csv_share, csv_close};

/* The sheet of a CSV is named after the file, without folder and extension. */
static char *sheet_name(const dk_table *table)
{
    const char *slash = strrchr(table->name, '/'), *name = slash == NULL ? table->name : slash + 1;
    const char *dot = strrchr(name, '.');
    return dk_arena_copy(table->arena, name,
                         dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name));
}

static dk_code sniff(csv_reader *csv, dk_err *err)
{
    const char *text;
    size_t len;
    if (dk_decoder_open(&csv->decoder, &csv->table->source, csv->encoding, csv->bom, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_decoder_next(&csv->decoder, &text, &len, err);
    if (code == DK_OK)
        csv->dialect = dk_csv_sniff(text, len);
    dk_decoder_close(&csv->decoder);
    return code;
}

dk_code dk_csv_open(dk_table *table, dk_err *err)
{
    csv_reader *csv = calloc(1, sizeof *csv);
    dk_sheet_info *sheet = dk_arena_alloc(table->arena, sizeof *sheet);
    char *name = sheet_name(table);
    if (csv == NULL || sheet == NULL || name == NULL) {
        free(csv);
        return DK_NO_MEMORY(err);
    }
    csv->table = table;
    table->reader = csv;
    table->ops = &CSV_OPS;
    sheet->name = name;
    table->sheets = sheet;
    table->n_sheets = 1;
    if (dk_encoding_detect(&table->source, &csv->encoding, &csv->bom, err) != DK_OK)
        return DK_FAILED;
    table->format = dk_arena_format(table->arena, "csv/%s", dk_encoding_name(csv->encoding));
    return table->format == NULL ? DK_NO_MEMORY(err) : sniff(csv, err);
}
