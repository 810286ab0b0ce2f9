/* models/limit/teachers.c - teachers of a specialty.
 *
 * In every term: full-time equivalents per class * classes on campus <= teachers. Cohorts already
 * in the school count as the fewest classes that hold them. Needs teachers, teachers per class and
 * class sizes of the specialty. */
#include <math.h>

#include "models/limit.h"
#include "models/pipeline.h"

static bool is_known(const dk_quota_problem *problem, size_t s)
{
    const dk_quota_specialty *one = &problem->specialties[s];
    return one->teachers >= 0 && one->teachers_per_class > 0 && one->class_max > 0;
}

static bool has_input(const dk_quota_problem *problem)
{
    return dk_limit_any(problem, is_known);
}

static double needed_already(const dk_quota_problem *problem, size_t s, int32_t term)
{
    const dk_quota_specialty *one = &problem->specialties[s];
    double classes = 0;
    for (size_t c = 0; c < one->n_cohorts; c++)
        if (dk_pipeline_on_campus(one, one->cohorts[c].term, term))
            classes += ceil(dk_pipeline_cohort(problem, s, c, term) / one->class_max - 1e-9);
    return classes * one->teachers_per_class;
}

static bool row(const dk_quota_problem *problem, dk_limit_sink *sink, size_t s, int32_t term)
{
    const dk_quota_specialty *one = &problem->specialties[s];
    dk_limit_term *terms = dk_limit_terms(sink, problem->n_intakes);
    size_t n = 0;
    if (terms == NULL)
        return false;
    for (size_t i = 0; i < problem->n_intakes; i++)
        if (dk_pipeline_on_campus(one, problem->intakes[i], term))
            terms[n++] = (dk_limit_term){true, s, i, one->teachers_per_class};
    dk_limit_head head = {.specialty = s,
                          .term = term,
                          .allowed = one->teachers,
                          .fixed = needed_already(problem, s, term)};
    return n == 0 || dk_limit_emit(sink, head, terms, n);
}

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    return dk_limit_each_term(problem, sink, is_known, row);
}

const dk_limit dk_limit_teachers = {
    .key = "teachers",
    .title = {"专业课教师", "teachers"},
    .clause = {"专业课教师（专任折合）按在校班级数核算",
               "teachers of the specialty against classes on campus"},
    .unit = {"名教师", "teacher"},
    .is_campus_term = true,
    .has_input = has_input,
    .rows = rows,
};
