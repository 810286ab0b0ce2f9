/* api/usecase/guide.c - see guide.h. */
#include "api/usecase/guide.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/values.h"
#include "core/base/messages.h"
#include "core/register/fields.h"

/* ---- loading ---- */

typedef struct {
    const char *no;
    int64_t id;
} post_number;

typedef struct {
    const dk_namer *namer;
    post_number *posts; /* by number */
    size_t n_posts, capacity_posts;
    dk_decisions *out;
    size_t capacity;
    bool is_broken;
} loader;

static int by_number(const void *a, const void *b)
{
    return strcmp(((const post_number *)a)->no, ((const post_number *)b)->no);
}

static bool add_post(void *ctx, const dk_record *record)
{
    loader *load = ctx;
    dk_arena *arena = load->namer->arena;
    load->posts = dk_arena_grow(arena, load->posts, load->n_posts, &load->capacity_posts,
                                sizeof *load->posts);
    const char *no =
        load->posts == NULL ? NULL : dk_arena_text(arena, dk_str(record, DK_POSTS_post_no));
    load->is_broken = no == NULL;
    if (no != NULL)
        load->posts[load->n_posts++] = (post_number){no, record->id};
    return !load->is_broken;
}

static bool add_pick(void *ctx, const dk_record *record)
{
    loader *load = ctx;
    dk_arena *arena = load->namer->arena;
    dk_decisions *out = load->out;
    const post_number key = {dk_str(record, DK_PICKS_post_no), 0};
    const post_number *post = load->n_posts == 0 ? NULL
                                                 : bsearch(&key, load->posts, load->n_posts,
                                                           sizeof *load->posts, by_number);
    if (post == NULL)
        return true;
    out->items = dk_arena_grow(arena, out->items, out->n, &load->capacity, sizeof *out->items);
    load->is_broken = out->items == NULL;
    if (load->is_broken)
        return false;
    dk_match_pick pick = {
        .kind = dk_arena_text(arena, dk_str(record, DK_PICKS_kind)),
        .title = dk_name_code(load->namer, "pick_kind", dk_str(record, DK_PICKS_kind)),
        .reason = dk_arena_text(arena, dk_str(record, DK_PICKS_reason)),
        .by = dk_arena_text(arena, dk_str(record, DK_PICKS_decided_by)),
        .on = (dk_day)dk_num(record, DK_PICKS_decided_on, DK_DAY_NONE),
    };
    pick.title = dk_arena_text(arena, pick.title);
    out->items[out->n++] = (dk_decision){dk_num(record, DK_PICKS_trainee, 0), post->id, pick};
    return true;
}

static int by_pair(const void *a, const void *b)
{
    const dk_decision *x = a, *y = b;
    if (x->trainee != y->trainee)
        return x->trainee < y->trainee ? -1 : 1;
    if (x->post != y->post)
        return x->post < y->post ? -1 : 1;
    return strcmp(x->pick.kind, y->pick.kind);
}

/* True when nobody has decided anything, which saves reading the posts. */
static dk_code is_none(const dk_namer *n, const dk_source *source, bool *none, dk_err *err)
{
    const dk_query any = {.reg = dk_register_find("picks"), .order = SIZE_MAX};
    int64_t count = 1;
    if (source->seq == DK_NOW && dk_store_count(n->store, &DK_LOADER, &any, &count, err) != DK_OK)
        return DK_FAILED;
    *none = count == 0;
    return DK_OK;
}

dk_code dk_decisions_load(const dk_namer *n, const dk_source *source, dk_decisions *out,
                          dk_err *err)
{
    loader load = {.namer = n, .out = out};
    bool none = false;
    *out = (dk_decisions){0};
    if (is_none(n, source, &none, err) != DK_OK)
        return DK_FAILED;
    if (none)
        return DK_OK;
    if (dk_source_scan(source, "posts", add_post, &load, err) != DK_OK)
        return DK_FAILED;
    if (load.n_posts > 0)
        qsort(load.posts, load.n_posts, sizeof *load.posts, by_number);
    if (dk_source_scan(source, "picks", add_pick, &load, err) != DK_OK)
        return DK_FAILED;
    if (load.is_broken)
        return DK_NO_MEMORY(err);
    if (out->n > 0)
        qsort(out->items, out->n, sizeof *out->items, by_pair);
    return DK_OK;
}

size_t dk_decisions_referred(const dk_decisions *decisions, int64_t post)
{
    size_t n = 0;
    for (size_t i = 0; i < decisions->n; i++)
        n += decisions->items[i].post == post &&
             strcmp(decisions->items[i].pick.kind, "referred") == 0;
    return n;
}

/* ---- applying ---- */

typedef struct {
    const dk_telling *how;
    const dk_list_ask *ask;
    dk_match_pick *picks; /* of the subject, by kind then candidate; id is the candidate */
    size_t n_picks;
    dk_match_list *list;
    dk_err *err;
} guide;

static bool is_for_trainee(const guide *g)
{
    return g->ask->direction == DK_POSTS_FOR_TRAINEE;
}

/* The candidate's pick of a kind, NULL when there is none. */
static const dk_match_pick *pick_of(const guide *g, int64_t candidate, const char *kind)
{
    for (size_t i = 0; i < g->n_picks; i++)
        if (g->picks[i].id == candidate && strcmp(g->picks[i].kind, kind) == 0)
            return &g->picks[i];
    return NULL;
}

static bool is_away(const guide *g, int64_t candidate)
{
    return pick_of(g, candidate, "exclude") != NULL || pick_of(g, candidate, "refused") != NULL;
}

/* The list outlives the decisions it was made with. */
static bool copy_pick(const guide *g, const dk_decision *from, dk_match_pick *to)
{
    *to = from->pick;
    to->id = is_for_trainee(g) ? from->post : from->trainee;
    to->kind = dk_arena_text(g->how->arena, to->kind);
    to->title = dk_arena_text(g->how->arena, to->title);
    to->reason = dk_arena_text(g->how->arena, to->reason);
    to->by = dk_arena_text(g->how->arena, to->by);
    return to->kind != NULL && to->title != NULL && to->reason != NULL && to->by != NULL;
}

static dk_code collect(guide *g, const dk_decisions *decisions, int64_t subject)
{
    for (int pass = 0; pass < 2; pass++) {
        g->n_picks = 0;
        for (size_t i = 0; i < decisions->n; i++) {
            const dk_decision *one = &decisions->items[i];
            int64_t mine = is_for_trainee(g) ? one->trainee : one->post;
            if (mine != subject)
                continue;
            if (pass == 1 && !copy_pick(g, one, &g->picks[g->n_picks]))
                return DK_NO_MEMORY(g->err);
            g->n_picks++;
        }
        if (pass == 0) {
            g->picks = dk_arena_array(g->how->arena, g->n_picks, sizeof *g->picks);
            if (g->picks == NULL)
                return DK_NO_MEMORY(g->err);
        }
    }
    return DK_OK;
}

static int64_t candidate_of(const guide *g, const dk_match *match)
{
    return is_for_trainee(g) ? match->why.post : match->why.trainee;
}

static void drop_asides(const guide *g, dk_match_aside *items, size_t *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++)
        if (!is_away(g, items[i].id))
            items[kept++] = items[i];
    *n = kept;
}

/* Takes away what is set aside, ranks again, and puts those already visited behind. */
static void drop_matches(const guide *g)
{
    dk_match_list *list = g->list;
    size_t kept = 0;
    for (size_t i = 0; i < list->n_matches; i++)
        if (!is_away(g, candidate_of(g, &list->matches[i])))
            list->matches[kept++] = list->matches[i];
    list->n_matches = kept;
    for (size_t i = 0; i < kept; i++) {
        int64_t candidate = candidate_of(g, &list->matches[i]);
        list->matches[i].rank = i + 1;
        list->matches[i].is_pinned = pick_of(g, candidate, "pin") != NULL;
        list->matches[i].is_visited = pick_of(g, candidate, "visited") != NULL;
    }
}

/* Pinned first, visited last, else as they were. */
static dk_code reorder(const guide *g)
{
    dk_match_list *list = g->list;
    dk_match *to = dk_arena_array(g->how->arena, list->n_matches, sizeof *to);
    size_t n = 0;
    if (to == NULL)
        return DK_NO_MEMORY(g->err);
    for (int group = 0; group < 3; group++)
        for (size_t i = 0; i < list->n_matches; i++) {
            const dk_match *m = &list->matches[i];
            int mine = m->is_pinned ? 0 : m->is_visited ? 2 : 1;
            if (mine == group)
                to[n++] = *m;
        }
    list->matches = to;
    if (list->n_matches > g->ask->top)
        list->n_matches = g->ask->top;
    return DK_OK;
}

/* A pinned candidate beyond the scanned ones: explained by itself, without a rank. */
static dk_code add_pinned(const guide *g, const dk_match_pick *pick, size_t at)
{
    size_t trainee = is_for_trainee(g) ? g->ask->subject : at,
           post = is_for_trainee(g) ? at : g->ask->subject;
    dk_match_list *list = g->list;
    dk_match *more = dk_arena_array(g->how->arena, list->n_matches + 1, sizeof *more);
    if (more == NULL)
        return DK_NO_MEMORY(g->err);
    if (list->n_matches > 0)
        memcpy(more + 1, list->matches, list->n_matches * sizeof *more);
    more[0] = (dk_match){.is_pinned = true, .is_visited = pick_of(g, pick->id, "visited") != NULL};
    list->matches = more;
    list->n_matches++;
    return dk_explain(g->how, trainee, post, &more[0].why, g->err);
}

/* A pinned candidate that is not in the list: added when all its gates pass, else set aside with
 * the gates that do not. */
static dk_code place_pinned(const guide *g, dk_match_pick *pick)
{
    const dk_match_index *index = g->how->index;
    for (size_t i = 0; i < g->list->n_matches; i++)
        if (candidate_of(g, &g->list->matches[i]) == pick->id)
            return DK_OK;
    size_t at = is_for_trainee(g) ? dk_match_find_post(index, pick->id)
                                  : dk_match_find_trainee(index, pick->id);
    if (at == SIZE_MAX || is_away(g, pick->id))
        return DK_OK;
    size_t trainee = is_for_trainee(g) ? g->ask->subject : at,
           post = is_for_trainee(g) ? at : g->ask->subject;
    dk_gate_result gates = dk_gate_pair(index, trainee, post, NULL);
    if (gates.state == DK_GATE_PASS)
        return add_pinned(g, pick, at);
    g->list->set_aside[g->list->n_set_aside] = *pick;
    dk_match_pick *aside = &g->list->set_aside[g->list->n_set_aside++];
    return dk_explain_gates(g->how, trainee, post, gates.state, &aside->gates, g->err);
}

static dk_code place_picks(const guide *g)
{
    dk_match_list *list = g->list;
    list->set_aside = dk_arena_array(g->how->arena, g->n_picks, sizeof *list->set_aside);
    if (list->set_aside == NULL)
        return DK_NO_MEMORY(g->err);
    for (size_t i = g->n_picks; i-- > 0;) {
        dk_match_pick *pick = &g->picks[i];
        if (strcmp(pick->kind, "exclude") == 0 || strcmp(pick->kind, "refused") == 0)
            list->set_aside[list->n_set_aside++] = *pick;
        else if (strcmp(pick->kind, "pin") == 0 && place_pinned(g, pick) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_guide_list(const dk_telling *how, const dk_list_ask *ask, const dk_decisions *decisions,
                      dk_match_list *out, dk_err *err)
{
    assert(how != NULL && ask != NULL && decisions != NULL && out != NULL && err != NULL);
    assert(how->index != NULL && how->arena != NULL);
    const dk_market *market = dk_match_index_market(how->index);
    guide g = {.how = how, .ask = ask, .list = out, .err = err};
    int64_t id =
        is_for_trainee(&g) ? market->trainees[ask->subject].id : market->posts[ask->subject].id;
    if (collect(&g, decisions, id) != DK_OK)
        return DK_FAILED;
    /* Enough to fill the list after everything a person has decided about is gone. */
    dk_list_ask more = *ask;
    more.top = ask->top + g.n_picks < DK_TOP_MAX ? ask->top + g.n_picks : DK_TOP_MAX;
    dk_code code = dk_match_list_make(how, &more, out, err);
    if (code != DK_OK || g.n_picks == 0)
        return code;
    drop_matches(&g);
    drop_asides(&g, out->near, &out->n_near);
    drop_asides(&g, out->unknowns, &out->n_unknowns);
    return place_picks(&g) == DK_OK ? reorder(&g) : DK_FAILED;
}
