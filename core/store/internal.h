/* core/store/internal.h - what the files of core/store share; nobody else includes it.
 *
 * A record has three forms, and each conversion is in one place:
 *
 * - dk_value per field: what callers see (read.c makes it, apply.c takes it)
 * - state, a dk_datum per field: canonical text, or the sealed blob, or NULL when empty; what the
 *   change log carries, compares, packs and replays (pack.c, replay.c)
 * - row: columns of the register table and of its list tables (row.c)
 *
 * Files in the order in which they build on each other: driver, datum, sqlite | seal, keyfile |
 * pack | schema, statements | store | row, log, terms | write, refs, apply, undo | query, read,
 * history, search, shown | event | digest, audit, migrate.
 */
#ifndef DK_CORE_STORE_INTERNAL_H
#define DK_CORE_STORE_INTERNAL_H

#include <sodium.h>

#include "core/base/buf.h"
#include "core/register/terms.h"
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

/* One step to `version`: what is no addition (migrate.c). */
typedef struct {
    int64_t version;
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

/* The trigger that keeps rows of an append-only table as they are. */
void dk_schema_guard(const char *table, dk_buf *out);

/* The column of one field as CREATE TABLE and ADD COLUMN take it, with its comment. */
void dk_schema_column(const dk_field *field, dk_buf *out);

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
    dk_register_sql *sql;     /* per register of the model */
    const char *insert_terms; /* terms.c */
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

/* ---- replay.c ---- */

/* One record as it was: a datum per field, in the store's scratch. False ends the replay. */
typedef bool dk_replay_each(void *ctx, int64_t record, const dk_datum *state);

/* The register at `seq` from the log alone, in record order; `each` must not use the scratch. */
DK_MUST dk_code dk_replay(dk_store *store, size_t at, int64_t seq, dk_replay_each *each, void *ctx,
                          dk_err *err);

/* Index of the register in the model; the register must be one of the model's. */
size_t dk_store_index(const dk_store *store, const dk_register *reg);

/* ---- pack.c ---- */

/* A number in 7 bits a byte, the lowest first; the high bit says that more follow. put returns the
 * bytes used, at most DK_NUMBER_BYTES; take moves *at behind it, or is false where the bytes end.
 */
enum { DK_NUMBER_BYTES = 10 };
size_t dk_number_put(unsigned char *out, uint64_t number);
bool dk_number_take(const unsigned char **at, const unsigned char *end, uint64_t *number);

/* The non-empty fields of a state as one blob:
 *     version 2 | per field: mark of its key (3 bytes) | number: length * 2 + 1 for a blob | bytes
 * Marks are in it, so that a field added or dropped later does not break old rows. Version 1 (read
 * only) has kind 't' or 'b' | key length u16 | key | length u32 | bytes per field, little-endian,
 * which made the log twice as large. */
DK_MUST dk_code dk_pack(dk_arena *arena, const dk_register *reg, const dk_datum *state,
                        dk_datum *out, dk_err *err);

/* The mark of a field's key. */
uint32_t dk_pack_mark(const char *key);

/* Inverse; data borrow from `blob` but texts are copied into the arena (they need a NUL). Fields
 * the register does not have are skipped. MSG_STORE_CORRUPT when the blob is malformed. */
DK_MUST dk_code dk_unpack(dk_arena *arena, const char *path, const dk_register *reg, dk_datum blob,
                          dk_datum *state, dk_err *err);

/* ---- row.c: the projection of the log, register by register ---- */

/* One register as its tables hold it, and the arena that owns what is read from them or made on the
 * way to them. A view of the store: made where it is needed, owns nothing. */
typedef struct {
    dk_store *store;
    size_t at; /* of the register in the model */
    const dk_register *reg;
    const dk_register_sql *sql;
    dk_arena *arena;
} dk_projection;

/* That of register `at` of the model. */
dk_projection dk_projection_of(dk_store *store, size_t at, dk_arena *arena);

/* Reads the columns of a row (from `one`, `all` or a query with the same columns) and its lists:
 * values[i] for clear fields, sealed[i] (blob or NULL) for sealed ones. O(fields + items). */
DK_MUST dk_code dk_row_read(const dk_projection *of, dk_stmt *stmt, dk_value *values,
                            dk_datum *sealed, dk_err *err);

/* The state of a row `stmt` stands on. O(fields + items). */
DK_MUST dk_code dk_row_state(const dk_projection *of, dk_stmt *stmt, dk_datum *state, dk_err *err);

/* The state of one record; *found false when there is none. O(log n + fields + items). */
DK_MUST dk_code dk_state_load(const dk_projection *of, int64_t record, dk_datum *state, bool *found,
                              dk_err *err);

/* Projection of states: new row, changed fields (only those set in `changed`), removed row. Inside
 * a write transaction. O(log n) per table touched. */
DK_MUST dk_code dk_state_insert(const dk_projection *of, int64_t record, const dk_datum *state,
                                dk_err *err);
DK_MUST dk_code dk_state_update(const dk_projection *of, int64_t record, const dk_datum *state,
                                const bool *changed, dk_err *err);
DK_MUST dk_code dk_state_remove(const dk_projection *of, int64_t record, dk_err *err);

/* What the natural key column (or its tag) of a field holds for a canonical text, to look it up. */
DK_MUST dk_code dk_key_datum(const dk_projection *of, const dk_field *field, const char *text,
                             dk_datum *out, dk_err *err);

/* Records with the natural key `keys` (one datum per natural key field, in field order): *first
 * gets the lowest other than `except`, 0 when there is none. A key that is wholly empty finds
 * nothing. O(log n). */
DK_MUST dk_code dk_key_find(const dk_projection *of, const dk_datum *keys, int64_t except,
                            int64_t *first, dk_err *err);

/* ---- read.c ---- */

/* True when the row filter by unit lets the actor see the record. */
bool dk_unit_sees(const dk_actor *actor, const dk_record *record);

/* The value of a state datum as a reader sees it. */
DK_MUST dk_code dk_state_value(const dk_projection *of, const dk_field *field, dk_datum datum,
                               bool is_unmasked, dk_value *out, dk_err *err);

/* Fails when the actor may not read. */
DK_MUST dk_code dk_may_read(const dk_actor *actor, dk_err *err);

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

/* ---- terms.c ---- */

/* Makes the search table when it was made by other rules or never; called on opening. */
DK_MUST dk_code dk_terms_prepare(dk_store *store, dk_err *err);

/* ---- migrate.c ---- */

enum { DK_FINGERPRINT_HEX = 17 }; /* 16 hex digits and NUL */

/* Hash of the generated schema text, kept in meta.schema. O(size of the field tables). */
DK_MUST dk_code dk_schema_fingerprint(const dk_store_model *model, char out[DK_FINGERPRINT_HEX],
                                      dk_err *err);

/* Whether the database was last made or migrated by a program with the same schema. */
DK_MUST dk_code dk_schema_is_current(dk_db *db, const dk_store_model *model, bool *is_current,
                                     dk_err *err);

/* Brings an open writable database to the model: steps, then whatever is missing, in one
 * transaction. */
DK_MUST dk_code dk_store_migrate(dk_db *db, const dk_store_model *model, dk_err *err);

/* Fails with MSG_STORE_SCHEMA naming the first difference from the generated schema. */
DK_MUST dk_code dk_schema_compare(dk_db *db, const dk_store_model *model, dk_err *err);

#endif
