/* bench/bench_import.c - reading what offices send, beside tools that read the same file in the
 * same run.
 *
 * The file: 100,000 trainees of the generated city (seed 1), the first 40 columns, as CSV and as
 * .xlsx.
 *
 *     scan and validation   dk_import_read, rows per CPU second; peer: .import of the sqlite3 shell
 *     full commit           the same and dk_store_apply into a new database (log, sealing)
 *     xlsx read             every cell of the workbook; peer: xlsx2csv
 *     marked workbook       2,000 rows of a damaged sheet read, marked and written
 *
 * Each runs in a process of its own, so that CPU time and peak memory are its own. Median of 3. A
 * peer that is not installed is named as skipped; a figure is never a gate.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/date.h"
#include "core/import/import.h"
#include "core/store/store.h"

enum { ROWS = 100000, COLUMNS = 40, SMALL = 2000, RUNS = 3, MOST_CODES = 4000, PATH = 512 };

typedef struct {
    char folder[64], program[PATH]; /* of the files; of duikou-gen */
    char csv[PATH], xlsx[PATH], small[PATH], firms[PATH];
} bench;

typedef struct {
    double cpu_s;
    long peak_kb;
    bool is_good;
} figure;

static void die(const char *what, const dk_err *err)
{
    fprintf(stderr, "%s: %s\n", what, err == NULL || err->msg == NULL ? "failed" : err->msg->code);
    exit(1);
}

/* ---- one run in a process of its own ---- */

static figure child(int (*work)(const bench *b), const bench *b)
{
    struct rusage used;
    int status = 0;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        _exit(work(b));
    if (pid < 0 || wait4(pid, &status, 0, &used) != pid)
        return (figure){0};
    return (figure){.cpu_s = (double)used.ru_utime.tv_sec + (double)used.ru_stime.tv_sec +
                             1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec),
                    .peak_kb = used.ru_maxrss,
                    .is_good = WIFEXITED(status) && WEXITSTATUS(status) == 0};
}

static int by_time(const void *a, const void *b)
{
    const figure *x = a, *y = b;
    return (x->cpu_s > y->cpu_s) - (x->cpu_s < y->cpu_s);
}

static figure median(int (*work)(const bench *b), const bench *b)
{
    figure all[RUNS];
    for (int i = 0; i < RUNS; i++) {
        all[i] = child(work, b);
        if (!all[i].is_good)
            return all[i];
    }
    qsort(all, RUNS, sizeof *all, by_time);
    return all[RUNS / 2];
}

/* ---- code lists ---- */

static const char *text(dk_arena *arena, const dk_record *record, const char *key)
{
    size_t i = dk_field_find(record->reg, key);
    return dk_value_text(arena, &record->reg->fields[i], &record->v[i]);
}

static int64_t number(const dk_record *record, const char *key, int64_t none)
{
    const dk_value *value = &record->v[dk_field_find(record->reg, key)];
    return value->kind == DK_V_INT ? value->num : none;
}

static dk_import read_file(const char *path, const char *reg, const dk_codes *codes,
                           dk_arena *arena)
{
    dk_table *table = NULL;
    dk_import read = {0};
    dk_err err = DK_ERR_INIT;
    const dk_import_options options = {.codes = codes,
                                       .day = codes == NULL ? DK_DAY_NONE : dk_day_of(2026, 3, 2)};
    if (dk_table_open(path, path, NULL, &table, &err) != DK_OK ||
        dk_import_read(table, dk_register_find(reg), &options, arena, &read, &err) != DK_OK)
        die(path, &err);
    dk_table_close(table);
    return read;
}

static dk_codes *read_codes(dk_arena *arena)
{
    static const char *const lists[] = {"common", "edu",       "cert",     "occupation", "skill",
                                        "town",   "specialty", "industry", "follow"};
    dk_code_row *rows = dk_arena_array(arena, MOST_CODES, sizeof *rows);
    size_t n = 0;
    for (size_t i = 0; i < sizeof lists / sizeof *lists && rows != NULL; i++) {
        char path[64];
        snprintf(path, sizeof path, "datasets/codes/%s.csv", lists[i]);
        dk_import read = read_file(path, "codes", NULL, arena);
        for (size_t r = 0; r < read.batch.n_rows && n < MOST_CODES; r++) {
            const dk_record *record = read.batch.rows[r].record;
            rows[n++] = (dk_code_row){.list = text(arena, record, "list"),
                                      .code = text(arena, record, "code"),
                                      .name = text(arena, record, "name"),
                                      .name_en = "",
                                      .parent = "",
                                      .aliases = text(arena, record, "aliases"),
                                      .rank = number(record, "rank", 0),
                                      .since = (int32_t)number(record, "since", DK_DAY_NONE),
                                      .until = (int32_t)number(record, "until", DK_DAY_NONE),
                                      .source = ""};
        }
    }
    dk_codes *codes = rows == NULL ? NULL : dk_codes_new(rows, n);
    if (codes == NULL)
        die("codes", NULL);
    return codes;
}

/* ---- what is measured ---- */

static int scan_csv(const bench *b)
{
    dk_arena *arena = dk_arena_new(), *lists = dk_arena_new();
    dk_import read = read_file(b->csv, "trainees", read_codes(lists), arena);
    return read.n_rows == ROWS && read.errors.total == 0 ? 0 : 1;
}

static int scan_xlsx(const bench *b)
{
    dk_arena *arena = dk_arena_new(), *lists = dk_arena_new();
    dk_import read = read_file(b->xlsx, "trainees", read_codes(lists), arena);
    return read.n_rows == ROWS && read.errors.total == 0 ? 0 : 1;
}

static void apply(dk_store *store, const dk_import *read)
{
    static const dk_actor actor = {.user = "bench", .rights = UINT32_MAX};
    const dk_apply_options options = {.now_ms = 1};
    dk_apply_result result;
    dk_err err = DK_ERR_INIT;
    if (dk_store_apply(store, &actor, &read->batch, &options, &result, &err) != DK_OK)
        die("apply", &err);
}

/* With has_trainees false only the firms they refer to, whose share is taken off. */
static int commit(const bench *b, bool has_trainees)
{
    dk_arena *arena = dk_arena_new(), *lists = dk_arena_new();
    dk_codes *codes = read_codes(lists);
    dk_err err = DK_ERR_INIT;
    dk_store *store = NULL;
    char path[PATH];
    snprintf(path, sizeof path, "%s/%d.db", b->folder, (int)getpid());
    const dk_store_options where = {.path = path};
    if (dk_store_create(&where, 1, &err) != DK_OK || dk_store_open(&where, &store, &err) != DK_OK)
        die("store", &err);
    dk_import firms = read_file(b->firms, "enterprises", codes, arena);
    apply(store, &firms);
    dk_arena_free(arena);
    arena = dk_arena_new();
    if (has_trainees) {
        dk_import read = read_file(b->csv, "trainees", codes, arena);
        apply(store, &read);
    }
    dk_store_close(store);
    return 0;
}

static int commit_firms(const bench *b)
{
    return commit(b, false);
}

static int commit_all(const bench *b)
{
    return commit(b, true);
}

static int read_cells(const bench *b)
{
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_row row;
    int64_t n = 0;
    if (dk_table_open(b->xlsx, b->xlsx, NULL, &table, &err) != DK_OK ||
        dk_table_rewind(table, 0, &err) != DK_OK)
        die(b->xlsx, &err);
    while (dk_table_next(table, &row, &err) == DK_OK && row.n_cells > 0)
        n++;
    return n == ROWS + 1 ? 0 : 1;
}

static int mark_small(const bench *b)
{
    dk_arena *arena = dk_arena_new(), *lists = dk_arena_new();
    dk_table *table = NULL;
    dk_import read;
    dk_err err = DK_ERR_INIT;
    char out[PATH];
    snprintf(out, sizeof out, "%s/marked.xlsx", b->folder);
    const dk_import_options options = {.codes = read_codes(lists), .day = dk_day_of(2026, 3, 2)};
    const dk_import_back_options back = {.path = out, .lang = DK_ZH};
    if (dk_table_open(b->small, b->small, NULL, &table, &err) != DK_OK ||
        dk_import_read(table, dk_register_find("trainees"), &options, arena, &read, &err) !=
            DK_OK ||
        dk_import_back(table, &read, &back, &err) != DK_OK)
        die(b->small, &err);
    return read.n_rows == SMALL && read.errors.total > 0 ? 0 : 1;
}

/* ---- peers ---- */

static int run(const char *const *argv)
{
    char *copy[8];
    int null = open("/dev/null", O_WRONLY);
    for (size_t i = 0; i < 8; i++)
        copy[i] = argv[i] == NULL ? NULL : strdup(argv[i]);
    dup2(null, STDOUT_FILENO);
    execvp(copy[0], copy);
    return 127;
}

static int sqlite_import(const bench *b)
{
    char command[PATH + 16], db[PATH];
    snprintf(command, sizeof command, ".import %s t", b->csv);
    snprintf(db, sizeof db, "%s/%d.peer", b->folder, (int)getpid());
    return run(
        (const char *const[]){"sqlite3", db, "-cmd", ".mode csv", command, NULL, NULL, NULL});
}

static int xlsx2csv(const bench *b)
{
    return run((const char *const[]){"xlsx2csv", b->xlsx, NULL, NULL, NULL, NULL, NULL, NULL});
}

static int generate(const bench *b)
{
    return run((const char *const[]){b->program, "county", "--size", "city", "--format", "csv",
                                     "--out", b->folder});
}

static int damage(const bench *b)
{
    char in[PATH], key[PATH];
    snprintf(in, sizeof in, "%s/head.csv", b->folder);
    snprintf(key, sizeof key, "%s/key.csv", b->folder);
    return run(
        (const char *const[]){b->program, "dirty", "--in", in, "--out", b->small, "--key", key});
}

/* ---- the files ---- */

/* The first rows and columns of the trainees to `path`. */
static void cut(const bench *b, const char *path, size_t n_rows, bool is_csv)
{
    char from[PATH];
    dk_table *table = NULL;
    dk_table_writer *writer = NULL;
    dk_err err = DK_ERR_INIT;
    dk_row row;
    dk_column columns[COLUMNS] = {{0}};
    const char *cells[COLUMNS];
    snprintf(from, sizeof from, "%s/trainees.csv", b->folder);
    if (dk_table_open(from, from, NULL, &table, &err) != DK_OK ||
        dk_table_rewind(table, 0, &err) != DK_OK ||
        (is_csv ? dk_table_csv_create(path, false, &writer, &err)
                : dk_table_xlsx_create(path, &writer, &err)) != DK_OK)
        die(path, &err);
    for (size_t i = 0; i <= n_rows; i++) {
        if (dk_table_next(table, &row, &err) != DK_OK || row.n_cells < 1)
            die(from, &err);
        for (size_t c = 0; c < COLUMNS; c++) {
            cells[c] = c < row.n_cells ? row.cells[c].text : "";
            columns[c].title = cells[c];
        }
        if ((i == 0 ? dk_table_write_sheet(writer, "s", NULL, columns, COLUMNS, &err)
                    : dk_table_write_row(writer, cells, COLUMNS, &err)) != DK_OK)
            die(path, &err);
    }
    dk_table_close(table);
    if (dk_table_writer_finish(writer, &err) != DK_OK)
        die(path, &err);
}

static void make_files(bench *b)
{
    char head[PATH];
    ssize_t n = readlink("/proc/self/exe", b->program, sizeof b->program - 32);
    for (int up = 0; n > 0 && up < 2; up++) /* build/bench/x: build/duikou-gen */
        while (n > 0 && b->program[--n] != '/')
            ;
    snprintf(b->program + (n < 0 ? 0 : n), 32, "/duikou-gen");
    snprintf(b->csv, PATH, "%s/t.csv", b->folder);
    snprintf(b->xlsx, PATH, "%s/t.xlsx", b->folder);
    snprintf(b->small, PATH, "%s/small.xlsx", b->folder);
    snprintf(b->firms, PATH, "%s/enterprises.csv", b->folder);
    snprintf(head, sizeof head, "%s/head.csv", b->folder);
    if (!child(generate, b).is_good) {
        printf("import: skipped: %s does not run (make all)\n", b->program);
        exit(0);
    }
    cut(b, b->csv, ROWS, true);
    cut(b, b->xlsx, ROWS, false);
    cut(b, head, SMALL, true);
    if (!child(damage, b).is_good)
        die("damage", NULL);
}

static void line(const char *what, figure f)
{
    if (f.is_good)
        printf("  %-44s %6.2f s CPU  %8.0f rows/s  %6.1f MB peak\n", what, f.cpu_s, ROWS / f.cpu_s,
               (double)f.peak_kb / 1024);
    else
        printf("  %-44s skipped: it does not run here\n", what);
}

static void ratio(const char *what, double ours_s, figure peer, double wanted)
{
    if (peer.is_good)
        printf("  %-44s %6.2f x   (wanted %.2f)\n", what, peer.cpu_s / ours_s, wanted);
}

int main(void)
{
    bench b = {.folder = P_tmpdir "/duikou-bench-XXXXXX"};
    char command[128];
    if (mkdtemp(b.folder) == NULL)
        return 1;
    make_files(&b);
    figure scan = median(scan_csv, &b), peer = median(sqlite_import, &b);
    figure firms = median(commit_firms, &b), whole = median(commit_all, &b);
    figure cells = median(read_cells, &b), converter = child(xlsx2csv, &b);
    figure book = child(scan_xlsx, &b), marked = median(mark_small, &b);
    const double commit_s = whole.cpu_s - firms.cpu_s;
    printf("import: %d trainees, %d columns; CPU of a process of its own, median of %d\n",
           (int)ROWS, (int)COLUMNS, (int)RUNS);
    line("scan and validation, csv", scan);
    line("sqlite3 .import, csv", peer);
    line("scan, validation, commit, csv (firms included)", whole);
    line("every cell of the .xlsx", cells);
    line("xlsx2csv", converter);
    line("scan and validation, .xlsx", book);
    printf("  %-44s %6.2f s CPU  %6.1f MB peak\n", "2,000 damaged rows to a marked workbook",
           marked.cpu_s, (double)marked.peak_kb / 1024);
    ratio("scan and validation over .import", scan.cpu_s, peer, 0.8);
    ratio("full commit over .import", commit_s, peer, 0.15);
    ratio("xlsx read over xlsx2csv", cells.cpu_s, converter, 5);
    snprintf(command, sizeof command, "rm -r %s", b.folder);
    return system(command) == 0 ? 0 : 1;
}
