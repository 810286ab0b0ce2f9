/* core/match/ladder.c - the rating and the sentence that criteria on a ladder share. */
#include "core/match/ladder.h"

enum { ONE_BELOW = 500 };

dk_rating dk_ladder_rate(const dk_match_terms *terms, const dk_class_key *trainee,
                         const dk_class_key *post, int32_t neutral)
{
    int32_t have = (int32_t)trainee->v[0], need = (int32_t)post->v[0];
    if (need == 0 || have >= need)
        return dk_rating_of(1000);
    if (have == 0)
        return dk_rating_unknown(neutral);
    return dk_rating_of(dk_rank_steps(terms, have, need) == 1 ? ONE_BELOW : 0);
}

dk_words dk_ladder_words(const dk_match_terms *terms, dk_term post, dk_term trainee,
                         dk_text not_asked, dk_text not_recorded)
{
    const dk_match_term *need = dk_term_get(terms, post), *have = dk_term_get(terms, trainee);
    if (need->rank == 0)
        return (dk_words){.form = not_asked};
    if (have->rank == 0)
        return (dk_words){not_recorded, {dk_word_text(need->name)}};
    return (dk_words){{"要求 {0}，本人 {1}", "{0} is wanted, the person has {1}"},
                      {dk_word_text(need->name), dk_word_text(have->name)}};
}
