/* core/match/gate.h - what law or contract forbids: one file per gate, one line in gates.def.
 *
 * A gate says pass, fail or unknown for a pair and knows its article with the days it is in force
 * (new rules for new cohorts: the rule valid on the day work begins counts). Unknown is listed
 * apart and never enters a list or a round until a person confirms. A failed gate never appears in
 * a list, whatever the score. Gates add no points.
 *
 * Order of gates.def is the order of printing. Gates of scope TRAINEE or POST depend on one side
 * only: they decide who is in the pool at all (consent, intent, validity) and are evaluated once
 * per side.
 */
#ifndef DK_CORE_MATCH_GATE_H
#define DK_CORE_MATCH_GATE_H

#include "core/match/market.h"
#include "core/match/words.h"

typedef enum { DK_GATE_PASS = 0, DK_GATE_FAIL, DK_GATE_UNKNOWN } dk_gate_state;

/* "pass", "fail", "unknown". */
const char *dk_gate_state_key(dk_gate_state state);

typedef enum {
    DK_SCOPE_TRAINEE, /* reads the trainee only; post may be NULL */
    DK_SCOPE_POST,    /* reads the post only; trainee may be NULL */
    DK_SCOPE_PAIR,
} dk_gate_scope;

/* One version of the rule; days inclusive, DK_DAY_NONE open. */
typedef struct {
    dk_day since, until;
    dk_text article;
} dk_gate_rule;

enum { DK_GATE_RULES = 4 };

typedef struct {
    const char *key; /* "certificate" */
    dk_text title;
    dk_text about; /* one sentence for the docs page */
    dk_gate_scope scope;
    /* May a pair that fails only this gate be shown as a near miss? True where the person or the
     * firm can change it (a certificate), false where showing it helps nobody (consent, closed
     * post). */
    bool is_near;
    dk_gate_rule rules[DK_GATE_RULES]; /* oldest first; the rest zeroed (article.zh NULL) */
    dk_gate_state (*check)(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post);
    /* The sentence for a state that check gave for the same pair. */
    dk_words (*words)(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state);
} dk_gate;

enum {
#define DK_GATE(name) DK_GATE_##name,
#include "core/match/gates.def"
#undef DK_GATE
    DK_N_GATES
};

/* All gates in the order of gates.def. */
extern const dk_gate *const dk_gates[DK_N_GATES];

/* The gate named `key`, NULL when there is none. */
const dk_gate *dk_gate_find(const char *key);

/* The article of a gate in force on `day`; empty texts when none is (contract, not law). */
dk_text dk_gate_article(const dk_gate *gate, dk_day day);

/* True when the gate is to be asked on `day`: one of its rules is in force, or it has none
 * (contract or choice). Whoever evaluates a gate asks this first; a gate out of force passes. */
bool dk_gate_in_force(const dk_gate *gate, dk_day day);

/* ---- caps over sets ---- */

enum {
    DK_INTERN_FIRM_PERCENT = 10, /* interns at most, of the firm's staff */
    DK_INTERN_POST_PERCENT = 20, /* interns at most, of the staff on the same post */
};

/* Interns a post can still take under the caps of the rules for school internships: at most 10 % of
 * the firm's staff and 20 % of the staff of the same post, less those there now. Written to *seats
 * (>= 0; INT32_MAX for a post that is no internship). UNKNOWN when a number of staff is missing,
 * then *seats is the cap of the known one or INT32_MAX. The gate `headroom` reads whether it is
 * zero; a round takes it as capacity. O(1). */
dk_gate_state dk_headroom(const dk_match_post *post, int32_t *seats);

#endif
