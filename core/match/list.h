/* core/match/list.h - an explained list for one person or one post: what docs/formats.md "Matches"
 * shows.
 *
 * core/match fills everything but the members marked (caller): names of people and firms are not in
 * a market, so the caller that may see them adds them.
 */
#ifndef DK_CORE_MATCH_LIST_H
#define DK_CORE_MATCH_LIST_H

#include "core/match/explain.h"
#include "core/match/topk.h"

typedef enum { DK_POSTS_FOR_TRAINEE, DK_TRAINEES_FOR_POST } dk_list_direction;

/* "posts_for_trainee", "trainees_for_post". */
const char *dk_list_direction_key(dk_list_direction direction);

/* (caller) What a person decided about the subject and a candidate (register picks). */
typedef struct {
    int64_t id;         /* record number of the candidate */
    const char *kind;   /* code of the list pick_kind: "pin", "exclude", "refused", ... */
    const char *title;  /* its name */
    const char *reason; /* "" when none was given */
    const char *by;     /* who decided */
    dk_day on;
    const char *no, *label, *line; /* of the candidate */
    dk_explained_gates gates;      /* of a pinned candidate that does not pass: what fails */
} dk_match_pick;

typedef struct {
    size_t rank; /* 1.. */
    dk_explanation why;
    const char *no, *label, *line; /* (caller) of the candidate: "P000077", name, second line */
    bool is_pinned, is_visited;    /* (caller) */
    bool is_new;                   /* (caller) not in the list shown before this one */
    int64_t openings, referred; /* (caller) seats of the post, -1 unknown; people referred to it */
} dk_match;

/* A candidate shown aside: near miss or unknown. */
typedef struct {
    int64_t id; /* record number of the candidate */
    int32_t score;
    dk_explained_gates gates;      /* those that fail, or those that are unknown */
    const char *no, *label, *line; /* (caller) */
} dk_match_aside;

/* (caller) A wider search that would help (wider.h), in words. */
typedef struct {
    const char *key, *words;
    size_t opens, moves;
    int32_t gain;
    int64_t best;
    const char *no, *label; /* of the best post */
} dk_match_wish;

typedef struct {
    dk_list_direction direction;
    int64_t subject; /* record number */
    dk_day as_of;
    const char *weights; /* "default/1" */
    uint64_t seed;
    int64_t seq;                                           /* (caller) */
    const char *subject_no, *subject_label, *subject_line; /* (caller) */
    bool is_spread; /* (caller) places are those of lists that do not crowd a post (spread.h) */

    size_t not_open, considered, gated_out, unknown;
    dk_match *matches;
    size_t n_matches;
    dk_match_aside *near;
    size_t n_near;
    dk_match_aside *unknowns;
    size_t n_unknowns;
    dk_match_pick *set_aside; /* (caller) not offered because a person decided so */
    size_t n_set_aside;
    const dk_match_wish *wider; /* (caller) for a trainee whose list is not full */
    size_t n_wider;
    dk_explained_gates own_gates; /* of the subject itself, those that do not pass */
} dk_match_list;

/* Whose list, and how long. */
typedef struct {
    dk_list_direction direction;
    size_t subject; /* position of the trainee or post in the market's array */
    size_t top;     /* 1..DK_TOP_MAX */
} dk_list_ask;

/* The explained list of a subject. Fails only when memory is out. Cost: one scan (topk.h) and `top`
 * explanations. */
DK_MUST dk_code dk_match_list_make(const dk_telling *how, const dk_list_ask *ask,
                                   dk_match_list *out, dk_err *err);

#endif
