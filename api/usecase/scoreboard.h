/* api/usecase/scoreboard.h - every forecast kept, and what became of it.
 *
 * Two kinds of past forecasts are judged: those that were kept when they were made (register
 * forecast_runs), month by month as the truth comes in, and the totals of the last three years as
 * they would have been foretold (models/scoreboard.h), so that a new centre has a record too.
 */
#ifndef DK_API_USECASE_SCOREBOARD_H
#define DK_API_USECASE_SCOREBOARD_H

#include "api/usecase/call.h"
#include "api/usecase/forecast.h"
#include "models/told.h"

enum { DK_KEPT_MONTHS = 24 };

/* Keeps today's forecast of every specialty: one batch, one record per specialty; a second call for
 * the same day and the same data changes nothing. Needs DK_RIGHT_WRITE. */
DK_MUST dk_code dk_uc_forecast_keep(const dk_call *call, dk_day as_of, dk_apply_result *out,
                                    dk_err *err);

/* The outlook is held until dk_uc_forecasts_release(ref); the rest is in the arena. Records of a
 * specialty without a series now are left out. O(records * months). */
DK_MUST dk_code dk_uc_scoreboard(const dk_call *call, dk_day as_of, dk_outlook_ref **ref,
                                 dk_scoreboard *out, dk_err *err);

#endif
