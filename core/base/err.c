/* core/base/err.c - see err.h. Strings of an error live in its own fixed store; offset 0 is "". */
#include "core/base/err.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/parse.h"
#include "core/base/utf8.h"

/* Copies `text` into the store, cut at a character boundary when it does not fit; 0 for empty. */
static size_t keep(dk_err *err, const char *text)
{
    if (text == NULL || *text == '\0')
        return 0;
    size_t room = DK_ERR_STORE - err->used, len = strlen(text);
    if (room < 2)
        return 0;
    if (len > room - 1)
        len = dk_utf8_trim(text, room - 1);
    size_t at = err->used;
    memcpy(err->store + at, text, len);
    err->store[at + len] = '\0';
    err->used += len + 1;
    return at;
}

dk_code dk_fail(dk_err *err, const dk_msg *msg, dk_place place, const dk_arg *args, size_t n)
{
    assert(err != NULL && msg != NULL && n <= DK_ERR_ARGS);
    if (err->msg != NULL)
        return DK_FAILED;
    *err = DK_ERR_INIT;
    err->msg = msg;
    err->n_args = n;
    for (size_t i = 0; i < n; i++) {
        err->args[i].kind = args[i].kind;
        err->args[i].num = args[i].num;
        err->args[i].at = args[i].kind == DK_ARG_STR ? keep(err, args[i].str) : 0;
    }
    dk_err_locate(err, place);
    return DK_FAILED;
}

void dk_err_locate(dk_err *err, dk_place place)
{
    if (err->file_at == 0)
        err->file_at = keep(err, place.file);
    if (err->sheet_at == 0)
        err->sheet_at = keep(err, place.sheet);
    if (err->field_at == 0)
        err->field_at = keep(err, place.field);
    if (err->row == 0)
        err->row = place.row;
    if (err->column == 0)
        err->column = place.column;
}

static const char *stored(const dk_err *err, size_t at)
{
    return at == 0 ? NULL : err->store + at;
}

dk_place dk_err_place(const dk_err *err)
{
    return (dk_place){stored(err, err->file_at), stored(err, err->sheet_at), err->row, err->column,
                      stored(err, err->field_at)};
}

/* A bounded writer that never cuts inside a character. */
typedef struct {
    char *out;
    size_t size, len;
    bool is_full; /* something was cut: what comes later must not be glued to it */
} writer;

static void put(writer *w, const char *text, size_t len)
{
    if (w->is_full)
        return;
    if (w->len + len >= w->size) {
        len = dk_utf8_trim(text, w->size - 1 - w->len);
        w->is_full = true;
    }
    memcpy(w->out + w->len, text, len);
    w->len += len;
    w->out[w->len] = '\0';
}

static void put_arg(writer *w, const dk_err *err, size_t i)
{
    char buf[32];
    const char *text = buf;
    switch (err->args[i].kind) {
    case DK_ARG_STR:
        text = err->args[i].at == 0 ? "" : err->store + err->args[i].at;
        break;
    case DK_ARG_INT:
        snprintf(buf, sizeof buf, "%lld", (long long)err->args[i].num);
        break;
    case DK_ARG_FEN:
        dk_format_decimal(err->args[i].num, 2, buf);
        break;
    case DK_ARG_DAY:
        dk_day_format((dk_day)err->args[i].num, buf);
        break;
    }
    put(w, text, strlen(text));
}

/* Writes `format` with {0}..{5} replaced by the arguments of `err`. */
static size_t expand(const dk_err *err, const char *format, char *out, size_t size)
{
    assert(size > 0);
    writer w = {out, size, 0, false};
    out[0] = '\0';
    while (*format != '\0') {
        size_t plain = strcspn(format, "{");
        put(&w, format, plain);
        format += plain;
        if (*format == '\0')
            break;
        size_t i = (size_t)(format[1] - '0');
        if (format[1] >= '0' && i < err->n_args && format[2] == '}') {
            put_arg(&w, err, i);
            format += 3;
        } else {
            put(&w, format++, 1);
        }
    }
    return w.len;
}

size_t dk_err_text(const dk_err *err, dk_lang lang, char *out, size_t size)
{
    assert(err->msg != NULL);
    return expand(err, dk_in(err->msg->text, lang), out, size);
}

size_t dk_err_next(const dk_err *err, dk_lang lang, char *out, size_t size)
{
    assert(err->msg != NULL);
    return expand(err, dk_in(err->msg->next, lang), out, size);
}

size_t dk_err_where(const dk_err *err, dk_lang lang, char *out, size_t size)
{
    assert(size > 0);
    dk_place p = dk_err_place(err);
    writer w = {out, size, 0, false};
    out[0] = '\0';
    char buf[64], letters[8];
    if (p.file != NULL)
        put(&w, p.file, strlen(p.file));
    if (p.sheet != NULL) {
        put(&w, lang == DK_ZH ? " 工作表“" : " sheet “",
            strlen(lang == DK_ZH ? " 工作表“" : " sheet “"));
        put(&w, p.sheet, strlen(p.sheet));
        put(&w, "”", strlen("”"));
    }
    if (p.row > 0) {
        int n = snprintf(buf, sizeof buf, lang == DK_ZH ? " 第 %lld 行" : " row %lld",
                         (long long)p.row);
        put(&w, buf, (size_t)n);
    }
    if (p.column > 0) {
        dk_column_letters(p.column, letters);
        int n = snprintf(buf, sizeof buf, lang == DK_ZH ? " %s 列" : " column %s", letters);
        put(&w, buf, (size_t)n);
    }
    if (p.field != NULL) {
        const char *open = lang == DK_ZH ? "（" : " (", *close = lang == DK_ZH ? "）" : ")";
        put(&w, open, strlen(open));
        put(&w, p.field, strlen(p.field));
        put(&w, close, strlen(close));
    }
    return w.len;
}

dk_code dk_err_list_add(dk_err_list *list, dk_err *err)
{
    assert(err->msg != NULL);
    list->total++;
    if (list->limit == 0 || list->n < list->limit) {
        const dk_err **items =
            dk_arena_grow(list->arena, list->items, list->n, &list->capacity, sizeof *items);
        size_t size = offsetof(dk_err, store) + err->used;
        dk_err *copy = items == NULL ? NULL : dk_arena_alloc(list->arena, size);
        if (copy == NULL) {
            *err = DK_ERR_INIT;
            return DK_NO_MEMORY(err);
        }
        memcpy(copy, err, size);
        list->items = items;
        list->items[list->n++] = copy;
    }
    *err = DK_ERR_INIT;
    return DK_OK;
}

void dk_column_letters(int64_t column, char out[8])
{
    char reversed[8];
    size_t n = 0;
    for (; column > 0 && n < 7; column = (column - 1) / 26)
        reversed[n++] = (char)('A' + (column - 1) % 26);
    for (size_t i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    out[n] = '\0';
}
