/* tests/unit/table/test_cost.c - that an honest large file is read with less than 64 MB, in a
 * process of its own, whose peak memory the system counts (hostile ones: usecase/test_hostile.c).
 * Under a sanitizer only the verdict is checked. */
#include "tests/unit/table/support.h"

#include <sys/resource.h>
#include <sys/wait.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif

enum { MOST_KB = 64 * 1024 };

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
        cmocka_unit_test(cost__honest_hundred_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
