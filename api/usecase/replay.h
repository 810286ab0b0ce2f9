/* api/usecase/replay.h - a year's placements ranked again with what was known then, beside what the
 * teachers did (core/match/replay.h says what that means and what it does not). */
#ifndef DK_API_USECASE_REPLAY_H
#define DK_API_USECASE_REPLAY_H

#include "api/usecase/usecase.h"
#include "core/match/replay.h"

typedef struct {
    int32_t year;  /* of graduation; 0: the year before the as-of day's */
    int32_t after; /* months after which staying is judged: 3, 6 or 12 */
    int32_t as_of; /* DK_DAY_NONE: default; later placements and outcomes are not looked at */
    dk_lang lang;
} dk_uc_replay_options;

/* Placements in firms, each against the registers and code lists as they were known when the day of
 * the introduction (else the first day at work) began, and as of that day. The person is the one
 * trainee on record then whom the placement names (core/register/person.h), the post that of its
 * number, else the firm's of the occupation; where one of them is missing the case says so. Names
 * are those of then, as the actor may see them; rows of other units are left out. Nothing recorded
 * on or after that day moves a figure, but for the placement itself and what the follow-up says.
 * O(days * (change rows + posts * placements of the day)). */
DK_MUST dk_code dk_uc_replay(const dk_call *call, const dk_uc_replay_options *options,
                             dk_replay *out, dk_err *err);

#endif
