/* core/table/mark_sheet.c - a sheet with its marks (mark_parts.h).
 *
 * The part goes through the parser, and its bytes through a window to the output. Events say where
 * in the bytes a tag stands; a tag that changes is written anew, an element that goes is skipped,
 * and everything between is copied. So the window holds little more than one tag.
 */
#include <assert.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/table/mark_parts.h"
#include "core/table/messages.h"

enum { TITLE_WIDTH = 60 };

static const char RELATIONS[] =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
static const char RELATIONS_STRICT[] = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/* A cell of the row at hand that must be there: coloured, or the added column's. */
typedef struct {
    int64_t column;
    bool is_title;
} wanted;

typedef struct {
    dk_xml xml;
    const dk_mark_sheet *sheet;
    const dk_mark_styles *styles;
    const char *title;
    FILE *out;
    bool has_failed; /* writing */
    dk_buf window;
    size_t head;     /* bytes of the window that are done */
    uint64_t from;   /* offset in the part of window.data[head] */
    dk_buf text;     /* what is being inserted */
    char prefix[16]; /* "x:" or "" */
    dk_mark_walk walk;
    size_t next;      /* first mark of the row at hand or behind it */
    size_t n_marks;   /* marks of the row at hand */
    size_t done;      /* cells of the row at hand that were written, see wanted_at */
    bool is_skipping; /* the cell at hand goes */
    bool has_drawing;
} patch;

/* ---- bytes ---- */

static void put(patch *p, const char *bytes, size_t len)
{
    p->has_failed = p->has_failed || fwrite(bytes, 1, len, p->out) != len;
}

/* Moves on to `offset`; with `copies` the bytes up to there are written. */
static void advance(patch *p, uint64_t offset, bool copies)
{
    assert(offset >= p->from);
    size_t n = (size_t)(offset - p->from);
    if (n > p->window.len - p->head)
        n = p->window.len - p->head;
    if (copies && n > 0)
        put(p, p->window.data + p->head, n);
    p->head += n;
    p->from += n;
}

static uint64_t event_at(const patch *p)
{
    /* Not negative while an event is being handled. */
    return (uint64_t)XML_GetCurrentByteIndex(p->xml.parser);
}

static uint64_t event_end(const patch *p)
{
    return event_at(p) + (uint64_t)XML_GetCurrentByteCount(p->xml.parser);
}

/* Writes what was built in p->text. */
static void put_text(patch *p)
{
    if (p->text.is_broken)
        p->has_failed = true;
    else if (p->text.len > 0)
        put(p, p->text.data, p->text.len);
    p->text.len = 0;
}

/* Writes the start tag at hand anew. */
static void put_tag(patch *p, const dk_attribute *attributes, size_t n)
{
    advance(p, event_at(p), true);
    dk_mark_tag(&p->text, p->window.data + p->head, (size_t)(event_end(p) - event_at(p)),
                attributes, n);
    put_text(p);
    advance(p, event_end(p), false);
}

static void on_bytes(dk_xml *xml, const char *bytes, size_t len)
{
    patch *p = xml->ctx;
    if (p->head > 0)
        memmove(p->window.data, p->window.data + p->head, p->window.len - p->head);
    p->window.len -= p->head;
    p->head = 0;
    dk_buf_add(&p->window, bytes, len);
    bool is_wide = xml->fed == len && len > 1 &&
                   ((unsigned char)bytes[0] >= 0xFE || bytes[0] == 0 || bytes[1] == 0);
    if (p->window.is_broken)
        (void)DK_NO_MEMORY(xml->err);
    else if (is_wide) /* UTF-16 */
        (void)DK_FAIL(xml->err, MSG_TABLE_MARK, DK_NOWHERE, dk_arg_str(p->sheet->part));
}

/* ---- rows ---- */

static void begin_row(patch *p)
{
    const dk_mark *marks = p->sheet->marks;
    size_t n = p->sheet->n_marks;
    p->done = p->n_marks = 0;
    while (p->next < n && marks[p->next].row < p->walk.row)
        p->next++;
    while (p->next + p->n_marks < n && marks[p->next + p->n_marks].row == p->walk.row)
        p->n_marks++;
}

/* True when the added column has a cell in this row, or may have an old one that must go. */
static bool has_title_cell(const patch *p)
{
    bool is_header =
        p->walk.row == p->sheet->header_row && (p->sheet->n_marks > 0 || p->sheet->has_title);
    return p->n_marks > 0 || is_header;
}

/* The i-th cell that must be in the row, in column order; marks of one cell count once. False:
 * there are no more. */
static bool wanted_at(const patch *p, size_t i, wanted *out)
{
    int64_t last = 0;
    bool has_title = !has_title_cell(p);
    for (size_t m = 0; m <= p->n_marks; m++) {
        const int64_t column = m < p->n_marks ? p->sheet->marks[p->next + m].column : INT64_MAX;
        if (!has_title && column >= p->sheet->title_column) {
            has_title = true;
            if (i-- == 0) {
                *out = (wanted){p->sheet->title_column, true};
                return true;
            }
        }
        if (column == 0 || column == last || column == p->sheet->title_column ||
            column == INT64_MAX)
            continue;
        last = column;
        if (i-- == 0) {
            *out = (wanted){column, false};
            return true;
        }
    }
    return false;
}

/* What the added column says: every mark of the row, one after the other. */
static void add_reasons(patch *p)
{
    if (p->walk.row == p->sheet->header_row) {
        dk_mark_text(&p->text, p->title);
        return;
    }
    for (size_t m = 0; m < p->n_marks; m++) {
        if (m > 0)
            dk_mark_text(&p->text, "；");
        dk_mark_text(&p->text, p->sheet->marks[p->next + m].text);
    }
}

static void put_cell(patch *p, const wanted *cell)
{
    char letters[8];
    const bool is_header = p->walk.row == p->sheet->header_row;
    dk_column_letters(cell->column, letters);
    const long style = !cell->is_title ? dk_mark_styles_twin(p->styles, 0)
                       : is_header     ? p->sheet->header_style
                                       : p->styles->text_style;
    dk_buf_format(&p->text, "<%sc r=\"%s%lld\"", p->prefix, letters, (long long)p->walk.row);
    if (style >= 0)
        dk_buf_format(&p->text, " s=\"%ld\"", style);
    if (!cell->is_title) {
        dk_buf_text(&p->text, "/>");
    } else {
        dk_buf_format(&p->text, " t=\"inlineStr\"><%sis><%st xml:space=\"preserve\">", p->prefix,
                      p->prefix);
        add_reasons(p);
        dk_buf_format(&p->text, "</%st></%sis></%sc>", p->prefix, p->prefix, p->prefix);
    }
    put_text(p);
}

/* Writes the cells that must stand before `column`. */
static void put_cells_before(patch *p, int64_t column)
{
    wanted cell;
    while (wanted_at(p, p->done, &cell) && cell.column < column) {
        advance(p, event_at(p), true);
        put_cell(p, &cell);
        p->done++;
    }
}

static void start_row(patch *p, const char **attributes)
{
    static const dk_attribute no_spans[] = {{"spans", NULL}};
    dk_mark_walk_row(&p->walk, attributes);
    begin_row(p);
    if (has_title_cell(p) && dk_xml_get(attributes, "spans") != NULL)
        put_tag(p, no_spans, 1);
}

static void set_style(patch *p, long style)
{
    char number[24];
    const dk_attribute attributes[] = {{"s", number}};
    snprintf(number, sizeof number, "%ld", style);
    put_tag(p, attributes, 1);
}

static void start_cell(patch *p, const char **attributes)
{
    wanted cell;
    const long old = dk_mark_style_of(attributes);
    const long plain = dk_mark_styles_plain(p->styles, old);
    dk_mark_walk_cell(&p->walk, attributes);
    put_cells_before(p, p->walk.column);
    const bool is_wanted = wanted_at(p, p->done, &cell) && cell.column == p->walk.column;
    /* Old texts of the added column go, also where nothing is wrong any more. */
    if (p->walk.column == p->sheet->title_column && p->walk.row >= p->sheet->header_row &&
        (is_wanted || p->sheet->has_title)) {
        advance(p, event_at(p), true);
        if (is_wanted)
            put_cell(p, &cell);
        p->done += is_wanted;
        p->is_skipping = true;
        return;
    }
    p->done += is_wanted;
    const long style = is_wanted ? dk_mark_styles_twin(p->styles, plain) : plain;
    if (style != old)
        set_style(p, style);
}

static void end_cell(patch *p)
{
    if (p->is_skipping)
        advance(p, event_end(p), false);
    p->is_skipping = false;
}

static void end_row(patch *p)
{
    if (event_end(p) > event_at(p)) /* not of <row/>, which has no inside */
        put_cells_before(p, INT64_MAX);
    p->n_marks = 0;
}

/* ---- around the rows ---- */

static void start_root(patch *p)
{
    const char *raw = p->window.data + p->head + (event_at(p) - p->from) + 1;
    const size_t name = strcspn(raw, " \t\r\n/>"), colon = strcspn(raw, ":");
    if (colon < name && colon + 1 < sizeof p->prefix) {
        memcpy(p->prefix, raw, colon + 1);
        p->prefix[colon + 1] = '\0';
    }
}

static void put_width(patch *p, bool has_cols)
{
    const long long column = (long long)p->sheet->title_column;
    if (p->sheet->last_width >= column || p->sheet->n_marks == 0)
        return;
    advance(p, event_at(p), true);
    if (!has_cols)
        dk_buf_format(&p->text, "<%scols>", p->prefix);
    dk_buf_format(&p->text, "<%scol min=\"%lld\" max=\"%lld\" width=\"%d\" customWidth=\"1\"/>",
                  p->prefix, column, column, (int)TITLE_WIDTH);
    if (!has_cols)
        dk_buf_format(&p->text, "</%scols>", p->prefix);
    put_text(p);
}

static void put_dimension(patch *p)
{
    char letters[8], ref[40];
    int64_t last = p->sheet->title_column > p->sheet->last_column ? p->sheet->title_column
                                                                  : p->sheet->last_column;
    dk_column_letters(last, letters);
    snprintf(ref, sizeof ref, "A1:%s%lld", letters, (long long)p->sheet->last_row);
    const dk_attribute attributes[] = {{"ref", ref}};
    put_tag(p, attributes, 1);
}

/* True for what stands behind legacyDrawing in a worksheet (ECMA-376 part 1, 18.3.1.99). */
static bool is_behind_drawing(const char *name)
{
    static const char *const names[] = {"legacyDrawingHF", "drawingHF",  "picture",
                                        "oleObjects",      "controls",   "AlternateContent",
                                        "webPublishItems", "tableParts", "extLst"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void put_drawing(patch *p)
{
    p->has_drawing = true;
    advance(p, event_at(p), true);
    dk_buf_format(&p->text, "<%slegacyDrawing xmlns:r=\"%s\" r:id=\"%s\"/>", p->prefix,
                  p->sheet->is_strict ? RELATIONS_STRICT : RELATIONS, DK_MARK_DRAWING);
    put_text(p);
}

static void start_part(patch *p, const char *name)
{
    if (strcmp(name, "sheetData") == 0) {
        p->walk.in_data = true;
        if (!p->sheet->has_cols)
            put_width(p, false);
    } else if (strcmp(name, "dimension") == 0 && p->sheet->n_marks > 0) {
        put_dimension(p);
    } else if (!p->has_drawing && is_behind_drawing(name)) {
        put_drawing(p);
    }
}

static void on_start(dk_xml *xml, const char *name, const char **attributes)
{
    patch *p = xml->ctx;
    if (xml->depth == 1)
        start_root(p);
    else if (p->walk.in_data && strcmp(name, "row") == 0)
        start_row(p, attributes);
    else if (p->walk.in_data && strcmp(name, "c") == 0)
        start_cell(p, attributes);
    else if (xml->depth == 2)
        start_part(p, name);
    if (!p->is_skipping)
        advance(p, event_at(p) < p->from ? p->from : event_at(p), true);
}

static void on_end(dk_xml *xml, const char *name)
{
    patch *p = xml->ctx;
    if (p->walk.in_data && strcmp(name, "c") == 0)
        end_cell(p);
    else if (p->walk.in_data && strcmp(name, "row") == 0)
        end_row(p);
    else if (xml->depth == 2 && strcmp(name, "sheetData") == 0)
        p->walk.in_data = false;
    else if (xml->depth == 2 && strcmp(name, "cols") == 0)
        put_width(p, true);
    else if (xml->depth == 1 && !p->has_drawing)
        put_drawing(p);
    if (!p->is_skipping)
        advance(p, event_at(p) < p->from ? p->from : event_at(p), true);
}

dk_code dk_mark_sheet_write(dk_book *book, const char *title, const dk_mark_sheet *sheet,
                            const dk_mark_styles *styles, FILE *out, dk_err *err)
{
    static const dk_xml_handler handler = {.start = on_start, .end = on_end, .bytes = on_bytes};
    patch p = {.sheet = sheet,
               .styles = styles,
               .title = title,
               .out = out,
               .has_drawing = sheet->drawing[0] != '\0' || !sheet->has_notes};
    const int64_t entry = book->sheet_entries[sheet->sheet];
    if (dk_xml_open(&p.xml, &book->archive, entry, &handler, &p, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_xml_step(&p.xml, err);
    advance(&p, p.from + (p.window.len - p.head), true);
    if (code == DK_OK && (p.has_failed || p.window.is_broken || fflush(out) != 0))
        code = DK_FAIL(err, MSG_TABLE_WRITE, DK_NOWHERE, dk_arg_str(sheet->part));
    dk_xml_close(&p.xml);
    dk_buf_done(&p.window);
    dk_buf_done(&p.text);
    return code;
}
