/* core/match/criterion/use.c - use of skills: how much of what the person can the post puts to
 * work. Without it an undemanding post would fit everyone best (core/match/score.c has the
 * formula). */
#include "core/match/criterion.h"
#include "core/match/score.h"

static dk_words words(const dk_match_view *view)
{
    const dk_part *part = &view->parts->criteria[view->criterion];
    if (view->parts->n_skills == 0)
        return (dk_words){.form = {"岗位没有写技能要求，按未知计",
                                   "the post states no skills; counted as unknown"}};
    if (part->state == DK_STATE_UNKNOWN)
        return (dk_words){.form = {"还没有本人的技能记录", "no skill of the person is recorded"}};
    if (part->state == DK_STATE_NOT_FOUND)
        return (dk_words){
            .form = {"本人的技能在此岗位用不上", "none of the person's skills is used here"}};
    if (part->state == DK_STATE_FOUND)
        return (dk_words){
            .form = {"本人的技能在此岗位能充分发挥", "the person's skills are put to full use"}};
    return (dk_words){
        .form = {"本人的技能在此岗位能用上一部分", "part of the person's skills is put to use"}};
}

const dk_criterion dk_criterion_use = {
    .key = "use",
    .title = {"技能发挥", "Use of skills"},
    .about = {"岗位用上本人技能的多少；要求很低的岗位得分低；岗位没写要求时按 20% 计",
              "how much of the person's skills the post uses; an undemanding post gets little; 20 "
              "% for a "
              "post that asks for none"},
    .direction = DK_FIT,
    .form = DK_FORM_USE,
    .words = words,
};
