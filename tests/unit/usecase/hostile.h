/* tests/unit/usecase/hostile.h - files that lie, explode or are something else, each with a hundred
 * good people in it where its kind allows, so that a reader that takes what it can would be caught.
 *
 * Every kind of issue: bombs by ratio, count and lying size, entities, names that leave the
 * archive, 2^20 rows, truncated, encrypted, another kind of file, a cell of 10 MB, NUL bytes, two
 * encodings, text direction controls.
 */
#ifndef DK_TESTS_UNIT_USECASE_HOSTILE_H
#define DK_TESTS_UNIT_USECASE_HOSTILE_H

#include "tests/unit/table/support.h"

typedef struct {
    const char *name; /* of the file */
    const char *code; /* of the refusal */
    char *(*make)(size_t *len);
} dk_hostile;

enum { DK_GOOD_ROWS = 100, DK_MEGA = 1 << 20 };

#define DK_HOSTILE_SHEET "xl/worksheets/sheet1.xml"

static inline void hostile_cell(dk_buf *out, const char *text)
{
    dk_buf_format(out, "<c t=\"inlineStr\"><is><t>%s</t></is></c>", text);
}

/* The beginning of a sheet: header and good people. */
static inline void hostile_rows(dk_buf *out)
{
    dk_buf_text(out, "<worksheet><sheetData><row>");
    hostile_cell(out, "姓名");
    hostile_cell(out, "身份证号");
    dk_buf_text(out, "</row>");
    for (int i = 0; i < DK_GOOD_ROWS; i++) {
        char number[24];
        snprintf(number, sizeof number, "99936000000010%04d", i);
        dk_buf_text(out, "<row>");
        hostile_cell(out, "好人");
        hostile_cell(out, number);
        dk_buf_text(out, "</row>");
    }
}

static inline void hostile_lines(dk_buf *out)
{
    dk_buf_text(out, "姓名,身份证号\n");
    for (int i = 0; i < DK_GOOD_ROWS; i++)
        dk_buf_format(out, "好人,99936000000010%04d\n", i);
}

static inline char *hostile_book(dk_buf *sheet, const dk_test_part *more, size_t n_more,
                                 size_t *len)
{
    dk_test_part parts[4] = {{DK_HOSTILE_SHEET, sheet->data}};
    assert_true(n_more < 4);
    for (size_t i = 0; i < n_more; i++)
        parts[i + 1] = more[i];
    char *bytes = dk_book_of(parts, n_more + 1, len);
    dk_buf_done(sheet);
    return bytes;
}

static inline void hostile_blanks(dk_buf *out, size_t n_mega)
{
    char *blanks = malloc(DK_MEGA);
    assert_non_null(blanks);
    memset(blanks, ' ', DK_MEGA);
    for (size_t i = 0; i < n_mega; i++)
        dk_buf_add(out, blanks, DK_MEGA);
    free(blanks);
}

#define DK_HOSTILE_END "</sheetData></worksheet>"

/* ---- bombs ---- */

static inline char *hostile_ratio(size_t *len)
{
    dk_buf sheet = DK_BUF_INIT;
    hostile_rows(&sheet);
    hostile_blanks(&sheet, 100);
    dk_buf_text(&sheet, DK_HOSTILE_END);
    return hostile_book(&sheet, NULL, 0, len);
}

static inline void hostile_put32(char *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (char)(v >> (8 * i));
}

/* The directory says that the sheet of 100 MB has 50 bytes. */
static inline char *hostile_lying_size(size_t *len)
{
    char *bytes = hostile_ratio(len);
    for (size_t i = 0; i + 46 < *len; i++)
        if (memcmp(bytes + i, "PK\1\2", 4) == 0 &&
            memcmp(bytes + i + 46, DK_HOSTILE_SHEET, strlen(DK_HOSTILE_SHEET)) == 0)
            hostile_put32(bytes + i + 24, 50);
    return bytes;
}

/* A directory of 60,000 entries. */
static inline char *hostile_entries(size_t *len)
{
    enum { COUNT = 60000, ENTRY = 47 };
    *len = 4 + (size_t)COUNT * ENTRY + 22;
    char *bytes = calloc(*len, 1);
    assert_non_null(bytes);
    memcpy(bytes, "PK\3\4", 4);
    for (size_t i = 0; i < COUNT; i++) {
        memcpy(bytes + 4 + i * ENTRY, "PK\1\2", 4);
        bytes[4 + i * ENTRY + 28] = 1;
        bytes[4 + i * ENTRY + 46] = (char)('a' + i % 26);
    }
    char *end = bytes + *len - 22;
    memcpy(end, "PK\5\6", 4);
    end[8] = end[10] = (char)(COUNT & 0xFF);
    end[9] = end[11] = (char)(COUNT >> 8);
    hostile_put32(end + 12, COUNT * ENTRY);
    hostile_put32(end + 16, 4);
    return bytes;
}

static inline char *hostile_entity_bomb(size_t *len)
{
    dk_buf sheet = DK_BUF_INIT;
    dk_buf_text(&sheet, "<!DOCTYPE z [<!ENTITY a0 \"aaaaaaaaaa\">");
    for (int i = 1; i < 30; i++)
        dk_buf_format(&sheet, "<!ENTITY a%d \"&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;\">", i,
                      i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    dk_buf_text(&sheet, "]>");
    hostile_rows(&sheet);
    dk_buf_text(&sheet, "<row><c t=\"str\"><v>&a29;</v></c></row>" DK_HOSTILE_END);
    return hostile_book(&sheet, NULL, 0, len);
}

static inline char *hostile_external_entity(size_t *len)
{
    dk_buf sheet = DK_BUF_INIT;
    dk_buf_text(&sheet, "<!DOCTYPE z [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>");
    hostile_rows(&sheet);
    dk_buf_text(&sheet, "<row><c t=\"str\"><v>&x;</v></c></row>" DK_HOSTILE_END);
    return hostile_book(&sheet, NULL, 0, len);
}

static inline char *hostile_traversal(size_t *len)
{
    dk_buf sheet = DK_BUF_INIT;
    hostile_rows(&sheet);
    dk_buf_text(&sheet, DK_HOSTILE_END);
    const dk_test_part more[] = {{"../../../../etc/cron.d/duikou", "* * * * * root true\n"}};
    return hostile_book(&sheet, more, 1, len);
}

/* ---- too much ---- */

/* Rows as many as a sheet can have, each different, so that the ratio says nothing. */
static inline char *hostile_rows_xlsx(size_t *len)
{
    dk_buf sheet = DK_BUF_INIT;
    hostile_rows(&sheet);
    for (unsigned i = 0; i < DK_MEGA; i++)
        dk_buf_format(&sheet, "<row><c><v>%u</v></c></row>", i * 2654435761u);
    dk_buf_text(&sheet, DK_HOSTILE_END);
    return hostile_book(&sheet, NULL, 0, len);
}

static inline char *hostile_rows_csv(size_t *len)
{
    dk_buf csv = DK_BUF_INIT;
    hostile_lines(&csv);
    for (unsigned i = 0; i < DK_MEGA; i++)
        dk_buf_format(&csv, "%u,%u\n", i, i * 2654435761u);
    return dk_buf_take(&csv, len);
}

static inline char *hostile_cell_xlsx(size_t *len)
{
    dk_buf sheet = DK_BUF_INIT;
    hostile_rows(&sheet);
    dk_buf_text(&sheet, "<row><c t=\"str\"><v>");
    for (unsigned i = 0; i < DK_MEGA; i++)
        dk_buf_format(&sheet, "%010u", i * 2654435761u);
    dk_buf_text(&sheet, "</v></c></row>" DK_HOSTILE_END);
    return hostile_book(&sheet, NULL, 0, len);
}

static inline char *hostile_cell_csv(size_t *len)
{
    dk_buf csv = DK_BUF_INIT;
    hostile_lines(&csv);
    dk_buf_text(&csv, "a,\"");
    for (unsigned i = 0; i < DK_MEGA; i++)
        dk_buf_format(&csv, "%010u", i * 2654435761u);
    dk_buf_text(&csv, "\"\n");
    return dk_buf_take(&csv, len);
}

/* ---- damaged, locked, something else ---- */

/* Two thirds of an honest workbook of some megabytes. */
static inline char *hostile_truncated(size_t *len)
{
    dk_buf sheet = DK_BUF_INIT;
    hostile_rows(&sheet);
    for (unsigned i = 0; i < 200000; i++)
        dk_buf_format(&sheet, "<row><c><v>%u</v></c><c><v>%u</v></c></row>", i, i * 2654435761u);
    dk_buf_text(&sheet, DK_HOSTILE_END);
    char *bytes = hostile_book(&sheet, NULL, 0, len);
    *len = *len / 3 * 2;
    return bytes;
}

static inline char *hostile_encrypted_zip(size_t *len)
{
    char *path = dk_test_path();
    dk_buf sheet = DK_BUF_INIT;
    hostile_rows(&sheet);
    dk_buf_text(&sheet, DK_HOSTILE_END);
    zip_t *zip = zip_open(path, ZIP_CREATE, NULL);
    assert_non_null(zip);
    for (size_t i = 0; i < sizeof DK_TEST_PARTS / sizeof *DK_TEST_PARTS; i++)
        dk_test_add(zip, DK_TEST_PARTS[i].name, DK_TEST_PARTS[i].text);
    dk_test_add(zip, DK_HOSTILE_SHEET, sheet.data);
    assert_int_equal(zip_file_set_encryption(zip, 4, ZIP_EM_AES_256, "secret"), 0);
    assert_int_equal(zip_close(zip), 0);
    dk_buf_done(&sheet);
    char *bytes = dk_test_slurp(path, len);
    unlink(path);
    free(path);
    return bytes;
}

/* Twenty megabytes that begin like another kind of file. */
static inline char *hostile_begins(const char *magic, size_t n_magic, size_t *len)
{
    *len = 20 * (size_t)DK_MEGA;
    char *bytes = malloc(*len);
    assert_non_null(bytes);
    for (size_t i = 0; i < *len; i++)
        bytes[i] = (char)(i * 2654435761u >> 24);
    memcpy(bytes, magic, n_magic);
    return bytes;
}

static inline char *hostile_pdf(size_t *len)
{
    return hostile_begins("%PDF-1.7\n", 9, len);
}

static inline char *hostile_xls(size_t *len)
{
    return hostile_begins("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, len);
}

static inline char *hostile_encrypted_office(size_t *len)
{
    static const char mark[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    char *bytes = hostile_xls(len);
    memcpy(bytes + 1536, mark, sizeof mark);
    return bytes;
}

static inline char *hostile_web_page(size_t *len)
{
    dk_buf page = DK_BUF_INIT;
    dk_buf_text(&page, "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>");
    for (int i = 0; i < 200000; i++)
        dk_buf_text(&page, "<tr><td>好人</td><td>999360000000100001</td></tr>\n");
    return dk_buf_take(&page, len);
}

/* ---- texts ---- */

static inline char *hostile_nul(size_t *len)
{
    dk_buf csv = DK_BUF_INIT;
    hostile_lines(&csv);
    for (int i = 0; i < 400000; i++)
        dk_buf_text(&csv, "好人,999360000000100001,一班\n");
    dk_buf_add(&csv, "坏\0人,1\n", 11);
    return dk_buf_take(&csv, len);
}

static inline char *hostile_mixed(size_t *len)
{
    dk_buf csv = DK_BUF_INIT;
    for (int i = 0; i < 400000; i++)
        dk_buf_text(&csv, "\xD4\xC6\xD4\xF3\xCF\xD8,\xD6\xB0\xBD\xCC,1234567890,1234567890,x\n");
    for (int i = 0; i < 200000; i++)
        dk_buf_text(&csv, "云泽县职业技术教育中心,1\n");
    return dk_buf_take(&csv, len);
}

/* A right-to-left override in one name of many. */
static inline char *hostile_bidi(size_t *len)
{
    dk_buf csv = DK_BUF_INIT;
    hostile_lines(&csv);
    for (int i = DK_GOOD_ROWS; i < 9000; i++)
        dk_buf_format(&csv, "好人,99936000000010%04d\n", i);
    dk_buf_text(&csv, "好\xE2\x80\xAE人,999360000000109999\n");
    return dk_buf_take(&csv, len);
}

static const dk_hostile DK_HOSTILE[] = {
    {"ratio.xlsx", "table-bomb-ratio", hostile_ratio},
    {"lying.xlsx", "table-bomb-ratio", hostile_lying_size},
    {"entries.xlsx", "table-bomb-entries", hostile_entries},
    {"entities.xlsx", "table-entities", hostile_entity_bomb},
    {"xxe.xlsx", "table-entities", hostile_external_entity},
    {"traversal.xlsx", "table-unsafe-name", hostile_traversal},
    {"rows.xlsx", "table-too-many-rows", hostile_rows_xlsx},
    {"rows.csv", "table-too-many-rows", hostile_rows_csv},
    {"cell.xlsx", "table-cell-too-long", hostile_cell_xlsx},
    {"cell.csv", "table-cell-too-long", hostile_cell_csv},
    {"truncated.xlsx", "table-damaged", hostile_truncated},
    {"encrypted.xlsx", "table-encrypted", hostile_encrypted_zip},
    {"office.xlsx", "table-encrypted", hostile_encrypted_office},
    {"pdf.xlsx", "table-is-pdf", hostile_pdf},
    {"old.xls", "table-is-xls", hostile_xls},
    {"page.xls", "table-is-web-page", hostile_web_page},
    {"nul.csv", "table-is-binary", hostile_nul},
    {"mixed.csv", "table-encoding-mixed", hostile_mixed},
    {"bidi.csv", "cell-hidden", hostile_bidi},
};
enum { DK_N_HOSTILE = sizeof DK_HOSTILE / sizeof *DK_HOSTILE };

#endif
