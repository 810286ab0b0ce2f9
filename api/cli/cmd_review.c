/* api/cli/cmd_review.c - what waits for a person's decision: lists it, or decides one. */
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/identity.h"
#include "api/usecase/link.h"
#include "core/base/parse.h"

static const char *proposals(dk_arena *arena, const dk_question *q)
{
    const char *text = "";
    for (size_t i = 0; i < q->n && text != NULL; i++)
        text =
            dk_arena_format(arena, "%s%s%s %s %d%%", text, i > 0 ? "; " : "", q->proposals[i].code,
                            q->proposals[i].name, (q->proposals[i].confidence_permille + 5) / 10);
    return text;
}

static dk_code list_codes(dk_cli *cli, const dk_call *call, dk_err *err)
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
        code = dk_uc_questions(call, &questions, &n, err);
    for (size_t i = 0; code == DK_OK && i < n; i++) {
        const char *const cells[] = {questions[i].list, questions[i].text,
                                     questions[i].file == NULL ? "" : questions[i].file,
                                     proposals(call->arena, &questions[i])};
        code = cells[3] == NULL ? DK_NO_MEMORY(err) : dk_grid_row(grid, cells, err);
    }
    if (code == DK_OK)
        dk_cli_print_grid(cli, grid, true);
    dk_grid_free(grid);
    return code;
}

static dk_code decide_code(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_apply_result applied;
    const char *code = strcmp(cli->args[3], "-") == 0 ? NULL : cli->args[3];
    if (dk_uc_decide_wording(call, cli->args[1], cli->args[2], code, &applied, err) != DK_OK)
        return DK_FAILED;
    dk_cli_note(cli, dk_cli_say(cli, "已记住，批次 %lld", "remembered, batch %lld"),
                (long long)applied.batch);
    return DK_OK;
}

/* ---- who is who ---- */

static const char *evidence(dk_arena *arena, const dk_likely_pair *pair, dk_lang lang)
{
    static const char *const signs[] = {"=", "~", "x"};
    static const char *const levels[] = {"equal", "near", "differs"};
    const char *text = "";
    for (size_t i = 0; i < pair->n && text != NULL; i++)
        for (size_t k = 0; k < 3 && text != NULL; k++)
            if (strcmp(pair->evidence[i].level, levels[k]) == 0)
                text = dk_arena_format(arena, "%s%s%s %s", text, *text == '\0' ? "" : "; ",
                                       signs[k], dk_in(pair->evidence[i].title, lang));
    return text;
}

static dk_code list_pairs(dk_cli *cli, const dk_call *call, const char *reg, dk_err *err)
{
    enum { SHOWN = 100 };
    dk_pair_list list;
    dk_grid *grid = dk_grid_new(4);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    const char *const zh[] = {"记录", "另一记录", "权重（比特）", "证据（= 相同，~ 相近，x 不同）"};
    const char *const en[] = {"record", "other", "weight (bits)",
                              "evidence (= equal, ~ near, x differs)"};
    dk_code code = dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err);
    if (code == DK_OK)
        code = dk_uc_pairs(call, dk_register_find(reg), SHOWN, &list, err);
    for (size_t i = 0; code == DK_OK && i < list.n; i++) {
        const dk_likely_pair *p = &list.items[i];
        const char *const cells[] = {dk_arena_format(call->arena, "%s %s", p->a.no, p->a.label),
                                     dk_arena_format(call->arena, "%s %s", p->b.no, p->b.label),
                                     dk_arena_format(call->arena, "%.1f", p->bits_x10 / 10.0),
                                     evidence(call->arena, p, cli->lang)};
        code = cells[0] == NULL || cells[1] == NULL || cells[2] == NULL || cells[3] == NULL
                   ? DK_NO_MEMORY(err)
                   : dk_grid_row(grid, cells, err);
    }
    if (code == DK_OK)
        dk_cli_print_grid(cli, grid, true);
    dk_grid_free(grid);
    return code;
}

static dk_code list_people(dk_cli *cli, const dk_call *call, dk_err *err)
{
    return list_pairs(cli, call, "trainees", err);
}
static dk_code list_firms(dk_cli *cli, const dk_call *call, dk_err *err)
{
    return list_pairs(cli, call, "enterprises", err);
}

static dk_code decide_pair(dk_cli *cli, const dk_call *call, const char *key, dk_err *err)
{
    bool are_one = strcmp(cli->args[3], "same") == 0;
    dk_pair_decision decision = {.reg = dk_register_find(key), .are_one = are_one};
    dk_apply_result applied;
    int64_t kept;
    char no[24];
    if (!are_one && strcmp(cli->args[3], "different") != 0)
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("same, different"),
                       dk_arg_str(cli->args[0]));
    for (int i = 0; i < 2; i++)
        if (dk_uc_find(call, decision.reg, cli->args[1 + i], &decision.pair[i], err) != DK_OK)
            return DK_FAILED;
    if (dk_uc_decide_pair(call, &decision, &kept, &applied, err) != DK_OK)
        return DK_FAILED;
    dk_record_no(decision.reg, kept, no);
    if (are_one)
        dk_cli_note(cli, dk_cli_say(cli, "已并入 %s，批次 %lld", "merged into %s, batch %lld"), no,
                    (long long)applied.batch);
    else
        dk_cli_note(cli, dk_cli_say(cli, "已记住，批次 %lld", "remembered, batch %lld"),
                    (long long)applied.batch);
    return DK_OK;
}

static dk_code decide_person(dk_cli *cli, const dk_call *call, dk_err *err)
{
    return decide_pair(cli, call, "trainees", err);
}
static dk_code decide_firm(dk_cli *cli, const dk_call *call, dk_err *err)
{
    return decide_pair(cli, call, "enterprises", err);
}

static dk_code list_paid(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_paid_twice *groups = NULL;
    size_t n = 0;
    dk_grid *grid = dk_grid_new(4);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    const char *const zh[] = {"年度", "人员", "记录", "项目"};
    const char *const en[] = {"year", "person", "row", "programme"};
    dk_code code = dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err);
    if (code == DK_OK)
        code = dk_uc_paid_twice(call, 0, &groups, &n, err);
    for (size_t i = 0; code == DK_OK && i < n; i++) {
        for (size_t k = 0; code == DK_OK && k < groups[i].n; k++) {
            const char *const cells[] = {
                dk_arena_format(call->arena, "%d", (int)groups[i].year),
                dk_arena_format(call->arena, "%s %s", groups[i].person, groups[i].label),
                groups[i].payments[k].no, groups[i].payments[k].programme};
            code = cells[0] == NULL || cells[1] == NULL ? DK_NO_MEMORY(err)
                                                        : dk_grid_row(grid, cells, err);
        }
    }
    if (code == DK_OK)
        dk_cli_print_grid(cli, grid, true);
    dk_grid_free(grid);
    return code;
}

/* One queue each; `n_args` of a decision counts the name of the queue (1: there is nothing to
 * decide). */
static const struct {
    const char *name;
    size_t n_args;
    dk_code (*list)(dk_cli *cli, const dk_call *call, dk_err *err);
    dk_code (*decide)(dk_cli *cli, const dk_call *call, dk_err *err);
} QUEUES[] = {
    {"codes", 4, list_codes, decide_code},
    {"people", 4, list_people, decide_person},
    {"firms", 4, list_firms, decide_firm},
    {"paid", 1, list_paid, NULL},
};

#define USAGE                                                                                      \
    "review codes|people|firms|paid --db FILE [LIST WORDING CODE|- | RECORD RECORD "               \
    "same|different]"

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    size_t at = 0, n = sizeof QUEUES / sizeof *QUEUES;
    while (at < n && strcmp(QUEUES[at].name, cli->args[0]) != 0)
        at++;
    if (at == n)
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("codes, people, firms, paid"),
                       dk_arg_str(USAGE));
    if (cli->n_args != 1 && cli->n_args != QUEUES[at].n_args)
        return DK_FAIL(err, MSG_ARGUMENT_COUNT, DK_NOWHERE, dk_arg_str("review"),
                       dk_arg_str(USAGE));
    return cli->n_args == 1 ? QUEUES[at].list(cli, call, err) : QUEUES[at].decide(cli, call, err);
}

const dk_command dk_command_review = {
    .name = "review",
    .summary = {"列出等人确认的事项，或确认一项", "list what waits for a decision, or decide one"},
    .usage = USAGE,
    .examples = {"  duikou review codes --db county.db\n"
                 "  duikou review codes --db county.db occupation 二保焊焊工 6-18-02-04\n"
                 "  duikou review people --db county.db T000012 T000345 same",
                 "  duikou review codes --db county.db\n"
                 "  duikou review codes --db county.db occupation 二保焊焊工 6-18-02-04\n"
                 "  duikou review people --db county.db T000012 T000345 same"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(CSV),
    .required = DK_OPT_BIT(DB),
    .min_args = 1,
    .max_args = 4,
    .work = work,
};
