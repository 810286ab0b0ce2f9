/* api/cli/cmd_init.c - a new centre. */
#include "api/cli/cli.h"

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app_options options;
    if (dk_cli_app_options(cli, &options, err) != DK_OK ||
        dk_app_init(&options, &cli->actor, err) != DK_OK)
        return DK_FAILED;
    dk_cli_note(
        cli,
        dk_cli_say(cli, "已建立 %s；密钥文件在旁边（.key），请另行备份：没有它，加密字段无法读出",
                   "made %s; the key file stands beside it (.key): back it up elsewhere, "
                   "without it sealed fields cannot be read"),
        options.db_path);
    return DK_OK;
}

const dk_command dk_command_init = {
    .name = "init",
    .summary = {"建立一个新的中心数据库和密钥", "make a new centre: database and key file"},
    .usage = "init --db FILE [--key FILE]",
    .examples = {"  duikou init --db county.db", "  duikou init --db county.db"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY),
    .required = DK_OPT_BIT(DB),
    .run = run,
};
