/* core/match/topk.c - the plain scan. A list of k is a heap with its worst entry at the root; a
 * candidate below it costs one comparison, and its tie value is made only when it is needed. */
#include "core/match/topk.h"

#include <assert.h>
#include <stdlib.h>

#include "core/base/random.h"
#include "core/match/index.h"

uint64_t dk_tie(uint64_t seed, int64_t subject, int64_t candidate)
{
    uint8_t key[16];
    for (int i = 0; i < 8; i++) {
        key[i] = (uint8_t)((uint64_t)subject >> (8 * i));
        key[8 + i] = (uint8_t)((uint64_t)candidate >> (8 * i));
    }
    return dk_hash(seed, key, sizeof key);
}

dk_ranked dk_ranked_post(const dk_match_index *index, size_t trainee, size_t post, int32_t score)
{
    const dk_market *market = index->market;
    assert(trainee < market->n_trainees && post < market->n_posts);
    int64_t id = market->posts[post].id;
    return (dk_ranked){post, id, score, dk_tie(index->seed, market->trainees[trainee].id, id)};
}

dk_ranked dk_ranked_trainee(const dk_match_index *index, size_t post, size_t trainee, int32_t score)
{
    const dk_market *market = index->market;
    assert(trainee < market->n_trainees && post < market->n_posts);
    int64_t id = market->trainees[trainee].id;
    return (dk_ranked){trainee, id, score, dk_tie(index->seed, market->posts[post].id, id)};
}

bool dk_ranked_before(const dk_ranked *a, const dk_ranked *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    if (a->tie != b->tie)
        return a->tie < b->tie;
    return a->id < b->id;
}

typedef struct {
    dk_ranked *items; /* items[0] is the last of the list */
    size_t n, k;
} best_list;

static void swap(dk_ranked *a, dk_ranked *b)
{
    dk_ranked c = *a;
    *a = *b;
    *b = c;
}

/* Moves items[at] down until no child stands behind it. */
static void sift_down(best_list *list, size_t at)
{
    for (;;) {
        size_t last = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < list->n; child++) {
            if (dk_ranked_before(&list->items[last], &list->items[child]))
                last = child;
        }
        if (last == at)
            return;
        swap(&list->items[at], &list->items[last]);
        at = last;
    }
}

static void sift_up(best_list *list, size_t at)
{
    while (at > 0 && dk_ranked_before(&list->items[(at - 1) / 2], &list->items[at])) {
        swap(&list->items[(at - 1) / 2], &list->items[at]);
        at = (at - 1) / 2;
    }
}

static void offer(best_list *list, dk_ranked one, uint64_t seed, int64_t subject)
{
    if (list->n == list->k && one.score < list->items[0].score)
        return;
    one.tie = dk_tie(seed, subject, one.id);
    if (list->n < list->k) {
        list->items[list->n] = one;
        sift_up(list, list->n++);
    } else if (dk_ranked_before(&one, &list->items[0])) {
        list->items[0] = one;
        sift_down(list, 0);
    }
}

static int compare(const void *a, const void *b)
{
    return dk_ranked_before(a, b) ? -1 : dk_ranked_before(b, a) ? 1 : 0;
}

/* One scan; `subject` is a trainee or a post by direction. */
typedef struct {
    const dk_match_index *index;
    bool is_for_trainee;
    size_t subject;
} scan;

static void look_at(const scan *s, size_t candidate, best_list lists[3], dk_top *out)
{
    size_t trainee = s->is_for_trainee ? s->subject : candidate;
    size_t post = s->is_for_trainee ? candidate : s->subject;
    bool is_open = s->is_for_trainee ? dk_match_post_open(s->index, post)
                                     : dk_match_trainee_open(s->index, trainee);
    if (!is_open) {
        out->not_open++;
        return;
    }
    out->considered++;
    dk_gate_result gates = dk_gate_pair(s->index, trainee, post, NULL);
    out->gated_out += gates.state == DK_GATE_FAIL;
    out->unknown += gates.state == DK_GATE_UNKNOWN;
    best_list *list = &lists[gates.state];
    if (gates.state == DK_GATE_FAIL &&
        (gates.n_failed > 1 || gates.n_unknown > 0 || !dk_gates[gates.first_failed]->is_near))
        return;
    const dk_market *market = dk_match_index_market(s->index);
    int64_t id = s->is_for_trainee ? market->posts[post].id : market->trainees[trainee].id;
    int64_t subject = s->is_for_trainee ? market->trainees[trainee].id : market->posts[post].id;
    dk_ranked one = {candidate, id, dk_score_pair(s->index, trainee, post, NULL), 0};
    offer(list, one, s->index->seed, subject);
}

static dk_code run(const scan *s, size_t n, size_t k, dk_arena *arena, dk_top *out, dk_err *err)
{
    assert(k >= 1 && k <= DK_TOP_MAX);
    dk_top top = {0};
    top.best = dk_arena_array(arena, k, sizeof *top.best);
    if (top.best == NULL)
        return DK_NO_MEMORY(err);
    best_list lists[3] = {[DK_GATE_PASS] = {top.best, 0, k},
                          [DK_GATE_FAIL] = {top.near, 0, DK_TOP_ASIDE},
                          [DK_GATE_UNKNOWN] = {top.unknowns, 0, DK_TOP_ASIDE}};
    for (size_t i = 0; i < n; i++)
        look_at(s, i, lists, &top);
    for (int i = 0; i < 3; i++)
        qsort(lists[i].items, lists[i].n, sizeof(dk_ranked), compare);
    top.n_best = lists[DK_GATE_PASS].n;
    top.n_near = lists[DK_GATE_FAIL].n;
    top.n_unknowns = lists[DK_GATE_UNKNOWN].n;
    *out = top;
    return DK_OK;
}

dk_code dk_top_posts(const dk_match_index *index, size_t trainee, size_t k, dk_arena *arena,
                     dk_top *out, dk_err *err)
{
    assert(index != NULL && arena != NULL && out != NULL && err != NULL);
    const scan s = {index, true, trainee};
    return run(&s, dk_match_index_market(index)->n_posts, k, arena, out, err);
}

dk_code dk_top_trainees(const dk_match_index *index, size_t post, size_t k, dk_arena *arena,
                        dk_top *out, dk_err *err)
{
    assert(index != NULL && arena != NULL && out != NULL && err != NULL);
    const scan s = {index, false, post};
    return run(&s, dk_match_index_market(index)->n_trainees, k, arena, out, err);
}
