/* api/usecase/terms.h - code lists as the matcher's terms, and codes back to term numbers. */
#ifndef DK_API_USECASE_TERMS_H
#define DK_API_USECASE_TERMS_H

#include "core/match/market.h"
#include "core/register/codes.h"

typedef struct {
    const char *code;
    dk_term term;
} dk_term_entry;

typedef struct {
    dk_match_terms terms;
    dk_term_entry *entries; /* by code */
    size_t n;
} dk_term_map;

/* All codes of `list` as terms 1.., in code order; a list longer than a term holds is cut at its
 * range (65,535), far beyond any list here. */
DK_MUST dk_code dk_terms_load(const dk_codes *codes, const char *list, dk_arena *arena,
                              dk_term_map *out, dk_err *err);

/* The term of a code, 0 when unknown. O(log n). */
dk_term dk_term_of(const dk_term_map *map, const char *code);

#endif
