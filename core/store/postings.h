/* core/store/postings.h - the rows of the search table: which records a term leads to.
 *
 *     term(term, register, first, records)         one block of at most DK_POSTINGS_MAX records
 *
 * A block holds the records of one term and register in ascending order, each as a number
 * (dk_number_put) of
 *
 *     (record - the record before) * 4 + rank      the record before the first being `first`
 *
 * `first` is at or below every record of its block and above those of the block before, so a record
 * has one place. A term of ten thousand people costs 20 kB instead of ten thousand rows.
 */
#ifndef DK_CORE_STORE_POSTINGS_H
#define DK_CORE_STORE_POSTINGS_H

#include "core/store/internal.h"

enum {
    DK_POSTINGS_MAX = 256, /* a block stays inside a page of the database */
    DK_TERM_RANKS = 4,
};

typedef struct {
    int64_t record;
    uint8_t rank; /* below DK_TERM_RANKS (core/register/terms.h) */
} dk_posting;

/* Writes one posting, `before` being the record in front of it (or `first`), and returns the bytes
 * used, at most DK_NUMBER_BYTES. */
size_t dk_posting_put(unsigned char *out, int64_t before, dk_posting posting);

/* A block being read. */
typedef struct {
    const unsigned char *at, *end;
    int64_t record;
} dk_postings;

dk_postings dk_postings_open(int64_t first, dk_datum records);

/* The next posting; false at the end or where the block is malformed. */
bool dk_postings_next(dk_postings *block, dk_posting *out);

/* One term of one register. */
typedef struct {
    const char *term, *letter;
} dk_term_key;

/* Puts a record under a term, changes its rank there, or takes it away (rank DK_TERM_RANKS).
 * O(DK_POSTINGS_MAX + log n). */
DK_MUST dk_code dk_postings_change(dk_store *store, const dk_term_key *key, dk_posting posting,
                                   dk_err *err);

#endif
