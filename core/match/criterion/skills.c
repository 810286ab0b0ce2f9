/* core/match/criterion/skills.c - coverage: what the post needs and the person has
 * (core/match/score.c). */
#include "core/match/criterion.h"
#include "core/match/score.h"

static dk_words words(const dk_match_view *view)
{
    const dk_parts *parts = view->parts;
    if (parts->n_skills == 0)
        return (dk_words){.form = {"岗位没有写技能要求，按未知计",
                                   "the post states no skills; counted as unknown"}};
    if (dk_view_state(view) == DK_STATE_UNKNOWN)
        return (dk_words){{"还没有本人的技能记录，岗位要求 {0} 项",
                           "no skill of the person is recorded; the post asks for {0}"},
                          {dk_word_int((int64_t)parts->n_skills)}};
    int64_t found = 0, partly = 0;
    for (size_t i = 0; i < parts->n_skills; i++) {
        found += parts->skills[i].state == DK_STATE_FOUND;
        partly += parts->skills[i].state == DK_STATE_PARTLY;
    }
    dk_word all = dk_word_int((int64_t)parts->n_skills);
    if (partly == 0)
        return (dk_words){{"{0} 项技能具备 {1} 项", "has {1} of {0} skills"},
                          {all, dk_word_int(found)}};
    return (dk_words){
        {"{0} 项技能具备 {1} 项，部分具备 {2} 项", "has {1} of {0} skills, {2} in part"},
        {all, dk_word_int(found), dk_word_int(partly)}};
}

const dk_criterion dk_criterion_skills = {
    .key = "skills",
    .title = {"技能", "Skills"},
    .about = {"岗位要求的技能具备多少：按权重和水平折算，相关技能部分计分，具备一半得 "
              "94%；岗位没写要求时按 40% 计",
              "how much of what the post asks for the person has, by weight and level, related "
              "skills in part; half of it gives 94 %; 40 % for a post that asks for none"},
    .direction = DK_FIT,
    .form = DK_FORM_COVERAGE,
    .words = words,
};
