/* bench/bench_quota.c - the enrolment plan of 8 to 24 specialties and 4 intakes, timed.
 *
 *     bench_quota [SPECIALTIES [INTAKES]]
 *
 * Random counties (fixed seed): 500 demand samples per graduation year, class sizes, beds,
 * teachers, applicants, floors, change limit and a pipeline; every other problem twice as tight. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/parse.h"
#include "core/base/random.h"
#include "models/models.h"
#include "models/quota.h"

enum { SAMPLES = 500, YEARS = 8, AUTUMN = 2 * 2026 + 1, ROUNDS = 10 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const dk_quota_demand *demand(dk_arena *arena, dk_random *random, double mean)
{
    dk_quota_demand *years = dk_arena_array(arena, YEARS, sizeof *years);
    for (int32_t y = 0; y < YEARS; y++) {
        double *samples = dk_arena_array(arena, SAMPLES, sizeof *samples);
        for (size_t k = 0; k < SAMPLES; k++)
            samples[k] = (double)dk_random_poisson(random, mean * dk_random_gamma(random, 8) / 8);
        years[y] = (dk_quota_demand){2027 + y, samples, SAMPLES};
    }
    return years;
}

static void fill(dk_arena *arena, dk_random *random, dk_quota_specialty *s)
{
    static const char *const models[] = {"CCCCFF", "CCCCCF", "CCPPPP"};
    double size = 25 + 75 * dk_random_unit(random);
    dk_quota_cohort *cohorts = dk_arena_array(arena, 2, sizeof *cohorts);
    for (int32_t c = 0; c < 2; c++)
        cohorts[c] = (dk_quota_cohort){AUTUMN - 4 + 2 * c, size, AUTUMN - 1};
    *s = DK_QUOTA_SPECIALTY_INIT;
    s->key = s->title = "s";
    s->locations = models[dk_random_below(random, 3)];
    s->class_min = 25;
    s->class_max = 45;
    s->applicants = size * 1.5;
    s->last_intake = size;
    s->floor = dk_random_below(random, 2) == 0 ? 25 : DK_QUOTA_UNKNOWN;
    s->teachers = 6 + size / 12;
    s->teachers_per_class = 1.2;
    s->cost_unfilled = 0.6;
    s->demand = demand(arena, random, size * (0.3 + dk_random_unit(random)));
    s->n_demand = YEARS;
    s->cohorts = cohorts;
    s->n_cohorts = 2;
}

int main(int argc, char **argv)
{
    int64_t n = 8, intakes = 4;
    if ((argc > 1 && !dk_parse_int(argv[1], 1, 100, &n)) ||
        (argc > 2 && !dk_parse_int(argv[2], 1, 12, &intakes))) {
        fputs("usage: bench_quota [SPECIALTIES [INTAKES]]\n", stderr);
        return 2;
    }
    dk_models_init();
    setvbuf(stdout, NULL, _IOLBF, 0);
    int32_t terms[12];
    for (int32_t i = 0; i < 12; i++)
        terms[i] = AUTUMN + i;
    dk_random random = dk_random_seed(7);
    for (int round = 0; round < ROUNDS; round++) {
        dk_arena *arena = dk_arena_new();
        dk_quota_specialty *list = dk_arena_array(arena, (size_t)n, sizeof *list);
        double total = 0;
        for (int64_t s = 0; s < n; s++) {
            fill(arena, &random, &list[s]);
            total += list[s].last_intake;
        }
        dk_quota_problem problem = {
            .specialties = list,
            .n_specialties = (size_t)n,
            .intakes = terms,
            .n_intakes = (size_t)intakes,
            .beds = total * (round % 2 == 0 ? 1.0 : 0.5),
            .boarding_share = 0.28,
            .retention_year = 0.93,
            .seek_share = 0.5,
            .change_share = 0.2,
            .total_max = total,
        };
        for (int skip = 1; skip >= 0; skip--) {
            problem.skip_worth = skip == 1;
            dk_quota_plan plan;
            dk_err err = DK_ERR_INIT;
            double start = seconds();
            if (dk_quota_solve(&problem, arena, &plan, &err) != DK_OK) {
                char text[512];
                dk_err_text(&err, DK_EN, text, sizeof text);
                printf("round %d: %s\n", round, text);
                continue;
            }
            size_t binding = 0;
            while (binding < plan.n_uses && plan.uses[binding].binds)
                binding++;
            printf("round %d%s: status %d, cost %.2f (bound %.2f), %zu nodes, %zu bind, %.3f s\n",
                   round, skip ? "" : " with worth", (int)plan.status, plan.cost, plan.bound,
                   plan.nodes, binding, seconds() - start);
        }
        dk_arena_free(arena);
    }
    return 0;
}
