/* tests/unit/match/fixture.h - a market small enough to compute by hand.
 *
 * As-of day 2026-03-02. fx_trainee() and fx_post() pass every gate and match fully; a case changes
 * what it is about. Names are terms of the lists below.
 */
#ifndef DK_TESTS_UNIT_MATCH_FIXTURE_H
#define DK_TESTS_UNIT_MATCH_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "core/base/date.h"
#include "core/match/list.h"
#include "core/match/messages.h"

enum { WELD = 1, FIT, READ, TALK, TYPE, N_SKILLS };
enum { CERT_WELD = 1, CERT_HEALTH, CERT_FORKLIFT, N_CERTS };
enum { OCC_WELDER = 1, OCC_CUTTER, OCC_NURSE, OCC_CLERK, N_OCCS };
enum { SPEC_WELD = 1, SPEC_AUTO, SPEC_OFFICE, N_SPECS };
enum { TOWN_A = 1, TOWN_B, TOWN_C, TOWN_FAR, N_TOWNS };
enum { EDU_JUNIOR = 1, EDU_VOCATIONAL, EDU_COLLEGE, EDU_ANY, N_EDUS };
enum { GRADE_5 = 1, GRADE_4, GRADE_3, N_GRADES };

static inline dk_day fx_day(int32_t y, int32_t m, int32_t d)
{
    return dk_day_of(y, m, d);
}

static const dk_match_term fx_skills[] = {
    {"", {"未知", "unknown"}, 0, 0},     {"S001", {"电焊", "welding"}, 0, 0},
    {"S002", {"钳工", "fitting"}, 0, 0}, {"S003", {"识图", "drawings"}, 0, 0},
    {"S004", {"沟通", "talking"}, 0, 0}, {"S005", {"打字", "typing"}, 0, 0}};
static const dk_match_term fx_certs[] = {
    {"", {"未知", "unknown"}, 0, 0},
    {"C01", {"焊工特种作业证", "welder's permit"}, 0, DK_TERM_EXPIRES},
    {"C02", {"健康证", "health certificate"}, 0, DK_TERM_EXPIRES},
    {"C03", {"叉车证", "forklift licence"}, 0, 0}};
static const dk_match_term fx_occs[] = {{"", {"未知", "unknown"}, 0, 0},
                                        {"6-18-02-04", {"焊工", "welder"}, 0, 0},
                                        {"6-18-02-09", {"切割工", "cutter"}, 0, 0},
                                        {"4-10-01-06", {"家政服务员", "housekeeper"}, 0, 0},
                                        {"3-01-02-02", {"秘书", "clerk"}, 0, 0}};
static const dk_match_term fx_specs[] = {{"", {"未知", "unknown"}, 0, 0},
                                         {"W", {"焊接", "welding"}, 0, 0},
                                         {"700206", {"汽车运用与维修", "car repair"}, 0, 0},
                                         {"O", {"文秘", "office"}, 0, 0}};
static const dk_match_term fx_towns[] = {{"", {"未知", "unknown"}, 0, 0},
                                         {"T1", {"甲镇", "Town A"}, 0, 0},
                                         {"T2", {"乙镇", "Town B"}, 0, 0},
                                         {"T3", {"丙镇", "Town C"}, 0, 0},
                                         {"T4", {"丁镇", "Town D"}, 0, 0}};
static const dk_match_term fx_edus[] = {{"", {"未知", "unknown"}, 0, 0},
                                        {"71", {"初中", "junior school"}, 10, 0},
                                        {"41", {"中专", "vocational school"}, 20, 0},
                                        {"31", {"专科", "college"}, 30, 0},
                                        {"0", {"不限", "any"}, 0, 0}};
static const dk_match_term fx_grades[] = {{"", {"未知", "unknown"}, 0, 0},
                                          {"5", {"初级工", "grade 5"}, 1, 0},
                                          {"4", {"中级工", "grade 4"}, 2, 0},
                                          {"3", {"高级工", "grade 3"}, 3, 0}};
static const dk_skill_link fx_links[] = {{WELD, FIT, 800}, {TALK, TYPE, 500}};
static const dk_crosswalk_row fx_crosswalk[] = {{SPEC_WELD, OCC_WELDER, DK_GRADE_MATCHING},
                                                {SPEC_AUTO, OCC_WELDER, DK_GRADE_RELATED},
                                                {SPEC_OFFICE, OCC_WELDER, DK_GRADE_UNRELATED}};
static const dk_town_link fx_town_links[] = {{TOWN_A, TOWN_A, 10, false},
                                             {TOWN_A, TOWN_B, 45, false},
                                             {TOWN_A, TOWN_C, 90, true},
                                             {TOWN_B, TOWN_A, 45, true}};
static const dk_term fx_spec_weld[] = {SPEC_WELD}, fx_spec_office[] = {SPEC_OFFICE};
static const dk_term fx_want_welder[] = {OCC_WELDER}, fx_want_clerk[] = {OCC_CLERK};
static const dk_term fx_cert_weld[] = {CERT_WELD}, fx_cert_two[] = {CERT_HEALTH, CERT_FORKLIFT};
static const dk_term fx_town_a[] = {TOWN_A}, fx_town_b[] = {TOWN_B};
static const dk_trainee_skill fx_have[] = {
    {WELD, 4, 4, 4, DK_SOURCE_ASSESSED, 20463}, /* 2026-01-10 */
    {READ, 2, 1, 3, DK_SOURCE_DEFAULT, DK_DAY_NONE},
};
static const dk_requirement fx_need[] = {{WELD, 3, 5}, {READ, 3, 3}, {TALK, 2, 2}};

static inline dk_market fx_market(const dk_match_trainee *trainees, size_t n_trainees,
                                  const dk_match_post *posts, size_t n_posts)
{
    return (dk_market){.as_of = fx_day(2026, 3, 2),
                       .trainees = trainees,
                       .n_trainees = n_trainees,
                       .posts = posts,
                       .n_posts = n_posts,
                       .skills = {fx_skills, N_SKILLS},
                       .certs = {fx_certs, N_CERTS},
                       .occupations = {fx_occs, N_OCCS},
                       .specialties = {fx_specs, N_SPECS},
                       .towns = {fx_towns, N_TOWNS},
                       .edus = {fx_edus, N_EDUS},
                       .grades = {fx_grades, N_GRADES},
                       .links = fx_links,
                       .n_links = sizeof fx_links / sizeof fx_links[0],
                       .crosswalk = fx_crosswalk,
                       .n_crosswalk = sizeof fx_crosswalk / sizeof fx_crosswalk[0],
                       .town_links = fx_town_links,
                       .n_town_links = sizeof fx_town_links / sizeof fx_town_links[0]};
}

static inline dk_match_trainee fx_trainee(int64_t id)
{
    dk_match_trainee t = DK_MATCH_TRAINEE_INIT;
    t.id = id;
    t.specialty = SPEC_WELD;
    t.town = TOWN_A;
    t.edu = EDU_VOCATIONAL;
    t.grade = GRADE_4;
    t.skills = fx_have;
    t.n_skills = 2;
    t.exp_months = 6;
    t.want_occupations = (dk_term_list){fx_want_welder, 1};
    t.want_pay_fen = 400000;
    t.commute_max_min = 60;
    t.shift_ok = DK_TRI_YES;
    t.needs_dorm = DK_TRI_NO;
    t.start_on = fx_day(2026, 3, 1);
    t.intent = DK_INTENT_WORK;
    t.has_consent = DK_TRI_YES;
    t.is_student = DK_TRI_YES;
    t.enrolled_on = fx_day(2023, 9, 1);
    t.sixteen_on = fx_day(2023, 5, 15);
    t.adult_on = fx_day(2025, 5, 15);
    return t;
}

static inline dk_match_post fx_post(int64_t id)
{
    dk_match_post p = DK_MATCH_POST_INIT;
    p.id = id;
    p.firm = 7;
    p.occupation = OCC_WELDER;
    p.town = TOWN_A;
    p.requirements = fx_need;
    p.n_requirements = 3;
    p.pay_min_fen = 430000;
    p.pay_max_fen = 520000;
    p.shift = DK_SHIFT_DAY;
    p.has_night = DK_TRI_NO;
    p.has_dorm = DK_TRI_YES;
    p.kind = DK_KIND_JOB;
    p.hours_week_x100 = 4000;
    p.labor_grade = 2;
    p.is_hazardous = DK_TRI_NO;
    p.is_minor_ban = DK_TRI_NO;
    p.is_entertainment = DK_TRI_NO;
    p.valid_to = fx_day(2026, 6, 30);
    p.openings = 3;
    p.staff_total = 100;
    p.staff_same_post = 20;
    p.interns_total = 0;
    p.interns_same_post = 0;
    return p;
}

/* Weights with one criterion only: its maximum is 10000, so points are ten times the permille. */
static inline dk_weights fx_only(size_t criterion)
{
    dk_weights w = dk_weights_default();
    for (size_t c = 0; c < DK_N_CRITERIA; c++)
        w.weight[c] = c == criterion;
    return w;
}

static inline dk_match_index *fx_seeded(const dk_market *market, const dk_weights *weights,
                                        uint64_t seed)
{
    dk_err err = DK_ERR_INIT;
    dk_match_index *index = NULL;
    assert_int_equal(dk_match_index_new(market, weights, seed, &index, &err), DK_OK);
    return index;
}

static inline dk_match_index *fx_index(const dk_market *market, const dk_weights *weights)
{
    return fx_seeded(market, weights, 0);
}

#endif
