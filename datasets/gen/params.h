/* datasets/gen/params.h - a world as a file of parameters with priors.
 *
 *     # comment
 *     include W0.params
 *     trade.medical.trend = normal(0.06, 0.01)
 *     firm.count = 620
 *     trade.medical.title = 医疗器械
 *
 * A later line replaces an earlier one, so a world is an include and the lines that break it. A
 * number may be a prior: normal(mean, sd), lognormal(median, sigma), uniform(low, high); it is
 * drawn once per (seed, key) from a stream of its own, normal within three sd. Two seeds are two
 * counties.
 *
 * Getters never fail: an absent or unreadable key gives 0 or "" and is remembered; dk_params_check
 * reports the first one, so a struct is filled by plain assignments and checked once.
 */
#ifndef DK_DATASETS_GEN_PARAMS_H
#define DK_DATASETS_GEN_PARAMS_H

#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"

typedef struct dk_params dk_params;

/* Reads dir/name.params with its includes (at most 8 deep). Lives in `arena`. O(lines * keys). */
DK_MUST dk_code dk_params_load(dk_arena *arena, const char *dir, const char *name, uint64_t seed,
                               dk_params **out, dk_err *err);

/* The number of `key`, drawn when it is a prior. */
double dk_params_num(dk_params *params, const char *key);

/* The number of `prefix`.`key`. */
double dk_params_of(dk_params *params, const char *prefix, const char *key);

/* The text of `prefix`.`key` (prefix NULL: of `key`); borrowed from the arena. */
const char *dk_params_text(dk_params *params, const char *prefix, const char *key);

/* Exactly `n` blank-separated plain numbers of `prefix`.`key` into out. */
void dk_params_row(dk_params *params, const char *prefix, const char *key, double *out, size_t n);

/* Fails with the first key that was asked for and absent or unreadable. */
DK_MUST dk_code dk_params_check(const dk_params *params, dk_err *err);

#endif
