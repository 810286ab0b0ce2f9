/* core/store/replay.c - a register as it was at some seq, folded from its change rows.
 *
 * Records come in number order, one in memory at a time. What was known then is a seq; the day an
 * answer is for is another thing and not known here.
 */
#include <assert.h>

#include "core/store/writing.h"

typedef struct {
    dk_store *store;
    const dk_register *reg;
    int64_t record;  /* 0: none yet */
    bool is_there;   /* created and not removed */
    dk_datum *state; /* in store->scratch */
} fold;

static dk_code fold_begin(fold *all, int64_t record, dk_err *err)
{
    dk_arena_reset(all->store->scratch);
    all->record = record;
    all->is_there = false;
    all->state = dk_arena_array(all->store->scratch, all->reg->n_fields, sizeof *all->state);
    return all->state == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* Applies one change row: (record, field, new). */
static dk_code fold_change(fold *all, dk_stmt *stmt, dk_err *err)
{
    const char *field = dk_column_text(stmt, 1);
    dk_datum new_value = dk_column(stmt, 2);
    bool ok = true;
    if (field[0] == '\0') { /* the record began, or ended */
        all->is_there = new_value.kind != DK_D_NULL;
        return all->is_there ? dk_unpack(all->store->scratch, dk_db_path(all->store->db), all->reg,
                                         new_value, all->state, err)
                             : DK_OK;
    }
    size_t i = dk_field_find(all->reg, field);
    if (i != SIZE_MAX) /* else a field dropped since */
        all->state[i] = dk_datum_copy(all->store->scratch, new_value, &ok);
    return ok ? DK_OK : DK_NO_MEMORY(err);
}

dk_code dk_replay(dk_store *store, size_t at, int64_t seq, dk_replay_each *each, void *ctx,
                  dk_err *err)
{
    static const char sql[] =
        "SELECT record, field, new FROM change WHERE register = $1 AND seq <= "
        "$2 ORDER BY record, seq";
    fold all = {.store = store, .reg = store->model.registers[at]};
    dk_stmt *stmt = NULL;
    bool has_row = false, goes_on = true;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, all.reg->key);
    dk_bind_int(stmt, 2, seq);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row && goes_on) {
        int64_t record = dk_column_int(stmt, 0);
        assert(record >= all.record); /* the statement orders by record, then seq */
        if (record != all.record) {
            goes_on = !all.is_there || each(ctx, all.record, all.state);
            code = goes_on ? fold_begin(&all, record, err) : DK_OK;
        }
        if (code == DK_OK && goes_on)
            code = fold_change(&all, stmt, err);
        if (code == DK_OK && goes_on)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    if (code == DK_OK && goes_on && all.is_there)
        each(ctx, all.record, all.state);
    return code;
}

/* ---- as records ---- */

typedef struct {
    dk_projection of;
    const dk_actor *actor;
    bool is_unmasked;
    dk_record_each *row;
    void *ctx;
    dk_err *err;
    dk_code code;
} reader;

static bool read_state(void *ctx, int64_t id, const dk_datum *state)
{
    reader *r = ctx;
    dk_arena_reset(r->of.arena);
    dk_record *record = dk_record_new(r->of.arena, r->of.reg);
    if (record == NULL) {
        r->code = DK_NO_MEMORY(r->err);
        return false;
    }
    record->id = id;
    for (size_t i = 0; i < r->of.reg->n_fields; i++) {
        r->code = dk_state_value(&r->of, &r->of.reg->fields[i], state[i], r->is_unmasked,
                                 &record->v[i], r->err);
        if (r->code != DK_OK)
            return false;
    }
    return !dk_unit_sees(r->actor, record) || r->row(r->ctx, record);
}

dk_code dk_store_scan_at(const dk_view *view, const dk_query *query, int64_t seq,
                         dk_record_each *row, void *ctx, dk_err *err)
{
    assert(dk_view_is_set(view) && seq >= 0 && row != NULL);
    assert(query->n_filters == 0 && query->limit == 0 && query->order == SIZE_MAX);
    size_t at = dk_store_index(view->store, query->reg);
    reader r = {.of = dk_projection_of(view->store, at, view->arena),
                .actor = view->actor,
                .is_unmasked = query->wants_unmasked && dk_actor_may(view->actor, DK_RIGHT_COMPUTE),
                .row = row,
                .ctx = ctx,
                .err = err,
                .code = DK_OK};
    if (dk_may_read(view->actor, err) != DK_OK ||
        dk_replay(view->store, at, seq, read_state, &r, err) != DK_OK)
        return DK_FAILED;
    return r.code;
}

dk_code dk_store_seq_at(dk_store *store, int64_t at_ms, int64_t *seq, dk_err *err)
{
    static const char sql[] = "SELECT ifnull(max(last_seq), 0) FROM batch WHERE at <= $1";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, at_ms);
    return dk_stmt_int(stmt, seq, err);
}
