/* api/usecase/file.c - see file.h. */
#include "api/usecase/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"

enum { FILE_MAX = 512 << 20, FIRST = 1 << 16 };

static dk_code fail_open(const char *path, int error, dk_err *err)
{
    dk_place place = {.file = path};
    if (error == ENOENT)
        return DK_FAIL(err, MSG_FILE_MISSING, place, dk_arg_str(path));
    return DK_FAIL(err, MSG_FILE_UNREADABLE, place, dk_arg_str(path), dk_arg_str(strerror(error)));
}

/* Reads to the end or the limit; *used gets the bytes read. NULL: memory. */
static unsigned char *read_all(FILE *file, size_t *used)
{
    size_t capacity = FIRST;
    unsigned char *bytes = NULL;
    for (*used = 0;; capacity *= 2) {
        unsigned char *grown = realloc(bytes, capacity + 1);
        if (grown == NULL) {
            free(bytes);
            return NULL;
        }
        bytes = grown;
        *used += fread(bytes + *used, 1, capacity - *used, file);
        if (*used < capacity || *used >= FILE_MAX)
            break;
    }
    bytes[*used] = '\0';
    return bytes;
}

dk_code dk_file_read(const char *path, unsigned char **out, size_t *len, dk_err *err)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return fail_open(path, errno, err);
    size_t used = 0;
    errno = 0;
    unsigned char *bytes = read_all(file, &used);
    int error = errno;
    bool has_failed = ferror(file) != 0;
    fclose(file);
    if (bytes == NULL)
        return DK_NO_MEMORY(err);
    if (has_failed) {
        free(bytes);
        return fail_open(path, error, err);
    }
    *out = bytes;
    *len = used;
    return DK_OK;
}
