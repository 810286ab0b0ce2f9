/* api/usecase/compare.h - why this one and not that one (core/match/compare.h), with names. */
#ifndef DK_API_USECASE_COMPARE_H
#define DK_API_USECASE_COMPARE_H

#include "api/usecase/usecase.h"
#include "core/match/compare.h"

typedef struct {
    bool is_for_trainee; /* two posts for one person; else two people at one post */
    int64_t subject, a, b;
    int32_t as_of; /* DK_DAY_NONE: default */
    dk_lang lang;
} dk_uc_compare_ask;

/* Record numbers. A record that is not in the market fails with MSG_RECORD_NOT_FOUND. In the arena.
 * Cost: two explanations. */
DK_MUST dk_code dk_uc_compare(const dk_call *call, const dk_uc_compare_ask *ask, dk_comparison *out,
                              dk_err *err);

#endif
