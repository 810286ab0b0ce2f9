/* api/usecase/person_uploads.c - see person_uploads.h. */
#include "api/usecase/person_uploads.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "core/table/table.h"

static bool holds(const dk_needles *needles, const char *folded)
{
    for (size_t i = 0; i < needles->n; i++)
        if (strstr(folded, needles->texts[i]) != NULL)
            return true;
    return false;
}

/* Reads rows until one holds a needle. What cannot be read further holds no more; only memory
 * fails. */
static dk_code search_table(dk_table *table, const dk_needles *needles, bool *found, dk_err *err)
{
    dk_arena *scratch = dk_arena_new();
    dk_code code = scratch == NULL ? DK_NO_MEMORY(err) : DK_OK;
    for (size_t sheet = 0; code == DK_OK && !*found && sheet < dk_table_sheets(table); sheet++) {
        dk_err unreadable = DK_ERR_INIT;
        dk_row row;
        bool has_more = dk_table_rewind(table, sheet, &unreadable) == DK_OK;
        while (code == DK_OK && !*found && has_more) {
            has_more = dk_table_next(table, &row, &unreadable) == DK_OK && row.n_cells > 0;
            dk_arena_reset(scratch);
            for (size_t c = 0; has_more && code == DK_OK && !*found && c < row.n_cells; c++) {
                const char *folded = row.cells[c].kind == DK_CELL_EMPTY
                                         ? ""
                                         : dk_text_fold(scratch, row.cells[c].text);
                code = folded == NULL ? DK_NO_MEMORY(err) : DK_OK;
                *found = folded != NULL && holds(needles, folded);
            }
        }
    }
    dk_arena_free(scratch);
    return code;
}

static dk_code search(dk_store *store, const dk_upload *upload, const dk_needles *needles,
                      bool *found, dk_err *err)
{
    unsigned char *bytes = NULL;
    size_t len = 0;
    dk_table *table = NULL;
    dk_err no_table = DK_ERR_INIT;
    const dk_actor all = {.user = DK_LOADER.user, .rights = DK_LOADER.rights};
    *found = false;
    dk_code code = dk_store_upload_bytes(store, &all, upload->upload, &bytes, &len, err);
    if (code == DK_OK &&
        dk_table_open_bytes(bytes, len, upload->file, NULL, &table, &no_table) == DK_OK)
        code = search_table(table, needles, found, err);
    dk_table_close(table);
    free(bytes);
    return code;
}

dk_code dk_uploads_holding(dk_app *app, const dk_needles *needles, dk_arena *arena, dk_upload **out,
                           size_t *n, dk_err *err)
{
    assert(needles->n <= DK_NEEDLES);
    dk_store *store = NULL;
    dk_upload *all = NULL;
    size_t n_all = 0, kept = 0;
    dk_code code = dk_app_borrow(app, &store, err);
    if (code == DK_OK)
        code = dk_store_uploads(&(dk_view){store, &DK_LOADER, arena}, 0, &all, &n_all, err);
    for (size_t i = 0; code == DK_OK && needles->n > 0 && i < n_all; i++) {
        bool found = false;
        if (all[i].has_bytes)
            code = search(store, &all[i], needles, &found, err);
        if (code == DK_OK && found)
            all[kept++] = all[i];
    }
    dk_app_return(app, store);
    *out = all;
    *n = kept;
    return code;
}

dk_code dk_uploads_forget(const dk_call *call, const dk_upload *uploads, size_t n, dk_err *err)
{
    assert(dk_call_is_set(call) && (uploads != NULL || n == 0));
    dk_actor everywhere = *call->actor;
    dk_store *store = NULL;
    everywhere.rights |= DK_RIGHT_ALL_UNITS;
    everywhere.unit = NULL;
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_app_borrow(call->app, &store, err);
    for (size_t i = 0; code == DK_OK && i < n; i++)
        code = dk_store_upload_discard(store, &everywhere, uploads[i].upload, err);
    dk_app_return(call->app, store);
    pthread_mutex_unlock(&call->app->write_lock);
    return code;
}
