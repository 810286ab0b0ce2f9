/* api/usecase/picks.c - see picks.h. */
#include "api/usecase/picks.h"

#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "api/usecase/values.h"
#include "core/base/messages.h"
#include "core/register/fields.h"
#include "core/register/messages.h"

typedef struct {
    dk_app *app;
    dk_store *store;
    const dk_actor *actor;
    const dk_pick *pick;
    const dk_codes *codes;
    dk_arena *arena;
    dk_record *record; /* of picks */
} writer;

static bool first(void *ctx, const dk_record *record)
{
    *(int64_t *)ctx = record->id;
    return false;
}

/* The record number of the same decision, 0 when there is none. */
static dk_code find_same(writer *w, int64_t *id, dk_err *err)
{
    const dk_register *reg = w->record->reg;
    dk_filter filters[3];
    const size_t fields[3] = {DK_PICKS_trainee, DK_PICKS_post_no, DK_PICKS_kind};
    dk_arena *scratch = dk_arena_new();
    if (scratch == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < 3; i++)
        filters[i] =
            (dk_filter){fields[i], DK_OP_EQ,
                        dk_value_text(w->arena, &reg->fields[fields[i]], &w->record->v[fields[i]])};
    const dk_query query = {
        .reg = reg, .filters = filters, .n_filters = 3, .order = SIZE_MAX, .limit = 1};
    dk_code code = dk_store_scan(&(dk_view){w->store, &DK_LOADER, scratch}, &query, first, id, err);
    dk_arena_free(scratch);
    return code;
}

static void set_text(writer *w, size_t field, const char *text)
{
    if (text != NULL && text[0] != '\0')
        w->record->v[field] = (dk_value){.kind = DK_V_TEXT, .text = text};
}

/* Both sides as the actor sees them, and the record of the decision. */
static dk_code fill(writer *w, dk_err *err)
{
    dk_record *trainee = NULL, *post = NULL;
    if (dk_store_get(&(dk_view){w->store, w->actor, w->arena}, dk_register_find("trainees"),
                     w->pick->trainee, false, &trainee, err) != DK_OK ||
        dk_store_get(&(dk_view){w->store, w->actor, w->arena}, dk_register_find("posts"),
                     w->pick->post, false, &post, err) != DK_OK)
        return DK_FAILED;
    w->record = dk_record_new(w->arena, dk_register_find("picks"));
    if (w->record == NULL)
        return DK_NO_MEMORY(err);
    w->record->v[DK_PICKS_trainee] = (dk_value){.kind = DK_V_INT, .num = w->pick->trainee};
    w->record->v[DK_PICKS_decided_on] = (dk_value){.kind = DK_V_INT, .num = dk_app_as_of(w->app)};
    set_text(w, DK_PICKS_post_no, dk_str(post, DK_POSTS_post_no));
    set_text(w, DK_PICKS_kind, w->pick->kind);
    set_text(w, DK_PICKS_reason, w->pick->reason);
    set_text(w, DK_PICKS_decided_by, w->actor->user);
    set_text(w, DK_PICKS_src_unit, dk_str(trainee, DK_TRAINEES_src_unit));
    return DK_OK;
}

static dk_code check(writer *w, dk_err *err)
{
    const dk_pick *pick = w->pick;
    const dk_field *field = &w->record->reg->fields[DK_PICKS_kind];
    bool needs_reason = strcmp(pick->kind, "exclude") == 0 || strcmp(pick->kind, "refused") == 0;
    if (dk_value_check(field, &w->record->v[DK_PICKS_kind], w->codes, DK_DAY_NONE, err) != DK_OK) {
        dk_err_locate(err, (dk_place){.field = "kind"});
        return DK_FAILED;
    }
    if (needs_reason && !pick->is_removal && (pick->reason == NULL || pick->reason[0] == '\0'))
        return DK_FAIL0(err, MSG_PICK_REASON);
    return DK_OK;
}

static dk_code write(writer *w, dk_apply_result *out, dk_err *err)
{
    int64_t same = 0;
    if (fill(w, err) != DK_OK || check(w, err) != DK_OK || find_same(w, &same, err) != DK_OK)
        return DK_FAILED;
    if (w->pick->is_removal && same == 0)
        return DK_FAIL0(err, MSG_PICK_MISSING);
    w->record->id = same;
    dk_batch_row row = {.record = w->record, .is_delete = w->pick->is_removal};
    const dk_batch batch = {.kind = "edit", .rows = &row, .n_rows = 1};
    const dk_apply_options how = {.now_ms = dk_app_now_ms(w->app)};
    pthread_mutex_lock(&w->app->write_lock);
    dk_code code = dk_store_apply(w->store, w->actor, &batch, &how, out, err);
    pthread_mutex_unlock(&w->app->write_lock);
    return code;
}

dk_code dk_uc_pick(const dk_call *call, const dk_pick *pick, dk_apply_result *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(pick->kind != NULL);
    dk_codes_ref *ref = NULL;
    writer w = {.app = call->app, .actor = call->actor, .pick = pick, .arena = dk_arena_new()};
    if (w.arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_app_codes(call->app, &ref, &w.codes, err);
    if (code == DK_OK)
        code = dk_app_borrow(call->app, &w.store, err);
    if (code == DK_OK)
        code = write(&w, out, err);
    dk_app_return(call->app, w.store);
    dk_app_codes_release(ref);
    dk_arena_free(w.arena);
    return code;
}
