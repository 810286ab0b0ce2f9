/* core/match/advice.h - (caller) what would help, in words: plain types for one pair in full and
 * for the wider search, filled by the use case from lift.h and wider.h. */
#ifndef DK_CORE_MATCH_ADVICE_H
#define DK_CORE_MATCH_ADVICE_H

#include "core/match/lift.h"
#include "core/match/list.h"

typedef struct {
    const char *kind, *words; /* "certificate", "取得焊工特种作业证" */
    int32_t hours;
    dk_day ready_on;
    int64_t course; /* record number of the approved course, 0 none */
    const char *course_no, *course_label, *course_line;
} dk_advice_change;

typedef struct {
    const dk_advice_change *changes;
    size_t n_changes;
    int32_t hours;
    dk_day ready_on;
    bool is_late;
    dk_standing after;
} dk_advice_lift;

/* One pair in full. */
typedef struct {
    dk_match_list list; /* names of the subject; matches[0] is the pair */
    dk_standing before;
    size_t n_candidates, seats;
    const dk_advice_lift *lifts;
    size_t n_lifts;
    const dk_advice_change *gaps;
    size_t n_gaps;
} dk_match_detail;

#endif
