/* core/store/tags.c - look-up tags of sealed values; see tags.h. */
#include "core/store/tags.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { COLLECTED = 1 << 17 };

struct dk_new_tag {
    unsigned char bytes[DK_SEAL_WHOLE_LEN];
    int64_t record; /* times 2, and 1 for the tag of a whole value */
};

static const char insert_sql[] = "INSERT OR ROLLBACK INTO tag (tag, record) VALUES ($1, $2)";

/* Rows written by one statement; its text follows. */
enum { TOGETHER = 8, COLUMNS = 2 };
static const char insert_some[] = "INSERT OR ROLLBACK INTO tag (tag, record) VALUES ($1, $2), ($3, "
                                  "$4), ($5, $6), ($7, $8), ($9, $10), "
                                  "($11, $12), ($13, $14), ($15, $16)";

bool dk_tags_hold_whole(const dk_field *field)
{
    return (field->flags & DK_F_SEARCHABLE) != 0 && (field->flags & DK_F_NATURAL_KEY) == 0;
}

size_t dk_tags_of(const dk_register *reg, const dk_datum *state, dk_datum out[DK_TAGS_MAX])
{
    static const char none[DK_SEAL_LAST_LEN];
    size_t n = 0;
    for (size_t i = 0; i < reg->n_fields; i++) {
        const dk_field *field = &reg->fields[i];
        if (!dk_is_sealed(field) || (field->flags & DK_F_SEARCHABLE) == 0 ||
            state[i].kind != DK_D_BLOB || state[i].len < DK_SEAL_TEXT_AT)
            continue;
        assert(n + 2 <= DK_TAGS_MAX);
        const char *last = state[i].bytes + DK_SEAL_LAST_AT;
        if (memcmp(last, none, sizeof none) != 0) /* of less than four characters there is none */
            out[n++] = dk_datum_blob(last, DK_SEAL_LAST_LEN);
        if (dk_tags_hold_whole(field))
            out[n++] = dk_datum_blob(state[i].bytes + DK_SEAL_WHOLE_AT, DK_SEAL_WHOLE_LEN);
    }
    return n;
}

/* ---- new records ---- */

static int by_tag(const void *a, const void *b)
{
    const struct dk_new_tag *x = a, *y = b;
    int order = memcmp(x->bytes, y->bytes, sizeof x->bytes);
    return order != 0 ? order : (x->record > y->record) - (x->record < y->record);
}

static dk_code insert(dk_store *store, const char *sql, const struct dk_new_tag *tags, size_t n,
                      dk_err *err)
{
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        int at = (int)(i * COLUMNS);
        bool is_whole = tags[i].record % 2 == 1;
        dk_bind_blob(stmt, at + 1, tags[i].bytes, is_whole ? DK_SEAL_WHOLE_LEN : DK_SEAL_LAST_LEN);
        dk_bind_int(stmt, at + 2, tags[i].record / 2);
    }
    return dk_stmt_run(stmt, err);
}

dk_code dk_tags_flush(dk_store *store, dk_tag_log *log, dk_err *err)
{
    dk_code code = DK_OK;
    size_t i = 0;
    if (log->n > 1)
        qsort(log->items, log->n, sizeof *log->items, by_tag);
    for (; code == DK_OK && i + TOGETHER <= log->n; i += TOGETHER)
        code = insert(store, insert_some, log->items + i, TOGETHER, err);
    for (; code == DK_OK && i < log->n; i++)
        code = insert(store, insert_sql, log->items + i, 1, err);
    log->n = 0;
    return code;
}

static dk_code collect(dk_store *store, dk_tag_log *log, int64_t record, dk_datum tag, dk_err *err)
{
    if (log->n == COLLECTED && dk_tags_flush(store, log, err) != DK_OK)
        return DK_FAILED;
    struct dk_new_tag *items = dk_heap_grow(log->items, log->n, &log->size, sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(err);
    log->items = items;
    struct dk_new_tag *item = &log->items[log->n++];
    *item = (struct dk_new_tag){.record = record * 2 + (tag.len == DK_SEAL_WHOLE_LEN)};
    memcpy(item->bytes, tag.bytes, tag.len);
    return DK_OK;
}

/* ---- changes ---- */

static bool is_among(const dk_datum *tags, size_t n, const dk_datum *tag)
{
    for (size_t i = 0; i < n; i++)
        if (dk_datum_equal(&tags[i], tag))
            return true;
    return false;
}

/* One row in or out. */
static dk_code put(dk_store *store, const char *sql, dk_datum tag, int64_t record, dk_err *err)
{
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind(stmt, 1, tag);
    dk_bind_int(stmt, 2, record);
    return dk_stmt_run(stmt, err);
}

dk_code dk_tags_change(dk_store *store, dk_tag_log *log, const dk_term_change *change, dk_err *err)
{
    assert(change->before != NULL || change->after != NULL);
    assert(!change->is_newest || change->before == NULL);
    static const char remove_sql[] = "DELETE FROM tag WHERE tag = $1 AND record = $2";
    const dk_register *reg = store->model.registers[change->at];
    dk_datum old[DK_TAGS_MAX], new[DK_TAGS_MAX];
    size_t n_old = change->before == NULL ? 0 : dk_tags_of(reg, change->before, old);
    size_t n_new = change->after == NULL ? 0 : dk_tags_of(reg, change->after, new);
    dk_code code = DK_OK;
    for (size_t i = 0; code == DK_OK && i < n_old; i++)
        if (!is_among(new, n_new, &old[i]))
            code = put(store, remove_sql, old[i], change->record, err);
    for (size_t i = 0; code == DK_OK && i < n_new; i++)
        if (change->is_newest)
            code = collect(store, log, change->record, new[i], err);
        else if (!is_among(old, n_old, &new[i]))
            code = put(store, insert_sql, new[i], change->record, err);
    return code;
}
