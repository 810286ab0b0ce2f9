/* core/store/migrate.c - the schema version, the steps from older ones, and the comparison.
 *
 * Version 1 is the first. A change of the field tables needs one line in `steps`:
 *
 *     {2, "trainees", "new_field", NULL},          a column (a list: a table), text from schema.c
 *     {3, NULL, NULL, "DROP INDEX ..."},           anything else
 *
 * All steps of an opening run in one transaction. Values are never changed here: a new column is
 * empty until a batch fills it, so that the log stays the whole truth; a new required field
 * therefore begins as an optional one.
 */
#include "core/store/internal.h"

#include <assert.h>
#include <string.h>

enum { SCHEMA_VERSION = 1 };

static const dk_migration no_steps[1] = {{0}};

dk_store_model dk_store_model_default(void)
{
    return (dk_store_model){dk_registers, dk_n_registers, SCHEMA_VERSION, no_steps, 0};
}

static const dk_register *find_register(const dk_store_model *model, const char *key)
{
    for (size_t i = 0; i < model->n_registers; i++)
        if (strcmp(model->registers[i]->key, key) == 0)
            return model->registers[i];
    return NULL;
}

static void write_addition(const dk_register *reg, const dk_field *field, dk_buf *out)
{
    if (dk_is_child(field)) {
        dk_schema_child(reg, field, out);
    } else {
        dk_buf_format(out, "ALTER TABLE \"%s\" ADD COLUMN ", reg->key);
        dk_schema_column(field, out);
        dk_buf_text(out, ";\n");
    }
    dk_schema_indexes(reg, field, out);
}

static dk_code run_step(dk_db *db, const dk_store_model *model, const dk_migration *step,
                        dk_err *err)
{
    dk_buf sql = DK_BUF_INIT;
    if (step->add_field != NULL) {
        const dk_register *reg = find_register(model, step->add_register);
        assert(reg != NULL);
        size_t i = dk_field_find(reg, step->add_field);
        assert(i != SIZE_MAX);
        write_addition(reg, &reg->fields[i], &sql);
    }
    if (step->sql != NULL)
        dk_buf_text(&sql, step->sql);
    dk_code code = sql.is_broken ? DK_NO_MEMORY(err) : dk_db_run(db, sql.data, err);
    dk_buf_done(&sql);
    return code;
}

static dk_code run_steps(dk_db *db, const dk_store_model *model, dk_err *err)
{
    int64_t application = 0, version = 0;
    /* Read again inside the transaction: another process may have migrated meanwhile. */
    if (dk_db_identity(db, &application, &version, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < model->n_steps; i++)
        if (model->steps[i].version > version &&
            run_step(db, model, &model->steps[i], err) != DK_OK)
            return DK_FAILED;
    if (dk_schema_compare(db, model, err) != DK_OK)
        return DK_FAILED;
    return dk_db_identify(db, DK_STORE_APPLICATION, model->version, err);
}

dk_code dk_store_migrate(dk_db *db, const dk_store_model *model, int64_t version, dk_err *err)
{
    assert(version < model->version);
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
    dk_buf schema = DK_BUF_INIT;
    dk_db *db = NULL;
    dk_schema_write(model, &schema);
    dk_code code =
        schema.is_broken ? DK_NO_MEMORY(err) : dk_db_open(":memory:", DK_DB_MEMORY, 0, &db, err);
    if (code == DK_OK)
        code = dk_db_run(db, schema.data, err);
    if (code == DK_OK)
        code = dk_db_shape(db, arena, out, err);
    dk_db_close(db);
    dk_buf_done(&schema);
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
