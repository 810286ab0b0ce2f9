/* api/usecase/file.h - a whole file in memory. */
#ifndef DK_API_USECASE_FILE_H
#define DK_API_USECASE_FILE_H

#include <stddef.h>

#include "core/base/err.h"

/* Reads `path` up to 512 MiB into *out (free() it; a NUL follows the bytes). */
DK_MUST dk_code dk_file_read(const char *path, unsigned char **out, size_t *len, dk_err *err);

#endif
