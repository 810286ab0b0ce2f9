/* core/register/check.c - one value against its field, one record against its register.
 *
 * A finding never carries a restricted value; its place (filled by the caller) finds the cell.
 */
#include "core/register/checks.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/utf8.h"
#include "core/register/fields.h"
#include "core/register/messages.h"

enum { LONGEST_TEXT = 2000, SUGGESTED = 3 };

/* ---- what a type expects, in words ---- */

dk_code dk_value_malformed(const dk_field *field, dk_err *err)
{
    static const struct {
        dk_text name;
        const char *example;
    } forms[] = {
        [DK_TYPE_TEXT] = {{"文字", "a text"}, "张工"},
        [DK_TYPE_INT] = {{"整数", "an integer"}, "12"},
        [DK_TYPE_DECIMAL] = {{"数（最多两位小数）", "a number with at most two decimals"}, "2.5"},
        [DK_TYPE_MONEY] = {{"金额（元）", "an amount in yuan"}, "4300"},
        [DK_TYPE_DATE] = {{"日期", "a date"}, "2026-03-05"},
        [DK_TYPE_MONTH] = {{"年月", "a month"}, "2026-03"},
        [DK_TYPE_BOOL] = {{"是或否", "yes or no"}, "是 / 否"},
        [DK_TYPE_CODE] = {{"代码", "a code"}, "700206"},
        [DK_TYPE_CODES] = {{"代码（多个用分号分开）", "codes separated by semicolons"}, "a;b"},
        [DK_TYPE_ID_NO] = {{"证件号码", "a document number"}, "980126200805150018"},
        [DK_TYPE_USCC] = {{"统一社会信用代码", "a unified social credit code"},
                          "91980126MA00000012"},
        [DK_TYPE_PHONE] = {{"电话号码", "a phone number"}, "12000000001"},
        [DK_TYPE_LIST] = {{"明细（列用冒号，行用分号）", "tuples (columns by :, rows by ;)"},
                          "a:b;c:d"},
    };
    return DK_FAIL(err, MSG_VALUE_MALFORMED, DK_NOWHERE, dk_arg_str(field->title.zh),
                   dk_arg_str(field->title.en), dk_arg_str(forms[field->type].name.zh),
                   dk_arg_str(forms[field->type].name.en), dk_arg_str(forms[field->type].example));
}

/* ---- one plain value ---- */

static bool is_restricted(const dk_field *field)
{
    return (field->flags & (DK_F_RESTRICTED | DK_F_SEALED)) != 0;
}

static dk_arg bound_arg(const dk_field *field, int64_t bound)
{
    bool has_decimals = field->type == DK_TYPE_MONEY || field->type == DK_TYPE_DECIMAL;
    if (field->type == DK_TYPE_DATE)
        return dk_arg_day(bound);
    return has_decimals ? dk_arg_fen(bound) : dk_arg_int(bound);
}

static dk_code check_number(const dk_field *field, int64_t num, dk_err *err)
{
    bool has_range = field->min != 0 || field->max != 0;
    if (has_range && (num < field->min || num > field->max))
        return DK_FAIL(err, MSG_VALUE_RANGE, DK_NOWHERE, dk_arg_str(field->title.zh),
                       dk_arg_str(field->title.en), bound_arg(field, field->min),
                       bound_arg(field, field->max));
    if (field->type == DK_TYPE_BOOL && num != 0 && num != 1)
        return dk_value_malformed(field, err);
    if (field->type == DK_TYPE_DATE &&
        (num < dk_day_of(1900, 1, 1) || num > dk_day_of(2199, 12, 31)))
        return dk_value_malformed(field, err);
    if (field->type == DK_TYPE_MONTH && (num < dk_month_of(1900, 1) || num > dk_month_of(2199, 12)))
        return dk_value_malformed(field, err);
    return DK_OK;
}

static dk_code check_characters(const dk_field *field, const char *text, dk_err *err)
{
    const char *p = text, *end = text + strlen(text);
    size_t n = 0;
    for (; p < end; n++) {
        int32_t cp = dk_utf8_next(&p, end);
        if (cp < 0 || dk_utf8_is_hidden(cp))
            return DK_FAIL(err, MSG_TEXT_INVALID, DK_NOWHERE, dk_arg_str(field->title.zh),
                           dk_arg_str(field->title.en));
    }
    if (n > LONGEST_TEXT)
        return DK_FAIL(err, MSG_TEXT_LONG, DK_NOWHERE, dk_arg_str(field->title.zh),
                       dk_arg_str(field->title.en), dk_arg_int((int64_t)n),
                       dk_arg_int(LONGEST_TEXT));
    return DK_OK;
}

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* Length of `text` when it holds only 0-9 and A-Z, else 0; *digits: how many of them are digits. */
static size_t alphanumeric_length(const char *text, size_t *digits)
{
    size_t n = 0;
    *digits = 0;
    for (; is_alphanumeric(text[n]); n++)
        *digits += text[n] >= '0' && text[n] <= '9';
    return text[n] == '\0' ? n : 0;
}

/* 18 digits starting with 999 are the temporary number of the national register of students without
 * a card (999, school code, serial); it has no check digit. */
static bool is_temporary(const char *text, size_t digits)
{
    return digits == 18 && strncmp(text, "999", 3) == 0;
}

static dk_code check_id_no(const dk_field *field, const char *text, dk_err *err)
{
    size_t digits, len = alphanumeric_length(text, &digits);
    dk_arg zh = dk_arg_str(field->title.zh), en = dk_arg_str(field->title.en);
    bool is_card = digits == len || (digits + 1 == len && text[len - 1] == 'X');
    /* An exponent (3.6E+17) has a point or a plus, so it is neither digits nor letters only. */
    if (len == 0 && strpbrk(text, "E+.") != NULL && text[0] >= '0' && text[0] <= '9')
        return DK_FAIL(err, MSG_ID_NO_LOST, DK_NOWHERE, zh, en);
    if (len < 5 || len > 20)
        return dk_value_malformed(field, err);
    if (is_temporary(text, digits) || !is_card)
        return DK_OK;
    if (len != 18)
        return DK_FAIL(err, MSG_ID_NO_LENGTH, DK_NOWHERE, zh, en, dk_arg_int((int64_t)len));
    if (dk_id_no_valid(text))
        return DK_OK;
    return strcmp(text + 15, "000") == 0 ? DK_FAIL(err, MSG_ID_NO_LOST, DK_NOWHERE, zh, en)
                                         : DK_FAIL(err, MSG_ID_NO_INVALID, DK_NOWHERE, zh, en);
}

static dk_code check_phone(const dk_field *field, const char *text, dk_err *err)
{
    size_t digits, len = alphanumeric_length(text, &digits);
    bool is_mobile_cut = len > 0 && text[0] == '1' && len != 11 && len > 8;
    if (digits == len && len >= 7 && len <= 13 && !is_mobile_cut)
        return DK_OK;
    return DK_FAIL(err, MSG_PHONE_INVALID, DK_NOWHERE, dk_arg_str(field->title.zh),
                   dk_arg_str(field->title.en));
}

static dk_code check_uscc(const dk_field *field, const char *text, dk_err *err)
{
    if (dk_uscc_valid(text))
        return DK_OK;
    return DK_FAIL(err, MSG_USCC_INVALID, DK_NOWHERE, dk_arg_str(field->title.zh),
                   dk_arg_str(field->title.en), dk_arg_str(text));
}

/* ---- codes ---- */

/* "700206 汽车运用与维修、..." of the given rows, whole ones only. */
static void join_rows(const dk_code_row *const *rows, size_t n, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        const char *comma = i > 0 ? "、" : "";
        size_t need = strlen(comma) + strlen(rows[i]->code) + 1 + strlen(rows[i]->name);
        if (used + need >= size)
            break;
        used += (size_t)snprintf(out + used, size - used, "%s%s %s", comma, rows[i]->code,
                                 rows[i]->name);
    }
}

static dk_code fail_unknown_code(const dk_field *field, const char *text, const dk_codes *codes,
                                 dk_err *err)
{
    dk_arg zh = dk_arg_str(field->title.zh), en = dk_arg_str(field->title.en);
    const dk_code_row *near[SUGGESTED];
    size_t n_all, n = dk_codes_nearest(codes, field->codes, text, near, SUGGESTED);
    const dk_code_row *const *all = dk_codes_list(codes, field->codes, &n_all);
    char names[200];
    if (n_all == 0)
        return DK_FAIL(err, MSG_CODE_LIST_EMPTY, DK_NOWHERE, zh, en, dk_arg_str(field->codes));
    if (n > 0)
        join_rows(near, n, names, sizeof names);
    else
        join_rows(all, n_all < SUGGESTED ? n_all : SUGGESTED, names, sizeof names);
    dk_arg shown = dk_arg_str(is_restricted(field) ? "*" : text);
    return n > 0 ? DK_FAIL(err, MSG_CODE_UNKNOWN, DK_NOWHERE, zh, en, shown, dk_arg_str(names))
                 : DK_FAIL(err, MSG_CODE_UNKNOWN_FAR, DK_NOWHERE, zh, en, shown, dk_arg_str(names));
}

static dk_code check_code(const dk_field *field, const char *text, const dk_codes *codes,
                          dk_day day, dk_err *err)
{
    if (codes == NULL || field->codes == NULL ||
        dk_codes_find(codes, field->codes, text, day) != NULL)
        return DK_OK;
    const dk_code_row *row = dk_codes_find(codes, field->codes, text, DK_DAY_NONE);
    if (row == NULL)
        return fail_unknown_code(field, text, codes, err);
    dk_arg zh = dk_arg_str(field->title.zh), en = dk_arg_str(field->title.en);
    dk_arg shown = dk_arg_str(is_restricted(field) ? "*" : text);
    bool has_ended = row->until != DK_DAY_NONE && row->until < day;
    if (has_ended && row->successor != NULL && row->successor[0] != '\0')
        return DK_FAIL(err, MSG_CODE_EXPIRED, DK_NOWHERE, zh, en, shown, dk_arg_day(day),
                       dk_arg_str(row->successor));
    return DK_FAIL(err, MSG_CODE_NOT_VALID, DK_NOWHERE, zh, en, shown, dk_arg_day(day));
}

static dk_code check_text(const dk_field *field, const char *text, const dk_codes *codes,
                          dk_day day, dk_err *err)
{
    if (check_characters(field, text, err) != DK_OK)
        return DK_FAILED;
    switch (field->type) {
    case DK_TYPE_CODE:
    case DK_TYPE_CODES:
        return check_code(field, text, codes, day, err);
    case DK_TYPE_ID_NO:
        return check_id_no(field, text, err);
    case DK_TYPE_USCC:
        return check_uscc(field, text, err);
    case DK_TYPE_PHONE:
        return check_phone(field, text, err);
    default:
        return DK_OK;
    }
}

/* ---- lists, and the two public functions ---- */

static bool is_number_type(dk_type type)
{
    return type == DK_TYPE_INT || type == DK_TYPE_DECIMAL || type == DK_TYPE_MONEY ||
           type == DK_TYPE_DATE || type == DK_TYPE_MONTH || type == DK_TYPE_BOOL;
}

static bool is_list_type(dk_type type)
{
    return type == DK_TYPE_CODES || type == DK_TYPE_LIST;
}

/* A value that is no list itself: a field's own or a column's. */
static dk_code check_plain(const dk_field *field, const dk_value *value, const dk_codes *codes,
                           dk_day day, dk_err *err)
{
    if (dk_value_is_empty(value) || value->kind == DK_V_SEALED)
        return DK_OK;
    if (value->kind == DK_V_INT && is_number_type(field->type))
        return check_number(field, value->num, err);
    if (value->kind == DK_V_TEXT && !is_number_type(field->type))
        return check_text(field, value->text, codes, day, err);
    return dk_value_malformed(field, err);
}

static dk_code check_list(const dk_field *field, const dk_value *list, const dk_codes *codes,
                          dk_day day, dk_err *err)
{
    size_t columns = dk_field_columns(field);
    for (size_t i = 0; i < list->n_rows * columns; i++) {
        const dk_field *column = field->type == DK_TYPE_LIST ? &field->sub[i % columns] : field;
        bool is_needed = field->type == DK_TYPE_LIST && (column->flags & DK_F_REQUIRED) != 0;
        if (is_needed && dk_value_is_empty(&list->items[i]))
            return DK_FAIL(err, MSG_FIELD_REQUIRED, DK_NOWHERE, dk_arg_str(column->title.zh),
                           dk_arg_str(column->title.en));
        if (check_plain(column, &list->items[i], codes, day, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_value_check(const dk_field *field, const dk_value *value, const struct dk_codes *codes,
                       int32_t day, dk_err *err)
{
    assert(field != NULL && value != NULL && err != NULL);
    if (dk_value_is_empty(value) || value->kind == DK_V_SEALED)
        return DK_OK;
    if (!is_list_type(field->type))
        return check_plain(field, value, codes, day, err);
    return value->kind == DK_V_LIST ? check_list(field, value, codes, day, err)
                                    : dk_value_malformed(field, err);
}

/* 新生新办法、老生老办法: a trainee's specialty must be valid on the day of reading or at
 * enrolment. */
static dk_day day_of_codes(const dk_record *record, size_t field, const dk_codes *codes, dk_day day)
{
    if (field != DK_TRAINEES_specialty_code || strcmp(record->reg->key, "trainees") != 0)
        return day;
    const dk_value *specialty = &record->v[field], *enrolled = &record->v[DK_TRAINEES_enrol_ym];
    if (codes == NULL || enrolled->kind != DK_V_INT || specialty->kind != DK_V_TEXT)
        return day;
    dk_day first = dk_month_first((dk_month)enrolled->num);
    const char *list = record->reg->fields[field].codes;
    return dk_codes_find(codes, list, specialty->text, first) != NULL ? first : day;
}

static dk_code check_field(const dk_record *record, size_t i, const dk_codes *codes, dk_day day,
                           dk_err *err)
{
    const dk_field *field = &record->reg->fields[i];
    /* A change of a known record need not repeat what it has. */
    bool is_left = record->id != 0 && record->v[i].kind == DK_V_ABSENT;
    if ((field->flags & DK_F_REQUIRED) != 0 && dk_value_is_empty(&record->v[i]) && !is_left)
        return DK_FAIL(err, MSG_FIELD_REQUIRED, DK_NOWHERE, dk_arg_str(field->title.zh),
                       dk_arg_str(field->title.en));
    return dk_value_check(field, &record->v[i], codes, day_of_codes(record, i, codes, day), err);
}

/* Moves the finding to the list, placed at `field`. */
static dk_code note(dk_err_list *errors, dk_err *found, const dk_field *field, dk_err *err)
{
    dk_err_locate(found, (dk_place){.field = field->title.zh});
    if (dk_err_list_add(errors, found) == DK_OK)
        return DK_OK;
    return DK_NO_MEMORY(err);
}

dk_code dk_record_check(const dk_record *record, const struct dk_codes *codes, int32_t day,
                        dk_err_list *errors, dk_err *err)
{
    return dk_record_check_rest(record, NULL, codes, day, errors, err);
}

dk_code dk_record_check_rest(const dk_record *record, const bool *is_checked,
                             const struct dk_codes *codes, int32_t day, dk_err_list *errors,
                             dk_err *err)
{
    assert(record != NULL && errors != NULL && err != NULL);
    const dk_register *reg = record->reg;
    dk_err found = DK_ERR_INIT;
    /* A code that is valid on the day is valid: being valid at enrolment instead only adds to it.
     */
    for (size_t i = 0; i < reg->n_fields; i++)
        if ((is_checked == NULL || !is_checked[i]) &&
            check_field(record, i, codes, day, &found) != DK_OK &&
            note(errors, &found, &reg->fields[i], err) != DK_OK)
            return DK_FAILED;
    for (size_t i = 0; i < dk_n_rules; i++) {
        const dk_rule *rule = &dk_rules[i];
        if (rule->reg[0] != reg->key[0] || strcmp(rule->reg, reg->key) != 0 ||
            rule->check(rule, record, day, &found) == DK_OK)
            continue;
        if (note(errors, &found, &reg->fields[rule->main], err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}
