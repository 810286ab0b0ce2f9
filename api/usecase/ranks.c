/* api/usecase/ranks.c - see ranks.h. */
#include "api/usecase/ranks.h"

#include "api/usecase/guide.h"
#include "api/usecase/weights.h"
#include "core/base/messages.h"

enum { TOP_MOST = 100 };

/* The snapshot with an index of other weights; *index is the caller's to free. */
static dk_code with_weights(const dk_matching *m, const char *label, dk_snapshot *out,
                            dk_match_index **index, dk_err *err)
{
    dk_weights weights;
    *out = *m->snapshot;
    if (label == NULL)
        return DK_OK;
    if (dk_app_weights_named(m->namer.store, label, &weights, err) != DK_OK ||
        dk_match_index_new(&m->snapshot->market, &weights, index, err) != DK_OK)
        return DK_FAILED;
    out->index = *index;
    return DK_OK;
}

static dk_code each_list(const dk_matching *m, const dk_snapshot *snapshot,
                         const dk_rank_inputs *inputs,
                         void (*each)(void *, int64_t, const int64_t *, size_t), void *ctx,
                         dk_err *err)
{
    const dk_list_options how = {.top = inputs->top, .seed = inputs->seed, .lang = DK_EN};
    for (size_t i = 0; i < snapshot->market.n_trainees; i++) {
        dk_match_list list;
        int64_t posts[TOP_MOST];
        if (!dk_match_trainee_open(snapshot->index, i))
            continue;
        dk_arena_reset(m->namer.arena);
        if (dk_guide_list(snapshot, &m->decisions, DK_POSTS_FOR_TRAINEE, i, &how, m->namer.arena,
                          &list, err) != DK_OK)
            return DK_FAILED;
        for (size_t k = 0; k < list.n_matches; k++)
            posts[k] = list.matches[k].why.post;
        each(ctx, list.subject, posts, list.n_matches);
    }
    return DK_OK;
}

dk_code dk_uc_ranks(const dk_call *call, const dk_rank_inputs *inputs,
                    void (*each)(void *ctx, int64_t trainee, const int64_t *posts, size_t n),
                    void *ctx, dk_err *err)
{
    const dk_uc_match_options options = {.top = inputs->top, .as_of = inputs->as_of, .lang = DK_EN};
    dk_matching m;
    dk_snapshot snapshot;
    dk_match_index *index = NULL;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_matching_begin(&(dk_call){call->app, call->actor, arena}, &options, &m, err);
    if (code == DK_OK)
        code = with_weights(&m, inputs->weights, &snapshot, &index, err);
    if (code == DK_OK)
        code = each_list(&m, &snapshot, inputs, each, ctx, err);
    dk_match_index_free(index);
    dk_matching_end(call->app, &m);
    dk_arena_free(arena);
    return code;
}
