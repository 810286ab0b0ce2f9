/* api/wire/match.h - an explained list as JSON (docs/formats.md, "Matches"). */
#ifndef DK_API_WIRE_MATCH_H
#define DK_API_WIRE_MATCH_H

#include "api/wire/json.h"
#include "core/match/advice.h"
#include "core/match/list.h"

/* The whole list in either direction. O(length of its texts). */
void dk_wire_match_list(dk_buf *out, const dk_match_list *list);

/* One pair in full, with what would lift the person (docs/formats.md "Matches"). */
void dk_wire_match_detail(dk_buf *out, const dk_match_detail *detail);

#endif
