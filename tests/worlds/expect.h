/* tests/worlds/expect.h - what the engine is expected to make of each world.
 *
 * Written before the engine's part; datasets/SOURCES.md lists every later change with its reason. A
 * figure is one number per seed, taken from what the registers show on the as-of day and judged by
 * the twelve months after it (run.h). Rules and confidence are those of datasets/gen/worlds.h: 30
 * seeds must prove a rule; the few seeds of `make test` must not prove its contrary.
 *
 * Judged are the specialties with at least 36 months of history. Errors of months are scaled by the
 * mean absolute change from the year before within the history (MASE); errors of a year are
 * |forecast - truth| / truth of the twelve months' total.
 */
#ifndef DK_TESTS_WORLDS_EXPECT_H
#define DK_TESTS_WORLDS_EXPECT_H

#include "datasets/gen/worlds.h"

typedef enum {
    DK_MADE_MONTH,        /* MASE of the engine, next 12 months, mean over specialties */
    DK_MADE_MONTH_ORACLE, /* of the law's mean */
    DK_MADE_MONTH_NEAR,   /* 1.15 times that */
    DK_MADE_MONTH_NAIVE,  /* of last year's months */
    DK_MADE_SHUFFLED,     /* of the engine when the months of the history are shuffled */
    DK_MADE_FLAT,         /* of the mean of the shuffled history */
    DK_MADE_YEAR,         /* error of the year's total, engine */
    DK_MADE_YEAR_ORACLE,
    DK_MADE_YEAR_NAIVE, /* last year's total */
    DK_MADE_YEAR_BIAS,  /* (forecast - truth) / truth of the year's total, engine */
    DK_MADE_YEAR_MISS,  /* share of totals outside the engine's 80 % interval */
    DK_MADE_PLAIN,      /* MASE of the specialty of the trade without a festival (焊工) */
    DK_MADE_PLAIN_NAIVE,
    DK_MADE_BROKEN, /* error of the year's total of the trade that breaks (汽修) */
    DK_MADE_BROKEN_NAIVE,
    DK_MADE_BROKEN_MISS, /* 1 when that total lies outside the engine's 95 % interval */
    DK_MADE_JOINED,      /* the same three where a trade five months old is told as well */
    DK_MADE_JOINED_NAIVE,
    DK_MADE_JOINED_MISS,
    DK_MADE_CLAIM,        /* 1 when the engine says "better than last year's number" of totals */
    DK_MADE_COST,         /* cost of the plan made from the engine's forecast, at the truth */
    DK_MADE_COST_NEAR,    /* 1.01 times the cost of the plan made from last year's number */
    DK_MADE_MOVE,         /* all specialties' next year against the same seed of W0, share */
    DK_MADE_MOVE_COUNTED, /* the same where only how many firms reported is known */
    DK_MADE_PROJECT,      /* |openings expected of announced plants - real| / announced */
    DK_MADE_PROJECT_WORD, /* the same of the announcements taken at their word */
    DK_N_MADE
} dk_made;

typedef struct {
    const char *world, *title;
    dk_made a, b; /* b == DK_N_MADE: zero */
    dk_rule rule;
    double limit;
} dk_expect;

extern const dk_expect dk_expects[];
extern const size_t dk_n_expects;

#endif
