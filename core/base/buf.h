/* core/base/buf.h - a growing byte buffer for building text.
 *
 * Memory failure is sticky: after it every append is a no-op and dk_buf_take fails, so a chain of
 * appends needs one check at its end. Append is O(len) amortised.
 */
#ifndef DK_CORE_BASE_BUF_H
#define DK_CORE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char *data; /* NUL-terminated after each append; NULL before the first */
    size_t len, capacity;
    bool is_broken; /* memory ran out at some append */
} dk_buf;

#define DK_BUF_INIT ((dk_buf){0})

void dk_buf_add(dk_buf *buf, const void *bytes, size_t len);
void dk_buf_text(dk_buf *buf, const char *text);
void dk_buf_char(dk_buf *buf, char c);
void dk_buf_format(dk_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Hands the bytes to the caller (free() them) and empties the buffer; NULL when memory ran out. */
char *dk_buf_take(dk_buf *buf, size_t *len);

/* Frees the bytes. */
void dk_buf_done(dk_buf *buf);

#endif
