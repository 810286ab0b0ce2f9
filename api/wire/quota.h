/* api/wire/quota.h - the enrolment plan as JSON, and a problem from JSON (docs/formats.md,
 * "Quota"). */
#ifndef DK_API_WIRE_QUOTA_H
#define DK_API_WIRE_QUOTA_H

#include "core/base/buf.h"
#include "models/quota_report.h"

/* The whole report. O(length of its texts). */
void dk_wire_quota(dk_buf *out, const dk_quota_report *report);

/* A problem and what telling it needs; everything is owned by `arena`. Unknown members, wrong types
 * and numbers out of range fail with their place as a JSON pointer. */
DK_MUST dk_code dk_wire_quota_read(dk_arena *arena, const char *bytes, size_t len,
                                   dk_quota_problem *problem, dk_quota_facts *facts, dk_err *err);

#endif
