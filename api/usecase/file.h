/* api/usecase/file.h - a whole file in memory. */
#ifndef DK_API_USECASE_FILE_H
#define DK_API_USECASE_FILE_H

#include <stddef.h>

#include "core/base/err.h"

enum { DK_FILE_MAX = 512 << 20 };

/* Reads `path` up to 512 MiB into *out (free() it; a NUL follows the bytes). */
DK_MUST dk_code dk_file_read(const char *path, unsigned char **out, size_t *len, dk_err *err);

/* The same for data files of any origin: "-" is standard input, and gzip (by its first bytes) is
 * inflated, up to 512 MiB. Fails with MSG_GZIP_DAMAGED or MSG_INPUT_TOO_BIG. */
DK_MUST dk_code dk_file_read_any(const char *path, unsigned char **out, size_t *len, dk_err *err);

/* Writes a whole file, replacing it; MSG_FILE_UNWRITTEN with the reason. */
DK_MUST dk_code dk_file_write(const char *path, const char *bytes, size_t len, dk_err *err);

#endif
