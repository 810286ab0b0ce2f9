/* core/register/values.c - values as canonical text and back, equality, masking.
 *
 * Tuple text: rows joined by ';', columns by ':'; \ escapes \ : ; inside a column. Trailing empty
 * columns of a row are left out and rows without any value do not exist, so that equal lists have
 * equal text:
 *
 *     {S001, 3, assessed, NULL}, {S002, 2, NULL, NULL}   <->   S001:3:assessed;S002:2
 */
#include "core/register/register.h"

#include <assert.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/date.h"
#include "core/base/parse.h"
#include "core/base/utf8.h"
#include "core/register/checks.h"

size_t dk_field_columns(const dk_field *field)
{
    assert(field != NULL);
    return field->type == DK_TYPE_LIST ? field->n_sub : 1;
}

/* The sub-field of column `c`; a CODES item is checked and printed as text by its own field. */
static const dk_field *column_field(const dk_field *field, size_t c)
{
    return field->type == DK_TYPE_LIST ? &field->sub[c] : field;
}

static bool is_list(const dk_field *field)
{
    return field->type == DK_TYPE_LIST || field->type == DK_TYPE_CODES;
}

bool dk_value_is_empty(const dk_value *value)
{
    if (value->kind == DK_V_TEXT)
        return value->text == NULL || value->text[0] == '\0';
    if (value->kind == DK_V_LIST)
        return value->n_rows == 0;
    return value->kind == DK_V_ABSENT || value->kind == DK_V_NULL;
}

/* ---- to text ---- */

static void format_number(dk_type type, int64_t num, char out[32])
{
    if (type == DK_TYPE_DATE)
        dk_day_format((dk_day)num, out);
    else if (type == DK_TYPE_MONTH)
        dk_month_format((dk_month)num, out);
    else
        dk_format_decimal(num, type == DK_TYPE_DECIMAL || type == DK_TYPE_MONEY ? 2 : 0, out);
}

static void put_number(dk_buf *buf, dk_type type, int64_t num)
{
    char out[32];
    format_number(type, num, out);
    dk_buf_text(buf, out);
}

static void put_escaped(dk_buf *buf, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\\' || *text == ':' || *text == ';')
            dk_buf_char(buf, '\\');
        dk_buf_char(buf, *text);
    }
}

static void put_item(dk_buf *buf, dk_type type, const dk_value *item)
{
    if (item->kind == DK_V_INT)
        put_number(buf, type, item->num);
    else if ((item->kind == DK_V_TEXT || item->kind == DK_V_SEALED) && item->text != NULL)
        put_escaped(buf, item->text);
}

/* Columns of row `r` up to its last one with a value; 0 for an empty row. */
static size_t filled_columns(const dk_field *field, const dk_value *value, size_t r)
{
    size_t columns = dk_field_columns(field);
    const dk_value *row = value->items + r * columns;
    while (columns > 0 && dk_value_is_empty(&row[columns - 1]))
        columns--;
    return columns;
}

static void put_list(dk_buf *buf, const dk_field *field, const dk_value *value)
{
    size_t columns = dk_field_columns(field);
    bool is_first = true;
    for (size_t r = 0; r < value->n_rows; r++) {
        size_t filled = filled_columns(field, value, r);
        if (filled == 0)
            continue;
        if (!is_first)
            dk_buf_char(buf, ';');
        is_first = false;
        for (size_t c = 0; c < filled; c++) {
            if (c > 0)
                dk_buf_char(buf, ':');
            put_item(buf, column_field(field, c)->type, &value->items[r * columns + c]);
        }
    }
}

const char *dk_value_text(dk_arena *arena, const dk_field *field, const dk_value *value)
{
    assert(arena != NULL && field != NULL && value != NULL);
    if (value->kind == DK_V_ABSENT || value->kind == DK_V_NULL)
        return "";
    if (value->kind == DK_V_TEXT || value->kind == DK_V_SEALED)
        return value->text == NULL ? "" : dk_arena_text(arena, value->text);
    if (value->kind == DK_V_INT) {
        char number[32];
        format_number(field->type, value->num, number);
        return dk_arena_text(arena, number);
    }
    dk_buf buf = DK_BUF_INIT;
    put_list(&buf, field, value);
    const char *text = NULL;
    if (!buf.is_broken)
        text = buf.len == 0 ? "" : dk_arena_copy(arena, buf.data, buf.len);
    dk_buf_done(&buf);
    return text;
}

/* ---- from text ---- */

static bool parse_number(dk_type type, const char *text, int64_t *out)
{
    int32_t day;
    switch (type) {
    case DK_TYPE_DATE:
        return dk_day_parse(text, &day) && (*out = day, true);
    case DK_TYPE_MONTH:
        return dk_month_parse(text, &day) && (*out = day, true);
    case DK_TYPE_DECIMAL:
    case DK_TYPE_MONEY:
        return dk_parse_decimal(text, 2, out);
    case DK_TYPE_BOOL:
        return dk_parse_int(text, 0, 1, out);
    default:
        return dk_parse_int(text, INT64_MIN, INT64_MAX, out);
    }
}

static bool is_number(dk_type type)
{
    return type == DK_TYPE_INT || type == DK_TYPE_DECIMAL || type == DK_TYPE_MONEY ||
           type == DK_TYPE_DATE || type == DK_TYPE_MONTH || type == DK_TYPE_BOOL;
}

/* One plain value; `text` is kept by pointer. */
static dk_code parse_item(const dk_field *field, const char *text, dk_value *out, dk_err *err)
{
    dk_value value = {.kind = DK_V_NULL};
    if (text[0] != '\0' && is_number(field->type)) {
        value.kind = DK_V_INT;
        if (!parse_number(field->type, text, &value.num))
            return dk_value_malformed(field, err);
    } else if (text[0] != '\0') {
        value.kind = DK_V_TEXT;
        value.text = text;
    }
    *out = value;
    return DK_OK;
}

/* Rows a tuple text has at most: one more than its semicolons. */
static size_t count_rows(const char *text)
{
    size_t n = 1;
    for (; *text != '\0'; text++)
        n += *text == ';';
    return n;
}

/* Reads a tuple text in place: an unescaped column is never longer than what was read, so writing
 * it back cannot overtake reading. */
typedef struct {
    char *rest;
    bool is_end;
} tuples;

/* The next column, ended by NUL; returns the separator that ended it (':' ';' or NUL). */
static char next_column(tuples *in, char **column)
{
    char *from = in->rest, *to = in->rest;
    *column = to;
    while (*from != '\0' && *from != ':' && *from != ';') {
        if (*from == '\\' && from[1] != '\0')
            from++;
        *to++ = *from++;
    }
    char separator = *from;
    in->is_end = separator == '\0';
    in->rest = in->is_end ? from : from + 1;
    *to = '\0';
    return separator;
}

/* Parses one row; *is_filled tells whether any column has a value. */
static dk_code parse_row(const dk_field *field, tuples *in, dk_value *row, bool *is_filled,
                         dk_err *err)
{
    size_t columns = dk_field_columns(field), c = 0;
    char separator, *column;
    *is_filled = false;
    do {
        separator = next_column(in, &column);
        if (c >= columns)
            return dk_value_malformed(field, err);
        if (parse_item(column_field(field, c), column, &row[c], err) != DK_OK)
            return DK_FAILED;
        *is_filled = *is_filled || row[c].kind != DK_V_NULL;
        c++;
    } while (separator == ':');
    for (; c < columns; c++)
        row[c] = (dk_value){.kind = DK_V_NULL};
    return DK_OK;
}

static dk_code parse_list(dk_arena *arena, const dk_field *field, char *text, dk_value *out,
                          dk_err *err)
{
    dk_value list = {.kind = DK_V_LIST};
    size_t columns = dk_field_columns(field);
    list.items = dk_arena_array(arena, count_rows(text) * columns, sizeof *list.items);
    if (list.items == NULL)
        return DK_NO_MEMORY(err);
    for (tuples in = {text, false}; !in.is_end;) {
        bool is_filled;
        dk_value *row = list.items + list.n_rows * columns;
        if (parse_row(field, &in, row, &is_filled, err) != DK_OK)
            return DK_FAILED;
        list.n_rows += is_filled ? 1 : 0;
    }
    *out = list.n_rows > 0 ? list : (dk_value){.kind = DK_V_NULL};
    return DK_OK;
}

dk_code dk_value_parse(dk_arena *arena, const dk_field *field, const char *text, dk_value *out,
                       dk_err *err)
{
    assert(arena != NULL && field != NULL && text != NULL && out != NULL);
    char *copy = dk_arena_text(arena, text);
    if (copy == NULL)
        return DK_NO_MEMORY(err);
    return is_list(field) ? parse_list(arena, field, copy, out, err)
                          : parse_item(field, copy, out, err);
}

/* ---- equality ---- */

static bool items_equal(const dk_value *a, const dk_value *b)
{
    if (dk_value_is_empty(a) || dk_value_is_empty(b))
        return dk_value_is_empty(a) && dk_value_is_empty(b);
    if (a->kind != b->kind)
        return false;
    return a->kind == DK_V_INT ? a->num == b->num : strcmp(a->text, b->text) == 0;
}

/* Index of the next row >= r with a value, n_rows at the end. */
static size_t next_row(const dk_field *field, const dk_value *list, size_t r)
{
    while (r < list->n_rows && filled_columns(field, list, r) == 0)
        r++;
    return r;
}

static size_t rows_of(const dk_value *value)
{
    return value->kind == DK_V_LIST ? value->n_rows : 0;
}

static bool lists_equal(const dk_field *field, const dk_value *a, const dk_value *b)
{
    size_t columns = dk_field_columns(field), i = 0, j = 0;
    for (;;) {
        i = rows_of(a) == 0 ? 0 : next_row(field, a, i);
        j = rows_of(b) == 0 ? 0 : next_row(field, b, j);
        if (i >= rows_of(a) || j >= rows_of(b))
            return i >= rows_of(a) && j >= rows_of(b);
        for (size_t c = 0; c < columns; c++)
            if (!items_equal(&a->items[i * columns + c], &b->items[j * columns + c]))
                return false;
        i++;
        j++;
    }
}

bool dk_value_equal(const dk_field *field, const dk_value *a, const dk_value *b)
{
    assert(field != NULL && a != NULL && b != NULL);
    if (a->kind == DK_V_ABSENT || b->kind == DK_V_ABSENT)
        return a->kind == b->kind;
    if (a->kind == DK_V_SEALED || b->kind == DK_V_SEALED)
        return a->kind == b->kind && items_equal(a, b);
    return is_list(field) ? lists_equal(field, a, b) : items_equal(a, b);
}

/* ---- masking ---- */

/* The first `head` and last `tail` bytes of `text` with stars between; "*" when it is not longer.
 */
static const char *starred(dk_arena *arena, const char *text, size_t head, size_t tail,
                           size_t stars)
{
    size_t len = strlen(text);
    if (len <= head + tail)
        return "*";
    char *out = dk_arena_alloc(arena, head + stars + tail + 1);
    if (out == NULL)
        return "*";
    memcpy(out, text, head);
    memset(out + head, '*', stars);
    memcpy(out + head + stars, text + len - tail, tail);
    return out;
}

static const char *masked_text(dk_arena *arena, const dk_field *field, const char *text)
{
    size_t len = strlen(text);
    if (field->type == DK_TYPE_ID_NO && len >= 15)
        return starred(arena, text, 6, 4, len - 10);
    if (field->type == DK_TYPE_PHONE && len >= 9)
        return starred(arena, text, 3, 4, 4);
    if (field->type == DK_TYPE_TEXT && (field->flags & DK_F_LABEL) != 0) {
        const char *rest = text;
        if (dk_utf8_next(&rest, text + len) >= 0)
            return starred(arena, text, (size_t)(rest - text), 0, 1);
    }
    return "*";
}

static dk_value masked_list(dk_arena *arena, const dk_field *field, const dk_value *value)
{
    size_t columns = dk_field_columns(field);
    dk_value list = *value;
    list.items = dk_arena_array(arena, value->n_rows * columns, sizeof *list.items);
    if (list.items == NULL)
        return (dk_value){.kind = DK_V_SEALED, .text = "*"};
    for (size_t i = 0; i < value->n_rows * columns; i++)
        list.items[i] = dk_value_masked(arena, &field->sub[i % columns], &value->items[i]);
    return list;
}

dk_value dk_value_masked(dk_arena *arena, const dk_field *field, const dk_value *value)
{
    assert(arena != NULL && field != NULL && value != NULL);
    if (dk_value_is_empty(value) || value->kind == DK_V_SEALED)
        return *value;
    if ((field->flags & DK_F_RESTRICTED) != 0) {
        const char *text = value->kind == DK_V_TEXT ? masked_text(arena, field, value->text) : "*";
        return (dk_value){.kind = DK_V_SEALED, .text = text};
    }
    return field->type == DK_TYPE_LIST && value->kind == DK_V_LIST
               ? masked_list(arena, field, value)
               : *value;
}
