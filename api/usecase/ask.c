/* api/usecase/ask.c - see ask.h. */
#include "api/usecase/ask.h"

#include <string.h>

#include "api/usecase/snapshot.h"
#include "api/usecase/values.h"
#include "core/register/fields.h"

/* ---- facts ---- */

typedef struct {
    const dk_match_index *index;
    dk_arena *arena;
    size_t *at; /* positions */
    size_t n, room;
    bool is_broken;
} people;

static bool put(people *p, size_t at)
{
    size_t *all = dk_arena_grow(p->arena, p->at, p->n, &p->room, sizeof *all);
    p->is_broken |= all == NULL;
    if (all == NULL)
        return false;
    p->at = all;
    p->at[p->n++] = at;
    return true;
}

/* A record of the class: into the list when it is open to matching. */
static bool on_trainee(void *ctx, const dk_record *record)
{
    people *p = ctx;
    size_t at = dk_match_find_trainee(p->index, record->id);
    if (at == SIZE_MAX || !dk_match_trainee_open(p->index, at))
        return true;
    return put(p, at);
}

static dk_code gather(const dk_call *call, const char *class_name, people *p, dk_err *err)
{
    if (class_name == NULL) {
        size_t n = dk_match_index_market(p->index)->n_trainees;
        for (size_t t = 0; t < n; t++) {
            if (dk_match_trainee_open(p->index, t) && !put(p, t))
                return DK_NO_MEMORY(err);
        }
        return DK_OK;
    }
    const dk_register *reg = dk_register_find("trainees");
    const char *value = dk_arena_format(p->arena, "eq.%s", class_name);
    if (value == NULL)
        return DK_NO_MEMORY(err);
    const dk_param params[] = {{"class_name", value}};
    dk_query query;
    if (dk_query_parse(call->app, reg, params, 1, NULL, 1000, p->arena, &query, err) != DK_OK ||
        dk_uc_scan(call, &query, on_trainee, p, err) != DK_OK)
        return DK_FAILED;
    return p->is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

/* Number and label of a record. */
static dk_code name(const dk_call *call, const char *key, int64_t id, const char *out[2],
                    dk_err *err)
{
    const dk_register *reg = dk_register_find(key);
    dk_record *record = NULL;
    dk_provenance *provenance = NULL;
    int64_t seq = 0;
    char no[24];
    if (dk_uc_read(call, reg, id, false, &record, &seq, &provenance, err) != DK_OK)
        return DK_FAILED;
    dk_record_no(reg, id, no);
    out[0] = dk_arena_text(call->arena, no);
    out[1] = dk_record_label(call->arena, record);
    return out[0] == NULL || out[1] == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code ask(const dk_call *call, const dk_uc_ask_options *options,
                   const dk_match_index *index, dk_uc_fact **out, size_t *n, dk_err *err)
{
    people p = {.index = index, .arena = call->arena};
    dk_fact *facts = dk_arena_array(call->arena, options->top, sizeof *facts);
    if (facts == NULL)
        return DK_NO_MEMORY(err);
    if (gather(call, options->class_name, &p, err) != DK_OK ||
        dk_facts_to_ask(index, p.at, p.n, 0, facts, options->top, n, err) != DK_OK)
        return DK_FAILED;
    *out = dk_arena_array(call->arena, *n, sizeof **out);
    if (*out == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < *n; i++) {
        const char *names[2];
        if (name(call, facts[i].is_of_post ? "posts" : "trainees", facts[i].id, names, err) !=
            DK_OK)
            return DK_FAILED;
        /* the title of a skill lives in the snapshot */
        facts[i].title = (dk_text){dk_arena_text(call->arena, facts[i].title.zh),
                                   dk_arena_text(call->arena, facts[i].title.en)};
        if (facts[i].title.zh == NULL || facts[i].title.en == NULL)
            return DK_NO_MEMORY(err);
        (*out)[i] = (dk_uc_fact){facts[i], names[0], names[1]};
    }
    return DK_OK;
}

dk_code dk_uc_ask(const dk_call *call, const dk_uc_ask_options *options, dk_uc_fact **out,
                  size_t *n, dk_err *err)
{
    dk_snapshot *snapshot = NULL;
    if (dk_snapshot_acquire(call->app, options->as_of, &snapshot, err) != DK_OK)
        return DK_FAILED;
    dk_code code = ask(call, options, snapshot->index, out, n, err);
    dk_snapshot_release(snapshot);
    return code;
}

/* ---- notices ---- */

enum { FINDINGS = 16 };

typedef struct {
    dk_arena *arena;
    dk_day on;
    dk_uc_notice *items;
    size_t n, room;
    bool is_broken;
} notices;

static bool screen(notices *all, const dk_record *post, const char *text)
{
    dk_notice_finding found[FINDINGS];
    size_t n = dk_notice_screen(text, strlen(text), all->on, found, FINDINGS);
    char no[24];
    dk_record_no(dk_register_find("posts"), post->id, no);
    for (size_t i = 0; i < n && i < FINDINGS; i++) {
        dk_uc_notice *more =
            dk_arena_grow(all->arena, all->items, all->n, &all->room, sizeof *more);
        dk_uc_notice one = {.post = post->id,
                            .no = dk_arena_text(all->arena, no),
                            .label = dk_record_label(all->arena, post),
                            .rule = found[i].rule,
                            .words = dk_arena_copy(all->arena, text + found[i].at, found[i].len),
                            .is_allowed = strcmp(found[i].rule->key, "sex") == 0 &&
                                          dk_has(post, DK_POSTS_female_ban_basis)};
        if (more == NULL || one.no == NULL || one.label == NULL || one.words == NULL)
            return false;
        all->items = more;
        all->items[all->n++] = one;
    }
    return true;
}

static bool on_post(void *ctx, const dk_record *post)
{
    notices *all = ctx;
    all->is_broken |= !screen(all, post, dk_str(post, DK_POSTS_title)) ||
                      !screen(all, post, dk_str(post, DK_POSTS_notice));
    return !all->is_broken;
}

dk_code dk_uc_notices(const dk_call *call, dk_uc_notice **out, size_t *n, dk_err *err)
{
    dk_query query;
    dk_snapshot *snapshot = NULL;
    if (dk_query_parse(call->app, dk_register_find("posts"), NULL, 0, NULL, 1000, call->arena,
                       &query, err) != DK_OK ||
        dk_snapshot_acquire(call->app, DK_DAY_NONE, &snapshot, err) != DK_OK)
        return DK_FAILED;
    notices all = {.arena = call->arena, .on = snapshot->as_of};
    dk_snapshot_release(snapshot);
    if (dk_uc_scan(call, &query, on_post, &all, err) != DK_OK)
        return DK_FAILED;
    *out = all.items;
    *n = all.n;
    return all.is_broken ? DK_NO_MEMORY(err) : DK_OK;
}
