/* core/import/value_han.c - numbers written with Chinese numerals (internal.h).
 *
 *     number  = section [万 [section]]            below 10^8
 *     section = digit 千 digit 百 digit 十 digit, with 零 where units are left out, and only there
 *
 * A digit behind a unit without 零 counts the next lower one, as people say it: 三千五 is 3500,
 * 两万三 is 23000; no measure word can follow that. 两 stands alone or before 百, 千, 万. Taken is
 * what has one reading: 三四千, 十几, 三五人, 一万五百 and digits in a row (二〇〇, but for the
 * four of a year) are none.
 */
#include <stdio.h>
#include <string.h>

#include "core/import/internal.h"

enum { BYTES = 3, NONE = -1, PAIR = 11, WAN = 10000, YEAR_DIGITS = 4, LEAST_AMOUNT = 100 };

/* A digit, a unit, or PAIR for 两; NONE: neither. Every sign has three bytes. */
static int mark_at(const char *p)
{
    static const struct {
        const char *signs;
        int means;
    } marks[] = {{"〇零○", 0}, {"一壹", 1},   {"二贰", 2},    {"三叁", 3}, {"四肆", 4},
                 {"五伍", 5},  {"六陆", 6},   {"七柒", 7},    {"八捌", 8}, {"九玖", 9},
                 {"十拾", 10}, {"百佰", 100}, {"千仟", 1000}, {"万", WAN}, {"两", PAIR}};
    for (size_t i = 0; strnlen(p, BYTES) == BYTES && i < sizeof marks / sizeof *marks; i++)
        for (const char *sign = marks[i].signs; *sign != '\0'; sign += BYTES)
            if (memcmp(p, sign, BYTES) == 0)
                return marks[i].means;
    return NONE;
}

size_t dk_han_span(const char *text)
{
    size_t len = 0;
    while (mark_at(text + len) != NONE)
        len += BYTES;
    return len;
}

typedef struct {
    const char *p, *end;
    bool is_short;
} reader;

static int peek(const reader *r)
{
    return r->p < r->end ? mark_at(r->p) : NONE;
}

static bool is_unit(int mark)
{
    return mark == 10 || mark == 100 || mark == 1000;
}

/* A digit without a unit, the last of its section. */
static bool last_digit(reader *r, int digit, int above, bool has_zero, int64_t *value)
{
    const int next = peek(r);
    if (next != NONE && next != WAN)
        return false;
    if (above == 0 || above == 10 || has_zero) {
        *value += digit;
        return true;
    }
    r->is_short = true;
    *value += (int64_t)digit * (above / 10);
    return true;
}

/* A number below ten thousand. `above`: the unit before it, 0 at the beginning. */
static bool section(reader *r, int above, int64_t *value)
{
    bool has_zero = false;
    for (int mark = peek(r); mark != NONE && mark != WAN; mark = peek(r)) {
        r->p += BYTES;
        if (mark == 0) {
            if (has_zero || above == 0 || above == 10)
                return false;
            has_zero = true;
            continue;
        }
        const bool is_ten = mark == 10 && above == 0; /* 十五 */
        const int unit = is_ten ? 10 : peek(r), digit = is_ten ? 1 : mark == PAIR ? 2 : mark;
        if (digit > 9 || (mark == PAIR && (unit == 10 || (!is_unit(unit) && above != 0))))
            return false;
        if (!is_unit(unit))
            return last_digit(r, digit, above, has_zero, value);
        if (above != 0 && (unit >= above || has_zero != (unit * 10 < above)))
            return false;
        r->p += is_ten ? 0 : BYTES;
        *value += (int64_t)digit * unit;
        above = unit;
        has_zero = false;
    }
    return !has_zero && *value > 0;
}

bool dk_han_read(const char *text, size_t len, dk_han *out)
{
    reader r = {.p = text, .end = text + len};
    int64_t high = 0, low = 0;
    if (!section(&r, 0, &high))
        return false;
    if (peek(&r) == WAN) {
        r.p += BYTES;
        if (r.is_short || (r.p < r.end && !section(&r, WAN, &low)))
            return false;
        high *= WAN;
    }
    *out = (dk_han){.value = high + low, .is_short = r.is_short};
    return r.p == r.end;
}

bool dk_han_year(const char *text, size_t len, int64_t *year)
{
    *year = 0;
    for (size_t i = 0; i < len; i += BYTES) {
        const int mark = mark_at(text + i);
        if (mark < 0 || mark > 9)
            return false;
        *year = *year * 10 + mark;
    }
    return len == (size_t)BYTES * YEAR_DIGITS;
}

static bool starts_with_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strncmp(text, *words, strlen(*words)) == 0)
            return true;
    return false;
}

bool dk_han_amount(const char *text, size_t len, bool has_yuan, int64_t *yuan)
{
    dk_han han;
    if (!dk_han_read(text, len, &han) || han.value < LEAST_AMOUNT || (han.is_short && has_yuan))
        return false;
    *yuan = han.value;
    return true;
}

void dk_han_amounts(char *text)
{
    static const char *const yuan[] = {"元", "块", NULL};
    static const char *const ends[] = {" ", "元", "块", "/", "(", ")",  "+",  ",", ";",
                                       "-", "~",  "～", "—", "–", "至", "到", NULL};
    for (char *p = text; *p != '\0';) {
        const size_t len = dk_han_span(p);
        const char *next = p + len;
        int64_t value;
        const bool is_alone = (p == text || strchr("0123456789.,", p[-1]) == NULL) &&
                              (*next == '\0' || starts_with_any(next, ends));
        if (len == 0 || !is_alone || !dk_han_amount(p, len, starts_with_any(next, yuan), &value)) {
            p += len == 0 ? 1 : len;
            continue;
        }
        /* Never longer: the shortest text of n figures is 十万, six bytes for six. */
        char figures[24];
        const size_t n = (size_t)snprintf(figures, sizeof figures, "%lld", (long long)value);
        memcpy(p, figures, n);
        memmove(p + n, next, strlen(next) + 1);
        p += n;
    }
}
