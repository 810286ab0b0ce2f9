/* tests/unit/table/test_xlsx.c - workbooks as their producers write them. The parts are written by
 * hand after ECMA-376 part 1; expected cells are what a spreadsheet program shows. */
#include "tests/unit/table/support.h"

#define SHEET "xl/worksheets/sheet1.xml"

static void sheet__numbers_and_missing_references(void **state)
{
    (void)state;
    DK_BOOK_READS(
        "[S]\n1: n'1' n'2.5' - n'-3'\n3: n'4'\n4: - n'5'\n",
        {SHEET, DK_SHEET("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c><v>2.5</v></c>"
                         "<c r=\"D1\"><v>-3</v></c></row><row r=\"2\"><c r=\"A2\" s=\"1\"/>"
                         "</row><row r=\"3\"><c><v>4</v></c></row>"
                         "<row><c r=\"B4\"><v>5</v></c></row>")});
}

static void sheet__empty(void **state)
{
    (void)state;
    DK_BOOK_READS("[S]\n", {SHEET, DK_SHEET("")});
    DK_BOOK_READS("[S]\n", {SHEET, "<worksheet/>"});
}

static void sheet__shared_strings_rich_text_and_phonetics(void **state)
{
    (void)state;
    DK_BOOK_READS("[S]\n1: t'plain' t'张三' t'東京' t' a\rb '\n",
                  {"xl/sharedStrings.xml",
                   "<sst count=\"9\" uniqueCount=\"4000000000\"><si><t>plain</t></si>"
                   "<si><r><rPr><b/></rPr><t>张</t></r><r><t>三</t></r></si>"
                   "<si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>とうきょう</t></rPh><phoneticPr/></si>"
                   "<si><t xml:space=\"preserve\"> a_x000D_b </t></si></sst>"},
                  {SHEET, DK_SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c>"
                                   "<c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c></row>")});
}

static void sheet__inline_strings_formulas_booleans_errors(void **state)
{
    (void)state;
    DK_BOOK_READS(
        "[S]\n1: t'ab' t'x&y' n'7' b'1' b'0' e'#N/A' t'_x'\n",
        {SHEET, DK_SHEET("<row><c t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r>"
                         "<rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is></c>"
                         "<c t=\"str\"><f>A1&amp;\"t\"</f><v>x&amp;y</v></c>"
                         "<c><f>3+4</f><v>7</v></c><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c>"
                         "<c t=\"e\"><v>#N/A</v></c><c t=\"inlineStr\"><is><t>_x005F_x</t></is></c>"
                         "</row>")});
}

#define STYLES                                                                                     \
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" "                                               \
    "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"                                         \
    "<numFmt numFmtId=\"165\" formatCode=\"[Red]0.00&quot;days&quot;\"/></numFmts>"                \
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"              \
    "<xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"20\"/>"       \
    "<xf numFmtId=\"31\"/></cellXfs></styleSheet>"

/* 46086 is 2026-03-05; 60 is the day that never was, 0 no day; 59 is 1900-02-28 and 61 1900-03-01.
 */
static void sheet__dates_of_the_1900_epoch(void **state)
{
    (void)state;
    DK_BOOK_READS("[S]\n1: n'46086' d'2026-03-05' d'2026-03-05' n'46086.5' d'2026-03-05'\n"
                  "2: d'1900-02-28' t'1900-02-29' d'1900-03-01' t'1900-01-00' n'-1'\n"
                  "3: t'08:30' t'12:00:15' d'2026-03-05'\n",
                  {"xl/styles.xml", STYLES},
                  {SHEET, DK_SHEET("<row><c s=\"0\"><v>46086</v></c><c s=\"1\"><v>46086</v></c>"
                                   "<c s=\"2\"><v>46086.75</v></c><c s=\"3\"><v>46086.5</v></c>"
                                   "<c s=\"5\"><v>46086</v></c></row>"
                                   "<row><c s=\"1\"><v>59</v></c><c s=\"1\"><v>60</v></c>"
                                   "<c s=\"1\"><v>61</v></c><c s=\"1\"><v>0</v></c>"
                                   "<c s=\"1\"><v>-1</v></c></row>"
                                   "<row><c s=\"4\"><v>0.354166666666667</v></c>"
                                   "<c s=\"4\"><v>0.500173611111111</v></c>"
                                   "<c s=\"4\"><v>46086</v></c></row>")});
}

static void sheet__dates_of_the_1904_epoch_and_iso(void **state)
{
    (void)state;
    DK_BOOK_READS("[S]\n1: d'1904-01-01' d'2026-03-05' d'2026-03-05' t'T08:30'\n",
                  {"xl/workbook.xml",
                   "<workbook xmlns:r=\"" DK_TEST_REL "\"><workbookPr date1904=\"1\"/><sheets>"
                   "<sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
                  {"xl/styles.xml", STYLES},
                  {SHEET, DK_SHEET("<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>44624</v></c>"
                                   "<c t=\"d\"><v>2026-03-05T00:00:00</v></c>"
                                   "<c t=\"d\"><v>T08:30</v></c></row>")});
}

static void sheet__lost_digits(void **state)
{
    (void)state;
    DK_BOOK_READS("[S]\n1: n'999999999999999' n!'980124199801011000' n!'1000000000000000' n'0.3' "
                  "n'1e-07' n!'1e+25'\n",
                  {SHEET, DK_SHEET("<row><c><v>999999999999999</v></c>"
                                   "<c><v>9.8012419980101101E+17</v></c><c><v>1E15</v></c>"
                                   "<c><v>0.30000000000000004</v></c><c><v>1E-7</v></c>"
                                   "<c><v>1E25</v></c></row>")});
}

/* Strict OOXML has other namespaces and relationship types; some producers prefix every element. */
static void book__strict_and_prefixed(void **state)
{
    (void)state;
    DK_BOOK_READS(
        "[一班]\n1: t'a' n'1'\n",
        {"_rels/.rels",
         "<p:Relationships xmlns:p=\"x\"><p:Relationship Id=\"q\" Type=\"http://purl.oclc.org/"
         "ooxml/officeDocument/relationships/officeDocument\" Target=\"/xl/workbook.xml\"/>"
         "</p:Relationships>"},
        {"xl/workbook.xml", "<x:workbook xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
                            "xmlns:q=\"u\" conformance=\"strict\"><x:sheets><x:sheet name=\"一班\" "
                            "sheetId=\"3\" q:id=\"a\"/></x:sheets></x:workbook>"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships><Relationship Id=\"a\" Type=\"http://purl.oclc.org/ooxml/officeDocument/"
         "relationships/worksheet\" Target=\"/xl/x/../worksheets/./one.xml\"/>"
         "<Relationship Id=\"b\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/"
         "sharedStrings\" Target=\"strings.xml\"/></Relationships>"},
        {"xl/strings.xml", "<x:sst xmlns:x=\"y\"><x:si><x:t>a</x:t></x:si></x:sst>"},
        {"xl/worksheets/one.xml",
         "<x:worksheet xmlns:x=\"y\"><x:sheetData><x:row r=\"1\">"
         "<x:c r=\"A1\" t=\"s\"><x:v>0</x:v></x:c><x:c r=\"B1\"><x:v>1</x:v></x:c>"
         "</x:row></x:sheetData></x:worksheet>"});
}

static void book__several_and_hidden_sheets(void **state)
{
    (void)state;
    DK_BOOK_READS("[二] hidden\n1: n'2'\n[一]\n1: n'1'\n[三] hidden\n",
                  {"xl/workbook.xml",
                   "<workbook xmlns:r=\"" DK_TEST_REL "\"><sheets>"
                   "<sheet name=\"二\" sheetId=\"2\" state=\"hidden\" r:id=\"r2\"/>"
                   "<sheet name=\"图\" sheetId=\"4\" r:id=\"r4\"/>"
                   "<sheet name=\"一\" sheetId=\"1\" state=\"visible\" r:id=\"r1\"/>"
                   "<sheet name=\"三\" sheetId=\"3\" state=\"veryHidden\" r:id=\"r3\"/>"
                   "</sheets></workbook>"},
                  {"xl/_rels/workbook.xml.rels",
                   "<Relationships><Relationship Id=\"r1\" Type=\"" DK_TEST_REL
                   "/worksheet\" Target=\"a.xml\"/>"
                   "<Relationship Id=\"r2\" Type=\"" DK_TEST_REL "/worksheet\" Target=\"b.xml\"/>"
                   "<Relationship Id=\"r3\" Type=\"" DK_TEST_REL "/worksheet\" Target=\"c.xml\"/>"
                   "<Relationship Id=\"r4\" Type=\"" DK_TEST_REL "/chartsheet\" Target=\"d.xml\"/>"
                   "</Relationships>"},
                  {"xl/a.xml", DK_SHEET("<row><c><v>1</v></c></row>")},
                  {"xl/b.xml", DK_SHEET("<row><c><v>2</v></c></row>")}, {"xl/c.xml", DK_SHEET("")},
                  {"xl/d.xml", "<chartsheet/>"});
}

static void merged__known_at_the_end(void **state)
{
    (void)state;
    const dk_test_part parts[] = {
        {SHEET,
         "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells count=\"3\">"
         "<mergeCell ref=\"A1:C2\"/><mergeCell ref=\"$B$3:$B$9\"/><mergeCell ref=\"D4\"/>"
         "</mergeCells></worksheet>"}};
    size_t len, n;
    char *bytes = dk_book_of(parts, 1, &len);
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_table_open_bytes(bytes, len, "f.xlsx", NULL, &table, &err), DK_OK);
    free(dk_dump_table(table));
    const dk_range *merged = dk_table_merged(table, &n);
    assert_int_equal(n, 2);
    assert_int_equal(merged[0].row1, 1);
    assert_int_equal(merged[0].column2, 3);
    assert_int_equal(merged[1].column1, 2);
    assert_int_equal(merged[1].row2, 9);
    dk_table_close(table);
    free(bytes);
}

/* Formats down to the last row and the last column are honest; only what holds something counts. */
static void sheet__formatted_emptiness(void **state)
{
    (void)state;
    DK_BOOK_READS(
        "[S]\n1: n'1'\n",
        {SHEET, DK_SHEET("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row>"
                         "<row r=\"1048576\" s=\"1\"><c r=\"A1048576\" s=\"1\"/></row>")});
}

static void sheet__elements_of_extensions_are_ignored(void **state)
{
    (void)state;
    DK_BOOK_READS("[S]\n1: t'a'\n",
                  {SHEET,
                   "<worksheet><cols><col/></cols><sheetData><row><c t=\"inlineStr\"><is><t>a</t>"
                   "</is><extLst><ext><v>9</v></ext></extLst></c></row></sheetData><extLst><ext>"
                   "<row><c><v>1</v></c></row></ext></extLst></worksheet>"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sheet__numbers_and_missing_references),
        cmocka_unit_test(sheet__empty),
        cmocka_unit_test(sheet__shared_strings_rich_text_and_phonetics),
        cmocka_unit_test(sheet__inline_strings_formulas_booleans_errors),
        cmocka_unit_test(sheet__dates_of_the_1900_epoch),
        cmocka_unit_test(sheet__dates_of_the_1904_epoch_and_iso),
        cmocka_unit_test(sheet__lost_digits),
        cmocka_unit_test(book__strict_and_prefixed),
        cmocka_unit_test(book__several_and_hidden_sheets),
        cmocka_unit_test(merged__known_at_the_end),
        cmocka_unit_test(sheet__formatted_emptiness),
        cmocka_unit_test(sheet__elements_of_extensions_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
