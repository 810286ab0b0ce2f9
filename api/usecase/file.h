/* api/usecase/file.h - a whole file in memory, and the columns of a data sheet by name. */
#ifndef DK_API_USECASE_FILE_H
#define DK_API_USECASE_FILE_H

#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/table/table.h"

enum { DK_FILE_MAX = 512 << 20 };

/* Reads `path` up to 512 MiB into *out (free() it; a NUL follows the bytes). */
DK_MUST dk_code dk_file_read(const char *path, unsigned char **out, size_t *len, dk_err *err);

/* The same for data files of any origin: "-" is standard input, and gzip (by its first bytes) is
 * inflated, up to 512 MiB. Fails with MSG_GZIP_DAMAGED or MSG_INPUT_TOO_BIG. */
DK_MUST dk_code dk_file_read_any(const char *path, unsigned char **out, size_t *len, dk_err *err);

/* Writes a whole file, replacing it; MSG_FILE_UNWRITTEN with the reason. */
DK_MUST dk_code dk_file_write(const char *path, const char *bytes, size_t len, dk_err *err);

/* The columns a data sheet has to have. */
typedef struct {
    const char *const *names; /* folded as titles are */
    size_t n;
    const char *expected; /* all of them, for people: "series,period,value" */
} dk_file_head;

/* Reads the first row of a data sheet: column[i] is the place of names[i] (of equal ones the last).
 * MSG_INPUT_COLUMN names the missing one, what was expected, and `file`. O(n * cells). */
DK_MUST dk_code dk_file_columns(dk_table *table, dk_arena *arena, const char *file,
                                const dk_file_head *head, size_t *column, dk_err *err);

#endif
