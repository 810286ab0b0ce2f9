/* api/usecase/sheets.h - what is told about forecasts and matching as sheets: CSV, workbook, or a
 * grid on a terminal.
 *
 * A sheet is a table of columns and a function that fills one row of texts; whoever prints it needs
 * no more.
 */
#ifndef DK_API_USECASE_SHEETS_H
#define DK_API_USECASE_SHEETS_H

#include "api/usecase/usecase.h"
#include "core/match/ask.h"
#include "core/match/compare.h"
#include "core/match/notice.h"
#include "core/match/replay.h"
#include "core/table/table.h"
#include "models/ratio.h"
#include "models/told.h"

enum { DK_SHEET_COLUMNS = 16, DK_SHEET_CELL = 640 };

typedef char dk_sheet_row[DK_SHEET_COLUMNS][DK_SHEET_CELL];

typedef struct {
    const char *key;
    dk_text title;
    bool is_number;
} dk_sheet_column;

typedef struct {
    dk_text name;
    const dk_sheet_column *columns;
    size_t n_columns;
    size_t (*n_rows)(const void *told);
    void (*fill)(const void *told, size_t row, dk_lang lang, dk_sheet_row cells); /* "" empty */
} dk_sheet;

extern const dk_sheet dk_sheet_scoreboard; /* const dk_scoreboard *: kept forecasts */
extern const dk_sheet dk_sheet_changes;    /* const dk_changes * */
extern const dk_sheet dk_sheet_reporting;  /* const dk_reporting * */

typedef struct {
    const dk_post_notice *items;
    size_t n;
} dk_notice_list;

extern const dk_sheet dk_sheet_facts;      /* const dk_fact_list * */
extern const dk_sheet dk_sheet_notices;    /* const dk_notice_list * */
extern const dk_sheet dk_sheet_comparison; /* const dk_comparison * */

extern const dk_sheet dk_sheet_replay; /* const dk_replay *: its cases */
extern const dk_sheet dk_sheet_ratios; /* const dk_ratio_table * */

/* Writes the sheet where the options say; path NULL: standard output. O(rows). */
DK_MUST dk_code dk_sheet_write(const dk_sheet *sheet, const void *told,
                               const dk_export_options *options, dk_err *err);

#endif
