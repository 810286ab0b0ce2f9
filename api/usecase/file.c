/* api/usecase/file.c - see file.h. */
#include "api/usecase/file.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "api/usecase/messages.h"
#include "core/base/messages.h"

enum { FIRST = 1 << 16 };

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
        if (*used < capacity || *used >= DK_FILE_MAX)
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

/* Room for more output of `stream` behind *out; false when memory is out. */
static bool make_room(z_stream *stream, unsigned char **out, size_t *capacity)
{
    size_t used = stream->total_out;
    if (used < *capacity)
        return true;
    unsigned char *grown = realloc(*out, 2 * *capacity + 1);
    if (grown == NULL)
        return false;
    *out = grown;
    *capacity *= 2;
    stream->next_out = grown + used;
    stream->avail_out = (uInt)(*capacity - used);
    return true;
}

/* Replaces *bytes by what they inflate to. */
static dk_code inflate_all(unsigned char **bytes, size_t *len, const char *path, dk_err *err)
{
    enum { GZIP_BITS = 15 + 16 };
    z_stream stream = {.next_in = *bytes, .avail_in = (uInt)*len};
    size_t capacity = 4 * *len + FIRST;
    unsigned char *out = malloc(capacity + 1);
    int state = out == NULL ? Z_MEM_ERROR : inflateInit2(&stream, GZIP_BITS);
    bool is_started = state == Z_OK, is_too_big = false;
    stream.next_out = out;
    stream.avail_out = (uInt)capacity;
    while (state == Z_OK && !is_too_big) {
        if (!make_room(&stream, &out, &capacity))
            state = Z_MEM_ERROR;
        else
            state = inflate(&stream, Z_NO_FLUSH);
        is_too_big = stream.total_out > DK_FILE_MAX;
    }
    if (is_started)
        inflateEnd(&stream);
    if (state != Z_STREAM_END || is_too_big) {
        free(out);
        dk_place place = {.file = path};
        if (is_too_big)
            return DK_FAIL(err, MSG_INPUT_TOO_BIG, place, dk_arg_int(DK_FILE_MAX));
        return state == Z_MEM_ERROR ? DK_NO_MEMORY(err)
                                    : DK_FAIL(err, MSG_GZIP_DAMAGED, place, dk_arg_str(path));
    }
    free(*bytes);
    *bytes = out;
    *len = stream.total_out;
    out[*len] = '\0';
    return DK_OK;
}

dk_code dk_file_read_any(const char *path, unsigned char **out, size_t *len, dk_err *err)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    if (strcmp(path, "-") != 0) {
        if (dk_file_read(path, &bytes, &n, err) != DK_OK)
            return DK_FAILED;
    } else if ((bytes = read_all(stdin, &n)) == NULL) {
        return DK_NO_MEMORY(err);
    }
    dk_code code = DK_OK;
    if (n > 2 && bytes[0] == 0x1f && bytes[1] == 0x8b)
        code = inflate_all(&bytes, &n, path, err);
    if (code != DK_OK) {
        free(bytes);
        return code;
    }
    *out = bytes;
    *len = n;
    return DK_OK;
}

dk_code dk_file_write(const char *path, const char *bytes, size_t len, dk_err *err)
{
    assert(path != NULL && (bytes != NULL || len == 0));
    FILE *file = fopen(path, "wb");
    bool is_written = file != NULL && fwrite(bytes, 1, len, file) == len;
    int why = errno;
    if (file != NULL && fclose(file) != 0 && is_written) {
        is_written = false;
        why = errno;
    }
    return is_written ? DK_OK
                      : DK_FAIL(err, MSG_FILE_UNWRITTEN, DK_NOWHERE, dk_arg_str(path),
                                dk_arg_str(strerror(why)));
}

dk_code dk_file_columns(dk_table *table, dk_arena *arena, const char *file,
                        const dk_file_head *head, size_t *column, dk_err *err)
{
    assert(head->n > 0 && column != NULL);
    dk_row row;
    if (dk_table_rewind(table, 0, err) != DK_OK || dk_table_next(table, &row, err) != DK_OK)
        return DK_FAILED;
    for (size_t c = 0; c < head->n; c++) {
        column[c] = SIZE_MAX;
        for (size_t i = 0; i < row.n_cells; i++) {
            const char *key = dk_text_key(arena, row.cells[i].text);
            if (key == NULL)
                return DK_NO_MEMORY(err);
            if (strcmp(key, head->names[c]) == 0)
                column[c] = i;
        }
        if (column[c] == SIZE_MAX)
            return DK_FAIL(err, MSG_INPUT_COLUMN, ((dk_place){.file = file, .row = row.number}),
                           dk_arg_str(head->names[c]), dk_arg_str(head->expected));
    }
    return DK_OK;
}
