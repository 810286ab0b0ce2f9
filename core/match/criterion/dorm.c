/* core/match/criterion/dorm.c - a dormitory for those who need one. */
#include "core/match/criterion.h"
#include "core/match/score.h"

enum { NO_WORD_OF_POST = 300, NO_WORD_OF_PERSON = 600 };

static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = trainee->needs_dorm;
    return true;
}

static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = post->has_dorm;
    return true;
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    (void)market;
    if (post->v[0] == DK_TRI_YES || trainee->v[0] == DK_TRI_NO)
        return dk_rating_of(1000);
    if (trainee->v[0] == DK_TRI_UNKNOWN)
        return dk_rating_unknown(NO_WORD_OF_PERSON);
    return post->v[0] == DK_TRI_NO ? dk_rating_of(0) : dk_rating_unknown(NO_WORD_OF_POST);
}

static dk_words words(const dk_match_view *view)
{
    if (view->post->has_dorm == DK_TRI_YES)
        return (dk_words){.form = {"提供住宿", "lodging is offered"}};
    if (view->trainee->needs_dorm == DK_TRI_NO)
        return (dk_words){.form = {"本人不需要住宿", "the person needs no lodging"}};
    if (view->trainee->needs_dorm == DK_TRI_UNKNOWN)
        return (dk_words){
            .form = {"本人是否需要住宿未填", "whether the person needs lodging is not known"}};
    if (view->post->has_dorm == DK_TRI_NO)
        return (dk_words){
            .form = {"本人需要住宿，单位不提供", "the person needs lodging, none is offered"}};
    return (dk_words){
        .form = {"本人需要住宿，岗位没有写明", "the person needs lodging; the post does not say"}};
}

const dk_criterion dk_criterion_dorm = {
    .key = "dorm",
    .title = {"住宿", "Lodging"},
    .about = {"单位提供住宿或本人不需要得满分，需要而不提供为 0；本人未填按 60%、岗位未写按 30% 计",
              "all when lodging is offered or not needed, none when needed and not offered; 60 % "
              "when the "
              "person, 30 % when the post does not say"},
    .direction = DK_WISH,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
