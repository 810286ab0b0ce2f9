/* api/usecase/members.c - see members.h. */
#include "api/usecase/members.h"

#include <assert.h>

#include "core/base/messages.h"
#include "core/register/fields.h"

typedef struct {
    const dk_match_index *index;
    dk_arena *arena;
    size_t *at, n, capacity;
    bool is_broken;
} members;

static bool add_member(void *ctx, const dk_record *record)
{
    members *all = ctx;
    size_t at = dk_match_find_trainee(all->index, record->id);
    if (at == SIZE_MAX)
        return true;
    size_t *more = dk_arena_grow(all->arena, all->at, all->n, &all->capacity, sizeof *more);
    all->is_broken = more == NULL;
    if (all->is_broken)
        return false;
    all->at = more;
    all->at[all->n++] = at;
    return true;
}

dk_code dk_class_positions(const dk_matching *m, const char *class_name, size_t **out, size_t *n,
                           dk_err *err)
{
    assert(class_name != NULL);
    dk_filter filter = {.field = DK_TRAINEES_class_name, .op = DK_OP_EQ, .value = class_name};
    const dk_query query = {
        .reg = dk_register_find("trainees"), .filters = &filter, .n_filters = 1, .order = SIZE_MAX};
    members all = {.index = m->snapshot->index, .arena = m->namer.arena};
    dk_arena *scratch = dk_arena_new();
    if (scratch == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_store_scan(&(dk_view){m->namer.store, m->namer.actor, scratch}, &query,
                                 add_member, &all, err);
    dk_arena_free(scratch);
    if (code != DK_OK || all.is_broken)
        return code == DK_OK ? DK_NO_MEMORY(err) : code;
    *out = all.at;
    *n = all.n;
    return DK_OK;
}
