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
 * Last year's graduates and short-course trainees stand in the register of trainees and most offers
 * of the county come from the posts registered then, seat by seat: the school's teachers bring them
 * on the Wednesdays of June, the training centre on those after a course. Whoever was in an order
 * class mostly takes its post. Firms that told the centre nothing make offers too.
 *
 * The school's ledger names people by student number. The training centre's names them by class and
 * number in it and by name and last four of the document number, here and there without one of
 * both.
 */
#ifndef DK_DATASETS_GEN_PLACEMENTS_H
#define DK_DATASETS_GEN_PLACEMENTS_H

#include "datasets/gen/names.h"
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
    dk_day refer_from;  /* with a pool: the first day somebody may be introduced to a firm */
} dk_leaver;

typedef struct {
    dk_person person;
    char student_no[24]; /* "": none */
    int number;          /* in the trade's list of the year, from 0 */
    dk_day day;          /* out of training */
    char class_name[48]; /* of a short course, and the number on its roster from 1 */
    int roster_no;
    int hand_in;                     /* of last year's: the sheet with the person's row */
    char name[DK_NAME_SIZE], id[19]; /* of last year's; "" else */
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

/* Last year's graduates and short-course trainees, in the world's arena. */
typedef struct {
    dk_placement *items;
    size_t n, capacity;
} dk_cohort;

/* What the writer of placements keeps of last year. */
typedef struct {
    dk_post_pool *pool; /* NULL: nothing is kept */
    dk_ids *ids;
    dk_cohort *cohort; /* gets last year's people */
} dk_last_year;

/* Writes the workbook of placements. O(graduates * offers). */
DK_MUST dk_code dk_placements_write(const dk_world *world, const dk_last_year *last,
                                    dk_place_figures *figures, dk_err *err);

/* Writes the workbooks last_trainees_<month>: the cohort as the register got it, before anybody was
 * placed; rows[i] of each sheet. O(persons). */
DK_MUST dk_code dk_last_trainees_write(const dk_world *world, dk_ids *ids, const dk_cohort *last,
                                       int64_t rows[DK_HAND_INS], dk_err *err);

#endif
