/* datasets/gen/projects.c - see projects.h. */
#include "datasets/gen/projects.h"

#include <math.h>
#include <string.h>

#include "datasets/gen/draw.h"
#include "datasets/gen/names.h"
#include "datasets/gen/output.h"

/* Trades that plants are announced for, in turn. */
static const char *const turns[] = {"medical", "welding", "auto", "general"};
enum { N_TURNS = sizeof turns / sizeof *turns };

size_t dk_projects_draw(const dk_world *world, dk_project out[DK_MAX_PROJECTS])
{
    dk_random random = dk_world_stream(world, "projects");
    double delay = dk_world_num(world, "project.delay_months");
    double cancelled = dk_world_num(world, "project.cancelled_share");
    size_t n = (size_t)fmin(dk_world_num(world, "project.count"), DK_MAX_PROJECTS);
    dk_month now = dk_month_of_day(world->options.as_of);
    for (size_t i = 0; i < n; i++) {
        dk_project *p = &out[i];
        p->trade = dk_world_trade(world, turns[i % N_TURNS]) % world->n_trades;
        p->town = (size_t)dk_random_below(&random, 4);
        p->planned = now + 2 + 3 * (dk_month)i + (dk_month)dk_random_below(&random, 2);
        p->posts = (int)(world->firm_scale * (double)dk_random_between(&random, 60, 240)) + 5;
        p->ramp_months = (int)dk_random_between(&random, 4, 8);
        p->actual = p->planned + (dk_month)dk_random_poisson(&random, delay);
        p->is_cancelled = dk_draw_chance(&random, cancelled);
    }
    return n;
}

double dk_projects_openings(const dk_world *world, const dk_trade *trade, dk_month month)
{
    dk_project projects[DK_MAX_PROJECTS];
    double sum = 0;
    if (month < dk_month_of_day(world->options.as_of))
        return 0;
    size_t n = dk_projects_draw(world, projects);
    for (size_t i = 0; i < n; i++) {
        const dk_project *p = &projects[i];
        int since = month - p->actual;
        if (&world->trades[p->trade] != trade || p->is_cancelled || since < 0)
            continue;
        /* Ramp first, then the turnover of those who were hired. */
        sum +=
            since < p->ramp_months ? (double)p->posts / p->ramp_months : p->posts * trade->turnover;
    }
    return sum;
}

enum {
    C_NO,
    C_TITLE,
    C_FIRM,
    C_STAGE,
    C_TOWN,
    C_INDUSTRY,
    C_START,
    C_POSTS,
    C_RAMP,
    C_PROBABILITY,
    C_BASIS,
    N_COLUMNS
};

static const dk_column columns[N_COLUMNS] = {
    {"项目编号", DK_COLUMN_TEXT, 0, NULL, NULL},   {"项目名称", DK_COLUMN_TEXT, 30, NULL, NULL},
    {"单位", DK_COLUMN_TEXT, 26, NULL, NULL},      {"阶段", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"乡镇", DK_COLUMN_TEXT, 0, NULL, NULL},       {"行业代码", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"计划投产月", DK_COLUMN_TEXT, 0, NULL, NULL}, {"岗位", DK_COLUMN_TEXT, 30, NULL, NULL},
    {"爬坡月数", DK_COLUMN_NUMBER, 0, NULL, NULL}, {"落地概率", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"依据", DK_COLUMN_TEXT, 20, NULL, NULL},
};

static void put(const dk_world *world, dk_output *output, const dk_project *p, size_t number,
                double probability)
{
    const dk_trade *trade = &world->trades[p->trade];
    char brand[DK_NAME_SIZE], month[8];
    /* Brands far from those of the firms. */
    dk_name_brand(200000 + (int64_t)number, brand);
    dk_month_format(p->planned, month);
    dk_output_format(output, C_NO, "XM%02zu", number + 1);
    dk_output_format(output, C_TITLE, "%s%s项目", brand, trade->title);
    dk_output_format(output, C_FIRM, "%s%s", brand, trade->firm_suffix);
    dk_output_text(output, C_STAGE, number % 2 == 0 ? "开工" : "签约");
    dk_output_text(output, C_TOWN, world->towns[p->town].name);
    dk_output_text(output, C_INDUSTRY, trade->industry);
    dk_output_text(output, C_START, month);
    dk_output_format(output, C_POSTS, "%s:%d", trade->occs[0].code, p->posts);
    dk_output_int(output, C_RAMP, p->ramp_months);
    dk_output_int(output, C_PROBABILITY, (int64_t)(probability * 1000 + 0.5));
    dk_output_text(output, C_BASIS, "招商引资项目台账");
}

dk_code dk_projects_write(const dk_world *world, int64_t *rows, dk_err *err)
{
    dk_project projects[DK_MAX_PROJECTS];
    dk_output output;
    size_t n = dk_projects_draw(world, projects);
    if (dk_output_open(&output, world->options.out_dir, world->options.is_csv,
                       &(dk_output_form){"projects", "拟建项目", columns, N_COLUMNS}, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        put(world, &output, &projects[i], i, dk_world_num(world, "project.probability"));
        if (dk_output_end_row(&output, err) != DK_OK) {
            dk_output_abandon(&output);
            return DK_FAILED;
        }
    }
    *rows = output.n_rows;
    return dk_output_close(&output, err);
}
