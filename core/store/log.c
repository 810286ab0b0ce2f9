/* core/store/log.c - appending to the change log; the batch row with its digest comes last.
 *
 * Numbers (seq, batch) are the largest plus one inside a write transaction, so they have no gaps: a
 * missing one is a finding of the audit. A rolled back batch leaves no trace.
 */
#include "core/store/writing.h"

#include <assert.h>
#include <string.h>

void dk_chain_begin(const dk_store *store, crypto_generichash_state *hash,
                    const unsigned char prev[DK_DIGEST_LEN])
{
    crypto_generichash_init(hash, store->keys.audit, DK_KEY_LEN, DK_DIGEST_LEN);
    crypto_generichash_update(hash, prev, DK_DIGEST_LEN);
}

void dk_chain_row(crypto_generichash_state *hash, const dk_datum *data, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool has_bytes = data[i].kind == DK_D_TEXT || data[i].kind == DK_D_BLOB;
        uint64_t num = has_bytes ? data[i].len : (uint64_t)data[i].num;
        unsigned char head[9] = {(unsigned char)data[i].kind};
        for (int b = 0; b < 8; b++)
            head[1 + b] = (unsigned char)(num >> (8 * b));
        crypto_generichash_update(hash, head, sizeof head);
        if (has_bytes)
            crypto_generichash_update(hash, (const unsigned char *)data[i].bytes, data[i].len);
    }
}

dk_code dk_log_open(dk_store *store, dk_log *log, dk_err *err)
{
    static const char last[] = "SELECT batch, digest FROM batch ORDER BY batch DESC LIMIT 1";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    int64_t seq = 0;
    if (dk_store_seq(store, &seq, err) != DK_OK ||
        dk_store_stmt(store, last, &stmt, err) != DK_OK ||
        dk_stmt_step(stmt, &has_row, err) != DK_OK)
        return DK_FAILED;
    *log = (dk_log){.batch = 1, .first_seq = seq + 1, .next_seq = seq + 1};
    if (has_row) {
        dk_datum digest = dk_column(stmt, 1);
        log->batch = dk_column_int(stmt, 0) + 1;
        if (digest.len == DK_DIGEST_LEN)
            memcpy(log->prev, digest.bytes, DK_DIGEST_LEN);
    }
    dk_stmt_reset(stmt);
    dk_chain_begin(store, &log->hash, log->prev);
    return DK_OK;
}

dk_code dk_log_change(dk_store *store, dk_log *log, const char *reg, const dk_change *change,
                      dk_err *err)
{
    static const char insert[] =
        "INSERT OR ROLLBACK INTO change (seq, register, record, field, old, new, row, batch) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    assert(change->record > 0 && change->field != NULL);
    const dk_datum data[DK_CHANGE_COLUMNS] = {
        dk_datum_int(log->next_seq),  dk_datum_text(reg), dk_datum_int(change->record),
        dk_datum_text(change->field), change->old_value,  change->new_value,
        dk_datum_int(change->row)};
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, insert, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_all(stmt, data, DK_CHANGE_COLUMNS);
    dk_bind_int(stmt, DK_CHANGE_COLUMNS + 1, log->batch);
    if (dk_stmt_run(stmt, err) != DK_OK)
        return DK_FAILED;
    dk_chain_row(&log->hash, data, DK_CHANGE_COLUMNS);
    log->next_seq++;
    return DK_OK;
}

dk_code dk_log_close(dk_store *store, dk_log *log, const dk_log_head *head, dk_err *err)
{
    assert(dk_log_has_changes(log) && head->batch != NULL && head->actor != NULL);
    static const char insert[] =
        "INSERT INTO batch (batch, kind, actor, unit, purpose, at, file, sheet, hash, note, "
        "undoes, "
        "n_new, n_changed, n_same, n_deleted, first_seq, last_seq, prev, digest) VALUES ($1, $2, "
        "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    const dk_batch *batch = head->batch;
    const dk_apply_result *counts = head->result;
    const dk_datum data[DK_BATCH_COLUMNS] = {dk_datum_int(log->batch),
                                             dk_datum_text(batch->kind),
                                             dk_datum_text(head->actor->user),
                                             dk_datum_text(head->actor->unit),
                                             dk_datum_text(head->actor->purpose),
                                             dk_datum_int(head->at_ms),
                                             dk_datum_text(batch->file),
                                             dk_datum_text(batch->sheet),
                                             dk_datum_blob(batch->hash, sizeof batch->hash),
                                             dk_datum_text(batch->note),
                                             head->undoes == 0 ? DK_DATUM_NULL
                                                               : dk_datum_int(head->undoes),
                                             dk_datum_int((int64_t)counts->n_new),
                                             dk_datum_int((int64_t)counts->n_changed),
                                             dk_datum_int((int64_t)counts->n_same),
                                             dk_datum_int((int64_t)counts->n_deleted),
                                             dk_datum_int(log->first_seq),
                                             dk_datum_int(log->next_seq - 1)};
    unsigned char digest[DK_DIGEST_LEN];
    dk_stmt *stmt = NULL;
    assert(dk_log_has_changes(log));
    dk_chain_row(&log->hash, data, DK_BATCH_COLUMNS);
    crypto_generichash_final(&log->hash, digest, sizeof digest);
    if (dk_store_stmt(store, insert, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_all(stmt, data, DK_BATCH_COLUMNS);
    dk_bind_blob(stmt, DK_BATCH_COLUMNS + 1, log->prev, DK_DIGEST_LEN);
    dk_bind_blob(stmt, DK_BATCH_COLUMNS + 2, digest, DK_DIGEST_LEN);
    return dk_stmt_run(stmt, err);
}
