/* api/usecase/scoreboard.c - see scoreboard.h. */
#include "api/usecase/scoreboard.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "api/usecase/values.h"
#include "core/register/fields.h"

enum { CENT = 100, COLUMNS = DK_SUB_RUN_STEPS_COUNT, YEAR = 12 };

/* ---- keeping ---- */

static dk_value number(int64_t value)
{
    return (dk_value){.kind = DK_V_INT, .num = value};
}

/* Hundredths; a number that is not known stays absent. */
static dk_value cents(double value)
{
    return value < 0 ? (dk_value){.kind = DK_V_NULL} : number(llround(value * CENT));
}

static dk_value text(const char *value)
{
    return (dk_value){.kind = DK_V_TEXT, .text = value};
}

/* The value twelve months before step h; -1 when it is not known. */
static double year_before(const dk_outlook_item *item, size_t h)
{
    size_t n = item->series.n;
    if (h >= YEAR || n + h < YEAR || !dk_series_known(&item->series, n + h - YEAR))
        return -1;
    return item->series.value[n + h - YEAR];
}

static bool add_steps(const dk_outlook_item *item, dk_arena *arena, dk_value *out)
{
    const dk_forecast *f = &item->forecast;
    size_t n = f->horizon < DK_KEPT_MONTHS ? f->horizon : DK_KEPT_MONTHS;
    dk_value *items = dk_arena_array(arena, n * COLUMNS, sizeof *items);
    if (items == NULL)
        return false;
    for (size_t h = 0; h < n; h++) {
        dk_value *row = &items[h * COLUMNS];
        row[DK_SUB_RUN_STEPS_month] = number(f->first.index + (int64_t)h);
        row[DK_SUB_RUN_STEPS_mean] = cents(f->steps[h].mean);
        row[DK_SUB_RUN_STEPS_lo80] = cents(f->steps[h].lo80);
        row[DK_SUB_RUN_STEPS_hi80] = cents(f->steps[h].hi80);
        row[DK_SUB_RUN_STEPS_naive] = cents(year_before(item, h));
        row[DK_SUB_RUN_STEPS_manual] = cents(item->manual == NULL ? -1 : item->manual[h]);
    }
    *out = (dk_value){.kind = DK_V_LIST, .items = items, .n_rows = (uint32_t)n};
    return true;
}

static dk_record *record_of(const dk_outlook *outlook, const dk_outlook_item *item, dk_arena *arena)
{
    dk_record *r = dk_record_new(arena, dk_register_find("forecast_runs"));
    if (r == NULL || !add_steps(item, arena, &r->v[DK_FORECAST_RUNS_steps]))
        return NULL;
    r->v[DK_FORECAST_RUNS_made_on] = number(outlook->as_of);
    r->v[DK_FORECAST_RUNS_specialty_code] = text(item->code);
    r->v[DK_FORECAST_RUNS_data_seq] = number(outlook->seq);
    r->v[DK_FORECAST_RUNS_scale] = cents(dk_series_scale(&item->series));
    if (item->forecast.method != NULL)
        r->v[DK_FORECAST_RUNS_method] = text(item->forecast.method);
    return r;
}

static dk_code apply(const dk_call *call, const dk_batch *batch, dk_apply_result *out, dk_err *err)
{
    dk_store *store = NULL;
    const dk_apply_options options = {.now_ms = dk_app_now_ms(call->app)};
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_apply(store, call->actor, batch, &options, out, err);
    dk_app_return(call->app, store);
    pthread_mutex_unlock(&call->app->write_lock);
    return code;
}

/* A forecast kept before that is the same in all but the data version (the keeping itself is a
 * change of data) keeps its own: so keeping again changes nothing. */
static bool find_same(void *ctx, const dk_record *r)
{
    const dk_batch *batch = ctx;
    for (size_t i = 0; i < batch->n_rows; i++) {
        dk_record *mine = batch->rows[i].record;
        bool is_same = true;
        for (size_t f = 0; is_same && f < DK_FORECAST_RUNS_COUNT; f++)
            is_same = f == DK_FORECAST_RUNS_data_seq ||
                      dk_value_equal(&r->reg->fields[f], &r->v[f], &mine->v[f]);
        if (is_same)
            mine->v[DK_FORECAST_RUNS_data_seq] = number(r->v[DK_FORECAST_RUNS_data_seq].num);
    }
    return true;
}

static dk_code spare_same(const dk_call *call, dk_batch *batch, dk_err *err)
{
    dk_store *store = NULL;
    dk_code code = dk_app_borrow(call->app, &store, err);
    const dk_source now = {.store = store, .seq = DK_NOW};
    if (code == DK_OK)
        code = dk_source_scan(&now, "forecast_runs", find_same, batch, err);
    dk_app_return(call->app, store);
    return code;
}

static dk_code keep_all(const dk_call *call, const dk_outlook *outlook, dk_apply_result *out,
                        dk_err *err)
{
    dk_batch batch = {.kind = "edit",
                      .note = "预测存档",
                      .rows = dk_arena_array(call->arena, outlook->n, sizeof *batch.rows)};
    if (batch.rows == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < outlook->n; i++) {
        dk_record *record = record_of(outlook, &outlook->items[i], call->arena);
        if (record == NULL)
            return DK_NO_MEMORY(err);
        batch.rows[batch.n_rows++].record = record;
    }
    if (spare_same(call, &batch, err) != DK_OK)
        return DK_FAILED;
    return apply(call, &batch, out, err);
}

dk_code dk_uc_forecast_keep(const dk_call *call, dk_day as_of, dk_apply_result *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_outlook_ref *ref = NULL;
    const dk_outlook *outlook = NULL;
    dk_arena *arena = dk_arena_new();
    *out = (dk_apply_result){0};
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_uc_forecasts(call, DK_FORECAST_HORIZON, as_of, &ref, &outlook, err);
    if (code == DK_OK && outlook->n == 0)
        code = DK_FAIL0(err, MSG_FORECAST_NO_DEMAND);
    if (code == DK_OK)
        code = keep_all(&(dk_call){call->app, call->actor, arena}, outlook, out, err);
    dk_uc_forecasts_release(ref);
    dk_arena_free(arena);
    return code;
}

/* ---- scoring ---- */

typedef struct {
    dk_scoreboard *board;
    size_t capacity;
    dk_arena *arena;
    bool is_broken;
} reader;

static double of_cents(const dk_value *value)
{
    return value->kind == DK_V_INT ? (double)value->num / CENT : -1;
}

static bool on_run(void *ctx, const dk_record *r)
{
    reader *in = ctx;
    const dk_outlook *outlook = in->board->outlook;
    const dk_value *steps = &r->v[DK_FORECAST_RUNS_steps];
    const char *code = dk_str(r, DK_FORECAST_RUNS_specialty_code);
    dk_day made = (dk_day)dk_num(r, DK_FORECAST_RUNS_made_on, DK_DAY_NONE);
    dk_kept_step told[DK_KEPT_MONTHS];
    size_t item = 0, n = 0;
    while (item < outlook->n && strcmp(outlook->items[item].code, code) != 0)
        item++;
    if (item == outlook->n || made > outlook->as_of || steps->kind != DK_V_LIST)
        return true;
    for (size_t i = 0; i < steps->n_rows && n < DK_KEPT_MONTHS; i++) {
        const dk_value *row = &steps->items[i * COLUMNS];
        told[n++] = (dk_kept_step){
            row[DK_SUB_RUN_STEPS_month].num,        of_cents(&row[DK_SUB_RUN_STEPS_mean]),
            of_cents(&row[DK_SUB_RUN_STEPS_lo80]),  of_cents(&row[DK_SUB_RUN_STEPS_hi80]),
            of_cents(&row[DK_SUB_RUN_STEPS_naive]), of_cents(&row[DK_SUB_RUN_STEPS_manual])};
    }
    dk_kept_score *all =
        dk_arena_grow(in->arena, in->board->kept, in->board->n_kept, &in->capacity, sizeof *all);
    if (all == NULL) {
        in->is_broken = true;
        return false;
    }
    in->board->kept = all;
    all[in->board->n_kept] = dk_kept_judge(told, n, &outlook->items[item].series,
                                           of_cents(&r->v[DK_FORECAST_RUNS_scale]));
    all[in->board->n_kept].made = made;
    all[in->board->n_kept++].item = item;
    return true;
}

static int newest_first(const void *a, const void *b)
{
    const dk_kept_score *x = a, *y = b;
    if (x->made != y->made)
        return x->made > y->made ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

dk_code dk_uc_scoreboard(const dk_call *call, dk_day as_of, dk_outlook_ref **ref,
                         dk_scoreboard *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    reader in = {.board = out, .arena = call->arena};
    *out = (dk_scoreboard){0};
    if (dk_uc_forecasts(call, DK_FORECAST_HORIZON, as_of, ref, &out->outlook, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_source_scan(&(dk_source){.store = store, .seq = DK_NOW}, "forecast_runs", on_run,
                              &in, err);
    dk_app_return(call->app, store);
    if (code == DK_OK && in.is_broken)
        code = DK_NO_MEMORY(err);
    if (code != DK_OK) {
        dk_uc_forecasts_release(*ref);
        *ref = NULL;
        return code;
    }
    if (out->n_kept > 1)
        qsort(out->kept, out->n_kept, sizeof *out->kept, newest_first);
    return DK_OK;
}
