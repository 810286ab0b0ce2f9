/* api/usecase/series.c - the demand registers through the builder of demand.h. */
#include <string.h>

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
        .staff = dk_num(r, DK_ENTERPRISES_staff_total, 0),
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

static dk_demand_row row_of(const dk_record *r)
{
    return (dk_demand_row){.month = (dk_month)dk_num(r, DK_DEMAND_month, -1),
                           .industry = dk_str(r, DK_DEMAND_industry_code),
                           .occupation = dk_str(r, DK_DEMAND_occ_code),
                           .openings = dk_num(r, DK_DEMAND_new_openings, 0),
                           .reposted = dk_num(r, DK_DEMAND_reposted, 0),
                           .carried = dk_num(r, DK_DEMAND_carried, 0),
                           .seekers = dk_num(r, DK_DEMAND_seekers, 0),
                           .n_ent = (int32_t)dk_num(r, DK_DEMAND_n_ent, 0),
                           .top_share = (double)dk_num(r, DK_DEMAND_top_share_permille, 0) / 1000,
                           .town = dk_str(r, DK_DEMAND_town_code)};
}

static bool on_count(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    const dk_demand_row row = row_of(r);
    l->is_broken = !dk_demand_count(l->builder, &row);
    return !l->is_broken;
}

static bool on_demand(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    const dk_demand_row row = row_of(r);
    l->is_broken = !dk_demand_row_add(l->builder, &row);
    return !l->is_broken;
}

/* Code lists of days; a row may stand for some in a row. */
static const struct {
    const char *list;
    dk_demand_day_kind kind;
} DAYS[] = {{"festival", DK_DEMAND_FESTIVAL},
            {"day_off", DK_DEMAND_DAY_OFF},
            {"day_made_up", DK_DEMAND_DAY_MADE_UP}};

enum { DAYS_MAX = 31 }; /* of one row: no holiday is longer */

static bool add_days(loader *l, const char *name, dk_day since, dk_day until)
{
    for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS; i++)
        for (dk_day day = since; strcmp(name, DAYS[i].list) == 0 && day <= until; day++)
            if (!dk_demand_day(l->builder, DAYS[i].kind, day))
                return false;
    return true;
}

static bool on_code(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    const char *list = dk_str(r, DK_CODES_list);
    dk_day since = (dk_day)dk_num(r, DK_CODES_since, DK_DAY_NONE),
           until = (dk_day)dk_num(r, DK_CODES_until, DK_DAY_NONE);
    if (since == DK_DAY_NONE || until == DK_DAY_NONE || since > until)
        return true;
    if (strcmp(list, "demand_event") == 0)
        l->is_broken = !dk_demand_event(l->builder, dk_str(r, DK_CODES_name),
                                        dk_month_of_day(since), dk_month_of_day(until));
    else if (until - since < DAYS_MAX)
        l->is_broken = !add_days(l, list, since, until);
    return !l->is_broken;
}

dk_code dk_demand_load(const dk_source *source, dk_day as_of, dk_arena *arena, dk_demand_list *out,
                       dk_demand_builder **builder, dk_err *err)
{
    static const struct {
        const char *key;
        bool (*row)(void *, const dk_record *);
    } steps[] = {{"codes", on_code},     {"crosswalk", on_share}, {"enterprises", on_firm},
                 {"reports", on_report}, {"demand", on_count}, /* only where there are no reports */
                 {"demand", on_demand}};
    loader l = {.builder = dk_demand_builder_new(arena, as_of), .as_of = as_of};
    if (l.builder == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].row == on_count && dk_demand_has_reports(l.builder))
            continue;
        if (dk_source_scan(source, steps[i].key, steps[i].row, &l, err) != DK_OK)
            return DK_FAILED;
        if (l.is_broken)
            return DK_NO_MEMORY(err);
    }
    if (builder != NULL)
        *builder = l.builder;
    return dk_demand_finish(l.builder, out, err);
}
