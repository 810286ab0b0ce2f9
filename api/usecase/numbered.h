/* api/usecase/numbered.h - texts numbered in order of appearance (keys of files, codes). */
#ifndef DK_API_USECASE_NUMBERED_H
#define DK_API_USECASE_NUMBERED_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

/* Zeroed but for the arena, which owns the texts and the table. */
typedef struct {
    dk_arena *arena;
    const char **items; /* [number] */
    size_t n, room;
    uint32_t *slots; /* item + 1 */
    size_t n_slots;  /* power of two */
} dk_numbered;

/* The number of a text, SIZE_MAX when it has none. O(length). */
size_t dk_numbered_find(const dk_numbered *all, const char *text);

/* The number of a text, a new one when it has none; SIZE_MAX when memory is out. O(length). */
size_t dk_numbered_put(dk_numbered *all, const char *text);

#endif
