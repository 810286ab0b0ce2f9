/* api/wire/score.c - see score.h.
 *
 * What a profile and a post may hold is a table of members each (form.h). Lists of tuples (skills,
 * certificates) have a function each.
 */
#include "api/wire/score.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "api/wire/form.h"
#include "core/base/buf.h"

enum { ELEMENTS_MAX = 400000, DEPTH_MAX = 8, MONTHS_MAX = 1200, SEATS_MAX = 100000 };

/* ---- members ---- */

#define T(field) offsetof(dk_match_trainee, field)
static const dk_form_member PROFILE[] = {
    {"key", DK_FORM_KEY, 0, DK_FORM_NO_LIST, 0, NULL},
    {"skills", DK_FORM_TUPLES, 0, DK_FORM_SKILLS, 0, NULL},
    {"certs", DK_FORM_TUPLES, 0, DK_FORM_CERTS, 0, NULL},
    {"specialty", DK_FORM_TERM, T(specialty), DK_FORM_SPECIALTIES, 0, NULL},
    {"town", DK_FORM_TERM, T(town), DK_FORM_TOWNS, 0, NULL},
    {"edu_rank", DK_FORM_RANK, T(edu), DK_FORM_NO_LIST, 0, NULL},
    {"grade_rank", DK_FORM_RANK, T(grade), DK_FORM_NO_LIST, 0, NULL},
    {"exp_months", DK_FORM_INT, T(exp_months), DK_FORM_NO_LIST, MONTHS_MAX, NULL},
    {"want_occupations", DK_FORM_TERMS, T(want_occupations), DK_FORM_OCCUPATIONS, 0, NULL},
    {"want_towns", DK_FORM_TERMS, T(want_towns), DK_FORM_TOWNS, 0, NULL},
    {"want_pay", DK_FORM_FEN, T(want_pay_fen), DK_FORM_NO_LIST, 0, NULL},
    {"commute_max_min", DK_FORM_INT, T(commute_max_min), DK_FORM_NO_LIST, 600, NULL},
    {"shift_ok", DK_FORM_TRI, T(shift_ok), DK_FORM_NO_LIST, 0, NULL},
    {"need_dorm", DK_FORM_TRI, T(needs_dorm), DK_FORM_NO_LIST, 0, NULL},
    {"start_on", DK_FORM_DAY, T(start_on), DK_FORM_NO_LIST, 0, NULL},
    {"intent", DK_FORM_WORD, T(intent), DK_FORM_NO_LIST, 0, dk_match_intents},
    {"opt_in", DK_FORM_FLAG, T(opts_in), DK_FORM_NO_LIST, 0, NULL},
    {"human_only", DK_FORM_FLAG, T(is_human_only), DK_FORM_NO_LIST, 0, NULL},
    {"is_student", DK_FORM_TRI, T(is_student), DK_FORM_NO_LIST, 0, NULL},
    {"enrolled_on", DK_FORM_DAY, T(enrolled_on), DK_FORM_NO_LIST, 0, NULL},
    {"is_adult", DK_FORM_KEY, 0, DK_FORM_NO_LIST, 0, NULL},
};
#undef T
#define P(field) offsetof(dk_match_post, field)
static const dk_form_member POST[] = {
    {"key", DK_FORM_KEY, 0, DK_FORM_NO_LIST, 0, NULL},
    {"title", DK_FORM_KEY, 0, DK_FORM_NO_LIST, 0, NULL},
    {"skills", DK_FORM_TUPLES, 0, DK_FORM_SKILLS, 0, NULL},
    {"occupation", DK_FORM_TERM, P(occupation), DK_FORM_OCCUPATIONS, 0, NULL},
    {"town", DK_FORM_TERM, P(town), DK_FORM_TOWNS, 0, NULL},
    {"specialties", DK_FORM_TERMS, P(specialties), DK_FORM_SPECIALTIES, 0, NULL},
    {"edu_rank", DK_FORM_RANK, P(edu_min), DK_FORM_NO_LIST, 0, NULL},
    {"edu_rank_legal", DK_FORM_RANK, P(edu_legal), DK_FORM_NO_LIST, 0, NULL},
    {"grade_rank", DK_FORM_RANK, P(grade_min), DK_FORM_NO_LIST, 0, NULL},
    {"certs_wanted", DK_FORM_TERMS, P(certs_wanted), DK_FORM_CERTS, 0, NULL},
    {"certs_legal", DK_FORM_TERMS, P(certs_legal), DK_FORM_CERTS, 0, NULL},
    {"exp_months", DK_FORM_INT, P(exp_months), DK_FORM_NO_LIST, MONTHS_MAX, NULL},
    {"pay_min", DK_FORM_FEN, P(pay_min_fen), DK_FORM_NO_LIST, 0, NULL},
    {"pay_max", DK_FORM_FEN, P(pay_max_fen), DK_FORM_NO_LIST, 0, NULL},
    {"shift", DK_FORM_WORD, P(shift), DK_FORM_NO_LIST, 0, dk_match_shifts},
    {"night", DK_FORM_TRI, P(has_night), DK_FORM_NO_LIST, 0, NULL},
    {"dorm", DK_FORM_TRI, P(has_dorm), DK_FORM_NO_LIST, 0, NULL},
    {"start_on", DK_FORM_DAY, P(start_on), DK_FORM_NO_LIST, 0, NULL},
    {"kind", DK_FORM_WORD, P(kind), DK_FORM_NO_LIST, 0, dk_match_kinds},
    {"hours_week_x100", DK_FORM_INT, P(hours_week_x100), DK_FORM_NO_LIST, 16800, NULL},
    {"labor_grade", DK_FORM_INT, P(labor_grade), DK_FORM_NO_LIST, 4, NULL},
    {"hazardous", DK_FORM_TRI, P(is_hazardous), DK_FORM_NO_LIST, 0, NULL},
    {"minor_ban", DK_FORM_TRI, P(is_minor_ban), DK_FORM_NO_LIST, 0, NULL},
    {"entertainment", DK_FORM_TRI, P(is_entertainment), DK_FORM_NO_LIST, 0, NULL},
    {"valid_from", DK_FORM_DAY, P(valid_from), DK_FORM_NO_LIST, 0, NULL},
    {"valid_to", DK_FORM_DAY, P(valid_to), DK_FORM_NO_LIST, 0, NULL},
    {"closed", DK_FORM_FLAG, P(is_closed), DK_FORM_NO_LIST, 0, NULL},
    {"openings", DK_FORM_INT, P(openings), DK_FORM_NO_LIST, SEATS_MAX, NULL},
    {"staff_total", DK_FORM_INT, P(staff_total), DK_FORM_NO_LIST, SEATS_MAX, NULL},
    {"staff_same_post", DK_FORM_INT, P(staff_same_post), DK_FORM_NO_LIST, SEATS_MAX, NULL},
    {"interns_total", DK_FORM_INT, P(interns_total), DK_FORM_NO_LIST, SEATS_MAX, NULL},
    {"interns_same_post", DK_FORM_INT, P(interns_same_post), DK_FORM_NO_LIST, SEATS_MAX, NULL},
};
#undef P
enum { N_PROFILE = sizeof PROFILE / sizeof *PROFILE, N_POST = sizeof POST / sizeof *POST };

/* ---- lists of tuples ---- */

static dk_code read_skill(dk_form *f, const dk_json_node *tuple, dk_trainee_skill *out)
{
    static const char *const KEYS[] = {"skill", "level", "source", "on"};
    dk_term skill = 0;
    int32_t level = -1;
    int source = DK_SOURCE_ASSESSED;
    dk_day on = DK_DAY_NONE;
    if (dk_members_check(&f->r, tuple, KEYS, 4) != DK_OK ||
        dk_form_tuple_code(f, tuple, "skill", DK_FORM_SKILLS, &skill) != DK_OK ||
        dk_form_int(f, tuple, "level", DK_MATCH_LEVEL_MAX, &level) != DK_OK ||
        dk_form_word(f, tuple, "source", dk_match_sources, &source) != DK_OK ||
        dk_form_day(f, tuple, "on", &on) != DK_OK)
        return DK_FAILED;
    if (level < 0)
        return dk_member_wrong(&f->r, "level", "0 到 5 的整数 / an integer from 0 to 5");
    *out = dk_trainee_skill_of(skill, level, (dk_skill_source)source, on);
    return DK_OK;
}

static dk_code read_cert(dk_form *f, const dk_json_node *tuple, dk_trainee_cert *out)
{
    static const char *const KEYS[] = {"cert", "from", "to"};
    *out = (dk_trainee_cert){0, DK_DAY_NONE, DK_DAY_NONE};
    if (dk_members_check(&f->r, tuple, KEYS, 3) != DK_OK ||
        dk_form_tuple_code(f, tuple, "cert", DK_FORM_CERTS, &out->cert) != DK_OK ||
        dk_form_day(f, tuple, "from", &out->from) != DK_OK)
        return DK_FAILED;
    return dk_form_day(f, tuple, "to", &out->to);
}

static dk_code read_requirement(dk_form *f, const dk_json_node *tuple, dk_requirement *out)
{
    static const char *const KEYS[] = {"skill", "level", "weight"};
    int32_t level = 1, weight = 1;
    if (dk_members_check(&f->r, tuple, KEYS, 3) != DK_OK ||
        dk_form_tuple_code(f, tuple, "skill", DK_FORM_SKILLS, &out->skill) != DK_OK ||
        dk_form_int(f, tuple, "level", DK_MATCH_LEVEL_MAX, &level) != DK_OK ||
        dk_form_int(f, tuple, "weight", DK_MATCH_WEIGHT_MAX, &weight) != DK_OK)
        return DK_FAILED;
    out->level = (uint8_t)level;
    out->weight = (uint8_t)weight;
    return DK_OK;
}

/* ---- the profile ---- */

static dk_code read_profile_lists(dk_form *f, const dk_json_node *object, dk_match_trainee *t)
{
    const dk_json_node *skills = NULL, *certs = NULL;
    if (dk_member_array(&f->r, object, "skills", DK_MATCH_SKILLS_MAX, &skills) != DK_OK ||
        dk_member_array(&f->r, object, "certs", DK_FORM_TUPLES_MAX, &certs) != DK_OK)
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
static dk_code read_profile(dk_form *f, const dk_json_node *root, dk_score_problem *out)
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
    if (dk_form_members(f, object, PROFILE, N_PROFILE, t) != DK_OK ||
        dk_form_key(f, object, &out->key) != DK_OK || read_profile_lists(f, object, t) != DK_OK ||
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

static dk_code read_requirements(dk_form *f, const dk_json_node *object, dk_match_post *p)
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

static dk_code read_posts(dk_form *f, const dk_json_node *root, dk_score_problem *out)
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
        if (dk_form_members(f, object, POST, N_POST, &posts[i]) != DK_OK ||
            dk_form_key(f, object, &keys[i]) != DK_OK ||
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

static dk_code read_link(dk_form *f, const dk_json_node *row, dk_skill_link *out)
{
    static const char *const KEYS[] = {"a", "b", "similarity"};
    double similarity = -1;
    if (dk_members_check(&f->r, row, KEYS, 3) != DK_OK ||
        dk_form_tuple_code(f, row, "a", DK_FORM_SKILLS, &out->a) != DK_OK ||
        dk_form_tuple_code(f, row, "b", DK_FORM_SKILLS, &out->b) != DK_OK ||
        dk_member_number(&f->r, row, "similarity", 1, &similarity) != DK_OK)
        return DK_FAILED;
    if (similarity < 0)
        return dk_member_wrong(&f->r, "similarity", "0 到 1 的数 / a number from 0 to 1");
    out->similarity_permille = (uint16_t)(similarity * 1000 + 0.5);
    return DK_OK;
}

static dk_code read_crossing(dk_form *f, const dk_json_node *row, dk_crosswalk_row *out)
{
    static const char *const KEYS[] = {"specialty", "occupation", "grade"};
    int grade = DK_GRADE_MATCHING;
    if (dk_members_check(&f->r, row, KEYS, 3) != DK_OK ||
        dk_form_tuple_code(f, row, "specialty", DK_FORM_SPECIALTIES, &out->specialty) != DK_OK ||
        dk_form_tuple_code(f, row, "occupation", DK_FORM_OCCUPATIONS, &out->occupation) != DK_OK ||
        dk_form_word(f, row, "grade", dk_match_grades, &grade) != DK_OK)
        return DK_FAILED;
    out->grade = (dk_crosswalk_grade)grade;
    return DK_OK;
}

static dk_code read_town_link(dk_form *f, const dk_json_node *row, dk_town_link *out)
{
    static const char *const KEYS[] = {"from", "to", "minutes", "shuttle"};
    out->minutes = -1;
    if (dk_members_check(&f->r, row, KEYS, 4) != DK_OK ||
        dk_form_tuple_code(f, row, "from", DK_FORM_TOWNS, &out->from) != DK_OK ||
        dk_form_tuple_code(f, row, "to", DK_FORM_TOWNS, &out->to) != DK_OK ||
        dk_form_int(f, row, "minutes", 1440, &out->minutes) != DK_OK ||
        dk_member_flag(&f->r, row, "shuttle", &out->has_shuttle) != DK_OK)
        return DK_FAILED;
    return out->minutes >= 0
               ? DK_OK
               : dk_member_wrong(&f->r, "minutes", "0 到 1440 的整数 / an integer from 0 to 1440");
}

static dk_code read_tables(dk_form *f, const dk_json_node *root, dk_market *market)
{
    const dk_json_node *links = NULL, *crossings = NULL, *towns = NULL;
    if (dk_member_array(&f->r, root, "related", DK_FORM_TUPLES_MAX, &links) != DK_OK ||
        dk_member_array(&f->r, root, "crosswalk", DK_FORM_TUPLES_MAX, &crossings) != DK_OK ||
        dk_member_array(&f->r, root, "towns", DK_FORM_TUPLES_MAX, &towns) != DK_OK)
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
static dk_code read_weights(const dk_form *f, const dk_json_node *root, dk_weights *out)
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

static dk_code read_root(dk_form *f, const dk_json_node *root, dk_score_problem *out)
{
    static const char *const KEYS[] = {"profile", "posts",     "as_of", "top",    "seed",
                                       "weights", "crosswalk", "towns", "related"};
    out->top = 5;
    if (dk_members_check(&f->r, root, KEYS, sizeof KEYS / sizeof *KEYS) != DK_OK ||
        dk_form_day(f, root, "as_of", &out->market.as_of) != DK_OK ||
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
    dk_form f = {.r = {.arena = arena, .err = err}};
    *out = (dk_score_problem){.market.as_of = DK_DAY_NONE};
    if (dk_json_read(arena, bytes == NULL ? "" : bytes, len, &limits, &root, err) != DK_OK ||
        read_root(&f, root, out) != DK_OK)
        return DK_FAILED;
    dk_match_terms *const to[DK_FORM_N_LISTS] = {
        [DK_FORM_SKILLS] = &out->market.skills,
        [DK_FORM_CERTS] = &out->market.certs,
        [DK_FORM_OCCUPATIONS] = &out->market.occupations,
        [DK_FORM_SPECIALTIES] = &out->market.specialties,
        [DK_FORM_TOWNS] = &out->market.towns,
    };
    for (size_t i = 0; i < DK_FORM_N_LISTS; i++)
        *to[i] = (dk_match_terms){f.lists[i].items, f.lists[i].n};
    if (dk_form_ranks(&f, DK_FORM_RANK_MAX, &out->market.edus) != DK_OK)
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
