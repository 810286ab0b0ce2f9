/* api/wire/form.h - records of a request body into the matcher's structs, by tables of members.
 *
 *     {"edu_rank", DK_FORM_RANK, offsetof(dk_match_post, edu_min), DK_FORM_NO_LIST, 0, NULL}
 *
 * Codes are opaque: equal texts of one list become the same term. Every function leaves *out alone
 * when the member is absent or null, and fails with the place and what was expected.
 */
#ifndef DK_API_WIRE_FORM_H
#define DK_API_WIRE_FORM_H

#include "api/wire/member.h"
#include "core/match/keyword.h"
#include "core/match/market.h"

enum {
    DK_FORM_TUPLES_MAX = 20000,
    DK_FORM_MEMBERS_MAX = 64,
    DK_FORM_RANK_MAX = 100,
    DK_FORM_PAY_MAX = 10000000, /* yuan */
};

typedef enum {
    DK_FORM_SKILLS,
    DK_FORM_CERTS,
    DK_FORM_OCCUPATIONS,
    DK_FORM_SPECIALTIES,
    DK_FORM_TOWNS,
    DK_FORM_N_LISTS,
    DK_FORM_NO_LIST
} dk_form_list;

typedef struct {
    dk_match_term *items; /* items[0] is "unknown" */
    size_t n, capacity;
    dk_term *slots; /* open addressing by hash of the code, 0 free */
    size_t n_slots; /* power of two, at least twice n */
} dk_form_terms;

typedef struct {
    dk_member_reader r;
    dk_form_terms lists[DK_FORM_N_LISTS];
} dk_form;

typedef enum {
    DK_FORM_KEY,    /* read by who reads the record: "key", titles */
    DK_FORM_TUPLES, /* likewise: lists of objects */
    DK_FORM_TERM,   /* dk_term of a text */
    DK_FORM_TERMS,  /* dk_term_list of texts */
    DK_FORM_RANK,   /* dk_term n of the list of ranks, 1..DK_FORM_RANK_MAX */
    DK_FORM_INT,    /* int32_t, 0..max */
    DK_FORM_FEN,    /* int64_t of yuan */
    DK_FORM_TRI,    /* dk_tri of a flag */
    DK_FORM_FLAG,   /* bool */
    DK_FORM_DAY,    /* dk_day of a text */
    DK_FORM_WORD,   /* an enum of the size of int, by keyword */
} dk_form_kind;

typedef struct {
    const char *key;
    dk_form_kind kind;
    size_t offset;           /* in the record */
    dk_form_list list;       /* TERM, TERMS */
    int64_t max;             /* INT */
    const dk_keyword *words; /* WORD */
} dk_form_member;

/* All members of `object` by the table of `n` <= DK_FORM_MEMBERS_MAX; unknown members are refused.
 */
DK_MUST dk_code dk_form_members(dk_form *f, const dk_json_node *object,
                                const dk_form_member *members, size_t n, void *record);

/* The required non-empty text "key". */
DK_MUST dk_code dk_form_key(const dk_form *f, const dk_json_node *object, const char **out);

/* Terms 1..most whose rank is their number, for education and grades. */
DK_MUST dk_code dk_form_ranks(dk_form *f, int32_t most, dk_match_terms *out);

/* The term of the required text member `key` of a tuple. */
DK_MUST dk_code dk_form_tuple_code(dk_form *f, const dk_json_node *tuple, const char *key,
                                   dk_form_list list, dk_term *out);

DK_MUST dk_code dk_form_int(const dk_form *f, const dk_json_node *object, const char *key,
                            int64_t max, int32_t *out);
DK_MUST dk_code dk_form_day(const dk_form *f, const dk_json_node *object, const char *key,
                            dk_day *out);
DK_MUST dk_code dk_form_word(const dk_form *f, const dk_json_node *object, const char *key,
                             const dk_keyword *words, int *out);

#endif
