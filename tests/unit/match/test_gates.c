/* tests/unit/match/test_gates.c - every gate against cases worked out from its rule by hand.
 *
 * The base pair passes all gates; a case changes one or two facts. The walk at the end demands
 * cases, texts and an article for every line of gates.def.
 */
#include "tests/unit/match/fixture.h"

typedef struct {
    const char *gate;
    void (*set)(dk_match_trainee *t, dk_match_post *p);
    dk_gate_state state;
    const char *words; /* part of the Chinese sentence */
} gate_case;

#define SET(name) static void name(dk_match_trainee *t, dk_match_post *p)
#define UNUSED (void)t, (void)p

SET(nothing)
{
    UNUSED;
}
SET(consent_no)
{
    UNUSED;
    t->has_consent = DK_TRI_NO;
}
SET(consent_unknown)
{
    UNUSED;
    t->has_consent = DK_TRI_UNKNOWN;
}
SET(human)
{
    UNUSED;
    t->is_human_only = true;
}
SET(study)
{
    UNUSED;
    t->intent = DK_INTENT_STUDY;
}
SET(study_opts_in)
{
    UNUSED;
    t->intent = DK_INTENT_STUDY;
    t->opts_in = true;
}
SET(army)
{
    UNUSED;
    t->intent = DK_INTENT_ARMY;
}
SET(business)
{
    UNUSED;
    t->intent = DK_INTENT_BUSINESS;
}
SET(undecided)
{
    UNUSED;
    t->intent = DK_INTENT_UNDECIDED;
}
SET(intent_unknown)
{
    UNUSED;
    t->intent = DK_INTENT_UNKNOWN;
}
SET(closed)
{
    UNUSED;
    p->is_closed = true;
}
SET(early)
{
    UNUSED;
    p->valid_from = fx_day(2026, 3, 3);
}
SET(opens_today)
{
    UNUSED;
    p->valid_from = fx_day(2026, 3, 2);
}
SET(last_day)
{
    UNUSED;
    p->valid_to = fx_day(2026, 3, 2);
}
SET(day_after)
{
    UNUSED;
    p->valid_to = fx_day(2026, 3, 1);
}
SET(no_end)
{
    UNUSED;
    p->valid_to = DK_DAY_NONE;
}
SET(full)
{
    UNUSED;
    p->openings = 0;
}
SET(some)
{
    UNUSED;
    p->openings = -1;
} /* 若干 */

static dk_trainee_cert papers[2];
static void paper(dk_match_trainee *t, dk_match_post *p, dk_term cert, dk_day from, dk_day to)
{
    papers[0] = (dk_trainee_cert){cert, from, to};
    t->certs = papers;
    t->n_certs = 1;
    p->certs_legal = (dk_term_list){fx_cert_weld, 1};
    p->start_on = fx_day(2026, 4, 1);
}
SET(cert_none)
{
    UNUSED;
    p->certs_legal = (dk_term_list){fx_cert_weld, 1};
}
SET(cert_good)
{
    paper(t, p, CERT_WELD, DK_DAY_NONE, fx_day(2027, 1, 1));
}
SET(cert_on_its_last_day)
{
    paper(t, p, CERT_WELD, DK_DAY_NONE, fx_day(2026, 4, 1));
}
/* good today, but not on the day work begins */
SET(cert_ends_before_start)
{
    paper(t, p, CERT_WELD, DK_DAY_NONE, fx_day(2026, 3, 31));
}
/* not yet today, but on the day work begins: the exam is in between */
SET(cert_begins_before_start)
{
    paper(t, p, CERT_WELD, fx_day(2026, 3, 20), fx_day(2029, 3, 19));
}
SET(cert_begins_too_late)
{
    paper(t, p, CERT_WELD, fx_day(2026, 6, 12), fx_day(2029, 6, 11));
}
SET(cert_without_end)
{
    paper(t, p, CERT_WELD, DK_DAY_NONE, DK_DAY_NONE);
}
SET(cert_other)
{
    paper(t, p, CERT_HEALTH, DK_DAY_NONE, fx_day(2027, 1, 1));
}
SET(cert_one_of_two)
{
    paper(t, p, CERT_HEALTH, DK_DAY_NONE, fx_day(2027, 1, 1));
    p->certs_legal = (dk_term_list){fx_cert_two, 2};
}
SET(cert_kind_without_end)
{
    paper(t, p, CERT_FORKLIFT, DK_DAY_NONE, DK_DAY_NONE);
    static const dk_term forklift[] = {CERT_FORKLIFT};
    p->certs_legal = (dk_term_list){forklift, 1};
}

SET(sixteen_on_the_day)
{
    UNUSED;
    t->sixteen_on = t->adult_on = fx_day(2026, 3, 2);
}
SET(sixteen_a_day_late)
{
    UNUSED;
    t->sixteen_on = fx_day(2026, 3, 3);
    t->adult_on = fx_day(2028, 3, 3);
}
SET(sixteen_by_start)
{
    t->sixteen_on = fx_day(2026, 3, 20);
    p->start_on = fx_day(2026, 4, 1);
}
SET(sixteen_unknown)
{
    UNUSED;
    t->sixteen_on = DK_DAY_NONE;
}

static void minor(dk_match_trainee *t)
{
    t->adult_on = fx_day(2026, 3, 3);
}
SET(minor_light_work)
{
    UNUSED;
    minor(t);
}
SET(minor_banned)
{
    minor(t);
    p->is_minor_ban = DK_TRI_YES;
}
SET(minor_hazard)
{
    minor(t);
    p->is_hazardous = DK_TRI_YES;
}
SET(minor_grade_4)
{
    minor(t);
    p->labor_grade = 4;
}
SET(minor_grade_3)
{
    minor(t);
    p->labor_grade = 3;
}
SET(minor_grows_up)
{
    minor(t);
    p->is_minor_ban = DK_TRI_YES;
    p->start_on = fx_day(2026, 3, 3);
}
SET(minor_silent_post)
{
    minor(t);
    p->is_minor_ban = p->is_hazardous = DK_TRI_UNKNOWN;
    p->labor_grade = 0;
}
SET(adult_silent_post)
{
    UNUSED;
    p->is_minor_ban = p->is_hazardous = DK_TRI_UNKNOWN;
    p->labor_grade = 0;
}
SET(age_unknown_banned)
{
    t->adult_on = DK_DAY_NONE;
    p->is_minor_ban = DK_TRI_YES;
}
SET(age_unknown_light)
{
    UNUSED;
    t->adult_on = DK_DAY_NONE;
}

SET(edu_below)
{
    UNUSED;
    p->edu_legal = EDU_COLLEGE;
}
SET(edu_equal)
{
    UNUSED;
    p->edu_legal = EDU_VOCATIONAL;
}
SET(edu_above)
{
    UNUSED;
    p->edu_legal = EDU_JUNIOR;
}
SET(edu_unknown)
{
    t->edu = 0;
    p->edu_legal = EDU_COLLEGE;
}
SET(edu_firms_wish_only)
{
    UNUSED;
    p->edu_min = EDU_COLLEGE;
}

SET(intern)
{
    UNUSED;
    p->kind = DK_KIND_INTERNSHIP;
}
SET(intern_graduate)
{
    intern(t, p);
    t->is_student = DK_TRI_NO;
}
SET(intern_first_year)
{
    intern(t, p);
    t->enrolled_on = fx_day(2025, 9, 1);
}
/* a year after 2025-03-02 is the as-of day: just second year */
SET(intern_second_year)
{
    intern(t, p);
    t->enrolled_on = fx_day(2025, 3, 2);
}
SET(intern_bar)
{
    intern(t, p);
    p->is_entertainment = DK_TRI_YES;
}
SET(intern_night)
{
    intern(t, p);
    p->has_night = DK_TRI_YES;
}
SET(intern_three_shifts)
{
    intern(t, p);
    p->shift = DK_SHIFT_THREE;
}
SET(intern_overtime)
{
    intern(t, p);
    p->hours_week_x100 = 4050;
}
SET(intern_grade_3)
{
    intern(t, p);
    p->labor_grade = 3;
}
SET(intern_hazard)
{
    intern(t, p);
    p->is_hazardous = DK_TRI_YES;
}
SET(intern_student_unknown)
{
    intern(t, p);
    t->is_student = DK_TRI_UNKNOWN;
}
SET(intern_year_unknown)
{
    intern(t, p);
    t->enrolled_on = DK_DAY_NONE;
}
SET(intern_hours_unknown)
{
    intern(t, p);
    p->hours_week_x100 = -1;
}
/* a failure outweighs what is unknown */
SET(intern_night_and_unknown)
{
    intern_night(t, p);
    t->enrolled_on = DK_DAY_NONE;
}
/* no rule was in force before 2016-04-11; the case sets the as-of day, see run() */
SET(intern_night_2015)
{
    intern_night(t, p);
    p->start_on = DK_DAY_NONE;
}

SET(cap_firm_full)
{
    intern(t, p);
    p->interns_total = 10;
} /* 10 % of 100 */
SET(cap_firm_one_left)
{
    intern(t, p);
    p->interns_total = 9;
}
SET(cap_post_full)
{
    intern(t, p);
    p->interns_same_post = 4;
} /* 20 % of 20 */
SET(cap_small_firm)
{
    intern(t, p);
    p->staff_total = 9;
} /* 10 % of 9 is no whole person */
SET(cap_unknown)
{
    intern(t, p);
    p->staff_same_post = -1;
}
SET(cap_unknown_but_full)
{
    intern(t, p);
    p->staff_same_post = -1;
    p->interns_total = 12;
}

static void order(dk_match_post *p)
{
    p->is_order = true;
}
SET(order_other)
{
    UNUSED;
    order(p);
}
SET(order_own)
{
    order(p);
    t->order_firm = 7;
}
SET(order_of_another_firm)
{
    order(p);
    t->order_firm = 8;
}
SET(order_released)
{
    UNUSED;
    order(p);
    p->order_release_on = fx_day(2026, 3, 2);
}
SET(order_not_yet)
{
    UNUSED;
    order(p);
    p->order_release_on = fx_day(2026, 3, 3);
}
SET(order_firm_unknown)
{
    UNUSED;
    order(p);
    p->firm = 0;
}

SET(placed)
{
    UNUSED;
    t->went = DK_DEST_EMPLOYED;
    t->went_on = fx_day(2025, 7, 21);
}
SET(placed_some_day)
{
    UNUSED;
    t->went = DK_DEST_STUDY;
}
SET(placed_opts_in)
{
    placed(t, p);
    t->opts_in = true;
}
SET(notice_forbidden)
{
    UNUSED;
    p->notice_rule = 1;
}
SET(notice_of_a_rule_there_is_not)
{
    UNUSED;
    p->notice_rule = 200;
}

static const gate_case cases[] = {
    {"consent", nothing, DK_GATE_PASS, "有本人授权书"},
    {"consent", consent_no, DK_GATE_FAIL, "没有有效的授权书"},
    {"consent", consent_unknown, DK_GATE_UNKNOWN, "待核实"},
    {"human_only", nothing, DK_GATE_PASS, "没有拒绝"},
    {"human_only", human, DK_GATE_FAIL, "请人工推荐"},
    {"intent", nothing, DK_GATE_PASS, "就业"},
    {"intent", study, DK_GATE_FAIL, "升学"},
    {"intent", study_opts_in, DK_GATE_PASS, "本人要求"},
    {"intent", army, DK_GATE_FAIL, "参军"},
    {"intent", business, DK_GATE_FAIL, "创业"},
    {"intent", undecided, DK_GATE_FAIL, "未定"},
    {"intent", intent_unknown, DK_GATE_UNKNOWN, "询问本人"},
    {"destination", nothing, DK_GATE_PASS, "还没有登记"},
    {"destination", placed, DK_GATE_FAIL, "单位就业，2025-07-21"},
    {"destination", placed_some_day, DK_GATE_FAIL, "升学"},
    {"destination", placed_opts_in, DK_GATE_PASS, "本人要求"},
    {"validity", nothing, DK_GATE_PASS, "2026-06-30"},
    {"validity", closed, DK_GATE_FAIL, "停止招聘"},
    {"validity", early, DK_GATE_FAIL, "2026-03-03"},
    {"validity", opens_today, DK_GATE_PASS, "在招"},
    {"validity", last_day, DK_GATE_PASS, "2026-03-02"},
    {"validity", day_after, DK_GATE_FAIL, "2026-03-01"},
    {"validity", no_end, DK_GATE_PASS, "没有写明"},
    {"validity", full, DK_GATE_FAIL, "没有空余"},
    {"validity", some, DK_GATE_PASS, "在招"},
    {"notice", nothing, DK_GATE_PASS, "没有违法限制"},
    {"notice", notice_forbidden, DK_GATE_FAIL, "限定性别"},
    {"notice", notice_of_a_rule_there_is_not, DK_GATE_PASS, "没有违法限制"},
    {"certificate", nothing, DK_GATE_PASS, "没有法定"},
    {"certificate", cert_none, DK_GATE_FAIL, "没有 焊工特种作业证"},
    {"certificate", cert_good, DK_GATE_PASS, "2026-04-01"},
    {"certificate", cert_on_its_last_day, DK_GATE_PASS, "有效"},
    {"certificate", cert_ends_before_start, DK_GATE_FAIL, "2026-03-31"},
    {"certificate", cert_begins_before_start, DK_GATE_PASS, "持有"},
    {"certificate", cert_begins_too_late, DK_GATE_FAIL, "2026-04-01"},
    {"certificate", cert_without_end, DK_GATE_UNKNOWN, "核对证件"},
    {"certificate", cert_other, DK_GATE_FAIL, "焊工特种作业证"},
    {"certificate", cert_one_of_two, DK_GATE_FAIL, "叉车证"},
    {"certificate", cert_kind_without_end, DK_GATE_PASS, "叉车证"},
    {"age", nothing, DK_GATE_PASS, "已满 16"},
    {"age", sixteen_on_the_day, DK_GATE_PASS, "已满 16"},
    {"age", sixteen_a_day_late, DK_GATE_FAIL, "未满 16"},
    {"age", sixteen_by_start, DK_GATE_PASS, "2026-04-01"},
    {"age", sixteen_unknown, DK_GATE_UNKNOWN, "待核实"},
    {"minor_work", nothing, DK_GATE_PASS, "18"},
    {"minor_work", minor_light_work, DK_GATE_PASS, "不属于"},
    {"minor_work", minor_banned, DK_GATE_FAIL, "禁忌劳动"},
    {"minor_work", minor_hazard, DK_GATE_FAIL, "禁忌劳动"},
    {"minor_work", minor_grade_4, DK_GATE_FAIL, "禁忌劳动"},
    {"minor_work", minor_grade_3, DK_GATE_PASS, "不属于"},
    {"minor_work", minor_grows_up, DK_GATE_PASS, "已满 18"},
    {"minor_work", minor_silent_post, DK_GATE_UNKNOWN, "待单位确认"},
    {"minor_work", adult_silent_post, DK_GATE_PASS, "已满 18"},
    {"minor_work", age_unknown_banned, DK_GATE_UNKNOWN, "年龄待核实"},
    {"minor_work", age_unknown_light, DK_GATE_PASS, "不属于"},
    {"education", nothing, DK_GATE_PASS, "没有法定学历"},
    {"education", edu_below, DK_GATE_FAIL, "专科"},
    {"education", edu_equal, DK_GATE_PASS, "符合"},
    {"education", edu_above, DK_GATE_PASS, "初中"},
    {"education", edu_unknown, DK_GATE_UNKNOWN, "待核实"},
    {"education", edu_firms_wish_only, DK_GATE_PASS, "没有法定学历"},
    {"internship", nothing, DK_GATE_PASS, "不是实习"},
    {"internship", intern, DK_GATE_PASS, "符合"},
    {"internship", intern_graduate, DK_GATE_FAIL, "在校生"},
    {"internship", intern_first_year, DK_GATE_FAIL, "一年级"},
    {"internship", intern_second_year, DK_GATE_PASS, "符合"},
    {"internship", intern_bar, DK_GATE_FAIL, "娱乐场所"},
    {"internship", intern_night, DK_GATE_FAIL, "夜班"},
    {"internship", intern_three_shifts, DK_GATE_FAIL, "夜班"},
    {"internship", intern_overtime, DK_GATE_FAIL, "40.5 小时"},
    {"internship", intern_grade_3, DK_GATE_FAIL, "3 级，实习"},
    {"internship", intern_hazard, DK_GATE_FAIL, "职业危害"},
    {"internship", intern_student_unknown, DK_GATE_UNKNOWN, "在校待核实"},
    {"internship", intern_year_unknown, DK_GATE_UNKNOWN, "年级"},
    {"internship", intern_hours_unknown, DK_GATE_UNKNOWN, "没有填全"},
    {"internship", intern_night_and_unknown, DK_GATE_FAIL, "夜班"},
    {"headroom", nothing, DK_GATE_PASS, "不是实习"},
    {"headroom", intern, DK_GATE_PASS, "4 人"},
    {"headroom", cap_firm_full, DK_GATE_FAIL, "10%"},
    {"headroom", cap_firm_one_left, DK_GATE_PASS, "1 人"},
    {"headroom", cap_post_full, DK_GATE_FAIL, "20%"},
    {"headroom", cap_small_firm, DK_GATE_FAIL, "上限"},
    {"headroom", cap_unknown, DK_GATE_UNKNOWN, "没有填报"},
    {"headroom", cap_unknown_but_full, DK_GATE_FAIL, "上限"},
    {"order_class", nothing, DK_GATE_PASS, "不是订单班"},
    {"order_class", order_other, DK_GATE_FAIL, "留给"},
    {"order_class", order_own, DK_GATE_PASS, "本人是"},
    {"order_class", order_of_another_firm, DK_GATE_FAIL, "留给"},
    {"order_class", order_released, DK_GATE_PASS, "2026-03-02"},
    {"order_class", order_not_yet, DK_GATE_FAIL, "留给"},
    {"order_class", order_firm_unknown, DK_GATE_UNKNOWN, "不明"},
};
enum { N_CASES = sizeof cases / sizeof cases[0] };

static void gate_case__state_and_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_CASES; i++) {
        dk_match_trainee t = fx_trainee(1);
        dk_match_post p = fx_post(1);
        cases[i].set(&t, &p);
        const dk_market market = fx_market(&t, 1, &p, 1);
        const dk_gate *gate = dk_gate_find(cases[i].gate);
        assert_non_null(gate);
        const dk_gate_state got = gate->check(&market, &t, &p);
        if (got != cases[i].state)
            fail_msg("case %zu of %s: state %d, expected %d", i, cases[i].gate, got,
                     cases[i].state);
        dk_arena *arena = dk_arena_new();
        const dk_words words = gate->words(&market, &t, &p, got);
        const char *zh = dk_words_render(arena, DK_ZH, &words);
        const char *en = dk_words_render(arena, DK_EN, &words);
        if (strstr(zh, cases[i].words) == NULL)
            fail_msg("case %zu of %s: \"%s\" lacks \"%s\"", i, cases[i].gate, zh, cases[i].words);
        assert_null(strchr(zh, '{'));
        assert_null(strchr(en, '{'));
        assert_true(en[0] != '\0');
        dk_arena_free(arena);
    }
}

/* The pair's result must be that of the single gate, as the base pair passes all the others. */
static void gate_pair__one_changed_gate(void **state)
{
    (void)state;
    const dk_weights weights = dk_weights_default();
    for (size_t i = 0; i < N_CASES; i++) {
        dk_match_trainee t = fx_trainee(1);
        dk_match_post p = fx_post(1);
        cases[i].set(&t, &p);
        const dk_market market = fx_market(&t, 1, &p, 1);
        dk_match_index *index = fx_index(&market, &weights);
        dk_gate_state states[DK_N_GATES];
        const dk_gate_result all = dk_gate_pair(index, 0, 0, states);
        const dk_gate_result quick = dk_gate_pair(index, 0, 0, NULL);
        size_t failed = 0, unknown = 0;
        for (size_t g = 0; g < DK_N_GATES; g++) {
            failed += states[g] == DK_GATE_FAIL;
            unknown += states[g] == DK_GATE_UNKNOWN;
            if (strcmp(dk_gates[g]->key, cases[i].gate) == 0)
                assert_int_equal(states[g], cases[i].state);
        }
        assert_int_equal(all.n_failed, failed);
        assert_int_equal(all.n_unknown, unknown);
        assert_int_equal(all.state, quick.state);
        assert_int_equal(all.first_failed, quick.first_failed);
        dk_match_index_free(index);
    }
}

static void gates__every_line_has_cases_and_texts(void **state)
{
    (void)state;
    for (size_t g = 0; g < DK_N_GATES; g++) {
        const dk_gate *gate = dk_gates[g];
        size_t passes = 0, others = 0;
        for (size_t i = 0; i < N_CASES; i++) {
            const bool is_mine = strcmp(cases[i].gate, gate->key) == 0;
            passes += is_mine && cases[i].state == DK_GATE_PASS;
            others += is_mine && cases[i].state != DK_GATE_PASS;
        }
        if (passes == 0 || others == 0)
            fail_msg("gate %s needs a passing and a failing case", gate->key);
        assert_true(gate->title.zh[0] != '\0' && gate->title.en[0] != '\0');
        assert_true(gate->about.zh[0] != '\0' && gate->about.en[0] != '\0');
        for (size_t r = 0; r < DK_GATE_RULES; r++)
            assert_true((gate->rules[r].article.zh == NULL) == (gate->rules[r].article.en == NULL));
        assert_ptr_equal(dk_gate_find(gate->key), gate);
    }
    assert_null(dk_gate_find("no_such_gate"));
}

/* New rules for new days: the article changes, and before the first rule the gate passes. */
static void gate_article__by_day(void **state)
{
    (void)state;
    const dk_gate *gate = dk_gate_find("internship");
    assert_string_equal(dk_gate_article(gate, fx_day(2016, 4, 10)).zh, "");
    assert_non_null(strstr(dk_gate_article(gate, fx_day(2016, 4, 11)).zh, "2016"));
    assert_non_null(strstr(dk_gate_article(gate, fx_day(2021, 12, 30)).zh, "2016"));
    assert_non_null(strstr(dk_gate_article(gate, fx_day(2021, 12, 31)).zh, "2021"));
    assert_string_equal(dk_gate_article(dk_gate_find("intent"), fx_day(2026, 1, 1)).zh, "");
    assert_true(dk_gate_in_force(dk_gate_find("intent"), fx_day(1990, 1, 1)));
    assert_false(dk_gate_in_force(gate, fx_day(2015, 9, 1)));
}

static void gate_pair__before_any_rule(void **state)
{
    (void)state;
    dk_match_trainee t = fx_trainee(1);
    dk_match_post p = fx_post(1);
    intern_night_2015(&t, &p);
    t.enrolled_on = fx_day(2013, 9, 1);
    t.sixteen_on = t.adult_on = fx_day(2010, 1, 1);
    dk_market market = fx_market(&t, 1, &p, 1);
    const dk_weights weights = dk_weights_default();
    market.as_of = fx_day(2015, 9, 1);
    dk_match_index *index = fx_index(&market, &weights);
    assert_int_equal(dk_gate_pair(index, 0, 0, NULL).state, DK_GATE_PASS);
    dk_match_index_free(index);
    market.as_of = fx_day(2017, 9, 1);
    index = fx_index(&market, &weights);
    assert_int_equal(dk_gate_pair(index, 0, 0, NULL).state, DK_GATE_FAIL);
    dk_match_index_free(index);
}

/* Seats: min(10 % of 100 - 3, 20 % of 20 - 1) = min(7, 3) = 3; a job has no cap. */
static void headroom__seats(void **state)
{
    (void)state;
    dk_match_post p = fx_post(1);
    int32_t seats = 0;
    assert_int_equal(dk_headroom(&p, &seats), DK_GATE_PASS);
    assert_int_equal(seats, INT32_MAX);
    p.kind = DK_KIND_INTERNSHIP;
    p.interns_total = 3;
    p.interns_same_post = 1;
    assert_int_equal(dk_headroom(&p, &seats), DK_GATE_PASS);
    assert_int_equal(seats, 3);
    p.staff_same_post = -1;
    assert_int_equal(dk_headroom(&p, &seats), DK_GATE_UNKNOWN);
    assert_int_equal(seats, 7);
    p.interns_total = -1; /* not counted: read as none */
    assert_int_equal(dk_headroom(&p, &seats), DK_GATE_UNKNOWN);
    assert_int_equal(seats, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gate_case__state_and_words),
        cmocka_unit_test(gate_pair__one_changed_gate),
        cmocka_unit_test(gates__every_line_has_cases_and_texts),
        cmocka_unit_test(gate_article__by_day),
        cmocka_unit_test(gate_pair__before_any_rule),
        cmocka_unit_test(headroom__seats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
