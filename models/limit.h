/* models/limit.h - one limit of the enrolment plan: one file models/limit/<key>.c, one line in
 * limits.def.
 *
 * A limit looks at the problem and emits rows: linear sums over students x and classes c with a
 * lower or an upper side. It knows no solver. Whether it is on, soft with a price, or off is
 * decided by the settings; a limit whose input is missing reports so and emits nothing.
 */
#ifndef DK_MODELS_LIMIT_H
#define DK_MODELS_LIMIT_H

#include "models/quota.h"

typedef struct {
    bool is_class; /* the coefficient is on classes c, else on students x */
    size_t specialty, intake;
    double coefficient;
} dk_limit_term;

typedef struct dk_limit_sink dk_limit_sink;

typedef struct {
    const char *key;
    dk_text title;
    dk_text clause;      /* the rule or plan clause it comes from */
    dk_text unit;        /* of what one more is: "a bed" */
    dk_limit_mode mode;  /* unless set otherwise */
    double price;        /* when soft */
    bool is_campus_term; /* the term of a row is one spent on campus, else the one of entry */
    bool is_structural;  /* part of the model, not a scarce thing: shown only in conflicts */
    /* False when the input is missing everywhere: the limit is then off and named. */
    bool (*has_input)(const dk_quota_problem *problem);
    /* Emits all rows through dk_limit_emit; false when memory is out. */
    bool (*rows)(const dk_quota_problem *problem, dk_limit_sink *sink);
} dk_limit;

typedef struct {
    const dk_limit *limit;
    dk_quota_use use; /* limit, title, specialty, term, is_lower, allowed, is_soft are filled */
    double price;     /* of one unit beyond; soft rows only */
    const dk_limit_term *terms;
    size_t n_terms;
    double fixed; /* constant part of the left side (cohorts already there) */
} dk_limit_row;

extern const dk_limit *const dk_limits[]; /* NULL-terminated, order of limits.def */
const dk_limit *dk_limit_find(const char *key);

/* Starts a row: `sum + fixed <= allowed`, or >= when is_lower; terms follow. False: memory is out.
 */
typedef struct {
    size_t specialty; /* SIZE_MAX: the whole school */
    int32_t term;     /* 0: none */
    bool is_lower;
    double allowed, fixed;
} dk_limit_head;
bool dk_limit_emit(dk_limit_sink *sink, dk_limit_head head, const dk_limit_term *terms, size_t n);

/* A row over one cell: students of specialty head.specialty at intake `i`. */
bool dk_limit_emit_cell(dk_limit_sink *sink, dk_limit_head head, size_t i);

/* The loops of most limits: specialties for which is_known holds, with every intake (index) or
 * every term in which a decided student is in the school; false when a row was not emitted. */
typedef bool dk_limit_known(const dk_quota_problem *problem, size_t s);
typedef bool dk_limit_of_intake(const dk_quota_problem *problem, dk_limit_sink *sink, size_t s,
                                size_t i);
typedef bool dk_limit_of_term(const dk_quota_problem *problem, dk_limit_sink *sink, size_t s,
                              int32_t term);
bool dk_limit_any(const dk_quota_problem *problem, dk_limit_known *is_known);
bool dk_limit_each_intake(const dk_quota_problem *problem, dk_limit_sink *sink,
                          dk_limit_known *is_known, dk_limit_of_intake *row);
bool dk_limit_each_term(const dk_quota_problem *problem, dk_limit_sink *sink,
                        dk_limit_known *is_known, dk_limit_of_term *row);

/* Memory for terms, freed with the program. */
dk_limit_term *dk_limit_terms(dk_limit_sink *sink, size_t n);

/* All rows of one problem, in the order of limits.def; limits that are off or lack their input emit
 * nothing, the latter are named in missing[]. Owned by `arena`. False when memory is out. */
typedef struct {
    dk_limit_row *rows;
    size_t n_rows;
    const char **missing;
    size_t n_missing;
} dk_limit_rows;
bool dk_limits_collect(dk_arena *arena, const dk_quota_problem *problem, dk_limit_rows *out);

#endif
