/* models/limit/change.c - no cut of more than a fifth in one year.
 *
 * x >= (1 - change_share) * intake of the year before: the last real one for the first intake of a
 * season, the planned one afterwards. Soft by default: a deeper cut is possible at a price, which
 * the plan shows. */
#include "models/limit.h"

static bool has_input(const dk_quota_problem *problem)
{
    for (size_t s = 0; s < problem->n_specialties; s++)
        if (problem->specialties[s].last_intake >= 0 && problem->change_share >= 0)
            return true;
    return false;
}

/* The decided intake one year before `i`, or n_intakes. */
static size_t year_before(const dk_quota_problem *problem, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (problem->intakes[j] == problem->intakes[i] - 2)
            return j;
    return problem->n_intakes;
}

static bool row(const dk_quota_problem *problem, dk_limit_sink *sink, size_t s, size_t i)
{
    double keep = 1 - problem->change_share;
    size_t before = year_before(problem, i), n = 0;
    if (before == problem->n_intakes && problem->specialties[s].last_intake < 0)
        return true;
    dk_limit_term *terms = dk_limit_terms(sink, 2);
    if (terms == NULL)
        return false;
    dk_limit_head head = {.specialty = s, .term = problem->intakes[i], .is_lower = true};
    terms[n++] = (dk_limit_term){false, s, i, 1};
    if (before < problem->n_intakes)
        terms[n++] = (dk_limit_term){false, s, before, -keep};
    else
        head.allowed = keep * problem->specialties[s].last_intake;
    return dk_limit_emit(sink, head, terms, n);
}

static bool rows(const dk_quota_problem *problem, dk_limit_sink *sink)
{
    for (size_t s = 0; s < problem->n_specialties; s++)
        for (size_t i = 0; i < problem->n_intakes; i++)
            if (!row(problem, sink, s, i))
                return false;
    return true;
}

const dk_limit dk_limit_change = {
    .key = "change",
    .title = {"年度降幅", "yearly cut"},
    .clause = {"招生计划每年压减一般不超过 20%",
               "an intake is not cut by more than a fifth in a year"},
    .unit = {"人", "student"},
    .mode = DK_LIMIT_SOFT,
    .price = 0.5,
    .has_input = has_input,
    .rows = rows,
};
