/* core/store/shown.c - see shown.h. */
#include "core/store/shown.h"

#include <assert.h>
#include <string.h>

#include "core/store/writing.h"

enum { VERSION = 1, HEAD = 3, ID_LEN = 8, SCORE_LEN = 2 };

/* ---- packing ---- */

static void put(unsigned char **to, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *(*to)++ = (unsigned char)(value >> (8 * i));
}

static uint64_t take(const unsigned char **from, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++)
        value |= (uint64_t) * (*from)++ << (8 * i);
    return value;
}

static size_t item_len(size_t n_parts)
{
    return ID_LEN + SCORE_LEN + SCORE_LEN * n_parts;
}

static dk_code pack(const dk_shown *list, dk_arena *arena, dk_datum *out, dk_err *err)
{
    assert(list->n_items <= DK_SHOWN_ITEMS && list->n_parts <= DK_SHOWN_PARTS);
    size_t len = HEAD + list->n_items * item_len(list->n_parts);
    unsigned char *bytes = dk_arena_alloc(arena, len), *to = bytes;
    if (bytes == NULL)
        return DK_NO_MEMORY(err);
    put(&to, VERSION, 1);
    put(&to, list->n_items, 2);
    for (size_t i = 0; i < list->n_items; i++) {
        put(&to, (uint64_t)list->items[i].id, ID_LEN);
        put(&to, (uint64_t)list->items[i].score, SCORE_LEN);
        for (size_t p = 0; p < list->n_parts; p++)
            put(&to, list->items[i].parts[p], SCORE_LEN);
    }
    *out = dk_datum_blob(bytes, len);
    return DK_OK;
}

static size_t count_names(const char *criteria)
{
    size_t n = criteria[0] != '\0';
    for (; *criteria != '\0'; criteria++)
        n += *criteria == ',';
    return n;
}

static dk_code unpack(const dk_store *store, dk_datum blob, dk_arena *arena, dk_shown *out,
                      dk_err *err)
{
    const unsigned char *from = (const unsigned char *)blob.bytes;
    out->n_parts = count_names(out->criteria);
    size_t n = blob.len >= HEAD && from[0] == VERSION ? (size_t)(from[1] | from[2] << 8) : 0;
    if (blob.len != HEAD + n * item_len(out->n_parts))
        return DK_FAIL(err, MSG_STORE_CORRUPT, DK_NOWHERE, dk_arg_str(dk_db_path(store->db)),
                       dk_arg_str("shown.items"));
    dk_shown_item *items = dk_arena_array(arena, n, sizeof *items);
    uint16_t *parts = dk_arena_array(arena, n * out->n_parts, sizeof *parts);
    if (items == NULL || parts == NULL)
        return DK_NO_MEMORY(err);
    from += HEAD;
    for (size_t i = 0; i < n; i++, parts += out->n_parts) {
        items[i].id = (int64_t)take(&from, ID_LEN);
        items[i].score = (int32_t)take(&from, SCORE_LEN);
        items[i].parts = parts;
        for (size_t p = 0; p < out->n_parts; p++)
            parts[p] = (uint16_t)take(&from, SCORE_LEN);
    }
    out->items = items;
    out->n_items = n;
    return DK_OK;
}

/* ---- reading ---- */

dk_code dk_store_shown_last(const dk_view *view, const dk_shown_key *key, dk_shown *out,
                            bool *found, dk_err *err)
{
    assert(dk_view_is_set(view) && key->direction != NULL && key->before_seq >= 0);
    static const char sql[] =
        "SELECT shown, at, as_of, seq, weights, criteria, seed, items FROM shown WHERE direction = "
        "$1 AND subject = $2 AND ($3 = 0 OR seq < $3) ORDER BY shown DESC LIMIT 1";
    dk_stmt *stmt = NULL;
    bool ok = true;
    *found = false;
    if (dk_store_stmt(view->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, key->direction);
    dk_bind_int(stmt, 2, key->subject);
    dk_bind_int(stmt, 3, key->before_seq);
    dk_code code = dk_stmt_step(stmt, found, err);
    if (code == DK_OK && *found) {
        *out = (dk_shown){
            .shown = dk_column_int(stmt, 0),
            .at_ms = dk_column_int(stmt, 1),
            .direction = key->direction,
            .subject = key->subject,
            .as_of = (int32_t)dk_column_int(stmt, 2),
            .seq = dk_column_int(stmt, 3),
            .weights = dk_arena_text(view->arena, dk_column_text(stmt, 4)),
            .criteria = dk_arena_text(view->arena, dk_column_text(stmt, 5)),
            .seed = (uint64_t)dk_column_int(stmt, 6),
        };
        const dk_datum items = dk_datum_copy(view->arena, dk_column(stmt, 7), &ok);
        code = ok && out->weights != NULL && out->criteria != NULL
                   ? unpack(view->store, items, view->arena, out, err)
                   : DK_NO_MEMORY(err);
    }
    dk_stmt_reset(stmt);
    return code;
}

dk_code dk_store_shown_count(dk_store *store, int64_t *n, dk_err *err)
{
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, "SELECT count(*) FROM shown", &stmt, err) != DK_OK)
        return DK_FAILED;
    return dk_stmt_int(stmt, n, err);
}

/* ---- writing ---- */

static bool is_same(const dk_shown *a, const dk_shown *b)
{
    if (a->seq != b->seq || a->as_of != b->as_of || a->seed != b->seed ||
        a->n_items != b->n_items || a->n_parts != b->n_parts ||
        strcmp(a->weights, b->weights) != 0 || strcmp(a->criteria, b->criteria) != 0)
        return false;
    for (size_t i = 0; i < a->n_items; i++)
        if (a->items[i].id != b->items[i].id || a->items[i].score != b->items[i].score ||
            memcmp(a->items[i].parts, b->items[i].parts, a->n_parts * sizeof(uint16_t)) != 0)
            return false;
    return true;
}

static dk_code insert(const dk_view *view, const dk_shown *list, dk_err *err)
{
    static const char sql[] =
        "INSERT INTO shown (shown, at, actor, unit, direction, subject, as_of, seq, weights, seed, "
        "criteria, items) VALUES ((SELECT coalesce(max(shown), 0) + 1 FROM shown), $1, $2, $3, $4, "
        "$5, $6, $7, $8, $9, $10, $11)";
    dk_stmt *stmt = NULL;
    dk_datum items;
    if (pack(list, view->arena, &items, err) != DK_OK ||
        dk_store_stmt(view->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    const dk_datum data[11] = {
        dk_datum_int(list->at_ms),
        dk_datum_text(view->actor->user),
        dk_datum_text(view->actor->unit),
        dk_datum_text(list->direction),
        dk_datum_int(list->subject),
        dk_datum_int(list->as_of),
        dk_datum_int(list->seq),
        dk_datum_text(list->weights),
        dk_datum_int((int64_t)list->seed),
        dk_datum_text(list->criteria),
        items,
    };
    dk_bind_all(stmt, data, 11);
    return dk_stmt_run(stmt, err);
}

dk_code dk_store_shown_add(const dk_view *view, const dk_shown *list, bool *is_new, dk_err *err)
{
    assert(dk_view_is_set(view) && list->seq >= 0 && is_new != NULL);
    const dk_shown_key key = {list->direction, list->subject, 0};
    dk_store *store = view->store;
    dk_shown last;
    bool found = false;
    *is_new = false;
    if (store->is_read_only)
        return DK_OK;
    if (dk_may_read(view->actor, err) != DK_OK ||
        dk_store_shown_last(view, &key, &last, &found, err) != DK_OK)
        return DK_FAILED;
    if (found && is_same(&last, list))
        return DK_OK;
    if (dk_db_begin_write(store->db, err) != DK_OK)
        return DK_FAILED;
    if (insert(view, list, err) == DK_OK && dk_db_commit(store->db, err) == DK_OK) {
        *is_new = true;
        return DK_OK;
    }
    dk_db_rollback(store->db);
    return DK_FAILED;
}
