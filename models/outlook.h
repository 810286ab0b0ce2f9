/* models/outlook.h - forecasts of named monthly series as people read them: a year back, a year
 * ahead.
 *
 * A dk_outlook_item carries the series, its forecast with sample paths, yearly totals, and what a
 * list shows in one line: the last twelve months, the next twelve with an interval, and whether
 * they differ. Words are made here too, so that screen, paper and interface say the same.
 */
#ifndef DK_MODELS_OUTLOOK_H
#define DK_MODELS_OUTLOOK_H

#include "core/base/date.h"
#include "core/base/text.h"
#include "models/addressable.h"
#include "models/announced.h"
#include "models/coverage.h"
#include "models/joined.h"
#include "models/level.h"
#include "models/scoreboard.h"

/* Whether the next twelve months lie above, below or around the last twelve (80 % interval). */
typedef enum { DK_TREND_FLAT = 0, DK_TREND_UP, DK_TREND_DOWN } dk_trend;

/* Months hit from outside, named. */
typedef struct {
    const char *title;
    int64_t from, to; /* period indexes, both inside */
} dk_happening;

/* What a person expects beside the model: `posts` openings (fewer when negative), spread evenly
 * over `ramp` months from `from` on, with a probability. */
typedef struct {
    const char *no, *reason, *source;
    const char *user; /* who wrote it; NULL: not known */
    int64_t at_ms;    /* when; 0: not known */
    int64_t from;
    int32_t ramp;
    double posts, probability;
} dk_correction;

typedef struct {
    const char *code;
    dk_text title;
    dk_series series;        /* monthly */
    dk_joined joined;        /* ratio 0: not asked */
    const double *reported;  /* series.n values as reported; NULL: the same */
    const double *reposted;  /* of them re-posts taken off; NULL: not known */
    dk_announced *announced; /* plants that hire from this specialty */
    size_t n_announced;
    dk_correction *corrections;
    size_t n_corrections;
    double ratio, ratio_before; /* openings per seeker of the last three months, and a year before,
                                   as published (models/ratio.h); -1: nobody sought */
    dk_addressable addressable; /* factors, staff and graduates given, the rest filled */
    /* ---- filled by dk_outlook_fill ---- */
    dk_forecast forecast; /* plants included */
    dk_level_shift shift; /* the level the forecast stands on */
    double *added;        /* horizon values: what the plants add to the means */
    double *manual;       /* horizon values: means with corrections; NULL: there are none */
    dk_forecast_year *years;
    size_t n_years;
    size_t n_known;            /* months with a value */
    double last12;             /* -1 when one of the last twelve months is missing */
    dk_forecast_step next12;   /* interval from the sample paths */
    double manual12;           /* next12.mean with corrections; -1: there are none */
    dk_trend trend;            /* flat when last12 is not known */
    const dk_year_score *past; /* its totals of earlier years, as they would have been foretold */
    size_t n_past;
    dk_score_summary score; /* of these */
} dk_outlook_item;

typedef struct {
    dk_day as_of;
    int64_t seq;
    int32_t zone_minutes; /* of times shown */
    size_t horizon;       /* steps of every forecast, at least 12 */
    dk_outlook_item *items;
    size_t n;
    const dk_happening *events;
    size_t n_events;
    double ratio, ratio_before; /* of the whole county */
    dk_covered_by covered_by;   /* what the correction for missing reports rests on */
    /* ---- filled by dk_outlook_look_back ---- */
    const dk_year_score *past; /* of all items, `item` indexes items */
    size_t n_past;
    dk_score_summary score;
    bool beats; /* better than last year's number, proven */
} dk_outlook;

/* Paths: of every forecast of the registers. */
enum { DK_OUTLOOK_YEAR = 12, DK_OUTLOOK_YEARS_BACK = 3, DK_OUTLOOK_PATHS = 400 };

/* Forecasts the series of all items together and fills the rest of each. horizon >= 12; options
 * need paths (n_paths > 0). Everything is owned by `arena`. Fails as dk_forecast_many does. */
DK_MUST dk_code dk_outlook_fill(dk_outlook *outlook, const dk_forecast_options *options,
                                dk_arena *arena, dk_err *err);

/* What the totals of the last three years would have been foretold as, and how near they came;
 * fills `past` and `score` of outlook and items. Cost: three times that of dk_outlook_fill. */
DK_MUST dk_code dk_outlook_look_back(dk_outlook *outlook, const dk_forecast_options *options,
                                     dk_arena *arena, dk_err *err);

/* Expected openings of the corrections in the month with that period index. O(n). */
double dk_correction_sum(const dk_correction *list, size_t n, int64_t month);

/* "up", "down", "flat". */
const char *dk_trend_key(dk_trend trend);

/* How the numbers came about: "3 种方法加权：指数平滑 41 %、…". In the arena; NULL: memory. */
const char *dk_outlook_method(const dk_outlook_item *item, dk_lang lang, dk_arena *arena);

/* True when a backtest was possible and the combination did not beat the seasonal naive rule. */
bool dk_outlook_is_no_better(const dk_outlook_item *item);

/* Whether the totals of past years were foretold better than last year's number, over all
 * specialties; static text. */
dk_text dk_outlook_verdict(const dk_outlook *outlook);

/* What the reader must know before trusting the numbers: too short for a backtest, missing months,
 * no better than last year's number; "" when there is nothing. In the arena; NULL: memory. */
const char *dk_outlook_note(const dk_outlook_item *item, dk_lang lang, dk_arena *arena);

#endif
