/* api/wire/rankings.h - what moved in everyone's lists and why, as JSON (docs/formats.md "What
 * moved"). */
#ifndef DK_API_WIRE_RANKINGS_H
#define DK_API_WIRE_RANKINGS_H

#include "api/wire/json.h"
#include "core/match/rankings.h"

void dk_wire_rank_changes(dk_buf *out, const dk_rank_changes *changes, dk_lang lang);

#endif
