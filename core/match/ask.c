/* core/match/ask.c - two tables of facts (of people, of posts), each with the values it could take;
 * every value is tried by a guest and compared place by place with the list as it is. */
#include "core/match/ask.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/match/topk.h"

enum {
    WATCHED = DK_ASK_TOP + 1, /* one more: who moves up when a post leaves the list */
    TOWNS_MAX = 12,           /* towns tried for an unknown one */
    QUARTER = 91,             /* days */
    FAR_DAYS = 1095,
};

/* A list as it is: the first places of one person. */
typedef struct {
    dk_ranked items[WATCHED];
    size_t n;
} places;

typedef struct {
    const dk_match_index *index;
    const dk_market *market;
    const size_t *who;
    size_t n_who;
    uint64_t seed;
    places *lists; /* [n_who] */
    dk_fact *facts;
    size_t k, n;
    dk_arena *work;
    bool is_broken;
} asker;

/* ---- facts of a person ---- */

/* Puts value `v` (0..n-1) of the fact into the copy; false when there is no such value. */
typedef struct {
    const char *field;
    dk_text title;
    bool (*is_unknown)(const dk_match_trainee *t);
    bool (*put)(const dk_market *market, size_t v, dk_match_trainee *t);
} trainee_fact;

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

static const trainee_fact TRAINEE_FACTS[] = {
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
enum { N_TRAINEE_FACTS = sizeof TRAINEE_FACTS / sizeof *TRAINEE_FACTS };

/* ---- facts of a post ---- */

typedef struct {
    const char *field;
    dk_text title;
    bool (*is_unknown)(const dk_match_post *p);
    bool (*put)(const dk_market *market, size_t v, dk_match_post *p);
} post_fact;

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

static const post_fact POST_FACTS[] = {
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
enum { N_POST_FACTS = sizeof POST_FACTS / sizeof *POST_FACTS };

/* ---- lists ---- */

static void keep(places *list, dk_ranked one)
{
    size_t at = list->n;
    if (at == WATCHED && !dk_ranked_before(&one, &list->items[at - 1]))
        return;
    at = at == WATCHED ? at - 1 : list->n++;
    for (; at > 0 && dk_ranked_before(&one, &list->items[at - 1]); at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = one;
}

static dk_ranked ranked(const asker *a, size_t trainee, size_t post, int32_t score)
{
    int64_t id = a->market->posts[post].id;
    return (dk_ranked){post, id, score, dk_tie(a->seed, a->market->trainees[trainee].id, id)};
}

static void list_as_it_is(const asker *a, size_t trainee, places *list)
{
    list->n = 0;
    for (size_t p = 0; p < a->market->n_posts; p++) {
        if (dk_gate_pair(a->index, trainee, p, NULL).state == DK_GATE_PASS)
            keep(list, ranked(a, trainee, p, dk_score_pair(a->index, trainee, p, NULL)));
    }
}

static size_t shown(const places *list)
{
    return list->n < DK_ASK_TOP ? list->n : DK_ASK_TOP;
}

/* Places whose post differs. */
static size_t count_changes(const places *before, const places *after)
{
    size_t most = shown(before) > shown(after) ? shown(before) : shown(after), n = 0;
    for (size_t i = 0; i < most; i++) {
        bool both = i < shown(before) && i < shown(after);
        n += !both || before->items[i].at != after->items[i].at;
    }
    return n;
}

/* The list with one post at another score, or out of it (`is_in` false). */
static places moved(const places *list, dk_ranked one, bool is_in)
{
    places out = {.n = 0};
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].at != one.at)
            out.items[out.n++] = list->items[i];
    }
    if (is_in)
        keep(&out, one);
    return out;
}

/* ---- the best facts ---- */

/* Most places, then most people, then posts, record number and field. */
static int compare_fact(const void *a, const void *b)
{
    const dk_fact *x = a, *y = b;
    if (x->places != y->places)
        return x->places > y->places ? -1 : 1;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    if (x->is_of_post != y->is_of_post)
        return x->is_of_post ? -1 : 1;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    int by_field = strcmp(x->field, y->field);
    return by_field != 0 ? by_field : (x->skill > y->skill) - (x->skill < y->skill);
}

static void put_fact(asker *a, const dk_fact *one)
{
    if (one->places == 0 ||
        (a->n == a->k && (a->k == 0 || compare_fact(one, &a->facts[a->n - 1]) >= 0)))
        return;
    size_t at = a->n == a->k ? a->n - 1 : a->n++;
    for (; at > 0 && compare_fact(one, &a->facts[at - 1]) < 0; at--)
        a->facts[at] = a->facts[at - 1];
    a->facts[at] = *one;
}

/* ---- trying the values ---- */

static size_t changes_of(asker *a, size_t i, const dk_match_trainee *variant)
{
    dk_guest_trainee *guest = NULL;
    dk_err err = DK_ERR_INIT;
    places after = {.n = 0};
    if (dk_guest_trainee_new(a->index, variant, a->work, &guest, &err) != DK_OK) {
        a->is_broken = true;
        return 0;
    }
    for (size_t p = 0; p < a->market->n_posts; p++) {
        if (dk_guest_gate_post(a->index, guest, p) == DK_GATE_PASS)
            keep(&after, ranked(a, a->who[i], p, dk_guest_score_post(a->index, guest, p, NULL)));
    }
    dk_arena_reset(a->work);
    return count_changes(&a->lists[i], &after);
}

static void ask_person(asker *a, size_t i)
{
    const dk_match_trainee *who = &a->market->trainees[a->who[i]];
    for (size_t f = 0; f < N_TRAINEE_FACTS; f++) {
        dk_fact fact = {.at = a->who[i],
                        .id = who->id,
                        .field = TRAINEE_FACTS[f].field,
                        .title = TRAINEE_FACTS[f].title,
                        .people = 1};
        dk_match_trainee variant = *who;
        bool is_unknown = TRAINEE_FACTS[f].is_unknown(who);
        for (size_t v = 0; is_unknown && TRAINEE_FACTS[f].put(a->market, v, &variant); v++) {
            size_t moved_places = changes_of(a, i, &variant);
            fact.places = moved_places > fact.places ? moved_places : fact.places;
            variant = *who;
        }
        put_fact(a, &fact);
    }
}

/* Levels that are only assumed: at the lower and at the upper bound. */
static void ask_levels(asker *a, size_t i)
{
    const dk_match_trainee *who = &a->market->trainees[a->who[i]];
    dk_trainee_skill *skills = malloc((who->n_skills + 1) * sizeof *skills);
    a->is_broken |= skills == NULL;
    for (size_t s = 0; skills != NULL && s < who->n_skills; s++) {
        const dk_trainee_skill *held = &who->skills[s];
        dk_fact fact = {.at = a->who[i],
                        .id = who->id,
                        .field = "skills",
                        .title = dk_term_get(&a->market->skills, held->skill)->name,
                        .skill = held->skill,
                        .people = 1};
        if (held->low == held->high)
            continue;
        for (int v = 0; v < 2; v++) {
            memcpy(skills, who->skills, who->n_skills * sizeof *skills);
            skills[s].level = v == 0 ? held->low : held->high;
            dk_match_trainee variant = *who;
            variant.skills = skills;
            size_t moved_places = changes_of(a, i, &variant);
            fact.places = moved_places > fact.places ? moved_places : fact.places;
        }
        put_fact(a, &fact);
    }
    free(skills);
}

/* One value of one fact of a post over everybody asked about. */
static void try_post(asker *a, size_t p, const dk_match_post *variant, dk_fact *fact)
{
    dk_guest_post *guest = NULL;
    dk_err err = DK_ERR_INIT;
    size_t sum = 0, people = 0;
    if (dk_guest_post_new(a->index, p, variant, a->work, &guest, &err) != DK_OK) {
        a->is_broken = true;
        return;
    }
    for (size_t i = 0; i < a->n_who; i++) {
        bool is_in = dk_guest_gate_trainee(a->index, a->who[i], guest) == DK_GATE_PASS;
        int32_t score = is_in ? dk_guest_score_trainee(a->index, a->who[i], guest, NULL) : 0;
        const places after = moved(&a->lists[i], ranked(a, a->who[i], p, score), is_in);
        size_t n = count_changes(&a->lists[i], &after);
        sum += n;
        people += n > 0;
    }
    dk_arena_reset(a->work);
    if (sum > fact->places) {
        fact->places = sum;
        fact->people = people;
    }
}

static void ask_post(asker *a, size_t p)
{
    const dk_match_post *what = &a->market->posts[p];
    if (!dk_match_post_open(a->index, p))
        return;
    for (size_t f = 0; f < N_POST_FACTS; f++) {
        dk_fact fact = {.is_of_post = true,
                        .at = p,
                        .id = what->id,
                        .field = POST_FACTS[f].field,
                        .title = POST_FACTS[f].title};
        dk_match_post variant = *what;
        bool is_unknown = POST_FACTS[f].is_unknown(what);
        for (size_t v = 0; is_unknown && POST_FACTS[f].put(a->market, v, &variant); v++) {
            try_post(a, p, &variant, &fact);
            variant = *what;
        }
        put_fact(a, &fact);
    }
}

dk_code dk_facts_to_ask(const dk_match_index *index, const size_t *who, size_t n, uint64_t seed,
                        dk_fact *facts, size_t k, size_t *n_facts, dk_err *err)
{
    assert(index != NULL && facts != NULL && n_facts != NULL && err != NULL);
    assert(k >= 1 && k <= DK_ASK_MAX);
    asker a = {.index = index,
               .market = dk_match_index_market(index),
               .who = who,
               .n_who = n,
               .seed = seed,
               .lists = malloc((n + 1) * sizeof(places)),
               .facts = facts,
               .k = k,
               .work = dk_arena_new()};
    a.is_broken = a.lists == NULL || a.work == NULL;
    for (size_t i = 0; !a.is_broken && i < n; i++)
        list_as_it_is(&a, who[i], &a.lists[i]);
    for (size_t i = 0; !a.is_broken && i < n; i++) {
        ask_person(&a, i);
        ask_levels(&a, i);
    }
    for (size_t p = 0; !a.is_broken && p < a.market->n_posts; p++)
        ask_post(&a, p);
    free(a.lists);
    dk_arena_free(a.work);
    *n_facts = a.n;
    return a.is_broken ? DK_NO_MEMORY(err) : DK_OK;
}
