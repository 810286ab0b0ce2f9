/* api/usecase/match.c - match lists with the names the actor may see.
 *
 * The market carries no names; they are read for the few records of a list (name.h).
 */
#include <assert.h>
#include <string.h>

#include "api/usecase/messages.h"
#include "api/usecase/spreading.h"
#include "core/base/messages.h"
#include "core/match/wider.h"

static dk_code name_aside(const dk_namer *n, const dk_register *reg, dk_match_aside *items,
                          size_t count, dk_err *err)
{
    for (size_t i = 0; i < count; i++) {
        dk_found found;
        if (dk_name_record(n, reg, items[i].id, &found, err) != DK_OK)
            return DK_FAILED;
        items[i].no = found.no;
        items[i].label = found.label;
        items[i].line = found.line;
    }
    return DK_OK;
}

static dk_code name_list(const dk_namer *n, dk_match_list *list, dk_err *err)
{
    bool is_posts = list->direction == DK_POSTS_FOR_TRAINEE;
    const dk_register *trainees = dk_register_find("trainees"), *posts = dk_register_find("posts");
    const dk_register *candidate = is_posts ? posts : trainees;
    dk_found found;
    if (dk_name_record(n, is_posts ? trainees : posts, list->subject, &found, err) != DK_OK)
        return DK_FAILED;
    list->subject_no = found.no;
    list->subject_label = found.label;
    list->subject_line = found.line;
    for (size_t i = 0; i < list->n_matches; i++) {
        dk_match *m = &list->matches[i];
        int64_t id = is_posts ? m->why.post : m->why.trainee;
        if (dk_name_record(n, candidate, id, &found, err) != DK_OK)
            return DK_FAILED;
        m->no = found.no;
        m->label = found.label;
        m->line = found.line;
    }
    for (size_t i = 0; i < list->n_set_aside; i++) {
        dk_match_pick *pick = &list->set_aside[i];
        if (dk_name_record(n, candidate, pick->id, &found, err) != DK_OK)
            return DK_FAILED;
        pick->no = found.no;
        pick->label = found.label;
        pick->line = found.line;
    }
    if (name_aside(n, candidate, list->near, list->n_near, err) != DK_OK)
        return DK_FAILED;
    return name_aside(n, candidate, list->unknowns, list->n_unknowns, err);
}

dk_telling dk_matching_telling(const dk_matching *m)
{
    return (dk_telling){m->snapshot->index, m->options->lang, m->namer.arena};
}

/* Seats, and how many have been referred to them already. */
static void count_seats(const dk_matching *m, dk_match_list *list)
{
    const dk_market *market = &m->snapshot->market;
    for (size_t i = 0; i < list->n_matches; i++) {
        dk_match *match = &list->matches[i];
        size_t at = dk_match_find_post(m->snapshot->index, match->why.post);
        match->openings = at == SIZE_MAX ? -1 : market->posts[at].openings;
        match->referred = (int64_t)dk_decisions_referred(&m->decisions, match->why.post);
    }
}

dk_code dk_matching_finish(const dk_matching *m, dk_match_list *list, dk_err *err)
{
    assert(m->namer.arena != NULL);
    list->seq = m->snapshot->seq;
    count_seats(m, list);
    return name_list(&m->namer, list, err);
}

dk_code dk_matching_begin(const dk_call *call, const dk_uc_match_options *options, dk_matching *m,
                          dk_err *err)
{
    assert(options->top >= 1);
    *m = (dk_matching){.namer = {.actor = call->actor, .lang = options->lang},
                       .own = dk_arena_new(),
                       .options = options};
    if (m->own == NULL)
        return DK_NO_MEMORY(err);
    if (dk_snapshot_acquire(call->app, options->as_of, &m->snapshot, err) != DK_OK ||
        dk_app_borrow(call->app, &m->namer.store, err) != DK_OK)
        return DK_FAILED;
    m->namer.codes = m->snapshot->codes->codes;
    m->namer.arena = m->own;
    const dk_source now = {.store = m->namer.store, .seq = DK_NOW};
    dk_code code = dk_decisions_load(&m->namer, &now, &m->decisions, err);
    m->namer.arena = call->arena;
    return code;
}

void dk_matching_end(dk_app *app, dk_matching *m)
{
    dk_app_return(app, m->namer.store);
    dk_snapshot_release(m->snapshot);
    dk_arena_free(m->own);
}

dk_code dk_matching_find(const dk_matching *m, const char *key, int64_t id, size_t *at, dk_err *err)
{
    assert(key != NULL && at != NULL);
    const dk_match_index *index = m->snapshot->index;
    const dk_register *reg = dk_register_find(key);
    dk_record *seen = NULL;
    char no[24];
    /* The row filter by unit: whoever may not see the subject gets no list of it. */
    if (dk_store_get(&(dk_view){m->namer.store, m->namer.actor, m->namer.arena}, reg, id, false,
                     &seen, err) != DK_OK)
        return DK_FAILED;
    *at = strcmp(key, "trainees") == 0 ? dk_match_find_trainee(index, id)
                                       : dk_match_find_post(index, id);
    if (*at != SIZE_MAX)
        return DK_OK;
    dk_record_no(reg, id, no);
    return DK_FAIL(err, MSG_RECORD_NOT_FOUND, DK_NOWHERE, dk_arg_str(reg->title.zh), dk_arg_str(no),
                   dk_arg_str(no));
}

/* The wider searches of a trainee into list->wider, named. O(relaxations * posts). */
static dk_code add_wider(const dk_matching *m, size_t trainee, dk_match_list *list, dk_err *err)
{
    dk_wider_list found;
    dk_arena *arena = m->namer.arena;
    if (dk_match_wider(m->snapshot->index, trainee, m->options->top, &found, err) != DK_OK)
        return DK_FAILED;
    dk_match_wish *wishes = dk_arena_array(arena, found.n, sizeof *wishes);
    if (wishes == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < found.n; i++) {
        const dk_wider *one = &found.items[i];
        dk_found post;
        wishes[i] = (dk_match_wish){.key = one->key,
                                    .words = dk_words_render(arena, m->namer.lang, &one->words),
                                    .opens = one->opens,
                                    .moves = one->moves,
                                    .gain = one->gain,
                                    .best = one->best};
        if (wishes[i].words == NULL)
            return DK_NO_MEMORY(err);
        if (dk_name_record(&m->namer, dk_register_find("posts"), one->best, &post, err) != DK_OK)
            return DK_FAILED;
        wishes[i].no = post.no;
        wishes[i].label = post.label;
    }
    list->wider = wishes;
    list->n_wider = found.n;
    return DK_OK;
}

dk_code dk_matching_list(const dk_matching *m, dk_list_direction direction, size_t at,
                         dk_match_list *out, dk_err *err)
{
    assert(m->snapshot != NULL && out != NULL);
    const dk_telling how = dk_matching_telling(m);
    const dk_list_ask ask = {direction, at, m->options->top};
    if (dk_guide_list(&how, &ask, &m->decisions, out, err) != DK_OK)
        return DK_FAILED;
    return dk_matching_finish(m, out, err);
}

/* The same of a trainee as the lists of everybody are spread. */
static dk_code list_spread(const dk_matching *m, size_t at, dk_match_list *out, dk_err *err)
{
    const dk_spreading *kept = NULL;
    return dk_spreading_kept(m, &kept, err) == DK_OK ? dk_spreading_list(m, kept, at, out, err)
                                                     : DK_FAILED;
}

static dk_code list_of(const dk_matching *m, dk_list_direction direction, int64_t id,
                       dk_match_list *out, dk_err *err)
{
    bool is_posts = direction == DK_POSTS_FOR_TRAINEE;
    size_t at = 0;
    if (dk_matching_find(m, is_posts ? "trainees" : "posts", id, &at, err) != DK_OK)
        return DK_FAILED;
    dk_code code = is_posts && m->options->is_spread ? list_spread(m, at, out, err)
                                                     : dk_matching_list(m, direction, at, out, err);
    if (code != DK_OK)
        return DK_FAILED;
    if (m->options->is_shown)
        dk_matching_remember(m, out);
    /* Nobody is left with an empty page: what would open more. */
    bool is_short = is_posts && out->n_matches < m->options->top;
    return is_short ? add_wider(m, at, out, err) : DK_OK;
}

static dk_code match_one(const dk_call *call, dk_list_direction direction, int64_t id,
                         const dk_uc_match_options *options, dk_match_list *out, dk_err *err)
{
    dk_matching m;
    dk_code code = dk_matching_begin(call, options, &m, err);
    if (code == DK_OK)
        code = list_of(&m, direction, id, out, err);
    dk_matching_end(call->app, &m);
    return code;
}

dk_code dk_uc_match_trainee(const dk_call *call, int64_t trainee,
                            const dk_uc_match_options *options, dk_match_list *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    return match_one(call, DK_POSTS_FOR_TRAINEE, trainee, options, out, err);
}

dk_code dk_uc_match_post(const dk_call *call, int64_t post, const dk_uc_match_options *options,
                         dk_match_list *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    return match_one(call, DK_TRAINEES_FOR_POST, post, options, out, err);
}

static dk_code each_list(dk_matching *m, dk_match_each *each, void *ctx,
                         const dk_progress *progress, dk_err *err)
{
    const dk_text stage = {"匹配", "matching"};
    const dk_market *market = &m->snapshot->market;
    for (size_t i = 0; i < market->n_trainees; i++) {
        dk_match_list list;
        if (progress != NULL && progress->report != NULL && i % 100 == 0 &&
            !progress->report(progress->ctx, stage, i, market->n_trainees))
            return DK_FAIL0(err, MSG_CANCELLED);
        if (!dk_match_trainee_open(m->snapshot->index, i))
            continue;
        dk_arena_reset(m->namer.arena);
        if (dk_matching_list(m, DK_POSTS_FOR_TRAINEE, i, &list, err) != DK_OK)
            return DK_FAILED;
        if (!each(ctx, &list))
            break;
    }
    return DK_OK;
}

dk_code dk_uc_match_all(const dk_call *call, const dk_uc_match_options *options,
                        dk_match_each *each, void *ctx, const dk_progress *progress, dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_matching m;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_matching_begin(&(dk_call){call->app, call->actor, arena}, options, &m, err);
    if (code == DK_OK)
        code = each_list(&m, each, ctx, progress, err);
    dk_matching_end(call->app, &m);
    dk_arena_free(arena);
    return code;
}
