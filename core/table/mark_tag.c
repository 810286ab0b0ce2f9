/* core/table/mark_tag.c - start tags and small parts as bytes (mark_parts.h). */
#include <string.h>

#include "core/base/messages.h"
#include "core/base/utf8.h"
#include "core/table/mark_parts.h"
#include "core/table/messages.h"

enum { LARGEST_PART = 32 * 1024 * 1024, CHUNK = 64 * 1024 };

void dk_mark_text(dk_buf *out, const char *text)
{
    for (const char *end = text + strlen(text); text < end;) {
        int32_t c = dk_utf8_next(&text, end);
        if (c < 0 || (c < 0x20 && c != '\n'))
            continue; /* XML has no such characters */
        if (c > 0x7E || c == '\n' || c == '&' || c == '<' || c == '>' || c == '"')
            dk_buf_format(out, "&#%d;", (int)c);
        else
            dk_buf_char(out, (char)c);
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t find(const char *name, size_t len, const dk_attribute *attributes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(attributes[i].name) == len && memcmp(attributes[i].name, name, len) == 0)
            return i;
    return n;
}

void dk_mark_tag(dk_buf *out, const char *raw, size_t len, const dk_attribute *attributes, size_t n)
{
    /* The tag is well-formed: expat has read it. */
    const char *end = raw + len - 1, *p = raw;
    bool is_empty = len > 1 && end[-1] == '/';
    end -= is_empty;
    while (p < end && !is_blank(*p))
        p++;
    dk_buf_add(out, raw, (size_t)(p - raw));
    for (;;) {
        while (p < end && is_blank(*p))
            p++;
        const char *name = p;
        while (p < end && *p != '=' && !is_blank(*p))
            p++;
        size_t name_len = (size_t)(p - name);
        while (p < end && *p != '"' && *p != '\'')
            p++;
        if (p >= end)
            break;
        const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));
        if (close == NULL)
            break;
        p = close + 1;
        if (find(name, name_len, attributes, n) == n) {
            dk_buf_char(out, ' ');
            dk_buf_add(out, name, (size_t)(p - name));
        }
    }
    for (size_t i = 0; i < n; i++)
        if (attributes[i].value != NULL)
            dk_buf_format(out, " %s=\"%s\"", attributes[i].name, attributes[i].value);
    dk_buf_text(out, is_empty ? "/>" : ">");
}

static dk_code unfit(const char *what, dk_err *err)
{
    return DK_FAIL(err, MSG_TABLE_MARK, DK_NOWHERE, dk_arg_str(what));
}

dk_code dk_mark_part(dk_book *book, int64_t entry, dk_buf *out, dk_err *err)
{
    dk_part part;
    char chunk[CHUNK];
    size_t n = 0;
    if (dk_part_open(&part, &book->archive, entry, err) != DK_OK)
        return DK_FAILED;
    dk_code code;
    do {
        code = dk_part_read(&part, chunk, sizeof chunk, &n, err);
        if (code == DK_OK)
            dk_buf_add(out, chunk, n);
        if (code == DK_OK && out->len > LARGEST_PART)
            code = unfit(part.name, err);
    } while (code == DK_OK && n > 0);
    if (code == DK_OK && out->is_broken)
        code = DK_NO_MEMORY(err);
    if (code == DK_OK && out->len > 1 &&
        ((unsigned char)out->data[0] >= 0xFE || out->data[0] == 0 || out->data[1] == 0))
        code = unfit(part.name, err); /* UTF-16 */
    dk_part_close(&part);
    return code;
}

/* The last end tag of `name`, or NULL; *prefix gets "x:" or "". */
static char *last_end_tag(const dk_buf *buf, const char *name, char prefix[16])
{
    const size_t n = strlen(name);
    for (size_t at = buf->len; at-- > 0;) {
        if (buf->data[at] != '<' || buf->data[at + 1] != '/')
            continue;
        const char *from = buf->data + at + 2;
        size_t len = strcspn(from, "> \t\r\n");
        if (len < n || strncmp(from + len - n, name, n) != 0 ||
            (len > n && from[len - n - 1] != ':') || len - n >= 16)
            continue;
        memcpy(prefix, from, len - n);
        prefix[len - n] = '\0';
        return buf->data + at;
    }
    return NULL;
}

bool dk_mark_insert(dk_buf *out, const char *name, const char *text)
{
    char prefix[16];
    char *at = out->len == 0 ? NULL : last_end_tag(out, name, prefix);
    if (at == NULL)
        return false;
    const size_t head = (size_t)(at - out->data);
    dk_buf whole = DK_BUF_INIT;
    dk_buf_add(&whole, out->data, head);
    for (; *text != '\0'; text++) {
        dk_buf_char(&whole, *text);
        if (*text == '<' && (text[1] == '@' || (text[1] == '/' && text[2] == '@'))) {
            dk_buf_text(&whole, text[1] == '/' ? "/" : "");
            dk_buf_text(&whole, prefix);
            text += text[1] == '/' ? 2 : 1;
        }
    }
    dk_buf_add(&whole, out->data + head, out->len - head);
    dk_buf_done(out);
    *out = whole;
    return !whole.is_broken;
}
