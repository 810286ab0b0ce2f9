/* models/quota_report.h - an enrolment plan as a planner reads it.
 *
 * One line per specialty of the first intake (the later ones are planned with it so that today's
 * choice leaves beds for tomorrow's), each limit once with what one more of it is worth, last
 * year's plan beside it, and the limits that are off because nobody entered their input. Costs are
 * those of all intakes of the problem together, in the reader's unit.
 */
#ifndef DK_MODELS_QUOTA_REPORT_H
#define DK_MODELS_QUOTA_REPORT_H

#include "core/base/date.h"
#include "models/quota.h"

/* Location vector of a training model ("1+1+1" -> "CCCCFF"), NULL for one that plans no terms. */
const char *dk_training_locations(const char *model);

/* "1+1+1、2.5+0.5、1+2、2+1" for messages. */
extern const char DK_TRAINING_MODELS[];

/* Term of a month: the autumn term begins in August, the spring term in February (January belongs
 * to the autumn before). month = year * 12 + month - 1 as in core/base/date.h. */
int32_t dk_quota_term_of(dk_month month);

typedef struct {
    const char *specialty, *title, *model;
    int32_t now; /* last intake; -1: not known */
    int32_t quota, classes, floor;
    int32_t year; /* of graduation; the next four are of it */
    double demand_mean, demand_lo80, demand_hi80;
    double graduates; /* seeking work then, pipeline included */
    const char *reason;
} dk_quota_line;

typedef struct {
    const char *key; /* of limits.def; "teachers:700206" where it is of one specialty */
    const char *title, *unit;
    double used, allowed;
    bool has_used; /* false in a conflict, where there is no plan */
    bool is_lower, is_binding;
    double excess;    /* units beyond a limit that may be exceeded at its price; else 0 */
    const char *over; /* the same in words; NULL when excess is 0 */
    bool has_more;    /* the next three */
    double delta, cost;
    const char *words;
} dk_quota_limit_line;

typedef struct {
    const char *title;
    double total, unfilled, unplaced;
} dk_quota_costs;

typedef struct {
    const char *key, *title, *words;
} dk_quota_note;

typedef struct {
    int32_t intake, last_intake; /* years of the first and the last intake */
    dk_day as_of;                /* DK_DAY_NONE: a problem from a file */
    int64_t seq;
    const char *unit; /* of costs */
    dk_quota_status status;
    dk_quota_line *lines;
    size_t n_lines;
    dk_quota_limit_line *limits; /* those that bind first; in a conflict only its members */
    size_t n_limits;
    dk_quota_costs cost, baseline;
    bool has_baseline;
    dk_quota_note *missing;
    size_t n_missing;
    const char **conflict; /* keys of limits */
    size_t n_conflict;
} dk_quota_report;

/* What the reader needs beside the problem. Arrays are borrowed and must outlive the report. */
typedef struct {
    dk_day as_of;
    int64_t seq;
    const char *unit;
    double unit_cost;           /* of cost 1 in `unit`, > 0 */
    const char *const *models;  /* of each specialty, as its code */
    const dk_quota_note *notes; /* further things that could not be planned */
    size_t n_notes;
    dk_lang lang;
} dk_quota_facts;

/* Solves the problem and tells it. Everything in *out is owned by `arena`. */
DK_MUST dk_code dk_quota_tell(const dk_quota_problem *problem, const dk_quota_facts *facts,
                              dk_arena *arena, dk_quota_report *out, dk_err *err);

#endif
