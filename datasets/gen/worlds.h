/* datasets/gen/worlds.h - worlds that break one assumption each, and what was expected of them.
 *
 * A world is a parameter file; the checks on it are a table here, written before the models they
 * are to judge. A check compares paired values over seeds under a stated rule at 95 % confidence,
 * so that one unlucky seed decides nothing. What the engine makes of a world is judged by the
 * tests/worlds; parts of it that do not exist yet are named in `world.waits` (-: none).
 */
#ifndef DK_DATASETS_GEN_WORLDS_H
#define DK_DATASETS_GEN_WORLDS_H

#include <stdio.h>

#include "datasets/gen/judge.h"

typedef enum {
    DK_RULE_BELOW,      /* mean of (a - b) below the limit: its upper 95 % bound is */
    DK_RULE_NOT_BELOW,  /* mean of (a - b) not below the limit: its upper 95 % bound is not */
    DK_RULE_ABOVE,      /* mean of (a - b) above the limit: its lower 95 % bound is */
    DK_RULE_ABOUT_ZERO, /* every |a - b| at most the limit */
    DK_RULE_RARE,       /* a is 1 in no more seeds than chance at rate `limit` gives with 95 % */
    DK_RULE_ALWAYS,     /* a is 1 in every seed */
    DK_RULE_NEVER,      /* a is 0 in every seed */
} dk_rule;

typedef struct {
    const char *world, *title;
    dk_shown a, b; /* b == DK_N_SHOWN: zero */
    dk_rule rule;
    double limit;
} dk_world_check;

extern const dk_world_check dk_world_checks[];
extern const size_t dk_n_world_checks;

/* The names of the worlds: W0 .. W9, NULL at the end. */
extern const char *const dk_world_names[];

/* True when the values of n >= 2 seeds satisfy the rule; *mean gets the mean difference. */
bool dk_rule_holds(dk_rule rule, double limit, const double *a, const double *b, int n,
                   double *mean);

/* True unless the values prove the contrary of the rule at 95 %: what a few seeds can say. */
bool dk_rule_stands(dk_rule rule, double limit, const double *a, const double *b, int n);

/* Runs world `name` (NULL: all) over n seeds from options->seed, with one line per check to `to`.
 * *failed gets the checks that do not hold. */
DK_MUST dk_code dk_worlds_run(const dk_gen_options *options, const char *name, int n, FILE *to,
                              int *failed, dk_err *err);

#endif
