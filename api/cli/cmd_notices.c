/* api/cli/cmd_notices.c - job notices that say what the law forbids, and what is doubtful. */
#include "api/cli/print_sheet.h"
#include "api/usecase/notices.h"

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_post_notice *found = NULL;
    size_t n = 0;
    if (dk_uc_notices(call, 0, &found, &n, err) != DK_OK)
        return DK_FAILED;
    const dk_notice_list list = {found, n};
    if (n > 0 || dk_cli_has(cli, DK_OPT_CSV))
        return dk_cli_print_sheet(cli, &dk_sheet_notices, &list, err);
    puts(dk_cli_say(cli, "招聘文字没有发现问题", "no notice says anything doubtful"));
    return DK_OK;
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
    .work = work,
};
