/* api/cli/cmd_ask.c - what to ask about: the unknown facts that would change most. */
#include <stdio.h>

#include "api/cli/print_sheet.h"
#include "api/usecase/ask.h"

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_fact_list list;
    int64_t top = 0;
    dk_uc_ask_options options = {.class_name = cli->option[DK_OPT_CLASS], .as_of = DK_DAY_NONE};
    if (dk_cli_int(cli, DK_OPT_TOP, (dk_cli_range){1, DK_ASK_MAX, DK_ASK_DEFAULT}, &top, err) !=
        DK_OK)
        return DK_FAILED;
    options.top = (size_t)top;
    if (dk_cli_has(cli, DK_OPT_TRAINEE) &&
        dk_uc_find(call, dk_register_find("trainees"), cli->option[DK_OPT_TRAINEE],
                   &options.trainee, err) != DK_OK)
        return DK_FAILED;
    if (dk_uc_ask(call, &options, &list, err) != DK_OK)
        return DK_FAILED;
    if (list.n > 0 || dk_cli_has(cli, DK_OPT_CSV))
        return dk_cli_print_sheet(cli, &dk_sheet_facts, &list, err);
    puts(dk_cli_say(cli, "没有会改变名次的未知信息", "nothing unknown would change a list"));
    return DK_OK;
}

const dk_command dk_command_ask = {
    .name = "ask",
    .summary = {"最该问清的事：哪些未知信息会改变最多名次",
                "what to ask about: the unknown facts that would change most places"},
    .usage = "ask --db FILE [--class NAME|--trainee ID] [--top K]",
    .examples = {"  duikou ask --db county.db --class 2023级汽修1班\n"
                 "  duikou ask --db county.db --top 20 --csv > 待问.csv",
                 "  duikou ask --db county.db --class 2023级汽修1班\n"
                 "  duikou ask --db county.db --top 20 --csv > ask.csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(CLASS) | DK_OPT_BIT(TRAINEE) |
               DK_OPT_BIT(TOP) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(CSV),
    .required = DK_OPT_BIT(DB),
    .work = work,
};
