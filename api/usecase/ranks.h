/* api/usecase/ranks.h - everyone's list made again under given inputs, and which input changed
 * what: the steps of finding out why two rankings differ. */
#ifndef DK_API_USECASE_RANKS_H
#define DK_API_USECASE_RANKS_H

#include "api/usecase/source.h"
#include "api/usecase/usecase.h"
#include "core/match/rankings.h"

typedef struct {
    int64_t data_seq, rules_seq; /* what was known; DK_NOW */
    int32_t as_of;               /* DK_DAY_NONE: default */
    const char *weights;         /* "name/version" of a kept version or the built-in one */
    int64_t weights_seq;         /* when that version was on record */
    uint64_t seed;
    size_t top; /* 1..100 */
} dk_rank_inputs;

/* The posts listed for every trainee open to work, decisions of people honoured, in call->arena.
 * Fails with MSG_WEIGHTS_UNKNOWN. O(change rows + people * posts). */
DK_MUST dk_code dk_uc_ranks(const dk_call *call, const dk_rank_inputs *inputs, dk_rankings *out,
                            dk_err *err);

/* Lists and what they were made from. */
typedef struct {
    dk_rank_inputs from;
    dk_rankings lists;
} dk_rank_run;

/* changed[input] gets how many lists differ when the inputs of `a` are replaced by those of `b` one
 * at a time; their lists are those made then: what this program makes otherwise of the same inputs
 * is method. Each step that changes something is one dk_uc_ranks. */
DK_MUST dk_code dk_uc_rank_steps(const dk_call *call, const dk_rank_run *a, const dk_rank_run *b,
                                 size_t changed[DK_N_INPUTS], dk_err *err);

typedef struct {
    int64_t batch; /* 0: the last one */
    int32_t as_of; /* of both sides; DK_DAY_NONE: default */
    size_t top, limit;
    dk_lang lang;
} dk_uc_rank_changes_options;

/* How everyone's lists differ from what they would have been had this batch and all after it not
 * come, the weights in force then and now, and which input did it; the `limit` people of whom most
 * places moved. MSG_BATCH_MISSING. */
DK_MUST dk_code dk_uc_rank_changes(const dk_call *call, const dk_uc_rank_changes_options *options,
                                   dk_rank_changes *out, dk_err *err);

#endif
