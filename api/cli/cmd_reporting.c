/* api/cli/cmd_reporting.c - which firms have not reported a month, or reported much less. */
#include "api/cli/messages.h"
#include "api/cli/print_sheet.h"
#include "api/usecase/reporting.h"
#include "api/wire/told.h"

static dk_code print(const dk_cli *cli, const dk_reporting *reporting, dk_err *err)
{
    char month[8];
    if (dk_cli_has(cli, DK_OPT_JSON)) {
        dk_buf buf = DK_BUF_INIT;
        dk_wire_reporting(&buf, reporting, cli->lang);
        dk_cli_print_buf(&buf);
        return DK_OK;
    }
    if (!dk_cli_has(cli, DK_OPT_CSV)) {
        dk_month_format(reporting->month, month);
        printf(dk_cli_say(cli, "%s：应报 %zu 家，已报 %zu 家，按平时需求计覆盖 %.1f%%\n\n",
                          "%s: %zu firms expected, %zu reported, %.1f%% of the usual need\n\n"),
               month, reporting->n_expected, reporting->n_reported,
               reporting->covered < 0 ? 0 : 100 * reporting->covered);
    }
    return dk_cli_print_sheet(cli, &dk_sheet_reporting, reporting, err);
}

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_reporting reporting;
    dk_month month = 0;
    if (dk_cli_has(cli, DK_OPT_MONTH) && !dk_month_parse(cli->option[DK_OPT_MONTH], &month))
        return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str("month"),
                       dk_arg_str(cli->option[DK_OPT_MONTH]), dk_arg_str("2026-02"));
    if (dk_uc_reporting(call, month, DK_DAY_NONE, &reporting, err) != DK_OK)
        return DK_FAILED;
    return print(cli, &reporting, err);
}

const dk_command dk_command_reporting = {
    .name = "reporting",
    .summary = {"哪些企业没有填报，哪些明显少报",
                "which firms have not reported a month, or reported much less"},
    .usage = "reporting --db FILE [--month MONTH] [--csv]",
    .examples = {"  duikou reporting --db county.db\n"
                 "  duikou reporting --db county.db --month 2026-02 --csv",
                 "  duikou reporting --db county.db\n"
                 "  duikou reporting --db county.db --month 2026-02 --csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(MONTH) |
               DK_OPT_BIT(JSON) | DK_OPT_BIT(CSV) | DK_OPT_BIT(KEYS),
    .required = DK_OPT_BIT(DB),
    .work = work,
};
