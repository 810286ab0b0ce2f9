/* core/base/date.h - civil days and months as integers.
 *
 * A day is an int32_t: days since 1970-01-01 in the proleptic Gregorian calendar. A month is an
 * int32_t: year * 12 + (month - 1). Zones and clocks are not known here: "today" is a parameter.
 * Range accepted by parsers: years 1900..2199. Conversion after H. Hinnant, "chrono-compatible
 * low-level date algorithms" (days_from_civil), O(1).
 */
#ifndef DK_CORE_BASE_DATE_H
#define DK_CORE_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

typedef int32_t dk_day;
typedef int32_t dk_month;

#define DK_DAY_NONE INT32_MIN /* no date known */

typedef struct {
    int32_t year, month, day; /* month 1..12, day 1..31 */
} dk_civil;

dk_day dk_day_of(int32_t year, int32_t month, int32_t day);
dk_civil dk_civil_of(dk_day day);

/* True when the date exists and lies in 1900..2199. */
bool dk_civil_valid(int32_t year, int32_t month, int32_t day);

/* Strict "YYYY-MM-DD". False and *out untouched otherwise. */
bool dk_day_parse(const char *text, dk_day *out);

/* "YYYY-MM-DD" into out[11]. */
void dk_day_format(dk_day day, char out[11]);

/* Strict "YYYY-MM"; month = year * 12 + month - 1. */
bool dk_month_parse(const char *text, dk_month *out);
void dk_month_format(dk_month month, char out[8]);
static inline dk_month dk_month_of(int32_t year, int32_t month)
{
    return year * 12 + month - 1;
}
dk_day dk_month_first(dk_month month);
dk_month dk_month_of_day(dk_day day);

/* Full years lived on `on` by someone born on `born`; a 29 February birthday falls on 1 March. */
int32_t dk_age_years(dk_day born, dk_day on);

/* The same day `n` months later, clipped to the month's last day. */
dk_day dk_day_add_months(dk_day day, int32_t n);

#endif
