/* api/usecase/past.c - see past.h. */
#include "api/usecase/past.h"

#include <stdlib.h>
#include <string.h>

#include "api/usecase/values.h"
#include "core/base/messages.h"

typedef struct {
    const char *uscc, *name;
} firm;

typedef struct {
    dk_past *past;
    dk_namer namer;
    firm *firms;
    size_t n_firms, firms_capacity, people_capacity, posts_capacity;
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
    dk_arena *arena = o->past->arena;
    o->firms = dk_arena_grow(arena, o->firms, o->n_firms, &o->firms_capacity, sizeof *o->firms);
    if (o->firms == NULL)
        return fail(o);
    firm *to = &o->firms[o->n_firms++];
    *to = (firm){dk_arena_text(arena, dk_str(r, DK_ENTERPRISES_uscc)),
                 dk_arena_text(arena, dk_record_label(arena, r))};
    return to->uscc != NULL && to->name != NULL ? true : fail(o);
}

static int by_uscc(const void *a, const void *b)
{
    const firm *x = a, *y = b;
    return strcmp(x->uscc, y->uscc);
}

static const char *firm_name(void *ctx, const char *uscc)
{
    const opening *o = ctx;
    const firm key = {.uscc = uscc},
               *found = o->n_firms == 0 ? NULL
                                        : bsearch(&key, o->firms, o->n_firms, sizeof key, by_uscc);
    return found == NULL ? "" : found->name;
}

/* Keeps a record under the text of `key`; records without one are of no use here. */
static bool keep(opening *o, const dk_record *r, size_t key, dk_past_record **to, size_t *n,
                 size_t *capacity)
{
    dk_arena *arena = o->past->arena;
    if (!dk_has(r, key))
        return true;
    *to = dk_arena_grow(arena, *to, *n, capacity, sizeof **to);
    if (*to == NULL)
        return fail(o);
    dk_past_record *one = &(*to)[*n];
    *one =
        (dk_past_record){.key = dk_arena_text(arena, dk_str(r, key)), .uscc = "", .occupation = ""};
    if (one->key == NULL)
        return fail(o);
    if ((o->code = dk_name_of(&o->namer, r, &one->name, o->err)) != DK_OK)
        return false;
    one->name.label = dk_arena_text(arena, one->name.label); /* may be the record's own */
    *n += one->name.label != NULL;
    return one->name.label != NULL ? true : fail(o);
}

static bool on_person(void *ctx, const dk_record *r)
{
    opening *o = ctx;
    return keep(o, r, DK_TRAINEES_student_no, &o->past->people, &o->past->n_people,
                &o->people_capacity);
}

static bool on_post(void *ctx, const dk_record *r)
{
    opening *o = ctx;
    dk_past *past = o->past;
    if (!keep(o, r, DK_POSTS_post_no, &past->posts, &past->n_posts, &o->posts_capacity))
        return false;
    if (past->n_posts == 0 || past->posts[past->n_posts - 1].name.id != r->id)
        return true;
    dk_past_record *one = &past->posts[past->n_posts - 1];
    one->uscc = dk_arena_text(past->arena, dk_str(r, DK_POSTS_uscc));
    one->occupation = dk_arena_text(past->arena, dk_str(r, DK_POSTS_occ_code));
    return one->uscc != NULL && one->occupation != NULL ? true : fail(o);
}

static int by_key(const void *a, const void *b)
{
    const dk_past_record *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order != 0 ? order : (x->name.id > y->name.id) - (x->name.id < y->name.id);
}

static dk_code scan(opening *o, const char *key, bool (*row)(void *, const dk_record *))
{
    const dk_query query = {.reg = dk_register_find(key), .order = SIZE_MAX};
    dk_arena *rows = dk_arena_new();
    if (rows == NULL)
        return DK_NO_MEMORY(o->err);
    const dk_view view = {o->past->store, o->past->actor, rows};
    dk_code code = dk_store_scan_at(&view, &query, o->past->seq, row, o, o->err);
    dk_arena_free(rows);
    return code == DK_OK ? o->code : code;
}

dk_code dk_past_open(const dk_call *call, dk_store *store, int64_t seq, dk_lang lang, dk_past *out,
                     dk_err *err)
{
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
    if (scan(&o, "enterprises", on_firm) != DK_OK)
        return DK_FAILED;
    if (o.n_firms > 1)
        qsort(o.firms, o.n_firms, sizeof *o.firms, by_uscc);
    if (scan(&o, "trainees", on_person) != DK_OK || scan(&o, "posts", on_post) != DK_OK)
        return DK_FAILED;
    if (out->n_people > 1)
        qsort(out->people, out->n_people, sizeof *out->people, by_key);
    if (out->n_posts > 1)
        qsort(out->posts, out->n_posts, sizeof *out->posts, by_key);
    return DK_OK;
}

void dk_past_close(dk_past *past)
{
    dk_app_codes_release(past->codes);
    dk_arena_free(past->arena);
    *past = (dk_past){0};
}

const dk_past_record *dk_past_find(const dk_past_record *records, size_t n, const char *key)
{
    const dk_past_record *found = NULL;
    size_t low = 0, high = n;
    while (low < high) { /* the first of them */
        size_t mid = low + (high - low) / 2;
        if (strcmp(records[mid].key, key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < n && strcmp(records[low].key, key) == 0)
        found = &records[low];
    return found;
}
