/* core/match/gate/order_class.c - seats of an order class belong to its students until they are
 * released. Nobody else ever sees them, also not as a near miss. */
#include "core/match/gate.h"

static bool is_released(const dk_market *market, const dk_match_post *post)
{
    return post->order_release_on != DK_DAY_NONE && market->as_of >= post->order_release_on;
}

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    if (!post->is_order || is_released(market, post))
        return DK_GATE_PASS;
    if (post->firm == 0)
        return DK_GATE_UNKNOWN;
    return trainee->order_firm == post->firm ? DK_GATE_PASS : DK_GATE_FAIL;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)trainee;
    if (!post->is_order)
        return (dk_words){.form = {"不是订单班名额", "not a seat of an order class"}};
    if (is_released(market, post))
        return (dk_words){{"订单班名额 {0} 起对所有人开放", "order seats, open to all since {0}"},
                          {dk_word_day(post->order_release_on)}};
    if (state == DK_GATE_PASS)
        return (dk_words){
            .form = {"本人是该单位订单班学员", "the person is in this firm's order class"}};
    if (state == DK_GATE_UNKNOWN)
        return (dk_words){
            .form = {"订单班所属单位不明", "the firm of the order class is not known"}};
    return (dk_words){
        .form = {"名额留给该单位的订单班", "the seats are kept for the firm's order class"}};
}

const dk_gate dk_gate_order_class = {
    .key = "order_class",
    .title = {"订单班名额", "Order-class seats"},
    .about = {"订单班名额在释放日期之前只给该班学员",
              "seats of an order class are for its students until the day of release"},
    .scope = DK_SCOPE_PAIR,
    .check = check,
    .words = words,
};
