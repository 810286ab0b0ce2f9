/* models/limit/workstations.c - practice places of a specialty.
 *
 * In every term: students on campus * half-days a student practises / half-days of a week <=
 * workstations: the places a full timetable needs at the same time. "Two welding classes of 40 on
 * 45 places in the same half-day" do not fit; with four half-days of ten each, 112 students do.
 * Needs workstations and practice half-days. */
#include "models/limit.h"
#include "models/pipeline.h"

static bool is_known(const dk_quota_problem *problem, size_t s)
{
    const dk_quota_specialty *one = &problem->specialties[s];
    return one->workstations >= 0 && one->practice_half_days > 0;
}

static bool has_input(const dk_quota_problem *problem)
{
    return dk_limit_any(problem, is_known);
}

static double share_of(const dk_quota_specialty *s)
{
    return s->practice_half_days / DK_QUOTA_HALF_DAYS;
}

static double taken_already(const dk_quota_problem *problem, size_t s, int32_t term)
{
    const dk_quota_specialty *one = &problem->specialties[s];
    double students = 0;
    for (size_t c = 0; c < one->n_cohorts; c++)
        if (dk_pipeline_on_campus(one, one->cohorts[c].term, term))
            students += dk_pipeline_cohort(problem, s, c, term);
    return students * share_of(one);
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
            terms[n++] = (dk_limit_term){
                false, s, i,
                share_of(one) * dk_pipeline_present(problem, s, problem->intakes[i], term)};
    dk_limit_head head = {.specialty = s,
                          .term = term,
                          .allowed = one->workstations,
                          .fixed = taken_already(problem, s, term)};
    return n == 0 || dk_limit_emit(sink, head, terms, n);
}

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    return dk_limit_each_term(problem, sink, is_known, row);
}

const dk_limit dk_limit_workstations = {
    .key = "workstations",
    .title = {"实训工位", "workstations"},
    .clause = {"实训工位按在校学生每周实训半天数核算",
               "practice places against the half-days students on campus practise"},
    .unit = {"个工位", "workstation"},
    .is_campus_term = true,
    .has_input = has_input,
    .rows = rows,
};
