/* api/cli/cli.c - from argv to a command: options, language, help, errors.
 *
 * Options may stand anywhere after the command. Each command names the options it takes; a misspelt
 * one is answered with the nearest of those. Language: --lang, DUIKOU_LANG, LANG (zh* is Chinese);
 * unset or C is English with one Chinese line on how to switch.
 */
#include "api/cli/cli.h"

#include <assert.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "api/cli/messages.h"
#include "core/base/date.h"
#include "core/base/messages.h"
#include "core/base/parse.h"

#define DK_COMMAND(id) extern const dk_command dk_command_##id;
#include "api/cli/commands.def"
#undef DK_COMMAND

const dk_command *const dk_commands[] = {
#define DK_COMMAND(id) &dk_command_##id,
#include "api/cli/commands.def"
#undef DK_COMMAND
};
const size_t dk_n_commands = sizeof dk_commands / sizeof *dk_commands;

static const struct {
    const char *name, *arg;
    dk_text help;
} OPTIONS[] = {
#define DK_OPTION(id, name, arg, zh, en) {name, arg, {zh, en}},
#include "api/cli/options.def"
#undef DK_OPTION
};

static const uint64_t COMMON = DK_OPT_BIT(LANG) | DK_OPT_BIT(QUIET) | DK_OPT_BIT(HELP);

enum { CHINA_MINUTES = 480 };

/* ---- language ---- */

/* The language a setting asks for; false when it asks for none. */
static bool lang_of(const char *text, dk_lang *lang)
{
    if (text == NULL || *text == '\0' || strcmp(text, "C") == 0 || strncmp(text, "C.", 2) == 0 ||
        strcmp(text, "POSIX") == 0)
        return false;
    *lang = strncmp(text, "zh", 2) == 0 ? DK_ZH : DK_EN;
    return true;
}

static dk_lang lang_choose(const char *option, bool *is_default)
{
    dk_lang lang = DK_EN;
    *is_default = !lang_of(option, &lang) && !lang_of(getenv("DUIKOU_LANG"), &lang) &&
                  !lang_of(getenv("LC_ALL"), &lang) && !lang_of(getenv("LANG"), &lang);
    return lang;
}

/* ---- help ---- */

static void print_options(const dk_cli *cli, uint64_t set)
{
    for (size_t i = 0; i < DK_N_OPTIONS; i++) {
        char head[64];
        if ((set >> i & 1) == 0)
            continue;
        snprintf(head, sizeof head, "--%s%s%s", OPTIONS[i].name, OPTIONS[i].arg == NULL ? "" : " ",
                 OPTIONS[i].arg == NULL ? "" : OPTIONS[i].arg);
        printf("  %-24s %s\n", head, dk_in(OPTIONS[i].help, cli->lang));
    }
}

static void help_command(const dk_cli *cli, const dk_command *command)
{
    printf("%s\n\n%s\n%s\n\n", dk_in(command->summary, cli->lang),
           dk_cli_say(cli, "例子：", "Examples:"), dk_in(command->examples, cli->lang));
    printf("%s duikou %s\n\n%s\n", dk_cli_say(cli, "用法：", "Usage:"), command->usage,
           dk_cli_say(cli, "选项：", "Options:"));
    print_options(cli, command->options | COMMON);
}

static void help_all(const dk_cli *cli, bool is_default_lang)
{
    printf("duikou %s - %s\n\n", DK_VERSION,
           dk_cli_say(cli, "县职教中心的对口匹配与就业分析",
                      "job matching and placement analytics for a county"));
    printf("%s\n", dk_cli_say(cli, "命令：", "Commands:"));
    for (size_t i = 0; i < dk_n_commands; i++)
        printf("  %-10s %s\n", dk_commands[i]->name, dk_in(dk_commands[i]->summary, cli->lang));
    printf("\n%s\n",
           dk_cli_say(
               cli, "duikou 命令 --help 给出例子和选项；试一试：duikou demo --db demo.db",
               "duikou COMMAND --help shows examples and options; try: duikou demo --db demo.db"));
    if (is_default_lang)
        printf("中文：export DUIKOU_LANG=zh 或加 --lang zh\n");
}

/* ---- parsing ---- */

const dk_command *dk_command_named(const char *name)
{
    for (size_t i = 0; i < dk_n_commands; i++)
        if (strcmp(dk_commands[i]->name, name) == 0)
            return dk_commands[i];
    return NULL;
}

static dk_code fail_command(const char *name, dk_err *err)
{
    const char *names[64];
    char nearest[200];
    static_assert(sizeof dk_commands / sizeof *dk_commands <= 64, "names[] holds all commands");
    for (size_t i = 0; i < dk_n_commands; i++)
        names[i] = dk_commands[i]->name;
    dk_suggest(name, names, dk_n_commands, nearest, sizeof nearest);
    return DK_FAIL(err, MSG_COMMAND_UNKNOWN, DK_NOWHERE, dk_arg_str(name), dk_arg_str(nearest));
}

static dk_code fail_option(const char *text, const dk_command *command, dk_err *err)
{
    char names[DK_N_OPTIONS][32], nearest[200];
    const char *list[DK_N_OPTIONS];
    size_t n = 0;
    for (size_t i = 0; i < DK_N_OPTIONS; i++) {
        if (((command->options | COMMON) >> i & 1) == 0)
            continue;
        snprintf(names[n], sizeof names[n], "--%s", OPTIONS[i].name);
        list[n] = names[n];
        n++;
    }
    dk_suggest(text, list, n, nearest, sizeof nearest);
    return DK_FAIL(err, MSG_OPTION_UNKNOWN, DK_NOWHERE, dk_arg_str(text), dk_arg_str(command->name),
                   dk_arg_str(nearest));
}

/* Reads one option at argv[*i] ("--name", "--name=value"); -h and -q are short forms. */
static dk_code parse_option(dk_cli *cli, const dk_command *command, char **argv, int argc, int *i,
                            dk_err *err)
{
    const char *text = argv[*i];
    if (strcmp(text, "-h") == 0)
        text = "--help";
    if (strcmp(text, "-q") == 0)
        text = "--quiet";
    const char *name = text + 2, *equals = strchr(text, '=');
    size_t len = equals == NULL ? strlen(name) : (size_t)(equals - name);
    for (size_t k = 0; strncmp(text, "--", 2) == 0 && k < DK_N_OPTIONS; k++) {
        if (strlen(OPTIONS[k].name) != len || strncmp(OPTIONS[k].name, name, len) != 0 ||
            ((command->options | COMMON) >> k & 1) == 0)
            continue;
        if (OPTIONS[k].arg == NULL) {
            cli->option[k] = "";
            return DK_OK;
        }
        if (equals == NULL && *i + 1 >= argc)
            return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str(OPTIONS[k].name),
                           dk_arg_str(""), dk_arg_str(OPTIONS[k].arg));
        cli->option[k] = equals != NULL ? equals + 1 : argv[++*i];
        return DK_OK;
    }
    return fail_option(text, command, err);
}

static dk_code parse(dk_cli *cli, const dk_command *command, int argc, char **argv, dk_err *err)
{
    int kept = 2; /* positional arguments are moved together from argv[2] on */
    bool is_rest = false;
    for (int i = 2; i < argc; i++) {
        if (!is_rest && strcmp(argv[i], "--") == 0) {
            is_rest = true;
        } else if (!is_rest && argv[i][0] == '-' && argv[i][1] != '\0') {
            if (parse_option(cli, command, argv, argc, &i, err) != DK_OK)
                return DK_FAILED;
        } else {
            argv[kept++] = argv[i];
        }
    }
    cli->args = argv + 2;
    cli->n_args = (size_t)(kept - 2);
    return DK_OK;
}

static dk_code check(const dk_cli *cli, const dk_command *command, dk_err *err)
{
    for (size_t i = 0; i < DK_N_OPTIONS; i++)
        if ((command->required >> i & 1) && cli->option[i] == NULL)
            return DK_FAIL(err, MSG_OPTION_MISSING, DK_NOWHERE, dk_arg_str(OPTIONS[i].name),
                           dk_arg_str(command->name), dk_arg_str(command->usage));
    if (cli->n_args < command->min_args || cli->n_args > command->max_args)
        return DK_FAIL(err, MSG_ARGUMENT_COUNT, DK_NOWHERE, dk_arg_str(command->name),
                       dk_arg_str(command->usage));
    dk_lang lang;
    if (cli->option[DK_OPT_LANG] != NULL && !lang_of(cli->option[DK_OPT_LANG], &lang))
        return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str("lang"),
                       dk_arg_str(cli->option[DK_OPT_LANG]), dk_arg_str("zh, en"));
    if (dk_cli_has(cli, DK_OPT_UNMASK) && !dk_cli_has(cli, DK_OPT_PURPOSE))
        return DK_FAIL0(err, MSG_PURPOSE_MISSING);
    return DK_OK;
}

/* The local actor: whoever can read the key file beside the database holds every right already. */
static dk_actor local_actor(const dk_cli *cli)
{
    return (dk_actor){.user = "local",
                      .rights = DK_RIGHT_READ | DK_RIGHT_WRITE | DK_RIGHT_UNMASK |
                                DK_RIGHT_ALL_UNITS | DK_RIGHT_ADMIN,
                      .purpose = cli->option[DK_OPT_PURPOSE]};
}

/* A command's work with the centre open. */
static dk_code do_work(dk_cli *cli, const dk_command *command, dk_err *err)
{
    dk_call call = {.actor = &cli->actor, .arena = dk_arena_new()};
    dk_code code = call.arena == NULL ? DK_NO_MEMORY(err) : dk_cli_open(cli, &call.app, err);
    if (code == DK_OK)
        code = command->work(cli, &call, err);
    dk_app_close(call.app);
    dk_arena_free(call.arena);
    return code;
}

static dk_code run(dk_cli *cli, int argc, char **argv, dk_err *err)
{
    bool is_default = false;
    cli->lang = lang_choose(NULL, &is_default);
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        help_all(cli, is_default);
        return DK_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("duikou %s\n", DK_VERSION);
        return DK_OK;
    }
    const dk_command *command = dk_command_named(argv[1]);
    if (command == NULL)
        return fail_command(argv[1], err);
    dk_code code = parse(cli, command, argc, argv, err);
    cli->lang = lang_choose(cli->option[DK_OPT_LANG], &is_default);
    if (code != DK_OK)
        return code;
    if (dk_cli_has(cli, DK_OPT_HELP)) {
        help_command(cli, command);
        return DK_OK;
    }
    if (check(cli, command, err) != DK_OK)
        return DK_FAILED;
    cli->actor = local_actor(cli);
    return command->work == NULL ? command->run(cli, err) : do_work(cli, command, err);
}

int dk_cli_main(int argc, char **argv, const dk_server_hook *server)
{
    dk_uc_start();
    dk_cli cli = {.interrupt_fd = -1, .server = server, .program = argc > 0 ? argv[0] : "duikou"};
    dk_err err = DK_ERR_INIT;
    dk_code code = run(&cli, argc, argv, &err);
    dk_cli_progress_done(&cli);
    if (cli.interrupt_fd >= 0)
        close(cli.interrupt_fd);
    if (fflush(stdout) != 0 && code == DK_OK)
        code = DK_FAIL(&err, MSG_FILE_UNWRITABLE, DK_NOWHERE, dk_arg_str("stdout"), dk_arg_str(""));
    if (code == DK_OK)
        return DK_EXIT_OK;
    dk_cli_print_err(stderr, cli.lang, &err);
    return err.msg->exit;
}

/* ---- for commands ---- */

const char *dk_cli_get(const dk_cli *cli, dk_option_id id, const char *fallback)
{
    return cli->option[id] == NULL ? fallback : cli->option[id];
}

dk_code dk_cli_int(const dk_cli *cli, dk_option_id id, dk_cli_range range, int64_t *out,
                   dk_err *err)
{
    assert(range.least <= range.most);
    *out = range.otherwise;
    if (cli->option[id] == NULL || dk_parse_int(cli->option[id], range.least, range.most, out))
        return DK_OK;
    char expected[64];
    snprintf(expected, sizeof expected, "%lld–%lld", (long long)range.least, (long long)range.most);
    return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str(OPTIONS[id].name),
                   dk_arg_str(cli->option[id]), dk_arg_str(expected));
}

static int64_t clock_ms(void *ctx)
{
    (void)ctx;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

dk_code dk_cli_app_options(const dk_cli *cli, dk_app_options *out, dk_err *err)
{
    int64_t seed = 0;
    dk_day as_of = DK_DAY_NONE;
    const char *date = cli->option[DK_OPT_AS_OF];
    if (date != NULL && !dk_day_parse(date, &as_of))
        return DK_FAIL(err, MSG_DATE_INVALID, (dk_place){.field = "--as-of"}, dk_arg_str(date));
    if (dk_cli_int(cli, DK_OPT_SEED, (dk_cli_range){0, INT64_MAX, 0}, &seed, err) != DK_OK)
        return DK_FAILED;
    *out = (dk_app_options){.db_path = cli->option[DK_OPT_DB],
                            .key_path = cli->option[DK_OPT_KEY],
                            .zone_minutes = CHINA_MINUTES,
                            .clock_ms = clock_ms,
                            .as_of = as_of,
                            .weights_path = cli->option[DK_OPT_WEIGHTS],
                            .seed = (uint64_t)seed};
    return DK_OK;
}

dk_code dk_cli_open(const dk_cli *cli, dk_app **out, dk_err *err)
{
    dk_app_options options;
    if (dk_cli_app_options(cli, &options, err) != DK_OK)
        return DK_FAILED;
    return dk_app_open(&options, out, err);
}

dk_code dk_cli_catch_interrupt(dk_cli *cli, dk_err *err)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    if (cli->interrupt_fd >= 0)
        return DK_OK;
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    cli->interrupt_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (cli->interrupt_fd < 0)
        return DK_NO_MEMORY(err);
    return DK_OK;
}

bool dk_cli_is_interrupted(const dk_cli *cli)
{
    struct signalfd_siginfo info;
    return cli->interrupt_fd >= 0 && read(cli->interrupt_fd, &info, sizeof info) == sizeof info;
}

static bool report(void *ctx, dk_text stage, size_t done, size_t total)
{
    dk_cli *cli = ctx;
    if (dk_cli_is_interrupted(cli))
        return false;
    if (dk_cli_has(cli, DK_OPT_QUIET) || !isatty(STDERR_FILENO))
        return true;
    if (total > 0)
        fprintf(stderr, "\r\033[K%s %zu/%zu (%zu%%)", dk_in(stage, cli->lang), done, total,
                done * 100 / total);
    else
        fprintf(stderr, "\r\033[K%s %zu", dk_in(stage, cli->lang), done);
    cli->is_bar_shown = true;
    return true;
}

dk_progress dk_cli_progress(dk_cli *cli)
{
    return (dk_progress){report, cli};
}

void dk_cli_progress_done(dk_cli *cli)
{
    if (cli->is_bar_shown)
        fputs("\r\033[K", stderr);
    cli->is_bar_shown = false;
}

dk_code dk_cli_refuse(const dk_cli *cli, uint64_t bits, dk_option_id other, const char *usage,
                      dk_err *err)
{
    for (int i = 0; i < DK_N_OPTIONS; i++)
        if ((bits >> i & 1) != 0 && cli->option[i] != NULL)
            return DK_FAIL(err, MSG_OPTION_WITHOUT, DK_NOWHERE, dk_arg_str(OPTIONS[i].name),
                           dk_arg_str(OPTIONS[other].name), dk_arg_str(usage));
    return DK_OK;
}

void dk_cli_note(dk_cli *cli, const char *format, ...)
{
    if (dk_cli_has(cli, DK_OPT_QUIET))
        return;
    dk_cli_progress_done(cli);
    /* What was printed before stands before it where both streams go to one file: a full buffer may
     * end within a character. */
    fflush(stdout);
    va_list args;
    fflush(stdout); /* both streams may go to one place: no line is cut in two */
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

void dk_cli_print_err(FILE *out, dk_lang lang, const dk_err *err)
{
    char text[1024];
    if (out != stdout)
        fflush(stdout);
    if (dk_err_where(err, lang, text, sizeof text) > 0)
        fprintf(out, "%s%s", text, lang == DK_ZH ? "：" : ": ");
    dk_err_text(err, lang, text, sizeof text);
    fputs(text, out);
    if (dk_err_next(err, lang, text, sizeof text) > 0)
        fprintf(out, "%s%s", lang == DK_ZH ? "。" : ". ", text);
    fprintf(out, " [%s]\n", err->msg->code);
}
