/* core/store/internal.h - what the files of core/store share; nobody else includes it.
 *
 * A record has three forms, and each conversion is in one place:
 *
 *     dk_value[]  what callers see                                      row.c, apply.c
 *     state       dk_datum per field: canonical text, or the sealed      what the change log
 * carries, blob, or NULL when empty                               compares, packs and replays row
 * columns of the register table and of its list tables   row.c
 *
 * Files in the order in which they build on each other: driver, datum, sqlite | seal, keyfile |
 * pack | schema, statements | store | row, log | write, refs, apply, undo | query, read, history,
 * event | digest, audit, migrate.
 */
#ifndef DK_CORE_STORE_INTERNAL_H
#define DK_CORE_STORE_INTERNAL_H

#include <sodium.h>

#include "core/base/buf.h"
#include "core/store/driver.h"
#include "core/store/messages.h"
#include "core/store/seal.h"
#include "core/store/store.h"

enum {
    DK_STORE_APPLICATION = 0x44554b4f, /* "DUKO", the application_id of our files */
    DK_STORE_BUSY_MS = 5000,
    DK_DIGEST_LEN = 32,
};

/* ---- the model: which registers a database holds, and how older ones become it ---- */

/* One step to `version`. `add_field` of `add_register` becomes a column (a list: a table), with the
 * text the schema generator gives it; `sql` (may be NULL) runs after that. */
typedef struct {
    int64_t version;
    const char *add_register, *add_field;
    const char *sql;
} dk_migration;

typedef struct {
    const dk_register *const *registers; /* dependencies first */
    size_t n_registers;
    int64_t version;
    const dk_migration *steps; /* ascending versions; several steps may share one */
    size_t n_steps;
} dk_store_model;

/* The registers of core/register at the present version. */
dk_store_model dk_store_model_default(void);

/* As dk_store_create and dk_store_open, for tests with a model of their own; `model` and what it
 * points to must outlive the store. */
DK_MUST dk_code dk_store_create_model(const dk_store_options *options, const dk_store_model *model,
                                      int64_t now_ms, dk_err *err);
DK_MUST dk_code dk_store_open_model(const dk_store_options *options, const dk_store_model *model,
                                    dk_store **out, dk_err *err);

/* ---- fields ---- */

static inline bool dk_is_sealed(const dk_field *field)
{
    return (field->flags & DK_F_SEALED) != 0;
}

/* True when the field is kept as a child table. Sealed lists are one blob like any sealed value. */
static inline bool dk_is_child(const dk_field *field)
{
    return (field->type == DK_TYPE_LIST || field->type == DK_TYPE_CODES) && !dk_is_sealed(field);
}

/* True when the column holds an integer. */
bool dk_is_number(const dk_field *field);

/* Column `at` of a list: the sub-field of a LIST, the code itself of a CODES. */
const dk_field *dk_child_column(const dk_field *field, size_t at);

/* The only natural key field that is kept in clear, by which others refer to records of `reg`; NULL
 * when there is none. */
const dk_field *dk_ref_key(const dk_register *reg);

/* ---- schema.c ---- */

/* The whole DDL of a model; MSG_NO_MEMORY is a broken buffer. */
void dk_schema_write(const dk_store_model *model, dk_buf *out);

/* The column of one field as CREATE TABLE and ADD COLUMN take it, with its comment. */
void dk_schema_column(const dk_field *field, dk_buf *out);

/* The child table of one list field. */
void dk_schema_child(const dk_register *reg, const dk_field *field, dk_buf *out);

/* The indexes that belong to one field (look-up tags, references, unit). A list has none: its
 * primary key serves a record, and a filter by an element reads the register anyway. */
void dk_schema_indexes(const dk_register *reg, const dk_field *field, dk_buf *out);

/* ---- statements.c: generated once per register ---- */

typedef struct {
    const char *insert;   /* record, then the columns of all fields that are no lists */
    const char *one;      /* those columns of one record */
    const char *all;      /* those of all records, by record */
    const char *by_key;   /* up to two record numbers with a natural key; NULL: no natural key */
    const char *set_keys; /* all natural key fields at once (one by one could collide) */
    const char *remove;
    const char **set;      /* per field; NULL for lists */
    const char **add_item; /* per list field: record, pos, columns */
    const char **clear;    /* per list field: all items of a record */
    const char **items;    /* per list field: the items of a record in order */
} dk_register_sql;

/* Builds the texts in the arena. */
DK_MUST dk_code dk_statements_make(dk_arena *arena, const dk_register *reg, dk_register_sql *out,
                                   dk_err *err);

/* ---- store.c ---- */

/* Prepared statements, found by the address of their text. */
typedef struct {
    struct {
        const char *sql;
        dk_stmt *stmt;
    } * slots; /* open addressing, power of two */
    size_t n, capacity;
} dk_stmt_cache;

struct dk_store {
    dk_db *db;
    dk_keys keys;
    dk_store_model model;
    dk_register_sql *sql; /* per register of the model */
    const struct dk_ref *refs;
    size_t n_refs;
    dk_arena *arena;   /* lives as long as the store */
    dk_arena *scratch; /* reset per record while writing, digesting or replaying */
    dk_stmt_cache cache;
    bool is_read_only;
    int64_t (*clock_ms)(void *ctx);
    void *clock_ctx;
};

/* The prepared statement of a constant or generated text, reset and ready to bind. The text must
 * outlive the store. O(1). */
DK_MUST dk_code dk_store_stmt(dk_store *store, const char *sql, dk_stmt **out, dk_err *err);

/* Index of the register in the model; the register must be one of the model's. */
size_t dk_store_index(const dk_store *store, const dk_register *reg);

/* ---- pack.c ---- */

/* The non-empty fields of a state as one blob:
 *     version 1 | per field: kind 't' or 'b', key length u16, key, length u32, bytes
 * (little-endian) Keys are in it, so that a field added or dropped later does not break old rows.
 */
DK_MUST dk_code dk_pack(dk_arena *arena, const dk_register *reg, const dk_datum *state,
                        dk_datum *out, dk_err *err);

/* Inverse; data borrow from `blob` but texts are copied into the arena (they need a NUL). Fields
 * the register does not have are skipped. MSG_STORE_CORRUPT when the blob is malformed. */
DK_MUST dk_code dk_unpack(dk_arena *arena, const char *path, const dk_register *reg, dk_datum blob,
                          dk_datum *state, dk_err *err);

/* ---- row.c ---- */

/* Reads the columns of a row (from `one`, `all` or a query with the same columns) and its lists:
 * values[i] for clear fields, sealed[i] (blob or NULL) for sealed ones. All in the arena. */
DK_MUST dk_code dk_row_read(dk_store *store, size_t at, dk_stmt *stmt, dk_arena *arena,
                            dk_value *values, dk_datum *sealed, dk_err *err);

/* The state of a row `stmt` stands on. */
DK_MUST dk_code dk_row_state(dk_store *store, size_t at, dk_stmt *stmt, dk_arena *arena,
                             dk_datum *state, dk_err *err);

/* The state of one record; *found false when there is none. */
DK_MUST dk_code dk_state_load(dk_store *store, size_t at, int64_t record, dk_arena *arena,
                              dk_datum *state, bool *found, dk_err *err);

/* Projection of states: new row, changed fields (only those set in `changed`), removed row. */
DK_MUST dk_code dk_state_insert(dk_store *store, size_t at, int64_t record, const dk_datum *state,
                                dk_arena *arena, dk_err *err);
DK_MUST dk_code dk_state_update(dk_store *store, size_t at, int64_t record, const dk_datum *state,
                                const bool *changed, dk_arena *arena, dk_err *err);
DK_MUST dk_code dk_state_remove(dk_store *store, size_t at, int64_t record, dk_err *err);

/* What the natural key column (or its tag) of a field holds for a canonical text, to look it up. */
DK_MUST dk_code dk_key_datum(dk_store *store, const dk_register *reg, const dk_field *field,
                             const char *text, dk_arena *arena, dk_datum *out, dk_err *err);

/* Records with the natural key `keys` (one datum per natural key field, in field order): *first
 * gets the lowest other than `except`, 0 when there is none. A key that is wholly empty finds
 * nothing. */
DK_MUST dk_code dk_key_find(dk_store *store, size_t at, const dk_datum *keys, int64_t except,
                            int64_t *first, dk_err *err);

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

/* Binds n data from $1 on. */
void dk_bind_all(dk_stmt *stmt, const dk_datum *data, size_t n);

/* ---- write.c: one record at a time, projection and log together ---- */

typedef struct {
    dk_store *store;
    const dk_actor *actor;
    dk_log log;
    dk_arena *arena;      /* store->scratch */
    int64_t *next_record; /* per register; 0: not looked up yet */
    bool *has_removed;    /* per register: a record or a natural key went away */
    dk_apply_result result;
} dk_writer;

/* Inside a write transaction. `plan` lives as long as the writer; records are worked on in
 * store->scratch, which the caller resets between them. */
DK_MUST dk_code dk_writer_open(dk_store *store, const dk_actor *actor, dk_arena *plan,
                               dk_writer *out, dk_err *err);

/* A number no record of the register ever had. */
DK_MUST dk_code dk_writer_number(dk_writer *writer, size_t at, int64_t *out, dk_err *err);

/* A wanted change of one record: fields where `want` differs from `have` and `wanted` is set. */
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

/* True when both hold the same value. Sealed blobs are compared from the nonce on: it is made of
 * the record and the text, so equal means equal text, also when the tags of the field changed. */
bool dk_state_same(const dk_field *field, const dk_datum *a, const dk_datum *b);

/* True when the actor may touch a record in this state. */
bool dk_unit_allows(const dk_actor *actor, const dk_register *reg, const dk_datum *state);

/* ---- apply.c ---- */

/* Fails when the actor or the store may not write. */
DK_MUST dk_code dk_may_write(const dk_store *store, const dk_actor *actor, dk_err *err);

/* ---- refs.c ---- */

/* One reference of the model: a field (or the first matching column of a list) and its target. */
struct dk_ref {
    size_t at, field, target;
    const char *broken_new;  /* a change since $1 of register $2, field $3 that leads nowhere */
    const char *broken_held; /* any record that leads nowhere */
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

/* The first broken reference after the changes of the open batch; *found tells. O(changes * refs).
 */
DK_MUST dk_code dk_refs_check(dk_writer *writer, dk_dangling *out, bool *found, dk_err *err);

/* The error for a broken reference in an ordinary batch. */
dk_code dk_refs_fail(const dk_store *store, const dk_dangling *dangling, dk_err *err);

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

/* The last change of one field of one record (NULL: of any field), texts masked. */
DK_MUST dk_code dk_last_change(dk_store *store, size_t at, int64_t record, const dk_field *field,
                               dk_arena *arena, dk_provenance *out, dk_err *err);

/* ---- read.c ---- */

/* The value of a state datum as a reader sees it. */
DK_MUST dk_code dk_state_value(dk_store *store, const dk_register *reg, const dk_field *field,
                               dk_datum datum, bool is_unmasked, dk_arena *arena, dk_value *out,
                               dk_err *err);

/* Fails when the actor may not read. */
DK_MUST dk_code dk_may_read(const dk_actor *actor, dk_err *err);

/* ---- event.c ---- */

/* Appends one event in a transaction of its own, or in the open one. */
DK_MUST dk_code dk_event_write(dk_store *store, const dk_actor *actor, const char *kind,
                               const char *object, const char *detail, dk_err *err);

/* ---- query.c ---- */

typedef struct {
    dk_buf sql;
    dk_arena *arena; /* owns params and what they point to */
    dk_datum *params;
    size_t n_params, capacity;
} dk_select;

/* Builds the SELECT of a query: the columns dk_row_read expects, or count(*) without paging. The
 * caller frees out->sql, also on failure. */
DK_MUST dk_code dk_select_build(dk_store *store, const dk_actor *actor, const dk_query *query,
                                bool is_count, dk_select *out, dk_err *err);

/* Prepares and binds it; the caller frees the statement before the arena. */
DK_MUST dk_code dk_select_prepare(dk_store *store, const dk_select *select, dk_stmt **out,
                                  dk_err *err);

/* ---- migrate.c ---- */

/* Brings an open writable database from `version` to the model's, all steps in one transaction. */
DK_MUST dk_code dk_store_migrate(dk_db *db, const dk_store_model *model, int64_t version,
                                 dk_err *err);

/* Fails with MSG_STORE_SCHEMA naming the first difference from the generated schema. */
DK_MUST dk_code dk_schema_compare(dk_db *db, const dk_store_model *model, dk_err *err);

#endif
