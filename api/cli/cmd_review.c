/* api/cli/cmd_review.c - what waits for a person's decision: lists it, or decides one. */
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/link.h"

static const char *proposals(dk_arena *arena, const dk_question *q)
{
    const char *text = "";
    for (size_t i = 0; i < q->n && text != NULL; i++)
        text =
            dk_arena_format(arena, "%s%s%s %s %d%%", text, i > 0 ? "; " : "", q->proposals[i].code,
                            q->proposals[i].name, (q->proposals[i].confidence_permille + 5) / 10);
    return text;
}

static dk_code list_codes(dk_cli *cli, dk_app *app, dk_arena *arena, dk_err *err)
{
    dk_question *questions = NULL;
    size_t n = 0;
    dk_grid *grid = dk_grid_new(4);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    const char *const zh[] = {"代码集", "写法", "文件", "可能是"};
    const char *const en[] = {"list", "wording", "file", "may mean"};
    dk_code code = dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err);
    if (code == DK_OK)
        code = dk_uc_questions(app, &cli->actor, arena, &questions, &n, err);
    for (size_t i = 0; code == DK_OK && i < n; i++) {
        const char *const cells[] = {questions[i].list, questions[i].text,
                                     questions[i].file == NULL ? "" : questions[i].file,
                                     proposals(arena, &questions[i])};
        code = cells[3] == NULL ? DK_NO_MEMORY(err) : dk_grid_row(grid, cells, err);
    }
    if (code == DK_OK && dk_cli_has(cli, DK_OPT_CSV))
        dk_grid_print_csv(grid, stdout);
    else if (code == DK_OK)
        dk_grid_print(grid, stdout, true);
    dk_grid_free(grid);
    return code;
}

static dk_code decide_code(dk_cli *cli, dk_app *app, dk_err *err)
{
    dk_apply_result applied;
    const char *code = strcmp(cli->args[3], "-") == 0 ? NULL : cli->args[3];
    if (dk_uc_decide_wording(app, &cli->actor, cli->args[1], cli->args[2], code, &applied, err) !=
        DK_OK)
        return DK_FAILED;
    dk_cli_note(cli, dk_cli_say(cli, "已记住，批次 %lld", "remembered, batch %lld"),
                (long long)applied.batch);
    return DK_OK;
}

/* One queue each; `n_args` of a decision counts the name of the queue. */
static const struct {
    const char *name;
    size_t n_args;
    dk_code (*list)(dk_cli *cli, dk_app *app, dk_arena *arena, dk_err *err);
    dk_code (*decide)(dk_cli *cli, dk_app *app, dk_err *err);
} QUEUES[] = {
    {"codes", 4, list_codes, decide_code},
};

#define USAGE "review codes --db FILE [LIST WORDING CODE|-]"

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    size_t at = 0, n = sizeof QUEUES / sizeof *QUEUES;
    while (at < n && strcmp(QUEUES[at].name, cli->args[0]) != 0)
        at++;
    if (at == n)
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("codes"), dk_arg_str(USAGE));
    if (cli->n_args != 1 && cli->n_args != QUEUES[at].n_args)
        return DK_FAIL(err, MSG_ARGUMENT_COUNT, DK_NOWHERE, dk_arg_str("review"),
                       dk_arg_str(USAGE));
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : dk_cli_open(cli, &app, err);
    if (code == DK_OK)
        code = cli->n_args == 1 ? QUEUES[at].list(cli, app, arena, err)
                                : QUEUES[at].decide(cli, app, err);
    dk_app_close(app);
    dk_arena_free(arena);
    return code;
}

const dk_command dk_command_review = {
    .name = "review",
    .summary = {"列出等人确认的事项，或确认一项", "list what waits for a decision, or decide one"},
    .usage = USAGE,
    .examples = {"  duikou review codes --db county.db\n"
                 "  duikou review codes --db county.db occupation 二保焊焊工 6-18-02-04",
                 "  duikou review codes --db county.db\n"
                 "  duikou review codes --db county.db occupation 二保焊焊工 6-18-02-04"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(CSV),
    .required = DK_OPT_BIT(DB),
    .min_args = 1,
    .max_args = 4,
    .run = run,
};
