/* api/cli/cmd_pick.c - what a person decides about a trainee and a post. */
#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/picks.h"

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_apply_result result = {0};
    dk_pick pick = {.kind = cli->args[0],
                    .reason = dk_cli_get(cli, DK_OPT_REASON, NULL),
                    .is_removal = dk_cli_has(cli, DK_OPT_REMOVE)};
    if (dk_uc_find(call, dk_register_find("trainees"), cli->option[DK_OPT_TRAINEE], &pick.trainee,
                   err) != DK_OK ||
        dk_uc_find(call, dk_register_find("posts"), cli->option[DK_OPT_POST], &pick.post, err) !=
            DK_OK ||
        dk_uc_pick(call, &pick, &result, err) != DK_OK)
        return DK_FAILED;
    if (result.batch == 0)
        dk_cli_note(cli, "%s", dk_cli_say(cli, "没有变化", "nothing changed"));
    else
        dk_cli_note(
            cli,
            dk_cli_say(cli, "已记录（批次 %lld，可撤销）", "noted (batch %lld, can be undone)"),
            (long long)result.batch);
    return DK_OK;
}

const dk_command dk_command_pick = {
    .name = "pick",
    .summary = {"对一名学员的一个岗位作决定：优先、不推荐、已拒绝、已去过、已推荐",
                "decide about a post for a trainee: pin, exclude, refused, visited, referred"},
    .usage = "pick --db FILE --trainee ID --post ID pin|exclude|refused|visited|referred "
             "[--reason TEXT] [--remove]",
    .examples =
        {"  duikou pick --db county.db --trainee T000001 --post P000007 pin\n"
         "  duikou pick --db county.db --trainee T000001 --post P000012 exclude --reason 路太远",
         "  duikou pick --db county.db --trainee T000001 --post P000007 pin\n"
         "  duikou pick --db county.db --trainee T000001 --post P000012 exclude --reason far"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(TRAINEE) | DK_OPT_BIT(POST) |
               DK_OPT_BIT(REASON) | DK_OPT_BIT(REMOVE) | DK_OPT_BIT(AS_OF),
    .required = DK_OPT_BIT(DB) | DK_OPT_BIT(TRAINEE) | DK_OPT_BIT(POST),
    .min_args = 1,
    .max_args = 1,
    .work = work,
};
