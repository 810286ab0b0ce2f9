/* api/usecase/changes.h - what changed in the forecast since an earlier day, and why.
 *
 * Both forecasts are of the same twelve months: those from as_of's month on. Between the forecast
 * of then and that of now one input at a time is swapped, in this order, and the difference of each
 * step is told; the steps add up to the whole difference exactly.
 *
 *     model: the number kept then (register forecast_runs) -> the same data with today's program
 *
 *     revision: data as known then -> the same months as known now
 *
 *     months: the months that came since
 *
 *     plants: announced plants as known then -> now
 *
 *     correction: people's corrections as known then -> now; beside the model
 *
 * "As known then" is the state of the registers at the last change on or before the day. When no
 * demand had been entered by that day, the data of now cut off there stand in, and only the new
 * months can be told apart (the other steps have is_known false).
 */
#ifndef DK_API_USECASE_CHANGES_H
#define DK_API_USECASE_CHANGES_H

#include "api/usecase/call.h"
#include "api/usecase/forecast.h"
#include "models/told.h"

/* `since` DK_DAY_NONE: a month before as_of. Titles are those of `codes`, which the caller holds.
 * Fails with MSG_CHANGES_ORDER when since is not before as_of. Cost: the
 * outlook of now (that of dk_uc_forecasts) and up to three more; the last comparison is kept, so
 * that asking the same again, as a page, its sheet and the brief do, costs nothing. */
DK_MUST dk_code dk_uc_changes(const dk_call *call, dk_day since, dk_day as_of,
                              const dk_codes *codes, dk_changes *out, dk_err *err);

#endif
