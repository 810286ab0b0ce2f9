/* core/base/arena.h - one lifetime, many allocations.
 *
 * An arena serves one request, one import or one run: everything taken from it is freed at once.
 * Memory comes in blocks that double up to 1 MiB; a larger request gets a block of its own. Texts
 * (copy, text, format) are packed without gaps, everything else is aligned for any type.
 * Not thread-safe: one arena per thread. Allocation is O(1) amortised, dk_arena_free O(blocks).
 * Every function that allocates returns NULL when memory is out; callers turn that into
 * MSG_NO_MEMORY.
 */
#ifndef DK_CORE_BASE_ARENA_H
#define DK_CORE_BASE_ARENA_H

#include <stddef.h>

typedef struct dk_arena dk_arena;

/* A new empty arena, owned by the caller; NULL when memory is out. */
dk_arena *dk_arena_new(void);

/* Frees the arena and all it gave out. NULL is fine. */
void dk_arena_free(dk_arena *arena);

/* Forgets all allocations but keeps the first block for reuse. */
void dk_arena_reset(dk_arena *arena);

/* `size` bytes, zeroed, aligned for any type. size 0 gives a valid distinct pointer. */
void *dk_arena_alloc(dk_arena *arena, size_t size);

/* An array of `n` elements of `size` bytes, zeroed; NULL on overflow of n * size as well. */
void *dk_arena_array(dk_arena *arena, size_t n, size_t size);

/* A copy of `len` bytes with a NUL after them. */
char *dk_arena_copy(dk_arena *arena, const char *text, size_t len);

/* A copy of a NUL-terminated string; NULL in, NULL out. */
char *dk_arena_text(dk_arena *arena, const char *text);

/* A formatted string (printf rules). */
char *dk_arena_format(dk_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Bytes handed out since creation or reset (for tests and limits). */
size_t dk_arena_used(const dk_arena *arena);

/* Grows an arena array geometrically. `items` has `*capacity` elements of `size` bytes of which
 * `used` are in use; returns it when there is room for one more, else a copy twice as large (the
 * old one stays in the arena), or NULL when memory is out; *capacity is then unchanged. */
void *dk_arena_grow(dk_arena *arena, void *items, size_t used, size_t *capacity, size_t size);

#endif
