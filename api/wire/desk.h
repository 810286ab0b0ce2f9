/* api/wire/desk.h - the desk, the history of a record and facets as JSON (docs/formats.md). */
#ifndef DK_API_WIRE_DESK_H
#define DK_API_WIRE_DESK_H

#include "api/wire/json.h"
#include "core/register/codes.h"
#include "core/register/desk.h"
#include "core/register/staged.h"

void dk_wire_desk(dk_buf *out, const dk_desk *desk, int32_t zone_minutes);

/* Newest first, as dk_uc_history gives them. */
void dk_wire_history(dk_buf *out, const dk_register *reg, int64_t id,
                     const dk_record_change *changes, size_t n, int32_t zone_minutes);

typedef struct {
    const char *value; /* canonical */
    int64_t n;
} dk_wire_facet;

/* Codes come with their names in `lang`, valid on any day. */
void dk_wire_facets(dk_buf *out, const dk_field *field, const dk_codes *codes, dk_lang lang,
                    const dk_wire_facet *facets, size_t n, int64_t n_empty);

#endif
