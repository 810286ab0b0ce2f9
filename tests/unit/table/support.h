/* tests/unit/table/support.h - workbooks made by hand and tables read into text, for tests only.
 *
 * dk_book_of() zips parts given as (name, text) pairs; the minimal parts of a workbook are added
 * when they are missing. dk_dump() reads every sheet into one string, so that a test compares
 * texts:
 *
 *     [Sheet1]
 *     1: t'name' n'12' d'2026-03-05' b'1' e'#N/A' -          (- is an empty cell, n!'..' is lossy)
 */
#ifndef DK_TESTS_TABLE_SUPPORT_H
#define DK_TESTS_TABLE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/table/table.h"

typedef struct {
    const char *name, *text;
} dk_test_part;

#define DK_TEST_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define DK_TEST_PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"
#define DK_TEST_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const dk_test_part DK_TEST_PARTS[] = {
    {"[Content_Types].xml", "<Types/>"},
    {"_rels/.rels",
     "<Relationships xmlns=\"" DK_TEST_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" DK_TEST_REL
     "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
    {"xl/workbook.xml", "<workbook xmlns=\"" DK_TEST_MAIN "\" xmlns:r=\"" DK_TEST_REL
                        "\"><sheets><sheet name=\"S\" sheetId=\"1\" "
                        "r:id=\"r1\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships xmlns=\"" DK_TEST_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" DK_TEST_REL
     "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" DK_TEST_REL
     "/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"r3\" Type=\"" DK_TEST_REL
     "/styles\" Target=\"styles.xml\"/></Relationships>"},
};

static inline void dk_test_add(zip_t *zip, const char *name, const char *text)
{
    zip_source_t *source = zip_source_buffer(zip, text, strlen(text), 0);
    assert_non_null(source);
    assert_true(zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) >= 0);
}

static inline int dk_test_has(const dk_test_part *parts, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(parts[i].name, name) == 0)
            return 1;
    return 0;
}

/* A path of a temporary file that does not exist yet; free() and unlink() it. */
static inline char *dk_test_path(void)
{
    char name[] = P_tmpdir "/duikou-test-XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    close(fd);
    unlink(name);
    return strdup(name);
}

static inline char *dk_test_slurp(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    dk_buf buf = DK_BUF_INIT;
    char chunk[4096];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        dk_buf_add(&buf, chunk, n);
    fclose(file);
    dk_buf_add(&buf, "", 0);
    return dk_buf_take(&buf, len);
}

/* The bytes of a workbook with these parts. A part with text NULL is left out even if it is
 * minimal. */
static inline char *dk_book_of(const dk_test_part *parts, size_t n, size_t *len)
{
    char *path = dk_test_path();
    int error;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    for (size_t i = 0; i < sizeof DK_TEST_PARTS / sizeof *DK_TEST_PARTS; i++)
        if (!dk_test_has(parts, n, DK_TEST_PARTS[i].name))
            dk_test_add(zip, DK_TEST_PARTS[i].name, DK_TEST_PARTS[i].text);
    for (size_t i = 0; i < n; i++)
        if (parts[i].text != NULL)
            dk_test_add(zip, parts[i].name, parts[i].text);
    assert_int_equal(zip_close(zip), 0);
    char *bytes = dk_test_slurp(path, len);
    unlink(path);
    free(path);
    return bytes;
}

static inline void dk_dump_row(dk_buf *out, const dk_row *row)
{
    static const char letters[] = "-tndbe";
    dk_buf_format(out, "%lld:", (long long)row->number);
    for (size_t i = 0; i < row->n_cells; i++) {
        const dk_cell *cell = &row->cells[i];
        assert_int_equal(strlen(cell->text), cell->len);
        if (cell->kind == DK_CELL_EMPTY)
            dk_buf_text(out, " -");
        else
            dk_buf_format(out, " %c%s'%s'", letters[cell->kind], cell->is_lossy ? "!" : "",
                          cell->text);
    }
    dk_buf_char(out, '\n');
}

/* All sheets as text, or "error: code" (with row and column when known). free() it. */
static inline char *dk_dump_table(dk_table *table)
{
    dk_buf out = DK_BUF_INIT;
    dk_err err = DK_ERR_INIT;
    dk_row row;
    for (size_t s = 0; s < dk_table_sheets(table); s++) {
        dk_buf_format(&out, "[%s]%s\n", dk_table_sheet_name(table, s),
                      dk_table_sheet_hidden(table, s) ? " hidden" : "");
        dk_code code = dk_table_rewind(table, s, &err);
        while (code == DK_OK && (code = dk_table_next(table, &row, &err)) == DK_OK &&
               row.n_cells > 0)
            dk_dump_row(&out, &row);
        if (code != DK_OK) {
            dk_buf_format(&out, "error: %s", err.msg->code);
            if (err.row > 0)
                dk_buf_format(&out, " row %lld", (long long)err.row);
            if (err.column > 0)
                dk_buf_format(&out, " column %lld", (long long)err.column);
            dk_buf_char(&out, '\n');
            break;
        }
    }
    return dk_buf_take(&out, NULL);
}

static inline char *dk_dump_limited(const void *bytes, size_t len, const dk_table_limits *limits)
{
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    if (dk_table_open_bytes(bytes, len, "file.csv", limits, &table, &err) != DK_OK) {
        dk_buf out = DK_BUF_INIT;
        assert_null(table);
        dk_buf_format(&out, "error: %s\n", err.msg->code);
        return dk_buf_take(&out, NULL);
    }
    char *text = dk_dump_table(table);
    dk_table_close(table);
    return text;
}

/* Asserts what a file of these bytes reads as. */
static inline void dk_reads_as(const void *bytes, size_t len, const char *expected)
{
    char *text = dk_dump_limited(bytes, len, NULL);
    assert_string_equal(text, expected);
    free(text);
}

/* Asserts what a workbook of these parts reads as. */
#define DK_BOOK_READS(expected, ...)                                                               \
    do {                                                                                           \
        const dk_test_part parts_[] = {__VA_ARGS__};                                               \
        size_t len_;                                                                               \
        char *bytes_ = dk_book_of(parts_, sizeof parts_ / sizeof *parts_, &len_);                  \
        dk_reads_as(bytes_, len_, expected);                                                       \
        free(bytes_);                                                                              \
    } while (0)

#define DK_SHEET(rows)                                                                             \
    "<worksheet xmlns=\"" DK_TEST_MAIN "\"><sheetData>" rows "</sheetData></worksheet>"

#endif
