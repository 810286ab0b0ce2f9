/* tests/unit/table/test_hostile.c - files that lie, explode or are something else. Each must be
 * refused with its own message; nothing may crash, hang or take memory in proportion to a claim. */
#include "tests/unit/table/support.h"

#define SHEET "xl/worksheets/sheet1.xml"

static void refuses(const void *bytes, size_t len, const char *code)
{
    char expected[64];
    snprintf(expected, sizeof expected, "error: %s\n", code);
    dk_reads_as(bytes, len, expected);
}

#define REFUSES(bytes, code) refuses(bytes, sizeof(bytes) - 1, code)

static void open__files_of_other_kinds(void **state)
{
    (void)state;
    REFUSES("%PDF-1.7\n", "table-is-pdf");
    REFUSES("\x89PNG\r\n\x1a\n\0\0", "table-is-image");
    REFUSES("\xFF\xD8\xFF\xE0", "table-is-image");
    REFUSES("RIFF\1\2\3\4WEBPVP8 ", "table-is-image");
    REFUSES("Rar!\x1a\7", "table-is-archive");
    REFUSES("7z\xBC\xAF\x27\x1C", "table-is-archive");
    REFUSES("\x1f\x8b\x08\0", "table-is-archive");
    REFUSES("{\\rtf1", "table-is-document");
    REFUSES("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>",
            "table-is-web-page");
    REFUSES("\xEF\xBB\xBF\n <?xml version=\"1.0\"?><Workbook/>", "table-is-web-page");
    REFUSES("MZ\x90\0\3\0", "table-is-binary");
}

static void open__ole_containers(void **state)
{
    (void)state;
    char file[2048] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    refuses(file, sizeof file, "table-is-xls");
    static const char word[] = "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t";
    memcpy(file + 1024, word, sizeof word);
    refuses(file, sizeof file, "table-is-document");
    static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    memcpy(file + 1536, encrypted, sizeof encrypted);
    refuses(file, sizeof file, "table-encrypted");
}

static void book_refused(const dk_test_part *parts, size_t n, const char *code)
{
    size_t len;
    char *bytes = dk_book_of(parts, n, &len);
    refuses(bytes, len, code);
    free(bytes);
}

#define BOOK_REFUSED(code, ...)                                                                    \
    book_refused((const dk_test_part[]){__VA_ARGS__},                                              \
                 sizeof((const dk_test_part[]){__VA_ARGS__}) / sizeof(dk_test_part), code)

static void open__archives_of_other_kinds(void **state)
{
    (void)state;
    BOOK_REFUSED("table-is-archive", {"xl/workbook.xml", NULL}, {"readme.txt", "x"});
    BOOK_REFUSED("table-is-document", {"_rels/.rels", NULL}, {"xl/workbook.xml", NULL},
                 {"word/document.xml", "<w/>"});
    BOOK_REFUSED("table-is-other-sheet", {"xl/workbook.xml", NULL}, {"content.xml", "<office/>"});
    BOOK_REFUSED("table-is-other-sheet", {"xl/workbook.xml", NULL}, {"xl/workbook.bin", "\1"});
    BOOK_REFUSED("table-no-sheets", {"xl/workbook.xml", "<workbook><sheets/></workbook>"});
    BOOK_REFUSED("table-damaged", {"[Content_Types].xml", "<Types/>"}); /* its sheet is missing */
}

static void open__names_that_leave_the_folder(void **state)
{
    (void)state;
    BOOK_REFUSED("table-unsafe-name", {SHEET, DK_SHEET("")}, {"../../etc/cron.d/x", "x"});
    BOOK_REFUSED("table-unsafe-name", {SHEET, DK_SHEET("")}, {"xl/..\\..\\x", "x"});
    BOOK_REFUSED("table-unsafe-name", {SHEET, DK_SHEET("")}, {"..", "x"});
    DK_BOOK_READS("[S]\n", {SHEET, DK_SHEET("")}, {"xl/a..b/..c", "honest"});
}

static void open__two_sheets_on_one_part(void **state)
{
    (void)state;
    BOOK_REFUSED("table-damaged", {SHEET, DK_SHEET("")},
                 {"xl/workbook.xml",
                  "<workbook xmlns:r=\"x\"><sheets><sheet name=\"a\" r:id=\"r1\"/>"
                  "<sheet name=\"b\" r:id=\"r1\"/></sheets></workbook>"});
}

static void xml__entities(void **state)
{
    (void)state;
    BOOK_REFUSED("table-entities", {SHEET, DK_SHEET("")},
                 {"xl/sharedStrings.xml",
                  "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">"
                  "<!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]><sst><si><t>&c;</t></si></sst>"});
    BOOK_REFUSED("table-entities", {"xl/workbook.xml",
                                    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                                    "<workbook><sheets><sheet name=\"&e;\"/></sheets></workbook>"});
    BOOK_REFUSED("table-entities",
                 {"_rels/.rels", "<!DOCTYPE x SYSTEM \"http://127.0.0.1/x.dtd\"><x/>"});
    DK_BOOK_READS("[S]\nerror: table-entities\n", {SHEET, "<!DOCTYPE worksheet><worksheet/>"});
}

static void sheet__damage(void **state)
{
    (void)state;
#define DAMAGED(rows) DK_BOOK_READS("[S]\nerror: table-damaged\n", {SHEET, rows})
    DAMAGED("<worksheet><sheetData>");
    DAMAGED("");
    DAMAGED("<worksheet></sheet>");
    DAMAGED("\xFF\xFF");
#undef DAMAGED
    DK_BOOK_READS(
        "[S]\n2: n'1'\nerror: table-damaged row 3\n",
        {SHEET, DK_SHEET("<row r=\"2\"><c><v>1</v></c></row><row r=\"2\"><c><v>1</v></c></row>")});
    DK_BOOK_READS("[S]\nerror: table-damaged row 1\n", {SHEET, DK_SHEET("<row r=\"1048577\"/>")});
    DK_BOOK_READS("[S]\nerror: table-damaged row 1\n", {SHEET, DK_SHEET("<row r=\"-1\"/>")});
    DK_BOOK_READS("[S]\nerror: table-damaged row 1 column 2\n",
                  {SHEET, DK_SHEET("<row><c r=\"B1\"/><c r=\"B1\"/></row>")});
    DK_BOOK_READS("[S]\nerror: table-damaged row 1 column 1\n",
                  {SHEET, DK_SHEET("<row><c r=\"A1\" t=\"s\"><v>0</v></c></row>")});
    DK_BOOK_READS("[S]\nerror: table-damaged row 1 column 1\n",
                  {SHEET, DK_SHEET("<row><c r=\"A1\"><v>1e999</v></c></row>")});
    DK_BOOK_READS("[S]\nerror: table-damaged row 1\n",
                  {SHEET, DK_SHEET("<row><c r=\"XFE1\"><v>1</v></c></row>")});
}

static char *repeat(const char *before, const char *piece, size_t n, const char *after)
{
    dk_buf buf = DK_BUF_INIT;
    dk_buf_text(&buf, before);
    for (size_t i = 0; i < n; i++)
        dk_buf_text(&buf, piece);
    dk_buf_text(&buf, after);
    return dk_buf_take(&buf, NULL);
}

static void sheet__deep_nesting_and_long_tags(void **state)
{
    (void)state;
    char *deep = repeat("<worksheet>", "<a>", 100000, "");
    DK_BOOK_READS("[S]\nerror: table-damaged\n", {SHEET, deep});
    free(deep);
    char *tag = repeat("<worksheet a=\"", "x", 2000000, "\"/>");
    uint32_t seed = 1; /* letters that do not compress a hundredfold */
    for (char *p = strchr(tag, '"') + 1; *p == 'x'; p++) {
        seed = seed * 1664525 + 1013904223;
        *p = (char)('a' + (seed >> 24) % 16);
    }
    DK_BOOK_READS("[S]\nerror: table-damaged\n", {SHEET, tag});
    free(tag);
}

/* 100 KiB may be anything; above that an entry may be 100 times its compressed size. */
static void zip__ratio(void **state)
{
    (void)state;
    char *bomb =
        repeat("<worksheet><sheetData>", "          ", 3000000, "</sheetData></worksheet>");
    DK_BOOK_READS("[S]\nerror: table-bomb-ratio\n", {SHEET, bomb});
    free(bomb);
    char *small = repeat("<worksheet><sheetData>", "          ", 9000, "</sheetData></worksheet>");
    DK_BOOK_READS("[S]\n", {SHEET, small});
    free(small);
}

static void zip__bomb_in_any_part(void **state)
{
    (void)state;
    char *bomb = repeat("<x>", "          ", 2000000, "</x>");
    BOOK_REFUSED("table-bomb-ratio", {"xl/sharedStrings.xml", bomb}, {SHEET, DK_SHEET("")});
    BOOK_REFUSED("table-bomb-ratio", {"xl/styles.xml", bomb}, {SHEET, DK_SHEET("")});
    BOOK_REFUSED("table-bomb-ratio", {"xl/workbook.xml", bomb}, {SHEET, DK_SHEET("")});
    free(bomb);
}

static void put32(char *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (char)(v >> (8 * i));
}

/* The directory says that the 20 MB sheet has 50 bytes: what is counted is what comes out. */
static void zip__lying_size(void **state)
{
    (void)state;
    char *bomb =
        repeat("<worksheet><sheetData>", "          ", 2000000, "</sheetData></worksheet>");
    const dk_test_part parts[] = {{SHEET, bomb}};
    size_t len;
    char *bytes = dk_book_of(parts, 1, &len);
    size_t changed = 0;
    for (size_t i = 0; i + 46 < len; i++)
        if (memcmp(bytes + i, "PK\1\2", 4) == 0 &&
            memcmp(bytes + i + 46, SHEET, strlen(SHEET)) == 0) {
            put32(bytes + i + 24, 50);
            changed++;
        }
    assert_int_equal(changed, 1);
    char *text = dk_dump_limited(bytes, len, NULL);
    assert_true(strstr(text, "error: table-bomb-ratio") != NULL ||
                strstr(text, "table-damaged") != NULL);
    free(text);
    free(bytes);
    free(bomb);
}

static void zip__total_size(void **state)
{
    (void)state;
    dk_table_limits limits = DK_TABLE_LIMITS_DEFAULT;
    limits.max_inflated_bytes = 3000;
    char *rows = repeat("", "<row><c><v>123456</v></c></row>", 200, "");
    char *sheet = repeat("<worksheet><sheetData>", rows, 1, "</sheetData></worksheet>");
    const dk_test_part parts[] = {{SHEET, sheet}};
    size_t len;
    char *bytes = dk_book_of(parts, 1, &len);
    char *text = dk_dump_limited(bytes, len, &limits);
    assert_non_null(strstr(text, "error: table-bomb-size"));
    free(text);
    /* Reading a sheet twice counts once. */
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    limits.max_inflated_bytes = 9000;
    assert_int_equal(dk_table_open_bytes(bytes, len, "f", &limits, &table, &err), DK_OK);
    for (int i = 0; i < 3; i++) {
        text = dk_dump_table(table);
        assert_null(strstr(text, "error"));
        free(text);
    }
    dk_table_close(table);
    free(bytes);
    free(sheet);
    free(rows);
}

static void zip__entries(void **state)
{
    (void)state;
    enum { MANY = 1200 };
    static char names[MANY][16];
    dk_test_part *parts = calloc(MANY, sizeof *parts);
    assert_non_null(parts);
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "x%d", i);
        parts[i] = (dk_test_part){names[i], "x"};
    }
    book_refused(parts, MANY, "table-bomb-entries");
    free(parts);
}

/* A directory of two million entries is refused before libzip takes memory for them. */
static void zip__entries_by_claim(void **state)
{
    (void)state;
    enum { COUNT = 60000, ENTRY = 47 };
    const size_t len = 4 + (size_t)COUNT * ENTRY + 22;
    char *bytes = calloc(len, 1);
    assert_non_null(bytes);
    memcpy(bytes, "PK\3\4", 4);
    for (size_t i = 0; i < COUNT; i++) {
        char *entry = bytes + 4 + i * ENTRY;
        memcpy(entry, "PK\1\2", 4);
        entry[28] = 1;
        entry[46] = (char)('a' + i % 26);
    }
    char *end = bytes + len - 22;
    memcpy(end, "PK\5\6", 4);
    end[8] = end[10] = (char)(COUNT & 0xFF);
    end[9] = end[11] = (char)(COUNT >> 8);
    put32(end + 12, COUNT * ENTRY);
    put32(end + 16, 4);
    refuses(bytes, len, "table-bomb-entries");
    free(bytes);
}

static void zip__truncated_anywhere(void **state)
{
    (void)state;
    const dk_test_part parts[] = {{SHEET, DK_SHEET("<row><c><v>1</v></c></row>")}};
    size_t len;
    char *bytes = dk_book_of(parts, 1, &len);
    for (size_t cut = 4; cut < len; cut += 7)
        refuses(bytes, cut, "table-damaged");
    free(bytes);
}

/* Every single changed byte gives an answer: the right cells, other cells, or an error. */
static void zip__any_byte_flipped(void **state)
{
    (void)state;
    const dk_test_part parts[] = {{SHEET, DK_SHEET("<row><c><v>1</v></c></row>")}};
    size_t len;
    char *bytes = dk_book_of(parts, 1, &len);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)(bytes[i] ^ 0x55);
        free(dk_dump_limited(bytes, len, NULL));
        bytes[i] = (char)(bytes[i] ^ 0x55);
    }
    free(bytes);
}

static void zip__encrypted_entry(void **state)
{
    (void)state;
    char *path = dk_test_path();
    zip_t *zip = zip_open(path, ZIP_CREATE, NULL);
    assert_non_null(zip);
    for (size_t i = 0; i < sizeof DK_TEST_PARTS / sizeof *DK_TEST_PARTS; i++)
        dk_test_add(zip, DK_TEST_PARTS[i].name, DK_TEST_PARTS[i].text);
    dk_test_add(zip, SHEET, DK_SHEET(""));
    assert_int_equal(zip_file_set_encryption(zip, 4, ZIP_EM_AES_256, "secret"), 0);
    assert_int_equal(zip_close(zip), 0);
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_table_open(path, "名单.xlsx", NULL, &table, &err), DK_OK);
    assert_int_equal(dk_table_rewind(table, 0, &err), DK_FAILED);
    assert_string_equal(err.msg->code, "table-encrypted");
    assert_string_equal(dk_err_place(&err).file, "名单.xlsx");
    dk_table_close(table);
    unlink(path);
    free(path);
}

static void sheet__limits(void **state)
{
    (void)state;
    dk_table_limits limits = DK_TABLE_LIMITS_DEFAULT;
    limits.max_rows = 1;
    limits.max_columns = 2;
    limits.max_cell_bytes = 5;
    limits.max_strings_bytes = 30;
    static const struct {
        const char *rows, *strings, *expected;
    } cases[] = {
        {"<row><c><v>1</v></c></row><row><c/></row><row><c><v>1</v></c></row>", "<sst/>",
         "[S]\n1: n'1'\nerror: table-too-many-rows row 3\n"},
        {"<row><c/><c/><c/><c><v>1</v></c></row>", "<sst/>",
         "[S]\nerror: table-too-many-columns row 1 column 4\n"},
        {"<row><c t=\"inlineStr\"><is><t>12345</t><t>6</t></is></c></row>", "<sst/>",
         "[S]\nerror: table-cell-too-long row 1 column 1\n"},
        {"", "<sst><si><t>123456</t></si></sst>", "error: table-cell-too-long\n"},
        {"", "<sst><si><t>1</t></si><si><t>2</t></si><si><t>3</t></si><si><t>4</t></si></sst>",
         "error: table-too-many-strings\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *sheet =
            repeat("<worksheet><sheetData>", cases[i].rows, 1, "</sheetData></worksheet>");
        const dk_test_part parts[] = {{SHEET, sheet}, {"xl/sharedStrings.xml", cases[i].strings}};
        size_t len;
        char *bytes = dk_book_of(parts, 2, &len), *text = dk_dump_limited(bytes, len, &limits);
        assert_string_equal(text, cases[i].expected);
        free(text);
        free(bytes);
        free(sheet);
    }
}

static void open__what_is_no_file(void **state)
{
    (void)state;
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_table_open("no/such/file.xlsx", "file.xlsx", NULL, &table, &err),
                     DK_FAILED);
    assert_string_equal(err.msg->code, "file-missing");
    err = DK_ERR_INIT;
    assert_int_equal(dk_table_open(".", "x", NULL, &table, &err), DK_FAILED);
    assert_string_equal(err.msg->code, "file-unreadable");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open__files_of_other_kinds),
        cmocka_unit_test(open__ole_containers),
        cmocka_unit_test(open__archives_of_other_kinds),
        cmocka_unit_test(open__names_that_leave_the_folder),
        cmocka_unit_test(open__two_sheets_on_one_part),
        cmocka_unit_test(open__what_is_no_file),
        cmocka_unit_test(xml__entities),
        cmocka_unit_test(sheet__damage),
        cmocka_unit_test(sheet__deep_nesting_and_long_tags),
        cmocka_unit_test(sheet__limits),
        cmocka_unit_test(zip__ratio),
        cmocka_unit_test(zip__bomb_in_any_part),
        cmocka_unit_test(zip__lying_size),
        cmocka_unit_test(zip__total_size),
        cmocka_unit_test(zip__entries),
        cmocka_unit_test(zip__entries_by_claim),
        cmocka_unit_test(zip__truncated_anywhere),
        cmocka_unit_test(zip__any_byte_flipped),
        cmocka_unit_test(zip__encrypted_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
