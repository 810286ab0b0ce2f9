/* models/scoreboard.h - forecasts of a year's total against what came, and against last year's
 * number.
 *
 * A dk_year_score is one forecast of twelve months' total made at one origin for one series. Those
 * of the past are made again from the values that were known then (dk_hindsight); forecasts that
 * were kept when they were made are filled by their keeper. Errors are shares: the sum of
 * |forecast - truth| over the sum of last year's totals.
 *
 * "Better than last year's number" is claimed only when it is proven: the mean gain of a series
 * over its origins is one observation, and the lower end of the one-sided 95 % t interval over
 * series lies above zero. Series of one year share their luck; so must the years: the gain must
 * also be positive in more than half of the origins' years.
 */
#ifndef DK_MODELS_SCOREBOARD_H
#define DK_MODELS_SCOREBOARD_H

#include "models/forecast.h"

typedef struct {
    size_t item;     /* index of the series */
    size_t years;    /* how many years ago it was made: 1, 2, ... */
    dk_period first; /* first of the twelve months */
    double mean, lo80, hi80;
    double naive;  /* total of the twelve months before; -1: not known */
    double manual; /* what people expected; -1: nothing was written down */
    double truth;  /* -1: not known (yet) */
} dk_year_score;

typedef struct {
    size_t n;                  /* forecasts with truth and last year's number */
    double error, error_naive; /* mean shares; -1: none */
    double error_manual;       /* over the n_manual that have one; -1: none */
    double error_beside;       /* the model's over those n_manual; -1: none */
    size_t n_manual;
    double bias;                 /* sum of forecast - truth over the same */
    double coverage80;           /* share of truths inside [lo80, hi80]; -1: none */
    size_t n_direction, n_right; /* changes of at least 2 %, and of them foretold in sign */
    size_t n_better;             /* forecasts nearer than last year's number */
} dk_score_summary;

enum { DK_SCORE_YEARS_MAX = 10 };

/* The totals forecast 1..years years ago from the values known then: the series cut off there are
 * forecast together as today's are. A series needs two years of history before an origin to be
 * judged at it (dk_score_history): one that is five months old says nothing about a year, and its
 * small total of the year before would make its error a multiple. Owned by `arena`. Cost: years
 * times that of dk_forecast_many. */
DK_MUST dk_code dk_hindsight(const dk_series *series, size_t n, size_t years,
                             const dk_forecast_options *options, dk_arena *arena,
                             dk_year_score **out, size_t *n_out, dk_err *err);

enum { DK_SCORE_HISTORY_MIN = 24 };

/* Months of history of the first n values: known ones from the first that is above zero on (before
 * it there was nothing to foretell). O(n). */
size_t dk_score_history(const dk_series *series, size_t n);

/* Of the scores of `item`; SIZE_MAX: of all. O(n). */
dk_score_summary dk_score_sum(const dk_year_score *scores, size_t n, size_t item);

/* The claim above over all series, of which there are n_items. False when there are fewer than
 * three series to judge. O(n * n_items). */
bool dk_score_beats(const dk_year_score *scores, size_t n, size_t n_items);

#endif
