/* core/match/gate/intent.c - those who go on to study, to the army or to a business of their own
 * are out unless they asked to be matched. */
#include "core/match/gate.h"

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    (void)market;
    (void)post;
    if (trainee->opts_in || trainee->intent == DK_INTENT_WORK)
        return DK_GATE_PASS;
    return trainee->intent == DK_INTENT_UNKNOWN ? DK_GATE_UNKNOWN : DK_GATE_FAIL;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)market;
    (void)post;
    static const dk_text intents[] = {
        [DK_INTENT_UNKNOWN] = {"未填", "not stated"},
        [DK_INTENT_WORK] = {"就业", "work"},
        [DK_INTENT_STUDY] = {"升学", "further study"},
        [DK_INTENT_ARMY] = {"参军", "the army"},
        [DK_INTENT_BUSINESS] = {"创业", "a business of one's own"},
        [DK_INTENT_UNDECIDED] = {"未定", "undecided"},
    };
    dk_word intent = dk_word_text(intents[trainee->intent]);
    if (state == DK_GATE_FAIL)
        return (dk_words){{"毕业意向为{0}，本人提出后才参加匹配",
                           "the intent is {0}; matched only when the person asks for it"},
                          {intent}};
    if (state == DK_GATE_UNKNOWN)
        return (dk_words){
            {"没有毕业意向，请先询问本人", "no intent is recorded; ask the person first"},
            {intent}};
    if (trainee->intent == DK_INTENT_WORK)
        return (dk_words){{"毕业意向为{0}", "the intent is {0}"}, {intent}};
    return (dk_words){
        {"毕业意向为{0}，本人要求参加匹配", "the intent is {0}; the person asked to be matched"},
        {intent}};
}

const dk_gate dk_gate_intent = {
    .key = "intent",
    .title = {"毕业意向", "Intent"},
    .about =
        {"升学、参军、创业、未定的人，本人提出后才参加匹配",
         "those bound for study, army or business, or undecided, are matched only when they ask"},
    .scope = DK_SCOPE_TRAINEE,
    .check = check,
    .words = words,
};
