/* core/store/driver.h - the little the store asks of a database.
 *
 * Open, prepare, bind, step, column, transaction: nothing else of a database is visible above this
 * file, so that a second one is a second .c file. The SQL dialect is the common part of SQLite and
 * PostgreSQL: parameters $1, $2, ... numbered in order of first appearance, "quoted" identifiers,
 * IS [NOT] DISTINCT FROM, NULLS FIRST, binary collation. Every error is mapped here to a message of
 * core/store and names the file, never a value.
 *
 * Binding borrows: bytes must live until the statement is reset, after which all parameters are
 * NULL; binding a NULL leaves a parameter as it is. A column is borrowed until the
 * next step or reset. A failed bind or column (memory) is remembered and reported by the next step.
 */
#ifndef DK_CORE_STORE_DRIVER_H
#define DK_CORE_STORE_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"

typedef struct dk_db dk_db;
typedef struct dk_stmt dk_stmt;

typedef enum { DK_D_NULL, DK_D_INT, DK_D_TEXT, DK_D_BLOB } dk_datum_kind;

/* One value as the database holds it. Text is NUL-terminated as well. */
typedef struct {
    dk_datum_kind kind;
    int64_t num;
    const char *bytes;
    size_t len;
} dk_datum;

#define DK_DATUM_NULL ((dk_datum){DK_D_NULL, 0, NULL, 0})
dk_datum dk_datum_int(int64_t num);
dk_datum dk_datum_text(const char *text); /* NULL gives DK_DATUM_NULL */
dk_datum dk_datum_blob(const void *bytes, size_t len);

/* Same kind and same bytes. */
bool dk_datum_equal(const dk_datum *a, const dk_datum *b);

/* A copy in the arena; kind DK_D_NULL and *ok false when memory is out. */
dk_datum dk_datum_copy(dk_arena *arena, dk_datum datum, bool *ok);

typedef enum { DK_DB_CREATE, DK_DB_WRITE, DK_DB_READ, DK_DB_MEMORY } dk_db_mode;

/* Opens `path`. CREATE makes the file (0600) and fails with MSG_STORE_EXISTS when it is there; the
 * others fail with MSG_STORE_MISSING when it is not. MEMORY is an empty scratch database. A writer
 * waits up to busy_ms for another before MSG_STORE_LOCKED. */
DK_MUST dk_code dk_db_open(const char *path, dk_db_mode mode, int busy_ms, dk_db **out,
                           dk_err *err);
void dk_db_close(dk_db *db);
const char *dk_db_path(const dk_db *db);

/* The mark of whose database it is, and the schema version; both 0 in a fresh one. */
DK_MUST dk_code dk_db_identity(dk_db *db, int64_t *application, int64_t *version, dk_err *err);
DK_MUST dk_code dk_db_identify(dk_db *db, int64_t application, int64_t version, dk_err *err);

/* Runs statements without results or parameters. */
DK_MUST dk_code dk_db_run(dk_db *db, const char *sql, dk_err *err);

/* A write transaction takes the writer's place at once (or MSG_STORE_LOCKED); a read transaction
 * sees one snapshot. Rollback never fails and is harmless outside a transaction. */
DK_MUST dk_code dk_db_begin_write(dk_db *db, dk_err *err);
DK_MUST dk_code dk_db_begin_read(dk_db *db, dk_err *err);
DK_MUST dk_code dk_db_commit(dk_db *db, dk_err *err);
void dk_db_rollback(dk_db *db);
bool dk_db_in_transaction(const dk_db *db);

/* The database's own check of its pages; MSG_STORE_CORRUPT with the first finding. O(file). */
DK_MUST dk_code dk_db_self_check(dk_db *db, dk_err *err);

/* The schema as comparable text: every table with its columns (name, type, null, key) in name
 * order, then every index, trigger and view with its text. Two databases of equal shape give equal
 * texts. */
DK_MUST dk_code dk_db_shape(dk_db *db, dk_arena *arena, const char **out, dk_err *err);

/* ---- statements ---- */

DK_MUST dk_code dk_stmt_new(dk_db *db, const char *sql, dk_stmt **out, dk_err *err);
void dk_stmt_free(dk_stmt *stmt);

/* Parameters are numbered from 1. */
void dk_bind(dk_stmt *stmt, int at, dk_datum datum);
void dk_bind_all(dk_stmt *stmt, const dk_datum *data, size_t n); /* from $1 on */
void dk_bind_int(dk_stmt *stmt, int at, int64_t num);
void dk_bind_text(dk_stmt *stmt, int at, const char *text); /* NULL binds NULL */
void dk_bind_blob(dk_stmt *stmt, int at, const void *bytes, size_t len);

/* Moves to the next row; *has_row false at the end (the statement is then reset). */
DK_MUST dk_code dk_stmt_step(dk_stmt *stmt, bool *has_row, dk_err *err);

/* Steps to the end, ignoring rows, and resets. */
DK_MUST dk_code dk_stmt_run(dk_stmt *stmt, dk_err *err);

/* First column of the first row as an integer, 0 without a row or for NULL; then resets. */
DK_MUST dk_code dk_stmt_int(dk_stmt *stmt, int64_t *out, dk_err *err);

/* Forgets the row and the bindings. */
void dk_stmt_reset(dk_stmt *stmt);

/* Columns are numbered from 0. Text of a NULL column is NULL. */
dk_datum dk_column(dk_stmt *stmt, int at);
int64_t dk_column_int(dk_stmt *stmt, int at);
const char *dk_column_text(dk_stmt *stmt, int at);

#endif
