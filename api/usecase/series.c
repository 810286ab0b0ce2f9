/* api/usecase/series.c - demand rows to monthly series per specialty (forecast.h).
 *
 * Sums are kept in thousandths of an opening, so that shares in permille lose nothing: of a row of
 * v openings the k-th specialty gets the difference of rounded-down running totals, and what is
 * left goes to DK_NO_SPECIALTY. Shares of an occupation that sum to more than 1000 are scaled to
 * 1000.
 */
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/forecast.h"
#include "api/usecase/values.h"
#include "core/register/fields.h"

enum { FIRST_YEAR = 1900, N_MONTHS = 300 * 12, WHOLE = 1000 };

/* One specialty while it is summed; arrays of N_MONTHS from January 1900. */
typedef struct {
    const char *code;
    int64_t *milli;
    int32_t *n_ent;
    bool *known;
} column;

typedef struct {
    const char *occupation;
    size_t column;
    int64_t permille;
} share;

typedef struct {
    dk_arena *arena;
    dk_day as_of;
    dk_month before; /* rows of this month and later are not seen */
    share *shares;   /* by occupation */
    size_t n_shares, share_room;
    column *columns; /* [0] is DK_NO_SPECIALTY */
    size_t n_columns, column_room;
    bool is_broken;
} loader;

/* The column of a specialty, made when it is new; SIZE_MAX when memory is out. */
static size_t column_of(loader *l, const char *code)
{
    for (size_t i = 0; i < l->n_columns; i++)
        if (strcmp(l->columns[i].code, code) == 0)
            return i;
    column *all = dk_arena_grow(l->arena, l->columns, l->n_columns, &l->column_room, sizeof *all);
    column new = {.code = dk_arena_text(l->arena, code),
                  .milli = dk_arena_array(l->arena, N_MONTHS, sizeof *new.milli),
                  .n_ent = dk_arena_array(l->arena, N_MONTHS, sizeof *new.n_ent),
                  .known = dk_arena_array(l->arena, N_MONTHS, sizeof *new.known)};
    if (all == NULL || new.code == NULL || new.milli == NULL || new.n_ent == NULL ||
        new.known == NULL) {
        l->is_broken = true;
        return SIZE_MAX;
    }
    l->columns = all;
    l->columns[l->n_columns] = new;
    return l->n_columns++;
}

static bool on_share(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    int64_t permille = dk_num(r, DK_CROSSWALK_share_permille, 0);
    int64_t since = dk_num(r, DK_CROSSWALK_since, DK_DAY_NONE),
            until = dk_num(r, DK_CROSSWALK_until, DK_DAY_NONE);
    const char *specialty = dk_str(r, DK_CROSSWALK_specialty_code);
    if (permille <= 0 || strcmp(specialty, DK_NO_SPECIALTY) == 0 ||
        (since != DK_DAY_NONE && since > l->as_of) || (until != DK_DAY_NONE && until < l->as_of))
        return true;
    share *all = dk_arena_grow(l->arena, l->shares, l->n_shares, &l->share_room, sizeof *all);
    share new = {dk_arena_text(l->arena, dk_str(r, DK_CROSSWALK_occ_code)), column_of(l, specialty),
                 permille};
    if (all == NULL || new.occupation == NULL || new.column == SIZE_MAX) {
        l->is_broken = true;
        return false;
    }
    l->shares = all;
    l->shares[l->n_shares++] = new;
    return true;
}

static int by_share(const void *a, const void *b)
{
    const share *x = a, *y = b;
    int c = strcmp(x->occupation, y->occupation);
    return c != 0 ? c : (x->column > y->column) - (x->column < y->column);
}

static int by_occupation(const void *a, const void *b)
{
    const share *x = a, *y = b;
    return strcmp(x->occupation, y->occupation);
}

/* The shares of an occupation, *n of them. */
static const share *shares_of(const loader *l, const char *occupation, size_t *n)
{
    const share key = {.occupation = occupation}, *end = l->shares + l->n_shares;
    *n = 0;
    const share *hit =
        l->n_shares == 0 ? NULL : bsearch(&key, l->shares, l->n_shares, sizeof key, by_occupation);
    if (hit == NULL)
        return NULL;
    while (hit > l->shares && strcmp(hit[-1].occupation, occupation) == 0)
        hit--;
    while (hit + *n < end && strcmp(hit[*n].occupation, occupation) == 0)
        ++*n;
    return hit;
}

static void put(column *to, size_t at, int64_t milli, int32_t n_ent)
{
    to->milli[at] += milli;
    to->n_ent[at] += n_ent;
    to->known[at] = true;
}

static bool on_demand(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    int64_t month = dk_num(r, DK_DEMAND_month, -1);
    int64_t at = month - dk_month_of(FIRST_YEAR, 1);
    if (at < 0 || at >= N_MONTHS || month >= l->before)
        return true;
    int64_t openings = dk_num(r, DK_DEMAND_new_openings, 0) - dk_num(r, DK_DEMAND_reposted, 0);
    int64_t whole = WHOLE, all = (openings < 0 ? 0 : openings) * WHOLE, given = 0, part = 0;
    int32_t n_ent = (int32_t)dk_num(r, DK_DEMAND_n_ent, 0);
    size_t n = 0;
    const share *shares = shares_of(l, dk_str(r, DK_DEMAND_occ_code), &n);
    for (size_t i = 0; i < n; i++)
        part += shares[i].permille;
    whole = part > whole ? part : whole;
    bool is_shared_out = part >= WHOLE;
    part = 0;
    for (size_t i = 0; i < n; i++) {
        part += shares[i].permille;
        int64_t running = all / whole * part + all % whole * part / whole;
        put(&l->columns[shares[i].column], (size_t)at, running - given, n_ent);
        given = running;
    }
    if (!is_shared_out)
        put(&l->columns[0], (size_t)at, all - given, n_ent);
    return true;
}

static int by_code(const void *a, const void *b)
{
    const dk_demand_series *x = a, *y = b;
    return strcmp(x->specialty, y->specialty);
}

/* From the first month with a row to the last before as_of; n is 0 when there is none. */
static dk_code series_of(const loader *l, const column *from, dk_series *out, dk_err *err)
{
    dk_month base = dk_month_of(FIRST_YEAR, 1);
    size_t first = 0, end = l->before <= base ? 0 : (size_t)(l->before - base);
    end = end > N_MONTHS ? N_MONTHS : end;
    while (first < end && !from->known[first])
        first++;
    double *value = dk_arena_array(l->arena, end - first, sizeof *value);
    if (value == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = first; i < end; i++)
        value[i - first] = (double)from->milli[i] / WHOLE;
    *out = (dk_series){.key = from->code,
                       .group = "demand",
                       .start = {DK_PERIOD_MONTH, base + (int64_t)first},
                       .season = 12,
                       .nature = DK_NATURE_POSITIVE,
                       .n = end - first,
                       .value = value,
                       .known = from->known + first,
                       .n_ent = from->n_ent + first};
    return DK_OK;
}

static dk_code scan(loader *l, dk_store *store, const char *key,
                    bool (*row)(void *, const dk_record *), dk_err *err)
{
    dk_query query = {.reg = dk_register_find(key), .order = SIZE_MAX};
    dk_arena *row_arena = dk_arena_new();
    dk_code code = row_arena == NULL
                       ? DK_NO_MEMORY(err)
                       : dk_store_scan(store, &DK_LOADER, &query, row_arena, row, l, err);
    dk_arena_free(row_arena);
    return code == DK_OK && l->is_broken ? DK_NO_MEMORY(err) : code;
}

dk_code dk_demand_load(dk_store *store, dk_day as_of, dk_arena *arena, dk_demand *out, dk_err *err)
{
    loader l = {.arena = arena, .as_of = as_of, .before = dk_month_of_day(as_of)};
    if (column_of(&l, DK_NO_SPECIALTY) == SIZE_MAX)
        return DK_NO_MEMORY(err);
    if (scan(&l, store, "crosswalk", on_share, err) != DK_OK)
        return DK_FAILED;
    if (l.n_shares > 1)
        qsort(l.shares, l.n_shares, sizeof *l.shares, by_share);
    if (scan(&l, store, "demand", on_demand, err) != DK_OK)
        return DK_FAILED;
    *out = (dk_demand){dk_arena_array(arena, l.n_columns, sizeof *out->items), 0};
    if (out->items == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < l.n_columns; i++) {
        dk_demand_series *to = &out->items[out->n];
        to->specialty = l.columns[i].code;
        if (series_of(&l, &l.columns[i], &to->series, err) != DK_OK)
            return DK_FAILED;
        out->n += to->series.n > 0;
    }
    qsort(out->items, out->n, sizeof *out->items, by_code);
    return DK_OK;
}
