/* core/store/migrate.c - how an older database becomes the present one, and the comparison.
 *
 * The schema is generated (schema.c), so most changes need no step: `meta.schema` holds a
 * fingerprint of the generated text, and an opening that finds another one adds what is missing
 *
 *     a register, a log table          the CREATE TABLE of the generated text
 *     a field                          ALTER TABLE ADD COLUMN, a list: its table
 *     an index, a trigger, a view      created, made anew where its text changed, dropped where it
 *                                      is no longer generated
 *
 * and then compares all of it with the generated one. Only what an addition cannot say (a dropped
 * table, a column of another type) is a line in `steps`, {version, "SQL"}, which runs before.
 *
 * All of an opening runs in one transaction. Values are never changed here: a new column is empty
 * until a batch fills it, so that the log stays the whole truth; a new required field therefore
 * begins as an optional one.
 */
#include "core/store/internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/random.h"

enum { SCHEMA_VERSION = 2 };

static const dk_migration steps[] = {
    /* Blocks of records in place of one row per record (postings.h); made anew on opening. */
    {2, "DROP TABLE term"},
    /* A batch number that is no foreign key (schema.c). */
    {2, "DROP VIEW IF EXISTS change_log;"
        "CREATE TABLE change_2 (seq INTEGER PRIMARY KEY, register TEXT NOT NULL, record INTEGER "
        "NOT NULL, field TEXT NOT NULL, old ANY, new ANY, batch INTEGER NOT NULL, row INTEGER NOT "
        "NULL) STRICT;"
        "INSERT INTO change_2 SELECT seq, register, record, field, old, new, batch, row FROM "
        "change ORDER BY seq;"
        "DROP TABLE change;"
        "ALTER TABLE change_2 RENAME TO change"},
};

dk_store_model dk_store_model_default(void)
{
    return (dk_store_model){dk_registers, dk_n_registers, SCHEMA_VERSION, steps,
                            sizeof steps / sizeof *steps};
}

/* ---- fingerprint ---- */

dk_code dk_schema_fingerprint(const dk_store_model *model, char out[DK_FINGERPRINT_HEX],
                              dk_err *err)
{
    dk_buf schema = DK_BUF_INIT;
    dk_schema_write(model, &schema);
    bool is_broken = schema.is_broken;
    if (!is_broken)
        snprintf(out, DK_FINGERPRINT_HEX, "%016" PRIx64, dk_hash(0, schema.data, schema.len));
    dk_buf_done(&schema);
    return is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_schema_is_current(dk_db *db, const dk_store_model *model, bool *is_current, dk_err *err)
{
    char want[DK_FINGERPRINT_HEX];
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_schema_fingerprint(model, want, err) != DK_OK ||
        dk_stmt_new(db, "SELECT value FROM meta WHERE key = 'schema'", &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    if (code == DK_OK) {
        const char *have = has_row ? dk_column_text(stmt, 0) : NULL;
        *is_current = have != NULL && strcmp(have, want) == 0;
    }
    dk_stmt_free(stmt);
    return code;
}

static dk_code put_fingerprint(dk_db *db, const dk_store_model *model, dk_err *err)
{
    char text[DK_FINGERPRINT_HEX];
    dk_stmt *stmt = NULL;
    if (dk_schema_fingerprint(model, text, err) != DK_OK ||
        dk_stmt_new(db, "INSERT OR REPLACE INTO meta VALUES ('schema', $1)", &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, text);
    dk_code code = dk_stmt_run(stmt, err);
    dk_stmt_free(stmt);
    return code;
}

/* ---- additions ---- */

/* A database in memory with the generated schema; the caller closes it. */
static dk_code wanted_db(const dk_store_model *model, dk_db **out, dk_err *err)
{
    dk_buf schema = DK_BUF_INIT;
    dk_db *db = NULL;
    dk_schema_write(model, &schema);
    dk_code code =
        schema.is_broken ? DK_NO_MEMORY(err) : dk_db_open(":memory:", DK_DB_MEMORY, 0, &db, err);
    if (code == DK_OK)
        code = dk_db_run(db, schema.data, err);
    if (code == DK_OK)
        *out = db;
    else
        dk_db_close(db);
    dk_buf_done(&schema);
    return code;
}

/* SQL that brings one object of the generated schema into `db`; nothing when it is there. `find`
 * looks it up by type and name. A table that is there keeps its rows: its columns come later. */
static dk_code add_object(dk_db *db, dk_stmt *object, dk_stmt *find, dk_err *err)
{
    const char *type = dk_column_text(object, 0), *name = dk_column_text(object, 1);
    const char *text = dk_column_text(object, 2);
    bool is_there = false;
    dk_bind_text(find, 1, type);
    dk_bind_text(find, 2, name);
    if (dk_stmt_step(find, &is_there, err) != DK_OK)
        return DK_FAILED;
    bool is_same =
        is_there && (strcmp(type, "table") == 0 || strcmp(dk_column_text(find, 0), text) == 0);
    dk_stmt_reset(find);
    if (is_same)
        return DK_OK;
    dk_buf sql = DK_BUF_INIT;
    if (is_there)
        dk_buf_format(&sql, "DROP %s \"%s\";\n", type, name);
    dk_buf_text(&sql, text);
    dk_code code = sql.is_broken ? DK_NO_MEMORY(err) : dk_db_run(db, sql.data, err);
    dk_buf_done(&sql);
    return code;
}

/* Tables first, as indexes and triggers need the columns that are added in between. */
static dk_code add_objects(dk_db *db, dk_db *want, bool are_tables, dk_err *err)
{
    static const char list[] =
        "SELECT type, name, sql FROM sqlite_schema WHERE (type = 'table') = $1 AND sql IS NOT NULL "
        "AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
    static const char one[] = "SELECT sql FROM sqlite_schema WHERE type = $1 AND name = $2";
    dk_stmt *object = NULL, *find = NULL;
    dk_code code = dk_stmt_new(want, list, &object, err);
    if (code == DK_OK)
        code = dk_stmt_new(db, one, &find, err);
    if (code == DK_OK)
        dk_bind_int(object, 1, are_tables);
    bool has_row = true;
    while (code == DK_OK && (code = dk_stmt_step(object, &has_row, err)) == DK_OK && has_row)
        code = add_object(db, object, find, err);
    dk_stmt_free(object);
    dk_stmt_free(find);
    return code;
}

static dk_code add_column(dk_db *db, const dk_register *reg, const dk_field *field, dk_err *err)
{
    dk_buf sql = DK_BUF_INIT;
    dk_buf_format(&sql, "ALTER TABLE \"%s\" ADD COLUMN ", reg->key);
    dk_schema_column(field, &sql);
    dk_code code = sql.is_broken ? DK_NO_MEMORY(err) : dk_db_run(db, sql.data, err);
    dk_buf_done(&sql);
    return code;
}

static dk_code add_columns(dk_db *db, const dk_register *reg, dk_err *err)
{
    static const char one[] = "SELECT count(*) FROM pragma_table_xinfo($1) WHERE name = $2";
    dk_stmt *find = NULL;
    dk_code code = dk_stmt_new(db, one, &find, err);
    for (size_t i = 0; code == DK_OK && i < reg->n_fields; i++) {
        int64_t n = 0;
        if (dk_is_child(&reg->fields[i]))
            continue;
        dk_bind_text(find, 1, reg->key);
        dk_bind_text(find, 2, reg->fields[i].key);
        code = dk_stmt_int(find, &n, err);
        if (code == DK_OK && n == 0)
            code = add_column(db, reg, &reg->fields[i], err);
    }
    dk_stmt_free(find);
    return code;
}

/* DROP for every index, trigger and view that is not generated any more, appended to `out`. */
static dk_code list_strays(dk_db *db, dk_db *want, dk_buf *out, dk_err *err)
{
    static const char list[] =
        "SELECT type, name FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL";
    static const char one[] = "SELECT count(*) FROM sqlite_schema WHERE type = $1 AND name = $2";
    dk_stmt *object = NULL, *find = NULL;
    dk_code code = dk_stmt_new(db, list, &object, err);
    if (code == DK_OK)
        code = dk_stmt_new(want, one, &find, err);
    bool has_row = true;
    while (code == DK_OK && (code = dk_stmt_step(object, &has_row, err)) == DK_OK && has_row) {
        const char *type = dk_column_text(object, 0), *name = dk_column_text(object, 1);
        int64_t n = 0;
        dk_bind_text(find, 1, type);
        dk_bind_text(find, 2, name);
        code = dk_stmt_int(find, &n, err);
        if (code == DK_OK && n == 0)
            dk_buf_format(out, "DROP %s \"%s\";\n", type, name);
    }
    dk_stmt_free(object);
    dk_stmt_free(find);
    return code;
}

static dk_code drop_strays(dk_db *db, dk_db *want, dk_err *err)
{
    dk_buf sql = DK_BUF_INIT;
    dk_code code = list_strays(db, want, &sql, err);
    if (code == DK_OK && sql.is_broken)
        code = DK_NO_MEMORY(err);
    if (code == DK_OK && sql.len > 0)
        code = dk_db_run(db, sql.data, err);
    dk_buf_done(&sql);
    return code;
}

static dk_code add_missing(dk_db *db, const dk_store_model *model, dk_err *err)
{
    dk_db *want = NULL;
    if (wanted_db(model, &want, err) != DK_OK)
        return DK_FAILED;
    dk_code code = drop_strays(db, want, err);
    if (code == DK_OK)
        code = add_objects(db, want, true, err);
    for (size_t i = 0; code == DK_OK && i < model->n_registers; i++)
        code = add_columns(db, model->registers[i], err);
    if (code == DK_OK)
        code = add_objects(db, want, false, err);
    dk_db_close(want);
    return code;
}

static dk_code run_steps(dk_db *db, const dk_store_model *model, dk_err *err)
{
    int64_t application = 0, version = 0;
    /* Read again inside the transaction: another process may have migrated meanwhile. */
    if (dk_db_identity(db, &application, &version, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < model->n_steps; i++)
        if (model->steps[i].version > version && dk_db_run(db, model->steps[i].sql, err) != DK_OK)
            return DK_FAILED;
    if (add_missing(db, model, err) != DK_OK || dk_schema_compare(db, model, err) != DK_OK ||
        put_fingerprint(db, model, err) != DK_OK)
        return DK_FAILED;
    return dk_db_identify(db, DK_STORE_APPLICATION, model->version, err);
}

dk_code dk_store_migrate(dk_db *db, const dk_store_model *model, dk_err *err)
{
    if (dk_db_begin_write(db, err) != DK_OK)
        return DK_FAILED;
    if (run_steps(db, model, err) == DK_OK && dk_db_commit(db, err) == DK_OK)
        return DK_OK;
    dk_db_rollback(db);
    return DK_FAILED;
}

/* ---- comparison ---- */

static dk_code wanted_shape(const dk_store_model *model, dk_arena *arena, const char **out,
                            dk_err *err)
{
    dk_db *db = NULL;
    if (wanted_db(model, &db, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_db_shape(db, arena, out, err);
    dk_db_close(db);
    return code;
}
/* The first line of `have` that differs, or of `want` when `have` ends before it. */
static const char *first_difference(dk_arena *arena, const char *have, const char *want)
{
    while (*have != '\0' || *want != '\0') {
        size_t a = strcspn(have, "\n"), b = strcspn(want, "\n");
        if (a != b || memcmp(have, want, a) != 0)
            return a > 0 ? dk_arena_copy(arena, have, a) : dk_arena_copy(arena, want, b);
        have += a + (have[a] != '\0');
        want += b + (want[b] != '\0');
    }
    return "";
}

dk_code dk_schema_compare(dk_db *db, const dk_store_model *model, dk_err *err)
{
    dk_arena *arena = dk_arena_new();
    const char *have = NULL, *want = NULL;
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = wanted_shape(model, arena, &want, err);
    if (code == DK_OK)
        code = dk_db_shape(db, arena, &have, err);
    if (code == DK_OK && strcmp(have, want) != 0)
        code = DK_FAIL(err, MSG_STORE_SCHEMA, DK_NOWHERE, dk_arg_str(dk_db_path(db)),
                       dk_arg_str(first_difference(arena, have, want)));
    dk_arena_free(arena);
    return code;
}

dk_code dk_store_check(dk_store *store, dk_err *err)
{
    if (dk_db_self_check(store->db, err) != DK_OK)
        return DK_FAILED;
    /* That the key fits was found when the store was opened. */
    return dk_schema_compare(store->db, &store->model, err);
}
