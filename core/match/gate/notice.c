/* core/match/gate/notice.c - a post whose notice says what the law forbids leaves matching until
 * the words are taken out. What is only doubtful (age, height, looks) is a warning and no gate. The
 * loader screens title and notice (core/match/notice.h) and hands over the rule, never the text. */
#include "core/match/notice.h"

#include "core/match/gate.h"

/* The rule the notice breaks, NULL when it breaks none. */
static const dk_notice_rule *rule_of(const dk_match_post *post)
{
    size_t n = 0;
    const dk_notice_rule *rules = dk_notice_rules(&n);
    return post->notice_rule == 0 || post->notice_rule > n ? NULL : &rules[post->notice_rule - 1];
}

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    (void)market;
    (void)trainee;
    return rule_of(post) == NULL ? DK_GATE_PASS : DK_GATE_FAIL;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)market;
    (void)trainee;
    (void)state;
    const dk_notice_rule *rule = rule_of(post);
    if (rule == NULL)
        return (dk_words){.form = {"招聘文字没有违法限制", "the notice has no unlawful limit"}};
    return (dk_words){
        {"招聘文字含违法内容：{0}（{1}）；{2}",
         "the notice says what the law forbids: {0} ({1}); {2}"},
        {dk_word_text(rule->title), dk_word_text(rule->article), dk_word_text(rule->advice)}};
}

const dk_gate dk_gate_notice = {
    .key = "notice",
    .title = {"招聘文字合法", "Lawful notice"},
    .about =
        {"岗位名称和招聘要求不得限定性别、婚育、民族、宗教、户籍，不得歧视残疾人和病原携带者",
         "title and notice must not limit sex, marriage, nationality, religion or registration "
         "nor bar people with disabilities or carriers"},
    .scope = DK_SCOPE_POST,
    /* 13879: 2008-01-01; 17804/17805: 2018-09-30/2018-10-01 */
    .rules = {{13879,
               17804,
               {"就业促进法第三章；就业服务与就业管理规定第二十条",
                "Employment Promotion Law, ch. 3; Provisions on Employment Services, "
                "art. 20"}},
              {17805,
               DK_DAY_NONE,
               {"就业促进法第三章；人力资源市场暂行条例第二十四条",
                "Employment Promotion Law, ch. 3; Regulations on the Human Resources Market, art. "
                "24"}}},
    .check = check,
    .words = words,
};
