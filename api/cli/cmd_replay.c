/* api/cli/cmd_replay.c - a year's placements ranked again with what was known then, beside what the
 * teachers did. */
#include <stdio.h>

#include "api/cli/messages.h"
#include "api/cli/print_sheet.h"
#include "api/usecase/replay.h"
#include "api/wire/replay.h"

enum { SHOWN = 10, ALL_CASES = 100000 };

/* ---- what it comes to ---- */

static void put_rate(char out[64], const dk_replay_group *g, size_t k)
{
    if (g->n == 0)
        snprintf(out, 64, "–");
    else
        snprintf(out, 64, "%zu/%zu %.0f%%（%.0f–%.0f%%）", g->hits[k], g->n,
                 100.0 * (double)g->hits[k] / (double)g->n, 100 * g->lo[k], 100 * g->hi[k]);
}

static dk_code put_group(const dk_cli *cli, dk_grid *grid, const dk_replay_group *g, dk_text title,
                         dk_err *err)
{
    char n[24], rates[DK_REPLAY_TOPS][64], rank[24] = "–", score[48] = "–";
    snprintf(n, sizeof n, "%zu", g->n);
    for (size_t k = 0; k < DK_REPLAY_TOPS; k++)
        put_rate(rates[k], g, k);
    if (g->ranked > 0) {
        snprintf(rank, sizeof rank, "%zu", g->median_rank);
        snprintf(score, sizeof score, "%lld / %lld",
                 (long long)(g->total_taken / (int64_t)g->ranked),
                 (long long)(g->total_first / (int64_t)g->ranked));
    }
    const char *const cells[] = {
        dk_in(title, cli->lang), n, rates[0], rates[1], rates[2], rank, score};
    return dk_grid_row(grid, cells, err);
}

static dk_code print_groups(const dk_cli *cli, const dk_replay *r, dk_err *err)
{
    dk_grid *grid = dk_grid_new(7);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    const char *const head[] = {dk_cli_say(cli, "后来", "later"),
                                dk_cli_say(cli, "人数", "people"),
                                dk_cli_say(cli, "排第 1", "first"),
                                dk_cli_say(cli, "前 5", "top 5"),
                                dk_cli_say(cli, "前 10", "top 10"),
                                dk_cli_say(cli, "名次中位", "median rank"),
                                dk_cli_say(cli, "所去/首选均分", "score taken / first")};
    dk_code code = dk_grid_row(grid, head, err);
    if (code == DK_OK)
        code = put_group(cli, grid, &r->groups[0], (dk_text){"全部", "all"}, err);
    for (int s = 0; code == DK_OK && s < DK_N_STAYS; s++)
        code = put_group(cli, grid, &r->groups[1 + s], dk_stay_title((dk_stay)s), err);
    if (code == DK_OK)
        dk_grid_print(grid, stdout, true);
    dk_grid_free(grid);
    return code;
}

static void print_counts(const dk_cli *cli, const dk_replay *r)
{
    const dk_replay_group *all = &r->groups[0];
    printf(dk_cli_say(cli,
                      "%d 届：%zu 人到单位就业，其中 %zu 人的岗位和本人当时都有记录；权重 %s\n",
                      "class of %d: %zu placed in firms, %zu of them and their post were on record "
                      "then; weights %s\n"),
           (int)r->year, r->n_cases, all->n, r->weights);
    for (int s = DK_REPLAY_GATED; s < DK_N_REPLAY_STATES; s++) {
        const char *advice = dk_in(dk_replay_state_advice((dk_replay_state)s), cli->lang);
        if (r->states[s] > 0)
            printf("  %s%s%zu%s%s\n", dk_in(dk_replay_state_title((dk_replay_state)s), cli->lang),
                   dk_cli_say(cli, "：", ": "), r->states[s],
                   *advice == '\0' ? "" : dk_cli_say(cli, "；", "; "), advice);
    }
    printf("\n");
}

static void print_cautions(const dk_cli *cli, const dk_replay *r)
{
    const dk_replay_group *all = &r->groups[0];
    if (all->n == 0)
        return;
    printf(dk_cli_say(cli, "\n同样的名单随机排列，前 5 可望碰上 %.1f 人，前 10 碰上 %.1f 人。\n",
                      "\nthe same lists in random order: %.1f in the top 5, %.1f in the top 10.\n"),
           all->chance[1], all->chance[2]);
    printf("%s\n",
           dk_cli_say(cli,
                      "只有真去了的岗位才有结果：程序另推荐的岗位会怎样，没有人知道；能就业的人"
                      "也是人挑出来的。名次高低只是线索，不是证明。",
                      "only the post that was taken has an outcome: nobody knows how another would "
                      "have turned out, and people chose who was placed. A rank is a hint, no "
                      "proof."));
}

static dk_code print(const dk_cli *cli, const dk_replay *r, size_t n, dk_err *err)
{
    if (dk_cli_has(cli, DK_OPT_JSON)) {
        dk_buf buf = DK_BUF_INIT;
        dk_wire_replay(&buf, r, dk_cli_has(cli, DK_OPT_TOP) ? n : ALL_CASES, cli->lang);
        dk_cli_print_buf(&buf);
        return DK_OK;
    }
    dk_replay shown = *r;
    bool is_whole = dk_cli_has(cli, DK_OPT_CSV) && !dk_cli_has(cli, DK_OPT_TOP);
    shown.n_cases = is_whole || r->n_cases < n ? r->n_cases : n;
    if (dk_cli_has(cli, DK_OPT_CSV))
        return dk_cli_print_sheet(cli, &dk_sheet_replay, &shown, err);
    print_counts(cli, r);
    if (r->n_cases == 0)
        return DK_OK;
    if (print_groups(cli, r, err) != DK_OK)
        return DK_FAILED;
    print_cautions(cli, r);
    printf("%s\n", dk_cli_say(cli, "\n与程序首选差得最多的：", "\nfarthest from the first:"));
    return dk_cli_print_sheet(cli, &dk_sheet_replay, &shown, err);
}

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_replay replay;
    int64_t year = 0, after = 6, top = SHOWN;
    if (dk_cli_int(cli, DK_OPT_YEAR, (dk_cli_range){1990, 2199, 0}, &year, err) != DK_OK ||
        dk_cli_int(cli, DK_OPT_AFTER, (dk_cli_range){3, 12, 6}, &after, err) != DK_OK ||
        dk_cli_int(cli, DK_OPT_TOP, (dk_cli_range){1, 100000, SHOWN}, &top, err) != DK_OK)
        return DK_FAILED;
    if (after != 3 && after != 6 && after != 12)
        return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str("after"),
                       dk_arg_str(cli->option[DK_OPT_AFTER]), dk_arg_str("3, 6, 12"));
    const dk_uc_replay_options options = {
        .year = (int32_t)year, .after = (int32_t)after, .as_of = DK_DAY_NONE, .lang = cli->lang};
    if (dk_uc_replay(call, &options, &replay, err) != DK_OK)
        return DK_FAILED;
    return print(cli, &replay, (size_t)top, err);
}

const dk_command dk_command_replay = {
    .name = "replay",
    .summary = {"复盘：按当时知道的情况重新匹配去年的去向，与实际推荐对照",
                "last year's placements ranked again with what was known then, beside what the "
                "teachers did"},
    .usage = "replay --db FILE [--year YEAR] [--after 3|6|12] [--top K] [--csv | --json]",
    .examples = {"  duikou replay --db county.db\n"
                 "  duikou replay --db county.db --year 2025 --after 12 --csv > 复盘.csv",
                 "  duikou replay --db county.db\n"
                 "  duikou replay --db county.db --year 2025 --after 12 --csv > replay.csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(WEIGHTS) |
               DK_OPT_BIT(SEED) | DK_OPT_BIT(YEAR) | DK_OPT_BIT(AFTER) | DK_OPT_BIT(TOP) |
               DK_OPT_BIT(JSON) | DK_OPT_BIT(CSV) | DK_OPT_BIT(KEYS),
    .required = DK_OPT_BIT(DB),
    .work = work,
};
