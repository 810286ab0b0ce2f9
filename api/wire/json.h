/* api/wire/json.h - writing JSON straight into a buffer.
 *
 * Every reply is written front to back without a tree: 40 to 50 times the speed of building one,
 * and nothing can be lost on the way. What a tree library would turn into a missing member cannot
 * happen: invalid or cut UTF-8 becomes U+FFFD; numbers are integers or decimals, and only what is
 * computed in floating point (dk_json_real) is written so, without NaN. The bytes are those of
 * json_dumps(JSON_COMPACT); a test holds both against each other.
 *
 *     dk_json j = dk_json_begin(buf);
 *     dk_json_object(&j, NULL);            {
 *     dk_json_text(&j, "no", "T000001");     "no":"T000001",
 *     dk_json_array(&j, "items");            "items":[
 *     dk_json_int(&j, NULL, 3);                3
 *     dk_json_end(&j, ']');                  ]
 *     dk_json_end(&j, '}');                }
 *
 * `key` is NULL inside arrays and at the top. Memory failure is sticky in the buffer
 * (buf->is_broken). Each call is O(length of its text).
 */
#ifndef DK_API_WIRE_JSON_H
#define DK_API_WIRE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/date.h"
#include "core/base/text.h"

typedef struct {
    dk_buf *buf;
    bool needs_comma;
    int depth; /* open objects and arrays; 0 again when the document is complete */
} dk_json;

dk_json dk_json_begin(dk_buf *buf);
void dk_json_object(dk_json *json, const char *key);
void dk_json_array(dk_json *json, const char *key);

/* Closes the innermost object ('}') or array (']'). */
void dk_json_end(dk_json *json, char closing);

/* NULL text gives null. */
void dk_json_text(dk_json *json, const char *key, const char *text);
void dk_json_bytes(dk_json *json, const char *key, const char *text, size_t len);
void dk_json_int(dk_json *json, const char *key, int64_t value);
void dk_json_bool(dk_json *json, const char *key, bool value);
void dk_json_null(dk_json *json, const char *key);

/* value * 10^-scale without trailing zeros: (430050, 2) -> 4300.5; scale 0..9. */
void dk_json_decimal(dk_json *json, const char *key, int64_t value, int scale);

/* A measured or computed number with ten significant digits; what is not finite gives null. */
void dk_json_real(dk_json *json, const char *key, double value);

/* {"zh": .., "en": ..} */
void dk_json_both(dk_json *json, const char *key, dk_text text);

/* A day as "2026-03-05"; DK_DAY_NONE gives null. */
void dk_json_day(dk_json *json, const char *key, dk_day day);

/* UTC milliseconds as "2026-03-05T08:00:00+08:00" in a zone `zone_minutes` east of UTC. */
void dk_json_time(dk_json *json, const char *key, int64_t utc_ms, int32_t zone_minutes);

/* The same text for other uses, into out[32]. */
void dk_time_format(int64_t utc_ms, int32_t zone_minutes, char out[32]);

#endif
