/* core/import/value.c - one cell to a value (import.h).
 *
 * Every type has a reader in one table. Before it: formulas that failed, numbers whose digits are
 * lost and hidden characters are refused, signs for "nothing here" give ABSENT. After it nothing is
 * checked against ranges, check digits or code lists: dk_record_check does that for whole records.
 * Only codes are resolved here, because a name has to become a code.
 */
#include <assert.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/base/utf8.h"
#include "core/import/internal.h"
#include "core/import/messages.h"

enum {
    SHOWN_BYTES = 120,
    MASK_FROM = 12,
    MASK_HEAD = 6,
    MASK_TAIL = 4,
    NAME_HANS = 4,
    LIST_FROM = 16,
    SIGN_BYTES = 9
};

bool dk_is_plain(const char *text, size_t len)
{
    const char *p = text, *end = p + len;
    if (p == end || *p == '\'' || *p == '#')
        return false;
    while (p < end) {
        /* Text is valid UTF-8, so a lead byte has its whole character behind it. */
        const unsigned char c = (unsigned char)*p, next = (unsigned char)p[1];
        if (c > ' ' && c <= '~')
            p++;
        else if ((c == 0xE4 && next >= 0xB8) || (c >= 0xE5 && c <= 0xE9))
            p += 3;
        else
            return false;
    }
    return true;
}

const char *dk_import_shown(dk_arena *arena, const dk_field *field, const char *text)
{
    size_t len = strlen(text);
    if ((field->flags & (DK_F_RESTRICTED | DK_F_SEALED)) != 0) {
        bool is_number = field->type == DK_TYPE_ID_NO || field->type == DK_TYPE_PHONE;
        if (!is_number || len < MASK_FROM || strspn(text, "0123456789Xx") != len)
            return "*";
        return dk_arena_format(arena, "%.*s********%s", (int)MASK_HEAD, text,
                               text + len - MASK_TAIL);
    }
    return len <= SHOWN_BYTES
               ? text
               : dk_arena_format(arena, "%.*s…", (int)dk_utf8_trim(text, SHOWN_BYTES), text);
}

const char *dk_job_shown(const dk_job *j)
{
    const char *text = dk_import_shown(j->with.scratch, j->field, j->text);
    return text == NULL ? "" : text;
}

static dk_code bad(const dk_job *j, const dk_msg *msg)
{
    const dk_arg arg = dk_arg_str(dk_job_shown(j));
    return dk_fail(j->err, msg, DK_NOWHERE, &arg, 1);
}

static dk_code give_text(const dk_job *j, const char *text)
{
    const char *copy = dk_arena_text(j->with.arena, text);
    if (copy == NULL)
        return DK_NO_MEMORY(j->err);
    *j->out = (dk_value){.kind = DK_V_TEXT, .text = copy};
    return DK_OK;
}

static dk_code give_int(const dk_job *j, int64_t num)
{
    *j->out = (dk_value){.kind = DK_V_INT, .num = num};
    return DK_OK;
}

/* Copies `text` without the ASCII characters in `drop`. */
static char *without(dk_arena *scratch, const char *text, const char *drop)
{
    char *copy = dk_arena_alloc(scratch, strlen(text) + 1), *out = copy;
    for (; copy != NULL && *text != '\0'; text++)
        if (strchr(drop, *text) == NULL)
            *out++ = *text;
    return copy;
}

/* Behind the quotes of a Chinese keyboard, typed where ' was meant to make the cell a text. */
static const char *unquoted(const char *folded)
{
    while (strncmp(folded, "\xE2\x80\x98", 3) == 0 || strncmp(folded, "\xE2\x80\x99", 3) == 0)
        folded += 3;
    return folded;
}

/* ---- text ---- */

/* "张 三" is one name: blanks between at most four Chinese characters are how forms pad names.
 * Anything longer or with other letters keeps its blanks. */
static const char *close_up_name(const dk_job *j)
{
    if ((j->field->flags & DK_F_RESTRICTED) == 0 || strcmp(j->field->key, "name") != 0)
        return j->text;
    char *out = dk_arena_alloc(j->with.scratch, strlen(j->text) + 1), *p = out;
    size_t n = 0;
    for (const char *in = j->text, *end = in + strlen(in); p != NULL && in < end;) {
        const char *start = in;
        int32_t cp = dk_utf8_next(&in, end);
        if (cp == ' ' || cp == 0x3000 || cp == 0xA0)
            continue;
        bool is_han = (cp >= 0x3400 && cp <= 0x9FFF) || cp >= 0x20000;
        if (!is_han || ++n > NAME_HANS)
            return j->text;
        memcpy(p, start, (size_t)(in - start));
        p += in - start;
    }
    return out;
}

/* 9.9936E+17: a long number that a spreadsheet program made a figure of and saved as text. */
static bool is_exponent(const char *text)
{
    size_t n = strspn(text, "0123456789.");
    return n > 2 && text[1] == '.' && (text[n] == 'E' || text[n] == 'e') && text[n + 1] == '+' &&
           text[n + 2] != '\0' && strspn(text + n + 2, "0123456789") == strlen(text + n + 2);
}

static dk_code read_text(const dk_job *j)
{
    const uint32_t identifies = DK_F_LABEL | DK_F_NATURAL_KEY | DK_F_SEARCHABLE;
    const bool is_number_of = (j->field->flags & identifies) != 0;
    if (j->cell->kind == DK_CELL_DATE && is_number_of)
        return bad(j, &MSG_CELL_TURNED_DATE);
    if (is_number_of && is_exponent(j->text))
        return bad(j, &MSG_CELL_LOSSY);
    const char *text = close_up_name(j);
    return text == NULL ? DK_NO_MEMORY(j->err) : give_text(j, text);
}

/* Signs that people write into a cell that has no value. Texts keep them; codes may have them. */
static bool is_nothing(const dk_field *field, const char *folded)
{
    static const char *const signs[] = {"-",   "--",  "/",  "//",   "\\", "—",   "——",
                                        "N/A", "n/a", "无", "暂无", "空", "未填"};
    static const char *const open[] = {"不限", "无要求", "不限制"};
    static const char *const talks[] = {"面议", "电议", "面谈", "协商", "详谈"};
    bool is_code = field->type == DK_TYPE_CODE || field->type == DK_TYPE_CODES;
    /* Most cells begin with a digit or are longer than any of these. */
    if ((*folded >= '0' && *folded <= '9') || strnlen(folded, SIGN_BYTES + 1) > SIGN_BYTES)
        return false;
    if (field->type == DK_TYPE_TEXT || (field->type == DK_TYPE_BOOL && strcmp(folded, "无") == 0))
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strcmp(folded, signs[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof talks / sizeof *talks && field->type == DK_TYPE_MONEY; i++)
        if (strcmp(folded, talks[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof open / sizeof *open && is_code; i++)
        if (strcmp(folded, open[i]) == 0)
            return true;
    return false;
}

static dk_code read_id_no(const dk_job *j)
{
    char *text = without(j->with.scratch, unquoted(j->folded), " \t\r\n'-");
    char longer[19];
    if (text == NULL)
        return DK_NO_MEMORY(j->err);
    if (*text == '\0' || is_nothing(j->field, text))
        return DK_OK; /* behind quotes */
    if (strpbrk(text, ".+") != NULL && strpbrk(text, "Ee") != NULL)
        return bad(j, &MSG_CELL_LOSSY);
    for (char *p = text; *p != '\0'; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
    return give_text(j, dk_id_no_from_15(text, longer) && dk_id_no_valid(longer) ? longer : text);
}

static dk_code read_uscc(const dk_job *j)
{
    char *text = without(j->with.scratch, unquoted(j->folded), " \t\r\n'-");
    if (text == NULL)
        return DK_NO_MEMORY(j->err);
    if (*text == '\0' || is_nothing(j->field, text))
        return DK_OK;
    for (char *p = text; *p != '\0'; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
    return give_text(j, text);
}

static dk_code read_phone(const dk_job *j)
{
    enum { MOBILE = 11 };
    const char *text = without(j->with.scratch, unquoted(j->folded), " \t\r\n'-()");
    if (text == NULL)
        return DK_NO_MEMORY(j->err);
    const char *digits = *text == '+' ? text + 1 : text;
    if (strncmp(digits, "0086", 4) == 0 && strlen(digits) == MOBILE + 4)
        digits += 4;
    else if (strncmp(digits, "86", 2) == 0 && strlen(digits) == MOBILE + 2)
        digits += 2;
    return give_text(j, digits);
}

/* ---- numbers ---- */

static dk_code bad_number(const dk_job *j, const dk_msg *msg)
{
    return dk_fail(
        j->err, msg, DK_NOWHERE,
        (const dk_arg[]){dk_arg_str(dk_job_shown(j)),
                         dk_arg_str(j->field->example == NULL ? "12" : j->field->example)},
        2);
}

static dk_code read_int(const dk_job *j)
{
    int64_t v;
    const char *text = dk_number_text(j->with.scratch, j->folded, j->field->unit);
    if (text == NULL)
        return DK_NO_MEMORY(j->err);
    dk_han han;
    if (dk_parse_decimal(text, 0, &v))
        return give_int(j, v);
    bool is_count = j->field->unit != NULL && strcmp(j->field->unit, "人") == 0;
    /* People only: a level 三 may be the third from below or from above. */
    if (is_count && dk_han_read(text, strlen(text), &han) && !han.is_short)
        return give_int(j, han.value);
    return is_count ? bad(j, &MSG_CELL_COUNT) : bad_number(j, &MSG_CELL_INTEGER);
}

static dk_code read_decimal(const dk_job *j)
{
    int64_t v;
    const char *text = dk_number_text(j->with.scratch, j->folded, j->field->unit);
    if (text == NULL)
        return DK_NO_MEMORY(j->err);
    return dk_parse_decimal(text, 2, &v) ? give_int(j, v) : bad_number(j, &MSG_CELL_DECIMAL);
}

static dk_code read_money(const dk_job *j)
{
    int64_t fen;
    const char *unit = j->field->unit, *text = j->folded;
    /* Of a field that begins a range, pay.c keeps the word. */
    if (unit != NULL && strcmp(unit, "元/月") == 0 && j->field->upto == NULL)
        text = dk_gross_text(j->with.scratch, text);
    if (text == NULL)
        return DK_NO_MEMORY(j->err);
    switch (dk_money_read(j->with.scratch, text, unit, &fen)) {
    case DK_MONEY_OK:
        return give_int(j, fen);
    case DK_MONEY_RANGE:
        return bad(j, &MSG_CELL_MONEY_RANGE);
    case DK_MONEY_BAD:
        break;
    }
    return DK_FAIL(j->err, MSG_CELL_MONEY, DK_NOWHERE, dk_arg_str(dk_job_shown(j)),
                   dk_arg_str(j->field->unit == NULL ? "元" : j->field->unit));
}

static dk_code read_bool(const dk_job *j)
{
    int v = dk_bool_read(j->folded);
    return v < 0 ? bad(j, &MSG_CELL_BOOL) : give_int(j, v);
}

/* ---- dates ---- */

/* Dates of the cell: a date cell as it is, a five-digit number by the workbook's epoch, else text.
 */
static dk_date_kind date_of(const dk_job *j, dk_day *day, dk_month *month)
{
    bool is_number = j->cell->kind == DK_CELL_NUMBER;
    if (j->cell->kind == DK_CELL_DATE) {
        dk_civil c = dk_civil_of(j->cell->day);
        *day = j->cell->day;
        return dk_civil_valid(c.year, c.month, c.day) ? DK_DATE_DAY : DK_DATE_NONE;
    }
    dk_date_kind kind = dk_date_read(j->folded, is_number || j->cell->is_untyped, day, month);
    if (kind == DK_DATE_DAY && is_number && strlen(j->folded) == 5)
        *day = j->cell->day;
    return kind;
}

static dk_code read_date(const dk_job *j)
{
    dk_day day = 0;
    dk_month month = 0;
    switch (date_of(j, &day, &month)) {
    case DK_DATE_DAY:
        return give_int(j, day);
    case DK_DATE_MONTH:
        return bad(j, &MSG_CELL_DATE_PART);
    case DK_DATE_UNCLEAR:
        return bad(j, &MSG_CELL_DATE_UNCLEAR);
    case DK_DATE_NONE:
        break;
    }
    return bad(j, &MSG_CELL_DATE);
}

static dk_code read_month(const dk_job *j)
{
    dk_day day = 0;
    dk_month month = 0;
    switch (date_of(j, &day, &month)) {
    case DK_DATE_DAY:
        return give_int(j, dk_month_of_day(day));
    case DK_DATE_MONTH:
        return give_int(j, month);
    case DK_DATE_UNCLEAR:
        return bad(j, &MSG_CELL_DATE_UNCLEAR);
    case DK_DATE_NONE:
        break;
    }
    return bad(j, &MSG_CELL_MONTH);
}

/* ---- the cell ---- */

static const struct {
    dk_type type;
    dk_code (*read)(const dk_job *j);
} READERS[] = {
    {DK_TYPE_TEXT, read_text},    {DK_TYPE_INT, read_int},      {DK_TYPE_DECIMAL, read_decimal},
    {DK_TYPE_MONEY, read_money},  {DK_TYPE_DATE, read_date},    {DK_TYPE_MONTH, read_month},
    {DK_TYPE_BOOL, read_bool},    {DK_TYPE_CODE, dk_read_code}, {DK_TYPE_CODES, dk_read_codes},
    {DK_TYPE_ID_NO, read_id_no},  {DK_TYPE_USCC, read_uscc},    {DK_TYPE_PHONE, read_phone},
    {DK_TYPE_LIST, dk_read_list},
};

static bool is_own_code(const dk_job *j, const char *text)
{
    const dk_import_options *options = j->with.options;
    const char *list = j->field->codes;
    return list != NULL && options->codes != NULL &&
           (dk_codes_find(options->codes, list, text, options->day) != NULL ||
            dk_codes_by_name(options->codes, list, text, options->day) != NULL);
}

bool dk_part_is_nothing(const dk_job *j, const char *part)
{
    return *part == '\0' || (is_nothing(j->field, part) && !is_own_code(j, part));
}

/* The error values of spreadsheet programs, as they come out of a CSV. */
static bool is_error_text(const char *text)
{
    static const char *const errors[] = {"#N/A",   "#VALUE!", "#REF!", "#DIV/0!",
                                         "#NAME?", "#NULL!",  "#NUM!", "#名称?"};
    for (size_t i = 0; *text == '#' && i < sizeof errors / sizeof *errors; i++)
        if (strcmp(text, errors[i]) == 0)
            return true;
    return false;
}

static bool has_hidden(const char *text)
{
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        /* Hidden characters are controls, or begin with E2 (U+2000..) or EF (U+FEFF). */
        const unsigned char c = (unsigned char)*p;
        if (c >= ' ' && c != 0x7F && c != 0xE2 && c != 0xEF)
            p++;
        else if (dk_utf8_is_hidden(dk_utf8_next(&p, end)))
            return true;
    }
    return false;
}

/* A cell of a restricted field that went out masked and came back so: 张*, 980101********0018, *.
 * No name, number or code has an asterisk. */
static bool is_masked(const dk_field *field, const char *folded)
{
    return (field->flags & DK_F_RESTRICTED) != 0 && strchr(folded, '*') != NULL;
}

/* Numbers as text lose nothing below 16 digits; above, only quantities may be approximate. */
static bool loses_digits(const dk_job *j)
{
    dk_type t = j->field->type;
    return j->cell->is_lossy && t != DK_TYPE_INT && t != DK_TYPE_DECIMAL && t != DK_TYPE_MONEY;
}

/* Trims, folds and looks for what must not be there. */
static dk_code clean(dk_job *j)
{
    j->text = dk_text_trim(j->with.scratch, dk_text_unguard(j->cell->text));
    /* A list is folded part by part; the signs for nothing are short. */
    const bool is_list = j->field->type == DK_TYPE_LIST && j->cell->len > LIST_FROM;
    j->folded = j->text == NULL || is_list ? j->text : dk_text_fold(j->with.scratch, j->text);
    if (j->folded == NULL)
        return DK_NO_MEMORY(j->err);
    if (j->cell->kind == DK_CELL_ERROR || is_error_text(j->text))
        return DK_FAIL(j->err, MSG_CELL_ERROR, DK_NOWHERE, dk_arg_str(j->text));
    if (loses_digits(j))
        return bad(j, &MSG_CELL_LOSSY);
    return has_hidden(j->text) ? bad(j, &MSG_CELL_HIDDEN) : DK_OK;
}

dk_code dk_import_cell(const dk_reader *with, const dk_field *field, const dk_cell *cell,
                       dk_value *out, dk_err *err)
{
    dk_job j = {*with, field, cell, "", "", out, err};
    *out = (dk_value){.kind = DK_V_ABSENT};
    if (cell->kind == DK_CELL_EMPTY)
        return DK_OK;
    if (dk_is_plain(cell->text, cell->len) && cell->kind != DK_CELL_ERROR && !loses_digits(&j))
        j.text = j.folded = cell->text;
    else if (clean(&j) != DK_OK)
        return DK_FAILED;
    if (*j.text == '\0' || (is_nothing(field, j.folded) && !is_own_code(&j, j.text)))
        return DK_OK;
    if (is_masked(field, j.folded)) {
        const char *text = dk_arena_text(with->arena, j.folded);
        *out = (dk_value){.kind = DK_V_SEALED, .text = text};
        return text == NULL ? DK_NO_MEMORY(err) : DK_OK;
    }
    size_t i = 0;
    while (READERS[i].type != field->type) {
        i++;
        assert(i < sizeof READERS / sizeof *READERS); /* every type has a reader */
    }
    return READERS[i].read(&j);
}

dk_code dk_import_value(dk_arena *arena, const dk_field *field, const dk_cell *cell,
                        const dk_import_options *options, dk_value *out, dk_err *err)
{
    const dk_reader with = {arena, dk_arena_new(), options};
    dk_value value = {.kind = DK_V_ABSENT};
    if (with.scratch == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_import_cell(&with, field, cell, &value, err);
    if (code == DK_OK)
        *out = value;
    dk_arena_free(with.scratch);
    return code;
}
