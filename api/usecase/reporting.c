/* api/usecase/reporting.c - see reporting.h. */
#include "api/usecase/reporting.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/demand.h"
#include "api/usecase/values.h"
#include "core/register/fields.h"

/* A firm while it is counted; sorted by uscc after the firms are read. */
typedef struct {
    dk_report_line line;
    dk_month closes;
    int64_t sum;
    int32_t n; /* months of the year before with a report */
} firm;

typedef struct {
    dk_arena *arena;
    const dk_codes *codes;
    dk_month month;
    firm *firms;
    size_t n, capacity;
    bool is_broken;
} counter;

/* What the code of an industry means, in the arena; parts are NULL when memory is out. */
static dk_text industry_of(const counter *c, const char *code)
{
    const dk_code_row *row = dk_codes_find(c->codes, "industry", code, DK_DAY_NONE);
    const char *zh = row == NULL ? code : row->name;
    bool has_en = row != NULL && row->name_en != NULL && *row->name_en != '\0';
    return (dk_text){dk_arena_text(c->arena, zh),
                     dk_arena_text(c->arena, has_en ? row->name_en : zh)};
}

static bool on_firm(void *ctx, const dk_record *r)
{
    counter *c = ctx;
    int64_t closed = dk_num(r, DK_ENTERPRISES_closed_on, DK_DAY_NONE);
    firm *all = dk_arena_grow(c->arena, c->firms, c->n, &c->capacity, sizeof *all);
    if (all == NULL) {
        c->is_broken = true;
        return false;
    }
    c->firms = all;
    all[c->n] = (firm){
        .line = {.id = r->id,
                 .uscc = dk_arena_text(c->arena, dk_str(r, DK_ENTERPRISES_uscc)),
                 .name = dk_arena_text(c->arena, dk_str(r, DK_ENTERPRISES_ent_name)),
                 .industry = dk_arena_text(c->arena, dk_str(r, DK_ENTERPRISES_industry_code)),
                 .industry_title = industry_of(c, dk_str(r, DK_ENTERPRISES_industry_code)),
                 .reported = -1},
        .closes = closed == DK_DAY_NONE ? INT32_MAX : dk_month_of_day((dk_day)closed) + 1};
    const dk_report_line *line = &all[c->n++].line;
    c->is_broken = line->uscc == NULL || line->name == NULL || line->industry == NULL ||
                   line->industry_title.zh == NULL || line->industry_title.en == NULL;
    return !c->is_broken;
}

static int by_uscc(const void *a, const void *b)
{
    return strcmp(((const firm *)a)->line.uscc, ((const firm *)b)->line.uscc);
}

static bool on_report(void *ctx, const dk_record *r)
{
    counter *c = ctx;
    const firm key = {.line = {.uscc = dk_str(r, DK_REPORTS_uscc)}};
    dk_month month = (dk_month)dk_num(r, DK_REPORTS_month, 0);
    int64_t openings = dk_num(r, DK_REPORTS_new_openings, 0);
    firm *f = c->n == 0 ? NULL : bsearch(&key, c->firms, c->n, sizeof key, by_uscc);
    if (f == NULL || month > c->month || month < c->month - DK_REPORT_MONTHS_BACK)
        return true;
    if (month == c->month) {
        f->line.reported = openings;
        return true;
    }
    f->sum += openings;
    f->n++;
    f->line.last = month > f->line.last ? month : f->line.last;
    return true;
}

static int by_need(const void *a, const void *b)
{
    const dk_report_line *x = a, *y = b;
    if (x->state != y->state)
        return x->state < y->state ? -1 : 1;
    if (x->share != y->share)
        return x->share > y->share ? -1 : 1;
    return strcmp(x->uscc, y->uscc);
}

static bool is_expected(const counter *c, const firm *f)
{
    return f->n > 0 && f->closes > c->month;
}

/* True when the clerk should see the firm; its state is set. */
static bool is_shown(firm *f, dk_month month)
{
    bool is_less = f->line.usual >= DK_REPORT_LESS_MIN &&
                   (double)f->line.reported < DK_REPORT_LESS_SHARE * f->line.usual;
    f->line.silent_months = f->line.reported < 0 ? month - f->line.last : 0;
    f->line.state = f->line.reported < 0 ? DK_REPORT_MISSING : DK_REPORT_LESS;
    return f->line.reported < 0 || is_less;
}

static bool tell(counter *c, dk_reporting *out)
{
    double all = 0, covered = 0;
    out->lines = dk_arena_array(c->arena, c->n, sizeof *out->lines);
    if (out->lines == NULL)
        return false;
    for (size_t i = 0; i < c->n; i++) {
        firm *f = &c->firms[i];
        if (!is_expected(c, f))
            continue;
        f->line.usual = (double)f->sum / f->n;
        out->n_expected++;
        out->n_reported += f->line.reported >= 0;
        all += f->line.usual;
        covered += f->line.reported >= 0 ? f->line.usual : 0;
    }
    out->covered = out->n_expected == 0 ? -1 : all > 0 ? covered / all : 1;
    for (size_t i = 0; i < c->n; i++) {
        firm *f = &c->firms[i];
        if (!is_expected(c, f) || !is_shown(f, c->month))
            continue;
        f->line.share = all > 0 ? f->line.usual / all : 0;
        out->lines[out->n++] = f->line;
    }
    qsort(out->lines, out->n, sizeof *out->lines, by_need);
    return true;
}

dk_code dk_uc_reporting(const dk_call *call, dk_month month, dk_day as_of, dk_reporting *out,
                        dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    dk_codes_ref *ref = NULL;
    (void)call->actor; /* names of firms and counts: no row belongs to one unit or person */
    as_of = as_of == DK_DAY_NONE ? dk_app_as_of(call->app) : as_of;
    counter c = {.arena = call->arena, .month = month > 0 ? month : dk_month_of_day(as_of) - 1};
    *out = (dk_reporting){.as_of = as_of, .month = c.month};
    if (dk_app_codes(call->app, &ref, &c.codes, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_app_borrow(call->app, &store, err);
    const dk_source now = {.store = store, .seq = DK_NOW};
    if (code == DK_OK)
        code = dk_source_scan(&now, "enterprises", on_firm, &c, err);
    if (code == DK_OK && c.n > 1)
        qsort(c.firms, c.n, sizeof *c.firms, by_uscc);
    if (code == DK_OK)
        code = dk_source_scan(&now, "reports", on_report, &c, err);
    dk_app_return(call->app, store);
    dk_app_codes_release(ref);
    if (code == DK_OK && (c.is_broken || !tell(&c, out)))
        code = DK_NO_MEMORY(err);
    return code;
}
