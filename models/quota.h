/* models/quota.h - how many classes of each specialty to admit.
 *
 * Decided are, for every specialty and intake, the number of students x and of whole classes c. The
 * students of an intake move through the terms of their training model; where they are in each term
 * is one letter of its location vector:
 *
 *     "CCCCFF" 1+1+1      C on campus (a bed, a room, teachers)     term    = 2*year + half,
 *     "CCCCCF" 2.5+0.5    F in a firm                               half 0 spring, 1 autumn;
 *     "CCPPPP" 1+2        P at the partner school                   a cohort of term t is in letter
 *                                                                   k of its vector in term t + k
 * Beds are a stock per term, not a cap on intake: 200 beds, full boarding and nobody leaving carry
 * a yearly intake of 100, 66 and 200 in these three models.
 *
 * Cost: for every specialty and graduation year with demand samples D_1..D_P,
 *     E[ cost_unfilled * max(D - G, 0) + cost_unplaced * max(G - D, 0) ],
 * G = graduates who seek work, from the intakes decided here and from cohorts already in the
 * school. It is convex and piecewise linear in G, so it enters the program exactly as segments of
 * increasing slope (more than 40 samples are thinned to 40 group means); the program stays small
 * and GLPK solves it. Limits of work are counts of nodes, never seconds: the same problem gives the
 * same plan.
 *
 * A limit (models/limit.h, limits.def) whose input is missing is off and named. Money-like costs
 * have no unit of their own: one unplaced graduate of cost 1 is the measure.
 */
#ifndef DK_MODELS_QUOTA_H
#define DK_MODELS_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/text.h"

/* A missing number: the limit that needs it is off. */
#define DK_QUOTA_UNKNOWN (-1.0)

typedef struct {
    int32_t term;       /* term of entry */
    double students;    /* in the school now or, for past terms, at entry */
    int32_t as_of_term; /* the term `students` was counted in; retention applies after it */
} dk_quota_cohort;

typedef struct {
    int32_t year;          /* of graduation */
    const double *samples; /* addressable demand, from sample paths, each >= 0 */
    size_t n_samples;      /* >= 1 */
} dk_quota_demand;

typedef struct {
    const char *key, *title;
    const char *locations; /* one letter per term, 1..12 letters of C F P */
    double
        boarding_share; /* 0..1 of the students on campus who need a bed; UNKNOWN: the problem's */
    double retention_year; /* 0..1 that stay from one year of study to the next; UNKNOWN: the
                              problem's */
    double seek_share;     /* 0..1 of graduates who look for work here; UNKNOWN: the problem's */
    int32_t class_min, class_max;        /* students in a class, 1 <= min <= max; 0 0: not known */
    double applicants;                   /* expected for one intake */
    double last_intake;                  /* students admitted at the last comparable intake */
    double floor;                        /* backbone specialties: at least so many per intake */
    double teachers;                     /* full-time equivalents who teach this specialty */
    double teachers_per_class;           /* full-time equivalents one class on campus needs */
    double workstations;                 /* practice places of this specialty */
    double practice_half_days;           /* a student spends at one, of DK_QUOTA_HALF_DAYS a week */
    double cost_unfilled, cost_unplaced; /* >= 0 per head */
    const dk_quota_demand *demand;
    size_t n_demand;
    const dk_quota_cohort *cohorts; /* already in the school */
    size_t n_cohorts;
} dk_quota_specialty;

enum { DK_QUOTA_HALF_DAYS = 10 };

/* Nothing known, costs of 1. */
#define DK_QUOTA_SPECIALTY_INIT                                                                    \
    ((dk_quota_specialty){.boarding_share = DK_QUOTA_UNKNOWN,                                      \
                          .retention_year = DK_QUOTA_UNKNOWN,                                      \
                          .seek_share = DK_QUOTA_UNKNOWN,                                          \
                          .applicants = DK_QUOTA_UNKNOWN,                                          \
                          .last_intake = DK_QUOTA_UNKNOWN,                                         \
                          .floor = DK_QUOTA_UNKNOWN,                                               \
                          .teachers = DK_QUOTA_UNKNOWN,                                            \
                          .teachers_per_class = DK_QUOTA_UNKNOWN,                                  \
                          .workstations = DK_QUOTA_UNKNOWN,                                        \
                          .practice_half_days = DK_QUOTA_UNKNOWN,                                  \
                          .cost_unfilled = 1,                                                      \
                          .cost_unplaced = 1})

typedef enum { DK_LIMIT_ON = 0, DK_LIMIT_SOFT, DK_LIMIT_OFF } dk_limit_mode;

typedef struct {
    const char *key; /* of limits.def */
    dk_limit_mode mode;
    double price; /* SOFT: cost of one unit beyond the limit, > 0 */
} dk_limit_setting;

typedef struct {
    const dk_quota_specialty *specialties;
    size_t n_specialties;
    const int32_t *intakes; /* terms of the intakes to decide, ascending */
    size_t n_intakes;
    double beds; /* on campus, in every term; UNKNOWN */
    double boarding_share, retention_year,
        seek_share;      /* defaults for specialties that state none */
    double change_share; /* cut of an intake against the last one that is still free, e.g. 0.2 */
    double total_max;    /* students of one intake over all specialties; UNKNOWN */
    bool equal_intakes;  /* the same students in every intake of one season (a steady plan) */
    const dk_limit_setting *settings; /* limits not named keep the mode of limits.def */
    size_t n_settings;
    size_t node_limit; /* of branch and bound per program; 0: DK_QUOTA_NODES */
    bool skip_worth;   /* do not re-solve for what one more is worth */
} dk_quota_problem;

enum { DK_QUOTA_NODES = 2000, DK_QUOTA_SPECIALTIES_MAX = 400, DK_QUOTA_INTAKES_MAX = 12 };

typedef struct {
    size_t specialty, intake; /* indices */
    int32_t students, classes;
} dk_quota_cell;

/* What a specialty's graduation year looks like under the plan. */
typedef struct {
    size_t specialty;
    int32_t year;
    double graduates; /* seeking work, pipeline included */
    double demand_mean;
    double unfilled, unplaced; /* expected heads */
    double cost;
} dk_quota_outcome;

/* One limit in one place: beds of a term, teachers of a specialty in a term, applicants ... */
typedef struct {
    const char *limit; /* key of limits.def */
    dk_text title;
    size_t specialty;     /* SIZE_MAX: the whole school */
    int32_t term;         /* 0: not tied to a term */
    double used, allowed; /* left and right side of the limit */
    bool is_lower;        /* allowed is a floor, not a cap */
    bool is_soft;
    double excess; /* soft limits: units beyond */
    bool binds;
    double step,
        worth;         /* cost surely saved by `step` more units (floors: fewer), by re-solving; the
                          step is 1, or a whole class where 1 alone saves nothing; 0 0: not asked */
    double worth_most; /* and at most so much; more than worth only after a node limit */
} dk_quota_use;

typedef enum {
    DK_QUOTA_OPTIMAL,
    DK_QUOTA_NODE_LIMIT, /* the plan is feasible, `bound` says how much better another could be */
    DK_QUOTA_INFEASIBLE, /* no plan; `conflict` holds a smallest conflicting set */
} dk_quota_status;

typedef struct {
    dk_quota_status status;
    double cost, bound;   /* cost of the plan, and no plan costs less than bound */
    dk_quota_cell *cells; /* specialty-major, n_specialties * n_intakes */
    size_t n_cells;
    dk_quota_outcome *outcomes;
    size_t n_outcomes;
    dk_quota_use *uses; /* all limits in force, those that bind first */
    size_t n_uses;
    const char **missing; /* keys of limits that are off because their input is missing */
    size_t n_missing;
    dk_quota_use *conflict; /* INFEASIBLE: removing any one of them makes a plan possible */
    size_t n_conflict;
    size_t nodes; /* branch-and-bound nodes of the main program */
} dk_quota_plan;

/* Solves the problem; everything in *out is owned by `arena`. An infeasible problem is DK_OK with
 * that status. Fails on input out of range and on lack of memory. */
DK_MUST dk_code dk_quota_solve(const dk_quota_problem *problem, dk_arena *arena, dk_quota_plan *out,
                               dk_err *err);

/* Expected cost, unfilled and unplaced heads of `graduates` against demand samples. O(n). */
typedef struct {
    double cost, unfilled, unplaced;
} dk_quota_expectation;
dk_quota_expectation dk_quota_expect(const double *samples, size_t n, double graduates,
                                     double cost_unfilled, double cost_unplaced);

/* Share of an intake still there k terms after entry: retention_year ^ (k / 2 rounded down). */
double dk_quota_stay(double retention_year, int32_t k);

/* Beds that one student of a yearly autumn intake occupies in the fullest term of a steady school,
 * and the largest whole intake that `beds` carry. locations as above, shares 0..1. */
double dk_quota_beds_per_intake(const char *locations, double boarding_share,
                                double retention_year);
int32_t dk_quota_steady_intake(const char *locations, double beds, double boarding_share,
                               double retention_year);

#endif
