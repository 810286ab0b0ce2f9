/* tests/unit/table/test_cost.c - what a hostile file costs before it is refused: less than two
 * seconds and less than 64 MB, whatever its size; and that an honest large file passes at the same
 * cost. Every file is read in a process of its own, whose time and peak memory the system counts.
 * Under a sanitizer only the verdicts are checked. */
#include "tests/unit/table/support.h"

#include <sys/resource.h>
#include <sys/wait.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif

enum { MOST_KB = 64 * 1024, MOST_SECONDS = 2, MEGA = 1 << 20 };

#define SHEET "xl/worksheets/sheet1.xml"

/* The verdict on the file at `path`, "" when all of it was read; *rows gets how many. */
static const char *verdict(const char *path, int64_t *rows)
{
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_row row = {0};
    *rows = 0;
    dk_code code = dk_table_open(path, "f", NULL, &table, &err);
    if (code == DK_OK)
        code = dk_table_rewind(table, 0, &err);
    while (code == DK_OK) {
        code = dk_table_next(table, &row, &err);
        if (code != DK_OK || row.n_cells == 0)
            break;
        ++*rows;
    }
    dk_table_close(table);
    return code == DK_OK ? "" : err.msg->code;
}

static struct rusage cost_of(const char *path, const char *expected, int64_t rows)
{
    struct rusage used;
    int status = 0;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int64_t n;
        const char *found = path == NULL ? "" : verdict(path, &n);
        bool is_good = strcmp(found, expected) == 0 && (path == NULL || rows < 0 || n == rows);
        if (!is_good)
            fprintf(stderr, "%s, not %s\n", found, expected);
        _exit(is_good ? 0 : 1);
    }
    assert_int_equal(wait4(pid, &status, 0, &used), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return used;
}

/* Takes the file, asserts the verdict, the rows (-1: any) and what they cost. */
static void costs(char *bytes, size_t len, const char *expected, int64_t rows)
{
    char *path = dk_test_path();
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
    free(bytes); /* so that the child does not carry it */
    struct rusage nothing = cost_of(NULL, "", 0), used = cost_of(path, expected, rows);
    unlink(path);
    free(path);
    if (IS_SANITIZED)
        return;
    assert_true(used.ru_maxrss - nothing.ru_maxrss < MOST_KB);
    assert_true(used.ru_utime.tv_sec + used.ru_stime.tv_sec < MOST_SECONDS);
}

static void book_costs(dk_buf *sheet, const char *expected, int64_t rows)
{
    size_t len;
    const dk_test_part parts[] = {{SHEET, sheet->data}};
    char *bytes = dk_book_of(parts, 1, &len);
    dk_buf_done(sheet);
    costs(bytes, len, expected, rows);
}

static void cost__bomb_by_ratio(void **state)
{
    (void)state;
    dk_buf sheet = DK_BUF_INIT;
    char *blanks = malloc(MEGA);
    memset(blanks, ' ', MEGA);
    dk_buf_text(&sheet, "<worksheet><sheetData>");
    for (int i = 0; i < 100; i++)
        dk_buf_add(&sheet, blanks, MEGA);
    dk_buf_text(&sheet, "</sheetData></worksheet>");
    free(blanks);
    book_costs(&sheet, "table-bomb-ratio", -1);
}

/* Rows as many as a sheet can have, each different, so that the ratio says nothing. */
static void cost__too_many_rows(void **state)
{
    (void)state;
    dk_buf sheet = DK_BUF_INIT, csv = DK_BUF_INIT;
    dk_buf_text(&sheet, "<worksheet><sheetData>");
    for (unsigned i = 0; i < MEGA; i++) {
        dk_buf_format(&sheet, "<row><c><v>%u</v></c></row>", i * 2654435761u);
        dk_buf_format(&csv, "%u,%u\n", i, i * 2654435761u);
    }
    dk_buf_text(&sheet, "</sheetData></worksheet>");
    book_costs(&sheet, "table-too-many-rows", 200000);
    size_t len;
    char *bytes = dk_buf_take(&csv, &len);
    costs(bytes, len, "table-too-many-rows", 200000);
}

static void cost__cell_of_ten_megabytes(void **state)
{
    (void)state;
    dk_buf sheet = DK_BUF_INIT, csv = DK_BUF_INIT;
    dk_buf_text(&sheet, "<worksheet><sheetData><row><c t=\"str\"><v>");
    dk_buf_text(&csv, "a,\"");
    for (unsigned i = 0; i < MEGA; i++) {
        dk_buf_format(&sheet, "%010u", i * 2654435761u);
        dk_buf_format(&csv, "%010u", i * 2654435761u);
    }
    dk_buf_text(&sheet, "</v></c></row></sheetData></worksheet>");
    dk_buf_text(&csv, "\"\n");
    book_costs(&sheet, "table-cell-too-long", 0);
    size_t len;
    char *bytes = dk_buf_take(&csv, &len);
    costs(bytes, len, "table-cell-too-long", 0);
}

static void cost__entity_bomb(void **state)
{
    (void)state;
    dk_buf sheet = DK_BUF_INIT;
    dk_buf_text(&sheet, "<!DOCTYPE z [<!ENTITY a0 \"aaaaaaaaaa\">");
    for (int i = 1; i < 30; i++)
        dk_buf_format(&sheet, "<!ENTITY a%d \"&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;\">", i,
                      i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    dk_buf_text(&sheet, "]><worksheet><sheetData><row><c t=\"str\"><v>&a29;</v></c></row>"
                        "</sheetData></worksheet>");
    book_costs(&sheet, "table-entities", 0);
}

/* Twenty megabytes of text in two encodings. */
static void cost__mixed_encodings(void **state)
{
    (void)state;
    dk_buf csv = DK_BUF_INIT;
    for (int i = 0; i < 400000; i++)
        dk_buf_text(&csv, "\xD4\xC6\xD4\xF3\xCF\xD8,\xD6\xB0\xBD\xCC,1234567890,1234567890,x\n");
    dk_buf_text(&csv, "云泽县职业技术教育中心,云泽县职业技术教育中心\n");
    for (int i = 0; i < 200000; i++)
        dk_buf_text(&csv, "云泽县职业技术教育中心,1\n");
    size_t len;
    char *bytes = dk_buf_take(&csv, &len);
    costs(bytes, len, "table-encoding-mixed", -1);
}

static void cost__honest_hundred_thousand_rows(void **state)
{
    (void)state;
    enum { ROWS = 100000 };
    char *path = dk_test_path();
    size_t len;
    dk_table_writer *writer = NULL;
    dk_err err = DK_ERR_INIT;
    static const dk_column columns[] = {
        {.title = "姓名"}, {.title = "身份证号"}, {.title = "班级"}};
    assert_int_equal(dk_table_xlsx_create(path, &writer, &err), DK_OK);
    assert_int_equal(dk_table_write_sheet(writer, "s", NULL, columns, 3, &err), DK_OK);
    for (unsigned i = 0; i < ROWS; i++) {
        char number[32];
        snprintf(number, sizeof number, "9801262008%08u", i);
        const char *const cells[] = {"张三", number, "23汽修1班"};
        assert_int_equal(dk_table_write_row(writer, cells, 3, &err), DK_OK);
    }
    assert_int_equal(dk_table_writer_finish(writer, &err), DK_OK);
    char *bytes = dk_test_slurp(path, &len);
    unlink(path);
    free(path);
    costs(bytes, len, "", ROWS + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cost__bomb_by_ratio),
        cmocka_unit_test(cost__too_many_rows),
        cmocka_unit_test(cost__cell_of_ten_megabytes),
        cmocka_unit_test(cost__entity_bomb),
        cmocka_unit_test(cost__mixed_encodings),
        cmocka_unit_test(cost__honest_hundred_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
