/* api/usecase/picks.h - what people decided about a trainee and a post, and how lists honour it.
 *
 *     pin       offered first, whatever its rank
 *     exclude   not offered; needs a reason
 *     refused   not offered: one side said no; needs a reason
 *     visited   offered behind the others: they have met
 *     referred  an introduction was written: counts against the seats of the post
 *
 * Nothing disappears silently: what is not offered is listed apart with reason, name and day. Picks
 * are records of the register `picks`: logged, undoable, and alive through every run.
 */
#ifndef DK_API_USECASE_PICKS_H
#define DK_API_USECASE_PICKS_H

#include "api/usecase/usecase.h"

typedef struct {
    int64_t trainee, post;
    const char *kind;   /* code of pick_kind */
    const char *reason; /* NULL or "": none */
    bool is_removal;    /* takes the decision back */
} dk_pick;

/* Writes (or takes back) one decision as one batch. The actor must see both records. Fails with
 * MSG_CODE_UNKNOWN for another kind, MSG_PICK_REASON where a reason is needed, MSG_PICK_MISSING
 * when there is nothing to take back. */
DK_MUST dk_code dk_uc_pick(const dk_call *call, const dk_pick *pick, dk_apply_result *out,
                           dk_err *err);

#endif
