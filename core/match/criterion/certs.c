/* core/match/criterion/certs.c - certificates a firm prefers. Those the law demands are a gate. */
#include "core/match/criterion.h"
#include "core/match/score.h"

/* A certificate that begins to hold on a known day ahead counts; whether that is early enough where
 * the law asks is the gate's business. */
static bool is_held(const dk_market *market, const dk_trainee_cert *cert)
{
    return cert->to == DK_DAY_NONE || cert->to >= market->as_of;
}

/* The certificates that have not run out on the as-of day, in order of term, so that equal sets are
 * one class.
 */
static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    if (trainee->n_certs == 0)
        return true;
    dk_term *held = dk_arena_array(arena, trainee->n_certs, sizeof *held);
    if (held == NULL)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < trainee->n_certs; i++) {
        if (!is_held(market, &trainee->certs[i]))
            continue;
        size_t at = n++;
        for (; at > 0 && held[at - 1] > trainee->certs[i].cert; at--)
            held[at] = held[at - 1];
        held[at] = trainee->certs[i].cert;
    }
    key->list = (dk_term_list){held, n};
    return true;
}

static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->list = post->certs_wanted;
    return true;
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    (void)market;
    if (post->list.n == 0)
        return dk_rating_of(1000);
    int32_t held = 0;
    for (size_t i = 0; i < post->list.n; i++)
        held += dk_term_list_has(&trainee->list, post->list.items[i]);
    return dk_rating_of((int32_t)(1000 * held / (int64_t)post->list.n));
}

static dk_words words(const dk_match_view *view)
{
    const dk_match_post *post = view->post;
    if (post->certs_wanted.n == 0)
        return (dk_words){.form = {"没有优先证书", "no certificate is preferred"}};
    dk_word first =
        dk_word_text(dk_term_get(&view->market->certs, post->certs_wanted.items[0])->name);
    dk_word n = dk_word_int((int64_t)post->certs_wanted.n);
    if (dk_view_state(view) == DK_STATE_FOUND)
        return (dk_words){
            {"优先证书 {1} 项都有（{0}）", "has all {1} preferred certificates ({0})"}, {first, n}};
    if (dk_view_state(view) == DK_STATE_PARTLY)
        return (dk_words){{"优先证书 {1} 项有一部分（{0} 等）",
                           "has some of {1} preferred certificates ({0} ...)"},
                          {first, n}};
    return (dk_words){{"优先证书 {0} 还没有", "does not have the preferred certificate {0}"},
                      {first}};
}

const dk_criterion dk_criterion_certs = {
    .key = "certs",
    .title = {"优先证书", "Preferred certificates"},
    .about = {"单位写明优先的证书中本人有效持有的比例；没有写明时得满分",
              "the share of preferred certificates the person holds; all when none is named"},
    .direction = DK_FIT,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
