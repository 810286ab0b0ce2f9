/* api/usecase/source.h - the registers a loader reads: as they are, or as they were known at a seq.
 */
#ifndef DK_API_USECASE_SOURCE_H
#define DK_API_USECASE_SOURCE_H

#include "core/store/store.h"

#define DK_NOW INT64_MAX

typedef struct {
    dk_store *store;
    int64_t seq;       /* what was known then; DK_NOW: as they are */
    int64_t rules_seq; /* the same for the tables that say how things relate (code lists, decided
                          wordings, crosswalk, related skills, default profiles, towns); 0: seq */
    bool is_unmasked;  /* restricted values in clear, for rules of law that need them */
} dk_source;

/* Every record of register `key`, in record order, as a loader sees it. The record lives until the
 * next one. O(records), of a seq O(change rows of the register). */
DK_MUST dk_code dk_source_scan(const dk_source *source, const char *key,
                               bool (*row)(void *ctx, const dk_record *record), void *ctx,
                               dk_err *err);

#endif
