/* api/usecase/source.c - see source.h. */
#include "api/usecase/source.h"

#include "api/usecase/app.h"
#include "core/base/messages.h"

dk_code dk_source_scan(const dk_source *source, const char *key,
                       bool (*row)(void *ctx, const dk_record *record), void *ctx, dk_err *err)
{
    const dk_query query = {
        .reg = dk_register_find(key), .order = SIZE_MAX, .wants_unmasked = source->is_unmasked};
    dk_arena *row_arena = dk_arena_new();
    const dk_view view = {source->store, &DK_LOADER, row_arena};
    dk_code code = DK_FAILED;
    if (row_arena == NULL)
        code = DK_NO_MEMORY(err);
    else if (source->seq == DK_NOW)
        code = dk_store_scan(&view, &query, row, ctx, err);
    else
        code = dk_store_scan_at(&view, &query, source->seq, row, ctx, err);
    dk_arena_free(row_arena);
    return code;
}
