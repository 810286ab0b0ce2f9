/* api/usecase/identity.h - one person across sources, one firm under several names.
 *
 * Equal keys (document number, credit code) meet on import. What is near waits here with its
 * evidence (core/identity) until a clerk decides; nothing is merged by itself. "Same" makes one
 * batch: what the kept record lacks comes from the other, lists are joined, references to the other
 * lead to the kept one, the other is deleted and its key remembered, so that the next sheet with
 * the old key finds the kept record. Undoing the batch brings everything back. "Different" is
 * remembered and not asked again.
 *
 * Names and numbers reach a reader masked as everywhere; comparing is done by the loader, whose
 * values leave it only as "equal", "near" or "differs".
 */
#ifndef DK_API_USECASE_IDENTITY_H
#define DK_API_USECASE_IDENTITY_H

#include "api/usecase/usecase.h"

/* Pairs that wait, heaviest first, at most `limit` of those the actor may see both sides of. `reg`:
 * trainees or enterprises, else MSG_NO_IDENTITIES. O(records log records). */
DK_MUST dk_code dk_uc_pairs(const dk_call *call, const dk_register *reg, size_t limit,
                            dk_pair_list *out, dk_err *err);

/* What a person decided about two records of one register. */
typedef struct {
    const dk_register *reg;
    int64_t pair[2];
    bool are_one;
} dk_pair_decision;

/* Carries a decision out. *kept (may be NULL) gets the record that stays: of people the one with a
 * valid resident number, else the lower. MSG_NO_IDENTITIES for two equal numbers or a register that
 * has no identities. */
DK_MUST dk_code dk_uc_decide_pair(const dk_call *call, const dk_pair_decision *decision,
                                  int64_t *kept, dk_apply_result *out, dk_err *err);

/* People whom more than one programme of the register trainings paid for in a year; year 0: any. By
 * year, then person. */
DK_MUST dk_code dk_uc_paid_twice(const dk_call *call, int32_t year, dk_paid_twice **out, size_t *n,
                                 dk_err *err);

/* Values that two sources gave differently, by record and time; masked, only records the actor may
 * see. The later word holds; `before` says whose was replaced. */
DK_MUST dk_code dk_uc_disputes(const dk_call *call, const dk_register *reg, dk_dispute **out,
                               size_t *n, dk_err *err);

/* For dk_uc_import: rows whose key was merged are sent to the kept record, references to merged
 * firms as well. */
DK_MUST dk_code dk_identity_redirect(dk_app *app, dk_batch *batch, dk_arena *arena, dk_err *err);

/* ---- shared by identity*.c ---- */

/* One decision of the register identities. */
typedef struct {
    const char *of;
    int64_t id, kept, other;
    bool are_one;
    const char *kept_key, *other_key; /* in clear; "" when two */
} dk_identity;

/* All decisions, in the arena. */
DK_MUST dk_code dk_identities_load(dk_app *app, dk_arena *arena, dk_identity **out, size_t *n,
                                   dk_err *err);

/* Index of the field whose value is the identity of a record of `reg`; SIZE_MAX: the register has
 * none. */
size_t dk_identity_key_field(const dk_register *reg);

#endif
