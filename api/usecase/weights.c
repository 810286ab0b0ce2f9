/* api/usecase/weights.c - see weights.h. */
#include "api/usecase/weights.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/file.h"
#include "api/usecase/messages.h"
#include "api/usecase/name.h"
#include "api/usecase/snapshot.h"
#include "api/usecase/values.h"
#include "core/base/buf.h"
#include "core/base/messages.h"
#include "core/register/fields.h"

/* ---- in force ---- */

/* A record as the text of a weights file, so that one parser judges both. */
static void write_text(const dk_record *record, dk_buf *out)
{
    const dk_value *list = &record->v[DK_WEIGHTINGS_weights];
    dk_buf_format(out, "name %s\nversion %lld\n", dk_str(record, DK_WEIGHTINGS_name),
                  (long long)dk_num(record, DK_WEIGHTINGS_version, 0));
    for (size_t i = 0; list->kind == DK_V_LIST && i < list->n_rows; i++) {
        const dk_value *item = &list->items[i * DK_SUB_WEIGHTS_COUNT];
        dk_buf_format(out, "%s %lld\n", item[DK_SUB_WEIGHTS_key].text,
                      (long long)item[DK_SUB_WEIGHTS_weight].num);
    }
}

typedef struct {
    const char *label; /* "name/version" wanted, NULL: none */
    const char *name;  /* look for the last version of this name */
    int64_t last;
    dk_buf text;
} finder;

static bool look(void *ctx, const dk_record *record)
{
    finder *find = ctx;
    char label[160];
    int64_t version = dk_num(record, DK_WEIGHTINGS_version, 0);
    const char *name = dk_str(record, DK_WEIGHTINGS_name);
    snprintf(label, sizeof label, "%s/%lld", name, (long long)version);
    if (find->name != NULL && strcmp(find->name, name) == 0 && version > find->last)
        find->last = version;
    if (find->label == NULL || strcmp(label, find->label) != 0)
        return true;
    write_text(record, &find->text);
    return false;
}

static dk_code scan(const dk_source *source, finder *find, dk_err *err)
{
    dk_code code = dk_source_scan(source, "weightings", look, find, err);
    return code == DK_OK && find->text.is_broken ? DK_NO_MEMORY(err) : code;
}

static dk_code from_file(const char *path, dk_weights *out, dk_err *err)
{
    unsigned char *bytes = NULL;
    size_t len = 0;
    if (dk_file_read(path, &bytes, &len, err) != DK_OK)
        return DK_FAILED;
    /* The parser reads characters; a char may alias the bytes. */
    dk_code code = dk_weights_parse((const char *)bytes, len, path, out, err);
    free(bytes);
    return code;
}

dk_code dk_app_weights_named(const dk_source *source, const char *wanted, dk_weights *out,
                             dk_err *err)
{
    assert(source->store != NULL && wanted != NULL);
    finder find = {.label = wanted};
    dk_weights weights = dk_weights_default();
    char label[48];
    dk_weights_label(&weights, label);
    if (strcmp(wanted, label) == 0) {
        *out = weights;
        return DK_OK;
    }
    dk_code code = scan(source, &find, err);
    if (code == DK_OK)
        code = find.text.len == 0
                   ? DK_FAIL(err, MSG_WEIGHTS_UNKNOWN, DK_NOWHERE, dk_arg_str(wanted))
                   : dk_weights_parse(find.text.data, find.text.len, wanted, out, err);
    dk_buf_done(&find.text);
    return code;
}

dk_code dk_app_weights(dk_app *app, const dk_source *source, const dk_codes *codes, dk_weights *out,
                       dk_err *err)
{
    const char *label = dk_app_setting(codes, "weights");
    if (app->options.weights_path != NULL)
        return from_file(app->options.weights_path, out, err);
    if (label != NULL)
        return dk_app_weights_named(source, label, out, err);
    *out = dk_weights_default();
    return DK_OK;
}

dk_code dk_uc_weights(dk_app *app, dk_weights *out, dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *codes;
    dk_store *store = NULL;
    dk_code code = dk_app_codes(app, &ref, &codes, err);
    if (code == DK_OK)
        code = dk_app_borrow(app, &store, err);
    if (code == DK_OK)
        code = dk_app_weights(app, &(dk_source){.store = store, .seq = DK_NOW}, codes, out, err);
    dk_app_return(app, store);
    dk_app_codes_release(ref);
    return code;
}

/* ---- preview ---- */

static dk_code name_preview(const dk_namer *n, dk_preview *preview, dk_err *err)
{
    dk_found found;
    for (size_t i = 0; i < preview->n_moved; i++) {
        dk_moved_person *person = &preview->moved[i];
        if (dk_name_record(n, dk_register_find("trainees"), person->trainee, &found, err) != DK_OK)
            return DK_FAILED;
        person->no = found.no;
        person->label = found.label;
        person->line = found.line;
        for (size_t k = 0; k < person->n_posts; k++) {
            if (dk_name_record(n, dk_register_find("posts"), person->posts[k].post, &found, err) !=
                DK_OK)
                return DK_FAILED;
            person->posts[k].no = found.no;
            person->posts[k].label = found.label;
        }
    }
    return DK_OK;
}

dk_code dk_uc_weights_preview(const dk_call *call, const dk_weights *weights,
                              const dk_uc_preview_options *options, dk_preview *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    assert(options->sample >= 1 && options->top >= 1 && options->top <= DK_PREVIEW_TOP);
    dk_snapshot *s = NULL;
    dk_match_index *other = NULL;
    dk_namer n = {.actor = call->actor, .lang = options->lang, .arena = call->arena};
    dk_code code = dk_snapshot_acquire(call->app, options->as_of, &s, err);
    if (code == DK_OK)
        code = dk_match_index_new(&s->market, weights, dk_match_index_seed(s->index), &other, err);
    if (code == DK_OK)
        code = dk_match_preview(s->index, other, &(dk_preview_ask){options->sample, options->top},
                                call->arena, out, err);
    if (code == DK_OK)
        code = dk_app_borrow(call->app, &n.store, err);
    if (code == DK_OK) {
        dk_weights *kept = dk_arena_array(call->arena, 2, sizeof *kept);
        n.codes = s->codes->codes;
        code = kept == NULL ? DK_NO_MEMORY(err) : name_preview(&n, out, err);
        if (kept != NULL) { /* the indexes go away, the preview stays */
            kept[0] = *out->weights_from;
            kept[1] = *out->weights_to;
            out->weights_from = &kept[0];
            out->weights_to = &kept[1];
        }
    }
    dk_app_return(call->app, n.store);
    dk_match_index_free(other);
    dk_snapshot_release(s);
    return code;
}

/* ---- keeping ---- */

static dk_record *weights_record(dk_arena *arena, const dk_weights *weights)
{
    dk_record *record = dk_record_new(arena, dk_register_find("weightings"));
    const size_t n = DK_N_CRITERIA + 2;
    dk_value *items = dk_arena_array(arena, n * DK_SUB_WEIGHTS_COUNT, sizeof *items);
    if (record == NULL || items == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const char *key = i < DK_N_CRITERIA    ? dk_criteria[i]->key
                          : i == DK_N_CRITERIA ? "set.related_floor"
                                               : "set.use_half";
        int64_t value = i < DK_N_CRITERIA    ? weights->weight[i]
                        : i == DK_N_CRITERIA ? weights->related_floor
                                             : weights->use_half;
        items[i * DK_SUB_WEIGHTS_COUNT + DK_SUB_WEIGHTS_key] =
            (dk_value){.kind = DK_V_TEXT, .text = key};
        items[i * DK_SUB_WEIGHTS_COUNT + DK_SUB_WEIGHTS_weight] =
            (dk_value){.kind = DK_V_INT, .num = value};
    }
    record->v[DK_WEIGHTINGS_name] = (dk_value){.kind = DK_V_TEXT, .text = weights->name};
    record->v[DK_WEIGHTINGS_version] = (dk_value){.kind = DK_V_INT, .num = weights->version};
    record->v[DK_WEIGHTINGS_weights] =
        (dk_value){.kind = DK_V_LIST, .items = items, .n_rows = (uint32_t)n};
    return record;
}

static dk_record *setting_record(dk_arena *arena, const dk_weights *weights)
{
    dk_record *record = dk_record_new(arena, dk_register_find("codes"));
    char label[48];
    dk_weights_label(weights, label);
    const char *text = dk_arena_text(arena, label);
    if (record == NULL || text == NULL)
        return NULL;
    record->v[DK_CODES_list] = (dk_value){.kind = DK_V_TEXT, .text = "setting"};
    record->v[DK_CODES_code] = (dk_value){.kind = DK_V_TEXT, .text = "weights"};
    record->v[DK_CODES_name] = (dk_value){.kind = DK_V_TEXT, .text = text};
    record->v[DK_CODES_source] = (dk_value){.kind = DK_V_TEXT, .text = "权重方案"};
    return record;
}

static dk_code save(const dk_call *call, dk_store *store, dk_weights *weights,
                    dk_apply_result *result, dk_err *err)
{
    const dk_weights built_in = dk_weights_default();
    finder find = {.name = weights->name};
    if (scan(&(dk_source){.store = store, .seq = DK_NOW}, &find, err) != DK_OK)
        return DK_FAILED;
    if (strcmp(weights->name, built_in.name) == 0 && find.last < built_in.version)
        find.last = built_in.version;
    weights->version = (int32_t)find.last + 1;
    dk_batch_row rows[2] = {{.record = setting_record(call->arena, weights)},
                            {.record = weights_record(call->arena, weights)}};
    const dk_batch batch = {.kind = "edit", .rows = rows, .n_rows = 2};
    const dk_apply_options how = {.now_ms = dk_app_now_ms(call->app)};
    if (rows[0].record == NULL || rows[1].record == NULL)
        return DK_NO_MEMORY(err);
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_store_apply(store, call->actor, &batch, &how, result, err);
    pthread_mutex_unlock(&call->app->write_lock);
    return code;
}

dk_code dk_uc_weights_save(const dk_call *call, dk_weights *weights, dk_apply_result *result,
                           dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_store *store = NULL;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = save(&(dk_call){call->app, call->actor, arena}, store, weights, result, err);
    dk_app_return(call->app, store);
    dk_arena_free(arena);
    return code;
}
