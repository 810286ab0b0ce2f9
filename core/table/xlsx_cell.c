/* core/table/xlsx_cell.c - numbers and dates of a workbook's cells (xlsx.h).
 *
 * A date is a number with a date format: days since an epoch. The 1900 epoch counts a 29 February
 * 1900 that never was (serial 60), so serials below it are one day off (ECMA-376 part
 * 1, 18.17.4.1); the 1904 epoch is plain. Texts have at most 15 significant digits, what
 * spreadsheet programs show and keep; a number of more digits has lost its last ones.
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/parse.h"
#include "core/table/xlsx.h"

static const double LOSSY_FROM = 1e15;     /* 16 digits */
static const double LAST_SERIAL = 2958465; /* 9999-12-31 */
static const dk_day EPOCH_1900 = -25569;   /* 1899-12-30: right for serials above 60 */
static const dk_day EPOCH_1904 = -24107;   /* 1904-01-01 */
enum { LEAP_BUG = 60, DAY_SECONDS = 86400 };

/* Day of a serial; DK_DAY_NONE when it is none. */
static dk_day day_of_serial(double serial, bool is_1904)
{
    if (!(serial >= 0) || serial >= LAST_SERIAL + 1)
        return DK_DAY_NONE;
    int32_t days = (int32_t)serial;
    if (is_1904)
        return EPOCH_1904 + days;
    if (days == 0 || days == LEAP_BUG)
        return DK_DAY_NONE;
    return EPOCH_1900 + days + (days < LEAP_BUG);
}

static void put_text(dk_cell *cell, dk_cell_kind kind, const char *text)
{
    cell->kind = kind;
    cell->text = text;
    cell->len = strlen(text);
}

/* "08:30" or "08:30:15" of the fraction of a day, rounded to seconds. */
static void format_time(double fraction, char buf[64])
{
    long seconds = lround(fraction * DAY_SECONDS) % DAY_SECONDS;
    int n = snprintf(buf, 64, "%02ld:%02ld", seconds / 3600, seconds / 60 % 60);
    if (seconds % 60 != 0)
        snprintf(buf + n, 64 - (size_t)n, ":%02ld", seconds % 60);
}

/* 15 digits and then zeros, as the program shows an integer from 1e15 to below 1e20. */
static void format_large(double v, char buf[64])
{
    char digits[32]; /* d.dddddddddddddde+XX of the magnitude */
    snprintf(digits, sizeof digits, "%.14e", fabs(v));
    int zeros = (digits[18] - '0') * 10 + (digits[19] - '0') - 14;
    snprintf(buf, 64, "%s%c%.14s%.*s", v < 0 ? "-" : "", digits[0], digits + 2, zeros, "000000");
}

static void format_number(double v, char buf[64])
{
    if (fabs(v) >= LOSSY_FROM && fabs(v) < 1e20)
        format_large(v, buf);
    else if (fabs(v) < LOSSY_FROM && v == floor(v))
        snprintf(buf, 64, "%.0f", v == 0 ? 0.0 : v); /* no "-0" */
    else
        snprintf(buf, 64, "%.15g", v);
}

static bool show_date(double v, dk_style style, char buf[64], dk_cell *cell)
{
    if (style == DK_STYLE_TIME && v >= 0 && v < 1) {
        format_time(v, buf);
        put_text(cell, DK_CELL_TEXT, buf);
        return true;
    }
    if (!(v >= 0) || v >= LAST_SERIAL + 1)
        return false;
    if (cell->day == DK_DAY_NONE) {
        /* What the program shows for the two serials that are no days. */
        snprintf(buf, 64, "%s", v < 1 ? "1900-01-00" : "1900-02-29");
        put_text(cell, DK_CELL_TEXT, buf);
        return true;
    }
    dk_day_format(cell->day, buf);
    put_text(cell, DK_CELL_DATE, buf);
    return true;
}

/* Short plain integers, the bulk of real sheets, without strtod. */
static bool small_integer(const char *raw, double *v)
{
    int64_t n = 0;
    const char *p = raw;
    for (; *p >= '0' && *p <= '9' && p - raw < 15; p++)
        n = n * 10 + (*p - '0');
    if (p == raw || *p != '\0' || (raw[0] == '0' && raw[1] != '\0'))
        return false;
    *v = (double)n;
    return true;
}

bool dk_cell_number(const char *raw, dk_style style, bool is_1904, char buf[64], dk_cell *cell)
{
    double v;
    bool is_small = small_integer(raw, &v);
    if (!is_small && !dk_parse_double(raw, &v))
        return false;
    *cell = (dk_cell){.number = v, .day = day_of_serial(v, is_1904)};
    cell->is_lossy = fabs(v) >= LOSSY_FROM;
    if (style != DK_STYLE_PLAIN && show_date(v, style, buf, cell))
        return true;
    if (is_small)
        snprintf(buf, 64, "%s", raw);
    else
        format_number(v, buf);
    put_text(cell, DK_CELL_NUMBER, buf);
    return true;
}

bool dk_cell_iso(const char *raw, char buf[64], dk_cell *cell)
{
    size_t len = strlen(raw);
    char date[11] = "";
    dk_day day;
    if (len >= 10 && (raw[10] == '\0' || raw[10] == 'T'))
        memcpy(date, raw, 10);
    if (!dk_day_parse(date, &day))
        return false;
    *cell = (dk_cell){.day = day};
    dk_day_format(day, buf);
    put_text(cell, DK_CELL_DATE, buf);
    return true;
}
