/* api/usecase/ask.h - the facts a teacher should ask about, and notices that break the law. */
#ifndef DK_API_USECASE_ASK_H
#define DK_API_USECASE_ASK_H

#include "api/usecase/usecase.h"
#include "core/match/ask.h"
#include "core/match/notice.h"

typedef struct {
    dk_fact fact;
    const char *no, *label; /* of the person or post, masked as the actor may see it */
} dk_uc_fact;

typedef struct {
    const char *class_name; /* NULL: everybody who is open to matching */
    size_t top;             /* 1..DK_ASK_MAX */
    int32_t as_of;          /* DK_DAY_NONE: default */
} dk_uc_ask_options;

/* The facts whose answer would change most places in the lists of a class (core/match/ask.h). A
 * class without anybody to match gives none. In the arena. O(people * facts * values * posts). */
DK_MUST dk_code dk_uc_ask(const dk_call *call, const dk_uc_ask_options *options, dk_uc_fact **out,
                          size_t *n, dk_err *err);

typedef struct {
    int64_t post;
    const char *no, *label;
    const dk_notice_rule *rule;
    const char *words; /* the words of the notice */
    bool is_allowed;   /* limits sex and names the article that bars women */
} dk_uc_notice;

/* Posts whose title or notice says what the law forbids (blocked) or what is doubtful (warned), by
 * record, then place. In the arena. O(posts). */
DK_MUST dk_code dk_uc_notices(const dk_call *call, dk_uc_notice **out, size_t *n, dk_err *err);

#endif
