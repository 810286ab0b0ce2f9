/* core/match/preview.h - what other weights would move: the lists of a sample of people made under
 * both, compared place by place.
 */
#ifndef DK_CORE_MATCH_PREVIEW_H
#define DK_CORE_MATCH_PREVIEW_H

#include "core/match/topk.h"

enum { DK_PREVIEW_DEPTH = 50, DK_PREVIEW_PEOPLE = 12, DK_PREVIEW_TOP = 10 };

typedef struct {
    int64_t post;         /* record number */
    size_t before, after; /* rank; 0: beyond the first DK_PREVIEW_DEPTH */
    int32_t score_before, score_after;
    const char *no, *label; /* (caller) */
} dk_moved_post;

typedef struct {
    int64_t trainee;
    dk_moved_post posts[2 * DK_PREVIEW_TOP]; /* of the first places before or after, that moved */
    size_t n_posts;
    size_t distance;               /* sum of the places moved, the order of people here */
    const char *no, *label, *line; /* (caller) */
} dk_moved_person;

typedef struct {
    char from[48], to[48]; /* labels of the weights */
    size_t n_people; /* in the sample: open to work, with at least one match before or after */
    size_t top;
    size_t n_changed;       /* people whose first `top` places are not the same posts in order */
    size_t n_first_changed; /* people whose first post changed */
    size_t places, kept;    /* places before, and how many of their posts are still listed */
    dk_moved_person *moved; /* up to DK_PREVIEW_PEOPLE, most moved first; ties: record number */
    size_t n_moved;
    const dk_weights *weights_from, *weights_to;
} dk_preview;

typedef struct {
    size_t sample; /* people, at least 1 */
    size_t top;    /* places compared, 1..DK_PREVIEW_TOP */
} dk_preview_ask;

/* Compares two indexes of one market over open trainees at even steps. In the arena. Fails only
 * when memory is out. O(sample * posts). */
DK_MUST dk_code dk_match_preview(const dk_match_index *from, const dk_match_index *to,
                                 const dk_preview_ask *ask, dk_arena *arena, dk_preview *out,
                                 dk_err *err);

#endif
