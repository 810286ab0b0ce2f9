/* core/store/terms.c - the search table: kept with every change, made anew, compared.
 *
 * The blocks of term (postings.h) are a projection like the register tables, but of the readable
 * fields only: no sealed value enters them. Terms of a record are those of its state
 * (core/register/terms.h), so a change takes away what only the old state had and adds what only
 * the new one has, block by block. New records come after all others, so theirs are collected for
 * the whole batch (up to COLLECTED) and appended as blocks of their own, in order: a tenth of the
 * time of one row per term and record. Look-up tags of sealed values (tags.h) go the same way. A
 * database whose terms were made by another version of the
 * rules (or none) makes them anew when it is opened for writing.
 */
#include "core/store/writing.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/random.h"
#include "core/store/postings.h"
#include "core/store/tags.h"

enum { COLLECTED = 1 << 18, FIRST_SLOTS = 1 << 10 };

/* A posting of a new record, counted from the first one collected. */
struct dk_new_posting {
    uint32_t record, next; /* record * DK_TERM_RANKS + rank; of the same term, from 1, 0: none */
};

struct dk_new_term {
    char text[DK_TERM_BYTES];
    uint32_t first, last; /* postings, from 1 */
};

/* Rows written by one statement, which halves the cost of each. */
enum { TOGETHER = 16, COLUMNS = 4 };

static const char insert_sql[] =
    "INSERT OR ROLLBACK INTO term (term, register, first, records) VALUES ($1, $2, $3, $4)";

/* ---- terms of a state ---- */

static bool has_index(const dk_register *reg)
{
    for (size_t i = 0; i < reg->n_fields; i++)
        if (dk_field_is_indexed(reg, i))
            return true;
    return false;
}

static bool has_tags(const dk_register *reg)
{
    for (size_t i = 0; i < reg->n_fields; i++)
        if (dk_is_sealed(&reg->fields[i]) && (reg->fields[i].flags & DK_F_SEARCHABLE) != 0)
            return true;
    return false;
}

/* Unordered, and some more than once. */
static dk_code terms_of(dk_arena *arena, const dk_register *reg, const dk_datum *state,
                        dk_search_terms *out, dk_err *err)
{
    *out = (dk_search_terms){.arena = arena};
    for (size_t i = 0; i < reg->n_fields; i++)
        if (state[i].kind == DK_D_TEXT && dk_field_is_indexed(reg, i))
            dk_terms_add(out, &reg->fields[i], state[i].bytes);
    return out->is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

/* ---- writing what was collected ---- */

/* What is sorted in place of a term: most comparisons end at the first eight bytes of its text. */
typedef struct {
    uint64_t begin;
    const struct dk_new_term *term;
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
    return strcmp(x->term->text, y->term->text);
}

/* Rows that wait for one statement. */
typedef struct {
    dk_store *store;
    const dk_term_log *log;
    size_t n;
    struct {
        const char *text;
        int64_t first;
        size_t len;
        unsigned char bytes[DK_POSTINGS_MAX * DK_NUMBER_BYTES];
    } rows[TOGETHER];
} row_writer;

static dk_code insert_rows(row_writer *out, const char *sql, size_t from, size_t n, dk_err *err)
{
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(out->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        int at = (int)(i * COLUMNS);
        dk_bind_text(stmt, at + 1, out->rows[from + i].text);
        dk_bind_text(stmt, at + 2, out->log->letter);
        dk_bind_int(stmt, at + 3, out->rows[from + i].first);
        dk_bind_blob(stmt, at + 4, out->rows[from + i].bytes, out->rows[from + i].len);
    }
    return dk_stmt_run(stmt, err);
}

/* A full buffer goes by one statement, stepped once; the last few rows go one by one. */
static dk_code write_rows(row_writer *out, dk_err *err)
{
    assert(out->n <= TOGETHER);
    dk_code code = DK_OK;
    if (out->n == TOGETHER)
        code = insert_rows(out, out->store->insert_terms, 0, TOGETHER, err);
    for (size_t i = 0; out->n < TOGETHER && code == DK_OK && i < out->n; i++)
        code = insert_rows(out, insert_sql, i, 1, err);
    out->n = 0;
    return code;
}

/* The blocks of one term. */
static dk_code write_term(row_writer *out, const struct dk_new_term *term, dk_err *err)
{
    const dk_term_log *log = out->log;
    for (uint32_t at = term->first; at != 0;) {
        int64_t before = log->base + log->postings[at - 1].record / DK_TERM_RANKS;
        if (out->n == TOGETHER && write_rows(out, err) != DK_OK)
            return DK_FAILED;
        out->rows[out->n].text = term->text;
        out->rows[out->n].first = before;
        size_t len = 0;
        for (size_t n = 0; at != 0 && n < DK_POSTINGS_MAX; n++) {
            const struct dk_new_posting *one = &log->postings[at - 1];
            const dk_posting posting = {log->base + one->record / DK_TERM_RANKS,
                                        (uint8_t)(one->record % DK_TERM_RANKS)};
            len += dk_posting_put(out->rows[out->n].bytes + len, before, posting);
            before = posting.record;
            at = one->next;
        }
        out->rows[out->n++].len = len;
    }
    return DK_OK;
}

/* In order of the terms, so that the rows go into the tree one behind the other instead of into
 * random pages. */
static dk_code write_terms(dk_store *store, const dk_term_log *log, dk_err *err)
{
    row_writer *out = malloc(sizeof *out);
    sort_key *keys = malloc((log->n_terms + 1) * sizeof *keys);
    dk_code code = out == NULL || keys == NULL ? DK_NO_MEMORY(err) : DK_OK;
    if (code == DK_OK) {
        out->store = store;
        out->log = log;
        out->n = 0;
        for (size_t i = 0; i < log->n_terms; i++)
            keys[i] = (sort_key){begin_of(log->terms[i].text), &log->terms[i]};
        qsort(keys, log->n_terms, sizeof *keys, compare_keys);
    }
    for (size_t i = 0; code == DK_OK && i < log->n_terms; i++)
        code = write_term(out, keys[i].term, err);
    if (code == DK_OK)
        code = write_rows(out, err);
    free(keys);
    free(out);
    return code;
}

dk_code dk_terms_flush(dk_store *store, dk_term_log *log, dk_err *err)
{
    dk_code code = log->n_terms == 0 ? DK_OK : write_terms(store, log, err);
    if (log->n_terms > 0)
        memset(log->slots, 0, log->n_slots * sizeof *log->slots);
    log->n_terms = 0;
    log->n_postings = 0;
    return code == DK_OK ? dk_tags_flush(store, &log->tags, err) : code;
}

void dk_terms_close(dk_term_log *log)
{
    free(log->terms);
    free(log->postings);
    free(log->slots);
    free(log->tags.items);
    *log = (dk_term_log){0};
}

/* ---- collecting ---- */

void *dk_heap_grow(void *items, size_t used, size_t *capacity, size_t size)
{
    enum { FIRST = 64 };
    if (used < *capacity)
        return items;
    size_t wider = *capacity == 0 ? FIRST : *capacity * 2;
    void *moved = wider > SIZE_MAX / size ? NULL : realloc(items, wider * size);
    if (moved != NULL)
        *capacity = wider;
    return moved;
}

static uint32_t *find_slot(const dk_term_log *log, const char *text)
{
    size_t at = (size_t)dk_hash_text(0, text) & (log->n_slots - 1);
    while (log->slots[at] != 0 && strcmp(log->terms[log->slots[at] - 1].text, text) != 0)
        at = (at + 1) & (log->n_slots - 1);
    return &log->slots[at];
}

/* Doubles the slots. */
static bool grow_slots(dk_term_log *log)
{
    size_t n = log->n_slots == 0 ? FIRST_SLOTS : 2 * log->n_slots;
    uint32_t *slots = calloc(n, sizeof *slots);
    if (slots == NULL)
        return false;
    free(log->slots);
    log->slots = slots;
    log->n_slots = n;
    for (size_t i = 0; i < log->n_terms; i++)
        *find_slot(log, log->terms[i].text) = (uint32_t)i + 1;
    return true;
}

static struct dk_new_term *find_term(dk_term_log *log, const char *text)
{
    if (2 * log->n_terms >= log->n_slots && !grow_slots(log))
        return NULL;
    uint32_t *slot = find_slot(log, text);
    if (*slot != 0)
        return &log->terms[*slot - 1];
    struct dk_new_term *terms =
        dk_heap_grow(log->terms, log->n_terms, &log->terms_size, sizeof *terms);
    if (terms == NULL)
        return NULL;
    log->terms = terms;
    struct dk_new_term *term = &log->terms[log->n_terms++];
    *term = (struct dk_new_term){.first = 0};
    memcpy(term->text, text, strlen(text) + 1);
    *slot = (uint32_t)log->n_terms;
    return term;
}

/* One term of a new record; of equal ones the lowest rank stays. */
static bool collect_term(dk_term_log *log, int64_t record, const dk_search_term *found)
{
    struct dk_new_term *term = find_term(log, found->text);
    if (term == NULL)
        return false;
    assert(record >= log->base && found->rank < DK_TERM_RANKS);
    uint32_t number = (uint32_t)(record - log->base) * DK_TERM_RANKS;
    struct dk_new_posting *last = term->last == 0 ? NULL : &log->postings[term->last - 1];
    if (last != NULL && last->record / DK_TERM_RANKS == number / DK_TERM_RANKS) {
        if (number + found->rank < last->record)
            last->record = number + found->rank;
        return true;
    }
    struct dk_new_posting *postings =
        dk_heap_grow(log->postings, log->n_postings, &log->postings_size, sizeof *postings);
    if (postings == NULL)
        return false;
    log->postings = postings;
    log->postings[log->n_postings++] = (struct dk_new_posting){number + found->rank, 0};
    if (term->last == 0)
        term->first = (uint32_t)log->n_postings;
    else
        log->postings[term->last - 1].next = (uint32_t)log->n_postings;
    term->last = (uint32_t)log->n_postings;
    return true;
}

/* A record that comes after all others of its register. */
static dk_code collect(dk_store *store, dk_term_log *log, const dk_register *reg, int64_t record,
                       const dk_datum *state, dk_err *err)
{
    dk_search_terms terms;
    bool is_far = record - log->base >= UINT32_MAX / DK_TERM_RANKS;
    if ((log->n_postings >= COLLECTED || log->letter != reg->letter || is_far) &&
        dk_terms_flush(store, log, err) != DK_OK)
        return DK_FAILED;
    if (terms_of(store->scratch, reg, state, &terms, err) != DK_OK)
        return DK_FAILED;
    log->letter = reg->letter;
    if (log->n_terms == 0)
        log->base = record;
    for (size_t i = 0; i < terms.n; i++)
        if (!collect_term(log, record, &terms.items[i]))
            return DK_NO_MEMORY(err);
    return DK_OK;
}

/* ---- changes ---- */

dk_code dk_terms_change(dk_store *store, dk_term_log *log, const dk_term_change *change,
                        dk_err *err)
{
    assert(change->record > 0 && (change->before != NULL || change->after != NULL));
    const dk_register *reg = store->model.registers[change->at];
    dk_search_terms old = {0}, new = {0};
    if (dk_tags_change(store, &log->tags, change, err) != DK_OK)
        return DK_FAILED;
    if (!has_index(reg))
        return DK_OK;
    if (change->is_newest)
        return collect(store, log, reg, change->record, change->after, err);
    if (change->before != NULL && terms_of(store->scratch, reg, change->before, &old, err) != DK_OK)
        return DK_FAILED;
    if (change->after != NULL && terms_of(store->scratch, reg, change->after, &new, err) != DK_OK)
        return DK_FAILED;
    /* Both sorted, they are walked side by side: only what came, went or changed its rank is
     * written. */
    dk_terms_sort(&old);
    dk_terms_sort(&new);
    for (size_t i = 0, j = 0; i < old.n || j < new.n;) {
        int order = i == old.n ? 1 : j == new.n ? -1 : strcmp(old.items[i].text, new.items[j].text);
        const dk_search_term *term = order < 0 ? &old.items[i] : &new.items[j];
        const dk_posting posting = {change->record, order < 0 ? DK_TERM_RANKS : term->rank};
        const dk_term_key key = {term->text, reg->letter};
        bool is_same = order == 0 && old.items[i].rank == term->rank;
        if (!is_same && dk_postings_change(store, &key, posting, err) != DK_OK)
            return DK_FAILED;
        i += order <= 0;
        j += order >= 0;
    }
    return DK_OK;
}

/* ---- all of them, from the register tables ---- */

typedef dk_code state_each(void *ctx, const dk_register *reg, int64_t record, const dk_datum *state,
                           dk_err *err);

/* Calls `each` with the state of every record that has terms, by register and record. */
static dk_code each_state(dk_store *store, state_each *each, void *ctx, dk_err *err)
{
    dk_code code = DK_OK;
    for (size_t at = 0; at < store->model.n_registers && code == DK_OK; at++) {
        const dk_projection of = dk_projection_of(store, at, store->scratch);
        const dk_register *reg = of.reg;
        dk_stmt *stmt = NULL;
        bool has_row = false;
        if (!has_index(reg) && !has_tags(reg))
            continue;
        if (dk_store_stmt(store, of.sql->all, &stmt, err) != DK_OK)
            return DK_FAILED;
        code = dk_stmt_step(stmt, &has_row, err);
        while (code == DK_OK && has_row) {
            dk_arena_reset(store->scratch);
            dk_datum *state = dk_arena_array(store->scratch, reg->n_fields, sizeof *state);
            code = state == NULL ? DK_NO_MEMORY(err) : dk_row_state(&of, stmt, state, err);
            if (code == DK_OK)
                code = each(ctx, reg, dk_column_int(stmt, 0), state, err);
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

static dk_code make_state(void *ctx, const dk_register *reg, int64_t record, const dk_datum *state,
                          dk_err *err)
{
    maker *all = ctx;
    const dk_term_change change = {dk_store_index(all->store, reg), record, NULL, state, true};
    return dk_terms_change(all->store, &all->log, &change, err);
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
    maker all = {.store = store};
    dk_code code = dk_db_run(store->db, "DELETE FROM term; DELETE FROM tag", err);
    if (code == DK_OK)
        code = each_state(store, make_state, &all, err);
    if (code == DK_OK)
        code = dk_terms_flush(store, &all.log, err);
    if (code == DK_OK)
        code = put_version(store, err);
    dk_terms_close(&all.log);
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
    dk_buf_text(&sql, "INSERT OR ROLLBACK INTO term (term, register, first, records) VALUES ");
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

static void put_row(digest *to, const dk_datum *data, size_t n)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash_state state;
    uint64_t part = 0;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    dk_chain_row(&state, data, n);
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(&part, hash, sizeof part);
    to->sum += part;
    to->n++;
}

static void put_posting(digest *to, const dk_term_key *key, dk_posting posting)
{
    const dk_datum data[4] = {dk_datum_text(key->term), dk_datum_text(key->letter),
                              dk_datum_int(posting.record), dk_datum_int(posting.rank)};
    put_row(to, data, 4);
}

static void put_tag(digest *to, dk_datum tag, int64_t record)
{
    const dk_datum data[2] = {tag, dk_datum_int(record)};
    put_row(to, data, 2);
}

typedef struct {
    dk_store *store;
    digest sum;
} counter;

static dk_code count_state(void *ctx, const dk_register *reg, int64_t record, const dk_datum *state,
                           dk_err *err)
{
    counter *all = ctx;
    dk_search_terms terms;
    dk_datum tags[DK_TAGS_MAX];
    if (terms_of(all->store->scratch, reg, state, &terms, err) != DK_OK)
        return DK_FAILED;
    dk_terms_sort(&terms);
    for (size_t i = 0; i < terms.n; i++) {
        const dk_term_key key = {terms.items[i].text, reg->letter};
        put_posting(&all->sum, &key, (dk_posting){record, terms.items[i].rank});
    }
    for (size_t i = 0, n = dk_tags_of(reg, state, tags); i < n; i++)
        put_tag(&all->sum, tags[i], record);
    return DK_OK;
}

static dk_code count_blocks(dk_store *store, digest *have, dk_err *err)
{
    static const char sql[] = "SELECT term, register, first, records FROM term";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        const dk_term_key key = {dk_column_text(stmt, 0), dk_column_text(stmt, 1)};
        dk_postings block = dk_postings_open(dk_column_int(stmt, 2), dk_column(stmt, 3));
        dk_posting posting;
        while (dk_postings_next(&block, &posting))
            put_posting(have, &key, posting);
        code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    return code;
}

static dk_code count_tags(dk_store *store, digest *have, dk_err *err)
{
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_store_stmt(store, "SELECT tag, record FROM tag", &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        put_tag(have, dk_column(stmt, 0), dk_column_int(stmt, 1));
        code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    return code;
}

dk_code dk_store_check_terms(dk_store *store, int64_t *n, dk_err *err)
{
    digest have = {0};
    counter want = {.store = store};
    if (dk_db_begin_read(store->db, err) != DK_OK)
        return DK_FAILED;
    dk_code code = count_blocks(store, &have, err);
    if (code == DK_OK)
        code = count_tags(store, &have, err);
    if (code == DK_OK)
        code = each_state(store, count_state, &want, err);
    dk_db_rollback(store->db); /* nothing was written */
    if (code != DK_OK)
        return code;
    if (have.n != want.sum.n || have.sum != want.sum.sum)
        return DK_FAIL(err, MSG_STORE_TERMS, DK_NOWHERE, dk_arg_int(have.n),
                       dk_arg_int(want.sum.n));
    *n = have.n;
    return DK_OK;
}
