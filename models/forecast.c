/* models/forecast.c - the steps of forecast.h in order.
 *
 * Threads: worker k of T backtests series k, k+T, k+2T, ...; each writes only into its own series,
 * so the schedule cannot show in the result. Everything after the backtest is sequential.
 */
#include "models/forecast.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "models/forecast_stages.h"
#include "models/messages.h"

enum { THREADS_MAX = 64, ORIGINS_MAX = 24, PATHS_MAX = 100000 };

/* ---- options ---- */

static dk_code option_out_of_range(const char *name, size_t value, const char *range, dk_err *err)
{
    return DK_FAIL(err, MSG_FORECAST_OPTION, DK_NOWHERE, dk_arg_str(name),
                   dk_arg_int((int64_t)value), dk_arg_str(range));
}

static dk_code check_options(size_t horizon, const dk_forecast_options *o, dk_err *err)
{
    if (horizon < 1 || horizon > DK_HORIZON_MAX)
        return option_out_of_range("horizon", horizon, "1..1000", err);
    if (o->n_threads < 1 || o->n_threads > THREADS_MAX)
        return option_out_of_range("threads", o->n_threads, "1..64", err);
    if (o->n_origins < 1 || o->n_origins > ORIGINS_MAX)
        return option_out_of_range("origins", o->n_origins, "1..24", err);
    if (o->n_paths > PATHS_MAX)
        return option_out_of_range("paths", o->n_paths, "0..100000", err);
    for (size_t q = 0; q < o->n_quantiles; q++)
        if (!(o->quantiles[q] > 0 && o->quantiles[q] < 1))
            return option_out_of_range("quantile", q + 1, "0 < q < 1", err);
    return DK_OK;
}

static dk_code unknown_method(const char *key, dk_err *err)
{
    char list[256] = "";
    for (size_t m = 0; dk_methods[m] != NULL; m++) {
        strncat(list, m > 0 ? ", " : "", sizeof list - strlen(list) - 1);
        strncat(list, dk_methods[m]->key, sizeof list - strlen(list) - 1);
    }
    return DK_FAIL(err, MSG_FORECAST_METHOD, DK_NOWHERE, dk_arg_str(key), dk_arg_str(list));
}

/* Flags of the methods named in the comma-separated list; all when it is NULL. The naive rules
 * always run: they are the yardstick and the last resort. */
static dk_code choose_methods(const char *list, bool *use, dk_err *err)
{
    assert(dk_method_count() <= DK_METHODS_MAX);
    for (size_t m = 0; dk_methods[m] != NULL; m++)
        use[m] = list == NULL || dk_methods[m]->is_reference;
    while (list != NULL && *list != '\0') {
        char key[32] = "";
        size_t len = strcspn(list, ","), m = 0;
        memcpy(key, list, len < sizeof key - 1 ? len : sizeof key - 1);
        while (dk_methods[m] != NULL && strcmp(dk_methods[m]->key, key) != 0)
            m++;
        if (dk_methods[m] == NULL)
            return unknown_method(key, err);
        use[m] = true;
        list += list[len] == ',' ? len + 1 : len;
    }
    return DK_OK;
}

/* ---- backtests on threads ---- */

typedef struct {
    dk_backtest *items;
    size_t n, first, every, horizon;
    const bool *use;
    bool failed;
} worker;

static void *work_on(void *argument)
{
    worker *w = argument;
    dk_arena *arena = dk_arena_new();
    w->failed = arena == NULL;
    for (size_t i = w->first; i < w->n && !w->failed; i += w->every)
        w->failed = !dk_backtest_run(arena, &w->items[i], w->horizon, w->use);
    dk_arena_free(arena);
    return NULL;
}

static dk_code run_backtests(const worker *all, size_t n_threads, dk_err *err)
{
    worker workers[THREADS_MAX];
    pthread_t threads[THREADS_MAX];
    size_t started = 0;
    bool failed = false, no_thread = false;
    if (n_threads > all->n)
        n_threads = all->n > 0 ? all->n : 1;
    for (size_t k = 0; k < n_threads; k++) {
        workers[k] = *all;
        workers[k].first = k;
        workers[k].every = n_threads;
    }
    for (size_t k = 1; k < n_threads && !no_thread; k++) {
        no_thread = pthread_create(&threads[k], NULL, work_on, &workers[k]) != 0;
        started += !no_thread;
    }
    if (!no_thread)
        work_on(&workers[0]);
    for (size_t k = 1; k <= started; k++)
        pthread_join(threads[k], NULL);
    for (size_t k = 0; k < n_threads && !no_thread; k++)
        failed = failed || workers[k].failed;
    if (no_thread)
        return DK_FAIL0(err, MSG_FORECAST_THREAD);
    return failed ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_backtest_many(const dk_series *series, size_t n, size_t horizon,
                         const dk_forecast_options *options, dk_arena *arena, dk_backtests *out,
                         dk_err *err)
{
    assert((series != NULL || n == 0) && options != NULL && arena != NULL && out != NULL);
    dk_backtests all = {.n = n, .horizon = horizon};
    if (check_options(horizon, options, err) != DK_OK ||
        choose_methods(options->methods, all.use, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++)
        if (dk_series_check(&series[i], err) != DK_OK)
            return DK_FAILED;
    all.items = dk_arena_array(arena, n, sizeof *all.items);
    if (all.items == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        if (!dk_backtest_init(arena, &series[i], horizon, options->n_origins, &all.items[i]))
            return DK_NO_MEMORY(err);
    if (!dk_calendars_attach(arena, all.items, n, horizon) ||
        !dk_panels_attach(arena, all.items, n))
        return DK_NO_MEMORY(err);
    worker first = {.items = all.items, .n = n, .horizon = horizon, .use = all.use};
    if (run_backtests(&first, options->n_threads, err) != DK_OK)
        return DK_FAILED;
    *out = all;
    return DK_OK;
}

dk_code dk_forecast_many(const dk_series *series, size_t n, size_t horizon,
                         const dk_forecast_options *options, dk_arena *arena,
                         dk_forecast_result *out, dk_err *err)
{
    assert(arena != NULL && out != NULL);
    dk_backtests all;
    dk_arena *scratch = dk_arena_new();
    if (scratch == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_backtest_many(series, n, horizon, options, scratch, &all, err);
    if (code == DK_OK)
        code = dk_forecast_make(&all, options, arena, out, err);
    dk_arena_free(scratch);
    return code;
}
