/* core/import/value_date.c - dates as people write them (internal.h).
 *
 *     day     2026-3-5  2026/03/05  2026.3.5  2026年3月5日  20260305  (a time may stand behind)
 *             39583     a serial of Excel, 1900 epoch, 1950..2099
 *     month   2008-5  2008/5  2008.5  2008年5月  200805
 *
 * Those with 年 also in Chinese numerals: 二〇〇八年五月十二日.
 *
 * What can be read in two ways is unclear and never guessed: years of two digits, day-month-year,
 * and "2008.1" where it may be a number that was 2008.10 once. Years 1900..2199.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/base/parse.h"
#include "core/import/internal.h"

enum { SERIAL_FIRST = 18264, SERIAL_LAST = 73050, SERIAL_EPOCH = 25569, NUMERALS = 64 };

/* Up to three numbers and what stands between and behind them. */
typedef struct {
    int32_t number[3];
    int digits[3];
    char after[3]; /* separator behind the number: - / . y m d, or '\0' at the end */
    int n;
} parts;

/* A separator at p as one character, 0 for none; *len is its length in bytes. */
static char separator(const char *p, size_t *len)
{
    static const struct {
        const char *text;
        char as;
    } all[] = {{"-", '-'},  {"/", '/'},  {".", '.'}, {"年", 'y'}, {"月", 'm'},
               {"日", 'd'}, {"号", 'd'}, {"–", '-'}, {"—", '-'},  {"。", '.'}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *len = strlen(all[i].text);
        if (strncmp(p, all[i].text, *len) == 0)
            return all[i].as;
    }
    return 0;
}

/* True for the time that may stand behind a date: digits, colons, a point, Z, AM or PM. */
static bool is_time(const char *p)
{
    if (*p != ' ' && *p != 'T')
        return false;
    return strchr(p, ':') != NULL && strspn(p + 1, "0123456789:. ZAMPamp") == strlen(p + 1);
}

static bool split(const char *text, parts *out)
{
    *out = (parts){.n = 0};
    const char *p = text;
    while (*p != '\0' && !is_time(p)) {
        while (*p == ' ')
            p++;
        int digits = 0;
        int32_t number = 0;
        for (; *p >= '0' && *p <= '9'; p++, digits++)
            number = digits < 8 ? number * 10 + (*p - '0') : number;
        if (digits == 0 || digits > 8 || out->n == 3)
            return false;
        while (*p == ' ' && !is_time(p))
            p++;
        size_t len = 0;
        char c = separator(p, &len);
        if (c == 0 && *p != '\0' && !is_time(p))
            return false;
        out->number[out->n] = number;
        out->digits[out->n] = digits;
        out->after[out->n++] = c;
        p += c == 0 ? 0 : len;
    }
    return out->n > 0;
}

/* Separators must agree: all the same sign, or 年 月 (日). */
static bool is_regular(const parts *p)
{
    char first = p->after[0], second = p->after[1], third = p->after[2];
    if (first == 'y')
        return p->n == 2 ? second == 'm' : second == 'm' && (third == 'd' || third == 0);
    if (first == 0 || first == 'm' || first == 'd')
        return false;
    return p->n == 2 ? second == 0 : second == first && third == 0;
}

static dk_date_kind day_kind(int32_t year, int32_t month, int32_t day, dk_day *out)
{
    if (!dk_civil_valid(year, month, day))
        return DK_DATE_NONE;
    *out = dk_day_of(year, month, day);
    return DK_DATE_DAY;
}

static dk_date_kind month_kind(int32_t year, int32_t month, dk_month *out)
{
    if (!dk_civil_valid(year, month, 1))
        return DK_DATE_NONE;
    *out = dk_month_of(year, month);
    return DK_DATE_MONTH;
}

static dk_date_kind one_number(const parts *p, dk_day *day, dk_month *month)
{
    int32_t v = p->number[0];
    if (p->after[0] != 0)
        return DK_DATE_NONE;
    if (p->digits[0] == 8)
        return day_kind(v / 10000, v / 100 % 100, v % 100, day);
    if (p->digits[0] == 6)
        return month_kind(v / 100, v % 100, month);
    if (p->digits[0] == 5 && v >= SERIAL_FIRST && v <= SERIAL_LAST) {
        *day = v - SERIAL_EPOCH;
        return DK_DATE_DAY;
    }
    return DK_DATE_NONE;
}

static bool starts_with(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* The number in the `len` bytes of numerals at p, by what stands behind them. */
static bool figure_at(const char *p, size_t len, int64_t *value)
{
    const char *next = p + len;
    dk_han han;
    if (starts_with(next, "年"))
        return dk_han_year(p, len, value);
    if (starts_with(p, "两") || !dk_han_read(p, len, &han) || han.value > 31)
        return false;
    *value = han.value;
    return *next == '\0' || starts_with(next, "月") || starts_with(next, "日") ||
           starts_with(next, "号");
}

/* Copies a date with figures for its numerals. False: it has none, or they are no date's. */
static bool in_figures(const char *text, char out[NUMERALS])
{
    size_t n = 0;
    bool has_any = false;
    for (const char *p = text; *p != '\0';) {
        const size_t len = dk_han_span(p);
        int64_t value;
        if (n + 8 > NUMERALS)
            return false;
        if (len == 0) {
            out[n++] = *p++;
            continue;
        }
        if ((p > text && isdigit((unsigned char)p[-1])) || !figure_at(p, len, &value))
            return false;
        n += (size_t)snprintf(out + n, NUMERALS - n, "%d", (int)value);
        p += len;
        has_any = true;
    }
    out[n] = '\0';
    return has_any;
}

dk_date_kind dk_date_read(const char *text, bool is_untyped, dk_day *day, dk_month *month)
{
    parts p;
    char figures[NUMERALS];
    if (dk_day_parse(text, day))
        return DK_DATE_DAY; /* the usual form, quickly */
    if (!split(text, &p) && (!in_figures(text, figures) || !split(figures, &p)))
        return DK_DATE_NONE;
    if (p.n == 1)
        return one_number(&p, day, month);
    if (!is_regular(&p) || p.digits[1] > 2)
        return DK_DATE_NONE;
    if (p.digits[0] != 4) /* 23/9/1, 1/9/2023 */
        return p.digits[0] <= 2 && p.n == 3 ? DK_DATE_UNCLEAR : DK_DATE_NONE;
    if (p.n == 3)
        return p.digits[2] > 2 ? DK_DATE_NONE
                               : day_kind(p.number[0], p.number[1], p.number[2], day);
    if (is_untyped && p.after[0] == '.' && p.number[1] == 1 && p.digits[1] == 1)
        return DK_DATE_UNCLEAR;
    return month_kind(p.number[0], p.number[1], month);
}
