/* models/limit/backbone_floor.c - backbone specialties keep a smallest intake. */
#include "models/limit.h"

static bool is_known(const dk_quota_problem *problem, size_t s)
{
    return problem->specialties[s].floor > 0;
}

static bool has_input(const dk_quota_problem *problem)
{
    return dk_limit_any(problem, is_known);
}

static bool row(const dk_quota_problem *problem, dk_limit_sink *sink, size_t s, size_t i)
{
    dk_limit_head head = {.specialty = s,
                          .term = problem->intakes[i],
                          .is_lower = true,
                          .allowed = problem->specialties[s].floor};
    return dk_limit_emit_cell(sink, head, i);
}

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    return dk_limit_each_intake(problem, sink, is_known, row);
}

const dk_limit dk_limit_backbone_floor = {
    .key = "backbone_floor",
    .title = {"骨干专业下限", "backbone floor"},
    .clause = {"骨干专业不得停招，每次招生不少于下限", "backbone specialties are never closed"},
    .unit = {"人", "student"},
    .has_input = has_input,
    .rows = rows,
};
