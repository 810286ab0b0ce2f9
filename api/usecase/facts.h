/* api/usecase/facts.h - the facts of one person as a form shows them. */
#ifndef DK_API_USECASE_FACTS_H
#define DK_API_USECASE_FACTS_H

#include "api/usecase/usecase.h"
#include "core/register/found.h"

/* What the referral form says about a trainee, in its order; texts masked as the actor may see
 * them, codes by name, nothing that is not known. In the arena. */
DK_MUST dk_code dk_uc_referral_facts(const dk_call *call, int64_t trainee, dk_lang lang,
                                     dk_fact_text **out, size_t *n, dk_err *err);

#endif
