/* core/store/apply.c - a batch of wanted states becomes changes, all or nothing.
 *
 * First every row is led to its record: by number, else by natural key, else to a new one. Rows of
 * the same record form a group (found through a hash table of 16-byte names: register and number,
 * or a hash of the natural key for new ones, which of a sealed key is its tag), so that two rows of
 * one record are merged before anything is compared; the later row wins field by field. Sending the
 * same batch again therefore changes nothing even when its rows disagree with each other. Then each
 * group is written, register by register in the order of the model, and the references are checked
 * at the end.
 *
 * A removal in a group wins over values in it. A masked value (DK_V_SEALED, also inside a list)
 * counts as absent, so that a record read without the right to see it can be sent back without
 * harm.
 *
 * Memory: about 60 bytes a row beside the batch itself.
 */
#include "core/store/staging.h"
#include "core/store/writing.h"

#include <assert.h>
#include <string.h>

#include "core/base/messages.h"

enum { PROGRESS_ROWS = 1000, NAME_LEN = DK_SEAL_WHOLE_LEN };
#define NO_ROW UINT32_MAX

typedef struct {
    unsigned char name[NAME_LEN];
    int64_t record;       /* 0: new */
    uint32_t first, last; /* rows, chained by job.next */
    uint16_t at;          /* register */
    bool is_removal;
} group;

typedef struct {
    dk_store *store;
    const dk_batch *batch;
    const dk_apply_options *options;
    dk_writer writer;
    dk_arena *plan; /* lives as long as the job */
    group *groups;
    size_t n_groups;
    uint32_t *next;  /* per row: the next row of its group, or NO_ROW */
    uint32_t *slots; /* groups by name, from 1; 0: free */
    size_t n_slots;  /* power of two, at least twice the rows */
    size_t n_done;
} job;

/* ---- which record is a row about ---- */

static uint32_t *find_slot(job *work, const unsigned char name[NAME_LEN])
{
    size_t i = 0;
    memcpy(&i, name, sizeof i);
    for (i &= work->n_slots - 1;; i = (i + 1) & (work->n_slots - 1))
        if (work->slots[i] == 0 ||
            memcmp(work->groups[work->slots[i] - 1].name, name, NAME_LEN) == 0)
            return &work->slots[i];
}

/* The natural key of a register when it is one sealed field, whose tag then names a new record. */
static const dk_field *only_sealed_key(const dk_register *reg)
{
    const dk_field *only = NULL;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if ((reg->fields[i].flags & DK_F_NATURAL_KEY) == 0)
            continue;
        if (only != NULL)
            return NULL;
        only = &reg->fields[i];
    }
    return only != NULL && dk_is_sealed(only) ? only : NULL;
}

static void name_of(const dk_store *store, size_t at, int64_t record, const dk_datum *keys,
                    size_t n_keys, unsigned char out[NAME_LEN])
{
    crypto_generichash_state hash;
    const dk_datum head[2] = {dk_datum_int((int64_t)at), dk_datum_int(record)};
    if (record == 0 && only_sealed_key(store->model.registers[at]) != NULL) {
        memcpy(out, keys[0].bytes, NAME_LEN);
        return;
    }
    crypto_generichash_init(&hash, store->keys.tag, DK_KEY_LEN, NAME_LEN);
    dk_chain_row(&hash, head, 2);
    dk_chain_row(&hash, keys, record == 0 ? n_keys : 0);
    crypto_generichash_final(&hash, out, NAME_LEN);
}

/* The natural key a row gives, one datum per key field; a masked one counts as empty. */
static dk_code read_keys(const dk_projection *of, const dk_record *record, dk_datum *keys,
                         size_t *n, dk_err *err)
{
    const dk_register *reg = of->reg;
    assert(record->reg == reg);
    *n = 0;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if ((reg->fields[i].flags & DK_F_NATURAL_KEY) == 0)
            continue;
        bool is_given = record->v[i].kind != DK_V_SEALED;
        const char *text = is_given ? dk_value_text(of->arena, &reg->fields[i], &record->v[i]) : "";
        if (text == NULL)
            return DK_NO_MEMORY(err);
        if (dk_key_datum(of, &reg->fields[i], text, &keys[(*n)++], err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* The record of a row without number: the one that has its natural key, or 0 for a new one. Refused
 * when there are keys and all are empty. */
static dk_code find_record(const dk_projection *of, const dk_batch_row *row, const dk_datum *keys,
                           size_t n_keys, int64_t *out, dk_err *err)
{
    const dk_register *reg = of->reg;
    bool is_empty = true;
    for (size_t i = 0; i < n_keys; i++)
        is_empty = is_empty && keys[i].kind == DK_D_NULL;
    *out = 0;
    if (n_keys == 0)
        return DK_OK;
    if (!is_empty)
        return dk_key_find(of, keys, 0, out, err);
    const dk_field *key = reg->fields;
    while ((key->flags & DK_F_NATURAL_KEY) == 0)
        key++;
    return DK_FAIL(err, MSG_STORE_KEY_EMPTY, ((dk_place){.row = row->row, .field = key->title.zh}),
                   dk_arg_str(reg->title.zh), dk_arg_str(key->title.zh));
}

static dk_code place_row(job *work, size_t i, dk_err *err)
{
    const dk_batch_row *row = &work->batch->rows[i];
    dk_store *store = work->store;
    size_t at = dk_store_index(store, row->record->reg), n_keys = 0;
    int64_t record = row->record->id;
    unsigned char name[NAME_LEN];
    assert(!row->is_delete || record > 0);
    dk_arena_reset(store->scratch);
    dk_datum *keys = dk_arena_array(store->scratch, row->record->reg->n_fields, sizeof *keys);
    const dk_projection of = dk_projection_of(store, at, store->scratch);
    if (keys == NULL)
        return DK_NO_MEMORY(err);
    if (record == 0 && (read_keys(&of, row->record, keys, &n_keys, err) != DK_OK ||
                        find_record(&of, row, keys, n_keys, &record, err) != DK_OK))
        return DK_FAILED;
    bool is_nameless = record == 0 && n_keys == 0; /* a register without natural key */
    uint32_t *found = NULL;
    if (!is_nameless) {
        name_of(store, at, record, keys, n_keys, name);
        found = find_slot(work, name);
    }
    work->next[i] = NO_ROW;
    if (found != NULL && *found != 0) {
        group *same = &work->groups[*found - 1];
        work->next[same->last] = (uint32_t)i;
        same->last = (uint32_t)i;
        same->is_removal = same->is_removal || row->is_delete;
        return DK_OK;
    }
    group *all = &work->groups[work->n_groups++];
    *all = (group){.record = record,
                   .first = (uint32_t)i,
                   .last = (uint32_t)i,
                   .at = (uint16_t)at,
                   .is_removal = row->is_delete};
    if (found != NULL) {
        memcpy(all->name, name, NAME_LEN);
        *found = (uint32_t)work->n_groups;
    }
    return DK_OK;
}

static dk_code plan_groups(job *work, dk_err *err)
{
    size_t n = work->batch->n_rows;
    assert(n < NO_ROW && work->store->model.n_registers <= UINT16_MAX);
    work->n_slots = 16;
    while (work->n_slots < 2 * n)
        work->n_slots *= 2;
    work->groups = dk_arena_array(work->plan, n, sizeof *work->groups);
    work->next = dk_arena_array(work->plan, n, sizeof *work->next);
    work->slots = dk_arena_array(work->plan, work->n_slots, sizeof *work->slots);
    if (work->groups == NULL || work->next == NULL || work->slots == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        if (place_row(work, i, err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

/* ---- writing a group ---- */

/* The state datum of one wanted value; clear->text is not set yet. */
static dk_code want_datum(dk_store *store, dk_clear *clear, const dk_value *value, dk_datum *out,
                          dk_err *err)
{
    /* Texts of the batch outlive the write. */
    clear->text = value->kind == DK_V_TEXT && value->text != NULL
                      ? value->text
                      : dk_value_text(store->scratch, clear->field, value);
    if (clear->text == NULL)
        return DK_NO_MEMORY(err);
    if (clear->text[0] == '\0')
        *out = DK_DATUM_NULL;
    else if (!dk_is_sealed(clear->field))
        *out = dk_datum_text(clear->text);
    else
        return dk_seal(&store->keys, store->scratch, clear, out, err);
    return DK_OK;
}

/* True when a row says something about a field: not absent, and nothing in it masked. */
static bool is_given(const dk_field *field, const dk_value *value)
{
    size_t n = value->kind == DK_V_LIST ? value->n_rows * dk_field_columns(field) : 0;
    for (size_t i = 0; i < n; i++)
        if (value->items[i].kind == DK_V_SEALED)
            return false;
    return value->kind != DK_V_ABSENT && value->kind != DK_V_SEALED;
}

/* A dk_edit while it is made: per field what is there, what is wanted, and from which row. */
typedef struct {
    int64_t record;
    dk_datum *have, *want;
    bool *wanted;
    int64_t *rows;
} draft;

static dk_code draft_begin(dk_arena *arena, size_t n_fields, draft *out, dk_err *err)
{
    *out = (draft){.have = dk_arena_array(arena, n_fields, sizeof *out->have),
                   .want = dk_arena_array(arena, n_fields, sizeof *out->want),
                   .wanted = dk_arena_array(arena, n_fields, sizeof *out->wanted),
                   .rows = dk_arena_array(arena, n_fields, sizeof *out->rows)};
    return out->have == NULL || out->want == NULL || out->wanted == NULL || out->rows == NULL
               ? DK_NO_MEMORY(err)
               : DK_OK;
}

/* Merges the rows of a group into what is wanted of edit->record. */
static dk_code merge(job *work, const group *all, draft *edit, dk_err *err)
{
    assert(edit->record > 0 && (all->record == 0 || all->record == edit->record));
    const dk_register *reg = work->store->model.registers[all->at];
    const dk_field *named = only_sealed_key(reg);
    for (size_t i = 0; i < reg->n_fields; i++) {
        const dk_value *value = NULL;
        for (size_t r = all->first; r != NO_ROW; r = work->next[r]) {
            const dk_batch_row *row = &work->batch->rows[r];
            if (!is_given(&reg->fields[i], &row->record->v[i]))
                continue;
            value = &row->record->v[i];
            edit->rows[i] = row->row;
        }
        edit->wanted[i] = value != NULL;
        dk_clear clear = {reg, &reg->fields[i], edit->record, NULL,
                          all->record == 0 && &reg->fields[i] == named ? all->name : NULL};
        if (edit->wanted[i] && want_datum(work->store, &clear, value, &edit->want[i], err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* ---- edits of an exported row ---- */

/* Files an error of a row; without a list it fails the batch. */
static dk_code refuse_row(job *work, dk_err *found, dk_err *err)
{
    dk_err_list *list = work->options->conflicts;
    work->writer.result.n_conflicts++;
    if (list == NULL) {
        *err = *found;
        return DK_FAILED;
    }
    return dk_err_list_add(list, found) == DK_OK ? DK_OK : DK_NO_MEMORY(err);
}

/* The value of a field when the row was exported is the old value of its first change since. A
 * wanted value equal to that is no edit; any other that differs from the present one is a conflict.
 */
static dk_code keep_edits(job *work, const group *all, draft *edit, size_t *n_conflicts,
                          dk_err *err)
{
    static const char sql[] =
        "SELECT c.field, c.old, c.batch, coalesce(b.file, b.kind) FROM change c JOIN batch b ON "
        "b.batch = c.batch WHERE c.register = $1 AND c.record = $2 AND c.seq > $3 ORDER BY c.seq";
    const dk_batch_row *row = &work->batch->rows[all->first];
    const dk_register *reg = work->store->model.registers[all->at];
    bool *seen = dk_arena_array(work->store->scratch, reg->n_fields, sizeof *seen), has_row = false;
    dk_stmt *stmt = NULL;
    char name[128];
    if (seen == NULL)
        return DK_NO_MEMORY(err);
    if (dk_store_stmt(work->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, reg->key);
    dk_bind_int(stmt, 2, edit->record);
    dk_bind_int(stmt, 3, row->version);
    dk_record_name(reg, edit->record, name);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        size_t f = dk_field_find(reg, dk_column_text(stmt, 0));
        dk_datum then = dk_column(stmt, 1);
        bool is_first = f != SIZE_MAX && !seen[f];
        if (is_first)
            seen[f] = true;
        if (is_first && edit->wanted[f] && dk_datum_equal(&edit->want[f], &then)) {
            edit->wanted[f] = false;
        } else if (is_first && edit->wanted[f] && !dk_datum_equal(&edit->want[f], &edit->have[f])) {
            dk_err found = DK_ERR_INIT;
            const char *by = dk_column_text(stmt, 3);
            (void)DK_FAIL(&found, MSG_EDIT_CONFLICT,
                          ((dk_place){.row = edit->rows[f], .field = reg->fields[f].title.zh}),
                          dk_arg_str(name), dk_arg_str(reg->fields[f].title.zh),
                          dk_arg_int(dk_column_int(stmt, 2)), dk_arg_str(by));
            (*n_conflicts)++;
            code = refuse_row(work, &found, err);
        }
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    return code;
}

/* The record of a row is not there: of an exported row that is a conflict like others. */
static dk_code gone(job *work, const dk_register *reg, const dk_batch_row *row, dk_err *err)
{
    dk_err found = DK_ERR_INIT;
    (void)DK_FAIL(&found, MSG_RECORD_MISSING, (dk_place){.row = row->row},
                  dk_arg_str(reg->title.zh), dk_arg_int(row->record->id));
    if (row->version > 0)
        return refuse_row(work, &found, err);
    *err = found;
    return DK_FAILED;
}

static dk_code write_group(job *work, const group *all, dk_err *err)
{
    dk_store *store = work->store;
    dk_writer *writer = &work->writer;
    const dk_projection of = dk_projection_of(store, all->at, store->scratch);
    const dk_batch_row *first = &work->batch->rows[all->first];
    draft edit;
    bool found = false;
    dk_arena_reset(store->scratch);
    if (all->is_removal)
        return dk_write_removal(writer, all->at, all->record, first->row, err);
    if (draft_begin(store->scratch, of.reg->n_fields, &edit, err) != DK_OK)
        return DK_FAILED;
    edit.record = all->record;
    if (all->record == 0) {
        if (dk_writer_number(writer, all->at, &edit.record, err) != DK_OK ||
            merge(work, all, &edit, err) != DK_OK)
            return DK_FAILED;
        return dk_write_new(writer, all->at, edit.record, edit.want, first->row, err);
    }
    if (dk_state_load(&of, edit.record, edit.have, &found, err) != DK_OK)
        return DK_FAILED;
    if (!found)
        return gone(work, of.reg, first, err);
    if (merge(work, all, &edit, err) != DK_OK)
        return DK_FAILED;
    size_t n_conflicts = 0;
    if (first->version > 0 && keep_edits(work, all, &edit, &n_conflicts, err) != DK_OK)
        return DK_FAILED;
    const dk_edit ready = {edit.record, edit.have, edit.want, edit.wanted, edit.rows};
    return n_conflicts > 0 ? DK_OK : dk_write_update(writer, all->at, &ready, err);
}

/* Counts the rows of a group as done and tells the caller at every thousandth. */
static dk_code report(job *work, const group *all, dk_err *err)
{
    const dk_apply_options *options = work->options;
    for (size_t r = all->first; r != NO_ROW; r = work->next[r]) {
        if (++work->n_done % PROGRESS_ROWS != 0 || options->progress == NULL)
            continue;
        if (!options->progress(options->progress_ctx, work->n_done, work->batch->n_rows))
            return DK_FAIL0(err, MSG_CANCELLED);
    }
    return DK_OK;
}

static dk_code write_groups(job *work, dk_err *err)
{
    for (size_t at = 0; at < work->store->model.n_registers; at++)
        for (size_t i = 0; i < work->n_groups; i++) {
            const group *all = &work->groups[i];
            if (all->at != at)
                continue;
            if (write_group(work, all, err) != DK_OK) {
                dk_err_locate(err, (dk_place){.row = work->batch->rows[all->first].row});
                return DK_FAILED;
            }
            if (report(work, all, err) != DK_OK)
                return DK_FAILED;
        }
    return DK_OK;
}

/* True when the transaction is to be committed: something changed or is recorded, and no edit was
 * refused that may not be left out. */
static bool is_kept(const job *work)
{
    const dk_apply_options *options = work->options;
    bool is_refused = work->writer.result.n_conflicts > 0 && !options->skips_conflicts;
    return !options->is_dry_run && !is_refused && work->writer.result.n_dangling == 0 &&
           (dk_log_has_changes(&work->writer.log) || options->upload != NULL || options->task != 0);
}

/* Upload and task are told in the same transaction; a dry run ends no upload. */
static dk_code end_staging(job *work, const dk_actor *actor, dk_err *err)
{
    const dk_apply_options *options = work->options;
    const dk_writer *writer = &work->writer;
    dk_apply_result result = writer->result;
    if (!is_kept(work))
        return DK_OK;
    result.batch = dk_log_has_changes(&writer->log) ? writer->log.batch : 0;
    if (options->upload != NULL) {
        dk_upload upload = *options->upload;
        upload.ended_ms = options->now_ms;
        if (dk_upload_outcome(work->store, actor, &upload, &result, err) != DK_OK)
            return DK_FAILED;
    }
    return options->task == 0
               ? DK_OK
               : dk_task_done(work->store, options->task, result.batch, options->now_ms, err);
}

static dk_code broken(void *ctx, const dk_dangling *dangling, dk_err *err)
{
    job *work = ctx;
    const dk_apply_options *options = work->options;
    dk_register const *const *registers = work->store->model.registers;
    if (dangling->is_held || options->dangling == NULL)
        return dk_refs_fail(work->store, dangling, err);
    const dk_dangling_note note = {registers[dangling->at], dangling->field,
                                   registers[dangling->target], dangling->value, dangling->row};
    work->writer.result.n_dangling++;
    options->dangling(options->dangling_ctx, &note);
    return DK_OK;
}

static dk_code run(job *work, const dk_actor *actor, dk_err *err)
{
    dk_writer *writer = &work->writer;
    if (dk_writer_open(work->store, actor, work->plan, writer, err) != DK_OK)
        return DK_FAILED;
    writer->changed = work->options->changed;
    writer->changed_ctx = work->options->changed_ctx;
    if (plan_groups(work, err) != DK_OK || write_groups(work, err) != DK_OK ||
        dk_refs_each(writer, broken, work, err) != DK_OK)
        return DK_FAILED;
    const dk_log_head head = {actor, work->batch, work->options->now_ms, 0, &writer->result};
    if (dk_log_has_changes(&writer->log) &&
        (dk_terms_flush(work->store, &writer->terms, err) != DK_OK ||
         dk_log_close(work->store, &writer->log, &head, err) != DK_OK))
        return DK_FAILED;
    return end_staging(work, actor, err);
}

dk_code dk_may_write(const dk_store *store, const dk_actor *actor, dk_err *err)
{
    if (!dk_actor_may(actor, DK_RIGHT_WRITE))
        return DK_FAIL(err, MSG_STORE_FORBIDDEN, DK_NOWHERE, dk_arg_str("写入 write"));
    if (store->is_read_only)
        return DK_FAIL(err, MSG_STORE_READ_ONLY, DK_NOWHERE, dk_arg_str(dk_db_path(store->db)));
    return DK_OK;
}

dk_code dk_store_apply(dk_store *store, const dk_actor *actor, const dk_batch *batch,
                       const dk_apply_options *options, dk_apply_result *result, dk_err *err)
{
    assert(store != NULL && actor != NULL && batch != NULL && options != NULL && result != NULL);
    if (dk_may_write(store, actor, err) != DK_OK)
        return DK_FAILED;
    job work = {.store = store, .batch = batch, .options = options, .plan = dk_arena_new()};
    if (work.plan == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_db_begin_write(store->db, err);
    if (code == DK_OK)
        code = run(&work, actor, err);
    const dk_log *log = &work.writer.log;
    bool is_written = code == DK_OK && is_kept(&work);
    if (is_written)
        code = dk_db_commit(store->db, err);
    if (!is_written || code != DK_OK)
        dk_db_rollback(store->db);
    if (code == DK_OK) {
        *result = work.writer.result;
        result->batch = is_written && dk_log_has_changes(log) ? log->batch : 0;
        result->seq = is_written ? log->next_seq - 1 : log->first_seq - 1;
    } else {
        dk_err_locate(err, (dk_place){.file = batch->file, .sheet = batch->sheet});
    }
    dk_writer_close(&work.writer);
    dk_arena_free(work.plan);
    return code;
}
