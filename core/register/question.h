/* core/register/question.h - a wording of a sheet that no code, name or alias equals, and what it
 * may mean. */
#ifndef DK_CORE_REGISTER_QUESTION_H
#define DK_CORE_REGISTER_QUESTION_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

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

/* One of two records that may be one, and who said so last. Texts are masked as the reader may see
 * them. */
typedef struct {
    int64_t id;
    const char *no, *label;
    const char *file, *user, *unit; /* of its last change; NULL: none */
    int64_t at_ms;
} dk_pair_side;

typedef struct {
    const char *field; /* key in the register */
    dk_text title;
    const char *level; /* "equal", "near", "differs", "unknown" */
    int bits_x10;      /* what it adds to the weight, in tenths of a bit */
    const char *a, *b; /* masked; "" when not known */
} dk_evidence;

enum { DK_EVIDENCE_MOST = 9 };

typedef struct {
    const char *reg;
    dk_pair_side a, b;
    int bits_x10; /* of all evidence; every bit doubles the odds that they are one */
    dk_evidence evidence[DK_EVIDENCE_MOST];
    size_t n;
} dk_likely_pair;

typedef struct {
    const dk_likely_pair *items; /* heaviest first */
    size_t n, total;             /* total: all that wait, also those not listed */
    size_t n_records, n_compared, n_big_blocks;
    int64_t seq;
} dk_pair_list;

/* One source's word on a value: masked text, and who said it when. */
typedef struct {
    const char *text, *source; /* sender of the upload, else unit of the account, else file */
    int64_t batch, at_ms;
} dk_said;

/* A value that a later import of another source replaced by a different one. */
typedef struct {
    int64_t record;
    size_t field;
    const char *no, *label; /* of the record, as the reader may see it */
    dk_said before, after;
} dk_dispute;

/* A person whom two programmes paid for in one year. */
typedef struct {
    const char *no, *programme, *unit; /* record number of the row */
    int64_t amount_fen;                /* -1: not known */
} dk_payment;

typedef struct {
    int32_t year;
    const char *person, *label; /* record number of the trainee or ""; masked name */
    const dk_payment *payments;
    size_t n;
} dk_paid_twice;

#endif
