/* api/usecase/numbered.c - a hash table with linear probing, at most half full. */
#include "api/usecase/numbered.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/random.h"

static size_t slot_of(const dk_numbered *all, const char *text)
{
    size_t at = dk_hash_text(0, text) & (all->n_slots - 1);
    while (all->slots[at] != 0 && strcmp(all->items[all->slots[at] - 1], text) != 0)
        at = (at + 1) & (all->n_slots - 1);
    return at;
}

size_t dk_numbered_find(const dk_numbered *all, const char *text)
{
    assert(text != NULL && all->n <= all->n_slots);
    if (all->n_slots == 0)
        return SIZE_MAX;
    size_t slot = all->slots[slot_of(all, text)];
    return slot == 0 ? SIZE_MAX : slot - 1;
}

static bool widen(dk_numbered *all)
{
    dk_numbered bigger = *all;
    bigger.n_slots = all->n_slots == 0 ? 1024 : all->n_slots * 2;
    bigger.slots = dk_arena_array(all->arena, bigger.n_slots, sizeof *bigger.slots);
    if (bigger.slots == NULL)
        return false;
    for (size_t i = 0; i < all->n; i++)
        bigger.slots[slot_of(&bigger, all->items[i])] = (uint32_t)(i + 1);
    *all = bigger;
    return true;
}

size_t dk_numbered_put(dk_numbered *all, const char *text)
{
    assert(text != NULL && all->arena != NULL);
    if (2 * (all->n + 1) > all->n_slots && !widen(all))
        return SIZE_MAX;
    size_t slot = slot_of(all, text);
    if (all->slots[slot] != 0)
        return all->slots[slot] - 1;
    const char **items =
        dk_arena_grow(all->arena, (void *)all->items, all->n, &all->room, sizeof *items);
    const char *copy = dk_arena_text(all->arena, text);
    if (items == NULL || copy == NULL)
        return SIZE_MAX;
    all->items = items;
    all->items[all->n] = copy;
    all->slots[slot] = (uint32_t)(all->n + 1);
    return all->n++;
}
