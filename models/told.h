/* models/told.h - what pages and commands tell about forecasts, as plain types: changes since an
 * earlier day, firms that did not report, the scoreboard. The use cases fill them, wire and command
 * line print them; api/usecase/changes.h, reporting.h and scoreboard.h say what they mean.
 */
#ifndef DK_MODELS_TOLD_H
#define DK_MODELS_TOLD_H

#include "core/base/date.h"
#include "models/kept.h"
#include "models/outlook.h"

/* ---- what changed and why ---- */

typedef enum {
    DK_CHANGE_MODEL,
    DK_CHANGE_REVISION,
    DK_CHANGE_MONTHS,
    DK_CHANGE_PLANTS,
    DK_CHANGE_CORRECTION,
    DK_N_CHANGES
} dk_change_kind;

typedef struct {
    const char *key;
    dk_text title;
} dk_change_title;

extern const dk_change_title dk_change_titles[DK_N_CHANGES];

typedef struct {
    const char *specialty;
    dk_text title;
    double before, after; /* twelve months' totals, corrections included */
    double delta[DK_N_CHANGES];
    bool is_known[DK_N_CHANGES]; /* false: could not be told apart, its delta is 0 */
} dk_change_line;

typedef struct {
    dk_day since, as_of;
    int64_t seq_then, seq_now;
    int64_t first; /* month index of the first of the twelve */
    dk_change_line *lines;
    size_t n;
} dk_changes;

/* ---- who reported ---- */

typedef enum { DK_REPORT_MISSING, DK_REPORT_LESS } dk_report_state;

typedef struct {
    int64_t id;                         /* of the register enterprises */
    const char *uscc, *name, *industry; /* a code, "" when it is not known */
    dk_text industry_title;             /* what the code means; the code when no list says it */
    dk_report_state state;
    double usual, share;   /* openings a month; 0..1 of all expected */
    int64_t reported;      /* openings this month; -1: no report */
    dk_month last;         /* last month reported before */
    int32_t silent_months; /* months without a report up to this one; 0: reported */
} dk_report_line;

typedef struct {
    dk_day as_of;
    dk_month month;
    size_t n_expected, n_reported;
    double covered; /* share of the usual openings of those who reported; -1: nobody is expected */
    dk_report_line *lines; /* missing before less, larger share first */
    size_t n;
} dk_reporting;

/* ---- forecasts kept ---- */

typedef struct {
    const dk_outlook *outlook; /* held by `ref` */
    dk_kept_score *kept;       /* newest first, then by specialty; item indexes outlook->items */
    size_t n_kept;
} dk_scoreboard;

#endif
