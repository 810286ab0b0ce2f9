/* core/store/event.c - what people did that changes no record: unmasking now, logins later. */
#include "core/store/writing.h"

#include <assert.h>
#include <string.h>

static dk_code append(dk_store *store, const dk_actor *actor, const char *kind, const char *object,
                      const char *detail, dk_err *err)
{
    static const char last[] = "SELECT event, digest FROM event ORDER BY event DESC LIMIT 1";
    static const char insert[] =
        "INSERT INTO event (event, at, actor, unit, kind, object, purpose, detail, prev, digest) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    unsigned char prev[DK_DIGEST_LEN] = {0}, digest[DK_DIGEST_LEN];
    int64_t number = 1;
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_store_stmt(store, last, &stmt, err) != DK_OK ||
        dk_stmt_step(stmt, &has_row, err) != DK_OK)
        return DK_FAILED;
    if (has_row) {
        dk_datum before = dk_column(stmt, 1);
        number = dk_column_int(stmt, 0) + 1;
        if (before.len == DK_DIGEST_LEN)
            memcpy(prev, before.bytes, DK_DIGEST_LEN);
    }
    dk_stmt_reset(stmt);
    const dk_datum data[DK_EVENT_COLUMNS] = {
        dk_datum_int(number),          dk_datum_int(store->clock_ms(store->clock_ctx)),
        dk_datum_text(actor->user),    dk_datum_text(actor->unit),
        dk_datum_text(kind),           dk_datum_text(object),
        dk_datum_text(actor->purpose), dk_datum_text(detail)};
    crypto_generichash_state hash;
    dk_chain_begin(store, &hash, prev);
    dk_chain_row(&hash, data, DK_EVENT_COLUMNS);
    crypto_generichash_final(&hash, digest, sizeof digest);
    if (dk_store_stmt(store, insert, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_all(stmt, data, DK_EVENT_COLUMNS);
    dk_bind_blob(stmt, DK_EVENT_COLUMNS + 1, prev, sizeof prev);
    dk_bind_blob(stmt, DK_EVENT_COLUMNS + 2, digest, sizeof digest);
    return dk_stmt_run(stmt, err);
}

dk_code dk_event_write(dk_store *store, const dk_actor *actor, const char *kind, const char *object,
                       const char *detail, dk_err *err)
{
    assert(actor != NULL && kind != NULL && object != NULL);
    if (dk_db_in_transaction(store->db))
        return append(store, actor, kind, object, detail, err);
    if (dk_db_begin_write(store->db, err) != DK_OK)
        return DK_FAILED;
    if (append(store, actor, kind, object, detail, err) == DK_OK &&
        dk_db_commit(store->db, err) == DK_OK)
        return DK_OK;
    dk_db_rollback(store->db);
    return DK_FAILED;
}
