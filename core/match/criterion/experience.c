/* core/match/criterion/experience.c - months of experience against what the post wants. */
#include "core/match/criterion.h"
#include "core/match/score.h"

enum { NEUTRAL = 300, MONTHS_MAX = 240 };

static int64_t clip(int32_t months)
{
    return months > MONTHS_MAX ? MONTHS_MAX : months;
}

static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = trainee->exp_months < 0 ? -1 : clip(trainee->exp_months);
    return true;
}

static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = post->exp_months < 0 ? 0 : clip(post->exp_months);
    return true;
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    (void)market;
    int64_t have = trainee->v[0], need = post->v[0];
    if (need == 0 || have >= need)
        return dk_rating_of(1000);
    if (have < 0)
        return dk_rating_unknown(NEUTRAL);
    return dk_rating_of((int32_t)(1000 * have / need));
}

static dk_words words(const dk_match_view *view)
{
    if (view->post->exp_months <= 0)
        return (dk_words){.form = {"不要求经验", "no experience is asked for"}};
    dk_word need = dk_word_int(view->post->exp_months);
    if (view->trainee->exp_months < 0)
        return (dk_words){{"要求 {0} 个月经验，本人经验未登记",
                           "{0} months are wanted; the person's experience is not recorded"},
                          {need}};
    return (dk_words){
        {"要求 {0} 个月经验，本人 {1} 个月", "{0} months are wanted, the person has {1}"},
        {need, dk_word_int(view->trainee->exp_months)}};
}

const dk_criterion dk_criterion_experience = {
    .key = "experience",
    .title = {"经验", "Experience"},
    .about =
        {"不要求经验或已达到得满分，不足按比例；本人经验未登记按 30% 计",
         "all when none is asked for or it is reached, else in proportion; 30 % when not recorded"},
    .direction = DK_FIT,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
