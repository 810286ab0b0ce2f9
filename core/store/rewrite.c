/* core/store/rewrite.c - taking personal values out of a record, its history and the uploads it
 * came in (store.h).
 *
 * The law gives a person the right to be forgotten; the log is append-only. Both hold when
 * forgetting is itself an entry:
 *
 * - Every change row of the record loses the values of the fields that go (packed records are
 *   packed again), required and key fields get a stand-in that says nothing; which fields changed
 *   when, by whom, from which file, stays.
 * - The record itself and its search terms likewise, so that replaying the log still gives the
 *   registers.
 * - The digests of the batches from the first one touched on are computed anew with the audit key.
 * - The bytes of uploads that brought one of these rows go.
 * - An event tells what was done, to how many rows, and the last digest before and after; the chain
 *   of events is never touched, so that a copy of an old digest can be led to the present one.
 *
 * All in one transaction. The guards of the append-only tables are taken off inside it and put back
 * before its end; nobody else sees them missing. Old bytes leave no trace in the file
 * (secure_delete) once the write-ahead log is folded in, which is done after the commit. Backups
 * are beyond reach: they have to be forgotten where they are kept.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/store/messages.h"
#include "core/store/seal.h"
#include "core/store/writing.h"

typedef struct {
    dk_store *store;
    const dk_actor *actor;
    const dk_rewrite *what;
    size_t at; /* register of `what` in the model */
    dk_arena *arena;
    int64_t n_rows, first_batch; /* rewritten so far; 0: none */
    dk_term_log terms;
} rewriting;

/* ---- values ---- */

/* What a field that goes holds afterwards: nothing, or its stand-in. */
static dk_code stand_in(const rewriting *w, size_t field, dk_datum *out, dk_err *err)
{
    const dk_register *reg = w->what->reg;
    const dk_field *f = &reg->fields[field];
    *out = DK_DATUM_NULL;
    if ((f->flags & (DK_F_REQUIRED | DK_F_NATURAL_KEY)) == 0)
        return DK_OK;
    bool is_key = (f->flags & DK_F_NATURAL_KEY) != 0;
    const char *text = is_key ? dk_arena_format(w->arena, "%s%s%06lld", w->what->stand_in,
                                                reg->letter, (long long)w->what->record)
                              : w->what->stand_in;
    if (text == NULL)
        return DK_NO_MEMORY(err);
    const dk_clear clear = {reg, f, w->what->record, text, NULL};
    if (dk_is_sealed(f))
        return dk_seal(&w->store->keys, w->arena, &clear, out, err);
    *out = dk_datum_text(text);
    return DK_OK;
}

/* A datum of field `field` as it shall be; what was empty stays empty. */
static dk_code cover(const rewriting *w, size_t field, dk_datum *datum, dk_err *err)
{
    if (!w->what->goes[field] || datum->kind == DK_D_NULL)
        return DK_OK;
    return stand_in(w, field, datum, err);
}

static dk_code cover_state(const rewriting *w, dk_datum *state, dk_err *err)
{
    for (size_t i = 0; i < w->what->reg->n_fields; i++)
        if (cover(w, i, &state[i], err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

/* One side of a whole-record row. */
static dk_code cover_packed(const rewriting *w, dk_datum *side, dk_err *err)
{
    const dk_register *reg = w->what->reg;
    dk_datum *state = dk_arena_array(w->arena, reg->n_fields, sizeof *state);
    if (side->kind == DK_D_NULL)
        return DK_OK;
    if (state == NULL)
        return DK_NO_MEMORY(err);
    if (dk_unpack(w->arena, dk_db_path(w->store->db), reg, *side, state, err) != DK_OK ||
        cover_state(w, state, err) != DK_OK)
        return DK_FAILED;
    return dk_pack(w->arena, reg, state, side, err);
}

/* ---- the log ---- */

typedef struct {
    int64_t seq, batch;
    const char *field;
    dk_datum sides[2];
} log_row;

/* The change rows of the record, read before any is written. */
static dk_code read_rows(rewriting *w, log_row **out, size_t *n, dk_err *err)
{
    static const char sql[] = "SELECT seq, batch, field, old, new FROM change WHERE register = $1 "
                              "AND record = $2 ORDER BY seq";
    dk_stmt *stmt = NULL;
    bool has_row = false, ok = true;
    size_t capacity = 0;
    log_row *rows = NULL;
    *n = 0;
    if (dk_store_stmt(w->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, w->what->reg->key);
    dk_bind_int(stmt, 2, w->what->record);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        rows = dk_arena_grow(w->arena, rows, *n, &capacity, sizeof *rows);
        if (rows == NULL) {
            code = DK_NO_MEMORY(err);
            break;
        }
        rows[*n] = (log_row){dk_column_int(stmt, 0),
                             dk_column_int(stmt, 1),
                             dk_arena_text(w->arena, dk_column_text(stmt, 2)),
                             {dk_datum_copy(w->arena, dk_column(stmt, 3), &ok),
                              dk_datum_copy(w->arena, dk_column(stmt, 4), &ok)}};
        ok = ok && rows[(*n)++].field != NULL;
        code = ok ? dk_stmt_step(stmt, &has_row, err) : DK_NO_MEMORY(err);
    }
    dk_stmt_reset(stmt);
    *out = rows;
    return code;
}

static dk_code rewrite_row(rewriting *w, log_row *row, dk_err *err)
{
    static const char sql[] = "UPDATE change SET old = $1, new = $2 WHERE seq = $3";
    size_t field = *row->field == '\0' ? SIZE_MAX : dk_field_find(w->what->reg, row->field);
    dk_stmt *stmt = NULL;
    if (*row->field != '\0' && (field == SIZE_MAX || !w->what->goes[field]))
        return DK_OK;
    for (int i = 0; i < 2; i++)
        if ((field == SIZE_MAX ? cover_packed(w, &row->sides[i], err)
                               : cover(w, field, &row->sides[i], err)) != DK_OK)
            return DK_FAILED;
    if (dk_store_stmt(w->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind(stmt, 1, row->sides[0]);
    dk_bind(stmt, 2, row->sides[1]);
    dk_bind_int(stmt, 3, row->seq);
    w->n_rows++;
    if (w->first_batch == 0 || row->batch < w->first_batch)
        w->first_batch = row->batch;
    return dk_stmt_run(stmt, err);
}

static dk_code rewrite_log(rewriting *w, dk_err *err)
{
    log_row *rows;
    size_t n;
    if (read_rows(w, &rows, &n, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++)
        if (rewrite_row(w, &rows[i], err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

/* ---- the record ---- */

static dk_code rewrite_state(rewriting *w, dk_err *err)
{
    const dk_register *reg = w->what->reg;
    bool found = false;
    dk_datum *before = dk_arena_array(w->arena, reg->n_fields, sizeof *before);
    dk_datum *after = dk_arena_array(w->arena, reg->n_fields, sizeof *after);
    bool *changed = dk_arena_array(w->arena, reg->n_fields, sizeof *changed);
    if (before == NULL || after == NULL || changed == NULL)
        return DK_NO_MEMORY(err);
    const dk_projection of = dk_projection_of(w->store, w->at, w->arena);
    if (dk_state_load(&of, w->what->record, before, &found, err) != DK_OK)
        return DK_FAILED;
    if (!found)
        return DK_OK; /* removed already: only its history is left */
    if (!dk_unit_allows(w->actor, reg, before)) {
        char name[128];
        dk_record_name(reg, w->what->record, name);
        return DK_FAIL(err, MSG_RECORD_MISSING, DK_NOWHERE, dk_arg_str(reg->title.zh),
                       dk_arg_str(name));
    }
    memcpy(after, before, reg->n_fields * sizeof *after);
    if (cover_state(w, after, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < reg->n_fields; i++)
        changed[i] = !dk_datum_equal(&before[i], &after[i]);
    const dk_term_change terms = {w->at, w->what->record, before, after, false};
    return dk_state_update(&of, w->what->record, after, changed, err) == DK_OK
               ? dk_terms_change(w->store, &w->terms, &terms, err)
               : DK_FAILED;
}

/* ---- uploads ---- */

static dk_code forget_uploads(rewriting *w, dk_err *err)
{
    static const char *const sqls[] = {
        "DELETE FROM upload_part WHERE upload IN (SELECT u.upload FROM upload u JOIN change c ON "
        "c.batch = u.batch WHERE "
        "c.register = $1 AND c.record = $2)",
        "UPDATE upload SET keep_until = NULL WHERE batch IN (SELECT batch FROM change WHERE "
        "register = $1 AND record = "
        "$2)",
    };
    for (size_t i = 0; i < sizeof sqls / sizeof *sqls; i++) {
        dk_stmt *stmt = NULL;
        if (dk_store_stmt(w->store, sqls[i], &stmt, err) != DK_OK)
            return DK_FAILED;
        dk_bind_text(stmt, 1, w->what->reg->key);
        dk_bind_int(stmt, 2, w->what->record);
        if (dk_stmt_run(stmt, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* ---- the chain ---- */

static dk_code last_digest(dk_store *store, unsigned char out[DK_DIGEST_LEN], dk_err *err)
{
    static const char sql[] = "SELECT digest FROM batch ORDER BY batch DESC LIMIT 1";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    memset(out, 0, DK_DIGEST_LEN);
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK ||
        dk_stmt_step(stmt, &has_row, err) != DK_OK)
        return DK_FAILED;
    dk_datum digest = has_row ? dk_column(stmt, 0) : DK_DATUM_NULL;
    if (digest.kind == DK_D_BLOB && digest.len == DK_DIGEST_LEN)
        memcpy(out, digest.bytes, DK_DIGEST_LEN);
    dk_stmt_reset(stmt);
    return DK_OK;
}

/* Numbers of the batches from `first` on. */
static dk_code batches_from(rewriting *w, int64_t first, int64_t *last, dk_err *err)
{
    static const char sql[] = "SELECT coalesce(max(batch), 0) FROM batch WHERE batch >= $1";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(w->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, first);
    return dk_stmt_int(stmt, last, err);
}

static dk_code chain_again(rewriting *w, dk_err *err)
{
    static const char sql[] = "UPDATE batch SET prev = $1, digest = $2 WHERE batch = $3";
    unsigned char prev[DK_DIGEST_LEN], digest[DK_DIGEST_LEN];
    int64_t last = 0;
    if (w->first_batch == 0)
        return DK_OK;
    if (batches_from(w, w->first_batch, &last, err) != DK_OK ||
        dk_chain_prev(w->store, w->first_batch, prev, err) != DK_OK)
        return DK_FAILED;
    for (int64_t batch = w->first_batch; batch <= last; batch++) {
        dk_stmt *stmt = NULL;
        if (dk_chain_batch(w->store, batch, prev, digest, err) != DK_OK ||
            dk_store_stmt(w->store, sql, &stmt, err) != DK_OK)
            return DK_FAILED;
        dk_bind_blob(stmt, 1, prev, sizeof prev);
        dk_bind_blob(stmt, 2, digest, sizeof digest);
        dk_bind_int(stmt, 3, batch);
        if (dk_stmt_run(stmt, err) != DK_OK)
            return DK_FAILED;
        memcpy(prev, digest, sizeof prev);
    }
    return DK_OK;
}

/* ---- all of it ---- */

static dk_code rewrite_one(rewriting *w, const dk_rewrite *what, dk_err *err)
{
    w->what = what;
    w->at = dk_store_index(w->store, what->reg);
    dk_arena_reset(w->store->scratch);
    w->arena = w->store->scratch;
    return rewrite_log(w, err) == DK_OK && rewrite_state(w, err) == DK_OK ? forget_uploads(w, err)
                                                                          : DK_FAILED;
}

/* The event: the first record named, how many rows, and the last digest before and after. */
static dk_code tell(rewriting *w, const dk_forgetting *what,
                    const unsigned char before[DK_DIGEST_LEN], dk_err *err)
{
    const dk_rewrite *first = &what->records[0];
    char object[128], detail[200];
    unsigned char after[DK_DIGEST_LEN];
    if (last_digest(w->store, after, err) != DK_OK)
        return DK_FAILED;
    dk_record_name(first->reg, first->record, object);
    int len = snprintf(detail, sizeof detail, "rows %lld, batches from %lld, digest ",
                       (long long)w->n_rows, (long long)w->first_batch);
    sodium_bin2hex(detail + len, DK_DIGEST_LEN + 1, before, DK_DIGEST_LEN / 2);
    len += DK_DIGEST_LEN;
    memcpy(detail + len, " -> ", 5);
    sodium_bin2hex(detail + len + 4, DK_DIGEST_LEN + 1, after, DK_DIGEST_LEN / 2);
    return dk_event_write(w->store, w->actor, what->kind, object, detail, err);
}

static dk_code run(rewriting *w, const dk_forgetting *what, dk_err *err)
{
    static const char guards_off[] =
        "DROP TRIGGER change_keep_update; DROP TRIGGER batch_keep_update;";
    unsigned char before[DK_DIGEST_LEN];
    dk_buf guards = DK_BUF_INIT;
    dk_code code = DK_FAILED;
    dk_schema_guard("change", &guards);
    dk_schema_guard("batch", &guards);
    if (guards.is_broken) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    if (last_digest(w->store, before, err) != DK_OK ||
        dk_db_run(w->store->db, guards_off, err) != DK_OK)
        goto cleanup;
    for (size_t i = 0; i < what->n; i++)
        if (rewrite_one(w, &what->records[i], err) != DK_OK)
            goto cleanup;
    if (dk_terms_flush(w->store, &w->terms, err) == DK_OK && chain_again(w, err) == DK_OK &&
        dk_db_run(w->store->db, guards.data, err) == DK_OK)
        code = tell(w, what, before, err);
cleanup:
    dk_buf_done(&guards);
    return code;
}

dk_code dk_store_rewrite(dk_store *store, const dk_actor *actor, const dk_forgetting *what,
                         int64_t *n_rows, dk_err *err)
{
    assert(what->kind != NULL && (what->records != NULL || what->n == 0));
    rewriting w = {.store = store, .actor = actor};
    if (what->n == 0)
        return DK_OK;
    dk_code code = dk_may_write(store, actor, err);
    if (code == DK_OK && (code = dk_db_begin_write(store->db, err)) == DK_OK) {
        code = run(&w, what, err);
        if (code == DK_OK)
            code = dk_db_commit(store->db, err);
        if (code != DK_OK)
            dk_db_rollback(store->db);
        else
            code = dk_db_run(store->db, "PRAGMA wal_checkpoint(TRUNCATE)", err);
    }
    dk_terms_close(&w.terms);
    if (code == DK_OK)
        *n_rows = w.n_rows;
    return code;
}
