/* core/base/parse.c - see parse.h. */
#include "core/base/parse.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool dk_parse_int(const char *text, int64_t min, int64_t max, int64_t *out)
{
    const bool is_negative = *text == '-';
    const uint64_t most = (uint64_t)INT64_MAX + is_negative;
    const char *p = text + is_negative;
    uint64_t magnitude = 0;
    if (!is_digit(*p))
        return false;
    for (; is_digit(*p); p++) {
        const uint64_t digit = (uint64_t)(*p - '0');
        if (magnitude > (most - digit) / 10)
            return false;
        magnitude = magnitude * 10 + digit;
    }
    /* The magnitude of INT64_MIN does not fit int64_t. */
    const int64_t v = !is_negative ? (int64_t)magnitude
                                   : -(int64_t)(magnitude - (magnitude > 0)) - (magnitude > 0);
    if (*p != '\0' || v < min || v > max)
        return false;
    *out = v;
    return true;
}

bool dk_parse_decimal(const char *text, int scale, int64_t *out)
{
    assert(scale >= 0 && scale <= 9);
    bool is_negative = *text == '-';
    text += is_negative;
    if (!is_digit(*text))
        return false;
    int64_t v = 0;
    int fraction = -1; /* digits after the point seen so far; -1 before the point */
    for (; *text != '\0'; text++) {
        if (*text == '.' && fraction < 0 && is_digit(text[1])) {
            fraction = 0;
            continue;
        }
        if (!is_digit(*text))
            return false;
        if (fraction >= scale) {
            if (*text != '0')
                return false;
            continue;
        }
        fraction += fraction >= 0;
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, *text - '0', &v))
            return false;
    }
    for (int i = fraction < 0 ? 0 : fraction; i < scale; i++)
        if (__builtin_mul_overflow(v, 10, &v))
            return false;
    *out = is_negative ? -v : v;
    return true;
}

bool dk_parse_double(const char *text, double *out)
{
    const char *p = text + (*text == '-' || *text == '+');
    if (!is_digit(*p) && !(*p == '.' && is_digit(p[1])))
        return false;
    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
        return false;
    char *end = NULL;
    double v = strtod(text, &end);
    if (*end != '\0' || !isfinite(v))
        return false;
    *out = v;
    return true;
}

void dk_format_decimal(int64_t value, int scale, char out[32])
{
    assert(scale >= 0 && scale <= 9);
    uint64_t unit = 1;
    for (int i = 0; i < scale; i++)
        unit *= 10;
    /* The magnitude of INT64_MIN does not fit int64_t, so it is taken in unsigned arithmetic. */
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t whole = magnitude / unit, fraction = magnitude % unit;
    /* At most "-", 19 digits, "." and 9 digits: 30 characters. */
    char digits[20];
    size_t n = 0, end = 0;
    do {
        digits[n++] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole > 0);
    if (value < 0)
        out[end++] = '-';
    while (n > 0)
        out[end++] = digits[--n];
    out[end] = '\0';
    if (fraction == 0)
        return;
    for (out[end++] = '.'; fraction != 0; fraction %= unit) {
        unit /= 10;
        out[end++] = (char)('0' + fraction / unit);
    }
    out[end] = '\0';
}
