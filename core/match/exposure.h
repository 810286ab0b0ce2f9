/* core/match/exposure.h - (caller) how evenly lists name posts, for people: plain types. */
#ifndef DK_CORE_MATCH_EXPOSURE_H
#define DK_CORE_MATCH_EXPOSURE_H

#include "core/base/date.h"
#include "core/match/spread.h"

typedef struct {
    int64_t post;
    const char *no, *label;
    int64_t seats;             /* -1 unknown: taken as 1 */
    size_t cap, before, after; /* lists it may stand in, stands in, would stand in */
} dk_exposed_post;

typedef struct {
    dk_day as_of;
    int64_t seq;
    const char *weights;
    size_t lists, posts, top;          /* people with a list, open posts, places of a list */
    size_t over;                       /* posts above their cap */
    int32_t gini_before, gini_after;   /* permille over the open posts */
    int64_t total_before, total_after; /* scores of all places */
    int64_t front_before, front_after; /* of the first DK_SPREAD_FRONT places of every list */
    int64_t bound;                     /* no choice within the caps has more */
    dk_exposed_post *most;             /* most named first */
    size_t n_most;
} dk_exposure;

#endif
