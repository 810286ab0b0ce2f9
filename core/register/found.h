/* core/register/found.h - a record as a person recognises it, and a list of them. */
#ifndef DK_CORE_REGISTER_FOUND_H
#define DK_CORE_REGISTER_FOUND_H

#include "core/register/register.h"

typedef struct {
    const dk_register *reg;
    int64_t id;
    const char *no;    /* "T000123" */
    const char *label; /* its name, masked as the reader may see it */
    const char *line;  /* what tells it from others of that name; may be "" */
} dk_found;

typedef struct {
    const char *query;
    dk_found *items; /* nearest first */
    size_t n;
    int64_t total;   /* all that was found, in all registers asked for */
    bool is_cut;     /* there are more than total: the words are too common */
    int64_t *counts; /* found per register, in the order of dk_registers */
    int64_t seq;
} dk_found_list;

/* A fact about a record for people: title and text in one language. */
typedef struct {
    const char *key, *title, *text;
} dk_fact_text;

#endif
