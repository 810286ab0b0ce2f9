/* models/program.h - the enrolment plan as an integer program, solved by GLPK.
 *
 *     minimise   sum over (specialty, graduation year) of cost(G)  +  price * excess of soft rows
 *     columns    x[s][i] students, c[s][i] classes (whole numbers), segments of each cost, excess
 *     rows       the limits' rows; for each cost  sum yield * x + fixed = sum of its segments
 *
 * Segments have increasing slopes, so a minimum fills them in order and cost(G) is exact.
 */
#ifndef DK_MODELS_PROGRAM_H
#define DK_MODELS_PROGRAM_H

#include "models/limit.h"

enum { DK_PROGRAM_SEGMENTS = 40, DK_PROGRAM_STUDENTS_MAX = 100000 };

/* Expected cost of one (specialty, graduation year). */
typedef struct {
    size_t specialty;
    int32_t year;
    double fixed;    /* job seekers from cohorts already in the school */
    double *yield;   /* [intake]: job seekers per student */
    double *samples; /* ascending demand, thinned */
    double *below;   /* [0..n_samples]: share of the demand samples in samples[0..k-1] */
    size_t n_samples;
    double cost_unfilled, cost_unplaced;
} dk_program_cost;

typedef struct {
    const dk_quota_problem *problem;
    const dk_limit_row *rows;
    size_t n_rows;
    const bool *enabled; /* [row]; NULL: all */
    const double *extra; /* [row] added to allowed (taken from floors); NULL: nothing */
    const dk_program_cost *costs;
    size_t n_costs;
    bool is_feasibility; /* any plan will do: no costs */
} dk_program;

typedef struct {
    dk_quota_status status;
    double cost, bound;
    double *x, *c; /* [specialty * n_intakes + intake], room given by the caller */
    size_t nodes;
} dk_program_result;

/* Solves; limits of work are nodes. Fails when GLPK does (memory, numerical breakdown) or when the
 * node limit is reached before any plan was found. Deterministic. */
DK_MUST dk_code dk_program_solve(const dk_program *program, dk_program_result *out, dk_err *err);

#endif
