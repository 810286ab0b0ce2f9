/* models/limit/class_size.c - whole classes: min * c <= x <= max * c.
 *
 * Per specialty and intake. A specialty without class sizes is planned by heads, without classes.
 */
#include "models/limit.h"

static bool is_known(const dk_quota_problem *problem, size_t s)
{
    return problem->specialties[s].class_max > 0;
}

static bool has_input(const dk_quota_problem *problem)
{
    return dk_limit_any(problem, is_known);
}

static bool side(dk_limit_sink *sink, size_t s, size_t i, int32_t term, bool is_lower, int32_t size)
{
    dk_limit_term *terms = dk_limit_terms(sink, 2);
    if (terms == NULL)
        return false;
    terms[0] = (dk_limit_term){false, s, i, 1};
    terms[1] = (dk_limit_term){true, s, i, -(double)size};
    dk_limit_head head = {.specialty = s, .term = term, .is_lower = is_lower};
    return dk_limit_emit(sink, head, terms, 2);
}

static bool row(const dk_quota_problem *problem, dk_limit_sink *sink, size_t s, size_t i)
{
    const dk_quota_specialty *one = &problem->specialties[s];
    return side(sink, s, i, problem->intakes[i], true, one->class_min) &&
           side(sink, s, i, problem->intakes[i], false, one->class_max);
}

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    return dk_limit_each_intake(problem, sink, is_known, row);
}

const dk_limit dk_limit_class_size = {
    .key = "class_size",
    .title = {"班额", "class size"},
    .clause = {"按整班招生，班额在最小开班人数与最大班额之间", "whole classes only"},
    .unit = {"人", "student"},
    .is_structural = true,
    .has_input = has_input,
    .rows = rows,
};
