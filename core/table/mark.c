/* core/table/mark.c - which parts of a workbook change when it is marked, and the archive (mark.h).
 *
 * The file is copied, then libzip replaces the changed entries in the copy; it moves all others as
 * the bytes they are. Sheets go through a temporary file without a name, so that memory does not
 * grow with them.
 */
#include "core/table/mark.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/messages.h"
#include "core/table/mark_parts.h"
#include "core/table/messages.h"
#include "core/table/write.h"

enum { CHUNK = 64 * 1024, DEFLATE_LEVEL = 3 };
static const time_t CHANGED = 946684800; /* 2000-01-01T00:00:00Z: same input, same bytes */

#define STYLES "xl/duikou_styles.xml"
#define STYLES_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"

typedef struct {
    dk_book *book;
    const dk_mark_options *what;
    const char *path;
    dk_arena *arena;
    zip_t *zip; /* the copy */
    dk_mark_styles styles;
    dk_mark_sheet *sheets;
    size_t n_sheets;
    dk_buf types;
} marking;

static dk_code failed(const marking *m, dk_err *err)
{
    return DK_FAIL(err, MSG_TABLE_WRITE, DK_NOWHERE,
                   dk_arg_str(m->zip == NULL ? m->path : zip_strerror(m->zip)));
}

static dk_code copy_file(const dk_source *source, const char *path, dk_err *err)
{
    char chunk[CHUNK];
    FILE *out = fopen(path, "wbe");
    if (out == NULL)
        return dk_writer_failed(path, errno, err);
    int64_t n;
    uint64_t at = 0;
    bool is_good = true;
    while ((n = dk_source_read(source, at, chunk, sizeof chunk)) > 0 && is_good) {
        is_good = fwrite(chunk, 1, (size_t)n, out) == (size_t)n;
        at += (uint64_t)n;
    }
    if (fclose(out) != 0 || !is_good)
        return dk_writer_failed(path, errno == 0 ? EIO : errno, err);
    return n < 0 ? dk_source_failed(source, err) : DK_OK;
}

/* Hands a source over as the entry `name`; one of that name is taken out first. (libzip would
 * replace it in its place, but then keeps to its slowest level, which on sheets costs five times
 * the time for a tenth of the size.) */
static dk_code put_source(marking *m, const char *name, zip_source_t *source, dk_err *err)
{
    if (source == NULL)
        return failed(m, err);
    zip_int64_t old = zip_name_locate(m->zip, name, ZIP_FL_ENC_GUESS), index = -1;
    if (old < 0)
        old = zip_name_locate(m->zip, name, ZIP_FL_ENC_GUESS | ZIP_FL_NOCASE);
    /* Entries come from libzip, so they are not negative where they are one. */
    if (old < 0 || zip_delete(m->zip, (zip_uint64_t)old) == 0)
        index = zip_file_add(m->zip, name, source, ZIP_FL_ENC_GUESS);
    if (index < 0) {
        zip_source_free(source);
        return failed(m, err);
    }
    const zip_uint64_t at = (zip_uint64_t)index;
    bool is_set = zip_set_file_compression(m->zip, at, ZIP_CM_DEFLATE, DEFLATE_LEVEL) == 0 &&
                  zip_file_set_mtime(m->zip, at, CHANGED, 0) == 0;
    return is_set ? DK_OK : failed(m, err);
}

/* The same for bytes, which are taken. */
static dk_code put_bytes(marking *m, const char *name, dk_buf *bytes, dk_err *err)
{
    size_t len;
    if (bytes->is_broken)
        return DK_NO_MEMORY(err);
    if (bytes->len == 0)
        return DK_OK;
    char *data = dk_buf_take(bytes, &len);
    if (data == NULL)
        return DK_NO_MEMORY(err);
    zip_source_t *source = zip_source_buffer(m->zip, data, len, 1);
    if (source == NULL)
        free(data);
    return put_source(m, name, source, err);
}

/* ---- sheets ---- */

/* The marks of a sheet are a stretch of the sorted list. */
static void take_marks(const dk_mark_options *what, dk_mark_sheet *sheet)
{
    size_t first = 0;
    while (first < what->n && what->marks[first].sheet < sheet->sheet)
        first++;
    while (first + sheet->n_marks < what->n &&
           what->marks[first + sheet->n_marks].sheet == sheet->sheet)
        sheet->n_marks++;
    sheet->marks = what->marks + first;
}

/* Looks at every sheet that has marks or may have some of an earlier marking. */
static dk_code survey(marking *m, dk_err *err)
{
    const size_t n = dk_table_sheets(m->book->table);
    m->sheets = dk_arena_array(m->arena, n, sizeof *m->sheets);
    if (m->sheets == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        dk_mark_sheet sheet = {.sheet = i, .header_row = m->what->header_rows[i]};
        const zip_int64_t entry = m->book->sheet_entries[i];
        if (sheet.header_row == 0)
            continue;
        take_marks(m->what, &sheet);
        if (sheet.n_marks == 0 && m->styles.our_fill < 0)
            continue;
        sheet.part = zip_get_name(m->book->archive.zip, (zip_uint64_t)entry, ZIP_FL_ENC_GUESS);
        if (dk_mark_survey(m->book, m->what->title, &sheet, &m->styles, err) != DK_OK)
            return DK_FAILED;
        m->sheets[m->n_sheets++] = sheet;
    }
    return DK_OK;
}

static dk_code put_sheet(marking *m, const dk_mark_sheet *sheet, dk_err *err)
{
    FILE *file = tmpfile();
    if (file == NULL)
        return dk_writer_failed(m->path, errno, err);
    if (dk_mark_sheet_write(m->book, m->what->title, sheet, &m->styles, file, err) != DK_OK) {
        fclose(file);
        return DK_FAILED;
    }
    rewind(file);
    zip_source_t *source = zip_source_filep(m->zip, file, 0, -1);
    if (source == NULL)
        fclose(file);
    return put_source(m, sheet->part, source, err);
}

static dk_code put_notes(marking *m, const dk_mark_sheet *sheet, dk_err *err)
{
    dk_mark_notes notes = {0};
    dk_code code = dk_mark_notes_write(m->book, sheet, m->what->author, &m->types, &notes, err);
    for (size_t i = 0; i < DK_NOTES_PARTS && code == DK_OK; i++)
        code = put_bytes(m, notes.parts[i].name, &notes.parts[i].bytes, err);
    dk_mark_notes_done(&notes);
    return code;
}

/* ---- styles ---- */

/* Tells workbook and content types of styles that were not there. */
static dk_code tell_styles(marking *m, dk_err *err)
{
    dk_buf relations = DK_BUF_INIT;
    char *name = dk_relations_path(m->arena, m->book->path);
    if (name == NULL)
        return DK_NO_MEMORY(err);
    int64_t entry = dk_archive_find(&m->book->archive, name);
    dk_code code = entry < 0 ? DK_OK : dk_mark_part(m->book, entry, &relations, err);
    if (code == DK_OK &&
        (!dk_mark_relation(&relations, "rIdDuikouStyles", "styles", "/" STYLES, false) ||
         !dk_mark_content_type(&m->types, STYLES, STYLES_TYPE)))
        code = DK_FAIL(err, MSG_TABLE_MARK, DK_NOWHERE, dk_arg_str(name));
    if (code == DK_OK)
        code = put_bytes(m, name, &relations, err);
    dk_buf_done(&relations);
    return code;
}

static dk_code put_styles(marking *m, dk_err *err)
{
    dk_buf bytes = DK_BUF_INIT;
    dk_code code = dk_mark_styles_write(&m->styles, &bytes, err);
    const int64_t entry = m->book->styles_entry;
    if (code == DK_OK && entry < 0)
        code = tell_styles(m, err);
    /* An entry that is there is not negative. */
    const char *name =
        entry < 0 ? STYLES
                  : zip_get_name(m->book->archive.zip, (zip_uint64_t)entry, ZIP_FL_ENC_GUESS);
    if (code == DK_OK)
        code = put_bytes(m, name, &bytes, err);
    dk_buf_done(&bytes);
    return code;
}

/* ---- all ---- */

static dk_code put_parts(marking *m, dk_err *err)
{
    static const char TYPES[] = "[Content_Types].xml";
    int64_t entry = dk_archive_find(&m->book->archive, TYPES);
    if (entry < 0)
        return DK_FAIL(err, MSG_TABLE_MARK, DK_NOWHERE, dk_arg_str(TYPES));
    if (dk_mark_part(m->book, entry, &m->types, err) != DK_OK || put_styles(m, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < m->n_sheets; i++) {
        const dk_mark_sheet *sheet = &m->sheets[i];
        if (put_sheet(m, sheet, err) != DK_OK)
            return DK_FAILED;
        if ((sheet->has_notes || sheet->has_title) && put_notes(m, sheet, err) != DK_OK)
            return DK_FAILED;
    }
    return put_bytes(m, TYPES, &m->types, err);
}

static dk_code write_copy(marking *m, dk_err *err)
{
    int number;
    if (copy_file(&m->book->table->source, m->path, err) != DK_OK)
        return DK_FAILED;
    if (m->n_sheets == 0) /* nothing to mark and nothing marked before: the sender's bytes */
        return DK_OK;
    m->zip = zip_open(m->path, 0, &number);
    if (m->zip == NULL)
        return failed(m, err);
    if (put_parts(m, err) != DK_OK)
        return DK_FAILED;
    if (zip_close(m->zip) != 0)
        return failed(m, err);
    m->zip = NULL;
    return DK_OK;
}

static dk_code mark_book(dk_table *table, const dk_mark_options *what, const char *path,
                         dk_err *err)
{
    marking m = {.book = table->reader, .what = what, .path = path, .arena = dk_arena_new()};
    if (m.arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_mark_styles_read(m.book, m.arena, &m.styles, err);
    if (code == DK_OK)
        code = survey(&m, err);
    if (code == DK_OK)
        code = write_copy(&m, err);
    if (m.zip != NULL)
        zip_discard(m.zip);
    if (code != DK_OK)
        unlink(path);
    dk_mark_styles_done(&m.styles);
    dk_buf_done(&m.types);
    dk_arena_free(m.arena);
    return code;
}

/* A CSV becomes a workbook first, row for row. */
static dk_code mark_text(dk_table *table, const dk_mark_options *what, const char *path,
                         dk_err *err)
{
    const dk_extract_options all = {.header_rows = what->header_rows};
    dk_table *book = NULL;
    dk_buf plain = DK_BUF_INIT;
    dk_buf_format(&plain, "%s.plain", path);
    if (plain.is_broken)
        return DK_NO_MEMORY(err);
    dk_code code = dk_table_extract(table, &all, plain.data, NULL, err);
    if (code == DK_OK)
        code = dk_table_open(plain.data, table->name, &table->limits, &book, err);
    if (code == DK_OK)
        code = mark_book(book, what, path, err);
    dk_table_close(book);
    unlink(plain.data);
    dk_buf_done(&plain);
    return code;
}

dk_code dk_table_mark(dk_table *table, const dk_mark_options *what, const char *path, dk_err *err)
{
    assert(table != NULL && what != NULL && path != NULL);
    bool is_text = strncmp(table->format, "csv/", 4) == 0;
    return is_text ? mark_text(table, what, path, err) : mark_book(table, what, path, err);
}
