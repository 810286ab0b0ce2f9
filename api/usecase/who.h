/* api/usecase/who.h - a record whose row lacks its key, known by what else the row says; for link.c
 * only.
 *
 * Some lists carry no document number. When exactly one trainee has the same name and student
 * number, or else the same name, month of birth and phone, the row is that person's. The table of
 * graduates' destinations has no number of its own: one graduate has one destination a year; a row
 * that does not tell the year is that of the one placement its student has. Who the graduate is,
 * a row says in one of several ways (core/register/person.h). When two records fit,
 * or a part is missing, nobody is taken (core/register/derive.h says what then).
 */
#ifndef DK_API_USECASE_WHO_H
#define DK_API_USECASE_WHO_H

#include "api/usecase/usecase.h"

/* Of one register: that of the first record asked about. */
typedef struct {
    struct dk_who_entry *entries; /* sorted by key */
    size_t n, capacity;
    bool is_loaded, is_broken;
    dk_arena *arena;
} dk_who;

/* The number of the one record of trainees or placements that fits; 0: none, or more than one, or
 * another register. A month of birth that the person's number or date says too is taken out of
 * `record`: it would be no change. Reads the register at the first call, O(records log records);
 * then O(log records). */
DK_MUST dk_code dk_who_find(dk_who *who, dk_app *app, dk_record *record, int64_t *id, dk_err *err);

#endif
