/* core/store/postings.c - blocks of record numbers; see postings.h. */
#include "core/store/postings.h"

#include <assert.h>
#include <string.h>

size_t dk_posting_put(unsigned char *out, int64_t before, dk_posting posting)
{
    assert(posting.record >= before && posting.rank < DK_TERM_RANKS);
    return dk_number_put(out, (uint64_t)(posting.record - before) * DK_TERM_RANKS + posting.rank);
}

dk_postings dk_postings_open(int64_t first, dk_datum records)
{
    /* A blob's bytes are unsigned. */
    const unsigned char *bytes = (const unsigned char *)records.bytes;
    bool is_blob = records.kind == DK_D_BLOB && records.len > 0;
    return (dk_postings){bytes, is_blob ? bytes + records.len : bytes, first};
}

bool dk_postings_next(dk_postings *block, dk_posting *out)
{
    uint64_t number = 0;
    if (!dk_number_take(&block->at, block->end, &number))
        return false;
    block->record += (int64_t)(number / DK_TERM_RANKS);
    *out = (dk_posting){block->record, (uint8_t)(number % DK_TERM_RANKS)};
    return true;
}

/* ---- one record ---- */

/* A block in memory, with room for one more. */
typedef struct {
    int64_t first;
    bool is_there; /* in the table */
    dk_posting items[DK_POSTINGS_MAX + 1];
    size_t n;
} block;

/* The block a record belongs in; an empty one where there is none. */
static dk_code read_block(dk_store *store, const dk_term_key *key, int64_t record, block *out,
                          dk_err *err)
{
    static const char sql[] = "SELECT first, records FROM term WHERE term = $1 AND register = $2 "
                              "AND first <= $3 ORDER BY first DESC LIMIT 1";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, key->term);
    dk_bind_text(stmt, 2, key->letter);
    dk_bind_int(stmt, 3, record);
    if (dk_stmt_step(stmt, &out->is_there, err) != DK_OK)
        return DK_FAILED;
    out->first = out->is_there ? dk_column_int(stmt, 0) : record;
    out->n = 0;
    dk_postings read = dk_postings_open(out->first, dk_column(stmt, 1));
    while (out->is_there && out->n < DK_POSTINGS_MAX &&
           dk_postings_next(&read, &out->items[out->n]))
        out->n++;
    dk_stmt_reset(stmt);
    return DK_OK;
}

/* Puts a posting in its place, changes its rank, or takes it out (rank DK_TERM_RANKS). True when
 * the block changed. */
static bool change_block(block *all, dk_posting posting)
{
    size_t i = 0;
    while (i < all->n && all->items[i].record < posting.record)
        i++;
    assert(all->n <= DK_POSTINGS_MAX && posting.record >= all->first);
    bool is_there = i < all->n && all->items[i].record == posting.record;
    size_t after = (all->n - i - is_there) * sizeof *all->items;
    dk_posting *here = &all->items[i];
    if (posting.rank == DK_TERM_RANKS && !is_there)
        return false;
    if (posting.rank == DK_TERM_RANKS) {
        memmove(here, here + 1, after);
        all->n--;
        return true;
    }
    if (is_there && here->rank == posting.rank)
        return false;
    if (!is_there) {
        memmove(here + 1, here, after);
        all->n++;
    }
    *here = posting;
    return true;
}

static dk_code write_block(dk_store *store, const dk_term_key *key, int64_t first,
                           const dk_posting *items, size_t n, dk_err *err)
{
    static const char sql[] =
        "INSERT INTO term (term, register, first, records) VALUES ($1, $2, $3, $4) ON CONFLICT "
        "(term, register, first) DO UPDATE SET records = excluded.records";
    unsigned char bytes[(DK_POSTINGS_MAX + 1) * DK_NUMBER_BYTES];
    dk_stmt *stmt = NULL;
    size_t len = 0;
    assert(n > 0 && n <= DK_POSTINGS_MAX + 1 && items[0].record >= first);
    for (size_t i = 0; i < n; i++)
        len += dk_posting_put(bytes + len, i == 0 ? first : items[i - 1].record, items[i]);
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, key->term);
    dk_bind_text(stmt, 2, key->letter);
    dk_bind_int(stmt, 3, first);
    dk_bind_blob(stmt, 4, bytes, len);
    return dk_stmt_run(stmt, err);
}

static dk_code remove_block(dk_store *store, const dk_term_key *key, int64_t first, dk_err *err)
{
    static const char sql[] = "DELETE FROM term WHERE term = $1 AND register = $2 AND first = $3";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, key->term);
    dk_bind_text(stmt, 2, key->letter);
    dk_bind_int(stmt, 3, first);
    return dk_stmt_run(stmt, err);
}

dk_code dk_postings_change(dk_store *store, const dk_term_key *key, dk_posting posting, dk_err *err)
{
    block all;
    if (read_block(store, key, posting.record, &all, err) != DK_OK)
        return DK_FAILED;
    if (!change_block(&all, posting))
        return DK_OK;
    if (all.n == 0)
        return remove_block(store, key, all.first, err);
    /* A full block is cut in the middle, so that both have room for what comes between. */
    size_t half = all.n > DK_POSTINGS_MAX ? all.n / 2 : all.n;
    if (write_block(store, key, all.first, all.items, half, err) != DK_OK)
        return DK_FAILED;
    return half == all.n ? DK_OK
                         : write_block(store, key, all.items[half].record, all.items + half,
                                       all.n - half, err);
}
