/* core/table/source.h - the bytes of a file or of memory, read at any offset; private to
 * core/table. */
#ifndef DK_CORE_TABLE_SOURCE_H
#define DK_CORE_TABLE_SOURCE_H

#include "core/base/err.h"

typedef struct {
    int fd;                     /* -1 for memory */
    const char *path;           /* NULL for memory; borrowed */
    const unsigned char *bytes; /* memory; borrowed */
    uint64_t size;
} dk_source;

/* Opens a regular file for reading. */
DK_MUST dk_code dk_source_open(dk_source *source, const char *path, dk_err *err);
void dk_source_close(dk_source *source);

/* Up to `len` bytes from `offset`; returns how many (0 at the end), or -1 when the file cannot be
 * read. */
int64_t dk_source_read(const dk_source *source, uint64_t offset, void *out, size_t len);

/* MSG_FILE_UNREADABLE for a failed read. */
dk_code dk_source_failed(const dk_source *source, dk_err *err);

#endif
