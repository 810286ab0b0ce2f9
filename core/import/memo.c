/* core/import/memo.c - what a column's texts became (internal.h).
 *
 * Most columns of a sheet hold few different texts: schools, classes, codes, dates, yes and no.
 * Reading such a text once and looking it up afterwards makes reading several times faster, and the
 * rows share one value, so that a batch is smaller. A column whose texts do not come again (names,
 * numbers) is left alone after the first rows. Open addressing with linear probing at half load.
 */
#include <assert.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/random.h"
#include "core/import/internal.h"

enum { FIRST_SLOTS = 64, MOST_SLOTS = 8192, TRIAL = 1024, LONGEST = 256 };

struct dk_memo_cell {
    uint64_t hash;
    const char *text; /* NULL: free */
    size_t len;
    dk_cell_kind kind;
    bool is_untyped, is_checked;
    dk_value value;
};

static bool is_same(const dk_memo_cell *slot, const dk_cell *cell, uint64_t hash)
{
    return slot->hash == hash && slot->len == cell->len && slot->kind == cell->kind &&
           slot->is_untyped == cell->is_untyped && memcmp(slot->text, cell->text, cell->len) == 0;
}

static dk_memo_cell *slot_of(const dk_memo *memo, const dk_cell *cell, uint64_t hash)
{
    size_t at = (size_t)hash & (memo->capacity - 1);
    while (memo->slots[at].text != NULL && !is_same(&memo->slots[at], cell, hash))
        at = (at + 1) & (memo->capacity - 1);
    return &memo->slots[at];
}

static uint64_t hash_of(const dk_cell *cell)
{
    return dk_hash((uint64_t)cell->kind, cell->text, cell->len);
}

const dk_value *dk_memo_find(dk_memo *memo, const dk_cell *cell, bool *is_checked)
{
    assert(is_checked != NULL && memo->n <= memo->capacity);
    if (memo->is_off || cell->len > LONGEST)
        return NULL;
    memo->n_asked++;
    if (memo->capacity == 0)
        return NULL;
    const dk_memo_cell *slot = slot_of(memo, cell, hash_of(cell));
    if (slot->text == NULL) {
        memo->is_off = memo->n_asked > TRIAL && memo->n_found * 2 < memo->n_asked;
        return NULL;
    }
    memo->n_found++;
    *is_checked = slot->is_checked;
    return &slot->value;
}

static bool grow(dk_memo *memo)
{
    dk_memo wide = *memo;
    wide.capacity = memo->capacity == 0 ? FIRST_SLOTS : memo->capacity * 2;
    wide.slots = dk_arena_array(memo->arena, wide.capacity, sizeof *wide.slots);
    if (wide.slots == NULL)
        return false;
    for (size_t i = 0; i < memo->capacity; i++) {
        const dk_memo_cell *old = &memo->slots[i];
        if (old->text == NULL)
            continue;
        size_t at = (size_t)old->hash & (wide.capacity - 1);
        while (wide.slots[at].text != NULL)
            at = (at + 1) & (wide.capacity - 1);
        wide.slots[at] = *old;
    }
    *memo = wide;
    return true;
}

bool dk_memo_wants(const dk_memo *memo, const dk_cell *cell)
{
    return !memo->is_off && cell->len <= LONGEST &&
           (memo->capacity < MOST_SLOTS || memo->n * 2 < memo->capacity);
}

dk_code dk_memo_put(dk_memo *memo, const dk_cell *cell, const dk_value *value, bool is_checked,
                    dk_err *err)
{
    const uint64_t hash = hash_of(cell);
    if (memo->n * 2 >= memo->capacity && !grow(memo))
        return DK_NO_MEMORY(err);
    dk_memo_cell *slot = slot_of(memo, cell, hash);
    assert(slot->text == NULL); /* dk_memo_find did not know it */
    const char *text = dk_arena_copy(memo->arena, cell->text, cell->len);
    if (text == NULL)
        return DK_NO_MEMORY(err);
    *slot = (dk_memo_cell){hash, text, cell->len, cell->kind, cell->is_untyped, is_checked, *value};
    memo->n++;
    return DK_OK;
}
