/* core/table/fold.c - text cleaning by Unicode tables (utf8proc) and the formula guard.
 *
 * dk_text_fold is NFKC (Unicode Annex 15) with blanks tidied. ASCII, the bulk of numbers and codes,
 * takes a path without tables; it gives the same result.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/base/utf8.h"
#include "core/table/table.h"

static bool is_blank(int32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 || cp == 0xA0 || cp == 0x1680 ||
           (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F ||
           cp == 0x205F || cp == 0x3000 || cp == 0xFEFF;
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

/* NFKC of `text`, malloc'd; NULL: out of memory. Text inside the engine is valid, so that is the
 * only way utf8proc can fail. */
static char *nfkc(const char *text, utf8proc_option_t more)
{
    utf8proc_uint8_t *out = NULL;
    /* utf8proc takes unsigned bytes; the text is the same. */
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)text, 0, &out,
                                        UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                            UTF8PROC_COMPAT | more);
    return len < 0 ? NULL : (char *)out;
}

/* Copies `in` to `out` with runs of blanks as one `blank` ('\0': none) and none at the ends. */
static void tidy(const char *in, char *out, char blank)
{
    const char *end = in + strlen(in);
    bool is_pending = false, has_text = false;
    while (in < end) {
        const char *start = in;
        int32_t cp = dk_utf8_next(&in, end);
        if (cp >= 0 && is_blank(cp)) {
            is_pending = has_text;
            continue;
        }
        if (is_pending && blank != '\0')
            *out++ = blank;
        is_pending = false;
        has_text = true;
        memcpy(out, start, (size_t)(in - start));
        out += in - start;
    }
    *out = '\0';
}

static char *fold(dk_arena *arena, const char *text, utf8proc_option_t more, char blank)
{
    char *wide = is_ascii(text) ? NULL : nfkc(text, more);
    if (wide == NULL && !is_ascii(text))
        return NULL;
    const char *in = wide == NULL ? text : wide;
    char *out = dk_arena_alloc(arena, strlen(in) + 1);
    if (out != NULL)
        tidy(in, out, blank);
    free(wide);
    return out;
}

const char *dk_text_fold(dk_arena *arena, const char *text)
{
    assert(text != NULL);
    return fold(arena, text, 0, ' ');
}

const char *dk_text_key(dk_arena *arena, const char *text)
{
    assert(text != NULL);
    /* Zero-width characters are ignored in keys: they come along when text is copied from web
     * pages. */
    char *key = fold(arena, text, UTF8PROC_IGNORE, '\0');
    for (char *p = key; p != NULL && *p != '\0'; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return key;
}

const char *dk_text_trim(dk_arena *arena, const char *text)
{
    const char *end = text + strlen(text), *start = text, *last = text;
    while (start < end) {
        const char *next = start;
        if (!is_blank(dk_utf8_next(&next, end)))
            break;
        start = next;
    }
    for (const char *p = start; p < end;)
        if (!is_blank(dk_utf8_next(&p, end)))
            last = p;
    if (last < start)
        last = start;
    return last == end ? start : dk_arena_copy(arena, start, (size_t)(last - start));
}

bool dk_text_needs_guard(const char *text)
{
    const char *end = text + strlen(text);
    while (text < end) {
        int32_t cp = dk_utf8_next(&text, end);
        if (cp == '=' || cp == '+' || cp == '-' || cp == '@' || cp == '\t' || cp == '\r' ||
            cp == '\n' || cp == 0xFF1D || cp == 0xFF0B || cp == 0xFF0D || cp == 0xFF20)
            return true;
        if (cp < 0 || (cp != '\'' && cp != '"' && !is_blank(cp)))
            return false;
    }
    return false;
}

const char *dk_text_unguard(const char *text)
{
    return *text == '\'' && dk_text_needs_guard(text + 1) ? text + 1 : text;
}
