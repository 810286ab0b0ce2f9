/* core/match/gate/education.c - education where the law itself demands it for the occupation. What
 * a firm would like is the criterion of the same name and never excludes anybody. */
#include "core/match/gate.h"

static int32_t rank(const dk_market *market, dk_term edu)
{
    return dk_term_get(&market->edus, edu)->rank;
}

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    if (post->edu_legal == 0)
        return DK_GATE_PASS;
    if (trainee->edu == 0)
        return DK_GATE_UNKNOWN;
    return rank(market, trainee->edu) >= rank(market, post->edu_legal) ? DK_GATE_PASS
                                                                       : DK_GATE_FAIL;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    if (post->edu_legal == 0)
        return (dk_words){.form = {"此职业没有法定学历要求", "the law asks for no education here"}};
    dk_word needed = dk_word_text(dk_term_get(&market->edus, post->edu_legal)->name);
    dk_word has = dk_word_text(dk_term_get(&market->edus, trainee->edu)->name);
    if (state == DK_GATE_UNKNOWN)
        return (dk_words){{"法定学历为 {0}，本人学历待核实",
                           "the law asks for {0}; the person's education must be checked"},
                          {needed}};
    if (state == DK_GATE_FAIL)
        return (dk_words){
            {"法定学历为 {0}，本人为 {1}", "the law asks for {0}, the person has {1}"},
            {needed, has}};
    return (dk_words){{"法定学历为 {0}，本人为 {1}，符合", "the law asks for {0}; {1} meets it"},
                      {needed, has}};
}

const dk_gate dk_gate_education = {
    .key = "education",
    .title = {"法定学历", "Education by law"},
    .about =
        {"法律、行政法规对职业有学历规定时适用；单位自己的学历要求不在此列",
         "applies where law or regulation demands an education for the occupation; a firm's own "
         "wish does not count here"},
    .scope = DK_SCOPE_PAIR,
    .is_near = true,
    .rules = {{DK_DAY_NONE,
               DK_DAY_NONE,
               {"该职业的法律、行政法规关于学历的规定",
                "the law or regulation on this occupation"}}},
    .check = check,
    .words = words,
};
