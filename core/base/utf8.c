/* core/base/utf8.c - see utf8.h; ranges of wide characters after Unicode 15 East Asian Width. */
#include "core/base/utf8.h"

#include <assert.h>
#include <string.h>

int32_t dk_utf8_next(const char **text, const char *end)
{
    /* Bytes are compared as numbers 0..255, hence the cast. */
    const unsigned char *p = (const unsigned char *)*text, *e = (const unsigned char *)end;
    assert(p < e);
    static const int32_t least[] = {0, 0x80, 0x800, 0x10000};
    int32_t cp = *p;
    int more = cp < 0x80                 ? 0
               : cp >= 0xC2 && cp < 0xE0 ? 1
               : cp >= 0xE0 && cp < 0xF0 ? 2
               : cp >= 0xF0 && cp < 0xF5 ? 3
                                         : -1;
    *text += 1;
    if (more <= 0)
        return more == 0 ? cp : -1;
    if (e - p <= more)
        return -1;
    cp &= 0x3F >> more;
    for (int i = 1; i <= more; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return -1;
        cp = cp << 6 | (p[i] & 0x3F);
    }
    if (cp < least[more] || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
        return -1;
    *text += more;
    return cp;
}

size_t dk_utf8_put(int32_t cp, char out[4])
{
    if (cp < 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
        return 0;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (cp & 0x3F));
        cp >>= 6;
    }
    static const int lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[n] | cp);
    return n;
}

bool dk_utf8_valid(const char *text, size_t len, size_t *bad)
{
    const char *p = text, *end = text + len;
    while (p < end) {
        const char *start = p;
        if (dk_utf8_next(&p, end) < 0) {
            if (bad != NULL)
                *bad = (size_t)(start - text);
            return false;
        }
    }
    return true;
}

size_t dk_utf8_trim(const char *text, size_t len)
{
    while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
        len--;
    return len;
}

size_t dk_utf8_chars(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static bool is_wide(int32_t cp)
{
    static const int32_t wide[][2] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
        {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
        {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
        {0x1F900, 0x1F9FF}, {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD},
    };
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (cp >= wide[i][0] && cp <= wide[i][1])
            return true;
    return false;
}

size_t dk_utf8_width(const char *text)
{
    const char *end = text + strlen(text);
    size_t width = 0;
    while (text < end) {
        int32_t cp = dk_utf8_next(&text, end);
        bool is_mark = (cp >= 0x300 && cp <= 0x36F) || dk_utf8_is_hidden(cp);
        width += is_mark ? 0 : is_wide(cp) ? 2 : 1;
    }
    return width;
}

bool dk_utf8_is_hidden(int32_t cp)
{
    if (cp < 0x20)
        return cp != '\t' && cp != '\n' && cp != '\r';
    return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) ||
           (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF || cp == 0x7F;
}
