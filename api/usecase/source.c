/* api/usecase/source.c - see source.h. */
#include "api/usecase/source.h"

#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "core/base/messages.h"

static bool is_rule(const char *key)
{
    static const char *const keys[] = {"codes",       "aliases",        "crosswalk",
                                       "skill_links", "skill_profiles", "town_links"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i], key) == 0)
            return true;
    return false;
}

dk_code dk_source_scan(const dk_source *source, const char *key,
                       bool (*row)(void *ctx, const dk_record *record), void *ctx, dk_err *err)
{
    assert(source->store != NULL && source->seq >= 0 && row != NULL);
    const dk_query query = {
        .reg = dk_register_find(key), .order = SIZE_MAX, .wants_unmasked = source->is_unmasked};
    int64_t seq = is_rule(key) && source->rules_seq != 0 ? source->rules_seq : source->seq;
    dk_arena *row_arena = dk_arena_new();
    const dk_view view = {source->store, &DK_LOADER, row_arena};
    dk_code code = DK_FAILED;
    if (row_arena == NULL)
        code = DK_NO_MEMORY(err);
    else if (seq == DK_NOW)
        code = dk_store_scan(&view, &query, row, ctx, err);
    else
        code = dk_store_scan_at(&view, &query, seq, row, ctx, err);
    dk_arena_free(row_arena);
    return code;
}
