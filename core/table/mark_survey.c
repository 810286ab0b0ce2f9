/* core/table/mark_survey.c - first pass over a sheet that will be marked (mark_parts.h). */
#include <string.h>

#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/table/mark_parts.h"
#include "core/table/messages.h"

enum { LAST_COLUMN = 1 << 14, LAST_STYLE = 1 << 16, LAST_ROW = 1 << 20 };

void dk_mark_walk_row(dk_mark_walk *walk, const char **attributes)
{
    const char *r = dk_xml_get(attributes, "r");
    walk->row++;
    walk->column = 0;
    if (r != NULL)
        (void)dk_parse_int(r, 1, LAST_ROW, &walk->row);
}

void dk_mark_walk_cell(dk_mark_walk *walk, const char **attributes)
{
    int64_t row, column;
    const char *r = dk_xml_get(attributes, "r");
    walk->column++;
    if (r != NULL && dk_xlsx_reference(r, &row, &column) != NULL)
        walk->column = column;
}

long dk_mark_style_of(const char **attributes)
{
    int64_t style = 0;
    const char *s = dk_xml_get(attributes, "s");
    return s != NULL && dk_parse_int(s, 0, LAST_STYLE, &style) ? (long)style : 0;
}

typedef struct {
    dk_mark_walk walk;
    dk_mark_sheet *sheet;
    dk_mark_styles *styles;
    size_t next; /* first mark that is not behind */
} survey;

static void see_cell(dk_xml *xml, survey *s, const char **attributes)
{
    dk_mark_walk_cell(&s->walk, attributes);
    const dk_mark *marks = s->sheet->marks;
    const long style = dk_mark_styles_plain(s->styles, dk_mark_style_of(attributes));
    if (s->walk.row == s->sheet->header_row)
        s->sheet->header_style = style;
    while (s->next < s->sheet->n_marks &&
           (marks[s->next].row < s->walk.row ||
            (marks[s->next].row == s->walk.row && marks[s->next].column < s->walk.column)))
        s->next++;
    if (s->next < s->sheet->n_marks && marks[s->next].row == s->walk.row &&
        marks[s->next].column == s->walk.column && !dk_mark_styles_add(s->styles, style)) {
        (void)DK_NO_MEMORY(xml->err);
        dk_xml_stop(xml);
    }
}

static void see_root(survey *s, const char **attributes)
{
    for (; *attributes != NULL; attributes += 2)
        if (strstr(attributes[1], "purl.oclc.org/ooxml/spreadsheetml") != NULL)
            s->sheet->is_strict = true;
}

static void see_width(survey *s, const char **attributes)
{
    const char *max = dk_xml_get(attributes, "max");
    int64_t column;
    if (max != NULL && dk_parse_int(max, 1, LAST_COLUMN, &column) && column > s->sheet->last_width)
        s->sheet->last_width = column;
}

static void see_content(survey *s, const char *name)
{
    if (strcmp(name, "v") != 0 && strcmp(name, "is") != 0 && strcmp(name, "f") != 0)
        return;
    if (s->walk.column > s->sheet->last_column)
        s->sheet->last_column = s->walk.column;
    s->sheet->last_row = s->walk.row;
}

/* r:id has a prefix. */
static void see_drawing(survey *s, const char **attributes)
{
    const char *id = dk_xml_get(attributes, "id");
    if (id != NULL)
        snprintf(s->sheet->drawing, sizeof s->sheet->drawing, "%s", id);
}

static void on_start(dk_xml *xml, const char *name, const char **attributes)
{
    survey *s = xml->ctx;
    if (xml->depth == 1)
        see_root(s, attributes);
    else if (s->walk.in_data && strcmp(name, "row") == 0)
        dk_mark_walk_row(&s->walk, attributes);
    else if (s->walk.in_data && strcmp(name, "c") == 0)
        see_cell(xml, s, attributes);
    else if (s->walk.in_data)
        see_content(s, name);
    else if (strcmp(name, "sheetData") == 0)
        s->walk.in_data = true;
    else if (strcmp(name, "cols") == 0)
        s->sheet->has_cols = true;
    else if (strcmp(name, "col") == 0)
        see_width(s, attributes);
    else if (strcmp(name, "legacyDrawing") == 0)
        see_drawing(s, attributes);
}

static void on_end(dk_xml *xml, const char *name)
{
    survey *s = xml->ctx;
    if (strcmp(name, "sheetData") == 0)
        s->walk.in_data = false;
}

/* The column that an earlier marking added, by its title in the header row. */
static dk_code find_title(dk_book *book, const char *title, dk_mark_sheet *sheet, dk_err *err)
{
    dk_row row;
    if (dk_table_rewind(book->table, sheet->sheet, err) != DK_OK)
        return DK_FAILED;
    do {
        if (dk_table_next(book->table, &row, err) != DK_OK)
            return DK_FAILED;
    } while (row.n_cells > 0 && row.number < sheet->header_row);
    for (size_t i = 0; i < row.n_cells && row.number == sheet->header_row; i++)
        if (strcmp(row.cells[i].text, title) == 0) {
            sheet->has_title = true;
            sheet->title_column = (int64_t)i + 1;
        }
    dk_sheet_close(book);
    return DK_OK;
}

dk_code dk_mark_survey(dk_book *book, const char *title, dk_mark_sheet *sheet,
                       dk_mark_styles *styles, dk_err *err)
{
    static const dk_xml_handler handler = {.start = on_start, .end = on_end};
    survey s = {.sheet = sheet, .styles = styles};
    const int64_t entry = book->sheet_entries[sheet->sheet];
    if (find_title(book, title, sheet, err) != DK_OK ||
        dk_xml_run(&book->archive, entry, &handler, &s, err) != DK_OK)
        return DK_FAILED;
    if (!sheet->has_title)
        sheet->title_column = sheet->last_column + 1;
    if (sheet->title_column > LAST_COLUMN)
        return DK_FAIL(err, MSG_TABLE_MARK, DK_NOWHERE, dk_arg_str(sheet->part));
    for (size_t i = 0; i < sheet->n_marks; i++)
        sheet->has_notes = sheet->has_notes || sheet->marks[i].column > 0;
    /* A cell that is not there will be made with the format 0. */
    return dk_mark_styles_add(styles, 0) ? DK_OK : DK_NO_MEMORY(err);
}
