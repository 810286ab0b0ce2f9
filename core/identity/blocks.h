/* core/identity/blocks.h - records that share a key, pairs of them, and weighing; private to this
 * folder. */
#ifndef DK_CORE_IDENTITY_BLOCKS_H
#define DK_CORE_IDENTITY_BLOCKS_H

#include <stdbool.h>

#include "core/identity/identity.h"

typedef struct {
    uint64_t key;
    uint32_t record;
} dk_block_entry;

typedef struct {
    dk_arena *arena;
    dk_block_entry *items;
    size_t n, capacity;
    bool is_broken; /* memory was out */
} dk_blocks;

/* A key of up to two parts, `kind` apart from other kinds. Empty parts give 0, which adds nothing.
 */
uint64_t dk_block_key(char kind, const char *a, const char *b, int64_t number);
void dk_block_add(dk_blocks *blocks, uint64_t key, size_t record);

/* Compares every two records that share a block, each pair once: `compare` fills the levels of a
 * pair whose a and b are set, and `u_name` (may be NULL) gives the chance of equal names of that
 * pair. Keeps pairs of at least `ask_bits`. */
typedef struct {
    const dk_identity_field *fields;
    int ask_bits;
    void (*compare)(const void *ctx, dk_identity_pair *pair);
    double (*u_name)(const void *ctx, const dk_identity_pair *pair);
    size_t name_at; /* which field u_name is of */
    const void *ctx;
} dk_weighing;
dk_code dk_blocks_weigh(dk_blocks *blocks, const dk_weighing *how, dk_identity_result *out,
                        dk_err *err);

/* counts[record] gets how many entries have its key. False: memory was out. */
bool dk_blocks_count(dk_blocks *blocks, uint32_t *counts);

/* Edit distance of two short texts in characters, swaps of neighbours counted as one; 99 when one
 * is longer than 40. */
size_t dk_identity_distance(const char *a, const char *b);

#endif
