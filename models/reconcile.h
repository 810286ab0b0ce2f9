/* models/reconcile.h - the matrices behind hierarchy.h. */
#ifndef DK_MODELS_RECONCILE_H
#define DK_MODELS_RECONCILE_H

#include "models/hierarchy.h"

/* Position of every series among the members, SIZE_MAX for those that are none: [n_series]. */
typedef size_t *dk_member_positions;

typedef struct {
    const dk_hierarchy *of;
    dk_member_positions at;
    size_t n_bottoms; /* members that are no sums */
    size_t *bottoms;  /* [n_bottoms]: members */
    double *gain;     /* [n_bottoms * n_nodes]: what a node's gap (node minus its bottoms) moves */
    double *scratch;  /* [n_nodes * n_members + n_nodes^2] */
} dk_reconciler;

/* Room for the matrices; false when memory is out. */
bool dk_reconciler_init(dk_arena *arena, const dk_hierarchy *of, dk_reconciler *out);

/* gain = W_b C' (C W C')^-1 with W = diag(width) correlation diag(width) over the members. A
 * singular system gets a ridge of 1e-9 of its trace. O(nodes^2 * members). */
void dk_reconciler_fit(dk_reconciler *r, const double *correlation, const double *width);

/* Moves the bottoms of values[member] by -share * gain * gaps, cuts them at `least` (per member)
 * and sets every sum. share 0: bottom-up. O(nodes * bottoms). */
void dk_reconciler_apply(const dk_reconciler *r, double share, const double *least, double *values);

/* Sets the sums of values[member] from its bottoms, in the order of the links. */
void dk_reconciler_add_up(const dk_reconciler *r, double *values);

#endif
