/* core/store/upload.c - staged files: rows, encrypted parts, what became of them (staging.h). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/staging.h"
#include "core/store/writing.h"

enum { PART_BYTES = 1 << 20, UPLOAD_COLUMNS = 20 };

/* ---- transactions of their own ---- */

typedef struct {
    dk_store *store;
    const dk_actor *actor;
    int64_t upload;
    const dk_upload *given;
    const char *bytes; /* given->size_bytes of them; NULL: not kept */
    const char *text;
} job;

static dk_code run_alone(job *work, dk_code (*step)(job *work, dk_err *err), dk_err *err)
{
    if (dk_may_write(work->store, work->actor, err) != DK_OK ||
        dk_db_begin_write(work->store->db, err) != DK_OK)
        return DK_FAILED;
    if (step(work, err) == DK_OK && dk_db_commit(work->store->db, err) == DK_OK)
        return DK_OK;
    dk_db_rollback(work->store->db);
    return DK_FAILED;
}

static dk_code run_with_id(dk_store *store, const char *sql, int64_t id, dk_err *err)
{
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, id);
    return dk_stmt_run(stmt, err);
}

/* ---- reading rows ---- */

static dk_code read_upload(dk_stmt *stmt, dk_arena *arena, dk_upload *out, dk_err *err)
{
    const char *texts[6];
    for (int i = 0; i < 6; i++) {
        const char *text = dk_column_text(stmt, 1 + i);
        texts[i] = dk_arena_text(arena, text);
        if (text != NULL && texts[i] == NULL)
            return DK_NO_MEMORY(err);
    }
    *out = (dk_upload){.upload = dk_column_int(stmt, 0),
                       .reg = texts[0],
                       .file = texts[1],
                       .sender = texts[2],
                       .mapping = texts[3],
                       .user = texts[4],
                       .unit = texts[5],
                       .size_bytes = dk_column_int(stmt, 8),
                       .at_ms = dk_column_int(stmt, 9),
                       .keep_until_ms = dk_column_int(stmt, 10),
                       .has_bytes = dk_column_int(stmt, 11) != 0,
                       .is_committed = dk_column(stmt, 13).kind != DK_D_NULL,
                       .batch = dk_column_int(stmt, 12),
                       .ended_ms = dk_column_int(stmt, 13),
                       .n_rows = (size_t)dk_column_int(stmt, 14),
                       .n_refused = (size_t)dk_column_int(stmt, 15),
                       .n_new = (size_t)dk_column_int(stmt, 16),
                       .n_changed = (size_t)dk_column_int(stmt, 17),
                       .n_same = (size_t)dk_column_int(stmt, 18)};
    dk_datum hash = dk_column(stmt, 7);
    if (hash.len == sizeof out->hash)
        memcpy(out->hash, hash.bytes, sizeof out->hash);
    return DK_OK;
}

/* $1: number or 0 for all; $2, $3: the actor's units; $4: limit. */
static dk_code select_uploads(const dk_view *view, int64_t id, size_t limit, dk_upload **out,
                              size_t *n, dk_err *err)
{
    static const char sql[] =
        "SELECT upload, register, file, sender, mapping, actor, unit, hash, size, at, keep_until, "
        "EXISTS (SELECT 1 FROM upload_part p WHERE p.upload = u.upload), batch, ended, n_rows, "
        "n_refused, n_new, n_changed, n_same FROM upload u WHERE ($1 = 0 OR upload = $1) AND ($2 = "
        "1 "
        "OR unit = $3) ORDER BY upload DESC LIMIT $4";
    dk_stmt *stmt = NULL;
    dk_upload *found = NULL;
    size_t used = 0, capacity = 0;
    bool has_row = false;
    if (dk_may_read(view->actor, err) != DK_OK ||
        dk_store_stmt(view->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, id);
    dk_bind_int(stmt, 2, dk_actor_may(view->actor, DK_RIGHT_ALL_UNITS));
    dk_bind_text(stmt, 3, view->actor->unit);
    dk_bind_int(stmt, 4, limit == 0 ? INT64_MAX : (int64_t)limit);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        found = dk_arena_grow(view->arena, found, used, &capacity, sizeof *found);
        code =
            found == NULL ? DK_NO_MEMORY(err) : read_upload(stmt, view->arena, &found[used++], err);
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    if (code == DK_OK) {
        *out = found;
        *n = used;
    }
    return code;
}

dk_code dk_store_uploads(const dk_view *view, size_t limit, dk_upload **out, size_t *n, dk_err *err)
{
    assert(dk_view_is_set(view) && out != NULL && n != NULL);
    return select_uploads(view, 0, limit, out, n, err);
}

dk_code dk_store_upload_get(const dk_view *view, int64_t id, dk_upload *out, dk_err *err)
{
    assert(dk_view_is_set(view) && out != NULL);
    dk_upload *found = NULL;
    size_t n = 0;
    if (id > 0 && select_uploads(view, id, 1, &found, &n, err) != DK_OK)
        return DK_FAILED;
    if (n == 0)
        return DK_FAIL(err, MSG_UPLOAD_MISSING, DK_NOWHERE, dk_arg_int(id));
    *out = *found;
    return DK_OK;
}

/* That the actor may see it; for calls that need nothing of it. */
static dk_code check_upload(dk_store *store, const dk_actor *actor, int64_t id, bool *has_bytes,
                            dk_err *err)
{
    dk_upload upload = {0}; /* gcc -O3 cannot see that success fills it */
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL
                       ? DK_NO_MEMORY(err)
                       : dk_store_upload_get(&(dk_view){store, actor, arena}, id, &upload, err);
    if (code == DK_OK)
        *has_bytes = upload.has_bytes;
    dk_arena_free(arena);
    return code;
}

/* ---- bytes ---- */

static dk_code put_parts(job *work, dk_err *err)
{
    static const char sql[] = "INSERT INTO upload_part (upload, part, bytes) VALUES ($1, $2, $3)";
    dk_store *store = work->store;
    dk_stmt *stmt = NULL;
    size_t all = (size_t)work->given->size_bytes;
    size_t n_parts = (all + PART_BYTES - 1) / PART_BYTES;
    for (size_t part = 0; part < n_parts; part++) {
        size_t at = part * PART_BYTES;
        size_t len = all - at < PART_BYTES ? all - at : PART_BYTES;
        const dk_part_no no = {work->upload, (int64_t)part};
        dk_datum sealed;
        dk_arena_reset(store->scratch);
        if (dk_seal_part(&store->keys, store->scratch, no, dk_datum_blob(work->bytes + at, len),
                         &sealed, err) != DK_OK ||
            dk_store_stmt(store, sql, &stmt, err) != DK_OK)
            return DK_FAILED;
        dk_bind_int(stmt, 1, work->upload);
        dk_bind_int(stmt, 2, (int64_t)part);
        dk_bind(stmt, 3, sealed);
        if (dk_stmt_run(stmt, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* Fills `bytes` of `len` from the parts in order; false when they give another length. */
static dk_code get_parts(dk_store *store, int64_t id, unsigned char *bytes, size_t len,
                         bool *is_whole, dk_err *err)
{
    static const char sql[] = "SELECT part, bytes FROM upload_part WHERE upload = $1 ORDER BY part";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    size_t used = 0;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, id);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        const dk_part_no no = {id, dk_column_int(stmt, 0)};
        size_t part_len = len - used;
        code = dk_unseal_part(&store->keys, no, dk_column(stmt, 1), bytes + used, &part_len, err);
        if (code != DK_OK)
            break;
        used += part_len;
        code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    *is_whole = used == len;
    return code;
}

dk_code dk_store_upload_bytes(dk_store *store, const dk_actor *actor, int64_t id,
                              unsigned char **out, size_t *len, dk_err *err)
{
    static const char sql[] = "SELECT size FROM upload WHERE upload = $1";
    bool has_bytes = false, is_whole = false;
    int64_t size = 0;
    dk_stmt *stmt = NULL;
    if (check_upload(store, actor, id, &has_bytes, err) != DK_OK)
        return DK_FAILED;
    if (!has_bytes)
        return DK_FAIL(err, MSG_UPLOAD_GONE, DK_NOWHERE, dk_arg_int(id));
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, id);
    if (dk_stmt_int(stmt, &size, err) != DK_OK)
        return DK_FAILED;
    unsigned char *bytes = size < 0 ? NULL : calloc(1, (size_t)size + 1);
    if (bytes == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = get_parts(store, id, bytes, (size_t)size, &is_whole, err);
    if (code == DK_OK && !is_whole)
        code = DK_FAIL(err, MSG_STORE_CORRUPT, DK_NOWHERE, dk_arg_str(dk_db_path(store->db)),
                       dk_arg_str("upload_part"));
    if (code != DK_OK) {
        free(bytes);
        return code;
    }
    *out = bytes;
    *len = (size_t)size;
    return DK_OK;
}

static dk_code drop_parts(job *work, dk_err *err)
{
    static const char parts[] = "DELETE FROM upload_part WHERE upload = $1";
    static const char row[] = "UPDATE upload SET keep_until = NULL WHERE upload = $1";
    if (run_with_id(work->store, parts, work->upload, err) != DK_OK)
        return DK_FAILED;
    return run_with_id(work->store, row, work->upload, err);
}

dk_code dk_store_upload_discard(dk_store *store, const dk_actor *actor, int64_t id, dk_err *err)
{
    job work = {.store = store, .actor = actor, .upload = id};
    bool has_bytes = false;
    if (check_upload(store, actor, id, &has_bytes, err) != DK_OK)
        return DK_FAILED;
    return run_alone(&work, drop_parts, err);
}

dk_code dk_store_uploads_expire(dk_store *store, int64_t now_ms, size_t *n, dk_err *err)
{
    static const char count[] = "SELECT count(*) FROM upload WHERE keep_until <= $1";
    static const char parts[] = "DELETE FROM upload_part WHERE upload IN (SELECT upload FROM "
                                "upload WHERE keep_until <= $1)";
    static const char rows[] = "UPDATE upload SET keep_until = NULL WHERE keep_until <= $1";
    dk_stmt *stmt = NULL;
    int64_t due = 0;
    if (dk_store_stmt(store, count, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, now_ms);
    if (dk_stmt_int(stmt, &due, err) != DK_OK)
        return DK_FAILED;
    if (n != NULL)
        *n = (size_t)due;
    if (due == 0)
        return DK_OK;
    if (dk_db_begin_write(store->db, err) != DK_OK)
        return DK_FAILED;
    if (run_with_id(store, parts, now_ms, err) == DK_OK &&
        run_with_id(store, rows, now_ms, err) == DK_OK && dk_db_commit(store->db, err) == DK_OK)
        return DK_OK;
    dk_db_rollback(store->db);
    return DK_FAILED;
}

/* ---- writing rows ---- */

/* The same bytes for the same register and sender, still waiting. */
static dk_code find_same(job *work, int64_t *id, dk_err *err)
{
    static const char sql[] =
        "SELECT upload FROM upload u WHERE hash = $1 AND register = $2 AND sender IS NOT DISTINCT "
        "FROM $3 AND unit IS NOT DISTINCT FROM $4 AND ended IS NULL AND EXISTS (SELECT 1 FROM "
        "upload_part p WHERE p.upload = u.upload) ORDER BY upload DESC LIMIT 1";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(work->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_blob(stmt, 1, work->given->hash, sizeof work->given->hash);
    dk_bind_text(stmt, 2, work->given->reg);
    dk_bind_text(stmt, 3, work->given->sender);
    dk_bind_text(stmt, 4, work->actor->unit);
    return dk_stmt_int(stmt, id, err);
}

static dk_code put_row(job *work, dk_err *err)
{
    static const char insert[] =
        "INSERT INTO upload (upload, register, file, sender, actor, unit, hash, size, at, "
        "keep_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    static const char last[] = "SELECT max(upload) FROM upload";
    const dk_upload *given = work->given;
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(work->store, last, &stmt, err) != DK_OK ||
        dk_stmt_int(stmt, &work->upload, err) != DK_OK ||
        dk_store_stmt(work->store, insert, &stmt, err) != DK_OK)
        return DK_FAILED;
    work->upload++;
    dk_bind_int(stmt, 1, work->upload);
    dk_bind_text(stmt, 2, given->reg);
    dk_bind_text(stmt, 3, given->file);
    dk_bind_text(stmt, 4, given->sender);
    dk_bind_text(stmt, 5, work->actor->user);
    dk_bind_text(stmt, 6, work->actor->unit);
    dk_bind_blob(stmt, 7, given->hash, sizeof given->hash);
    dk_bind_int(stmt, 8, given->size_bytes);
    dk_bind_int(stmt, 9, given->at_ms);
    dk_bind(stmt, 10, work->bytes == NULL ? DK_DATUM_NULL : dk_datum_int(given->keep_until_ms));
    return dk_stmt_run(stmt, err);
}

static dk_code add(job *work, dk_err *err)
{
    if (find_same(work, &work->upload, err) != DK_OK)
        return DK_FAILED;
    if (work->upload > 0)
        return DK_OK;
    return put_row(work, err) == DK_OK ? put_parts(work, err) : DK_FAILED;
}

dk_code dk_store_upload_add(dk_store *store, const dk_actor *actor, const dk_upload *upload,
                            const void *bytes, int64_t *id, dk_err *err)
{
    assert(upload->reg != NULL && upload->file != NULL && bytes != NULL && upload->size_bytes >= 0);
    job work = {.store = store, .actor = actor, .given = upload, .bytes = bytes};
    if (run_alone(&work, add, err) != DK_OK)
        return DK_FAILED;
    *id = work.upload;
    return DK_OK;
}

static dk_code set_mapping(job *work, dk_err *err)
{
    static const char sql[] = "UPDATE upload SET mapping = $1 WHERE upload = $2";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(work->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, work->text);
    dk_bind_int(stmt, 2, work->upload);
    return dk_stmt_run(stmt, err);
}

dk_code dk_store_upload_map(dk_store *store, const dk_actor *actor, int64_t id, const char *mapping,
                            dk_err *err)
{
    job work = {.store = store, .actor = actor, .upload = id, .text = mapping};
    bool has_bytes = false;
    if (check_upload(store, actor, id, &has_bytes, err) != DK_OK)
        return DK_FAILED;
    return run_alone(&work, set_mapping, err);
}

dk_code dk_upload_outcome(dk_store *store, const dk_actor *actor, const dk_upload *upload,
                          const dk_apply_result *result, dk_err *err)
{
    assert(upload->reg != NULL && result != NULL);
    static const char sql[] = "UPDATE upload SET batch = $1, ended = $2, n_rows = $3, n_refused = "
                              "$4, n_new = $5, n_changed "
                              "= $6, n_same = $7, sender = $8 WHERE upload = $9";
    dk_stmt *stmt = NULL;
    job work = {.store = store, .actor = actor, .upload = upload->upload, .given = upload};
    if (work.upload == 0 && put_row(&work, err) != DK_OK)
        return DK_FAILED;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind(stmt, 1, result->batch == 0 ? DK_DATUM_NULL : dk_datum_int(result->batch));
    dk_bind_int(stmt, 2, upload->ended_ms);
    dk_bind_int(stmt, 3, (int64_t)upload->n_rows);
    dk_bind_int(stmt, 4, (int64_t)upload->n_refused);
    dk_bind_int(stmt, 5, (int64_t)result->n_new);
    dk_bind_int(stmt, 6, (int64_t)result->n_changed);
    dk_bind_int(stmt, 7, (int64_t)result->n_same);
    dk_bind_text(stmt, 8, upload->sender);
    dk_bind_int(stmt, 9, work.upload);
    return dk_stmt_run(stmt, err);
}

/* ---- the same file again ---- */

dk_code dk_store_batch_of_file(dk_store *store, const dk_register *reg, const uint8_t hash[32],
                               int64_t *batch, dk_err *err)
{
    static const char sql[] =
        "SELECT batch FROM batch b WHERE hash = $1 AND kind = 'import' AND EXISTS (SELECT 1 FROM "
        "change c WHERE c.seq BETWEEN b.first_seq AND b.last_seq AND c.register || '' = $2) ORDER "
        "BY "
        "batch DESC";
    dk_undo_map map;
    dk_stmt *stmt = NULL;
    bool has_row = false;
    dk_arena *arena = dk_arena_new();
    int64_t found = 0;
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : dk_undo_map_read(store, arena, &map, err);
    if (code == DK_OK)
        code = dk_store_stmt(store, sql, &stmt, err);
    if (code == DK_OK) {
        dk_bind_blob(stmt, 1, hash, 32);
        dk_bind_text(stmt, 2, reg->key);
        code = dk_stmt_step(stmt, &has_row, err);
    }
    while (code == DK_OK && has_row && found == 0) {
        int64_t at = dk_column_int(stmt, 0);
        if (at > map.last || map.undone_by[at] == 0)
            found = at;
        else
            code = dk_stmt_step(stmt, &has_row, err);
    }
    if (stmt != NULL)
        dk_stmt_reset(stmt);
    dk_arena_free(arena);
    if (code == DK_OK)
        *batch = found;
    return code;
}
