/* core/store/shown.h - the lists people were shown: what later learning may refer to.
 *
 *     shown(shown, at, actor, unit, direction, subject, as_of, seq, weights, seed, criteria, items)
 *
 * Append-only. A row holds one list with its parts: `criteria` names them, joined by commas, and
 * `items` is
 *
 *     version 1 | number of items u16 | per item: record number u64, score u16, points u16 per
 *     criterion                                                                   (little-endian)
 *
 * about 40 bytes a place. A list equal to the last one of its subject is not written again. Not
 * part of the registers: undo leaves it alone, and it holds no name and no restricted value.
 */
#ifndef DK_CORE_STORE_SHOWN_H
#define DK_CORE_STORE_SHOWN_H

#include "core/store/store.h"

enum { DK_SHOWN_ITEMS = 1000, DK_SHOWN_PARTS = 64 };

typedef struct {
    int64_t id;            /* record number of the candidate */
    int32_t score;         /* 0..10000 */
    const uint16_t *parts; /* points per criterion */
} dk_shown_item;

typedef struct {
    int64_t shown; /* its number; set by reading */
    int64_t at_ms; /* when, UTC milliseconds */
    const char *direction;
    int64_t subject, seq;
    int32_t as_of;
    const char *weights, *criteria;
    uint64_t seed;
    size_t n_parts; /* criteria named */
    const dk_shown_item *items;
    size_t n_items;
} dk_shown;

/* Which list is asked for: the last one of a subject. */
typedef struct {
    const char *direction;
    int64_t subject;
    int64_t before_seq; /* only of a data version before this; 0: any */
} dk_shown_key;

/* The last list of a subject; *found false when there is none. O(log lists + items). */
DK_MUST dk_code dk_store_shown_last(const dk_view *view, const dk_shown_key *key, dk_shown *out,
                                    bool *found, dk_err *err);

/* Appends a list unless the subject's last one is the same in everything but time; *is_new tells.
 * Needs DK_RIGHT_READ only: being shown is a fact, not an edit. O(items). */
DK_MUST dk_code dk_store_shown_add(const dk_view *view, const dk_shown *list, bool *is_new,
                                   dk_err *err);

/* Number of lists kept. */
DK_MUST dk_code dk_store_shown_count(dk_store *store, int64_t *n, dk_err *err);

#endif
