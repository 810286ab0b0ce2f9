/* api/usecase/forecast.h - demand by specialty: from the registers to series to forecasts; and
 * forecasts of series that a caller brings.
 *
 * A forecast of the registers is a generation: made once for a data version, day and horizon,
 * immutable, counted, and kept for the next call. Numbers are openings per month.
 */
#ifndef DK_API_USECASE_FORECAST_H
#define DK_API_USECASE_FORECAST_H

#include "api/usecase/outlook.h"
#include "api/usecase/usecase.h"
#include "models/outlook.h"
#include "models/request.h"

/* ---- forecasts of the registers (forecast.c) ---- */

enum { DK_FORECAST_HORIZON = 36, DK_FORECAST_HORIZON_MAX = 60 };

typedef struct dk_outlook_ref dk_outlook_ref;

/* All specialties that have a series, `horizon` months ahead (1..60; the outlook has 36 or 60
 * steps). Held until dk_uc_forecasts_release. The first call of a generation costs about 0.1 s per
 * specialty. */
DK_MUST dk_code dk_uc_forecasts(const dk_call *call, size_t horizon, dk_day as_of,
                                dk_outlook_ref **ref, const dk_outlook **out, dk_err *err);
void dk_uc_forecasts_release(dk_outlook_ref *ref); /* NULL is fine */

/* The item of a specialty by code or Chinese title, else MSG_FORECAST_SPECIALTY with the nearest.
 */
DK_MUST dk_code dk_uc_forecast_find(const dk_outlook *outlook, const char *specialty,
                                    const dk_outlook_item **out, dk_err *err);

/* A sheet (CSV or workbook) of the list, or of one item (`n_steps` of its forecast). */
DK_MUST dk_code dk_uc_forecast_export(const dk_outlook *outlook, const dk_outlook_item *item,
                                      size_t n_steps, const dk_export_options *options,
                                      dk_err *err);

/* ---- forecasts without a database (series_file.c) ---- */

/* Reads `series,period,value` (any order of rows and columns; an empty value or a left-out period
 * is missing) from a file, gzip or not, or "-" for standard input. season 0: by the kind of period
 * (12, 4, else 1). Series come in the order of their first rows, everything in the arena. Fails
 * with the row for a column that is not there, a period or value that is none, a period given
 * twice, or kinds mixed. O(n log n). */
DK_MUST dk_code dk_uc_series_read(const char *path, int32_t season, dk_arena *arena,
                                  dk_series **out, size_t *n, dk_err *err);

/* Reads `node,bottom` (a row per node and bottom series of it) from a file like the above. */
DK_MUST dk_code dk_uc_hierarchy_read(const char *path, dk_arena *arena, dk_hierarchy_link **out,
                                     size_t *n, dk_err *err);

/* Forecasts series of the caller on the machine's processors; the same on every machine. */
DK_MUST dk_code dk_uc_forecast_series(dk_forecast_request *request, const dk_series *series,
                                      size_t n, dk_arena *arena, dk_forecast_answer *out,
                                      dk_err *err);

#endif
