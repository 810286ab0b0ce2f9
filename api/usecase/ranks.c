/* api/usecase/ranks.c - see ranks.h. */
#include "api/usecase/ranks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/guide.h"
#include "api/usecase/market.h"
#include "api/usecase/weights.h"
#include "core/base/messages.h"
#include "core/store/messages.h"

enum { TOP_MOST = 100 };

/* ---- everyone's list ---- */

/* A generation of its own, made from the log. */
typedef struct {
    const dk_call *call;
    const dk_rank_inputs *inputs;
    dk_store *store;
    dk_snapshot at; /* not counted: ended by `end` */
    dk_decisions decisions;
} past;

static dk_code begin(past *p, dk_err *err)
{
    dk_weights weights;
    dk_app *app = p->call->app;
    const dk_rank_inputs *in = p->inputs;
    if ((p->at.arena = dk_arena_new()) == NULL)
        return DK_NO_MEMORY(err);
    p->at.app = app;
    p->at.as_of = in->as_of == DK_DAY_NONE ? dk_app_as_of(app) : in->as_of;
    if (dk_app_borrow(app, &p->store, err) != DK_OK)
        return DK_FAILED;
    const dk_source source = {.store = p->store, .seq = in->data_seq, .rules_seq = in->rules_seq};
    const dk_source kept = {.store = p->store, .seq = in->weights_seq};
    if (dk_app_codes_at(app, &source, &p->at.codes, err) != DK_OK ||
        dk_app_weights_named(&kept, in->weights, &weights, err) != DK_OK ||
        dk_market_load(&source, p->at.codes->codes, p->at.as_of, p->at.arena, &p->at.market, err) !=
            DK_OK ||
        dk_match_index_new(&p->at.market, &weights, in->seed, &p->at.index, err) != DK_OK)
        return DK_FAILED;
    const dk_namer namer = {.store = p->store,
                            .actor = p->call->actor,
                            .codes = p->at.codes->codes,
                            .lang = DK_EN,
                            .arena = p->at.arena};
    return dk_decisions_load(&namer, &source, &p->decisions, err);
}

static void end(past *p)
{
    dk_match_index_free(p->at.index);
    dk_app_codes_release(p->at.codes);
    dk_app_return(p->call->app, p->store);
    dk_arena_free(p->at.arena);
}

/* The list of the trainee at `at`, its candidates in the call's arena. */
static dk_code one_list(const past *p, size_t at, dk_arena *work, dk_ranking *out, dk_err *err)
{
    const dk_telling how = {p->at.index, DK_EN, work};
    const dk_list_ask ask = {DK_POSTS_FOR_TRAINEE, at, p->inputs->top};
    dk_match_list list;
    dk_arena_reset(work);
    if (dk_guide_list(&how, &ask, &p->decisions, &list, err) != DK_OK)
        return DK_FAILED;
    int64_t *posts = dk_arena_array(p->call->arena, list.n_matches, sizeof *posts);
    if (posts == NULL)
        return DK_NO_MEMORY(err);
    for (size_t k = 0; k < list.n_matches; k++)
        posts[k] = list.matches[k].why.post;
    *out = (dk_ranking){list.subject, posts, list.n_matches};
    return DK_OK;
}

static int by_subject(const void *a, const void *b)
{
    const dk_ranking *x = a, *y = b;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

static dk_code all_lists(const past *p, dk_rankings *out, dk_err *err)
{
    size_t most = p->at.market.n_trainees, n = 0;
    dk_ranking *items = dk_arena_array(p->call->arena, most, sizeof *items);
    dk_arena *work = dk_arena_new();
    dk_code code = items == NULL || work == NULL ? DK_NO_MEMORY(err) : DK_OK;
    for (size_t i = 0; code == DK_OK && i < most; i++) {
        if (!dk_match_trainee_open(p->at.index, i))
            continue;
        code = one_list(p, i, work, &items[n], err);
        n += code == DK_OK;
    }
    dk_arena_free(work);
    if (code != DK_OK)
        return code;
    if (n > 1)
        qsort(items, n, sizeof *items, by_subject);
    *out = (dk_rankings){items, n};
    return DK_OK;
}

dk_code dk_uc_ranks(const dk_call *call, const dk_rank_inputs *inputs, dk_rankings *out,
                    dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(inputs->top >= 1 && inputs->weights != NULL);
    past p = {.call = call, .inputs = inputs};
    dk_code code = begin(&p, err);
    if (code == DK_OK)
        code = all_lists(&p, out, err);
    end(&p);
    return code;
}

/* ---- one input at a time ---- */

/* Puts one input of `to` in; false when it was the same. */
static bool replace(dk_rank_inputs *in, const dk_rank_inputs *to, dk_rank_input which)
{
    const dk_rank_inputs before = *in;
    switch (which) {
    case DK_INPUT_DATA:
        in->data_seq = to->data_seq;
        return before.data_seq != in->data_seq;
    case DK_INPUT_RULES:
        in->rules_seq = to->rules_seq;
        return before.rules_seq != in->rules_seq;
    case DK_INPUT_DAY:
        in->as_of = to->as_of;
        return before.as_of != in->as_of;
    case DK_INPUT_WEIGHTS:
        in->weights = to->weights;
        in->weights_seq = to->weights_seq;
        return strcmp(before.weights, in->weights) != 0;
    case DK_INPUT_SEED:
        in->seed = to->seed;
        return before.seed != in->seed;
    default:
        return false;
    }
}

/* Makes the lists of `a`, then those of `b` step by step; their inputs are set. */
static dk_code walk(const dk_call *call, dk_rank_run *a, dk_rank_run *b,
                    size_t changed[DK_N_INPUTS], dk_err *err)
{
    dk_rank_inputs in = a->from;
    dk_rankings next;
    if (dk_uc_ranks(call, &in, &a->lists, err) != DK_OK)
        return DK_FAILED;
    b->lists = a->lists;
    for (int which = 0; which < DK_N_INPUTS; which++) {
        changed[which] = 0;
        if (!replace(&in, &b->from, (dk_rank_input)which))
            continue;
        if (dk_uc_ranks(call, &in, &next, err) != DK_OK)
            return DK_FAILED;
        changed[which] = dk_rankings_compare(&b->lists, &next).moved;
        b->lists = next;
    }
    return DK_OK;
}

dk_code dk_uc_rank_steps(const dk_call *call, const dk_rank_run *a, const dk_rank_run *b,
                         size_t changed[DK_N_INPUTS], dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_rank_run first = {.from = a->from}, last = {.from = b->from};
    if (walk(call, &first, &last, changed, err) != DK_OK)
        return DK_FAILED;
    changed[DK_INPUT_METHOD] = dk_rankings_compare(&a->lists, &first.lists).moved;
    changed[DK_INPUT_OTHER] = dk_rankings_compare(&last.lists, &b->lists).moved;
    return DK_OK;
}

/* ---- since a batch ---- */

typedef struct {
    const dk_call *call;
    const dk_uc_rank_changes_options *options;
    dk_rank_changes *out;
    dk_rank_run before, after;
    dk_namer namer;
} comparing;

/* The weights in force as the source knows them. */
static dk_code weights_at(const comparing *c, int64_t seq, const char **label, dk_err *err)
{
    const dk_source source = {.store = c->namer.store, .seq = seq};
    char text[48];
    dk_weights weights;
    dk_codes_ref *codes = NULL;
    if (dk_app_codes_at(c->call->app, &source, &codes, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_app_weights(c->call->app, &source, codes->codes, &weights, err);
    dk_app_codes_release(codes);
    if (code != DK_OK)
        return DK_FAILED;
    dk_weights_label(&weights, text);
    *label = dk_arena_text(c->call->arena, text);
    return *label == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code find_batch(comparing *c, dk_err *err)
{
    enum { ALL_BATCHES = 1000000 };
    dk_batch_info *batches = NULL;
    size_t n = 0;
    if (dk_uc_batches(c->call, ALL_BATCHES, &batches, &n, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        if (c->options->batch != 0 && batches[i].batch != c->options->batch)
            continue;
        c->out->batch = batches[i].batch;
        c->out->seq_then = batches[i].first_seq - 1;
        return DK_OK;
    }
    return DK_FAIL(err, MSG_BATCH_MISSING, DK_NOWHERE, dk_arg_int(c->options->batch));
}

static dk_code make_inputs(comparing *c, dk_err *err)
{
    dk_rank_changes *out = c->out;
    if (find_batch(c, err) != DK_OK || dk_app_seq(c->call->app, &out->seq, err) != DK_OK ||
        weights_at(c, out->seq_then, &out->weights_then, err) != DK_OK ||
        weights_at(c, DK_NOW, &out->weights, err) != DK_OK)
        return DK_FAILED;
    c->before.from = (dk_rank_inputs){.data_seq = out->seq_then,
                                      .rules_seq = out->seq_then,
                                      .as_of = out->as_of,
                                      .weights = out->weights_then,
                                      .weights_seq = out->seq_then,
                                      .seed = c->call->app->options.seed,
                                      .top = out->top};
    dk_rank_inputs *now = &c->after.from;
    *now = c->before.from;
    now->data_seq = now->rules_seq = now->weights_seq = out->seq;
    now->weights = out->weights;
    return DK_OK;
}

static dk_code tell_one(const comparing *c, const dk_ranking *before, const dk_ranking *after,
                        dk_told_ranking *out, dk_err *err)
{
    dk_move moves[DK_MOVES_MAX];
    dk_found found;
    size_t n = dk_ranking_moves(before, after, moves);
    int64_t who = after == NULL ? before->subject : after->subject;
    dk_told_move *told = dk_arena_array(c->call->arena, n, sizeof *told);
    if (told == NULL)
        return DK_NO_MEMORY(err);
    if (dk_name_record(&c->namer, dk_register_find("trainees"), who, &found, err) != DK_OK)
        return DK_FAILED;
    *out = (dk_told_ranking){who, found.no, found.label, found.line, told, n};
    for (size_t i = 0; i < n; i++) {
        if (dk_name_record(&c->namer, dk_register_find("posts"), moves[i].candidate, &found, err) !=
            DK_OK)
            return DK_FAILED;
        told[i] = (dk_told_move){found.no, found.label, moves[i]};
    }
    return DK_OK;
}

/* A person whose list differs. */
typedef struct {
    int64_t who;
    size_t moved;
} mover;

static int most_moved(const void *a, const void *b)
{
    const mover *x = a, *y = b;
    if (x->moved != y->moved)
        return x->moved > y->moved ? -1 : 1;
    return (x->who > y->who) - (x->who < y->who);
}

/* The people of whom most places moved, at most the limit, named. What is gone since has no name
 * and is left out. */
static dk_code tell(const comparing *c, dk_err *err)
{
    dk_move moves[DK_MOVES_MAX];
    size_t n = 0, most = c->before.lists.n + c->after.lists.n;
    mover *movers = dk_arena_array(c->call->arena, most, sizeof *movers);
    dk_told_ranking *items = dk_arena_array(c->call->arena, c->options->limit, sizeof *items);
    if (movers == NULL || items == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < c->after.lists.n; i++) {
        const dk_ranking *now = &c->after.lists.items[i];
        size_t moved =
            dk_ranking_moves(dk_rankings_find(&c->before.lists, now->subject), now, moves);
        if (moved > 0)
            movers[n++] = (mover){now->subject, moved};
    }
    for (size_t i = 0; i < c->before.lists.n; i++)
        if (dk_rankings_find(&c->after.lists, c->before.lists.items[i].subject) == NULL)
            movers[n++] = (mover){c->before.lists.items[i].subject, c->before.lists.items[i].n};
    if (n > 1)
        qsort(movers, n, sizeof *movers, most_moved);
    c->out->items = items;
    for (size_t i = 0; i < n && c->out->n_items < c->options->limit; i++) {
        dk_err one = DK_ERR_INIT;
        dk_code code = tell_one(c, dk_rankings_find(&c->before.lists, movers[i].who),
                                dk_rankings_find(&c->after.lists, movers[i].who),
                                &items[c->out->n_items], &one);
        if (code != DK_OK && !dk_err_is(&one, MSG_RECORD_MISSING)) {
            *err = one;
            return DK_FAILED;
        }
        c->out->n_items += code == DK_OK;
    }
    return DK_OK;
}

static dk_code compare(comparing *c, dk_err *err)
{
    dk_rank_changes *out = c->out;
    if (make_inputs(c, err) != DK_OK ||
        walk(c->call, &c->before, &c->after, out->changed, err) != DK_OK)
        return DK_FAILED;
    out->lists = dk_rankings_compare(&c->before.lists, &c->after.lists);
    return tell(c, err);
}

dk_code dk_uc_rank_changes(const dk_call *call, const dk_uc_rank_changes_options *options,
                           dk_rank_changes *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_codes_ref *ref = NULL;
    comparing c = {.call = call, .options = options, .out = out};
    *out = (dk_rank_changes){.as_of = options->as_of == DK_DAY_NONE ? dk_app_as_of(call->app)
                                                                    : options->as_of,
                             .top = options->top < TOP_MOST ? options->top : TOP_MOST};
    c.namer = (dk_namer){.actor = call->actor, .lang = options->lang, .arena = call->arena};
    if (dk_app_codes(call->app, &ref, &c.namer.codes, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_app_borrow(call->app, &c.namer.store, err);
    if (code == DK_OK)
        code = compare(&c, err);
    dk_app_return(call->app, c.namer.store);
    dk_app_codes_release(ref);
    return code;
}
