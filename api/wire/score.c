/* api/wire/score.c - see score.h.
 *
 * What a profile and a post may hold is a table of members each: key, kind, place in the matcher's
 * struct, and the list of terms its texts belong to. Lists of tuples (skills, certificates) have a
 * function each.
 */
#include "api/wire/score.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "api/wire/member.h"
#include "core/base/buf.h"
#include "core/base/random.h"
#include "core/match/keyword.h"

enum { TUPLES_MAX = 20000, TERMS_MAX = UINT16_MAX, ELEMENTS_MAX = 400000, DEPTH_MAX = 8 };

/* ---- texts as terms ---- */

typedef enum { SKILLS, CERTS, OCCUPATIONS, SPECIALTIES, TOWNS, N_LISTS, NO_LIST } list_id;

typedef struct {
    dk_match_term *items; /* items[0] is "unknown" */
    size_t n, capacity;
    dk_term *slots; /* open addressing by hash of the code, 0 free */
    size_t n_slots; /* power of two, at least twice n */
} term_list;

typedef struct {
    dk_member_reader r;
    term_list lists[N_LISTS];
} form;

static size_t slot_of(const term_list *list, const char *code)
{
    size_t at = (size_t)dk_hash_text(0, code) & (list->n_slots - 1);
    while (list->slots[at] != 0 && strcmp(list->items[list->slots[at]].code, code) != 0)
        at = (at + 1) & (list->n_slots - 1);
    return at;
}

static bool grow_slots(dk_arena *arena, term_list *list)
{
    if (2 * (list->n + 1) <= list->n_slots)
        return true;
    list->n_slots = list->n_slots == 0 ? 64 : 2 * list->n_slots;
    list->slots = dk_arena_array(arena, list->n_slots, sizeof *list->slots);
    if (list->slots == NULL)
        return false;
    for (size_t i = 1; i < list->n; i++)
        list->slots[slot_of(list, list->items[i].code)] = (dk_term)i;
    return true;
}

/* Appends a code. False when memory or numbers are out. */
static bool push_term(dk_arena *arena, term_list *list, const char *code)
{
    dk_match_term *items =
        dk_arena_grow(arena, list->items, list->n, &list->capacity, sizeof *items);
    if (items == NULL || list->n >= TERMS_MAX)
        return false;
    items[list->n++] = (dk_match_term){.code = code, .name = {code, code}};
    list->items = items;
    return true;
}

static dk_code term_of(form *f, list_id id, const char *code, dk_term *out)
{
    term_list *list = &f->lists[id];
    if ((list->n == 0 && !push_term(f->r.arena, list, "")) || !grow_slots(f->r.arena, list))
        return DK_NO_MEMORY(f->r.err);
    size_t at = slot_of(list, code);
    if (list->slots[at] == 0) {
        if (!push_term(f->r.arena, list, code))
            return DK_NO_MEMORY(f->r.err);
        list->slots[at] = (dk_term)(list->n - 1);
    }
    *out = list->slots[at];
    return DK_OK;
}

/* A term list whose terms are ranks 1..most, for education and grades. */
static dk_code rank_terms(form *f, int32_t most, dk_match_terms *out)
{
    dk_match_term *items = dk_arena_array(f->r.arena, (size_t)most + 1, sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(f->r.err);
    items[0] = (dk_match_term){.code = "", .name = {"", ""}};
    for (int32_t i = 1; i <= most; i++) {
        const char *code = dk_arena_format(f->r.arena, "%d", i);
        if (code == NULL)
            return DK_NO_MEMORY(f->r.err);
        items[i] = (dk_match_term){.code = code, .name = {code, code}, .rank = i};
    }
    *out = (dk_match_terms){items, (size_t)most + 1};
    return DK_OK;
}

/* ---- members ---- */

enum { RANK_MAX = 100, PAY_MAX = 10000000, MONTHS_MAX = 1200, SEATS_MAX = 100000 };

typedef enum { KEY, TERM, TERMS, RANK, INT, FEN, TRI, FLAG, DAY, WORD, TUPLES } kind;

typedef struct {
    const char *key;
    kind kind;
    size_t offset;           /* in dk_match_trainee or dk_match_post */
    list_id list;            /* TERM, TERMS */
    int64_t max;             /* INT */
    const dk_keyword *words; /* WORD */
} member;

#define T(field) offsetof(dk_match_trainee, field)
static const member PROFILE[] = {
    {"key", KEY, 0, NO_LIST, 0, NULL},
    {"skills", TUPLES, 0, SKILLS, 0, NULL},
    {"certs", TUPLES, 0, CERTS, 0, NULL},
    {"specialty", TERM, T(specialty), SPECIALTIES, 0, NULL},
    {"town", TERM, T(town), TOWNS, 0, NULL},
    {"edu_rank", RANK, T(edu), NO_LIST, 0, NULL},
    {"grade_rank", RANK, T(grade), NO_LIST, 0, NULL},
    {"exp_months", INT, T(exp_months), NO_LIST, MONTHS_MAX, NULL},
    {"want_occupations", TERMS, T(want_occupations), OCCUPATIONS, 0, NULL},
    {"want_towns", TERMS, T(want_towns), TOWNS, 0, NULL},
    {"want_pay", FEN, T(want_pay_fen), NO_LIST, 0, NULL},
    {"commute_max_min", INT, T(commute_max_min), NO_LIST, 600, NULL},
    {"shift_ok", TRI, T(shift_ok), NO_LIST, 0, NULL},
    {"need_dorm", TRI, T(needs_dorm), NO_LIST, 0, NULL},
    {"start_on", DAY, T(start_on), NO_LIST, 0, NULL},
    {"intent", WORD, T(intent), NO_LIST, 0, dk_match_intents},
    {"opt_in", FLAG, T(opts_in), NO_LIST, 0, NULL},
    {"human_only", FLAG, T(is_human_only), NO_LIST, 0, NULL},
    {"is_student", TRI, T(is_student), NO_LIST, 0, NULL},
    {"enrolled_on", DAY, T(enrolled_on), NO_LIST, 0, NULL},
    {"is_adult", KEY, 0, NO_LIST, 0, NULL},
};
#undef T
#define P(field) offsetof(dk_match_post, field)
static const member POST[] = {
    {"key", KEY, 0, NO_LIST, 0, NULL},
    {"title", KEY, 0, NO_LIST, 0, NULL},
    {"skills", TUPLES, 0, SKILLS, 0, NULL},
    {"occupation", TERM, P(occupation), OCCUPATIONS, 0, NULL},
    {"town", TERM, P(town), TOWNS, 0, NULL},
    {"specialties", TERMS, P(specialties), SPECIALTIES, 0, NULL},
    {"edu_rank", RANK, P(edu_min), NO_LIST, 0, NULL},
    {"edu_rank_legal", RANK, P(edu_legal), NO_LIST, 0, NULL},
    {"grade_rank", RANK, P(grade_min), NO_LIST, 0, NULL},
    {"certs_wanted", TERMS, P(certs_wanted), CERTS, 0, NULL},
    {"certs_legal", TERMS, P(certs_legal), CERTS, 0, NULL},
    {"exp_months", INT, P(exp_months), NO_LIST, MONTHS_MAX, NULL},
    {"pay_min", FEN, P(pay_min_fen), NO_LIST, 0, NULL},
    {"pay_max", FEN, P(pay_max_fen), NO_LIST, 0, NULL},
    {"shift", WORD, P(shift), NO_LIST, 0, dk_match_shifts},
    {"night", TRI, P(has_night), NO_LIST, 0, NULL},
    {"dorm", TRI, P(has_dorm), NO_LIST, 0, NULL},
    {"start_on", DAY, P(start_on), NO_LIST, 0, NULL},
    {"kind", WORD, P(kind), NO_LIST, 0, dk_match_kinds},
    {"hours_week_x100", INT, P(hours_week_x100), NO_LIST, 16800, NULL},
    {"labor_grade", INT, P(labor_grade), NO_LIST, 4, NULL},
    {"hazardous", TRI, P(is_hazardous), NO_LIST, 0, NULL},
    {"minor_ban", TRI, P(is_minor_ban), NO_LIST, 0, NULL},
    {"entertainment", TRI, P(is_entertainment), NO_LIST, 0, NULL},
    {"valid_from", DAY, P(valid_from), NO_LIST, 0, NULL},
    {"valid_to", DAY, P(valid_to), NO_LIST, 0, NULL},
    {"closed", FLAG, P(is_closed), NO_LIST, 0, NULL},
    {"openings", INT, P(openings), NO_LIST, SEATS_MAX, NULL},
    {"staff_total", INT, P(staff_total), NO_LIST, SEATS_MAX, NULL},
    {"staff_same_post", INT, P(staff_same_post), NO_LIST, SEATS_MAX, NULL},
    {"interns_total", INT, P(interns_total), NO_LIST, SEATS_MAX, NULL},
    {"interns_same_post", INT, P(interns_same_post), NO_LIST, SEATS_MAX, NULL},
};
#undef P
enum { N_PROFILE = sizeof PROFILE / sizeof *PROFILE, N_POST = sizeof POST / sizeof *POST };

static dk_code check_known(const form *f, const dk_json_node *object, const member *members,
                           size_t n)
{
    const char *known[N_POST > N_PROFILE ? N_POST : N_PROFILE];
    for (size_t i = 0; i < n; i++)
        known[i] = members[i].key;
    return dk_members_check(&f->r, object, known, n);
}

static dk_code read_word(const form *f, const dk_json_node *object, const char *key,
                         const dk_keyword *words, int *out)
{
    const dk_json_node *node = dk_member_get(object, key);
    char expected[160] = "";
    if (node == NULL)
        return DK_OK;
    for (size_t i = 0; words[i].word != NULL; i++) {
        size_t len = strlen(expected);
        if (node->kind == DK_JSON_TEXT && strcmp(node->text, words[i].word) == 0) {
            *out = words[i].value;
            return DK_OK;
        }
        snprintf(expected + len, sizeof expected - len, "%s%s", i == 0 ? "" : " | ", words[i].word);
    }
    return dk_member_wrong(&f->r, key, expected);
}

static dk_code read_day(const form *f, const dk_json_node *object, const char *key, dk_day *out)
{
    const char *text = NULL;
    if (dk_member_text(&f->r, object, key, &text) != DK_OK)
        return DK_FAILED;
    if (text == NULL || dk_day_parse(text, out))
        return DK_OK;
    return dk_member_wrong(&f->r, key, "日期，如 \"2026-03-05\" / a day as text");
}

static dk_code read_code(form *f, const dk_json_node *node, const char *key, list_id list,
                         dk_term *out)
{
    if (node->kind != DK_JSON_TEXT || *node->text == '\0')
        return dk_member_wrong(&f->r, key, "非空文本 / a non-empty text");
    return term_of(f, list, node->text, out);
}

static dk_code read_codes(form *f, const dk_json_node *object, const member *m, dk_term_list *out)
{
    const dk_json_node *array = NULL;
    if (dk_member_array(&f->r, object, m->key, TUPLES_MAX, &array) != DK_OK)
        return DK_FAILED;
    dk_term *items = dk_arena_array(f->r.arena, array->n, sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(f->r.err);
    for (size_t i = 0; i < array->n; i++)
        if (read_code(f, &array->items[i], m->key, m->list, &items[i]) != DK_OK)
            return DK_FAILED;
    *out = (dk_term_list){items, array->n};
    return DK_OK;
}

static dk_code read_int(const form *f, const dk_json_node *object, const char *key, int64_t max,
                        int32_t *out)
{
    int64_t num = *out;
    if (dk_member_int(&f->r, object, key, 0, max, &num) != DK_OK)
        return DK_FAILED;
    *out = (int32_t)num;
    return DK_OK;
}

static dk_code read_rank(const form *f, const dk_json_node *object, const char *key, dk_term *out)
{
    int32_t rank = *out;
    dk_code code = read_int(f, object, key, RANK_MAX, &rank);
    *out = (dk_term)rank; /* term n of the list of ranks has rank n */
    return code;
}

static dk_code read_fen(const form *f, const dk_json_node *object, const char *key, int64_t *out)
{
    double yuan = -1;
    if (dk_member_number(&f->r, object, key, PAY_MAX, &yuan) != DK_OK)
        return DK_FAILED;
    if (yuan >= 0)
        *out = (int64_t)(yuan * 100 + 0.5);
    return DK_OK;
}

static dk_code read_tri(const form *f, const dk_json_node *object, const char *key, dk_tri *out)
{
    bool flag = false;
    if (dk_member_get(object, key) == NULL)
        return DK_OK;
    if (dk_member_flag(&f->r, object, key, &flag) != DK_OK)
        return DK_FAILED;
    *out = dk_tri_of(flag);
    return DK_OK;
}

static_assert(sizeof(dk_intent) == sizeof(int) && sizeof(dk_post_kind) == sizeof(int) &&
                  sizeof(dk_shift) == sizeof(int),
              "words are read as int");

static dk_code read_member(form *f, const dk_json_node *object, const member *m, void *record)
{
    void *to = (char *)record + m->offset;
    const dk_json_node *node = dk_member_get(object, m->key);
    switch (m->kind) {
    case TERM:
        return node == NULL ? DK_OK : read_code(f, node, m->key, m->list, to);
    case TERMS:
        return read_codes(f, object, m, to);
    case RANK:
        return read_rank(f, object, m->key, to);
    case INT:
        return read_int(f, object, m->key, m->max, to);
    case FEN:
        return read_fen(f, object, m->key, to);
    case TRI:
        return read_tri(f, object, m->key, to);
    case FLAG:
        return dk_member_flag(&f->r, object, m->key, to);
    case DAY:
        return read_day(f, object, m->key, to);
    case WORD:
        return read_word(f, object, m->key, m->words, to);
    case KEY:    /* read by who reads the record */
    case TUPLES: /* likewise */
        break;
    }
    return DK_OK;
}

static dk_code read_members(form *f, const dk_json_node *object, const member *members, size_t n,
                            void *record)
{
    if (check_known(f, object, members, n) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++)
        if (read_member(f, object, &members[i], record) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

static dk_code read_key(const form *f, const dk_json_node *object, const char **out)
{
    if (dk_member_text(&f->r, object, "key", out) != DK_OK)
        return DK_FAILED;
    if (*out == NULL || **out == '\0')
        return dk_member_wrong(&f->r, "key", "非空文本 / a non-empty text");
    return DK_OK;
}

/* ---- lists of tuples ---- */

static dk_code tuple_code(form *f, const dk_json_node *tuple, const char *key, list_id list,
                          dk_term *out)
{
    const dk_json_node *node = tuple->kind == DK_JSON_OBJECT ? dk_member_get(tuple, key) : NULL;
    if (node == NULL)
        return dk_member_wrong(&f->r, key, "非空文本 / a non-empty text");
    return read_code(f, node, key, list, out);
}

static dk_code read_skill(form *f, const dk_json_node *tuple, dk_trainee_skill *out)
{
    static const char *const KEYS[] = {"skill", "level", "source", "on"};
    dk_term skill = 0;
    int32_t level = -1;
    int source = DK_SOURCE_ASSESSED;
    dk_day on = DK_DAY_NONE;
    if (dk_members_check(&f->r, tuple, KEYS, 4) != DK_OK ||
        tuple_code(f, tuple, "skill", SKILLS, &skill) != DK_OK ||
        read_int(f, tuple, "level", DK_MATCH_LEVEL_MAX, &level) != DK_OK ||
        read_word(f, tuple, "source", dk_match_sources, &source) != DK_OK ||
        read_day(f, tuple, "on", &on) != DK_OK)
        return DK_FAILED;
    if (level < 0)
        return dk_member_wrong(&f->r, "level", "0 到 5 的整数 / an integer from 0 to 5");
    *out = dk_trainee_skill_of(skill, level, (dk_skill_source)source, on);
    return DK_OK;
}

static dk_code read_cert(form *f, const dk_json_node *tuple, dk_trainee_cert *out)
{
    static const char *const KEYS[] = {"cert", "from", "to"};
    *out = (dk_trainee_cert){0, DK_DAY_NONE, DK_DAY_NONE};
    if (dk_members_check(&f->r, tuple, KEYS, 3) != DK_OK ||
        tuple_code(f, tuple, "cert", CERTS, &out->cert) != DK_OK ||
        read_day(f, tuple, "from", &out->from) != DK_OK)
        return DK_FAILED;
    return read_day(f, tuple, "to", &out->to);
}

static dk_code read_requirement(form *f, const dk_json_node *tuple, dk_requirement *out)
{
    static const char *const KEYS[] = {"skill", "level", "weight"};
    int32_t level = 1, weight = 1;
    if (dk_members_check(&f->r, tuple, KEYS, 3) != DK_OK ||
        tuple_code(f, tuple, "skill", SKILLS, &out->skill) != DK_OK ||
        read_int(f, tuple, "level", DK_MATCH_LEVEL_MAX, &level) != DK_OK ||
        read_int(f, tuple, "weight", DK_MATCH_WEIGHT_MAX, &weight) != DK_OK)
        return DK_FAILED;
    out->level = (uint8_t)level;
    out->weight = (uint8_t)weight;
    return DK_OK;
}

/* ---- the profile ---- */

static dk_code read_profile_lists(form *f, const dk_json_node *object, dk_match_trainee *t)
{
    const dk_json_node *skills = NULL, *certs = NULL;
    if (dk_member_array(&f->r, object, "skills", DK_MATCH_SKILLS_MAX, &skills) != DK_OK ||
        dk_member_array(&f->r, object, "certs", TUPLES_MAX, &certs) != DK_OK)
        return DK_FAILED;
    dk_trainee_skill *s = dk_arena_array(f->r.arena, skills->n, sizeof *s);
    dk_trainee_cert *c = dk_arena_array(f->r.arena, certs->n, sizeof *c);
    if (s == NULL || c == NULL)
        return DK_NO_MEMORY(f->r.err);
    for (size_t i = 0; i < skills->n; i++)
        if (read_skill(f, &skills->items[i], &s[i]) != DK_OK)
            return DK_FAILED;
    for (size_t i = 0; i < certs->n; i++)
        if (read_cert(f, &certs->items[i], &c[i]) != DK_OK)
            return DK_FAILED;
    t->skills = s;
    t->n_skills = skills->n;
    t->certs = c;
    t->n_certs = certs->n;
    return DK_OK;
}

/* The caller vouches for consent, and for age unless it says otherwise: birthdays do not belong
 * into a form that leaves the centre. */
static dk_code read_profile(form *f, const dk_json_node *root, dk_score_problem *out)
{
    const dk_json_node *object = dk_member_get(root, "profile");
    dk_match_trainee *t = dk_arena_alloc(f->r.arena, sizeof *t);
    bool is_adult = true;
    if (t == NULL)
        return DK_NO_MEMORY(f->r.err);
    if (object == NULL)
        return dk_member_wrong(&f->r, "profile", "对象 / an object");
    snprintf(f->r.at, sizeof f->r.at, "/profile");
    *t = DK_MATCH_TRAINEE_INIT;
    t->id = 1;
    t->intent = DK_INTENT_WORK;
    t->has_consent = DK_TRI_YES;
    if (read_members(f, object, PROFILE, N_PROFILE, t) != DK_OK ||
        read_key(f, object, &out->key) != DK_OK || read_profile_lists(f, object, t) != DK_OK ||
        dk_member_flag(&f->r, object, "is_adult", &is_adult) != DK_OK)
        return DK_FAILED;
    if (is_adult)
        t->sixteen_on = t->adult_on = 0;
    f->r.at[0] = '\0';
    out->market.trainees = t;
    out->market.n_trainees = 1;
    return DK_OK;
}

/* ---- posts ---- */

static dk_code read_requirements(form *f, const dk_json_node *object, dk_match_post *p)
{
    const dk_json_node *skills = NULL;
    if (dk_member_array(&f->r, object, "skills", DK_MATCH_REQUIREMENTS_MAX, &skills) != DK_OK)
        return DK_FAILED;
    dk_requirement *items = dk_arena_array(f->r.arena, skills->n, sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(f->r.err);
    for (size_t i = 0; i < skills->n; i++)
        if (read_requirement(f, &skills->items[i], &items[i]) != DK_OK)
            return DK_FAILED;
    p->requirements = items;
    p->n_requirements = skills->n;
    return DK_OK;
}

static dk_code read_posts(form *f, const dk_json_node *root, dk_score_problem *out)
{
    const dk_json_node *array = NULL;
    if (dk_member_array(&f->r, root, "posts", DK_SCORE_POSTS_MAX, &array) != DK_OK)
        return DK_FAILED;
    dk_match_post *posts = dk_arena_array(f->r.arena, array->n, sizeof *posts);
    const char **keys = dk_arena_array(f->r.arena, array->n, sizeof *keys);
    const char **titles = dk_arena_array(f->r.arena, array->n, sizeof *titles);
    if (posts == NULL || keys == NULL || titles == NULL)
        return DK_NO_MEMORY(f->r.err);
    for (size_t i = 0; i < array->n; i++) {
        const dk_json_node *object = &array->items[i];
        snprintf(f->r.at, sizeof f->r.at, "/posts/%zu", i);
        posts[i] = DK_MATCH_POST_INIT;
        posts[i].id = (int64_t)i + 1;
        titles[i] = "";
        if (read_members(f, object, POST, N_POST, &posts[i]) != DK_OK ||
            read_key(f, object, &keys[i]) != DK_OK ||
            dk_member_text(&f->r, object, "title", &titles[i]) != DK_OK ||
            read_requirements(f, object, &posts[i]) != DK_OK)
            return DK_FAILED;
    }
    f->r.at[0] = '\0';
    out->market.posts = posts;
    out->market.n_posts = array->n;
    out->keys = keys;
    out->titles = titles;
    return DK_OK;
}

/* ---- tables between them ---- */

static dk_code read_link(form *f, const dk_json_node *row, dk_skill_link *out)
{
    static const char *const KEYS[] = {"a", "b", "similarity"};
    double similarity = -1;
    if (dk_members_check(&f->r, row, KEYS, 3) != DK_OK ||
        tuple_code(f, row, "a", SKILLS, &out->a) != DK_OK ||
        tuple_code(f, row, "b", SKILLS, &out->b) != DK_OK ||
        dk_member_number(&f->r, row, "similarity", 1, &similarity) != DK_OK)
        return DK_FAILED;
    if (similarity < 0)
        return dk_member_wrong(&f->r, "similarity", "0 到 1 的数 / a number from 0 to 1");
    out->similarity_permille = (uint16_t)(similarity * 1000 + 0.5);
    return DK_OK;
}

static dk_code read_crossing(form *f, const dk_json_node *row, dk_crosswalk_row *out)
{
    static const char *const KEYS[] = {"specialty", "occupation", "grade"};
    int grade = DK_GRADE_MATCHING;
    if (dk_members_check(&f->r, row, KEYS, 3) != DK_OK ||
        tuple_code(f, row, "specialty", SPECIALTIES, &out->specialty) != DK_OK ||
        tuple_code(f, row, "occupation", OCCUPATIONS, &out->occupation) != DK_OK ||
        read_word(f, row, "grade", dk_match_grades, &grade) != DK_OK)
        return DK_FAILED;
    out->grade = (dk_crosswalk_grade)grade;
    return DK_OK;
}

static dk_code read_town_link(form *f, const dk_json_node *row, dk_town_link *out)
{
    static const char *const KEYS[] = {"from", "to", "minutes", "shuttle"};
    out->minutes = -1;
    if (dk_members_check(&f->r, row, KEYS, 4) != DK_OK ||
        tuple_code(f, row, "from", TOWNS, &out->from) != DK_OK ||
        tuple_code(f, row, "to", TOWNS, &out->to) != DK_OK ||
        read_int(f, row, "minutes", 1440, &out->minutes) != DK_OK ||
        dk_member_flag(&f->r, row, "shuttle", &out->has_shuttle) != DK_OK)
        return DK_FAILED;
    return out->minutes >= 0
               ? DK_OK
               : dk_member_wrong(&f->r, "minutes", "0 到 1440 的整数 / an integer from 0 to 1440");
}

static dk_code read_tables(form *f, const dk_json_node *root, dk_market *market)
{
    const dk_json_node *links = NULL, *crossings = NULL, *towns = NULL;
    if (dk_member_array(&f->r, root, "related", TUPLES_MAX, &links) != DK_OK ||
        dk_member_array(&f->r, root, "crosswalk", TUPLES_MAX, &crossings) != DK_OK ||
        dk_member_array(&f->r, root, "towns", TUPLES_MAX, &towns) != DK_OK)
        return DK_FAILED;
    dk_skill_link *a = dk_arena_array(f->r.arena, links->n, sizeof *a);
    dk_crosswalk_row *b = dk_arena_array(f->r.arena, crossings->n, sizeof *b);
    dk_town_link *c = dk_arena_array(f->r.arena, towns->n, sizeof *c);
    if (a == NULL || b == NULL || c == NULL)
        return DK_NO_MEMORY(f->r.err);
    for (size_t i = 0; i < links->n; i++)
        if (read_link(f, &links->items[i], &a[i]) != DK_OK)
            return DK_FAILED;
    for (size_t i = 0; i < crossings->n; i++)
        if (read_crossing(f, &crossings->items[i], &b[i]) != DK_OK)
            return DK_FAILED;
    for (size_t i = 0; i < towns->n; i++)
        if (read_town_link(f, &towns->items[i], &c[i]) != DK_OK)
            return DK_FAILED;
    market->links = a;
    market->n_links = links->n;
    market->crosswalk = b;
    market->n_crosswalk = crossings->n;
    market->town_links = c;
    market->n_town_links = towns->n;
    return DK_OK;
}

/* The weights of the body as a weights file, so that both are read by the same rules. */
static dk_code read_weights(const form *f, const dk_json_node *root, dk_weights *out)
{
    const dk_json_node *object = dk_member_get(root, "weights");
    dk_buf text = DK_BUF_INIT;
    *out = dk_weights_default();
    if (object == NULL)
        return DK_OK;
    if (object->kind != DK_JSON_OBJECT)
        return dk_member_wrong(&f->r, "weights", "对象 / an object");
    dk_buf_text(&text, "name request\nversion 1\n");
    dk_code code = DK_OK;
    for (size_t i = 0; code == DK_OK && i < object->n; i++) {
        const dk_json_node *node = &object->items[i];
        if (node->kind != DK_JSON_INT || strpbrk(node->key, " \t\r\n#") != NULL)
            code = dk_member_wrong(&f->r, "weights", "键与整数 / keys and integers");
        dk_buf_format(&text, "%s %lld\n", node->key, (long long)node->num);
    }
    if (code == DK_OK && text.is_broken)
        code = DK_NO_MEMORY(f->r.err);
    if (code == DK_OK)
        code = dk_weights_parse(text.data, text.len, "weights", out, f->r.err);
    dk_buf_done(&text);
    return code;
}

/* ---- the whole ---- */

static dk_code read_root(form *f, const dk_json_node *root, dk_score_problem *out)
{
    static const char *const KEYS[] = {"profile", "posts",     "as_of", "top",    "seed",
                                       "weights", "crosswalk", "towns", "related"};
    out->top = 5;
    if (dk_members_check(&f->r, root, KEYS, sizeof KEYS / sizeof *KEYS) != DK_OK ||
        read_day(f, root, "as_of", &out->market.as_of) != DK_OK ||
        dk_member_int(&f->r, root, "top", 1, DK_TOP_MAX, &out->top) != DK_OK ||
        dk_member_int(&f->r, root, "seed", 0, INT64_MAX, &out->seed) != DK_OK ||
        read_weights(f, root, &out->weights) != DK_OK || read_profile(f, root, out) != DK_OK ||
        read_posts(f, root, out) != DK_OK)
        return DK_FAILED;
    return read_tables(f, root, &out->market);
}

dk_code dk_wire_score_read(dk_arena *arena, const char *bytes, size_t len, dk_score_problem *out,
                           dk_err *err)
{
    assert(arena != NULL && out != NULL);
    const dk_json_limits limits = {DEPTH_MAX, ELEMENTS_MAX, 4096};
    const dk_json_node *root = NULL;
    form f = {.r = {.arena = arena, .err = err}};
    *out = (dk_score_problem){.market.as_of = DK_DAY_NONE};
    if (dk_json_read(arena, bytes == NULL ? "" : bytes, len, &limits, &root, err) != DK_OK ||
        read_root(&f, root, out) != DK_OK)
        return DK_FAILED;
    dk_match_terms *const to[N_LISTS] = {
        [SKILLS] = &out->market.skills,
        [CERTS] = &out->market.certs,
        [OCCUPATIONS] = &out->market.occupations,
        [SPECIALTIES] = &out->market.specialties,
        [TOWNS] = &out->market.towns,
    };
    for (size_t i = 0; i < N_LISTS; i++)
        *to[i] = (dk_match_terms){f.lists[i].items, f.lists[i].n};
    if (rank_terms(&f, RANK_MAX, &out->market.edus) != DK_OK)
        return DK_FAILED;
    out->market.grades = out->market.edus;
    return DK_OK;
}

static void name_asides(const dk_score_problem *problem, dk_match_aside *asides, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        asides[i].no = problem->keys[asides[i].id - 1];
        asides[i].label = problem->titles[asides[i].id - 1];
        asides[i].line = "";
    }
}

void dk_wire_score_name(const dk_score_problem *problem, dk_match_list *list)
{
    assert(list->direction == DK_POSTS_FOR_TRAINEE);
    list->subject_no = problem->key;
    list->subject_label = problem->key;
    list->subject_line = "";
    for (size_t i = 0; i < list->n_matches; i++) {
        list->matches[i].no = problem->keys[list->matches[i].why.post - 1];
        list->matches[i].label = problem->titles[list->matches[i].why.post - 1];
        list->matches[i].line = "";
    }
    name_asides(problem, list->near, list->n_near);
    name_asides(problem, list->unknowns, list->n_unknowns);
}
