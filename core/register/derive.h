/* core/register/derive.h - required fields that a sheet may lack because others tell them.
 *
 * Authorities' tables and bureaus' lists name people and what became of them, but not always by the
 * keys of the registers. Where a sheet has no column for such a field (a blank cell of a column
 * that is there stays an error), it follows from the fields its line names in `.derived`:
 *
 *     placements.graduation_year   from the day of collection: graduation is in June, so a table
 *                                  collected from June 2025 to May 2026 speaks of those of 2025;
 *                                  where people are named by no student number (short courses) the
 *                                  year of the first day at work
 *     placements.kind              own (是否自主创业), flexible (是否灵活就业), else employed by
 *                                  the unit that is named; said to be both, or none of the three:
 *                                  not told
 *     placements.placement_no      year and student number, else class and number in it, else a
 *                                  token of the document number or of name and last four: one
 *                                  person has one destination a year
 *     trainees.id_no               a stand-in of 18 characters made of name and student number,
 *                                  else of name, birth, phone and class; the document type becomes
 *                                  6 (temporary). Whose it is, the review of people decides.
 *
 * The same row always gives the same key, so a sheet that comes again changes nothing.
 */
#ifndef DK_CORE_REGISTER_DERIVE_H
#define DK_CORE_REGISTER_DERIVE_H

#include "core/register/register.h"

enum { DK_TOKEN_SIZE = 17 };

typedef struct {
    dk_arena *arena; /* of the texts */
    /* 16 hex digits for a text: always the same, and without the centre's key nobody can try which
     * text it was. NULL: no key at hand; what needs it is then not told. */
    dk_code (*token)(void *ctx, const char *text, char out[DK_TOKEN_SIZE], dk_err *err);
    void *ctx;
} dk_deriver;

/* Sets the field when it is absent and the others tell it; else leaves it as it is. Only for fields
 * with `.derived`. O(length of the texts). */
DK_MUST dk_code dk_record_derive(const dk_deriver *by, dk_record *record, size_t field,
                                 dk_err *err);

/* The value of a field, or what follows for it where it is absent: whether a placement is an own
 * business or flexible from its kind. Borrowed from the record. */
dk_value dk_record_told(const dk_record *record, size_t field);

/* True when `has[i]` (per field of the register) satisfies the field's `.derived`. */
bool dk_field_derivable(const dk_register *reg, const dk_field *field, const bool *has);

/* True for a number that dk_record_derive made for a person without one. */
bool dk_id_no_is_stand_in(const char *id_no);

/* The day of birth of a trainee: the birth date, else that of a valid number; DK_DAY_NONE: not
 * known to the day, or another register. */
int32_t dk_record_birth(const dk_record *record);

/* Takes a trainee's month of birth out where the day is known and lies in it: it says nothing more.
 * `birth`: the day known from elsewhere, or DK_DAY_NONE for what the record itself tells. */
void dk_record_settle(dk_record *record, int32_t birth);

#endif
