/* api/wire/replay.h - placements ranked again, as JSON (docs/formats.md "Replay"). */
#ifndef DK_API_WIRE_REPLAY_H
#define DK_API_WIRE_REPLAY_H

#include "api/wire/json.h"
#include "core/match/replay.h"

/* The first `limit` cases; figures are of all. */
void dk_wire_replay(dk_buf *out, const dk_replay *replay, size_t limit, dk_lang lang);

#endif
