/* core/match/gate.c - the list of gates and what they share: rules with dates, caps over sets. */
#include "core/match/gate.h"

#include <assert.h>
#include <string.h>

#define DK_GATE(name) extern const dk_gate dk_gate_##name;
#include "core/match/gates.def"
#undef DK_GATE

const dk_gate *const dk_gates[DK_N_GATES] = {
#define DK_GATE(name) &dk_gate_##name,
#include "core/match/gates.def"
#undef DK_GATE
};

const char *dk_gate_state_key(dk_gate_state state)
{
    static const char *const keys[] = {"pass", "fail", "unknown"};
    return keys[state];
}

const dk_gate *dk_gate_find(const char *key)
{
    for (size_t i = 0; i < DK_N_GATES; i++) {
        if (strcmp(dk_gates[i]->key, key) == 0)
            return dk_gates[i];
    }
    return NULL;
}

dk_text dk_gate_article(const dk_gate *gate, dk_day day)
{
    for (size_t i = DK_GATE_RULES; i-- > 0;) {
        const dk_gate_rule *rule = &gate->rules[i];
        bool has_begun = rule->since == DK_DAY_NONE || rule->since <= day;
        bool has_ended = rule->until != DK_DAY_NONE && rule->until < day;
        if (rule->article.zh != NULL && has_begun && !has_ended)
            return rule->article;
    }
    return (dk_text){"", ""};
}

bool dk_gate_in_force(const dk_gate *gate, dk_day day)
{
    return gate->rules[0].article.zh == NULL || dk_gate_article(gate, day).zh[0] != '\0';
}

/* Seats left of `cap_percent` of `staff`, of which `taken` are used; rounded down, never negative.
 */
static int32_t seats_left(int32_t staff, int32_t cap_percent, int32_t taken)
{
    int64_t cap = (int64_t)staff * cap_percent / 100;
    int64_t left = cap - (taken > 0 ? taken : 0);
    return left > 0 ? (int32_t)left : 0;
}

dk_gate_state dk_headroom(const dk_match_post *post, int32_t *seats)
{
    assert(post != NULL && seats != NULL);
    *seats = INT32_MAX;
    if (post->kind != DK_KIND_INTERNSHIP)
        return DK_GATE_PASS;
    int32_t firm = post->staff_total < 0
                       ? INT32_MAX
                       : seats_left(post->staff_total, DK_INTERN_FIRM_PERCENT, post->interns_total);
    int32_t same =
        post->staff_same_post < 0
            ? INT32_MAX
            : seats_left(post->staff_same_post, DK_INTERN_POST_PERCENT, post->interns_same_post);
    *seats = firm < same ? firm : same;
    if (*seats == 0)
        return DK_GATE_FAIL;
    return post->staff_total < 0 || post->staff_same_post < 0 ? DK_GATE_UNKNOWN : DK_GATE_PASS;
}
