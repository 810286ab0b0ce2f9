/* api/usecase/replay.c - see replay.h. */
#include "api/usecase/replay.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/market.h"
#include "api/usecase/past.h"
#include "api/usecase/values.h"
#include "api/usecase/weights.h"
#include "core/base/messages.h"
#include "core/register/fields.h"
#include "core/register/person.h"
#include "models/addressable.h"

/* A placement as it is on record now: who, what happened, and what became of it. */
typedef struct {
    dk_person_keys who;
    const char *post_no, *uscc, *occupation;
    dk_replay_case told;
} placement;

typedef struct {
    const dk_call *call;
    const dk_uc_replay_options *options;
    dk_store *store;
    dk_weights weights;
    dk_replay *out;
    placement *items;
    size_t n, capacity, n_keyed;
    dk_arena *keys; /* of `who`: ends with the call, they are in clear */
    bool is_broken;
} replaying;

/* ---- the placements ---- */

static dk_stay stay_of(const replaying *w, const dk_record *r)
{
    static const char *const words[] = {
        [DK_STAY_SAME] = "same", [DK_STAY_MOVED] = "moved", [DK_STAY_LEFT] = "left"};
    int32_t after = w->options->after;
    size_t field = after == 3   ? (size_t)DK_PLACEMENTS_m3
                   : after == 6 ? (size_t)DK_PLACEMENTS_m6
                                : (size_t)DK_PLACEMENTS_m12;
    dk_day started = (dk_day)dk_num(r, DK_PLACEMENTS_started_on, DK_DAY_NONE);
    const char *state = dk_str(r, field);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(state, words[i]) == 0)
            return (dk_stay)i;
    bool is_due = started == DK_DAY_NONE || dk_day_add_months(started, after) <= w->out->as_of;
    return *state == '\0' && !is_due ? DK_STAY_NOT_DUE : DK_STAY_UNKNOWN;
}

/* The day of the introduction, else the first day at work. */
static dk_day day_of(const dk_record *r)
{
    dk_day started = (dk_day)dk_num(r, DK_PLACEMENTS_started_on, DK_DAY_NONE);
    return (dk_day)dk_num(r, DK_PLACEMENTS_referred_on, started);
}

static bool on_placement(void *ctx, const dk_record *r)
{
    replaying *w = ctx;
    dk_arena *arena = w->call->arena;
    dk_day on = day_of(r);
    if (strcmp(dk_str(r, DK_PLACEMENTS_kind), "employed") != 0 ||
        (on != DK_DAY_NONE && on > w->out->as_of))
        return true;
    w->items = dk_arena_grow(arena, w->items, w->n, &w->capacity, sizeof *w->items);
    if (w->items == NULL) {
        w->is_broken = true;
        return false;
    }
    placement *p = &w->items[w->n++];
    *p = (placement){.post_no = dk_arena_text(arena, dk_str(r, DK_PLACEMENTS_post_no)),
                     .uscc = dk_arena_text(arena, dk_str(r, DK_PLACEMENTS_uscc)),
                     .occupation = dk_arena_text(arena, dk_str(r, DK_PLACEMENTS_occ_code))};
    p->told = (dk_replay_case){
        .placement = r->id,
        .placement_no = dk_arena_text(arena, dk_str(r, DK_PLACEMENTS_placement_no)),
        .on = on,
        .words = "",
        .is_by_firm = *p->post_no == '\0',
        .stay = stay_of(w, r),
        .is_by_school = strcmp(dk_str(r, DK_PLACEMENTS_channel), "school") == 0,
        .is_matched = dk_has(r, DK_PLACEMENTS_is_matched)
                          ? dk_tri_of(dk_num(r, DK_PLACEMENTS_is_matched, 0) != 0)
                          : DK_TRI_UNKNOWN};
    w->is_broken = p->post_no == NULL || p->uscc == NULL || p->occupation == NULL ||
                   p->told.placement_no == NULL;
    return !w->is_broken;
}

/* Whom each of them names, in clear as the loader reads it; both scans come in record order. */
static bool on_keys(void *ctx, const dk_record *r)
{
    replaying *w = ctx;
    while (w->n_keyed < w->n && w->items[w->n_keyed].told.placement < r->id)
        w->n_keyed++;
    if (w->n_keyed < w->n && w->items[w->n_keyed].told.placement == r->id)
        w->is_broken = !dk_person_keys_of(w->keys, r, &w->items[w->n_keyed].who);
    return !w->is_broken;
}

static int by_day(const void *a, const void *b)
{
    const placement *x = a, *y = b;
    if (x->told.state != y->told.state) /* those that cannot be looked at go last */
        return x->told.state < y->told.state ? -1 : 1;
    if (x->told.on != y->told.on)
        return x->told.on < y->told.on ? -1 : 1;
    return (x->told.placement > y->told.placement) - (x->told.placement < y->told.placement);
}

static dk_code load_placements(replaying *w, dk_err *err)
{
    char year[16];
    const dk_filter filter = {
        .field = DK_PLACEMENTS_graduation_year, .op = DK_OP_EQ, .value = year};
    dk_query query = {.reg = dk_register_find("placements"),
                      .filters = &filter,
                      .n_filters = 1,
                      .order = SIZE_MAX};
    dk_arena *rows = dk_arena_new();
    if (rows == NULL)
        return DK_NO_MEMORY(err);
    snprintf(year, sizeof year, "%d", (int)w->out->year);
    dk_code code =
        dk_store_scan(&(dk_view){w->store, w->call->actor, rows}, &query, on_placement, w, err);
    query.wants_unmasked = true;
    if (code == DK_OK && !w->is_broken)
        code = dk_store_scan(&(dk_view){w->store, &DK_LOADER, rows}, &query, on_keys, w, err);
    dk_arena_free(rows);
    if (code == DK_OK && w->is_broken)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < w->n; i++) {
        placement *p = &w->items[i];
        p->told.state = !dk_person_is_told(&p->who) ? DK_REPLAY_UNTOLD
                        : p->told.on == DK_DAY_NONE ? DK_REPLAY_UNDATED
                                                    : DK_REPLAY_NO_PERSON;
    }
    if (w->n > 1)
        qsort(w->items, w->n, sizeof *w->items, by_day);
    return code;
}

/* ---- one placement, against what was known ---- */

/* One day: its market, and the names of then. */
typedef struct {
    replaying *w;
    const dk_past *past;
    const dk_match_index *index;
    dk_arena *arena; /* of the day */
} then;

/* A name of then that outlives it; false when memory is out. */
static bool name(const then *d, const dk_past_record *record, dk_replay_name *out)
{
    dk_arena *arena = d->w->call->arena;
    if (record == NULL)
        return true;
    const dk_found *f = &record->name;
    *out = (dk_replay_name){f->id, dk_arena_text(arena, f->no), dk_arena_text(arena, f->label),
                            dk_arena_text(arena, f->line)};
    return out->no != NULL && out->label != NULL && out->line != NULL;
}

static bool is_taken(const placement *p, const dk_past_record *post)
{
    if (*p->post_no != '\0')
        return strcmp(post->no, p->post_no) == 0;
    return *p->uscc != '\0' && strcmp(post->uscc, p->uscc) == 0 &&
           (*p->occupation == '\0' || strcmp(post->occupation, p->occupation) == 0);
}

/* Positions of the posts that may be the one taken. */
static dk_code find_taken(const then *d, const placement *p, const size_t **out, size_t *n,
                          dk_err *err)
{
    size_t *taken = dk_arena_array(d->arena, d->past->n_posts, sizeof *taken);
    if (taken == NULL)
        return DK_NO_MEMORY(err);
    *n = 0;
    for (size_t i = 0; i < d->past->n_posts; i++) {
        if (!is_taken(p, &d->past->posts[i]))
            continue;
        size_t at = dk_match_find_post(d->index, d->past->posts[i].name.id);
        if (at != SIZE_MAX)
            taken[(*n)++] = at;
    }
    *out = taken;
    return DK_OK;
}

static dk_telling telling(const then *d)
{
    return (dk_telling){d->index, d->w->options->lang, d->w->call->arena};
}

/* Why there is no rank: the first gate that does not pass. */
static dk_code tell_gate(const then *d, size_t trainee, const dk_replay_rank *rank,
                         dk_replay_case *out, dk_err *err)
{
    const dk_telling how = telling(d);
    dk_explained_gates gates = {.n = 0};
    dk_code code = DK_OK;
    if (out->state == DK_REPLAY_OUT)
        code = dk_explain_own_gates(&how, DK_SCOPE_TRAINEE, trainee, &gates, err);
    else if (out->state == DK_REPLAY_SHUT)
        code = dk_explain_own_gates(&how, DK_SCOPE_POST, rank->taken, &gates, err);
    else if (out->state == DK_REPLAY_GATED)
        code = dk_explain_gates(&how, trainee, rank->taken, DK_GATE_FAIL, &gates, err);
    if (code == DK_OK && out->state == DK_REPLAY_GATED && gates.n == 0)
        code = dk_explain_gates(&how, trainee, rank->taken, DK_GATE_UNKNOWN, &gates, err);
    if (code == DK_OK && gates.n > 0)
        out->words = gates.items[0].words;
    return code;
}

/* What the first post has that the taken one has not, and the other way round. */
static dk_code tell_difference(const then *d, size_t trainee, const dk_replay_rank *rank,
                               dk_replay_case *out, dk_err *err)
{
    dk_comparison both;
    if (rank->best == rank->taken)
        return DK_OK;
    const dk_telling how = telling(d);
    const dk_compare_ask ask = {DK_POSTS_FOR_TRAINEE, trainee, rank->best, rank->taken};
    if (dk_compare(&how, &ask, &both, err) != DK_OK)
        return DK_FAILED;
    out->lines = both.lines;
    while (out->n_lines < both.n_lines && both.lines[out->n_lines].diff != 0)
        out->n_lines++; /* they come by the size of the difference */
    return DK_OK;
}

static dk_code rank_one(const then *d, placement *p, dk_err *err)
{
    const dk_past *past = d->past;
    const dk_market *market = dk_match_index_market(d->index);
    dk_replay_case *out = &p->told;
    const size_t *taken = NULL;
    size_t n_taken = 0;
    int64_t id = 0;
    dk_person_answer whose = dk_people_find(&past->whose, &p->who, &id);
    const dk_past_record *person = dk_past_find(past->people, past->n_people, id);
    size_t at = person == NULL ? SIZE_MAX : dk_match_find_trainee(d->index, id);
    out->seq = past->seq;
    out->state = whose == DK_PERSON_SEVERAL ? DK_REPLAY_SEVERAL : DK_REPLAY_NO_PERSON;
    if (at == SIZE_MAX)
        return DK_OK;
    if (find_taken(d, p, &taken, &n_taken, err) != DK_OK)
        return DK_FAILED;
    const dk_replay_rank rank = dk_replay_rank_of(d->index, at, taken, n_taken);
    out->state = rank.state == DK_REPLAY_NO_POST && !dk_past_has_firm(past, p->uscc)
                     ? DK_REPLAY_NO_FIRM
                     : rank.state;
    out->rank = rank.rank;
    out->candidates = rank.candidates;
    out->score = rank.score;
    out->best_score = rank.best_score;
    const dk_past_record *post =
        rank.taken == SIZE_MAX
            ? NULL
            : dk_past_find(past->posts, past->n_posts, market->posts[rank.taken].id);
    const dk_past_record *best = rank.best == SIZE_MAX ? NULL
                                                       : dk_past_find(past->posts, past->n_posts,
                                                                      market->posts[rank.best].id);
    if (!name(d, person, &out->trainee) || !name(d, post, &out->post) ||
        !name(d, best, &out->proposed))
        return DK_NO_MEMORY(err);
    return rank.state == DK_REPLAY_RANKED ? tell_difference(d, at, &rank, out, err)
                                          : tell_gate(d, at, &rank, out, err);
}

/* ---- day by day ---- */

/* The placements items[0..n) of one day, each with whom and when. */
static dk_code rank_day(replaying *w, const dk_past *past, placement *items, size_t n, dk_err *err)
{
    const dk_source source = {.store = w->store, .seq = past->seq};
    dk_market market;
    dk_match_index *index = NULL;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_market_load(&source, past->codes->codes, items->told.on, arena, &market, err);
    if (code == DK_OK)
        code = dk_match_index_new(&market, &w->weights, w->out->seed, &index, err);
    const then day = {w, past, index, arena};
    for (size_t i = 0; code == DK_OK && i < n; i++)
        code = rank_one(&day, &items[i], err);
    dk_match_index_free(index);
    dk_arena_free(arena);
    return code;
}

/* What was known when the day began in the centre's zone. */
static dk_code seq_of(const replaying *w, dk_day day, int64_t *seq, dk_err *err)
{
    enum { DAY_MS = 86400000, MINUTE_MS = 60000 };
    int64_t midnight =
        (int64_t)day * DAY_MS - (int64_t)dk_app_zone_minutes(w->call->app) * MINUTE_MS;
    return dk_store_seq_at(w->store, midnight - 1, seq, err);
}

static dk_code rank_all(replaying *w, dk_err *err)
{
    dk_past past = {.seq = -1};
    dk_code code = DK_OK;
    size_t n_known = w->n; /* by_day puts those that cannot be looked at last */
    while (n_known > 0 && w->items[n_known - 1].told.state >= DK_REPLAY_UNTOLD)
        n_known--;
    for (size_t from = 0, n; code == DK_OK && from < n_known; from += n) {
        int64_t seq = 0;
        for (n = 1; from + n < n_known && w->items[from + n].told.on == w->items[from].told.on;)
            n++;
        code = seq_of(w, w->items[from].told.on, &seq, err);
        if (code == DK_OK && seq != past.seq) {
            dk_past_close(&past);
            code = dk_past_open(w->call, w->store, seq, w->options->lang, &past, err);
        }
        if (code == DK_OK)
            code = rank_day(w, &past, &w->items[from], n, err);
    }
    dk_past_close(&past);
    return code;
}

static dk_code prepare(replaying *w, dk_err *err)
{
    char label[48];
    const dk_codes *codes;
    dk_codes_ref *ref = NULL;
    if (dk_app_codes(w->call->app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    const dk_source now = {.store = w->store, .seq = DK_NOW};
    dk_code code = dk_app_weights(w->call->app, &now, codes, &w->weights, err);
    dk_app_codes_release(ref);
    if (code != DK_OK)
        return DK_FAILED;
    dk_weights_label(&w->weights, label);
    w->out->weights = dk_arena_text(w->call->arena, label);
    return w->out->weights == NULL ? DK_NO_MEMORY(err) : load_placements(w, err);
}

/* How sure the shares of so few people are. */
static void add_intervals(dk_replay_group *g)
{
    for (size_t k = 0; k < DK_REPLAY_TOPS; k++) {
        dk_factor share;
        dk_factor_measure(&share, (double)g->hits[k], (double)g->n);
        g->lo[k] = share.lo;
        g->hi[k] = share.hi;
    }
}

static dk_code collect(replaying *w, dk_err *err)
{
    dk_replay *out = w->out;
    out->cases = dk_arena_array(w->call->arena, w->n, sizeof *out->cases);
    if (out->cases == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < w->n; i++)
        out->cases[i] = w->items[i].told;
    out->n_cases = w->n;
    if (dk_replay_sum(out, w->call->arena, err) != DK_OK)
        return DK_FAILED;
    for (size_t g = 0; g < DK_REPLAY_GROUPS; g++)
        add_intervals(&out->groups[g]);
    return DK_OK;
}

dk_code dk_uc_replay(const dk_call *call, const dk_uc_replay_options *options, dk_replay *out,
                     dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(options->after == 3 || options->after == 6 || options->after == 12);
    replaying w = {.call = call, .options = options, .out = out};
    dk_day as_of = options->as_of == DK_DAY_NONE ? dk_app_as_of(call->app) : options->as_of;
    *out = (dk_replay){.as_of = as_of,
                       .year = options->year > 0 ? options->year : dk_civil_of(as_of).year - 1,
                       .after = options->after,
                       .seed = call->app->options.seed};
    w.keys = dk_arena_new();
    dk_code code = w.keys == NULL ? DK_NO_MEMORY(err) : dk_app_borrow(call->app, &w.store, err);
    if (code == DK_OK)
        code = prepare(&w, err);
    if (code == DK_OK)
        code = rank_all(&w, err);
    if (code == DK_OK)
        code = collect(&w, err);
    dk_app_return(call->app, w.store);
    dk_arena_free(w.keys);
    return code;
}
