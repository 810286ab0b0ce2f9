/* core/match/criterion/grade.c - the firm's wish for a skill grade (初级工 to 高级技师). Where the
 * law demands a certificate, that is the gate certificate.
 */
#include "core/match/ladder.h"
#include "core/match/score.h"

enum { NEUTRAL = 300 };

static const dk_text NOT_ASKED = {"不要求技能等级", "no grade is asked for"},
                     NOT_RECORDED = {"要求 {0}，本人技能等级未登记",
                                     "{0} is wanted; the person's grade is not recorded"};

DK_LADDER_FUNCTIONS(grades, grade, grade_min, NEUTRAL, NOT_ASKED, NOT_RECORDED)

const dk_criterion dk_criterion_grade = {
    .key = "grade",
    .title = {"技能等级", "Skill grade"},
    .about = {"达到或不要求得满分，低一级 50%，再低 0；本人技能等级未登记按 30% 计",
              "all when reached or not asked for, one step below 50 %, else none; 30 % when not "
              "recorded"},
    .direction = DK_FIT,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
