/* core/table/xlsx_styles.c - which cell formats show dates (xlsx.h).
 *
 * A cell's s="k" is the k-th <xf> of <cellXfs>, whose numFmtId is either built in (ECMA-376 part 1,
 * 18.8.30, with the East Asian ids 27..36 and 50..58 that Chinese Excel and WPS write) or defined
 * by a <numFmt> with a format code.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/table/messages.h"
#include "core/table/xlsx.h"

enum { MAX_FORMAT_ID = 65535, MAX_STYLES = 1 << 16 };

static dk_style builtin_style(long id)
{
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
        (id >= 50 && id <= 54) || id == 57 || id == 58)
        return DK_STYLE_DATE;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 ||
        id == 56)
        return DK_STYLE_TIME;
    return DK_STYLE_PLAIN;
}

/* Moves past what is shown literally: "text", \c, _c, *c, [colour], AM/PM. NULL: nothing of these.
 */
static const char *skip_literal(const char *p)
{
    if (*p == '"') {
        const char *close = strchr(p + 1, '"');
        return close == NULL ? p + strlen(p) : close + 1;
    }
    if (*p == '\\' || *p == '_' || *p == '*')
        return p[1] == '\0' ? p + 1 : p + 2;
    if (*p == '[') {
        const char *close = strchr(p, ']');
        bool is_elapsed = strchr("hHmMsS", p[1]) != NULL && p[1] != '\0';
        return close == NULL ? p + strlen(p) : is_elapsed ? NULL : close + 1;
    }
    if (strncasecmp(p, "AM/PM", 5) == 0)
        return p + 5;
    if (strncasecmp(p, "A/P", 3) == 0)
        return p + 3;
    if (strncasecmp(p, "General", 7) == 0)
        return p + 7;
    return NULL;
}

/* What a number format shows (ECMA-376 part 1, 18.8.30 and .31). */
static dk_style format_style(const char *code)
{
    bool has_date = false, has_month = false, has_time = false;
    for (const char *p = code; *p != '\0' && *p != ';';) {
        const char *after = skip_literal(p);
        if (after != NULL) {
            p = after;
            continue;
        }
        char c = *p++;
        has_date = has_date || c == 'y' || c == 'Y' || c == 'd' || c == 'D' ||
                   (c == 'e' && *p != '+' && *p != '-');
        has_month = has_month || c == 'm' || c == 'M';
        has_time = has_time || c == 'h' || c == 'H' || c == 's' || c == 'S';
    }
    if (has_date || (has_month && !has_time))
        return DK_STYLE_DATE;
    return has_time ? DK_STYLE_TIME : DK_STYLE_PLAIN;
}

typedef struct {
    dk_styles *styles;
    unsigned char *formats; /* 1 + dk_style by numFmtId; 0: not defined by the file */
    bool in_cell_formats;
    size_t capacity;
} state;

static long id_of(const char **attributes)
{
    const char *text = dk_xml_get(attributes, "numFmtId");
    int64_t id = 0;
    return text != NULL && dk_parse_int(text, 0, MAX_FORMAT_ID, &id) ? (long)id : 0;
}

static void add_style(dk_xml *xml, state *s, long id)
{
    dk_styles *styles = s->styles;
    if (styles->n == MAX_STYLES)
        return;
    if (styles->n == s->capacity) {
        size_t capacity = s->capacity == 0 ? 256 : s->capacity * 2;
        unsigned char *more = realloc(styles->styles, capacity);
        if (more == NULL) {
            (void)DK_NO_MEMORY(xml->err);
            dk_xml_stop(xml);
            return;
        }
        styles->styles = more;
        s->capacity = capacity;
    }
    int own = s->formats[id];
    styles->styles[styles->n++] =
        own > 0 ? (unsigned char)(own - 1) : (unsigned char)builtin_style(id);
}

static void on_start(dk_xml *xml, const char *name, const char **attributes)
{
    state *s = xml->ctx;
    if (strcmp(name, "numFmt") == 0) {
        const char *code = dk_xml_get(attributes, "formatCode");
        if (code != NULL)
            s->formats[id_of(attributes)] = (unsigned char)(1 + format_style(code));
    } else if (strcmp(name, "cellXfs") == 0) {
        s->in_cell_formats = true;
    } else if (s->in_cell_formats && xml->depth == 3 && strcmp(name, "xf") == 0) {
        add_style(xml, s, id_of(attributes));
    }
}

static void on_end(dk_xml *xml, const char *name)
{
    state *s = xml->ctx;
    if (strcmp(name, "cellXfs") == 0)
        s->in_cell_formats = false;
}

dk_code dk_styles_read(dk_book *book, dk_err *err)
{
    static const dk_xml_handler handler = {.start = on_start, .end = on_end};
    if (book->styles_entry < 0)
        return DK_OK;
    state s = {.styles = &book->styles, .formats = calloc(MAX_FORMAT_ID + 1, 1)};
    if (s.formats == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_xml_run(&book->archive, book->styles_entry, &handler, &s, err);
    free(s.formats);
    return code;
}

void dk_styles_done(dk_styles *styles)
{
    free(styles->styles);
    *styles = (dk_styles){0};
}
