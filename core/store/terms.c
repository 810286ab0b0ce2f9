/* core/store/terms.c - the search table: kept with every change, made anew, compared.
 *
 * term(term, register, record, rank) is a projection like the register tables, but of the readable
 * fields only: no sealed value enters it. Terms of a record are those of its state (core/register/
 * terms.h), so a change takes away what only the old state had and adds what only the new one has.
 * New rows of a batch are collected and written in order, which costs a third of writing them one
 * by one. A database whose terms were made by another version of the rules (or none) makes them
 * anew when it is opened for writing.
 */
#include "core/store/writing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLLECTED = 1 << 16 };

struct dk_term_row {
    char text[DK_TERM_BYTES];
    const char *letter;
    int64_t record;
    uint8_t rank;
};

/* Rows written by one statement, which halves the cost of each. */
enum { TOGETHER = 16, COLUMNS = 4 };

static const char insert_sql[] =
    "INSERT INTO term (term, register, record, rank) VALUES ($1, $2, $3, $4)";

/* ---- terms of a state ---- */

static bool has_index(const dk_register *reg)
{
    for (size_t i = 0; i < reg->n_fields; i++)
        if (dk_field_is_indexed(reg, i))
            return true;
    return false;
}

static dk_code terms_of(dk_arena *arena, const dk_register *reg, const dk_datum *state,
                        dk_search_terms *out, dk_err *err)
{
    *out = (dk_search_terms){.arena = arena};
    for (size_t i = 0; i < reg->n_fields; i++)
        if (state[i].kind == DK_D_TEXT && dk_field_is_indexed(reg, i))
            dk_terms_add(out, &reg->fields[i], state[i].bytes);
    if (out->is_broken)
        return DK_NO_MEMORY(err);
    dk_terms_sort(out);
    return DK_OK;
}

/* What is sorted in place of a row: most comparisons end at the first eight bytes of its text. */
typedef struct {
    uint64_t begin;
    const struct dk_term_row *row;
} sort_key;

static uint64_t begin_of(const char *text)
{
    uint64_t begin = 0;
    for (size_t i = 0, n = strlen(text); i < sizeof begin; i++)
        begin = begin << 8 | (i < n ? (unsigned char)text[i] : 0);
    return begin;
}

static int compare_keys(const void *a, const void *b)
{
    const sort_key *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    int order = strcmp(x->row->text, y->row->text);
    if (order == 0)
        order = strcmp(x->row->letter, y->row->letter);
    return order != 0 ? order
                      : (x->row->record > y->row->record) - (x->row->record < y->row->record);
}

static dk_code insert_rows(dk_store *store, const char *sql, const sort_key *keys, size_t n,
                           dk_err *err)
{
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        const struct dk_term_row *row = keys[i].row;
        int at = (int)(i * COLUMNS);
        dk_bind_text(stmt, at + 1, row->text);
        dk_bind_text(stmt, at + 2, row->letter);
        dk_bind_int(stmt, at + 3, row->record);
        dk_bind_int(stmt, at + 4, row->rank);
    }
    return dk_stmt_run(stmt, err);
}

dk_code dk_terms_flush(dk_store *store, dk_term_log *log, dk_err *err)
{
    sort_key *keys = malloc((log->n + 1) * sizeof *keys);
    dk_code code = keys == NULL ? DK_NO_MEMORY(err) : DK_OK;
    for (size_t i = 0; keys != NULL && i < log->n; i++)
        keys[i] = (sort_key){begin_of(log->rows[i].text), &log->rows[i]};
    if (code == DK_OK)
        qsort(keys, log->n, sizeof *keys, compare_keys);
    size_t i = 0;
    for (; code == DK_OK && i + TOGETHER <= log->n; i += TOGETHER)
        code = insert_rows(store, store->insert_terms, keys + i, TOGETHER, err);
    for (; code == DK_OK && i < log->n; i++)
        code = insert_rows(store, insert_sql, keys + i, 1, err);
    free(keys);
    log->n = 0;
    return code;
}

static dk_code add_row(dk_store *store, dk_term_log *log, const dk_register *reg, int64_t record,
                       const dk_search_term *term, dk_err *err)
{
    if (log->n == COLLECTED && dk_terms_flush(store, log, err) != DK_OK)
        return DK_FAILED;
    log->rows = dk_arena_grow(log->arena, log->rows, log->n, &log->capacity, sizeof *log->rows);
    if (log->rows == NULL)
        return DK_NO_MEMORY(err);
    struct dk_term_row *row = &log->rows[log->n++];
    memcpy(row->text, term->text, sizeof row->text);
    row->letter = reg->letter;
    row->record = record;
    row->rank = term->rank;
    return DK_OK;
}

static dk_code remove_row(dk_store *store, const dk_register *reg, int64_t record,
                          const dk_search_term *term, dk_err *err)
{
    static const char sql[] = "DELETE FROM term WHERE term = $1 AND register = $2 AND record = $3";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, term->text);
    dk_bind_text(stmt, 2, reg->letter);
    dk_bind_int(stmt, 3, record);
    return dk_stmt_run(stmt, err);
}

dk_code dk_terms_change(dk_store *store, dk_term_log *log, size_t at, int64_t record,
                        const dk_datum *before, const dk_datum *after, dk_err *err)
{
    const dk_register *reg = store->model.registers[at];
    dk_search_terms old = {0}, new = {0};
    if (!has_index(reg))
        return DK_OK;
    if (before != NULL && terms_of(store->scratch, reg, before, &old, err) != DK_OK)
        return DK_FAILED;
    if (after != NULL && terms_of(store->scratch, reg, after, &new, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0, j = 0; i < old.n || j < new.n;) {
        int order = i == old.n ? 1 : j == new.n ? -1 : strcmp(old.items[i].text, new.items[j].text);
        bool is_same = order == 0 && old.items[i].rank == new.items[j].rank;
        if (!is_same && order <= 0 && remove_row(store, reg, record, &old.items[i], err) != DK_OK)
            return DK_FAILED;
        if (!is_same && order >= 0 && add_row(store, log, reg, record, &new.items[j], err) != DK_OK)
            return DK_FAILED;
        i += order <= 0;
        j += order >= 0;
    }
    return DK_OK;
}

/* ---- all of them, from the register tables ---- */

/* Calls `row` with every term of every record. */
static dk_code each_term(dk_store *store,
                         dk_code (*row)(void *ctx, const dk_register *reg, int64_t record,
                                        const dk_search_term *term, dk_err *err),
                         void *ctx, dk_err *err)
{
    dk_code code = DK_OK;
    for (size_t at = 0; at < store->model.n_registers && code == DK_OK; at++) {
        const dk_register *reg = store->model.registers[at];
        dk_stmt *stmt = NULL;
        bool has_row = false;
        if (!has_index(reg))
            continue;
        if (dk_store_stmt(store, store->sql[at].all, &stmt, err) != DK_OK)
            return DK_FAILED;
        code = dk_stmt_step(stmt, &has_row, err);
        while (code == DK_OK && has_row) {
            dk_search_terms terms;
            dk_arena_reset(store->scratch);
            dk_datum *state = dk_arena_array(store->scratch, reg->n_fields, sizeof *state);
            code = state == NULL ? DK_NO_MEMORY(err)
                                 : dk_row_state(store, at, stmt, store->scratch, state, err);
            if (code == DK_OK)
                code = terms_of(store->scratch, reg, state, &terms, err);
            for (size_t i = 0; code == DK_OK && i < terms.n; i++)
                code = row(ctx, reg, dk_column_int(stmt, 0), &terms.items[i], err);
            if (code == DK_OK)
                code = dk_stmt_step(stmt, &has_row, err);
        }
        dk_stmt_reset(stmt);
    }
    return code;
}

typedef struct {
    dk_store *store;
    dk_term_log log;
} maker;

static dk_code make_row(void *ctx, const dk_register *reg, int64_t record,
                        const dk_search_term *term, dk_err *err)
{
    maker *all = ctx;
    return add_row(all->store, &all->log, reg, record, term, err);
}

static dk_code put_version(dk_store *store, dk_err *err)
{
    static const char sql[] = "INSERT INTO meta (key, value) VALUES ('terms', $1) ON CONFLICT "
                              "(key) DO UPDATE SET value = excluded.value";
    char text[24];
    dk_stmt *stmt = NULL;
    snprintf(text, sizeof text, "%d", DK_TERMS_VERSION);
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, text);
    return dk_stmt_run(stmt, err);
}

static dk_code make_all(dk_store *store, dk_err *err)
{
    maker all = {.store = store, .log = {.arena = dk_arena_new()}};
    if (all.log.arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_db_run(store->db, "DELETE FROM term", err);
    if (code == DK_OK)
        code = each_term(store, make_row, &all, err);
    if (code == DK_OK)
        code = dk_terms_flush(store, &all.log, err);
    if (code == DK_OK)
        code = put_version(store, err);
    dk_arena_free(all.log.arena);
    return code;
}

dk_code dk_store_make_terms(dk_store *store, dk_err *err)
{
    if (dk_db_begin_write(store->db, err) != DK_OK)
        return DK_FAILED;
    if (make_all(store, err) == DK_OK && dk_db_commit(store->db, err) == DK_OK)
        return DK_OK;
    dk_db_rollback(store->db);
    return DK_FAILED;
}

/* The statement that writes TOGETHER rows at once. */
static dk_code write_insert(dk_store *store, dk_err *err)
{
    dk_buf sql = DK_BUF_INIT;
    dk_buf_text(&sql, "INSERT INTO term (term, register, record, rank) VALUES ");
    for (int i = 0; i < TOGETHER * COLUMNS; i += COLUMNS)
        dk_buf_format(&sql, "%s($%d, $%d, $%d, $%d)", i == 0 ? "" : ", ", i + 1, i + 2, i + 3,
                      i + 4);
    store->insert_terms = sql.is_broken ? NULL : dk_arena_text(store->arena, sql.data);
    dk_buf_done(&sql);
    return store->insert_terms == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_terms_prepare(dk_store *store, dk_err *err)
{
    static const char sql[] = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'terms'";
    dk_stmt *stmt = NULL;
    int64_t version = 0;
    if (store->is_read_only)
        return DK_OK;
    if (write_insert(store, err) != DK_OK || dk_store_stmt(store, sql, &stmt, err) != DK_OK ||
        dk_stmt_int(stmt, &version, err) != DK_OK)
        return DK_FAILED;
    return version == DK_TERMS_VERSION ? DK_OK : dk_store_make_terms(store, err);
}

/* ---- comparing ---- */

/* A set of rows as a sum that does not depend on their order. */
typedef struct {
    uint64_t sum;
    int64_t n;
} digest;

static void put_row(digest *to, const char *text, const char *letter, int64_t record, int64_t rank)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash_state state;
    const dk_datum data[4] = {dk_datum_text(text), dk_datum_text(letter), dk_datum_int(record),
                              dk_datum_int(rank)};
    uint64_t part = 0;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    dk_chain_row(&state, data, 4);
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(&part, hash, sizeof part);
    to->sum += part;
    to->n++;
}

static dk_code count_row(void *ctx, const dk_register *reg, int64_t record,
                         const dk_search_term *term, dk_err *err)
{
    (void)err;
    put_row(ctx, term->text, reg->letter, record, term->rank);
    return DK_OK;
}

static dk_code compare_all(dk_store *store, digest *have, digest *want, dk_err *err)
{
    static const char sql[] = "SELECT term, register, record, rank FROM term";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        put_row(have, dk_column_text(stmt, 0), dk_column_text(stmt, 1), dk_column_int(stmt, 2),
                dk_column_int(stmt, 3));
        code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    return code == DK_OK ? each_term(store, count_row, want, err) : code;
}

dk_code dk_store_check_terms(dk_store *store, int64_t *n, dk_err *err)
{
    digest have = {0}, want = {0};
    if (dk_db_begin_read(store->db, err) != DK_OK)
        return DK_FAILED;
    dk_code code = compare_all(store, &have, &want, err);
    dk_db_rollback(store->db); /* nothing was written */
    if (code != DK_OK)
        return code;
    if (have.n != want.n || have.sum != want.sum)
        return DK_FAIL(err, MSG_STORE_TERMS, DK_NOWHERE, dk_arg_int(have.n), dk_arg_int(want.n));
    *n = have.n;
    return DK_OK;
}
