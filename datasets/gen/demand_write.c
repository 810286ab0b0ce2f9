/* datasets/gen/demand_write.c - the demand history as the bureau keeps it: month, town, occupation;
 * and the monthly reports of firms it was summed from.
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
    dk_random random;
    double repost, fill, no_grade;
    cell *cells;      /* [occupation of all trades][town] */
    int64_t *n_firms; /* [trade][town]: reporting this month */
    bool (*each)(void *ctx, const dk_demand_cell *cell);
    void *ctx;
} teller;

/* Splits one firm's month among the occupations of its trade, into the cells of its town. */
static void add_firm(teller *w, size_t f, int month)
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

static bool tell_cell(teller *w, size_t trade, size_t occ, size_t town, int month)
{
    cell *c = &w->cells[(w->world->trades[trade].first_occ + occ) * DK_N_TOWNS + town];
    int64_t total = c->carried + c->openings;
    double tightness = 1.08 + 0.025 * month / 12; /* openings per seeker */
    dk_demand_cell told = {.month = w->world->first_month + month,
                           .trade = trade,
                           .occ = occ,
                           .town = town,
                           .carried = c->carried,
                           .openings = c->openings,
                           .n_firms = w->n_firms[trade * DK_N_TOWNS + town],
                           .top_permille = c->openings == 0 ? 0 : c->top * 1000 / c->openings};
    told.filled = dk_draw_binomial(&w->random, total, w->fill);
    told.reposted = dk_draw_binomial(&w->random, c->openings, w->repost);
    told.seekers = dk_random_poisson(&w->random, (double)total / tightness);
    told.no_grade = dk_draw_binomial(&w->random, c->openings, w->no_grade);
    c->carried = total - told.filled;
    c->openings = c->top = 0;
    return w->each(w->ctx, &told);
}

static bool tell_month(teller *w, int month)
{
    for (size_t i = 0; i < w->world->n_trades * DK_N_TOWNS; i++)
        w->n_firms[i] = 0;
    for (size_t f = 0; f < w->world->n_firms; f++)
        if (w->world->firms[f].first_month <= month)
            add_firm(w, f, month);
    for (size_t k = 0; k < w->world->n_trades; k++)
        for (size_t i = 0; i < w->world->trades[k].n_occs; i++)
            for (size_t town = 0; town < DK_N_TOWNS; town++)
                if (w->n_firms[k * DK_N_TOWNS + town] > 0 && !tell_cell(w, k, i, town, month))
                    return false;
    return true;
}

dk_code dk_demand_cells(const dk_world *world, const dk_demand *demand, int n_months,
                        dk_demand_each *each, void *ctx, dk_err *err)
{
    assert(n_months <= demand->n_all);
    dk_arena *arena = dk_arena_new();
    teller w = {.world = world,
                .demand = demand,
                .random = dk_world_stream(world, "demand sheet"),
                .repost = dk_world_num(world, "market.repost_share"),
                .fill = dk_world_num(world, "market.fill_share"),
                .no_grade = dk_world_num(world, "post.grade_none"),
                .each = each,
                .ctx = ctx};
    if (arena != NULL) {
        w.cells = dk_arena_array(arena, world->n_occs * DK_N_TOWNS, sizeof *w.cells);
        w.n_firms = dk_arena_array(arena, world->n_trades * DK_N_TOWNS, sizeof *w.n_firms);
    }
    dk_code code = w.cells == NULL || w.n_firms == NULL ? DK_NO_MEMORY(err) : DK_OK;
    for (int month = 0; code == DK_OK && month < n_months; month++)
        if (!tell_month(&w, month))
            break;
    dk_arena_free(arena);
    return code;
}

/* ---- the sheets ---- */

/* What was there when it was handed in. */
typedef struct {
    int n_months;
    size_t late, n_seen; /* each late-th row of the last month is missing; 0: none */
} handed;

static handed handed_in(const dk_demand *demand, dk_handed_in when)
{
    bool is_early = when == DK_HANDED_LAST_MONTH;
    assert(demand->n_months > 1);
    return (handed){demand->n_months - is_early, is_early ? DK_LATE_REPORTS : 0, 0};
}

/* True for a row of month `month` that came later. */
static bool is_late(handed *h, int month)
{
    return h->late > 0 && month == h->n_months - 1 && ++h->n_seen % h->late == 0;
}

typedef struct {
    const dk_world *world;
    handed handed;
    dk_output output;
    dk_err *err;
    dk_code code;
} sheet;

static bool write_cell(void *ctx, const dk_demand_cell *c)
{
    sheet *s = ctx;
    dk_output *o = &s->output;
    const dk_trade *trade = &s->world->trades[c->trade];
    char text[8];
    if (is_late(&s->handed, c->month - s->world->first_month))
        return true;
    dk_month_format(c->month, text);
    dk_output_text(o, C_MONTH, text);
    dk_output_text(o, C_TOWN, s->world->towns[c->town].name);
    dk_output_text(o, C_INDUSTRY, trade->industry);
    dk_output_text(o, C_OCC, trade->occs[c->occ].code);
    dk_output_int(o, C_CARRIED, c->carried);
    dk_output_int(o, C_NEW, c->openings);
    dk_output_int(o, C_REPOSTED, c->reposted);
    dk_output_int(o, C_FILLED, c->filled);
    dk_output_int(o, C_SEEKERS, c->seekers);
    dk_output_int(o, C_NO_REQ, c->no_grade);
    dk_output_int(o, C_FIRMS, c->n_firms);
    dk_output_int(o, C_TOP, c->top_permille);
    dk_output_text(o, C_SOURCE, "园区与乡镇月报");
    dk_output_int(o, C_REV, 0);
    s->code = dk_output_end_row(o, s->err);
    return s->code == DK_OK;
}

dk_code dk_demand_write(const dk_world *world, const dk_demand *demand, dk_handed_in when,
                        int64_t *rows, dk_err *err)
{
    sheet *s = calloc(1, sizeof *s);
    if (s == NULL)
        return DK_NO_MEMORY(err);
    s->world = world;
    s->err = err;
    s->handed = handed_in(demand, when);
    const char *name = when == DK_HANDED_TODAY ? "demand" : "last_demand";
    dk_code code = dk_output_open(&s->output, world->options.out_dir, world->options.is_csv,
                                  &(dk_output_form){name, "需求历史", columns, N_COLUMNS}, err);
    if (code == DK_OK)
        code = dk_demand_cells(world, demand, s->handed.n_months, write_cell, s, err);
    code = code == DK_OK ? s->code : code;
    *rows = s->output.n_rows;
    if (code == DK_OK)
        code = dk_output_close(&s->output, err);
    else
        dk_output_abandon(&s->output);
    free(s);
    return code;
}

enum { R_MONTH, R_FIRM, R_NEW, R_DAY, R_SOURCE, N_REPORT_COLUMNS };

static const dk_column report_columns[N_REPORT_COLUMNS] = {
    {"年月", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"统一社会信用代码", DK_COLUMN_TEXT, 20, NULL, NULL},
    {"本期新增", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"填报日期", DK_COLUMN_DATE, 12, NULL, NULL},
    {"来源", DK_COLUMN_TEXT, 0, NULL, NULL},
};

static void put_report(dk_output *o, const dk_world *world, const dk_firm *firm, int month,
                       unsigned openings)
{
    dk_month of = world->first_month + month;
    char text[8];
    dk_month_format(of, text);
    dk_output_text(o, R_MONTH, text);
    dk_output_text(o, R_FIRM, firm->uscc);
    dk_output_int(o, R_NEW, openings);
    dk_output_day(o, R_DAY, dk_month_first(of + 1) + (dk_day)(firm - world->firms) % 5 - 5);
    dk_output_text(o, R_SOURCE, firm->is_anchor ? "上门走访" : "网上填报");
}

dk_code dk_reports_write(const dk_world *world, const dk_demand *demand, dk_handed_in when,
                         int64_t *rows, dk_err *err)
{
    dk_output output;
    handed then = handed_in(demand, when);
    int first = demand->n_months - DK_REPORT_MONTHS < 0 ? 0 : demand->n_months - DK_REPORT_MONTHS;
    const char *name = when == DK_HANDED_TODAY ? "reports" : "last_reports";
    if (dk_output_open(&output, world->options.out_dir, world->options.is_csv,
                       &(dk_output_form){name, "企业月报", report_columns, N_REPORT_COLUMNS},
                       err) != DK_OK)
        return DK_FAILED;
    for (int month = first; month < then.n_months; month++) {
        for (size_t f = 0; f < world->n_firms; f++) {
            if (world->firms[f].first_month > month || !dk_demand_reports(demand, f, month) ||
                is_late(&then, month))
                continue;
            put_report(&output, world, &world->firms[f], month, dk_demand_of(demand, f, month));
            if (dk_output_end_row(&output, err) != DK_OK) {
                dk_output_abandon(&output);
                return DK_FAILED;
            }
        }
    }
    *rows = output.n_rows;
    return dk_output_close(&output, err);
}
