/* core/store/disputes.c - values of one field that two sources gave differently (store.h). */
#include <assert.h>
#include <string.h>

#include "core/store/writing.h"

/* Columns: record, field, old, new; then batch, at, source of the later change; then of the one
 * before it. A source is the sender named with the upload, else the unit of the account, else the
 * file. */
static const char DISPUTES[] =
    "SELECT c.record, c.field, c.old, c.new, b.batch, b.at, coalesce(u.sender, b.unit, b.file, "
    "''), p.batch, p.at, "
    "coalesce(v.sender, p.unit, p.file, '') FROM change c JOIN batch b ON b.batch = c.batch "
    "JOIN batch p ON p.batch = (SELECT q.batch FROM change q WHERE q.register = c.register AND "
    "q.record = c.record AND "
    "(q.field = c.field OR q.field = '') AND q.seq < c.seq ORDER BY q.seq DESC LIMIT 1) "
    "LEFT JOIN upload u ON u.batch = b.batch LEFT JOIN upload v ON v.batch = p.batch "
    "WHERE c.register = $1 AND c.field <> '' AND c.old IS NOT NULL AND c.new IS NOT NULL AND "
    "b.kind = 'import' AND "
    "p.kind = 'import' AND coalesce(u.sender, b.unit, b.file, '') <> coalesce(v.sender, p.unit, "
    "p.file, '') "
    "ORDER BY c.record, c.seq";

/* What one side said: column `at` is its value, 2 of the earlier source, 3 of the later. */
static dk_code say(const dk_projection *of, const dk_field *field, dk_stmt *stmt, int at,
                   dk_said *out, dk_err *err)
{
    dk_value value;
    assert(at == 2 || at == 3);
    if (dk_state_value(of, field, dk_column(stmt, at), false, &value, err) != DK_OK)
        return DK_FAILED;
    int from = at == 3 ? 4 : 7;
    *out = (dk_said){.text = value.kind == DK_V_SEALED ? value.text
                                                       : dk_value_text(of->arena, field, &value),
                     .batch = dk_column_int(stmt, from),
                     .at_ms = dk_column_int(stmt, from + 1),
                     .source = dk_arena_text(of->arena, dk_column_text(stmt, from + 2))};
    return out->text == NULL || out->source == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* The dispute the statement stands on; *found false when its field is gone or no longer holds the
 * later value. */
static dk_code read_one(const dk_projection *of, dk_stmt *stmt, dk_dispute *out, bool *found,
                        dk_err *err)
{
    const char *name = dk_column_text(stmt, 1);
    size_t at = name == NULL ? SIZE_MAX : dk_field_find(of->reg, name);
    *found = at != SIZE_MAX;
    if (at == SIZE_MAX)
        return DK_OK;
    *out = (dk_dispute){.record = dk_column_int(stmt, 0), .field = at};
    return say(of, &of->reg->fields[at], stmt, 2, &out->before, err) == DK_OK
               ? say(of, &of->reg->fields[at], stmt, 3, &out->after, err)
               : DK_FAILED;
}

dk_code dk_store_disputes(const dk_view *view, const dk_register *reg, dk_dispute **out, size_t *n,
                          dk_err *err)
{
    assert(dk_view_is_set(view) && reg != NULL);
    const dk_projection of =
        dk_projection_of(view->store, dk_store_index(view->store, reg), view->arena);
    dk_dispute *items = NULL;
    size_t used = 0, capacity = 0;
    dk_stmt *stmt = NULL;
    bool has_row = false, found = false;
    if (dk_may_read(view->actor, err) != DK_OK ||
        dk_store_stmt(view->store, DISPUTES, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, reg->key);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        items = dk_arena_grow(view->arena, items, used, &capacity, sizeof *items);
        code = items == NULL ? DK_NO_MEMORY(err) : read_one(&of, stmt, &items[used], &found, err);
        used += code == DK_OK && found;
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    if (code == DK_OK) {
        *out = items;
        *n = used;
    }
    return code;
}
