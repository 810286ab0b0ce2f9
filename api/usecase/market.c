/* api/usecase/market.c - see market.h.
 *
 * Order of loading: terms, reference tables (links, crosswalk, towns, default profiles),
 * enterprises (their facts travel with each post), trainees (who also tell how many interns a firm
 * has), placements (who has a destination already), posts.
 */
#include "api/usecase/market.h"

#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/numbered.h"
#include "api/usecase/terms.h"
#include "api/usecase/values.h"
#include "core/match/keyword.h"
#include "core/match/notice.h"
#include "core/register/fields.h"
#include "core/register/person.h"

/* ---- state of one load ---- */

typedef struct {
    dk_term code; /* of a specialty, an occupation or a certificate */
    int32_t stage;
    dk_term skill;
    uint8_t level, weight;
} profile_row;

typedef struct {
    const char *uscc;
    int64_t id;
    int32_t staff_total, interns;
    dk_tri is_entertainment;
} firm;

/* A growing array in the load's arena. */
typedef struct {
    void *items;
    size_t n, capacity;
} list;

/* A destination that somebody has. */
typedef struct {
    int64_t id; /* of the placement */
    dk_person_keys who;
    dk_destination kind;
    dk_day on;
} destination;

typedef struct {
    dk_arena *arena;
    dk_day as_of;
    dk_term_map skills, certs, occupations, specialties, towns, edus, grades;
    list links, crosswalk, town_links;
    list specialty_profiles, occupation_profiles, cert_profiles; /* profile_row */
    list firms;                                                  /* firm, by uscc once sorted */
    list destinations; /* destination, by day once sorted */
    dk_people people;  /* in an arena of its own that ends with the load: keys are in clear */
    list trainees, posts;
    dk_numbered texts; /* of notices, and what each breaks */
    list screened;
    bool is_broken; /* memory ran out inside a row callback */
} loader;

/* Room for one more element of `size` bytes at the end, zeroed; NULL when memory is out. */
static void *push(loader *l, list *to, size_t size)
{
    void *items = dk_arena_grow(l->arena, to->items, to->n, &to->capacity, size);
    if (items == NULL) {
        l->is_broken = true;
        return NULL;
    }
    to->items = items;
    return (char *)items + size * to->n++;
}

/* ---- codes that mean something to the matcher ---- */

static int meaning_of(const dk_keyword *table, const char *code)
{
    const dk_keyword *found = dk_keyword_find(table, code);
    return found == NULL ? 0 : found->value;
}

static dk_tri tri(const dk_record *record, size_t field)
{
    return dk_has(record, field) ? dk_tri_of(dk_num(record, field, 0) != 0) : DK_TRI_UNKNOWN;
}

static dk_day day(const dk_record *record, size_t field)
{
    return (dk_day)dk_num(record, field, DK_DAY_NONE);
}

/* True when a row with validity `since`..`until` holds on the as-of day. */
static bool is_valid(const loader *l, dk_day since, dk_day until)
{
    return (since == DK_DAY_NONE || since <= l->as_of) &&
           (until == DK_DAY_NONE || l->as_of <= until);
}

/* The codes of a CODES field as terms; unknown ones are left out. */
static dk_term_list terms_of(loader *l, const dk_record *record, size_t field,
                             const dk_term_map *map)
{
    const dk_value *v = &record->v[field];
    if (v->kind != DK_V_LIST || v->n_rows == 0)
        return (dk_term_list){0};
    dk_term *items = dk_arena_array(l->arena, v->n_rows, sizeof *items);
    size_t n = 0;
    l->is_broken |= items == NULL;
    for (size_t i = 0; items != NULL && i < v->n_rows; i++) {
        dk_term term = dk_term_of(map, v->items[i].text);
        if (term != 0)
            items[n++] = term;
    }
    return (dk_term_list){items, n};
}

/* ---- reference tables ---- */

static bool on_link(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    dk_skill_link row = {dk_term_of(&l->skills, dk_str(r, DK_SKILL_LINKS_skill)),
                         dk_term_of(&l->skills, dk_str(r, DK_SKILL_LINKS_other)),
                         (uint16_t)dk_num(r, DK_SKILL_LINKS_similarity_permille, 0)};
    if (row.a == 0 || row.b == 0 || row.a == row.b)
        return true;
    dk_skill_link *to = push(l, &l->links, sizeof row);
    if (to != NULL)
        *to = row;
    return to != NULL;
}

static bool on_crosswalk(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    dk_crosswalk_row row = {
        dk_term_of(&l->specialties, dk_str(r, DK_CROSSWALK_specialty_code)),
        dk_term_of(&l->occupations, dk_str(r, DK_CROSSWALK_occ_code)),
        (dk_crosswalk_grade)meaning_of(dk_match_grades, dk_str(r, DK_CROSSWALK_grade))};
    if (row.specialty == 0 || row.occupation == 0 || row.grade == DK_GRADE_UNRELATED ||
        !is_valid(l, day(r, DK_CROSSWALK_since), day(r, DK_CROSSWALK_until)))
        return true;
    dk_crosswalk_row *to = push(l, &l->crosswalk, sizeof row);
    if (to != NULL)
        *to = row;
    return to != NULL;
}

static bool on_town_link(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    dk_town_link row = {dk_term_of(&l->towns, dk_str(r, DK_TOWN_LINKS_from)),
                        dk_term_of(&l->towns, dk_str(r, DK_TOWN_LINKS_to)),
                        (int32_t)dk_num(r, DK_TOWN_LINKS_minutes, 0),
                        dk_num(r, DK_TOWN_LINKS_shuttle, 0) != 0};
    if (row.from == 0 || row.to == 0)
        return true;
    dk_town_link *to = push(l, &l->town_links, sizeof row);
    if (to != NULL)
        *to = row;
    return to != NULL;
}

static bool on_profile(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    const struct {
        const char *subject;
        const dk_term_map *codes;
        list *to;
    } kinds[] = {{"specialty", &l->specialties, &l->specialty_profiles},
                 {"occupation", &l->occupations, &l->occupation_profiles},
                 {"certificate", &l->certs, &l->cert_profiles}};
    const char *subject = dk_str(r, DK_SKILL_PROFILES_subject);
    size_t kind = 0;
    while (kind < 3 && strcmp(kinds[kind].subject, subject) != 0)
        kind++;
    if (kind == 3 || !is_valid(l, day(r, DK_SKILL_PROFILES_since), day(r, DK_SKILL_PROFILES_until)))
        return true;
    profile_row row = {dk_term_of(kinds[kind].codes, dk_str(r, DK_SKILL_PROFILES_code)),
                       (int32_t)dk_num(r, DK_SKILL_PROFILES_stage, 0),
                       dk_term_of(&l->skills, dk_str(r, DK_SKILL_PROFILES_skill)),
                       (uint8_t)dk_num(r, DK_SKILL_PROFILES_level, 0),
                       (uint8_t)dk_num(r, DK_SKILL_PROFILES_weight, 1)};
    if (row.code == 0 || row.skill == 0)
        return true;
    profile_row *to = push(l, kinds[kind].to, sizeof row);
    if (to != NULL)
        *to = row;
    return to != NULL;
}

static int by_profile(const void *a, const void *b)
{
    const profile_row *x = a, *y = b;
    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    if (x->stage != y->stage)
        return x->stage < y->stage ? -1 : 1;
    return (x->skill > y->skill) - (x->skill < y->skill);
}

static int by_code_only(const void *a, const void *b)
{
    const profile_row *x = a, *y = b;
    return (x->code > y->code) - (x->code < y->code);
}

/* The rows of `code` for the highest stage not above `stage` (stage 0 rows hold for any). *n gets
 * their number; rows are sorted by_profile. */
static const profile_row *profile_of(const list *rows, dk_term code, int32_t stage, size_t *n)
{
    const profile_row key = {.code = code}, *first = rows->items, *end = first + rows->n;
    *n = 0;
    const profile_row *hit =
        code == 0 || rows->n == 0 ? NULL : bsearch(&key, first, rows->n, sizeof key, by_code_only);
    if (hit == NULL)
        return NULL;
    while (hit > first && hit[-1].code == code)
        hit--;
    const profile_row *best = NULL;
    for (; hit < end && hit->code == code; hit++) {
        if (hit->stage > stage)
            break;
        if (best == NULL || hit->stage != best->stage) {
            best = hit;
            *n = 0;
        }
        ++*n;
    }
    return best;
}

/* ---- firms ---- */

static int by_uscc(const void *a, const void *b)
{
    const firm *x = a, *y = b;
    return strcmp(x->uscc, y->uscc);
}

static firm *firm_of(const loader *l, const char *uscc)
{
    firm key = {.uscc = uscc};
    if (*uscc == '\0' || l->firms.n == 0)
        return NULL;
    return bsearch(&key, l->firms.items, l->firms.n, sizeof key, by_uscc);
}

/* GB/T 4754-2017 division 90 is entertainment. */
static dk_tri entertainment_of(const char *industry)
{
    const char *digits = industry + (*industry >= 'A' && *industry <= 'Z');
    return *industry == '\0' ? DK_TRI_UNKNOWN : dk_tri_of(strncmp(digits, "90", 2) == 0);
}

static bool on_firm(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    firm *to = push(l, &l->firms, sizeof *to);
    if (to == NULL)
        return false;
    to->uscc = dk_arena_text(l->arena, dk_str(r, DK_ENTERPRISES_uscc));
    to->id = r->id;
    to->staff_total = (int32_t)dk_num(r, DK_ENTERPRISES_staff_total, -1);
    to->is_entertainment = entertainment_of(dk_str(r, DK_ENTERPRISES_industry_code));
    l->is_broken |= to->uscc == NULL;
    return to->uscc != NULL;
}

/* ---- destinations ---- */

static bool on_placement(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    dk_day on = day(r, DK_PLACEMENTS_started_on);
    if (on != DK_DAY_NONE && on > l->as_of)
        return true;
    destination *to = push(l, &l->destinations, sizeof *to);
    if (to == NULL)
        return false;
    to->id = r->id;
    to->kind = (dk_destination)meaning_of(dk_match_destinations, dk_str(r, DK_PLACEMENTS_kind));
    to->on = on;
    l->is_broken |= !dk_person_keys_of(l->people.arena, r, &to->who);
    return !l->is_broken;
}

/* By day: the last of a person is the one that counts. */
static int by_day(const void *a, const void *b)
{
    const destination *x = a, *y = b;
    return x->on != y->on ? (x->on > y->on) - (x->on < y->on) : (x->id > y->id) - (x->id < y->id);
}

static int by_record(const void *a, const void *b)
{
    const dk_match_trainee *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* Tells every trainee where he or she went; trainees stand in record order. */
static void settle_destinations(loader *l)
{
    const destination *all = l->destinations.items;
    dk_match_trainee *trainees = l->trainees.items;
    dk_people_sort(&l->people);
    for (size_t i = 0; i < l->destinations.n; i++) {
        dk_match_trainee key = {.id = 0}, *t = NULL;
        if (dk_people_find(&l->people, &all[i].who, &key.id) == DK_PERSON_FOUND)
            t = bsearch(&key, trainees, l->trainees.n, sizeof *trainees, by_record);
        if (t == NULL)
            continue;
        t->went = all[i].kind;
        t->went_on = all[i].on;
    }
}

/* ---- trainees ---- */

/* Year of study reached on the as-of day: 1, 2, 3; 3 for whoever has left school or gives no year.
 */
static int32_t stage_of(const loader *l, const dk_record *r)
{
    enum { STAGE_LAST = 3 };
    if (!dk_has(r, DK_TRAINEES_enrol_ym))
        return STAGE_LAST;
    int64_t months = dk_month_of_day(l->as_of) - dk_num(r, DK_TRAINEES_enrol_ym, 0);
    int64_t stage = months / 12 + 1;
    return stage < 1 ? 1 : stage > STAGE_LAST ? STAGE_LAST : (int32_t)stage;
}

typedef struct {
    dk_trainee_skill *items;
    size_t n;
} skill_set;

/* Puts a skill in: the better source wins, then the later date. */
static void skill_put(skill_set *set, dk_trainee_skill skill)
{
    for (size_t i = 0; i < set->n; i++) {
        dk_trainee_skill *had = &set->items[i];
        if (had->skill != skill.skill)
            continue;
        if (skill.source > had->source || (skill.source == had->source && skill.on >= had->on))
            *had = skill;
        return;
    }
    set->items[set->n++] = skill;
}

/* A course mark as a level: 60 passes (2), 75 independent (3), 90 proficient (4). */
static int32_t level_of_mark(int64_t mark)
{
    return mark >= 90 ? 4 : mark >= 75 ? 3 : mark >= 60 ? 2 : 1;
}

static void add_courses(const loader *l, const dk_record *r, skill_set *set)
{
    const dk_value *v = &r->v[DK_TRAINEES_courses];
    for (size_t i = 0; v->kind == DK_V_LIST && i < v->n_rows; i++) {
        const dk_value *row = &v->items[i * DK_SUB_COURSES_COUNT];
        dk_term skill = dk_term_of(&l->skills, row[DK_SUB_COURSES_skill].text);
        if (skill == 0 || row[DK_SUB_COURSES_mark].kind != DK_V_INT)
            continue;
        dk_day on = row[DK_SUB_COURSES_date].kind == DK_V_INT ? (dk_day)row[DK_SUB_COURSES_date].num
                                                              : DK_DAY_NONE;
        skill_put(set, dk_trainee_skill_of(skill, level_of_mark(row[DK_SUB_COURSES_mark].num),
                                           DK_SOURCE_COURSE, on));
    }
}

static void add_assessed(const loader *l, const dk_record *r, skill_set *set)
{
    const dk_value *v = &r->v[DK_TRAINEES_skills];
    for (size_t i = 0; v->kind == DK_V_LIST && i < v->n_rows; i++) {
        const dk_value *row = &v->items[i * DK_SUB_SKILLS_COUNT];
        dk_term skill = dk_term_of(&l->skills, row[DK_SUB_SKILLS_skill].text);
        if (skill == 0 || row[DK_SUB_SKILLS_level].kind != DK_V_INT)
            continue;
        const dk_value *source = &row[DK_SUB_SKILLS_source], *on = &row[DK_SUB_SKILLS_date];
        dk_skill_source from = source->kind == DK_V_TEXT
                                   ? (dk_skill_source)meaning_of(dk_match_sources, source->text)
                                   : DK_SOURCE_SELF;
        skill_put(set, dk_trainee_skill_of(skill, (int32_t)row[DK_SUB_SKILLS_level].num, from,
                                           on->kind == DK_V_INT ? (dk_day)on->num : DK_DAY_NONE));
    }
}

static size_t rows_of(const dk_record *r, size_t field)
{
    return r->v[field].kind == DK_V_LIST ? r->v[field].n_rows : 0;
}

enum { ANY_STAGE = 9 };

/* The skills a certificate proves, as of any stage. */
static void add_certified(const loader *l, const dk_match_trainee *t, skill_set *set)
{
    for (size_t i = 0; i < t->n_certs; i++) {
        size_t n = 0;
        const profile_row *rows = profile_of(&l->cert_profiles, t->certs[i].cert, ANY_STAGE, &n);
        for (size_t k = 0; k < n; k++)
            skill_put(set, dk_trainee_skill_of(rows[k].skill, rows[k].level, DK_SOURCE_CERTIFICATE,
                                               DK_DAY_NONE));
    }
}

/* How many skills the certificates prove at most. */
static size_t n_certified(const loader *l, const dk_match_trainee *t)
{
    size_t most = 0;
    for (size_t i = 0; i < t->n_certs; i++) {
        size_t n = 0;
        (void)profile_of(&l->cert_profiles, t->certs[i].cert, ANY_STAGE, &n);
        most += n;
    }
    return most;
}

/* After load_certs. */
static void load_skills(loader *l, const dk_record *r, dk_match_trainee *t)
{
    size_t n_default = 0;
    const profile_row *rows =
        profile_of(&l->specialty_profiles, t->specialty, stage_of(l, r), &n_default);
    size_t most = n_default + n_certified(l, t) + rows_of(r, DK_TRAINEES_courses) +
                  rows_of(r, DK_TRAINEES_skills);
    skill_set set = {dk_arena_array(l->arena, most + 1, sizeof *set.items), 0};
    if (set.items == NULL) {
        l->is_broken = true;
        return;
    }
    for (size_t i = 0; i < n_default; i++)
        skill_put(&set, dk_trainee_skill_of(rows[i].skill, rows[i].level, DK_SOURCE_DEFAULT,
                                            DK_DAY_NONE));
    add_certified(l, t, &set);
    add_courses(l, r, &set);
    add_assessed(l, r, &set);
    t->skills = set.items;
    t->n_skills = set.n;
}

static void load_certs(loader *l, const dk_record *r, dk_match_trainee *t)
{
    const dk_value *v = &r->v[DK_TRAINEES_certs];
    size_t n = rows_of(r, DK_TRAINEES_certs);
    dk_trainee_cert *items = dk_arena_array(l->arena, n + 1, sizeof *items);
    l->is_broken |= items == NULL;
    for (size_t i = 0; items != NULL && i < n; i++) {
        const dk_value *row = &v->items[i * DK_SUB_CERTS_COUNT];
        dk_term cert = dk_term_of(&l->certs, row[DK_SUB_CERTS_cert].text);
        const dk_value *to = &row[DK_SUB_CERTS_valid_to];
        if (cert != 0)
            items[t->n_certs++] = (dk_trainee_cert){
                cert, DK_DAY_NONE, to->kind == DK_V_INT ? (dk_day)to->num : DK_DAY_NONE};
    }
    t->certs = items;
}

/* Birthdays that matter in law, from the birth date or the document number; nothing else is kept.
 */
static void load_ages(const dk_record *r, dk_match_trainee *t)
{
    dk_day born = day(r, DK_TRAINEES_birth_date);
    const char *id_no = dk_str(r, DK_TRAINEES_id_no);
    if (born == DK_DAY_NONE && dk_id_no_valid(id_no))
        born = dk_id_no_birth(id_no);
    if (born == DK_DAY_NONE)
        return;
    t->sixteen_on = dk_day_add_months(born, 16 * 12);
    t->adult_on = dk_day_add_months(born, 18 * 12);
}

/* In school on the as-of day. */
static dk_tri student_of(const loader *l, const dk_record *r)
{
    if (!dk_has(r, DK_TRAINEES_enrol_ym))
        return DK_TRI_UNKNOWN;
    return dk_tri_of(l->as_of < dk_training_end(r));
}

/* Without a consent in force a person is counted, never matched. */
static dk_tri consent_of(const loader *l, const dk_record *r)
{
    dk_day on = day(r, DK_TRAINEES_consent_date);
    bool has_any = dk_has(r, DK_TRAINEES_consent_ver) || on != DK_DAY_NONE;
    return dk_tri_of(has_any && (on == DK_DAY_NONE || on <= l->as_of));
}

static void count_intern(const loader *l, const dk_record *r)
{
    firm *at = firm_of(l, dk_str(r, DK_TRAINEES_intern_uscc));
    dk_day from = day(r, DK_TRAINEES_intern_from), to = day(r, DK_TRAINEES_intern_to);
    if (at != NULL && from != DK_DAY_NONE && from <= l->as_of &&
        (to == DK_DAY_NONE || l->as_of <= to))
        at->interns++;
}

static bool on_trainee(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    dk_match_trainee *t = push(l, &l->trainees, sizeof *t);
    if (t == NULL)
        return false;
    *t = DK_MATCH_TRAINEE_INIT;
    t->id = r->id;
    t->specialty = dk_term_of(&l->specialties, dk_str(r, DK_TRAINEES_specialty_code));
    t->town = dk_term_of(&l->towns, dk_str(r, DK_TRAINEES_town_code));
    t->edu = dk_term_of(&l->edus, dk_str(r, DK_TRAINEES_edu_code));
    t->grade = dk_term_of(&l->grades, dk_str(r, DK_TRAINEES_skill_level));
    t->exp_months = (int32_t)dk_num(r, DK_TRAINEES_exp_months, -1);
    t->want_occupations = terms_of(l, r, DK_TRAINEES_want_occ, &l->occupations);
    t->want_towns = terms_of(l, r, DK_TRAINEES_want_place, &l->towns);
    t->want_pay_fen = dk_num(r, DK_TRAINEES_want_pay, -1);
    t->commute_max_min = (int32_t)dk_num(r, DK_TRAINEES_commute_max_min, -1);
    t->shift_ok = tri(r, DK_TRAINEES_shift_ok);
    t->needs_dorm = tri(r, DK_TRAINEES_need_dorm);
    t->start_on = day(r, DK_TRAINEES_start_on);
    t->intent = (dk_intent)meaning_of(dk_match_intents, dk_str(r, DK_TRAINEES_intent));
    t->opts_in = dk_num(r, DK_TRAINEES_opt_in, 0) != 0;
    t->has_consent = consent_of(l, r);
    t->is_human_only = dk_num(r, DK_TRAINEES_human_only, 0) != 0;
    t->is_student = student_of(l, r);
    if (dk_has(r, DK_TRAINEES_enrol_ym))
        t->enrolled_on = dk_month_first((dk_month)dk_num(r, DK_TRAINEES_enrol_ym, 0));
    const firm *order = firm_of(l, dk_str(r, DK_TRAINEES_order_uscc));
    t->order_firm = order == NULL ? 0 : order->id;
    l->is_broken |= !dk_people_add(&l->people, r);
    load_ages(r, t);
    load_certs(l, r, t);
    load_skills(l, r, t);
    count_intern(l, r);
    return !l->is_broken;
}

/* ---- posts ---- */

/* One requirement per skill: the firm's own line replaces the default; level 0 removes it. A weight
 * of 0 is none given: the default's stays. */
static void requirement_put(dk_requirement *items, size_t *n, dk_requirement one)
{
    for (size_t i = 0; i < *n; i++) {
        if (items[i].skill != one.skill)
            continue;
        if (one.level > 0 && one.weight == 0)
            items[i].level = one.level;
        else if (one.level > 0)
            items[i] = one;
        else
            items[i] = items[--*n];
        return;
    }
    if (one.level > 0 && *n < DK_MATCH_REQUIREMENTS_MAX)
        items[(*n)++] = one;
}

static void load_requirements(loader *l, const dk_record *r, dk_match_post *p)
{
    size_t n_default = 0, n = 0, n_own = rows_of(r, DK_POSTS_skills_req);
    const profile_row *rows =
        profile_of(&l->occupation_profiles, p->occupation, ANY_STAGE, &n_default);
    dk_requirement *items = dk_arena_array(l->arena, n_default + n_own + 1, sizeof *items);
    if (items == NULL) {
        l->is_broken = true;
        return;
    }
    for (size_t i = 0; i < n_default; i++)
        requirement_put(items, &n, (dk_requirement){rows[i].skill, rows[i].level, rows[i].weight});
    for (size_t i = 0; i < n_own; i++) {
        const dk_value *row = &r->v[DK_POSTS_skills_req].items[i * DK_SUB_SKILLS_REQ_COUNT];
        dk_term skill = dk_term_of(&l->skills, row[DK_SUB_SKILLS_REQ_skill].text);
        const dk_value *weight = &row[DK_SUB_SKILLS_REQ_weight];
        if (skill != 0)
            requirement_put(items, &n,
                            (dk_requirement){skill, (uint8_t)row[DK_SUB_SKILLS_REQ_level].num,
                                             weight->kind == DK_V_INT ? (uint8_t)weight->num : 0});
    }
    p->requirements = items;
    p->n_requirements = n;
}

static void load_firm(const loader *l, const dk_record *r, dk_match_post *p)
{
    const firm *f = firm_of(l, dk_str(r, DK_POSTS_uscc));
    if (f == NULL)
        return;
    p->firm = f->id;
    p->staff_total = f->staff_total;
    p->interns_total = f->interns;
    p->is_entertainment = f->is_entertainment;
}

static dk_tri lodging_of(const dk_record *r)
{
    const char *code = dk_str(r, DK_POSTS_board_lodging);
    if (*code == '\0')
        return DK_TRI_UNKNOWN;
    return dk_tri_of(strcmp(code, "both") == 0 || strcmp(code, "lodging") == 0);
}

/* What a text breaks: the rule's position + 1, 0 none; without and with a basis in law. */
typedef struct {
    uint8_t rule[2];
} screened;

/* A bar to women by law is no limit of sex. */
static screened screen(const char *text, dk_day as_of)
{
    enum { MOST = 8 };
    dk_notice_finding found[MOST];
    size_t n = dk_notice_screen(text, strlen(text), as_of, found, MOST), n_rules = 0;
    const dk_notice_rule *rules = dk_notice_rules(&n_rules);
    screened out = {{0}};
    for (size_t i = n < MOST ? n : MOST; i-- > 0;) { /* the first one counts */
        if (found[i].rule->level != DK_NOTICE_BLOCKED)
            continue;
        out.rule[0] = (uint8_t)(found[i].rule - rules + 1);
        if (strcmp(found[i].rule->key, "sex") != 0)
            out.rule[1] = out.rule[0];
    }
    return out;
}

/* The rule that a text breaks, 1 + its position; 0 when none is broken. Most posts are called
 * alike, so each text is screened once a load: that was half of its time. */
static uint8_t broken_rule(loader *l, const char *text, bool has_basis)
{
    size_t known = l->texts.n, at = *text == '\0' ? SIZE_MAX : dk_numbered_put(&l->texts, text);
    if (at == known) {
        screened *to = push(l, &l->screened, sizeof *to);
        if (to != NULL)
            *to = screen(text, l->as_of);
    }
    l->is_broken |= at == SIZE_MAX && *text != '\0';
    const screened *all = l->screened.items;
    return l->is_broken || at == SIZE_MAX ? 0 : all[at].rule[has_basis];
}

static bool on_post(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    dk_match_post *p = push(l, &l->posts, sizeof *p);
    if (p == NULL)
        return false;
    *p = DK_MATCH_POST_INIT;
    p->id = r->id;
    load_firm(l, r, p);
    p->occupation = dk_term_of(&l->occupations, dk_str(r, DK_POSTS_occ_code));
    p->town = dk_term_of(&l->towns, dk_str(r, DK_POSTS_place_code));
    p->specialties = terms_of(l, r, DK_POSTS_specialty_codes, &l->specialties);
    p->edu_min = dk_term_of(&l->edus, dk_str(r, DK_POSTS_edu_min));
    p->grade_min = dk_term_of(&l->grades, dk_str(r, DK_POSTS_skill_min));
    p->certs_wanted = terms_of(l, r, DK_POSTS_cert_pref, &l->certs);
    p->certs_legal = terms_of(l, r, DK_POSTS_cert_legal, &l->certs);
    p->exp_months = (int32_t)dk_num(r, DK_POSTS_exp_months, -1);
    p->pay_min_fen = dk_num(r, DK_POSTS_pay_min, -1);
    p->pay_max_fen = dk_num(r, DK_POSTS_pay_max, -1);
    p->shift = (dk_shift)meaning_of(dk_match_shifts, dk_str(r, DK_POSTS_shift));
    p->has_night = tri(r, DK_POSTS_night);
    p->has_dorm = lodging_of(r);
    p->start_on = day(r, DK_POSTS_start_on);
    p->kind = (dk_post_kind)meaning_of(dk_match_kinds, dk_str(r, DK_POSTS_kind));
    p->hours_week_x100 = (int32_t)dk_num(r, DK_POSTS_hours_week, -1);
    p->labor_grade = (int32_t)dk_num(r, DK_POSTS_labor_grade, 0);
    p->is_hazardous =
        dk_has(r, DK_POSTS_hazard) ? dk_tri_of(rows_of(r, DK_POSTS_hazard) > 0) : DK_TRI_UNKNOWN;
    p->is_minor_ban = tri(r, DK_POSTS_minor_ban);
    p->is_order = dk_has(r, DK_POSTS_order_class);
    p->valid_to = day(r, DK_POSTS_valid_to);
    p->is_closed = dk_has(r, DK_POSTS_status) && strcmp(dk_str(r, DK_POSTS_status), "open") != 0;
    p->openings = (int32_t)dk_num(r, DK_POSTS_openings, -1);
    bool has_basis = dk_has(r, DK_POSTS_female_ban_basis);
    p->notice_rule = broken_rule(l, dk_str(r, DK_POSTS_title), has_basis);
    if (p->notice_rule == 0)
        p->notice_rule = broken_rule(l, dk_str(r, DK_POSTS_notice), has_basis);
    p->staff_same_post = (int32_t)dk_num(r, DK_POSTS_staff_same_post, -1);
    load_requirements(l, r, p);
    return !l->is_broken;
}

/* ---- all of it ---- */

static dk_code load_terms(loader *l, const dk_codes *codes, dk_err *err)
{
    const struct {
        const char *list;
        dk_term_map *to;
    } lists[] = {
        {"skill", &l->skills},          {"cert", &l->certs}, {"occupation", &l->occupations},
        {"specialty", &l->specialties}, {"town", &l->towns}, {"edu", &l->edus},
        {"skill_level", &l->grades}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (dk_terms_load(codes, lists[i].list, l->arena, lists[i].to, err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

static void sort_items(list *rows, size_t size, int (*compare)(const void *, const void *))
{
    if (rows->n > 1)
        qsort(rows->items, rows->n, size, compare);
}

static dk_code load_registers(loader *l, const dk_source *from, dk_err *err)
{
    static const struct {
        const char *key;
        bool (*row)(void *, const dk_record *);
    } before[] = {{"skill_links", on_link},     {"crosswalk", on_crosswalk},
                  {"town_links", on_town_link}, {"skill_profiles", on_profile},
                  {"enterprises", on_firm},     {"placements", on_placement}},
      after[] = {{"trainees", on_trainee}, {"posts", on_post}};
    dk_source source = *from;
    source.is_unmasked = true;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (dk_source_scan(&source, before[i].key, before[i].row, l, err) != DK_OK)
            return DK_FAILED;
    if (l->is_broken)
        return DK_NO_MEMORY(err);
    sort_items(&l->specialty_profiles, sizeof(profile_row), by_profile);
    sort_items(&l->occupation_profiles, sizeof(profile_row), by_profile);
    sort_items(&l->cert_profiles, sizeof(profile_row), by_profile);
    sort_items(&l->firms, sizeof(firm), by_uscc);
    sort_items(&l->destinations, sizeof(destination), by_day);
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        if (dk_source_scan(&source, after[i].key, after[i].row, l, err) != DK_OK)
            return DK_FAILED;
    if (l->is_broken)
        return DK_NO_MEMORY(err);
    settle_destinations(l);
    return DK_OK;
}

dk_code dk_market_load(const dk_source *source, const dk_codes *codes, dk_day as_of,
                       dk_arena *arena, dk_market *out, dk_err *err)
{
    loader l = {.arena = arena, .as_of = as_of, .people = {.arena = dk_arena_new()}};
    if (l.people.arena == NULL)
        return DK_NO_MEMORY(err);
    l.texts.arena = l.people.arena;
    dk_code code = load_terms(&l, codes, err);
    if (code == DK_OK)
        code = load_registers(&l, source, err);
    dk_arena_free(l.people.arena);
    if (code != DK_OK)
        return DK_FAILED;
    *out = (dk_market){.as_of = as_of,
                       .trainees = l.trainees.items,
                       .n_trainees = l.trainees.n,
                       .posts = l.posts.items,
                       .n_posts = l.posts.n,
                       .skills = l.skills.terms,
                       .certs = l.certs.terms,
                       .occupations = l.occupations.terms,
                       .specialties = l.specialties.terms,
                       .towns = l.towns.terms,
                       .edus = l.edus.terms,
                       .grades = l.grades.terms,
                       .links = l.links.items,
                       .n_links = l.links.n,
                       .crosswalk = l.crosswalk.items,
                       .n_crosswalk = l.crosswalk.n,
                       .town_links = l.town_links.items,
                       .n_town_links = l.town_links.n};
    return DK_OK;
}
