/* core/import/keymap.c - records seen so far, by natural key, and how two rows become one
 * (internal.h). Open addressing with linear probing at half load. */
#include <assert.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/random.h"
#include "core/import/internal.h"

dk_code dk_natural_key(dk_arena *arena, const dk_record *record, const char **key, dk_err *err)
{
    assert(record->reg != NULL && key != NULL);
    const dk_register *reg = record->reg;
    const char *joined = NULL;
    *key = NULL;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if ((reg->fields[i].flags & DK_F_NATURAL_KEY) == 0)
            continue;
        if (record->v[i].kind == DK_V_SEALED)
            return DK_OK; /* many people look the same behind a mask */
        const char *part = dk_value_text(arena, &reg->fields[i], &record->v[i]);
        if (part == NULL)
            return DK_NO_MEMORY(err);
        if (*part == '\0')
            return DK_OK; /* no key without all of its parts */
        /* U+001F cannot stand in a value: it is a hidden character. */
        joined = joined == NULL ? part : dk_arena_format(arena, "%s\x1f%s", joined, part);
        if (joined == NULL)
            return DK_NO_MEMORY(err);
    }
    *key = joined;
    return DK_OK;
}

static size_t slot_of(const dk_keymap *map, const char *key)
{
    assert(map->n < map->capacity && (map->capacity & (map->capacity - 1)) == 0);
    size_t at = (size_t)dk_hash_text(0, key) & (map->capacity - 1);
    while (map->slots[at] != NULL && strcmp(map->keys[at], key) != 0)
        at = (at + 1) & (map->capacity - 1);
    return at;
}

static bool grow(dk_keymap *map)
{
    dk_keymap wide = *map;
    wide.capacity = map->capacity == 0 ? 256 : map->capacity * 2;
    wide.slots = dk_arena_array(map->arena, wide.capacity, sizeof *wide.slots);
    wide.keys = dk_arena_array(map->arena, wide.capacity, sizeof *wide.keys);
    if (wide.slots == NULL || wide.keys == NULL)
        return false;
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i] == NULL)
            continue;
        size_t at = slot_of(&wide, map->keys[i]);
        wide.slots[at] = map->slots[i];
        wide.keys[at] = map->keys[i];
    }
    *map = wide;
    return true;
}

dk_known *dk_keymap_at(dk_keymap *map, const char *key)
{
    assert(key != NULL && map->arena != NULL);
    if (map->n * 2 >= map->capacity && !grow(map))
        return NULL;
    size_t at = slot_of(map, key);
    if (map->slots[at] != NULL)
        return map->slots[at];
    dk_known *known = dk_arena_alloc(map->arena, sizeof *known);
    const char *copy = known == NULL ? NULL : dk_arena_text(map->arena, key);
    if (copy == NULL)
        return NULL;
    map->slots[at] = known;
    map->keys[at] = copy;
    map->n++;
    return known;
}

size_t dk_merge(dk_record *into, const dk_record *from)
{
    assert(into->reg == from->reg);
    const dk_register *reg = into->reg;
    /* First every field is compared, so that two rows that differ anywhere are left as they were.
     */
    for (size_t i = 0; i < reg->n_fields; i++)
        if (into->v[i].kind != DK_V_ABSENT && from->v[i].kind != DK_V_ABSENT &&
            !dk_value_equal(&reg->fields[i], &into->v[i], &from->v[i]))
            return i;
    for (size_t i = 0; i < reg->n_fields; i++)
        if (into->v[i].kind == DK_V_ABSENT)
            into->v[i] = from->v[i];
    return SIZE_MAX;
}
