/* models/quota.c - from the problem to the program and back to an answer a planner can read. */
#include "models/quota.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/messages.h"
#include "models/pipeline.h"
#include "models/program.h"

/* ---- input ---- */

static dk_code refuse(const char *field, double value, dk_err *err)
{
    char text[32];
    int whole = (int)fmax(fmin(value, 1e9), -1e9);
    if (value == whole)
        snprintf(text, sizeof text, "%d", whole);
    else
        snprintf(text, sizeof text, "%g", value);
    return DK_FAIL(err, MSG_QUOTA_INPUT, DK_NOWHERE, dk_arg_str(field), dk_arg_str(text));
}

static bool is_share(double x)
{
    return x == DK_QUOTA_UNKNOWN || (x >= 0 && x <= 1);
}

static bool is_amount(double x)
{
    return x == DK_QUOTA_UNKNOWN || (x >= 0 && x <= DK_PROGRAM_STUDENTS_MAX);
}

static dk_code check_demand(const dk_quota_problem *q, const dk_quota_specialty *s, dk_err *err)
{
    for (size_t i = 0; i < q->n_intakes; i++) {
        int32_t year = dk_pipeline_year(s, q->intakes[i]);
        bool is_there = false;
        for (size_t d = 0; d < s->n_demand; d++)
            is_there = is_there || (s->demand[d].year == year && s->demand[d].n_samples > 0);
        if (!is_there)
            return refuse("demand.year", year, err);
    }
    for (size_t d = 0; d < s->n_demand; d++)
        for (size_t k = 0; k < s->demand[d].n_samples; k++)
            if (!(s->demand[d].samples[k] >= 0 && s->demand[d].samples[k] <= 1e9))
                return refuse("demand.samples", s->demand[d].samples[k], err);
    return DK_OK;
}

static dk_code check_specialty(const dk_quota_problem *q, const dk_quota_specialty *s, dk_err *err)
{
    size_t length = s->locations == NULL ? 0 : strlen(s->locations);
    if (length < 1 || length > 12 || strspn(s->locations, "CFP") != length)
        return DK_FAIL(err, MSG_QUOTA_LOCATIONS, DK_NOWHERE, dk_arg_str(s->key),
                       dk_arg_str(s->locations));
    const struct {
        const char *name;
        double value;
        bool is_fine;
    } fields[] = {
        {"boarding_share", s->boarding_share, is_share(s->boarding_share)},
        {"retention_year", s->retention_year, is_share(s->retention_year)},
        {"seek_share", s->seek_share, is_share(s->seek_share)},
        {"class_min", s->class_min, s->class_min >= 0 && s->class_min <= s->class_max},
        {"class_max", s->class_max, (s->class_max == 0) == (s->class_min == 0)},
        {"applicants", s->applicants, is_amount(s->applicants)},
        {"last_intake", s->last_intake, is_amount(s->last_intake)},
        {"floor", s->floor, is_amount(s->floor)},
        {"teachers", s->teachers, is_amount(s->teachers)},
        {"teachers_per_class", s->teachers_per_class, is_amount(s->teachers_per_class)},
        {"workstations", s->workstations, is_amount(s->workstations)},
        {"practice_half_days", s->practice_half_days,
         is_amount(s->practice_half_days) && s->practice_half_days <= DK_QUOTA_HALF_DAYS},
        {"cost_unfilled", s->cost_unfilled, s->cost_unfilled >= 0 && s->cost_unfilled <= 1e6},
        {"cost_unplaced", s->cost_unplaced, s->cost_unplaced >= 0 && s->cost_unplaced <= 1e6},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!fields[i].is_fine)
            return refuse(fields[i].name, fields[i].value, err);
    for (size_t c = 0; c < s->n_cohorts; c++)
        if (!(s->cohorts[c].students >= 0 && s->cohorts[c].students <= DK_PROGRAM_STUDENTS_MAX))
            return refuse("cohorts.students", s->cohorts[c].students, err);
    return check_demand(q, s, err);
}

static dk_code check_settings(const dk_quota_problem *q, dk_err *err)
{
    for (size_t i = 0; i < q->n_settings; i++) {
        if (dk_limit_find(q->settings[i].key) == NULL) {
            char list[256] = "";
            for (size_t k = 0; dk_limits[k] != NULL; k++) {
                strncat(list, k > 0 ? ", " : "", sizeof list - strlen(list) - 1);
                strncat(list, dk_limits[k]->key, sizeof list - strlen(list) - 1);
            }
            return DK_FAIL(err, MSG_QUOTA_LIMIT, DK_NOWHERE, dk_arg_str(q->settings[i].key),
                           dk_arg_str(list));
        }
        if (q->settings[i].mode == DK_LIMIT_SOFT && !(q->settings[i].price > 0))
            return refuse("settings.price", q->settings[i].price, err);
    }
    return DK_OK;
}

static dk_code check(const dk_quota_problem *q, dk_err *err)
{
    if (q->n_specialties < 1 || q->n_specialties > DK_QUOTA_SPECIALTIES_MAX)
        return refuse("specialties", (double)q->n_specialties, err);
    if (q->n_intakes < 1 || q->n_intakes > DK_QUOTA_INTAKES_MAX)
        return refuse("intakes", (double)q->n_intakes, err);
    for (size_t i = 0; i < q->n_intakes; i++)
        if (q->intakes[i] < 0 || q->intakes[i] > 8000 ||
            (i > 0 && q->intakes[i] <= q->intakes[i - 1]))
            return refuse("intakes", q->intakes[i], err);
    if (!is_amount(q->beds))
        return refuse("beds", q->beds, err);
    if (!is_amount(q->total_max))
        return refuse("total_max", q->total_max, err);
    if (!is_share(q->boarding_share))
        return refuse("boarding_share", q->boarding_share, err);
    if (!is_share(q->retention_year))
        return refuse("retention_year", q->retention_year, err);
    if (!is_share(q->seek_share))
        return refuse("seek_share", q->seek_share, err);
    if (!is_share(q->change_share))
        return refuse("change_share", q->change_share, err);
    for (size_t s = 0; s < q->n_specialties; s++)
        if (check_specialty(q, &q->specialties[s], err) != DK_OK)
            return DK_FAILED;
    return check_settings(q, err);
}

/* ---- costs ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Ascending samples, thinned to group means when there are very many (the mean stays exact). */
static bool thin(dk_arena *arena, const dk_quota_demand *d, dk_program_cost *cost)
{
    double *sorted = dk_arena_array(arena, d->n_samples, sizeof *sorted);
    size_t n = d->n_samples < DK_PROGRAM_SEGMENTS ? d->n_samples : DK_PROGRAM_SEGMENTS;
    cost->samples = dk_arena_array(arena, n, sizeof *cost->samples);
    cost->below = dk_arena_array(arena, n + 1, sizeof *cost->below);
    if (sorted == NULL || cost->samples == NULL || cost->below == NULL)
        return false;
    memcpy(sorted, d->samples, d->n_samples * sizeof *sorted);
    qsort(sorted, d->n_samples, sizeof *sorted, by_value);
    cost->n_samples = n;
    for (size_t k = 0; k < n; k++) {
        size_t from = k * d->n_samples / n, to = (k + 1) * d->n_samples / n;
        for (size_t j = from; j < to; j++)
            cost->samples[k] += sorted[j] / (double)(to - from);
        cost->below[k + 1] = (double)to / (double)d->n_samples;
    }
    return true;
}

static const dk_quota_demand *demand_of(const dk_quota_specialty *s, int32_t year)
{
    size_t d = 0;
    while (s->demand[d].year != year || s->demand[d].n_samples == 0) {
        d++;
        assert(d < s->n_demand); /* check_demand saw to it */
    }
    return &s->demand[d];
}

static dk_program_cost *cost_of(dk_program_cost *costs, size_t n, size_t s, int32_t year)
{
    for (size_t k = 0; k < n; k++)
        if (costs[k].specialty == s && costs[k].year == year)
            return &costs[k];
    return NULL;
}

static double seekers_already(const dk_quota_problem *q, size_t s, int32_t year)
{
    double seekers = 0;
    for (size_t c = 0; c < q->specialties[s].n_cohorts; c++)
        if (dk_pipeline_year(&q->specialties[s], q->specialties[s].cohorts[c].term) == year)
            seekers += dk_pipeline_cohort_seekers(q, s, c);
    return seekers;
}

static bool make_costs(dk_arena *arena, const dk_quota_problem *q, dk_program_cost **out, size_t *n)
{
    dk_program_cost *costs = dk_arena_array(arena, q->n_specialties * q->n_intakes, sizeof *costs);
    *n = 0;
    *out = costs;
    /* Intakes that graduate in one year share its demand, so they share one cost. */
    for (size_t s = 0; s < q->n_specialties && costs != NULL; s++)
        for (size_t i = 0; i < q->n_intakes; i++) {
            int32_t year = dk_pipeline_year(&q->specialties[s], q->intakes[i]);
            dk_program_cost *cost = cost_of(costs, *n, s, year);
            if (cost == NULL) {
                cost = &costs[(*n)++];
                *cost = (dk_program_cost){.specialty = s,
                                          .year = year,
                                          .fixed = seekers_already(q, s, year),
                                          .cost_unfilled = q->specialties[s].cost_unfilled,
                                          .cost_unplaced = q->specialties[s].cost_unplaced};
                cost->yield = dk_arena_array(arena, q->n_intakes, sizeof *cost->yield);
                if (cost->yield == NULL || !thin(arena, demand_of(&q->specialties[s], year), cost))
                    return false;
            }
            cost->yield[i] = dk_pipeline_yield(q, s, q->intakes[i]);
        }
    return costs != NULL;
}

dk_quota_expectation dk_quota_expect(const double *samples, size_t n, double graduates,
                                     double cost_unfilled, double cost_unplaced)
{
    assert(samples != NULL && n > 0 && graduates >= 0);
    dk_quota_expectation e = {0};
    for (size_t k = 0; k < n; k++) {
        e.unfilled += fmax(samples[k] - graduates, 0) / (double)n;
        e.unplaced += fmax(graduates - samples[k], 0) / (double)n;
    }
    e.cost = cost_unfilled * e.unfilled + cost_unplaced * e.unplaced;
    return e;
}

/* ---- answer ---- */

typedef struct {
    dk_arena *arena;
    const dk_quota_problem *problem;
    dk_limit_rows limits;
    dk_program_cost *costs;
    size_t n_costs, n_cells;
    dk_program_result best;
} solver;

static bool room_for_result(solver *s, dk_program_result *r)
{
    r->x = dk_arena_array(s->arena, s->n_cells, sizeof *r->x);
    r->c = dk_arena_array(s->arena, s->n_cells, sizeof *r->c);
    return r->x != NULL && r->c != NULL;
}

static dk_program program_of(const solver *s)
{
    return (dk_program){.problem = s->problem,
                        .rows = s->limits.rows,
                        .n_rows = s->limits.n_rows,
                        .costs = s->costs,
                        .n_costs = s->n_costs};
}

static dk_code cells(solver *s, dk_quota_plan *plan, dk_err *err)
{
    plan->cells = dk_arena_array(s->arena, s->n_cells, sizeof *plan->cells);
    plan->outcomes = dk_arena_array(s->arena, s->n_costs, sizeof *plan->outcomes);
    if (plan->cells == NULL || plan->outcomes == NULL)
        return DK_NO_MEMORY(err);
    plan->n_cells = s->n_cells;
    plan->n_outcomes = s->n_costs;
    for (size_t k = 0; k < s->n_cells; k++)
        plan->cells[k] = (dk_quota_cell){k / s->problem->n_intakes, k % s->problem->n_intakes,
                                         (int32_t)s->best.x[k], (int32_t)s->best.c[k]};
    for (size_t k = 0; k < s->n_costs; k++) {
        const dk_program_cost *c = &s->costs[k];
        const dk_quota_demand *d = demand_of(&s->problem->specialties[c->specialty], c->year);
        double g = c->fixed, mean = 0;
        for (size_t i = 0; i < s->problem->n_intakes; i++)
            g += c->yield[i] * s->best.x[c->specialty * s->problem->n_intakes + i];
        for (size_t j = 0; j < d->n_samples; j++)
            mean += d->samples[j] / (double)d->n_samples;
        dk_quota_expectation e =
            dk_quota_expect(d->samples, d->n_samples, g, c->cost_unfilled, c->cost_unplaced);
        plan->outcomes[k] =
            (dk_quota_outcome){c->specialty, c->year, g, mean, e.unfilled, e.unplaced, e.cost};
    }
    return DK_OK;
}

static double left_side(const solver *s, const dk_limit_row *row)
{
    double sum = row->fixed;
    for (size_t k = 0; k < row->n_terms; k++) {
        const dk_limit_term *t = &row->terms[k];
        size_t at = t->specialty * s->problem->n_intakes + t->intake;
        sum += t->coefficient * (t->is_class ? s->best.c[at] : s->best.x[at]);
    }
    return sum;
}

/* How close a row is: TIGHT, less room than one student or class would take; NEAR, less than one
 * more class of the students it counts would take, so that it may still keep a class out. */
typedef enum { FAR, NEAR, TIGHT } closeness;

static closeness closeness_of(const solver *s, const dk_limit_row *row, double used)
{
    double room = row->use.is_lower ? used - row->use.allowed : row->use.allowed - used;
    double one = HUGE_VAL, class = HUGE_VAL;
    for (size_t k = 0; k < row->n_terms; k++) {
        const dk_limit_term *t = &row->terms[k];
        double each = fabs(t->coefficient);
        int32_t size = t->is_class ? 1 : s->problem->specialties[t->specialty].class_min;
        one = fmin(one, each);
        class = fmin(class, each * (size > 1 ? size : 1));
    }
    return room < one - 1e-6 ? TIGHT : room < class - 1e-6 ? NEAR : FAR;
}

static dk_code uses(solver *s, dk_quota_plan *plan, dk_err *err)
{
    plan->uses = dk_arena_array(s->arena, s->limits.n_rows, sizeof *plan->uses);
    if (plan->uses == NULL)
        return DK_NO_MEMORY(err);
    for (size_t r = 0; r < s->limits.n_rows; r++) {
        const dk_limit_row *row = &s->limits.rows[r];
        if (row->limit->is_structural)
            continue;
        dk_quota_use *u = &plan->uses[plan->n_uses++];
        *u = row->use;
        u->used = left_side(s, row);
        u->excess = fmax(u->is_lower ? u->allowed - u->used : u->used - u->allowed, 0);
        closeness close = closeness_of(s, row, u->used);
        u->binds = close == TIGHT;
        u->step = close == FAR ? -1 : 0; /* -1: not worth a question; settled in worth() */
    }
    return DK_OK;
}

static bool same_thing(const dk_quota_use *a, const dk_quota_use *b)
{
    return a->limit == b->limit && a->specialty == b->specialty;
}

/* Cost saved by use->step more of a thing in all its terms: at least what the bound of this plan is
 * above the cost of the other, at most what this cost is above the bound of the other. */
static dk_code saved_by(solver *s, dk_quota_use *use, double *extra, dk_err *err)
{
    dk_program program = program_of(s);
    dk_program_result r = {0};
    assert(use->step > 0);
    if (!room_for_result(s, &r))
        return DK_NO_MEMORY(err);
    for (size_t k = 0; k < s->limits.n_rows; k++)
        extra[k] = same_thing(&s->limits.rows[k].use, use) ? use->step : 0;
    program.extra = extra;
    if (dk_program_solve(&program, &r, err) != DK_OK)
        return DK_FAILED;
    double noise = 1e-4 * (1 + fabs(s->best.cost)), least = 0, most = 0;
    if (r.status != DK_QUOTA_INFEASIBLE) {
        least = s->best.bound - r.cost;
        most = s->best.cost - r.bound;
    }
    use->worth = least > 0 ? least : 0;
    use->worth_most = most > noise ? most : 0;
    /* Two plans solved to the end: the middle of the tiny bracket, and nothing when it is noise. */
    if (r.status == DK_QUOTA_OPTIMAL && s->best.status == DK_QUOTA_OPTIMAL)
        use->worth = use->worth_most = s->best.cost - r.cost > noise ? s->best.cost - r.cost : 0;
    return DK_OK;
}

/* A whole class of this specialty, or of the smallest class anywhere. */
static double class_step(const dk_quota_problem *q, size_t specialty)
{
    double step = HUGE_VAL;
    for (size_t s = 0; s < q->n_specialties; s++)
        if ((specialty == SIZE_MAX || specialty == s) && q->specialties[s].class_min > 1)
            step = fmin(step, q->specialties[s].class_min);
    return step < HUGE_VAL ? step : 10;
}

/* Worth of one use: of one more, else of a whole class more. */
static dk_code worth_of(solver *s, dk_quota_use *u, double *extra, dk_err *err)
{
    u->step = 1;
    if (saved_by(s, u, extra, err) != DK_OK)
        return DK_FAILED;
    if (u->worth > 0)
        return DK_OK;
    u->step = class_step(s->problem, u->specialty);
    return saved_by(s, u, extra, err);
}

static dk_code worth(solver *s, dk_quota_plan *plan, dk_err *err)
{
    double *extra = dk_arena_array(s->arena, s->limits.n_rows, sizeof *extra);
    if (extra == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < plan->n_uses; i++) {
        dk_quota_use *u = &plan->uses[i];
        if (u->step < 0 || s->problem->skip_worth)
            continue;
        const dk_quota_use *twin = NULL; /* the same thing in another term was asked already */
        for (size_t j = 0; j < i && twin == NULL; j++)
            if (plan->uses[j].step > 0 && same_thing(&plan->uses[j], u))
                twin = &plan->uses[j];
        if (twin == NULL && worth_of(s, u, extra, err) != DK_OK)
            return DK_FAILED;
        if (twin != NULL) {
            u->step = twin->step;
            u->worth = twin->worth;
            u->worth_most = twin->worth_most;
        }
    }
    return DK_OK;
}

static bool has_tight_twin(const dk_quota_plan *plan, const dk_quota_use *u)
{
    for (size_t i = 0; i < plan->n_uses; i++)
        if (plan->uses[i].binds && same_thing(&plan->uses[i], u))
            return true;
    return false;
}

/* Rows that keep a whole class out bind too, unless another term of the same thing is tighter; then
 * those that bind come first. */
static dk_code settle(const solver *s, dk_quota_plan *plan, dk_err *err)
{
    dk_quota_use *sorted = dk_arena_array(s->arena, plan->n_uses, sizeof *sorted);
    size_t n = 0;
    if (sorted == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < plan->n_uses; i++) {
        dk_quota_use *u = &plan->uses[i];
        u->binds = u->binds || (u->step > 0 && u->worth > 0 && !has_tight_twin(plan, u));
        if (!u->binds || u->step < 0)
            u->step = u->worth = u->worth_most = 0;
    }
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < plan->n_uses; i++)
            if (plan->uses[i].binds == (pass == 0))
                sorted[n++] = plan->uses[i];
    assert(n == plan->n_uses);
    plan->uses = sorted;
    return DK_OK;
}

/* Cost with all samples; the program's own is a little lower when it had to thin them. */
static double exact_cost(const solver *s, const dk_quota_plan *plan)
{
    double cost = 0;
    for (size_t k = 0; k < plan->n_outcomes; k++)
        cost += plan->outcomes[k].cost;
    for (size_t r = 0; r < s->limits.n_rows; r++) {
        const dk_limit_row *row = &s->limits.rows[r];
        double used = left_side(s, row);
        double over = row->use.is_lower ? row->use.allowed - used : used - row->use.allowed;
        cost += row->use.is_soft ? row->price * fmax(over, 0) : 0;
    }
    return cost;
}

/* ---- conflict ---- */

/* One element of a conflict: all rows of a limit for one specialty and term. */
static bool same_element(const dk_quota_use *a, const dk_quota_use *b)
{
    return same_thing(a, b) && a->term == b->term;
}

static dk_code is_feasible_without(solver *s, bool *enabled, const dk_quota_use *element,
                                   bool whole_limit, bool *out, dk_err *err)
{
    dk_program program = program_of(s);
    dk_program_result r = {0};
    bool *trial = dk_arena_array(s->arena, s->limits.n_rows, sizeof *trial);
    if (trial == NULL || !room_for_result(s, &r))
        return DK_NO_MEMORY(err);
    for (size_t k = 0; k < s->limits.n_rows; k++) {
        const dk_quota_use *u = &s->limits.rows[k].use;
        bool gone = whole_limit ? u->limit == element->limit : same_element(u, element);
        trial[k] = enabled[k] && !gone;
    }
    program.enabled = trial;
    program.is_feasibility = true;
    if (dk_program_solve(&program, &r, err) != DK_OK)
        return DK_FAILED;
    *out = r.status != DK_QUOTA_INFEASIBLE;
    if (!*out)
        memcpy(enabled, trial, s->limits.n_rows * sizeof *trial);
    return DK_OK;
}

/* Deletion filter (Chinneck and Dravnieks 1991, doi:10.1287/ijoc.3.2.157): whatever can go while
 * the rest still conflicts goes; what remains is irreducible. Whole limits first, which is cheaper.
 */
static dk_code conflict(solver *s, dk_quota_plan *plan, dk_err *err)
{
    size_t n = s->limits.n_rows;
    bool *enabled = dk_arena_array(s->arena, n, sizeof *enabled), feasible;
    plan->conflict = dk_arena_array(s->arena, n, sizeof *plan->conflict);
    if (enabled == NULL || plan->conflict == NULL)
        return DK_NO_MEMORY(err);
    for (size_t k = 0; k < n; k++)
        enabled[k] = !s->limits.rows[k].use.is_soft;
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < n; k++) {
            const dk_quota_use *u = &s->limits.rows[k].use;
            /* One trial per element: its first row; a limit or element that had to stay stays. */
            bool is_first = true;
            for (size_t j = 0; j < k && is_first; j++) {
                const dk_quota_use *v = &s->limits.rows[j].use;
                is_first = pass == 0 ? v->limit != u->limit : !same_element(v, u);
            }
            if (enabled[k] && is_first &&
                is_feasible_without(s, enabled, u, pass == 0, &feasible, err) != DK_OK)
                return DK_FAILED;
        }
    for (size_t k = 0; k < n; k++) {
        const dk_quota_use *u = &s->limits.rows[k].use;
        bool is_new = enabled[k];
        for (size_t j = 0; j < plan->n_conflict && is_new; j++)
            is_new = !same_element(&plan->conflict[j], u);
        if (is_new)
            plan->conflict[plan->n_conflict++] = *u;
    }
    return DK_OK;
}

dk_code dk_quota_solve(const dk_quota_problem *problem, dk_arena *arena, dk_quota_plan *out,
                       dk_err *err)
{
    assert(problem != NULL && arena != NULL && out != NULL);
    solver s = {.arena = arena, .problem = problem};
    if (check(problem, err) != DK_OK)
        return DK_FAILED;
    s.n_cells = problem->n_specialties * problem->n_intakes;
    if (!dk_limits_collect(arena, problem, &s.limits) || !room_for_result(&s, &s.best) ||
        !make_costs(arena, problem, &s.costs, &s.n_costs))
        return DK_NO_MEMORY(err);
    dk_program program = program_of(&s);
    if (dk_program_solve(&program, &s.best, err) != DK_OK)
        return DK_FAILED;
    dk_quota_plan plan = {.status = s.best.status,
                          .missing = s.limits.missing,
                          .n_missing = s.limits.n_missing,
                          .nodes = s.best.nodes};
    if (plan.status == DK_QUOTA_INFEASIBLE) {
        if (conflict(&s, &plan, err) != DK_OK)
            return DK_FAILED;
        *out = plan;
        return DK_OK;
    }
    assert(s.best.bound <= s.best.cost);
    plan.bound = s.best.bound;
    if (cells(&s, &plan, err) != DK_OK || uses(&s, &plan, err) != DK_OK)
        return DK_FAILED;
    plan.cost = exact_cost(&s, &plan);
    if (worth(&s, &plan, err) != DK_OK || settle(&s, &plan, err) != DK_OK)
        return DK_FAILED;
    *out = plan;
    return DK_OK;
}
