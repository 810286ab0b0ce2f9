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
#include "models/forecast.h"

/* Whether the next twelve months lie above, below or around the last twelve (80 % interval). */
typedef enum { DK_TREND_FLAT = 0, DK_TREND_UP, DK_TREND_DOWN } dk_trend;

typedef struct {
    const char *code;
    dk_text title;
    dk_series series; /* monthly */
    /* ---- filled by dk_outlook_fill ---- */
    dk_forecast forecast;
    dk_forecast_year *years;
    size_t n_years;
    size_t n_known;          /* months with a value */
    double last12;           /* -1 when one of the last twelve months is missing */
    dk_forecast_step next12; /* interval from the sample paths */
    dk_trend trend;          /* flat when last12 is not known */
} dk_outlook_item;

typedef struct {
    dk_day as_of;
    int64_t seq;
    size_t horizon; /* steps of every forecast, at least 12 */
    dk_outlook_item *items;
    size_t n;
} dk_outlook;

enum { DK_OUTLOOK_YEAR = 12 };

/* Forecasts the series of all items together and fills the rest of each. horizon >= 12; options
 * need paths (n_paths > 0). Everything is owned by `arena`. Fails as dk_forecast_many does. */
DK_MUST dk_code dk_outlook_fill(dk_outlook *outlook, const dk_forecast_options *options,
                                dk_arena *arena, dk_err *err);

/* "up", "down", "flat". */
const char *dk_trend_key(dk_trend trend);

/* How the numbers came about: "3 种方法加权：指数平滑 41 %、…". In the arena; NULL: memory. */
const char *dk_outlook_method(const dk_outlook_item *item, dk_lang lang, dk_arena *arena);

/* True when a backtest was possible and the combination did not beat the seasonal naive rule. */
bool dk_outlook_is_no_better(const dk_outlook_item *item);

/* What the reader must know before trusting the numbers: too short for a backtest, missing months,
 * no better than last year's number; "" when there is nothing. In the arena; NULL: memory. */
const char *dk_outlook_note(const dk_outlook_item *item, dk_lang lang, dk_arena *arena);

#endif
