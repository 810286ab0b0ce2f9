/* core/match/criterion/grade.c - the firm's wish for a skill grade (初级工 to 高级技师). Where the
 * law demands a certificate, that is the gate certificate.
 *
 * Reached or not asked for is full, one step below half, more than that nothing. Steps are counted
 * on the ranks of the code list, as the codes themselves are not ordered.
 */
#include "core/match/criterion.h"
#include "core/match/score.h"

enum { NEUTRAL = 300, ONE_BELOW = 500 };

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
    int32_t have = (int32_t)trainee->v[0], need = (int32_t)post->v[0];
    if (need == 0 || have >= need)
        return dk_rating_of(1000);
    if (have == 0)
        return dk_rating_unknown(NEUTRAL);
    return dk_rating_of(dk_rank_steps(&market->grades, have, need) == 1 ? ONE_BELOW : 0);
}

static dk_words words(const dk_match_view *view)
{
    const dk_match_terms *terms = &view->market->grades;
    if (dk_term_get(terms, view->post->grade_min)->rank == 0) /* not stated, or 不限 */
        return (dk_words){.form = {"不要求技能等级", "no grade is asked for"}};
    dk_word need = dk_word_text(dk_term_get(terms, view->post->grade_min)->name);
    if (dk_term_get(terms, view->trainee->grade)->rank == 0)
        return (dk_words){
            {"要求 {0}，本人技能等级未登记", "{0} is wanted; the person's grade is not recorded"},
            {need}};
    return (dk_words){{"要求 {0}，本人 {1}", "{0} is wanted, the person has {1}"},
                      {need, dk_word_text(dk_term_get(terms, view->trainee->grade)->name)}};
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
