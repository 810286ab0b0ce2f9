/* api/usecase/series.c - the demand registers through the builder of demand.h. */
#include "api/usecase/app.h"
#include "api/usecase/demand.h"
#include "api/usecase/values.h"
#include "core/register/fields.h"

typedef struct {
    dk_demand_builder *builder;
    dk_day as_of;
    bool is_broken;
} loader;

static bool on_share(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    int64_t since = dk_num(r, DK_CROSSWALK_since, DK_DAY_NONE),
            until = dk_num(r, DK_CROSSWALK_until, DK_DAY_NONE);
    if ((since != DK_DAY_NONE && since > l->as_of) || (until != DK_DAY_NONE && until < l->as_of))
        return true;
    l->is_broken = !dk_demand_share(l->builder, dk_str(r, DK_CROSSWALK_occ_code),
                                    dk_str(r, DK_CROSSWALK_specialty_code),
                                    dk_num(r, DK_CROSSWALK_share_permille, 0));
    return !l->is_broken;
}

static bool on_firm(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    int64_t closed = dk_num(r, DK_ENTERPRISES_closed_on, DK_DAY_NONE);
    const dk_demand_firm firm = {
        .uscc = dk_str(r, DK_ENTERPRISES_uscc),
        .industry = dk_str(r, DK_ENTERPRISES_industry_code),
        .closes = closed == DK_DAY_NONE ? INT32_MAX : dk_month_of_day((dk_day)closed) + 1};
    l->is_broken = !dk_demand_firm_add(l->builder, &firm);
    return !l->is_broken;
}

static bool on_report(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    l->is_broken = !dk_demand_report(l->builder, dk_str(r, DK_REPORTS_uscc),
                                     (dk_month)dk_num(r, DK_REPORTS_month, -1),
                                     dk_num(r, DK_REPORTS_new_openings, 0));
    return !l->is_broken;
}

static bool on_demand(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    const dk_demand_row row = {.month = (dk_month)dk_num(r, DK_DEMAND_month, -1),
                               .industry = dk_str(r, DK_DEMAND_industry_code),
                               .occupation = dk_str(r, DK_DEMAND_occ_code),
                               .openings = dk_num(r, DK_DEMAND_new_openings, 0),
                               .reposted = dk_num(r, DK_DEMAND_reposted, 0),
                               .n_ent = (int32_t)dk_num(r, DK_DEMAND_n_ent, 0)};
    l->is_broken = !dk_demand_row_add(l->builder, &row);
    return !l->is_broken;
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

dk_code dk_demand_load(dk_store *store, dk_day as_of, dk_arena *arena, dk_demand *out,
                       dk_demand_builder **builder, dk_err *err)
{
    loader l = {.builder = dk_demand_builder_new(arena, as_of), .as_of = as_of};
    if (l.builder == NULL)
        return DK_NO_MEMORY(err);
    if (scan(&l, store, "crosswalk", on_share, err) != DK_OK ||
        scan(&l, store, "enterprises", on_firm, err) != DK_OK ||
        scan(&l, store, "reports", on_report, err) != DK_OK ||
        scan(&l, store, "demand", on_demand, err) != DK_OK)
        return DK_FAILED;
    if (builder != NULL)
        *builder = l.builder;
    return dk_demand_finish(l.builder, out, err);
}
