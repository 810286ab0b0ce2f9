/* models/limit/applicants.c - no intake beyond the applicants that can be expected. */
#include "models/limit.h"

static bool is_known(const dk_quota_problem *problem, size_t s)
{
    return problem->specialties[s].applicants >= 0;
}

static bool has_input(const dk_quota_problem *problem)
{
    return dk_limit_any(problem, is_known);
}

static bool row(const dk_quota_problem *problem, dk_limit_sink *sink, size_t s, size_t i)
{
    dk_limit_head head = {.specialty = s,
                          .term = problem->intakes[i],
                          .is_lower = false,
                          .allowed = problem->specialties[s].applicants};
    return dk_limit_emit_cell(sink, head, i);
}

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    return dk_limit_each_intake(problem, sink, is_known, row);
}

const dk_limit dk_limit_applicants = {
    .key = "applicants",
    .title = {"生源", "applicants"},
    .clause = {"招生数不超过预计报名人数", "an intake cannot exceed its expected applicants"},
    .unit = {"名报名者", "applicant"},
    .has_input = has_input,
    .rows = rows,
};
