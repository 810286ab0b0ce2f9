/* core/match/guest.c - one side compiled outside the market: its levels, its row of every class
 * table, its own gates. Classes of the other side are known by a record that is in them. */
#include "core/match/guest.h"

#include <assert.h>

#include "core/match/index.h"

struct dk_guest_trainee {
    const dk_match_trainee *who;
    uint8_t *levels; /* [column] */
    dk_cell
        *rows[DK_N_CRITERIA]; /* [class of posts]; NULL: not a class criterion or weighs nothing */
    dk_gate_state own;
};

struct dk_guest_post {
    size_t like;
    const dk_match_post *what;
    dk_cell *rows[DK_N_CRITERIA]; /* [class of trainees] */
    dk_gate_state own;
    uint32_t in_force; /* pair gates to be asked, by the day work begins */
};

static dk_gate_state worse(dk_gate_state a, dk_gate_state b)
{
    if (a == DK_GATE_FAIL || b == DK_GATE_FAIL)
        return DK_GATE_FAIL;
    return a == DK_GATE_UNKNOWN || b == DK_GATE_UNKNOWN ? DK_GATE_UNKNOWN : DK_GATE_PASS;
}

/* The state of the gates of one side alone on `day`. */
static dk_gate_state own_gates(const dk_market *market, const dk_match_trainee *trainee,
                               const dk_match_post *post, dk_gate_scope scope, dk_day day)
{
    dk_gate_state state = DK_GATE_PASS;
    for (size_t g = 0; g < DK_N_GATES; g++) {
        if (dk_gates[g]->scope == scope && dk_gate_in_force(dk_gates[g], day))
            state = worse(state, dk_gates[g]->check(market, trainee, post));
    }
    return state;
}

static dk_gate_state pair_gates(const dk_market *market, uint32_t in_force,
                                const dk_match_trainee *trainee, const dk_match_post *post)
{
    dk_gate_state state = DK_GATE_PASS;
    for (uint32_t left = in_force; left != 0 && state != DK_GATE_FAIL; left &= left - 1)
        state = worse(state, dk_gates[(size_t)__builtin_ctz(left)]->check(market, trainee, post));
    return state;
}

/* The row of criterion c for a guest trainee. */
static bool fill_trainee_row(const dk_match_index *index, size_t c, const dk_match_trainee *who,
                             dk_arena *work, dk_cell *row)
{
    const dk_class_table *table = &index->tables[c];
    dk_class_key mine = {0};
    if (!dk_criteria[c]->trainee_key(index->market, who, work, &mine))
        return false;
    for (size_t j = 0; j < table->n_post; j++) {
        dk_class_key theirs = {0};
        if (!dk_criteria[c]->post_key(index->market, &index->market->posts[table->post_first[j]],
                                      work, &theirs))
            return false;
        row[j] = dk_cell_of(index, c, dk_criteria[c]->rate(index->market, &mine, &theirs));
    }
    return true;
}

static bool fill_post_row(const dk_match_index *index, size_t c, const dk_match_post *what,
                          dk_arena *work, dk_cell *row)
{
    const dk_class_table *table = &index->tables[c];
    const dk_match_trainee *trainees = index->market->trainees;
    dk_class_key mine = {0};
    if (!dk_criteria[c]->post_key(index->market, what, work, &mine))
        return false;
    for (size_t i = 0; i < table->n_trainee; i++) {
        dk_class_key theirs = {0};
        if (!dk_criteria[c]->trainee_key(index->market, &trainees[table->trainee_first[i]], work,
                                         &theirs))
            return false;
        row[i] = dk_cell_of(index, c, dk_criteria[c]->rate(index->market, &theirs, &mine));
    }
    return true;
}

dk_code dk_guest_trainee_new(const dk_match_index *index, const dk_match_trainee *who,
                             dk_arena *arena, dk_guest_trainee **out, dk_err *err)
{
    assert(index != NULL && who != NULL && arena != NULL && out != NULL);
    dk_guest_trainee *guest = dk_arena_alloc(arena, sizeof *guest);
    dk_arena *work = dk_arena_new();
    bool is_ok = guest != NULL && work != NULL;
    if (is_ok) {
        guest->who = who;
        guest->own = own_gates(index->market, who, NULL, DK_SCOPE_TRAINEE, index->market->as_of);
        guest->levels = dk_arena_alloc(arena, index->n_columns);
        is_ok = guest->levels != NULL;
    }
    if (is_ok)
        dk_fill_levels(index, who, guest->levels);
    for (size_t c = 0; is_ok && c < DK_N_CRITERIA; c++) {
        if (index->tables[c].cells == NULL)
            continue;
        guest->rows[c] = dk_arena_array(arena, index->tables[c].n_post, sizeof(dk_cell));
        is_ok = guest->rows[c] != NULL && fill_trainee_row(index, c, who, work, guest->rows[c]);
    }
    dk_arena_free(work);
    if (!is_ok)
        return DK_NO_MEMORY(err);
    *out = guest;
    return DK_OK;
}

static uint32_t gates_in_force(const dk_market *market, const dk_match_post *post)
{
    uint32_t bits = 0;
    for (size_t g = 0; g < DK_N_GATES; g++) {
        if (dk_gates[g]->scope == DK_SCOPE_PAIR &&
            dk_gate_in_force(dk_gates[g], dk_match_start(market, post)))
            bits |= 1u << g;
    }
    return bits;
}

dk_code dk_guest_post_new(const dk_match_index *index, size_t like, const dk_match_post *what,
                          dk_arena *arena, dk_guest_post **out, dk_err *err)
{
    assert(index != NULL && what != NULL && arena != NULL && out != NULL);
    assert(like < index->market->n_posts);
    assert(what->n_requirements == index->market->posts[like].n_requirements);
    dk_guest_post *guest = dk_arena_alloc(arena, sizeof *guest);
    dk_arena *work = dk_arena_new();
    bool is_ok = guest != NULL && work != NULL;
    if (is_ok) {
        *guest = (dk_guest_post){
            .like = like, .what = what, .in_force = gates_in_force(index->market, what)};
        guest->own = own_gates(index->market, NULL, what, DK_SCOPE_POST,
                               dk_match_start(index->market, what));
    }
    for (size_t c = 0; is_ok && c < DK_N_CRITERIA; c++) {
        if (index->tables[c].cells == NULL)
            continue;
        guest->rows[c] = dk_arena_array(arena, index->tables[c].n_trainee, sizeof(dk_cell));
        is_ok = guest->rows[c] != NULL && fill_post_row(index, c, what, work, guest->rows[c]);
    }
    dk_arena_free(work);
    if (!is_ok)
        return DK_NO_MEMORY(err);
    *out = guest;
    return DK_OK;
}

int32_t dk_guest_score_post(const dk_match_index *index, const dk_guest_trainee *who, size_t post,
                            dk_parts *parts)
{
    assert(post < index->market->n_posts);
    uint8_t have[DK_MATCH_REQUIREMENTS_MAX];
    dk_cell cells[DK_N_CRITERIA];
    dk_pair_have(index, who->levels, post, have);
    const uint32_t *class = index->post_class + post * DK_N_CRITERIA;
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        if (who->rows[c] != NULL)
            cells[c] = who->rows[c][class[c]];
    }
    const dk_pair pair = {post, have, who->who->n_skills > 0, cells};
    return dk_score_compiled(index, &pair, parts);
}

int32_t dk_guest_score_trainee(const dk_match_index *index, size_t trainee,
                               const dk_guest_post *what, dk_parts *parts)
{
    assert(trainee < index->market->n_trainees);
    uint8_t have[DK_MATCH_REQUIREMENTS_MAX];
    dk_cell cells[DK_N_CRITERIA];
    dk_pair_have(index, index->levels + trainee * index->n_columns, what->like, have);
    const uint32_t *class = index->trainee_class + trainee * DK_N_CRITERIA;
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        if (what->rows[c] != NULL)
            cells[c] = what->rows[c][class[c]];
    }
    const dk_pair pair = {what->like, have, index->market->trainees[trainee].n_skills > 0, cells};
    return dk_score_compiled(index, &pair, parts);
}

static dk_gate_state state_of_own(const dk_own_gates *own)
{
    return own->n_failed > 0 ? DK_GATE_FAIL : own->n_unknown > 0 ? DK_GATE_UNKNOWN : DK_GATE_PASS;
}

dk_gate_state dk_guest_gate_post(const dk_match_index *index, const dk_guest_trainee *who,
                                 size_t post)
{
    dk_gate_state own = worse(who->own, state_of_own(&index->own_post[post]));
    if (own == DK_GATE_FAIL)
        return own;
    return worse(own, pair_gates(index->market, index->in_force[post], who->who,
                                 &index->market->posts[post]));
}

dk_gate_state dk_guest_gate_trainee(const dk_match_index *index, size_t trainee,
                                    const dk_guest_post *what)
{
    dk_gate_state own = worse(what->own, state_of_own(&index->own_trainee[trainee]));
    if (own == DK_GATE_FAIL)
        return own;
    return worse(own, pair_gates(index->market, what->in_force, &index->market->trainees[trainee],
                                 what->what));
}

bool dk_guest_once(const dk_match_index *index, const dk_match_trainee *who, size_t post,
                   dk_arena *work, int32_t *score, dk_gate_state *gates)
{
    const dk_market *market = index->market;
    const dk_match_post *what = &market->posts[post];
    uint8_t *levels = dk_arena_alloc(work, index->n_columns), have[DK_MATCH_REQUIREMENTS_MAX];
    dk_cell cells[DK_N_CRITERIA];
    if (levels == NULL)
        return false;
    dk_fill_levels(index, who, levels);
    dk_pair_have(index, levels, post, have);
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        dk_class_key mine = {0}, theirs = {0};
        if (index->tables[c].cells == NULL)
            continue;
        if (!dk_criteria[c]->trainee_key(market, who, work, &mine) ||
            !dk_criteria[c]->post_key(market, what, work, &theirs))
            return false;
        cells[c] = dk_cell_of(index, c, dk_criteria[c]->rate(market, &mine, &theirs));
    }
    const dk_pair pair = {post, have, who->n_skills > 0, cells};
    *score = dk_score_compiled(index, &pair, NULL);
    *gates = worse(own_gates(market, who, NULL, DK_SCOPE_TRAINEE, market->as_of),
                   worse(state_of_own(&index->own_post[post]),
                         pair_gates(market, index->in_force[post], who, what)));
    return true;
}
