/* models/explain.h - a forecast in words: which methods, which weights, why, and what its intervals
 * really covered. The same sentence on screen, on paper and at the interface. */
#ifndef DK_MODELS_EXPLAIN_H
#define DK_MODELS_EXPLAIN_H

#include "core/base/arena.h"
#include "core/base/text.h"
#include "models/forecast.h"

/* "3 种方法加权：指数平滑 41 %、…": the members, heaviest first. In the arena; NULL: memory. */
const char *dk_explain_methods(const dk_forecast *forecast, dk_lang lang, dk_arena *arena);

/* What one working day more brings, where it is at least `least` (0..1) of the value:
 * "每多一个工作日 约多 1.4 %，已按各期的工作日数折算"; "" where it is not. In the arena; NULL:
 * memory. */
const char *dk_explain_workdays(const dk_forecast *forecast, double least, dk_lang lang,
                                dk_arena *arena);

/* The whole: members, where the weights come from, which member was best on this series, the
 * backtest against the naive rule, working days, and the measured coverage of the group with its
 * standard error.
 * In the arena; NULL: memory. */
const char *dk_explain_forecast(const dk_forecast *forecast, dk_lang lang, dk_arena *arena);

#endif
