/* core/match/gate/consent.c - nobody is matched without a signed consent in force. */
#include "core/match/gate.h"

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    (void)market;
    (void)post;
    if (trainee->has_consent == DK_TRI_UNKNOWN)
        return DK_GATE_UNKNOWN;
    return trainee->has_consent == DK_TRI_YES ? DK_GATE_PASS : DK_GATE_FAIL;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)market;
    (void)trainee;
    (void)post;
    if (state == DK_GATE_PASS)
        return (dk_words){.form = {"有本人授权书", "consent is signed"}};
    if (state == DK_GATE_FAIL)
        return (dk_words){
            .form = {"没有有效的授权书，请本人（未成年人由监护人）签署后登记",
                     "no consent in force; have it signed (a minor's by the guardian) "
                     "and registered"}};
    return (dk_words){
        .form = {"授权书是否有效待核实", "whether a consent is in force must be checked"}};
}

const dk_gate dk_gate_consent = {
    .key = "consent",
    .title = {"个人信息授权", "Consent"},
    .about = {"没有有效授权书的人只计数，不参加匹配",
              "a person without a consent in force is counted but never matched"},
    .scope = DK_SCOPE_TRAINEE,
    /* 18932: 2021-11-01 */
    .rules = {{18932,
               DK_DAY_NONE,
               {"个人信息保护法第十三条", "Personal Information Protection Law, art. 13"}}},
    .check = check,
    .words = words,
};
