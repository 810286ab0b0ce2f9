/* core/match/similar.h - symmetric closeness of profiles (career change, 转岗).
 *
 * Input is plain: n profiles; ratings of m elements (skills and knowledge) with importance and
 * level, NaN means not rated; and bags of texts: activities (ids whose dotted parents are more
 * general activities), titles, tasks. Any part may be absent. Profiles are positions: their names
 * and codes are opaque to the method, renaming them changes nothing. Output is one score per
 * ordered pair, symmetric, higher is closer; only the order for one profile has a meaning. Not used
 * by the scorer of posts.
 *
 *     ratings ----> shape, distance, skills, knowledge, knowledge_rank
 *     activities -> activities, activities_rank                          each standardised over all
 *     titles -----> titles_rank, titles_company                         pairs, then added with the
 *     tasks ------> tasks_rank, tasks_company                           fitted weights of the track
 *
 * What the views are stands in similar_views.h, how missing ratings are estimated in
 * similar_fill.c. The track follows from what is given: skills only; ratings (skills and
 * knowledge); numeric (with activities); text (with titles or tasks). Its weights come from a named
 * file that says how they were fitted (datasets/weights/similar.weights; bench/bench_similar.c fits
 * and judges them).
 *
 * Numbers are double precision with a fixed order of summation.
 */
#ifndef DK_CORE_MATCH_SIMILAR_H
#define DK_CORE_MATCH_SIMILAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

typedef struct {
    size_t profile; /* 0..n-1 */
    const char *text;
} dk_similar_text;

/* Texts of many profiles, in any order; a profile may have many or none. */
typedef struct {
    const dk_similar_text *items;
    size_t n;
} dk_similar_texts;

typedef struct {
    size_t n, m;              /* profiles; elements (0: no ratings) */
    const double *importance; /* n * m, row by row; NAN: not rated */
    const double *level;      /* n * m or NULL when there are no levels */
    const bool *is_knowledge; /* m: knowledge, else skill; NULL: all are skills */
    dk_similar_texts activities, titles, tasks;
} dk_similar_input;

/* ---- weights ---- */

enum {
#define DK_SIMILAR_VIEW(name) DK_SIMILAR_VIEW_##name,
#include "core/match/similar_views.def"
#undef DK_SIMILAR_VIEW
    DK_SIMILAR_VIEWS
};

typedef enum {
    DK_TRACK_SKILLS,
    DK_TRACK_RATINGS,
    DK_TRACK_NUMERIC,
    DK_TRACK_TEXT,
    DK_SIMILAR_TRACKS
} dk_similar_track;

/* "skills", "ratings", "numeric", "text"; the name of a view, as in the weights file. */
const char *dk_similar_track_key(dk_similar_track track);
const char *dk_similar_view_key(size_t view);

typedef struct {
    char name[32];
    int32_t version;
    double weight[DK_SIMILAR_TRACKS][DK_SIMILAR_VIEWS]; /* 0: the view is left out */
} dk_similar_weights;

/* Reads a weights file: lines `name`, `version`, and `track.view number` ("numeric.shape 0.58"), #
 * begins a comment. What is not named weighs 0. Fails with the line for an unknown key, a number
 * that is none or beyond 1000, and a file without any weight. */
DK_MUST dk_code dk_similar_weights_parse(const char *text, size_t len, const char *file,
                                         dk_similar_weights *out, dk_err *err);

/* The track that an input is for. */
dk_similar_track dk_similar_track_of(const dk_similar_input *input);

/* ---- scores ---- */

/* All-pairs scores into out[n * n] (row = query; the diagonal is 1, others lie between 0 and 1).
 * Every score is finite, whatever the input: a view says nothing (its mean) about a profile that
 * has nothing for it. Fails when memory is out, n is 0 or there is nothing to compare, or too much
 * (MSG_SIMILAR_SIZE). Cost: O(n^2 (m + 400) + n * texts^2 / words), and with missing ratings O(n
 * m^3 + n^2) more for up to 300 columns. */
DK_MUST dk_code dk_similar_all(const dk_similar_input *input, const dk_similar_weights *weights,
                               double *out, dk_err *err);

#endif
