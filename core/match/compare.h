/* core/match/compare.h - why this one and not that one: two explanations side by side.
 *
 * Two people at one post, or two posts for one person. Lines are the criteria, those that differ
 * most first; their differences sum exactly to the difference of the scores. Gates that do not pass
 * alike come before points: where one side is kept out by a gate, points decide nothing.
 */
#ifndef DK_CORE_MATCH_COMPARE_H
#define DK_CORE_MATCH_COMPARE_H

#include "core/match/explain.h"
#include "core/match/list.h"

typedef struct {
    const char *key, *title;
    dk_direction direction;
    int32_t a, b, max; /* points */
    int32_t diff;      /* a - b */
    const char *words_a, *words_b;
} dk_compare_line;

typedef struct {
    const char *key, *title;
    dk_gate_state a, b;
    const char *words_a, *words_b;
    const char *article;
} dk_compare_gate;

typedef struct {
    dk_list_direction direction; /* TRAINEES_FOR_POST: a and b are people, subject a post */
    int64_t subject, a, b;       /* record numbers */
    int32_t score_a, score_b;
    dk_gate_state gates_a, gates_b;
    const dk_compare_line *lines; /* |diff| descending, then order of criteria.def */
    size_t n_lines;
    const dk_compare_gate *gates; /* those whose states differ, order of gates.def */
    size_t n_gates;
    const char *summary;                  /* one sentence: who stands before and what decides */
    const char *subject_no, *a_no, *b_no; /* (caller) */
    const char *subject_label, *a_label, *b_label; /* (caller) */
} dk_comparison;

/* Two posts for the trainee `subject`, or two trainees for the post; positions in the market. */
typedef struct {
    dk_list_direction direction;
    size_t subject, a, b;
} dk_compare_ask;

/* Fails only when memory is out. Cost: two explanations. */
DK_MUST dk_code dk_compare(const dk_telling *how, const dk_compare_ask *ask, dk_comparison *out,
                           dk_err *err);

#endif
