/* api/cli/cmd_history.c - every change of one record: which file, which row, who, when. */
#include <string.h>

#include "api/cli/cli.h"
#include "api/usecase/desk.h"
#include "api/wire/desk.h"

static const char *kind_word(const dk_cli *cli, const dk_record_change *change)
{
    return change->is_removed ? dk_cli_say(cli, "删除", "removed")
           : change->is_new   ? dk_cli_say(cli, "新增", "new")
                              : dk_cli_say(cli, "修改", "changed");
}

/* "名单.xlsx 一班 第 7 行", or what the batch was without a file. */
static const char *source_of(const dk_cli *cli, const dk_record_change *change, dk_arena *arena)
{
    if (change->file == NULL)
        return change->batch_kind;
    if (change->row == 0)
        return change->file;
    return dk_arena_format(arena, dk_cli_say(cli, "%s %s 第 %lld 行", "%s %s row %lld"),
                           change->file, change->sheet == NULL ? "" : change->sheet,
                           (long long)change->row);
}

static dk_code print(dk_cli *cli, const dk_call *call, const dk_history *history, dk_err *err)
{
    const char *const zh[] = {"时间", "变化", "字段", "原值", "新值", "批次", "来源", "操作人"};
    const char *const en[] = {"time", "change", "field", "old", "new", "batch", "source", "user"};
    dk_grid *grid = dk_grid_new(8);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err);
    for (size_t i = 0; code == DK_OK && i < history->n; i++) {
        const dk_record_change *one = &history->items[i];
        char at[32];
        dk_time_format(one->at_ms, dk_app_zone_minutes(call->app), at);
        at[16] = '\0'; /* to the minute */
        const char *const cells[] = {at,
                                     kind_word(cli, one),
                                     one->field == NULL ? "" : dk_in(one->field->title, cli->lang),
                                     one->old_text,
                                     one->new_text,
                                     dk_arena_format(call->arena, "%lld", (long long)one->batch),
                                     source_of(cli, one, call->arena),
                                     one->user};
        code = dk_grid_row(grid, cells, err);
    }
    if (code == DK_OK)
        dk_cli_print_grid(cli, grid, true);
    dk_grid_free(grid);
    return code;
}

static dk_code print_json(const dk_call *call, const dk_register *reg, int64_t id,
                          const dk_history *history, dk_err *err)
{
    dk_buf out = DK_BUF_INIT;
    dk_wire_history(&out, reg, id, history, dk_app_zone_minutes(call->app));
    dk_code code = out.is_broken ? DK_NO_MEMORY(err) : DK_OK;
    if (code == DK_OK)
        puts(out.data);
    dk_buf_done(&out);
    return code;
}

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    const dk_register *reg = NULL;
    dk_history history = {0};
    int64_t id = 0;
    if (dk_register_get(cli->option[DK_OPT_REGISTER], &reg, err) != DK_OK ||
        dk_uc_find(call, reg, cli->args[0], &id, err) != DK_OK ||
        dk_uc_history(call, reg, id, 0, &history, err) != DK_OK)
        return DK_FAILED;
    return dk_cli_has(cli, DK_OPT_JSON) ? print_json(call, reg, id, &history, err)
                                        : print(cli, call, &history, err);
}

const dk_command dk_command_history = {
    .name = "history",
    .summary = {"一条记录的全部变更和来源", "every change of a record and where it came from"},
    .usage = "history --db FILE --register NAME RECORD",
    .examples = {"  duikou history --db county.db --register trainees T000012",
                 "  duikou history --db county.db --register trainees T000012"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(REGISTER) | DK_OPT_BIT(CSV) |
               DK_OPT_BIT(JSON),
    .required = DK_OPT_BIT(DB) | DK_OPT_BIT(REGISTER),
    .min_args = 1,
    .max_args = 1,
    .work = work,
};
