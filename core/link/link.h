/* core/link/link.h - free text to the entry of a list that it most likely means.
 *
 * A lexical linker: no language model, no learned vectors, only the characters of the names. The
 * names of a list (titles, aliases, several per entry) are cut into n-grams (grams.h), weighted by
 * how rare each is in the list (IDF, Sparck Jones 1972) and compared with those of the text by
 * cosine:
 *
 *     w(g)   = tf(g)^0.7 * ln((N + 1) / (df(g) + 0.5))          df 0: a gram no name has
 *     cos    = sum w_q w_d / (|q| |d|)
 *     rank   = cos * |d|^0.3           pivots the length: a long name is not punished in full
 *
 * The best by `rank` are looked at again with the edit distance of the whole texts (Damerau 1964,
 * on folded words), which tells a slip of the pen from another word:
 *
 *     score  = rank * (1 + 0.1 * (1 - distance / longer))
 *
 * An entry scores as its best name. The confidence is the chance that the first entry is the one
 * meant: a logistic function of cos and of cos times the lead over the next entry, with
 * coefficients for texts in letters and for texts with ideographs, fitted by bench_link on
 * development data (docs/accuracy.md says which). It is a figure to decide by whether to ask, never
 * a reason not to show the others. A text equal to a name after folding (case, order and number of
 * words kept, blanks and marks not) has confidence 1000; when it equals names of two entries it has
 * at most 500.
 *
 * Plain arrays in, plain arrays out: the linker knows no code list and no register. Doubles with a
 * fixed order of summation; scores are rounded to integers, ties fall to the lower entry, so that
 * the same list and text give the same answer everywhere. Immutable once made: many threads may ask
 * at once.
 */
#ifndef DK_CORE_LINK_LINK_H
#define DK_CORE_LINK_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"

typedef struct {
    const char *text; /* UTF-8, NFKC-folded where that matters; borrowed */
    size_t entry;     /* which entry it names; any number, entries may have several names */
} dk_link_name;

typedef struct {
    size_t entry, name; /* the entry and which of the names matched best */
    int score;          /* for ordering only: no meaning across texts */
    int cosine, edit;   /* of that name, 0..1000 */
    int confidence; /* that this is meant, 0..1000; of all but the first: what the first leaves */
} dk_link;

typedef struct dk_linker dk_linker;

enum {
    DK_LINK_SHORTLIST = 32
}; /* entries looked at with the edit distance; most that can be asked for */

/* Builds the index over `n` names, whose texts it borrows. NULL: memory is out. O(characters). */
dk_linker *dk_linker_new(const dk_link_name *names, size_t n);
void dk_linker_free(dk_linker *linker); /* NULL is fine */

/* Up to `limit` entries for `text`, best first, distinct; *n gets their number, 0 when no name
 * shares anything with it. Work space and nothing else comes from `scratch`, O(names). False:
 * memory is out. O(postings of the text's grams). */
bool dk_linker_find(const dk_linker *linker, const char *text, dk_arena *scratch, dk_link *out,
                    size_t limit, size_t *n);

/* The features of the confidence for bench_link, which fits it: cos and cos * lead, each 0..1. */
void dk_link_features(const dk_link *found, size_t n, double out[2]);

#endif
