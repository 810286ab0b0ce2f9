/* core/register/rules.c - rules between the fields of one record, as a table.
 *
 * A rule says what cannot be true, never what is unusual: a wrong "impossible" would refuse a real
 * person. Gates of law (age 16 and 18, certificates, interns) are not here; they judge a pair of
 * person and post on a day and live in core/match.
 */
#include "core/register/checks.h"

#include <assert.h>
#include <string.h>

#include "core/base/date.h"
#include "core/register/fields.h"
#include "core/register/messages.h"

enum { OLDEST = 100, YOUNGEST = 10 };

static dk_text title_of(const dk_record *record, size_t field)
{
    assert(field < record->reg->n_fields);
    return record->reg->fields[field].title;
}

/* The text when it is known and may be read, else NULL. */
static const char *text_of(const dk_record *record, size_t field)
{
    const dk_value *value = &record->v[field];
    return value->kind == DK_V_TEXT && value->text[0] != '\0' ? value->text : NULL;
}

static bool number_of(const dk_record *record, size_t field, int64_t *out)
{
    const dk_value *value = &record->v[field];
    if (value->kind != DK_V_INT)
        return false;
    *out = value->num;
    return true;
}

/* main <= other, both of one type. */
static dk_code in_order(const dk_rule *rule, const dk_record *record, dk_day day, dk_err *err)
{
    (void)day;
    int64_t low, high;
    if (!number_of(record, rule->main, &low) || !number_of(record, rule->other, &high) ||
        low <= high)
        return DK_OK;
    dk_text a = title_of(record, rule->main), b = title_of(record, rule->other);
    return DK_FAIL(err, MSG_RULE_ORDER, DK_NOWHERE, dk_arg_str(a.zh), dk_arg_str(a.en),
                   dk_arg_str(b.zh), dk_arg_str(b.en));
}

/* What has been observed cannot lie after the day of reading. */
static dk_code not_future(const dk_rule *rule, const dk_record *record, dk_day day, dk_err *err)
{
    int64_t at;
    if (day == DK_DAY_NONE || !number_of(record, rule->main, &at) || at <= day)
        return DK_OK;
    dk_text title = title_of(record, rule->main);
    return DK_FAIL(err, MSG_RULE_FUTURE, DK_NOWHERE, dk_arg_str(title.zh), dk_arg_str(title.en),
                   dk_arg_day(day));
}

/* Two fields of one record that must differ (a skill related to itself). */
static dk_code not_itself(const dk_rule *rule, const dk_record *record, dk_day day, dk_err *err)
{
    (void)day;
    const char *a = text_of(record, rule->main), *b = text_of(record, rule->other);
    if (a == NULL || b == NULL || strcmp(a, b) != 0)
        return DK_OK;
    dk_text title = title_of(record, rule->main);
    return DK_FAIL(err, MSG_RULE_SELF, DK_NOWHERE, dk_arg_str(title.zh), dk_arg_str(title.en));
}

/* No tuple of a LIST, no code of a CODES field may come twice (compared by the first column). */
static dk_code no_twin(const dk_rule *rule, const dk_record *record, dk_day day, dk_err *err)
{
    (void)day;
    const dk_field *field = &record->reg->fields[rule->main];
    const dk_value *list = &record->v[rule->main];
    size_t columns = dk_field_columns(field);
    if (list->kind != DK_V_LIST)
        return DK_OK;
    for (size_t i = 1; i < list->n_rows; i++) {
        const dk_value *item = &list->items[i * columns];
        for (size_t j = 0; j < i && item->kind == DK_V_TEXT; j++) {
            const dk_value *earlier = &list->items[j * columns];
            if (earlier->kind != DK_V_TEXT || strcmp(item->text, earlier->text) != 0)
                continue;
            bool is_restricted = (field->flags & DK_F_RESTRICTED) != 0;
            return DK_FAIL(err, MSG_RULE_TWICE, DK_NOWHERE, dk_arg_str(field->title.zh),
                           dk_arg_str(field->title.en),
                           dk_arg_str(is_restricted ? "*" : item->text));
        }
    }
    return DK_OK;
}

/* ---- trainees ---- */

/* The resident number when there is one; temporary numbers and other documents tell nothing. */
static const char *resident_number(const dk_record *record)
{
    const char *id_no = text_of(record, DK_TRAINEES_id_no);
    return id_no != NULL && dk_id_no_valid(id_no) ? id_no : NULL;
}

static dk_code id_fits_birth(const dk_rule *rule, const dk_record *record, dk_day day, dk_err *err)
{
    (void)day;
    int64_t birth;
    const char *id_no = resident_number(record);
    if (id_no == NULL || !number_of(record, rule->main, &birth) || birth == dk_id_no_birth(id_no))
        return DK_OK;
    return DK_FAIL0(err, MSG_RULE_ID_BIRTH);
}

static dk_code id_fits_month(const dk_rule *rule, const dk_record *record, dk_day day, dk_err *err)
{
    (void)day;
    int64_t month;
    const char *id_no = resident_number(record);
    if (id_no == NULL || !number_of(record, rule->main, &month) ||
        month == dk_month_of_day(dk_id_no_birth(id_no)))
        return DK_OK;
    return DK_FAIL0(err, MSG_RULE_ID_BIRTH);
}

static dk_code id_fits_sex(const dk_rule *rule, const dk_record *record, dk_day day, dk_err *err)
{
    (void)day;
    const char *id_no = resident_number(record), *sex = text_of(record, rule->main);
    bool is_stated = sex != NULL && (strcmp(sex, "1") == 0 || strcmp(sex, "2") == 0);
    if (id_no == NULL || !is_stated || (strcmp(sex, "1") == 0) == dk_id_no_is_male(id_no))
        return DK_OK;
    return DK_FAIL0(err, MSG_RULE_ID_SEX);
}

/* Type 1 is the resident card (code list id_type): 18 digits, or the temporary number 999... */
static dk_code id_fits_type(const dk_rule *rule, const dk_record *record, dk_day day, dk_err *err)
{
    (void)day;
    const char *type = text_of(record, rule->main), *id_no = text_of(record, DK_TRAINEES_id_no);
    if (id_no == NULL)
        return DK_OK;
    bool is_card = type == NULL || strcmp(type, "1") == 0;
    bool is_temporary = strlen(id_no) == 18 && strncmp(id_no, "999", 3) == 0;
    if (!is_card || is_temporary || strspn(id_no, "0123456789X") >= 17)
        return DK_OK;
    return DK_FAIL0(err, MSG_RULE_ID_TYPE);
}

static dk_code is_of_age(const dk_rule *rule, const dk_record *record, dk_day day, dk_err *err)
{
    int64_t birth;
    const char *id_no = resident_number(record);
    if (!number_of(record, rule->main, &birth)) {
        if (id_no == NULL)
            return DK_OK;
        birth = dk_id_no_birth(id_no);
    }
    if (day == DK_DAY_NONE)
        return DK_OK;
    int32_t age = dk_age_years((dk_day)birth, day);
    if (age >= YOUNGEST && age <= OLDEST)
        return DK_OK;
    return DK_FAIL(err, MSG_RULE_AGE, DK_NOWHERE, dk_arg_day(day), dk_arg_int(YOUNGEST),
                   dk_arg_int(OLDEST));
}

/* A date of the trainee's time here cannot lie before the month of enrolment. */
static dk_code after_enrolment(const dk_rule *rule, const dk_record *record, dk_day day,
                               dk_err *err)
{
    (void)day;
    int64_t at, enrolled;
    if (!number_of(record, rule->main, &at) || !number_of(record, rule->other, &enrolled) ||
        dk_month_of_day((dk_day)at) >= enrolled)
        return DK_OK;
    dk_text title = title_of(record, rule->main);
    return DK_FAIL(err, MSG_RULE_ENROLLED, DK_NOWHERE, dk_arg_str(title.zh), dk_arg_str(title.en));
}

const dk_rule dk_rules[] = {
    {"codes", DK_CODES_since, DK_CODES_until, in_order},
    {"codes", DK_CODES_successor, DK_CODES_code, not_itself},
    {"trainees", DK_TRAINEES_id_type, DK_NO_FIELD, id_fits_type},
    {"trainees", DK_TRAINEES_birth_date, DK_NO_FIELD, id_fits_birth},
    {"trainees", DK_TRAINEES_birth_date, DK_NO_FIELD, is_of_age},
    {"trainees", DK_TRAINEES_birth_month, DK_NO_FIELD, id_fits_month},
    {"trainees", DK_TRAINEES_gender, DK_NO_FIELD, id_fits_sex},
    {"trainees", DK_TRAINEES_person_class, DK_NO_FIELD, no_twin},
    {"trainees", DK_TRAINEES_skills, DK_NO_FIELD, no_twin},
    {"trainees", DK_TRAINEES_want_occ, DK_NO_FIELD, no_twin},
    {"trainees", DK_TRAINEES_want_place, DK_NO_FIELD, no_twin},
    {"trainees", DK_TRAINEES_intern_from, DK_TRAINEES_intern_to, in_order},
    {"trainees", DK_TRAINEES_intern_from, DK_TRAINEES_enrol_ym, after_enrolment},
    {"trainees", DK_TRAINEES_consent_date, DK_NO_FIELD, not_future},
    {"trainees", DK_TRAINEES_as_of, DK_NO_FIELD, not_future},
    {"posts", DK_POSTS_pay_min, DK_POSTS_pay_max, in_order},
    {"posts", DK_POSTS_specialty_codes, DK_NO_FIELD, no_twin},
    {"posts", DK_POSTS_skills_req, DK_NO_FIELD, no_twin},
    {"posts", DK_POSTS_cert_legal, DK_NO_FIELD, no_twin},
    {"posts", DK_POSTS_verified_on, DK_NO_FIELD, not_future},
    {"crosswalk", DK_CROSSWALK_since, DK_CROSSWALK_until, in_order},
    {"skill_links", DK_SKILL_LINKS_skill, DK_SKILL_LINKS_other, not_itself},
    {"skill_profiles", DK_SKILL_PROFILES_since, DK_SKILL_PROFILES_until, in_order},
    {"specialties", DK_SPECIALTIES_class_min, DK_SPECIALTIES_class_max, in_order},
    {"teachers", DK_TEACHERS_contract_from, DK_TEACHERS_contract_to, in_order},
    {"teachers", DK_TEACHERS_dual_on, DK_NO_FIELD, not_future},
    {"demand", DK_DEMAND_reposted, DK_DEMAND_new_openings, in_order},
    {"dormitories", DK_DORMITORIES_since, DK_DORMITORIES_until, in_order},
};
const size_t dk_n_rules = sizeof dk_rules / sizeof *dk_rules;
