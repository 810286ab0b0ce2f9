/* api/usecase/demand.h - rows of the demand registers to one monthly series per specialty.
 *
 *     row (month, industry, occupation, openings, re-posts)
 *       less re-posts of the same places
 *       times the occupation's shares over specialties           register crosswalk
 *       divided by the industry's coverage of the month          register reports,
 * models/coverage.h
 *
 * The register tells what reporting firms need; the series tell what all firms need that used to
 * report. Both are kept: `reported` and series.value. Where no firm reports are on record the
 * number of reporting firms that stands with each row is all there is (dk_demand_count): coverage
 * is that of their count; without it coverage is 1 and both are the same. The months before the
 * first firm report are taken to have been covered as the first twelve months on record were.
 * Weights of firms come from all reports before as_of: a forecast sees nothing of later months, but
 * its backtest sees the same revised history as the forecast does.
 *
 * The calendar and months hit from outside (code lists festival, day_off, day_made_up and
 * demand_event) become regressors of every series (models/regressor.h): the working days of a
 * month; its share of the weeks of closing before and around the Spring Festival, of hiring after
 * it and of late hiring; and one pulse per event, known from its last month on. Without days off on
 * record working days are Monday to Friday.
 *
 * A builder is fed by the store (dk_demand_load) or by anybody who has rows (tests of the worlds):
 * shares, firms and reports first, then demand rows.
 */
#ifndef DK_API_USECASE_DEMAND_H
#define DK_API_USECASE_DEMAND_H

#include "api/usecase/source.h"
#include "core/base/date.h"
#include "models/coverage.h"
#include "models/joined.h"
#include "models/outlook.h"

/* The specialty code under which demand for no specialty of the school is kept. */
#define DK_NO_SPECIALTY "NONE"

typedef struct {
    const char *specialty;
    dk_series
        series; /* monthly, season 12, from its first month with a row to the month before as_of */
    dk_joined joined; /* the footing of its earlier months; `at` counts from the series' start */
    const double *reported; /* series.n values: as reported, before the division by coverage and the
                               joining of new occupations */
    const double *reposted; /* re-posts that were taken off, as reported */
    double valid[2], seekers[2]; /* of the last three months; of the same a year before */
    double staff; /* of the industries, in parts as their openings go to it; -1: not known */
} dk_demand_series;

typedef struct {
    dk_demand_series *items; /* by specialty code, DK_NO_SPECIALTY among them */
    size_t n;
    const dk_happening *events; /* of all series */
    size_t n_events;
    double valid[2], seekers[2]; /* of all rows, as above: openings carried over and new, seekers */
    dk_covered_by covered_by;
} dk_demand_list;

typedef struct {
    dk_month month;
    const char *industry, *occupation;
    int64_t openings, reposted; /* re-posts are part of the openings */
    int64_t carried, seekers;   /* open from before; who looks for such work; 0: not recorded */
    int32_t n_ent;              /* reporting firms behind the row */
    double top_share; /* share 0..1 of its openings that its largest firm has; 0: not recorded */
    const char
        *town; /* for counting them: rows of one town and industry share their firms; NULL: none */
} dk_demand_row;

typedef struct {
    const char *uscc, *industry;
    dk_month closes; /* first month in which it is closed; INT32_MAX: open */
    int64_t staff;   /* 0: not known */
} dk_demand_firm;

/* A firm silent for more months than this is taken to be gone; the largest factor by which missing
 * reports raise a month. */
enum { DK_SILENT_MONTHS = 24, DK_COVERAGE_RAISE_MAX = 5 };

/* Days around New Year's day: firms close and put hiring off, then replace those who did not come
 * back. Periods after the end of a series that its regressors reach. */
enum {
    DK_FESTIVAL_CLOSE_FROM = -20,
    DK_FESTIVAL_CLOSE_TO = 7,
    DK_FESTIVAL_HIRE_FROM = 8,
    DK_FESTIVAL_HIRE_TO = 22,
    DK_FESTIVAL_LATE_TO = 52,
    DK_DEMAND_AHEAD = 72
};

/* What the register of projects does not say of a plant: months it comes later than announced, on
 * average, and the share of its posts to be filled anew each month once it runs. Assumed; settings
 * forecast_project_delay and forecast_project_turnover (permille) replace them. */
#define DK_PROJECT_DELAY 3.0
#define DK_PROJECT_TURNOVER 0.06

typedef struct dk_demand_builder dk_demand_builder;

/* Rows of the month of as_of and later are not seen. Everything lives in `arena`; NULL: memory. */
dk_demand_builder *dk_demand_builder_new(dk_arena *arena, dk_day as_of);

/* Each returns false when memory is out; texts are copied. A share of 0 or of DK_NO_SPECIALTY says
 * nothing. A report of a firm that was not given is ignored. */
bool dk_demand_share(dk_demand_builder *b, const char *occupation, const char *specialty,
                     int64_t permille);
bool dk_demand_firm_add(dk_demand_builder *b, const dk_demand_firm *firm);
bool dk_demand_report(dk_demand_builder *b, const char *uscc, dk_month month, int64_t openings);
bool dk_demand_row_add(dk_demand_builder *b, const dk_demand_row *row);

/* The reporting firms of a row, for the coverage of its industry where no firm reports are on
 * record (it is not used else); all rows are counted before the first is added. False as above. */
bool dk_demand_count(dk_demand_builder *b, const dk_demand_row *row);
bool dk_demand_has_reports(const dk_demand_builder *b);

/* Days in any order: festivals, weekdays off and weekend days worked. False as above. */
typedef enum {
    DK_DEMAND_FESTIVAL,
    DK_DEMAND_DAY_OFF,
    DK_DEMAND_DAY_MADE_UP,
} dk_demand_day_kind;
bool dk_demand_day(dk_demand_builder *b, dk_demand_day_kind kind, dk_day day);

/* An event of the months [from, to]. False as above. */
bool dk_demand_event(dk_demand_builder *b, const char *title, dk_month from, dk_month to);

/* The shares of an occupation by specialty, in thousandths: for what is not a row (projects). Calls
 * `each` with every specialty of the crosswalk that serves it. */
void dk_demand_shares(dk_demand_builder *b, const char *occupation,
                      void (*each)(void *ctx, const char *specialty, double share), void *ctx);

/* Openings less re-posts of a row go to the specialties of its occupation; what the shares leave,
 * and occupations without shares, go to DK_NO_SPECIALTY, so that the items of a month sum to its
 * rows in whole thousandths, but for months before an occupation was first recorded (joined.h). A
 * month without a row of one of the specialty's occupations is missing. n_ent counts the reporting
 * firms of these rows (a firm that reports two occupations counts twice). O(rows * shares of an
 * occupation). */
DK_MUST dk_code dk_demand_finish(dk_demand_builder *b, dk_demand_list *out, dk_err *err);

/* The registers codes (calendar), crosswalk, enterprises, reports and demand through a builder;
 * crosswalk rows valid on as_of. `builder` (may be NULL) gets it, for dk_demand_shares. */
DK_MUST dk_code dk_demand_load(const dk_source *source, dk_day as_of, dk_arena *arena,
                               dk_demand_list *out, dk_demand_builder **builder, dk_err *err);

#endif
