/* core/match/ask_facts.h - facts that may be unknown, with the values they could take. Private to
 * core/match. */
#ifndef DK_CORE_MATCH_ASK_FACTS_H
#define DK_CORE_MATCH_ASK_FACTS_H

#include "core/match/market.h"

enum { DK_TRAINEE_FACTS = 9, DK_POST_FACTS = 10 };

typedef struct {
    const char *field; /* of the register */
    dk_text title;     /* what to ask */
    bool (*is_unknown)(const dk_match_trainee *t);
    /* Puts value v (0, 1, ...) into the copy; false when there is no such value. */
    bool (*put)(const dk_market *market, size_t v, dk_match_trainee *t);
} dk_trainee_fact;

typedef struct {
    const char *field;
    dk_text title;
    bool (*is_unknown)(const dk_match_post *p);
    bool (*put)(const dk_market *market, size_t v, dk_match_post *p);
} dk_post_fact;

extern const dk_trainee_fact dk_trainee_facts[DK_TRAINEE_FACTS];
extern const dk_post_fact dk_post_facts[DK_POST_FACTS];

#endif
