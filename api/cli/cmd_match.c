/* api/cli/cmd_match.c - posts for a person, people for a post, or everyone open to work. */
#include <stdlib.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/wire/match.h"

enum { TOP_MAX = 100 };

/* How lists leave: as text, as lines of one CSV, or as JSON. */
typedef struct {
    dk_cli *cli;
    dk_grid *grid; /* --csv */
    size_t n;
    dk_err *err;
    dk_code code;
} printer;

static dk_code add_rows(printer *p, const dk_match_list *list)
{
    for (size_t i = 0; i < list->n_matches; i++) {
        const dk_match *m = &list->matches[i];
        char rank[24], score[16], fit[16], wish[16];
        snprintf(rank, sizeof rank, "%zu", m->rank);
        snprintf(score, sizeof score, "%d", m->why.score);
        snprintf(fit, sizeof fit, "%d", m->why.fit);
        snprintf(wish, sizeof wish, "%d", m->why.wish);
        const char *const cells[] = {
            list->subject_no, list->subject_label, rank, m->no, m->label, score, fit, wish,
            m->why.summary};
        if (dk_grid_row(p->grid, cells, p->err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static void print_json(const dk_match_list *list)
{
    dk_buf buf = DK_BUF_INIT;
    dk_wire_match_list(&buf, list);
    if (buf.data != NULL)
        fwrite(buf.data, 1, buf.len, stdout);
    fputc('\n', stdout);
    dk_buf_done(&buf);
}

static bool each(void *ctx, const dk_match_list *list)
{
    printer *p = ctx;
    p->n++;
    if (p->grid != NULL)
        p->code = add_rows(p, list);
    else if (dk_cli_has(p->cli, DK_OPT_JSON))
        print_json(list);
    else {
        dk_cli_progress_done(p->cli);
        if (p->n > 1)
            fputs("\n————\n\n", stdout);
        dk_cli_print_matches(p->cli, list, stdout);
    }
    return p->code == DK_OK;
}

static dk_code match_subject(dk_app *app, printer *p, const dk_uc_match_options *how)
{
    dk_cli *cli = p->cli;
    bool is_trainee = dk_cli_has(cli, DK_OPT_TRAINEE);
    int64_t id = 0;
    dk_match_list list;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(p->err);
    dk_code code = dk_uc_find(app, &cli->actor, dk_register_find(is_trainee ? "trainees" : "posts"),
                              cli->option[is_trainee ? DK_OPT_TRAINEE : DK_OPT_POST], &id, p->err);
    if (code == DK_OK)
        code = is_trainee ? dk_uc_match_trainee(app, &cli->actor, id, how, arena, &list, p->err)
                          : dk_uc_match_post(app, &cli->actor, id, how, arena, &list, p->err);
    if (code == DK_OK && !each(p, &list))
        code = p->code;
    dk_arena_free(arena);
    return code;
}

static dk_code match(dk_app *app, printer *p, const dk_uc_match_options *how)
{
    dk_cli *cli = p->cli;
    if (!dk_cli_has(cli, DK_OPT_ALL))
        return match_subject(app, p, how);
    dk_progress progress = dk_cli_progress(cli);
    if (dk_uc_match_all(app, &cli->actor, how, each, p, &progress, p->err) != DK_OK ||
        p->code != DK_OK)
        return DK_FAILED;
    dk_cli_note(cli, dk_cli_say(cli, "匹配了 %zu 人", "matched %zu people"), p->n);
    return DK_OK;
}

static dk_code start_csv(printer *p)
{
    static const char *const zh[] = {"编号", "姓名",   "名次",   "岗位编号", "岗位",
                                     "得分", "适岗分", "意愿分", "说明"};
    static const char *const en[] = {"no",    "name", "rank", "post",   "label",
                                     "score", "fit",  "wish", "summary"};
    static const char *const keys[] = {"subject", "subject_label", "rank", "no",     "label",
                                       "score",   "fit",           "wish", "summary"};
    p->grid = dk_grid_new(9);
    if (p->grid == NULL)
        return DK_NO_MEMORY(p->err);
    return dk_grid_row(p->grid,
                       dk_cli_has(p->cli, DK_OPT_KEYS) ? keys
                       : p->cli->lang == DK_ZH         ? zh
                                                       : en,
                       p->err);
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    int64_t top = 0;
    printer p = {.cli = cli, .err = err, .code = DK_OK};
    int n_subjects = dk_cli_has(cli, DK_OPT_TRAINEE) + dk_cli_has(cli, DK_OPT_POST) +
                     dk_cli_has(cli, DK_OPT_ALL);
    if (n_subjects != 1)
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("--trainee, --post, --all"),
                       dk_arg_str("match --db FILE --trainee ID|--post ID|--all"));
    if (dk_cli_int(cli, DK_OPT_TOP, 5, 1, TOP_MAX, &top, err) != DK_OK ||
        dk_cli_catch_interrupt(cli, err) != DK_OK || dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_uc_match_options how = {.top = (size_t)top, .as_of = DK_DAY_NONE, .lang = cli->lang};
    dk_code code = dk_cli_has(cli, DK_OPT_CSV) ? start_csv(&p) : DK_OK;
    if (code == DK_OK)
        code = match(app, &p, &how);
    if (code == DK_OK && p.grid != NULL)
        dk_grid_print_csv(p.grid, stdout);
    dk_grid_free(p.grid);
    dk_app_close(app);
    return code;
}

const dk_command dk_command_match = {
    .name = "match",
    .summary = {"为学员找岗位、为岗位找人，逐项说明理由",
                "posts for a person or people for a post, with reasons"},
    .usage = "match --db FILE --trainee ID|--post ID|--all [--top K]",
    .examples = {"  duikou match --db county.db --trainee T000001\n"
                 "  duikou match --db county.db --post P000012 --top 10\n"
                 "  duikou match --db county.db --all --csv > 匹配.csv",
                 "  duikou match --db county.db --trainee T000001\n"
                 "  duikou match --db county.db --post P000012 --top 10\n"
                 "  duikou match --db county.db --all --csv > matches.csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(TRAINEE) | DK_OPT_BIT(POST) |
               DK_OPT_BIT(ALL) | DK_OPT_BIT(TOP) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(WEIGHTS) |
               DK_OPT_BIT(SEED) | DK_OPT_BIT(JSON) | DK_OPT_BIT(CSV) | DK_OPT_BIT(KEYS),
    .required = DK_OPT_BIT(DB),
    .run = run,
};
