/* api/usecase/forecast.c - forecasts of the registers, one generation at a time, and their sheets.
 */
#include "api/usecase/forecast.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "core/base/parse.h"

struct dk_outlook_ref {
    dk_app *app;
    size_t holders;      /* guarded by app->lock */
    dk_arena *arena;     /* owns the outlook */
    dk_codes_ref *codes; /* titles are borrowed from it */
    dk_outlook outlook;
};

static void outlook_free(dk_outlook_ref *ref)
{
    if (ref == NULL)
        return;
    dk_app_codes_release(ref->codes);
    dk_arena_free(ref->arena);
    free(ref);
}

static dk_code fill(dk_outlook_ref *ref, const dk_codes *codes, dk_store *store, dk_err *err)
{
    const dk_source now = {.store = store, .seq = DK_NOW};
    const dk_outlook_inputs inputs = {.demand = now,
                                      .projects = now,
                                      .corrections = now,
                                      .as_of = ref->outlook.as_of,
                                      .horizon = ref->outlook.horizon,
                                      .seed = ref->app->options.seed,
                                      .looks_back = true};
    return dk_outlook_make(&inputs, codes, ref->arena, &ref->outlook, err);
}

static dk_code build(dk_app *app, dk_day as_of, size_t horizon, dk_outlook_ref **out, dk_err *err)
{
    dk_code code = DK_FAILED;
    dk_store *store = NULL;
    const dk_codes *codes = NULL;
    dk_outlook_ref *ref = calloc(1, sizeof *ref);
    if (ref == NULL || (ref->arena = dk_arena_new()) == NULL) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    ref->app = app;
    ref->holders = 1;
    ref->outlook =
        (dk_outlook){.as_of = as_of, .horizon = horizon, .zone_minutes = dk_app_zone_minutes(app)};
    if (dk_app_codes(app, &ref->codes, &codes, err) != DK_OK ||
        dk_app_borrow(app, &store, err) != DK_OK)
        goto cleanup;
    ref->outlook.seq = ref->codes->seq;
    if (fill(ref, codes, store, err) != DK_OK)
        goto cleanup;
    *out = ref;
    ref = NULL;
    code = DK_OK;
cleanup:
    dk_app_return(app, store);
    outlook_free(ref);
    return code;
}

static bool fits(const dk_outlook_ref *ref, int64_t seq, dk_day as_of, size_t horizon)
{
    return ref != NULL && ref->outlook.seq == seq && ref->outlook.as_of == as_of &&
           ref->outlook.horizon == horizon;
}

dk_code dk_uc_forecasts(const dk_call *call, size_t horizon, dk_day as_of, dk_outlook_ref **ref,
                        const dk_outlook **out, dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(horizon >= 1 && horizon <= DK_FORECAST_HORIZON_MAX);
    (void)call->actor; /* counts of a whole county: no row belongs to one unit or person */
    int64_t seq = 0;
    /* Two lengths only, so that the backtest of a specialty does not depend on how far a page
     * looks. */
    horizon = horizon <= DK_FORECAST_HORIZON ? DK_FORECAST_HORIZON : DK_FORECAST_HORIZON_MAX;
    if (as_of == DK_DAY_NONE)
        as_of = dk_app_as_of(call->app);
    if (dk_app_seq(call->app, &seq, err) != DK_OK)
        return DK_FAILED;
    pthread_mutex_lock(&call->app->lock);
    dk_outlook_ref *current =
        fits(call->app->outlook, seq, as_of, horizon) ? call->app->outlook : NULL;
    if (current != NULL)
        current->holders++;
    pthread_mutex_unlock(&call->app->lock);
    if (current == NULL) {
        if (build(call->app, as_of, horizon, &current, err) != DK_OK)
            return DK_FAILED;
        pthread_mutex_lock(&call->app->lock);
        dk_outlook_ref *old = call->app->outlook;
        call->app->outlook = current;
        current->holders++;
        pthread_mutex_unlock(&call->app->lock);
        dk_uc_forecasts_release(old);
    }
    *ref = current;
    *out = &current->outlook;
    return DK_OK;
}

void dk_uc_forecasts_release(dk_outlook_ref *ref)
{
    if (ref == NULL)
        return;
    dk_app *app = ref->app;
    pthread_mutex_lock(&app->lock);
    bool is_last = --ref->holders == 0;
    pthread_mutex_unlock(&app->lock);
    if (is_last)
        outlook_free(ref);
}

enum { SUGGESTED = 512 };

dk_code dk_uc_forecast_find(const dk_outlook *outlook, const char *specialty,
                            const dk_outlook_item **out, dk_err *err)
{
    assert(outlook != NULL && specialty != NULL);
    const char *names[SUGGESTED];
    char nearest[200] = "";
    size_t n = 0;
    for (size_t i = 0; i < outlook->n; i++) {
        const dk_outlook_item *item = &outlook->items[i];
        if (strcmp(item->code, specialty) == 0 || strcmp(item->title.zh, specialty) == 0) {
            *out = item;
            return DK_OK;
        }
        if (n + 1 < SUGGESTED) {
            names[n++] = item->code;
            names[n++] = item->title.zh;
        }
    }
    if (n == 0)
        return DK_FAIL0(err, MSG_FORECAST_NO_DEMAND);
    dk_suggest(specialty, names, n, nearest, sizeof nearest);
    return DK_FAIL(err, MSG_FORECAST_SPECIALTY, DK_NOWHERE, dk_arg_str(specialty),
                   dk_arg_str(nearest));
}

/* ---- sheets ---- */

typedef struct {
    dk_table_writer *writer;
    dk_err *err;
} sheet;

typedef char number[32];

/* `value` with `scale` decimals. */
static const char *text_of(double value, int scale, number out)
{
    dk_format_decimal(llround(value * pow(10, scale)), scale, out);
    return out;
}

static const struct {
    const char *key;
    dk_text title;
    dk_column_kind kind;
} LIST[] = {{"specialty", {"专业代码", "Specialty"}, DK_COLUMN_TEXT},
            {"title", {"专业", "Title"}, DK_COLUMN_TEXT},
            {"unit", {"单位", "Unit"}, DK_COLUMN_TEXT},
            {"last12", {"近12个月", "Last 12 months"}, DK_COLUMN_NUMBER},
            {"next12", {"未来12个月", "Next 12 months"}, DK_COLUMN_NUMBER},
            {"lo80", {"80%下限", "80% low"}, DK_COLUMN_NUMBER},
            {"hi80", {"80%上限", "80% high"}, DK_COLUMN_NUMBER},
            {"trend", {"走势", "Trend"}, DK_COLUMN_TEXT},
            {"mase", {"回测误差", "MASE"}, DK_COLUMN_NUMBER},
            {"naive_mase", {"去年同月的误差", "Seasonal naive MASE"}, DK_COLUMN_NUMBER},
            {"n", {"有数月数", "Months with a value"}, DK_COLUMN_NUMBER}},
  ITEM[] = {{"period", {"月份", "Month"}, DK_COLUMN_TEXT},
            {"value", {"实际", "Actual"}, DK_COLUMN_NUMBER},
            {"mean", {"预测", "Forecast"}, DK_COLUMN_NUMBER},
            {"lo80", {"80%下限", "80% low"}, DK_COLUMN_NUMBER},
            {"hi80", {"80%上限", "80% high"}, DK_COLUMN_NUMBER},
            {"lo95", {"95%下限", "95% low"}, DK_COLUMN_NUMBER},
            {"hi95", {"95%上限", "95% high"}, DK_COLUMN_NUMBER}};
enum { N_LIST = sizeof LIST / sizeof *LIST, N_ITEM = sizeof ITEM / sizeof *ITEM };

static dk_code write_list(const sheet *to, const dk_outlook *o, dk_lang lang)
{
    for (size_t i = 0; i < o->n; i++) {
        const dk_outlook_item *item = &o->items[i];
        const dk_forecast_score *score = &item->forecast.score;
        number last, next, lo, hi, mase, naive, n;
        const char *const cells[N_LIST] = {
            item->code,
            dk_in(item->title, lang),
            lang == DK_ZH ? "人/年" : "a year",
            item->last12 < 0 ? NULL : text_of(item->last12, 1, last),
            text_of(item->next12.mean, 1, next),
            text_of(item->next12.lo80, 1, lo),
            text_of(item->next12.hi80, 1, hi),
            dk_trend_key(item->trend),
            score->mase < 0 ? NULL : text_of(score->mase, 3, mase),
            score->mase_naive < 0 ? NULL : text_of(score->mase_naive, 3, naive),
            text_of((double)item->n_known, 0, n)};
        if (dk_table_write_row(to->writer, cells, N_LIST, to->err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code write_item(const sheet *to, const dk_outlook_item *item, size_t n_steps)
{
    char period[24];
    number cell[6];
    for (size_t i = 0; i < item->series.n; i++) {
        dk_period_format(dk_period_add(item->series.start, (int64_t)i), period);
        const char *const cells[N_ITEM] = {period, dk_series_known(&item->series, i)
                                                       ? text_of(item->series.value[i], 1, cell[0])
                                                       : NULL};
        if (dk_table_write_row(to->writer, cells, N_ITEM, to->err) != DK_OK)
            return DK_FAILED;
    }
    for (size_t h = 0; h < n_steps; h++) {
        const dk_forecast_step *s = &item->forecast.steps[h];
        dk_period_format(dk_period_add(item->forecast.first, (int64_t)h), period);
        const char *const cells[N_ITEM] = {period,
                                           NULL,
                                           text_of(s->mean, 1, cell[1]),
                                           text_of(s->lo80, 1, cell[2]),
                                           text_of(s->hi80, 1, cell[3]),
                                           text_of(s->lo95, 1, cell[4]),
                                           text_of(s->hi95, 1, cell[5])};
        if (dk_table_write_row(to->writer, cells, N_ITEM, to->err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_uc_forecast_export(const dk_outlook *outlook, const dk_outlook_item *item,
                              size_t n_steps, const dk_export_options *options, dk_err *err)
{
    dk_column columns[N_LIST + N_ITEM] = {{0}};
    size_t n = item == NULL ? (size_t)N_LIST : (size_t)N_ITEM;
    sheet to = {NULL, err};
    bool is_stdout = options->path == NULL || strcmp(options->path, "-") == 0;
    for (size_t i = 0; i < n; i++) {
        dk_text title = item == NULL ? LIST[i].title : ITEM[i].title;
        const char *key = item == NULL ? LIST[i].key : ITEM[i].key;
        columns[i].title = options->wants_keys ? key : dk_in(title, options->lang);
        columns[i].kind = item == NULL ? LIST[i].kind : ITEM[i].kind;
    }
    dk_code code = options->is_xlsx ? dk_table_xlsx_create(options->path, &to.writer, err)
                   : is_stdout
                       ? dk_table_csv_stream(stdout, options->has_bom, &to.writer, err)
                       : dk_table_csv_create(options->path, options->has_bom, &to.writer, err);
    const char *name = options->lang == DK_ZH ? "需求预测" : "Forecast";
    if (code != DK_OK || dk_table_write_sheet(to.writer, name, NULL, columns, n, err) != DK_OK ||
        (item == NULL ? write_list(&to, outlook, options->lang) : write_item(&to, item, n_steps)) !=
            DK_OK) {
        dk_table_writer_abandon(to.writer);
        return DK_FAILED;
    }
    return dk_table_writer_finish(to.writer, err);
}
