/* tests/unit/match/test_criteria.c - every criterion against points worked out by hand.
 *
 * Weights name one criterion only, so its maximum is 10000 and the points are ten times the
 * permille of the rule in the head of its file. The walk at the end demands cases and texts for
 * every line of criteria.def.
 */
#include "tests/unit/match/fixture.h"

typedef struct {
    const char *criterion;
    void (*set)(dk_match_trainee *t, dk_match_post *p);
    int32_t points;
    dk_match_state state;
    const char *words; /* part of the Chinese sentence */
} criterion_case;

#define SET(name) static void name(dk_match_trainee *t, dk_match_post *p)
#define UNUSED (void)t, (void)p

SET(nothing)
{
    UNUSED;
}

/* ---- skills and use ---- */
static const dk_requirement need_weld[] = {{WELD, 3, 5}}, need_fit[] = {{FIT, 3, 5}};
static const dk_requirement need_talk[] = {{TALK, 2, 1}}, need_five[] = {{WELD, 5, 1}};
static const dk_trainee_skill have_type[] = {{TYPE, 5, 5, 5, DK_SOURCE_ASSESSED, DK_DAY_NONE}};
static void require(dk_match_post *p, const dk_requirement *need, size_t n)
{
    p->requirements = need;
    p->n_requirements = n;
}
SET(no_requirements)
{
    UNUSED;
    require(p, NULL, 0);
}
SET(no_skills)
{
    UNUSED;
    t->n_skills = 0;
}
SET(need_only_weld)
{
    UNUSED;
    require(p, need_weld, 1);
}
SET(need_only_fit)
{
    UNUSED;
    require(p, need_fit, 1);
}
SET(need_only_talk)
{
    UNUSED;
    require(p, need_talk, 1);
}
SET(need_level_five)
{
    UNUSED;
    require(p, need_five, 1);
}
SET(below_the_floor)
{
    require(p, need_talk, 1);
    t->skills = have_type;
    t->n_skills = 1;
}

/* ---- the others ---- */
SET(spec_named)
{
    UNUSED;
    t->specialty = SPEC_OFFICE;
    p->specialties = (dk_term_list){fx_spec_office, 1};
}
SET(spec_not_named)
{
    UNUSED;
    p->specialties = (dk_term_list){fx_spec_office, 1};
}
SET(spec_related)
{
    UNUSED;
    t->specialty = SPEC_AUTO;
}
SET(spec_unrelated)
{
    UNUSED;
    t->specialty = SPEC_OFFICE;
}
SET(spec_no_row)
{
    UNUSED;
    p->occupation = OCC_NURSE;
}
SET(spec_unknown)
{
    UNUSED;
    t->specialty = 0;
}
SET(spec_no_occupation)
{
    UNUSED;
    p->occupation = 0;
}

SET(exp_none_wanted)
{
    UNUSED;
    t->exp_months = 0;
}
SET(exp_half)
{
    UNUSED;
    p->exp_months = 12;
}
SET(exp_reached)
{
    UNUSED;
    p->exp_months = 6;
}
SET(exp_unknown)
{
    t->exp_months = -1;
    p->exp_months = 12;
}
SET(exp_zero)
{
    t->exp_months = 0;
    p->exp_months = 12;
}

SET(edu_one_below)
{
    UNUSED;
    p->edu_min = EDU_COLLEGE;
}
SET(edu_two_below)
{
    t->edu = EDU_JUNIOR;
    p->edu_min = EDU_COLLEGE;
}
SET(edu_any)
{
    t->edu = 0;
    p->edu_min = EDU_ANY;
}
SET(edu_equal)
{
    UNUSED;
    p->edu_min = EDU_VOCATIONAL;
}
SET(edu_unknown)
{
    t->edu = 0;
    p->edu_min = EDU_COLLEGE;
}

SET(grade_one_below)
{
    UNUSED;
    p->grade_min = GRADE_3;
}
SET(grade_two_below)
{
    t->grade = GRADE_5;
    p->grade_min = GRADE_3;
}
SET(grade_reached)
{
    UNUSED;
    p->grade_min = GRADE_5;
}
SET(grade_unknown)
{
    t->grade = 0;
    p->grade_min = GRADE_5;
}

static const dk_trainee_cert two_papers[] = {{CERT_FORKLIFT, DK_DAY_NONE, DK_DAY_NONE},
                                             {CERT_HEALTH, DK_DAY_NONE, 20514 /* 2026-03-02 */}};
static const dk_trainee_cert expired[] = {{CERT_HEALTH, DK_DAY_NONE, 20513},
                                          {CERT_FORKLIFT, DK_DAY_NONE, DK_DAY_NONE}};
static void certs(dk_match_trainee *t, dk_match_post *p, const dk_trainee_cert *held, size_t n)
{
    t->certs = held;
    t->n_certs = n;
    p->certs_wanted = (dk_term_list){fx_cert_two, 2};
}
SET(certs_none)
{
    certs(t, p, NULL, 0);
}
SET(certs_both)
{
    certs(t, p, two_papers, 2);
}
SET(certs_one_expired)
{
    certs(t, p, expired, 2);
}

SET(occ_class)
{
    UNUSED;
    p->occupation = OCC_CUTTER;
}
SET(occ_other)
{
    t->want_occupations = (dk_term_list){fx_want_clerk, 1};
    UNUSED;
}
SET(occ_no_wish)
{
    UNUSED;
    t->want_occupations = (dk_term_list){NULL, 0};
}
SET(occ_no_code)
{
    UNUSED;
    p->occupation = 0;
}

SET(place_at_limit)
{
    UNUSED;
    p->town = TOWN_B;
    t->commute_max_min = 45;
}
SET(place_beyond)
{
    UNUSED;
    p->town = TOWN_B;
    t->commute_max_min = 30;
}
SET(place_shuttle)
{
    UNUSED;
    p->town = TOWN_C;
    t->commute_max_min = 90;
}
SET(place_default_limit)
{
    UNUSED;
    p->town = TOWN_B;
    t->commute_max_min = -1;
}
SET(place_too_far)
{
    UNUSED;
    p->town = TOWN_B;
    t->commute_max_min = 20;
}
SET(place_no_row)
{
    UNUSED;
    p->town = TOWN_FAR;
}
SET(place_unknown)
{
    UNUSED;
    p->town = 0;
}
SET(place_wanted)
{
    UNUSED;
    p->town = TOWN_B;
    t->commute_max_min = 20;
    t->want_towns = (dk_term_list){fx_town_b, 1};
}
SET(place_not_wanted)
{
    UNUSED;
    t->want_towns = (dk_term_list){fx_town_b, 1};
}
SET(place_lodging)
{
    UNUSED;
    p->town = TOWN_FAR;
    t->needs_dorm = DK_TRI_YES;
}
SET(place_home_unknown)
{
    UNUSED;
    t->town = 0;
}
SET(place_home_unknown_wanted)
{
    UNUSED;
    t->town = 0;
    t->want_towns = (dk_term_list){fx_town_a, 1};
}

SET(pay_top_only)
{
    UNUSED;
    p->pay_min_fen = 350000;
    p->pay_max_fen = 450000;
}
SET(pay_just_top)
{
    UNUSED;
    p->pay_min_fen = 350000;
    p->pay_max_fen = 400000;
}
SET(pay_below)
{
    UNUSED;
    p->pay_min_fen = 300000;
    p->pay_max_fen = 340000;
}
SET(pay_far_below)
{
    UNUSED;
    p->pay_min_fen = 200000;
    p->pay_max_fen = 250000;
}
SET(pay_one_end)
{
    UNUSED;
    p->pay_min_fen = -1;
    p->pay_max_fen = 400000;
}
SET(pay_no_wish)
{
    UNUSED;
    t->want_pay_fen = -1;
}
SET(pay_no_offer)
{
    UNUSED;
    p->pay_min_fen = p->pay_max_fen = -1;
}
SET(pay_wish_zero)
{
    UNUSED;
    t->want_pay_fen = 0;
}

SET(shift_no)
{
    t->shift_ok = DK_TRI_NO;
    p->shift = DK_SHIFT_TWO;
}
SET(shift_yes)
{
    t->shift_ok = DK_TRI_YES;
    p->shift = DK_SHIFT_THREE;
    p->has_night = DK_TRI_YES;
}
SET(shift_person_unknown)
{
    t->shift_ok = DK_TRI_UNKNOWN;
    p->shift = DK_SHIFT_TWO;
}
SET(shift_day_with_nights)
{
    t->shift_ok = DK_TRI_NO;
    p->has_night = DK_TRI_YES;
}
SET(shift_post_unknown)
{
    t->shift_ok = DK_TRI_NO;
    p->shift = DK_SHIFT_UNKNOWN;
}

SET(dorm_not_needed)
{
    UNUSED;
    p->has_dorm = DK_TRI_NO;
}
SET(dorm_needed_none)
{
    t->needs_dorm = DK_TRI_YES;
    p->has_dorm = DK_TRI_NO;
}
SET(dorm_needed_unknown)
{
    t->needs_dorm = DK_TRI_YES;
    p->has_dorm = DK_TRI_UNKNOWN;
}
SET(dorm_person_unknown)
{
    t->needs_dorm = DK_TRI_UNKNOWN;
    p->has_dorm = DK_TRI_NO;
}

SET(start_week_late)
{
    UNUSED;
    t->start_on = fx_day(2026, 3, 9);
}
SET(start_month_late)
{
    UNUSED;
    t->start_on = fx_day(2026, 4, 1);
}
SET(start_too_late)
{
    UNUSED;
    t->start_on = fx_day(2026, 5, 31);
}
SET(start_wait)
{
    UNUSED;
    p->start_on = fx_day(2026, 6, 15);
}
SET(start_long_wait)
{
    UNUSED;
    p->start_on = fx_day(2026, 12, 1);
}
SET(start_unknown)
{
    UNUSED;
    t->start_on = DK_DAY_NONE;
}

static const criterion_case cases[] = {
    /* welding 12/9 -> 1000, reading 6/9 -> 666, talking 0: (5*1000 + 3*666) / 10 = 699.8,
     * share 2866 / 4096; 10000 * (1 - (1230 / 4096)^4) */
    {"skills", nothing, 9918, DK_STATE_PARTLY, "3 项技能具备 1 项，部分具备 1 项"},
    {"skills", no_requirements, 4000, DK_STATE_UNKNOWN, "没有写技能要求"},
    {"skills", no_skills, 0, DK_STATE_UNKNOWN, "还没有本人的技能记录"},
    {"skills", need_only_weld, 10000, DK_STATE_FOUND, "1 项技能具备 1 项"},
    /* related at 800: floor(3*4*800/1000) = 9, which is level 3 in full */
    {"skills", need_only_fit, 10000, DK_STATE_FOUND, "具备 1 项"},
    {"skills", need_only_talk, 0, DK_STATE_NOT_FOUND, "具备 0 项"},
    /* 12 of 15: 10000 * (1 - (820 / 4096)^4) */
    {"skills", need_level_five, 9983, DK_STATE_PARTLY, "部分具备 1 项"},
    /* similarity 500 is below the floor of 600: no credit at all */
    {"skills", below_the_floor, 0, DK_STATE_NOT_FOUND, "具备 0 项"},
    /* need 45, 27, 12; |need| = sqrt(2898), norm = floor(256 |need|) = 13781; worth of 12 and 6
     * is 2748 and 971: x = floor((2748*45 + 971*27) * 1000 / 13781) = 10875; 10000 x^2 / (x^2 +
     * 18000^2) */
    {"use", nothing, 2674, DK_STATE_FOUND, "充分发挥"},
    {"use", no_requirements, 2000, DK_STATE_UNKNOWN, "没有写技能要求"},
    {"use", no_skills, 0, DK_STATE_UNKNOWN, "还没有"},
    {"use", need_only_talk, 0, DK_STATE_NOT_FOUND, "用不上"},
    /* need 45 alone: x = 2748 / 256 = 10.73; 10000 x^2 / (x^2 + 18000^2) */
    {"use", need_only_weld, 2623, DK_STATE_FOUND, "充分发挥"},
    /* related at 9: x = 1785 / 256 = 6.97; 1304.3 */
    {"use", need_only_fit, 1304, DK_STATE_PARTLY, "一部分"},
    {"specialty", nothing, 10000, DK_STATE_FOUND, "专业对口：焊接"},
    {"specialty", spec_named, 10000, DK_STATE_FOUND, "文秘"},
    {"specialty", spec_not_named, 6000, DK_STATE_PARTLY, "相关专业"},
    {"specialty", spec_related, 6000, DK_STATE_PARTLY, "汽车"},
    {"specialty", spec_unrelated, 0, DK_STATE_NOT_FOUND, "不对口"},
    {"specialty", spec_no_row, 0, DK_STATE_NOT_FOUND, "不对口"},
    {"specialty", spec_unknown, 4000, DK_STATE_UNKNOWN, "没有登记专业"},
    {"specialty", spec_no_occupation, 4000, DK_STATE_UNKNOWN, "没有职业代码"},
    {"experience", exp_none_wanted, 10000, DK_STATE_FOUND, "不要求"},
    {"experience", exp_half, 5000, DK_STATE_PARTLY, "12 个月经验，本人 6"},
    {"experience", exp_reached, 10000, DK_STATE_FOUND, "本人 6 个月"},
    {"experience", exp_unknown, 3000, DK_STATE_UNKNOWN, "未登记"},
    {"experience", exp_zero, 0, DK_STATE_NOT_FOUND, "本人 0"},
    {"education", nothing, 10000, DK_STATE_FOUND, "不要求学历"},
    {"education", edu_one_below, 5000, DK_STATE_PARTLY, "要求 专科，本人 中专"},
    {"education", edu_two_below, 0, DK_STATE_NOT_FOUND, "初中"},
    {"education", edu_any, 10000, DK_STATE_FOUND, "不要求学历"},
    {"education", edu_equal, 10000, DK_STATE_FOUND, "中专"},
    {"education", edu_unknown, 5000, DK_STATE_UNKNOWN, "未登记"},
    {"grade", nothing, 10000, DK_STATE_FOUND, "不要求技能等级"},
    {"grade", grade_one_below, 5000, DK_STATE_PARTLY, "高级工"},
    {"grade", grade_two_below, 0, DK_STATE_NOT_FOUND, "初级工"},
    {"grade", grade_reached, 10000, DK_STATE_FOUND, "中级工"},
    {"grade", grade_unknown, 3000, DK_STATE_UNKNOWN, "未登记"},
    {"certs", nothing, 10000, DK_STATE_FOUND, "没有优先证书"},
    {"certs", certs_none, 0, DK_STATE_NOT_FOUND, "健康证"},
    {"certs", certs_both, 10000, DK_STATE_FOUND, "2 项都有"},
    {"certs", certs_one_expired, 5000, DK_STATE_PARTLY, "有一部分"},
    {"occupation", nothing, 10000, DK_STATE_FOUND, "焊工"},
    {"occupation", occ_class, 5000, DK_STATE_PARTLY, "切割工"},
    {"occupation", occ_other, 0, DK_STATE_NOT_FOUND, "秘书"},
    {"occupation", occ_no_wish, 5000, DK_STATE_UNKNOWN, "没有填"},
    {"occupation", occ_no_code, 3000, DK_STATE_UNKNOWN, "职业代码"},
    {"place", nothing, 10000, DK_STATE_FOUND, "单程 10 分钟"},
    {"place", place_at_limit, 5000, DK_STATE_PARTLY, "单程 45 分钟"},
    /* 45 minutes, limit 30: 500 * (60 - 45) / 30 = 250 */
    {"place", place_beyond, 2500, DK_STATE_PARTLY, "单程 45 分钟"},
    /* 90 minutes, limit 90: 500, shuttle + 100 */
    {"place", place_shuttle, 6000, DK_STATE_PARTLY, "有班车"},
    /* 45 minutes, limit 60: 1000 - 500 * 30 / 60 = 750 */
    {"place", place_default_limit, 7500, DK_STATE_PARTLY, "45 分钟"},
    {"place", place_too_far, 0, DK_STATE_NOT_FOUND, "45 分钟"},
    {"place", place_no_row, 4000, DK_STATE_UNKNOWN, "路上时间不详"},
    {"place", place_unknown, 4000, DK_STATE_UNKNOWN, "没有写工作地"},
    {"place", place_wanted, 8000, DK_STATE_PARTLY, "是意向地"},
    {"place", place_not_wanted, 4000, DK_STATE_PARTLY, "不在意向地"},
    {"place", place_lodging, 8000, DK_STATE_PARTLY, "提供住宿"},
    {"place", place_home_unknown, 4000, DK_STATE_UNKNOWN, "不详"},
    {"place", place_home_unknown_wanted, 8000, DK_STATE_PARTLY, "意向地"},
    {"pay", nothing, 10000, DK_STATE_FOUND, "4300–5200 元，本人最低 4000"},
    /* 3500-4500 against 4000: 600 + 400 * 10 / 20 = 800 */
    {"pay", pay_top_only, 8000, DK_STATE_PARTLY, "3500–4500"},
    {"pay", pay_just_top, 6000, DK_STATE_PARTLY, "4000"},
    /* gap 600 of 1200 (30 % of 4000): 600 - 600 / 2 = 300 */
    {"pay", pay_below, 3000, DK_STATE_PARTLY, "3400"},
    {"pay", pay_far_below, 0, DK_STATE_NOT_FOUND, "2500"},
    {"pay", pay_one_end, 10000, DK_STATE_FOUND, "4000–4000"},
    {"pay", pay_no_wish, 5000, DK_STATE_UNKNOWN, "没有填最低月薪"},
    {"pay", pay_no_offer, 4000, DK_STATE_UNKNOWN, "没有写月薪"},
    {"pay", pay_wish_zero, 10000, DK_STATE_FOUND, "最低 0 元"},
    {"shift", nothing, 10000, DK_STATE_FOUND, "常白班"},
    {"shift", shift_no, 0, DK_STATE_NOT_FOUND, "两班倒，本人不能倒班"},
    {"shift", shift_yes, 10000, DK_STATE_FOUND, "三班倒，有夜班"},
    {"shift", shift_person_unknown, 5000, DK_STATE_UNKNOWN, "未填"},
    {"shift", shift_day_with_nights, 0, DK_STATE_NOT_FOUND, "有夜班"},
    {"shift", shift_post_unknown, 5000, DK_STATE_UNKNOWN, "班制未填"},
    {"dorm", nothing, 10000, DK_STATE_FOUND, "提供住宿"},
    {"dorm", dorm_not_needed, 10000, DK_STATE_FOUND, "不需要"},
    {"dorm", dorm_needed_none, 0, DK_STATE_NOT_FOUND, "不提供"},
    {"dorm", dorm_needed_unknown, 3000, DK_STATE_UNKNOWN, "没有写明"},
    {"dorm", dorm_person_unknown, 6000, DK_STATE_UNKNOWN, "未填"},
    {"start", nothing, 10000, DK_STATE_FOUND, "2026-03-02 上岗"},
    {"start", start_week_late, 10000, DK_STATE_FOUND, "2026-03-09"},
    /* 30 days late: 1000 * 60 / 83 = 722 */
    {"start", start_month_late, 7220, DK_STATE_PARTLY, "2026-04-01"},
    {"start", start_too_late, 0, DK_STATE_NOT_FOUND, "2026-05-31"},
    /* 105 days of waiting: 1000 - 500 * 75 / 150 = 750 */
    {"start", start_wait, 7500, DK_STATE_PARTLY, "2026-06-15"},
    {"start", start_long_wait, 5000, DK_STATE_PARTLY, "2026-12-01"},
    {"start", start_unknown, 5000, DK_STATE_UNKNOWN, "未填"},
};
enum { N_CASES = sizeof cases / sizeof cases[0] };

static size_t criterion_at(const char *key)
{
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        if (strcmp(dk_criteria[c]->key, key) == 0)
            return c;
    }
    fail_msg("no criterion %s", key);
    return 0;
}

static void check_words(const dk_match_index *index, const dk_market *market, size_t c,
                        const dk_parts *parts, const criterion_case *one)
{
    dk_arena *arena = dk_arena_new();
    const dk_match_view view = {index, market, market->trainees, market->posts, parts, c};
    const dk_words words = dk_criteria[c]->words(&view);
    const char *zh = dk_words_render(arena, DK_ZH, &words);
    const char *en = dk_words_render(arena, DK_EN, &words);
    if (strstr(zh, one->words) == NULL)
        fail_msg("%s: \"%s\" lacks \"%s\"", one->criterion, zh, one->words);
    assert_null(strchr(zh, '{'));
    assert_null(strchr(en, '{'));
    assert_true(en[0] != '\0');
    dk_arena_free(arena);
}

static void criterion_case__points_state_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_CASES; i++) {
        dk_match_trainee t = fx_trainee(1);
        dk_match_post p = fx_post(1);
        cases[i].set(&t, &p);
        const size_t c = criterion_at(cases[i].criterion);
        const dk_market market = fx_market(&t, 1, &p, 1);
        const dk_weights weights = fx_only(c);
        dk_match_index *index = fx_index(&market, &weights);
        dk_parts parts;
        const int32_t score = dk_score_pair(index, 0, 0, &parts);
        if (score != cases[i].points || parts.criteria[c].state != cases[i].state)
            fail_msg("case %zu of %s: %d points, state %d; expected %d, %d", i, cases[i].criterion,
                     score, parts.criteria[c].state, cases[i].points, cases[i].state);
        assert_int_equal(parts.criteria[c].points, score);
        assert_int_equal(dk_criteria[c]->direction == DK_FIT ? parts.fit : parts.wish, score);
        check_words(index, &market, c, &parts, &cases[i]);
        dk_match_index_free(index);
    }
}

static void criteria__every_line_has_cases_and_texts(void **state)
{
    (void)state;
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        const dk_criterion *criterion = dk_criteria[c];
        size_t seen[4] = {0};
        for (size_t i = 0; i < N_CASES; i++) {
            if (strcmp(cases[i].criterion, criterion->key) == 0)
                seen[cases[i].state]++;
        }
        if (seen[DK_STATE_FOUND] == 0 || seen[DK_STATE_NOT_FOUND] == 0)
            fail_msg("criterion %s needs a found and a not_found case", criterion->key);
        assert_true(criterion->title.zh[0] != '\0' && criterion->title.en[0] != '\0');
        assert_true(criterion->about.zh[0] != '\0' && criterion->about.en[0] != '\0');
        assert_ptr_equal(dk_criterion_find(criterion->key), criterion);
    }
    assert_null(dk_criterion_find("no_such_criterion"));
}

/* Fit comes first in criteria.def, so that a printed explanation has two blocks. */
static void criteria__fit_before_wish(void **state)
{
    (void)state;
    for (size_t c = 1; c < DK_N_CRITERIA; c++)
        assert_true(dk_criteria[c - 1]->direction <= dk_criteria[c]->direction);
}

static void rank_steps__counts_distinct_ranks(void **state)
{
    (void)state;
    const dk_match_terms edus = {fx_edus, N_EDUS};
    assert_int_equal(dk_rank_steps(&edus, 10, 30), 2);
    assert_int_equal(dk_rank_steps(&edus, 20, 30), 1);
    assert_int_equal(dk_rank_steps(&edus, 30, 30), 0);
    assert_int_equal(dk_rank_steps(&edus, 30, 10), 0);
    assert_int_equal(dk_rank_steps(&edus, 15, 25), 2); /* 20, then 25 itself */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(criterion_case__points_state_words),
        cmocka_unit_test(criteria__every_line_has_cases_and_texts),
        cmocka_unit_test(criteria__fit_before_wish),
        cmocka_unit_test(rank_steps__counts_distinct_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
