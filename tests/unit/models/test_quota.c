/* tests/unit/models/test_quota.c - the enrolment plan.
 *
 * 1 bed arithmetic of the county plan: 200 beds carry 100, 66, 200   (by hand: 200/2, 200/3, 200/1)
 * 2 the integer program equals exhaustive search on tiny problems
 * 3 what binds and what one more is worth
 * 4 a smallest conflict, missing inputs, refused inputs
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/models.h"
#include "models/messages.h"
#include "models/pipeline.h"
#include "models/quota.h"

enum { AUTUMN = 2 * 2026 + 1 };

static dk_quota_specialty plain_specialty(const char *locations, const dk_quota_demand *demand,
                                          size_t n_demand)
{
    dk_quota_specialty one = DK_QUOTA_SPECIALTY_INIT;
    one.key = one.title = "one";
    one.locations = locations;
    one.demand = demand;
    one.n_demand = n_demand;
    return one;
}

static dk_quota_problem plain_problem(const dk_quota_specialty *specialties, size_t n,
                                      const int32_t *intakes, size_t n_intakes)
{
    return (dk_quota_problem){
        .specialties = specialties,
        .n_specialties = n,
        .intakes = intakes,
        .n_intakes = n_intakes,
        .beds = DK_QUOTA_UNKNOWN,
        .boarding_share = 1,
        .retention_year = 1,
        .seek_share = 1,
        .change_share = DK_QUOTA_UNKNOWN,
        .total_max = DK_QUOTA_UNKNOWN,
    };
}

/* Demand is far above what beds allow; four autumn intakes, the same every year. */
static int32_t steady_intake(const char *locations, double boarding, double retention)
{
    static const double plenty[] = {1000};
    static const int32_t intakes[] = {AUTUMN, AUTUMN + 2, AUTUMN + 4, AUTUMN + 6};
    dk_quota_demand demand[8];
    for (int32_t y = 0; y < 8; y++)
        demand[y] = (dk_quota_demand){2027 + y, plenty, 1};
    dk_quota_specialty one = plain_specialty(locations, demand, 8);
    dk_quota_problem problem = plain_problem(&one, 1, intakes, 4);
    problem.beds = 200;
    problem.boarding_share = boarding;
    problem.retention_year = retention;
    problem.equal_intakes = true;
    problem.skip_worth = true;
    dk_arena *arena = dk_arena_new();
    dk_quota_plan plan;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_OK);
    assert_int_equal(plan.status, DK_QUOTA_OPTIMAL);
    int32_t students = plan.cells[0].students;
    for (size_t i = 1; i < plan.n_cells; i++)
        assert_int_equal(plan.cells[i].students, students);
    dk_arena_free(arena);
    return students;
}

static void quota_solve__two_hundred_beds(void **state)
{
    (void)state;
    assert_int_equal(steady_intake("CCCCFF", 1, 1), 100);
    assert_int_equal(steady_intake("CCCCCF", 1, 1), 66);
    assert_int_equal(steady_intake("CCPPPP", 1, 1), 200);
    /* Half board, 90 % stay: 200 / (0.5 * (1 + 0.9)) = 210.5; 200 / (0.5 * (1 + .9 + .81)) = 147.6.
     */
    assert_int_equal(steady_intake("CCCCFF", 0.5, 0.9), 210);
    assert_int_equal(steady_intake("CCCCCF", 0.5, 0.9), 147);
}

static void quota_steady_intake__agrees_with_the_program(void **state)
{
    (void)state;
    assert_int_equal(dk_quota_steady_intake("CCCCFF", 200, 1, 1), 100);
    assert_int_equal(dk_quota_steady_intake("CCCCCF", 200, 1, 1), 66);
    assert_int_equal(dk_quota_steady_intake("CCPPPP", 200, 1, 1), 200);
    assert_int_equal(dk_quota_steady_intake("CCCCFF", 200, 0.5, 0.9), 210);
    assert_int_equal(dk_quota_steady_intake("FFFFFF", 200, 1, 1), INT32_MAX);
    assert_int_equal(dk_quota_steady_intake("CCCCFF", 200, 0, 1), INT32_MAX);
    /* The stock of 1000 needs 358 a year at 0.93: 1000 / (1 + .93 + .8649) = 357.8. */
    double stock = dk_quota_stay(0.93, 0) + dk_quota_stay(0.93, 2) + dk_quota_stay(0.93, 4);
    assert_true(fabs(1000 / stock - 357.8) < 0.05);
}

/* 300 = (100 + 300 + 500) / 3; at G = 200: unfilled (100 + 300) / 3, unplaced 100 / 3. */
static void quota_expect__by_hand(void **state)
{
    (void)state;
    static const double samples[] = {100, 300, 500};
    dk_quota_expectation e = dk_quota_expect(samples, 3, 200, 2, 3);
    assert_true(fabs(e.unfilled - 400.0 / 3) < 1e-12);
    assert_true(fabs(e.unplaced - 100.0 / 3) < 1e-12);
    assert_true(fabs(e.cost - (800.0 / 3 + 100)) < 1e-12);
}

static void pipeline_year__spring_and_autumn(void **state)
{
    (void)state;
    dk_quota_specialty one = plain_specialty("CCCCFF", NULL, 0);
    /* Autumn 2026 + six terms: the last is spring 2029. Spring 2027: the last is autumn 2029. */
    assert_int_equal(dk_pipeline_year(&one, AUTUMN), 2029);
    assert_int_equal(dk_pipeline_year(&one, AUTUMN + 1), 2030);
}

/* ---- exhaustive search ---- */

typedef struct {
    dk_quota_specialty specialties[2];
    dk_quota_demand demand[2][2];
    double samples[2][2][5];
    dk_quota_cohort cohorts[2];
    dk_quota_problem problem;
} tiny;

static const int32_t tiny_intakes[] = {AUTUMN, AUTUMN + 2};

static void make_tiny(tiny *t, dk_random *random, bool two_intakes)
{
    static const char *const models[] = {"CCCCFF", "CCCCCF", "CCPPPP"};
    for (size_t s = 0; s < 2; s++) {
        for (int32_t y = 0; y < 2; y++) {
            for (size_t k = 0; k < 5; k++)
                t->samples[s][y][k] = (double)dk_random_below(random, 16);
            t->demand[s][y] = (dk_quota_demand){2029 + y, t->samples[s][y], 5};
        }
        dk_quota_specialty *one = &t->specialties[s];
        *one = plain_specialty(models[dk_random_below(random, 3)], t->demand[s], 2);
        one->class_min = 2 + (int32_t)dk_random_below(random, 3);
        one->class_max = one->class_min + (int32_t)dk_random_below(random, 3);
        one->cost_unfilled = 0.5 + dk_random_unit(random);
        one->cost_unplaced = 0.5 + dk_random_unit(random);
        one->applicants = (double)dk_random_below(random, 15);
        one->teachers = (double)dk_random_below(random, 5);
        one->teachers_per_class = 0.7;
        one->workstations = (double)(3 + dk_random_below(random, 12));
        one->practice_half_days = 5;
        one->floor = dk_random_below(random, 3) == 0 ? 2 : DK_QUOTA_UNKNOWN;
        one->last_intake = (double)dk_random_below(random, 12);
        t->cohorts[s] = (dk_quota_cohort){AUTUMN - 2, (double)dk_random_below(random, 6), AUTUMN};
        one->cohorts = &t->cohorts[s];
        one->n_cohorts = 1;
    }
    t->problem = plain_problem(t->specialties, 2, tiny_intakes, two_intakes ? 2 : 1);
    t->problem.beds = (double)(5 + dk_random_below(random, 25));
    t->problem.boarding_share = 0.25 * (double)(1 + dk_random_below(random, 4));
    t->problem.retention_year = 0.8;
    t->problem.change_share = 0.2;
    t->problem.total_max = (double)(6 + dk_random_below(random, 16));
    t->problem.skip_worth = true;
}

/* Every limit and cost written out again, independently of limits and program; HUGE_VAL: not
 * allowed. */
static double tiny_cost(const tiny *t, const int x[2][2], const int c[2][2])
{
    const dk_quota_problem *q = &t->problem;
    double cost = 0;
    for (size_t i = 0; i < q->n_intakes; i++)
        if (x[0][i] + x[1][i] > q->total_max)
            return HUGE_VAL;
    for (int32_t term = AUTUMN; term < AUTUMN + 9; term++) {
        double beds = 0, decided = 0;
        /* Half of those on campus practise at a time. */
        for (size_t s = 0; s < 2; s++) {
            const dk_quota_specialty *one = &t->specialties[s];
            double classes = 0, practising = 0;
            bool any = false;
            for (size_t i = 0; i < q->n_intakes; i++) {
                int32_t k = term - q->intakes[i];
                if (k < 0 || k > 5 || one->locations[k] != 'C')
                    continue;
                beds += q->boarding_share * pow(0.8, k / 2) * x[s][i];
                practising += 0.5 * pow(0.8, k / 2) * x[s][i];
                classes += c[s][i];
                decided += 1;
                any = true;
            }
            int32_t k = term - (AUTUMN - 2);
            if (k <= 5 && one->locations[k] == 'C') {
                double there = t->cohorts[s].students * pow(0.8, k / 2) / 0.8;
                beds += q->boarding_share * there;
                practising += 0.5 * there;
                classes += ceil(there / one->class_max - 1e-9);
            }
            if (any && (classes * one->teachers_per_class > one->teachers + 1e-9 ||
                        practising > one->workstations + 1e-9))
                return HUGE_VAL;
        }
        if (decided > 0 && beds > q->beds + 1e-9)
            return HUGE_VAL;
    }
    for (size_t s = 0; s < 2; s++) {
        const dk_quota_specialty *one = &t->specialties[s];
        for (size_t i = 0; i < q->n_intakes; i++) {
            double least = 0.8 * (i == 0 ? one->last_intake : x[s][i - 1]);
            if (x[s][i] > one->applicants || (one->floor > 0 && x[s][i] < one->floor))
                return HUGE_VAL;
            cost += 0.5 * fmax(least - x[s][i], 0);
            /* The cohort of 2025 graduates in 2028, before the years planned here. */
            cost += dk_quota_expect(t->samples[s][i], 5, 0.64 * x[s][i], one->cost_unfilled,
                                    one->cost_unplaced)
                        .cost;
        }
    }
    return cost;
}

static bool classes_of(const dk_quota_specialty *s, int x, int *c)
{
    *c = (x + s->class_max - 1) / s->class_max; /* fewest classes; they need the fewest teachers */
    return *c * s->class_min <= x;
}

static double search(const tiny *t, size_t cell, int x[2][2], int c[2][2])
{
    size_t intakes = t->problem.n_intakes;
    if (cell == 2 * intakes)
        return tiny_cost(t, (const int(*)[2])x, (const int(*)[2])c);
    double best = HUGE_VAL;
    size_t s = cell / intakes, i = cell % intakes;
    for (int n = 0; n <= (int)t->specialties[s].applicants; n++) {
        x[s][i] = n;
        if (classes_of(&t->specialties[s], n, &c[s][i]))
            best = fmin(best, search(t, cell + 1, x, c));
    }
    return best;
}

static void quota_solve__equals_exhaustive_search(void **state)
{
    (void)state;
    dk_random random = dk_random_seed(20);
    size_t feasible = 0;
    for (int round = 0; round < 120; round++) {
        tiny t;
        int x[2][2] = {{0}}, c[2][2] = {{0}};
        make_tiny(&t, &random, round % 4 == 0);
        double best = search(&t, 0, x, c);
        dk_arena *arena = dk_arena_new();
        dk_quota_plan plan;
        dk_err err = DK_ERR_INIT;
        assert_int_equal(dk_quota_solve(&t.problem, arena, &plan, &err), DK_OK);
        if (best == HUGE_VAL) {
            assert_int_equal(plan.status, DK_QUOTA_INFEASIBLE);
            assert_true(plan.n_conflict > 0);
        } else {
            feasible++;
            assert_int_equal(plan.status, DK_QUOTA_OPTIMAL);
            assert_true(fabs(plan.cost - best) <= 1e-5 * (1 + best));
        }
        dk_arena_free(arena);
    }
    assert_in_range(feasible, 30, 119); /* both kinds occur */
}

/* ---- answers ---- */

/* One specialty, demand 100 for sure, 50 beds, one intake of 1+2: 50 students; a bed is worth 1. */
static void quota_solve__beds_bind_and_have_a_worth(void **state)
{
    (void)state;
    static const double sure[] = {100};
    static const dk_quota_demand demand[] = {{2029, sure, 1}};
    static const int32_t intakes[] = {AUTUMN};
    dk_quota_specialty one = plain_specialty("CCPPPP", demand, 1);
    dk_quota_problem problem = plain_problem(&one, 1, intakes, 1);
    problem.beds = 50;
    dk_arena *arena = dk_arena_new();
    dk_quota_plan plan;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_OK);
    assert_int_equal(plan.cells[0].students, 50);
    assert_true(fabs(plan.cost - 50) < 1e-6);
    assert_true(fabs(plan.outcomes[0].unfilled - 50) < 1e-9);
    assert_string_equal(plan.uses[0].limit, "beds");
    assert_true(plan.uses[0].binds);
    assert_true(fabs(plan.uses[0].step - 1) < 1e-12 && fabs(plan.uses[0].worth - 1) < 1e-6);
    /* Everything without input is named: class sizes, teachers, applicants, floors, change, total.
     */
    assert_int_equal(plan.n_missing, 7);
    assert_string_equal(plan.missing[0], "class_size");
    dk_arena_free(arena);
}

/* Classes of exactly 40: one more bed buys nothing, 40 more a class. */
static void quota_solve__worth_of_a_whole_class(void **state)
{
    (void)state;
    static const double sure[] = {100};
    static const dk_quota_demand demand[] = {{2029, sure, 1}};
    static const int32_t intakes[] = {AUTUMN};
    dk_quota_specialty one = plain_specialty("CCPPPP", demand, 1);
    one.class_min = one.class_max = 40;
    dk_quota_problem problem = plain_problem(&one, 1, intakes, 1);
    problem.beds = 50;
    dk_arena *arena = dk_arena_new();
    dk_quota_plan plan;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_OK);
    assert_int_equal(plan.cells[0].students, 40);
    assert_int_equal(plan.cells[0].classes, 1);
    assert_true(plan.uses[0].binds);
    assert_true(fabs(plan.uses[0].step - 40) < 1e-12 && fabs(plan.uses[0].worth - 40) < 1e-6);
    dk_arena_free(arena);
}

/* Floors of 30 and 30 in 50 beds, applicants enough: exactly beds and both floors conflict. */
static void quota_solve__smallest_conflict(void **state)
{
    (void)state;
    static const double sure[] = {100};
    static const dk_quota_demand demand[] = {{2029, sure, 1}};
    static const int32_t intakes[] = {AUTUMN};
    dk_quota_specialty two[2];
    for (size_t s = 0; s < 2; s++) {
        two[s] = plain_specialty("CCPPPP", demand, 1);
        two[s].floor = 30;
        two[s].applicants = 500;
    }
    dk_quota_problem problem = plain_problem(two, 2, intakes, 1);
    problem.beds = 50;
    problem.total_max = 400;
    dk_arena *arena = dk_arena_new();
    dk_quota_plan plan;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_OK);
    assert_int_equal(plan.status, DK_QUOTA_INFEASIBLE);
    assert_int_equal(plan.n_conflict, 3);
    assert_string_equal(plan.conflict[0].limit, "beds");
    assert_string_equal(plan.conflict[1].limit, "backbone_floor");
    assert_string_equal(plan.conflict[2].limit, "backbone_floor");
    assert_true(plan.conflict[1].specialty != plan.conflict[2].specialty);
    /* Softened floors make it possible, at their price. */
    dk_limit_setting soft = {"backbone_floor", DK_LIMIT_SOFT, 3};
    problem.settings = &soft;
    problem.n_settings = 1;
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_OK);
    assert_int_equal(plan.status, DK_QUOTA_OPTIMAL);
    assert_int_equal(plan.cells[0].students + plan.cells[1].students, 50);
    assert_true(fabs(plan.cost - (150 + 30)) < 1e-6);
    dk_arena_free(arena);
}

/* Last year 40, demand 0: a cut to 32 is free, deeper costs 0.5 a head against 1 for an unplaced
 * one, so the plan still closes; at a price of 5 it stops at 32. */
static void quota_solve__soft_change(void **state)
{
    (void)state;
    static const double none[] = {0};
    static const dk_quota_demand demand[] = {{2029, none, 1}};
    static const int32_t intakes[] = {AUTUMN};
    dk_quota_specialty one = plain_specialty("CCPPPP", demand, 1);
    one.last_intake = 40;
    dk_quota_problem problem = plain_problem(&one, 1, intakes, 1);
    problem.change_share = 0.2;
    dk_arena *arena = dk_arena_new();
    dk_quota_plan plan;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_OK);
    assert_int_equal(plan.cells[0].students, 0);
    assert_true(fabs(plan.uses[0].excess - 32) < 1e-9 && fabs(plan.cost - 16) < 1e-6);
    dk_limit_setting dear = {"change", DK_LIMIT_SOFT, 5};
    problem.settings = &dear;
    problem.n_settings = 1;
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_OK);
    assert_int_equal(plan.cells[0].students, 32);
    dk_arena_free(arena);
}

static void quota_solve__refuses(void **state)
{
    (void)state;
    static const double sure[] = {100};
    static const dk_quota_demand demand[] = {{2029, sure, 1}};
    static const int32_t intakes[] = {AUTUMN};
    dk_quota_specialty one = plain_specialty("CCXF", demand, 1);
    dk_quota_problem problem = plain_problem(&one, 1, intakes, 1);
    dk_arena *arena = dk_arena_new();
    dk_quota_plan plan;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_QUOTA_LOCATIONS));
    err = DK_ERR_INIT;
    one = plain_specialty("CCCCCCFF", demand, 1); /* graduates in 2030: no demand given for it */
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_QUOTA_INPUT));
    err = DK_ERR_INIT;
    one = plain_specialty("CCPPPP", demand, 1);
    one.boarding_share = 1.5;
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_QUOTA_INPUT));
    err = DK_ERR_INIT;
    one = plain_specialty("CCPPPP", demand, 1);
    dk_limit_setting wrong = {"bed", DK_LIMIT_OFF, 0};
    problem.settings = &wrong;
    problem.n_settings = 1;
    assert_int_equal(dk_quota_solve(&problem, arena, &plan, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_QUOTA_LIMIT));
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quota_solve__two_hundred_beds),
        cmocka_unit_test(quota_steady_intake__agrees_with_the_program),
        cmocka_unit_test(quota_expect__by_hand),
        cmocka_unit_test(pipeline_year__spring_and_autumn),
        cmocka_unit_test(quota_solve__equals_exhaustive_search),
        cmocka_unit_test(quota_solve__beds_bind_and_have_a_worth),
        cmocka_unit_test(quota_solve__worth_of_a_whole_class),
        cmocka_unit_test(quota_solve__smallest_conflict),
        cmocka_unit_test(quota_solve__soft_change),
        cmocka_unit_test(quota_solve__refuses),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
