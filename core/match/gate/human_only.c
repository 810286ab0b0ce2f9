/* core/match/gate/human_only.c - who refuses automated decisions is placed by a person only. */
#include "core/match/gate.h"

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    (void)market;
    (void)post;
    return trainee->is_human_only ? DK_GATE_FAIL : DK_GATE_PASS;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)market;
    (void)trainee;
    (void)post;
    if (state == DK_GATE_FAIL)
        return (dk_words){.form = {"本人要求不作自动匹配，请人工推荐",
                                   "the person refuses automated matching; place by hand"}};
    return (dk_words){.form = {"没有拒绝自动匹配", "automated matching was not refused"}};
}

const dk_gate dk_gate_human_only = {
    .key = "human_only",
    .title = {"仅人工处理", "Human only"},
    .about = {"本人拒绝仅由程序作出的决定时，不进入任何自动名单",
              "who refuses decisions made by a program alone enters no automatic list"},
    .scope = DK_SCOPE_TRAINEE,
    /* 18932: 2021-11-01 */
    .rules = {{18932,
               DK_DAY_NONE,
               {"个人信息保护法第二十四条", "Personal Information Protection Law, art. 24"}}},
    .check = check,
    .words = words,
};
