/* api/cli/cmd_notices.c - job notices that say what the law forbids, and what is doubtful. */
#include "api/cli/cli.h"
#include "api/usecase/ask.h"

static dk_code put_rows(const dk_cli *cli, dk_grid *grid, const dk_uc_notice *list, size_t n,
                        dk_err *err)
{
    static const char *const zh[] = {"编号", "岗位", "处理", "原文", "问题", "依据", "建议"};
    static const char *const en[] = {"no", "post", "level", "words", "problem", "law", "advice"};
    if (dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        const dk_notice_rule *rule = list[i].rule;
        const char *level = list[i].is_allowed ? dk_cli_say(cli, "有依据", "allowed")
                            : rule->level == DK_NOTICE_BLOCKED
                                ? dk_cli_say(cli, "不予发布", "blocked")
                                : dk_cli_say(cli, "提醒", "warned");
        const char *const cells[] = {list[i].no,
                                     list[i].label,
                                     level,
                                     list[i].words,
                                     dk_in(rule->title, cli->lang),
                                     dk_in(rule->article, cli->lang),
                                     dk_in(rule->advice, cli->lang)};
        if (dk_grid_row(grid, cells, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    dk_uc_notice *list = NULL;
    size_t n = 0;
    dk_arena *arena = dk_arena_new();
    dk_grid *grid = dk_grid_new(7);
    dk_code code = arena == NULL || grid == NULL ? DK_NO_MEMORY(err) : DK_OK;
    if (code == DK_OK)
        code = dk_cli_open(cli, &app, err);
    if (code == DK_OK)
        code = dk_uc_notices(&(dk_call){app, &cli->actor, arena}, &list, &n, err);
    if (code == DK_OK)
        code = put_rows(cli, grid, list, n, err);
    if (code == DK_OK && dk_cli_has(cli, DK_OPT_CSV))
        dk_grid_print_csv(grid, stdout);
    else if (code == DK_OK && n > 0)
        dk_grid_print(grid, stdout, true);
    else if (code == DK_OK)
        puts(dk_cli_say(cli, "招聘文字没有发现问题", "no notice says anything doubtful"));
    dk_grid_free(grid);
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
