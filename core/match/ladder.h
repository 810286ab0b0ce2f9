/* core/match/ladder.h - criteria on a ladder (education, skill grade): reached or not asked for is
 * full, one step below half, more than that nothing. Steps are counted on the ranks of the code
 * list, as the codes themselves are not ordered; rank 0 is "not stated" or 不限.
 */
#ifndef DK_CORE_MATCH_LADDER_H
#define DK_CORE_MATCH_LADDER_H

#include "core/match/criterion.h"

/* The rating of a person's rank (v[0] of `trainee`) for a post's (v[0] of `post`), both of `terms`.
 * `neutral`, 0..1000: the share where the person's is not recorded. O(steps between them). */
dk_rating dk_ladder_rate(const dk_match_terms *terms, const dk_class_key *trainee,
                         const dk_class_key *post, int32_t neutral);

/* The sentence for a post's term and a person's: wanted and had, or one of the two given forms:
 * `not_asked` where the post states none, `not_recorded` ({0}: the wanted one) where the person has
 * none. Texts are borrowed from `terms`. */
dk_words dk_ladder_words(const dk_match_terms *terms, dk_term post, dk_term trainee,
                         dk_text not_asked, dk_text not_recorded);

/* The functions of a criterion on a ladder: `list` of the market, `have` of a trainee and `need` of
 * a post are its terms; the texts as above. */
#define DK_LADDER_FUNCTIONS(list, have, need, neutral, not_asked, not_recorded)                    \
    static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee,              \
                            dk_arena *arena, dk_class_key *key)                                    \
    {                                                                                              \
        (void)arena;                                                                               \
        key->v[0] = dk_term_get(&market->list, trainee->have)->rank;                               \
        return true;                                                                               \
    }                                                                                              \
    static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,      \
                         dk_class_key *key)                                                        \
    {                                                                                              \
        (void)arena;                                                                               \
        key->v[0] = dk_term_get(&market->list, post->need)->rank;                                  \
        return true;                                                                               \
    }                                                                                              \
    static dk_rating rate(const dk_market *market, const dk_class_key *trainee,                    \
                          const dk_class_key *post)                                                \
    {                                                                                              \
        return dk_ladder_rate(&market->list, trainee, post, neutral);                              \
    }                                                                                              \
    static dk_words words(const dk_match_view *view)                                               \
    {                                                                                              \
        return dk_ladder_words(&view->market->list, view->post->need, view->trainee->have,         \
                               not_asked, not_recorded);                                           \
    }

#endif
