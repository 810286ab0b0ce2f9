/* api/cli/cmd_compare.c - why this candidate and not that one. */
#include <stdio.h>

#include "api/cli/messages.h"
#include "api/cli/print_sheet.h"
#include "api/usecase/compare.h"

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    if (dk_cli_has(cli, DK_OPT_TRAINEE) == dk_cli_has(cli, DK_OPT_POST))
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("--trainee, --post"),
                       dk_arg_str("compare --db FILE --post ID T000001 T000002"));
    bool is_for_trainee = dk_cli_has(cli, DK_OPT_TRAINEE);
    const char *subject = cli->option[is_for_trainee ? DK_OPT_TRAINEE : DK_OPT_POST];
    const dk_register *of_subject = dk_register_find(is_for_trainee ? "trainees" : "posts");
    const dk_register *others = dk_register_find(is_for_trainee ? "posts" : "trainees");
    dk_uc_compare_ask ask = {
        .is_for_trainee = is_for_trainee, .as_of = DK_DAY_NONE, .lang = cli->lang};
    dk_comparison c;
    if (dk_uc_find(call, of_subject, subject, &ask.subject, err) != DK_OK ||
        dk_uc_find(call, others, cli->args[0], &ask.a, err) != DK_OK ||
        dk_uc_find(call, others, cli->args[1], &ask.b, err) != DK_OK ||
        dk_uc_compare(call, &ask, &c, err) != DK_OK)
        return DK_FAILED;
    printf("%s %s\n  %s%s %s\n  %s%s %s\n%s\n\n", c.subject_no, c.subject_label,
           dk_cli_say(cli, "前者：", "first: "), c.a_no, c.a_label,
           dk_cli_say(cli, "后者：", "second: "), c.b_no, c.b_label, c.summary);
    return dk_cli_print_sheet(cli, &dk_sheet_comparison, &c, err);
}

const dk_command dk_command_compare = {
    .name = "compare",
    .summary = {"为什么是这一位而不是那一位：逐项比较两人（或两个岗位）",
                "why this candidate and not that one: two people (or two posts) side by side"},
    .usage = "compare --db FILE --post ID|--trainee ID FIRST SECOND",
    .examples = {"  duikou compare --db county.db --post P000012 T000001 T000002\n"
                 "  duikou compare --db county.db --trainee T000001 P000012 P000013",
                 "  duikou compare --db county.db --post P000012 T000001 T000002\n"
                 "  duikou compare --db county.db --trainee T000001 P000012 P000013"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(TRAINEE) | DK_OPT_BIT(POST) |
               DK_OPT_BIT(AS_OF),
    .required = DK_OPT_BIT(DB),
    .min_args = 2,
    .max_args = 2,
    .work = work,
};
