/* api/wire/desk.h - the desk, the history of a record and facets as JSON (docs/formats.md). */
#ifndef DK_API_WIRE_DESK_H
#define DK_API_WIRE_DESK_H

#include "api/wire/json.h"
#include "core/register/codes.h"
#include "core/register/desk.h"
#include "core/register/facet.h"
#include "core/register/staged.h"

/* Each function writes one JSON value; out->is_broken tells when memory was out. O(items). */

void dk_wire_desk(dk_buf *out, const dk_desk *desk, int32_t zone_minutes);

/* The history of one record; times in the zone of the centre. */
void dk_wire_history(dk_buf *out, const dk_register *reg, int64_t id, const dk_history *history,
                     int32_t zone_minutes);

/* Codes come with their names in `lang`, valid on any day. */
void dk_wire_facets(dk_buf *out, const dk_field *field, const dk_codes *codes, dk_lang lang,
                    const dk_facets *facets);

#endif
