/* core/store/store.h - the registers on disk: one change log, everything else its projection.
 *
 * - batch (batch, kind, actor, unit, purpose, at, file, sheet, hash, note, undoes, counts,
 *   first_seq, last_seq, prev, digest): append-only
 * - change (seq, register, record, field, old, new, batch, row): append-only
 * - event (event, at, actor, unit, kind, object, purpose, detail, prev, digest): append-only; who
 *   saw unmasked values, what was forgotten
 * - <register>, <register>_<list field>, term, tag: projections of change
 * - meta (key, value): schema version, key check, zone
 *
 * An update is one change row per changed field (canonical texts); a new record is one row with
 * field "" and its fields packed in `new`; a deletion the same in `old`. Actor and time of a change
 * are those of its batch row (a view `change_log` joins them). Registers rebuilt from the log are
 * byte-equal.
 *
 * Sealed values are encrypted wherever they are stored: one blob = version | tag of the whole value
 * | tag of its last four | nonce | ciphertext (libsodium XChaCha20-Poly1305, associated data =
 * register and field; tags are keyed BLAKE2b). The key file (0600) stands beside the database.
 *
 * SQL lives only in this folder, behind a small driver (driver.h) so that PostgreSQL can follow.
 * The table term is what the search box looks in (postings.h, core/register/
 * terms.h), a projection of the registers as well.
 *
 * A dk_store is one connection: use it from one thread at a time. Many may be open on one file;
 * writes are serialised by the database and wait up to busy_ms.
 */
#ifndef DK_CORE_STORE_STORE_H
#define DK_CORE_STORE_STORE_H

#include "core/base/actor.h"
#include "core/register/batch.h"
#include "core/register/facet.h"
#include "core/register/question.h"
#include "core/register/staged.h"
#include "core/register/register.h"

typedef struct dk_store dk_store;

/* What every read carries: which database, through whose eyes (rows of other units are left out,
 * sealed and restricted values masked), and the arena that owns what is found. Results that say no
 * more live in it. */
typedef struct {
    dk_store *store;
    const dk_actor *actor;
    dk_arena *arena;
} dk_view;

/* For asserts at the entrance of a read. */
static inline bool dk_view_is_set(const dk_view *view)
{
    return view != NULL && view->store != NULL && view->actor != NULL && view->arena != NULL;
}

typedef struct {
    const char *path;     /* database file */
    const char *key_path; /* key file; NULL: path with ".key" appended */
    bool is_read_only;
    int busy_ms;                    /* how long a write waits for another; 0: default 5000 */
    int64_t (*clock_ms)(void *ctx); /* stamps events, UTC milliseconds; NULL: 0 */
    void *clock_ctx;
} dk_store_options;

/* Creates a new database and (unless it exists) key file, with the generated schema. Fails with
 * MSG_STORE_EXISTS when the file is there. now_ms stamps the meta rows. */
DK_MUST dk_code dk_store_create(const dk_store_options *options, int64_t now_ms, dk_err *err);

/* Opens an existing database: checks that it is ours, its schema version (migrating when not read
 * only), and that the key fits. */
DK_MUST dk_code dk_store_open(const dk_store_options *options, dk_store **out, dk_err *err);
void dk_store_close(dk_store *store); /* NULL is fine */

/* Last seq in the log. Sees other processes' commits. O(log n). */
DK_MUST dk_code dk_store_seq(dk_store *store, int64_t *seq, dk_err *err);

/* 16 hex digits for a text: the same in this centre always, and without its key nobody can try
 * which text it was. For keys that follow from sealed values. O(length). */
enum { DK_STORE_TOKEN = 17 };
void dk_store_token(const dk_store *store, const char *text, char out[DK_STORE_TOKEN]);

/* ---- writing ---- */

typedef struct {
    int64_t now_ms;
    bool is_dry_run; /* do everything, then roll back */
    /* Called every 1,000 rows with (done, total); returning false cancels: MSG_CANCELLED, rolled
     * back. May be NULL. */
    bool (*progress)(void *ctx, size_t done, size_t total);
    void *progress_ctx;
    /* Recorded with the batch, also when nothing changed (core/store/staging.h); may be NULL, 0. */
    const struct dk_upload *upload;
    int64_t task;
    /* Called for each new record and each changed value (dry runs too) in writing order; texts are
     * masked and live until it returns. May be NULL. */
    void (*changed)(void *ctx, const dk_change_note *note);
    void *changed_ctx;
    /* Edits that came back too late (dk_batch_row.version) are listed here, and nothing is written
     * unless skips_conflicts leaves their rows out. NULL: the first one fails the call. */
    dk_err_list *conflicts;
    bool skips_conflicts;
    /* Called for each reference of the batch that leads nowhere; texts live until it returns. When
     * there was one nothing is written. NULL: the first one fails the call. */
    void (*dangling)(void *ctx, const dk_dangling_note *note);
    void *dangling_ctx;
} dk_apply_options;

/* Brings the registers to the wanted states as one transaction and one batch: all or nothing, also
 * through kill -9. Records are found by id or natural key; two rows for one new natural key in one
 * batch merge in order. References are checked (MSG_REF_MISSING with the row). Nothing changed: no
 * batch is written and result->batch is 0. Needs DK_RIGHT_WRITE. O(rows * fields * log n). */
DK_MUST dk_code dk_store_apply(dk_store *store, const dk_actor *actor, const dk_batch *batch,
                               const dk_apply_options *options, dk_apply_result *result,
                               dk_err *err);

typedef struct {
    int64_t now_ms;
    bool is_dry_run;      /* do everything, then roll back */
    dk_err_list *reasons; /* gets every MSG_UNDO_BLOCKED; NULL: the first one is enough */
} dk_undo_options;

/* Inverse changes of a batch as a new batch, also when others came after it; refused with
 * MSG_UNDO_BLOCKED (record, field, the later batch and its file) where a later seq touched the same
 * field or a record it created is referenced or changed. Registers are then byte-equal to before
 * the batch where nothing came after it, and all that came after it stays. O(changes * log n). */
DK_MUST dk_code dk_store_undo(dk_store *store, const dk_actor *actor, int64_t batch,
                              const dk_undo_options *options, dk_apply_result *result, dk_err *err);

/* Personal values that have to go from one record: from the register, from every change row, from
 * the uploads that brought it. */
typedef struct {
    const dk_register *reg;
    int64_t record;
    const bool *goes; /* per field */
    const char
        *stand_in; /* text for required fields that go; keys get the record number behind it */
} dk_rewrite;

/* One act of forgetting: the records it takes values from, and the kind of the event that tells of
 * it ("erase"). */
typedef struct {
    const char *kind;
    const dk_rewrite *records;
    size_t n;
} dk_forgetting;

/* Takes the values out for good, in one transaction; the audit chain is computed anew from the
 * first batch touched and the event tells of it (rewrite.c says how and what that means). Required
 * fields that go must be texts. Needs DK_RIGHT_WRITE; fails with MSG_RECORD_MISSING for a record of
 * another unit. *n_rows gets the number of change rows rewritten. O(change rows from that batch
 * on). */
DK_MUST dk_code dk_store_rewrite(dk_store *store, const dk_actor *actor, const dk_forgetting *what,
                                 int64_t *n_rows, dk_err *err);

/* ---- reading: the one read path, with the row filter by unit and masking ---- */

typedef enum {
    DK_OP_EQ,
    DK_OP_NE,
    DK_OP_LT,
    DK_OP_LE,
    DK_OP_GT,
    DK_OP_GE,
    DK_OP_IN,
    DK_OP_LIKE
} dk_op;

typedef struct {
    size_t field; /* index in the register */
    dk_op op;
    const char *value; /* canonical text; IN: values joined by ','; LIKE: substring */
} dk_filter;

typedef struct {
    const dk_register *reg;
    const dk_filter
        *filters; /* all must hold; sealed fields: EQ on the whole value or last four only */
    size_t n_filters;
    size_t order; /* field index, or SIZE_MAX for record number */
    bool is_descending;
    int64_t after; /* record number of the last row of the page before (same order), or 0 */
    size_t limit;  /* 1..; 0 means no limit */
    /* Honoured with DK_RIGHT_UNMASK, which writes one event, or DK_RIGHT_COMPUTE (loaders), which
     * does not. */
    bool wants_unmasked;
} dk_query;

/* Calls `row` for each record in order until it returns false. The record and its texts live in
 * `arena`, which is reset before each row. */
DK_MUST dk_code dk_store_scan(const dk_view *view, const dk_query *query, dk_record_each *row,
                              void *ctx, dk_err *err);

/* A whole register (no filter, no paging) as it was known at `seq`, in record order: every record
 * is rebuilt from the log, so this costs O(change rows of the register). Restricted values are
 * masked but for loaders that ask for them. Rows and arena as above. */
DK_MUST dk_code dk_store_scan_at(const dk_view *view, const dk_query *query, int64_t seq,
                                 dk_record_each *row, void *ctx, dk_err *err);

/* The last seq committed at or before a time (UTC milliseconds); 0 when nothing was. O(batches). */
DK_MUST dk_code dk_store_seq_at(dk_store *store, int64_t at_ms, int64_t *seq, dk_err *err);

/* Number of records a query selects, ignoring paging. */
DK_MUST dk_code dk_store_count(dk_store *store, const dk_actor *actor, const dk_query *query,
                               int64_t *count, dk_err *err);

/* One record with its version, read in one snapshot; MSG_RECORD_MISSING when there is none or the
 * actor may not see it. wants_unmasked as in dk_query. O(log n + fields). */
DK_MUST dk_code dk_store_get(const dk_view *view, const dk_register *reg, int64_t id,
                             bool wants_unmasked, dk_record **out, dk_err *err);

/* Record number by the text of its natural key (single-field keys), its record number, or for
 * sealed keys the whole value; 0 in *id when there is none. */
DK_MUST dk_code dk_store_find(dk_store *store, const dk_actor *actor, const dk_register *reg,
                              const char *key, int64_t *id, dk_err *err);

/* ---- search ---- */

enum { DK_HITS_MAX = 2000 };

typedef struct {
    const dk_register *reg;
    int64_t record;
    int64_t
        rank; /* lower is nearer: 0 the last four of a sealed number, then label, other fields */
} dk_hit;

/* Records that hold every word of `text`: parts of Chinese texts, pinyin initials of labels,
 * beginnings of numbers and codes, and for four digits the last four of sealed numbers. In order of
 * rank, letter of the register, record; at most about DK_HITS_MAX. Only what the actor may see.
 * `only` (may be NULL) is the register to look in. O(hits of the commonest word * log). */
DK_MUST dk_code dk_store_search(const dk_view *view, const dk_register *only, const char *text,
                                dk_hit **out, size_t *n, dk_err *err);

/* Batches, newest first; infos live in the arena. */
DK_MUST dk_code dk_store_batches(const dk_view *view, size_t limit, dk_batch_info **out, size_t *n,
                                 dk_err *err);

/* Last change of one field of one record (provenance); field SIZE_MAX: of the whole record. */
DK_MUST dk_code dk_store_provenance(const dk_view *view, const dk_register *reg, int64_t id,
                                    size_t field, dk_provenance *out, dk_err *err);

/* All disputes of a register by record and time, values masked, records of other units included:
 * the caller leaves out what the actor may not see. In the arena. O(change rows of the register).
 */
DK_MUST dk_code dk_store_disputes(const dk_view *view, const dk_register *reg, dk_dispute **out,
                                  size_t *n, dk_err *err);

/* Every change of one record, newest first, with its source; a new record is one entry per value it
 * began with. limit 0: all. A removed record has a history for who sees all units. O(changes of the
 * record). */
DK_MUST dk_code dk_store_history(const dk_view *view, const dk_register *reg, int64_t id,
                                 size_t limit, dk_history *out, dk_err *err);

/* The seq of a record's last change, 0 when it never had one. Inside dk_store_scan's `row` it is of
 * the snapshot that is being read. O(log n). */
DK_MUST dk_code dk_store_version(dk_store *store, const dk_register *reg, int64_t id,
                                 int64_t *version, dk_err *err);

/* How often each value of a field occurs among the records a query selects. The field is neither
 * sealed nor restricted (MSG_QUERY_RESTRICTED); a list counts each of its codes once. O(records).
 */
DK_MUST dk_code dk_store_facets(const dk_view *view, const dk_query *query, size_t field,
                                dk_facets *out, dk_err *err);

/* ---- trust ---- */

/* SHA-256 over the ordered rows of all register tables (projection only), lists included; an empty
 * field leaves no trace, so a migration that adds a column keeps it. O(rows). */
DK_MUST dk_code dk_store_digest(dk_store *store, uint8_t out[32], dk_err *err);

/* The same digest from the change log alone, up to `seq` (0: all): every record is rebuilt from its
 * change rows, one at a time; the register tables are not read. O(change rows). */
DK_MUST dk_code dk_store_replay_digest(dk_store *store, int64_t seq, uint8_t out[32], dk_err *err);

/* Verifies the audit chain over change and event; MSG_AUDIT_BROKEN names the first bad batch. */
DK_MUST dk_code dk_store_audit(dk_store *store, int64_t *n_batches, dk_err *err);

/* The search table equals the terms of the registers: *n terms; else MSG_STORE_TERMS. O(rows). */
DK_MUST dk_code dk_store_check_terms(dk_store *store, int64_t *n, dk_err *err);

/* Makes the search table anew from the registers. O(terms log terms). */
DK_MUST dk_code dk_store_make_terms(dk_store *store, dk_err *err);

/* Database self-check (quick_check, schema equals the generated one, key fits). */
DK_MUST dk_code dk_store_check(dk_store *store, dk_err *err);

/* SHA-256 of bytes, for file hashes (L1 sees hashes as bytes). */
void dk_sha256(const void *bytes, size_t len, uint8_t out[32]);

/* The full generated DDL, for docs and tests; in the arena. */
const char *dk_store_schema(dk_arena *arena);

#endif
