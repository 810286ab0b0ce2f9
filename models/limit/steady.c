/* models/limit/steady.c - the same intake every year, when the problem asks for a steady plan.
 *
 * For intakes a year apart: x[i] = x[i-1], as two rows. */
#include "models/limit.h"

static bool has_input(const dk_quota_problem *problem)
{
    (void)
        problem; /* not asked for is not missing: without equal_intakes there are simply no rows */
    return true;
}

static bool pair(dk_limit_sink *sink, size_t s, size_t i, size_t j, int32_t term)
{
    for (int side = 0; side < 2; side++) {
        dk_limit_term *terms = dk_limit_terms(sink, 2);
        if (terms == NULL)
            return false;
        terms[0] = (dk_limit_term){false, s, i, 1};
        terms[1] = (dk_limit_term){false, s, j, -1};
        dk_limit_head head = {.specialty = s, .term = term, .is_lower = side == 1};
        if (!dk_limit_emit(sink, head, terms, 2))
            return false;
    }
    return true;
}

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    if (!problem->equal_intakes)
        return true;
    for (size_t s = 0; s < problem->n_specialties; s++)
        for (size_t i = 0; i < problem->n_intakes; i++)
            for (size_t j = 0; j < i; j++)
                if (problem->intakes[j] == problem->intakes[i] - 2 &&
                    !pair(sink, s, i, j, problem->intakes[i]))
                    return false;
    return true;
}

const dk_limit dk_limit_steady = {
    .key = "steady",
    .title = {"各年招生相同", "steady intake"},
    .clause = {"要求各年招生规模相同", "the same intake every year was asked for"},
    .unit = {"人", "student"},
    .is_structural = true,
    .has_input = has_input,
    .rows = rows,
};
