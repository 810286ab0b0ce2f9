/* core/store/history.c - reading the log: batches, what undoes what, where a value came from. */
#include "core/store/writing.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void dk_record_name(const dk_register *reg, int64_t record, char out[128])
{
    char number[24];
    dk_record_no(reg, record, number);
    snprintf(out, 128, "%s %s", reg->title.zh, number);
}

dk_code dk_undo_map_read(dk_store *store, dk_arena *arena, dk_undo_map *out, dk_err *err)
{
    static const char last[] = "SELECT max(batch) FROM batch";
    static const char sql[] = "SELECT batch, undoes FROM batch ORDER BY batch DESC";
    dk_stmt *stmt = NULL;
    bool has_row = true;
    dk_undo_map map = {0};
    if (dk_store_stmt(store, last, &stmt, err) != DK_OK ||
        dk_stmt_int(stmt, &map.last, err) != DK_OK ||
        dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    map.undoes = dk_arena_array(arena, (size_t)map.last + 1, sizeof *map.undoes);
    map.undone_by = dk_arena_array(arena, (size_t)map.last + 1, sizeof *map.undone_by);
    if (map.undoes == NULL || map.undone_by == NULL)
        return DK_NO_MEMORY(err);
    while (has_row) {
        if (dk_stmt_step(stmt, &has_row, err) != DK_OK)
            return DK_FAILED;
        int64_t batch = has_row ? dk_column_int(stmt, 0) : 0;
        int64_t undoes = has_row ? dk_column_int(stmt, 1) : 0;
        if (undoes <= 0 || undoes >= batch || batch > map.last)
            continue;
        map.undoes[batch] = undoes;
        /* Newest first: whether this undo was itself undone is known by now. */
        if (map.undone_by[batch] == 0 && map.undone_by[undoes] == 0)
            map.undone_by[undoes] = batch;
    }
    *out = map;
    return DK_OK;
}

/* ---- batches ---- */

static dk_code batch_info(dk_stmt *stmt, const dk_undo_map *map, dk_arena *arena,
                          dk_batch_info *out, dk_err *err)
{
    const char *texts[6];
    for (int i = 0; i < 6; i++) {
        const char *text = dk_column_text(stmt, 1 + i);
        texts[i] = dk_arena_text(arena, text);
        if (text != NULL && texts[i] == NULL)
            return DK_NO_MEMORY(err);
    }
    int64_t batch = dk_column_int(stmt, 0);
    *out = (dk_batch_info){.batch = batch,
                           .kind = texts[0],
                           .file = texts[1],
                           .sheet = texts[2],
                           .note = texts[3],
                           .user = texts[4],
                           .unit = texts[5],
                           .at_ms = dk_column_int(stmt, 7),
                           .first_seq = dk_column_int(stmt, 8),
                           .last_seq = dk_column_int(stmt, 9),
                           .n_new = (size_t)dk_column_int(stmt, 10),
                           .n_changed = (size_t)dk_column_int(stmt, 11),
                           .n_same = (size_t)dk_column_int(stmt, 12),
                           .n_deleted = (size_t)dk_column_int(stmt, 13),
                           .undoes = dk_column_int(stmt, 14),
                           .undone_by = batch <= map->last ? map->undone_by[batch] : 0};
    return DK_OK;
}

dk_code dk_store_batches(const dk_view *view, size_t limit, dk_batch_info **out, size_t *n,
                         dk_err *err)
{
    assert(dk_view_is_set(view) && out != NULL && n != NULL);
    static const char sql[] =
        "SELECT batch, kind, file, sheet, note, actor, unit, at, first_seq, last_seq, n_new, "
        "n_changed, n_same, n_deleted, undoes FROM batch WHERE $1 = 1 OR unit = $2 ORDER BY batch "
        "DESC LIMIT $3";
    dk_stmt *stmt = NULL;
    dk_undo_map map;
    dk_batch_info *infos = NULL;
    size_t used = 0, capacity = 0;
    bool has_row = false;
    if (dk_may_read(view->actor, err) != DK_OK ||
        dk_undo_map_read(view->store, view->arena, &map, err) != DK_OK ||
        dk_store_stmt(view->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, dk_actor_may(view->actor, DK_RIGHT_ALL_UNITS));
    dk_bind_text(stmt, 2, view->actor->unit);
    dk_bind_int(stmt, 3, limit == 0 ? INT64_MAX : (int64_t)limit);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        infos = dk_arena_grow(view->arena, infos, used, &capacity, sizeof *infos);
        if (infos == NULL)
            code = DK_NO_MEMORY(err);
        else
            code = batch_info(stmt, &map, view->arena, &infos[used++], err);
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    if (code == DK_OK) {
        *out = infos;
        *n = used;
    }
    return code;
}

/* ---- provenance ---- */

/* The masked canonical text of one side of a change row: of the field itself, or out of a packed
 * record. NULL when it is empty or the change is about a whole record. */
static dk_code side_text(const dk_projection *of, const dk_field *field, bool is_packed,
                         dk_datum side, const char **out, dk_err *err)
{
    dk_value value;
    *out = NULL;
    if (side.kind == DK_D_NULL || field == NULL)
        return DK_OK;
    if (is_packed) {
        dk_datum *state = dk_arena_array(of->arena, of->reg->n_fields, sizeof *state);
        if (state == NULL)
            return DK_NO_MEMORY(err);
        if (dk_unpack(of->arena, dk_db_path(of->store->db), of->reg, side, state, err) != DK_OK)
            return DK_FAILED;
        side = state[field - of->reg->fields];
        if (side.kind == DK_D_NULL)
            return DK_OK;
    }
    if (dk_state_value(of, field, side, false, &value, err) != DK_OK)
        return DK_FAILED;
    *out = dk_value_text(of->arena, field, &value);
    return *out == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code provenance_of(const dk_projection *of, const dk_field *field, dk_stmt *stmt,
                             dk_provenance *out, dk_err *err)
{
    const char *texts[5];
    for (int i = 0; i < 5; i++) {
        const char *text = dk_column_text(stmt, 4 + i);
        texts[i] = dk_arena_text(of->arena, text);
        if (text != NULL && texts[i] == NULL)
            return DK_NO_MEMORY(err);
    }
    dk_provenance found = {.seq = dk_column_int(stmt, 0),
                           .batch = dk_column_int(stmt, 1),
                           .row = dk_column_int(stmt, 2),
                           .at_ms = dk_column_int(stmt, 3),
                           .file = texts[0],
                           .sheet = texts[1],
                           .user = texts[2],
                           .unit = texts[3],
                           .kind = texts[4]};
    const char *changed = dk_column_text(stmt, 9);
    bool is_packed = changed == NULL || changed[0] == '\0';
    if (side_text(of, field, is_packed, dk_column(stmt, 10), &found.old_text, err) != DK_OK ||
        side_text(of, field, is_packed, dk_column(stmt, 11), &found.new_text, err) != DK_OK)
        return DK_FAILED;
    *out = found;
    return DK_OK;
}

dk_code dk_last_change(const dk_projection *of, int64_t record, const dk_field *field,
                       dk_provenance *out, dk_err *err)
{
    assert(record > 0 && (field == NULL || field >= of->reg->fields));
    static const char sql[] =
        "SELECT c.seq, c.batch, c.row, b.at, b.file, b.sheet, b.actor, b.unit, b.kind, c.field, "
        "c.old, c.new FROM change c JOIN batch b ON b.batch = c.batch WHERE c.register = $1 AND "
        "c.record = $2 AND ($3 IS NULL OR c.field = '' OR c.field = $3) ORDER BY c.seq DESC LIMIT "
        "1";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_store_stmt(of->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, of->reg->key);
    dk_bind_int(stmt, 2, record);
    dk_bind_text(stmt, 3, field == NULL ? NULL : field->key);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    if (code == DK_OK && has_row)
        code = provenance_of(of, field, stmt, out, err);
    else if (code == DK_OK)
        code = DK_FAIL(err, MSG_RECORD_MISSING, DK_NOWHERE, dk_arg_str(of->reg->title.zh),
                       dk_arg_int(record));
    dk_stmt_reset(stmt);
    return code;
}

dk_code dk_store_provenance(const dk_view *view, const dk_register *reg, int64_t id, size_t field,
                            dk_provenance *out, dk_err *err)
{
    dk_record *record = NULL;
    assert(field == SIZE_MAX || field < reg->n_fields);
    /* Who may not see the record may not know where it came from either. */
    if (dk_store_get(view, reg, id, false, &record, err) != DK_OK)
        return DK_FAILED;
    const dk_projection of =
        dk_projection_of(view->store, dk_store_index(view->store, reg), view->arena);
    return dk_last_change(&of, id, field == SIZE_MAX ? NULL : &reg->fields[field], out, err);
}

/* ---- the whole history of a record ---- */

typedef struct {
    dk_projection of;
    dk_history all;
    size_t capacity, limit; /* limit 0: none */
} teller;

static bool is_full(const teller *h)
{
    return h->limit > 0 && h->all.n == h->limit;
}

static dk_code add_change(teller *h, const dk_record_change *change, dk_err *err)
{
    if (is_full(h))
        return DK_OK;
    h->all.items =
        dk_arena_grow(h->of.arena, h->all.items, h->all.n, &h->capacity, sizeof *h->all.items);
    if (h->all.items == NULL)
        return DK_NO_MEMORY(err);
    h->all.items[h->all.n++] = *change;
    return DK_OK;
}

/* A record that began: one entry per value. One that ended: one entry. */
static dk_code add_whole(teller *h, dk_stmt *stmt, dk_record_change *change, dk_err *err)
{
    const dk_register *reg = h->of.reg;
    bool ok = true;
    change->is_removed = dk_column(stmt, 13).kind == DK_D_NULL;
    change->is_new = !change->is_removed;
    if (change->is_removed)
        return add_change(h, change, err);
    dk_datum packed = dk_datum_copy(h->of.arena, dk_column(stmt, 13), &ok);
    if (!ok)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < reg->n_fields; i++) {
        change->field = &reg->fields[i];
        if (side_text(&h->of, change->field, true, packed, &change->new_text, err) != DK_OK)
            return DK_FAILED;
        if (change->new_text != NULL && add_change(h, change, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code add_row(teller *h, dk_stmt *stmt, dk_err *err)
{
    const char *texts[6];
    for (int i = 0; i < 6; i++) {
        const char *text = dk_column_text(stmt, 4 + i);
        texts[i] = dk_arena_text(h->of.arena, text);
        if (text != NULL && texts[i] == NULL)
            return DK_NO_MEMORY(err);
    }
    dk_record_change change = {.seq = dk_column_int(stmt, 0),
                               .batch = dk_column_int(stmt, 1),
                               .row = dk_column_int(stmt, 2),
                               .at_ms = dk_column_int(stmt, 3),
                               .batch_kind = texts[0],
                               .file = texts[1],
                               .sheet = texts[2],
                               .user = texts[3],
                               .unit = texts[4],
                               .sender = texts[5]};
    dk_datum hash = dk_column(stmt, 10);
    if (hash.len == sizeof change.hash)
        memcpy(change.hash, hash.bytes, sizeof change.hash);
    const char *key = dk_column_text(stmt, 11);
    if (key == NULL || key[0] == '\0')
        return add_whole(h, stmt, &change, err);
    size_t i = dk_field_find(h->of.reg, key);
    if (i == SIZE_MAX) /* a field dropped since */
        return add_change(h, &change, err);
    change.field = &h->of.reg->fields[i];
    if (side_text(&h->of, change.field, false, dk_column(stmt, 12), &change.old_text, err) !=
            DK_OK ||
        side_text(&h->of, change.field, false, dk_column(stmt, 13), &change.new_text, err) != DK_OK)
        return DK_FAILED;
    return add_change(h, &change, err);
}

/* Who may not see the record may not know its past. A record that is gone can only be told to who
 * sees all units, because whose it was is not in the register any more. */
static dk_code may_see(const dk_view *view, const dk_register *reg, int64_t id, dk_err *err)
{
    dk_record *record = NULL;
    int64_t version = 0;
    dk_err gone = DK_ERR_INIT;
    if (dk_store_get(view, reg, id, false, &record, &gone) == DK_OK)
        return DK_OK;
    if (dk_err_is(&gone, MSG_RECORD_MISSING) && dk_actor_may(view->actor, DK_RIGHT_ALL_UNITS) &&
        dk_store_version(view->store, reg, id, &version, err) == DK_OK && version > 0)
        return DK_OK;
    *err = gone;
    return DK_FAILED;
}

dk_code dk_store_history(const dk_view *view, const dk_register *reg, int64_t id, size_t limit,
                         dk_history *out, dk_err *err)
{
    assert(dk_view_is_set(view) && reg != NULL && out != NULL);
    static const char sql[] =
        "SELECT c.seq, c.batch, c.row, b.at, b.kind, b.file, b.sheet, b.actor, b.unit, u.sender, "
        "b.hash, c.field, c.old, c.new FROM change c JOIN batch b ON b.batch = c.batch LEFT JOIN "
        "upload u ON u.batch = c.batch WHERE c.register = $1 AND c.record = $2 ORDER BY c.seq DESC";
    size_t at = dk_store_index(view->store, reg);
    teller h = {.of = dk_projection_of(view->store, at, view->arena), .limit = limit};
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (may_see(view, reg, id, err) != DK_OK ||
        dk_store_stmt(view->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, reg->key);
    dk_bind_int(stmt, 2, id);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row && !is_full(&h)) {
        code = add_row(&h, stmt, err);
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    if (code == DK_OK)
        *out = h.all;
    return code;
}
