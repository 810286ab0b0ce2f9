/* core/match/replay.h - placements that people made, ranked again with what was known then.
 *
 *     placement --- the day of the introduction ---> market as known when that day began
 *        |                                             |
 *        `--- post that was taken ---> its rank and score among the posts open to the person
 *
 * Data are those of then; weights, rules and method are today's: a replay asks what this engine
 * would have said. What people had decided by then (pins, exclusions) is left out, or the engine
 * would be praised for the teacher's own choice.
 *
 * What it does not show: only the post that was taken has an outcome. How another proposal would
 * have turned out nobody knows, and who was placed at all was decided by people; so a high rank of
 * those who stayed is a hint, never a proof.
 */
#ifndef DK_CORE_MATCH_REPLAY_H
#define DK_CORE_MATCH_REPLAY_H

#include "core/match/compare.h"

typedef enum {
    DK_REPLAY_RANKED,    /* every gate passes: the post has a rank */
    DK_REPLAY_GATED,     /* a gate of the pair fails or waits for a person */
    DK_REPLAY_SHUT,      /* the post was not open on the day */
    DK_REPLAY_OUT,       /* the person was not to be matched on the day */
    DK_REPLAY_NO_POST,   /* the firm was on record then, the post was not */
    DK_REPLAY_NO_FIRM,   /* nor was the firm */
    DK_REPLAY_NO_PERSON, /* the person was not on record then */
    DK_REPLAY_SEVERAL,   /* the ledger's words fit several people */
    DK_REPLAY_UNTOLD,    /* the ledger does not say who it was */
    DK_REPLAY_UNDATED,   /* nor when */
    DK_N_REPLAY_STATES
} dk_replay_state;

const char *dk_replay_state_key(dk_replay_state state); /* "ranked", "gated", ... */
dk_text dk_replay_state_title(dk_replay_state state);

/* What could be done about it next time; "" where a rank or a gate is the answer. */
dk_text dk_replay_state_advice(dk_replay_state state);

/* What the follow-up says of the person at the post after so many months. */
typedef enum {
    DK_STAY_SAME,    /* still there */
    DK_STAY_MOVED,   /* at work elsewhere */
    DK_STAY_LEFT,    /* out of work */
    DK_STAY_UNKNOWN, /* not reached or not written down */
    DK_STAY_NOT_DUE, /* the months are not over */
    DK_N_STAYS
} dk_stay;

const char *dk_stay_key(dk_stay stay); /* "same", "moved", ... */
dk_text dk_stay_title(dk_stay stay);

typedef struct {
    dk_replay_state state;
    size_t taken, best; /* positions of the post that was taken and of the first; SIZE_MAX none */
    size_t rank;        /* of `taken`, 1..; 0 without one */
    size_t candidates;  /* posts whose gates pass for the person */
    int32_t score, best_score;
} dk_replay_rank;

/* Where one of `taken` (positions of posts, the best of them counts) stands among the posts open to
 * the trainee, in the order of every list (topk.h). O(posts * (gates + requirements)). */
dk_replay_rank dk_replay_rank_of(const dk_match_index *index, size_t trainee, const size_t *taken,
                                 size_t n_taken);

typedef struct {
    int64_t id;                    /* record number, 0 none */
    const char *no, *label, *line; /* as they were known then */
} dk_replay_name;

typedef struct {
    int64_t placement;
    const char *placement_no;
    dk_day on;   /* the day of the introduction, else the first day at work; or DK_DAY_NONE */
    int64_t seq; /* what was known when that day began; 0 where it was not looked at */
    dk_replay_name trainee, post, proposed;
    bool is_by_firm; /* the post was found by firm and occupation, not by its number */
    dk_replay_state state;
    const char *words; /* why it has no rank, "" when it has one */
    size_t rank, candidates;
    int32_t score, best_score;
    const dk_compare_line *lines; /* proposed less taken, those that differ, largest first */
    size_t n_lines;
    dk_stay stay;
    dk_tri is_matched; /* 对口, as recorded */
    bool is_by_school;
} dk_replay_case;

enum { DK_REPLAY_TOPS = 3, DK_REPLAY_GROUPS = 1 + DK_N_STAYS };
extern const size_t dk_replay_tops[DK_REPLAY_TOPS]; /* 1, 5, 10 */

/* Of cases whose person and post were on record then; those without a rank are no hits. */
typedef struct {
    size_t n, ranked;
    size_t hits[DK_REPLAY_TOPS];   /* taken post within the first so many */
    double chance[DK_REPLAY_TOPS]; /* hits to expect of the same lists in random order */
    double lo[DK_REPLAY_TOPS], hi[DK_REPLAY_TOPS]; /* (caller) 95 % interval of hits / n */
    size_t median_rank;               /* of the ranked, the lower middle; 0 without any */
    int64_t total_taken, total_first; /* of the ranked */
} dk_replay_group;

typedef struct {
    const char *key;
    dk_text title;
    size_t n;       /* cases in which it speaks most for the proposed post */
    int64_t points; /* that it gives more there, in all of them */
} dk_replay_reason;

typedef struct {
    int32_t year, after; /* of graduation; months */
    dk_day as_of;
    const char *weights; /* "default/2" */
    uint64_t seed;
    size_t states[DK_N_REPLAY_STATES];        /* of the cases: every placement in a firm has one */
    dk_replay_group groups[DK_REPLAY_GROUPS]; /* all, then by dk_stay */
    dk_replay_reason reasons[DK_N_CRITERIA];  /* most cases first, those with any */
    size_t n_reasons;
    dk_replay_case *cases; /* most points between first, then those without a rank */
    size_t n_cases;
} dk_replay;

/* Sorts the cases and fills states, groups and reasons from them. Fails only when memory is out.
 * O(cases log cases). */
DK_MUST dk_code dk_replay_sum(dk_replay *replay, dk_arena *arena, dk_err *err);

#endif
