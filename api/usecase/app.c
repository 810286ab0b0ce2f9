/* api/usecase/app.c - opening a centre, its connections and its code lists. */
#include "api/usecase/app.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/forecast.h"
#include "api/usecase/snapshot.h"
#include "core/base/date.h"
#include "core/register/fields.h"
#include "models/models.h"

const dk_actor DK_LOADER = {.user = "loader",
                            .rights = DK_RIGHT_READ | DK_RIGHT_ALL_UNITS | DK_RIGHT_COMPUTE};

void dk_uc_start(void)
{
    dk_models_init();
}

static dk_store_options store_options(const dk_app_options *options)
{
    return (dk_store_options){.path = options->db_path,
                              .key_path = options->key_path,
                              .is_read_only = options->is_read_only,
                              .clock_ms = options->clock_ms,
                              .clock_ctx = options->clock_ctx};
}

dk_code dk_app_open(const dk_app_options *options, dk_app **out, dk_err *err)
{
    assert(options->db_path != NULL && options->clock_ms != NULL);
    dk_app *app = calloc(1, sizeof *app);
    if (app == NULL)
        return DK_NO_MEMORY(err);
    app->options = *options;
    pthread_mutex_init(&app->lock, NULL);
    pthread_mutex_init(&app->write_lock, NULL);
    dk_store *store = NULL;
    if (dk_app_borrow(app, &store, err) != DK_OK) {
        dk_app_close(app);
        return DK_FAILED;
    }
    dk_app_return(app, store);
    *out = app;
    return DK_OK;
}

void dk_app_close(dk_app *app)
{
    if (app == NULL)
        return;
    dk_tasks_free(app->tasks);
    dk_uc_forecasts_release(app->outlook);
    dk_changes_kept_free(app->changes);
    dk_snapshot_release(app->snapshot);
    dk_app_codes_release(app->codes);
    for (size_t i = 0; i < app->n_idle; i++)
        dk_store_close(app->idle[i]);
    pthread_mutex_destroy(&app->lock);
    pthread_mutex_destroy(&app->write_lock);
    free(app);
}

dk_code dk_app_borrow(dk_app *app, dk_store **out, dk_err *err)
{
    assert(app != NULL && out != NULL);
    dk_store *store = NULL;
    pthread_mutex_lock(&app->lock);
    if (app->n_idle > 0)
        store = app->idle[--app->n_idle];
    pthread_mutex_unlock(&app->lock);
    if (store == NULL) {
        dk_store_options options = store_options(&app->options);
        if (dk_store_open(&options, &store, err) != DK_OK)
            return DK_FAILED;
    }
    *out = store;
    return DK_OK;
}

void dk_app_return(dk_app *app, dk_store *store)
{
    if (store == NULL)
        return;
    pthread_mutex_lock(&app->lock);
    bool has_room = app->n_idle < DK_POOL;
    if (has_room)
        app->idle[app->n_idle++] = store;
    pthread_mutex_unlock(&app->lock);
    if (!has_room)
        dk_store_close(store);
}

int64_t dk_app_now_ms(const dk_app *app)
{
    return app->options.clock_ms(app->options.clock_ctx);
}

int32_t dk_app_zone_minutes(const dk_app *app)
{
    return app->options.zone_minutes;
}

dk_code dk_app_apply(const dk_call *call, const dk_batch *batch, bool is_dry_run,
                     dk_apply_result *out, dk_err *err)
{
    assert(dk_call_is_set(call) && batch->kind != NULL &&
           (batch->rows != NULL || batch->n_rows == 0));
    const dk_apply_options how = {.now_ms = dk_app_now_ms(call->app), .is_dry_run = is_dry_run};
    dk_store *store = NULL;
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_apply(store, call->actor, batch, &how, out, err);
    dk_app_return(call->app, store);
    pthread_mutex_unlock(&call->app->write_lock);
    return code;
}

dk_code dk_app_seq(dk_app *app, int64_t *seq, dk_err *err)
{
    dk_store *store = NULL;
    if (dk_app_borrow(app, &store, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_store_seq(store, seq, err);
    dk_app_return(app, store);
    return code;
}

/* ---- code lists ---- */

typedef struct {
    dk_arena *arena;
    dk_code_row *rows;
    size_t n, capacity;
    bool is_broken;
} code_rows;

static const char *text_of(dk_arena *arena, const dk_record *record, size_t field)
{
    const dk_value *v = &record->v[field];
    return v->kind == DK_V_TEXT ? dk_arena_text(arena, v->text) : "";
}

static int32_t day_of(const dk_record *record, size_t field)
{
    const dk_value *v = &record->v[field];
    return v->kind == DK_V_INT ? (int32_t)v->num : DK_DAY_NONE;
}

static bool keep_code(void *ctx, const dk_record *r)
{
    code_rows *rows = ctx;
    dk_arena *arena = rows->arena;
    rows->rows = dk_arena_grow(arena, rows->rows, rows->n, &rows->capacity, sizeof *rows->rows);
    if (rows->rows == NULL) {
        rows->is_broken = true;
        return false;
    }
    const char *successor = text_of(arena, r, DK_CODES_successor);
    rows->rows[rows->n++] = (dk_code_row){
        .list = text_of(arena, r, DK_CODES_list),
        .code = text_of(arena, r, DK_CODES_code),
        .name = text_of(arena, r, DK_CODES_name),
        .name_en = text_of(arena, r, DK_CODES_name_en),
        .parent = text_of(arena, r, DK_CODES_parent),
        .aliases = text_of(arena, r, DK_CODES_aliases),
        .rank = r->v[DK_CODES_rank].kind == DK_V_INT ? r->v[DK_CODES_rank].num : 0,
        .since = day_of(r, DK_CODES_since),
        .until = day_of(r, DK_CODES_until),
        .successor = successor != NULL && *successor != '\0' ? successor : NULL,
        .source = text_of(arena, r, DK_CODES_source),
    };
    return true;
}

/* A decided wording joins the aliases of its code. */
static bool keep_alias(void *ctx, const dk_record *r)
{
    code_rows *rows = ctx;
    const char *list = r->v[DK_ALIASES_list].text, *code = r->v[DK_ALIASES_code].text;
    for (size_t i = 0; i < rows->n && !rows->is_broken; i++) {
        dk_code_row *row = &rows->rows[i];
        if (strcmp(row->list, list) != 0 || strcmp(row->code, code) != 0)
            continue;
        row->aliases =
            dk_arena_format(rows->arena, "%s|%s", row->aliases, r->v[DK_ALIASES_text].text);
        rows->is_broken = row->aliases == NULL;
    }
    return !rows->is_broken;
}

static void codes_free(dk_codes_ref *ref)
{
    if (ref == NULL)
        return;
    dk_list_linkers_free(ref->linkers);
    dk_codes_free(ref->codes);
    dk_arena_free(ref->arena);
    free(ref);
}

dk_code dk_app_codes_at(dk_app *app, const dk_source *source, dk_codes_ref **out, dk_err *err)
{
    dk_code code = DK_FAILED;
    dk_codes_ref *ref = calloc(1, sizeof *ref);
    if (ref == NULL || (ref->arena = dk_arena_new()) == NULL) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    code_rows rows = {.arena = ref->arena};
    if (dk_source_scan(source, "codes", keep_code, &rows, err) != DK_OK ||
        dk_source_scan(source, "aliases", keep_alias, &rows, err) != DK_OK)
        goto cleanup;
    ref->codes = rows.is_broken ? NULL : dk_codes_new(rows.rows, rows.n);
    if (ref->codes == NULL) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    ref->app = app;
    ref->seq = source->seq;
    ref->holders = 1;
    *out = ref;
    ref = NULL;
    code = DK_OK;
cleanup:
    codes_free(ref);
    return code;
}

dk_code dk_app_codes(dk_app *app, dk_codes_ref **ref, const dk_codes **codes, dk_err *err)
{
    assert(app != NULL && ref != NULL && codes != NULL);
    dk_store *store = NULL;
    int64_t seq = 0;
    dk_code code = DK_FAILED;
    if (dk_app_borrow(app, &store, err) != DK_OK || dk_store_seq(store, &seq, err) != DK_OK)
        goto cleanup;
    pthread_mutex_lock(&app->lock);
    dk_codes_ref *current = app->codes != NULL && app->codes->seq == seq ? app->codes : NULL;
    if (current != NULL)
        current->holders++;
    pthread_mutex_unlock(&app->lock);
    if (current == NULL) {
        const dk_source now = {.store = store, .seq = DK_NOW};
        if (dk_app_codes_at(app, &now, &current, err) != DK_OK)
            goto cleanup;
        current->seq = seq;
        pthread_mutex_lock(&app->lock);
        dk_codes_ref *old = app->codes;
        app->codes = current;
        current->holders++;
        pthread_mutex_unlock(&app->lock);
        dk_app_codes_release(old);
    }
    *ref = current;
    *codes = current->codes;
    code = DK_OK;
cleanup:
    dk_app_return(app, store);
    return code;
}

void dk_app_codes_release(dk_codes_ref *ref)
{
    if (ref == NULL)
        return;
    dk_app *app = ref->app;
    pthread_mutex_lock(&app->lock);
    bool is_last = --ref->holders == 0;
    pthread_mutex_unlock(&app->lock);
    if (is_last)
        codes_free(ref);
}

const char *dk_app_setting(const dk_codes *codes, const char *key)
{
    const dk_code_row *row = dk_codes_find(codes, "setting", key, DK_DAY_NONE);
    return row == NULL ? NULL : row->name;
}

int32_t dk_app_as_of(dk_app *app)
{
    if (app->options.as_of != DK_DAY_NONE)
        return app->options.as_of;
    dk_err err = DK_ERR_INIT;
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    int32_t day = DK_DAY_NONE;
    if (dk_app_codes(app, &ref, &codes, &err) == DK_OK) {
        const char *date = dk_app_setting(codes, "as_of");
        if (date != NULL)
            (void)dk_day_parse(date, &day);
    }
    dk_app_codes_release(ref);
    if (day != DK_DAY_NONE)
        return day;
    int64_t local_ms = dk_app_now_ms(app) + (int64_t)app->options.zone_minutes * 60000;
    return (int32_t)(local_ms / 86400000);
}
