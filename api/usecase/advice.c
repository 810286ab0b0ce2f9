/* api/usecase/advice.c - see advice.h. */
#include "api/usecase/advice.h"

#include <assert.h>
#include <string.h>

#include "api/usecase/guide.h"
#include "api/usecase/values.h"
#include "core/base/messages.h"
#include "core/register/fields.h"

/* ---- courses ---- */

typedef struct {
    const dk_market *market;
    dk_arena *arena;
    dk_course *items;
    size_t n, capacity;
    bool is_broken;
} courses;

static dk_term term_named(const dk_match_terms *terms, const char *code)
{
    for (size_t i = 1; *code != '\0' && i < terms->n; i++)
        if (strcmp(terms->items[i].code, code) == 0)
            return (dk_term)i;
    return 0;
}

static bool add_course(void *ctx, const dk_record *record)
{
    courses *all = ctx;
    if (strcmp(dk_str(record, DK_COURSES_state), "approved") != 0)
        return true;
    all->items = dk_arena_grow(all->arena, all->items, all->n, &all->capacity, sizeof *all->items);
    const char *title = dk_arena_text(all->arena, dk_str(record, DK_COURSES_title));
    all->is_broken = all->items == NULL || title == NULL;
    if (all->is_broken)
        return false;
    all->items[all->n++] =
        (dk_course){.id = record->id,
                    .name = {title, title},
                    .skill = term_named(&all->market->skills, dk_str(record, DK_COURSES_skill)),
                    .cert = term_named(&all->market->certs, dk_str(record, DK_COURSES_cert)),
                    .level = (uint8_t)dk_num(record, DK_COURSES_level, 0),
                    .hours = (int32_t)dk_num(record, DK_COURSES_hours, -1),
                    .ready_on = (dk_day)dk_num(record, DK_COURSES_ready_on, DK_DAY_NONE),
                    .is_approved = true};
    return true;
}

static dk_code load_courses(const dk_matching *m, courses *all, dk_err *err)
{
    const dk_query query = {.reg = dk_register_find("courses"), .order = SIZE_MAX};
    dk_arena *scratch = dk_arena_new();
    if (scratch == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_store_scan(&(dk_view){m->namer.store, m->namer.actor, scratch}, &query,
                                 add_course, all, err);
    dk_arena_free(scratch);
    return code == DK_OK && all->is_broken ? DK_NO_MEMORY(err) : code;
}

/* ---- words ---- */

static dk_code tell_change(const dk_matching *m, const dk_change *change, dk_advice_change *out,
                           dk_err *err)
{
    const dk_words words = dk_change_words(&m->snapshot->market, change);
    *out = (dk_advice_change){.kind = dk_lift_kind_key(change->kind),
                              .words = dk_words_render(m->namer.arena, m->namer.lang, &words),
                              .hours = change->hours,
                              .ready_on = change->ready_on};
    if (out->words == NULL)
        return DK_NO_MEMORY(err);
    if (change->course == NULL)
        return DK_OK;
    dk_found course;
    if (dk_name_record(&m->namer, dk_register_find("courses"), change->course->id, &course, err) !=
        DK_OK)
        return DK_FAILED;
    out->course = course.id;
    out->course_no = course.no;
    out->course_label = course.label;
    out->course_line = course.line;
    return DK_OK;
}

static dk_code tell_changes(const dk_matching *m, const dk_change *changes, size_t n,
                            const dk_advice_change **out, dk_err *err)
{
    dk_advice_change *told = dk_arena_array(m->namer.arena, n, sizeof *told);
    if (told == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        if (tell_change(m, &changes[i], &told[i], err) != DK_OK)
            return DK_FAILED;
    *out = told;
    return DK_OK;
}

static dk_code tell_lifts(const dk_matching *m, const dk_lifts *lifts, dk_match_detail *out,
                          dk_err *err)
{
    dk_advice_lift *told = dk_arena_array(m->namer.arena, lifts->n_lifts, sizeof *told);
    if (told == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < lifts->n_lifts; i++) {
        const dk_lift *lift = &lifts->lifts[i];
        told[i] = (dk_advice_lift){.n_changes = lift->n_changes,
                                   .hours = lift->hours,
                                   .ready_on = lift->ready_on,
                                   .is_late = lift->is_late,
                                   .after = lift->after};
        if (tell_changes(m, lift->changes, lift->n_changes, &told[i].changes, err) != DK_OK)
            return DK_FAILED;
    }
    out->before = lifts->before;
    out->n_candidates = lifts->n_candidates;
    out->seats = lifts->seats;
    out->lifts = told;
    out->n_lifts = lifts->n_lifts;
    out->n_gaps = lifts->n_gaps;
    return tell_changes(m, lifts->gaps, lifts->n_gaps, &out->gaps, err);
}

/* ---- the pair ---- */

static dk_code explain(const dk_matching *m, size_t trainee, size_t post, dk_match_detail *out,
                       dk_err *err)
{
    const dk_match_index *index = m->snapshot->index;
    const dk_market *market = &m->snapshot->market;
    dk_arena *arena = m->namer.arena;
    char label[48];
    dk_match *match = dk_arena_array(arena, 1, sizeof *match);
    if (match == NULL)
        return DK_NO_MEMORY(err);
    dk_weights_label(dk_match_index_weights(index), label);
    out->list = (dk_match_list){.direction = DK_POSTS_FOR_TRAINEE,
                                .subject = market->trainees[trainee].id,
                                .as_of = market->as_of,
                                .weights = dk_arena_text(arena, label),
                                .seed = dk_match_index_seed(index),
                                .matches = match,
                                .n_matches = 1};
    match->rank = out->before.rank;
    const dk_telling how = {index, m->namer.lang, arena};
    if (dk_explain(&how, trainee, post, &match->why, err) != DK_OK)
        return DK_FAILED;
    return dk_matching_finish(m, &out->list, err);
}

static dk_code detail(const dk_matching *m, int64_t trainee_id, int64_t post_id,
                      dk_match_detail *out, dk_err *err)
{
    size_t trainee = 0, post = 0;
    dk_lift_prices prices = dk_lift_prices_default();
    dk_lifts *lifts = dk_arena_alloc(m->namer.arena, sizeof *lifts);
    courses all = {.market = &m->snapshot->market, .arena = m->namer.arena};
    if (lifts == NULL)
        return DK_NO_MEMORY(err);
    if (dk_matching_find(m, "trainees", trainee_id, &trainee, err) != DK_OK ||
        dk_matching_find(m, "posts", post_id, &post, err) != DK_OK ||
        load_courses(m, &all, err) != DK_OK)
        return DK_FAILED;
    prices.courses = all.items;
    prices.n_courses = all.n;
    const dk_lift_ask ask = {trainee, post, &prices};
    if (dk_match_lifts(m->snapshot->index, &ask, lifts, err) != DK_OK ||
        tell_lifts(m, lifts, out, err) != DK_OK)
        return DK_FAILED;
    return explain(m, trainee, post, out, err);
}

dk_code dk_uc_match_detail(const dk_call *call, int64_t trainee, int64_t post,
                           const dk_uc_match_options *options, dk_match_detail *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(trainee > 0 && post > 0 && options != NULL && out != NULL);
    dk_matching m;
    *out = (dk_match_detail){.n_lifts = 0};
    dk_code code = dk_matching_begin(call, options, &m, err);
    if (code == DK_OK)
        code = detail(&m, trainee, post, out, err);
    dk_matching_end(call->app, &m);
    return code;
}
