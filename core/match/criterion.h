/* core/match/criterion.h - what is soft: one file per criterion, one line in criteria.def.
 *
 * A criterion sees a pair through two keys: the projection of the trainee and of the post it looks
 * at, and nothing else. It compiles itself: distinct keys are classes, and a table
 * points[class][class] is filled once per index by rate() and the criterion's maximum under the
 * weights. Scoring is then a look-up. rate() cannot see a protected field, as no key carries one.
 *
 *     trainees -> trainee_key -> class --+
 *                                        +--> points[class][class], state[class][class]
 *     posts    -> post_key    -> class --+
 *
 * Skills are the one special form (coverage and use, core/match/score.c): a requirement is a skill
 * and a look-up over 16 effective levels.
 *
 * Direction: fit is the post looking at the person, wish the person looking at the post.
 */
#ifndef DK_CORE_MATCH_CRITERION_H
#define DK_CORE_MATCH_CRITERION_H

#include "core/base/arena.h"
#include "core/match/market.h"
#include "core/match/words.h"

typedef enum { DK_FIT, DK_WISH } dk_direction;

typedef enum {
    DK_STATE_FOUND = 0,
    DK_STATE_PARTLY,
    DK_STATE_NOT_FOUND,
    DK_STATE_UNKNOWN,
} dk_match_state;

/* "found", "partly", "not_found", "unknown"; "fit", "wish". */
const char *dk_match_state_key(dk_match_state state);
const char *dk_direction_key(dk_direction direction);

/* How much of its maximum a pair gets. */
typedef struct {
    int32_t permille; /* 0..1000; for UNKNOWN the documented neutral value */
    dk_match_state state;
} dk_rating;

/* A rating with the state that follows from it: 1000 found, 0 not found, else partly. */
static inline dk_rating dk_rating_of(int32_t permille)
{
    return (dk_rating){permille, permille >= 1000 ? DK_STATE_FOUND
                                 : permille <= 0  ? DK_STATE_NOT_FOUND
                                                  : DK_STATE_PARTLY};
}
static inline dk_rating dk_rating_unknown(int32_t permille)
{
    return (dk_rating){permille, DK_STATE_UNKNOWN};
}

enum { DK_KEY_NUMBERS = 4 };

/* What a criterion sees of one side. Equal content is one class. */
typedef struct {
    int64_t v[DK_KEY_NUMBERS];
    dk_term_list list; /* from the market or the arena; order counts */
} dk_class_key;

typedef enum { DK_FORM_CLASSES, DK_FORM_COVERAGE, DK_FORM_USE } dk_criterion_form;

struct dk_match_view; /* core/match/score.h */

typedef struct {
    const char *key; /* "pay": also the name in weights files */
    dk_text title;
    dk_text about; /* one sentence: what gives how many points, and the neutral value */
    dk_direction direction;
    dk_criterion_form form;
    /* DK_FORM_CLASSES only; *key is zeroed before. False only when memory (of `arena`) is out. */
    bool (*trainee_key)(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key);
    bool (*post_key)(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key);
    dk_rating (*rate)(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post);
    /* The sentence of the explanation, from the parts of score_pair. */
    dk_words (*words)(const struct dk_match_view *view);
} dk_criterion;

/* Look-ups that criteria share, on the market's tables; linear in the table, as they run once per
 * class pair. */

/* The grade of specialty for occupation; false when the crosswalk has no such row. */
bool dk_crosswalk_find(const dk_market *market, dk_term specialty, dk_term occupation,
                       dk_crosswalk_grade *out);

/* Travel from one town to another, NULL when there is no row (unknown, not unreachable). */
const dk_town_link *dk_town_link_find(const dk_market *market, dk_term from, dk_term to);

/* Steps from rank `have` up to rank `need`: distinct ranks r of the list with have < r <= need. */
int32_t dk_rank_steps(const dk_match_terms *terms, int32_t have, int32_t need);

/* The rating this pair got for the criterion of the view. */
dk_match_state dk_view_state(const struct dk_match_view *view);

enum {
#define DK_CRITERION(name) DK_CRITERION_##name,
#include "core/match/criteria.def"
#undef DK_CRITERION
    DK_N_CRITERIA
};

/* All criteria in the order of criteria.def. */
extern const dk_criterion *const dk_criteria[DK_N_CRITERIA];

/* The criterion named `key`, NULL when there is none. */
const dk_criterion *dk_criterion_find(const char *key);

#endif
