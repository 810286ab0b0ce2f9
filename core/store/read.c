/* core/store/read.c - the one read path: row filter by unit, unsealing, masking.
 *
 * A restricted value leaves this file masked (DK_V_SEALED) unless the caller asked for unmasked
 * values and the actor holds that right with a purpose; then one event is written before the first
 * row is handed out. A read-only store cannot write the event and therefore shows nothing unmasked.
 * A loader with DK_RIGHT_COMPUTE reads values that never leave it, so it leaves no event.
 *
 * While a scan runs, its statement holds one snapshot, so the lists of a row belong to the row. The
 * callback may read with the same store but not write, and unmasking one record writes its event.
 */
#include "core/store/writing.h"

#include <assert.h>
#include <string.h>

dk_code dk_may_read(const dk_actor *actor, dk_err *err)
{
    if (dk_actor_may(actor, DK_RIGHT_READ))
        return DK_OK;
    return DK_FAIL(err, MSG_STORE_FORBIDDEN, DK_NOWHERE, dk_arg_str("读取 read"));
}

/* ---- values as a reader sees them ---- */

static dk_code shown(dk_arena *arena, const dk_field *field, bool is_unmasked, dk_value value,
                     dk_value *out)
{
    *out = is_unmasked ? value : dk_value_masked(arena, field, &value);
    if (!is_unmasked && dk_is_sealed(field) && out->kind == DK_V_TEXT)
        out->kind = DK_V_SEALED; /* sealed but not restricted: masked all the same */
    return DK_OK;
}

dk_code dk_state_value(const dk_projection *of, const dk_field *field, dk_datum datum,
                       bool is_unmasked, dk_value *out, dk_err *err)
{
    dk_value value = {.kind = DK_V_NULL};
    const char *text = datum.bytes;
    if (datum.kind == DK_D_NULL) {
        *out = value;
        return DK_OK;
    }
    const dk_sealed sealed = {of->reg, field, datum};
    if (dk_is_sealed(field) && dk_unseal(&of->store->keys, of->arena, &sealed, &text, err) != DK_OK)
        return DK_FAILED;
    if (dk_value_parse(of->arena, field, text, &value, err) != DK_OK)
        return DK_FAILED;
    return shown(of->arena, field, is_unmasked, value, out);
}

/* The row `stmt` stands on as a record. */
static dk_code read_record(const dk_projection *of, dk_stmt *stmt, bool is_unmasked,
                           dk_record **out, dk_err *err)
{
    const dk_register *reg = of->reg;
    dk_record *record = dk_record_new(of->arena, reg);
    dk_datum *sealed = dk_arena_array(of->arena, reg->n_fields, sizeof *sealed);
    if (record == NULL || sealed == NULL)
        return DK_NO_MEMORY(err);
    record->id = dk_column_int(stmt, 0);
    if (dk_row_read(of, stmt, record->v, sealed, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < reg->n_fields; i++) {
        const dk_field *field = &reg->fields[i];
        dk_code code = dk_is_sealed(field)
                           ? dk_state_value(of, field, sealed[i], is_unmasked, &record->v[i], err)
                           : shown(of->arena, field, is_unmasked, record->v[i], &record->v[i]);
        if (code != DK_OK) {
            dk_err_locate(err, (dk_place){.field = field->key});
            return DK_FAILED;
        }
    }
    *out = record;
    return DK_OK;
}

bool dk_unit_sees(const dk_actor *actor, const dk_record *record)
{
    bool has_unit = false;
    if (dk_actor_may(actor, DK_RIGHT_ALL_UNITS))
        return true;
    for (size_t i = 0; i < record->reg->n_fields; i++) {
        if ((record->reg->fields[i].flags & DK_F_UNIT) == 0)
            continue;
        has_unit = true;
        if (actor->unit != NULL && record->v[i].kind == DK_V_TEXT &&
            strcmp(record->v[i].text, actor->unit) == 0)
            return true;
    }
    return !has_unit;
}

/* ---- many ---- */

/* Notes who looked at unmasked values of which register, and by which filters (fields, no values).
 */
static dk_code note_unmasking(dk_store *store, const dk_actor *actor, const dk_query *query,
                              dk_err *err)
{
    dk_buf detail = DK_BUF_INIT;
    dk_buf_text(&detail, "scan");
    for (size_t i = 0; i < query->n_filters; i++)
        dk_buf_format(&detail, "%s%s", i == 0 ? " by " : ", ",
                      query->reg->fields[query->filters[i].field].key);
    dk_code code = detail.is_broken
                       ? DK_NO_MEMORY(err)
                       : dk_event_write(store, actor, "unmask", query->reg->key, detail.data, err);
    dk_buf_done(&detail);
    return code;
}

dk_code dk_store_scan(const dk_view *view, const dk_query *query, dk_record_each *row, void *ctx,
                      dk_err *err)
{
    assert(dk_view_is_set(view) && query != NULL && row != NULL);
    const dk_projection of =
        dk_projection_of(view->store, dk_store_index(view->store, query->reg), view->arena);
    bool is_computing = query->wants_unmasked && dk_actor_may(view->actor, DK_RIGHT_COMPUTE);
    bool is_shown = query->wants_unmasked && dk_actor_may(view->actor, DK_RIGHT_UNMASK);
    bool is_unmasked = is_computing || is_shown;
    bool has_row = false;
    dk_select select = {.sql = DK_BUF_INIT, .arena = dk_arena_new()};
    dk_stmt *stmt = NULL;
    dk_record *record = NULL;
    dk_code code = select.arena == NULL ? DK_NO_MEMORY(err) : dk_may_read(view->actor, err);
    if (code == DK_OK)
        code = dk_select_build(view->store, view->actor, query, false, &select, err);
    if (code == DK_OK && is_shown)
        code = note_unmasking(view->store, view->actor, query, err);
    if (code == DK_OK)
        code = dk_select_prepare(view->store, &select, &stmt, err);
    if (code == DK_OK)
        code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        dk_arena_reset(view->arena);
        code = read_record(&of, stmt, is_unmasked, &record, err);
        if (code != DK_OK || !row(ctx, record))
            break;
        code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_free(stmt);
    dk_buf_done(&select.sql);
    dk_arena_free(select.arena);
    return code;
}

dk_code dk_store_count(dk_store *store, const dk_actor *actor, const dk_query *query,
                       int64_t *count, dk_err *err)
{
    assert(store != NULL && actor != NULL && query != NULL && count != NULL);
    dk_select select = {.sql = DK_BUF_INIT, .arena = dk_arena_new()};
    dk_stmt *stmt = NULL;
    dk_code code = select.arena == NULL ? DK_NO_MEMORY(err) : dk_may_read(actor, err);
    if (code == DK_OK)
        code = dk_select_build(store, actor, query, true, &select, err);
    if (code == DK_OK)
        code = dk_select_prepare(store, &select, &stmt, err);
    if (code == DK_OK)
        code = dk_stmt_int(stmt, count, err);
    dk_stmt_free(stmt);
    dk_buf_done(&select.sql);
    dk_arena_free(select.arena);
    return code;
}

/* ---- one ---- */

/* The record as the actor may see it; *out NULL when there is none or it may not. */
static dk_code look_up(const dk_view *view, size_t at, int64_t id, bool is_unmasked,
                       dk_record **out, dk_err *err)
{
    const dk_projection of = dk_projection_of(view->store, at, view->arena);
    dk_stmt *stmt = NULL;
    bool has_row = false;
    dk_record *record = NULL;
    if (dk_store_stmt(view->store, of.sql->one, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, id);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    if (code == DK_OK && has_row)
        code = read_record(&of, stmt, is_unmasked, &record, err);
    dk_stmt_reset(stmt);
    if (code == DK_OK)
        *out = record != NULL && dk_unit_sees(view->actor, record) ? record : NULL;
    return code;
}

dk_code dk_store_version(dk_store *store, const dk_register *reg, int64_t id, int64_t *version,
                         dk_err *err)
{
    static const char sql[] = "SELECT max(seq) FROM change WHERE register = $1 AND record = $2";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, reg->key);
    dk_bind_int(stmt, 2, id);
    return dk_stmt_int(stmt, version, err);
}

/* The record with its version, both in one snapshot. */
static dk_code get_both(const dk_view *view, size_t at, int64_t id, bool is_unmasked,
                        dk_record **out, dk_err *err)
{
    bool is_own = !dk_db_in_transaction(view->store->db);
    if (is_own && dk_db_begin_read(view->store->db, err) != DK_OK)
        return DK_FAILED;
    dk_code code = look_up(view, at, id, is_unmasked, out, err);
    if (code == DK_OK && *out != NULL)
        code = dk_store_version(view->store, (*out)->reg, id, &(*out)->version, err);
    if (is_own)
        dk_db_rollback(view->store->db); /* nothing was written; a scan that called us goes on */
    return code;
}

dk_code dk_store_get(const dk_view *view, const dk_register *reg, int64_t id, bool wants_unmasked,
                     dk_record **out, dk_err *err)
{
    assert(dk_view_is_set(view) && reg != NULL && out != NULL);
    bool is_unmasked = wants_unmasked && dk_actor_may(view->actor, DK_RIGHT_UNMASK);
    size_t at = dk_store_index(view->store, reg);
    dk_record *record = NULL;
    char name[24], object[128];
    if (dk_may_read(view->actor, err) != DK_OK ||
        get_both(view, at, id, is_unmasked, &record, err) != DK_OK)
        return DK_FAILED;
    dk_record_no(reg, id, name);
    if (record == NULL)
        return DK_FAIL(err, MSG_RECORD_MISSING, DK_NOWHERE, dk_arg_str(reg->title.zh),
                       dk_arg_str(name));
    dk_record_name(reg, id, object);
    if (is_unmasked &&
        dk_event_write(view->store, view->actor, "unmask", object, "record", err) != DK_OK)
        return DK_FAILED;
    *out = record;
    return DK_OK;
}

/* The record whose only natural key field holds `key`; 0 when there is none. */
static dk_code find_by_key(dk_store *store, size_t at, const char *key, int64_t *id, dk_err *err)
{
    const dk_projection of = dk_projection_of(store, at, store->scratch);
    const dk_field *field = NULL;
    dk_err ignored = DK_ERR_INIT;
    dk_datum datum;
    size_t n = 0;
    *id = 0;
    for (size_t i = 0; i < of.reg->n_fields; i++)
        if ((of.reg->fields[i].flags & DK_F_NATURAL_KEY) != 0) {
            field = &of.reg->fields[i];
            n++;
        }
    dk_arena_reset(store->scratch);
    /* A text that is no value of the key's type is the key of nobody. */
    if (n != 1 || dk_key_datum(&of, field, key, &datum, &ignored) != DK_OK)
        return DK_OK;
    return dk_key_find(&of, &datum, 0, id, err);
}

dk_code dk_store_find(dk_store *store, const dk_actor *actor, const dk_register *reg,
                      const char *key, int64_t *id, dk_err *err)
{
    assert(store != NULL && actor != NULL && reg != NULL && key != NULL && id != NULL);
    size_t at = dk_store_index(store, reg);
    dk_record *record = NULL;
    int64_t found = 0;
    if (dk_may_read(actor, err) != DK_OK || find_by_key(store, at, key, &found, err) != DK_OK)
        return DK_FAILED;
    if (found == 0 && !dk_record_no_parse(reg, key, &found))
        found = 0;
    dk_arena_reset(store->scratch);
    if (found != 0 &&
        look_up(&(dk_view){store, actor, store->scratch}, at, found, false, &record, err) != DK_OK)
        return DK_FAILED;
    *id = record == NULL ? 0 : found;
    return DK_OK;
}
