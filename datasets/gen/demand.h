/* datasets/gen/demand.h - openings of every firm and month, from what firms go through.
 *
 *   expected openings of a firm in a month
 *     = the trade's level (trend, calendar, events, shocks) x the firm's share
 *       x effective days / 30.44
 *   effective days: a day counts `closed_level` while production stands still around the festival;
 *     after it resumes, those who did not come back are replaced over the following weeks:
 *     (1 - return) / turnover months of usual hiring, falling off exponentially.
 *
 * No monthly festival factor is written anywhere: the peak after the festival and its wandering
 * come from the days. Late plants, breaks and random walks are switches of the worlds.
 */
#ifndef DK_DATASETS_GEN_DEMAND_H
#define DK_DATASETS_GEN_DEMAND_H

#include "datasets/gen/world.h"

typedef struct {
    uint16_t *openings; /* [firm][month] */
    uint8_t *reports;   /* [firm][month]: 1 when the firm reported that month */
    double *expected;   /* [trade][month]: mean given the shocks up to the as-of day */
    int n_months;       /* of the history */
    int n_all;          /* with the months after the as-of day, which only judges see */
} dk_demand;

enum { DK_FUTURE_MONTHS = 12 };

/* Draws the history and the year after it. Needs firms. In the world's arena. O(firms * months). */
DK_MUST dk_code dk_demand_make(const dk_world *world, dk_demand *out, dk_err *err);

static inline unsigned dk_demand_of(const dk_demand *demand, size_t firm, int month)
{
    return demand->openings[firm * (size_t)demand->n_all + (size_t)month];
}

static inline bool dk_demand_reports(const dk_demand *demand, size_t firm, int month)
{
    return demand->reports[firm * (size_t)demand->n_all + (size_t)month] != 0;
}

/* Openings of the trade in months [from, to), to <= n_all, reported or not. O(firms of the trade *
 * months). */
int64_t dk_demand_sum(const dk_world *world, const dk_demand *demand, size_t trade, int from,
                      int to);

/* Share of the trade's openings that are new, open to new graduates and not taken by other
 * suppliers: ratio * graduates / openings of the last 12 months, at most 0.95. */
double dk_demand_addressable(const dk_world *world, const dk_demand *demand, size_t trade);

/* The same sum over what was reported. */
int64_t dk_demand_reported(const dk_world *world, const dk_demand *demand, size_t trade, int from,
                           int to);

/* A cell of the demand history: month, town, occupation, and what its reporting firms told. */
typedef struct {
    dk_month month;
    size_t trade, occ, town; /* occ within the trade */
    int64_t carried, openings, reposted, filled, seekers, no_grade;
    int64_t n_firms, top_permille;
} dk_demand_cell;

/* Told a cell; false ends the telling. */
typedef bool dk_demand_each(void *ctx, const dk_demand_cell *cell);

/* Tells the first n_months months cell by cell, in the order of the sheet; a cell without a
 * reporting firm is not told. The first months are the same however
 * many are told. O(firms * months). */
DK_MUST dk_code dk_demand_cells(const dk_world *world, const dk_demand *demand, int n_months,
                                dk_demand_each *each, void *ctx, dk_err *err);

/* Months of firm reports that the bureau keeps. */
enum { DK_REPORT_MONTHS = 36 };

/* When a workbook was handed in. A month ago its last month was not over, and of the month before
 * that one report in DK_LATE_REPORTS was still to come. */
typedef enum { DK_HANDED_TODAY, DK_HANDED_LAST_MONTH } dk_handed_in;
enum { DK_LATE_REPORTS = 9 };

/* Writes the workbook of which firm reported which month ("reports", "last_reports"). O(firms *
 * months). */
DK_MUST dk_code dk_reports_write(const dk_world *world, const dk_demand *demand, dk_handed_in when,
                                 int64_t *rows, dk_err *err);

/* Writes the workbook of the demand history: month, town and occupation ("demand", "last_demand").
 * O(firms * months). */
DK_MUST dk_code dk_demand_write(const dk_world *world, const dk_demand *demand, dk_handed_in when,
                                int64_t *rows, dk_err *err);

#endif
