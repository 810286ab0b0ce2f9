/* core/store/digest.c - one number for all registers, from the tables and from the log alone.
 *
 * SHA-256 over, register by register and record by record in number order:
 *
 *     'R' | register | record number | for each field that is not empty: 'F' | key | kind | bytes
 *
 * with lengths in front, bytes being the canonical text or the sealed blob. Empty fields and
 * registers without records leave no trace, so a migration that adds a column keeps the digest. The
 * second function folds the change rows of each record instead of reading its row; equal digests
 * mean that the tables are what the log says. Memory: one record.
 */
#include "core/store/internal.h"

#include <assert.h>
#include <string.h>

static void put_bytes(crypto_hash_sha256_state *hash, char mark, const void *bytes, size_t len)
{
    unsigned char head[9] = {(unsigned char)mark};
    for (int i = 0; i < 8; i++)
        head[1 + i] = (unsigned char)((uint64_t)len >> (8 * i));
    crypto_hash_sha256_update(hash, head, sizeof head);
    if (len > 0)
        crypto_hash_sha256_update(hash, bytes, len);
}

static void put_state(crypto_hash_sha256_state *hash, const dk_register *reg, int64_t record,
                      const dk_datum *state)
{
    char number[24];
    dk_record_no(reg, record, number);
    put_bytes(hash, 'R', reg->key, strlen(reg->key));
    put_bytes(hash, 'N', number, strlen(number));
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (state[i].kind == DK_D_NULL)
            continue;
        put_bytes(hash, 'F', reg->fields[i].key, strlen(reg->fields[i].key));
        put_bytes(hash, state[i].kind == DK_D_BLOB ? 'b' : 't', state[i].bytes, state[i].len);
    }
}

static dk_code digest_register(dk_store *store, size_t at, crypto_hash_sha256_state *hash,
                               dk_err *err)
{
    const dk_projection of = dk_projection_of(store, at, store->scratch);
    dk_stmt *stmt = NULL;
    bool has_row = true;
    if (dk_store_stmt(store, of.sql->all, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        dk_arena_reset(store->scratch);
        dk_datum *state = dk_arena_array(store->scratch, of.reg->n_fields, sizeof *state);
        code = state == NULL ? DK_NO_MEMORY(err) : dk_row_state(&of, stmt, state, err);
        if (code == DK_OK) {
            put_state(hash, of.reg, dk_column_int(stmt, 0), state);
            code = dk_stmt_step(stmt, &has_row, err);
        }
    }
    dk_stmt_reset(stmt);
    return code;
}

/* ---- from the log ---- */

typedef struct {
    crypto_hash_sha256_state *hash;
    const dk_register *reg;
} hasher;

static bool hash_state(void *ctx, int64_t record, const dk_datum *state)
{
    const hasher *h = ctx;
    put_state(h->hash, h->reg, record, state);
    return true;
}

static dk_code replay_register(dk_store *store, size_t at, int64_t seq,
                               crypto_hash_sha256_state *hash, dk_err *err)
{
    hasher h = {hash, store->model.registers[at]};
    return dk_replay(store, at, seq, hash_state, &h, err);
}

/* ---- both ---- */

/* seq < 0: from the tables; else from the log up to seq. One snapshot for all registers. */
static dk_code digest_all(dk_store *store, int64_t seq, uint8_t out[DK_DIGEST_LEN], dk_err *err)
{
    crypto_hash_sha256_state hash;
    bool is_own = !dk_db_in_transaction(store->db);
    dk_code code = is_own ? dk_db_begin_read(store->db, err) : DK_OK;
    if (code != DK_OK)
        return code;
    crypto_hash_sha256_init(&hash);
    for (size_t at = 0; at < store->model.n_registers && code == DK_OK; at++)
        code = seq < 0 ? digest_register(store, at, &hash, err)
                       : replay_register(store, at, seq, &hash, err);
    if (is_own)
        dk_db_rollback(store->db); /* nothing was written */
    if (code == DK_OK)
        crypto_hash_sha256_final(&hash, out);
    return code;
}

dk_code dk_store_digest(dk_store *store, uint8_t out[32], dk_err *err)
{
    return digest_all(store, -1, out, err);
}

dk_code dk_store_replay_digest(dk_store *store, int64_t seq, uint8_t out[32], dk_err *err)
{
    assert(seq >= 0);
    return digest_all(store, seq == 0 ? INT64_MAX : seq, out, err);
}
