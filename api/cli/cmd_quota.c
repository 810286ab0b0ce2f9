/* api/cli/cmd_quota.c - the plan of the next intake from the registers, or of a problem in a file.
 *
 * An infeasible problem prints its conflict and ends with exit code 4. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/quota.h"
#include "api/wire/quota.h"
#include "core/base/parse.h"

enum { PROBLEM_MAX = 16 << 20 };

static void print_json(const dk_quota_report *report)
{
    dk_buf buf = DK_BUF_INIT;
    dk_wire_quota(&buf, report);
    if (buf.data != NULL)
        fwrite(buf.data, 1, buf.len, stdout);
    fputc('\n', stdout);
    dk_buf_done(&buf);
}

static dk_code print_plan(const dk_cli *cli, const dk_quota_report *report, dk_err *err)
{
    static const char *const ZH[] = {
        "专业", "模式", "上年", "计划", "班级", "毕业年", "需求（80% 区间）", "求职毕业生", "理由"};
    static const char *const EN[] = {"specialty",    "model",     "last",
                                     "quota",        "classes",   "graduates in",
                                     "demand (80%)", "graduates", "reason"};
    int64_t now = 0, quota = 0, classes = 0;
    dk_grid *grid = dk_grid_new(9);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    dk_grid_align(grid, 0xFC);
    dk_code code = dk_grid_row(grid, cli->lang == DK_ZH ? ZH : EN, err);
    for (size_t i = 0; code == DK_OK && i < report->n_lines; i++) {
        const dk_quota_line *l = &report->lines[i];
        char t[6][64];
        snprintf(t[0], sizeof t[0], "%d", l->now);
        snprintf(t[1], sizeof t[1], "%d", l->quota);
        snprintf(t[2], sizeof t[2], "%d", l->classes);
        snprintf(t[3], sizeof t[3], "%d", l->year);
        snprintf(t[4], sizeof t[4], "%.0f (%.0f–%.0f)", l->demand_mean, l->demand_lo80,
                 l->demand_hi80);
        snprintf(t[5], sizeof t[5], "%.0f", l->graduates);
        const char *const cells[] = {
            l->title, l->model, l->now < 0 ? "–" : t[0], t[1], t[2], t[3], t[4], t[5], l->reason};
        code = dk_grid_row(grid, cells, err);
        now += l->now > 0 ? l->now : 0;
        quota += l->quota;
        classes += l->classes;
    }
    if (code == DK_OK) {
        char t[3][24];
        snprintf(t[0], sizeof t[0], "%lld", (long long)now);
        snprintf(t[1], sizeof t[1], "%lld", (long long)quota);
        snprintf(t[2], sizeof t[2], "%lld", (long long)classes);
        const char *const cells[] = {
            dk_cli_say(cli, "合计", "total"), "", t[0], t[1], t[2], "", "", "", ""};
        code = dk_grid_row(grid, cells, err);
    }
    if (code == DK_OK)
        dk_grid_print(grid, stdout, true);
    dk_grid_free(grid);
    return code;
}

static void print_limits(const dk_cli *cli, const dk_quota_report *report)
{
    bool has_plan = report->status != DK_QUOTA_INFEASIBLE;
    printf("\n%s\n", has_plan ? dk_cli_say(cli, "限制（▲ 正在起作用）：", "limits (▲ binds):")
                              : dk_cli_say(cli, "互相冲突的限制：", "limits in conflict:"));
    for (size_t i = 0; i < report->n_limits; i++) {
        const dk_quota_limit_line *l = &report->limits[i];
        char used[32] = "", allowed[32];
        const char *open = dk_cli_say(cli, "放宽的价值未算定", "worth not settled");
        const char *more = l->has_more ? l->words : l->is_binding ? open : "";
        dk_format_decimal(llround(l->used * 10), 1, used);
        dk_format_decimal(llround(l->allowed * 10), 1, allowed);
        printf("  %s %s  %s%s%s%s %s", l->is_binding ? "▲" : " ", l->title, l->has_used ? used : "",
               l->has_used ? " / " : "", l->is_lower ? "≥" : "≤", allowed, l->unit);
        if (l->over != NULL)
            printf("  —  %s", l->over);
        printf("%s%s\n", *more == '\0' ? "" : "  —  ", more);
    }
}

static void print_cost(const dk_cli *cli, const dk_quota_costs *c, const char *unit)
{
    printf(dk_cli_say(cli, "  %s：%.0f%s%s（%s %.0f，%s %.0f）\n",
                      "  %s: %.0f%s%s (%s %.0f, %s %.0f)\n"),
           c->title, c->total, *unit == '\0' ? "" : " ", unit,
           dk_cli_say(cli, "空岗", "unfilled posts"), c->unfilled,
           dk_cli_say(cli, "未就业", "unplaced graduates"), c->unplaced);
}

static dk_code print_text(const dk_cli *cli, const dk_quota_report *report, dk_err *err)
{
    char day[11] = "";
    if (report->as_of != DK_DAY_NONE)
        dk_day_format(report->as_of, day);
    printf(dk_cli_say(cli, "%d 年招生计划%s%s\n\n", "plan of the %d intake%s%s\n\n"),
           report->intake, *day == '\0' ? "" : dk_cli_say(cli, "，数据截至 ", ", as of "), day);
    if (report->status == DK_QUOTA_INFEASIBLE) {
        puts(dk_cli_say(cli, "没有同时满足所有限制的计划。", "No plan meets all limits."));
    } else if (print_plan(cli, report, err) != DK_OK) {
        return DK_FAILED;
    }
    if (report->status == DK_QUOTA_NODE_LIMIT)
        puts(dk_cli_say(cli, "\n注：计划可行，但未证明最优。",
                        "\nnote: feasible, not proven best."));
    if (report->n_limits > 0)
        print_limits(cli, report);
    if (report->status != DK_QUOTA_INFEASIBLE) {
        printf(dk_cli_say(cli, "\n预期损失（%d–%d 年各届合计）：\n",
                          "\nexpected cost (intakes %d-%d together):\n"),
               report->intake, report->last_intake);
        print_cost(cli, &report->cost, report->unit);
        if (report->has_baseline)
            print_cost(cli, &report->baseline, report->unit);
    }
    if (report->n_missing > 0)
        puts(dk_cli_say(cli, "\n未计入：", "\nnot counted:"));
    for (size_t i = 0; i < report->n_missing; i++)
        printf(dk_cli_say(cli, "  %s：%s\n", "  %s: %s\n"), report->missing[i].title,
               report->missing[i].words);
    return DK_OK;
}

static dk_code print(const dk_cli *cli, const dk_quota_report *report, dk_err *err)
{
    dk_code code = DK_OK;
    if (dk_cli_has(cli, DK_OPT_JSON))
        print_json(report);
    else if (dk_cli_has(cli, DK_OPT_CSV))
        code = dk_uc_quota_export(report, NULL, false, cli->lang, err);
    else
        code = print_text(cli, report, err);
    if (code != DK_OK || report->status != DK_QUOTA_INFEASIBLE)
        return code;
    char names[400] = "";
    for (size_t i = 0; i < report->n_limits; i++) {
        size_t len = strlen(names);
        snprintf(names + len, sizeof names - len, "%s%s", i > 0 ? "、" : "",
                 report->limits[i].title);
    }
    return DK_FAIL(err, MSG_PLAN_INFEASIBLE, DK_NOWHERE, dk_arg_str(names));
}

/* The whole file; MSG_FILE_MISSING and the like come from the table module's words. */
static dk_code read_problem(const char *path, dk_buf *out, dk_err *err)
{
    char block[16384];
    size_t n;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return DK_FAIL(err, MSG_PROBLEM_UNREADABLE, DK_NOWHERE, dk_arg_str(path));
    while ((n = fread(block, 1, sizeof block, file)) > 0 && out->len <= PROBLEM_MAX)
        dk_buf_add(out, block, n);
    bool is_bad = ferror(file) != 0 || out->len > PROBLEM_MAX;
    fclose(file);
    if (is_bad)
        return DK_FAIL(err, MSG_PROBLEM_UNREADABLE, DK_NOWHERE, dk_arg_str(path));
    return out->is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code from_file(const dk_cli *cli, const char *path, dk_arena *arena, dk_quota_report *out,
                         dk_err *err)
{
    dk_buf bytes = DK_BUF_INIT;
    dk_quota_problem problem;
    dk_quota_facts facts = {.lang = cli->lang};
    dk_code code = read_problem(path, &bytes, err);
    if (code == DK_OK)
        code = dk_wire_quota_read(arena, bytes.data == NULL ? "" : bytes.data, bytes.len, &problem,
                                  &facts, err);
    if (code == DK_OK)
        code = dk_quota_tell(&problem, &facts, arena, out, err);
    if (code != DK_OK)
        dk_err_locate(err, (dk_place){.file = path});
    dk_buf_done(&bytes);
    return code;
}

static dk_code from_registers(dk_cli *cli, dk_arena *arena, dk_quota_report *out, dk_err *err)
{
    dk_app *app = NULL;
    int64_t year = 0;
    if (dk_cli_int(cli, DK_OPT_INTAKE, (dk_cli_range){2000, 2190, 0}, &year, err) != DK_OK ||
        dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_uc_quota_options how = {
        .intake_year = (int32_t)year, .as_of = DK_DAY_NONE, .lang = cli->lang};
    dk_code code = dk_uc_quota(&(dk_call){app, &cli->actor, arena}, &how, out, err);
    dk_app_close(app);
    return code;
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_quota_report report;
    if (dk_cli_has(cli, DK_OPT_PROBLEM) == dk_cli_has(cli, DK_OPT_DB))
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("--db, --problem"),
                       dk_arg_str("quota --db FILE [--intake YEAR]|--problem FILE.json"));
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_cli_has(cli, DK_OPT_PROBLEM)
                       ? from_file(cli, cli->option[DK_OPT_PROBLEM], arena, &report, err)
                       : from_registers(cli, arena, &report, err);
    if (code == DK_OK)
        code = print(cli, &report, err);
    dk_arena_free(arena);
    return code;
}

const dk_command dk_command_quota = {
    .name = "quota",
    .summary = {"编制招生计划：各专业招多少人、几个班，受什么限制",
                "plan the next intake: students and classes per specialty, and what binds"},
    .usage = "quota --db FILE [--intake YEAR]|--problem FILE.json [--csv|--json]",
    .examples = {"  duikou quota --db county.db --intake 2026\n"
                 "  duikou quota --db county.db --csv > 招生计划.csv\n"
                 "  duikou quota --problem problem.json --json",
                 "  duikou quota --db county.db --intake 2026\n"
                 "  duikou quota --db county.db --csv > plan.csv\n"
                 "  duikou quota --problem problem.json --json"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(PROBLEM) | DK_OPT_BIT(INTAKE) |
               DK_OPT_BIT(AS_OF) | DK_OPT_BIT(JSON) | DK_OPT_BIT(CSV),
    .required = 0,
    .run = run,
};
