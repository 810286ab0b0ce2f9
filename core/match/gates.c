/* core/match/gates.c - gates of an index: one side once, pairs on demand. */
#include <assert.h>

#include "core/match/index.h"

static bool in_force(const dk_gate *gate, const dk_market *market, const dk_match_post *post)
{
    dk_day day = gate->scope == DK_SCOPE_TRAINEE ? market->as_of : dk_match_start(market, post);
    return dk_gate_in_force(gate, day);
}

static void note(dk_own_gates *own, size_t gate, dk_gate_state state)
{
    if (state == DK_GATE_FAIL && own->n_failed++ == 0)
        own->first_failed = (uint8_t)gate;
    own->n_unknown = (uint8_t)(own->n_unknown + (state == DK_GATE_UNKNOWN));
}

bool dk_compile_gates(dk_match_index *index)
{
    const dk_market *market = index->market;
    _Static_assert(DK_N_GATES <= 32, "in_force holds 32 gates");
    index->own_trainee = dk_arena_array(index->arena, market->n_trainees, sizeof(dk_own_gates));
    index->own_post = dk_arena_array(index->arena, market->n_posts, sizeof(dk_own_gates));
    index->in_force = dk_arena_array(index->arena, market->n_posts, sizeof(uint32_t));
    if (index->own_trainee == NULL || index->own_post == NULL || index->in_force == NULL)
        return false;
    for (size_t g = 0; g < DK_N_GATES; g++) {
        const dk_gate *gate = dk_gates[g];
        bool is_on = gate->scope == DK_SCOPE_TRAINEE && in_force(gate, market, NULL);
        for (size_t t = 0; is_on && t < market->n_trainees; t++)
            note(&index->own_trainee[t], g, gate->check(market, &market->trainees[t], NULL));
        for (size_t p = 0; gate->scope != DK_SCOPE_TRAINEE && p < market->n_posts; p++) {
            const dk_match_post *post = &market->posts[p];
            if (!in_force(gate, market, post))
                continue;
            if (gate->scope == DK_SCOPE_POST)
                note(&index->own_post[p], g, gate->check(market, NULL, post));
            else
                index->in_force[p] |= 1u << g;
        }
    }
    return true;
}

bool dk_match_trainee_open(const dk_match_index *index, size_t trainee)
{
    assert(trainee < index->market->n_trainees);
    return index->own_trainee[trainee].n_failed == 0;
}

bool dk_match_post_open(const dk_match_index *index, size_t post)
{
    assert(post < index->market->n_posts);
    return index->own_post[post].n_failed == 0;
}

/* Every gate, for an explanation. */
static void all_states(const dk_match_index *index, size_t trainee, size_t post,
                       dk_gate_state *states)
{
    const dk_market *market = index->market;
    const dk_match_trainee *t = &market->trainees[trainee];
    const dk_match_post *p = &market->posts[post];
    for (size_t g = 0; g < DK_N_GATES; g++)
        states[g] =
            in_force(dk_gates[g], market, p) ? dk_gates[g]->check(market, t, p) : DK_GATE_PASS;
}

dk_gate_result dk_gate_pair(const dk_match_index *index, size_t trainee, size_t post,
                            dk_gate_state *states)
{
    assert(trainee < index->market->n_trainees && post < index->market->n_posts);
    const dk_market *market = index->market;
    const dk_own_gates *own_t = &index->own_trainee[trainee], *own_p = &index->own_post[post];
    dk_gate_result out = {.n_failed = (size_t)own_t->n_failed + own_p->n_failed,
                          .n_unknown = (size_t)own_t->n_unknown + own_p->n_unknown,
                          .first_failed = DK_N_GATES};
    if (own_t->n_failed > 0 || own_p->n_failed > 0)
        out.first_failed = own_t->n_failed > 0 ? own_t->first_failed : own_p->first_failed;
    for (uint32_t left = index->in_force[post]; left != 0 && (states != NULL || out.n_failed < 2);
         left &= left - 1) {
        size_t g = (size_t)__builtin_ctz(left);
        dk_gate_state state =
            dk_gates[g]->check(market, &market->trainees[trainee], &market->posts[post]);
        if (state == DK_GATE_FAIL && out.n_failed++ == 0)
            out.first_failed = g;
        out.n_unknown += state == DK_GATE_UNKNOWN;
    }
    out.state = out.n_failed > 0    ? DK_GATE_FAIL
                : out.n_unknown > 0 ? DK_GATE_UNKNOWN
                                    : DK_GATE_PASS;
    if (states != NULL)
        all_states(index, trainee, post, states);
    return out;
}
