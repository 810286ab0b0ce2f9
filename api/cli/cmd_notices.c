/* api/cli/cmd_notices.c - job notices that say what the law forbids, and what is doubtful. */
#include "api/cli/print_sheet.h"
#include "api/usecase/notices.h"

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    dk_post_notice *found = NULL;
    size_t n = 0;
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : dk_cli_open(cli, &app, err);
    if (code == DK_OK)
        code = dk_uc_notices(&(dk_call){app, &cli->actor, arena}, 0, &found, &n, err);
    const dk_notice_list list = {found, n};
    if (code == DK_OK && (n > 0 || dk_cli_has(cli, DK_OPT_CSV)))
        code = dk_cli_print_sheet(cli, &dk_sheet_notices, &list, err);
    else if (code == DK_OK)
        puts(dk_cli_say(cli, "招聘文字没有发现问题", "no notice says anything doubtful"));
    dk_arena_free(arena);
    dk_app_close(app);
    return code;
}

const dk_command dk_command_notices = {
    .name = "notices",
    .summary = {"招聘文字审查：法律禁止的和需要提醒的，附法条和改法",
                "job notices that say what the law forbids or what is doubtful, with the law"},
    .usage = "notices --db FILE [--csv]",
    .examples = {"  duikou notices --db county.db\n"
                 "  duikou notices --db county.db --csv > 招聘文字.csv",
                 "  duikou notices --db county.db\n"
                 "  duikou notices --db county.db --csv > notices.csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(CSV),
    .required = DK_OPT_BIT(DB),
    .run = run,
};
