/* api/cli/cmd_compare.c - why this candidate and not that one. */
#include <stdio.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/compare.h"

static const char *state_text(const dk_cli *cli, dk_gate_state state)
{
    return state == DK_GATE_PASS   ? dk_cli_say(cli, "通过", "pass")
           : state == DK_GATE_FAIL ? dk_cli_say(cli, "不通过", "fail")
                                   : dk_cli_say(cli, "待确认", "unknown");
}

static dk_code put_gates(const dk_cli *cli, const dk_comparison *c, dk_grid *grid, dk_err *err)
{
    for (size_t i = 0; i < c->n_gates; i++) {
        const dk_compare_gate *gate = &c->gates[i];
        const char *const cells[] = {gate->title, state_text(cli, gate->a),
                                     state_text(cli, gate->b), "",
                                     gate->a == DK_GATE_PASS ? gate->words_b : gate->words_a};
        if (dk_grid_row(grid, cells, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code put_lines(const dk_cli *cli, const dk_comparison *c, dk_grid *grid, dk_err *err)
{
    const char *const head[] = {dk_cli_say(cli, "项目", "criterion"),
                                dk_cli_say(cli, "前者", "first"), dk_cli_say(cli, "后者", "second"),
                                dk_cli_say(cli, "差", "difference"),
                                dk_cli_say(cli, "说明（前者；后者）", "words (first; second)")};
    if (dk_grid_row(grid, head, err) != DK_OK || put_gates(cli, c, grid, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < c->n_lines; i++) {
        const dk_compare_line *line = &c->lines[i];
        char a[16], b[16], diff[16], words[600];
        snprintf(a, sizeof a, "%d", (int)line->a);
        snprintf(b, sizeof b, "%d", (int)line->b);
        snprintf(diff, sizeof diff, "%+d", (int)line->diff);
        snprintf(words, sizeof words, "%s%s%s", line->words_a, dk_cli_say(cli, "；", "; "),
                 line->words_b);
        const char *const cells[] = {line->title, a, b, diff, line->diff == 0 ? "" : words};
        if (dk_grid_row(grid, cells, err) != DK_OK)
            return DK_FAILED;
    }
    char a[16], b[16], diff[16];
    snprintf(a, sizeof a, "%d", (int)c->score_a);
    snprintf(b, sizeof b, "%d", (int)c->score_b);
    snprintf(diff, sizeof diff, "%+d", (int)(c->score_a - c->score_b));
    const char *const cells[] = {dk_cli_say(cli, "合计", "sum"), a, b, diff, ""};
    return dk_grid_row(grid, cells, err);
}

static dk_code show(dk_cli *cli, dk_app *app, dk_arena *arena, dk_grid *grid, dk_err *err)
{
    bool is_for_trainee = dk_cli_has(cli, DK_OPT_TRAINEE);
    const char *subject = cli->option[is_for_trainee ? DK_OPT_TRAINEE : DK_OPT_POST];
    const dk_register *of_subject = dk_register_find(is_for_trainee ? "trainees" : "posts");
    const dk_register *others = dk_register_find(is_for_trainee ? "posts" : "trainees");
    int64_t ids[3];
    dk_uc_comparison out;
    if (dk_uc_find(&(dk_call){app, &cli->actor, NULL}, of_subject, subject, &ids[0], err) !=
            DK_OK ||
        dk_uc_find(&(dk_call){app, &cli->actor, NULL}, others, cli->args[0], &ids[1], err) !=
            DK_OK ||
        dk_uc_find(&(dk_call){app, &cli->actor, NULL}, others, cli->args[1], &ids[2], err) !=
            DK_OK ||
        dk_uc_compare(&(dk_call){app, &cli->actor, arena}, is_for_trainee, ids, cli->lang, &out,
                      err) != DK_OK ||
        put_lines(cli, &out.comparison, grid, err) != DK_OK)
        return DK_FAILED;
    printf("%s\n  %s%s\n  %s%s\n%s\n\n", out.subject, dk_cli_say(cli, "前者：", "first: "), out.a,
           dk_cli_say(cli, "后者：", "second: "), out.b, out.comparison.summary);
    dk_grid_print(grid, stdout, true);
    return DK_OK;
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    if (dk_cli_has(cli, DK_OPT_TRAINEE) == dk_cli_has(cli, DK_OPT_POST))
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("--trainee, --post"),
                       dk_arg_str("compare --db FILE --post ID T000001 T000002"));
    dk_arena *arena = dk_arena_new();
    dk_grid *grid = dk_grid_new(5);
    dk_code code = arena == NULL || grid == NULL ? DK_NO_MEMORY(err) : DK_OK;
    if (code == DK_OK)
        code = dk_cli_open(cli, &app, err);
    if (code == DK_OK)
        code = show(cli, app, arena, grid, err);
    dk_grid_free(grid);
    dk_arena_free(arena);
    dk_app_close(app);
    return code;
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
    .run = run,
};
