/* models/limit/backbone_floor.c - backbone specialties keep a smallest intake. */
#include "models/limit.h"

static bool has_input(const dk_quota_problem *problem)
{
    for (size_t s = 0; s < problem->n_specialties; s++)
        if (problem->specialties[s].floor > 0)
            return true;
    return false;
}

static bool row(const dk_quota_problem *problem, dk_limit_sink *sink, size_t s, size_t i)
{
    dk_limit_term *terms = dk_limit_terms(sink, 1);
    if (terms == NULL)
        return false;
    terms[0] = (dk_limit_term){false, s, i, 1};
    dk_limit_head head = {.specialty = s,
                          .term = problem->intakes[i],
                          .is_lower = true,
                          .allowed = problem->specialties[s].floor};
    return dk_limit_emit(sink, head, terms, 1);
}

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    for (size_t s = 0; s < problem->n_specialties; s++)
        for (size_t i = 0; i < problem->n_intakes; i++)
            if (problem->specialties[s].floor > 0 && !row(problem, sink, s, i))
                return false;
    return true;
}

const dk_limit dk_limit_backbone_floor = {
    .key = "backbone_floor",
    .title = {"骨干专业下限", "backbone floor"},
    .clause = {"骨干专业不得停招，每次招生不少于下限", "backbone specialties are never closed"},
    .unit = {"人", "student"},
    .has_input = has_input,
    .rows = rows,
};
