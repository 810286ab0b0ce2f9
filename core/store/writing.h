/* core/store/writing.h - what the files of core/store share for writing and for reading the log
 * back: log, write, apply, undo, refs, history, event, audit. The forms of a record are named in
 * internal.h.
 */
#ifndef DK_CORE_STORE_WRITING_H
#define DK_CORE_STORE_WRITING_H

#include <sodium.h>

#include "core/store/internal.h"

/* ---- log.c ---- */

/* The open batch of a write transaction. */
typedef struct {
    int64_t batch, first_seq, next_seq;
    unsigned char prev[DK_DIGEST_LEN];
    crypto_generichash_state hash;
} dk_log;

/* What the batch row says beside its changes. */
typedef struct {
    const dk_actor *actor;
    const dk_batch *batch;
    int64_t at_ms, undoes;
    const dk_apply_result *result;
} dk_log_head;

/* One change row. */
typedef struct {
    int64_t record;
    const char *field; /* "" for a whole record */
    dk_datum old_value, new_value;
    int64_t row;
} dk_change;

DK_MUST dk_code dk_log_open(dk_store *store, dk_log *log, dk_err *err);
DK_MUST dk_code dk_log_change(dk_store *store, dk_log *log, const char *reg,
                              const dk_change *change, dk_err *err);

/* Writes the batch row with the digest over its change rows, chained on the batch before. */
DK_MUST dk_code dk_log_close(dk_store *store, dk_log *log, const dk_log_head *head, dk_err *err);

/* True when a change was logged. */
static inline bool dk_log_has_changes(const dk_log *log)
{
    return log->next_seq > log->first_seq;
}

/* The digest of a batch is keyed BLAKE2b over prev, each change row (seq, register, record, field,
 * old, new, row) in order, then its own columns up to last_seq; that of an event over prev and its
 * columns up to detail. A row goes in as its data, each with kind and length in front, so that no
 * two different rows hash the same bytes. */
enum { DK_BATCH_COLUMNS = 17, DK_CHANGE_COLUMNS = 7, DK_EVENT_COLUMNS = 8 };

void dk_chain_begin(const dk_store *store, crypto_generichash_state *hash,
                    const unsigned char prev[DK_DIGEST_LEN]);
void dk_chain_row(crypto_generichash_state *hash, const dk_datum *data, size_t n);

/* ---- audit.c ---- */

/* The digest of the batch before `batch` (zeros for the first), and that of `batch` with `prev`
 * before it, computed from its rows as they are. */
DK_MUST dk_code dk_chain_prev(dk_store *store, int64_t batch, unsigned char out[DK_DIGEST_LEN],
                              dk_err *err);
DK_MUST dk_code dk_chain_batch(dk_store *store, int64_t batch,
                               const unsigned char prev[DK_DIGEST_LEN],
                               unsigned char out[DK_DIGEST_LEN], dk_err *err);

/* ---- terms.c, tags.c: what records are found by ---- */

/* Tags of new records of an open batch that are not written yet (tags.c). */
typedef struct {
    struct dk_new_tag *items;
    size_t n, size;
} dk_tag_log;

/* Terms likewise (terms.c). */
typedef struct {
    const char *letter; /* of the register they are of */
    int64_t base;       /* first record */
    struct dk_new_term *terms;
    size_t n_terms, terms_size;
    struct dk_new_posting *postings;
    size_t n_postings, postings_size;
    uint32_t *slots; /* hash table of terms, from 1 */
    size_t n_slots;
    dk_tag_log tags;
} dk_term_log;

typedef struct {
    size_t at;
    int64_t record;
    const dk_datum *before, *after; /* states; NULL: none */
    bool is_newest;                 /* no record of its register has a higher number */
} dk_term_change;

/* Frees what the log holds; a log of zeros is a new one. */
void dk_terms_close(dk_term_log *log);

/* `items` with room for one more than `used`, moved where that is needed; NULL when memory is out,
 * and then still valid. For arrays that grow to megabytes, whose old copies an arena would keep. */
void *dk_heap_grow(void *items, size_t used, size_t *capacity, size_t size);

/* Brings the terms and tags of one record from one state to another. O(length of its indexed
 * texts). */
DK_MUST dk_code dk_terms_change(dk_store *store, dk_term_log *log, const dk_term_change *change,
                                dk_err *err);

/* Writes what was collected. Before the commit of every batch. */
DK_MUST dk_code dk_terms_flush(dk_store *store, dk_term_log *log, dk_err *err);

/* ---- write.c: one record at a time, projection and log together ---- */

/* References that led nowhere when they were written (refs.c). */
typedef struct {
    dk_arena *arena; /* lives as long as the batch */
    struct dk_open_ref *items;
    size_t n, capacity;
} dk_ref_log;

typedef struct {
    dk_store *store;
    const dk_actor *actor;
    dk_log log;
    dk_term_log terms;
    dk_ref_log refs;
    dk_arena *arena;       /* store->scratch */
    int64_t *first_record; /* per register: the first number given out; 0: none yet */
    int64_t *next_record;
    bool *has_removed; /* per register: a record or a natural key went away */
    dk_apply_result result;
    void (*changed)(void *ctx, const dk_change_note *note); /* may be NULL */
    void *changed_ctx;
} dk_writer;

/* Inside a write transaction. `plan` lives as long as the writer; records are worked on in
 * store->scratch, which the caller resets between them. */
DK_MUST dk_code dk_writer_open(dk_store *store, const dk_actor *actor, dk_arena *plan,
                               dk_writer *out, dk_err *err);

/* Frees what the writer holds beside the plan. */
void dk_writer_close(dk_writer *writer);

/* A number no record of the register ever had. */
DK_MUST dk_code dk_writer_number(dk_writer *writer, size_t at, int64_t *out, dk_err *err);

/* A wanted change of one record: fields where `want` differs from `have` and `wanted` is set.
 * Sealed blobs are compared as they are: the same text of the same record is sealed to the same
 * bytes. */
typedef struct {
    int64_t record;
    const dk_datum *have, *want;
    const bool *wanted;
    const int64_t *rows; /* per field: the source row of want[i] */
} dk_edit;

/* Each checks required fields, unit and natural key, and counts in writer->result. `row` is where
 * it came from, for the change row and for errors. */
DK_MUST dk_code dk_write_new(dk_writer *writer, size_t at, int64_t record, const dk_datum *state,
                             int64_t row, dk_err *err);
DK_MUST dk_code dk_write_removal(dk_writer *writer, size_t at, int64_t record, int64_t row,
                                 dk_err *err);
DK_MUST dk_code dk_write_update(dk_writer *writer, size_t at, const dk_edit *edit, dk_err *err);

/* True when the actor may touch a record in this state. */
bool dk_unit_allows(const dk_actor *actor, const dk_register *reg, const dk_datum *state);

/* ---- apply.c ---- */

/* Fails when the actor or the store may not write. */
DK_MUST dk_code dk_may_write(const dk_store *store, const dk_actor *actor, dk_err *err);

/* ---- refs.c ---- */

/* One reference of the model: a field (or the first matching column of a list) and its target. */
struct dk_ref {
    size_t at, field, target;
    const char *broken_of;  /* of record $1: what leads nowhere */
    const char *broken_all; /* of any record */
};

/* Lists the references of the model with their statements. */
DK_MUST dk_code dk_refs_make(dk_store *store, dk_err *err);

/* A reference that leads nowhere. */
typedef struct {
    size_t at;             /* register that holds it */
    const dk_field *field; /* its field (of the list: the list field) */
    int64_t record;
    const char *value; /* in the writer's arena; "*" for a restricted field */
    int64_t row;       /* of the change that brought it, 0 when the target went away */
    size_t target;
    bool is_held; /* it was there before; its target went away in this batch */
} dk_dangling;

typedef dk_code dk_ref_each(void *ctx, const dk_dangling *dangling, dk_err *err);

/* A reference to be looked at again. */
struct dk_open_ref {
    size_t ref;     /* index in store->refs */
    int64_t record; /* 0: of any record */
    int64_t row;
};

/* A state just written. */
typedef struct {
    size_t at;
    int64_t record, row;
    const dk_datum *state;
    const bool *changed; /* per field; NULL: all are new */
    const int64_t *rows; /* per field where it came from; NULL: from `row` */
} dk_noted;

/* Looks at its references and keeps those that lead nowhere yet for dk_refs_each. O(refs * log n).
 */
DK_MUST dk_code dk_refs_note(dk_writer *writer, const dk_noted *noted, dk_err *err);

/* Every broken reference after the changes of the open batch, until `each` fails; new references
 * first, in the order of writing. A record that is both (its reference is new and its target went
 * away) comes twice. O(noted), and O(records) where a target may have gone. */
DK_MUST dk_code dk_refs_each(dk_writer *writer, dk_ref_each *each, void *ctx, dk_err *err);

/* The error for a broken reference in an ordinary batch. */
dk_code dk_refs_fail(const dk_store *store, const dk_dangling *dangling, dk_err *err);

/* ---- upload.c, task.c: inside the transaction of a batch ---- */

struct dk_upload;

/* Writes what became of an upload (its number, or 0: a row is made for it): result->batch and the
 * counts. Ended at upload->ended_ms. */
DK_MUST dk_code dk_upload_outcome(dk_store *store, const dk_actor *actor,
                                  const struct dk_upload *upload, const dk_apply_result *result,
                                  dk_err *err);

/* The task ended well. */
DK_MUST dk_code dk_task_done(dk_store *store, int64_t task, int64_t batch, int64_t now_ms,
                             dk_err *err);

/* ---- history.c ---- */

/* Name of a record for messages: "学员信息 T000012". */
void dk_record_name(const dk_register *reg, int64_t record, char out[128]);

/* What undoes what, indexed by batch number (0 unused). An undo that was itself undone does not
 * count in undone_by. */
typedef struct {
    int64_t last;
    int64_t *undoes, *undone_by;
} dk_undo_map;

/* In the arena. O(batches). */
DK_MUST dk_code dk_undo_map_read(dk_store *store, dk_arena *arena, dk_undo_map *out, dk_err *err);

/* The last change of one field of one record (NULL: of any field), texts masked. O(log n). */
DK_MUST dk_code dk_last_change(const dk_projection *of, int64_t record, const dk_field *field,
                               dk_provenance *out, dk_err *err);

/* ---- event.c ---- */

/* Appends one event in a transaction of its own, or in the open one. */
DK_MUST dk_code dk_event_write(dk_store *store, const dk_actor *actor, const char *kind,
                               const char *object, const char *detail, dk_err *err);

#endif
