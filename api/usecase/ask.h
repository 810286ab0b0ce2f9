/* api/usecase/ask.h - the facts a teacher should ask about, and the answers. */
#ifndef DK_API_USECASE_ASK_H
#define DK_API_USECASE_ASK_H

#include "api/usecase/usecase.h"
#include "core/match/ask.h"

typedef struct {
    int64_t trainee;        /* record number; 0: a class */
    const char *class_name; /* NULL: everybody who is open to matching */
    size_t top;             /* 1..DK_ASK_MAX */
    int32_t as_of;          /* DK_DAY_NONE: default */
} dk_uc_ask_options;

/* The facts whose answer would change most places in the lists of one person, a class or everybody
 * (core/match/ask.h). Who is not open to matching gives none; MSG_RECORD_MISSING for a person the
 * actor may not see. In the arena. O(people * facts * values * posts). */
DK_MUST dk_code dk_uc_ask(const dk_call *call, const dk_uc_ask_options *options, dk_fact_list *out,
                          dk_err *err);

typedef struct {
    bool is_of_post;
    int64_t id;        /* record number */
    const char *field; /* of a fact */
    const char *skill; /* field "skills": code of the skill whose level is given; else NULL */
    const char *value; /* as a person writes it in a sheet */
} dk_answer;

/* Writes one answer into the register as a batch of kind "asked", so that the value's source says
 * who asked and when; a level goes into the list of skills with source "asked" and the as-of day.
 * MSG_ANSWER_FIELD for what is no fact, MSG_ANSWER_EMPTY without a value; else what import says
 * about the value. */
DK_MUST dk_code dk_uc_answer(const dk_call *call, const dk_answer *answer, dk_apply_result *out,
                             dk_err *err);

#endif
