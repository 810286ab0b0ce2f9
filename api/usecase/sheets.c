/* api/usecase/sheets.c - see sheets.h. */
#include "api/usecase/sheets.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/parse.h"
#include "core/table/table.h"

static dk_code open_writer(const dk_export_options *o, dk_table_writer **out, dk_err *err)
{
    if (o->is_xlsx)
        return dk_table_xlsx_create(o->path, out, err);
    if (o->path == NULL || strcmp(o->path, "-") == 0)
        return dk_table_csv_stream(stdout, o->has_bom, out, err);
    return dk_table_csv_create(o->path, o->has_bom, out, err);
}

dk_code dk_sheet_write(const dk_sheet *s, const void *told, const dk_export_options *o, dk_err *err)
{
    assert(s->n_columns <= DK_SHEET_COLUMNS);
    dk_column columns[DK_SHEET_COLUMNS] = {{0}};
    dk_sheet_row cells;
    const char *row[DK_SHEET_COLUMNS];
    dk_table_writer *writer = NULL;
    for (size_t i = 0; i < s->n_columns; i++) {
        columns[i].title = o->wants_keys ? s->columns[i].key : dk_in(s->columns[i].title, o->lang);
        columns[i].kind = s->columns[i].is_number ? DK_COLUMN_NUMBER : DK_COLUMN_TEXT;
    }
    dk_code code = open_writer(o, &writer, err);
    if (code == DK_OK)
        code =
            dk_table_write_sheet(writer, dk_in(s->name, o->lang), NULL, columns, s->n_columns, err);
    for (size_t i = 0; code == DK_OK && i < s->n_rows(told); i++) {
        memset(cells, 0, sizeof cells);
        s->fill(told, i, o->lang, cells);
        for (size_t k = 0; k < s->n_columns; k++)
            row[k] = cells[k][0] == '\0' ? NULL : cells[k];
        code = dk_table_write_row(writer, row, s->n_columns, err);
    }
    if (code == DK_OK)
        return dk_table_writer_finish(writer, err);
    if (writer != NULL)
        dk_table_writer_abandon(writer);
    return code;
}

/* `value` with `scale` decimals; what is not known (below `least`) stays empty. */
static void put(char cell[DK_SHEET_CELL], double value, int scale, double least)
{
    char number[32];
    if (value < least)
        return;
    dk_format_decimal(llround(value * pow(10, scale)), scale, number);
    snprintf(cell, DK_SHEET_CELL, "%s", number);
}

static void put_month(char cell[DK_SHEET_CELL], int64_t month)
{
    char token[24];
    dk_period_format((dk_period){DK_PERIOD_MONTH, month}, token);
    snprintf(cell, DK_SHEET_CELL, "%s", token);
}

static void put_text(char cell[DK_SHEET_CELL], const char *text)
{
    snprintf(cell, DK_SHEET_CELL, "%s", text);
}

/* ---- scoreboard ---- */

static const dk_sheet_column BOARD[] = {
    {"made", {"预测日期", "Made on"}, false},
    {"specialty", {"专业代码", "Specialty"}, false},
    {"title", {"专业", "Title"}, false},
    {"months", {"已到月数", "Months come"}, true},
    {"came", {"实际", "Came"}, true},
    {"mean", {"预测", "Told"}, true},
    {"last_year", {"去年同月", "A year before"}, true},
    {"manual", {"人工修正后", "With corrections"}, true},
    {"mase", {"误差", "MASE"}, true},
    {"naive_mase", {"去年同月的误差", "MASE of a year before"}, true},
    {"manual_mase", {"人工修正的误差", "MASE with corrections"}, true},
    {"coverage80", {"80%区间覆盖", "80% coverage"}, true}};

static size_t board_rows(const void *told)
{
    return ((const dk_scoreboard *)told)->n_kept;
}

static void board_fill(const void *told, size_t row, dk_lang lang, dk_sheet_row cells)
{
    const dk_scoreboard *board = told;
    const dk_kept_score *k = &board->kept[row];
    const dk_outlook_item *item = &board->outlook->items[k->item];
    dk_day_format(k->made, cells[0]);
    put_text(cells[1], item->code);
    put_text(cells[2], dk_in(item->title, lang));
    put(cells[3], (double)k->n_known, 0, 0);
    put(cells[4], k->truth, 1, 0);
    put(cells[5], k->mean, 1, 0);
    put(cells[6], k->naive, 1, 0);
    put(cells[7], k->manual, 1, 0);
    put(cells[8], k->mase, 3, 0);
    put(cells[9], k->mase_naive, 3, 0);
    put(cells[10], k->mase_manual, 3, 0);
    put(cells[11], k->coverage80, 3, 0);
}

const dk_sheet dk_sheet_scoreboard = {
    {"预测记分牌", "Scoreboard"}, BOARD, sizeof BOARD / sizeof *BOARD, board_rows, board_fill};

/* ---- changes ---- */

static const dk_sheet_column CHANGES[] = {{"specialty", {"专业代码", "Specialty"}, false},
                                          {"title", {"专业", "Title"}, false},
                                          {"before", {"上次预测", "Before"}, true},
                                          {"model", {"模型更新", "Program"}, true},
                                          {"revision", {"旧数据修订", "Revised data"}, true},
                                          {"months", {"新月份的数据", "New months"}, true},
                                          {"plants", {"拟建项目变动", "Plants"}, true},
                                          {"correction", {"人工修正变动", "Corrections"}, true},
                                          {"after", {"本次预测", "After"}, true}};

static size_t change_rows(const void *told)
{
    return ((const dk_changes *)told)->n;
}

static void change_fill(const void *told, size_t row, dk_lang lang, dk_sheet_row cells)
{
    const dk_change_line *line = &((const dk_changes *)told)->lines[row];
    put_text(cells[0], line->specialty);
    put_text(cells[1], dk_in(line->title, lang));
    put(cells[2], line->before, 1, -INFINITY);
    for (int k = 0; k < DK_N_CHANGES; k++)
        if (line->is_known[k])
            put(cells[3 + k], line->delta[k], 1, -INFINITY);
    put(cells[3 + DK_N_CHANGES], line->after, 1, -INFINITY);
}

const dk_sheet dk_sheet_changes = {
    {"预测变动", "Changes"}, CHANGES, sizeof CHANGES / sizeof *CHANGES, change_rows, change_fill};

/* ---- reporting ---- */

static const dk_sheet_column REPORTING[] = {
    {"uscc", {"统一社会信用代码", "Credit code"}, false},
    {"name", {"单位名称", "Firm"}, false},
    {"industry", {"行业代码", "Industry code"}, false},
    {"state", {"情况", "State"}, false},
    {"usual", {"平时每月", "Usual a month"}, true},
    {"share", {"占比", "Share"}, true},
    {"reported", {"当月填报", "That month"}, true},
    {"last", {"上次填报", "Last report"}, false},
    {"silent_months", {"连续未报月数", "Months silent"}, true},
    {"industry_title", {"行业", "Industry"}, false}};

static size_t report_rows(const void *told)
{
    return ((const dk_reporting *)told)->n;
}

static void report_fill(const void *told, size_t row, dk_lang lang, dk_sheet_row cells)
{
    static const dk_text states[] = {
        [DK_REPORT_MISSING] = {"未填报", "missing"}, [DK_REPORT_LESS] = {"明显少报", "much less"}};
    const dk_report_line *line = &((const dk_reporting *)told)->lines[row];
    put_text(cells[0], line->uscc);
    put_text(cells[1], line->name);
    put_text(cells[2], line->industry);
    put_text(cells[3], dk_in(states[line->state], lang));
    put(cells[4], line->usual, 1, 0);
    put(cells[5], line->share, 4, 0);
    put(cells[6], (double)line->reported, 0, 0);
    put_month(cells[7], line->last);
    put(cells[8], line->silent_months, 0, 0);
    put_text(cells[9], dk_in(line->industry_title, lang));
}

const dk_sheet dk_sheet_reporting = {{"未填报企业", "Reporting"},
                                     REPORTING,
                                     sizeof REPORTING / sizeof *REPORTING,
                                     report_rows,
                                     report_fill};

/* ---- openings per seeker ---- */

static const dk_sheet_column RATIOS[] = {{"code", {"代码", "Code"}, false},
                                         {"title", {"名称", "Title"}, false},
                                         {"demand", {"需求人数", "Openings"}, true},
                                         {"seekers", {"求职人数", "Seekers"}, true},
                                         {"ratio", {"求人倍率", "Openings per seeker"}, true}};

/* The lines, then the total. */
static size_t ratio_rows(const void *told)
{
    return ((const dk_ratio_table *)told)->n + 1;
}

static void ratio_fill(const void *told, size_t row, dk_lang lang, dk_sheet_row cells)
{
    static const dk_text all = {"合计", "Total"};
    const dk_ratio_table *t = told;
    const dk_ratio_line *line = row < t->n ? &t->lines[row] : &t->total;
    put_text(cells[0], row < t->n ? line->code : "");
    put_text(cells[1], dk_in(row < t->n ? line->title : all, lang));
    put(cells[2], (double)line->demand, 0, 0);
    put(cells[3], (double)line->seekers, 0, 0);
    put(cells[4], line->ratio, 2, 0);
}

const dk_sheet dk_sheet_ratios = {{"求人倍率", "Openings per seeker"},
                                  RATIOS,
                                  sizeof RATIOS / sizeof *RATIOS,
                                  ratio_rows,
                                  ratio_fill};
