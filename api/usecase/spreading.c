/* api/usecase/spreading.c - see spreading.h. */
#include "api/usecase/spreading.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"

/* True when a person has decided so about this pair. */
static bool is_decided(const dk_decisions *decisions, int64_t trainee, int64_t post,
                       const char *kind)
{
    for (size_t i = 0; i < decisions->n; i++) {
        const dk_decision *one = &decisions->items[i];
        if (one->trainee == trainee && one->post == post && strcmp(one->pick.kind, kind) == 0)
            return true;
    }
    return false;
}

static bool is_away(const dk_decisions *decisions, int64_t trainee, int64_t post)
{
    return is_decided(decisions, trainee, post, "exclude") ||
           is_decided(decisions, trainee, post, "refused");
}

static dk_code collect(const dk_matching *m, dk_spreading *s, dk_err *err)
{
    const dk_market *market = &m->snapshot->market;
    const dk_match_index *index = m->snapshot->index;
    for (size_t k = 0; k < s->n_pool; k++) {
        size_t i = s->pool[k];
        dk_top top;
        if (!dk_match_trainee_open(index, i))
            continue;
        if (dk_top_posts(index, i, DK_SPREAD_DEPTH, s->arena, &top, err) != DK_OK)
            return DK_FAILED;
        size_t kept = 0;
        for (size_t b = 0; b < top.n_best; b++)
            if (!is_away(&m->decisions, market->trainees[i].id, top.best[b].id))
                top.best[kept++] = top.best[b];
        s->who[s->n] = i;
        s->lists[s->n++] = (dk_spread_list){top.best, kept};
    }
    return DK_OK;
}

dk_code dk_spreading_make(const dk_matching *m, dk_spreading *s, dk_err *err)
{
    assert(s->arena != NULL && s->places >= 1 && s->per_seat >= 1);
    const dk_market *market = &m->snapshot->market;
    s->n = 0;
    s->who = dk_arena_array(s->arena, s->n_pool, sizeof *s->who);
    s->lists = dk_arena_array(s->arena, s->n_pool, sizeof *s->lists);
    s->caps = dk_arena_array(s->arena, market->n_posts, sizeof *s->caps);
    if (s->who == NULL || s->lists == NULL || s->caps == NULL)
        return DK_NO_MEMORY(err);
    for (size_t p = 0; p < market->n_posts; p++)
        s->caps[p] =
            s->per_seat * (size_t)(market->posts[p].openings > 0 ? market->posts[p].openings : 1);
    if (collect(m, s, err) != DK_OK)
        return DK_FAILED;
    const dk_spread_ask ask = {s->lists, s->n, s->places, s->caps, market->n_posts};
    return dk_spread_lists(&ask, s->arena, &s->spread, err);
}

dk_code dk_spreading_everybody(const dk_matching *m, dk_spreading *s, dk_err *err)
{
    assert(s->arena != NULL && s->places >= 1);
    size_t n = m->snapshot->market.n_trainees;
    size_t *pool = dk_arena_array(s->arena, n, sizeof *pool);
    if (pool == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        pool[i] = i;
    s->pool = pool;
    s->n_pool = n;
    s->per_seat = DK_SPREAD_FACTOR * s->places;
    return dk_spreading_make(m, s, err);
}

/* ---- kept ---- */

static dk_spreading *make_kept(const dk_matching *m, dk_err *err)
{
    dk_arena *arena = dk_arena_new();
    dk_spreading *s = arena == NULL ? NULL : dk_arena_array(arena, 1, sizeof *s);
    if (s == NULL) {
        DK_NO_MEMORY(err);
    } else {
        *s = (dk_spreading){.arena = arena, .places = DK_SPREAD_PLACES};
        if (dk_spreading_everybody(m, s, err) == DK_OK)
            return s;
    }
    dk_arena_free(arena);
    return NULL;
}

dk_code dk_spreading_kept(const dk_matching *m, const dk_spreading **out, dk_err *err)
{
    dk_snapshot *snapshot = m->snapshot;
    pthread_mutex_lock(&snapshot->spread_lock);
    if (snapshot->spread == NULL)
        snapshot->spread = make_kept(m, err);
    *out = snapshot->spread;
    pthread_mutex_unlock(&snapshot->spread_lock);
    return *out == NULL ? DK_FAILED : DK_OK;
}

void dk_spreading_free(dk_spreading *kept)
{
    if (kept != NULL)
        dk_arena_free(kept->arena);
}

/* ---- one list ---- */

/* Pinned posts lead the usual list, however short it is. */
static size_t pins_of(const dk_decisions *decisions, int64_t trainee)
{
    size_t n = 0;
    for (size_t i = 0; i < decisions->n; i++)
        n += decisions->items[i].trainee == trainee &&
             strcmp(decisions->items[i].pick.kind, "pin") == 0;
    return n;
}

static bool is_pinned(const dk_match_list *list, size_t n_pinned, int64_t post)
{
    for (size_t i = 0; i < n_pinned; i++)
        if (list->matches[i].why.post == post)
            return true;
    return false;
}

/* Adds the places of person `i` that are visited or not, as far as the list has room. */
static dk_code add_places(const dk_matching *m, const dk_spreading *s, size_t i, bool is_visited,
                          dk_match_list *list, dk_err *err)
{
    const dk_telling how = dk_matching_telling(m);
    int64_t id = m->snapshot->market.trainees[s->who[i]].id;
    for (size_t k = s->spread.first[i]; k < s->spread.first[i + 1]; k++) {
        size_t place = s->spread.places[k];
        const dk_ranked *one = &s->lists[i].best[place];
        if (list->n_matches == m->options->top || is_pinned(list, list->n_matches, one->id) ||
            is_decided(&m->decisions, id, one->id, "visited") != is_visited)
            continue;
        dk_match *to = &list->matches[list->n_matches++];
        *to = (dk_match){.rank = place + 1, .is_visited = is_visited};
        if (dk_explain(&how, s->who[i], one->at, &to->why, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* Place of a post among all that may be offered, 0 beyond the depth that was looked at. */
static size_t rank_of(const dk_spread_list *list, int64_t post)
{
    for (size_t k = 0; k < list->n; k++)
        if (list->best[k].id == post)
            return k + 1;
    return 0;
}

static dk_code spread_list(const dk_matching *m, const dk_spreading *s, size_t i,
                           dk_match_list *out, dk_err *err)
{
    size_t pins = pins_of(&m->decisions, m->snapshot->market.trainees[s->who[i]].id), kept = 0;
    const dk_telling how = dk_matching_telling(m);
    const dk_list_ask ask = {DK_POSTS_FOR_TRAINEE, s->who[i], pins > 0 ? pins : 1};
    if (dk_guide_list(&how, &ask, &m->decisions, out, err) != DK_OK)
        return DK_FAILED;
    dk_match *matches = dk_arena_array(m->namer.arena, m->options->top, sizeof *matches);
    if (matches == NULL)
        return DK_NO_MEMORY(err);
    for (size_t k = 0; k < out->n_matches && kept < m->options->top; k++) {
        if (!out->matches[k].is_pinned)
            continue;
        matches[kept] = out->matches[k];
        matches[kept].rank = rank_of(&s->lists[i], matches[kept].why.post);
        kept++;
    }
    out->matches = matches;
    out->n_matches = kept;
    out->is_spread = true;
    if (add_places(m, s, i, false, out, err) != DK_OK ||
        add_places(m, s, i, true, out, err) != DK_OK)
        return DK_FAILED;
    return dk_matching_finish(m, out, err);
}

dk_code dk_spreading_list(const dk_matching *m, const dk_spreading *s, size_t trainee,
                          dk_match_list *out, dk_err *err)
{
    assert(m->options->top >= 1);
    for (size_t i = 0; i < s->n; i++)
        if (s->who[i] == trainee)
            return spread_list(m, s, i, out, err);
    return dk_matching_list(m, DK_POSTS_FOR_TRAINEE, trainee, out, err);
}
