/* core/match/market.c - checks and look-ups on a market.
 *
 * The check runs once per index, so that scoring can index arrays without looking. It names the
 * record and the field, never a person.
 */
#include "core/match/market.h"

#include <assert.h>

#include "core/base/arena.h"
#include "core/match/messages.h"

dk_trainee_skill dk_trainee_skill_of(dk_term skill, int32_t level, dk_skill_source source,
                                     dk_day on)
{
    uint8_t at = (uint8_t)(level < 0 ? 0 : level > DK_MATCH_LEVEL_MAX ? DK_MATCH_LEVEL_MAX : level);
    dk_trainee_skill out = {.skill = skill, .level = at, .low = at, .high = at, .source = source};
    out.on = on;
    if (source == DK_SOURCE_DEFAULT) {
        out.low = (uint8_t)(at > 0 ? at - 1 : 0);
        out.high = (uint8_t)(at < DK_MATCH_LEVEL_MAX ? at + 1 : DK_MATCH_LEVEL_MAX);
    }
    return out;
}

const dk_match_term *dk_term_get(const dk_match_terms *terms, dk_term term)
{
    static const dk_match_term unknown = {"", {"未知", "unknown"}, 0, 0};
    return term < terms->n ? &terms->items[term] : &unknown;
}

bool dk_term_list_has(const dk_term_list *list, dk_term term)
{
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i] == term)
            return true;
    }
    return false;
}

dk_day dk_match_start(const dk_market *market, const dk_match_post *post)
{
    return post->start_on > market->as_of ? post->start_on : market->as_of;
}

/* ---- check ---- */

typedef struct {
    const char *what; /* "T" trainee, "P" post, "row" of a table: the same in both languages */
    int64_t id;
    dk_err *err;
} checker;

static dk_code refuse(const checker *c, const char *field, int64_t value)
{
    return DK_FAIL(c->err, MSG_MATCH_MARKET, DK_NOWHERE, dk_arg_str(c->what), dk_arg_int(c->id),
                   dk_arg_str(field), dk_arg_int(value));
}

static dk_code check_term(const checker *c, const dk_match_terms *terms, dk_term term,
                          const char *field)
{
    if (term == 0 || term < terms->n)
        return DK_OK;
    return refuse(c, field, term);
}

static dk_code check_list(const checker *c, const dk_match_terms *terms, const dk_term_list *list,
                          const char *field)
{
    for (size_t i = 0; i < list->n; i++) {
        if (check_term(c, terms, list->items[i], field) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code check_range(const checker *c, int64_t value, int64_t min, int64_t max,
                           const char *field)
{
    return value >= min && value <= max ? DK_OK : refuse(c, field, value);
}

static dk_code check_trainee_skills(const checker *c, const dk_market *m, const dk_match_trainee *t)
{
    if (check_range(c, (int64_t)t->n_skills, 0, DK_MATCH_SKILLS_MAX, "skills") != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < t->n_skills; i++) {
        const dk_trainee_skill *s = &t->skills[i];
        if (check_term(c, &m->skills, s->skill, "skills") != DK_OK ||
            check_range(c, s->high, 0, DK_MATCH_LEVEL_MAX, "skills") != DK_OK ||
            check_range(c, s->level, s->low, s->high, "skills") != DK_OK)
            return DK_FAILED;
    }
    for (size_t i = 0; i < t->n_certs; i++) {
        if (check_term(c, &m->certs, t->certs[i].cert, "certs") != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code check_trainee(const dk_market *m, const dk_match_trainee *t, dk_err *err)
{
    const checker c = {"T", t->id, err};
    if (check_term(&c, &m->specialties, t->specialty, "specialty") != DK_OK ||
        check_term(&c, &m->towns, t->town, "town") != DK_OK ||
        check_term(&c, &m->edus, t->edu, "edu") != DK_OK ||
        check_term(&c, &m->grades, t->grade, "grade") != DK_OK ||
        check_list(&c, &m->occupations, &t->want_occupations, "want_occupations") != DK_OK ||
        check_list(&c, &m->towns, &t->want_towns, "want_towns") != DK_OK)
        return DK_FAILED;
    return check_trainee_skills(&c, m, t);
}

static dk_code check_requirements(const checker *c, const dk_market *m, const dk_match_post *p)
{
    if (check_range(c, (int64_t)p->n_requirements, 0, DK_MATCH_REQUIREMENTS_MAX, "requirements") !=
        DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < p->n_requirements; i++) {
        const dk_requirement *r = &p->requirements[i];
        if (check_term(c, &m->skills, r->skill, "requirements") != DK_OK ||
            check_range(c, r->skill, 1, UINT16_MAX, "requirements") != DK_OK ||
            check_range(c, r->level, 0, DK_MATCH_LEVEL_MAX, "requirements") != DK_OK ||
            check_range(c, r->weight, 0, DK_MATCH_WEIGHT_MAX, "requirements") != DK_OK)
            return DK_FAILED;
        for (size_t j = 0; j < i; j++) {
            if (p->requirements[j].skill == r->skill)
                return refuse(c, "requirements", r->skill);
        }
    }
    return DK_OK;
}

static dk_code check_post(const dk_market *m, const dk_match_post *p, dk_err *err)
{
    const checker c = {"P", p->id, err};
    if (check_term(&c, &m->occupations, p->occupation, "occupation") != DK_OK ||
        check_term(&c, &m->towns, p->town, "town") != DK_OK ||
        check_term(&c, &m->edus, p->edu_min, "edu_min") != DK_OK ||
        check_term(&c, &m->edus, p->edu_legal, "edu_legal") != DK_OK ||
        check_term(&c, &m->grades, p->grade_min, "grade_min") != DK_OK ||
        check_list(&c, &m->specialties, &p->specialties, "specialties") != DK_OK ||
        check_list(&c, &m->certs, &p->certs_legal, "certs_legal") != DK_OK ||
        check_list(&c, &m->certs, &p->certs_wanted, "certs_wanted") != DK_OK)
        return DK_FAILED;
    return check_requirements(&c, m, p);
}

static dk_code check_tables(const dk_market *m, dk_err *err)
{
    checker c = {"row", 0, err};
    if (check_range(&c, (int64_t)m->skills.n, 0, DK_MATCH_SKILLS_MAX, "skills") != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < m->n_links; i++) {
        c.id = (int64_t)i + 1;
        if (check_term(&c, &m->skills, m->links[i].a, "links") != DK_OK ||
            check_term(&c, &m->skills, m->links[i].b, "links") != DK_OK ||
            check_range(&c, m->links[i].similarity_permille, 0, 1000, "links") != DK_OK)
            return DK_FAILED;
    }
    for (size_t i = 0; i < m->n_crosswalk; i++) {
        c.id = (int64_t)i + 1;
        if (check_term(&c, &m->specialties, m->crosswalk[i].specialty, "crosswalk") != DK_OK ||
            check_term(&c, &m->occupations, m->crosswalk[i].occupation, "crosswalk") != DK_OK)
            return DK_FAILED;
    }
    for (size_t i = 0; i < m->n_town_links; i++) {
        c.id = (int64_t)i + 1;
        if (check_term(&c, &m->towns, m->town_links[i].from, "town_links") != DK_OK ||
            check_term(&c, &m->towns, m->town_links[i].to, "town_links") != DK_OK ||
            check_range(&c, m->town_links[i].minutes, 0, 1440, "town_links") != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_market_check(const dk_market *market, dk_err *err)
{
    assert(market != NULL && err != NULL);
    if (check_tables(market, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < market->n_trainees; i++) {
        if (check_trainee(market, &market->trainees[i], err) != DK_OK)
            return DK_FAILED;
    }
    for (size_t i = 0; i < market->n_posts; i++) {
        if (check_post(market, &market->posts[i], err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}
