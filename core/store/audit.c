/* core/store/audit.c - verifying the chain over batches with their changes, and over events.
 *
 * Found: any edit, deletion, insertion or exchange of rows, for without the key nobody can make a
 * fitting digest, and numbers have no gaps. Not found: rows cut off at the end together with their
 * batches; against that the last digest is kept in a second place.
 */
#include "core/store/writing.h"

#include <assert.h>
#include <string.h>

static const char altered[] = "内容被改动 content altered";
static const char missing[] = "缺少记录 rows missing";
static const char misplaced[] = "次序被改动 order altered";

static dk_code broken(const char *what, int64_t number, const char *why, dk_err *err)
{
    return DK_FAIL(err, MSG_AUDIT_BROKEN, DK_NOWHERE, dk_arg_str(what), dk_arg_int(number),
                   dk_arg_str(why));
}

/* The walk along one chain. */
typedef struct {
    dk_store *store;
    int64_t number, last_seq; /* of the last row that fitted */
    unsigned char digest[DK_DIGEST_LEN];
} chain;

static void read_row(dk_stmt *stmt, dk_datum *data, size_t n)
{
    for (size_t i = 0; i < n; i++)
        data[i] = dk_column(stmt, (int)i);
}

/* Adds the change rows first..last of a batch; each must be there and belong to it. */
static dk_code add_changes(dk_store *store, int64_t batch, int64_t first, int64_t last,
                           crypto_generichash_state *hash, dk_err *err)
{
    static const char sql[] =
        "SELECT seq, register, record, field, old, new, row, batch FROM change "
        "WHERE seq BETWEEN $1 AND $2 ORDER BY seq";
    dk_datum data[DK_CHANGE_COLUMNS];
    dk_stmt *stmt = NULL;
    bool has_row = false;
    int64_t next = first;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, first);
    dk_bind_int(stmt, 2, last);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        read_row(stmt, data, DK_CHANGE_COLUMNS);
        dk_chain_row(hash, data, DK_CHANGE_COLUMNS);
        if (data[0].num != next++ || dk_column_int(stmt, DK_CHANGE_COLUMNS) != batch)
            code = broken("批次 batch", batch, misplaced, err);
        else
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    if (code == DK_OK && next != last + 1)
        return broken("批次 batch", batch, missing, err);
    return code;
}

/* Compares the stored prev and digest (data[0], data[1]) and moves on. */
static bool fits(chain *walk, crypto_generichash_state *hash, const dk_datum *data)
{
    unsigned char digest[DK_DIGEST_LEN];
    crypto_generichash_final(hash, digest, sizeof digest);
    if (data[0].len != DK_DIGEST_LEN || data[1].len != DK_DIGEST_LEN ||
        memcmp(data[0].bytes, walk->digest, DK_DIGEST_LEN) != 0 ||
        memcmp(data[1].bytes, digest, DK_DIGEST_LEN) != 0)
        return false;
    memcpy(walk->digest, digest, DK_DIGEST_LEN);
    return true;
}

static dk_code check_batch(chain *walk, dk_stmt *stmt, dk_err *err)
{
    dk_datum data[DK_BATCH_COLUMNS + 2];
    crypto_generichash_state hash;
    read_row(stmt, data, DK_BATCH_COLUMNS + 2);
    int64_t batch = data[0].num, first = data[15].num, last = data[16].num;
    if (batch != walk->number + 1)
        return broken("批次 batch", walk->number + 1, missing, err);
    if (first != walk->last_seq + 1 || last < first)
        return broken("批次 batch", batch, misplaced, err);
    dk_chain_begin(walk->store, &hash, walk->digest);
    if (add_changes(walk->store, batch, first, last, &hash, err) != DK_OK)
        return DK_FAILED;
    dk_chain_row(&hash, data, DK_BATCH_COLUMNS);
    if (!fits(walk, &hash, data + DK_BATCH_COLUMNS))
        return broken("批次 batch", batch, altered, err);
    walk->number = batch;
    walk->last_seq = last;
    return DK_OK;
}

static dk_code check_event(chain *walk, dk_stmt *stmt, dk_err *err)
{
    dk_datum data[DK_EVENT_COLUMNS + 2];
    crypto_generichash_state hash;
    read_row(stmt, data, DK_EVENT_COLUMNS + 2);
    if (data[0].num != walk->number + 1)
        return broken("事件 event", walk->number + 1, missing, err);
    dk_chain_begin(walk->store, &hash, walk->digest);
    dk_chain_row(&hash, data, DK_EVENT_COLUMNS);
    if (!fits(walk, &hash, data + DK_EVENT_COLUMNS))
        return broken("事件 event", data[0].num, altered, err);
    walk->number = data[0].num;
    return DK_OK;
}

static dk_code follow(chain *walk, const char *sql,
                      dk_code (*check)(chain *walk, dk_stmt *stmt, dk_err *err), dk_err *err)
{
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_store_stmt(walk->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        code = check(walk, stmt, err);
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    return code;
}

static dk_code audit(dk_store *store, int64_t *n_batches, dk_err *err)
{
    static const char batches[] =
        "SELECT batch, kind, actor, unit, purpose, at, file, sheet, hash, note, undoes, n_new, "
        "n_changed, n_same, n_deleted, first_seq, last_seq, prev, digest FROM batch ORDER BY batch";
    static const char events[] =
        "SELECT event, at, actor, unit, kind, object, purpose, detail, prev, "
        "digest FROM event ORDER BY event";
    chain changes = {.store = store}, others = {.store = store};
    int64_t seq = 0;
    if (follow(&changes, batches, check_batch, err) != DK_OK ||
        follow(&others, events, check_event, err) != DK_OK ||
        dk_store_seq(store, &seq, err) != DK_OK)
        return DK_FAILED;
    if (seq != changes.last_seq)
        return broken("批次 batch", changes.number + 1, missing, err);
    *n_batches = changes.number;
    return DK_OK;
}

dk_code dk_store_audit(dk_store *store, int64_t *n_batches, dk_err *err)
{
    assert(n_batches != NULL);
    bool is_own = !dk_db_in_transaction(store->db);
    if (is_own && dk_db_begin_read(store->db, err) != DK_OK)
        return DK_FAILED;
    dk_code code = audit(store, n_batches, err);
    if (is_own)
        dk_db_rollback(store->db); /* nothing was written */
    return code;
}

/* ---- for rewrite.c ---- */

dk_code dk_chain_prev(dk_store *store, int64_t batch, unsigned char out[DK_DIGEST_LEN], dk_err *err)
{
    static const char sql[] = "SELECT digest FROM batch WHERE batch = $1";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    memset(out, 0, DK_DIGEST_LEN);
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, batch - 1);
    if (dk_stmt_step(stmt, &has_row, err) != DK_OK)
        return DK_FAILED;
    dk_datum digest = has_row ? dk_column(stmt, 0) : DK_DATUM_NULL;
    if (digest.kind == DK_D_BLOB && digest.len == DK_DIGEST_LEN)
        memcpy(out, digest.bytes, DK_DIGEST_LEN);
    dk_stmt_reset(stmt);
    return DK_OK;
}

dk_code dk_chain_batch(dk_store *store, int64_t batch, const unsigned char prev[DK_DIGEST_LEN],
                       unsigned char out[DK_DIGEST_LEN], dk_err *err)
{
    static const char sql[] =
        "SELECT batch, kind, actor, unit, purpose, at, file, sheet, hash, note, undoes, n_new, "
        "n_changed, n_same, n_deleted, first_seq, last_seq FROM batch WHERE batch = $1";
    dk_datum data[DK_BATCH_COLUMNS];
    crypto_generichash_state hash;
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, batch);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    if (code == DK_OK && !has_row)
        code = broken("批次 batch", batch, missing, err);
    if (code == DK_OK) {
        read_row(stmt, data, DK_BATCH_COLUMNS);
        dk_chain_begin(store, &hash, prev);
        code = add_changes(store, batch, data[15].num, data[16].num, &hash, err);
    }
    if (code == DK_OK) {
        dk_chain_row(&hash, data, DK_BATCH_COLUMNS);
        crypto_generichash_final(&hash, out, DK_DIGEST_LEN);
    }
    dk_stmt_reset(stmt);
    return code;
}
