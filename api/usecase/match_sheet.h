/* api/usecase/match_sheet.h - match lists as a sheet: one row per candidate, what was set aside
 * below with its reason. */
#ifndef DK_API_USECASE_MATCH_SHEET_H
#define DK_API_USECASE_MATCH_SHEET_H

#include "api/usecase/usecase.h"

typedef struct dk_match_sheet dk_match_sheet;

/* Begins a sheet at how->path (CSV: NULL is standard output; a file gets a BOM). Free with
 * dk_match_sheet_finish or _abandon. */
DK_MUST dk_code dk_match_sheet_open(const dk_export_options *how, dk_match_sheet **out,
                                    dk_err *err);

/* Adds one list. */
DK_MUST dk_code dk_match_sheet_add(dk_match_sheet *sheet, const dk_match_list *list, dk_err *err);

/* Ends the file; the sheet is gone, also on failure. */
DK_MUST dk_code dk_match_sheet_finish(dk_match_sheet *sheet, dk_err *err);
void dk_match_sheet_abandon(dk_match_sheet *sheet); /* NULL is fine */

/* The lists of everyone open to work as a sheet; *n_lists gets their number. */
DK_MUST dk_code dk_uc_match_sheet(const dk_call *call, const dk_uc_match_options *options,
                                  const dk_export_options *how, const dk_progress *progress,
                                  size_t *n_lists, dk_err *err);

#endif
