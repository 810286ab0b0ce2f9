/* api/usecase/quota.h - from the registers to the plan of the next intakes.
 *
 *     openings of a year by specialty, less re-posts (forecast.h, sample paths)
 *       times share open to new graduates         parameter new_graduate_share
 *       times share that this centre fills        parameter centre_share
 *     = addressable demand of the year the intake graduates, never below 0
 *
 * The intake of one year is planned together with the two after it, so that this year's choice
 * leaves beds and teachers for the next; the answer tells the first. Short courses are not
 * planned here: they use few beds outside of term and are opened when asked for.
 *
 * Every assumed number is in the one table below with its source; a code-list row
 * `setting,quota_<key>,<number>` replaces it.
 */
#ifndef DK_API_USECASE_QUOTA_H
#define DK_API_USECASE_QUOTA_H

#include "api/usecase/forecast.h"
#include "api/usecase/usecase.h"
#include "models/quota_report.h"

typedef enum {
    DK_QUOTA_P_BOARDING,
    DK_QUOTA_P_RETENTION,
    DK_QUOTA_P_SEEK,
    DK_QUOTA_P_NEW_GRADUATE,
    DK_QUOTA_P_CENTRE,
    DK_QUOTA_P_CHANGE,
    DK_QUOTA_P_TOTAL_MAX,
    DK_QUOTA_P_UNFILLED_WEIGHT,
    DK_QUOTA_P_COST_YEAR,
    DK_QUOTA_P_FULL_HOURS,
    DK_QUOTA_P_PART_TIME,
    DK_QUOTA_P_PRACTICE,
    DK_QUOTA_P_WORKSTATION_TERM,
    DK_QUOTA_P_TEACHER_TERM,
    DK_QUOTA_N_PARAMS
} dk_quota_param_id;

typedef struct {
    const char *key; /* "centre_share"; its setting is quota_centre_share */
    double value;    /* DK_QUOTA_UNKNOWN: none, the limit is off */
    double max;
    dk_text title, source;
} dk_quota_param;

extern const dk_quota_param dk_quota_params[DK_QUOTA_N_PARAMS];

/* Openings of a specialty in one calendar year, less re-posts: samples of the whole year's number.
 */
typedef struct {
    const char *specialty;
    int32_t year;
    const double *samples;
    size_t n;
} dk_quota_openings;

/* The calendar years that lie wholly inside the forecasts, one sample per path; specialty codes are
 * borrowed from the outlook. O(paths * horizon). */
DK_MUST dk_code dk_quota_openings_of(const dk_outlook *outlook, dk_arena *arena,
                                     dk_quota_openings **out, size_t *n, dk_err *err);

/* max(0, openings * new_graduates * centre). */
double dk_quota_addressable(double openings, double new_graduates, double centre);

/* Full-time equivalents of one teacher: full-time kinds count 1, the others their weekly hours
 * (hundredths; -1 unknown) over full_hours, at most 1, or part_time when unknown; teachers of
 * general subjects 0. */
double dk_quota_teacher(const char *kind, int64_t hours_week, double full_hours, double part_time);

typedef struct {
    dk_day as_of;
    int32_t intake_year; /* autumn intake */
    dk_lang lang;
    const dk_quota_openings *openings;
    size_t n_openings;
} dk_quota_load_options;

/* What is to be planned, and what is known beside it for telling the plan (dk_quota_tell). */
typedef struct {
    dk_quota_problem problem;
    dk_quota_facts facts;
} dk_quota_question;

/* The question of an intake from the registers, all in the arena. A specialty without training
 * model is left out; one without demand keeps its last intake (or is left out when that is not
 * known either); both are named in facts.notes. Too few teachers is a price, not a wall: classes
 * that are there already may need more than there are. MSG_QUOTA_NOTHING when no specialty can be
 * planned. O(rows). */
DK_MUST dk_code dk_quota_load(dk_store *store, const dk_codes *codes,
                              const dk_quota_load_options *options, dk_arena *arena,
                              dk_quota_question *out, dk_err *err);

typedef struct {
    int32_t intake_year; /* 0: the next autumn */
    int32_t as_of;       /* DK_DAY_NONE: default */
    dk_lang lang;
} dk_uc_quota_options;

/* The plan of an intake, told. An infeasible problem is DK_OK with that status. */
DK_MUST dk_code dk_uc_quota(const dk_call *call, const dk_uc_quota_options *options,
                            dk_quota_report *out, dk_err *err);

/* The plan as a sheet: CSV (path NULL: standard output, without BOM) or a workbook, which has the
 * limits as a second sheet. */
DK_MUST dk_code dk_uc_quota_export(const dk_quota_report *report, const char *path, bool is_xlsx,
                                   dk_lang lang, dk_err *err);

#endif
