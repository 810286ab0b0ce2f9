/* models/joined.h - months before and after a new part began to be recorded, on one footing.
 *
 * A specialty's demand is the sum of its occupations. When an occupation is recorded from some
 * month on, the sum jumps there, and a true break of the others three months later is hidden in
 * the jump. As price indices do when a good enters (chain-linking, ILO et al. 2020, Consumer Price
 * Index Manual, chapter 7), earlier months are compared with the later ones by what exists in both:
 *
 *     joint = sum of all parts / sum of those recorded before      the year from the joint on
 *     value before the joint is multiplied by it
 *
 * A part joins when it has been recorded in at least three months and in half of those since its
 * first. Where the new parts are more than the old ones the earlier months say nothing of the
 * whole: it begins at the joint.
 */
#ifndef DK_MODELS_JOINED_H
#define DK_MODELS_JOINED_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const double *value; /* n >= 0; 0 where not known */
    const bool *known;   /* n */
} dk_join_part;

typedef struct {
    size_t begin; /* months before this one are left out: 0 .. n */
    size_t at;    /* the latest joint that changes earlier months by a twentieth; n: none */
    double ratio; /* of that joint, 1..2 */
} dk_joined;

/* Writes factor[n] >= 1 of the n months of the whole; parts without a known month are ignored.
 * O(parts * n). */
dk_joined dk_join(const dk_join_part *parts, size_t n_parts, size_t n, double *factor);

#endif
