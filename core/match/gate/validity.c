/* core/match/gate/validity.c - a post past its date, filled or withdrawn leaves matching the same
 * day. */
#include "core/match/gate.h"

typedef enum { IS_OPEN, IS_CLOSED, IS_EARLY, IS_EXPIRED, IS_FULL } standing;

static standing standing_of(const dk_market *market, const dk_match_post *post)
{
    if (post->is_closed)
        return IS_CLOSED;
    if (post->valid_from != DK_DAY_NONE && market->as_of < post->valid_from)
        return IS_EARLY;
    if (post->valid_to != DK_DAY_NONE && market->as_of > post->valid_to)
        return IS_EXPIRED;
    return post->openings == 0 ? IS_FULL : IS_OPEN;
}

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    (void)trainee;
    return standing_of(market, post) == IS_OPEN ? DK_GATE_PASS : DK_GATE_FAIL;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)trainee;
    (void)state;
    switch (standing_of(market, post)) {
    case IS_CLOSED:
        return (dk_words){.form = {"岗位已停止招聘", "the post is closed"}};
    case IS_EARLY:
        return (dk_words){{"岗位 {0} 起招聘", "the post opens on {0}"},
                          {dk_word_day(post->valid_from)}};
    case IS_EXPIRED:
        return (dk_words){{"岗位有效期到 {0} 为止", "the post expired on {0}"},
                          {dk_word_day(post->valid_to)}};
    case IS_FULL:
        return (dk_words){.form = {"岗位没有空余名额", "no seat is left"}};
    case IS_OPEN:
        break;
    }
    if (post->valid_to == DK_DAY_NONE)
        return (dk_words){
            .form = {"岗位在招，没有写明截止日期", "the post is open, no end date is given"}};
    return (dk_words){{"岗位在招，有效期至 {0}", "the post is open until {0}"},
                      {dk_word_day(post->valid_to)}};
}

const dk_gate dk_gate_validity = {
    .key = "validity",
    .title = {"岗位有效", "Post open"},
    .about = {"岗位在统计日期必须有效、未停招、有空余名额",
              "on the as-of day a post must be valid, not closed, and have a seat"},
    .scope = DK_SCOPE_POST,
    .check = check,
    .words = words,
};
