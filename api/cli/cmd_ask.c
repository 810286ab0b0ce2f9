/* api/cli/cmd_ask.c - what to ask about: the unknown facts that would change most. */
#include <stdio.h>

#include "api/cli/cli.h"
#include "api/usecase/ask.h"

static dk_code put_rows(const dk_cli *cli, dk_grid *grid, const dk_uc_fact *facts, size_t n,
                        dk_err *err)
{
    static const char *const zh[] = {"编号", "名称", "问什么", "栏目", "会变的名次", "人数"};
    static const char *const en[] = {"no", "name", "what to ask", "field", "places", "people"};
    if (dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        char places[24], people[24], title[160];
        const char *what = dk_in(facts[i].fact.title, cli->lang);
        snprintf(places, sizeof places, "%zu", facts[i].fact.places);
        snprintf(people, sizeof people, "%zu", facts[i].fact.people);
        snprintf(title, sizeof title, "%s%s", what,
                 facts[i].fact.skill == 0 ? "" : dk_cli_say(cli, "：实际几级", ": level"));
        const char *const cells[] = {facts[i].no,         facts[i].label, title,
                                     facts[i].fact.field, places,         people};
        if (dk_grid_row(grid, cells, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    dk_uc_fact *facts = NULL;
    size_t n = 0;
    int64_t top = 0;
    dk_arena *arena = dk_arena_new();
    dk_grid *grid = dk_grid_new(6);
    dk_code code = arena == NULL || grid == NULL ? DK_NO_MEMORY(err) : DK_OK;
    if (code == DK_OK)
        code = dk_cli_int(cli, DK_OPT_TOP, DK_ASK_DEFAULT, 1, DK_ASK_MAX, &top, err);
    if (code == DK_OK)
        code = dk_cli_open(cli, &app, err);
    const dk_uc_ask_options options = {
        .class_name = cli->option[DK_OPT_CLASS], .top = (size_t)top, .as_of = DK_DAY_NONE};
    if (code == DK_OK)
        code = dk_uc_ask(&(dk_call){app, &cli->actor, arena}, &options, &facts, &n, err);
    if (code == DK_OK)
        code = put_rows(cli, grid, facts, n, err);
    if (code == DK_OK && dk_cli_has(cli, DK_OPT_CSV))
        dk_grid_print_csv(grid, stdout);
    else if (code == DK_OK && n > 0)
        dk_grid_print(grid, stdout, true);
    else if (code == DK_OK)
        puts(dk_cli_say(cli, "没有会改变名次的未知信息", "nothing unknown would change a list"));
    dk_grid_free(grid);
    dk_arena_free(arena);
    dk_app_close(app);
    return code;
}

const dk_command dk_command_ask = {
    .name = "ask",
    .summary = {"最该问清的事：哪些未知信息会改变最多名次",
                "what to ask about: the unknown facts that would change most places"},
    .usage = "ask --db FILE [--class NAME] [--top K]",
    .examples = {"  duikou ask --db county.db --class 2023级汽修1班\n"
                 "  duikou ask --db county.db --top 20 --csv > 待问.csv",
                 "  duikou ask --db county.db --class 2023级汽修1班\n"
                 "  duikou ask --db county.db --top 20 --csv > ask.csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(CLASS) | DK_OPT_BIT(TOP) |
               DK_OPT_BIT(AS_OF) | DK_OPT_BIT(CSV),
    .required = DK_OPT_BIT(DB),
    .run = run,
};
