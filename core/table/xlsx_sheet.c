/* core/table/xlsx_sheet.c - rows of a worksheet (xlsx.h).
 *
 *     <sheetData> <row r="7"> <c r="B7" t="s" s="3"> <f>..</f> <v>12</v> </c> ... </row>
 * </sheetData> <mergeCells> <mergeCell ref="A1:C1"/> </mergeCells>
 *
 * The parser is paused at the end of each row that is not empty, so memory is one row. Rows and
 * cells may leave out r (then they follow the one before) but never go back. Limits count what
 * holds something: files formatted down to row 1,048,576 are honest. Formulas give their cached
 * value.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/table/messages.h"
#include "core/table/xlsx.h"

enum { LAST_ROW = 1 << 20, LAST_COLUMN = 1 << 14, MAX_MERGED = 100000 };

typedef enum { T_NUMBER, T_SHARED, T_INLINE, T_FORMULA, T_BOOL, T_ERROR, T_ISO } cell_type;

typedef struct dk_sheet_reader {
    dk_xml xml;
    dk_book *book;
    dk_rowbuf row;
    bool in_data, in_row, in_cell, in_inline;
    bool takes_text;    /* inside a <v> or <t> whose text counts */
    unsigned phonetic;  /* open <rPh> */
    int64_t row_number; /* of the current row */
    int64_t column;     /* of the current or last cell, 1-based */
    cell_type type;
    dk_style style;
    dk_buf value;
    int64_t n_rows; /* rows that are not empty */
    size_t merged_capacity;
    bool row_ready;
    dk_row out;
} reader;

/* A workbook has five names a cell, most of one letter: a call of strcmp costs more than the
 * comparison. */
static inline bool is_name(const char *name, const char *want)
{
    while (*name != '\0' && *name == *want)
        name++, want++;
    return *name == *want;
}

/* Stops parsing with an error at the current cell. */
static void fail(reader *s, const dk_msg *msg, const dk_arg *arg)
{
    int64_t column = s->in_cell ? s->column : 0;
    (void)dk_fail(s->xml.err, msg, dk_table_place(s->book->table, s->row_number, column), arg, 1);
    dk_xml_stop(&s->xml);
}

static void fail_int(reader *s, const dk_msg *msg, int64_t limit)
{
    const dk_arg arg = dk_arg_int(limit);
    fail(s, msg, &arg);
}

static void fail_damaged(reader *s)
{
    const dk_arg arg = dk_arg_str(s->xml.part.name);
    fail(s, &MSG_TABLE_DAMAGED, &arg);
}

static void fail_memory(reader *s)
{
    (void)DK_NO_MEMORY(s->xml.err);
    dk_xml_stop(&s->xml);
}

const char *dk_xlsx_reference(const char *text, int64_t *row, int64_t *column)
{
    const char *p = text;
    int64_t letters = 0, digits = 0;
    p += *p == '$';
    for (; *p >= 'A' && *p <= 'Z' && letters <= LAST_COLUMN; p++)
        letters = letters * 26 + (*p - 'A' + 1);
    p += *p == '$';
    for (; *p >= '0' && *p <= '9' && digits <= LAST_ROW; p++)
        digits = digits * 10 + (*p - '0');
    if (letters < 1 || letters > LAST_COLUMN || digits < 1 || digits > LAST_ROW)
        return NULL;
    *row = digits;
    *column = letters;
    return p;
}

static void start_row(reader *s, const char **attributes)
{
    const char *r = dk_xml_get(attributes, "r");
    int64_t number = s->row_number + 1;
    s->in_row = true;
    s->column = 0;
    dk_rowbuf_reset(&s->row);
    bool is_good = number <= LAST_ROW && (r == NULL || dk_parse_int(r, number, LAST_ROW, &number));
    s->row_number = number;
    if (!is_good)
        fail_damaged(s);
}

static cell_type type_of(const char *t)
{
    static const struct {
        const char *name;
        cell_type type;
    } types[] = {{"s", T_SHARED},    {"n", T_NUMBER}, {"inlineStr", T_INLINE},
                 {"str", T_FORMULA}, {"b", T_BOOL},   {"e", T_ERROR},
                 {"d", T_ISO}};
    for (size_t i = 0; t != NULL && i < sizeof types / sizeof *types; i++)
        if (is_name(t, types[i].name))
            return types[i].type;
    return T_NUMBER;
}

static void start_cell(reader *s, const char **attributes)
{
    const char *r = NULL, *t = NULL, *style = NULL;
    for (; *attributes != NULL; attributes += 2) {
        if (attributes[0][1] != '\0')
            continue; /* r, t and s are all that matters */
        if (attributes[0][0] == 'r')
            r = attributes[1];
        else if (attributes[0][0] == 't')
            t = attributes[1];
        else if (attributes[0][0] == 's')
            style = attributes[1];
    }
    int64_t row = s->row_number, column = s->column + 1;
    s->in_cell = true;
    s->value.len = 0;
    s->type = type_of(t);
    s->style = DK_STYLE_PLAIN;
    int64_t index = 0;
    const dk_styles *styles = &s->book->styles;
    /* No format, and one that is not there, is the first (so for the marker, mark_styles.c). An
     * index is below n, which fits size_t. */
    if (style != NULL && styles->n > 0 && !dk_parse_int(style, 0, (int64_t)styles->n - 1, &index))
        index = 0;
    if (styles->n > 0)
        s->style = (dk_style)styles->styles[(size_t)index];
    const char *rest = r == NULL ? "" : dk_xlsx_reference(r, &row, &column);
    if (rest == NULL || *rest != '\0' || row != s->row_number || column <= s->column ||
        column > LAST_COLUMN)
        fail_damaged(s);
    else
        s->column = column;
}

static void add_merged(reader *s, const char **attributes)
{
    dk_table *table = s->book->table;
    const char *ref = dk_xml_get(attributes, "ref");
    dk_range range = {0};
    const char *rest = ref == NULL ? NULL : dk_xlsx_reference(ref, &range.row1, &range.column1);
    if (rest != NULL && *rest == ':')
        rest = dk_xlsx_reference(rest + 1, &range.row2, &range.column2);
    if (rest == NULL || *rest != '\0' || table->n_merged == MAX_MERGED) {
        fail_damaged(s);
        return;
    }
    if (range.row2 < range.row1 || range.column2 < range.column1)
        return; /* a single cell is no range */
    if (table->n_merged == s->merged_capacity) {
        size_t capacity = s->merged_capacity == 0 ? 64 : s->merged_capacity * 2;
        dk_range *more = realloc(table->merged, capacity * sizeof *more);
        if (more == NULL) {
            fail_memory(s);
            return;
        }
        table->merged = more;
        s->merged_capacity = capacity;
    }
    table->merged[table->n_merged++] = range;
}

static void start_in_cell(reader *s, const char *name)
{
    if (is_name(name, "v"))
        s->takes_text = !s->in_inline;
    else if (is_name(name, "is"))
        s->in_inline = true;
    else if (is_name(name, "rPh"))
        s->phonetic++;
    else if (is_name(name, "t"))
        s->takes_text = s->in_inline && s->phonetic == 0;
}

static void on_start(dk_xml *xml, const char *name, const char **attributes)
{
    reader *s = xml->ctx;
    if (s->in_cell)
        start_in_cell(s, name);
    else if (s->in_row && is_name(name, "c"))
        start_cell(s, attributes);
    else if (s->in_data && is_name(name, "row"))
        start_row(s, attributes);
    else if (is_name(name, "sheetData"))
        s->in_data = true;
    else if (is_name(name, "mergeCell"))
        add_merged(s, attributes);
}

static void on_text(dk_xml *xml, const char *text, size_t len)
{
    reader *s = xml->ctx;
    if (!s->takes_text)
        return;
    const size_t limit = s->book->table->limits.max_cell_bytes;
    if (s->value.len + len > limit)
        fail_int(s, &MSG_TABLE_CELL, (int64_t)limit);
    else
        dk_buf_add(&s->value, text, len);
}

static void put_text(reader *s, dk_cell_kind kind, const char *text, size_t len)
{
    if (kind == DK_CELL_TEXT && dk_text_is_blank(text, len))
        return;
    const dk_cell cell = {.kind = kind, .text = text, .len = len, .day = DK_DAY_NONE};
    dk_rowbuf_copy(&s->row, (size_t)s->column - 1, &cell);
}

static void put_shared(reader *s, const char *raw)
{
    const dk_strings *strings = &s->book->strings;
    int64_t index;
    if (strings->n == 0 || !dk_parse_int(raw, 0, (int64_t)strings->n - 1, &index)) {
        fail_damaged(s);
        return;
    }
    const char *text = strings->texts[(size_t)index];
    size_t len = strlen(text);
    if (dk_text_is_blank(text, len))
        return;
    const dk_cell cell = {.kind = DK_CELL_TEXT, .text = text, .len = len, .day = DK_DAY_NONE};
    dk_rowbuf_borrow(&s->row, (size_t)s->column - 1, &cell);
}

/* Turns the collected text into a cell of the row. */
static void put_value(reader *s)
{
    char buf[64], *raw = s->value.data;
    dk_cell cell;
    switch (s->type) {
    case T_SHARED:
        put_shared(s, raw);
        return;
    case T_INLINE:
    case T_FORMULA:
        put_text(s, DK_CELL_TEXT, raw, dk_xml_unescape(raw, s->value.len));
        return;
    case T_BOOL:
        put_text(s, DK_CELL_BOOL, *raw == '1' || *raw == 't' ? "1" : "0", 1);
        return;
    case T_ERROR:
        put_text(s, DK_CELL_ERROR, raw, s->value.len);
        return;
    case T_ISO:
        if (!dk_cell_iso(raw, buf, &cell))
            cell = (dk_cell){.kind = DK_CELL_TEXT, .text = raw, .len = s->value.len};
        break;
    case T_NUMBER:
        if (!dk_cell_number(raw, s->style, s->book->is_1904, buf, &cell)) {
            fail_damaged(s);
            return;
        }
        break;
    }
    dk_rowbuf_copy(&s->row, (size_t)s->column - 1, &cell);
}

static void end_cell(reader *s)
{
    if (s->value.is_broken) {
        fail_memory(s);
    } else if (s->value.len > 0) {
        const size_t limit = s->book->table->limits.max_columns;
        if (s->column > (int64_t)limit)
            fail_int(s, &MSG_TABLE_COLUMNS, (int64_t)limit);
        else
            put_value(s);
    }
    s->in_cell = s->in_inline = s->takes_text = false;
    s->phonetic = 0;
}

static void end_row(reader *s)
{
    s->in_row = false;
    if (s->xml.err->msg != NULL)
        return;
    if (!dk_rowbuf_finish(&s->row, s->row_number, &s->out)) {
        fail_memory(s);
        return;
    }
    if (s->out.n_cells == 0)
        return;
    const int64_t limit = s->book->table->limits.max_rows;
    if (++s->n_rows > limit) {
        fail_int(s, &MSG_TABLE_ROWS, limit);
        return;
    }
    s->row_ready = true;
    dk_xml_pause(&s->xml);
}

static void on_end(dk_xml *xml, const char *name)
{
    reader *s = xml->ctx;
    if (s->takes_text && (is_name(name, "v") || is_name(name, "t")))
        s->takes_text = false;
    else if (s->phonetic > 0 && is_name(name, "rPh"))
        s->phonetic--;
    else if (s->in_cell && is_name(name, "c"))
        end_cell(s);
    else if (s->in_row && !s->in_cell && is_name(name, "row"))
        end_row(s);
    else if (s->in_data && is_name(name, "sheetData"))
        s->in_data = false;
}

dk_code dk_sheet_open(dk_book *book, size_t sheet, dk_err *err)
{
    static const dk_xml_handler handler = {.start = on_start, .end = on_end, .text = on_text};
    dk_sheet_close(book);
    reader *s = calloc(1, sizeof *s);
    if (s == NULL)
        return DK_NO_MEMORY(err);
    s->book = book;
    book->reader = s;
    free(book->table->merged);
    book->table->merged = NULL;
    return dk_xml_open(&s->xml, &book->archive, book->sheet_entries[sheet], &handler, s, err);
}

double dk_sheet_share(const dk_book *book)
{
    const dk_part *part = &book->reader->xml.part;
    return (double)part->inflated / ((double)part->claimed + 1);
}

dk_code dk_sheet_next(dk_book *book, dk_row *row, dk_err *err)
{
    reader *s = book->reader;
    assert(s != NULL);
    s->row_ready = false;
    if (!s->xml.at_end && dk_xml_step(&s->xml, err) != DK_OK)
        return DK_FAILED;
    *row = s->row_ready ? s->out : (dk_row){.number = s->row_number};
    return DK_OK;
}

void dk_sheet_close(dk_book *book)
{
    reader *s = book->reader;
    if (s == NULL)
        return;
    dk_xml_close(&s->xml);
    dk_rowbuf_done(&s->row);
    dk_buf_done(&s->value);
    free(s);
    book->reader = NULL;
}
