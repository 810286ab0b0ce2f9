/* models/pipeline.h - where students are in each term, and when they graduate (quota.h for the
 * model). */
#ifndef DK_MODELS_PIPELINE_H
#define DK_MODELS_PIPELINE_H

#include "models/quota.h"

/* The specialty's shares, with the problem's default, and 1 when neither is known. */
double dk_pipeline_boarding(const dk_quota_problem *problem, size_t specialty);
double dk_pipeline_retention(const dk_quota_problem *problem, size_t specialty);
double dk_pipeline_seek(const dk_quota_problem *problem, size_t specialty);

/* True when a cohort that entered in `entry` is on campus in `term`. */
bool dk_pipeline_on_campus(const dk_quota_specialty *specialty, int32_t entry, int32_t term);

/* Share of a cohort that entered in `entry` still there in `term`; 0 before entry and after the
 * end. */
double dk_pipeline_present(const dk_quota_problem *problem, size_t specialty, int32_t entry,
                           int32_t term);

/* Calendar year in which a cohort of `entry` looks for work: the year of the term after its last.
 */
int32_t dk_pipeline_year(const dk_quota_specialty *specialty, int32_t entry);

/* Job seekers per student at entry. */
double dk_pipeline_yield(const dk_quota_problem *problem, size_t specialty, int32_t entry);

/* Students of cohort `at` expected in `term`, and its job seekers at graduation. */
double dk_pipeline_cohort(const dk_quota_problem *problem, size_t specialty, size_t at,
                          int32_t term);
double dk_pipeline_cohort_seekers(const dk_quota_problem *problem, size_t specialty, size_t at);

/* First and last term in which a student of a decided intake is in the school. */
void dk_pipeline_span(const dk_quota_problem *problem, int32_t *first, int32_t *last);

#endif
