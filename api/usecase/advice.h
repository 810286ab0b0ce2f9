/* api/usecase/advice.h - one pair in full: every criterion, what would lift the person with rank
 * before and after, and the approved course that closes the gap. */
#ifndef DK_API_USECASE_ADVICE_H
#define DK_API_USECASE_ADVICE_H

#include "api/usecase/usecase.h"
#include "core/match/advice.h"

/* Lifts are priced by the table of lift.h and by the register of courses (only approved ones). */
DK_MUST dk_code dk_uc_match_detail(const dk_call *call, int64_t trainee, int64_t post,
                                   const dk_uc_match_options *options, dk_match_detail *out,
                                   dk_err *err);

#endif
