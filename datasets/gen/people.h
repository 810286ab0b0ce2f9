/* datasets/gen/people.h - the centre's students and short-course trainees.
 *
 * A person has two latent abilities (hand and service) behind marks and assessed skills. Sex,
 * household registration and class of person exist because the registers have them; nothing else
 * depends on them, but for the referral bias that one world switches on.
 */
#ifndef DK_DATASETS_GEN_PEOPLE_H
#define DK_DATASETS_GEN_PEOPLE_H

#include "datasets/gen/ids.h"
#include "datasets/gen/world.h"

enum { DK_STAGE_SHORT = 3 }; /* stages 0..2: years of school */

typedef enum {
    DK_INTENT_WORK,
    DK_INTENT_STUDY,
    DK_INTENT_ARMY,
    DK_INTENT_BUSINESS,
    DK_INTENT_OPEN
} dk_intent;

typedef struct {
    size_t trade, town;
    int stage;
    bool is_male, is_rural;
    double hand, service; /* N(0,1) */
    double ability;       /* in the own trade, N(0,1) */
    double mark;          /* teacher's, N(0,1), correlated with ability */
    dk_intent intent;
    bool wants_local, shift_ok, needs_dorm, boards;
    double want_pay; /* yuan a month */
    dk_day born;
} dk_person;

/* Parameters of a person, read once. */
typedef struct {
    double local, boarding, study, work, army, business, shift_ok, dorm_far, mark_correlation,
        seeking;
} dk_person_law;

dk_person_law dk_person_law_read(const dk_world *world);

/* Draws everything of a person as of `day` but trade and stage, which are given. O(1). */
void dk_person_draw(const dk_world *world, const dk_person_law *law, dk_random *random, dk_day day,
                    dk_person *person);

typedef struct {
    int64_t rows, students, seekers; /* seekers: intent work, out of training within the year */
    int64_t trade_seekers[DK_MAX_TRADES];
    int64_t want_local, boards, assessed;
} dk_people_figures;

/* Writes the workbook of trainees. O(persons). */
DK_MUST dk_code dk_people_write(const dk_world *world, dk_ids *ids, dk_people_figures *figures,
                                dk_err *err);

#endif
