/* api/usecase/ratios.c - see ratios.h. */
#include "api/usecase/ratios.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "api/usecase/snapshot.h"
#include "api/usecase/source.h"
#include "api/usecase/values.h"
#include "core/base/messages.h"
#include "core/base/period.h"
#include "core/register/fields.h"

typedef struct {
    dk_ratio_table *table;
    size_t capacity;
    dk_arena *arena;
    bool is_broken;
} summing;

/* The line of a code, made when it is new; NULL: memory. */
static dk_ratio_line *line_of(summing *s, const char *code)
{
    dk_ratio_table *t = s->table;
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->lines[i].code, code) == 0)
            return &t->lines[i];
    dk_ratio_line *all = dk_arena_grow(s->arena, t->lines, t->n, &s->capacity, sizeof *all);
    const char *copy = all == NULL ? NULL : dk_arena_text(s->arena, code);
    if (copy == NULL)
        return NULL;
    t->lines = all;
    all[t->n] = (dk_ratio_line){.code = copy, .title = {copy, copy}};
    return &all[t->n++];
}

static bool add(summing *s, const char *code, int64_t demand, int64_t seekers)
{
    dk_ratio_line *line = line_of(s, code);
    s->is_broken = line == NULL;
    if (line == NULL)
        return false;
    line->demand += demand;
    line->seekers += seekers;
    s->table->total.demand += demand;
    s->table->total.seekers += seekers;
    return true;
}

/* ---- from the history ---- */

static bool on_row(void *ctx, const dk_record *r)
{
    summing *s = ctx;
    int64_t month = dk_num(r, DK_DEMAND_month, -1);
    char token[24];
    if (month < s->table->from || month > s->table->to)
        return true;
    dk_period_format((dk_period){DK_PERIOD_MONTH, month}, token);
    return add(s, s->table->by == DK_RATIO_BY_MONTH ? token : dk_str(r, DK_DEMAND_occ_code),
               dk_num(r, DK_DEMAND_carried, 0) + dk_num(r, DK_DEMAND_new_openings, 0),
               dk_num(r, DK_DEMAND_seekers, 0));
}

static int most_demand(const void *a, const void *b)
{
    const dk_ratio_line *x = a, *y = b;
    if (x->demand != y->demand)
        return x->demand > y->demand ? -1 : 1;
    return strcmp(x->code, y->code);
}

static int by_code(const void *a, const void *b)
{
    return strcmp(((const dk_ratio_line *)a)->code, ((const dk_ratio_line *)b)->code);
}

static dk_code from_history(const dk_call *call, summing *s, dk_err *err)
{
    dk_store *store = NULL;
    bool is_by_month = s->table->by == DK_RATIO_BY_MONTH;
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code =
            dk_source_scan(&(dk_source){.store = store, .seq = DK_NOW}, "demand", on_row, s, err);
    dk_app_return(call->app, store);
    if (code != DK_OK || s->is_broken)
        return code == DK_OK ? DK_NO_MEMORY(err) : code;
    if (s->table->n > 1)
        qsort(s->table->lines, s->table->n, sizeof *s->table->lines,
              is_by_month ? by_code : most_demand);
    return DK_OK;
}

/* ---- from posts and people ---- */

static int by_rank(const void *a, const void *b)
{
    const dk_match_term *const *x = a, *const *y = b;
    if ((*x)->rank != (*y)->rank)
        return (*x)->rank < (*y)->rank ? -1 : 1;
    return strcmp((*x)->code, (*y)->code);
}

/* A line per class with a rank, lowest first; a class without one ("no requirement") is none. */
static bool begin_classes(summing *s, const dk_match_terms *classes)
{
    const dk_match_term **sorted = dk_arena_array(s->arena, classes->n, sizeof *sorted);
    size_t n = 0;
    for (size_t i = 1; sorted != NULL && i < classes->n; i++)
        if (classes->items[i].rank > 0)
            sorted[n++] = &classes->items[i];
    if (sorted == NULL)
        return false;
    qsort(sorted, n, sizeof *sorted, by_rank);
    for (size_t i = 0; i < n; i++)
        if (line_of(s, sorted[i]->code) == NULL)
            return false;
    return true;
}

static bool is_class(const dk_match_terms *classes, dk_term term)
{
    return term != 0 && classes->items[term].rank > 0;
}

static dk_code count_classes(const dk_snapshot *snapshot, summing *s, dk_err *err)
{
    const dk_market *market = &snapshot->market;
    bool is_grade = s->table->by == DK_RATIO_BY_GRADE;
    const dk_match_terms *classes = is_grade ? &market->grades : &market->edus;
    if (!begin_classes(s, classes))
        return DK_NO_MEMORY(err);
    for (size_t p = 0; p < market->n_posts; p++) {
        const dk_match_post *post = &market->posts[p];
        dk_term term = is_grade ? post->grade_min : post->edu_min;
        int64_t openings = post->openings > 0 ? post->openings : 0;
        if (!dk_match_post_open(snapshot->index, p))
            continue;
        if (is_class(classes, term))
            (void)add(s, classes->items[term].code, openings, 0);
        else
            s->table->no_requirement += openings;
    }
    for (size_t t = 0; t < market->n_trainees; t++) {
        dk_term term = is_grade ? market->trainees[t].grade : market->trainees[t].edu;
        if (!dk_match_trainee_open(snapshot->index, t))
            continue;
        if (is_class(classes, term))
            (void)add(s, classes->items[term].code, 0, 1);
        else
            s->table->no_class++;
    }
    s->table->total.demand += s->table->no_requirement;
    s->table->total.seekers += s->table->no_class;
    return s->is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code from_registers(const dk_call *call, const dk_ratio_ask *ask, summing *s, dk_err *err)
{
    dk_snapshot *snapshot = NULL;
    if (dk_snapshot_acquire(call->app, ask->as_of, &snapshot, err) != DK_OK)
        return DK_FAILED;
    dk_code code = count_classes(snapshot, s, err);
    dk_snapshot_release(snapshot);
    return code;
}

/* ---- both ---- */

/* Drops lines that say nothing and names the others. */
static dk_code finish(const dk_call *call, dk_ratio_table *t, dk_err *err)
{
    static const char *const lists[] = {[DK_RATIO_BY_OCCUPATION] = "occupation",
                                        [DK_RATIO_BY_MONTH] = NULL,
                                        [DK_RATIO_BY_GRADE] = "skill_level",
                                        [DK_RATIO_BY_EDUCATION] = "edu"};
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    size_t kept = 0;
    if (dk_app_codes(call->app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < t->n; i++) {
        dk_ratio_line line = t->lines[i];
        const dk_code_row *row = lists[t->by] == NULL
                                     ? NULL
                                     : dk_codes_find(codes, lists[t->by], line.code, DK_DAY_NONE);
        if (line.demand == 0 && line.seekers == 0)
            continue;
        if (row != NULL) {
            line.title.zh = dk_arena_text(call->arena, row->name);
            line.title.en = row->name_en != NULL && *row->name_en != '\0'
                                ? dk_arena_text(call->arena, row->name_en)
                                : line.title.zh;
        }
        t->lines[kept++] = line;
        if (line.title.zh == NULL || line.title.en == NULL) {
            dk_app_codes_release(ref);
            return DK_NO_MEMORY(err);
        }
    }
    t->n = kept;
    dk_app_codes_release(ref);
    dk_ratio_fill(t);
    return DK_OK;
}

dk_code dk_uc_ratios(const dk_call *call, const dk_ratio_ask *ask, dk_ratio_table *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    int32_t as_of = ask->as_of == DK_DAY_NONE ? dk_app_as_of(call->app) : ask->as_of;
    int64_t last = (int64_t)dk_month_of_day(as_of) - 1,
            to = ask->to < 0 || ask->to > last ? last : ask->to;
    int64_t months = ask->by == DK_RATIO_BY_MONTH ? DK_RATIO_HISTORY : DK_RATIO_MONTHS;
    bool is_history = ask->by == DK_RATIO_BY_OCCUPATION || ask->by == DK_RATIO_BY_MONTH;
    *out = (dk_ratio_table){.by = ask->by, .from = 1, .to = 0};
    summing s = {.table = out, .arena = call->arena};
    if (is_history) {
        out->to = to;
        out->from = ask->from < 0 ? to - months + 1 : ask->from;
        if (out->from > out->to)
            return DK_FAIL0(err, MSG_RATIO_MONTHS);
    }
    if ((is_history ? from_history(call, &s, err) : from_registers(call, ask, &s, err)) != DK_OK)
        return DK_FAILED;
    return finish(call, out, err);
}
