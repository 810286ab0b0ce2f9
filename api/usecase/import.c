/* api/usecase/import.c - a sheet from its bytes to one committed batch, and back by undo.
 *
 *   bytes -> table -> mapping (remembered, then corrected) -> rows -> record numbers of exported
 * rows
 *         -> taken before? -> apply (dry or not), with upload and task in the same transaction
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/file.h"
#include "api/usecase/identity.h"
#include "api/usecase/import.h"
#include "api/usecase/link.h"
#include "api/usecase/messages.h"
#include "api/usecase/notices.h"
#include "core/store/staging.h"

/* One import on its way. */
typedef struct {
    dk_app *app;
    const dk_actor *actor;
    const dk_register *reg;
    const dk_uc_import_options *options;
    dk_arena *arena;
    const char *name, *sender;
    unsigned char *owned; /* bytes read from a path */
    const unsigned char *bytes;
    size_t len;
    dk_table *table;
    dk_asking asking; /* the wordings that nobody has decided yet */
    dk_uc_import_result result;
} importing;

static int32_t day_of(const importing *work)
{
    int32_t day = work->options->as_of;
    return day == DK_DAY_NONE ? dk_app_as_of(work->app) : day;
}

/* ---- progress ---- */

typedef struct {
    const dk_progress *progress;
    dk_text stage;
} reporter;

static bool report_read(void *ctx, size_t rows)
{
    const reporter *r = ctx;
    return r->progress->report(r->progress->ctx, r->stage, rows, 0);
}

static bool report_apply(void *ctx, size_t done, size_t total)
{
    const reporter *r = ctx;
    return r->progress->report(r->progress->ctx, r->stage, done, total);
}

/* ---- reading ---- */

static dk_code open_bytes(importing *work, dk_err *err)
{
    const dk_uc_import_options *options = work->options;
    const char *slash = options->path == NULL ? NULL : strrchr(options->path, '/');
    const char *name = options->name != NULL ? options->name
                       : slash != NULL       ? slash + 1
                                             : options->path;
    work->name = dk_arena_text(work->arena, name);
    if (work->name == NULL)
        return DK_NO_MEMORY(err);
    work->bytes = options->bytes;
    work->len = options->len;
    if (options->path != NULL) {
        if (dk_file_read(options->path, &work->owned, &work->len, err) != DK_OK)
            return DK_FAILED;
        work->bytes = work->owned;
    }
    return dk_table_open_bytes(work->bytes, work->len, work->name, NULL, &work->table, err);
}

/* The unit that sent the file: named, the account's, or the only one that all rows of the register
 * name. */
static const char *sender_of(const importing *work, const dk_codes *codes, int32_t day)
{
    const dk_batch *batch = &work->result.import.batch;
    const char *only = NULL;
    size_t field = 0;
    if (work->options->sender != NULL)
        return work->options->sender;
    if (work->actor->unit != NULL)
        return work->actor->unit;
    while (field < work->reg->n_fields && (work->reg->fields[field].flags & DK_F_UNIT) == 0)
        field++;
    if (field == work->reg->n_fields)
        return NULL;
    for (size_t i = 0; i < batch->n_rows; i++) {
        const dk_value *v = &batch->rows[i].record->v[field];
        if (batch->rows[i].record->reg != work->reg)
            continue;
        if (v->kind != DK_V_TEXT || (only != NULL && strcmp(only, v->text) != 0))
            return NULL;
        only = v->text;
    }
    const dk_code_row *row =
        only == NULL ? NULL : dk_codes_find(codes, work->reg->fields[field].codes, only, day);
    return row == NULL ? only : row->name;
}

static dk_code read_with(importing *work, dk_codes_ref *ref, const dk_codes *codes, dk_err *err)
{
    const dk_uc_import_options *options = work->options;
    dk_import *import = &work->result.import;
    reporter r = {&options->progress, {"读取", "reading"}};
    dk_import_options how = {
        .codes = codes, .day = day_of(work), .only_headers = options->is_read_only};
    if (options->progress.report != NULL) {
        how.progress = report_read;
        how.progress_ctx = &r;
    }
    dk_asking_open(&work->asking, ref, codes, how.day, work->arena);
    work->asking.reg = work->reg->key;
    work->asking.file = work->name;
    const dk_import_source source = dk_asking_source(&work->asking);
    how.source = &source;
    dk_uc_import_options from = *options;
    if (from.sender == NULL)
        from.sender = work->actor->unit;
    if (dk_mapping_join(codes, work->reg, &from, work->arena, &how, err) != DK_OK ||
        dk_import_read(work->table, work->reg, &how, work->arena, import, err) != DK_OK ||
        (!options->is_read_only &&
         dk_back_rows(work->table, work->reg, work->arena, import, err) != DK_OK))
        return DK_FAILED;
    work->result.questions = work->asking.questions;
    work->result.n_questions = work->asking.n;
    const char *sender = sender_of(work, codes, how.day);
    work->sender = dk_arena_text(work->arena, sender);
    return sender != NULL && work->sender == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code read_sheet(importing *work, dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    if (open_bytes(work, err) != DK_OK || dk_app_codes(work->app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    dk_code code = read_with(work, ref, codes, err);
    dk_app_codes_release(ref);
    if (code != DK_OK)
        return DK_FAILED;
    dk_batch *batch = &work->result.import.batch;
    batch->kind = "import";
    batch->file = work->name;
    batch->sheet = work->result.import.sheet;
    dk_sha256(work->bytes, work->len, batch->hash);
    return DK_OK;
}

/* ---- details ---- */

typedef struct {
    dk_arena *arena;
    dk_changed_record *records;
    size_t n, limit;
    bool is_broken;
} detail_list;

static dk_changed_record *detail_at(detail_list *list, const dk_change_note *note)
{
    dk_changed_record *last = list->n == 0 ? NULL : &list->records[list->n - 1];
    if (last != NULL && last->reg == note->reg && last->record == note->record)
        return last;
    if (list->n == list->limit)
        return NULL;
    list->records[list->n] = (dk_changed_record){
        .reg = note->reg, .record = note->record, .row = note->row, .is_new = note->field == NULL};
    return &list->records[list->n++];
}

static void keep_detail(void *ctx, const dk_change_note *note)
{
    detail_list *list = ctx;
    dk_changed_record *record = detail_at(list, note);
    if (record == NULL || note->field == NULL || list->is_broken)
        return;
    record->values = dk_arena_grow(list->arena, record->values, record->n, &record->capacity,
                                   sizeof *record->values);
    if (record->values == NULL) {
        list->is_broken = true;
        return;
    }
    dk_value_change *value = &record->values[record->n++];
    *value = (dk_value_change){note->field, dk_arena_text(list->arena, note->old_text),
                               dk_arena_text(list->arena, note->new_text)};
    list->is_broken = (note->old_text != NULL && value->old_text == NULL) ||
                      (note->new_text != NULL && value->new_text == NULL);
}

/* ---- writing ---- */

static dk_code run_apply(importing *work, const dk_apply_options *how, dk_apply_result *out,
                         dk_err *err)
{
    dk_app *app = work->app;
    dk_store *store = NULL;
    pthread_mutex_lock(&app->write_lock);
    dk_code code = dk_app_borrow(app, &store, err);
    if (code == DK_OK)
        code = dk_store_apply(store, work->actor, &work->result.import.batch, how, out, err);
    dk_app_return(app, store);
    pthread_mutex_unlock(&app->write_lock);
    return code;
}

/* What the upload row will say: the staged one, or a new one for a file that came straight in. */
static dk_upload outcome_of(const importing *work)
{
    const dk_import *import = &work->result.import;
    dk_upload upload = {.upload = work->options->upload,
                        .reg = work->reg->key,
                        .file = work->name,
                        .sender = work->sender,
                        .size_bytes = (int64_t)work->len,
                        .at_ms = dk_app_now_ms(work->app),
                        .n_rows = import->n_rows,
                        .n_refused = import->n_refused};
    memcpy(upload.hash, import->batch.hash, sizeof upload.hash);
    return upload;
}

/* Counts values that another takes the place of. */
static void count_replaced(void *ctx, const dk_change_note *note)
{
    size_t *n = ctx;
    *n += note->field != NULL && note->old_text != NULL;
}

/* Bytes that were taken before must not quietly bring back what was changed since. What they only
 * add (rows refused the first time, a column that is mapped now) is welcome. */
static dk_code check_again(importing *work, dk_err *err)
{
    size_t n_replaced = 0;
    dk_store *store = NULL;
    dk_apply_result would;
    dk_err_list conflicts = {.arena = work->arena};
    dk_nowhere nowhere = {.arena = work->arena};
    const dk_apply_options dry = {.now_ms = dk_app_now_ms(work->app),
                                  .is_dry_run = true,
                                  .dangling = dk_nowhere_keep,
                                  .dangling_ctx = &nowhere,
                                  .conflicts = &conflicts,
                                  .changed = count_replaced,
                                  .changed_ctx = &n_replaced};
    dk_code code = dk_app_borrow(work->app, &store, err);
    if (code == DK_OK)
        code = dk_store_batch_of_file(store, work->reg, work->result.import.batch.hash,
                                      &work->result.again, err);
    dk_app_return(work->app, store);
    if (code != DK_OK || work->result.again == 0 || work->options->is_dry_run ||
        work->options->allows_again)
        return code;
    if (run_apply(work, &dry, &would, err) != DK_OK)
        return DK_FAILED;
    if (n_replaced == 0)
        return DK_OK;
    return DK_FAIL(err, MSG_FILE_AGAIN, DK_NOWHERE, dk_arg_int(work->result.again),
                   dk_arg_int((int64_t)n_replaced));
}

/* Late edits are errors of their rows like any other. */
static dk_code add_conflicts(importing *work, const dk_err_list *conflicts, dk_err *err)
{
    dk_import *import = &work->result.import;
    for (size_t i = 0; i < conflicts->n; i++) {
        dk_err copy;
        memcpy(&copy, conflicts->items[i], offsetof(dk_err, store) + conflicts->items[i]->used);
        dk_err_locate(&copy, (dk_place){.file = work->name, .sheet = import->sheet});
        if (dk_err_list_add(&import->errors, &copy) != DK_OK)
            return DK_NO_MEMORY(err);
    }
    import->n_refused += work->result.applied.n_conflicts;
    return DK_OK;
}

/* Applies the batch; rows with references that lead nowhere are left out, and what stays is applied
 * where that is wanted (a dry run tells what would come of it). */
static dk_code apply_all(importing *work, const dk_apply_options *how, dk_err_list *conflicts,
                         detail_list *details, dk_err *err)
{
    const dk_err_list none = *conflicts;
    dk_nowhere nowhere = {.arena = work->arena};
    dk_apply_options keeping = *how;
    keeping.dangling = dk_nowhere_keep;
    keeping.dangling_ctx = &nowhere;
    for (;;) {
        if (run_apply(work, &keeping, &work->result.applied, err) != DK_OK)
            return DK_FAILED;
        if (work->result.applied.n_dangling == 0)
            return DK_OK;
        if (dk_nowhere_refuse(&nowhere, &work->result.import, err) != DK_OK)
            return DK_FAILED;
        if (!how->is_dry_run && !how->skips_conflicts)
            return DK_OK;
        *conflicts = none;
        details->n = 0;
    }
}

static dk_code commit(importing *work, dk_err *err)
{
    const dk_uc_import_options *options = work->options;
    reporter r = {&options->progress, {"写入", "writing"}};
    dk_err_list conflicts = {.arena = work->arena, .limit = work->result.import.errors.limit};
    detail_list details = {.arena = work->arena, .limit = options->n_details};
    const dk_upload upload = outcome_of(work);
    dk_apply_options how = {.now_ms = dk_app_now_ms(work->app),
                            .is_dry_run = options->is_dry_run,
                            .upload = options->is_dry_run ? NULL : &upload,
                            .task = options->task,
                            .conflicts = &conflicts,
                            .skips_conflicts = options->allows_partial};
    if (options->progress.report != NULL) {
        how.progress = report_apply;
        how.progress_ctx = &r;
    }
    if (options->n_details > 0) {
        details.records = dk_arena_array(work->arena, options->n_details, sizeof *details.records);
        if (details.records == NULL)
            return DK_NO_MEMORY(err);
        how.changed = keep_detail;
        how.changed_ctx = &details;
    }
    if (apply_all(work, &how, &conflicts, &details, err) != DK_OK)
        return DK_FAILED;
    work->result.details = details.records;
    work->result.n_details = details.n;
    work->result.is_committed = !options->is_dry_run && work->result.applied.n_dangling == 0 &&
                                (conflicts.total == 0 || options->allows_partial);
    if (details.is_broken)
        return DK_NO_MEMORY(err);
    if (work->result.is_committed &&
        dk_asking_keep(&(dk_call){work->app, work->actor, NULL}, &work->asking, err) != DK_OK)
        return DK_FAILED;
    return add_conflicts(work, &conflicts, err);
}

static dk_code run(importing *work, dk_err *err)
{
    const dk_uc_import_options *options = work->options;
    if (read_sheet(work, err) != DK_OK)
        return DK_FAILED;
    if (options->is_read_only)
        return DK_OK;
    if (dk_identity_redirect(work->app, &work->result.import.batch, work->arena, err) != DK_OK ||
        dk_notices_of_batch(&work->result.import.batch, day_of(work), work->arena,
                            &work->result.notices, &work->result.n_notices, err) != DK_OK ||
        check_again(work, err) != DK_OK)
        return DK_FAILED;
    const dk_import *import = &work->result.import;
    bool is_clean = import->n_refused == 0 && import->errors.total == 0;
    if (!is_clean && !options->allows_partial && !options->is_dry_run)
        return DK_OK;
    return commit(work, err);
}

dk_code dk_uc_import(const dk_call *call, const dk_register *reg,
                     const dk_uc_import_options *options, dk_uc_import_result *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    assert(reg != NULL && (options->path != NULL || options->bytes != NULL));
    importing work = {.app = call->app,
                      .actor = call->actor,
                      .reg = reg,
                      .options = options,
                      .arena = call->arena};
    dk_code code = run(&work, err);
    if (code == DK_OK)
        *out = work.result;
    else
        dk_err_locate(err, (dk_place){.file = work.name});
    dk_table_close(work.table);
    free(work.owned);
    return code;
}

/* ---- the marked workbook ---- */

dk_code dk_uc_marked(const dk_call *call, const dk_register *reg,
                     const dk_uc_import_options *options, const dk_import_back_options *back,
                     dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(back->path != NULL);
    dk_uc_import_options dry = *options;
    dry.is_dry_run = true;
    importing work = {.app = call->app,
                      .actor = call->actor,
                      .reg = reg,
                      .options = &dry,
                      .arena = dk_arena_new()};
    if (work.arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = run(&work, err);
    if (code == DK_OK)
        code = dk_import_back(work.table, &work.result.import, back, err);
    dk_table_close(work.table);
    free(work.owned);
    dk_arena_free(work.arena);
    return code;
}

/* ---- undo ---- */

dk_code dk_uc_undo(const dk_call *call, int64_t batch, dk_apply_result *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    return dk_uc_undo_explained(call, batch, false, NULL, out, err);
}

dk_code dk_uc_undo_explained(const dk_call *call, int64_t batch, bool is_dry_run,
                             dk_err_list *reasons, dk_apply_result *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_store *store = NULL;
    const dk_undo_options how = {
        .now_ms = dk_app_now_ms(call->app), .is_dry_run = is_dry_run, .reasons = reasons};
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_undo(store, call->actor, batch, &how, out, err);
    dk_app_return(call->app, store);
    pthread_mutex_unlock(&call->app->write_lock);
    return code;
}

dk_code dk_uc_batches(const dk_call *call, size_t limit, dk_batch_info **out, size_t *n,
                      dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_batches(&(dk_view){store, call->actor, call->arena}, limit, out, n, err);
    dk_app_return(call->app, store);
    return code;
}
