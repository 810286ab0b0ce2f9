/* api/cli/cli.h - the command line: parsed options, the open centre, and printing.
 *
 * A command is one file cmd_<name>.c with a const descriptor and one line in commands.def. Standard
 * output carries data only; progress, questions and errors go to standard error. Nothing here
 * decides anything: commands call api/usecase and print.
 */
#ifndef DK_API_CLI_CLI_H
#define DK_API_CLI_CLI_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "api/usecase/usecase.h"

typedef enum {
#define DK_OPTION(id, name, arg, zh, en) DK_OPT_##id,
#include "api/cli/options.def"
#undef DK_OPTION
    DK_N_OPTIONS
} dk_option_id;

static_assert(DK_N_OPTIONS <= 64, "a set of options is one word");
#define DK_OPT_BIT(id) (UINT64_C(1) << DK_OPT_##id)

typedef struct {
    dk_lang lang;
    const char *option[DK_N_OPTIONS]; /* argument, "" for a given switch, NULL when not given */
    char *const *args;                /* positional arguments after the command */
    size_t n_args;
    const char *program; /* argv[0], to find programs beside it */
    int interrupt_fd;    /* signalfd of SIGINT and SIGTERM, or -1 */
    bool is_bar_shown;   /* a progress line stands on standard error */
    dk_actor actor;
    const struct dk_server_hook *server;
} dk_cli;

/* Told the address once the server answers there. */
typedef void dk_server_ready(void *ctx, const char *address);

/* The server, handed in by the program (api/main.c), so that the command line need not know HTTP:
 * serves `app` on `listen` until interrupt_fd becomes readable. */
typedef struct dk_server_hook {
    dk_code (*serve)(dk_app *app, const char *listen, int interrupt_fd, dk_server_ready *ready,
                     void *ctx, dk_err *err);
} dk_server_hook;

typedef struct {
    const char *name;
    dk_text summary;
    const char *usage; /* "init --db FILE" */
    dk_text examples;  /* lines "  duikou init --db county.db      建一个新库" */
    uint64_t options;  /* DK_OPT_BITs it takes beside LANG, QUIET, HELP */
    uint64_t required; /* those it cannot do without */
    size_t min_args, max_args;
    /* One of the two: `work` is done with the centre of --db open and an arena, both gone
     * afterwards; `run` opens what it needs itself. */
    dk_code (*work)(dk_cli *cli, const dk_call *call, dk_err *err);
    dk_code (*run)(dk_cli *cli, dk_err *err);
} dk_command;

/* All commands in the order of commands.def, and their number. */
extern const dk_command *const dk_commands[];
extern const size_t dk_n_commands;

/* The command named `name`, NULL when there is none. */
const dk_command *dk_command_named(const char *name);

/* The whole program: parses, runs, prints the error. Returns the exit code. */
int dk_cli_main(int argc, char **argv, const dk_server_hook *server);

/* Fails with MSG_OPTION_WITHOUT when an option of `bits` was given: they go with `other` only. */
DK_MUST dk_code dk_cli_refuse(const dk_cli *cli, uint64_t bits, dk_option_id other,
                              const char *usage, dk_err *err);

/* The value of an option or `fallback`. */
const char *dk_cli_get(const dk_cli *cli, dk_option_id id, const char *fallback);
static inline bool dk_cli_has(const dk_cli *cli, dk_option_id id)
{
    return cli->option[id] != NULL;
}

/* What an integer option may be, both ends included, and what it is when it is not given (that may
 * lie outside). */
typedef struct {
    int64_t least, most, otherwise;
} dk_cli_range;

/* An integer option; MSG_OPTION_INVALID names the range. */
DK_MUST dk_code dk_cli_int(const dk_cli *cli, dk_option_id id, dk_cli_range range, int64_t *out,
                           dk_err *err);

/* App options from --db, --key, --as-of, --weights, --seed and the real clock. */
DK_MUST dk_code dk_cli_app_options(const dk_cli *cli, dk_app_options *out, dk_err *err);
DK_MUST dk_code dk_cli_open(const dk_cli *cli, dk_app **out, dk_err *err);

/* Catches SIGINT and SIGTERM from here on: progress then cancels, serve stops. */
DK_MUST dk_code dk_cli_catch_interrupt(dk_cli *cli, dk_err *err);
bool dk_cli_is_interrupted(const dk_cli *cli);

/* A progress reporter on standard error (a line on a terminal, silent otherwise or with --quiet).
 */
dk_progress dk_cli_progress(dk_cli *cli);
/* Removes the progress line before other output. */
void dk_cli_progress_done(dk_cli *cli);

/* Text in the chosen language. */
__attribute__((format_arg(2), format_arg(3))) static inline const char *dk_cli_say(
    const dk_cli *cli, const char *zh, const char *en)
{
    return cli->lang == DK_ZH ? zh : en;
}

/* One line on standard error, without a new line in front of a progress bar. */
void dk_cli_note(dk_cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints an error as people read it: where, what, what to do next. */
void dk_cli_print_err(FILE *out, dk_lang lang, const dk_err *err);

/* ---- tables ---- */

/* Rows of texts collected and printed with columns aligned by display width; rows beyond what a
 * person reads are the caller's choice. Texts are copied. */
typedef struct dk_grid dk_grid;
dk_grid *dk_grid_new(size_t n_columns); /* NULL: memory */
void dk_grid_free(dk_grid *grid);
/* `right` columns (bit per column) are aligned right. */
void dk_grid_align(dk_grid *grid, uint64_t right);
DK_MUST dk_code dk_grid_row(dk_grid *grid, const char *const *cells, dk_err *err);
void dk_grid_print(const dk_grid *grid, FILE *out, bool has_header);
/* On standard output: with --csv as CSV, else aligned. */
void dk_cli_print_grid(const dk_cli *cli, const dk_grid *grid, bool has_header);

/* A name of the caller's in CSV for programs, on standard output: quoted where it must be, never
 * changed, so that they find their own keys again. */
void dk_cli_print_name(const char *text);

/* Prints a match list as a person reads it: posts with reasons. */
void dk_cli_print_matches(const dk_cli *cli, const dk_match_list *list, FILE *out);

#endif
