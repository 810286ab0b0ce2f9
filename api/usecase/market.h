/* api/usecase/market.h - registers to the matcher's plain arrays; the only such loader.
 *
 * What a person can do is the default profile of the specialty at the stage reached, overlaid by
 * what is known better: courses, certificates, assessments (the better source wins, then the later
 * date). What a post needs is the default of its occupation, overlaid by what the firm changed
 * (level 0 removes a skill). Protected fields end here: a birth date becomes the two birthdays on
 * which the law changes its rules, and nothing else of it is kept.
 */
#ifndef DK_API_USECASE_MARKET_H
#define DK_API_USECASE_MARKET_H

#include "api/usecase/source.h"
#include "core/match/market.h"
#include "core/register/codes.h"

/* Fills *out from the registers as the source knows them, as of `as_of`; everything lives in the
 * arena but the names, which are borrowed from `codes`. O(rows log rows). */
DK_MUST dk_code dk_market_load(const dk_source *source, const dk_codes *codes, dk_day as_of,
                               dk_arena *arena, dk_market *out, dk_err *err);

#endif
