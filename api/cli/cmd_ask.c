/* api/cli/cmd_ask.c - what to ask about: the unknown facts that would change most. */
#include <stdio.h>

#include "api/cli/print_sheet.h"
#include "api/usecase/ask.h"

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    dk_fact *facts = NULL;
    size_t n = 0;
    int64_t top = 0;
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : DK_OK;
    if (code == DK_OK)
        code = dk_cli_int(cli, DK_OPT_TOP, DK_ASK_DEFAULT, 1, DK_ASK_MAX, &top, err);
    if (code == DK_OK)
        code = dk_cli_open(cli, &app, err);
    dk_uc_ask_options options = {
        .class_name = cli->option[DK_OPT_CLASS], .top = (size_t)top, .as_of = DK_DAY_NONE};
    if (code == DK_OK && dk_cli_has(cli, DK_OPT_TRAINEE))
        code = dk_uc_find(&(dk_call){app, &cli->actor, NULL}, dk_register_find("trainees"),
                          cli->option[DK_OPT_TRAINEE], &options.trainee, err);
    if (code == DK_OK)
        code = dk_uc_ask(&(dk_call){app, &cli->actor, arena}, &options, &facts, &n, err);
    const dk_fact_list list = {facts, n};
    if (code == DK_OK && (n > 0 || dk_cli_has(cli, DK_OPT_CSV)))
        code = dk_cli_print_sheet(cli, &dk_sheet_facts, &list, err);
    else if (code == DK_OK)
        puts(dk_cli_say(cli, "没有会改变名次的未知信息", "nothing unknown would change a list"));
    dk_arena_free(arena);
    dk_app_close(app);
    return code;
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
    .run = run,
};
