/* api/usecase/ratios.h - openings per seeker (求人倍率) as tables: by occupation, by month, by
 * grade, by education (models/ratio.h).
 *
 * By occupation and month from the register demand: valid openings are those carried over and the
 * new ones of each month, seekers those of the same rows. By grade and education from today's posts
 * and people open to matching, since the history knows neither.
 */
#ifndef DK_API_USECASE_RATIOS_H
#define DK_API_USECASE_RATIOS_H

#include "api/usecase/usecase.h"
#include "models/ratio.h"

enum { DK_RATIO_MONTHS = 3, DK_RATIO_HISTORY = 24 };

typedef struct {
    dk_ratio_by by;
    int64_t from, to; /* month indexes; -1: the last DK_RATIO_MONTHS (by month DK_RATIO_HISTORY)
                         known on as_of */
    int32_t as_of;    /* DK_DAY_NONE: default */
} dk_ratio_ask;

/* Lines by occupation most openings first, by month oldest first, by grade and education lowest
 * first; without those that have neither openings nor seekers. In the call's arena.
 * MSG_RATIO_MONTHS when `from` lies behind `to`. O(rows of demand), or O(people + posts). */
DK_MUST dk_code dk_uc_ratios(const dk_call *call, const dk_ratio_ask *ask, dk_ratio_table *out,
                             dk_err *err);

#endif
