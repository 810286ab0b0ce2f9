/* core/match/lift.h - what would lift a person at a post: the cheapest set of changes, proven.
 *
 * A change is something a person can do and a table can price: pass an exam (certificate, skill
 * grade), raise one skill by course hours. Every set of at most DK_LIFT_CHANGES changes that the
 * post asks for is a candidate; each is applied to a copy of the person, gated and scored again by
 * the one scorer, and ranked among ALL candidates of the post before and after. Nothing is promised
 * that was not computed:
 *
 *     lift = { changes, cost in course hours, ready_on, state and score and rank before -> after }
 *
 * A change is ready on a day (exam date, end of the course): where that is after the day work
 * begins the set is kept but marked `is_late`. A certificate by law that comes too late opens no
 * gate, so it is no lift; it stands first among the gaps, with its course and day. Whoever a gate
 * keeps out is told nothing but what opens it.
 */
#ifndef DK_CORE_MATCH_LIFT_H
#define DK_CORE_MATCH_LIFT_H

#include "core/base/arena.h"
#include "core/match/guest.h"
#include "core/match/words.h"

enum {
    DK_LIFT_CHANGES = 3, /* most changes in one set */
    DK_LIFT_SETS = 5,    /* most sets returned */
    DK_LIFT_OPTIONS = 8, /* single changes that enter sets: those with the most points per hour */
};

typedef enum {
    DK_LIFT_CERT,  /* get or renew a certificate */
    DK_LIFT_LEVEL, /* raise (or learn) a skill */
    DK_LIFT_GRADE, /* the next skill grade */
} dk_lift_kind;

const char *dk_lift_kind_key(dk_lift_kind kind); /* "certificate", "level", "grade" */

/* ---- prices ---- */

/* A course or exam that is really offered; the caller loads it from its register. */
typedef struct {
    int64_t id;          /* record number, 0 none */
    dk_text name;        /* borrowed */
    dk_term skill, cert; /* what it leads to; 0 none of the kind */
    uint8_t level;       /* of `skill`, at its end */
    int32_t hours;       /* -1: by the table */
    dk_day ready_on;     /* end of the course, day of the exam; DK_DAY_NONE: not known */
    bool is_approved;    /* by the centre; others are never proposed */
} dk_course;

typedef struct {
    int32_t level_hours[DK_MATCH_LEVEL_MAX]; /* course hours from level i to i + 1 */
    int32_t cert_hours, grade_hours;         /* an exam with its preparation */
    int32_t hours_a_week;                    /* to turn hours into days when no course says when */
    const dk_course *courses;                /* NULL when there are none */
    size_t n_courses;
} dk_lift_prices;

/* 40, 60, 80, 120, 160 hours per level, 48 a certificate, 120 a grade, 20 hours a week: assumed,
 * to be replaced by a centre's own. No courses. */
dk_lift_prices dk_lift_prices_default(void);

/* ---- results ---- */

typedef struct {
    dk_lift_kind kind;
    dk_term what;     /* certificate, skill or grade */
    uint8_t from, to; /* levels of LEVEL */
    int32_t hours;
    dk_day ready_on;         /* from then on; never before the as-of day */
    const dk_course *course; /* the approved one that gives it, NULL when none is known */
} dk_change;

typedef struct {
    dk_gate_state gates;
    int32_t score;
    size_t rank; /* 1.. among the candidates of the post whose gates pass; 0: gates do not pass */
} dk_standing;

typedef struct {
    dk_change changes[DK_LIFT_CHANGES];
    size_t n_changes;
    int32_t hours; /* sum */
    dk_day ready_on;
    bool is_late; /* ready after work begins */
    dk_standing after;
} dk_lift;

typedef struct {
    dk_standing before;
    size_t n_candidates;         /* whose gates pass, the person apart */
    size_t seats;                /* openings of the post, 0 unknown */
    dk_lift lifts[DK_LIFT_SETS]; /* cheapest first: fewest hours, then earliest, then best rank;
                                    each ranks better than every cheaper one */
    size_t n_lifts;
    dk_change gaps[DK_LIFT_OPTIONS]; /* every single change the post asks for: gap -> course */
    size_t n_gaps;
} dk_lifts;

typedef struct {
    size_t trainee, post; /* positions */
    const dk_lift_prices *prices;
} dk_lift_ask;

/* Courses are borrowed from the prices. Fails only when memory is out. Cost: one scan of the
 * trainees (gates and scores), then O(sets * (requirements + gates + log trainees)). */
DK_MUST dk_code dk_match_lifts(const dk_match_index *index, const dk_lift_ask *ask, dk_lifts *out,
                               dk_err *err);

/* "取得焊工特种作业证（48 学时，2026-06-12 起）" */
dk_words dk_change_words(const dk_market *market, const dk_change *change);

/* The same changes applied to a copy of the person, in the arena; NULL when memory is out. */
const dk_match_trainee *dk_change_apply(const dk_market *market, const dk_match_trainee *who,
                                        const dk_change *changes, size_t n, dk_arena *arena);

#endif
