/* core/base/date.c - see date.h. */
#include "core/base/date.h"

#include <string.h>

enum { DAYS_PER_ERA = 146097, EPOCH_OFFSET = 719468 };

dk_day dk_day_of(int32_t year, int32_t month, int32_t day)
{
    year -= month <= 2;
    int32_t era = (year >= 0 ? year : year - 399) / 400;
    int32_t yoe = year - era * 400;
    int32_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int32_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * DAYS_PER_ERA + doe - EPOCH_OFFSET;
}

dk_civil dk_civil_of(dk_day day)
{
    int32_t z = day + EPOCH_OFFSET;
    int32_t era = (z >= 0 ? z : z - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int32_t doe = z - era * DAYS_PER_ERA;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int32_t mp = (5 * doy + 2) / 153;
    int32_t month = mp < 10 ? mp + 3 : mp - 9;
    return (dk_civil){yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

bool dk_civil_valid(int32_t year, int32_t month, int32_t day)
{
    return year >= 1900 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in_month(year, month);
}

/* Exactly `n` digits at `text` as a number, or -1. */
static int32_t digits(const char *text, int n)
{
    int32_t v = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        v = v * 10 + (text[i] - '0');
    }
    return v;
}

bool dk_day_parse(const char *text, dk_day *out)
{
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return false;
    int32_t y = digits(text, 4), m = digits(text + 5, 2), d = digits(text + 8, 2);
    if (!dk_civil_valid(y, m, d))
        return false;
    *out = dk_day_of(y, m, d);
    return true;
}

/* The last `n` digits of a number. An import formats millions of dates: printf took a twentieth. */
static void put_digits(char *out, int32_t num, int n)
{
    uint32_t rest = (uint32_t)num;
    while (n-- > 0) {
        out[n] = (char)('0' + rest % 10);
        rest /= 10;
    }
}

void dk_day_format(dk_day day, char out[11])
{
    dk_civil c = dk_civil_of(day);
    put_digits(out, c.year, 4);
    out[4] = '-';
    put_digits(out + 5, c.month, 2);
    out[7] = '-';
    put_digits(out + 8, c.day, 2);
    out[10] = '\0';
}

bool dk_month_parse(const char *text, dk_month *out)
{
    if (strlen(text) != 7 || text[4] != '-')
        return false;
    int32_t y = digits(text, 4), m = digits(text + 5, 2);
    if (!dk_civil_valid(y, m, 1))
        return false;
    *out = dk_month_of(y, m);
    return true;
}

void dk_month_format(dk_month month, char out[8])
{
    put_digits(out, month / 12, 4);
    out[4] = '-';
    put_digits(out + 5, month % 12 + 1, 2);
    out[7] = '\0';
}

dk_day dk_month_first(dk_month month)
{
    return dk_day_of(month / 12, month % 12 + 1, 1);
}

dk_month dk_month_of_day(dk_day day)
{
    dk_civil c = dk_civil_of(day);
    return dk_month_of(c.year, c.month);
}

int32_t dk_age_years(dk_day born, dk_day on)
{
    dk_civil b = dk_civil_of(born), o = dk_civil_of(on);
    bool is_before = o.month < b.month || (o.month == b.month && o.day < b.day);
    return o.year - b.year - is_before;
}

dk_day dk_day_add_months(dk_day day, int32_t n)
{
    dk_civil c = dk_civil_of(day);
    dk_month m = dk_month_of(c.year, c.month) + n;
    int32_t last = days_in_month(m / 12, m % 12 + 1);
    return dk_day_of(m / 12, m % 12 + 1, c.day < last ? c.day : last);
}
