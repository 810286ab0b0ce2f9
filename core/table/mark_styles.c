/* core/table/mark_styles.c - coloured twins of cell formats (mark_parts.h).
 *
 *     <fills count="3"> ... ours </fills>  ...  <cellXfs count="12"> ... twins </cellXfs>
 *
 * A twin is its format with our fill and nothing else changed, so a marked date stays a date. Our
 * fill is known by its colour, one step off the red of spreadsheet programs; that is how a workbook
 * that was marked before is recognised.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/table/mark_parts.h"
#include "core/table/messages.h"

#define RED "FFFFC7CD"
#define YELLOW "FFFFF3CD"

enum { MOST_COLOURED = 1000, LAST_FILL = 1 << 16 };

struct dk_mark_format {
    size_t from, tag_end, end; /* offsets in the part */
    long fill;
    long plain; /* what it was before an earlier marking; -1: it was not coloured */
};

typedef struct {
    dk_mark_styles *styles;
    bool in_fills, in_cells;
} reading;

static size_t event_at(const dk_xml *xml)
{
    return (size_t)XML_GetCurrentByteIndex(xml->parser);
}

static size_t event_end(const dk_xml *xml)
{
    return event_at(xml) + (size_t)XML_GetCurrentByteCount(xml->parser);
}

static void on_bytes(dk_xml *xml, const char *bytes, size_t len)
{
    reading *r = xml->ctx;
    dk_buf_add(&r->styles->bytes, bytes, len);
}

static void add_format(dk_xml *xml, dk_mark_styles *styles, const char **attributes)
{
    int64_t fill = 0;
    const char *id = dk_xml_get(attributes, "fillId");
    struct dk_mark_format *formats =
        dk_arena_grow(styles->arena, styles->formats, styles->n_formats, &styles->format_capacity,
                      sizeof *formats);
    if (formats == NULL) {
        (void)DK_NO_MEMORY(xml->err);
        dk_xml_stop(xml);
        return;
    }
    if (id != NULL)
        (void)dk_parse_int(id, 0, LAST_FILL, &fill);
    styles->formats = formats;
    formats[styles->n_formats++] =
        (struct dk_mark_format){event_at(xml), event_end(xml), 0, (long)fill, -1};
}

static void on_start(dk_xml *xml, const char *name, const char **attributes)
{
    reading *r = xml->ctx;
    dk_mark_styles *styles = r->styles;
    if (xml->depth == 2 && strcmp(name, "fills") == 0) {
        r->in_fills = true;
        styles->fills_tag = event_at(xml);
    } else if (xml->depth == 2 && strcmp(name, "cellXfs") == 0) {
        r->in_cells = true;
        styles->cells_tag = event_at(xml);
    } else if (r->in_fills && xml->depth == 3) {
        styles->n_fills++;
    } else if (r->in_fills && strcmp(name, "fgColor") == 0) {
        const char *rgb = dk_xml_get(attributes, "rgb");
        if (rgb != NULL && strcmp(rgb, RED) == 0)
            styles->our_fill = styles->n_fills - 1;
        if (rgb != NULL && strcmp(rgb, YELLOW) == 0)
            styles->our_yellow = styles->n_fills - 1;
    } else if (r->in_cells && xml->depth == 3 && strcmp(name, "xf") == 0) {
        add_format(xml, styles, attributes);
    }
}

static void on_end(dk_xml *xml, const char *name)
{
    reading *r = xml->ctx;
    dk_mark_styles *styles = r->styles;
    if (xml->depth == 2 && strcmp(name, "fills") == 0) {
        r->in_fills = false;
        styles->fills_end = event_end(xml) > event_at(xml) ? event_at(xml) : 0;
    } else if (xml->depth == 2 && strcmp(name, "cellXfs") == 0) {
        r->in_cells = false;
        styles->cells_end = event_end(xml) > event_at(xml) ? event_at(xml) : 0;
    } else if (r->in_cells && xml->depth == 3 && strcmp(name, "xf") == 0 && styles->n_formats > 0) {
        styles->formats[styles->n_formats - 1].end = event_end(xml);
    }
}

/* Appends a format with another fill; fill NULL: without any. */
static void put_format(const dk_mark_styles *styles, const struct dk_mark_format *format,
                       const char *fill, dk_buf *out)
{
    const dk_attribute attributes[] = {{"fillId", fill}, {"applyFill", fill == NULL ? NULL : "1"}};
    dk_mark_tag(out, styles->bytes.data + format->from, format->tag_end - format->from, attributes,
                2);
    dk_buf_add(out, styles->bytes.data + format->tag_end, format->end - format->tag_end);
}

/* Finds the first format that differs from a coloured one in its fill only. */
static dk_code find_plain(dk_mark_styles *styles, size_t coloured, dk_err *err)
{
    dk_buf ours = DK_BUF_INIT, other = DK_BUF_INIT;
    struct dk_mark_format *format = &styles->formats[coloured];
    put_format(styles, format, NULL, &ours);
    for (size_t i = 0; i < coloured && !ours.is_broken && !other.is_broken; i++) {
        if (styles->formats[i].fill == styles->our_fill)
            continue;
        other.len = 0;
        put_format(styles, &styles->formats[i], NULL, &other);
        if (other.len == ours.len && memcmp(other.data, ours.data, ours.len) == 0) {
            format->plain = (long)i;
            break;
        }
    }
    bool is_broken = ours.is_broken || other.is_broken;
    dk_buf_done(&ours);
    dk_buf_done(&other);
    return is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

static void put_minimal(dk_buf *out)
{
    dk_buf_text(out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
                "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
                "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
                "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
                "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border>"
                "</borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
                "borderId=\"0\"/></cellStyleXfs><cellXfs count=\"1\"><xf numFmtId=\"0\" "
                "fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs></styleSheet>");
}

/* The styles of a book that has none: one format. */
static dk_code make_minimal(dk_mark_styles *styles, dk_err *err)
{
    dk_buf *bytes = &styles->bytes;
    put_minimal(bytes);
    styles->formats = dk_arena_alloc(styles->arena, sizeof *styles->formats);
    if (styles->formats == NULL || bytes->is_broken)
        return DK_NO_MEMORY(err);
    const char *all = bytes->data, *cells = strstr(all, "<cellXfs");
    styles->fills_tag = (size_t)(strstr(all, "<fills") - all);
    styles->fills_end = (size_t)(strstr(all, "</fills>") - all);
    styles->cells_tag = (size_t)(cells - all);
    styles->cells_end = (size_t)(strstr(cells, "</cellXfs>") - all);
    styles->n_fills = 2;
    styles->n_formats = 1;
    styles->formats[0] = (struct dk_mark_format){.from = (size_t)(strstr(cells, "<xf ") - all),
                                                 .tag_end = styles->cells_end,
                                                 .end = styles->cells_end,
                                                 .plain = -1};
    return DK_OK;
}

dk_code dk_mark_styles_read(dk_book *book, dk_arena *arena, dk_mark_styles *out, dk_err *err)
{
    static const dk_xml_handler handler = {.start = on_start, .end = on_end, .bytes = on_bytes};
    *out = (dk_mark_styles){
        .arena = arena, .our_fill = -1, .our_yellow = -1, .first = -1, .text_style = -1};
    reading r = {.styles = out};
    if (book->styles_entry < 0)
        return make_minimal(out, err);
    if (dk_xml_run(&book->archive, book->styles_entry, &handler, &r, err) != DK_OK)
        return DK_FAILED;
    if (out->bytes.is_broken)
        return DK_NO_MEMORY(err);
    size_t n_coloured = 0;
    for (size_t i = 0; i < out->n_formats && out->our_fill >= 0; i++)
        if (out->formats[i].fill == out->our_fill && n_coloured++ < MOST_COLOURED &&
            find_plain(out, i, err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

void dk_mark_styles_done(dk_mark_styles *styles)
{
    dk_buf_done(&styles->bytes);
}

bool dk_mark_styles_add(dk_mark_styles *styles, long base)
{
    for (size_t i = 0; i < styles->n; i++)
        if (styles->base[i] == base)
            return true;
    long *items =
        dk_arena_grow(styles->arena, styles->base, styles->n, &styles->capacity, sizeof *items);
    if (items == NULL)
        return false;
    styles->base = items;
    styles->base[styles->n++] = base;
    return true;
}

long dk_mark_styles_twin(const dk_mark_styles *styles, long base)
{
    for (size_t i = 0; i < styles->n && styles->first >= 0; i++)
        if (styles->base[i] == base)
            return styles->first + (long)i;
    return base;
}

long dk_mark_styles_plain(const dk_mark_styles *styles, long style)
{
    if (style < 0 || (size_t)style >= styles->n_formats)
        return 0;
    return styles->formats[style].plain < 0 ? style : styles->formats[style].plain;
}

/* ---- writing ---- */

static void put_fill(dk_buf *out, const char *prefix, const char *rgb)
{
    dk_buf_format(out,
                  "<%sfill><%spatternFill patternType=\"solid\"><%sfgColor rgb=\"%s\"/>"
                  "<%sbgColor indexed=\"64\"/></%spatternFill></%sfill>",
                  prefix, prefix, prefix, rgb, prefix, prefix, prefix);
}

/* The start tag at `from` with another count. */
static size_t put_count(const dk_mark_styles *styles, size_t from, size_t count, dk_buf *out)
{
    char number[24];
    const dk_attribute attributes[] = {{"count", number}};
    const size_t len = strcspn(styles->bytes.data + from, ">") + 1;
    snprintf(number, sizeof number, "%zu", count);
    dk_mark_tag(out, styles->bytes.data + from, len, attributes, 1);
    return from + len;
}

/* "x:" of the end tag at `at`. */
static void prefix_at(const dk_mark_styles *styles, size_t at, char prefix[16])
{
    const char *name = styles->bytes.data + at + 2;
    const size_t n = strcspn(name, ">"), colon = strcspn(name, ":");
    prefix[0] = '\0';
    if (colon < n && colon + 1 < 16)
        snprintf(prefix, 16, "%.*s", (int)colon + 1, name);
}

static void put_twins(dk_mark_styles *styles, const char *prefix, dk_buf *out)
{
    char fill[24];
    snprintf(fill, sizeof fill, "%ld", styles->our_fill);
    styles->first = (long)styles->n_formats;
    for (size_t i = 0; i < styles->n; i++) {
        size_t base = (size_t)styles->base[i] < styles->n_formats ? (size_t)styles->base[i] : 0;
        put_format(styles, &styles->formats[base], fill, out);
    }
    styles->text_style = styles->first + (long)styles->n;
    dk_buf_format(out,
                  "<%sxf numFmtId=\"49\" fontId=\"0\" fillId=\"%ld\" borderId=\"0\" xfId=\"0\" "
                  "applyNumberFormat=\"1\" applyFill=\"1\"/>",
                  prefix, styles->our_yellow);
}

dk_code dk_mark_styles_write(dk_mark_styles *styles, dk_buf *out, dk_err *err)
{
    const dk_buf *in = &styles->bytes;
    char prefix[16];
    if (styles->fills_end == 0 || styles->cells_end < styles->fills_end || styles->n_formats == 0) {
        dk_buf_add(out, in->data, in->len);
        return out->is_broken ? DK_NO_MEMORY(err) : DK_OK;
    }
    const bool is_new = styles->our_fill < 0 || styles->our_yellow < 0;
    prefix_at(styles, styles->fills_end, prefix);
    dk_buf_add(out, in->data, styles->fills_tag);
    size_t at =
        put_count(styles, styles->fills_tag, (size_t)styles->n_fills + (is_new ? 2 : 0), out);
    dk_buf_add(out, in->data + at, styles->fills_end - at);
    if (is_new) {
        styles->our_fill = styles->n_fills;
        styles->our_yellow = styles->n_fills + 1;
        put_fill(out, prefix, RED);
        put_fill(out, prefix, YELLOW);
    }
    dk_buf_add(out, in->data + styles->fills_end, styles->cells_tag - styles->fills_end);
    at = put_count(styles, styles->cells_tag, styles->n_formats + styles->n + 1, out);
    dk_buf_add(out, in->data + at, styles->cells_end - at);
    put_twins(styles, prefix, out);
    dk_buf_add(out, in->data + styles->cells_end, in->len - styles->cells_end);
    return out->is_broken ? DK_NO_MEMORY(err) : DK_OK;
}
