/* api/cli/cmd_forecast.c - demand by specialty from the registers, or forecasts of series in a
 * file. */

#include <math.h>
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/forecast_file.h"
#include "api/cli/messages.h"
#include "api/usecase/scoreboard.h"
#include "api/wire/fan.h"
#include "api/wire/forecast.h"

static const char *const USAGE =
    "forecast --db FILE [--specialty CODE] | --input FILE --horizon H [--season M] --csv";

/* ---- the registers ---- */

enum { CELL = 48 };

static const char *interval(const dk_forecast_step *s, char out[CELL])
{
    snprintf(out, CELL, "%.0f–%.0f", s->lo80, s->hi80);
    return out;
}

/* A number that may be missing (-1). */
static const char *number(double value, int decimals, char out[CELL])
{
    if (value < 0)
        snprintf(out, CELL, "—");
    else
        snprintf(out, CELL, "%.*f", decimals, value);
    return out;
}

static const char *verdict(const dk_cli *cli, const dk_outlook_item *item)
{
    const dk_forecast_score *score = &item->forecast.score;
    if (score->mase < 0 || score->mase_naive < 0)
        return dk_cli_say(cli, "数据太短，无法回测", "too short for a backtest");
    if (dk_outlook_is_no_better(item))
        return dk_cli_say(cli, "并不比去年同月的数更准", "no better than last year's number");
    return dk_cli_say(cli, "比去年同月的数更准", "better than last year's number");
}

static const char *trend_word(const dk_cli *cli, const dk_outlook_item *item)
{
    if (item->last12 < 0)
        return "—";
    if (item->trend == DK_TREND_FLAT)
        return dk_cli_say(cli, "持平", "flat");
    return item->trend == DK_TREND_UP ? dk_cli_say(cli, "上升", "up")
                                      : dk_cli_say(cli, "下降", "down");
}

static dk_code add_list_row(const dk_cli *cli, dk_grid *grid, const dk_outlook_item *item,
                            dk_err *err)
{
    char last[CELL], next[CELL], range[CELL], mase[CELL], naive[CELL];
    const char *const cells[] = {item->code,
                                 dk_in(item->title, cli->lang),
                                 number(item->last12, 0, last),
                                 number(item->next12.mean, 0, next),
                                 interval(&item->next12, range),
                                 trend_word(cli, item),
                                 number(item->forecast.score.mase, 2, mase),
                                 number(item->forecast.score.mase_naive, 2, naive),
                                 verdict(cli, item)};
    return dk_grid_row(grid, cells, err);
}

/* How the numbers came about; specialties of the same sentence stand together. */
static dk_code print_methods(const dk_cli *cli, const dk_outlook *outlook, dk_arena *arena,
                             dk_err *err)
{
    const char **words = dk_arena_array(arena, outlook->n, sizeof *words);
    for (size_t i = 0; words != NULL && i < outlook->n; i++)
        if ((words[i] = dk_outlook_method(&outlook->items[i], cli->lang, arena)) == NULL)
            words = NULL;
    if (words == NULL)
        return DK_NO_MEMORY(err);
    puts(dk_cli_say(cli, "方法：", "Methods:"));
    for (size_t i = 0; i < outlook->n; i++) {
        if (words[i] == NULL)
            continue;
        fputs("  ", stdout);
        for (size_t k = i; k < outlook->n; k++) {
            if (words[k] == NULL || strcmp(words[k], words[i]) != 0)
                continue;
            printf("%s%s", k == i ? "" : dk_cli_say(cli, "、", ", "),
                   dk_in(outlook->items[k].title, cli->lang));
            words[k] = k == i ? words[k] : NULL;
        }
        printf("%s%s\n", dk_cli_say(cli, "：", ": "), words[i]);
    }
    return DK_OK;
}

static dk_code print_list(const dk_cli *cli, const dk_outlook *outlook, dk_arena *arena,
                          dk_err *err)
{
    static const char *const zh[] = {"代码", "专业", "近12月",   "未来12月", "80%区间",
                                     "走势", "误差", "去年同月", "回测结论"};
    static const char *const en[] = {"code",    "specialty",    "last 12",
                                     "next 12", "80% interval", "trend",
                                     "MASE",    "naive",        "backtest says"};
    dk_grid *grid = dk_grid_new(9);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    dk_grid_align(grid, 0xdc); /* the numbers */
    dk_code code = dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err);
    for (size_t i = 0; code == DK_OK && i < outlook->n; i++)
        code = add_list_row(cli, grid, &outlook->items[i], err);
    if (code == DK_OK)
        dk_grid_print(grid, stdout, true);
    dk_grid_free(grid);
    puts(dk_cli_say(cli,
                    "\n单位：人（招聘需求，已扣除重复发布）。误差是回测的 MASE：越小越好，1 "
                    "相当于历史上照搬去年同月的平均误差。",
                    "\nOpenings, re-posts taken off. MASE of the backtest: lower is better; 1 is "
                    "the average error of "
                    "repeating the same month of last year in the past."));
    if (code != DK_OK || dk_cli_has(cli, DK_OPT_EXPLAIN))
        return code == DK_OK ? print_methods(cli, outlook, arena, err) : code;
    puts(dk_cli_say(cli,
                    "用了哪些方法、各占多少：加 --explain；一个专业的逐月数字：--specialty 代码",
                    "which methods and how much of each: --explain; one specialty month by month: "
                    "--specialty CODE"));
    return DK_OK;
}

static dk_code add_step(dk_grid *grid, dk_period period, const dk_forecast_step *s, dk_err *err)
{
    char token[24], mean[CELL], lo80[CELL], range95[CELL];
    dk_period_format(period, token);
    snprintf(range95, sizeof range95, "%.0f–%.0f", s->lo95, s->hi95);
    const char *const cells[] = {token, number(s->mean, 0, mean), interval(s, lo80), range95};
    return dk_grid_row(grid, cells, err);
}

/* "2026 (3–12月)" where the forecast holds a part of the year: what came before is not in it. */
static dk_code add_year(const dk_cli *cli, dk_grid *grid, const dk_outlook_item *item, size_t i,
                        dk_err *err)
{
    char token[48], mean[CELL], lo80[CELL], range95[CELL];
    const dk_forecast_step *s = &item->years[i].total;
    int64_t from = item->forecast.first.index - item->years[i].year * DK_OUTLOOK_YEAR,
            to = from + (int64_t)item->forecast.horizon - 1;
    from = from > 0 ? from : 0;
    to = to < DK_OUTLOOK_YEAR - 1 ? to : DK_OUTLOOK_YEAR - 1;
    if (to - from + 1 == DK_OUTLOOK_YEAR)
        snprintf(token, sizeof token, "%lld", (long long)item->years[i].year);
    else
        snprintf(token, sizeof token,
                 dk_cli_say(cli, "%lld（%lld–%lld月）", "%lld (months %lld–%lld)"),
                 (long long)item->years[i].year, (long long)from + 1, (long long)to + 1);
    snprintf(range95, sizeof range95, "%.0f–%.0f", s->lo95, s->hi95);
    const char *const cells[] = {token, number(s->mean, 0, mean), interval(s, lo80), range95};
    return dk_grid_row(grid, cells, err);
}

/* Years, then the months of the horizon. */
static dk_code print_steps(const dk_cli *cli, const dk_outlook_item *item, size_t horizon,
                           dk_err *err)
{
    static const char *const zh[] = {"时间", "预测", "80%区间", "95%区间"};
    static const char *const en[] = {"time", "forecast", "80% interval", "95% interval"};
    dk_grid *grid = dk_grid_new(4);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    dk_grid_align(grid, 0xe);
    dk_code code = dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err);
    for (size_t i = 0; code == DK_OK && i < item->n_years; i++)
        code = add_year(cli, grid, item, i, err);
    for (size_t h = 0; code == DK_OK && h < horizon; h++)
        code = add_step(grid, dk_period_add(item->forecast.first, (int64_t)h),
                        &item->forecast.steps[h], err);
    if (code == DK_OK)
        dk_grid_print(grid, stdout, true);
    dk_grid_free(grid);
    return code;
}

static dk_code print_item(const dk_cli *cli, const dk_outlook_item *item, size_t horizon,
                          dk_arena *arena, dk_err *err)
{
    const dk_forecast_score *score = &item->forecast.score;
    const char *method = dk_outlook_method(item, cli->lang, arena),
               *note = dk_outlook_note(item, cli->lang, arena);
    char last[CELL], next[CELL], range[CELL], mase[CELL], naive[CELL];
    if (method == NULL || note == NULL)
        return DK_NO_MEMORY(err);
    printf(dk_cli_say(cli, "%s  %s\n近12个月 %s 人，未来12个月 %s 人（80%% 区间 %s）\n",
                      "%s  %s\nlast 12 months %s, next 12 months %s (80%% interval %s)\n"),
           item->code, dk_in(item->title, cli->lang), number(item->last12, 0, last),
           number(item->next12.mean, 0, next), interval(&item->next12, range));
    printf(dk_cli_say(cli, "回测误差 %s，去年同月 %s：%s\n", "MASE %s, seasonal naive %s: %s\n"),
           number(score->mase, 2, mase), number(score->mase_naive, 2, naive), verdict(cli, item));
    printf(dk_cli_say(cli, "方法：%s\n", "method: %s\n"), method);
    if (*note != '\0')
        printf(dk_cli_say(cli, "注意：%s\n", "note: %s\n"), note);
    putchar('\n');
    return print_steps(cli, item, horizon, err);
}

/* ---- why ---- */

/* Whether the forecast or last year's number was nearer; "" while the year is not over. */
static const char *past_verdict(const dk_cli *cli, const dk_year_score *s)
{
    if (s->truth < 0 || s->naive < 0)
        return "";
    return fabs(s->mean - s->truth) < fabs(s->naive - s->truth)
               ? dk_cli_say(cli, "：比沿用上年准", ": nearer than last year's number")
               : dk_cli_say(cli, "：不比沿用上年准", ": no nearer than last year's number");
}

static void explain_past(const dk_cli *cli, const dk_outlook_item *item)
{
    char last[CELL], came[CELL];
    puts(dk_cli_say(cli, "\n往年（当时会怎样预测，后来怎样）：",
                    "\npast years (as they would have been foretold, and what came):"));
    for (size_t i = 0; i < item->n_past; i++) {
        const dk_year_score *s = &item->past[i];
        char month[24];
        dk_period_format(s->first, month);
        printf(dk_cli_say(cli, "  %s 起 12 个月：预测 %.0f 人（%.0f–%.0f），上年 %s，实际 %s%s\n",
                          "  12 months from %s: %.0f (%.0f–%.0f), last year %s, came %s%s\n"),
               month, s->mean, s->lo80, s->hi80, number(s->naive, 0, last),
               number(s->truth, 0, came), past_verdict(cli, s));
    }
}

static void explain_plants(const dk_cli *cli, const dk_outlook_item *item)
{
    for (size_t i = 0; i < item->n_announced; i++) {
        const dk_announced *a = &item->announced[i];
        char month[24];
        dk_period_format((dk_period){DK_PERIOD_MONTH, a->start}, month);
        printf(dk_cli_say(cli, "项目 %s %s：%s 起招 %.0f 人，落地概率 %.0f%%（已计入）\n",
                          "plant %s %s: from %s %.0f posts, probability %.0f%% (counted)\n"),
               a->key, a->title, month, a->posts, 100 * a->probability);
    }
    for (size_t i = 0; i < item->n_corrections; i++) {
        const dk_correction *c = &item->corrections[i];
        char month[24];
        dk_period_format((dk_period){DK_PERIOD_MONTH, c->from}, month);
        printf(dk_cli_say(cli, "修正 %s：%s 起 %+.0f 人，可能性 %.0f%%，%s（%s；未计入模型）\n",
                          "correction %s: from %s %+.0f posts, probability %.0f%%, %s (%s; beside "
                          "the model)\n"),
               c->no, month, c->posts, 100 * c->probability, c->reason, c->source);
    }
    if (item->manual12 >= 0)
        printf(dk_cli_say(cli, "加上修正，未来 12 个月 %.0f 人\n",
                          "with corrections the next 12 months are %.0f\n"),
               item->manual12);
}

static void explain_addressable(const dk_cli *cli, const dk_outlook_item *item)
{
    const dk_addressable *a = &item->addressable;
    char graduates[CELL];
    puts(dk_cli_say(cli, "\n可及需求（未来 12 个月）：", "\naddressable demand (next 12 months):"));
    for (size_t i = 0; i < DK_N_FACTORS; i++)
        printf("  %s %.1f%% (%.1f–%.1f)  %s\n", dk_in(a->factors[i].title, cli->lang),
               100 * a->factors[i].value, 100 * a->factors[i].lo, 100 * a->factors[i].hi,
               dk_in(a->factors[i].source, cli->lang));
    printf(dk_cli_say(
               cli,
               "  岗位 %.0f（含重复发布 %.0f）→ 可及 %.0f（80%% 区间 %.0f–%.0f）；求职毕业生 %s\n",
               "  openings %.0f (with re-posts %.0f) -> addressable %.0f (80%% interval "
               "%.0f–%.0f); graduates seeking work %s\n"),
           a->openings.mean, a->gross, a->result.mean, a->result.lo80, a->result.hi80,
           number(a->graduates, 0, graduates));
}

static void explain(const dk_cli *cli, const dk_outlook_item *item)
{
    char now[CELL], before[CELL];
    printf(dk_cli_say(cli, "求人倍率 %s（去年同期 %s）\n",
                      "openings per seeker %s (a year before %s)\n"),
           number(item->ratio, 2, now), number(item->ratio_before, 2, before));
    explain_plants(cli, item);
    explain_past(cli, item);
    explain_addressable(cli, item);
}

static dk_code print(const dk_cli *cli, const dk_outlook *outlook, size_t horizon, dk_err *err)
{
    const dk_outlook_item *item = NULL;
    const char *specialty = cli->option[DK_OPT_SPECIALTY];
    dk_code code = DK_OK;
    if ((specialty != NULL || outlook->n == 0) &&
        dk_uc_forecast_find(outlook, specialty == NULL ? "" : specialty, &item, err) != DK_OK)
        return DK_FAILED;
    if (dk_cli_has(cli, DK_OPT_CSV)) {
        const dk_export_options options = {.wants_keys = dk_cli_has(cli, DK_OPT_KEYS),
                                           .lang = cli->lang};
        return dk_uc_forecast_export(outlook, item, horizon, &options, err);
    }
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    if (dk_cli_has(cli, DK_OPT_JSON) || dk_cli_has(cli, DK_OPT_SVG)) {
        dk_buf buf = DK_BUF_INIT;
        if (dk_cli_has(cli, DK_OPT_SVG))
            dk_wire_fan_outlook(&buf, outlook, item, horizon, cli->lang);
        else if (item == NULL)
            dk_wire_outlook(&buf, outlook, horizon, cli->lang);
        else
            dk_wire_outlook_item(&buf, outlook, item, horizon, cli->lang, arena);
        puts(buf.data == NULL ? "" : buf.data);
        dk_buf_done(&buf);
    } else {
        code = item == NULL ? print_list(cli, outlook, arena, err)
                            : print_item(cli, item, horizon, arena, err);
        if (code == DK_OK && item != NULL && dk_cli_has(cli, DK_OPT_EXPLAIN))
            explain(cli, item);
    }
    dk_arena_free(arena);
    return code;
}

static dk_code keep(dk_cli *cli, dk_app *app, dk_err *err)
{
    dk_apply_result applied;
    if (dk_uc_forecast_keep(&(dk_call){app, &cli->actor, NULL}, DK_DAY_NONE, &applied, err) !=
        DK_OK)
        return DK_FAILED;
    dk_cli_note(
        cli,
        dk_cli_say(cli, "已存档：新 %zu，改 %zu，未变 %zu", "kept: new %zu, changed %zu, same %zu"),
        applied.n_new, applied.n_changed, applied.n_same);
    return DK_OK;
}

static dk_code forecast_registers(dk_cli *cli, dk_err *err)
{
    int64_t horizon = 0;
    dk_app *app = NULL;
    dk_outlook_ref *ref = NULL;
    const dk_outlook *outlook = NULL;
    if (dk_cli_int(cli, DK_OPT_HORIZON,
                   (dk_cli_range){1, DK_FORECAST_HORIZON_MAX, DK_FORECAST_HORIZON}, &horizon,
                   err) != DK_OK ||
        dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_uc_forecasts(&(dk_call){app, &cli->actor, NULL}, (size_t)horizon, DK_DAY_NONE,
                                   &ref, &outlook, err);
    if (code == DK_OK)
        code = print(cli, outlook, (size_t)horizon, err);
    if (code == DK_OK && dk_cli_has(cli, DK_OPT_KEEP))
        code = keep(cli, app, err);
    dk_uc_forecasts_release(ref);
    dk_app_close(app);
    return code;
}

/* What the other half takes would be passed over in silence. */
static const uint64_t FILE_ONLY = DK_OPT_BIT(SEASON) | DK_OPT_BIT(LEVEL) | DK_OPT_BIT(QUANTILES) |
                                  DK_OPT_BIT(METHODS) | DK_OPT_BIT(HIERARCHY) | DK_OPT_BIT(WHOLE) |
                                  DK_OPT_BIT(TOTALS);
static const uint64_t REGISTERS_ONLY =
    DK_OPT_BIT(SPECIALTY) | DK_OPT_BIT(KEEP) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(KEYS);

static dk_code run(dk_cli *cli, dk_err *err)
{
    bool is_file = dk_cli_has(cli, DK_OPT_INPUT);
    int n_forms =
        dk_cli_has(cli, DK_OPT_CSV) + dk_cli_has(cli, DK_OPT_JSON) + dk_cli_has(cli, DK_OPT_SVG);
    if (dk_cli_has(cli, DK_OPT_DB) == is_file)
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("--db, --input"), dk_arg_str(USAGE));
    if (n_forms > 1)
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("--csv, --json, --svg"),
                       dk_arg_str(USAGE));
    if (dk_cli_refuse(cli, is_file ? REGISTERS_ONLY : FILE_ONLY, is_file ? DK_OPT_DB : DK_OPT_INPUT,
                      USAGE, err) != DK_OK)
        return DK_FAILED;
    return dk_cli_has(cli, DK_OPT_INPUT) ? dk_cli_forecast_file(cli, USAGE, err)
                                         : forecast_registers(cli, err);
}

const dk_command dk_command_forecast = {
    .name = "forecast",
    .summary =
        {"预测各专业的用工需求，带区间和回测误差；也可预测文件里的序列",
         "demand by specialty with intervals and backtest; or forecasts of series in a file"},
    .usage = "forecast --db FILE [--specialty CODE] | --input FILE --horizon H [--season M] --csv",
    .examples =
        {"  duikou forecast --db county.db\n"
         "  duikou forecast --db county.db --specialty 700206 --horizon 12 --explain\n"
         "  duikou forecast --input series.csv --horizon 8 --season 4 --csv > 预测.csv\n"
         "  duikou forecast --input series.csv --horizon 8 --level 50,90 --svg > 预测.svg\n"
         "  duikou forecast --input series.csv --hierarchy towns.csv --horizon 4 --whole --csv",
         "  duikou forecast --db county.db\n"
         "  duikou forecast --db county.db --specialty 700206 --horizon 12 --explain\n"
         "  duikou forecast --input series.csv --horizon 8 --season 4 --csv > forecast.csv\n"
         "  duikou forecast --input series.csv --horizon 8 --level 50,90 --svg > forecast.svg\n"
         "  duikou forecast --input series.csv --hierarchy towns.csv --horizon 4 --whole --csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_FORECAST_FILE_BITS | DK_OPT_BIT(SPECIALTY) |
               DK_OPT_BIT(AS_OF) | DK_OPT_BIT(SEED) | DK_OPT_BIT(JSON) | DK_OPT_BIT(CSV) |
               DK_OPT_BIT(KEYS) | DK_OPT_BIT(KEEP),
    .run = run,
};
