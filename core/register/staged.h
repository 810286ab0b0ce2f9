/* core/register/staged.h - a file on its way into a register, the work on it, and single changes:
 * plain types that store fills and every edge reads. */
#ifndef DK_CORE_REGISTER_STAGED_H
#define DK_CORE_REGISTER_STAGED_H

#include "core/register/register.h"

/* One file. Texts are NUL-terminated or NULL. */
typedef struct dk_upload {
    int64_t upload;          /* its number; 0: not stored yet */
    const char *reg;         /* key of the register it is meant for */
    const char *file;        /* name as the sender wrote it, no path */
    const char *sender;      /* unit that sent it; NULL: not known */
    const char *mapping;     /* what a person corrected: "C=id_no;D=-"; NULL or "": nothing */
    const char *user, *unit; /* of the account */
    uint8_t hash[32];        /* SHA-256 of the bytes */
    int64_t size_bytes, at_ms;
    int64_t keep_until_ms; /* when the bytes go; 0: there are none to keep */
    bool has_bytes;
    bool is_committed;
    int64_t batch;    /* the batch it became; 0: none, or nothing changed */
    int64_t ended_ms; /* when it was committed */
    size_t n_rows, n_refused, n_new, n_changed, n_same;
} dk_upload;

/* Long work as a row. */
typedef struct {
    int64_t task;
    const char *kind;  /* "check", "commit" */
    const char *state; /* queued, running, done, failed, cancelled, interrupted */
    const char *user, *unit;
    int64_t at_ms, ended_ms; /* ended_ms 0: under way */
    int64_t upload, batch;   /* 0: none */
} dk_task_row;

/* One change as it is written; texts live until the call that tells it returns. */
typedef struct {
    const dk_register *reg;
    int64_t record, row;
    const dk_field *field;           /* NULL: a new record */
    const char *old_text, *new_text; /* canonical and masked; NULL: empty, or a new record */
} dk_change_note;

/* One change as the log has it, with all that is known of its source. */
typedef struct {
    int64_t seq, batch, row, at_ms;
    const dk_field *field;   /* NULL: the whole record was removed, or a field dropped since */
    bool is_new, is_removed; /* the record began or ended with it */
    const char *old_text, *new_text; /* canonical and masked; NULL: empty */
    const char *batch_kind, *file, *sheet, *user, *unit, *sender;
    uint8_t hash[32]; /* of the source bytes; zeros without one */
} dk_record_change;

/* Changes of one record, newest first. */
typedef struct {
    dk_record_change *items;
    size_t n;
} dk_history;

/* A record that a batch made or changed (or would), for people: what it was and what it became. */
typedef struct {
    const dk_field *field;
    const char *old_text, *new_text; /* canonical and masked; NULL: empty */
} dk_value_change;

typedef struct {
    const dk_register *reg;
    int64_t record, row;
    bool is_new;
    dk_value_change *values; /* empty for a new record */
    size_t n, capacity;
} dk_changed_record;

#endif
