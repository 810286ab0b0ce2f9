/* api/wire/run.h - what a saved result says of its inputs.
 *
 * A run is the body that `--json` printed or HTTP answered (of `match --all --json` the first
 * line). Each body carries the inputs it was made from: seq, as_of, weights, seed.
 */
#ifndef DK_API_WIRE_RUN_H
#define DK_API_WIRE_RUN_H

#include "core/base/arena.h"
#include "core/base/err.h"

typedef struct {
    const char *kind;  /* "matches", "forecasts", "quota", "records"; "" when it is none of these */
    const char *as_of; /* "" when the body carries none */
    const char *weights; /* "" when it has none */
    int64_t seq;         /* 0 when it has none */
    int64_t seed;        /* -1 when it has none */
} dk_wire_run;

/* Reads the header of a saved result; texts live in the arena. MSG_WIRE_NOT_A_RUN when it is no
 * such body. O(len) */
DK_MUST dk_code dk_wire_run_read(dk_arena *arena, const char *bytes, size_t len, dk_wire_run *out,
                                 dk_err *err);

/* One list of a saved run of matches. */
typedef struct {
    const char *direction, *no;
    int64_t subject;
    int64_t *candidates; /* record numbers, best first */
    size_t n;
} dk_wire_ranking;

/* The lists of a saved run of matches, one per line; none for other kinds. In the arena. O(len) */
DK_MUST dk_code dk_wire_run_rankings(dk_arena *arena, const char *bytes, size_t len,
                                     dk_wire_ranking **out, size_t *n, dk_err *err);

#endif
