/* tests/unit/table/test_write.c - what the writers write is read back by our reader; the CSV bytes
 * are compared with RFC 4180. Files of libxlsxwriter are also fixtures of an independent producer.
 */
#include "tests/unit/table/support.h"

static const char *const LEVELS[] = {"高", "中", "低", NULL};

static const dk_column COLUMNS[] = {
    {.title = "姓名"},
    {.title = "证号", .note = "按文本填写", .choices = LEVELS},
    {.title = "人数", .kind = DK_COLUMN_NUMBER},
    {.title = "日期", .kind = DK_COLUMN_DATE},
    {.title = "月薪", .kind = DK_COLUMN_MONEY, .width = 12},
};

static const char *const ROWS[][5] = {
    {"张三", "980126200801010018", "-3", "2026-03-05", "4300.5"},
    {"=cmd|'/c calc'!A0", NULL, "若干", "2026-03", "面议"},
    {"a,\"b\"\nc", "'=1", "+4", "1899-12-31", ""},
};

static void write_all(dk_table_writer *writer, const char *title)
{
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_table_write_sheet(writer, "名单", title, COLUMNS, 5, &err), DK_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(dk_table_write_row(writer, ROWS[i], 5, &err), DK_OK);
}

static void csv__bytes(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_table_writer *writer = NULL;
    char *path = dk_test_path();
    assert_int_equal(dk_table_csv_create(path, true, &writer, &err), DK_OK);
    write_all(writer, "ignored");
    assert_int_equal(dk_table_writer_finish(writer, &err), DK_OK);
    size_t len;
    char *text = dk_test_slurp(path, &len);
    assert_string_equal(text, "\xEF\xBB\xBF姓名,证号,人数,日期,月薪\r\n"
                              "张三,980126200801010018,-3,2026-03-05,4300.5\r\n"
                              "'=cmd|'/c calc'!A0,,若干,2026-03,面议\r\n"
                              "\"a,\"\"b\"\"\nc\",''=1,+4,1899-12-31,\r\n");
    free(text);
    unlink(path);
    free(path);
}

static void csv__stream_without_bom(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_table_writer *writer = NULL;
    char *text = NULL;
    size_t len;
    FILE *file = open_memstream(&text, &len);
    assert_int_equal(dk_table_csv_stream(file, false, &writer, &err), DK_OK);
    assert_int_equal(dk_table_write_sheet(writer, "x", NULL, COLUMNS, 2, &err), DK_OK);
    assert_int_equal(dk_table_write_row(writer, (const char *[]){" a "}, 1, &err), DK_OK);
    assert_int_equal(dk_table_writer_finish(writer, &err), DK_OK);
    assert_int_equal(fclose(file), 0); /* still the caller's */
    assert_string_equal(text, "姓名,证号\r\n\" a \",\r\n");
    free(text);
}

static void make_book(const char *path)
{
    dk_err err = DK_ERR_INIT;
    dk_table_writer *writer = NULL;
    assert_int_equal(dk_table_xlsx_create(path, &writer, &err), DK_OK);
    write_all(writer, "标题");
    assert_int_equal(dk_table_write_sheet(writer, "a/b:c", NULL, COLUMNS, 1, &err), DK_OK);
    assert_int_equal(dk_table_writer_finish(writer, &err), DK_OK);
}

static void xlsx__reads_back(void **state)
{
    (void)state;
    char *path = dk_test_path();
    make_book(path);
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_table_open(path, "f.xlsx", NULL, &table, &err), DK_OK);
    char *text = dk_dump_table(table);
    assert_string_equal(text, "[名单]\n1: t'标题'\n2: t'姓名' t'证号' t'人数' t'日期' t'月薪'\n"
                              "3: t'张三' t'980126200801010018' n'-3' d'2026-03-05' n'4300.5'\n"
                              "4: t''=cmd|'/c calc'!A0' - t'若干' t'2026-03' t'面议'\n"
                              "5: t'a,\"b\"\nc' t'''=1' n'4' t'1899-12-31'\n"
                              "[a_b_c]\n1: t'姓名'\n");
    free(text);
    dk_table_close(table);
    unlink(path);
    free(path);
}

static void xlsx__same_bytes_every_time(void **state)
{
    (void)state;
    char *a = dk_test_path(), *b = dk_test_path();
    make_book(a);
    make_book(b);
    size_t n, m;
    char *x = dk_test_slurp(a, &n), *y = dk_test_slurp(b, &m);
    assert_int_equal(n, m);
    assert_memory_equal(x, y, n);
    free(x);
    free(y);
    unlink(a);
    unlink(b);
    free(a);
    free(b);
}

/* A list of more than 255 characters does not fit into a cell rule and goes to a hidden sheet. */
static void xlsx__long_list_of_choices(void **state)
{
    (void)state;
    enum { N = 200 };
    static char names[N][16];
    const char *choices[N + 1] = {NULL};
    for (int i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "选项%d", i);
        choices[i] = names[i];
    }
    const dk_column column = {.title = "列", .choices = choices};
    dk_err err = DK_ERR_INIT;
    dk_table_writer *writer = NULL;
    char *path = dk_test_path();
    assert_int_equal(dk_table_xlsx_create(path, &writer, &err), DK_OK);
    assert_int_equal(dk_table_write_sheet(writer, "S", NULL, &column, 1, &err), DK_OK);
    assert_int_equal(dk_table_write_row(writer, (const char *[]){"选项7"}, 1, &err), DK_OK);
    assert_int_equal(dk_table_writer_finish(writer, &err), DK_OK);
    dk_table *table = NULL;
    assert_int_equal(dk_table_open(path, "f", NULL, &table, &err), DK_OK);
    assert_int_equal(dk_table_sheets(table), 2);
    assert_true(dk_table_sheet_hidden(table, 1));
    dk_row row;
    assert_int_equal(dk_table_rewind(table, 1, &err), DK_OK);
    for (int i = 0; i < N; i++) {
        assert_int_equal(dk_table_next(table, &row, &err), DK_OK);
        assert_string_equal(row.cells[0].text, names[i]);
    }
    dk_table_close(table);
    unlink(path);
    free(path);
}

static void create__folder_that_is_not_there(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_table_writer *writer = NULL;
    assert_int_equal(dk_table_csv_create("no/such/x.csv", true, &writer, &err), DK_FAILED);
    assert_string_equal(err.msg->code, "file-unwritable");
    err = DK_ERR_INIT;
    assert_int_equal(dk_table_xlsx_create("no/such/x.xlsx", &writer, &err), DK_FAILED);
    assert_string_equal(err.msg->code, "file-unwritable");
    assert_null(writer);
}

static void finish__full_disk(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK) != 0)
        skip();
    dk_err err = DK_ERR_INIT;
    dk_table_writer *writer = NULL;
    FILE *full = fopen("/dev/full", "wb");
    assert_int_equal(dk_table_csv_stream(full, false, &writer, &err), DK_OK);
    assert_int_equal(dk_table_write_sheet(writer, "x", NULL, COLUMNS, 2, &err), DK_OK);
    assert_int_equal(dk_table_writer_finish(writer, &err), DK_FAILED);
    assert_string_equal(err.msg->code, "file-unwritable");
    fclose(full);
}

static void abandon__leaves_nothing(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_table_writer *writer = NULL;
    char *path = dk_test_path();
    assert_int_equal(dk_table_xlsx_create(path, &writer, &err), DK_OK);
    write_all(writer, NULL);
    dk_table_writer_abandon(writer);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(dk_table_csv_create(path, false, &writer, &err), DK_OK);
    dk_table_writer_abandon(writer);
    assert_int_equal(access(path, F_OK), -1);
    dk_table_writer_abandon(NULL);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv__bytes),
        cmocka_unit_test(csv__stream_without_bom),
        cmocka_unit_test(xlsx__reads_back),
        cmocka_unit_test(xlsx__same_bytes_every_time),
        cmocka_unit_test(xlsx__long_list_of_choices),
        cmocka_unit_test(create__folder_that_is_not_there),
        cmocka_unit_test(finish__full_disk),
        cmocka_unit_test(abandon__leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
