/* api/usecase/past.h - the registers as they were known at a seq, as a replay asks them: who is
 * meant, which firm and which post has which number, and how they were called. Private to
 * api/usecase. */
#ifndef DK_API_USECASE_PAST_H
#define DK_API_USECASE_PAST_H

#include "api/usecase/name.h"
#include "api/usecase/snapshot.h"
#include "core/register/person.h"

typedef struct {
    const char *no; /* of the post, "" of a person */
    const char *uscc, *occupation;
    dk_found name; /* with the record number */
} dk_past_record;

typedef struct {
    const char *uscc, *name;
} dk_past_firm;

typedef struct {
    dk_store *store;
    const dk_actor *actor; /* whose rows and masking */
    int64_t seq;
    dk_arena *arena; /* of everything below */
    dk_codes_ref *codes;
    dk_past_record *people; /* that the actor may see, by record number */
    size_t n_people;
    dk_people whose;       /* of all people; keys in clear, never shown */
    dk_past_record *posts; /* by record number */
    size_t n_posts;
    dk_past_firm *firms; /* by credit code */
    size_t n_firms;
} dk_past;

/* What was known at `seq`; dk_past_close also after failure. O(change rows). */
DK_MUST dk_code dk_past_open(const dk_call *call, dk_store *store, int64_t seq, dk_lang lang,
                             dk_past *out, dk_err *err);
void dk_past_close(dk_past *past);

/* The record of that number, NULL when there was none. O(log n). */
const dk_past_record *dk_past_find(const dk_past_record *records, size_t n, int64_t id);

/* True when a firm of the code was on record. O(log n). */
bool dk_past_has_firm(const dk_past *past, const char *uscc);

#endif
