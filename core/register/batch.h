/* core/register/batch.h - what import fills and store commits.
 *
 * A batch is a set of wanted record states from one source (a sheet, a form, a restore), each with
 * the row it came from. A value that is ABSENT leaves the stored value alone, so an empty cell
 * never erases anything. core/import builds it, core/store turns it into changes.
 */
#ifndef DK_CORE_REGISTER_BATCH_H
#define DK_CORE_REGISTER_BATCH_H

#include "core/register/register.h"

typedef struct {
    dk_record *record; /* id 0: found by natural key, created when there is none */
    int64_t row;       /* 1-based row in the source; 0 when there is none */
    bool is_delete;    /* only with record->id set */
    uint32_t sheet;    /* of the source, 0-based */
    /* With record->id set: the seq of the record this row was edited from. Values equal to those of
     * then are no edits; an edited value that changed since is a conflict. 0: not known. */
    int64_t version;
} dk_batch_row;

typedef struct {
    const char *kind; /* "import", "undo", "edit", "asked" (an answer to a question), "codes" */
    const char *file, *sheet; /* names as the sender wrote them, no path; NULL when none */
    uint8_t hash[32];         /* SHA-256 of the source bytes; zeros when none */
    const char *note;         /* free text or NULL */
    dk_batch_row *rows;       /* registers may be mixed; applied in order of dk_registers */
    size_t n_rows;
} dk_batch;

/* What a commit did or, for a dry run, would do. */
typedef struct {
    int64_t batch; /* batch number; 0 for a dry run or when nothing changed */
    int64_t seq;   /* last seq after it */
    size_t n_new, n_changed, n_same, n_deleted; /* records */
    size_t n_fields;                            /* changed fields */
    size_t n_conflicts; /* rows left out because their record changed since they were exported */
    size_t n_dangling;  /* references of rows that lead nowhere; above 0 nothing was written */
} dk_apply_result;

/* A field of a row names a record that is not there. */
typedef struct {
    const dk_register *reg;
    const dk_field *field;
    const dk_register *target;
    const char *value; /* "*" of a restricted field */
    int64_t row;
} dk_dangling_note;

/* One batch as the log knows it. */
typedef struct {
    int64_t batch;
    const char *kind, *file, *sheet, *note, *user, *unit;
    int64_t at_ms; /* UTC milliseconds since 1970 */
    int64_t first_seq, last_seq;
    size_t n_new, n_changed, n_same, n_deleted;
    int64_t undoes;    /* batch it undoes, or 0 */
    int64_t undone_by; /* batch that undid it, or 0 */
} dk_batch_info;

/* Where a value came from: its last change. */
typedef struct {
    int64_t seq, batch, row, at_ms;
    const char *file, *sheet, *user, *unit, *kind;
    const char *old_text, *new_text; /* canonical; sealed values masked */
} dk_provenance;

#endif
