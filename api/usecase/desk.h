/* api/usecase/desk.h - the morning's list of a centre (docs/formats.md, "Desk"). */
#ifndef DK_API_USECASE_DESK_H
#define DK_API_USECASE_DESK_H

#include "api/usecase/usecase.h"
#include "core/register/desk.h"

enum { DK_DESK_DAYS = 14 }; /* posts that end within so many days */

/* as_of DK_DAY_NONE: posts as of the centre's day, senders of the month of the clock (files come
 * when they come, whatever day the data is for). Else both as of that day. In the arena. O(uploads
 * + batches). */
DK_MUST dk_code dk_uc_desk(const dk_call *call, int32_t as_of, dk_desk *out, dk_err *err);

/* Changes of a record, newest first, at most `limit`; 0: all (dk_store_history). */
DK_MUST dk_code dk_uc_history(const dk_call *call, const dk_register *reg, int64_t id, size_t limit,
                              dk_history *out, dk_err *err);

/* Counts per value of a field among the rows of a query (dk_store_facets). MSG_PARAM_INVALID when
 * the register has no such field. */
DK_MUST dk_code dk_uc_facets(const dk_call *call, const dk_query *query, const char *field,
                             dk_facets *out, dk_err *err);

#endif
