/* core/match/gate/age.c - nobody begins work before the 16th birthday. The sentence never names the
 * birthday, only whether the rule is met. */
#include "core/match/gate.h"

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    if (trainee->sixteen_on == DK_DAY_NONE)
        return DK_GATE_UNKNOWN;
    return dk_match_start(market, post) >= trainee->sixteen_on ? DK_GATE_PASS : DK_GATE_FAIL;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)trainee;
    dk_word start = dk_word_day(dk_match_start(market, post));
    if (state == DK_GATE_FAIL)
        return (dk_words){{"{0} 上岗时未满 16 周岁", "under 16 when work begins on {0}"}, {start}};
    if (state == DK_GATE_UNKNOWN)
        return (dk_words){
            .form = {"年龄待核实，请补充出生日期", "the age must be checked; add the birth date"}};
    return (dk_words){{"{0} 上岗时已满 16 周岁", "16 or older when work begins on {0}"}, {start}};
}

const dk_gate dk_gate_age = {
    .key = "age",
    .title = {"最低就业年龄", "Least age"},
    .about = {"上岗之日须满 16 周岁", "16 years of age on the day work begins"},
    .scope = DK_SCOPE_PAIR,
    .is_near = true,
    /* 9131: 1995-01-01 */
    .rules = {{9131, DK_DAY_NONE, {"劳动法第十五条", "Labour Law, art. 15"}}},
    .check = check,
    .words = words,
};
