/* core/register/pinyin.c - see pinyin.h. */
#include "core/register/pinyin.h"

#include <stddef.h>

enum { FIRST = 0x3400, LAST = 0x9FFF, PER_LINE = 64 };

/* The file as embedded by datasets/embed.sh: lines of 64 letters, '.' where there is none. */
extern const struct {
    const char *name;
    const unsigned char *start, *end;
} dk_builtin_pinyin[];

static const struct {
    int32_t cp;
    const char *letters;
} readings[] = {
#define DK_READING(cp, letters) {cp, letters},
#include "core/register/pinyin.def"
#undef DK_READING
};

char dk_pinyin_initial(int32_t cp)
{
    const unsigned char *start = dk_builtin_pinyin[0].start, *end = dk_builtin_pinyin[0].end;
    if (cp < FIRST || cp > LAST)
        return 0;
    size_t at = (size_t)(cp - FIRST);
    at += at / PER_LINE; /* line ends */
    return start + at < end && start[at] != '.' ? (char)start[at] : 0;
}

const char *dk_pinyin_also(int32_t cp)
{
    size_t low = 0, high = sizeof readings / sizeof *readings;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (readings[mid].cp == cp)
            return readings[mid].letters;
        if (readings[mid].cp < cp)
            low = mid + 1;
        else
            high = mid;
    }
    return "";
}
