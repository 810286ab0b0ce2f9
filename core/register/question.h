/* core/register/question.h - a wording of a sheet that no code, name or alias equals, and what it
 * may mean. */
#ifndef DK_CORE_REGISTER_QUESTION_H
#define DK_CORE_REGISTER_QUESTION_H

#include <stddef.h>
#include <stdint.h>

enum { DK_PROPOSALS = 5 };

typedef struct {
    const char *code, *name;
    int confidence_permille; /* that this is meant, given the others */
} dk_proposal;

typedef struct {
    const char *list, *text;  /* the code list and the wording, folded */
    const char *field, *file; /* where it stood, "posts.occ_code"; NULL: not known */
    int64_t cells;            /* how many cells of the sheet hold it; 0: not counted */
    const char *taken;        /* the code it was taken for without asking, or NULL */
    dk_proposal proposals[DK_PROPOSALS];
    size_t n; /* proposals, best first */
} dk_question;

#endif
