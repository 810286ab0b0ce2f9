/* datasets/gen/placements.h - where graduates went, how long they stayed, and what the centre
 * knows.
 *
 *   choosing  a graduate sees some offers, near and far, of the own trade and others; a firm makes
 * one when skill and mark please it (skill counts more where the post asks for it). The person
 *             takes the best utility above staying out: pay against the wish, commute beyond 40
 *             minutes, nights for those who cannot (worse when far), lodging for those who need it,
 *             the own trade, the firm's quality, home. So an additive score is misspecified.
 *   leaving   monthly hazards as published times exp(pay below the wish, quality, skill short of
 * the post, another trade, nights, frailty), normalised so that their mean stays as published.
 *   knowing   at 3, 6 and 12 months some cannot be reached, those who left more often.
 *
 * Last year's graduates stand in the register of trainees and most offers of the county come from
 * the posts registered then, seat by seat: the school's teachers bring them on the Wednesdays of
 * June. Whoever was in an order class mostly takes its post. Firms that told the centre nothing
 * make offers too.
 */
#ifndef DK_DATASETS_GEN_PLACEMENTS_H
#define DK_DATASETS_GEN_PLACEMENTS_H

#include "datasets/gen/people.h"
#include "datasets/gen/posts.h"

typedef enum {
    DK_WENT_FIRM,
    DK_WENT_STUDY,
    DK_WENT_ARMY,
    DK_WENT_OWN,
    DK_WENT_FLEXIBLE,
    DK_WENT_NOWHERE
} dk_destination;

/* Who graduates, and from what the offers come. */
typedef struct {
    size_t trade;
    int stage;
    dk_day day; /* out of training */
    int years_ago;
    bool is_order;      /* of last year's order class */
    dk_post_pool *pool; /* posts registered then; NULL: none are known */
} dk_leaver;

typedef struct {
    dk_person person;
    char student_no[24]; /* "": none */
    int number;          /* in the trade's list of the year, from 0 */
    bool is_order;
    dk_day referred; /* DK_DAY_NONE: not known */
    dk_destination went;
    dk_post post; /* DK_WENT_FIRM */
    bool is_local, is_matched, by_school, has_contract, is_insured;
    double pay_start;
    double log_risk;                              /* log of the person's hazard ratio */
    double quality_part, skill_part, hidden_part; /* of log_risk; hidden: nobody could know it */
    dk_day started;
    int left_month;     /* month in which he or she left; 0: not within 12 */
    bool is_reached[3]; /* at 3, 6, 12 months */
} dk_placement;

enum { DK_CHECKS = 3 };

/* Sums over all cohorts, with the truth beside what is known. */
typedef struct {
    int64_t rows, employed, direct, matched, local, by_school, contract, insured;
    int64_t checked[DK_CHECKS], stayed[DK_CHECKS], known[DK_CHECKS], known_stayed[DK_CHECKS];
    /* Six-month stay: squared errors of base rate, of the true chance, and of the chance without
     * its firm part and without its skill part. Only placements whose six months are over. */
    double brier_base, brier_oracle, brier_no_quality, brier_no_skill;
    double brier_shuffled;               /* the oracle's chances against other people's outcomes */
    int64_t group_n[2], group_school[2]; /* by sex: direct, of them by the school's referral */
} dk_place_figures;

/* Last year's graduates of the school, in the world's arena. */
typedef struct {
    dk_placement *items;
    size_t n, capacity;
} dk_cohort;

/* Writes the workbook of placements; `pool` and `last` may be NULL. O(graduates * offers). */
DK_MUST dk_code dk_placements_write(const dk_world *world, dk_post_pool *pool, dk_cohort *last,
                                    dk_place_figures *figures, dk_err *err);

/* Writes the workbook last_trainees: the cohort as the register held it on `day`, before anybody
 * was placed. O(persons). */
DK_MUST dk_code dk_last_trainees_write(const dk_world *world, dk_ids *ids, const dk_cohort *last,
                                       dk_day day, dk_err *err);

#endif
