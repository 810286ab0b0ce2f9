/* api/cli/cmd_batch.c - what was imported when, and taking it back. */
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "core/base/date.h"
#include "core/base/parse.h"

enum { LIST_LIMIT = 100 };

/* "2026-03-05 08:00" in the centre's zone. */
static const char *local_time(dk_arena *arena, int64_t at_ms, int32_t zone_minutes)
{
    int64_t minutes = at_ms / 60000 + zone_minutes;
    char date[11];
    dk_day_format((dk_day)(minutes / 1440), date);
    return dk_arena_format(arena, "%s %02d:%02d", date, (int)(minutes % 1440 / 60),
                           (int)(minutes % 60));
}

static const char *number(dk_arena *arena, int64_t value)
{
    return value == 0 ? "" : dk_arena_format(arena, "%lld", (long long)value);
}

static dk_code list(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_batch_info *infos = NULL;
    size_t n = 0;
    dk_grid *grid = dk_grid_new(10);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    dk_grid_align(grid, 0x1F1);
    const char *const zh[] = {"批次", "时间", "来源", "工作表", "新增",
                              "修改", "相同", "删除", "撤销",   "已被撤销"};
    const char *const en[] = {"batch",   "time", "source",  "sheet",  "new",
                              "changed", "same", "deleted", "undoes", "undone by"};
    dk_code code = dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err);
    if (code == DK_OK)
        code = dk_uc_batches(call, LIST_LIMIT, &infos, &n, err);
    for (size_t i = 0; code == DK_OK && i < n; i++) {
        const dk_batch_info *b = &infos[i];
        const char *const cells[] = {
            number(call->arena, b->batch),
            local_time(call->arena, b->at_ms, dk_app_zone_minutes(call->app)),
            b->file != NULL ? b->file : b->kind,
            b->sheet,
            number(call->arena, (int64_t)b->n_new),
            number(call->arena, (int64_t)b->n_changed),
            number(call->arena, (int64_t)b->n_same),
            number(call->arena, (int64_t)b->n_deleted),
            number(call->arena, b->undoes),
            number(call->arena, b->undone_by)};
        code = dk_grid_row(grid, cells, err);
    }
    if (code == DK_OK)
        dk_cli_print_grid(cli, grid, true);
    dk_grid_free(grid);
    return code;
}

static dk_code undo(dk_cli *cli, const dk_call *call, dk_err *err)
{
    int64_t batch = 0;
    dk_apply_result result;
    if (cli->n_args != 2 || !dk_parse_int(cli->args[1], 1, INT64_MAX, &batch))
        return DK_FAIL(err, MSG_ARGUMENT_COUNT, DK_NOWHERE, dk_arg_str("batch"),
                       dk_arg_str("batch undo --db FILE BATCH"));
    bool is_dry_run = dk_cli_has(cli, DK_OPT_DRY_RUN);
    dk_err_list reasons = {.arena = call->arena};
    if (dk_uc_undo_explained(call, batch, is_dry_run, &reasons, &result, err) != DK_OK) {
        /* The first one is the error itself, printed when the command ends. */
        for (size_t i = 1; i < reasons.n; i++)
            dk_cli_print_err(stderr, cli->lang, reasons.items[i]);
        return DK_FAILED;
    }
    if (is_dry_run)
        dk_cli_note(
            cli,
            dk_cli_say(cli, "批次 %lld 可以撤销：将删除 %zu，恢复 %zu，重建 %zu",
                       "batch %lld can be undone: %zu to delete, %zu to restore, %zu to create"),
            (long long)batch, result.n_deleted, result.n_changed, result.n_new);
    else
        dk_cli_note(
            cli,
            dk_cli_say(cli, "已撤销批次 %lld（记为批次 %lld）：删除 %zu，恢复 %zu，重建 %zu",
                       "undid batch %lld (as batch %lld): deleted %zu, restored %zu, created %zu"),
            (long long)batch, (long long)result.batch, result.n_deleted, result.n_changed,
            result.n_new);
    return DK_OK;
}

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    bool is_list = strcmp(cli->args[0], "list") == 0;
    if (!is_list && strcmp(cli->args[0], "undo") != 0)
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("list, undo"),
                       dk_arg_str("batch list|undo --db FILE"));
    return is_list ? list(cli, call, err) : undo(cli, call, err);
}

const dk_command dk_command_batch = {
    .name = "batch",
    .summary = {"列出导入批次，或撤销一个批次", "list import batches, or undo one"},
    .usage = "batch list|undo --db FILE [BATCH] [--dry-run]",
    .examples = {"  duikou batch list --db county.db\n  duikou batch undo --db county.db 12",
                 "  duikou batch list --db county.db\n  duikou batch undo --db county.db 12"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(CSV) | DK_OPT_BIT(DRY_RUN),
    .required = DK_OPT_BIT(DB),
    .min_args = 1,
    .max_args = 2,
    .work = work,
};
