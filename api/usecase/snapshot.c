/* api/usecase/snapshot.c - see snapshot.h. */
#include "api/usecase/snapshot.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/usecase/weights.h"
#include "api/usecase/market.h"
#include "api/usecase/spreading.h"

static void snapshot_free(dk_snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    dk_spreading_free(snapshot->spread);
    pthread_mutex_destroy(&snapshot->spread_lock);
    dk_match_index_free(snapshot->index);
    dk_app_codes_release(snapshot->codes);
    dk_arena_free(snapshot->arena);
    free(snapshot);
}

static dk_code build(dk_app *app, dk_day as_of, dk_snapshot **out, dk_err *err)
{
    dk_code code = DK_FAILED;
    dk_store *store = NULL;
    const dk_codes *codes = NULL;
    dk_weights weights;
    dk_snapshot *s = calloc(1, sizeof *s);
    if (s == NULL || (s->arena = dk_arena_new()) == NULL) {
        free(s);
        return DK_NO_MEMORY(err);
    }
    pthread_mutex_init(&s->spread_lock, NULL);
    s->app = app;
    s->holders = 1;
    s->as_of = as_of;
    if (dk_app_codes(app, &s->codes, &codes, err) != DK_OK ||
        dk_app_borrow(app, &store, err) != DK_OK ||
        dk_app_weights(app, &(dk_source){.store = store, .seq = DK_NOW}, codes, &weights, err) !=
            DK_OK ||
        dk_market_load(&(dk_source){.store = store, .seq = DK_NOW}, codes, as_of, s->arena,
                       &s->market, err) != DK_OK ||
        dk_match_index_new(&s->market, &weights, app->options.seed, &s->index, err) != DK_OK)
        goto cleanup;
    /* A write between codes and scan gives a generation that is one write ahead of its seq; the
     * next request then builds a new one. */
    s->seq = s->codes->seq;
    *out = s;
    s = NULL;
    code = DK_OK;
cleanup:
    dk_app_return(app, store);
    snapshot_free(s);
    return code;
}

dk_code dk_snapshot_acquire(dk_app *app, dk_day as_of, dk_snapshot **out, dk_err *err)
{
    assert(app != NULL && out != NULL);
    int64_t seq = 0;
    if (as_of == DK_DAY_NONE)
        as_of = dk_app_as_of(app);
    if (dk_app_seq(app, &seq, err) != DK_OK)
        return DK_FAILED;
    pthread_mutex_lock(&app->lock);
    dk_snapshot *current = app->snapshot;
    if (current != NULL && (current->seq != seq || current->as_of != as_of))
        current = NULL;
    if (current != NULL)
        current->holders++;
    pthread_mutex_unlock(&app->lock);
    if (current == NULL) {
        if (build(app, as_of, &current, err) != DK_OK)
            return DK_FAILED;
        pthread_mutex_lock(&app->lock);
        dk_snapshot *old = app->snapshot;
        app->snapshot = current;
        current->holders++;
        pthread_mutex_unlock(&app->lock);
        dk_snapshot_release(old);
    }
    *out = current;
    return DK_OK;
}

void dk_snapshot_release(dk_snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    dk_app *app = snapshot->app;
    pthread_mutex_lock(&app->lock);
    bool is_last = --snapshot->holders == 0;
    pthread_mutex_unlock(&app->lock);
    if (is_last)
        snapshot_free(snapshot);
}
