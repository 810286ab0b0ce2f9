/* tests/unit/match/test_properties.c - what must hold for every pair, over seeded random pairs.
 *
 * 12,000 cases; each draws a small market (related skills on both sides of the floor, every
 * tri-state, empty profiles and posts without requirements among them) and changes one thing. A
 * failure prints the case number, from which the case is made again.
 */
#include <stdlib.h>

#include "core/base/random.h"
#include "core/match/lift.h"
#include "tests/unit/match/fixture.h"

enum { CASES = 12000, SKILLS = 12, NEEDS = 8, HELD = 8, LINKS = 10 };

typedef struct {
    dk_match_trainee trainee;
    dk_match_post post;
    dk_trainee_skill skills[HELD + 1];
    dk_requirement needs[NEEDS];
    dk_skill_link links[LINKS];
    dk_term terms[8];
    dk_trainee_cert certs[2];
    dk_weights weights;
    dk_match_term names[SKILLS + 1];
} one_case;

static size_t below(dk_random *r, size_t n)
{
    return (size_t)dk_random_below(r, n);
}

static dk_tri any_tri(dk_random *r)
{
    return (dk_tri)below(r, 3);
}

static void draw_trainee(one_case *c, dk_random *r)
{
    dk_match_trainee *t = &c->trainee;
    *t = DK_MATCH_TRAINEE_INIT;
    t->id = 1;
    t->specialty = (dk_term)below(r, N_SPECS);
    t->town = (dk_term)below(r, N_TOWNS);
    t->edu = (dk_term)below(r, N_EDUS);
    t->grade = (dk_term)below(r, N_GRADES);
    t->skills = c->skills;
    t->n_skills = below(r, HELD + 1);
    for (size_t i = 0; i < t->n_skills; i++) { /* one draw per statement: a fixed order */
        const dk_term skill = (dk_term)(1 + below(r, SKILLS));
        const int32_t level = (int32_t)below(r, 6);
        const bool is_assumed = below(r, 3) == 0;
        c->skills[i] = dk_trainee_skill_of(
            skill, level, is_assumed ? DK_SOURCE_DEFAULT : DK_SOURCE_ASSESSED, 20000);
    }
    t->exp_months = (int32_t)below(r, 40) - 1;
    c->terms[0] = (dk_term)(1 + below(r, N_OCCS - 1));
    t->want_occupations = (dk_term_list){c->terms, below(r, 2)};
    c->terms[1] = (dk_term)(1 + below(r, N_TOWNS - 1));
    t->want_towns = (dk_term_list){c->terms + 1, below(r, 2)};
    t->want_pay_fen = below(r, 4) == 0 ? -1 : 200000 + 10000 * (int64_t)below(r, 50);
    t->commute_max_min = (int32_t)below(r, 100) - 1;
    t->shift_ok = any_tri(r);
    t->needs_dorm = any_tri(r);
    t->start_on = below(r, 3) == 0 ? DK_DAY_NONE : 20514 + (dk_day)below(r, 200) - 100;
    t->intent = (dk_intent)below(r, 3);
    t->opts_in = below(r, 4) == 0;
    t->has_consent = below(r, 8) == 0 ? any_tri(r) : DK_TRI_YES;
    t->is_human_only = below(r, 20) == 0;
    t->is_student = any_tri(r);
    t->enrolled_on = 20514 - (dk_day)below(r, 1200);
    t->sixteen_on = below(r, 10) == 0 ? DK_DAY_NONE : 20514 - (dk_day)below(r, 800) + 60;
    t->adult_on = t->sixteen_on == DK_DAY_NONE ? DK_DAY_NONE : t->sixteen_on + 730;
    const dk_term cert = (dk_term)(1 + below(r, N_CERTS - 1));
    const dk_day until = 20400 + (dk_day)below(r, 300);
    c->certs[0] = (dk_trainee_cert){cert, DK_DAY_NONE, below(r, 2) == 0 ? DK_DAY_NONE : until};
    t->certs = c->certs;
    t->n_certs = below(r, 2);
}

static void draw_post(one_case *c, dk_random *r)
{
    dk_match_post *p = &c->post;
    *p = DK_MATCH_POST_INIT;
    p->id = 1;
    p->firm = 7;
    p->occupation = (dk_term)below(r, N_OCCS);
    p->town = (dk_term)below(r, N_TOWNS);
    c->terms[2] = (dk_term)(1 + below(r, N_SPECS - 1));
    p->specialties = (dk_term_list){c->terms + 2, below(r, 2)};
    p->requirements = c->needs;
    bool is_taken[SKILLS + 1] = {false};
    for (size_t want = below(r, NEEDS + 1); p->n_requirements < want;) {
        const dk_term skill = (dk_term)(1 + below(r, SKILLS));
        const uint8_t level = (uint8_t)(1 + below(r, 5));
        const uint8_t weight = (uint8_t)(1 + below(r, 5));
        if (!is_taken[skill])
            c->needs[p->n_requirements++] = (dk_requirement){skill, level, weight};
        is_taken[skill] = true;
    }
    p->edu_min = (dk_term)below(r, N_EDUS);
    p->edu_legal = below(r, 4) == 0 ? (dk_term)below(r, N_EDUS) : 0;
    p->grade_min = (dk_term)below(r, N_GRADES);
    c->terms[3] = (dk_term)(1 + below(r, N_CERTS - 1));
    p->certs_legal = (dk_term_list){c->terms + 3, below(r, 4) == 0};
    p->certs_wanted = (dk_term_list){c->terms + 3, below(r, 2)};
    p->exp_months = (int32_t)below(r, 40) - 1;
    p->pay_min_fen = below(r, 4) == 0 ? -1 : 200000 + 10000 * (int64_t)below(r, 50);
    p->pay_max_fen = below(r, 4) == 0 ? -1 : p->pay_min_fen + 10000 * (int64_t)below(r, 30);
    p->shift = (dk_shift)below(r, 6);
    p->has_night = any_tri(r);
    p->has_dorm = any_tri(r);
    p->start_on = below(r, 3) == 0 ? DK_DAY_NONE : 20514 + (dk_day)below(r, 200);
    p->kind = (dk_post_kind)below(r, 5);
    p->hours_week_x100 = below(r, 4) == 0 ? -1 : 3500 + (int32_t)below(r, 1000);
    p->labor_grade = (int32_t)below(r, 5);
    p->is_hazardous = any_tri(r);
    p->is_minor_ban = any_tri(r);
    p->is_entertainment = any_tri(r);
    p->is_order = below(r, 8) == 0;
    p->is_closed = below(r, 20) == 0;
    p->openings = (int32_t)below(r, 10) - 1;
    p->staff_total = (int32_t)below(r, 100) - 1;
    p->staff_same_post = (int32_t)below(r, 40) - 1;
    p->interns_total = p->interns_same_post = (int32_t)below(r, 4) - 1;
}

/* Case number `n`, always the same. */
static void draw(one_case *c, uint64_t n)
{
    dk_random r = dk_random_seed(n);
    memset(c, 0, sizeof *c);
    c->names[0] = fx_skills[0];
    for (size_t i = 1; i <= SKILLS; i++)
        c->names[i] = (dk_match_term){"S", {"技能", "skill"}, 0, 0};
    for (size_t i = 0; i < LINKS; i++) {
        const dk_term a = (dk_term)(1 + below(&r, SKILLS));
        const dk_term b = (dk_term)(1 + below(&r, SKILLS));
        c->links[i] = (dk_skill_link){a, b, (uint16_t)(300 + below(&r, 701))};
    }
    draw_trainee(c, &r);
    draw_post(c, &r);
    c->weights = dk_weights_default();
    for (size_t i = 0; i < DK_N_CRITERIA; i++)
        c->weights.weight[i] = (int32_t)below(&r, 3000);
    c->weights.weight[below(&r, DK_N_CRITERIA)] = 1; /* never all zero */
}

static dk_market market_of(const one_case *c)
{
    dk_market m = fx_market(&c->trainee, 1, &c->post, 1);
    m.skills = (dk_match_terms){c->names, SKILLS + 1};
    m.links = c->links;
    m.n_links = LINKS;
    return m;
}

static int32_t score(const one_case *c, dk_parts *parts)
{
    const dk_market market = market_of(c);
    dk_match_index *index = fx_index(&market, &c->weights);
    const int32_t out = dk_score_pair(index, 0, 0, parts);
    dk_match_index_free(index);
    return out;
}

#define HOLDS(n, condition)                                                                        \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fail_msg("case %llu: %s", (unsigned long long)(n), #condition);                        \
    } while (0)

/* Points of criteria sum to fit, wish and score; shares of skills to the coverage; all within
 * bounds. */
static void score_pair__contributions_sum_exactly(void **state)
{
    (void)state;
    one_case c;
    dk_parts parts;
    for (uint64_t n = 0; n < CASES; n++) {
        draw(&c, n);
        const int32_t total = score(&c, &parts);
        int32_t sums[2] = {0, 0}, most = 0, points = 0, max = 0;
        for (size_t i = 0; i < DK_N_CRITERIA; i++) {
            const dk_part *part = &parts.criteria[i];
            HOLDS(n, part->points >= 0 && part->points <= part->max);
            sums[dk_criteria[i]->direction] += part->points;
            most += part->max;
        }
        HOLDS(n, most == DK_SCORE_MAX);
        HOLDS(n, parts.fit == sums[DK_FIT] && parts.wish == sums[DK_WISH]);
        HOLDS(n, total == parts.score && total == parts.fit + parts.wish);
        HOLDS(n, parts.n_skills == c.post.n_requirements);
        for (size_t i = 0; i < parts.n_skills; i++) {
            const dk_skill_part *one = &parts.skills[i];
            HOLDS(n, one->points >= 0 && one->points <= one->max);
            HOLDS(n, one->credit > 0 || one->points == 0);
            HOLDS(n, one->credit < 1000 || one->points == one->max);
            points += one->points;
            max += one->max;
        }
        const dk_part *coverage = &parts.criteria[DK_CRITERION_skills];
        HOLDS(n, parts.n_skills == 0 || (points == coverage->points && max == coverage->max));
    }
}

static void score_pair__adding_a_skill_never_lowers_fit(void **state)
{
    (void)state;
    one_case c;
    dk_parts before, after;
    for (uint64_t n = 0; n < CASES; n++) {
        draw(&c, n);
        (void)score(&c, &before);
        dk_random r = dk_random_stream(n, "skill");
        const dk_term skill = (dk_term)(1 + below(&r, SKILLS));
        c.skills[c.trainee.n_skills++] =
            dk_trainee_skill_of(skill, (int32_t)below(&r, 6), DK_SOURCE_ASSESSED, 20000);
        (void)score(&c, &after);
        HOLDS(n, after.fit >= before.fit);
        HOLDS(n, after.wish == before.wish);
    }
}

static void score_pair__raising_a_level_never_lowers_fit(void **state)
{
    (void)state;
    one_case c;
    dk_parts before, after;
    for (uint64_t n = 0; n < CASES; n++) {
        draw(&c, n);
        if (c.trainee.n_skills == 0)
            continue;
        (void)score(&c, &before);
        dk_random r = dk_random_stream(n, "level");
        dk_trainee_skill *s = &c.skills[below(&r, c.trainee.n_skills)];
        if (s->level == DK_MATCH_LEVEL_MAX)
            continue;
        *s = dk_trainee_skill_of(s->skill, s->level + 1, DK_SOURCE_ASSESSED, 20000);
        (void)score(&c, &after);
        HOLDS(n, after.fit >= before.fit);
    }
}

/* An assumed level confirmed at or above what was assumed. */
static void score_pair__confirming_an_assumed_level_never_lowers(void **state)
{
    (void)state;
    one_case c;
    for (uint64_t n = 0; n < CASES; n++) {
        draw(&c, n);
        const int32_t before = score(&c, NULL);
        dk_random r = dk_random_stream(n, "confirm");
        for (size_t i = 0; i < c.trainee.n_skills; i++) {
            dk_trainee_skill *s = &c.skills[i];
            const int32_t level = s->level + (int32_t)below(&r, (size_t)(6 - s->level));
            if (s->source == DK_SOURCE_DEFAULT)
                *s = dk_trainee_skill_of(s->skill, level, DK_SOURCE_ASSESSED, 20000);
        }
        HOLDS(n, score(&c, NULL) >= before);
    }
}

static void remove_need(one_case *c, size_t at)
{
    c->post.n_requirements--;
    memmove(&c->needs[at], &c->needs[at + 1], (c->post.n_requirements - at) * sizeof c->needs[0]);
}

static void score_pair__removing_an_unmet_requirement_never_lowers_fit(void **state)
{
    (void)state;
    one_case c;
    dk_parts before, after;
    size_t tried = 0;
    for (uint64_t n = 0; n < CASES; n++) {
        draw(&c, n);
        (void)score(&c, &before);
        for (size_t i = 0; i < before.n_skills; i++) {
            if (before.skills[i].credit > 0)
                continue;
            remove_need(&c, i);
            (void)score(&c, &after);
            HOLDS(n, after.fit >= before.fit);
            tried++;
            break;
        }
    }
    assert_true(tried > CASES / 2);
}

static void score_pair__removing_a_met_requirement_never_raises_coverage(void **state)
{
    (void)state;
    one_case c;
    dk_parts before, after;
    size_t tried = 0;
    for (uint64_t n = 0; n < CASES; n++) {
        draw(&c, n);
        (void)score(&c, &before);
        for (size_t i = 0; i < before.n_skills; i++) {
            if (before.skills[i].credit < 1000)
                continue;
            remove_need(&c, i);
            (void)score(&c, &after);
            HOLDS(n, after.criteria[DK_CRITERION_skills].points <=
                         before.criteria[DK_CRITERION_skills].points);
            tried++;
            break;
        }
    }
    assert_true(tried > CASES / 4);
}

/* Order of skills, requirements and links, and duplicates of a skill at a lower level: nothing
 * changes. */
static void score_pair__permutation_changes_nothing(void **state)
{
    (void)state;
    one_case c;
    for (uint64_t n = 0; n < CASES; n++) {
        draw(&c, n);
        const int32_t before = score(&c, NULL);
        for (size_t i = 0, j = c.trainee.n_skills; i + 1 < j; i++) {
            const dk_trainee_skill swap = c.skills[i];
            c.skills[i] = c.skills[--j];
            c.skills[j] = swap;
        }
        for (size_t i = 0, j = c.post.n_requirements; i + 1 < j; i++) {
            const dk_requirement swap = c.needs[i];
            c.needs[i] = c.needs[--j];
            c.needs[j] = swap;
        }
        for (size_t i = 0; i < LINKS; i++)
            c.links[i] =
                (dk_skill_link){c.links[i].b, c.links[i].a, c.links[i].similarity_permille};
        HOLDS(n, score(&c, NULL) == before);
    }
}

static void score_pair__scaling_all_weights_changes_nothing(void **state)
{
    (void)state;
    one_case c;
    dk_parts before, after;
    for (uint64_t n = 0; n < CASES; n++) {
        draw(&c, n);
        (void)score(&c, &before);
        dk_random r = dk_random_stream(n, "scale");
        const int32_t factor = (int32_t)(2 + below(&r, 300));
        for (size_t i = 0; i < DK_N_CRITERIA; i++)
            c.weights.weight[i] *= factor;
        (void)score(&c, &after);
        HOLDS(n, memcmp(before.criteria, after.criteria, sizeof before.criteria) == 0);
    }
}

/* A birthday moved within the same legal class, for every post start: nothing changes, gates
 * included. */
static void score_pair__birthday_within_its_class_changes_nothing(void **state)
{
    (void)state;
    one_case c;
    for (uint64_t n = 0; n < CASES; n++) {
        draw(&c, n);
        const dk_day start = c.post.start_on > 20514 ? c.post.start_on : 20514;
        dk_gate_state states[2][DK_N_GATES];
        int32_t scores[2];
        dk_random r = dk_random_stream(n, "birthday");
        for (int i = 0; i < 2; i++) {
            const dk_market market = market_of(&c);
            dk_match_index *index = fx_index(&market, &c.weights);
            (void)dk_gate_pair(index, 0, 0, states[i]);
            scores[i] = dk_score_pair(index, 0, 0, NULL);
            dk_match_index_free(index);
            if (c.trainee.sixteen_on == DK_DAY_NONE)
                continue;
            c.trainee.sixteen_on = c.trainee.sixteen_on <= start
                                       ? start - (dk_day)below(&r, 5000)
                                       : start + 1 + (dk_day)below(&r, 5000);
            c.trainee.adult_on = c.trainee.adult_on <= start ? start - (dk_day)below(&r, 5000)
                                                             : start + 1 + (dk_day)below(&r, 5000);
        }
        HOLDS(n, scores[0] == scores[1]);
        HOLDS(n, memcmp(states[0], states[1], sizeof states[0]) == 0);
    }
}

static void score_range__holds_the_score(void **state)
{
    (void)state;
    one_case c;
    size_t wide = 0;
    for (uint64_t n = 0; n < CASES; n++) {
        draw(&c, n);
        const dk_market market = market_of(&c);
        dk_match_index *index = fx_index(&market, &c.weights);
        const int32_t middle = dk_score_pair(index, 0, 0, NULL);
        int32_t low, high;
        dk_score_range(index, 0, 0, &low, &high);
        HOLDS(n, 0 <= low && low <= middle && middle <= high && high <= DK_SCORE_MAX);
        wide += low < high;
        dk_match_index_free(index);
    }
    assert_true(wide > CASES / 4);
}

/* Lists of a market of 30 x 30: a failed gate never appears, and every entry is re-scored. */
static void top_posts__no_failed_gate_and_exact_scores(void **state)
{
    (void)state;
    enum { SIZE = 30, ROUNDS = 14 }; /* 14 * 900 = 12,600 pairs */
    one_case *many = calloc(2 * SIZE, sizeof *many);
    assert_non_null(many);
    size_t listed = 0;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        dk_match_trainee trainees[SIZE];
        dk_match_post posts[SIZE];
        for (size_t i = 0; i < SIZE; i++) {
            draw(&many[2 * i], 100000 + round * 2 * SIZE + 2 * i);
            draw(&many[2 * i + 1], 100000 + round * 2 * SIZE + 2 * i + 1);
            trainees[i] = many[2 * i].trainee;
            posts[i] = many[2 * i + 1].post;
            trainees[i].id = posts[i].id = (int64_t)i + 1;
        }
        dk_market market = market_of(&many[0]);
        market.trainees = trainees;
        market.posts = posts;
        market.n_trainees = market.n_posts = SIZE;
        dk_match_index *index = fx_index(&market, &many[0].weights);
        dk_arena *arena = dk_arena_new();
        dk_err err = DK_ERR_INIT;
        for (size_t t = 0; t < SIZE; t++) {
            dk_top top;
            assert_int_equal(dk_top_posts(index, t, SIZE, arena, &top, &err), DK_OK);
            size_t passed = 0;
            for (size_t p = 0; p < SIZE; p++)
                passed += dk_gate_pair(index, t, p, NULL).state == DK_GATE_PASS;
            assert_int_equal(top.n_best, passed);
            assert_int_equal(top.not_open + top.considered, SIZE);
            assert_int_equal(top.gated_out + top.unknown + passed, top.considered);
            for (size_t i = 0; i < top.n_best; i++) {
                const size_t p = top.best[i].at;
                dk_gate_state states[DK_N_GATES];
                (void)dk_gate_pair(index, t, p, states);
                for (size_t g = 0; g < DK_N_GATES; g++)
                    assert_int_equal(states[g], DK_GATE_PASS);
                assert_int_equal(dk_score_pair(index, t, p, NULL), top.best[i].score);
                listed++;
            }
        }
        dk_arena_free(arena);
        dk_match_index_free(index);
    }
    assert_true(listed > 100);
    free(many);
}

enum { TWINS = 8 };

/* The person among twins, before some of whom the tie rule puts the person and behind others; with
 * the changes, which the twins do not get. The index borrows *market and people. */
static dk_match_index *among_twins(const one_case *c, const dk_match_trainee *twin,
                                   dk_match_trainee people[TWINS], dk_market *market)
{
    for (size_t i = 0; i < TWINS; i++) {
        people[i] = i == 0 ? c->trainee : *twin;
        people[i].id = c->trainee.id + (int64_t)i;
    }
    *market = market_of(c);
    market->trainees = people;
    market->n_trainees = TWINS;
    return fx_index(market, &c->weights);
}

/* Place of the person in the full list of the post, 0 when not in it. */
static size_t place_of_person(const dk_match_index *index, dk_arena *arena)
{
    dk_top top;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_top_trainees(index, 0, TWINS, arena, &top, &err), DK_OK);
    for (size_t i = 0; i < top.n_best; i++)
        if (top.best[i].at == 0)
            return i + 1;
    return 0;
}

/* Every proposed set of changes, applied to the record, gives the score, the gates and the place it
 * promised; each moves the person up or lets the person in, and does more than every cheaper one.
 */
static void lifts__applied_do_what_they_said(void **state)
{
    (void)state;
    enum { LIFT_CASES = 1500 };
    one_case c;
    size_t tried = 0;
    dk_match_trainee people[TWINS];
    dk_market market;
    const dk_lift_prices prices = dk_lift_prices_default();
    for (uint64_t n = 0; n < LIFT_CASES; n++) {
        draw(&c, n);
        dk_arena *arena = dk_arena_new();
        dk_err err = DK_ERR_INIT;
        dk_lifts lifts;
        const dk_match_trainee before = c.trainee;
        dk_match_index *index = among_twins(&c, &before, people, &market);
        const dk_lift_ask ask = {0, 0, &prices};
        assert_int_equal(dk_match_lifts(index, &ask, &lifts, &err), DK_OK);
        HOLDS(n, lifts.before.score == dk_score_pair(index, 0, 0, NULL));
        HOLDS(n, lifts.before.rank == place_of_person(index, arena));
        dk_match_index_free(index);
        dk_standing last = lifts.before;
        for (size_t i = 0; i < lifts.n_lifts; i++) {
            const dk_lift *lift = &lifts.lifts[i];
            c.trainee = *dk_change_apply(&market, &before, lift->changes, lift->n_changes, arena);
            index = among_twins(&c, &before, people, &market);
            HOLDS(n, dk_score_pair(index, 0, 0, NULL) == lift->after.score);
            HOLDS(n, dk_gate_pair(index, 0, 0, NULL).state == lift->after.gates);
            HOLDS(n, place_of_person(index, arena) == lift->after.rank);
            HOLDS(n, lift->after.gates == DK_GATE_PASS);
            HOLDS(n, last.rank == 0 || lift->after.rank < last.rank);
            dk_match_index_free(index);
            c.trainee = before;
            last = lift->after;
            tried++;
        }
        dk_arena_free(arena);
    }
    if (tried <= LIFT_CASES / 20)
        fail_msg("only %zu lifts", tried);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(score_pair__contributions_sum_exactly),
        cmocka_unit_test(score_pair__adding_a_skill_never_lowers_fit),
        cmocka_unit_test(score_pair__raising_a_level_never_lowers_fit),
        cmocka_unit_test(score_pair__confirming_an_assumed_level_never_lowers),
        cmocka_unit_test(score_pair__removing_an_unmet_requirement_never_lowers_fit),
        cmocka_unit_test(score_pair__removing_a_met_requirement_never_raises_coverage),
        cmocka_unit_test(score_pair__permutation_changes_nothing),
        cmocka_unit_test(score_pair__scaling_all_weights_changes_nothing),
        cmocka_unit_test(score_pair__birthday_within_its_class_changes_nothing),
        cmocka_unit_test(score_range__holds_the_score),
        cmocka_unit_test(top_posts__no_failed_gate_and_exact_scores),
        cmocka_unit_test(lifts__applied_do_what_they_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
