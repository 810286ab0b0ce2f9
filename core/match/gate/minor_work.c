/* core/match/gate/minor_work.c - work barred to those under 18: what the post itself bars, hazards,
 * and labour grade IV. A post that says nothing about any of the three is unknown for a minor:
 * silence is no permission. */
#include "core/match/gate.h"

enum { BARRED_LABOR_GRADE = 4 };

static bool is_barred(const dk_match_post *post)
{
    return post->is_minor_ban == DK_TRI_YES || post->is_hazardous == DK_TRI_YES ||
           post->labor_grade >= BARRED_LABOR_GRADE;
}

static bool says_nothing(const dk_match_post *post)
{
    return post->is_minor_ban == DK_TRI_UNKNOWN && post->is_hazardous == DK_TRI_UNKNOWN &&
           post->labor_grade == 0;
}

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    bool is_known = trainee->adult_on != DK_DAY_NONE;
    if (is_known && dk_match_start(market, post) >= trainee->adult_on)
        return DK_GATE_PASS;
    if (says_nothing(post))
        return DK_GATE_UNKNOWN;
    if (!is_barred(post))
        return DK_GATE_PASS;
    return is_known ? DK_GATE_FAIL : DK_GATE_UNKNOWN;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)trainee;
    dk_word start = dk_word_day(dk_match_start(market, post));
    if (state == DK_GATE_FAIL)
        return (dk_words){{"{0} 上岗时未满 18 周岁，此岗位为未成年工禁忌劳动",
                           "under 18 when work begins on {0}, and this work is barred to minors"},
                          {start}};
    if (state == DK_GATE_PASS)
        return (dk_words){.form = {"已满 18 周岁或岗位不属于未成年工禁忌",
                                   "18 or older, or the work is open to minors"}};
    if (says_nothing(post))
        return (dk_words){.form = {"岗位没有填报职业危害和劳动强度，未成年人能否上岗待单位确认",
                                   "hazards and labour grade are not stated; the firm must confirm "
                                   "that a minor may do this work"}};
    return (dk_words){.form = {"此岗位为未成年工禁忌劳动，本人年龄待核实",
                               "this work is barred to minors, and the age must be checked"}};
}

const dk_gate dk_gate_minor_work = {
    .key = "minor_work",
    .title = {"未成年工禁忌", "Work barred to minors"},
    .about = {"未满 18 周岁不得从事有毒有害、第四级体力劳动强度和其他禁忌劳动",
              "under 18: no hazardous work, no labour grade IV, nothing else barred to minors"},
    .scope = DK_SCOPE_PAIR,
    .is_near = true,
    /* 9131: 1995-01-01 */
    .rules = {{9131,
               DK_DAY_NONE,
               {"劳动法第六十四条；未成年工特殊保护规定",
                "Labour Law, art. 64; Provisions on Special Protection of Minor Workers"}}},
    .check = check,
    .words = words,
};
