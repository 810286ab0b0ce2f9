/* models/limit/total.c - students of one intake over all specialties. */
#include "models/limit.h"

static bool has_input(const dk_quota_problem *problem)
{
    return problem->total_max >= 0;
}

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    for (size_t i = 0; i < problem->n_intakes; i++) {
        dk_limit_term *terms = dk_limit_terms(sink, problem->n_specialties);
        if (terms == NULL)
            return false;
        for (size_t s = 0; s < problem->n_specialties; s++)
            terms[s] = (dk_limit_term){false, s, i, 1};
        dk_limit_head head = {
            .specialty = SIZE_MAX, .term = problem->intakes[i], .allowed = problem->total_max};
        if (!dk_limit_emit(sink, head, terms, problem->n_specialties))
            return false;
    }
    return true;
}

const dk_limit dk_limit_total = {
    .key = "total",
    .title = {"招生总数", "total intake"},
    .clause = {"下达的招生总计划", "the total plan handed down"},
    .unit = {"个名额", "place"},
    .has_input = has_input,
    .rows = rows,
};
