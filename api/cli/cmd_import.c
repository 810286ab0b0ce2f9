/* api/cli/cmd_import.c - sheets into a register, each as one batch. */
#include "api/cli/cli.h"
#include "api/cli/import_report.h"
#include "api/cli/messages.h"

enum { SHOWN_ERRORS = 50 };

static void print_errors(dk_cli *cli, const dk_uc_import_result *result)
{
    const dk_err_list *errors = &result->import.errors;
    dk_cli_progress_done(cli);
    for (size_t i = 0; i < errors->n && i < SHOWN_ERRORS; i++)
        dk_cli_print_err(stderr, cli->lang, errors->items[i]);
    if (errors->total > SHOWN_ERRORS)
        fprintf(stderr, dk_cli_say(cli, "……还有 %zu 处错误\n", "... and %zu more errors\n"),
                errors->total - SHOWN_ERRORS);
}

static void print_unmapped(dk_cli *cli, const dk_import *import)
{
    for (size_t i = 0; i < import->n_mapping; i++)
        if (import->mapping[i].reg == NULL)
            dk_cli_note(cli, dk_cli_say(cli, "  未使用的列：%s", "  column not used: %s"),
                        import->mapping[i].header);
}

dk_code dk_cli_import(dk_cli *cli, dk_app *app, const dk_register *reg, const char *path,
                      dk_err *err)
{
    dk_uc_import_result result;
    dk_uc_import_options how = {.path = path,
                                .is_dry_run = dk_cli_has(cli, DK_OPT_DRY_RUN),
                                .allows_partial = dk_cli_has(cli, DK_OPT_PARTIAL),
                                .as_of = DK_DAY_NONE,
                                .progress = dk_cli_progress(cli)};
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_uc_import(app, &cli->actor, reg, &how, arena, &result, err);
    if (code == DK_OK) {
        print_errors(cli, &result);
        print_unmapped(cli, &result.import);
        if (!result.is_committed && !how.is_dry_run) {
            code = DK_FAIL(err, MSG_ROWS_REFUSED, (dk_place){.file = result.import.batch.file},
                           dk_arg_int((int64_t)result.import.n_rows),
                           dk_arg_int((int64_t)result.import.n_refused));
        } else {
            dk_cli_note(
                cli,
                dk_cli_say(cli, "%s → %s：%zu 行；新增 %zu，修改 %zu，相同 %zu，拒绝 %zu%s%s",
                           "%s → %s: %zu rows; new %zu, changed %zu, same %zu, refused %zu%s%s"),
                result.import.batch.file, dk_in(reg->title, cli->lang), result.import.n_rows,
                result.applied.n_new, result.applied.n_changed, result.applied.n_same,
                result.import.n_refused,
                how.is_dry_run ? dk_cli_say(cli, "（只检查，未写入）", " (checked only)") : "",
                result.applied.batch == 0 && !how.is_dry_run
                    ? dk_cli_say(cli, "（没有变化）", " (nothing changed)")
                    : "");
        }
    }
    dk_arena_free(arena);
    return code;
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    const dk_register *reg = NULL;
    if (dk_register_get(cli->option[DK_OPT_REGISTER], &reg, err) != DK_OK ||
        dk_cli_catch_interrupt(cli, err) != DK_OK || dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_code code = DK_OK;
    for (size_t i = 0; code == DK_OK && i < cli->n_args; i++)
        code = dk_cli_import(cli, app, reg, cli->args[i], err);
    dk_app_close(app);
    return code;
}

const dk_command dk_command_import = {
    .name = "import",
    .summary = {"把表格导入登记表（整批成功或整批不动）",
                "import sheets into a register, each all or nothing"},
    .usage = "import --db FILE --register NAME SHEET...",
    .examples = {"  duikou import --db county.db --register trainees 一班名单.xlsx\n"
                 "  duikou import --db county.db --register posts 岗位.csv --dry-run",
                 "  duikou import --db county.db --register trainees class1.xlsx\n"
                 "  duikou import --db county.db --register posts posts.csv --dry-run"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(REGISTER) | DK_OPT_BIT(DRY_RUN) |
               DK_OPT_BIT(PARTIAL) | DK_OPT_BIT(AS_OF),
    .required = DK_OPT_BIT(DB) | DK_OPT_BIT(REGISTER),
    .min_args = 1,
    .max_args = 1000,
    .run = run,
};
