/* api/usecase/exposure.c - see exposure.h. */
#include "api/usecase/exposure.h"

#include <assert.h>
#include <stdlib.h>

#include "api/usecase/members.h"
#include "api/usecase/spreading.h"
#include "core/base/messages.h"

/* ---- what is told ---- */

static dk_code gini(const dk_matching *m, const size_t *lists, int32_t *out, dk_err *err)
{
    const dk_market *market = &m->snapshot->market;
    size_t n = 0, *counts = dk_arena_array(m->namer.arena, market->n_posts, sizeof *counts);
    if (counts == NULL)
        return DK_NO_MEMORY(err);
    for (size_t p = 0; p < market->n_posts; p++)
        if (dk_match_post_open(m->snapshot->index, p))
            counts[n++] = lists[p];
    *out = dk_gini_permille(counts, n);
    return DK_OK;
}

static int most_named(const void *a, const void *b)
{
    const dk_exposed_post *x = a, *y = b;
    if (x->before != y->before)
        return x->before > y->before ? -1 : 1;
    return (x->post > y->post) - (x->post < y->post);
}

static dk_code tell_posts(const dk_matching *m, const dk_spreading *s, size_t n_most,
                          dk_exposure *out, dk_err *err)
{
    const dk_market *market = &m->snapshot->market;
    dk_exposed_post *all = dk_arena_array(m->namer.arena, market->n_posts, sizeof *all);
    if (all == NULL)
        return DK_NO_MEMORY(err);
    for (size_t p = 0; p < market->n_posts; p++) {
        if (!dk_match_post_open(m->snapshot->index, p))
            continue;
        all[out->posts++] = (dk_exposed_post){.post = market->posts[p].id,
                                              .seats = market->posts[p].openings,
                                              .cap = s->caps[p],
                                              .before = s->spread.lists_before[p],
                                              .after = s->spread.lists_after[p]};
    }
    if (out->posts > 0)
        qsort(all, out->posts, sizeof *all, most_named);
    out->most = all;
    out->n_most = out->posts < n_most ? out->posts : n_most;
    for (size_t i = 0; i < out->n_most; i++) {
        dk_found found;
        if (dk_name_record(&m->namer, dk_register_find("posts"), all[i].post, &found, err) != DK_OK)
            return DK_FAILED;
        all[i].no = found.no;
        all[i].label = found.label;
    }
    return DK_OK;
}

static dk_code tell(const dk_matching *m, const dk_spreading *s, size_t n_most, dk_exposure *out,
                    dk_err *err)
{
    char label[48];
    dk_weights_label(dk_match_index_weights(m->snapshot->index), label);
    *out = (dk_exposure){.as_of = m->snapshot->as_of,
                         .seq = m->snapshot->seq,
                         .weights = dk_arena_text(m->namer.arena, label),
                         .lists = s->n,
                         .top = s->places,
                         .over = s->spread.n_over,
                         .total_before = s->spread.total_before,
                         .total_after = s->spread.total_after,
                         .front_before = s->spread.front_before,
                         .front_after = s->spread.front_after,
                         .bound = s->spread.bound};
    if (out->weights == NULL)
        return DK_NO_MEMORY(err);
    if (gini(m, s->spread.lists_before, &out->gini_before, err) != DK_OK ||
        gini(m, s->spread.lists_after, &out->gini_after, err) != DK_OK)
        return DK_FAILED;
    return tell_posts(m, s, n_most, out, err);
}

dk_code dk_uc_exposure(const dk_call *call, const dk_uc_match_options *options, size_t n_most,
                       dk_exposure *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    assert(options->top >= 1);
    dk_matching m;
    dk_spreading s = {.arena = call->arena, .places = options->top};
    dk_code code = dk_matching_begin(call, options, &m, err);
    if (code == DK_OK)
        code = dk_spreading_everybody(&m, &s, err);
    if (code == DK_OK)
        code = tell(&m, &s, n_most, out, err);
    dk_matching_end(call->app, &m);
    return code;
}

/* ---- the lists ---- */

/* The lists of the pool into `each`, each in an arena that is reset before. */
static dk_code tell_lists(dk_matching *m, const dk_spreading *s, bool is_spread,
                          const dk_list_sink *sink, dk_err *err)
{
    dk_match_list list;
    dk_code code = DK_OK;
    dk_arena *answer = m->namer.arena;
    dk_arena *work = dk_arena_new();
    if (work == NULL)
        return DK_NO_MEMORY(err);
    m->namer.arena = work;
    for (size_t k = 0; code == DK_OK && k < s->n_pool; k++) {
        dk_arena_reset(work);
        code = is_spread ? dk_spreading_list(m, s, s->pool[k], &list, err)
                         : dk_matching_list(m, DK_POSTS_FOR_TRAINEE, s->pool[k], &list, err);
        if (code == DK_OK && !sink->each(sink->ctx, &list))
            break;
    }
    m->namer.arena = answer;
    dk_arena_free(work);
    return code;
}

dk_code dk_uc_match_spread(const dk_call *call, const dk_uc_match_options *options,
                           const dk_list_sink *sink, dk_exposure *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    assert(sink->each != NULL);
    dk_matching m;
    dk_spreading s = {.arena = call->arena, .places = options->top};
    dk_code code = dk_matching_begin(call, options, &m, err);
    if (code == DK_OK)
        code = dk_spreading_everybody(&m, &s, err);
    if (code == DK_OK)
        code = tell(&m, &s, DK_CLASS_MOST, out, err);
    s.pool = s.who;
    s.n_pool = s.n;
    if (code == DK_OK)
        code = tell_lists(&m, &s, true, sink, err);
    dk_matching_end(call->app, &m);
    return code;
}

dk_code dk_uc_class_lists(const dk_call *call, const dk_uc_class_options *options,
                          const dk_list_sink *sink, dk_exposure *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    assert(sink->each != NULL && options->class_name != NULL);
    dk_matching m;
    dk_spreading s = {
        .arena = call->arena, .places = options->match.top, .per_seat = DK_CLASS_PER_SEAT};
    size_t *pool = NULL;
    dk_code code = dk_matching_begin(call, &options->match, &m, err);
    if (code == DK_OK)
        code = dk_class_positions(&m, options->class_name, &pool, &s.n_pool, err);
    s.pool = pool;
    if (code == DK_OK)
        code = dk_spreading_make(&m, &s, err);
    if (code == DK_OK)
        code = tell(&m, &s, DK_CLASS_MOST, out, err);
    if (code == DK_OK)
        code = tell_lists(&m, &s, options->is_spread, sink, err);
    dk_matching_end(call->app, &m);
    return code;
}
