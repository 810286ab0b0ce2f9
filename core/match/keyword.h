/* core/match/keyword.h - the words a post or a profile is described with in files and bodies, and
 * what the matcher makes of them. Loaders from registers and from request bodies read the same
 * tables. */
#ifndef DK_CORE_MATCH_KEYWORD_H
#define DK_CORE_MATCH_KEYWORD_H

#include "core/match/market.h"

typedef struct {
    const char *word; /* NULL ends a table */
    int value;
} dk_keyword;

extern const dk_keyword dk_match_intents[];      /* dk_intent */
extern const dk_keyword dk_match_destinations[]; /* dk_destination */
extern const dk_keyword dk_match_kinds[];        /* dk_post_kind */
extern const dk_keyword dk_match_shifts[];       /* dk_shift */
extern const dk_keyword dk_match_sources[];      /* dk_skill_source */
extern const dk_keyword dk_match_grades[];       /* dk_crosswalk_grade */

/* The row of `word`, NULL when the table has none. O(rows). */
const dk_keyword *dk_keyword_find(const dk_keyword *table, const char *word);

/* The first word that means `value`, NULL when the table has none. O(rows). */
const char *dk_keyword_word(const dk_keyword *table, int value);

#endif
