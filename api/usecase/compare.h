/* api/usecase/compare.h - why this one and not that one (core/match/compare.h), with names. */
#ifndef DK_API_USECASE_COMPARE_H
#define DK_API_USECASE_COMPARE_H

#include "api/usecase/usecase.h"
#include "core/match/compare.h"

typedef struct {
    dk_comparison comparison;
    const char *subject, *a, *b; /* number and label, masked as the actor may see them */
} dk_uc_comparison;

/* Two people at one post, or (is_for_trainee) two posts for one person; record numbers. A record
 * that is not in the market fails with MSG_RECORD_MISSING. In the arena. Cost: two explanations. */
DK_MUST dk_code dk_uc_compare(const dk_call *call, bool is_for_trainee, const int64_t ids[3],
                              dk_lang lang, dk_uc_comparison *out, dk_err *err);

#endif
