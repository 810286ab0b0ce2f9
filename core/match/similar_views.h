/* core/match/similar_views.h - the views of closeness and what they share. Private to core/match,
 * the fitting bench and tests.
 *
 *     shape            cosine of importance
 *     distance         minus the Euclidean distance of levels, standardised by element
 *     skills           cosine of importance * level, standardised by element, centred by profile;
 *     knowledge        over the skills, over the knowledge
 *     knowledge_rank   centred cosine (Pearson) of the importance of knowledge, as ranks
 *     activities       mean of two cosines: activities, and their parents (TF-IDF)
 *     titles, tasks    cosine of TF-IDF: stems of titles with pairs of them, stems of tasks
 *     *_rank           -log(5 + place of b from a) - log(5 + place of a from b)
 *     *_company        cosine of two rows of similarities (the 400 closest)
 *
 * Sparse cosines have few large values: there the place says more than the value. Profiles that
 * are close to the same others are alike; that carries over words that differ. A view is symmetric;
 * cells of pairs of which one has nothing for it are unused.
 */
#ifndef DK_CORE_MATCH_SIMILAR_VIEWS_H
#define DK_CORE_MATCH_SIMILAR_VIEWS_H

#include "core/match/similar.h"

enum { DK_SIMILAR_PROFILES_MAX = 20000, DK_SIMILAR_ELEMENTS_MAX = 20000, DK_SIMILAR_AXES = 40 };

/* What all views of one input share. Members are malloc'd; dk_similar_work_free frees them. */
typedef struct {
    const dk_similar_input *input;
    double *importance, *level; /* filled copies, n * m; NULL without ratings */
    bool *has_ratings;          /* [n] */
    bool is_complete;           /* nothing was missing */
    double *rows;               /* n * m: scratch */
} dk_similar_work;

DK_MUST bool dk_similar_work_init(dk_similar_work *work, const dk_similar_input *input);
void dk_similar_work_free(dk_similar_work *work);

/* Fills pairs[n * n] (i < j and j < i alike) and has[n]: who has something for the view. *is_on is
 * false when nobody has. False when memory is out. */
DK_MUST bool dk_similar_view(const dk_similar_work *work, size_t view, double *pairs, bool *has,
                             bool *is_on);

/* Standardises a view over the pairs of those that have it: mean 0, deviation 1, else 0. */
void dk_similar_standardise(size_t n, double *pairs, const bool *has);

/* Adds the standardised views with their weights to sum[n * n]. False when memory is out. */
DK_MUST bool dk_similar_fuse(const dk_similar_work *work, const double *weights, double *sum);

/* Estimates what is missing, from the other ratings, the activities and the closest profiles.
 * `weights` are those of the track. False when memory is out. (similar_fill.c) */
DK_MUST bool dk_similar_fill(dk_similar_work *work, const double *weights);

/* Coordinates of the profiles in the closeness of their activities, (*axes)[n * *n_axes], each
 * column of mean 0 and mean square 1 over those that has[n] names; malloc'd, the caller's. A tenth
 * as many as profiles with activities, at most DK_SIMILAR_AXES; none without activities. False when
 * memory is out. O(n^2 axes). (similar_axes.c) */
DK_MUST bool dk_similar_axes(const dk_similar_work *work, double **axes, bool *has, size_t *n_axes);

/* ---- bags of words (similar_text.c) ---- */

typedef enum {
    DK_BAG_ID,      /* the text is one word */
    DK_BAG_PARENT,  /* the id up to its last dot is one word */
    DK_BAG_STEMS,   /* stems */
    DK_BAG_STEMS_2, /* stems and pairs of neighbouring stems */
} dk_bag_kind;

/* Cosines of the TF-IDF vectors of the texts into pairs[n * n]; has[n] says who has any word. False
 * when memory is out. */
DK_MUST bool dk_similar_bag(const dk_similar_texts *texts, size_t n, dk_bag_kind kind,
                            double *pairs, bool *has);

#endif
