/* api/usecase/exposure.c - see exposure.h. */
#include "api/usecase/exposure.h"

#include <stdlib.h>
#include <string.h>

#include "api/usecase/guide.h"
#include "api/usecase/members.h"
#include "core/base/messages.h"

typedef struct {
    dk_matching m;
    dk_arena *arena;         /* of the answer */
    dk_spread_list *lists;   /* per person of `who` */
    const size_t *pool;      /* positions of those looked at, n_pool of them */
    size_t n_pool, per_seat; /* a post may stand in per_seat x seats lists */
    size_t *who, n;          /* of them, those with a list */
    size_t *caps;
    dk_spread spread;
} spreading;

/* True when a person has decided that this pair is not to be offered. */
static bool is_away(const dk_decisions *decisions, int64_t trainee, int64_t post)
{
    for (size_t i = 0; i < decisions->n; i++) {
        const dk_decision *one = &decisions->items[i];
        if (one->trainee == trainee && one->post == post &&
            (strcmp(one->pick.kind, "exclude") == 0 || strcmp(one->pick.kind, "refused") == 0))
            return true;
    }
    return false;
}

static dk_code collect(spreading *s, dk_err *err)
{
    const dk_market *market = &s->m.snapshot->market;
    const dk_match_index *index = s->m.snapshot->index;
    for (size_t k = 0; k < s->n_pool; k++) {
        size_t i = s->pool[k];
        dk_top top;
        if (!dk_match_trainee_open(index, i))
            continue;
        if (dk_top_posts(index, i, DK_SPREAD_DEPTH, s->m.snapshot->app->options.seed, s->arena,
                         &top, err) != DK_OK)
            return DK_FAILED;
        size_t kept = 0;
        for (size_t b = 0; b < top.n_best; b++)
            if (!is_away(&s->m.decisions, market->trainees[i].id, top.best[b].id))
                top.best[kept++] = top.best[b];
        s->who[s->n] = i;
        s->lists[s->n++] = (dk_spread_list){top.best, kept};
    }
    return DK_OK;
}

static dk_code spread(spreading *s, dk_err *err)
{
    const dk_market *market = &s->m.snapshot->market;
    size_t top = s->m.options->top;
    s->who = dk_arena_array(s->arena, s->n_pool, sizeof *s->who);
    s->lists = dk_arena_array(s->arena, s->n_pool, sizeof *s->lists);
    s->caps = dk_arena_array(s->arena, market->n_posts, sizeof *s->caps);
    if (s->who == NULL || s->lists == NULL || s->caps == NULL)
        return DK_NO_MEMORY(err);
    for (size_t p = 0; p < market->n_posts; p++)
        s->caps[p] =
            s->per_seat * (size_t)(market->posts[p].openings > 0 ? market->posts[p].openings : 1);
    if (collect(s, err) != DK_OK)
        return DK_FAILED;
    return dk_spread_lists(s->lists, s->n, top, s->caps, market->n_posts, s->arena, &s->spread,
                           err);
}

/* ---- what is told ---- */

static dk_code gini(const spreading *s, const size_t *lists, int32_t *out, dk_err *err)
{
    const dk_market *market = &s->m.snapshot->market;
    size_t n = 0, *counts = dk_arena_array(s->arena, market->n_posts, sizeof *counts);
    if (counts == NULL)
        return DK_NO_MEMORY(err);
    for (size_t p = 0; p < market->n_posts; p++)
        if (dk_match_post_open(s->m.snapshot->index, p))
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

static dk_code tell_posts(const spreading *s, size_t n_most, dk_exposure *out, dk_err *err)
{
    const dk_market *market = &s->m.snapshot->market;
    dk_exposed_post *all = dk_arena_array(s->arena, market->n_posts, sizeof *all);
    if (all == NULL)
        return DK_NO_MEMORY(err);
    for (size_t p = 0; p < market->n_posts; p++) {
        if (!dk_match_post_open(s->m.snapshot->index, p))
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
        if (dk_name_record(&s->m.namer, dk_register_find("posts"), all[i].post, &found, err) !=
            DK_OK)
            return DK_FAILED;
        all[i].no = found.no;
        all[i].label = found.label;
    }
    return DK_OK;
}

static dk_code tell(const spreading *s, size_t n_most, dk_exposure *out, dk_err *err)
{
    char label[48];
    dk_weights_label(dk_match_index_weights(s->m.snapshot->index), label);
    *out = (dk_exposure){.as_of = s->m.snapshot->as_of,
                         .seq = s->m.snapshot->seq,
                         .weights = dk_arena_text(s->arena, label),
                         .lists = s->n,
                         .top = s->m.options->top,
                         .over = s->spread.n_over,
                         .total_before = s->spread.total_before,
                         .total_after = s->spread.total_after,
                         .bound = s->spread.bound};
    if (out->weights == NULL)
        return DK_NO_MEMORY(err);
    if (gini(s, s->spread.lists_before, &out->gini_before, err) != DK_OK ||
        gini(s, s->spread.lists_after, &out->gini_after, err) != DK_OK)
        return DK_FAILED;
    return tell_posts(s, n_most, out, err);
}

static dk_code everybody(spreading *s, dk_err *err)
{
    size_t n = s->m.snapshot->market.n_trainees;
    size_t *pool = dk_arena_array(s->arena, n, sizeof *pool);
    if (pool == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        pool[i] = i;
    s->pool = pool;
    s->n_pool = n;
    s->per_seat = DK_SPREAD_FACTOR * s->m.options->top;
    return spread(s, err);
}

dk_code dk_uc_exposure(const dk_call *call, const dk_uc_match_options *options, size_t n_most,
                       dk_exposure *out, dk_err *err)
{
    spreading s = {.arena = call->arena};
    dk_code code = dk_matching_begin(call, options, &s.m, err);
    if (code == DK_OK)
        code = everybody(&s, err);
    if (code == DK_OK)
        code = tell(&s, n_most, out, err);
    dk_matching_end(call->app, &s.m);
    return code;
}

/* ---- the lists ---- */

/* The list of person `i` of `who` with the places given to them. */
static dk_code one_list(spreading *s, size_t i, dk_match_list *out, dk_err *err)
{
    const dk_spread *spread = &s->spread;
    size_t n = spread->first[i + 1] - spread->first[i];
    const dk_list_options how = {
        .top = 1, .seed = s->m.snapshot->app->options.seed, .lang = s->m.options->lang};
    if (dk_guide_list(s->m.snapshot, &s->m.decisions, DK_POSTS_FOR_TRAINEE, s->who[i], &how,
                      s->m.namer.arena, out, err) != DK_OK)
        return DK_FAILED;
    out->n_matches = n;
    out->matches = dk_arena_array(s->m.namer.arena, n, sizeof *out->matches);
    if (out->matches == NULL)
        return DK_NO_MEMORY(err);
    for (size_t k = 0; k < n; k++) {
        size_t place = spread->places[spread->first[i] + k];
        out->matches[k].rank = place + 1; /* among what may be offered, spread or not */
        if (dk_explain(s->m.snapshot->index, s->who[i], s->lists[i].best[place].at,
                       s->m.options->lang, s->m.namer.arena, &out->matches[k].why, err) != DK_OK)
            return DK_FAILED;
    }
    return dk_matching_finish(&s->m, out, err);
}

/* The lists of the pool into `each`, each in an arena that is reset before. */
static dk_code tell_lists(spreading *s, bool is_spread, const dk_list_sink *sink, dk_err *err)
{
    dk_match_list list;
    dk_code code = DK_OK;
    dk_arena *answer = s->m.namer.arena;
    dk_arena *work = dk_arena_new();
    if (work == NULL)
        return DK_NO_MEMORY(err);
    s->m.namer.arena = work;
    for (size_t k = 0, i = 0; code == DK_OK && k < s->n_pool; k++) {
        bool has_list = i < s->n && s->who[i] == s->pool[k];
        dk_arena_reset(work);
        code = has_list && is_spread
                   ? one_list(s, i, &list, err)
                   : dk_matching_list(&s->m, DK_POSTS_FOR_TRAINEE, s->pool[k], &list, err);
        i += has_list;
        if (code == DK_OK && !sink->each(sink->ctx, &list))
            break;
    }
    s->m.namer.arena = answer;
    dk_arena_free(work);
    return code;
}

dk_code dk_uc_match_spread(const dk_call *call, const dk_uc_match_options *options,
                           const dk_list_sink *sink, dk_exposure *out, dk_err *err)
{
    spreading s = {.arena = call->arena};
    dk_code code = dk_matching_begin(call, options, &s.m, err);
    if (code == DK_OK)
        code = everybody(&s, err);
    if (code == DK_OK)
        code = tell(&s, DK_CLASS_MOST, out, err);
    s.pool = s.who;
    s.n_pool = s.n;
    if (code == DK_OK)
        code = tell_lists(&s, true, sink, err);
    dk_matching_end(call->app, &s.m);
    return code;
}

dk_code dk_uc_class_lists(const dk_call *call, const dk_uc_class_options *options,
                          const dk_list_sink *sink, dk_exposure *out, dk_err *err)
{
    spreading s = {.arena = call->arena, .per_seat = DK_CLASS_PER_SEAT};
    size_t *pool = NULL;
    dk_code code = dk_matching_begin(call, &options->match, &s.m, err);
    if (code == DK_OK)
        code = dk_class_positions(&s.m, options->class_name, &pool, &s.n_pool, err);
    s.pool = pool;
    if (code == DK_OK)
        code = spread(&s, err);
    if (code == DK_OK)
        code = tell(&s, DK_CLASS_MOST, out, err);
    if (code == DK_OK)
        code = tell_lists(&s, options->is_spread, sink, err);
    dk_matching_end(call->app, &s.m);
    return code;
}
