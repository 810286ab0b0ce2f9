/* models/limit/class_size.c - whole classes: min * c <= x <= max * c.
 *
 * Per specialty and intake. A specialty without class sizes is planned by heads, without classes.
 */
#include "models/limit.h"

static bool is_known(const dk_quota_specialty *s)
{
    return s->class_max > 0;
}

static bool has_input(const dk_quota_problem *problem)
{
    for (size_t s = 0; s < problem->n_specialties; s++)
        if (is_known(&problem->specialties[s]))
            return true;
    return false;
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

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    for (size_t s = 0; s < problem->n_specialties; s++) {
        const dk_quota_specialty *one = &problem->specialties[s];
        for (size_t i = 0; i < problem->n_intakes && is_known(one); i++)
            if (!side(sink, s, i, problem->intakes[i], true, one->class_min) ||
                !side(sink, s, i, problem->intakes[i], false, one->class_max))
                return false;
    }
    return true;
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
