/* core/store/tags.h - which records hold a sealed value: its look-up tags, in one table.
 *
 *     tag(tag, record)     tag: the 8 bytes of the last four or the 16 bytes of the whole (seal.h)
 *
 * A tag is a keyed digest over register and field as well, so it tells alone what it belongs to.
 * The table is a projection of the register tables like the search table (terms.c, which calls
 * this): three indexes over parts of sealed columns took random places in trees that no longer fit
 * the processor's cache, which was a fifth of a large import; tags of a batch are written in order.
 * The whole of a natural key has its unique index and is not here.
 */
#ifndef DK_CORE_STORE_TAGS_H
#define DK_CORE_STORE_TAGS_H

#include "core/store/writing.h"

enum { DK_TAGS_MAX = 32 }; /* of one record; a test walks the registers */

/* The records under a tag; the parameter follows. */
#define DK_TAG_SQL "SELECT record FROM tag WHERE tag = "

/* True when the whole value is in the table, not only its last four. */
bool dk_tags_hold_whole(const dk_field *field);

/* The tags of a state, borrowed from its blobs; returns how many. */
size_t dk_tags_of(const dk_register *reg, const dk_datum *state, dk_datum out[DK_TAGS_MAX]);

/* Brings the tags of one record from one state to another; those of the newest records are
 * collected. */
DK_MUST dk_code dk_tags_change(dk_store *store, dk_tag_log *log, const dk_term_change *change,
                               dk_err *err);

/* Writes what was collected. */
DK_MUST dk_code dk_tags_flush(dk_store *store, dk_tag_log *log, dk_err *err);

#endif
