/* bench/sets.h - published sets of series with their test periods, for the benches that score.
 *
 * Gzipped rows dataset,id,period,freq,h,category,start_year,start_sub,train,test; train and test
 * are numbers separated by spaces, NA is missing. A bench has no one to report to: what is wrong
 * ends it.
 */
#ifndef DK_BENCH_SETS_H
#define DK_BENCH_SETS_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "models/series.h"

typedef struct {
    const char *key, *file, *period; /* rows of this period of the file */
    const char *cache;               /* what R said of them (bench/peers/r_forecasts.R) */
} bench_set;

typedef struct {
    dk_arena *arena; /* owns the rest */
    dk_series *series;
    double **truth; /* [series][horizon], NaN: not known */
    size_t n, horizon;
    size_t room, room_truth;
} bench_data;

/* Prints and ends the program. */
_Noreturn void bench_fail(const char *what, const char *name);
/* `memory`, or the end when it is NULL; and the end when `code` is an error. */
void *bench_need(void *memory);
void bench_check(dk_code code, const dk_err *err);

/* Gives the series the column of its working days (models/regressor.h) for its values and `horizon`
 * periods more; none where it has no dates. Monday to Friday: no set says which days its country
 * had off. Again after its beginning was cut off. */
void bench_workdays(dk_arena *arena, dk_series *series, size_t horizon);

/* Reads the rows of `set` from `folder` into *out (whose arena is set); false when there are none.
 * Keys are dataset|id, of JOLTS dataset|category|id. */
bool bench_read(const char *folder, const bench_set *set, bench_data *out);

/* Cuts `back` horizons off the end of every series; the first of them becomes the truth: choosing
 * needs no test period. Series that would be left with fewer than six values or two seasons are
 * left out. */
void bench_go_back(bench_data *d, size_t back);

#endif
