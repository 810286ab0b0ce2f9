/* core/match/gate/headroom.c - caps over sets: interns of a firm and of one post. The gate only
 * reads whether nothing is left (dk_headroom); a round takes the number as capacity. */
#include "core/match/gate.h"

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    (void)market;
    (void)trainee;
    int32_t seats;
    return dk_headroom(post, &seats);
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)market;
    (void)trainee;
    if (post->kind != DK_KIND_INTERNSHIP)
        return (dk_words){
            .form = {"不是实习岗位，没有人数上限", "not an internship, no cap applies"}};
    int32_t seats;
    (void)dk_headroom(post, &seats);
    if (state == DK_GATE_FAIL)
        return (dk_words){
            {"实习生已达单位职工 {0}% 或同类岗位 {1}% 的上限",
             "interns have reached {0} % of the firm or {1} % of the same post"},
            {dk_word_int(DK_INTERN_FIRM_PERCENT), dk_word_int(DK_INTERN_POST_PERCENT)}};
    if (state == DK_GATE_UNKNOWN)
        return (dk_words){
            .form = {"单位职工数或同类岗位人数没有填报，无法核对实习生上限",
                     "the staff of the firm or of the same post is not stated; the cap "
                     "on interns cannot be checked"}};
    return (dk_words){{"实习名额还可接收 {0} 人", "{0} more interns can be taken"},
                      {dk_word_int(seats)}};
}

const dk_gate dk_gate_headroom = {
    .key = "headroom",
    .title = {"实习生人数上限", "Cap on interns"},
    .about =
        {"实习生不超过单位职工总数的 10%、同类岗位职工的 20%",
         "interns are at most 10 % of the firm's staff and 20 % of the staff on the same post"},
    .scope = DK_SCOPE_POST,
    /* 16902: 2016-04-11 */
    .rules = {{16902,
               DK_DAY_NONE,
               {"职业学校学生实习管理规定：实习生比例上限",
                "Rules for Internships of Vocational Students: caps on the share of interns"}}},
    .check = check,
    .words = words,
};
