/* datasets/gen/placements_law.h - parameters and draws of placements, shared by the writer and the
 * judges of the worlds; see placements.h for the mechanism. */
#ifndef DK_DATASETS_GEN_PLACEMENTS_LAW_H
#define DK_DATASETS_GEN_PLACEMENTS_LAW_H

#include "datasets/gen/placements.h"

typedef struct {
    const dk_world *world;
    dk_person_law people;
    dk_post_law posts;
    int n_offers;
    double choice_pay, choice_commute, choice_night, choice_night_far, choice_dorm, choice_match,
        choice_quality, choice_home, choice_outside, own_trade, away_offers, away_pay, listed,
        order;
    double hire_base, hire_skill, hire_mark, group_bias;
    double leave_month[3], leave_later, leave_pay, leave_quality, leave_skill, leave_mismatch,
        leave_night, frailty;
    double mean_log_risk; /* log of the mean hazard ratio */
    double by_school, contract, insured, flexible;
    double unknown[DK_CHECKS][2]; /* chance of not being reached: stayed, left */
} dk_place_law;

/* Reads and calibrates. O(pilot * offers). */
void dk_place_law_read(const dk_world *world, dk_place_law *out);

/* One graduate; a registered post that is chosen loses a seat. */
void dk_placement_draw(const dk_place_law *law, dk_random *random, const dk_leaver *who,
                       dk_placement *out);

/* Chance to stay `months` months, 0..12. O(months). */
double dk_stay_chance(const dk_place_law *law, int months, double log_risk);

/* Stage from which the trade's people go to work, and their number a year at county scale. */
int dk_place_stage(const dk_place_law *law, size_t trade);
double dk_place_graduates(const dk_place_law *law, size_t trade);

#endif
