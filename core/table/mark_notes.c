/* core/table/mark_notes.c - comments, their shapes, and who must know of them (mark_parts.h).
 *
 *     xl/worksheets/_rels/sheet1.xml.rels names
 *         comments    xl/comments1.xml               what they say
 *         vmlDrawing  xl/drawings/vmlDrawing1.vml    their boxes
 *
 * A sheet that has comments of its sender keeps them: ours are added to its parts, and a cell with
 * a comment gets none of ours. Comments of an earlier marking are known by their author and go
 * first.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/table/mark_parts.h"
#include "core/table/messages.h"

enum { NOTES_MOST = 2000, COLUMN_BITS = 16, LAST_AUTHOR = 1 << 20 };

#define COMMENTS_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
#define SHAPES_TYPE "application/vnd.openxmlformats-officedocument.vmlDrawing"
#define TYPES_HEAD "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define TYPES_HEAD_STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships/"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define MAIN_STRICT "http://purl.oclc.org/ooxml/spreadsheetml/main"

bool dk_mark_content_type(dk_buf *types, const char *part, const char *type)
{
    dk_buf text = DK_BUF_INIT;
    dk_buf_format(&text, "<@Override PartName=\"/%s\" ContentType=\"%s\"/>", part, type);
    bool is_good = !text.is_broken && dk_mark_insert(types, "Types", text.data);
    dk_buf_done(&text);
    return is_good;
}

bool dk_mark_relation(dk_buf *relations, const char *id, const char *type, const char *target,
                      bool is_strict)
{
    dk_buf text = DK_BUF_INIT;
    if (relations->len == 0)
        dk_buf_text(relations,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "
                    "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                    "</Relationships>");
    dk_buf_format(&text, "<@Relationship Id=\"%s\" Type=\"%s%s\" Target=\"%s\"/>", id,
                  is_strict ? TYPES_HEAD_STRICT : TYPES_HEAD, type, target);
    bool is_good = !text.is_broken && dk_mark_insert(relations, "Relationships", text.data);
    dk_buf_done(&text);
    return is_good;
}

/* ---- comments that are there ---- */

typedef struct {
    dk_arena *arena;
    const char *author;
    dk_buf bytes;
    dk_buf name; /* of the author being read */
    bool in_author;
    int64_t n_authors, our_author; /* -1: not there */
    bool is_ours;                  /* the comment being read */
    size_t begun;                  /* its offset */
    size_t kept;                   /* bytes of `bytes` that are in `out` or dropped */
    dk_buf out;                    /* the part without our comments */
    int64_t *theirs, *ours;        /* cells with comments, row << COLUMN_BITS | column */
    size_t n_theirs, n_ours, theirs_capacity, ours_capacity;
} present;

static void add_cell(dk_xml *xml, present *p, const char *ref)
{
    int64_t row, column;
    if (ref == NULL || dk_xlsx_reference(ref, &row, &column) == NULL)
        return;
    int64_t **list = p->is_ours ? &p->ours : &p->theirs;
    size_t *n = p->is_ours ? &p->n_ours : &p->n_theirs;
    size_t *capacity = p->is_ours ? &p->ours_capacity : &p->theirs_capacity;
    int64_t *items = dk_arena_grow(p->arena, *list, *n, capacity, sizeof *items);
    if (items == NULL) {
        (void)DK_NO_MEMORY(xml->err);
        dk_xml_stop(xml);
        return;
    }
    *list = items;
    items[(*n)++] = row << COLUMN_BITS | column;
}

static void on_start(dk_xml *xml, const char *name, const char **attributes)
{
    present *p = xml->ctx;
    int64_t author = -1;
    if (strcmp(name, "author") == 0) {
        p->in_author = true;
        p->name.len = 0;
        dk_buf_text(&p->name, "");
    } else if (strcmp(name, "comment") == 0) {
        const char *id = dk_xml_get(attributes, "authorId");
        p->is_ours =
            id != NULL && dk_parse_int(id, 0, LAST_AUTHOR, &author) && author == p->our_author;
        p->begun = (size_t)XML_GetCurrentByteIndex(xml->parser);
        add_cell(xml, p, dk_xml_get(attributes, "ref"));
    }
}

static void on_end(dk_xml *xml, const char *name)
{
    present *p = xml->ctx;
    if (strcmp(name, "author") == 0) {
        p->in_author = false;
        if (p->name.data != NULL && strcmp(p->name.data, p->author) == 0)
            p->our_author = p->n_authors;
        p->n_authors++;
    } else if (strcmp(name, "comment") == 0 && p->is_ours) {
        dk_buf_add(&p->out, p->bytes.data + p->kept, p->begun - p->kept);
        p->kept = (size_t)XML_GetCurrentByteIndex(xml->parser) +
                  (size_t)XML_GetCurrentByteCount(xml->parser);
    }
}

static void on_text(dk_xml *xml, const char *text, size_t len)
{
    present *p = xml->ctx;
    if (p->in_author)
        dk_buf_add(&p->name, text, len);
}

static void on_bytes(dk_xml *xml, const char *bytes, size_t len)
{
    present *p = xml->ctx;
    dk_buf_add(&p->bytes, bytes, len);
}

static int by_cell(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool has_cell(const int64_t *cells, size_t n, int64_t row, int64_t column)
{
    const int64_t cell = row << COLUMN_BITS | column;
    return n > 0 && bsearch(&cell, cells, n, sizeof *cells, by_cell) != NULL;
}

static dk_code read_present(dk_book *book, int64_t entry, present *p, dk_err *err)
{
    static const dk_xml_handler handler = {
        .start = on_start, .end = on_end, .text = on_text, .bytes = on_bytes};
    dk_code code = dk_xml_run(&book->archive, entry, &handler, p, err);
    if (code == DK_OK && p->bytes.len > p->kept)
        dk_buf_add(&p->out, p->bytes.data + p->kept, p->bytes.len - p->kept);
    if (code == DK_OK && (p->bytes.is_broken || p->out.is_broken || p->name.is_broken))
        code = DK_NO_MEMORY(err);
    if (p->n_theirs > 0)
        qsort(p->theirs, p->n_theirs, sizeof *p->theirs, by_cell);
    if (p->n_ours > 0)
        qsort(p->ours, p->n_ours, sizeof *p->ours, by_cell);
    dk_buf_done(&p->bytes);
    dk_buf_done(&p->name);
    return code;
}

/* ---- what is added ---- */

static void add_comment(dk_buf *out, const dk_mark *mark, long long author)
{
    char letters[8];
    dk_column_letters(mark->column, letters);
    dk_buf_format(out,
                  "<@comment ref=\"%s%lld\" authorId=\"%lld\"><@text><@r><@t "
                  "xml:space=\"preserve\">",
                  letters, (long long)mark->row, author);
    dk_mark_text(out, mark->text);
    dk_buf_text(out, "</@t></@r></@text></@comment>");
}

/* A hidden box beside its cell (ECMA-376 part 4, 19.4). */
static void add_shape(dk_buf *out, const dk_mark *mark, size_t number)
{
    const long long row = (long long)mark->row - 1, column = (long long)mark->column - 1;
    dk_buf_format(
        out,
        "<v:shape id=\"dk_s%zu\" type=\"#dk_t202\" style=\"position:absolute;visibility:hidden\" "
        "fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" "
        "color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox "
        "style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>"
        "<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>"
        "<x:Anchor>%lld, 15, %lld, 2, %lld, 31, %lld, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
        "<x:Row>%lld</x:Row><x:Column>%lld</x:Column></x:ClientData></v:shape>",
        number, column + 1, row > 0 ? row - 1 : 0, column + 4, row + 4, row, column);
}

static void add_shape_type(dk_buf *out)
{
    dk_buf_text(out, "<v:shapetype id=\"dk_t202\" coordsize=\"21600,21600\" o:spt=\"202\" "
                     "path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path "
                     "gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>");
}

/* The number between <x:Row> and </x:Row> in a shape, or -1. */
static int64_t shape_number(const char *shape, size_t len, const char *tag)
{
    int64_t v = 0;
    const char *at = memmem(shape, len, tag, strlen(tag));
    if (at == NULL)
        return -1;
    at += strlen(tag);
    size_t digits = strspn(at, "0123456789");
    if (digits == 0 || digits > 7)
        return -1;
    for (size_t i = 0; i < digits; i++)
        v = v * 10 + (at[i] - '0');
    return v;
}

/* Copies shapes but those of our earlier comments. */
static void copy_shapes(const dk_buf *in, const present *p, dk_buf *out)
{
    static const char OPEN[] = "<v:shape ", CLOSE[] = "</v:shape>";
    const char *from = in->data, *end = in->data + in->len, *at = from;
    while (p->n_ours > 0 && (at = strstr(at, OPEN)) != NULL) {
        const char *close = strstr(at, CLOSE);
        if (close == NULL)
            break;
        close += sizeof CLOSE - 1;
        const size_t len = (size_t)(close - at);
        int64_t row = shape_number(at, len, "<x:Row>"),
                column = shape_number(at, len, "<x:Column>");
        if (row >= 0 && column >= 0 && has_cell(p->ours, p->n_ours, row + 1, column + 1)) {
            dk_buf_add(out, from, (size_t)(at - from));
            from = close;
        }
        at = close;
    }
    dk_buf_add(out, from, (size_t)(end - from));
}

static void new_shapes(dk_buf *out)
{
    dk_buf_text(out, "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" "
                     "xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
                     "xmlns:x=\"urn:schemas-microsoft-com:office:excel\"></xml>");
}

static void new_comments(dk_buf *out, bool is_strict)
{
    dk_buf_format(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                  "<comments xmlns=\"%s\"><authors></authors><commentList></commentList>"
                  "</comments>",
                  is_strict ? MAIN_STRICT : MAIN);
}

/* Builds the texts of the comments and shapes to add. */
static void build(const dk_mark_sheet *sheet, const present *p, dk_buf *comments, dk_buf *shapes)
{
    size_t n = 0;
    int64_t row = 0, column = 0;
    add_shape_type(shapes);
    dk_buf_text(comments, "");
    for (size_t i = 0; i < sheet->n_marks && n < NOTES_MOST; i++) {
        const dk_mark *mark = &sheet->marks[i];
        bool is_again = mark->row == row && mark->column == column;
        row = mark->row;
        column = mark->column;
        if (is_again || column == 0 || has_cell(p->theirs, p->n_theirs, row, column))
            continue;
        add_comment(comments, mark, (long long)(p->our_author < 0 ? p->n_authors : p->our_author));
        add_shape(shapes, mark, ++n);
    }
}

/* ---- parts ---- */

typedef struct {
    dk_book *book;
    const dk_mark_sheet *sheet;
    dk_relations relations;        /* of the sheet */
    const char *comments, *shapes; /* part names, NULL: not there */
    int64_t comments_entry, shapes_entry;
} places;

static dk_code place_of(places *p, const dk_relation *relation, const char **name, int64_t *entry,
                        dk_err *err)
{
    *name = NULL;
    *entry = -1;
    if (relation == NULL)
        return DK_OK;
    *name = dk_part_resolve(p->relations.arena, p->sheet->part, relation->target);
    if (*name == NULL)
        return DK_NO_MEMORY(err);
    *entry = dk_archive_find(&p->book->archive, *name);
    if (*entry < 0)
        *name = NULL;
    return DK_OK;
}

static dk_code unfit(const places *p, dk_err *err)
{
    return DK_FAIL(err, MSG_TABLE_MARK, DK_NOWHERE, dk_arg_str(p->sheet->part));
}

static dk_code find_places(places *p, dk_err *err)
{
    const dk_relation *drawing = NULL;
    if (dk_relations_read(p->book, p->sheet->part, &p->relations, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < p->relations.n; i++)
        if (strcmp(p->relations.items[i].id, p->sheet->drawing) == 0)
            drawing = &p->relations.items[i];
    if (place_of(p, dk_relation_of_type(&p->relations, "comments"), &p->comments,
                 &p->comments_entry, err) != DK_OK)
        return DK_FAILED;
    if (place_of(p, drawing, &p->shapes, &p->shapes_entry, err) != DK_OK)
        return DK_FAILED;
    /* A drawing that is named but not there cannot be added to. */
    return p->sheet->drawing[0] != '\0' && p->shapes == NULL ? unfit(p, err) : DK_OK;
}

/* The relationships of the sheet, with the new parts; content types likewise. */
static dk_code tell(places *p, dk_buf *types, dk_mark_notes *out, dk_err *err)
{
    dk_mark_part_out *part = &out->parts[2];
    dk_arena *arena = p->relations.arena;
    part->name = dk_relations_path(arena, p->sheet->part);
    if (part->name == NULL || out->parts[0].name == NULL || out->parts[1].name == NULL)
        return DK_NO_MEMORY(err);
    int64_t entry = dk_archive_find(&p->book->archive, part->name);
    if (entry >= 0 && dk_mark_part(p->book, entry, &part->bytes, err) != DK_OK)
        return DK_FAILED;
    bool is_good = true;
    if (p->comments == NULL) {
        const char *target = dk_arena_format(arena, "/%s", out->parts[0].name);
        is_good = target != NULL &&
                  dk_mark_relation(&part->bytes, DK_MARK_NOTES, "comments", target,
                                   p->sheet->is_strict) &&
                  dk_mark_content_type(types, out->parts[0].name, COMMENTS_TYPE);
    }
    if (p->shapes == NULL && is_good) {
        const char *target = dk_arena_format(arena, "/%s", out->parts[1].name);
        is_good = target != NULL &&
                  dk_mark_relation(&part->bytes, DK_MARK_DRAWING, "vmlDrawing", target,
                                   p->sheet->is_strict) &&
                  dk_mark_content_type(types, out->parts[1].name, SHAPES_TYPE);
    }
    return is_good ? DK_OK : unfit(p, err);
}

static dk_code write_parts(places *p, present *there, dk_mark_notes *out, dk_err *err)
{
    dk_buf comments = DK_BUF_INIT, shapes = DK_BUF_INIT, old = DK_BUF_INIT, author = DK_BUF_INIT;
    dk_buf *texts = &out->parts[0].bytes, *boxes = &out->parts[1].bytes;
    dk_code code = DK_OK;
    if (p->comments_entry >= 0)
        dk_buf_add(texts, there->out.data, there->out.len);
    else
        new_comments(texts, p->sheet->is_strict);
    if (p->shapes_entry >= 0)
        code = dk_mark_part(p->book, p->shapes_entry, &old, err);
    else
        new_shapes(&old);
    build(p->sheet, there, &comments, &shapes);
    dk_buf_text(&author, "<@author>");
    dk_mark_text(&author, there->author);
    dk_buf_text(&author, "</@author>");
    if (code == DK_OK && (comments.is_broken || shapes.is_broken || author.is_broken))
        code = DK_NO_MEMORY(err);
    if (code == DK_OK) {
        copy_shapes(&old, there, boxes);
        if ((there->our_author < 0 && !dk_mark_insert(texts, "authors", author.data)) ||
            !dk_mark_insert(texts, "commentList", comments.data) ||
            !dk_mark_insert(boxes, "xml", shapes.data))
            code = unfit(p, err);
    }
    dk_buf_done(&comments);
    dk_buf_done(&shapes);
    dk_buf_done(&old);
    dk_buf_done(&author);
    return code;
}

dk_code dk_mark_notes_write(dk_book *book, const dk_mark_sheet *sheet, const char *author,
                            dk_buf *types, dk_mark_notes *out, dk_err *err)
{
    dk_arena *arena = book->table->arena;
    places p = {.book = book, .sheet = sheet};
    present there = {.arena = arena, .author = author, .our_author = -1};
    *out = (dk_mark_notes){0};
    dk_code code = find_places(&p, err);
    if (code == DK_OK && p.comments_entry >= 0)
        code = read_present(book, p.comments_entry, &there, err);
    out->parts[0].name =
        p.comments != NULL ? p.comments
                           : dk_arena_format(arena, "xl/duikou_comments%zu.xml", sheet->sheet + 1);
    out->parts[1].name =
        p.shapes != NULL
            ? p.shapes
            : dk_arena_format(arena, "xl/drawings/duikou_shapes%zu.vml", sheet->sheet + 1);
    if (code == DK_OK)
        code = write_parts(&p, &there, out, err);
    if (code == DK_OK)
        code = tell(&p, types, out, err);
    dk_buf_done(&there.out);
    return code;
}

void dk_mark_notes_done(dk_mark_notes *notes)
{
    for (size_t i = 0; i < DK_NOTES_PARTS; i++)
        dk_buf_done(&notes->parts[i].bytes);
}
