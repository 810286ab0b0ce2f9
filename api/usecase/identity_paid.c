/* api/usecase/identity_paid.c - people whom two programmes paid for in one year (identity.h). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/identity.h"
#include "api/usecase/values.h"
#include "core/register/fields.h"

typedef struct {
    const char *key; /* document number after merges; never leaves this file */
    int32_t year;
    int64_t id;
    const char *programme, *unit;
    int64_t amount_fen;
} payment;

typedef struct {
    dk_arena *arena;
    const dk_identity *decided;
    size_t n_decided;
    int32_t year;
    payment *items;
    size_t n, capacity;
    bool is_broken;
} payments;

/* The number of the person a merged number leads to. */
static const char *settled(const payments *p, const char *key)
{
    for (size_t i = 0; i < p->n_decided; i++)
        if (p->decided[i].are_one && strcmp(p->decided[i].of, "trainees") == 0 &&
            strcmp(p->decided[i].other_key, key) == 0)
            return p->decided[i].kept_key;
    return key;
}

static bool keep_payment(void *ctx, const dk_record *r)
{
    payments *p = ctx;
    int32_t year = (int32_t)dk_num(r, DK_TRAININGS_year, 0);
    if (p->year != 0 && p->year != year)
        return true;
    p->items = dk_arena_grow(p->arena, p->items, p->n, &p->capacity, sizeof *p->items);
    if (p->items == NULL) {
        p->is_broken = true;
        return false;
    }
    payment one = {.key = dk_arena_text(p->arena, settled(p, dk_str(r, DK_TRAININGS_id_no))),
                   .year = year,
                   .id = r->id,
                   .programme = dk_arena_text(p->arena, dk_str(r, DK_TRAININGS_programme)),
                   .unit = dk_arena_text(p->arena, dk_str(r, DK_TRAININGS_src_unit)),
                   .amount_fen = dk_num(r, DK_TRAININGS_amount, -1)};
    p->is_broken = one.key == NULL || one.programme == NULL || one.unit == NULL;
    p->items[p->n++] = one;
    return !p->is_broken;
}

static int by_person(const void *a, const void *b)
{
    const payment *x = a, *y = b;
    if (x->year != y->year)
        return x->year < y->year ? -1 : 1;
    int c = strcmp(x->key, y->key);
    if (c == 0)
        c = strcmp(x->programme, y->programme);
    return c != 0 ? c : (x->id > y->id) - (x->id < y->id);
}

typedef struct {
    dk_app *app;
    const dk_actor *actor;
    dk_store *store;
    dk_arena *arena;
} reader;

/* The person's record number and masked name; "" where there is none or the actor may not see it.
 */
static dk_code name_person(const reader *r, const char *key, dk_paid_twice *out, dk_err *err)
{
    const dk_register *reg = dk_register_find("trainees");
    int64_t id = 0;
    dk_record *record;
    char no[24];
    out->person = out->label = "";
    if (dk_store_find(r->store, r->actor, reg, key, &id, err) != DK_OK)
        return DK_FAILED;
    if (id == 0)
        return DK_OK;
    if (dk_store_get(&(dk_view){r->store, r->actor, r->arena}, reg, id, false, &record, err) !=
        DK_OK)
        return DK_FAILED;
    dk_record_no(reg, id, no);
    out->person = dk_arena_text(r->arena, no);
    out->label = dk_record_label(r->arena, record);
    return out->person == NULL || out->label == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code add_group(const reader *r, const payment *items, size_t n, dk_paid_twice *out,
                         dk_err *err)
{
    dk_payment *rows = dk_arena_array(r->arena, n, sizeof *rows);
    if (rows == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        char no[24];
        dk_record_no(dk_register_find("trainings"), items[i].id, no);
        rows[i] =
            (dk_payment){dk_arena_text(r->arena, no), dk_arena_text(r->arena, items[i].programme),
                         dk_arena_text(r->arena, items[i].unit), items[i].amount_fen};
        if (rows[i].no == NULL || rows[i].programme == NULL || rows[i].unit == NULL)
            return DK_NO_MEMORY(err);
    }
    *out = (dk_paid_twice){.year = items->year, .payments = rows, .n = n};
    return name_person(r, items->key, out, err);
}

static dk_code group(const reader *r, const payments *p, dk_paid_twice **out, size_t *n,
                     dk_err *err)
{
    dk_paid_twice *groups = dk_arena_array(r->arena, p->n / 2 + 1, sizeof *groups);
    if (groups == NULL)
        return DK_NO_MEMORY(err);
    *n = 0;
    for (size_t i = 0, run; i < p->n; i += run) {
        size_t programmes = 1;
        for (run = 1; i + run < p->n && p->items[i + run].year == p->items[i].year &&
                      strcmp(p->items[i + run].key, p->items[i].key) == 0;
             run++)
            programmes += strcmp(p->items[i + run].programme, p->items[i + run - 1].programme) != 0;
        if (programmes > 1 && add_group(r, p->items + i, run, &groups[(*n)++], err) != DK_OK)
            return DK_FAILED;
    }
    *out = groups;
    return DK_OK;
}

dk_code dk_uc_paid_twice(const dk_call *call, int32_t year, dk_paid_twice **out, size_t *n,
                         dk_err *err)
{
    assert(dk_call_has_arena(call));
    payments p = {.arena = dk_arena_new(), .year = year};
    reader r = {call->app, call->actor, NULL, call->arena};
    dk_identity *decided;
    dk_code code = DK_FAILED;
    /* Whose rows are compared is whose rows the actor may read; the loader only opens the numbers.
     */
    const dk_actor loader = {.user = DK_LOADER.user,
                             .unit = call->actor->unit,
                             .rights = (call->actor->rights & DK_RIGHT_ALL_UNITS) | DK_RIGHT_READ |
                                       DK_RIGHT_COMPUTE};
    const dk_query query = {
        .reg = dk_register_find("trainings"), .order = SIZE_MAX, .wants_unmasked = true};
    if (p.arena == NULL)
        return DK_NO_MEMORY(err);
    if (dk_identities_load(call->app, p.arena, &decided, &p.n_decided, err) != DK_OK)
        goto cleanup;
    p.decided = decided;
    if (dk_uc_scan(&(dk_call){call->app, &loader, NULL}, &query, keep_payment, &p, err) != DK_OK ||
        dk_app_borrow(call->app, &r.store, err) != DK_OK)
        goto cleanup;
    if (p.is_broken) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    if (p.n > 0)
        qsort(p.items, p.n, sizeof *p.items, by_person);
    code = group(&r, &p, out, n, err);
cleanup:
    dk_app_return(call->app, r.store);
    dk_arena_free(p.arena);
    return code;
}
