/* api/cli/cmd_changes.c - what changed in the forecast since an earlier day, and why. */
#include "api/cli/messages.h"
#include "api/cli/print_sheet.h"
#include "api/usecase/changes.h"
#include "api/wire/told.h"

static dk_code print(const dk_cli *cli, const dk_changes *changes, dk_err *err)
{
    char since[11], as_of[11], first[8], last[8];
    if (dk_cli_has(cli, DK_OPT_JSON)) {
        dk_buf buf = DK_BUF_INIT;
        dk_wire_changes(&buf, changes, cli->lang);
        dk_cli_print_buf(&buf);
        return DK_OK;
    }
    if (!dk_cli_has(cli, DK_OPT_CSV)) {
        dk_day_format(changes->since, since);
        dk_day_format(changes->as_of, as_of);
        dk_month_format((dk_month)changes->first, first);
        dk_month_format((dk_month)changes->first + DK_OUTLOOK_YEAR - 1, last);
        printf(dk_cli_say(cli, "%s 至 %s 的需求预测：%s 与 %s 相比（空白：无法分开）\n\n",
                          "demand of %s to %s: the forecast of %s against that of %s (empty: could "
                          "not be told apart)\n\n"),
               first, last, as_of, since);
    }
    return dk_cli_print_sheet(cli, &dk_sheet_changes, changes, err);
}

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    dk_changes changes;
    dk_day since = DK_DAY_NONE;
    if (dk_cli_has(cli, DK_OPT_SINCE) && !dk_day_parse(cli->option[DK_OPT_SINCE], &since))
        return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str("since"),
                       dk_arg_str(cli->option[DK_OPT_SINCE]), dk_arg_str("2026-02-02"));
    dk_code code = dk_app_codes(call->app, &ref, &codes, err);
    if (code == DK_OK)
        code = dk_uc_changes(call, since, DK_DAY_NONE, codes, &changes, err);
    if (code == DK_OK)
        code = print(cli, &changes, err);
    dk_app_codes_release(ref);
    return code;
}

const dk_command dk_command_changes = {
    .name = "changes",
    .summary = {"预测比上次变了多少，各是什么原因（数据、项目、修正、模型）",
                "what changed in the forecast and why (data, plants, corrections, program)"},
    .usage = "changes --db FILE [--since DATE] [--csv]",
    .examples = {"  duikou changes --db county.db\n"
                 "  duikou changes --db county.db --since 2025-12-02 --csv",
                 "  duikou changes --db county.db\n"
                 "  duikou changes --db county.db --since 2025-12-02 --csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(SINCE) |
               DK_OPT_BIT(SEED) | DK_OPT_BIT(JSON) | DK_OPT_BIT(CSV) | DK_OPT_BIT(KEYS),
    .required = DK_OPT_BIT(DB),
    .work = work,
};
