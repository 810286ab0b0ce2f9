/* core/match/list.c - scan, explain, put together. */
#include "core/match/list.h"

#include <assert.h>

const char *dk_list_direction_key(dk_list_direction direction)
{
    return direction == DK_POSTS_FOR_TRAINEE ? "posts_for_trainee" : "trainees_for_post";
}

typedef struct {
    const dk_match_index *index;
    dk_list_direction direction;
    size_t subject;
    const dk_list_options *options;
    dk_arena *arena;
    dk_err *err;
} maker;

static size_t trainee_of(const maker *m, size_t candidate)
{
    return m->direction == DK_POSTS_FOR_TRAINEE ? m->subject : candidate;
}

static size_t post_of(const maker *m, size_t candidate)
{
    return m->direction == DK_POSTS_FOR_TRAINEE ? candidate : m->subject;
}

static dk_code make_matches(const maker *m, const dk_top *top, dk_match_list *out)
{
    out->matches = dk_arena_array(m->arena, top->n_best, sizeof *out->matches);
    if (out->matches == NULL)
        return DK_NO_MEMORY(m->err);
    for (size_t i = 0; i < top->n_best; i++) {
        size_t at = top->best[i].at;
        out->matches[i].rank = i + 1;
        if (dk_explain(m->index, trainee_of(m, at), post_of(m, at), m->options->lang, m->arena,
                       &out->matches[i].why, m->err) != DK_OK)
            return DK_FAILED;
    }
    out->n_matches = top->n_best;
    return DK_OK;
}

static dk_code make_aside(const maker *m, const dk_ranked *ranked, size_t n, dk_gate_state state,
                          dk_match_aside **out)
{
    dk_match_aside *list = dk_arena_array(m->arena, n, sizeof *list);
    if (list == NULL)
        return DK_NO_MEMORY(m->err);
    for (size_t i = 0; i < n; i++) {
        size_t at = ranked[i].at;
        list[i].id = ranked[i].id;
        list[i].score = ranked[i].score;
        if (dk_explain_gates(m->index, trainee_of(m, at), post_of(m, at), state, m->options->lang,
                             m->arena, &list[i].gates, &list[i].n_gates, m->err) != DK_OK)
            return DK_FAILED;
    }
    *out = list;
    return DK_OK;
}

static dk_code make(const maker *m, const dk_top *top, dk_match_list *out)
{
    const dk_market *market = dk_match_index_market(m->index);
    bool is_for_trainee = m->direction == DK_POSTS_FOR_TRAINEE;
    char label[48];
    dk_weights_label(dk_match_index_weights(m->index), label);
    dk_match_list list = {
        .direction = m->direction,
        .subject = is_for_trainee ? market->trainees[m->subject].id : market->posts[m->subject].id,
        .as_of = market->as_of,
        .weights = dk_arena_text(m->arena, label),
        .seed = m->options->seed,
        .not_open = top->not_open,
        .considered = top->considered,
        .gated_out = top->gated_out,
        .unknown = top->unknown,
        .n_near = top->n_near,
        .n_unknowns = top->n_unknowns,
    };
    if (list.weights == NULL)
        return DK_NO_MEMORY(m->err);
    dk_gate_scope scope = is_for_trainee ? DK_SCOPE_TRAINEE : DK_SCOPE_POST;
    if (make_matches(m, top, &list) != DK_OK ||
        make_aside(m, top->near, top->n_near, DK_GATE_FAIL, &list.near) != DK_OK ||
        make_aside(m, top->unknowns, top->n_unknowns, DK_GATE_UNKNOWN, &list.unknowns) != DK_OK ||
        dk_explain_own_gates(m->index, scope, m->subject, m->options->lang, m->arena,
                             &list.own_gates, &list.n_own_gates, m->err) != DK_OK)
        return DK_FAILED;
    *out = list;
    return DK_OK;
}

dk_code dk_match_list_posts(const dk_match_index *index, size_t trainee,
                            const dk_list_options *options, dk_arena *arena, dk_match_list *out,
                            dk_err *err)
{
    assert(options != NULL && out != NULL && err != NULL);
    dk_top top;
    if (dk_top_posts(index, trainee, options->top, options->seed, arena, &top, err) != DK_OK)
        return DK_FAILED;
    const maker m = {index, DK_POSTS_FOR_TRAINEE, trainee, options, arena, err};
    return make(&m, &top, out);
}

dk_code dk_match_list_trainees(const dk_match_index *index, size_t post,
                               const dk_list_options *options, dk_arena *arena, dk_match_list *out,
                               dk_err *err)
{
    assert(options != NULL && out != NULL && err != NULL);
    dk_top top;
    if (dk_top_trainees(index, post, options->top, options->seed, arena, &top, err) != DK_OK)
        return DK_FAILED;
    const maker m = {index, DK_TRAINEES_FOR_POST, post, options, arena, err};
    return make(&m, &top, out);
}
