/* core/match/criterion/pay.c - the pay offered against the least pay wanted.
 *
 *     from >= wish                 1000
 *     from < wish <= to            600 + 400 * (to - wish) / (to - from)
 *     to < wish                    600 * (1 - gap / 30 % of the wish), at least 0
 *
 * Steps of 50 yuan, so that a market has few classes.
 */
#include "core/match/criterion.h"
#include "core/match/score.h"

enum {
    STEP_FEN = 5000,
    AT_TOP = 600,     /* the wish is just reached at the top of the range */
    GAP_PERCENT = 30, /* gap at which nothing is left */
    NO_WISH = 500,
    NO_OFFER = 400,
};

static int64_t steps(int64_t fen)
{
    return fen < 0 ? -1 : fen / STEP_FEN;
}

static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = steps(trainee->want_pay_fen);
    return true;
}

/* A range with one end missing is read as that end. */
static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)market;
    (void)arena;
    int64_t from = steps(post->pay_min_fen), to = steps(post->pay_max_fen);
    key->v[0] = from < 0 ? to : from;
    key->v[1] = to < key->v[0] ? key->v[0] : to;
    return true;
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    (void)market;
    int64_t wish = trainee->v[0], from = post->v[0], to = post->v[1];
    if (wish < 0)
        return dk_rating_unknown(NO_WISH);
    if (from < 0)
        return dk_rating_unknown(NO_OFFER);
    if (from >= wish)
        return dk_rating_of(1000);
    if (to >= wish)
        return dk_rating_of((int32_t)(AT_TOP + (1000 - AT_TOP) * (to - wish) / (to - from)));
    int64_t gap = wish - to, span = wish * GAP_PERCENT; /* span in hundredths */
    int64_t points = AT_TOP - AT_TOP * 100 * gap / span;
    return dk_rating_of(points > 0 ? (int32_t)points : 0);
}

static dk_words words(const dk_match_view *view)
{
    const dk_match_post *post = view->post;
    int64_t from = post->pay_min_fen >= 0 ? post->pay_min_fen : post->pay_max_fen;
    int64_t to = post->pay_max_fen >= from ? post->pay_max_fen : from;
    if (from < 0)
        return (dk_words){.form = {"岗位没有写月薪", "the post states no pay"}};
    dk_word low = dk_word_yuan(from), high = dk_word_yuan(to);
    if (view->trainee->want_pay_fen < 0)
        return (dk_words){{"月薪 {0}–{1} 元，本人没有填最低月薪",
                           "{0}-{1} yuan a month; the person named no least pay"},
                          {low, high}};
    return (dk_words){
        {"月薪 {0}–{1} 元，本人最低 {2} 元", "{0}-{1} yuan a month, the person wants {2}"},
        {low, high, dk_word_yuan(view->trainee->want_pay_fen)}};
}

const dk_criterion dk_criterion_pay = {
    .key = "pay",
    .title = {"月薪", "Pay"},
    .about =
        {"下限达到本人最低月薪得满分，上限刚达到 60%，低 30% 为 0；没填意愿按 50%、岗位面议按 40% "
         "计",
         "all when the lower end reaches the wish, 60 % when only the upper end does, none at 30 % "
         "below; 50 % without a wish, 40 % when the post names no pay"},
    .direction = DK_WISH,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
