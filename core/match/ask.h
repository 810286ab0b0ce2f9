/* core/match/ask.h - the facts to ask: what is not known and would change most.
 *
 * A person without a longest commute, a post without its shift, a skill level that is only assumed:
 * each is tried at every value it could take (a short list per fact), the top lists are made again
 * by the one scorer, and a fact counts the places of the lists that one of its values would change,
 * the most any value changes. Facts are asked one by one: their effects are not added up.
 *
 * A person's fact moves the person's own list; a post's fact moves the lists of all people asked
 * about. Facts that only a gate waits for (a birth date, the staff of a firm) count the same way:
 * the pair enters the list when a value lets it pass ("confirm to unlock").
 */
#ifndef DK_CORE_MATCH_ASK_H
#define DK_CORE_MATCH_ASK_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/match/guest.h"
#include "core/match/words.h"

enum {
    DK_ASK_TOP = 10,   /* places of a list that are watched */
    DK_ASK_MAX = 1000, /* most facts returned */
    DK_ASK_DEFAULT = 10,
};

typedef struct {
    bool is_of_post;
    size_t at;              /* position of the trainee or post */
    int64_t id;             /* its record number */
    const char *field;      /* field of the register to fill in: "commute_max_min", "shift" */
    dk_text title;          /* what to ask, for people */
    dk_term skill;          /* of an assumed level; 0 otherwise */
    size_t places;          /* places of top lists that could change, most over its values */
    size_t people;          /* whose lists could change */
    const char *no, *label; /* (caller) of the person or post */
    const char *skill_code; /* (caller) NULL without a skill */
} dk_fact;

/* True when `field` is a fact of trainees (of posts): what may be asked and answered. "skills" is
 * the level of one skill of a person. O(facts). */
bool dk_fact_known(bool is_of_post, const char *field);

/* Room for `most` facts (1..DK_ASK_MAX), the caller's; the first `n` are filled. */
typedef struct {
    dk_fact *items;
    size_t most, n;
} dk_fact_list;

/* The facts that could change most for the trainees at `who` (positions; a class, or all), most
 * places first; ties: people, then posts before trainees, then record number, then field. Facts
 * that change nothing are left out. Fails only when memory is out. O(n * facts * values * posts).
 */
DK_MUST dk_code dk_facts_to_ask(const dk_match_index *index, const size_t *who, size_t n,
                                dk_fact_list *out, dk_err *err);

#endif
