/* api/usecase/past.c - see past.h. */
#include "api/usecase/past.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/values.h"
#include "core/base/messages.h"

typedef struct {
    dk_past *past;
    dk_namer namer;
    size_t firms_capacity, people_capacity, posts_capacity;
    dk_err *err;
    dk_code code;
} opening;

static bool fail(opening *o)
{
    o->code = DK_NO_MEMORY(o->err);
    return false;
}

static bool on_firm(void *ctx, const dk_record *r)
{
    opening *o = ctx;
    dk_past *past = o->past;
    dk_arena *arena = past->arena;
    past->firms =
        dk_arena_grow(arena, past->firms, past->n_firms, &o->firms_capacity, sizeof *past->firms);
    if (past->firms == NULL)
        return fail(o);
    dk_past_firm *to = &past->firms[past->n_firms++];
    *to = (dk_past_firm){dk_arena_text(arena, dk_str(r, DK_ENTERPRISES_uscc)),
                         dk_arena_text(arena, dk_record_label(arena, r))};
    return to->uscc != NULL && to->name != NULL ? true : fail(o);
}

static int by_uscc(const void *a, const void *b)
{
    const dk_past_firm *x = a, *y = b;
    return strcmp(x->uscc, y->uscc);
}

static const dk_past_firm *firm_of(const dk_past *past, const char *uscc)
{
    const dk_past_firm key = {.uscc = uscc};
    return past->n_firms == 0 ? NULL
                              : bsearch(&key, past->firms, past->n_firms, sizeof key, by_uscc);
}

static const char *firm_name(void *ctx, const char *uscc)
{
    const opening *o = ctx;
    const dk_past_firm *found = firm_of(o->past, uscc);
    return found == NULL ? "" : found->name;
}

bool dk_past_has_firm(const dk_past *past, const char *uscc)
{
    return firm_of(past, uscc) != NULL;
}

/* One more record with its name; NULL when that failed. */
static dk_past_record *keep(opening *o, const dk_record *r, dk_past_record **to, size_t *n,
                            size_t *capacity)
{
    dk_arena *arena = o->past->arena;
    *to = dk_arena_grow(arena, *to, *n, capacity, sizeof **to);
    if (*to == NULL) {
        (void)fail(o);
        return NULL;
    }
    dk_past_record *one = &(*to)[(*n)++];
    *one = (dk_past_record){.no = "", .uscc = "", .occupation = ""};
    if ((o->code = dk_name_of(&o->namer, r, &one->name, o->err)) != DK_OK)
        return NULL;
    one->name.label = dk_arena_text(arena, one->name.label); /* may be the record's own */
    return one->name.label != NULL || fail(o) ? one : NULL;
}

static bool on_person(void *ctx, const dk_record *r)
{
    opening *o = ctx;
    return keep(o, r, &o->past->people, &o->past->n_people, &o->people_capacity) != NULL;
}

static bool on_keys(void *ctx, const dk_record *r)
{
    opening *o = ctx;
    return dk_people_add(&o->past->whose, r) || fail(o);
}

static bool on_post(void *ctx, const dk_record *r)
{
    opening *o = ctx;
    dk_past *past = o->past;
    dk_past_record *one = keep(o, r, &past->posts, &past->n_posts, &o->posts_capacity);
    if (one == NULL)
        return false;
    one->no = dk_arena_text(past->arena, dk_str(r, DK_POSTS_post_no));
    one->uscc = dk_arena_text(past->arena, dk_str(r, DK_POSTS_uscc));
    one->occupation = dk_arena_text(past->arena, dk_str(r, DK_POSTS_occ_code));
    return (one->no != NULL && one->uscc != NULL && one->occupation != NULL) || fail(o);
}

/* Records as the actor sees them, or (`actor` the loader) in clear. */
static dk_code scan(opening *o, const dk_actor *actor, const char *key,
                    bool (*row)(void *, const dk_record *))
{
    const dk_query query = {
        .reg = dk_register_find(key), .order = SIZE_MAX, .wants_unmasked = actor == &DK_LOADER};
    dk_arena *rows = dk_arena_new();
    if (rows == NULL)
        return DK_NO_MEMORY(o->err);
    const dk_view view = {o->past->store, actor, rows};
    dk_code code = dk_store_scan_at(&view, &query, o->past->seq, row, o, o->err);
    dk_arena_free(rows);
    return code == DK_OK ? o->code : code;
}

dk_code dk_past_open(const dk_call *call, dk_store *store, int64_t seq, dk_lang lang, dk_past *out,
                     dk_err *err)
{
    assert(dk_call_has_arena(call) && store != NULL && seq >= 0);
    const dk_source source = {.store = store, .seq = seq};
    *out = (dk_past){.store = store, .actor = call->actor, .seq = seq, .arena = dk_arena_new()};
    if (out->arena == NULL)
        return DK_NO_MEMORY(err);
    if (dk_app_codes_at(call->app, &source, &out->codes, err) != DK_OK)
        return DK_FAILED;
    opening o = {.past = out,
                 .namer = {.store = store,
                           .actor = call->actor,
                           .codes = out->codes->codes,
                           .lang = lang,
                           .arena = out->arena,
                           .firm_name = firm_name,
                           .firm_ctx = &o},
                 .err = err,
                 .code = DK_OK};
    out->whose.arena = out->arena;
    if (scan(&o, call->actor, "enterprises", on_firm) != DK_OK)
        return DK_FAILED;
    if (out->n_firms > 1)
        qsort(out->firms, out->n_firms, sizeof *out->firms, by_uscc);
    if (scan(&o, call->actor, "trainees", on_person) != DK_OK ||
        scan(&o, &DK_LOADER, "trainees", on_keys) != DK_OK ||
        scan(&o, call->actor, "posts", on_post) != DK_OK)
        return DK_FAILED;
    dk_people_sort(&out->whose);
    return DK_OK;
}

void dk_past_close(dk_past *past)
{
    dk_app_codes_release(past->codes);
    dk_arena_free(past->arena);
    *past = (dk_past){0};
}

const dk_past_record *dk_past_find(const dk_past_record *records, size_t n, int64_t id)
{
    size_t low = 0, high = n; /* scans come in record order */
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (records[mid].name.id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < n && records[low].name.id == id ? &records[low] : NULL;
}
