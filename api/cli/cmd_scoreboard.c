/* api/cli/cmd_scoreboard.c - past forecasts against what came. */
#include "api/cli/print_sheet.h"
#include "api/usecase/scoreboard.h"
#include "api/wire/told.h"

static void say_score(const dk_cli *cli, const char *name, const dk_score_summary *s)
{
    if (s->n == 0)
        return;
    printf(dk_cli_say(cli,
                      "  %s：误差 %.1f%%，沿用上年 %.1f%%；%zu 次里 %zu 次更准；80%% 区间罩住 "
                      "%.0f%%；方向 %zu/%zu\n",
                      "  %s: error %.1f%%, last year's number %.1f%%; of %zu nearer %zu; 80%% "
                      "interval held %.0f%%; direction %zu/%zu\n"),
           name, 100 * s->error, 100 * s->error_naive, s->n, s->n_better, 100 * s->coverage80,
           s->n_right, s->n_direction);
}

static dk_code print(const dk_cli *cli, const dk_scoreboard *board, dk_err *err)
{
    const dk_outlook *o = board->outlook;
    if (dk_cli_has(cli, DK_OPT_JSON)) {
        dk_buf buf = DK_BUF_INIT;
        dk_wire_scoreboard(&buf, board, cli->lang);
        dk_cli_print_buf(&buf);
        return DK_OK;
    }
    if (dk_cli_has(cli, DK_OPT_CSV))
        return dk_cli_print_sheet(cli, &dk_sheet_scoreboard, board, err);
    puts(dk_in(dk_outlook_verdict(o), cli->lang));
    say_score(cli, dk_cli_say(cli, "合计", "all"), &o->score);
    for (size_t i = 0; i < o->n; i++)
        say_score(cli, dk_in(o->items[i].title, cli->lang), &o->items[i].score);
    if (board->n_kept == 0) {
        puts(dk_cli_say(cli, "还没有存档的预测：duikou forecast --keep",
                        "no forecast is kept yet: duikou forecast --keep"));
        return DK_OK;
    }
    putchar('\n');
    return dk_cli_print_sheet(cli, &dk_sheet_scoreboard, board, err);
}

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_outlook_ref *ref = NULL;
    dk_scoreboard board;
    dk_code code = dk_uc_scoreboard(call, DK_DAY_NONE, &ref, &board, err);
    if (code == DK_OK)
        code = print(cli, &board, err);
    dk_uc_forecasts_release(ref);
    return code;
}

const dk_command dk_command_scoreboard = {
    .name = "scoreboard",
    .summary = {"过去的预测与实际对照，是否比沿用上年的数更准",
                "past forecasts against what came, and against last year's number"},
    .usage = "scoreboard --db FILE [--csv]",
    .examples = {"  duikou scoreboard --db county.db\n  duikou scoreboard --db county.db --csv",
                 "  duikou scoreboard --db county.db\n  duikou scoreboard --db county.db --csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(SEED) |
               DK_OPT_BIT(JSON) | DK_OPT_BIT(CSV) | DK_OPT_BIT(KEYS),
    .required = DK_OPT_BIT(DB),
    .work = work,
};
