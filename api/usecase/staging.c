/* api/usecase/staging.c - staged files: keeping, mapping, giving back marked (staging.h). */
#include "api/usecase/staging.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/file.h"
#include "api/usecase/import.h"
#include "api/usecase/messages.h"
#include "core/base/parse.h"
#include "core/store/staging.h"

enum { KEEP_DAYS = 90, KEEP_MOST = 3650 };
static const int64_t DAY_MS = 86400000;

/* How long bytes are kept. */
static int64_t keep_ms(dk_app *app)
{
    dk_err err = DK_ERR_INIT;
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    int64_t days = KEEP_DAYS;
    if (dk_app_codes(app, &ref, &codes, &err) == DK_OK) {
        const char *text = dk_app_setting(codes, "upload_keep_days");
        if (text != NULL)
            (void)dk_parse_int(text, 0, KEEP_MOST, &days);
    }
    dk_app_codes_release(ref);
    return days * DAY_MS;
}

/* ---- which register ---- */

/* How many columns of the file the register takes; 0: it does not fit. */
static size_t fit_of(const dk_call *call, const dk_register *reg, const dk_uc_import_options *how)
{
    dk_err err = DK_ERR_INIT;
    dk_uc_import_result result;
    size_t n = 0;
    dk_arena *arena = dk_arena_new();
    if (arena != NULL &&
        dk_uc_import(&(dk_call){call->app, call->actor, arena}, reg, how, &result, &err) == DK_OK)
        for (size_t i = 0; i < result.import.n_mapping; i++)
            n += result.import.mapping[i].reg == reg;
    dk_arena_free(arena);
    return n;
}

/* Register by register; the one that takes most columns, the earlier one on a tie. */
static dk_code best_register(const dk_call *call, const dk_uc_import_options *how,
                             const dk_register **out, dk_err *err)
{
    size_t most = 0;
    for (size_t i = 0; i < dk_n_registers; i++) {
        size_t n = fit_of(call, dk_registers[i], how);
        if (n > most) {
            most = n;
            *out = dk_registers[i];
        }
    }
    return most > 0 ? DK_OK
                    : DK_FAIL(err, MSG_REGISTER_UNCLEAR, (dk_place){.file = how->name},
                              dk_arg_str(how->name));
}

/* ---- staging ---- */

static dk_code again_of(dk_store *store, const dk_upload *upload, int64_t *again, dk_err *err)
{
    const dk_register *reg = dk_register_find(upload->reg);
    *again = 0;
    return reg == NULL ? DK_OK : dk_store_batch_of_file(store, reg, upload->hash, again, err);
}

static dk_code keep(const dk_call *call, const dk_upload *upload, const unsigned char *bytes,
                    dk_upload *out, int64_t *again, dk_err *err)
{
    dk_store *store = NULL;
    int64_t id = 0;
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_uploads_expire(store, upload->at_ms, NULL, err);
    if (code == DK_OK)
        code = dk_store_upload_add(store, call->actor, upload, bytes, &id, err);
    pthread_mutex_unlock(&call->app->write_lock);
    if (code == DK_OK)
        code = dk_store_upload_get(&(dk_view){store, call->actor, call->arena}, id, out, err);
    if (code == DK_OK)
        code = again_of(store, out, again, err);
    dk_app_return(call->app, store);
    return code;
}

dk_code dk_uc_stage(const dk_call *call, const dk_uc_stage_options *options, dk_upload *out,
                    int64_t *again, dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(options->path != NULL && options->name != NULL);
    unsigned char *bytes = NULL;
    size_t len = 0;
    const dk_register *reg = options->reg;
    bool has_sender = options->sender != NULL && options->sender[0] != '\0';
    if (dk_file_read(options->path, &bytes, &len, err) != DK_OK)
        return DK_FAILED;
    const dk_uc_import_options how = {.bytes = bytes,
                                      .len = len,
                                      .name = options->name,
                                      .sender = has_sender ? options->sender : NULL,
                                      .is_read_only = true,
                                      .as_of = DK_DAY_NONE};
    dk_code code = reg != NULL ? DK_OK : best_register(call, &how, &reg, err);
    if (code == DK_OK) {
        dk_upload upload = {.reg = reg->key,
                            .file = options->name,
                            .sender = has_sender ? options->sender : call->actor->unit,
                            .size_bytes = (int64_t)len,
                            .at_ms = dk_app_now_ms(call->app)};
        upload.keep_until_ms = upload.at_ms + keep_ms(call->app);
        dk_sha256(bytes, len, upload.hash);
        code = keep(call, &upload, bytes, out, again, err);
    }
    free(bytes);
    return code;
}

dk_code dk_uc_upload(const dk_call *call, int64_t id, dk_upload *out, int64_t *again, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_upload_get(&(dk_view){store, call->actor, call->arena}, id, out, err);
    if (code == DK_OK)
        code = again_of(store, out, again, err);
    dk_app_return(call->app, store);
    return code;
}

dk_code dk_uc_uploads(const dk_call *call, size_t limit, dk_upload **out, size_t *n, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_uploads(&(dk_view){store, call->actor, call->arena}, limit, out, n, err);
    dk_app_return(call->app, store);
    return code;
}

dk_code dk_uc_upload_discard(const dk_call *call, int64_t id, dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_store *store = NULL;
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_upload_discard(store, call->actor, id, err);
    dk_app_return(call->app, store);
    pthread_mutex_unlock(&call->app->write_lock);
    return code;
}

/* ---- opening what was staged ---- */

dk_code dk_upload_open(const dk_call *call, int64_t id, dk_opened_upload *out, dk_err *err)
{
    assert(dk_call_has_arena(call) && out != NULL);
    dk_store *store = NULL;
    dk_import_override *overrides = NULL;
    dk_opened_upload opened = {0};
    size_t n = 0, len = 0;
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_upload_get(&(dk_view){store, call->actor, call->arena}, id, &opened.upload,
                                   err);
    if (code == DK_OK)
        code = dk_register_get(opened.upload.reg, &opened.reg, err);
    if (code == DK_OK)
        code = dk_mapping_parse(opened.upload.mapping, call->arena, &overrides, &n, err);
    if (code == DK_OK)
        code = dk_store_upload_bytes(store, call->actor, id, &opened.bytes, &len, err);
    dk_app_return(call->app, store);
    if (code != DK_OK)
        return DK_FAILED;
    opened.how = (dk_uc_import_options){.bytes = opened.bytes,
                                        .len = len,
                                        .name = opened.upload.file,
                                        .sender = opened.upload.sender,
                                        .overrides = overrides,
                                        .n_overrides = n,
                                        .as_of = DK_DAY_NONE};
    *out = opened;
    return DK_OK;
}

dk_code dk_uc_upload_marked(const dk_call *call, int64_t id, const dk_import_back_options *back,
                            dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_opened_upload opened = {0};
    dk_arena *arena = dk_arena_new();
    dk_code code =
        arena == NULL ? DK_NO_MEMORY(err)
                      : dk_upload_open(&(dk_call){call->app, call->actor, arena}, id, &opened, err);
    if (code == DK_OK)
        code = dk_uc_marked(call, opened.reg, &opened.how, back, err);
    free(opened.bytes);
    dk_arena_free(arena);
    return code;
}

/* ---- mapping ---- */

static dk_code set_mapping(const dk_call *call, int64_t id, const char *mapping, dk_err *err)
{
    dk_store *store = NULL;
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_upload_map(store, call->actor, id, mapping, err);
    dk_app_return(call->app, store);
    pthread_mutex_unlock(&call->app->write_lock);
    return code;
}

dk_code dk_uc_upload_map(const dk_call *call, int64_t id, const char *mapping, bool remembers,
                         dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_opened_upload opened = {0};
    dk_uc_import_result result;
    dk_import_override *overrides = NULL;
    size_t n = 0;
    dk_arena *arena = dk_arena_new();
    dk_code code =
        arena == NULL ? DK_NO_MEMORY(err) : dk_mapping_parse(mapping, arena, &overrides, &n, err);
    if (code == DK_OK)
        code = dk_upload_open(&(dk_call){call->app, call->actor, arena}, id, &opened, err);
    if (code == DK_OK) {
        opened.how.overrides = overrides;
        opened.how.n_overrides = n;
        opened.how.is_read_only = true;
        code = dk_uc_import(&(dk_call){call->app, call->actor, arena}, opened.reg, &opened.how,
                            &result, err);
    }
    if (code == DK_OK)
        code = set_mapping(call, id, mapping, err);
    if (code == DK_OK && remembers && n > 0 && opened.upload.sender != NULL)
        code = dk_mapping_remember(&(dk_call){call->app, call->actor, arena}, opened.reg,
                                   &opened.how, &result.import, err);
    free(opened.bytes);
    dk_arena_free(arena);
    return code;
}
