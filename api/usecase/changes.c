/* api/usecase/changes.c - see changes.h. */
#include "api/usecase/changes.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "api/usecase/values.h"
#include "core/register/fields.h"

enum { YEAR = 12, CENT = 100, RUN_DAYS = 62 };

static const int64_t day_ms = 86400000, minute_ms = 60000;

/* The comparison made last, for whoever asks the same of the same state again. */
struct dk_changes_kept {
    dk_arena *arena;
    dk_day since, as_of; /* as asked for */
    dk_changes changes;  /* all of it in the arena */
};

/* Everything one comparison needs. */
typedef struct {
    dk_app *app;
    dk_store *store;
    const dk_codes *codes;
    dk_arena *arena;
    dk_changes *out;
    dk_day kept_on; /* day of the kept forecast that is compared; DK_DAY_NONE: none */
    int64_t kept_seq;
    dk_err *err;
} comparison;

/* ---- the kept forecast nearest before the day ---- */

static bool find_run(void *ctx, const dk_record *r)
{
    comparison *c = ctx;
    dk_day made = (dk_day)dk_num(r, DK_FORECAST_RUNS_made_on, DK_DAY_NONE);
    if (made <= c->out->since && made > c->out->since - RUN_DAYS &&
        (c->kept_on == DK_DAY_NONE || made > c->kept_on)) {
        c->kept_on = made;
        c->kept_seq = dk_num(r, DK_FORECAST_RUNS_data_seq, 0);
    }
    return true;
}

static dk_change_line *line_of(const dk_changes *changes, const char *specialty)
{
    for (size_t i = 0; i < changes->n; i++)
        if (strcmp(changes->lines[i].specialty, specialty) == 0)
            return &changes->lines[i];
    return NULL;
}

/* The twelve months' total as it was kept; the line's model step starts from it. */
static bool take_run(void *ctx, const dk_record *r)
{
    comparison *c = ctx;
    const dk_value *steps = &r->v[DK_FORECAST_RUNS_steps];
    dk_change_line *line = line_of(c->out, dk_str(r, DK_FORECAST_RUNS_specialty_code));
    double sum = 0;
    size_t n = 0;
    if (line == NULL || (dk_day)dk_num(r, DK_FORECAST_RUNS_made_on, DK_DAY_NONE) != c->kept_on ||
        steps->kind != DK_V_LIST)
        return true;
    for (size_t i = 0; i < steps->n_rows; i++) {
        const dk_value *row = &steps->items[i * DK_SUB_RUN_STEPS_COUNT];
        int64_t month = row[DK_SUB_RUN_STEPS_month].num;
        if (month < c->out->first || month >= c->out->first + YEAR)
            continue;
        sum += (double)row[DK_SUB_RUN_STEPS_mean].num / CENT;
        n++;
    }
    if (n == YEAR) {
        line->is_known[DK_CHANGE_MODEL] = true;
        line->delta[DK_CHANGE_MODEL] = line->before - sum;
        line->before = sum;
    }
    return true;
}

/* ---- outlooks ---- */

/* Sum over the twelve months compared; -1 when the specialty is not there. */
static double total(const dk_outlook *o, const char *specialty, int64_t first)
{
    for (size_t i = 0; i < o->n; i++) {
        const dk_outlook_item *item = &o->items[i];
        int64_t at = first - item->forecast.first.index;
        double sum = 0;
        if (strcmp(item->code, specialty) != 0)
            continue;
        if (at < 0 || (size_t)at + YEAR > item->forecast.horizon)
            return -1;
        for (size_t h = (size_t)at; h < (size_t)at + YEAR; h++)
            sum += item->forecast.steps[h].mean;
        return sum;
    }
    return -1;
}

static double corrections(const dk_outlook *o, const char *specialty, int64_t first)
{
    double sum = 0;
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->items[i].code, specialty) == 0)
            for (int64_t m = first; m < first + YEAR; m++)
                sum += dk_correction_sum(o->items[i].corrections, o->items[i].n_corrections, m);
    return sum;
}

static dk_code make(const comparison *c, dk_day as_of, int64_t demand, int64_t rest,
                    dk_outlook *out)
{
    const dk_outlook_inputs inputs = {.demand = {.store = c->store, .seq = demand},
                                      .projects = {.store = c->store, .seq = rest},
                                      .corrections = {.store = c->store, .seq = rest},
                                      .as_of = as_of,
                                      .horizon = DK_FORECAST_HORIZON,
                                      .seed = c->app->options.seed};
    return dk_outlook_make(&inputs, c->codes, c->arena, out, c->err);
}

typedef struct {
    dk_outlook then, revised, months;
    const dk_outlook *now; /* the one everybody sees */
    bool has_then;         /* demand had been entered by that day */
} outlooks;

static dk_code make_all(const comparison *c, outlooks *o)
{
    int64_t then = c->out->seq_then;
    if (make(c, c->out->since, then, then, &o->then) != DK_OK)
        return DK_FAILED;
    o->has_then = o->then.n > 0;
    int64_t rest = o->has_then ? then : DK_NOW;
    if (make(c, c->out->since, DK_NOW, rest, &o->revised) != DK_OK)
        return DK_FAILED;
    if (!o->has_then) { /* nothing to swap but the months: what follows them is now */
        o->months = *o->now;
        return DK_OK;
    }
    return make(c, c->out->as_of, DK_NOW, rest, &o->months);
}

/* delta of a step from `from` to `to`; a side that is not there makes it unknown. */
static void set_step(dk_change_line *line, dk_change_kind kind, double from, double to)
{
    line->is_known[kind] = from >= 0 && to >= 0;
    line->delta[kind] = line->is_known[kind] ? to - from : 0;
}

static void fill_line(const comparison *c, const outlooks *o, const dk_outlook_item *item,
                      dk_change_line *line)
{
    int64_t first = c->out->first;
    double then = o->has_then ? total(&o->then, item->code, first) : -1,
           revised = total(&o->revised, item->code, first),
           months = total(&o->months, item->code, first), now = total(o->now, item->code, first);
    double is = corrections(o->now, item->code, first),
           was = o->has_then ? corrections(&o->then, item->code, first) : is;
    *line = (dk_change_line){.specialty = item->code, .title = item->title};
    set_step(line, DK_CHANGE_REVISION, then, revised);
    set_step(line, DK_CHANGE_MONTHS, revised, months);
    set_step(line, DK_CHANGE_PLANTS, o->has_then ? months : -1, now);
    line->delta[DK_CHANGE_CORRECTION] = is - was;
    line->is_known[DK_CHANGE_CORRECTION] = o->has_then;
    line->after = now + is;
    line->before = now + was;
    for (int k = DK_CHANGE_REVISION; k <= DK_CHANGE_PLANTS; k++)
        line->before -= line->delta[k];
}

static dk_code compare(comparison *c, const dk_outlook *today)
{
    outlooks o = {.now = today};
    const dk_source now = {.store = c->store, .seq = DK_NOW};
    if (dk_source_scan(&now, "forecast_runs", find_run, c, c->err) != DK_OK)
        return DK_FAILED;
    int64_t end =
        ((int64_t)c->out->since + 1) * day_ms - dk_app_zone_minutes(c->app) * minute_ms - 1;
    if (dk_store_seq_at(c->store, end, &c->out->seq_then, c->err) != DK_OK)
        return DK_FAILED;
    if (c->kept_on != DK_DAY_NONE) {
        c->out->since = c->kept_on;
        c->out->seq_then = c->kept_seq;
    }
    if (make_all(c, &o) != DK_OK)
        return DK_FAILED;
    c->out->lines = dk_arena_array(c->arena, today->n, sizeof *c->out->lines);
    if (c->out->lines == NULL)
        return DK_NO_MEMORY(c->err);
    for (size_t i = 0; i < today->n; i++)
        fill_line(c, &o, &today->items[i], &c->out->lines[c->out->n++]);
    if (c->kept_on == DK_DAY_NONE || !o.has_then)
        return DK_OK;
    return dk_source_scan(&now, "forecast_runs", take_run, c, c->err);
}

/* ---- the last one ---- */

/* All of `from` into the arena. False when memory is out. */
static bool copy(dk_arena *arena, const dk_changes *from, dk_changes *out)
{
    dk_changes made = *from;
    made.lines = dk_arena_array(arena, from->n, sizeof *made.lines);
    for (size_t i = 0; made.lines != NULL && i < from->n; i++) {
        dk_change_line *line = &made.lines[i];
        *line = from->lines[i];
        line->specialty = dk_arena_text(arena, line->specialty);
        line->title =
            (dk_text){dk_arena_text(arena, line->title.zh), dk_arena_text(arena, line->title.en)};
        if (line->specialty == NULL || line->title.zh == NULL || line->title.en == NULL)
            return false;
    }
    if (made.lines == NULL)
        return false;
    *out = made;
    return true;
}

void dk_changes_kept_free(struct dk_changes_kept *kept)
{
    if (kept == NULL)
        return;
    dk_arena_free(kept->arena);
    free(kept);
}

/* True when it was asked for before and nothing was written since. */
static bool recall(const dk_call *call, dk_day since, dk_day as_of, int64_t seq, dk_changes *out)
{
    pthread_mutex_lock(&call->app->lock);
    const struct dk_changes_kept *kept = call->app->changes;
    bool is_there = kept != NULL && kept->since == since && kept->as_of == as_of &&
                    kept->changes.seq_now == seq && copy(call->arena, &kept->changes, out);
    pthread_mutex_unlock(&call->app->lock);
    return is_there;
}

/* In place of the one before; without memory it is merely not kept. */
static void keep(const dk_call *call, dk_day since, dk_day as_of, const dk_changes *changes)
{
    struct dk_changes_kept *kept = calloc(1, sizeof *kept);
    if (kept == NULL)
        return;
    *kept = (struct dk_changes_kept){dk_arena_new(), since, as_of, {0}};
    if (kept->arena == NULL || !copy(kept->arena, changes, &kept->changes)) {
        dk_changes_kept_free(kept);
        return;
    }
    pthread_mutex_lock(&call->app->lock);
    struct dk_changes_kept *old = call->app->changes;
    call->app->changes = kept;
    pthread_mutex_unlock(&call->app->lock);
    dk_changes_kept_free(old);
}

dk_code dk_uc_changes(const dk_call *call, dk_day since, dk_day as_of, const dk_codes *codes,
                      dk_changes *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_outlook_ref *ref = NULL;
    const dk_outlook *today = NULL;
    int64_t seq = 0;
    (void)call->actor; /* counts of a whole county */
    as_of = as_of == DK_DAY_NONE ? dk_app_as_of(call->app) : as_of;
    since = since == DK_DAY_NONE ? dk_day_add_months(as_of, -1) : since;
    dk_changes made = {.since = since, .as_of = as_of, .first = dk_month_of_day(as_of)};
    if (since >= as_of || made.first - dk_month_of_day(since) > YEAR)
        return DK_FAIL0(err, MSG_CHANGES_ORDER);
    if (dk_app_seq(call->app, &seq, err) != DK_OK)
        return DK_FAILED;
    if (recall(call, since, as_of, seq, out))
        return DK_OK;
    made.seq_now = seq;
    comparison c = {.app = call->app,
                    .codes = codes,
                    .arena = call->arena,
                    .out = &made,
                    .kept_on = DK_DAY_NONE,
                    .err = err};
    dk_code code = dk_uc_forecasts(call, DK_FORECAST_HORIZON, as_of, &ref, &today, err);
    if (code == DK_OK)
        code = dk_app_borrow(call->app, &c.store, err);
    if (code == DK_OK)
        code = compare(&c, today);
    /* The texts of the lines are the outlook's: copied before it is let go of. */
    if (code == DK_OK && !copy(call->arena, &made, out))
        code = DK_NO_MEMORY(err);
    if (code == DK_OK)
        keep(call, since, as_of, out);
    dk_app_return(call->app, c.store);
    dk_uc_forecasts_release(ref);
    return code;
}
