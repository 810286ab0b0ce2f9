/* api/usecase/past.h - the registers as they were known at a seq, as a replay asks them: who has
 * which student number, which post has which number, and how both were called. Private to
 * api/usecase. */
#ifndef DK_API_USECASE_PAST_H
#define DK_API_USECASE_PAST_H

#include "api/usecase/name.h"
#include "api/usecase/snapshot.h"

typedef struct {
    const char *key; /* student number; post number */
    const char *uscc, *occupation;
    dk_found name;
} dk_past_record;

typedef struct {
    dk_store *store;
    const dk_actor *actor; /* whose rows and masking */
    int64_t seq;
    dk_arena *arena; /* of everything below */
    dk_codes_ref *codes;
    dk_past_record *people; /* with a student number, by it */
    size_t n_people;
    dk_past_record *posts; /* by number */
    size_t n_posts;
} dk_past;

/* What was known at `seq`; dk_past_close also after failure. O(change rows). */
DK_MUST dk_code dk_past_open(const dk_call *call, dk_store *store, int64_t seq, dk_lang lang,
                             dk_past *out, dk_err *err);
void dk_past_close(dk_past *past);

/* The record with that key, NULL when there was none. O(log n). */
const dk_past_record *dk_past_find(const dk_past_record *records, size_t n, const char *key);

#endif
