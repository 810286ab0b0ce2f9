/* api/http/target.h - the request target: path segments and parameters, decoded strictly.
 *
 * The raw target is decoded here and nowhere else. Percent escapes must be complete, %00 and what
 * is not UTF-8 are refused, so every text below is a plain NUL-terminated UTF-8 string. A slash
 * written as %2F stays inside its segment. "+" means a space in parameters only.
 */
#ifndef DK_API_HTTP_TARGET_H
#define DK_API_HTTP_TARGET_H

#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/err.h"

enum { DK_TARGET_PARAMS = 100, DK_TARGET_SEGMENTS = 16 };

typedef struct {
    const char *name, *value; /* value "" without '=' */
} dk_target_param;

typedef struct {
    const char *path;                         /* decoded, for the table of static files */
    const char *segments[DK_TARGET_SEGMENTS]; /* decoded, without slashes; "/v1/posts" has two */
    size_t n_segments;
    dk_target_param *params; /* in the order written */
    size_t n_params;
} dk_target;

/* Decodes `raw` ("/v1/posts?limit=5") into the arena. Fails with MSG_HTTP_ADDRESS,
 * MSG_HTTP_PARAMS_MANY or MSG_HTTP_PATH_UNKNOWN (too many segments, empty, "." or ".." segments).
 * O(length). */
DK_MUST dk_code dk_target_parse(dk_arena *arena, const char *raw, dk_target *out, dk_err *err);

#endif
