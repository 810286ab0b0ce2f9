/* core/base/period.h - periods of time series as consecutive integers.
 *
 * A period is a kind and an index; the next period of the same kind has the next index, so gaps and
 * distances are subtractions:
 *
 *     integer   "17"                             index 17
 *
 *     year      "2026"                           index 2026
 *
 *     quarter   "2026Q1" ("2026-Q1" is read)     index 2026*4 + 0
 *
 *     month     "2026-03"                        index 2026*12 + 2
 *
 * "2026" stands for the year 2026 and for the integer 2026 alike: both have the index 2026, so a
 * series numbered 1..2500 stays consecutive when its tokens cross 1900..2199 (dk_period_join makes
 * it integer).
 *
 * Range: years 1900..2199, integers 0..10^9. Everything is O(1).
 */
#ifndef DK_CORE_BASE_PERIOD_H
#define DK_CORE_BASE_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    DK_PERIOD_INTEGER,
    DK_PERIOD_YEAR,
    DK_PERIOD_QUARTER,
    DK_PERIOD_MONTH,
} dk_period_kind;

typedef struct {
    dk_period_kind kind;
    int64_t index;
} dk_period;

/* Strict token as above; four digits in 1900..2199 are a year. False and *out untouched otherwise.
 */
bool dk_period_parse(const char *text, dk_period *out);

/* The token of `period` into out[24]. */
void dk_period_format(dk_period period, char out[24]);

/* Makes a and b one kind where an integer meets a year (both become integers). False when they
 * cannot stand in one series (a month and a quarter); both are then unchanged. */
bool dk_period_join(dk_period *a, dk_period *b);

/* `n` periods later (earlier for negative n). */
static inline dk_period dk_period_add(dk_period period, int64_t n)
{
    return (dk_period){period.kind, period.index + n};
}

/* Periods in a year: 1, 4, 12; 1 for integers (their season, if any, must be given). */
int32_t dk_period_per_year(dk_period_kind kind);

/* The calendar year of a year, quarter or month; the index itself for an integer. */
int64_t dk_period_year(dk_period period);

/* Position in the year, 0-based: month 0..11, quarter 0..3, else 0. */
int32_t dk_period_of_year(dk_period period);

#endif
