/* api/cli/cmd_import.c - sheets into a register, each as one batch with a verdict of its own. */
#include <assert.h>
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/import_report.h"
#include "api/cli/messages.h"
#include "api/usecase/staging.h"

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
        if (import->mapping[i].reg == NULL && import->mapping[i].how[0] == '\0')
            dk_cli_note(cli, dk_cli_say(cli, "  未使用的列：%s", "  column not used: %s"),
                        import->mapping[i].header);
}

/* Where the marked workbook of a file goes: FOLDER/name-有误.xlsx. NULL: memory. */
static const char *marked_path(dk_cli *cli, const char *name, dk_arena *arena)
{
    const char *dot = strrchr(name, '.');
    int len = (int)(dot == NULL ? strlen(name) : (size_t)(dot - name));
    return dk_arena_format(arena, "%s/%.*s-%s.xlsx", cli->option[DK_OPT_MARKED], len, name,
                           dk_cli_say(cli, "有误", "marked"));
}

/* One file on its way in. */
typedef struct {
    dk_cli *cli;
    dk_call call;
    const dk_register *reg;
    dk_uc_import_options how;
    dk_uc_import_result result;
} taking;

static dk_code write_marked(const taking *t, dk_err *err)
{
    const dk_import_back_options back = {
        .path = marked_path(t->cli, t->result.import.batch.file, t->call.arena),
        .lang = t->cli->lang,
        .only_refused = t->how.allows_partial};
    if (back.path == NULL)
        return DK_NO_MEMORY(err);
    if (dk_uc_marked(&t->call, t->reg, &t->how, &back, err) != DK_OK)
        return DK_FAILED;
    dk_cli_note(t->cli, dk_cli_say(t->cli, "已写入 %s", "wrote %s"), back.path);
    return DK_OK;
}

static void print_verdict(const taking *t)
{
    dk_cli *cli = t->cli;
    const dk_uc_import_result *result = &t->result;
    const dk_apply_result *applied = &result->applied;
    bool is_dry_run = t->how.is_dry_run;
    dk_cli_note(cli,
                dk_cli_say(cli, "%s → %s：%zu 行；新增 %zu，修改 %zu，相同 %zu，拒绝 %zu%s%s",
                           "%s → %s: %zu rows; new %zu, changed %zu, same %zu, refused %zu%s%s"),
                result->import.batch.file, dk_in(t->reg->title, cli->lang), result->import.n_rows,
                applied->n_new, applied->n_changed, applied->n_same, result->import.n_refused,
                is_dry_run ? dk_cli_say(cli, "（只检查，未写入）", " (checked only)") : "",
                applied->batch == 0 && !is_dry_run
                    ? dk_cli_say(cli, "（没有变化）", " (nothing changed)")
                    : "");
}

/* People without a number wait for a person to say who they are. */
static void print_unnumbered(dk_cli *cli, const dk_import *import)
{
    if (import->n_unnumbered > 0)
        dk_cli_note(
            cli,
            dk_cli_say(cli,
                       "  %zu 人没有证件号，按姓名等先登记；可能与已登记的是同一人，请用 duikou "
                       "review 核对",
                       "  %zu people without a document number were taken by name; they may be "
                       "registered already: duikou review"),
            import->n_unnumbered);
}

static dk_code report(const taking *t, dk_err *err)
{
    const dk_import *import = &t->result.import;
    print_errors(t->cli, &t->result);
    print_unmapped(t->cli, import);
    if (import->n_refused > 0 && dk_cli_has(t->cli, DK_OPT_MARKED) && write_marked(t, err) != DK_OK)
        return DK_FAILED;
    if (!t->result.is_committed && !t->how.is_dry_run)
        return DK_FAIL(err, MSG_ROWS_REFUSED, (dk_place){.file = import->batch.file},
                       dk_arg_int((int64_t)import->n_rows), dk_arg_int((int64_t)import->n_refused));
    print_verdict(t);
    print_unnumbered(t->cli, import);
    return DK_OK;
}

dk_code dk_cli_import(dk_cli *cli, dk_app *app, const dk_register *reg, const char *path,
                      dk_err *err)
{
    assert(app != NULL && reg != NULL && path != NULL);
    dk_import_override *overrides = NULL;
    taking t = {.cli = cli,
                .call = {app, &cli->actor, dk_arena_new()},
                .reg = reg,
                .how = {.path = path,
                        .sender = cli->option[DK_OPT_SENDER],
                        .is_dry_run = dk_cli_has(cli, DK_OPT_DRY_RUN),
                        .allows_partial = dk_cli_has(cli, DK_OPT_PARTIAL),
                        .allows_again = dk_cli_has(cli, DK_OPT_AGAIN),
                        .as_of = DK_DAY_NONE,
                        .progress = dk_cli_progress(cli)}};
    if (t.call.arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_mapping_parse(cli->option[DK_OPT_MAP], t.call.arena, &overrides,
                                    &t.how.n_overrides, err);
    t.how.overrides = overrides;
    if (code == DK_OK)
        code = dk_uc_import(&t.call, reg, &t.how, &t.result, err);
    if (code == DK_OK && dk_cli_has(cli, DK_OPT_REMEMBER) && t.how.sender != NULL)
        code = dk_mapping_remember(&t.call, reg, &t.how, &t.result.import, err);
    if (code == DK_OK)
        code = report(&t, err);
    dk_arena_free(t.call.arena);
    return code;
}

/* Every file gets its verdict; a refused one does not keep the next from being read. */
static dk_code import_all(dk_cli *cli, dk_app *app, const dk_register *reg, dk_err *err)
{
    size_t n_refused = 0;
    for (size_t i = 0; i < cli->n_args; i++) {
        dk_err failed = DK_ERR_INIT;
        if (dk_cli_import(cli, app, reg, cli->args[i], &failed) == DK_OK)
            continue;
        if (cli->n_args == 1 || dk_cli_is_interrupted(cli)) {
            *err = failed;
            return DK_FAILED;
        }
        n_refused++;
        dk_cli_progress_done(cli);
        dk_cli_print_err(stderr, cli->lang, &failed);
    }
    if (n_refused == 0)
        return DK_OK;
    return DK_FAIL(err, MSG_FILES_REFUSED, DK_NOWHERE, dk_arg_int((int64_t)cli->n_args),
                   dk_arg_int((int64_t)n_refused));
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    const dk_register *reg = NULL;
    if (dk_register_get(cli->option[DK_OPT_REGISTER], &reg, err) != DK_OK ||
        dk_cli_catch_interrupt(cli, err) != DK_OK || dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_code code = import_all(cli, app, reg, err);
    dk_app_close(app);
    return code;
}

const dk_command dk_command_import = {
    .name = "import",
    .summary = {"把表格导入登记表（整批成功或整批不动）",
                "import sheets into a register, each all or nothing"},
    .usage = "import --db FILE --register NAME [--sender UNIT] [--map C=FIELD] SHEET...",
    .examples =
        {"  duikou import --db county.db --register trainees 一班名单.xlsx\n"
         "  duikou import --db county.db --register posts 岗位.csv --dry-run --marked .\n"
         "  duikou import --db county.db --register trainees --sender 云泽职校 --map 'D=phone' "
         "--remember 名单.xlsx",
         "  duikou import --db county.db --register trainees class1.xlsx\n"
         "  duikou import --db county.db --register posts posts.csv --dry-run --marked .\n"
         "  duikou import --db county.db --register trainees --sender school1 --map 'D=phone' "
         "--remember list.xlsx"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(REGISTER) | DK_OPT_BIT(DRY_RUN) |
               DK_OPT_BIT(PARTIAL) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(AGAIN) | DK_OPT_BIT(SENDER) |
               DK_OPT_BIT(MAP) | DK_OPT_BIT(REMEMBER) | DK_OPT_BIT(MARKED),
    .required = DK_OPT_BIT(DB) | DK_OPT_BIT(REGISTER),
    .min_args = 1,
    .max_args = 1000,
    .run = run,
};
