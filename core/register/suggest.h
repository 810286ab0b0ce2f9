/* core/register/suggest.h - similarity of short texts, for this module only (codes.h has the rest).
 */
#ifndef DK_CORE_REGISTER_SUGGEST_H
#define DK_CORE_REGISTER_SUGGEST_H

#include <stddef.h>

/* At least this similar to be proposed: the near misses of tests/unit/register/test_reference.c lie
 * above it, unrelated names below. */
enum { DK_SIMILAR = 400 };

/* Similarity of two UTF-8 texts given by length in bytes, 0..1000: the best of edit distance,
 * common prefix, shared ideographs (0.9 Dice) and share of the shorter one that is found (0.7).
 * Below DK_SIMILAR it is only a lower bound. Letters of ASCII are compared without case; only the
 * first 128 characters count. O(a * b). */
int dk_similarity(const char *a, size_t len_a, const char *b, size_t len_b);

#endif
