/* core/match/similar.h - symmetric closeness of numeric profiles (career change, 转岗).
 *
 * Input is a plain table: n profiles by m elements, each with an importance and a level; NaN means
 * not rated. Elements and profiles are positions: names and codes are opaque to the method,
 * renaming them changes nothing. Output is one score per ordered pair, higher is closer; only the
 * order for one profile has a meaning. Not used by the scorer of posts.
 *
 * Numbers are double precision with a fixed order of summation; sqrt and division only, so results
 * are the same on every machine with IEEE arithmetic.
 */
#ifndef DK_CORE_MATCH_SIMILAR_H
#define DK_CORE_MATCH_SIMILAR_H

#include <stddef.h>

#include "core/base/err.h"

typedef struct {
    size_t n, m;
    const double *importance; /* n * m, row by row; NAN: not rated */
    const double *level;      /* n * m or NULL when there are no levels */
} dk_similar_input;

/* All-pairs scores into out[n * n] (row = query; the diagonal is 1). Every score is finite,
 * whatever the input: a profile without ratings is at distance 0 scores from all. Fails when memory
 * is out or n or m is 0 or too large (MSG_SIMILAR_SIZE). O(n^2 * m). */
DK_MUST dk_code dk_similar_all(const dk_similar_input *input, double *out, dk_err *err);

#endif
