/* core/match/rankings.c - see rankings.h. */
#include "core/match/rankings.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static const struct {
    const char *key;
    dk_text title;
} inputs[DK_N_INPUTS] = {
    [DK_INPUT_METHOD] = {"method", {"方法（程序）", "method (program)"}},
    [DK_INPUT_DATA] = {"data", {"数据", "data"}},
    [DK_INPUT_RULES] = {"rules", {"规则（代码表、对照表）", "rules (lists and tables)"}},
    [DK_INPUT_DAY] = {"day", {"日期", "day"}},
    [DK_INPUT_WEIGHTS] = {"weights", {"权重", "weights"}},
    [DK_INPUT_SEED] = {"seed", {"种子", "seed"}},
    [DK_INPUT_OTHER] = {"other", {"其余", "the rest"}},
};

const char *dk_rank_input_key(dk_rank_input input)
{
    return inputs[input].key;
}

dk_text dk_rank_input_title(dk_rank_input input)
{
    return inputs[input].title;
}

const dk_ranking *dk_rankings_find(const dk_rankings *all, int64_t subject)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (all->items[mid].subject < subject)
            low = mid + 1;
        else
            high = mid;
    }
    return low < all->n && all->items[low].subject == subject ? &all->items[low] : NULL;
}

static bool is_same(const dk_ranking *a, const dk_ranking *b)
{
    return a->n == b->n &&
           (a->n == 0 || memcmp(a->candidates, b->candidates, a->n * sizeof *a->candidates) == 0);
}

dk_rankings_difference dk_rankings_compare(const dk_rankings *a, const dk_rankings *b)
{
    dk_rankings_difference d = {0};
    size_t i = 0, k = 0;
    assert(a != NULL && b != NULL);
    while (i < a->n || k < b->n) {
        bool only_a = k == b->n || (i < a->n && a->items[i].subject < b->items[k].subject);
        bool only_b = !only_a && (i == a->n || b->items[k].subject < a->items[i].subject);
        d.lists++;
        d.began += only_b;
        d.ended += only_a;
        d.moved += only_a || only_b || !is_same(&a->items[i], &b->items[k]);
        i += !only_b;
        k += !only_a;
    }
    assert(d.began + d.ended <= d.moved && d.moved <= d.lists);
    return d;
}

static size_t place_in(const dk_ranking *list, int64_t candidate)
{
    for (size_t i = 0; list != NULL && i < list->n; i++)
        if (list->candidates[i] == candidate)
            return i + 1;
    return 0;
}

size_t dk_ranking_moves(const dk_ranking *before, const dk_ranking *after,
                        dk_move out[DK_MOVES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; after != NULL && i < after->n && n < DK_MOVES_MAX; i++) {
        size_t was = place_in(before, after->candidates[i]);
        if (was != i + 1)
            out[n++] = (dk_move){after->candidates[i], was, i + 1};
    }
    for (size_t i = 0; before != NULL && i < before->n && n < DK_MOVES_MAX; i++)
        if (place_in(after, before->candidates[i]) == 0)
            out[n++] = (dk_move){before->candidates[i], i + 1, 0};
    return n;
}
