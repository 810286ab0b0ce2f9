/* core/match/preview.c - see preview.h. */
#include "core/match/preview.h"

#include <assert.h>
#include <stdlib.h>

#include "core/base/messages.h"

typedef struct {
    const dk_top *before, *after;
    size_t top;
    dk_moved_person *person;
} pair;

static size_t place_in(const dk_top *list, int64_t id, int32_t *score)
{
    for (size_t i = 0; i < list->n_best; i++)
        if (list->best[i].id == id) {
            *score = list->best[i].score;
            return i + 1;
        }
    *score = -1;
    return 0;
}

static size_t gap(size_t a, size_t b)
{
    if (a == 0 || b == 0)
        return DK_PREVIEW_DEPTH;
    return a > b ? a - b : b - a;
}

/* Notes one post of either list when it moved and is not noted yet. */
static void note(pair *p, int64_t id)
{
    dk_moved_person *person = p->person;
    dk_moved_post post = {.post = id};
    for (size_t i = 0; i < person->n_posts; i++)
        if (person->posts[i].post == id)
            return;
    post.before = place_in(p->before, id, &post.score_before);
    post.after = place_in(p->after, id, &post.score_after);
    if (post.before == post.after)
        return;
    person->distance += gap(post.before, post.after);
    person->posts[person->n_posts++] = post;
}

static size_t shorter(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void compare(pair *p, dk_preview *out)
{
    size_t n_before = shorter(p->before->n_best, p->top),
           n_after = shorter(p->after->n_best, p->top);
    bool is_same = n_before == n_after;
    for (size_t i = 0; i < n_before; i++) {
        int32_t score;
        size_t after = place_in(p->after, p->before->best[i].id, &score);
        out->kept += after > 0 && after <= p->top;
        is_same = is_same && after == i + 1;
        note(p, p->before->best[i].id);
    }
    for (size_t i = 0; i < n_after; i++)
        note(p, p->after->best[i].id);
    out->places += n_before;
    out->n_changed += !is_same;
    out->n_first_changed +=
        n_before > 0 && (n_after == 0 || p->before->best[0].id != p->after->best[0].id);
}

static int by_distance(const void *a, const void *b)
{
    const dk_moved_person *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance > y->distance ? -1 : 1;
    return (x->trainee > y->trainee) - (x->trainee < y->trainee);
}

/* Positions of the sample: every step-th of those open to work. */
static size_t choose(const dk_match_index *index, size_t sample, size_t *at)
{
    size_t n_open = 0, n = 0, seen = 0;
    const dk_market *market = dk_match_index_market(index);
    for (size_t i = 0; i < market->n_trainees; i++)
        n_open += dk_match_trainee_open(index, i);
    size_t step = n_open <= sample ? 1 : n_open / sample;
    for (size_t i = 0; i < market->n_trainees && n < sample; i++)
        if (dk_match_trainee_open(index, i) && seen++ % step == 0)
            at[n++] = i;
    return n;
}

dk_code dk_match_preview(const dk_match_index *from, const dk_match_index *to,
                         const dk_preview_ask *ask, dk_arena *arena, dk_preview *out, dk_err *err)
{
    assert(ask->sample >= 1 && ask->top >= 1 && ask->top <= DK_PREVIEW_TOP);
    const dk_market *market = dk_match_index_market(from);
    assert(market == dk_match_index_market(to));
    size_t *at = dk_arena_array(arena, ask->sample, sizeof *at);
    dk_moved_person *people = dk_arena_array(arena, ask->sample, sizeof *people);
    dk_arena *work = dk_arena_new();
    dk_code code = at == NULL || people == NULL || work == NULL ? DK_NO_MEMORY(err) : DK_OK;
    *out = (dk_preview){.top = ask->top,
                        .moved = people,
                        .weights_from = dk_match_index_weights(from),
                        .weights_to = dk_match_index_weights(to)};
    dk_weights_label(out->weights_from, out->from);
    dk_weights_label(out->weights_to, out->to);
    size_t n = code == DK_OK ? choose(from, ask->sample, at) : 0, n_moved = 0;
    for (size_t i = 0; i < n && code == DK_OK; i++) {
        dk_top before, after = {0};
        dk_arena_reset(work);
        code = dk_top_posts(from, at[i], DK_PREVIEW_DEPTH, work, &before, err);
        if (code == DK_OK)
            code = dk_top_posts(to, at[i], DK_PREVIEW_DEPTH, work, &after, err);
        if (code != DK_OK || before.n_best + after.n_best == 0)
            continue;
        people[n_moved] = (dk_moved_person){.trainee = market->trainees[at[i]].id};
        pair p = {&before, &after, ask->top, &people[n_moved]};
        compare(&p, out);
        out->n_people++;
        n_moved += people[n_moved].n_posts > 0;
    }
    if (code == DK_OK && n_moved > 0)
        qsort(people, n_moved, sizeof *people, by_distance);
    out->n_moved = n_moved < DK_PREVIEW_PEOPLE ? n_moved : DK_PREVIEW_PEOPLE;
    dk_arena_free(work);
    return code;
}
