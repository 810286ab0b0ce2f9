/* api/usecase/import.c - a sheet from a path to one committed batch, and back by undo. */
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/file.h"
#include "api/usecase/identity.h"
#include "api/usecase/link.h"

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

static dk_code apply(dk_app *app, const dk_actor *actor, const dk_batch *batch,
                     const dk_uc_import_options *options, dk_apply_result *out, dk_err *err)
{
    reporter r = {&options->progress, {"写入", "writing"}};
    dk_apply_options how = {.now_ms = dk_app_now_ms(app), .is_dry_run = options->is_dry_run};
    if (options->progress.report != NULL) {
        how.progress = report_apply;
        how.progress_ctx = &r;
    }
    dk_store *store = NULL;
    pthread_mutex_lock(&app->write_lock);
    dk_code code = dk_app_borrow(app, &store, err);
    if (code == DK_OK)
        code = dk_store_apply(store, actor, batch, &how, out, err);
    dk_app_return(app, store);
    pthread_mutex_unlock(&app->write_lock);
    return code;
}

/* Reads the sheet and, in *questions, the wordings that nobody has decided yet. */
static dk_code read_sheet(dk_app *app, dk_table *table, const dk_register *reg,
                          const dk_uc_import_options *options, dk_arena *arena,
                          dk_uc_import_result *result, dk_asking *asking, dk_err *err)
{
    dk_import *out = &result->import;
    dk_codes_ref *ref = NULL;
    reporter r = {&options->progress, {"读取", "reading"}};
    dk_import_options how = {.day = options->as_of == DK_DAY_NONE ? dk_app_as_of(app)
                                                                  : options->as_of};
    if (options->progress.report != NULL) {
        how.progress = report_read;
        how.progress_ctx = &r;
    }
    if (dk_app_codes(app, &ref, &how.codes, err) != DK_OK)
        return DK_FAILED;
    dk_asking_open(asking, ref, how.codes, how.day, arena);
    asking->reg = reg->key;
    asking->file = dk_table_name(table);
    const dk_import_source source = dk_asking_source(asking);
    how.source = &source;
    dk_code code = dk_import_read(table, reg, &how, arena, out, err);
    result->questions = asking->questions;
    result->n_questions = asking->n;
    dk_app_codes_release(ref);
    return code;
}

dk_code dk_uc_import(dk_app *app, const dk_actor *actor, const dk_register *reg,
                     const dk_uc_import_options *options, dk_arena *arena, dk_uc_import_result *out,
                     dk_err *err)
{
    dk_code code = DK_FAILED;
    unsigned char *bytes = NULL;
    size_t len = 0;
    dk_table *table = NULL;
    dk_uc_import_result result = {0};
    dk_asking asking;
    const char *slash = strrchr(options->path, '/');
    const char *name = options->name != NULL ? options->name
                       : slash != NULL       ? slash + 1
                                             : options->path;
    if ((name = dk_arena_text(arena, name)) == NULL)
        return DK_NO_MEMORY(err);
    if (dk_file_read(options->path, &bytes, &len, err) != DK_OK ||
        dk_table_open_bytes(bytes, len, name, NULL, &table, err) != DK_OK ||
        read_sheet(app, table, reg, options, arena, &result, &asking, err) != DK_OK)
        goto cleanup;
    dk_batch *batch = &result.import.batch;
    batch->kind = "import";
    batch->file = name;
    batch->sheet = result.import.sheet;
    dk_sha256(bytes, len, batch->hash);
    bool is_clean = result.import.n_refused == 0 && result.import.errors.total == 0;
    if (is_clean || options->allows_partial || options->is_dry_run) {
        if (dk_identity_redirect(app, batch, arena, err) != DK_OK ||
            apply(app, actor, batch, options, &result.applied, err) != DK_OK)
            goto cleanup;
        result.is_committed = !options->is_dry_run;
        if (result.is_committed && dk_asking_keep(&asking, app, actor, err) != DK_OK)
            goto cleanup;
    }
    *out = result;
    code = DK_OK;
cleanup:
    if (code != DK_OK)
        dk_err_locate(err, (dk_place){.file = name});
    dk_table_close(table);
    free(bytes);
    return code;
}

dk_code dk_uc_undo(dk_app *app, const dk_actor *actor, int64_t batch, dk_apply_result *out,
                   dk_err *err)
{
    dk_store *store = NULL;
    pthread_mutex_lock(&app->write_lock);
    dk_code code = dk_app_borrow(app, &store, err);
    if (code == DK_OK)
        code = dk_store_undo(store, actor, batch, &(dk_undo_options){.now_ms = dk_app_now_ms(app)},
                             out, err);
    dk_app_return(app, store);
    pthread_mutex_unlock(&app->write_lock);
    return code;
}

dk_code dk_uc_batches(dk_app *app, const dk_actor *actor, size_t limit, dk_arena *arena,
                      dk_batch_info **out, size_t *n, dk_err *err)
{
    dk_store *store = NULL;
    dk_code code = dk_app_borrow(app, &store, err);
    if (code == DK_OK)
        code = dk_store_batches(store, actor, arena, limit, out, n, err);
    dk_app_return(app, store);
    return code;
}
