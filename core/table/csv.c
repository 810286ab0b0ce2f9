/* core/table/csv.c - rows of a CSV text (RFC 4180, strict about quotes).
 *
 * The decoded text is taken in slices that end at the next line break: such a slice completes one
 * row at most. A slice that is a whole row, as most are, is copied once and cut in place. Anything
 * else goes through the automaton character by character, so that a quoted cell may span slices:
 *
 *     state          separator    line break      quote          other
 *     ROW_BEGIN      cell         row             -> QUOTED      -> BARE
 *     FIELD_BEGIN    cell         cell, row       -> QUOTED      -> BARE
 *     BARE           cell         cell, row       error          kept
 *     QUOTED         kept         kept            -> QUOTE_SEEN  kept
 *     QUOTE_SEEN     cell         cell, row       kept, QUOTED   error
 *
 * Where the dialect has padding, blanks around a cell and around its quotes are dropped.
 *
 * Row numbers count records, blank lines included, as a spreadsheet program shows them. CR LF is
 * one line end: both end a row, the second of which is dropped.
 */
#include "core/table/csv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/utf8.h"
#include "core/table/encoding.h"
#include "core/table/internal.h"
#include "core/table/messages.h"

typedef enum { ROW_BEGIN, FIELD_BEGIN, BARE, QUOTED, QUOTE_SEEN } csv_state;

typedef struct {
    dk_table *table;
    dk_encoding encoding;
    size_t bom;
    dk_csv_dialect dialect;
    dk_decoder decoder;
    csv_state state;
    size_t n_blanks;  /* at the end of `field` or behind its quotes */
    dk_buf field;     /* the cell under way in the automaton */
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

/* True when the cell is one to keep; counts columns. */
static bool takes_cell(csv_reader *csv, const char *bytes, size_t len, size_t *column)
{
    csv->after_cr = false;
    *column = csv->column++;
    if (len == 0 || dk_text_is_blank(bytes, len))
        return false;
    csv->is_too_wide = csv->is_too_wide || *column >= csv->table->limits.max_columns;
    csv->is_too_long = csv->is_too_long || len > csv->table->limits.max_cell_bytes;
    return !csv->is_too_wide && !csv->is_too_long;
}

/* CR LF is one line end, also when the two stand in different slices; a lone CR (old Macintosh
 * files) is one as well. */
static void end_row(csv_reader *csv, char end)
{
    bool is_second = end == '\n' && csv->after_cr;
    csv->after_cr = end == '\r';
    if (is_second)
        return;
    csv->number++;
    csv->row_done = true;
}

/* ---- a whole row in place ---- */

/* The text of a quoted cell whose opening quote is at *at, its pairs of quotes joined; *at moves to
 * what follows. NULL: it has no end here. */
static char *cut_quoted(char **at, const char *stop, size_t *len)
{
    char *begin = *at + 1, *out = begin, *in = begin;
    for (;;) {
        char *quote = memchr(in, '"', (size_t)(stop - in));
        if (quote == NULL)
            return NULL;
        memmove(out, in, (size_t)(quote - in));
        out += quote - in;
        in = quote + 1;
        if (in == stop || *in != '"')
            break;
        *out++ = *in++;
    }
    *at = in;
    *len = (size_t)(out - begin);
    return begin;
}

/* Cuts a copy of the row into its cells; false where quotes do not fit: then the automaton says
 * what is wrong, or goes on with the next slice. */
static bool cut_row(csv_reader *csv, const char *text, size_t len)
{
    dk_buf *copy = &csv->row.text; /* empty: the row begins here */
    const char separator = csv->dialect.separator;
    dk_buf_add(copy, text, len - 1);
    if (copy->is_broken)
        return true;
    for (char *at = copy->data, *stop = at + copy->len; at <= stop; at++) {
        dk_cell cell = {.kind = DK_CELL_TEXT, .text = at, .is_untyped = true};
        size_t column;
        if (*at == '"') {
            cell.text = cut_quoted(&at, stop, &cell.len);
        } else {
            while (at < stop && *at != separator && *at != '"')
                at++;
            cell.len = (size_t)(at - cell.text);
        }
        if (cell.text == NULL || (at < stop && *at != separator))
            return false;
        copy->data[cell.text - copy->data + (ptrdiff_t)cell.len] = '\0';
        if (takes_cell(csv, cell.text, cell.len, &column))
            dk_rowbuf_borrow(&csv->row, column, &cell);
    }
    return true;
}

/* Reads a slice that is a whole row if its quotes fit: the way nearly all rows go; the automaton is
 * for the rest. What was noted of a row that is given up is taken back. */
static bool read_row(csv_reader *csv, const char *text, size_t len)
{
    assert(len > 0);
    const bool after_cr = csv->after_cr, is_too_long = csv->is_too_long;
    const bool is_too_wide = csv->is_too_wide;
    char last = text[len - 1];
    if (csv->state != ROW_BEGIN || (last != '\n' && last != '\r') || csv->dialect.has_padding)
        return false;
    if (len > 1 && !cut_row(csv, text, len)) {
        csv->column = 0;
        csv->after_cr = after_cr;
        csv->is_too_long = is_too_long;
        csv->is_too_wide = is_too_wide;
        dk_rowbuf_reset(&csv->row);
        return false;
    }
    end_row(csv, last);
    return true;
}

/* ---- the automaton ---- */

/* Blanks behind a bare cell are padding and dropped; behind a closing quote they never were in the
 * field. */
static void end_cell(csv_reader *csv)
{
    size_t column, len = csv->field.len - (csv->state == BARE ? csv->n_blanks : 0);
    dk_cell cell = {.kind = DK_CELL_TEXT, .text = csv->field.data, .len = len, .is_untyped = true};
    if (takes_cell(csv, cell.text, len, &column))
        dk_rowbuf_copy(&csv->row, column, &cell);
    csv->field.len = 0;
    csv->n_blanks = 0;
    csv->state = FIELD_BEGIN;
}

/* A separator or line break outside of quotes. */
static void end_by(csv_reader *csv, char c)
{
    bool is_break = c != csv->dialect.separator;
    if (!is_break || csv->state != ROW_BEGIN)
        end_cell(csv);
    if (!is_break)
        return;
    csv->state = ROW_BEGIN;
    end_row(csv, c);
}

/* One character; false where a quote stands in a bare cell or text behind a closing one. */
static bool step(csv_reader *csv, char c)
{
    bool is_end = c == csv->dialect.separator || c == '\r' || c == '\n';
    bool is_padding = csv->dialect.has_padding && !is_end && (c == ' ' || c == '\t');
    if (is_end && csv->state != QUOTED) {
        end_by(csv, c);
        return true;
    }
    switch (csv->state) {
    case ROW_BEGIN:
    case FIELD_BEGIN:
        if (is_padding)
            return true;
        csv->state = c == '"' ? QUOTED : BARE;
        if (c != '"')
            dk_buf_char(&csv->field, c);
        return true;
    case BARE:
        dk_buf_char(&csv->field, c);
        csv->n_blanks = is_padding ? csv->n_blanks + 1 : 0;
        return c != '"';
    case QUOTED:
        if (c == '"')
            csv->state = QUOTE_SEEN;
        else
            dk_buf_char(&csv->field, c);
        return true;
    case QUOTE_SEEN:
        csv->n_blanks += is_padding;
        if (c != '"' || csv->n_blanks > 0)
            return is_padding;
        csv->state = QUOTED;
        dk_buf_char(&csv->field, c);
        return true;
    }
    return false;
}

/* Inside quotes whole stretches are copied: a sheet with long quoted notes would else be read byte
 * by byte. False where quotes do not fit. */
static bool run(csv_reader *csv, const char *text, size_t len)
{
    for (const char *p = text, *end = text + len; p < end;) {
        if (csv->state == QUOTED) {
            const char *quote = memchr(p, '"', (size_t)(end - p));
            size_t n = quote == NULL ? (size_t)(end - p) : (size_t)(quote - p);
            dk_buf_add(&csv->field, p, n);
            p += n;
        }
        if (p < end && !step(csv, *p++))
            return false;
    }
    return true;
}

/* The end of the text; false inside quotes. */
static bool finish(csv_reader *csv)
{
    if (csv->state == QUOTED)
        return false;
    if (csv->state != ROW_BEGIN)
        end_by(csv, '\n');
    return true;
}

/* ---- the reader ---- */

static dk_code csv_rewind(dk_table *table, size_t sheet, dk_err *err)
{
    assert(sheet == 0);
    (void)sheet;
    csv_reader *csv = table->reader;
    dk_decoder_close(&csv->decoder);
    csv->state = ROW_BEGIN;
    csv->n_blanks = csv->field.len = 0;
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

/* Limits are checked here and not where they are passed, so that the place in the error is that of
 * the row. The first reason wins: quotes, memory, a cell, the columns. */
static dk_code check(csv_reader *csv, bool is_right, dk_err *err)
{
    const dk_table *table = csv->table;
    dk_place place = dk_table_place(table, csv->number + !csv->row_done, (int64_t)csv->column);
    if (!is_right)
        return DK_FAIL(err, MSG_TABLE_CSV_QUOTES, place, dk_arg_str(""));
    if (csv->row.is_broken || csv->row.text.is_broken || csv->field.is_broken)
        return DK_NO_MEMORY(err);
    if (csv->is_too_long || csv->field.len > table->limits.max_cell_bytes)
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
        return check(csv, finish(csv), err);
    }
    size_t n = slice_len(csv->text, csv->n_text);
    const char *text = csv->text;
    csv->text += n;
    csv->n_text -= n;
    return check(csv, read_row(csv, text, n) || run(csv, text, n), err);
}

/* Rows without any cell are no rows, but they count in the numbers people see. */
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
    dk_decoder_close(&csv->decoder);
    dk_rowbuf_done(&csv->row);
    dk_buf_done(&csv->field);
    free(csv);
    table->reader = NULL;
}

/* How far it is, 0 to below 1, in bytes of the file: what the progress bar shows. */
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

/* The dialect of the first block of text; the reader is rewound before it is used. */
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
    assert(table != NULL);
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
