/* core/base/period.c - tokens are fixed-width, so parsing is digit by digit. */
#include "core/base/period.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/parse.h"

enum { YEAR_MIN = 1900, YEAR_MAX = 2199, INTEGER_MAX = 1000000000 };

/* Four digits at `text` as a year in range; -1 otherwise. */
static int64_t year_at(const char *text)
{
    int64_t year = 0;
    for (int i = 0; i < 4; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        year = year * 10 + (text[i] - '0');
    }
    return year >= YEAR_MIN && year <= YEAR_MAX ? year : -1;
}

bool dk_period_parse(const char *text, dk_period *out)
{
    assert(text != NULL && out != NULL);
    size_t len = strlen(text);
    int64_t year = len >= 4 ? year_at(text) : -1, number;
    dk_month month;
    if (len == 4 && year >= 0) {
        *out = (dk_period){DK_PERIOD_YEAR, year};
        return true;
    }
    /* 2026Q1, or 2026-Q1 as others write it */
    const char *quarter = len < 6 ? "" : text + 4 + (len == 7 && text[4] == '-');
    if (year >= 0 && strlen(quarter) == 2 && quarter[0] == 'Q' && quarter[1] >= '1' &&
        quarter[1] <= '4') {
        *out = (dk_period){DK_PERIOD_QUARTER, year * 4 + (quarter[1] - '1')};
        return true;
    }
    if (len == 7 && dk_month_parse(text, &month)) {
        *out = (dk_period){DK_PERIOD_MONTH, month};
        return true;
    }
    if (!dk_parse_int(text, 0, INTEGER_MAX, &number))
        return false;
    *out = (dk_period){DK_PERIOD_INTEGER, number};
    return true;
}

void dk_period_format(dk_period period, char out[24])
{
    long long index = period.index;
    switch (period.kind) {
    case DK_PERIOD_INTEGER:
    case DK_PERIOD_YEAR:
        snprintf(out, 24, "%lld", index);
        break;
    case DK_PERIOD_QUARTER:
        snprintf(out, 24, "%04lldQ%lld", index / 4, index % 4 + 1);
        break;
    case DK_PERIOD_MONTH:
        snprintf(out, 24, "%04lld-%02lld", index / 12, index % 12 + 1);
        break;
    }
}

static bool is_plain(dk_period_kind kind)
{
    return kind == DK_PERIOD_INTEGER || kind == DK_PERIOD_YEAR;
}

bool dk_period_join(dk_period *a, dk_period *b)
{
    if (a->kind == b->kind)
        return true;
    if (!is_plain(a->kind) || !is_plain(b->kind))
        return false;
    a->kind = b->kind = DK_PERIOD_INTEGER;
    return true;
}

int32_t dk_period_per_year(dk_period_kind kind)
{
    return kind == DK_PERIOD_QUARTER ? 4 : kind == DK_PERIOD_MONTH ? 12 : 1;
}

int64_t dk_period_year(dk_period period)
{
    return period.index / dk_period_per_year(period.kind);
}

int32_t dk_period_of_year(dk_period period)
{
    return (int32_t)(period.index % dk_period_per_year(period.kind));
}
