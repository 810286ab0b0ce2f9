/* core/match/compare.c - two explanations side by side; points come from them, none is made here.
 */
#include "core/match/compare.h"

#include <assert.h>
#include <stdlib.h>

static int32_t size_of(int32_t v)
{
    return v < 0 ? -v : v;
}

static dk_gate_state all_gates(const dk_explanation *why)
{
    dk_gate_state state = DK_GATE_PASS;
    for (size_t g = 0; g < why->gates.n; g++) {
        if (why->gates.items[g].state == DK_GATE_FAIL)
            return DK_GATE_FAIL;
        if (why->gates.items[g].state == DK_GATE_UNKNOWN)
            state = DK_GATE_UNKNOWN;
    }
    return state;
}

static bool put_lines(const dk_telling *how, const dk_explanation *a, const dk_explanation *b,
                      dk_comparison *out)
{
    assert(a->n_criteria == b->n_criteria);
    dk_compare_line *lines = dk_arena_array(how->arena, a->n_criteria, sizeof *lines);
    if (lines == NULL)
        return false;
    for (size_t i = 0; i < a->n_criteria; i++) {
        const dk_explained_criterion *x = &a->criteria[i], *y = &b->criteria[i];
        dk_compare_line line = {x->key,    x->title, x->direction,          x->points,
                                y->points, x->max,   x->points - y->points, x->words,
                                y->words};
        size_t at = i; /* insertion keeps equal differences in order of criteria.def */
        for (; at > 0 && size_of(lines[at - 1].diff) < size_of(line.diff); at--)
            lines[at] = lines[at - 1];
        lines[at] = line;
    }
    out->lines = lines;
    out->n_lines = a->n_criteria;
    return true;
}

static bool put_gates(const dk_telling *how, const dk_explanation *a, const dk_explanation *b,
                      dk_comparison *out)
{
    dk_compare_gate *gates = dk_arena_array(how->arena, a->gates.n, sizeof *gates);
    if (gates == NULL)
        return false;
    for (size_t g = 0; g < a->gates.n; g++) {
        const dk_explained_gate *x = &a->gates.items[g], *y = &b->gates.items[g];
        if (x->state != y->state)
            gates[out->n_gates++] =
                (dk_compare_gate){x->key,
                                  x->title,
                                  x->state,
                                  y->state,
                                  x->words,
                                  y->words,
                                  *x->article != '\0' ? x->article : y->article};
    }
    out->gates = gates;
    return true;
}

/* The title of the line that speaks most for the side with the higher score. */
static const char *decisive(const dk_comparison *made, bool is_a_first)
{
    for (size_t i = 0; i < made->n_lines; i++) {
        int32_t diff = made->lines[i].diff;
        if (diff != 0 && (diff > 0) == is_a_first)
            return made->lines[i].title;
    }
    return "";
}

static dk_words summary_of(const dk_comparison *made)
{
    dk_word a = dk_word_text((dk_text){"前者", "the first"});
    dk_word b = dk_word_text((dk_text){"后者", "the second"});
    bool a_passes = made->gates_a == DK_GATE_PASS, b_passes = made->gates_b == DK_GATE_PASS;
    if (a_passes != b_passes && made->n_gates > 0) {
        dk_text gate = {made->gates[0].title, made->gates[0].title};
        return (dk_words){{"{0}通过全部门槛，{1}在“{2}”上没有通过",
                           "{0} passes every gate, {1} does not pass \"{2}\""},
                          {a_passes ? a : b, a_passes ? b : a, dk_word_text(gate)}};
    }
    int32_t diff = made->score_a - made->score_b;
    if (diff == 0)
        return (dk_words){.form = {"两者同分，先后由并列规则决定",
                                   "the same score; the tie rule decides the order"}};
    const char *title = decisive(made, diff > 0);
    return (dk_words){{"{0}高 {1} 分，差距最大的一项是“{2}”",
                       "{0} is {1} points higher, most of it from \"{2}\""},
                      {diff > 0 ? a : b, dk_word_tenths((size_of(diff) + 5) / 10),
                       dk_word_text((dk_text){title, title})}};
}

static dk_code put_together(const dk_telling *how, const dk_explanation *a, const dk_explanation *b,
                            dk_comparison *out, dk_err *err)
{
    out->score_a = a->score;
    out->score_b = b->score;
    out->gates_a = all_gates(a);
    out->gates_b = all_gates(b);
    if (!put_lines(how, a, b, out) || !put_gates(how, a, b, out))
        return DK_NO_MEMORY(err);
    const dk_words words = summary_of(out);
    out->summary = dk_words_render(how->arena, how->lang, &words);
    return out->summary == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_compare(const dk_telling *how, const dk_compare_ask *ask, dk_comparison *out,
                   dk_err *err)
{
    assert(how != NULL && ask != NULL && out != NULL && err != NULL);
    const bool is_posts = ask->direction == DK_POSTS_FOR_TRAINEE;
    dk_explanation a, b;
    if (dk_explain(how, is_posts ? ask->subject : ask->a, is_posts ? ask->a : ask->subject, &a,
                   err) != DK_OK ||
        dk_explain(how, is_posts ? ask->subject : ask->b, is_posts ? ask->b : ask->subject, &b,
                   err) != DK_OK)
        return DK_FAILED;
    *out = (dk_comparison){.direction = ask->direction,
                           .subject = is_posts ? a.trainee : a.post,
                           .a = is_posts ? a.post : a.trainee,
                           .b = is_posts ? b.post : b.trainee};
    return put_together(how, &a, &b, out, err);
}
