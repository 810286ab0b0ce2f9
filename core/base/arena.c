/* core/base/arena.c - blocks in a singly linked list, newest first.
 *
 * A block is filled from both ends: aligned things from the front, texts from the back without any
 * gap between them. Texts are most of what an import keeps, and half of them are shorter than the
 * alignment.
 */
#include "core/base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

typedef struct block {
    struct block *next;
    size_t size, used; /* bytes behind `used` and before `size` are free */
    max_align_t data[];
} block;

struct dk_arena {
    block *head;
    size_t head_size; /* of the head block when it was new: its texts move `size` down */
    size_t used;
};

static block *block_new(size_t size)
{
    if (size > SIZE_MAX - sizeof(block))
        return NULL;
    block *b = malloc(sizeof *b + size);
    if (b != NULL) {
        b->next = NULL;
        b->size = size;
        b->used = 0;
    }
    return b;
}

dk_arena *dk_arena_new(void)
{
    return calloc(1, sizeof(dk_arena));
}

static void blocks_free(block *b)
{
    while (b != NULL) {
        block *next = b->next;
        free(b);
        b = next;
    }
}

void dk_arena_free(dk_arena *arena)
{
    if (arena == NULL)
        return;
    blocks_free(arena->head);
    free(arena);
}

void dk_arena_reset(dk_arena *arena)
{
    assert(arena != NULL);
    if (arena->head == NULL)
        return;
    blocks_free(arena->head->next);
    arena->head->next = NULL;
    arena->head->used = 0;
    arena->head->size = arena->head_size;
    arena->used = 0;
}

/* Room for `size` bytes at the head of the list, or NULL. */
static block *block_with_room(dk_arena *arena, size_t size)
{
    block *head = arena->head;
    if (head != NULL && head->size - head->used >= size)
        return head;
    size_t next = head == NULL ? FIRST_BLOCK : arena->head_size * 2;
    if (next > LARGEST_BLOCK)
        next = LARGEST_BLOCK;
    block *b = block_new(size > next ? size : next);
    if (b != NULL) {
        b->next = head;
        arena->head = b;
        arena->head_size = b->size;
    }
    return b;
}

void *dk_arena_alloc(dk_arena *arena, size_t size)
{
    assert(arena != NULL);
    const size_t align = sizeof(max_align_t);
    if (size > SIZE_MAX - align)
        return NULL;
    size_t rounded = (size + align - 1) / align * align;
    if (rounded == 0)
        rounded = align;
    block *b = block_with_room(arena, rounded);
    if (b == NULL)
        return NULL;
    char *p = (char *)b->data + b->used;
    b->used += rounded;
    arena->used += rounded;
    return memset(p, 0, rounded);
}

void *dk_arena_array(dk_arena *arena, size_t n, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(n, size, &total))
        return NULL;
    return dk_arena_alloc(arena, total);
}

/* Room for `len` bytes and the NUL, which is set, at the back of a block. */
static char *text_alloc(dk_arena *arena, size_t len)
{
    if (len == SIZE_MAX)
        return NULL;
    block *b = block_with_room(arena, len + 1);
    if (b == NULL)
        return NULL;
    b->size -= len + 1;
    arena->used += len + 1;
    char *text = (char *)b->data + b->size;
    text[len] = '\0';
    return text;
}

char *dk_arena_copy(dk_arena *arena, const char *text, size_t len)
{
    char *copy = text_alloc(arena, len);
    if (copy != NULL && len > 0)
        memcpy(copy, text, len);
    return copy;
}

char *dk_arena_text(dk_arena *arena, const char *text)
{
    return text == NULL ? NULL : dk_arena_copy(arena, text, strlen(text));
}

char *dk_arena_format(dk_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *out = len < 0 ? NULL : text_alloc(arena, (size_t)len);
    if (out != NULL)
        vsnprintf(out, (size_t)len + 1, format, again);
    va_end(again);
    return out;
}

size_t dk_arena_used(const dk_arena *arena)
{
    return arena->used;
}

void *dk_arena_grow(dk_arena *arena, void *items, size_t used, size_t *capacity, size_t size)
{
    if (used < *capacity)
        return items;
    size_t next = *capacity == 0 ? 16 : *capacity * 2;
    if (next < *capacity)
        return NULL;
    void *copy = dk_arena_array(arena, next, size);
    if (copy == NULL)
        return NULL;
    if (used > 0)
        memcpy(copy, items, used * size);
    *capacity = next;
    return copy;
}
