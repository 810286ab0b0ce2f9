/* tests/unit/table/test_csv.c - CSV text: separators, quotes, row numbers, limits. Expected cells
 * follow RFC 4180 and what a spreadsheet program shows for the same file. */
#include "tests/unit/table/support.h"

#include "core/table/csv.h"

static void reads(const char *text, const char *expected)
{
    dk_reads_as(text, strlen(text), expected);
}

static void open__empty_file_has_no_rows(void **state)
{
    (void)state;
    reads("", "[file]\n");
    reads("\xEF\xBB\xBF", "[file]\n");
    reads("\r\n\r\n", "[file]\n");
}

static void next__plain_and_quoted_cells(void **state)
{
    (void)state;
    reads("a,b\n1,\"x,\"\"y\"\"\nz\"\n", "[file]\n1: t'a' t'b'\n2: t'1' t'x,\"y\"\nz'\n");
    reads("a,b", "[file]\n1: t'a' t'b'\n");
}

/* A row with a line break behind it is cut in place, the last one without goes through the
 * automaton: both must see the same cells. */
static void next__a_row_in_place_equals_one_fed_through(void **state)
{
    static const struct {
        const char *row, *cells;
    } rows[] = {{"a,\"b\"\"c\",,\"\",d", "t'a' t'b\"c' - - t'd'"},
                {"\"x,y\",z", "t'x,y' t'z'"},
                {"\"\",a,", "- t'a'"},
                {"a,\"\"\"\"", "t'a' t'\"'"},
                {"\"\"\"a\"\",\"\"\"", "t'\"a\",\"'"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[64], expected[96];
        snprintf(expected, sizeof expected, "[file]\n1: %s\n", rows[i].cells);
        reads(rows[i].row, expected);
        snprintf(text, sizeof text, "%s\n", rows[i].row);
        reads(text, expected);
        snprintf(text, sizeof text, "%s\r\n", rows[i].row);
        reads(text, expected);
    }
}

static void next__keeps_inner_and_outer_blanks(void **state)
{
    (void)state;
    reads(" a , b\n", "[file]\n1: t' a ' t' b'\n");
}

static void next__blanks_before_quotes_are_padding(void **state)
{
    (void)state;
    reads("a, \"b,c\"\nd, \"e\"\n", "[file]\n1: t'a' t'b,c'\n2: t'd' t'e'\n");
}

static void next__blank_cells_are_empty_and_trailing_ones_dropped(void **state)
{
    (void)state;
    reads("a,,b, ,\n,,\n \xE3\x80\x80,c\n", "[file]\n1: t'a' - t'b'\n3: - t'c'\n");
}

static void next__numbers_rows_like_a_spreadsheet(void **state)
{
    (void)state;
    reads("a\n\nb\n", "[file]\n1: t'a'\n3: t'b'\n");
    reads("a\r\n\r\nb\r\n", "[file]\n1: t'a'\n3: t'b'\n");
    reads("a\r\rb\r", "[file]\n1: t'a'\n3: t'b'\n");
    reads("\"a\nb\",1\nc,2\n", "[file]\n1: t'a\nb' t'1'\n2: t'c' t'2'\n");
}

static void next__twice_gives_the_same(void **state)
{
    (void)state;
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_table_open_bytes("a,b\n1,2\n", 8, "x/工人.csv", NULL, &table, &err), DK_OK);
    char *first = dk_dump_table(table), *second = dk_dump_table(table);
    assert_string_equal(first, "[工人]\n1: t'a' t'b'\n2: t'1' t'2'\n");
    assert_string_equal(first, second);
    free(first);
    free(second);
    dk_table_close(table);
}

static void sniff__separators(void **state)
{
    (void)state;
    reads("a;b;c\n1;2,5;3\n", "[file]\n1: t'a' t'b' t'c'\n2: t'1' t'2,5' t'3'\n");
    reads("a\tb\n1\t2\n", "[file]\n1: t'a' t'b'\n2: t'1' t'2'\n");
    reads("title\na,b\nx:1;y:2,2\n", "[file]\n1: t'title'\n2: t'a' t'b'\n3: t'x:1;y:2' t'2'\n");
    assert_int_equal(dk_csv_sniff("one", 3).separator, ',');
}

static void next__broken_quotes_name_the_row(void **state)
{
    (void)state;
    reads("a,b\n1,x\"y\n", "[file]\n1: t'a' t'b'\nerror: table-csv-quotes row 2 column 1\n");
    reads("a,b\n1,\"open\n", "[file]\n1: t'a' t'b'\nerror: table-csv-quotes row 2 column 1\n");
    reads("a,b\n\"x\"y,2\n", "[file]\n1: t'a' t'b'\nerror: table-csv-quotes row 2\n");
}

static char *limited(const char *text, dk_table_limits limits)
{
    return dk_dump_limited(text, strlen(text), &limits);
}

static void next__limits(void **state)
{
    (void)state;
    dk_table_limits limits = DK_TABLE_LIMITS_DEFAULT;
    limits.max_rows = 2;
    char *text = limited("a\n\nb\n", limits);
    assert_string_equal(text, "[file]\n1: t'a'\n3: t'b'\n");
    free(text);
    text = limited("a\nb\nc\n", limits);
    assert_string_equal(text, "[file]\n1: t'a'\n2: t'b'\nerror: table-too-many-rows row 3\n");
    free(text);
    limits.max_columns = 2;
    text = limited("a,b,\n1,2,3\n", limits);
    assert_string_equal(text,
                        "[file]\n1: t'a' t'b'\nerror: table-too-many-columns row 2 column 3\n");
    free(text);
    limits.max_cell_bytes = 4;
    text = limited("abcd\nabcde\n", limits);
    assert_string_equal(text, "[file]\n1: t'abcd'\nerror: table-cell-too-long row 2 column 1\n");
    free(text);
    limits.max_file_bytes = 3;
    text = limited("abcd\n", limits);
    assert_string_equal(text, "error: table-too-large\n");
    free(text);
}

/* Ten megabytes in one quoted cell are refused long before they are in memory. */
static void next__huge_cell(void **state)
{
    (void)state;
    const size_t len = 10u << 20;
    char *text = malloc(len);
    assert_non_null(text);
    memset(text, 'x', len);
    memcpy(text, "a\n\"", 3);
    dk_reads_as(text, len, "[file]\n1: t'a'\nerror: table-cell-too-long row 2\n");
    free(text);
}

static void next__200001_rows(void **state)
{
    (void)state;
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_buf buf = DK_BUF_INIT;
    for (int i = 0; i < 200001; i++)
        dk_buf_text(&buf, "1\n");
    assert_int_equal(dk_table_open_bytes(buf.data, buf.len, "f.csv", NULL, &table, &err), DK_OK);
    assert_int_equal(dk_table_rewind(table, 0, &err), DK_OK);
    dk_row row;
    int64_t n = 0;
    while (dk_table_next(table, &row, &err) == DK_OK && row.n_cells > 0)
        n++;
    assert_int_equal(n, 200000);
    assert_string_equal(err.msg->code, "table-too-many-rows");
    assert_int_equal(err.row, 200001);
    dk_table_close(table);
    dk_buf_done(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open__empty_file_has_no_rows),
        cmocka_unit_test(next__plain_and_quoted_cells),
        cmocka_unit_test(next__a_row_in_place_equals_one_fed_through),
        cmocka_unit_test(next__keeps_inner_and_outer_blanks),
        cmocka_unit_test(next__blanks_before_quotes_are_padding),
        cmocka_unit_test(next__blank_cells_are_empty_and_trailing_ones_dropped),
        cmocka_unit_test(next__numbers_rows_like_a_spreadsheet),
        cmocka_unit_test(next__twice_gives_the_same),
        cmocka_unit_test(sniff__separators),
        cmocka_unit_test(next__broken_quotes_name_the_row),
        cmocka_unit_test(next__limits),
        cmocka_unit_test(next__huge_cell),
        cmocka_unit_test(next__200001_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
