/* api/usecase/ranks.h - who stands where in everyone's list, under given day and weights: the steps
 * of finding out why two rankings differ. */
#ifndef DK_API_USECASE_RANKS_H
#define DK_API_USECASE_RANKS_H

#include "api/usecase/usecase.h"

typedef struct {
    int32_t as_of;       /* DK_DAY_NONE: default */
    const char *weights; /* "name/version" of a kept version or the built-in one; NULL: in force */
    uint64_t seed;
    size_t top; /* 1..100 */
} dk_rank_inputs;

/* Calls `each` with the posts listed for every trainee open to work, in record order, decisions of
 * people honoured, from the data as they are now. Fails with MSG_WEIGHTS_UNKNOWN. */
DK_MUST dk_code dk_uc_ranks(const dk_call *call, const dk_rank_inputs *inputs,
                            void (*each)(void *ctx, int64_t trainee, const int64_t *posts,
                                         size_t n),
                            void *ctx, dk_err *err);

#endif
