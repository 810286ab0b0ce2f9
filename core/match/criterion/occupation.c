/* core/match/criterion/occupation.c - the occupation the person wants.
 *
 * The same occupation is full; the same small class of the national list (小类: the code without
 * its last part, 6-18-02-04 -> 6-18-02) is half.
 */
#include "core/match/criterion.h"

#include <string.h>

#include "core/match/score.h"

enum { SAME_CLASS = 500, NO_WISH = 500, NO_CODE = 300 };

static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->list = trainee->want_occupations;
    return true;
}

static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = post->occupation;
    return true;
}

/* True when both codes agree up to their last '-'. */
static bool is_same_class(const char *a, const char *b)
{
    const char *end = strrchr(a, '-');
    if (end == NULL || end == a)
        return false;
    size_t len = (size_t)(end - a) + 1;
    return strncmp(a, b, len) == 0 && strchr(b + len, '-') == NULL;
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    if (trainee->list.n == 0)
        return dk_rating_unknown(NO_WISH);
    if (post->v[0] == 0)
        return dk_rating_unknown(NO_CODE);
    dk_term occupation = (dk_term)post->v[0];
    if (dk_term_list_has(&trainee->list, occupation))
        return dk_rating_of(1000);
    const char *code = dk_term_get(&market->occupations, occupation)->code;
    for (size_t i = 0; i < trainee->list.n; i++) {
        if (is_same_class(dk_term_get(&market->occupations, trainee->list.items[i])->code, code))
            return dk_rating_of(SAME_CLASS);
    }
    return dk_rating_of(0);
}

static dk_words words(const dk_match_view *view)
{
    const dk_term_list *wanted = &view->trainee->want_occupations;
    if (wanted->n == 0)
        return (dk_words){.form = {"没有填意向职业", "no wanted occupation is recorded"}};
    const dk_match_terms *terms = &view->market->occupations;
    dk_word wish = dk_word_text(dk_term_get(terms, wanted->items[0])->name);
    dk_word name = dk_word_text(dk_term_get(terms, view->post->occupation)->name);
    switch (dk_view_state(view)) {
    case DK_STATE_FOUND:
        return (dk_words){{"是意向职业：{0}", "the wanted occupation: {0}"}, {name}};
    case DK_STATE_PARTLY:
        return (dk_words){
            {"与意向职业同一小类：{0}", "of the same class as the wanted occupation: {0}"}, {name}};
    case DK_STATE_NOT_FOUND:
        return (dk_words){{"意向是 {1}，此岗位是 {0}", "wants {1}, this is {0}"}, {name, wish}};
    case DK_STATE_UNKNOWN:
        break;
    }
    return (dk_words){.form = {"岗位没有职业代码", "the post has no occupation code"}};
}

const dk_criterion dk_criterion_occupation = {
    .key = "occupation",
    .title = {"意向职业", "Wanted occupation"},
    .about =
        {"是意向职业得满分，同一小类 50%，否则 0；没填意向按 50%、岗位没有职业代码按 30% 计",
         "the wanted occupation gives all, one of its class 50 %, else none; 50 % without a wish, "
         "30 % when the post has no code"},
    .direction = DK_WISH,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
