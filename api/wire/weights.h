/* api/wire/weights.h - weights of matching and what others would move, as JSON (docs/formats.md
 * "Weights"). */
#ifndef DK_API_WIRE_WEIGHTS_H
#define DK_API_WIRE_WEIGHTS_H

#include "api/wire/json.h"
#include "core/match/preview.h"

/* {"name": "…", "weights": {"skills": 1000, …}}: read by the one grammar of weights files, so an
 * unknown key, a negative number or no weight at all is refused as there. Without a name: "try".
 */
DK_MUST dk_code dk_wire_weights_read(dk_arena *arena, const char *bytes, size_t len,
                                     dk_weights *out, dk_err *err);

void dk_wire_weights(dk_buf *out, const dk_weights *weights, int64_t seq, dk_lang lang);
void dk_wire_preview(dk_buf *out, const dk_preview *preview, int64_t seq, dk_lang lang);

#endif
