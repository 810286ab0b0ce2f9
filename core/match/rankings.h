/* core/match/rankings.h - everyone's list as record numbers alone, and how two of them differ. */
#ifndef DK_CORE_MATCH_RANKINGS_H
#define DK_CORE_MATCH_RANKINGS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

typedef struct {
    int64_t subject;
    const int64_t *candidates; /* record numbers, best first */
    size_t n;
} dk_ranking;

typedef struct {
    const dk_ranking *items; /* ascending by subject */
    size_t n;
} dk_rankings;

/* The list of a subject, NULL when it has none. O(log n). */
const dk_ranking *dk_rankings_find(const dk_rankings *all, int64_t subject);

/* Two times side by side. Each subject with a list at either is counted once. */
typedef struct {
    size_t lists; /* subjects that have a list at one time or at both */
    size_t moved; /* of them those whose list differs, the next two included */
    size_t began; /* have one only in the second */
    size_t ended; /* have one only in the first */
} dk_rankings_difference;

/* O((n + m) * list). */
dk_rankings_difference dk_rankings_compare(const dk_rankings *a, const dk_rankings *b);

typedef struct {
    int64_t candidate;
    size_t before, after; /* places, 1..; 0: not in the list */
} dk_move;

enum { DK_MOVES_MAX = 200 };

/* Candidates that stand elsewhere, in the order of the later list, then those that left it; either
 * may be NULL. At most DK_MOVES_MAX; returns their number. O(list^2). */
size_t dk_ranking_moves(const dk_ranking *before, const dk_ranking *after,
                        dk_move out[DK_MOVES_MAX]);

/* What may differ between two runs, in the order in which it is replaced. */
typedef enum {
    DK_INPUT_METHOD, /* the program: the first run made again by this one */
    DK_INPUT_DATA,   /* people, posts, firms, placements, decisions of people */
    DK_INPUT_RULES,  /* code lists, crosswalk, related skills, default profiles, towns */
    DK_INPUT_DAY,    /* the as-of day */
    DK_INPUT_WEIGHTS,
    DK_INPUT_SEED,
    DK_INPUT_OTHER, /* what is left: the second run was made by another program */
    DK_N_INPUTS
} dk_rank_input;

const char *dk_rank_input_key(dk_rank_input input); /* "method", "data", ... */
dk_text dk_rank_input_title(dk_rank_input input);

/* What changed since a batch came, as it is told. */
typedef struct {
    const char *no, *label; /* of a post */
    dk_move move;
} dk_told_move;

typedef struct {
    int64_t trainee;
    const char *no, *label, *line;
    const dk_told_move *moves;
    size_t n_moves;
} dk_told_ranking;

typedef struct {
    int64_t batch, seq_then, seq; /* of the batch; known before it; known now */
    int32_t as_of;
    const char *weights_then, *weights;
    size_t top;
    dk_rankings_difference lists;
    size_t changed[DK_N_INPUTS]; /* lists that each input changes */
    const dk_told_ranking *items;
    size_t n_items;
} dk_rank_changes;

#endif
