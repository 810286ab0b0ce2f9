/* datasets/gen/festival.h - Spring Festival days from datasets/gen/spring_festival.csv. */
#ifndef DK_DATASETS_GEN_FESTIVAL_H
#define DK_DATASETS_GEN_FESTIVAL_H

#include "core/base/arena.h"
#include "core/base/date.h"
#include "core/base/err.h"

enum { DK_FESTIVAL_FIRST = 2015, DK_FESTIVAL_YEARS = 24 };

typedef struct {
    dk_day
        day[DK_FESTIVAL_YEARS]; /* of year DK_FESTIVAL_FIRST + i; DK_DAY_NONE: not in the table */
} dk_festival;

/* Reads dir/spring_festival.csv (columns year, day). */
DK_MUST dk_code dk_festival_load(const char *dir, dk_festival *out, dk_err *err);

/* New Year's day of the lunar year that begins in `year`, or MSG_GEN_FESTIVAL_MISSING. */
DK_MUST dk_code dk_festival_day(const dk_festival *festival, int32_t year, dk_day *out,
                                dk_err *err);

#endif
