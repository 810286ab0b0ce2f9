/* bench/bench_staging.c - a clerk's wait: a damaged workbook of trainees is staged without naming
 * its register, checked, and given back with its bad cells marked, through the same use cases as
 * the page, in a centre of its own. 2,000 rows (wanted: below 2 s of CPU) and 100,000 rows (seed
 * 1), each step's CPU seconds and the peak memory of the process.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "api/usecase/app.h"
#include "api/usecase/staging.h"
#include "core/base/date.h"

enum { SMALL = 2000, LARGE = 100000, COLUMNS = 64, PATH = 512 };

static const dk_actor CLERK = {.user = "bench", .rights = UINT32_MAX};

static void die(const char *what, const dk_err *err)
{
    fprintf(stderr, "%s: %s\n", what, err == NULL || err->msg == NULL ? "failed" : err->msg->code);
    exit(1);
}

static int64_t noon(void *ctx)
{
    (void)ctx;
    return INT64_C(1772424000000); /* 2026-03-02T12:00+08:00 */
}

static double cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Runs duikou-gen beside this program; false: it does not run. */
static bool generate(const char *folder, const char *const *options)
{
    char program[PATH];
    char *argv[12] = {program};
    int status = 0;
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 32);
    for (int up = 0; n > 0 && up < 2; up++) /* build/bench/x: build/duikou-gen */
        while (n > 0 && program[--n] != '/')
            ;
    snprintf(program + (n < 0 ? 0 : n), 32, "/duikou-gen");
    for (size_t i = 0; i < 10 && options[i] != NULL; i++)
        argv[i + 1] = strdup(options[i]);
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        if (chdir(folder) != 0)
            _exit(126);
        execv(program, argv);
        _exit(127);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

/* The first rows of the county's trainees, damaged, as `out`. */
static void make_book(const char *folder, size_t n_rows, const char *out)
{
    char from[PATH], head[PATH];
    dk_table *table = NULL;
    dk_table_writer *writer = NULL;
    dk_err err = DK_ERR_INIT;
    dk_row row;
    dk_column columns[COLUMNS] = {{0}};
    const char *cells[COLUMNS];
    size_t width = 0;
    snprintf(from, sizeof from, "%s/trainees.csv", folder);
    snprintf(head, sizeof head, "%s/head.csv", folder);
    if (dk_table_open(from, from, NULL, &table, &err) != DK_OK ||
        dk_table_rewind(table, 0, &err) != DK_OK ||
        dk_table_csv_create(head, false, &writer, &err) != DK_OK)
        die(from, &err);
    for (size_t i = 0; i <= n_rows; i++) {
        if (dk_table_next(table, &row, &err) != DK_OK || row.n_cells == 0)
            die(from, &err);
        width = i == 0 ? row.n_cells : width;
        for (size_t c = 0; c < width; c++)
            columns[c].title = cells[c] = c < row.n_cells ? row.cells[c].text : "";
        if ((i == 0 ? dk_table_write_sheet(writer, "s", NULL, columns, width, &err)
                    : dk_table_write_row(writer, cells, width, &err)) != DK_OK)
            die(head, &err);
    }
    dk_table_close(table);
    if (dk_table_writer_finish(writer, &err) != DK_OK ||
        !generate(folder, (const char *const[]){"dirty", "--in", "head.csv", "--out", out, "--key",
                                                "key.csv", NULL}))
        die(out, &err);
}

/* The firms that the trainees' sheet refers to. */
static void add_firms(const dk_call *call, const char *folder)
{
    char path[PATH];
    dk_uc_import_result result;
    dk_err err = DK_ERR_INIT;
    snprintf(path, sizeof path, "%s/enterprises.csv", folder);
    const dk_uc_import_options how = {.path = path, .as_of = DK_DAY_NONE};
    if (dk_uc_import(call, dk_register_find("enterprises"), &how, &result, &err) != DK_OK ||
        !result.is_committed)
        die(path, &err);
}

/* One process: the steps and what they cost. */
static void steps(const char *folder, size_t n_rows, const char *book)
{
    char db[PATH], path[PATH], out[PATH];
    dk_app *app = NULL;
    dk_upload upload;
    dk_task_view view = {0};
    dk_err err = DK_ERR_INIT;
    int64_t again, task;
    struct rusage used;
    snprintf(db, sizeof db, "%s/%zu.db", folder, n_rows);
    snprintf(path, sizeof path, "%s/%s", folder, book);
    snprintf(out, sizeof out, "%s/marked-%s", folder, book);
    const dk_app_options options = {
        .db_path = db, .clock_ms = noon, .as_of = dk_day_of(2026, 3, 2)};
    const dk_call call = {NULL, &CLERK, dk_arena_new()};
    dk_uc_start();
    if (dk_app_init(&options, &CLERK, &err) != DK_OK || dk_app_open(&options, &app, &err) != DK_OK)
        die(db, &err);
    const dk_call with = {app, call.actor, call.arena};
    add_firms(&with, folder);
    const double begun = cpu_s();
    if (dk_uc_stage(&with, &(dk_uc_stage_options){.path = path, .name = book}, &upload, &again,
                    &err) != DK_OK)
        die("stage", &err);
    const double staged = cpu_s();
    const dk_task_order order = {.kind = DK_TASK_CHECK, .upload = upload.upload};
    if (dk_uc_task_start(&with, &order, &task, &err) != DK_OK)
        die("check", &err);
    dk_uc_task_wait(app, task);
    if (dk_uc_task(&with, task, &view, &err) != DK_OK || view.result == NULL)
        die("check", view.problem == NULL ? &err : view.problem);
    const size_t n_errors = view.result->import.errors.total;
    dk_task_release(app, &view);
    const double checked = cpu_s();
    if (dk_uc_upload_marked(&with, upload.upload, DK_ZH, false, out, &err) != DK_OK)
        die("marked", &err);
    const double marked = cpu_s();
    dk_app_close(app);
    getrusage(RUSAGE_SELF, &used);
    printf("  %6zu rows (%s, %zu errors): stage %.2f, check %.2f, marked workbook %.2f s CPU; "
           "together %.2f%s; %.0f MB peak\n",
           n_rows, upload.reg, n_errors, staged - begun, checked - staged, marked - checked,
           marked - begun, n_rows == SMALL ? " (wanted 2)" : "", (double)used.ru_maxrss / 1024);
    fflush(stdout);
}

static bool in_a_child(const char *folder, size_t n_rows, const char *book)
{
    int status = 0;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        steps(folder, n_rows, book);
        _exit(0);
    }
    if (pid > 0 && waitpid(pid, &status, 0) == pid && status == 0)
        return true;
    printf("  %6zu rows: failed (status %d)\n", n_rows, status);
    return false;
}

int main(void)
{
    char folder[] = P_tmpdir "/duikou-bench-XXXXXX", command[64];
    if (mkdtemp(folder) == NULL)
        return 1;
    printf("staging: a damaged workbook of trainees, from the file to the marked workbook\n");
    if (!generate(folder, (const char *const[]){"county", "--size", "city", "--format", "csv",
                                                "--out", folder, NULL})) {
        printf("  skipped: duikou-gen does not run beside this program (make all)\n");
        return 0;
    }
    make_book(folder, SMALL, "small.xlsx");
    bool is_good = in_a_child(folder, SMALL, "small.xlsx");
    make_book(folder, LARGE, "large.xlsx");
    is_good = in_a_child(folder, LARGE, "large.xlsx") && is_good;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command) == 0 && is_good ? 0 : 1;
}
