/* core/register/derive.c - see derive.h. */
#include "core/register/derive.h"

#include <assert.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/random.h"
#include "core/register/fields.h"
#include "core/register/person.h"

#define STAND_IN "WH" /* 无号; letters keep it from being taken for a card */

enum { GRADUATION_MONTH = 6, STAND_IN_LEN = 18 };

static const char *text_of(const dk_record *record, size_t field)
{
    const dk_value *value = &record->v[field];
    return value->kind == DK_V_TEXT ? value->text : "";
}

static bool is_yes(const dk_record *record, size_t field)
{
    return record->v[field].kind == DK_V_INT && record->v[field].num == 1;
}

/* ---- placements ---- */

static dk_code graduation_year(const dk_deriver *by, dk_record *r, dk_err *err)
{
    (void)by;
    (void)err;
    const dk_value *on = &r->v[DK_PLACEMENTS_as_of], *started = &r->v[DK_PLACEMENTS_started_on];
    /* Short courses end all year round; schools graduate in June. */
    const bool is_short =
        *text_of(r, DK_PLACEMENTS_student_no) == '\0' && started->kind == DK_V_INT;
    if (is_short || on->kind != DK_V_INT)
        on = started;
    if (on->kind != DK_V_INT)
        return DK_OK;
    const int32_t month = dk_month_of_day((dk_day)on->num) - (is_short ? 0 : GRADUATION_MONTH - 1);
    r->v[DK_PLACEMENTS_graduation_year] = (dk_value){.kind = DK_V_INT, .num = month / 12};
    return DK_OK;
}

static dk_code kind(const dk_deriver *by, dk_record *r, dk_err *err)
{
    (void)by;
    (void)err;
    const bool is_own = is_yes(r, DK_PLACEMENTS_is_venture),
               is_flexible = is_yes(r, DK_PLACEMENTS_is_flexible),
               has_unit = *text_of(r, DK_PLACEMENTS_ent_name) != '\0';
    if ((is_own && is_flexible) || (!is_own && !is_flexible && !has_unit))
        return DK_OK;
    r->v[DK_PLACEMENTS_kind] = (dk_value){.kind = DK_V_TEXT,
                                          .text = is_own        ? "own"
                                                  : is_flexible ? "flexible"
                                                                : "employed"};
    return DK_OK;
}

/* How a placement of the year names its person in a number that stands in clear; NULL: not told. */
static dk_code person_in_clear(const dk_deriver *by, const dk_record *r, const char **out,
                               dk_err *err)
{
    char token[DK_TOKEN_SIZE];
    dk_person_keys keys;
    if (!dk_person_keys_of(by->arena, r, &keys))
        return DK_NO_MEMORY(err);
    const char *hidden =
        keys.key[DK_PERSON_ID] != NULL ? keys.key[DK_PERSON_ID] : keys.key[DK_PERSON_TAIL];
    if (keys.key[DK_PERSON_STUDENT] != NULL) {
        *out = text_of(r, DK_PLACEMENTS_student_no);
    } else if (keys.key[DK_PERSON_CLASS] != NULL) {
        *out = dk_arena_format(by->arena, "%s-%d", text_of(r, DK_PLACEMENTS_class_name),
                               (int)r->v[DK_PLACEMENTS_roster_no].num);
    } else if (hidden != NULL && by->token != NULL) {
        if (by->token(by->ctx, hidden, token, err) != DK_OK)
            return DK_FAILED;
        *out = dk_arena_format(by->arena, STAND_IN "%s", token);
    } else {
        *out = "";
    }
    return *out == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code placement_no(const dk_deriver *by, dk_record *r, dk_err *err)
{
    const dk_value *year = &r->v[DK_PLACEMENTS_graduation_year];
    const char *person = "";
    if (year->kind != DK_V_INT)
        return DK_OK;
    if (person_in_clear(by, r, &person, err) != DK_OK)
        return DK_FAILED;
    if (*person == '\0')
        return DK_OK;
    const char *no = dk_arena_format(by->arena, "%d-%s", (int)year->num, person);
    if (no == NULL)
        return DK_NO_MEMORY(err);
    r->v[DK_PLACEMENTS_placement_no] = (dk_value){.kind = DK_V_TEXT, .text = no};
    return DK_OK;
}

/* ---- trainees ---- */

/* What tells this person from others of the name; NULL: nothing. *is_broken: memory. */
static const char *traits_of(dk_arena *arena, const dk_record *r, bool *is_broken)
{
    const char *name = text_of(r, DK_TRAINEES_name), *student = text_of(r, DK_TRAINEES_student_no),
               *phone = text_of(r, DK_TRAINEES_phone), *in = text_of(r, DK_TRAINEES_class_name),
               *made = NULL;
    const dk_value *birth = &r->v[DK_TRAINEES_birth_date];
    if (birth->kind != DK_V_INT)
        birth = &r->v[DK_TRAINEES_birth_month];
    const bool has_birth = birth->kind == DK_V_INT;
    if (*name == '\0')
        return NULL;
    if (*student != '\0')
        made = dk_arena_format(arena, "%s|%s", name, student);
    else if (has_birth || *phone != '\0' || *in != '\0')
        made = dk_arena_format(arena, "%s|%d|%s|%s", name, has_birth ? (int)birth->num : -1, phone,
                               in);
    else
        return NULL;
    *is_broken = made == NULL;
    return made;
}

static dk_code id_no(const dk_deriver *by, dk_record *r, dk_err *err)
{
    dk_arena *arena = by->arena;
    bool is_broken = false;
    const char *traits = traits_of(arena, r, &is_broken);
    const char *no = traits == NULL ? NULL
                                    : dk_arena_format(arena, STAND_IN "%016llX",
                                                      (unsigned long long)dk_hash_text(0, traits));
    if (is_broken || (traits != NULL && no == NULL))
        return DK_NO_MEMORY(err);
    if (no == NULL)
        return DK_OK;
    r->v[DK_TRAINEES_id_no] = (dk_value){.kind = DK_V_TEXT, .text = no};
    r->v[DK_TRAINEES_id_type] = (dk_value){.kind = DK_V_TEXT, .text = "6"};
    return DK_OK;
}

bool dk_id_no_is_stand_in(const char *text)
{
    return strlen(text) == STAND_IN_LEN && strncmp(text, STAND_IN, 2) == 0 &&
           strspn(text + 2, "0123456789ABCDEF") == STAND_IN_LEN - 2;
}

dk_value dk_record_told(const dk_record *record, size_t field)
{
    assert(field < record->reg->n_fields);
    const dk_value value = record->v[field];
    if (strcmp(record->reg->key, "placements") != 0 || value.kind == DK_V_INT ||
        (field != DK_PLACEMENTS_is_venture && field != DK_PLACEMENTS_is_flexible))
        return value;
    const char *code = text_of(record, DK_PLACEMENTS_kind);
    const char *wanted = field == DK_PLACEMENTS_is_venture ? "own" : "flexible";
    return *code == '\0' ? value : (dk_value){.kind = DK_V_INT, .num = strcmp(code, wanted) == 0};
}

/* ---- which field ---- */

static const struct {
    const char *reg;
    size_t field;
    dk_code (*derive)(const dk_deriver *by, dk_record *record, dk_err *err);
} DERIVED[] = {
    {"placements", DK_PLACEMENTS_graduation_year, graduation_year},
    {"placements", DK_PLACEMENTS_kind, kind},
    {"placements", DK_PLACEMENTS_placement_no, placement_no},
    {"trainees", DK_TRAINEES_id_no, id_no},
};

dk_code dk_record_derive(const dk_deriver *by, dk_record *record, size_t field, dk_err *err)
{
    assert(record->reg->fields[field].derived != NULL);
    if (record->v[field].kind != DK_V_ABSENT)
        return DK_OK;
    for (size_t i = 0; i < sizeof DERIVED / sizeof *DERIVED; i++)
        if (DERIVED[i].field == field && strcmp(DERIVED[i].reg, record->reg->key) == 0)
            return DERIVED[i].derive(by, record, err);
    assert(false); /* every field with .derived has a rule */
    return DK_OK;
}

/* Any of the keys up to `end`, which are separated by |. */
static bool has_any(const dk_register *reg, const char *keys, const char *end, const bool *has)
{
    while (keys < end) {
        size_t len = strcspn(keys, "|,");
        for (size_t i = 0; i < reg->n_fields; i++)
            if (has[i] && strlen(reg->fields[i].key) == len &&
                memcmp(reg->fields[i].key, keys, len) == 0)
                return true;
        keys += len + 1;
    }
    return false;
}

bool dk_field_derivable(const dk_register *reg, const dk_field *field, const bool *has)
{
    for (const char *p = field->derived; p != NULL && *p != '\0';) {
        const char *end = p + strcspn(p, ",");
        if (!has_any(reg, p, end, has))
            return false;
        p = end + (*end == ',');
    }
    return field->derived != NULL;
}

/* ---- what is said twice ---- */

static bool is_trainee(const dk_record *r)
{
    return strcmp(r->reg->key, "trainees") == 0;
}

int32_t dk_record_birth(const dk_record *r)
{
    if (!is_trainee(r))
        return DK_DAY_NONE;
    const dk_value *birth = &r->v[DK_TRAINEES_birth_date];
    const char *no = text_of(r, DK_TRAINEES_id_no);
    return birth->kind == DK_V_INT ? (int32_t)birth->num
           : dk_id_no_valid(no)    ? dk_id_no_birth(no)
                                   : DK_DAY_NONE;
}

void dk_record_settle(dk_record *r, int32_t birth)
{
    if (!is_trainee(r))
        return;
    dk_value *month = &r->v[DK_TRAINEES_birth_month];
    if (birth == DK_DAY_NONE)
        birth = dk_record_birth(r);
    if (month->kind == DK_V_INT && birth != DK_DAY_NONE && dk_month_of_day(birth) == month->num)
        *month = (dk_value){.kind = DK_V_ABSENT};
}
