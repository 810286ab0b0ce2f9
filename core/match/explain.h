/* core/match/explain.h - why a pair has its score, as a tree of texts and points.
 *
 *     explanation
 *      |- criteria[]   title, direction, points / max, state, words
 *      |    `- details[]   per required skill: title, points / max, state, words
 *      `- gates[]      title, state, words, article
 *
 * It formats the parts that dk_score_pair returned and never adds points itself. Texts are in the
 * language asked for and live in the arena; keys are static.
 */
#ifndef DK_CORE_MATCH_EXPLAIN_H
#define DK_CORE_MATCH_EXPLAIN_H

#include "core/base/arena.h"
#include "core/match/score.h"

typedef struct {
    const char *key; /* code of the skill */
    const char *title;
    int32_t points, max;
    dk_match_state state;
    const char *words;
} dk_explained_detail;

typedef struct {
    const char *key, *title;
    dk_direction direction;
    int32_t points, max;
    dk_match_state state;
    const char *words;
    const dk_explained_detail *details;
    size_t n_details;
} dk_explained_criterion;

typedef struct {
    const char *key, *title;
    dk_gate_state state;
    const char *words;
    const char *article; /* "" when it is contract or choice, not law */
} dk_explained_gate;

typedef struct {
    const dk_explained_gate *items; /* in order of gates.def */
    size_t n;                       /* may be 0 */
} dk_explained_gates;

typedef struct {
    int64_t trainee, post; /* record numbers */
    int32_t score, fit, wish, low, high;
    const char *summary; /* one line: specialty, skills had of needed, what is missing, the note */
    /* More than the post asks for (education or grade two steps above, or every required skill two
     * levels above): a question for the person's wish, "" when not. It moves no point: being able
     * to do more is never a reason against a person. Part of the summary too. */
    const char *note;
    const dk_explained_criterion
        *criteria; /* those with a maximum above 0, in order of criteria.def */
    size_t n_criteria;
    dk_explained_gates gates; /* all */
} dk_explanation;

/* How an answer about an index is told: in which language, and where its texts live. */
typedef struct {
    const dk_match_index *index;
    dk_lang lang;
    dk_arena *arena;
} dk_telling;

/* Explains trainee and post (positions). Fails only when memory is out. O(criteria + gates +
 * requirements * related skills). */
DK_MUST dk_code dk_explain(const dk_telling *how, size_t trainee, size_t post, dk_explanation *out,
                           dk_err *err);

/* Only gates in `state` (for near misses, unknowns). */
DK_MUST dk_code dk_explain_gates(const dk_telling *how, size_t trainee, size_t post,
                                 dk_gate_state state, dk_explained_gates *out, dk_err *err);

/* The gates of one side alone that do not pass: why this person (this post) gets no list at all. */
DK_MUST dk_code dk_explain_own_gates(const dk_telling *how, dk_gate_scope scope, size_t at,
                                     dk_explained_gates *out, dk_err *err);

#endif
