/* core/base/buf.c - see buf.h. */
#include "core/base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for `more` bytes and the NUL. */
static bool reserve(dk_buf *buf, size_t more)
{
    if (buf->is_broken)
        return false;
    if (more < buf->capacity - buf->len)
        return true;
    size_t need;
    if (__builtin_add_overflow(buf->len, more, &need) || need > SIZE_MAX / 2 - 1) {
        buf->is_broken = true;
        return false;
    }
    size_t capacity = buf->capacity == 0 ? 256 : buf->capacity;
    while (capacity <= need)
        capacity *= 2;
    char *data = realloc(buf->data, capacity);
    if (data == NULL) {
        buf->is_broken = true;
        return false;
    }
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

void dk_buf_add(dk_buf *buf, const void *bytes, size_t len)
{
    if (!reserve(buf, len))
        return;
    if (len > 0)
        memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void dk_buf_text(dk_buf *buf, const char *text)
{
    dk_buf_add(buf, text, strlen(text));
}

void dk_buf_char(dk_buf *buf, char c)
{
    dk_buf_add(buf, &c, 1);
}

void dk_buf_format(dk_buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len >= 0 && reserve(buf, (size_t)len)) {
        vsnprintf(buf->data + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

char *dk_buf_take(dk_buf *buf, size_t *len)
{
    if (buf->data == NULL)
        dk_buf_add(buf, "", 0);
    if (buf->is_broken) {
        dk_buf_done(buf);
        return NULL;
    }
    char *data = buf->data;
    if (len != NULL)
        *len = buf->len;
    *buf = DK_BUF_INIT;
    return data;
}

void dk_buf_done(dk_buf *buf)
{
    free(buf->data);
    *buf = DK_BUF_INIT;
}
