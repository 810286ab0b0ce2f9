/* core/match/ask_facts.c - the two tables: what may be unknown of a person and of a post, and the
 * values it could take. A new fact is two small functions and one line. */
#include "core/match/ask_facts.h"

enum {
    TOWNS_MAX = 12, /* towns tried for an unknown one */
    QUARTER = 91,   /* days */
    FAR_DAYS = 1095,
};

/* ---- facts of a person ---- */

static bool no_commute(const dk_match_trainee *t)
{
    return t->commute_max_min < 0;
}
static bool put_commute(const dk_market *market, size_t v, dk_match_trainee *t)
{
    static const int32_t minutes[] = {30, 90};
    (void)market;
    if (v < 2)
        t->commute_max_min = minutes[v];
    return v < 2;
}
static bool no_shift(const dk_match_trainee *t)
{
    return t->shift_ok == DK_TRI_UNKNOWN;
}
static bool put_shift(const dk_market *market, size_t v, dk_match_trainee *t)
{
    (void)market;
    t->shift_ok = v == 0 ? DK_TRI_YES : DK_TRI_NO;
    return v < 2;
}
static bool no_dorm(const dk_match_trainee *t)
{
    return t->needs_dorm == DK_TRI_UNKNOWN;
}
static bool put_dorm(const dk_market *market, size_t v, dk_match_trainee *t)
{
    (void)market;
    t->needs_dorm = v == 0 ? DK_TRI_YES : DK_TRI_NO;
    return v < 2;
}
static bool no_start(const dk_match_trainee *t)
{
    return t->start_on == DK_DAY_NONE;
}
static bool put_start(const dk_market *market, size_t v, dk_match_trainee *t)
{
    t->start_on = market->as_of + (v == 0 ? 0 : QUARTER);
    return v < 2;
}
static bool no_pay(const dk_match_trainee *t)
{
    return t->want_pay_fen < 0;
}
static bool put_pay(const dk_market *market, size_t v, dk_match_trainee *t)
{
    (void)market;
    t->want_pay_fen = v == 0 ? 400000 : 550000;
    return v < 2;
}
static bool no_town(const dk_match_trainee *t)
{
    return t->town == 0;
}
static bool put_town(const dk_market *market, size_t v, dk_match_trainee *t)
{
    t->town = (dk_term)(v + 1);
    return v < TOWNS_MAX && v + 1 < market->towns.n;
}
static bool no_experience(const dk_match_trainee *t)
{
    return t->exp_months < 0;
}
static bool put_experience(const dk_market *market, size_t v, dk_match_trainee *t)
{
    (void)market;
    t->exp_months = v == 0 ? 0 : 24;
    return v < 2;
}
static bool no_birthday(const dk_match_trainee *t)
{
    return t->sixteen_on == DK_DAY_NONE || t->adult_on == DK_DAY_NONE;
}
static bool put_birthday(const dk_market *market, size_t v, dk_match_trainee *t)
{
    t->sixteen_on = market->as_of - FAR_DAYS;
    t->adult_on = v == 0 ? market->as_of - QUARTER : market->as_of + FAR_DAYS;
    return v < 2;
}
static bool no_enrolment(const dk_match_trainee *t)
{
    return t->is_student == DK_TRI_UNKNOWN || t->enrolled_on == DK_DAY_NONE;
}
static bool put_enrolment(const dk_market *market, size_t v, dk_match_trainee *t)
{
    t->is_student = DK_TRI_YES;
    t->enrolled_on = market->as_of - (v == 0 ? 2 * 365 : QUARTER);
    return v < 2;
}

const dk_trainee_fact dk_trainee_facts[DK_TRAINEE_FACTS] = {
    {"commute_max_min", {"最多愿意通勤多久", "longest commute"}, no_commute, put_commute},
    {"shift_ok", {"能不能倒班", "can the person work shifts"}, no_shift, put_shift},
    {"need_dorm", {"要不要住宿", "is lodging needed"}, no_dorm, put_dorm},
    {"start_on", {"什么时候能上岗", "when can the person start"}, no_start, put_start},
    {"want_pay", {"期望月薪", "pay wished for"}, no_pay, put_pay},
    {"town_code", {"家在哪个乡镇", "home town"}, no_town, put_town},
    {"exp_months", {"有多少工作经验", "work experience"}, no_experience, put_experience},
    {"birth_date", {"出生日期", "date of birth"}, no_birthday, put_birthday},
    {"enrol_ym", {"入学年月", "month of enrolment"}, no_enrolment, put_enrolment},
};

/* ---- facts of a post ---- */

static bool no_post_shift(const dk_match_post *p)
{
    return p->shift == DK_SHIFT_UNKNOWN;
}
static bool put_post_shift(const dk_market *market, size_t v, dk_match_post *p)
{
    (void)market;
    p->shift = v == 0 ? DK_SHIFT_DAY : DK_SHIFT_TWO;
    return v < 2;
}
static bool no_post_pay(const dk_match_post *p)
{
    return p->pay_min_fen < 0 && p->pay_max_fen < 0;
}
static bool put_post_pay(const dk_market *market, size_t v, dk_match_post *p)
{
    (void)market;
    p->pay_min_fen = v == 0 ? 300000 : 600000;
    p->pay_max_fen = p->pay_min_fen + 50000;
    return v < 2;
}
static bool no_post_dorm(const dk_match_post *p)
{
    return p->has_dorm == DK_TRI_UNKNOWN;
}
static bool put_post_dorm(const dk_market *market, size_t v, dk_match_post *p)
{
    (void)market;
    p->has_dorm = v == 0 ? DK_TRI_YES : DK_TRI_NO;
    return v < 2;
}
static bool no_post_town(const dk_match_post *p)
{
    return p->town == 0;
}
static bool put_post_town(const dk_market *market, size_t v, dk_match_post *p)
{
    p->town = (dk_term)(v + 1);
    return v < TOWNS_MAX && v + 1 < market->towns.n;
}
static bool no_post_night(const dk_match_post *p)
{
    return p->has_night == DK_TRI_UNKNOWN;
}
static bool put_post_night(const dk_market *market, size_t v, dk_match_post *p)
{
    (void)market;
    p->has_night = v == 0 ? DK_TRI_NO : DK_TRI_YES;
    return v < 2;
}
static bool no_post_hours(const dk_match_post *p)
{
    return p->hours_week_x100 < 0;
}
static bool put_post_hours(const dk_market *market, size_t v, dk_match_post *p)
{
    (void)market;
    p->hours_week_x100 = v == 0 ? 4000 : 4800;
    return v < 2;
}
static bool no_post_labor(const dk_match_post *p)
{
    return p->labor_grade == 0;
}
static bool put_post_labor(const dk_market *market, size_t v, dk_match_post *p)
{
    (void)market;
    p->labor_grade = v == 0 ? 2 : 4;
    return v < 2;
}
static bool no_post_hazard(const dk_match_post *p)
{
    return p->is_hazardous == DK_TRI_UNKNOWN;
}
static bool put_post_hazard(const dk_market *market, size_t v, dk_match_post *p)
{
    (void)market;
    p->is_hazardous = v == 0 ? DK_TRI_NO : DK_TRI_YES;
    return v < 2;
}
static bool no_post_ban(const dk_match_post *p)
{
    return p->is_minor_ban == DK_TRI_UNKNOWN;
}
static bool put_post_ban(const dk_market *market, size_t v, dk_match_post *p)
{
    (void)market;
    p->is_minor_ban = v == 0 ? DK_TRI_NO : DK_TRI_YES;
    return v < 2;
}
static bool no_post_staff(const dk_match_post *p)
{
    return p->staff_same_post < 0;
}
static bool put_post_staff(const dk_market *market, size_t v, dk_match_post *p)
{
    (void)market;
    p->staff_same_post = v == 0 ? 100 : 0;
    return v < 2;
}

const dk_post_fact dk_post_facts[DK_POST_FACTS] = {
    {"shift", {"班制", "shift"}, no_post_shift, put_post_shift},
    {"pay_min", {"月薪", "pay"}, no_post_pay, put_post_pay},
    {"board_lodging", {"包不包住宿", "is lodging offered"}, no_post_dorm, put_post_dorm},
    {"place_code", {"工作地点", "place of work"}, no_post_town, put_post_town},
    {"night", {"有没有夜班", "night work"}, no_post_night, put_post_night},
    {"hours_week", {"每周工时", "hours a week"}, no_post_hours, put_post_hours},
    {"labor_grade", {"体力劳动强度级", "labour grade"}, no_post_labor, put_post_labor},
    {"hazard", {"职业危害", "hazards"}, no_post_hazard, put_post_hazard},
    {"minor_ban", {"是否未成年工禁忌", "barred to minors"}, no_post_ban, put_post_ban},
    {"staff_same_post",
     {"同类岗位在岗人数", "staff on the same post"},
     no_post_staff,
     put_post_staff},
};
