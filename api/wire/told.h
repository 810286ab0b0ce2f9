/* api/wire/told.h - what is told about forecasts beside the numbers themselves: plants,
 * corrections, past years, addressable demand of an item; scoreboard, changes and reporting as
 * bodies of their own. docs/formats.md has the forms. */
#ifndef DK_API_WIRE_TOLD_H
#define DK_API_WIRE_TOLD_H

#include "api/wire/json.h"
#include "models/ratio.h"
#include "models/told.h"

/* Members of an open object: shift, projects, corrections, manual12, past, past_score,
 * addressable. */
void dk_wire_reality(dk_json *json, const dk_outlook *outlook, const dk_outlook_item *item,
                     dk_lang lang);

void dk_wire_scoreboard(dk_buf *out, const dk_scoreboard *board, dk_lang lang);
void dk_wire_changes(dk_buf *out, const dk_changes *changes, dk_lang lang);
void dk_wire_reporting(dk_buf *out, const dk_reporting *reporting, dk_lang lang);

/* Openings per seeker: lines, total, and what had no class. */
void dk_wire_ratios(dk_buf *out, const dk_ratio_table *table, dk_lang lang);

#endif
