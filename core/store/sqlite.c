/* core/store/sqlite.c - driver.h on SQLite 3.40.
 *
 * Settings and why: WAL (readers never wait for the writer), synchronous FULL (an acknowledged
 * write survives a power cut), foreign_keys, cell_size_check (damaged pages are found when read),
 * secure_delete (a removed value leaves no bytes), trusted_schema off and DEFENSIVE (a file from
 * elsewhere cannot run functions), recursive_triggers (REPLACE cannot slip past the append-only
 * triggers), temp_store in memory (no personal data in /tmp), no double-quoted strings (a misspelt
 * column is an error), pages of 8 KiB in new files (a large import makes half the calls). The WAL
 * is cut back to 64 MiB after a large import.
 */
#include "core/store/driver.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/store/messages.h"

struct dk_db {
    sqlite3 *raw;
    char *path;
};

struct dk_stmt {
    dk_db *db;
    sqlite3_stmt *raw;
    int failed; /* result code of the first failed bind or column since the last reset */
};

/* ---- errors ---- */

static bool is_out_of_space(int os_error)
{
    return os_error == ENOSPC || os_error == EDQUOT || os_error == EFBIG;
}

static const dk_msg *constraint_message(int extended)
{
    switch (extended) {
    case SQLITE_CONSTRAINT_TRIGGER:
        return &MSG_STORE_APPEND_ONLY;
    default:
        return &MSG_STORE_INTERNAL;
    }
}

static const dk_msg *message_of(int rc, int os_error)
{
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        return &MSG_NO_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return &MSG_STORE_LOCKED;
    case SQLITE_READONLY:
        return &MSG_STORE_READ_ONLY;
    case SQLITE_FULL:
        return &MSG_STORE_FULL;
    case SQLITE_NOTADB:
        return &MSG_STORE_NOT_DATABASE;
    case SQLITE_CORRUPT:
        return &MSG_STORE_CORRUPT;
    case SQLITE_CANTOPEN:
        return &MSG_STORE_UNREACHABLE;
    case SQLITE_IOERR:
        return is_out_of_space(os_error) ? &MSG_STORE_FULL : &MSG_STORE_IO;
    case SQLITE_CONSTRAINT:
        return constraint_message(rc);
    default:
        return &MSG_STORE_INTERNAL;
    }
}

/* The text of SQLite names tables and columns, never values. SQLite knows a full disk (ENOSPC)
 * itself; a quota or a size limit it calls an I/O error, and it forgets the reason when a commit
 * fails: then errno still has it. */
static dk_code fail(dk_db *db, int rc, dk_err *err)
{
    int os_error = errno;
    if (db->raw != NULL && is_out_of_space(sqlite3_system_errno(db->raw)))
        os_error = sqlite3_system_errno(db->raw);
    int extended = db->raw == NULL ? rc : sqlite3_extended_errcode(db->raw);
    if ((extended & 0xff) != (rc & 0xff))
        extended = rc;
    const dk_msg *msg = message_of(extended, os_error);
    const char *text = db->raw == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(db->raw);
    bool is_text_first = msg == &MSG_STORE_INTERNAL || msg == &MSG_STORE_APPEND_ONLY;
    const dk_arg path_first[] = {dk_arg_str(db->path), dk_arg_str(text)};
    const dk_arg text_first[] = {dk_arg_str(text)};
    return is_text_first ? dk_fail(err, msg, DK_NOWHERE, text_first, 1)
                         : dk_fail(err, msg, DK_NOWHERE, path_first, 2);
}

/* ---- opening ---- */

/* Makes the empty file ourselves: its name is taken atomically and nobody else may read it. */
static dk_code reserve(const char *path, dk_err *err)
{
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
        return DK_OK;
    }
    if (errno == EEXIST)
        return DK_FAIL(err, MSG_STORE_EXISTS, DK_NOWHERE, dk_arg_str(path));
    const char *why = strerror(errno);
    if (errno == EROFS || errno == EACCES)
        return DK_FAIL(err, MSG_STORE_READ_ONLY, DK_NOWHERE, dk_arg_str(path));
    return DK_FAIL(err, MSG_STORE_UNREACHABLE, DK_NOWHERE, dk_arg_str(path), dk_arg_str(why));
}

static dk_code look(const char *path, dk_db_mode mode, dk_err *err)
{
    if (mode == DK_DB_MEMORY)
        return DK_OK;
    if (mode == DK_DB_CREATE)
        return reserve(path, err);
    struct stat info;
    if (stat(path, &info) != 0 && (errno == ENOENT || errno == ENOTDIR))
        return DK_FAIL(err, MSG_STORE_MISSING, DK_NOWHERE, dk_arg_str(path));
    if (stat(path, &info) == 0 && (!S_ISREG(info.st_mode) || info.st_size == 0))
        return DK_FAIL(err, MSG_STORE_NOT_DATABASE, DK_NOWHERE, dk_arg_str(path));
    if (mode == DK_DB_WRITE && access(path, W_OK) != 0)
        return DK_FAIL(err, MSG_STORE_READ_ONLY, DK_NOWHERE, dk_arg_str(path));
    return DK_OK;
}

static dk_code configure(dk_db *db, dk_db_mode mode, int busy_ms, dk_err *err)
{
    static const char settings[] = "PRAGMA foreign_keys = ON;"
                                   "PRAGMA cell_size_check = ON;"
                                   "PRAGMA trusted_schema = OFF;"
                                   "PRAGMA recursive_triggers = ON;"
                                   "PRAGMA temp_store = MEMORY;"
                                   "PRAGMA cache_size = -16384;"
                                   "PRAGMA synchronous = FULL;"
                                   "PRAGMA secure_delete = ON;";
    sqlite3_extended_result_codes(db->raw, 1);
    sqlite3_busy_timeout(db->raw, busy_ms);
    sqlite3_db_config(db->raw, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->raw, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->raw, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db->raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if ((mode == DK_DB_CREATE && dk_db_run(db, "PRAGMA page_size = 8192", err) != DK_OK) ||
        dk_db_run(db, settings, err) != DK_OK)
        return DK_FAILED;
    if (mode != DK_DB_WRITE && mode != DK_DB_CREATE)
        return DK_OK;
    return dk_db_run(db, "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864", err);
}

dk_code dk_db_open(const char *path, dk_db_mode mode, int busy_ms, dk_db **out, dk_err *err)
{
    assert(path != NULL && out != NULL);
    if (look(path, mode, err) != DK_OK)
        return DK_FAILED;
    dk_db *db = calloc(1, sizeof *db);
    if (db == NULL || (db->path = strdup(path)) == NULL) {
        free(db);
        return DK_NO_MEMORY(err);
    }
    int flags = mode == DK_DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (mode == DK_DB_MEMORY)
        flags |= SQLITE_OPEN_MEMORY | SQLITE_OPEN_CREATE;
    int rc = sqlite3_open_v2(path, &db->raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                             NULL);
    if (rc != SQLITE_OK)
        fail(db, rc, err);
    if (rc != SQLITE_OK || configure(db, mode, busy_ms, err) != DK_OK) {
        dk_db_close(db);
        return DK_FAILED;
    }
    *out = db;
    return DK_OK;
}

void dk_db_close(dk_db *db)
{
    if (db == NULL)
        return;
    sqlite3_close_v2(db->raw);
    free(db->path);
    free(db);
}

const char *dk_db_path(const dk_db *db)
{
    return db->path;
}

static dk_code pragma_int(dk_db *db, const char *sql, int64_t *out, dk_err *err)
{
    dk_stmt *stmt = NULL;
    dk_code code = dk_stmt_new(db, sql, &stmt, err);
    if (code == DK_OK)
        code = dk_stmt_int(stmt, out, err);
    dk_stmt_free(stmt);
    return code;
}

dk_code dk_db_identity(dk_db *db, int64_t *application, int64_t *version, dk_err *err)
{
    if (pragma_int(db, "PRAGMA application_id", application, err) != DK_OK)
        return DK_FAILED;
    return pragma_int(db, "PRAGMA user_version", version, err);
}

dk_code dk_db_identify(dk_db *db, int64_t application, int64_t version, dk_err *err)
{
    char sql[96];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %lld; PRAGMA user_version = %lld",
             (long long)application, (long long)version);
    return dk_db_run(db, sql, err);
}

dk_code dk_db_run(dk_db *db, const char *sql, dk_err *err)
{
    int rc = sqlite3_exec(db->raw, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? DK_OK : fail(db, rc, err);
}

dk_code dk_db_begin_write(dk_db *db, dk_err *err)
{
    return dk_db_run(db, "BEGIN IMMEDIATE", err);
}

dk_code dk_db_begin_read(dk_db *db, dk_err *err)
{
    return dk_db_run(db, "BEGIN", err);
}

dk_code dk_db_commit(dk_db *db, dk_err *err)
{
    return dk_db_run(db, "COMMIT", err);
}

void dk_db_rollback(dk_db *db)
{
    /* A failed statement may have ended the transaction already; then there is nothing to do. */
    if (!sqlite3_get_autocommit(db->raw))
        sqlite3_exec(db->raw, "ROLLBACK", NULL, NULL, NULL);
}

bool dk_db_in_transaction(const dk_db *db)
{
    return !sqlite3_get_autocommit(db->raw);
}

dk_code dk_db_self_check(dk_db *db, dk_err *err)
{
    dk_stmt *stmt = NULL;
    bool has_row = false;
    dk_code code = dk_stmt_new(db, "PRAGMA quick_check(1)", &stmt, err);
    if (code == DK_OK)
        code = dk_stmt_step(stmt, &has_row, err);
    if (code == DK_OK && has_row) {
        const char *text = dk_column_text(stmt, 0);
        if (text == NULL || strcmp(text, "ok") != 0)
            code =
                DK_FAIL(err, MSG_STORE_CORRUPT, DK_NOWHERE, dk_arg_str(db->path), dk_arg_str(text));
    }
    dk_stmt_free(stmt);
    return code;
}

/* Appends the rows of a query, columns joined by '|', to `out`. */
static dk_code dump(dk_db *db, const char *sql, dk_buf *out, dk_err *err)
{
    dk_stmt *stmt = NULL;
    bool has_row = false;
    dk_code code = dk_stmt_new(db, sql, &stmt, err);
    while (code == DK_OK && (code = dk_stmt_step(stmt, &has_row, err)) == DK_OK && has_row) {
        int n = sqlite3_column_count(stmt->raw);
        for (int i = 0; i < n; i++) {
            const char *text = dk_column_text(stmt, i);
            dk_buf_text(out, text == NULL ? "" : text);
            dk_buf_char(out, i + 1 < n ? '|' : '\n');
        }
    }
    dk_stmt_free(stmt);
    return code;
}

dk_code dk_db_shape(dk_db *db, dk_arena *arena, const char **out, dk_err *err)
{
    static const char columns[] =
        "SELECT m.name, p.name, p.type, p.\"notnull\", p.pk FROM sqlite_schema m, "
        "pragma_table_xinfo(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' "
        "ORDER BY m.name, p.name";
    static const char others[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema "
                                 "WHERE type <> 'table' AND sql IS NOT NULL ORDER BY type, name";
    dk_buf text = DK_BUF_INIT;
    dk_code code = dump(db, columns, &text, err);
    if (code == DK_OK)
        code = dump(db, others, &text, err);
    if (code == DK_OK) {
        const char *copy = text.is_broken ? NULL : dk_arena_copy(arena, text.data, text.len);
        if (copy == NULL)
            code = DK_NO_MEMORY(err);
        else
            *out = copy;
    }
    dk_buf_done(&text);
    return code;
}

/* ---- statements ---- */

/* SQLite numbers named parameters by first appearance; our texts must agree with that. */
static bool is_numbered(sqlite3_stmt *raw)
{
    char want[16];
    for (int i = 1; i <= sqlite3_bind_parameter_count(raw); i++) {
        const char *name = sqlite3_bind_parameter_name(raw, i);
        snprintf(want, sizeof want, "$%d", i);
        if (name == NULL || strcmp(name, want) != 0)
            return false;
    }
    return true;
}

dk_code dk_stmt_new(dk_db *db, const char *sql, dk_stmt **out, dk_err *err)
{
    dk_stmt *stmt = calloc(1, sizeof *stmt);
    if (stmt == NULL)
        return DK_NO_MEMORY(err);
    stmt->db = db;
    int rc = sqlite3_prepare_v3(db->raw, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->raw, NULL);
    if (rc != SQLITE_OK) {
        free(stmt);
        return fail(db, rc, err);
    }
    assert(is_numbered(stmt->raw));
    *out = stmt;
    return DK_OK;
}

void dk_stmt_free(dk_stmt *stmt)
{
    if (stmt == NULL)
        return;
    sqlite3_finalize(stmt->raw);
    free(stmt);
}

static void remember(dk_stmt *stmt, int rc)
{
    if (stmt->failed == SQLITE_OK)
        stmt->failed = rc;
}

void dk_bind(dk_stmt *stmt, int at, dk_datum datum)
{
    switch (datum.kind) {
    case DK_D_NULL: /* as every parameter is since the last reset */
        break;
    case DK_D_INT:
        remember(stmt, sqlite3_bind_int64(stmt->raw, at, datum.num));
        break;
    case DK_D_TEXT:
        remember(stmt, sqlite3_bind_text64(stmt->raw, at, datum.bytes, datum.len, SQLITE_STATIC,
                                           SQLITE_UTF8));
        break;
    case DK_D_BLOB:
        remember(stmt, sqlite3_bind_blob64(stmt->raw, at, datum.len == 0 ? "" : datum.bytes,
                                           datum.len, SQLITE_STATIC));
        break;
    }
}

void dk_bind_int(dk_stmt *stmt, int at, int64_t num)
{
    dk_bind(stmt, at, dk_datum_int(num));
}

void dk_bind_text(dk_stmt *stmt, int at, const char *text)
{
    dk_bind(stmt, at, dk_datum_text(text));
}

void dk_bind_blob(dk_stmt *stmt, int at, const void *bytes, size_t len)
{
    dk_bind(stmt, at, dk_datum_blob(bytes, len));
}

dk_code dk_stmt_step(dk_stmt *stmt, bool *has_row, dk_err *err)
{
    int rc = stmt->failed != SQLITE_OK ? stmt->failed : sqlite3_step(stmt->raw);
    if (rc == SQLITE_ROW) {
        *has_row = true;
        return DK_OK;
    }
    dk_code code = rc == SQLITE_DONE ? DK_OK : fail(stmt->db, rc, err);
    dk_stmt_reset(stmt);
    if (code == DK_OK)
        *has_row = false;
    return code;
}

dk_code dk_stmt_run(dk_stmt *stmt, dk_err *err)
{
    bool has_row = true;
    while (has_row)
        if (dk_stmt_step(stmt, &has_row, err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

dk_code dk_stmt_int(dk_stmt *stmt, int64_t *out, dk_err *err)
{
    bool has_row = false;
    if (dk_stmt_step(stmt, &has_row, err) != DK_OK)
        return DK_FAILED;
    *out = has_row ? dk_column_int(stmt, 0) : 0;
    dk_stmt_reset(stmt);
    return DK_OK;
}

void dk_stmt_reset(dk_stmt *stmt)
{
    sqlite3_reset(stmt->raw);
    sqlite3_clear_bindings(stmt->raw);
    stmt->failed = SQLITE_OK;
}

int64_t dk_column_int(dk_stmt *stmt, int at)
{
    return sqlite3_column_int64(stmt->raw, at);
}

dk_datum dk_column(dk_stmt *stmt, int at)
{
    int type = sqlite3_column_type(stmt->raw, at);
    if (type == SQLITE_NULL)
        return DK_DATUM_NULL;
    if (type == SQLITE_INTEGER)
        return dk_datum_int(sqlite3_column_int64(stmt->raw, at));
    bool is_blob = type == SQLITE_BLOB;
    /* SQLite hands text out as unsigned char; both are the same bytes. */
    const char *bytes = is_blob ? sqlite3_column_blob(stmt->raw, at)
                                : (const char *)sqlite3_column_text(stmt->raw, at);
    size_t len = (size_t)sqlite3_column_bytes(stmt->raw, at);
    if (bytes == NULL && len > 0) {
        remember(stmt, SQLITE_NOMEM);
        return DK_DATUM_NULL;
    }
    return (dk_datum){is_blob ? DK_D_BLOB : DK_D_TEXT, 0, bytes == NULL ? "" : bytes, len};
}

const char *dk_column_text(dk_stmt *stmt, int at)
{
    dk_datum datum = dk_column(stmt, at);
    return datum.kind == DK_D_TEXT || datum.kind == DK_D_BLOB ? datum.bytes : NULL;
}
