/* core/store/store.c - making, opening and closing a store; its prepared statements.
 *
 * A new database is built under the name "<path>.new" and takes its own name only when it is whole,
 * so that a power cut during `init` leaves nothing that looks like a database.
 */
#include "core/store/writing.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/messages.h"

/* ---- prepared statements ---- */

static size_t slot_of(const dk_stmt_cache *cache, const char *sql)
{
    size_t mask = cache->capacity - 1;
    size_t i = ((uintptr_t)sql >> 3) * (size_t)0x9e3779b97f4a7c15u >> 16 & mask;
    while (cache->slots[i].sql != NULL && cache->slots[i].sql != sql)
        i = (i + 1) & mask;
    return i;
}

static dk_code grow(dk_stmt_cache *cache, dk_err *err)
{
    dk_stmt_cache larger = {.capacity = cache->capacity == 0 ? 256 : cache->capacity * 2};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < cache->capacity; i++)
        if (cache->slots[i].sql != NULL)
            larger.slots[slot_of(&larger, cache->slots[i].sql)] = cache->slots[i];
    larger.n = cache->n;
    free(cache->slots);
    *cache = larger;
    return DK_OK;
}

dk_code dk_store_stmt(dk_store *store, const char *sql, dk_stmt **out, dk_err *err)
{
    assert(sql != NULL && out != NULL);
    dk_stmt_cache *cache = &store->cache;
    if (2 * cache->n >= cache->capacity && grow(cache, err) != DK_OK)
        return DK_FAILED;
    size_t i = slot_of(cache, sql);
    if (cache->slots[i].sql == NULL) {
        if (dk_stmt_new(store->db, sql, &cache->slots[i].stmt, err) != DK_OK)
            return DK_FAILED;
        cache->slots[i].sql = sql;
        cache->n++;
    } else {
        dk_stmt_reset(cache->slots[i].stmt);
    }
    *out = cache->slots[i].stmt;
    return DK_OK;
}

size_t dk_store_index(const dk_store *store, const dk_register *reg)
{
    size_t i = 0;
    while (i < store->model.n_registers && store->model.registers[i] != reg)
        i++;
    assert(i < store->model.n_registers);
    return i;
}

/* ---- creating ---- */

static char *joined(const char *path, const char *tail)
{
    size_t size = strlen(path) + strlen(tail) + 1;
    char *out = malloc(size);
    if (out != NULL)
        snprintf(out, size, "%s%s", path, tail);
    return out;
}

static void remove_database(const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        char *name = joined(path, tails[i]);
        if (name != NULL)
            unlink(name);
        free(name);
    }
}

static dk_code put_meta(dk_db *db, const char *key, const char *value, dk_err *err)
{
    dk_stmt *stmt = NULL;
    dk_code code = dk_stmt_new(db, "INSERT INTO meta (key, value) VALUES ($1, $2)", &stmt, err);
    if (code == DK_OK) {
        dk_bind_text(stmt, 1, key);
        dk_bind_text(stmt, 2, value);
        code = dk_stmt_run(stmt, err);
    }
    dk_stmt_free(stmt);
    return code;
}

static dk_code fill(dk_db *db, const dk_store_model *model, const dk_keys *keys, int64_t now_ms,
                    dk_err *err)
{
    char check[DK_KEY_CHECK_HEX], at[24], fingerprint[DK_FINGERPRINT_HEX];
    dk_buf schema = DK_BUF_INIT;
    dk_keys_check(keys, check);
    snprintf(at, sizeof at, "%lld", (long long)now_ms);
    dk_schema_write(model, &schema);
    dk_code code = schema.is_broken ? DK_NO_MEMORY(err) : dk_db_begin_write(db, err);
    if (code == DK_OK)
        code = dk_db_run(db, schema.data, err);
    if (code == DK_OK)
        code = put_meta(db, "key_check", check, err);
    if (code == DK_OK)
        code = put_meta(db, "created_ms", at, err);
    if (code == DK_OK)
        code = dk_schema_fingerprint(model, fingerprint, err);
    if (code == DK_OK)
        code = put_meta(db, "schema", fingerprint, err);
    if (code == DK_OK)
        code = dk_db_identify(db, DK_STORE_APPLICATION, model->version, err);
    if (code == DK_OK)
        code = dk_db_commit(db, err);
    if (code != DK_OK)
        dk_db_rollback(db);
    dk_buf_done(&schema);
    return code;
}

/* Gives the finished file its name without ever replacing another. */
static dk_code take_name(const char *from, const char *path, dk_err *err)
{
    if (link(from, path) == 0) {
        unlink(from);
        return DK_OK;
    }
    int why = errno;
    /* File systems without hard links (FAT): a free name is looked for, then taken. */
    if (why != EEXIST && access(path, F_OK) != 0 && rename(from, path) == 0)
        return DK_OK;
    if (why == EEXIST)
        return DK_FAIL(err, MSG_STORE_EXISTS, DK_NOWHERE, dk_arg_str(path));
    return DK_FAIL(err, MSG_STORE_UNREACHABLE, DK_NOWHERE, dk_arg_str(path),
                   dk_arg_str(strerror(why)));
}

static dk_code build(const char *from, const char *path, const dk_store_model *model,
                     const dk_keys *keys, int64_t now_ms, dk_err *err)
{
    dk_db *db = NULL;
    remove_database(from); /* left by an interrupted creation */
    dk_code code = dk_db_open(from, DK_DB_CREATE, DK_STORE_BUSY_MS, &db, err);
    if (code == DK_OK)
        code = fill(db, model, keys, now_ms, err);
    dk_db_close(db);
    if (code == DK_OK)
        code = take_name(from, path, err);
    if (code != DK_OK)
        remove_database(from);
    return code;
}

static dk_code get_keys(const char *path, bool *is_made, dk_keys *out, dk_err *err)
{
    *is_made = false;
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        if (dk_keys_create(path, err) != DK_OK)
            return DK_FAILED;
        *is_made = true;
    }
    return dk_keys_read(path, out, err);
}

static char *key_path_of(const dk_store_options *options)
{
    return options->key_path == NULL ? joined(options->path, ".key") : strdup(options->key_path);
}

dk_code dk_store_create_model(const dk_store_options *options, const dk_store_model *model,
                              int64_t now_ms, dk_err *err)
{
    char *from = joined(options->path, ".new"), *key_path = key_path_of(options);
    dk_keys keys = {0};
    bool is_made = false;
    dk_code code = DK_FAILED;
    if (from == NULL || key_path == NULL || sodium_init() < 0)
        DK_NO_MEMORY(err);
    else if (access(options->path, F_OK) == 0)
        DK_FAIL(err, MSG_STORE_EXISTS, DK_NOWHERE, dk_arg_str(options->path));
    else if (get_keys(key_path, &is_made, &keys, err) == DK_OK)
        code = build(from, options->path, model, &keys, now_ms, err);
    if (code != DK_OK && is_made)
        unlink(key_path);
    dk_keys_forget(&keys);
    free(from);
    free(key_path);
    return code;
}

dk_code dk_store_create(const dk_store_options *options, int64_t now_ms, dk_err *err)
{
    dk_store_model model = dk_store_model_default();
    return dk_store_create_model(options, &model, now_ms, err);
}

/* ---- opening ---- */

/* Without a clock events are stamped 0: time is a parameter, never read here. */
static int64_t no_clock(void *ctx)
{
    (void)ctx;
    return 0;
}

static dk_code check_identity(dk_store *store, int64_t *version, dk_err *err)
{
    int64_t application = 0;
    const char *path = dk_db_path(store->db);
    if (dk_db_identity(store->db, &application, version, err) != DK_OK)
        return DK_FAILED;
    if (application != DK_STORE_APPLICATION)
        return DK_FAIL(err, MSG_STORE_FOREIGN, DK_NOWHERE, dk_arg_str(path));
    if (*version > store->model.version)
        return DK_FAIL(err, MSG_STORE_NEWER, DK_NOWHERE, dk_arg_str(path), dk_arg_int(*version),
                       dk_arg_int(store->model.version));
    return DK_OK;
}

/* An older schema is brought up to date; reading only, it cannot be. */
static dk_code update_schema(dk_store *store, int64_t version, dk_err *err)
{
    bool is_current = false;
    if (dk_schema_is_current(store->db, &store->model, &is_current, err) != DK_OK)
        return DK_FAILED;
    if (is_current && version == store->model.version)
        return DK_OK;
    if (store->is_read_only)
        return DK_FAIL(err, MSG_STORE_OLDER, DK_NOWHERE, dk_arg_str(dk_db_path(store->db)));
    return dk_store_migrate(store->db, &store->model, err);
}

static dk_code check_key(dk_store *store, const char *key_path, dk_err *err)
{
    static const char sql[] = "SELECT value FROM meta WHERE key = 'key_check'";
    char check[DK_KEY_CHECK_HEX];
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_keys_read(key_path, &store->keys, err) != DK_OK ||
        dk_store_stmt(store, sql, &stmt, err) != DK_OK ||
        dk_stmt_step(stmt, &has_row, err) != DK_OK)
        return DK_FAILED;
    dk_keys_check(&store->keys, check);
    const char *want = has_row ? dk_column_text(stmt, 0) : NULL;
    bool is_right = want != NULL && strcmp(want, check) == 0;
    dk_stmt_reset(stmt);
    return is_right ? DK_OK : DK_FAIL(err, MSG_KEY_WRONG, DK_NOWHERE, dk_arg_str(key_path));
}

static dk_code make_statements(dk_store *store, dk_err *err)
{
    store->sql = dk_arena_array(store->arena, store->model.n_registers, sizeof *store->sql);
    if (store->sql == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < store->model.n_registers; i++)
        if (dk_statements_make(store->arena, store->model.registers[i], &store->sql[i], err) !=
            DK_OK)
            return DK_FAILED;
    return dk_refs_make(store, err);
}

static dk_code open_all(dk_store *store, const dk_store_options *options, const char *key_path,
                        dk_err *err)
{
    int64_t version = 0;
    int busy_ms = options->busy_ms == 0 ? DK_STORE_BUSY_MS : options->busy_ms;
    dk_db_mode mode = options->is_read_only ? DK_DB_READ : DK_DB_WRITE;
    if (store->arena == NULL || store->scratch == NULL || key_path == NULL || sodium_init() < 0)
        return DK_NO_MEMORY(err);
    if (dk_db_open(options->path, mode, busy_ms, &store->db, err) != DK_OK ||
        check_identity(store, &version, err) != DK_OK || check_key(store, key_path, err) != DK_OK ||
        update_schema(store, version, err) != DK_OK)
        return DK_FAILED;
    if (make_statements(store, err) != DK_OK)
        return DK_FAILED;
    return dk_terms_prepare(store, err);
}

dk_code dk_store_open_model(const dk_store_options *options, const dk_store_model *model,
                            dk_store **out, dk_err *err)
{
    assert(options != NULL && options->path != NULL && out != NULL);
    dk_store *store = calloc(1, sizeof *store);
    if (store == NULL)
        return DK_NO_MEMORY(err);
    store->model = *model;
    store->arena = dk_arena_new();
    store->scratch = dk_arena_new();
    store->is_read_only = options->is_read_only;
    store->clock_ms = options->clock_ms == NULL ? no_clock : options->clock_ms;
    store->clock_ctx = options->clock_ctx;
    char *key_path = key_path_of(options);
    dk_code code = open_all(store, options, key_path, err);
    free(key_path);
    if (code == DK_OK)
        *out = store;
    else
        dk_store_close(store);
    return code;
}

dk_code dk_store_open(const dk_store_options *options, dk_store **out, dk_err *err)
{
    dk_store_model model = dk_store_model_default();
    return dk_store_open_model(options, &model, out, err);
}

void dk_store_close(dk_store *store)
{
    if (store == NULL)
        return;
    for (size_t i = 0; i < store->cache.capacity; i++)
        dk_stmt_free(store->cache.slots[i].stmt);
    free(store->cache.slots);
    dk_db_close(store->db);
    dk_keys_forget(&store->keys);
    dk_arena_free(store->arena);
    dk_arena_free(store->scratch);
    free(store);
}

void dk_store_token(const dk_store *store, const char *text, char out[DK_STORE_TOKEN])
{
    dk_seal_token(&store->keys, text, out);
}

dk_code dk_store_seq(dk_store *store, int64_t *seq, dk_err *err)
{
    static const char sql[] = "SELECT max(seq) FROM change";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    return dk_stmt_int(stmt, seq, err);
}
