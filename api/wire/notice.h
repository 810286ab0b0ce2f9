/* api/wire/notice.h - what a job notice must not say, as JSON (docs/formats.md, "Notices"). */
#ifndef DK_API_WIRE_NOTICE_H
#define DK_API_WIRE_NOTICE_H

#include "api/wire/json.h"
#include "core/match/notice.h"

/* The member "notices" of an open object. */
void dk_wire_notice_members(dk_json *json, const dk_post_notice *notices, size_t n, dk_lang lang);

/* The list as a document. */
void dk_wire_notices(dk_buf *out, const dk_post_notice *notices, size_t n, dk_lang lang);

#endif
