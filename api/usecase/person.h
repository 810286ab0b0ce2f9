/* api/usecase/person.h - one person's data as a whole: what is held, forgetting it, and forgetting
 * in time.
 *
 * What belongs to a person: the record of trainees, trainings under the document number, placements
 * that name the person (core/register/person.h), decisions about who is who, and the records that
 * were merged into this one (of which only history is left). Forgetting takes the values out of the
 * registers, of every change row and of the uploads they came in (dk_store_rewrite); payments and
 * placements stay as figures without a person, as accounts and statistics need them.
 */
#ifndef DK_API_USECASE_PERSON_H
#define DK_API_USECASE_PERSON_H

#include "api/usecase/usecase.h"
#include "core/store/staging.h"

typedef struct {
    const dk_register *reg;
    int64_t id;
    bool is_gone; /* merged away: only its history is left */
} dk_person_part;

/* Everything that belongs to a person. */
typedef struct {
    dk_person_part *parts; /* the record itself first */
    size_t n_parts;
    dk_upload
        *uploads; /* kept files with a cell that holds one of the person's numbers, any unit's */
    size_t n_uploads;
} dk_person;

/* Finds it, in the arena. Fails with MSG_RECORD_MISSING when the actor may not see the trainee.
 * Kept files are opened and read, committed or not: O(bytes of all kept files). */
DK_MUST dk_code dk_uc_person(const dk_call *call, int64_t trainee, dk_person *out, dk_err *err);

/* Forgets a person for good: this cannot be undone. *n_rows gets the change rows rewritten. The
 * record is then deleted in a batch of the kind "erase". */
DK_MUST dk_code dk_uc_person_erase(const dk_call *call, int64_t trainee, int64_t *n_rows,
                                   dk_err *err);

/* People whose training ended more than the setting `retain_years` ago lose what names them; what
 * statistics need stays. Who has no month of enrolment has no end and stays. MSG_RETAIN_UNSET when
 * the setting is missing. A dry run only counts. */
typedef struct {
    int64_t years;
    int32_t before;  /* training that ended before this day */
    size_t n_people; /* pseudonymised now, or (dry run) due */
    int64_t n_rows;  /* change rows rewritten */
} dk_retained;
DK_MUST dk_code dk_uc_retain(const dk_call *call, int32_t as_of, bool is_dry_run, dk_retained *out,
                             dk_err *err);

#endif
