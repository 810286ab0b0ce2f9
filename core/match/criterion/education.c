/* core/match/criterion/education.c - the firm's wish for education. The law's own demand is the
 * gate of the same name.
 */
#include "core/match/ladder.h"
#include "core/match/score.h"

enum { NEUTRAL = 500 };

static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    (void)arena;
    key->v[0] = dk_term_get(&market->edus, trainee->edu)->rank;
    return true;
}

static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)arena;
    key->v[0] = dk_term_get(&market->edus, post->edu_min)->rank;
    return true;
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    return dk_ladder_rate(&market->edus, trainee, post, NEUTRAL);
}

static dk_words words(const dk_match_view *view)
{
    return dk_ladder_words(&view->market->edus, view->post->edu_min, view->trainee->edu,
                           (dk_text){"不要求学历", "no education is asked for"},
                           (dk_text){"要求 {0}，本人学历未登记",
                                     "{0} is wanted; the person's education is not recorded"});
}

const dk_criterion dk_criterion_education = {
    .key = "education",
    .title = {"学历", "Education"},
    .about = {"达到或不要求得满分，低一级 50%，再低 0；本人学历未登记按 50% 计",
              "all when reached or not asked for, one step below 50 %, else none; 50 % when not "
              "recorded"},
    .direction = DK_FIT,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
