/* core/match/list.c - scan, explain, put together. */
#include "core/match/list.h"

#include <assert.h>

const char *dk_list_direction_key(dk_list_direction direction)
{
    return direction == DK_POSTS_FOR_TRAINEE ? "posts_for_trainee" : "trainees_for_post";
}

typedef struct {
    const dk_telling *how;
    const dk_list_ask *ask;
    dk_err *err;
} maker;

static bool is_for_trainee(const maker *m)
{
    return m->ask->direction == DK_POSTS_FOR_TRAINEE;
}

static size_t trainee_of(const maker *m, size_t candidate)
{
    return is_for_trainee(m) ? m->ask->subject : candidate;
}

static size_t post_of(const maker *m, size_t candidate)
{
    return is_for_trainee(m) ? candidate : m->ask->subject;
}

static dk_code make_matches(const maker *m, const dk_top *top, dk_match_list *out)
{
    out->matches = dk_arena_array(m->how->arena, top->n_best, sizeof *out->matches);
    if (out->matches == NULL)
        return DK_NO_MEMORY(m->err);
    for (size_t i = 0; i < top->n_best; i++) {
        size_t at = top->best[i].at;
        out->matches[i].rank = i + 1;
        if (dk_explain(m->how, trainee_of(m, at), post_of(m, at), &out->matches[i].why, m->err) !=
            DK_OK)
            return DK_FAILED;
    }
    out->n_matches = top->n_best;
    return DK_OK;
}

static dk_code make_aside(const maker *m, const dk_ranked *ranked, size_t n, dk_gate_state state,
                          dk_match_aside **out)
{
    dk_match_aside *list = dk_arena_array(m->how->arena, n, sizeof *list);
    if (list == NULL)
        return DK_NO_MEMORY(m->err);
    for (size_t i = 0; i < n; i++) {
        size_t at = ranked[i].at;
        list[i].id = ranked[i].id;
        list[i].score = ranked[i].score;
        if (dk_explain_gates(m->how, trainee_of(m, at), post_of(m, at), state, &list[i].gates,
                             m->err) != DK_OK)
            return DK_FAILED;
    }
    *out = list;
    return DK_OK;
}

static dk_code make(const maker *m, const dk_top *top, dk_match_list *out)
{
    const dk_match_index *index = m->how->index;
    const dk_market *market = dk_match_index_market(index);
    size_t subject = m->ask->subject;
    char label[48];
    dk_weights_label(dk_match_index_weights(index), label);
    dk_match_list list = {
        .direction = m->ask->direction,
        .subject = is_for_trainee(m) ? market->trainees[subject].id : market->posts[subject].id,
        .as_of = market->as_of,
        .weights = dk_arena_text(m->how->arena, label),
        .seed = dk_match_index_seed(index),
        .not_open = top->not_open,
        .considered = top->considered,
        .gated_out = top->gated_out,
        .unknown = top->unknown,
        .n_near = top->n_near,
        .n_unknowns = top->n_unknowns,
    };
    if (list.weights == NULL)
        return DK_NO_MEMORY(m->err);
    dk_gate_scope scope = is_for_trainee(m) ? DK_SCOPE_TRAINEE : DK_SCOPE_POST;
    if (make_matches(m, top, &list) != DK_OK ||
        make_aside(m, top->near, top->n_near, DK_GATE_FAIL, &list.near) != DK_OK ||
        make_aside(m, top->unknowns, top->n_unknowns, DK_GATE_UNKNOWN, &list.unknowns) != DK_OK ||
        dk_explain_own_gates(m->how, scope, subject, &list.own_gates, m->err) != DK_OK)
        return DK_FAILED;
    *out = list;
    return DK_OK;
}

dk_code dk_match_list_make(const dk_telling *how, const dk_list_ask *ask, dk_match_list *out,
                           dk_err *err)
{
    assert(how != NULL && ask != NULL && out != NULL && err != NULL);
    const maker m = {how, ask, err};
    dk_top top;
    dk_code code = is_for_trainee(&m)
                       ? dk_top_posts(how->index, ask->subject, ask->top, how->arena, &top, err)
                       : dk_top_trainees(how->index, ask->subject, ask->top, how->arena, &top, err);
    return code == DK_OK ? make(&m, &top, out) : DK_FAILED;
}
