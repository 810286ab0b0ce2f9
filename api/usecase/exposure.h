/* api/usecase/exposure.h - lists of everyone, spread so that no post stands in too many. */
#ifndef DK_API_USECASE_EXPOSURE_H
#define DK_API_USECASE_EXPOSURE_H

#include "api/usecase/usecase.h"
#include "core/match/exposure.h"

enum {
    DK_SPREAD_FACTOR = 3,  /* a post may stand in 3 x places x seats lists */
    DK_SPREAD_DEPTH = 100, /* posts a person may be given instead */
};

/* How evenly the lists of everyone open to work name the open posts, before and after spreading;
 * the `n_most` most named posts. O(people * posts). */
DK_MUST dk_code dk_uc_exposure(const dk_call *call, const dk_uc_match_options *options,
                               size_t n_most, dk_exposure *out, dk_err *err);

/* As dk_uc_match_all, but with spread lists. The exposure is filled before the first list. */
DK_MUST dk_code dk_uc_match_spread(const dk_call *call, const dk_uc_match_options *options,
                                   bool (*each)(void *ctx, const dk_match_list *list), void *ctx,
                                   dk_exposure *out, dk_err *err);

#endif
