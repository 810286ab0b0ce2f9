/* core/match/criterion/grade.c - the firm's wish for a skill grade (初级工 to 高级技师). Where the
 * law demands a certificate, that is the gate certificate.
 */
#include "core/match/ladder.h"
#include "core/match/score.h"

enum { NEUTRAL = 300 };

static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    (void)arena;
    key->v[0] = dk_term_get(&market->grades, trainee->grade)->rank;
    return true;
}

static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)arena;
    key->v[0] = dk_term_get(&market->grades, post->grade_min)->rank;
    return true;
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    return dk_ladder_rate(&market->grades, trainee, post, NEUTRAL);
}

static dk_words words(const dk_match_view *view)
{
    return dk_ladder_words(&view->market->grades, view->post->grade_min, view->trainee->grade,
                           (dk_text){"不要求技能等级", "no grade is asked for"},
                           (dk_text){"要求 {0}，本人技能等级未登记",
                                     "{0} is wanted; the person's grade is not recorded"});
}

const dk_criterion dk_criterion_grade = {
    .key = "grade",
    .title = {"技能等级", "Skill grade"},
    .about = {"达到或不要求得满分，低一级 50%，再低 0；本人技能等级未登记按 30% 计",
              "all when reached or not asked for, one step below 50 %, else none; 30 % when not "
              "recorded"},
    .direction = DK_FIT,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
