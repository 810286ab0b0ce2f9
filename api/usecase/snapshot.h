/* api/usecase/snapshot.h - one immutable generation of the market and its index.
 *
 * A request acquires one, uses it from start to end and releases it. Generations are keyed by (seq,
 * as-of); the newest is kept for the next request. Building one costs a scan of the registers
 * (O(rows)).
 */
#ifndef DK_API_USECASE_SNAPSHOT_H
#define DK_API_USECASE_SNAPSHOT_H

#include "api/usecase/app.h"
#include "core/match/score.h"

struct dk_snapshot {
    dk_app *app;
    size_t holders; /* guarded by app->lock */
    int64_t seq;
    dk_day as_of;
    dk_arena *arena;     /* owns the market's arrays */
    dk_codes_ref *codes; /* names in the market are borrowed from it */
    dk_market market;
    dk_match_index *index;
    pthread_mutex_t spread_lock;
    struct dk_spreading *spread; /* everybody's spread lists, or NULL (spreading.h) */
};

/* The current generation for `as_of` (DK_DAY_NONE: the centre's date). */
DK_MUST dk_code dk_snapshot_acquire(dk_app *app, dk_day as_of, dk_snapshot **out, dk_err *err);
void dk_snapshot_release(dk_snapshot *snapshot); /* NULL is fine */

#endif
