/* datasets/gen/dirty.c - see dirty.h. Rates follow DOMAIN 2c where it names one, else they are set
 * so that every kind comes up in a county. */
#include "datasets/gen/dirty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/table/table.h"
#include "datasets/gen/draw.h"

enum { TEXT = 256, COLUMNS = 64, SERIAL_EPOCH = 25569 };

/* Writes the damaged text; false: this clean text cannot be damaged so. */
typedef bool (*damage)(dk_random *random, const char *clean, char out[TEXT]);

/* ---- numbers of documents ---- */

static bool is_card(const char *text)
{
    return strlen(text) == 18 && strspn(text, "0123456789") >= 17;
}

static bool id_exponent(dk_random *random, const char *clean, char out[TEXT])
{
    double v;
    char digits[19];
    (void)random;
    if (!is_card(clean))
        return false;
    snprintf(digits, sizeof digits, "%.17s0", clean);
    return dk_parse_double(digits, &v) && snprintf(out, TEXT, "%.5E", v) > 0;
}

static bool id_zeros(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return is_card(clean) && strcmp(clean + 15, "000") != 0 &&
           snprintf(out, TEXT, "%.15s000", clean) > 0;
}

static bool doubt(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return is_card(clean) && strcmp(clean + 15, "000") == 0 && snprintf(out, TEXT, "%s", clean) > 0;
}

static bool blank(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    out[0] = '\0';
    return *clean != '\0';
}

/* Another check character is always wrong: there is one right one. */
static bool id_digit(dk_random *random, const char *clean, char out[TEXT])
{
    static const char characters[] = "0123456789X";
    if (!is_card(clean))
        return false;
    const char *at = strchr(characters, clean[17]);
    if (at == NULL)
        return false;
    size_t other = ((size_t)(at - characters) + 1 + (size_t)dk_random_below(random, 10)) % 11;
    return snprintf(out, TEXT, "%.17s%c", clean, characters[other]) > 0;
}

/* Full-width digits, U+FF10..U+FF19. */
static bool full_width(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    char *p = out;
    if (*clean == '\0' || strspn(clean, "0123456789") != strlen(clean) || strlen(clean) > 60)
        return false;
    for (; *clean != '\0'; clean++) {
        memcpy(p, "\xEF\xBC\x90", 3);
        p[2] = (char)(p[2] + (*clean - '0'));
        p += 3;
    }
    *p = '\0';
    return true;
}

static bool id_spaced(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return is_card(clean) && snprintf(out, TEXT, "%.6s %.8s %s", clean, clean + 6, clean + 14) > 0;
}

static bool id_lower_x(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return is_card(clean) && clean[17] == 'X' && snprintf(out, TEXT, "%.17sx", clean) > 0;
}

static bool phone_cut(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return strlen(clean) == 11 && *clean == '1' && snprintf(out, TEXT, "%.10s", clean) > 0;
}

static bool phone_dashed(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return strlen(clean) == 11 &&
           snprintf(out, TEXT, "%.3s-%.4s-%s", clean, clean + 3, clean + 7) > 0;
}

/* ---- texts ---- */

/* Two Chinese characters with a full-width blank between them. */
static bool name_spaced(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return strlen(clean) == 6 && (unsigned char)*clean >= 0xE4 &&
           snprintf(out, TEXT, "%.3s\xE3\x80\x80%s", clean, clean + 3) > 0;
}

static bool hidden_sign(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return strlen(clean) >= 6 && strlen(clean) < 60 &&
           snprintf(out, TEXT, "%.3s\xE2\x80\x8B%s", clean, clean + 3) > 0;
}

static bool formula_error(dk_random *random, const char *clean, char out[TEXT])
{
    (void)clean;
    return snprintf(out, TEXT, "%s", dk_draw_chance(random, 0.5) ? "#N/A" : "#REF!") > 0;
}

static bool blanks_around(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return *clean != '\0' && strlen(clean) < 80 &&
           snprintf(out, TEXT, " %s\xE3\x80\x80", clean) > 0;
}

static bool vague_specialty(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return *clean != '\0' && snprintf(out, TEXT, "相关专业") > 0;
}

static bool nickname(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return strcmp(clean, "700206") == 0 && snprintf(out, TEXT, "汽修") > 0;
}

static bool tick(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return (strcmp(clean, "是") == 0 || strcmp(clean, "否") == 0) &&
           snprintf(out, TEXT, "%s", strcmp(clean, "是") == 0 ? "√" : "×") > 0;
}

static bool at_least(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return *clean != '\0' && strcmp(clean, "不限") != 0 && strlen(clean) < 40 &&
           snprintf(out, TEXT, "%s及以上", clean) > 0;
}

/* ---- dates ---- */

/* The parts of 2026-03-05 or 2026-03 (day 0). */
static bool parts_of(const char *clean, int *year, int *month, int *day)
{
    dk_day at;
    dk_month in;
    if (dk_day_parse(clean, &at)) {
        const dk_civil civil = dk_civil_of(at);
        *year = civil.year;
        *month = civil.month;
        *day = civil.day;
        return true;
    }
    if (!dk_month_parse(clean, &in))
        return false;
    *year = in / 12;
    *month = in % 12 + 1;
    *day = 0;
    return true;
}

static bool date_form(dk_random *random, const char *clean, char out[TEXT])
{
    int year, month, day;
    dk_day serial;
    if (!parts_of(clean, &year, &month, &day) || day == 0 || !dk_day_parse(clean, &serial))
        return false;
    switch (dk_random_below(random, 5)) {
    case 0:
        return snprintf(out, TEXT, "%d年%d月%d日", year, month, day) > 0;
    case 1:
        return snprintf(out, TEXT, "%d/%d/%d", year, month, day) > 0;
    case 2:
        return snprintf(out, TEXT, "%d.%d.%d", year, month, day) > 0;
    case 3:
        return snprintf(out, TEXT, "%04d%02d%02d", year, month, day) > 0;
    default:
        return snprintf(out, TEXT, "%d", (int)serial + SERIAL_EPOCH) > 0;
    }
}

static bool month_form(dk_random *random, const char *clean, char out[TEXT])
{
    int year, month, day;
    if (!parts_of(clean, &year, &month, &day))
        return false;
    switch (dk_random_below(random, 3)) {
    case 0:
        return snprintf(out, TEXT, "%d年%d月", year, month) > 0;
    case 1:
        return snprintf(out, TEXT, "%04d%02d", year, month) > 0;
    default:
        return snprintf(out, TEXT, "%d/%02d", year, month) > 0;
    }
}

static bool no_such_day(dk_random *random, const char *clean, char out[TEXT])
{
    int year, month, day;
    (void)random;
    return parts_of(clean, &year, &month, &day) && snprintf(out, TEXT, "%d-02-30", year) > 0;
}

static bool short_year(dk_random *random, const char *clean, char out[TEXT])
{
    int year, month, day;
    (void)random;
    return parts_of(clean, &year, &month, &day) &&
           snprintf(out, TEXT, "%02d/%d/%d", year % 100, month, day) > 0;
}

/* 2025-10 as a spreadsheet program leaves it: January or October? */
static bool unclear_month(dk_random *random, const char *clean, char out[TEXT])
{
    int year, month, day;
    (void)random;
    return parts_of(clean, &year, &month, &day) && month == 10 &&
           snprintf(out, TEXT, "%d.1", year) > 0;
}

/* ---- amounts ---- */

static bool about(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return *clean != '\0' && strlen(clean) < 40 && snprintf(out, TEXT, "%s左右", clean) > 0;
}

static bool money_form(dk_random *random, const char *clean, char out[TEXT])
{
    int64_t yuan;
    if (!dk_parse_int(clean, 1000, 99999, &yuan))
        return false;
    switch (dk_random_below(random, 3)) {
    case 0:
        return snprintf(out, TEXT, "%s元/月", clean) > 0;
    case 1:
        return snprintf(out, TEXT, "%d.%03dK", (int)(yuan / 1000), (int)(yuan % 1000)) > 0;
    default:
        return snprintf(out, TEXT, "%d,%03d", (int)(yuan / 1000), (int)(yuan % 1000)) > 0;
    }
}

static bool some_people(dk_random *random, const char *clean, char out[TEXT])
{
    static const char *const words[] = {"若干", "2-3人", "长期招聘"};
    return *clean != '\0' && snprintf(out, TEXT, "%s", words[dk_random_below(random, 3)]) > 0;
}

static bool with_unit(dk_random *random, const char *clean, char out[TEXT])
{
    (void)random;
    return *clean != '\0' && strlen(clean) < 20 && snprintf(out, TEXT, "%s人", clean) > 0;
}

/* ---- the table ---- */

typedef struct {
    const char *kind, *title; /* title: column of the clean sheet, units in brackets left out */
    bool is_error;
    double rate;
    damage make;
} kind;

static const kind KINDS[] = {
    {"id-exponent", "身份证件号", true, 0.010, id_exponent},
    {"id-zeros", "身份证件号", true, 0.010, id_zeros},
    {"id-blank", "身份证件号", true, 0.015, blank},
    {"id-digit", "身份证件号", true, 0.010, id_digit},
    {"birth-no-such-day", "出生日期", true, 0.008, no_such_day},
    {"birth-short-year", "出生日期", true, 0.008, short_year},
    {"specialty-vague", "专业代码", true, 0.010, vague_specialty},
    {"pay-about", "最低月薪", true, 0.010, about},
    {"name-hidden-sign", "姓名", true, 0.006, hidden_sign},
    {"class-formula-error", "班级", true, 0.006, formula_error},
    {"phone-cut", "联系电话", true, 0.008, phone_cut},
    {"month-unclear", "入学年月", true, 0.200, unclear_month},
    {"count-vague", "招聘人数", true, 0.060, some_people},
    {"pay-from-about", "月薪下限", true, 0.030, about},
    {"title-blank", "岗位名称", true, 0.010, blank},
    {"post-date", "有效期至", true, 0.015, no_such_day},
    /* Beside numbers that lost their digits, one that ends in 000 is a question: marked, not wrong.
     */
    {"id-zeros-doubt", "身份证件号", true, 1.000, doubt},
    {"id-full-width", "身份证件号", false, 0.010, full_width},
    {"id-spaced", "身份证件号", false, 0.010, id_spaced},
    {"id-lower-x", "身份证件号", false, 0.300, id_lower_x},
    {"name-spaced", "姓名", false, 0.030, name_spaced},
    {"birth-form", "出生日期", false, 0.200, date_form},
    {"month-form", "入学年月", false, 0.200, month_form},
    {"specialty-nickname", "专业代码", false, 0.200, nickname},
    {"pay-form", "最低月薪", false, 0.100, money_form},
    {"phone-dashed", "联系电话", false, 0.030, phone_dashed},
    {"phone-full-width", "联系电话", false, 0.010, full_width},
    {"shift-tick", "可倒班", false, 0.100, tick},
    {"class-blanks", "班级", false, 0.050, blanks_around},
    {"count-unit", "招聘人数", false, 0.200, with_unit},
    {"count-full-width", "招聘人数", false, 0.050, full_width},
    {"pay-from-form", "月薪下限", false, 0.200, money_form},
    {"pay-to-form", "月薪上限", false, 0.200, money_form},
    {"education-at-least", "学历要求", false, 0.200, at_least},
    {"post-date-form", "有效期至", false, 0.200, date_form},
};

typedef struct {
    const dk_dirty_options *options;
    dk_table *table;
    dk_table_writer *out, *key;
    dk_random random;
    size_t n_columns;
    char titles[COLUMNS][TEXT]; /* as written */
    char names[COLUMNS][TEXT];  /* without brackets */
    char cells[COLUMNS][8 * TEXT];
    bool is_damaged[COLUMNS];
    size_t n_errors, n_forms;
} job;

static dk_code write_key(job *j, int64_t row, size_t column, const kind *k, const char *clean,
                         dk_err *err)
{
    char row_text[24], column_text[24];
    snprintf(row_text, sizeof row_text, "%lld", (long long)row);
    snprintf(column_text, sizeof column_text, "%zu", column + 1);
    const char *const cells[] = {row_text, column_text,     k->kind, k->is_error ? "1" : "0",
                                 clean,    j->cells[column]};
    return dk_table_write_row(j->key, cells, 6, err);
}

static size_t column_of(const job *j, const char *name)
{
    for (size_t i = 0; i < j->n_columns; i++)
        if (strcmp(j->names[i], name) == 0)
            return i;
    return SIZE_MAX;
}

/* Damages the row that is in j->cells and will be row `number`. */
static dk_code damage_row(job *j, int64_t number, dk_err *err)
{
    bool has_error = false;
    char dirty[TEXT], clean[8 * TEXT];
    memset(j->is_damaged, 0, sizeof j->is_damaged);
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        const kind *k = &KINDS[i];
        size_t column = column_of(j, k->title);
        bool is_drawn = dk_draw_chance(&j->random, k->rate);
        if (!is_drawn || column == SIZE_MAX || j->is_damaged[column] ||
            (k->is_error && has_error) || !k->make(&j->random, j->cells[column], dirty))
            continue;
        memcpy(clean, j->cells[column], sizeof clean);
        snprintf(j->cells[column], sizeof j->cells[column], "%s", dirty);
        j->is_damaged[column] = true;
        has_error = has_error || k->is_error;
        j->n_errors += k->is_error;
        j->n_forms += !k->is_error;
        if (write_key(j, number, column, k, clean, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code write_cells(job *j, dk_err *err)
{
    const char *cells[COLUMNS];
    for (size_t i = 0; i < j->n_columns; i++)
        cells[i] = j->cells[i];
    return dk_table_write_row(j->out, cells, j->n_columns, err);
}

/* The header with a mark on its first columns, as forms have them; a title row above. */
static dk_code begin(job *j, const dk_row *header, dk_err *err)
{
    static const dk_column key[] = {{.title = "row"},   {.title = "column"}, {.title = "kind"},
                                    {.title = "error"}, {.title = "clean"},  {.title = "dirty"}};
    dk_column columns[COLUMNS] = {{0}};
    const dk_dirty_options *options = j->options;
    j->n_columns = header->n_cells < COLUMNS ? header->n_cells : COLUMNS;
    for (size_t i = 0; i < j->n_columns; i++) {
        snprintf(j->titles[i], TEXT, "%s%.200s", i < 2 ? "*" : "", header->cells[i].text);
        snprintf(j->names[i], TEXT, "%s", header->cells[i].text);
        char *bracket = strstr(j->names[i], "（");
        if (bracket != NULL)
            *bracket = '\0';
        columns[i] = (dk_column){.title = j->titles[i], .kind = DK_COLUMN_AS_IS};
    }
    if ((options->is_csv ? dk_table_csv_create(options->out_path, false, &j->out, err)
                         : dk_table_xlsx_create(options->out_path, &j->out, err)) != DK_OK ||
        dk_table_csv_create(options->key_path, false, &j->key, err) != DK_OK ||
        dk_table_write_sheet(j->out, "报表", options->is_csv ? NULL : "2026年春季汇总表", columns,
                             j->n_columns, err) != DK_OK)
        return DK_FAILED;
    return dk_table_write_sheet(j->key, "key", NULL, key, sizeof key / sizeof *key, err);
}

static dk_code damage_all(job *j, dk_err *err)
{
    dk_row row;
    int64_t number = j->options->is_csv ? 1 : 2; /* of the header */
    if (dk_table_rewind(j->table, 0, err) != DK_OK || dk_table_next(j->table, &row, err) != DK_OK ||
        begin(j, &row, err) != DK_OK)
        return DK_FAILED;
    for (;;) {
        if (dk_table_next(j->table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells == 0)
            break;
        for (size_t i = 0; i < j->n_columns; i++)
            snprintf(j->cells[i], sizeof j->cells[i], "%s",
                     i < row.n_cells ? row.cells[i].text : "");
        if (damage_row(j, ++number, err) != DK_OK || write_cells(j, err) != DK_OK)
            return DK_FAILED;
    }
    memset(j->cells, 0, sizeof j->cells);
    snprintf(j->cells[0], TEXT, "合计");
    snprintf(j->cells[1], TEXT, "%lld 人", (long long)number);
    return write_cells(j, err);
}

dk_code dk_gen_dirty(const dk_dirty_options *options, size_t *n_errors, size_t *n_forms,
                     dk_err *err)
{
    job *j = calloc(1, sizeof *j);
    if (j == NULL)
        return DK_NO_MEMORY(err);
    j->options = options;
    j->random = dk_random_stream(options->seed, "dirty");
    dk_code code = dk_table_open(options->in_path, options->in_path, NULL, &j->table, err);
    if (code == DK_OK)
        code = damage_all(j, err);
    if (code == DK_OK)
        code = dk_table_writer_finish(j->out, err);
    else
        dk_table_writer_abandon(j->out);
    if (code == DK_OK)
        code = dk_table_writer_finish(j->key, err);
    else
        dk_table_writer_abandon(j->key);
    dk_table_close(j->table);
    if (code == DK_OK) {
        *n_errors = j->n_errors;
        *n_forms = j->n_forms;
    }
    free(j);
    return code;
}
