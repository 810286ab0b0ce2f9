/* api/usecase/spreading.h - lists of many people, spread; those of everybody are kept with the
 * snapshot, so that the list of one person is the one the class-wide run gives them. Private to
 * api/usecase.
 */
#ifndef DK_API_USECASE_SPREADING_H
#define DK_API_USECASE_SPREADING_H

#include "api/usecase/guide.h"
#include "core/match/spread.h"

enum {
    DK_SPREAD_FACTOR = 3,  /* of everybody's lists a post may stand in 3 x places x seats */
    DK_SPREAD_DEPTH = 100, /* posts a person may be given instead */
    DK_SPREAD_PLACES = 10, /* of the lists that are kept: shorter ones are their first places */
};

/* Arrays are in the arena; positions are those of the snapshot's market. */
typedef struct dk_spreading {
    dk_arena *arena;
    size_t places;           /* of a list */
    const size_t *pool;      /* people looked at, n_pool of them */
    size_t n_pool, per_seat; /* a post may stand in per_seat x seats lists */
    size_t *who, n;          /* of them, those with a list, in the pool's order */
    dk_spread_list *lists;   /* per person of `who` */
    size_t *caps;            /* per post */
    dk_spread spread;
} dk_spreading;

/* The lists of `pool`; arena, places, pool, n_pool and per_seat are given. What a person has
 * excluded or refused is left out. O(pool * posts) and the spreading itself. */
DK_MUST dk_code dk_spreading_make(const dk_matching *m, dk_spreading *s, dk_err *err);

/* The same for everybody; arena and places are given. */
DK_MUST dk_code dk_spreading_everybody(const dk_matching *m, dk_spreading *s, dk_err *err);

/* Everybody's lists of DK_SPREAD_PLACES places, made when first asked for and kept as long as the
 * snapshot, which the caller holds. The next caller waits for the first. */
DK_MUST dk_code dk_spreading_kept(const dk_matching *m, const dk_spreading **out, dk_err *err);
void dk_spreading_free(dk_spreading *kept); /* one that was kept; NULL is fine */

/* The list of the person at `trainee` as it was spread, at most options->top places, in the namer's
 * arena and named: pinned posts first, visited ones last, `rank` is that among all that may be
 * offered. Who has no list gets the usual one, which says why. O(one list). */
DK_MUST dk_code dk_spreading_list(const dk_matching *m, const dk_spreading *s, size_t trainee,
                                  dk_match_list *out, dk_err *err);

#endif
