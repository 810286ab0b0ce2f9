/* api/usecase/who.h - a person without a number, known by name, month of birth and phone; for
 * link.c only.
 *
 * Some lists carry no document number. When exactly one trainee has the same name, the same month
 * of birth and the same phone, the row is that person's; when two have, or one of the three is
 * missing, nobody is taken (the row is refused for lack of the number, as before).
 */
#ifndef DK_API_USECASE_WHO_H
#define DK_API_USECASE_WHO_H

#include "api/usecase/usecase.h"

typedef struct {
    struct dk_who_entry *entries; /* sorted by key */
    size_t n, capacity;
    bool is_loaded, is_broken;
    dk_arena *arena;
} dk_who;

/* The number of the one person that fits the record of trainees; 0: nobody, or more than one. Reads
 * the register at the first call, O(people log people); then O(log people). */
DK_MUST dk_code dk_who_find(dk_who *who, dk_app *app, const dk_record *record, int64_t *id,
                            dk_err *err);

#endif
