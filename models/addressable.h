/* models/addressable.h - openings that a centre's own graduates can really take.
 *
 *     openings of the next twelve months as reported        told, re-posts included
 *       less re-posts of the same places                    measured on the last twelve months
 *     = new openings                                        what the forecast foretells
 *       x share open to new graduates                       assumed or entered
 *       + staff x yearly replacement outside of postings    assumed or entered
 *       x share that this centre fills, not other suppliers assumed or entered
 *     = addressable demand,    beside it the graduates who will seek work
 *
 * Every factor has a value and an interval; a path of the result is a path of the forecast with
 * each factor drawn evenly from its interval, so the result's interval holds what is not known of
 * both.
 */
#ifndef DK_MODELS_ADDRESSABLE_H
#define DK_MODELS_ADDRESSABLE_H

#include "core/base/text.h"
#include "models/forecast.h"

typedef enum {
    DK_FACTOR_REPOSTED,
    DK_FACTOR_NEW_GRADUATE,
    DK_FACTOR_REPLACEMENT,
    DK_FACTOR_CENTRE,
    DK_N_FACTORS
} dk_factor_id;

typedef struct {
    const char *key, *setting; /* setting: the code-list row that replaces it; NULL: measured */
    dk_text title, source;
    double value, lo, hi; /* share, lo <= value <= hi */
} dk_factor;

typedef struct {
    dk_factor factors[DK_N_FACTORS];
    double gross;              /* openings with re-posts */
    double staff;              /* in the firms that hire from the specialty; -1: not known */
    dk_forecast_step openings; /* new openings, from the forecast */
    dk_forecast_step result;
    double graduates; /* who will seek work; -1: not known */
} dk_addressable;

/* Value and 95 % interval of a share measured as part / whole, Wilson 1927
 * (doi:10.1080/01621459.1927.10502953); 0 of 0 gives 0, 0, 0. O(1). */
void dk_factor_measure(dk_factor *factor, double part, double whole);

/* Fills gross, openings and result from factors, staff and the first twelve steps of a forecast
 * with paths. False when memory is out. O(paths log paths). */
bool dk_addressable_fill(dk_addressable *a, const dk_forecast *forecast, uint64_t seed,
                         const char *key, dk_arena *arena);

#endif
