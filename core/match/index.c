/* core/match/index.c - building and freeing an index. */
#include "core/match/index.h"

#include <assert.h>
#include <stdlib.h>

typedef struct {
    int64_t id;
    uint32_t at;
} id_at;

static int compare_id(const void *a, const void *b)
{
    const id_at *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Positions in order of record number. `id(market, i)` names record i. */
static uint32_t *order_ids(dk_arena *arena, const dk_market *market, size_t n,
                           int64_t (*id)(const dk_market *market, size_t i))
{
    id_at *pairs = malloc((n + 1) * sizeof *pairs);
    uint32_t *out = dk_arena_array(arena, n, sizeof *out);
    if (pairs != NULL && out != NULL) {
        for (size_t i = 0; i < n; i++)
            pairs[i] = (id_at){id(market, i), (uint32_t)i};
        qsort(pairs, n, sizeof *pairs, compare_id);
        for (size_t i = 0; i < n; i++)
            out[i] = pairs[i].at;
    } else {
        out = NULL;
    }
    free(pairs);
    return out;
}

static int64_t trainee_id(const dk_market *market, size_t i)
{
    return market->trainees[i].id;
}

static int64_t post_id(const dk_market *market, size_t i)
{
    return market->posts[i].id;
}

static bool compile(dk_match_index *index)
{
    const dk_market *market = index->market;
    dk_arena *arena = index->arena;
    index->by_trainee_id = order_ids(arena, market, market->n_trainees, trainee_id);
    index->by_post_id = order_ids(arena, market, market->n_posts, post_id);
    index->trainee_class =
        dk_arena_array(arena, market->n_trainees, DK_N_CRITERIA * sizeof(uint32_t));
    index->post_class = dk_arena_array(arena, market->n_posts, DK_N_CRITERIA * sizeof(uint32_t));
    if (index->by_trainee_id == NULL || index->by_post_id == NULL || index->trainee_class == NULL ||
        index->post_class == NULL)
        return false;
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        bool is_table = dk_criteria[c]->form == DK_FORM_CLASSES && index->weights.max[c] > 0;
        if (is_table && !dk_compile_classes(index, c))
            return false;
    }
    return dk_compile_skills(index) && dk_compile_gates(index);
}

dk_code dk_match_index_new(const dk_market *market, const dk_weights *weights, uint64_t seed,
                           dk_match_index **out, dk_err *err)
{
    assert(market != NULL && weights != NULL && out != NULL && err != NULL);
    dk_weights normalised = *weights;
    if (dk_weights_normalise(&normalised, err) != DK_OK || dk_market_check(market, err) != DK_OK)
        return DK_FAILED;
    dk_arena *arena = dk_arena_new();
    dk_match_index *index = arena == NULL ? NULL : dk_arena_alloc(arena, sizeof *index);
    if (index == NULL) {
        dk_arena_free(arena);
        return DK_NO_MEMORY(err);
    }
    index->arena = arena;
    index->market = market;
    index->weights = normalised;
    index->seed = seed;
    if (!compile(index)) {
        dk_match_index_free(index);
        return DK_NO_MEMORY(err);
    }
    *out = index;
    return DK_OK;
}

void dk_match_index_free(dk_match_index *index)
{
    if (index != NULL)
        dk_arena_free(index->arena); /* the index itself lives in it */
}

const dk_market *dk_match_index_market(const dk_match_index *index)
{
    return index->market;
}

const dk_weights *dk_match_index_weights(const dk_match_index *index)
{
    return &index->weights;
}

uint64_t dk_match_index_seed(const dk_match_index *index)
{
    return index->seed;
}

static size_t find(const dk_match_index *index, const uint32_t *order, size_t n,
                   int64_t (*id_of)(const dk_market *market, size_t i), int64_t id)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (id_of(index->market, order[middle]) < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && id_of(index->market, order[low]) == id ? order[low] : SIZE_MAX;
}

size_t dk_match_find_trainee(const dk_match_index *index, int64_t id)
{
    return find(index, index->by_trainee_id, index->market->n_trainees, trainee_id, id);
}

size_t dk_match_find_post(const dk_match_index *index, int64_t id)
{
    return find(index, index->by_post_id, index->market->n_posts, post_id, id);
}
