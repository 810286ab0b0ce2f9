/* core/match/wider.h - which wider search would help a person: each wish relaxed or condition met
 * alone, tried on a copy of the person by the one scorer (guest.h).
 *
 *     longer commute, less pay, any town, any occupation, shifts, matching in spite of other plans,
 *     consent, the 16th and 18th birthday, each certificate by law that keeps posts away
 *
 * A relaxation that opens no post and moves no place of the list is left out.
 */
#ifndef DK_CORE_MATCH_WIDER_H
#define DK_CORE_MATCH_WIDER_H

#include "core/base/arena.h"
#include "core/match/score.h"
#include "core/match/words.h"

enum { DK_WIDER_MAX = 6 };

typedef struct {
    const char *key; /* "commute", "pay", "towns", ...; static */
    dk_words words;  /* "最长通勤放宽 15 分钟" */
    size_t opens;    /* posts whose gates pass then and not now */
    size_t moves;    /* places of the list that another post would take */
    int32_t gain;    /* best score then less best score now (0 when there is none), >= 0 */
    int64_t best;    /* record number of the best post it opens or brings into the list */
} dk_wider;

typedef struct {
    dk_wider items[DK_WIDER_MAX]; /* those that open most first, then most places, then as above */
    size_t n;
} dk_wider_list;

/* Relaxations for the trainee at `trainee`; `top` places (1..100) of the list are watched. Words
 * borrow from the market. Fails only when memory is out. O(relaxations * posts). */
DK_MUST dk_code dk_match_wider(const dk_match_index *index, size_t trainee, size_t top,
                               dk_wider_list *out, dk_err *err);

#endif
