/* api/usecase/reporting.h - which firms have not reported a month, or reported much less.
 *
 * Expected is a firm that reported one of the twelve months before, unless it is closed. What a
 * firm usually needs is the mean of what it reported in these months; `share` is its part of what
 * all expected firms usually need, so that the clerk calls the one that matters first.
 */
#ifndef DK_API_USECASE_REPORTING_H
#define DK_API_USECASE_REPORTING_H

#include "api/usecase/usecase.h"
#include "models/told.h"

/* Less: below this share of the usual number, when that is at least so many. */
#define DK_REPORT_LESS_SHARE 0.5
enum { DK_REPORT_LESS_MIN = 5, DK_REPORT_MONTHS_BACK = 12 };

/* `month` 0: the last one before as_of. Without reports in the year before it nobody is expected:
 * n_expected 0, covered -1. O(reports). */
DK_MUST dk_code dk_uc_reporting(const dk_call *call, dk_month month, dk_day as_of,
                                dk_reporting *out, dk_err *err);

#endif
