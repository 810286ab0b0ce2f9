/* core/store/undo.c - a batch is taken back by the inverse changes as a new batch.
 *
 * For each record the batch touched, newest first (so that natural keys free themselves in the
 * reverse order in which they were taken): a record it created is removed, one it removed comes
 * back under its number, a changed field gets the value it had before. Refused when a later batch
 * touched the same field, or refers to a record that would go; all such reasons are found in one
 * pass, because a clerk wants the whole list.
 *
 * Later batches that cancel out do not stand in the way: a batch that was undone, and the undo that
 * did it when both came after ours. So batches can be undone in reverse order, and an undo is
 * undone like any other batch.
 */
#include "core/store/writing.h"

#include <assert.h>
#include <string.h>

#include "core/base/messages.h"

typedef struct {
    size_t at;
    int64_t record;
} touched;

typedef struct {
    dk_store *store;
    dk_writer writer;
    dk_arena *plan; /* lives as long as the undo */
    int64_t batch, first_seq, last_seq;
    dk_undo_map map;
    touched *items;
    size_t n_items;
    const dk_undo_options *options;
    bool is_blocked;
    dk_err first; /* the first reason */
} job;

/* One change row of the batch on the record at hand, in store->scratch. */
typedef struct {
    const char *field;
    dk_datum old_value, new_value;
} step;

/* Keeps one reason; without a list it is the failure of the call. */
static dk_code blocked(job *work, size_t at, int64_t record, const char *field_zh, int64_t by,
                       dk_err *err)
{
    static const char sql[] = "SELECT coalesce(file, kind), actor FROM batch WHERE batch = $1";
    char name[128];
    dk_stmt *stmt = NULL;
    bool has_row = false;
    dk_record_name(work->store->model.registers[at], record, name);
    if (dk_store_stmt(work->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, by);
    if (dk_stmt_step(stmt, &has_row, err) != DK_OK)
        return DK_FAILED;
    dk_err reason = DK_ERR_INIT;
    DK_FAIL(&reason, MSG_UNDO_BLOCKED, DK_NOWHERE, dk_arg_int(work->batch), dk_arg_str(name),
            dk_arg_str(field_zh), dk_arg_int(by),
            dk_arg_str(has_row ? dk_column_text(stmt, 0) : NULL),
            dk_arg_str(has_row ? dk_column_text(stmt, 1) : NULL));
    dk_stmt_reset(stmt);
    if (!work->is_blocked)
        work->first = reason;
    work->is_blocked = true;
    if (work->options->reasons == NULL) {
        *err = reason;
        return DK_FAILED;
    }
    return dk_err_list_add(work->options->reasons, &reason) == DK_OK ? DK_OK : DK_NO_MEMORY(err);
}

/* True when a later batch leaves everything as it was before it (see the head of this file). */
static bool cancels_out(const job *work, int64_t later)
{
    return later <= work->map.last &&
           (work->map.undone_by[later] != 0 || work->map.undoes[later] > work->batch);
}

/* ---- finding out ---- */

/* The span of the batch in the log; a batch of another unit is not there for the actor. Refused
 * when it was undone already: doing it twice would bring back what came before something else. */
static dk_code read_batch(job *work, const dk_actor *actor, dk_err *err)
{
    static const char sql[] =
        "SELECT first_seq, last_seq FROM batch WHERE batch = $1 AND ($2 = 1 OR "
        "unit = $3)";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_store_stmt(work->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, work->batch);
    dk_bind_int(stmt, 2, dk_actor_may(actor, DK_RIGHT_ALL_UNITS));
    dk_bind_text(stmt, 3, actor->unit);
    if (dk_stmt_step(stmt, &has_row, err) != DK_OK)
        return DK_FAILED;
    if (!has_row)
        return DK_FAIL(err, MSG_BATCH_MISSING, DK_NOWHERE, dk_arg_int(work->batch));
    work->first_seq = dk_column_int(stmt, 0);
    work->last_seq = dk_column_int(stmt, 1);
    dk_stmt_reset(stmt);
    if (dk_undo_map_read(work->store, work->plan, &work->map, err) != DK_OK)
        return DK_FAILED;
    int64_t by = work->map.undone_by[work->batch];
    return by == 0
               ? DK_OK
               : DK_FAIL(err, MSG_UNDO_DONE, DK_NOWHERE, dk_arg_int(work->batch), dk_arg_int(by));
}

/* The records of the batch, the one changed last first: a natural key that moved from A to B and
 * then was given to C has to be taken from C before A can have it again. */
static dk_code read_touched(job *work, dk_err *err)
{
    static const char sql[] =
        "SELECT register, record FROM change WHERE seq BETWEEN $1 AND $2 GROUP "
        "BY register, record ORDER BY max(seq) DESC";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    size_t capacity = 0;
    if (dk_store_stmt(work->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, work->first_seq);
    dk_bind_int(stmt, 2, work->last_seq);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        const char *key = dk_column_text(stmt, 0);
        size_t at = 0;
        while (at < work->store->model.n_registers &&
               strcmp(work->store->model.registers[at]->key, key) != 0)
            at++;
        work->items =
            dk_arena_grow(work->plan, work->items, work->n_items, &capacity, sizeof *work->items);
        if (work->items == NULL)
            code = DK_NO_MEMORY(err);
        else if (at < work->store->model.n_registers) /* else a register dropped since */
            work->items[work->n_items++] = (touched){at, dk_column_int(stmt, 1)};
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    return code;
}

/* What the batch did to one record, in order. Either one row about the whole record, or one per
 * field: a batch merges its rows of a record before it writes (apply.c). */
static dk_code read_steps(job *work, const touched *item, step **out, size_t *n, dk_err *err)
{
    static const char sql[] =
        "SELECT field, old, new FROM change WHERE register = $1 AND record = $2 "
        "AND seq BETWEEN $3 AND $4 ORDER BY seq";
    dk_arena *arena = work->store->scratch;
    dk_stmt *stmt = NULL;
    step *steps = NULL;
    size_t capacity = 0, used = 0;
    bool has_row = false, ok = true;
    if (dk_store_stmt(work->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, work->store->model.registers[item->at]->key);
    dk_bind_int(stmt, 2, item->record);
    dk_bind_int(stmt, 3, work->first_seq);
    dk_bind_int(stmt, 4, work->last_seq);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        steps = dk_arena_grow(arena, steps, used, &capacity, sizeof *steps);
        if (steps == NULL)
            ok = false;
        else
            steps[used++] = (step){dk_datum_copy(arena, dk_column(stmt, 0), &ok).bytes,
                                   dk_datum_copy(arena, dk_column(stmt, 1), &ok),
                                   dk_datum_copy(arena, dk_column(stmt, 2), &ok)};
        code = ok ? dk_stmt_step(stmt, &has_row, err) : DK_NO_MEMORY(err);
    }
    dk_stmt_reset(stmt);
    *out = steps;
    *n = used;
    return code;
}

/* Whether a later change of `field` is about what would be changed back. A whole record touches
 * every field, on either side. */
static bool touches(const step *steps, size_t n, const char *field)
{
    assert(n > 0);
    if (field[0] == '\0' || steps[0].field[0] == '\0')
        return true;
    for (size_t i = 0; i < n; i++)
        if (strcmp(steps[i].field, field) == 0)
            return true;
    return false;
}

/* Whether a later batch that still counts changed what would be changed back; each such field is a
 * reason. */
static dk_code check_later(job *work, const touched *item, const step *steps, size_t n,
                           bool *is_free, dk_err *err)
{
    static const char sql[] = "SELECT field, batch FROM change WHERE register = $1 AND record = $2 "
                              "AND seq > $3 AND seq < $4 ORDER BY seq";
    const dk_register *reg = work->store->model.registers[item->at];
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_store_stmt(work->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, reg->key);
    dk_bind_int(stmt, 2, item->record);
    dk_bind_int(stmt, 3, work->last_seq);
    dk_bind_int(stmt, 4, work->writer.log.first_seq);
    *is_free = true;
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        const char *field = dk_column_text(stmt, 0);
        int64_t by = dk_column_int(stmt, 1);
        if (!cancels_out(work, by) && touches(steps, n, field)) {
            size_t i = dk_field_find(reg, field);
            *is_free = false;
            code = blocked(work, item->at, item->record,
                           i == SIZE_MAX ? reg->title.zh : reg->fields[i].title.zh, by, err);
        }
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    return code;
}

/* ---- taking back ---- */

static dk_code restore(job *work, const touched *item, dk_datum packed, dk_err *err)
{
    dk_store *store = work->store;
    const dk_register *reg = store->model.registers[item->at];
    dk_datum *state = dk_arena_array(store->scratch, reg->n_fields, sizeof *state);
    if (state == NULL)
        return DK_NO_MEMORY(err);
    if (dk_unpack(store->scratch, dk_db_path(store->db), reg, packed, state, err) != DK_OK)
        return DK_FAILED;
    return dk_write_new(&work->writer, item->at, item->record, state, 0, err);
}

static dk_code change_back(job *work, const touched *item, const step *steps, size_t n, dk_err *err)
{
    dk_store *store = work->store;
    const dk_register *reg = store->model.registers[item->at];
    dk_datum *have = dk_arena_array(store->scratch, reg->n_fields, sizeof *have);
    dk_datum *want = dk_arena_array(store->scratch, reg->n_fields, sizeof *want);
    bool *wanted = dk_arena_array(store->scratch, reg->n_fields, sizeof *wanted), found = false;
    int64_t *rows = dk_arena_array(store->scratch, reg->n_fields, sizeof *rows);
    if (have == NULL || want == NULL || wanted == NULL || rows == NULL)
        return DK_NO_MEMORY(err);
    const dk_projection of = dk_projection_of(store, item->at, store->scratch);
    if (dk_state_load(&of, item->record, have, &found, err) != DK_OK)
        return DK_FAILED;
    if (!found)
        return DK_FAIL(err, MSG_RECORD_MISSING, DK_NOWHERE, dk_arg_str(reg->title.zh),
                       dk_arg_int(item->record));
    for (size_t i = 0; i < n; i++) {
        size_t f = dk_field_find(reg, steps[i].field);
        if (f == SIZE_MAX || wanted[f]) /* a field dropped since, or the later of two changes */
            continue;
        wanted[f] = true;
        want[f] = steps[i].old_value;
    }
    const dk_edit edit = {item->record, have, want, wanted, rows};
    return dk_write_update(&work->writer, item->at, &edit, err);
}

static dk_code take_back(job *work, const touched *item, dk_err *err)
{
    step *steps = NULL;
    size_t n = 0;
    dk_arena_reset(work->store->scratch);
    if (read_steps(work, item, &steps, &n, err) != DK_OK)
        return DK_FAILED;
    assert(n > 0);
    bool is_free = false;
    if (check_later(work, item, steps, n, &is_free, err) != DK_OK)
        return DK_FAILED;
    if (!is_free)
        return DK_OK;
    if (steps[0].field[0] != '\0')
        return change_back(work, item, steps, n, err);
    if (steps[0].old_value.kind == DK_D_NULL)
        return dk_write_removal(&work->writer, item->at, item->record, 0, err);
    return restore(work, item, steps[0].old_value, err);
}

/* A reference that would break: names the batch that made it. */
static dk_code broken(void *ctx, const dk_dangling *dangling, dk_err *err)
{
    job *work = ctx;
    dk_provenance last;
    if (!dangling->is_held)
        return dk_refs_fail(work->store, dangling, err);
    const dk_projection of = dk_projection_of(work->store, dangling->at, work->plan);
    if (dk_last_change(&of, dangling->record, dangling->field, &last, err) != DK_OK)
        return DK_FAILED;
    if (last.batch == work->batch && work->is_blocked)
        return DK_OK; /* a record of this batch, left standing for a reason that is listed already
                       */
    return blocked(work, dangling->at, dangling->record, dangling->field->title.zh, last.batch,
                   err);
}

static dk_code take_all_back(job *work, dk_err *err)
{
    for (size_t i = 0; i < work->n_items; i++)
        if (take_back(work, &work->items[i], err) != DK_OK)
            return DK_FAILED;
    return dk_refs_each(&work->writer, broken, work, err);
}

static dk_code run(job *work, const dk_actor *actor, dk_err *err)
{
    const dk_batch batch = {.kind = "undo"};
    if (read_batch(work, actor, err) != DK_OK || read_touched(work, err) != DK_OK ||
        dk_writer_open(work->store, actor, work->plan, &work->writer, err) != DK_OK)
        return DK_FAILED;
    dk_code code = take_all_back(work, err);
    if (work->is_blocked) /* what failed besides is a consequence of what was left standing */
        *err = work->first;
    if (code != DK_OK || work->is_blocked)
        return DK_FAILED;
    if (!dk_log_has_changes(&work->writer.log))
        return DK_OK;
    if (dk_terms_flush(work->store, &work->writer.terms, err) != DK_OK)
        return DK_FAILED;
    const dk_log_head head = {actor, &batch, work->options->now_ms, work->batch,
                              &work->writer.result};
    return dk_log_close(work->store, &work->writer.log, &head, err);
}

dk_code dk_store_undo(dk_store *store, const dk_actor *actor, int64_t batch,
                      const dk_undo_options *options, dk_apply_result *result, dk_err *err)
{
    assert(store != NULL && actor != NULL && options != NULL && result != NULL);
    assert(store != NULL && actor != NULL && options != NULL && result != NULL);
    if (dk_may_write(store, actor, err) != DK_OK)
        return DK_FAILED;
    job work = {.store = store,
                .plan = dk_arena_new(),
                .batch = batch,
                .options = options,
                .first = DK_ERR_INIT};
    if (work.plan == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_db_begin_write(store->db, err);
    if (code == DK_OK)
        code = run(&work, actor, err);
    if (code == DK_OK && !options->is_dry_run)
        code = dk_db_commit(store->db, err);
    if (code != DK_OK || options->is_dry_run)
        dk_db_rollback(store->db);
    if (code == DK_OK) {
        const dk_log *log = &work.writer.log;
        bool is_kept = !options->is_dry_run && dk_log_has_changes(log);
        *result = work.writer.result;
        result->batch = is_kept ? log->batch : 0;
        result->seq = is_kept ? log->next_seq - 1 : log->first_seq - 1;
    }
    dk_writer_close(&work.writer);
    dk_arena_free(work.plan);
    return code;
}
