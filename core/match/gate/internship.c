/* core/match/gate/internship.c - rules for posts of kind internship (岗位实习).
 *
 * Students only, from the second year on; no places of entertainment; no night work, no overtime;
 * labour grade below III and no hazards. What the rules ask about and nobody stated is unknown. The
 * age of 16 and work barred to minors are gates of their own, the caps of 10 % and 20 % are
 * `headroom`.
 */
#include "core/match/gate.h"

enum {
    MONTHS_FIRST_YEAR = 12,
    BARRED_LABOR_GRADE = 3,
    HOURS_MAX_X100 = 4000, /* 8 hours a day, 5 days */
};

/* In order of weight: the first that applies is the sentence. Failures come before unknowns. */
typedef enum {
    R_NONE,
    R_NOT_STUDENT,
    R_FIRST_YEAR,
    R_ENTERTAINMENT,
    R_NIGHT,
    R_OVERTIME,
    R_HEAVY,
    R_HAZARD,
    R_STUDENT_UNKNOWN,
    R_YEAR_UNKNOWN,
    R_POST_UNKNOWN,
    R_COUNT
} reason;

static bool is_first_year(const dk_market *market, const dk_match_trainee *trainee,
                          const dk_match_post *post)
{
    return trainee->enrolled_on != DK_DAY_NONE &&
           dk_match_start(market, post) <
               dk_day_add_months(trainee->enrolled_on, MONTHS_FIRST_YEAR);
}

static bool has_night(const dk_match_post *post)
{
    return post->has_night == DK_TRI_YES || post->shift == DK_SHIFT_THREE ||
           post->shift == DK_SHIFT_NIGHT;
}

static bool is_post_unknown(const dk_match_post *post)
{
    bool knows_night = post->has_night != DK_TRI_UNKNOWN || post->shift != DK_SHIFT_UNKNOWN;
    return !knows_night || post->hours_week_x100 < 0 || post->labor_grade == 0 ||
           post->is_entertainment == DK_TRI_UNKNOWN;
}

static reason reason_of(const dk_market *market, const dk_match_trainee *trainee,
                        const dk_match_post *post)
{
    if (post->kind != DK_KIND_INTERNSHIP)
        return R_NONE;
    if (trainee->is_student == DK_TRI_NO)
        return R_NOT_STUDENT;
    if (is_first_year(market, trainee, post))
        return R_FIRST_YEAR;
    if (post->is_entertainment == DK_TRI_YES)
        return R_ENTERTAINMENT;
    if (has_night(post))
        return R_NIGHT;
    if (post->hours_week_x100 > HOURS_MAX_X100)
        return R_OVERTIME;
    if (post->labor_grade >= BARRED_LABOR_GRADE)
        return R_HEAVY;
    if (post->is_hazardous == DK_TRI_YES)
        return R_HAZARD;
    if (trainee->is_student == DK_TRI_UNKNOWN)
        return R_STUDENT_UNKNOWN;
    if (trainee->enrolled_on == DK_DAY_NONE)
        return R_YEAR_UNKNOWN;
    return is_post_unknown(post) ? R_POST_UNKNOWN : R_NONE;
}

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    reason r = reason_of(market, trainee, post);
    if (r == R_NONE)
        return DK_GATE_PASS;
    return r < R_STUDENT_UNKNOWN ? DK_GATE_FAIL : DK_GATE_UNKNOWN;
}

static const dk_text forms[R_COUNT] = {
    [R_NONE] = {"符合实习管理规定", "meets the rules for internships"},
    [R_NOT_STUDENT] = {"实习岗位只接收在校生", "internships are for students in school"},
    [R_FIRST_YEAR] = {"一年级学生不得安排岗位实习",
                      "first-year students may not be sent to an internship"},
    [R_ENTERTAINMENT] = {"营业性娱乐场所不得安排实习",
                         "places of entertainment may not take interns"},
    [R_NIGHT] = {"实习不得上夜班", "interns may not work at night"},
    [R_OVERTIME] = {"每周 {0} 小时，实习不得加班",
                    "{0} hours a week; interns may not work overtime"},
    [R_HEAVY] = {"体力劳动强度 {1} 级，实习须低于 3 级",
                 "labour grade {1}; interns must be below 3"},
    [R_HAZARD] = {"岗位有职业危害，不得安排实习", "the post has hazards and may not take interns"},
    [R_STUDENT_UNKNOWN] = {"是否在校待核实", "whether the person is in school must be checked"},
    [R_YEAR_UNKNOWN] = {"入学年月待补，无法确认年级",
                        "the enrolment month is missing, so is the year"},
    [R_POST_UNKNOWN] =
        {"岗位的夜班、周工时、劳动强度或行业没有填全，待单位确认",
         "night work, hours, labour grade or industry are not all stated; the firm must "
         "confirm them"},
};

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)state;
    if (post->kind != DK_KIND_INTERNSHIP)
        return (dk_words){.form = {"不是实习岗位", "not an internship"}};
    return (dk_words){forms[reason_of(market, trainee, post)],
                      {dk_word_tenths(post->hours_week_x100 / 10), dk_word_int(post->labor_grade)}};
}

const dk_gate dk_gate_internship = {
    .key = "internship",
    .title = {"实习管理规定", "Internship rules"},
    .about =
        {"实习岗位：二年级以上在校生，无夜班、加班、娱乐场所，劳动强度低于 3 级",
         "internships: students from the second year; no night work, overtime or entertainment; "
         "labour grade below III"},
    .scope = DK_SCOPE_PAIR,
    .is_near = true,
    /* 16902: 2016-04-11; 18991/18992: 2021-12-30/31 */
    .rules = {{16902,
               18991,
               {"职业学校学生实习管理规定（2016 年）",
                "Rules for Internships of Vocational Students (2016)"}},
              {18992,
               DK_DAY_NONE,
               {"职业学校学生实习管理规定（2021 年修订）第十六条、第十七条",
                "Rules for Internships of Vocational Students (2021 revision), art. 16 and 17"}}},
    .check = check,
    .words = words,
};
