/* core/match/criterion/specialty.c - 对口: does the post follow from what was learnt?
 *
 * A specialty the firm named, or the crosswalk's grade 对口, is full; related is 600. A person
 * whose specialty is not among those named gets at most related, however the crosswalk grades the
 * occupation.
 */
#include "core/match/criterion.h"
#include "core/match/score.h"

enum { RELATED = 600, NEUTRAL = 400 };

static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = trainee->specialty;
    return true;
}

static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = post->occupation;
    key->list = post->specialties;
    return true;
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    dk_term specialty = (dk_term)trainee->v[0], occupation = (dk_term)post->v[0];
    if (specialty == 0)
        return dk_rating_unknown(NEUTRAL);
    if (dk_term_list_has(&post->list, specialty))
        return dk_rating_of(1000);
    if (occupation == 0 && post->list.n == 0)
        return dk_rating_unknown(NEUTRAL);
    dk_crosswalk_grade grade = DK_GRADE_UNRELATED;
    (void)dk_crosswalk_find(market, specialty, occupation, &grade);
    if (grade == DK_GRADE_UNRELATED)
        return dk_rating_of(0);
    return dk_rating_of(grade == DK_GRADE_MATCHING && post->list.n == 0 ? 1000 : RELATED);
}

static dk_words words(const dk_match_view *view)
{
    dk_word name =
        dk_word_text(dk_term_get(&view->market->specialties, view->trainee->specialty)->name);
    if (view->trainee->specialty == 0)
        return (dk_words){.form = {"没有登记专业", "no specialty is recorded"}};
    switch (dk_view_state(view)) {
    case DK_STATE_FOUND:
        return (dk_words){{"专业对口：{0}", "matching specialty: {0}"}, {name}};
    case DK_STATE_PARTLY:
        return (dk_words){{"相关专业：{0}", "related specialty: {0}"}, {name}};
    case DK_STATE_NOT_FOUND:
        return (dk_words){{"专业不对口：{0}", "unrelated specialty: {0}"}, {name}};
    case DK_STATE_UNKNOWN:
        break;
    }
    return (dk_words){
        .form = {"岗位没有职业代码，无法判断是否对口", "the post has no occupation code"}};
}

const dk_criterion dk_criterion_specialty = {
    .key = "specialty",
    .title = {"专业对口", "Specialty"},
    .about =
        {"对口得满分，相关 60%，不对口 0；专业或职业不明按 40% 计",
         "matching gives all, related 60 %, unrelated none; 40 % when specialty or occupation is "
         "not known"},
    .direction = DK_FIT,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
