/* api/usecase/outlook.h - from the registers to an outlook: series, plants, corrections, graduates.
 *
 * Each input names the registers' state it is read from, so that one can be swapped at a time: what
 * changed since last month and why (changes.h).
 */
#ifndef DK_API_USECASE_OUTLOOK_H
#define DK_API_USECASE_OUTLOOK_H

#include "api/usecase/demand.h"
#include "core/register/codes.h"
#include "models/outlook.h"

typedef struct {
    dk_source demand; /* codes, crosswalk, enterprises, reports, demand */
    dk_source projects;
    dk_source corrections;
    dk_day as_of;
    size_t horizon; /* at least 12 */
    uint64_t seed;
    bool looks_back; /* past years as well */
} dk_outlook_inputs;

enum { DK_OUTLOOK_THREADS = 2, DK_CORRECTION_RAMP = 6 };

/* Titles come from `codes`, which must outlive the outlook; the rest is in the arena. Demand for no
 * specialty is not forecast. seq is left to the caller. */
DK_MUST dk_code dk_outlook_make(const dk_outlook_inputs *in, const dk_codes *codes, dk_arena *arena,
                                dk_outlook *out, dk_err *err);

/* ---- the inputs (plants.c) ---- */

/* Gives each item the plants of the register that hire from it. Running and stopped ones say
 * nothing any more: what they hire is in the demand, or never will be. One whose planned month has
 * passed starts in the month of as_of at the earliest. */
DK_MUST dk_code dk_plants_load(const dk_source *source, dk_demand_builder *builder,
                               const dk_codes *codes, dk_arena *arena, dk_outlook *outlook,
                               dk_err *err);

/* Gives each item its corrections that are not withdrawn on as_of. */
DK_MUST dk_code dk_corrections_load(const dk_source *source, dk_arena *arena, dk_outlook *outlook,
                                    dk_err *err);

/* Gives each item the trainees who finish within twelve months of as_of, times the share who seek
 * work (the specialty's own, else setting quota_seek_share); -1 where no trainee is on record. */
DK_MUST dk_code dk_graduates_load(const dk_source *source, const dk_codes *codes, dk_arena *arena,
                                  dk_outlook *outlook, dk_err *err);

/* Gives each item the factors from openings to addressable demand: re-posts measured on its last
 * twelve months, the rest from settings (quota_new_graduate_share, quota_centre_share,
 * forecast_replacement_rate) or assumed. An entered number has no interval of its own. */
void dk_factors_load(const dk_codes *codes, dk_outlook *outlook);

#endif
