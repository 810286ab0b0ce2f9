/* api/wire/exposure.h - how evenly lists name posts, as JSON (docs/formats.md "Exposure"). */
#ifndef DK_API_WIRE_EXPOSURE_H
#define DK_API_WIRE_EXPOSURE_H

#include "api/wire/json.h"
#include "core/match/exposure.h"

/* The members of an open object. */
void dk_wire_exposure_members(dk_json *json, const dk_exposure *exposure);

/* The document. */
void dk_wire_exposure(dk_buf *out, const dk_exposure *exposure);

#endif
