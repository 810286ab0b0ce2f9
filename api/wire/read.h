/* api/wire/read.h - JSON from outside, with limits before anything is built.
 *
 * Bytes are walked once to count depth, elements and text lengths (so that nothing hostile reaches
 * the recursive parser), then parsed by Jansson (duplicate keys, NaN, NUL characters and invalid
 * UTF-8 are refused) and turned into a plain read-only tree in the arena, which later layers read
 * without knowing Jansson.
 */
#ifndef DK_API_WIRE_READ_H
#define DK_API_WIRE_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"

typedef enum {
    DK_JSON_NULL,
    DK_JSON_BOOL,
    DK_JSON_INT,
    DK_JSON_REAL,
    DK_JSON_TEXT,
    DK_JSON_ARRAY,
    DK_JSON_OBJECT
} dk_json_kind;

typedef struct dk_json_node {
    dk_json_kind kind;
    const char *key;                  /* inside an object, else NULL */
    int64_t num;                      /* BOOL (0, 1) and INT */
    double real;                      /* REAL, finite */
    const char *text;                 /* TEXT */
    const struct dk_json_node *items; /* ARRAY and OBJECT, in the order written */
    size_t n;
} dk_json_node;

typedef struct {
    size_t max_depth;      /* 32 */
    size_t max_elements;   /* 10,000: members, items and the values themselves */
    size_t max_text_bytes; /* 4 KiB per text, as written */
} dk_json_limits;

#define DK_JSON_LIMITS_INIT ((dk_json_limits){32, 10000, 4096})

/* The tree of `len` bytes, in the arena. limits NULL: defaults. O(len). */
DK_MUST dk_code dk_json_read(dk_arena *arena, const char *bytes, size_t len,
                             const dk_json_limits *limits, const dk_json_node **out, dk_err *err);

/* The member `key` of an object, or NULL when there is none. O(members). */
const dk_json_node *dk_json_get(const dk_json_node *object, const char *key);

/* The integer member `key` within [min, max] into *out; an absent or null member leaves *out alone.
 */
DK_MUST dk_code dk_json_get_int(const dk_json_node *object, const char *key, int64_t min,
                                int64_t max, int64_t *out, dk_err *err);

/* The text member `key`; an absent or null member leaves *out alone. */
DK_MUST dk_code dk_json_get_text(const dk_json_node *object, const char *key, const char **out,
                                 dk_err *err);

#endif
