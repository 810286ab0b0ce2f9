/* api/wire/search.h - what the search box found, as JSON (docs/formats.md "Search"). */
#ifndef DK_API_WIRE_SEARCH_H
#define DK_API_WIRE_SEARCH_H

#include "api/wire/json.h"
#include "core/register/found.h"

void dk_wire_search(dk_buf *out, const dk_found_list *list);

#endif
