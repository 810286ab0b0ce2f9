/* core/match/criterion/education.c - the firm's wish for education. The law's own demand is the
 * gate of the same name.
 */
#include "core/match/ladder.h"
#include "core/match/score.h"

enum { NEUTRAL = 500 };

static const dk_text NOT_ASKED = {"不要求学历", "no education is asked for"},
                     NOT_RECORDED = {"要求 {0}，本人学历未登记",
                                     "{0} is wanted; the person's education is not recorded"};

DK_LADDER_FUNCTIONS(edus, edu, edu_min, NEUTRAL, NOT_ASKED, NOT_RECORDED)

const dk_criterion dk_criterion_education = {
    .key = "education",
    .title = {"学历", "Education"},
    .about = {"达到或不要求得满分，低一级 50%，再低 0；本人学历未登记按 50% 计",
              "all when reached or not asked for, one step below 50 %, else none; 50 % when not "
              "recorded"},
    .direction = DK_FIT,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
