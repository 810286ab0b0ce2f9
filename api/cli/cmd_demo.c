/* api/cli/cmd_demo.c - the sample county, from made-up workbooks to a served page.
 *
 * The workbooks come from the program duikou-gen beside this one and are imported like any
 * bureau's. Each step is skipped when its result is there already, so a second run is ready at once
 * and a run that was interrupted goes on where it stopped.
 *
 * The county has a calendar of its own, and its log goes by it: last year's sheets were handed in
 * on four days of that year, before anybody in them was placed; demand as far as it was known a
 * month ago, and the forecast made of it was kept; the others on the county's today. So there is a
 * past that can be asked what was known then, and what changed in the forecast since last month can
 * be told apart. What a user does afterwards carries the user's time.
 */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/cli/cli.h"
#include "api/cli/import_report.h"
#include "api/cli/messages.h"
#include "api/cli/serving.h"
#include "api/usecase/scoreboard.h"

enum { PATH_SIZE = 4096, SHOWN_PEOPLE = 3 };

extern char **environ;

/* Days of the county's calendar on which sheets were handed in. */
typedef enum { LAST_JANUARY, LAST_APRIL, LAST_JUNE, LAST_SEPTEMBER, LAST_MONTH, TODAY } handed_in;

/* The workbooks in the order in which they are imported. */
static const struct {
    const char *file, *register_key;
    handed_in when;
} SHEETS[] = {
    {"enterprises.xlsx", "enterprises", LAST_JANUARY},
    {"last_posts_01.xlsx", "posts", LAST_JANUARY},
    {"last_trainees_01.xlsx", "trainees", LAST_JANUARY},
    {"last_posts_04.xlsx", "posts", LAST_APRIL},
    {"last_trainees_04.xlsx", "trainees", LAST_APRIL},
    {"last_posts_06.xlsx", "posts", LAST_JUNE},
    {"last_trainees_06.xlsx", "trainees", LAST_JUNE},
    {"last_posts_09.xlsx", "posts", LAST_SEPTEMBER},
    {"last_trainees_09.xlsx", "trainees", LAST_SEPTEMBER},
    {"last_demand.xlsx", "demand", LAST_MONTH},
    {"last_reports.xlsx", "reports", LAST_MONTH},
    {"settings.csv", "codes", TODAY},
    {"posts.xlsx", "posts", TODAY},
    {"trainees.xlsx", "trainees", TODAY},
    {"specialties.xlsx", "specialties", TODAY},
    {"teachers.xlsx", "teachers", TODAY},
    {"dormitories.xlsx", "dormitories", TODAY},
    {"applicants.xlsx", "applicants", TODAY},
    {"demand.xlsx", "demand", TODAY},
    {"reports.xlsx", "reports", TODAY},
    {"projects.xlsx", "projects", TODAY},
    {"courses.xlsx", "courses", TODAY},
    {"placements.xlsx", "placements", TODAY},
};
enum { N_SHEETS = sizeof SHEETS / sizeof *SHEETS };

/* `name` in the folder of `path`. */
static void beside(const char *path, const char *name, char out[PATH_SIZE])
{
    const char *slash = strrchr(path, '/');
    int len = slash == NULL ? 0 : (int)(slash - path + 1);
    snprintf(out, PATH_SIZE, "%.*s%s", len, path, name);
}

static bool exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

/* Runs duikou-gen into `dir`; it says itself what it writes. */
static dk_code generate(dk_cli *cli, const char *dir, dk_err *err)
{
    char program[PATH_SIZE];
    beside(cli->program, "duikou-gen", program);
    /* posix_spawn wants modifiable strings, hence the copies. */
    char verb[] = "county", out[] = "--out", size_option[] = "--size", folder[PATH_SIZE], size[16];
    snprintf(folder, sizeof folder, "%s", dir);
    snprintf(size, sizeof size, "%s", dk_cli_get(cli, DK_OPT_SIZE, "sample"));
    char *const args[] = {program, verb, out, folder, size_option, size, NULL};
    pid_t child;
    int status = 0;
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return DK_FAIL0(err, MSG_GENERATE_FAILED);
    if (posix_spawnp(&child, program, NULL, NULL, args, environ) != 0)
        return DK_FAIL(err, MSG_PROGRAM_MISSING, DK_NOWHERE, dk_arg_str("duikou-gen"));
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return DK_FAIL0(err, MSG_GENERATE_FAILED);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return DK_FAIL(err, MSG_PROGRAM_MISSING, DK_NOWHERE, dk_arg_str("duikou-gen"));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return DK_FAIL0(err, MSG_GENERATE_FAILED);
    return DK_OK;
}

/* True when a batch came from `file` before, undone or not: its data are the user's now. */
static bool is_known(const dk_batch_info *batches, size_t n, const char *file)
{
    for (size_t i = 0; i < n; i++)
        if (batches[i].file != NULL && strcmp(batches[i].file, file) == 0)
            return true;
    return false;
}

/* ---- the county's calendar ---- */

static dk_day day_of(handed_in when)
{
    const dk_day days[] = {
        [LAST_JANUARY] = dk_day_of(2025, 1, 6), [LAST_APRIL] = dk_day_of(2025, 4, 1),
        [LAST_JUNE] = dk_day_of(2025, 6, 1),    [LAST_SEPTEMBER] = dk_day_of(2025, 9, 1),
        [LAST_MONTH] = dk_day_of(2026, 2, 2),   [TODAY] = dk_day_of(2026, 3, 2)};
    return days[when];
}

/* Eight in the morning of the day, UTC milliseconds. */
static int64_t morning(const dk_app_options *options, handed_in when)
{
    enum { MINUTES = 8 * 60, MINUTE_MS = 60000, DAY_MS = 86400000 };
    return (int64_t)day_of(when) * DAY_MS + (int64_t)(MINUTES - options->zone_minutes) * MINUTE_MS;
}

static int64_t county_clock(void *ctx)
{
    const int64_t *now = ctx;
    return *now;
}

/* Imports the workbooks that never were; what a user changed or undid since stays so. */
static dk_code import_all(dk_cli *cli, dk_app *app, const char *dir, const dk_app_options *options,
                          dk_err *err)
{
    enum { ALL_BATCHES = 100000 };
    dk_batch_info *batches = NULL;
    size_t n_batches = 0;
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err)
                                 : dk_uc_batches(&(dk_call){app, &cli->actor, arena}, ALL_BATCHES,
                                                 &batches, &n_batches, err);
    for (size_t i = 0; code == DK_OK && i < N_SHEETS; i++) {
        char path[PATH_SIZE];
        int n = snprintf(path, sizeof path, "%s/%s", dir, SHEETS[i].file);
        if (n >= (int)sizeof path || !exists(path) || is_known(batches, n_batches, SHEETS[i].file))
            continue;
        *(int64_t *)options->clock_ctx = morning(options, SHEETS[i].when);
        code = dk_cli_import(cli, app, dk_register_find(SHEETS[i].register_key), path, err);
        dk_apply_result kept;
        /* After the last sheet of a month ago its forecast is made, and kept. */
        if (code == DK_OK && SHEETS[i].when == LAST_MONTH && SHEETS[i + 1].when == TODAY)
            code = dk_uc_forecast_keep(&(dk_call){app, &cli->actor, arena}, day_of(SHEETS[i].when),
                                       &kept, err);
    }
    dk_arena_free(arena);
    return code;
}

static dk_code prepare(dk_cli *cli, dk_app **app, dk_err *err)
{
    dk_app_options options, then;
    char dir[PATH_SIZE];
    dk_app *filled = NULL;
    if (dk_cli_app_options(cli, &options, err) != DK_OK)
        return DK_FAILED;
    int64_t now = morning(&options, LAST_JANUARY);
    then = options;
    then.clock_ms = county_clock;
    then.clock_ctx = &now;
    beside(options.db_path, "sheets", dir);
    bool is_new = !exists(options.db_path);
    if (is_new &&
        (generate(cli, dir, err) != DK_OK || dk_app_init(&then, &cli->actor, err) != DK_OK))
        return DK_FAILED;
    if (dk_app_open(&then, &filled, err) != DK_OK)
        return DK_FAILED;
    if (!is_new)
        dk_cli_note(cli, dk_cli_say(cli, "沿用已有数据 %s", "using the data in %s"),
                    options.db_path);
    dk_code code = import_all(cli, filled, dir, &then, err);
    dk_app_close(filled);
    return code == DK_OK ? dk_app_open(&options, app, err) : DK_FAILED;
}

/* Three people of different specialties, five posts each. */
typedef struct {
    dk_cli *cli;
    size_t n;
    char seen[SHOWN_PEOPLE][128]; /* second lines begin with the specialty */
} shower;

/* True when the person could start in time at the best post: a list for someone who is still in
 * school for years is right but no good example. */
static bool is_ready(const dk_match_list *list)
{
    const dk_explanation *best = list->n_matches == 0 ? NULL : &list->matches[0].why;
    for (size_t i = 0; best != NULL && i < best->n_criteria; i++)
        if (strcmp(best->criteria[i].key, "start") == 0)
            return best->criteria[i].state != DK_STATE_NOT_FOUND;
    return best != NULL;
}

static bool show(void *ctx, const dk_match_list *list)
{
    shower *s = ctx;
    if (!is_ready(list))
        return true;
    size_t len = strcspn(list->subject_line, " ");
    for (size_t i = 0; i < s->n; i++)
        if (strncmp(s->seen[i], list->subject_line, len) == 0)
            return true;
    snprintf(s->seen[s->n++], sizeof s->seen[0], "%s", list->subject_line);
    dk_cli_progress_done(s->cli);
    printf("\n════════  ");
    dk_cli_print_matches(s->cli, list, stdout);
    return s->n < SHOWN_PEOPLE;
}

/* The forecast and the plan, as their own commands print them. A plan that cannot be is an answer
 * too. */
static dk_code show_outlook(dk_cli *cli, dk_err *err)
{
    static const char *const names[] = {"forecast", "quota"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        dk_err problem = DK_ERR_INIT;
        printf("\n════════  ");
        fflush(stdout);
        if (dk_command_named(names[i])->run(cli, &problem) == DK_OK)
            continue;
        if (problem.msg->exit != DK_EXIT_INFEASIBLE) {
            *err = problem;
            return DK_FAILED;
        }
        dk_cli_print_err(stdout, cli->lang, &problem);
    }
    fflush(stdout);
    return DK_OK;
}

static void say_ready(void *ctx, const char *address)
{
    dk_cli *cli = ctx;
    dk_cli_note(
        cli,
        dk_cli_say(
            cli,
            "\n打开 %s\n  数据：%s（密钥在旁边的 .key）\n  停止：Ctrl-C；再次运行保留数据；"
            "从空白开始：删除数据目录后运行 duikou init\n"
            "  用另一台电脑的浏览器：ssh -L 8080:127.0.0.1:8080 本机，再打开 "
            "http://127.0.0.1:8080/",
            "\nopen %s\n  data: %s (the key stands beside it, .key)\n  stop: Ctrl-C; another run "
            "keeps "
            "the data; to begin empty delete the folder and run duikou init\n"
            "  from a browser on another PC: ssh -L 8080:127.0.0.1:8080 this-machine, then open "
            "http://127.0.0.1:8080/"),
        address, cli->option[DK_OPT_DB]);
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    shower s = {.cli = cli};
    dk_uc_match_options how = {.top = 5, .as_of = DK_DAY_NONE, .lang = cli->lang};
    dk_progress progress = dk_cli_progress(cli);
    if (dk_cli_catch_interrupt(cli, err) != DK_OK || prepare(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_code code =
        dk_uc_match_all(&(dk_call){app, &cli->actor, NULL}, &how, show, &s, &progress, err);
    if (code == DK_OK)
        code = show_outlook(cli, err);
    if (code == DK_OK && !dk_cli_has(cli, DK_OPT_NO_SERVE))
        code = dk_cli_serve(cli, app, say_ready, err);
    dk_app_close(app);
    return code;
}

const dk_command dk_command_demo = {
    .name = "demo",
    .summary = {"生成示例县，导入、匹配、打印结果并打开网页",
                "make a sample county, import, match, print and serve"},
    .usage = "demo --db FILE [--size sample|county] [--no-serve]",
    .examples = {"  duikou demo --db demo/duikou.db\n  duikou demo --db demo/duikou.db --no-serve",
                 "  duikou demo --db demo/duikou.db\n  duikou demo --db demo/duikou.db --no-serve"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(SIZE) | DK_OPT_BIT(LISTEN) |
               DK_OPT_BIT(NO_SERVE) | DK_OPT_BIT(SEED) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(WEIGHTS),
    .required = DK_OPT_BIT(DB),
    .run = run,
};
