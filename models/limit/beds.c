/* models/limit/beds.c - beds are a stock per term.
 *
 * In every term: sum over specialties and cohorts on campus of boarding share * students still
 * there
 * <= beds. Cohorts already in the school are the fixed part; a term without any decided student is
 * left out, for no plan could change it. */
#include "models/limit.h"
#include "models/pipeline.h"

static bool has_input(const dk_quota_problem *problem)
{
    return problem->beds >= 0;
}

static double present_already(const dk_quota_problem *problem, int32_t term)
{
    double beds = 0;
    for (size_t s = 0; s < problem->n_specialties; s++) {
        const dk_quota_specialty *one = &problem->specialties[s];
        for (size_t c = 0; c < one->n_cohorts; c++)
            if (dk_pipeline_on_campus(one, one->cohorts[c].term, term))
                beds += dk_pipeline_boarding(problem, s) * dk_pipeline_cohort(problem, s, c, term);
    }
    return beds;
}

static size_t terms_of(const dk_quota_problem *problem, int32_t term, dk_limit_term *terms)
{
    size_t n = 0;
    for (size_t s = 0; s < problem->n_specialties; s++)
        for (size_t i = 0; i < problem->n_intakes; i++) {
            double each = dk_pipeline_boarding(problem, s) *
                          dk_pipeline_present(problem, s, problem->intakes[i], term);
            if (each > 0 &&
                dk_pipeline_on_campus(&problem->specialties[s], problem->intakes[i], term))
                terms[n++] = (dk_limit_term){false, s, i, each};
        }
    return n;
}

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    int32_t first, last;
    dk_pipeline_span(problem, &first, &last);
    for (int32_t term = first; term <= last; term++) {
        dk_limit_term *terms = dk_limit_terms(sink, problem->n_specialties * problem->n_intakes);
        if (terms == NULL)
            return false;
        size_t n = terms_of(problem, term, terms);
        dk_limit_head head = {.specialty = SIZE_MAX,
                              .term = term,
                              .allowed = problem->beds,
                              .fixed = present_already(problem, term)};
        if (n > 0 && !dk_limit_emit(sink, head, terms, n))
            return false;
    }
    return true;
}

const dk_limit dk_limit_beds = {
    .key = "beds",
    .title = {"床位", "beds"},
    .clause = {"县职教中心现仅能容纳 200 名住宿生：床位按学期存量核算",
               "beds are a stock in every term, not a cap on intake"},
    .unit = {"张床位", "bed"},
    .is_campus_term = true,
    .has_input = has_input,
    .rows = rows,
};
