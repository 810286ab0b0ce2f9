/* datasets/gen/demand_write.c - the demand history as the bureau keeps it: month, town, occupation.
 *
 * Only reporting firms count, and their number travels with each value. A cell without a reporting
 * firm has no row: missing, not zero. Carried-over and filled openings follow from a monthly share
 * filled; seekers from a labour market a little tighter each year.
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "datasets/gen/demand.h"
#include "datasets/gen/draw.h"
#include "datasets/gen/output.h"

enum {
    C_MONTH,
    C_TOWN,
    C_INDUSTRY,
    C_OCC,
    C_CARRIED,
    C_NEW,
    C_REPOSTED,
    C_FILLED,
    C_SEEKERS,
    C_NO_REQ,
    C_FIRMS,
    C_TOP,
    C_SOURCE,
    C_REV,
    N_COLUMNS
};

static const dk_column columns[N_COLUMNS] = {
    {"年月", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"乡镇", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"行业代码", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"职业代码", DK_COLUMN_TEXT, 13, NULL, NULL},
    {"上期结转", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"本期新增", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"其中重复发布", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"已招", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"求职人数", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"无要求", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"填报单位数", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"最大单位占比", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"来源", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"修订号", DK_COLUMN_NUMBER, 0, NULL, NULL},
};

typedef struct {
    int64_t openings, top; /* of the cell; of its largest firm */
    int64_t carried;       /* from the month before */
} cell;

typedef struct {
    const dk_world *world;
    const dk_demand *demand;
    dk_output output;
    dk_random random;
    double repost, fill, no_grade;
    cell *cells;      /* [occupation of all trades][town] */
    int64_t *n_firms; /* [trade][town]: reporting this month */
} writer;

/* Splits one firm's month among the occupations of its trade, into the cells of its town. */
static void add_firm(writer *w, size_t f, int month)
{
    const dk_firm *firm = &w->world->firms[f];
    const dk_trade *trade = &w->world->trades[firm->trade];
    int64_t left = dk_demand_of(w->demand, f, month);
    double weights = 0;
    for (size_t i = 0; i < trade->n_occs; i++)
        weights += trade->occs[i].weight;
    /* The split is drawn whether or not the firm reports, so that silence changes nobody else's. */
    bool reports = dk_demand_reports(w->demand, f, month);
    for (size_t i = 0; i < trade->n_occs; i++) {
        int64_t n = dk_draw_binomial(&w->random, left, trade->occs[i].weight / weights);
        weights -= trade->occs[i].weight;
        left -= n;
        cell *c = &w->cells[(trade->first_occ + i) * DK_N_TOWNS + firm->town];
        c->openings += reports ? n : 0;
        c->top = reports && n > c->top ? n : c->top;
    }
    w->n_firms[firm->trade * DK_N_TOWNS + firm->town] += reports;
}

static dk_code write_cell(writer *w, const dk_trade *trade, size_t occ, size_t town, int month,
                          int64_t n_firms, dk_err *err)
{
    cell *c = &w->cells[(trade->first_occ + occ) * DK_N_TOWNS + town];
    dk_output *o = &w->output;
    char text[8];
    int64_t total = c->carried + c->openings;
    int64_t filled = dk_draw_binomial(&w->random, total, w->fill);
    double tightness = 1.08 + 0.025 * month / 12; /* openings per seeker */
    dk_month_format(w->world->first_month + month, text);
    dk_output_text(o, C_MONTH, text);
    dk_output_text(o, C_TOWN, w->world->towns[town].name);
    dk_output_text(o, C_INDUSTRY, trade->industry);
    dk_output_text(o, C_OCC, trade->occs[occ].code);
    dk_output_int(o, C_CARRIED, c->carried);
    dk_output_int(o, C_NEW, c->openings);
    dk_output_int(o, C_REPOSTED, dk_draw_binomial(&w->random, c->openings, w->repost));
    dk_output_int(o, C_FILLED, filled);
    dk_output_int(o, C_SEEKERS, dk_random_poisson(&w->random, (double)total / tightness));
    dk_output_int(o, C_NO_REQ, dk_draw_binomial(&w->random, c->openings, w->no_grade));
    dk_output_int(o, C_FIRMS, n_firms);
    dk_output_int(o, C_TOP, c->openings == 0 ? 0 : c->top * 1000 / c->openings);
    dk_output_text(o, C_SOURCE, "园区与乡镇月报");
    dk_output_int(o, C_REV, 0);
    c->carried = total - filled;
    c->openings = c->top = 0;
    return dk_output_end_row(o, err);
}

static dk_code write_month(writer *w, int month, dk_err *err)
{
    for (size_t i = 0; i < w->world->n_trades * DK_N_TOWNS; i++)
        w->n_firms[i] = 0;
    for (size_t f = 0; f < w->world->n_firms; f++)
        if (w->world->firms[f].first_month <= month)
            add_firm(w, f, month);
    for (size_t k = 0; k < w->world->n_trades; k++) {
        const dk_trade *trade = &w->world->trades[k];
        for (size_t i = 0; i < trade->n_occs; i++)
            for (size_t town = 0; town < DK_N_TOWNS; town++) {
                int64_t n = w->n_firms[k * DK_N_TOWNS + town];
                if (n > 0 && write_cell(w, trade, i, town, month, n, err) != DK_OK)
                    return DK_FAILED;
            }
    }
    return DK_OK;
}

dk_code dk_demand_write(const dk_world *world, const dk_demand *demand, int64_t *rows, dk_err *err)
{
    writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return DK_NO_MEMORY(err);
    w->world = world;
    w->demand = demand;
    w->random = dk_world_stream(world, "demand sheet");
    w->repost = dk_world_num(world, "market.repost_share");
    w->fill = dk_world_num(world, "market.fill_share");
    w->no_grade = dk_world_num(world, "post.grade_none");
    w->cells = dk_arena_array(world->arena, world->n_occs * DK_N_TOWNS, sizeof *w->cells);
    w->n_firms = dk_arena_array(world->arena, world->n_trades * DK_N_TOWNS, sizeof *w->n_firms);
    dk_code code = w->cells == NULL || w->n_firms == NULL ? DK_NO_MEMORY(err) : DK_OK;
    if (code == DK_OK)
        code = dk_output_open(&w->output, world->options.out_dir, "demand", world->options.is_csv,
                              "需求历史", columns, N_COLUMNS, err);
    for (int month = 0; code == DK_OK && month < demand->n_months; month++)
        code = write_month(w, month, err);
    *rows = w->output.n_rows;
    if (code == DK_OK)
        code = dk_output_close(&w->output, err);
    else
        dk_output_abandon(&w->output);
    free(w);
    return code;
}
