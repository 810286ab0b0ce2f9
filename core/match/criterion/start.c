/* core/match/criterion/start.c - the day the person can start against the day work begins.
 *
 * Up to a week late is full, then points fall evenly to 0 at 90 days late. Being free earlier is
 * full up to 30 days and falls evenly to 500 at 180 days of waiting, where it stays.
 */
#include "core/match/criterion.h"
#include "core/match/score.h"

enum {
    LATE_FREE = 7,
    LATE_MAX = 90,
    WAIT_FREE = 30,
    WAIT_MAX = 180,
    WAIT_LEAST = 500,
    NEUTRAL = 500,
};

static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    (void)arena;
    bool is_past = trainee->start_on != DK_DAY_NONE && trainee->start_on < market->as_of;
    key->v[0] = is_past ? market->as_of : trainee->start_on;
    return true;
}

static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)arena;
    key->v[0] = dk_match_start(market, post);
    return true;
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    (void)market;
    if (trainee->v[0] == DK_DAY_NONE)
        return dk_rating_unknown(NEUTRAL);
    int64_t late = trainee->v[0] - post->v[0], wait = -late;
    if (late > LATE_FREE)
        return dk_rating_of(
            late >= LATE_MAX ? 0 : (int32_t)(1000 * (LATE_MAX - late) / (LATE_MAX - LATE_FREE)));
    if (wait <= WAIT_FREE)
        return dk_rating_of(1000);
    if (wait >= WAIT_MAX)
        return dk_rating_of(WAIT_LEAST);
    return dk_rating_of(
        (int32_t)(1000 - (1000 - WAIT_LEAST) * (wait - WAIT_FREE) / (WAIT_MAX - WAIT_FREE)));
}

static dk_words words(const dk_match_view *view)
{
    dk_word begins = dk_word_day(dk_match_start(view->market, view->post));
    if (view->trainee->start_on == DK_DAY_NONE)
        return (dk_words){{"{0} 上岗，本人可到岗日期未填",
                           "work begins on {0}; when the person can start is not known"},
                          {begins}};
    return (dk_words){
        {"{0} 上岗，本人 {1} 起可到岗", "work begins on {0}, the person can start on {1}"},
        {begins, dk_word_day(view->trainee->start_on)}};
}

const dk_criterion dk_criterion_start = {
    .key = "start",
    .title = {"到岗日期", "Start date"},
    .about =
        {"晚到 7 天以内或早到 30 天以内得满分，晚到 90 天为 0，早到 180 天以上 50%；未填按 50% 计",
         "all up to 7 days late or 30 days early, none at 90 days late, 50 % from 180 days early; "
         "50 % "
         "when not known"},
    .direction = DK_WISH,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
