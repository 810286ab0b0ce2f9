/* core/link/grams.h - a text as the pieces it is compared by; private to this folder.
 *
 *     "Welders, Cutters"   words, ASCII case folded, plural s off, stop words out: ^welder$
 * ^cutter$ each cut into grams of 2..4 characters, ends marked: ^w we el ... er$ "汽车维修工" a run
 * of ideographs, cut into grams of 1..3: 汽 车 汽车 ... 维修工
 *
 * A name's exception ("..., Except Drywall") is left out: it says what the entry is not. Grams of
 * words stay inside the word, so the order of words does not matter; that is what people change
 * most.
 */
#ifndef DK_CORE_LINK_GRAMS_H
#define DK_CORE_LINK_GRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

typedef struct {
    uint64_t *keys;  /* gram keys, sorted, distinct */
    double *weights; /* tf^0.7 */
    size_t n;
    bool has_ideographs;
    const char *plain; /* words joined by one blank, folded: what the edit distance compares */
} dk_grams;

/* In the arena; false when memory is out. At most DK_GRAMS_TEXT characters count. O(characters
 * log). */
enum { DK_GRAMS_TEXT = 256 };
bool dk_grams_make(dk_arena *arena, const char *text, dk_grams *out);

/* Similarity of two plain texts: 1 - distance / longer, 0..1, by insert, delete, replace and swap
 * of neighbours (optimal string alignment). Texts of more than 128 characters are 0 unless equal.
 * O(a * b). */
double dk_grams_edit(const char *a, const char *b);

#endif
