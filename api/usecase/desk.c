/* api/usecase/desk.c - see desk.h.
 *
 * Arrivals are the committed uploads whose batch was not undone. Expected are the pairs of sender
 * and register that sent in one of the three months before, and those of the code list "sender".
 */
#include "api/usecase/desk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "core/register/fields.h"
#include "core/store/staging.h"

#define SENDER_LIST "sender"

enum { MONTHS_BEFORE = 3, MOST_POSTS = 500 };

typedef struct {
    dk_app *app;
    dk_arena *arena;
    dk_desk desk;
    size_t capacity;
    const bool *is_undone; /* per batch */
    int64_t last_batch;
    int64_t sums[MONTHS_BEFORE + 1]; /* of the pair at hand, this month first */
} desk_work;

static dk_month month_of(const dk_app *app, int64_t at_ms)
{
    int64_t local_ms = at_ms + (int64_t)dk_app_zone_minutes(app) * 60000;
    return dk_month_of_day((dk_day)(local_ms / 86400000));
}

/* ---- senders ---- */

static bool counts(const desk_work *work, const dk_upload *upload)
{
    return upload->is_committed && upload->sender != NULL &&
           (upload->batch == 0 || upload->batch > work->last_batch ||
            !work->is_undone[upload->batch]);
}

static dk_desk_sender *sender_at(desk_work *work, const char *sender, const char *reg)
{
    dk_desk *desk = &work->desk;
    for (size_t i = 0; i < desk->n_senders; i++)
        if (strcmp(desk->senders[i].sender, sender) == 0 && strcmp(desk->senders[i].reg, reg) == 0)
            return &desk->senders[i];
    desk->senders = dk_arena_grow(work->arena, desk->senders, desk->n_senders, &work->capacity,
                                  sizeof *desk->senders);
    const char *name = dk_arena_text(work->arena, sender), *key = dk_arena_text(work->arena, reg);
    if (desk->senders == NULL || name == NULL || key == NULL)
        return NULL;
    desk->senders[desk->n_senders] = (dk_desk_sender){.sender = name, .reg = key};
    return &desk->senders[desk->n_senders++];
}

/* True when an earlier upload of the month (they come newest first) has the same bytes. */
static bool is_repeat(const desk_work *work, const dk_upload *uploads, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (counts(work, &uploads[k]) && strcmp(uploads[k].sender, uploads[i].sender) == 0 &&
            strcmp(uploads[k].reg, uploads[i].reg) == 0 &&
            memcmp(uploads[k].hash, uploads[i].hash, sizeof uploads[i].hash) == 0 &&
            month_of(work->app, uploads[k].ended_ms) == month_of(work->app, uploads[i].ended_ms))
            return true;
    return false;
}

/* The pairs of the code list: "trainees|云泽职校". */
static dk_code add_listed(desk_work *work, dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    size_t n = 0;
    if (dk_app_codes(work->app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    dk_code code = DK_OK;
    const dk_code_row *const *rows = dk_codes_list(codes, SENDER_LIST, &n);
    for (size_t i = 0; i < n && code == DK_OK; i++) {
        const char *bar = strchr(rows[i]->code, '|');
        const char *key =
            bar == NULL ? NULL
                        : dk_arena_copy(work->arena, rows[i]->code, (size_t)(bar - rows[i]->code));
        if (key != NULL && dk_register_find(key) != NULL &&
            sender_at(work, rows[i]->name, key) == NULL)
            code = DK_NO_MEMORY(err);
    }
    dk_app_codes_release(ref);
    return code;
}

/* Sums the months of one pair. */
static void sum_pair(desk_work *work, const dk_upload *uploads, size_t n, dk_desk_sender *pair)
{
    memset(work->sums, 0, sizeof work->sums);
    for (size_t i = 0; i < n; i++) {
        if (!counts(work, &uploads[i]) || strcmp(uploads[i].sender, pair->sender) != 0 ||
            strcmp(uploads[i].reg, pair->reg) != 0)
            continue;
        int32_t back = work->desk.month - month_of(work->app, uploads[i].ended_ms);
        if (back < 0) /* after the day that was asked for */
            continue;
        if (pair->last_at_ms == 0) {
            pair->last_at_ms = uploads[i].ended_ms;
            pair->last_batch = uploads[i].batch;
        }
        if (back <= MONTHS_BEFORE && !is_repeat(work, uploads, i))
            work->sums[back] += (int64_t)(uploads[i].n_rows - uploads[i].n_refused);
    }
    pair->rows = work->sums[0];
    for (size_t i = 1; i <= MONTHS_BEFORE && pair->before == 0; i++)
        pair->before = work->sums[i];
    pair->state = pair->rows == 0             ? DK_SENDER_MISSING
                  : pair->rows < pair->before ? DK_SENDER_LESS
                                              : DK_SENDER_OK;
}

static int by_need(const void *a, const void *b)
{
    const dk_desk_sender *x = a, *y = b;
    if (x->state != y->state)
        return x->state < y->state ? -1 : 1;
    int order = strcmp(x->sender, y->sender);
    return order != 0 ? order : strcmp(x->reg, y->reg);
}

static dk_code add_senders(desk_work *work, const dk_upload *uploads, size_t n, dk_err *err)
{
    for (size_t i = 0; i < n; i++) {
        int32_t back = work->desk.month - month_of(work->app, uploads[i].ended_ms);
        if (counts(work, &uploads[i]) && back >= 0 && back <= MONTHS_BEFORE &&
            sender_at(work, uploads[i].sender, uploads[i].reg) == NULL)
            return DK_NO_MEMORY(err);
    }
    if (add_listed(work, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < work->desk.n_senders; i++)
        sum_pair(work, uploads, n, &work->desk.senders[i]);
    if (work->desk.n_senders > 0)
        qsort(work->desk.senders, work->desk.n_senders, sizeof *work->desk.senders, by_need);
    return DK_OK;
}

/* Which batches were undone. */
static dk_code read_undone(desk_work *work, dk_store *store, const dk_actor *actor, dk_err *err)
{
    dk_batch_info *infos = NULL;
    size_t n = 0;
    if (dk_store_batches(&(dk_view){store, actor, work->arena}, 0, &infos, &n, err) != DK_OK)
        return DK_FAILED;
    work->last_batch = n == 0 ? 0 : infos[0].batch; /* newest first */
    bool *is_undone = dk_arena_array(work->arena, (size_t)work->last_batch + 1, sizeof *is_undone);
    if (is_undone == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        is_undone[infos[i].batch] = infos[i].undone_by != 0;
    work->is_undone = is_undone;
    return DK_OK;
}

static dk_code find_senders(desk_work *work, const dk_actor *actor, dk_err *err)
{
    dk_store *store = NULL;
    dk_upload *uploads = NULL;
    size_t n = 0;
    dk_code code = dk_app_borrow(work->app, &store, err);
    if (code == DK_OK)
        code = read_undone(work, store, actor, err);
    if (code == DK_OK)
        code = dk_store_uploads(&(dk_view){store, actor, work->arena}, 0, &uploads, &n, err);
    dk_app_return(work->app, store);
    return code == DK_OK ? add_senders(work, uploads, n, err) : code;
}

/* ---- posts ---- */

static dk_code find_posts(desk_work *work, const dk_actor *actor, dk_err *err)
{
    char from[11], to[11], no[24];
    dk_record_list list;
    dk_desk *desk = &work->desk;
    dk_day_format(desk->as_of, from);
    dk_day_format(desk->as_of + DK_DESK_DAYS, to);
    const dk_filter filters[] = {{DK_POSTS_valid_to, DK_OP_GE, from},
                                 {DK_POSTS_valid_to, DK_OP_LE, to}};
    const dk_query query = {.reg = dk_register_find("posts"),
                            .filters = filters,
                            .n_filters = 2,
                            .order = DK_POSTS_valid_to,
                            .limit = MOST_POSTS};
    if (dk_uc_list(&(dk_call){work->app, actor, work->arena}, &query, &list, err) != DK_OK)
        return DK_FAILED;
    desk->posts = dk_arena_array(work->arena, list.n, sizeof *desk->posts);
    if (desk->posts == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < list.n; i++) {
        const dk_record *record = list.records[i];
        const dk_value *status = &record->v[DK_POSTS_status];
        const dk_value *openings = &record->v[DK_POSTS_openings];
        if (status->kind == DK_V_TEXT && strcmp(status->text, "open") != 0)
            continue;
        dk_record_no(record->reg, record->id, no);
        dk_desk_post *post = &desk->posts[desk->n_posts++];
        *post = (dk_desk_post){.post = record->id,
                               .no = dk_arena_text(work->arena, no),
                               .label = dk_record_label(work->arena, record),
                               .valid_to = (int32_t)record->v[DK_POSTS_valid_to].num,
                               .openings = openings->kind == DK_V_INT ? openings->num : 0};
        post->days = post->valid_to - desk->as_of;
        if (post->no == NULL || post->label == NULL)
            return DK_NO_MEMORY(err);
    }
    return DK_OK;
}

dk_code dk_uc_desk(const dk_call *call, int32_t as_of, dk_desk *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    desk_work work = {.app = call->app, .arena = call->arena};
    work.desk.as_of = as_of == DK_DAY_NONE ? dk_app_as_of(call->app) : as_of;
    work.desk.month = as_of == DK_DAY_NONE ? month_of(call->app, dk_app_now_ms(call->app))
                                           : dk_month_of_day(as_of);
    if (find_senders(&work, call->actor, err) != DK_OK ||
        find_posts(&work, call->actor, err) != DK_OK)
        return DK_FAILED;
    *out = work.desk;
    return DK_OK;
}

/* ---- history and facets ---- */

dk_code dk_uc_history(const dk_call *call, const dk_register *reg, int64_t id, size_t limit,
                      dk_history *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code =
            dk_store_history(&(dk_view){store, call->actor, call->arena}, reg, id, limit, out, err);
    dk_app_return(call->app, store);
    return code;
}

dk_code dk_uc_facets(const dk_call *call, const dk_query *query, const char *field, dk_facets *out,
                     dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    size_t at = dk_field_find(query->reg, field);
    if (at == SIZE_MAX)
        return DK_FAIL(err, MSG_PARAM_INVALID, (dk_place){.field = "field"}, dk_arg_str("field"),
                       dk_arg_str(field), dk_arg_str(query->reg->fields[0].key));
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_facets(&(dk_view){store, call->actor, call->arena}, query, at, out, err);
    dk_app_return(call->app, store);
    return code;
}
