/* api/usecase/records.c - lists, single records and their names. */
#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"

/* ---- copying a record out of the store's row arena ---- */

static bool value_copy(dk_arena *arena, const dk_value *from, size_t columns, dk_value *to)
{
    *to = *from;
    if ((from->kind == DK_V_TEXT || from->kind == DK_V_SEALED) && from->text != NULL)
        return (to->text = dk_arena_text(arena, from->text)) != NULL;
    if (from->kind != DK_V_LIST)
        return true;
    size_t n = from->n_rows * columns;
    to->items = dk_arena_array(arena, n, sizeof *to->items);
    for (size_t i = 0; to->items != NULL && i < n; i++)
        if (!value_copy(arena, &from->items[i], 1, &to->items[i]))
            return false;
    return to->items != NULL;
}

dk_record *dk_record_copy(dk_arena *arena, const dk_record *from)
{
    assert(from->reg != NULL && from->v != NULL);
    dk_record *to = dk_record_new(arena, from->reg);
    if (to == NULL)
        return NULL;
    to->id = from->id;
    for (size_t i = 0; i < from->reg->n_fields; i++)
        if (!value_copy(arena, &from->v[i], dk_field_columns(&from->reg->fields[i]), &to->v[i]))
            return NULL;
    return to;
}

typedef struct {
    dk_arena *arena;
    const dk_record **records;
    size_t n, capacity;
    bool is_broken;
} keeper;

static bool keep(void *ctx, const dk_record *record)
{
    keeper *k = ctx;
    k->records = dk_arena_grow(k->arena, k->records, k->n, &k->capacity, sizeof *k->records);
    dk_record *copy = k->records == NULL ? NULL : dk_record_copy(k->arena, record);
    if (copy == NULL) {
        k->is_broken = true;
        return false;
    }
    k->records[k->n++] = copy;
    return true;
}

dk_code dk_uc_list(const dk_call *call, const dk_query *query, dk_record_list *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    dk_arena *row_arena = dk_arena_new();
    keeper k = {.arena = call->arena};
    dk_record_list list = {0};
    dk_code code = DK_FAILED;
    /* One row more than the page tells whether there is a next page. */
    dk_query more = *query;
    more.limit = query->limit == 0 ? 0 : query->limit + 1;
    if (row_arena == NULL) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    if (dk_app_borrow(call->app, &store, err) != DK_OK ||
        dk_store_seq(store, &list.seq, err) != DK_OK ||
        dk_store_count(store, call->actor, query, &list.total, err) != DK_OK ||
        dk_store_scan(&(dk_view){store, call->actor, row_arena}, &more, keep, &k, err) != DK_OK)
        goto cleanup;
    if (k.is_broken) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    list.records = k.records;
    list.n = query->limit > 0 && k.n > query->limit ? query->limit : k.n;
    list.next = list.n < k.n ? k.records[list.n - 1]->id : 0;
    *out = list;
    code = DK_OK;
cleanup:
    dk_app_return(call->app, store);
    dk_arena_free(row_arena);
    return code;
}

dk_code dk_uc_scan(const dk_call *call, const dk_query *query, dk_record_each *row, void *ctx,
                   dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_store *store = NULL;
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_scan(&(dk_view){store, call->actor, arena}, query, row, ctx, err);
    dk_app_return(call->app, store);
    dk_arena_free(arena);
    return code;
}

dk_code dk_uc_read(const dk_call *call, const dk_register *reg, int64_t id, bool wants_unmasked,
                   dk_sourced *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    dk_record *record = NULL;
    dk_code code = DK_FAILED;
    dk_provenance *origin = dk_arena_array(call->arena, reg->n_fields, sizeof *origin);
    if (origin == NULL)
        return DK_NO_MEMORY(err);
    if (dk_app_borrow(call->app, &store, err) != DK_OK ||
        dk_store_get(&(dk_view){store, call->actor, call->arena}, reg, id, wants_unmasked, &record,
                     err) != DK_OK)
        goto cleanup;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (record->v[i].kind == DK_V_ABSENT || record->v[i].kind == DK_V_NULL)
            continue;
        if (dk_store_provenance(&(dk_view){store, call->actor, call->arena}, reg, id, i, &origin[i],
                                err) != DK_OK)
            goto cleanup;
    }
    *out = (dk_sourced){record, origin};
    code = DK_OK;
cleanup:
    dk_app_return(call->app, store);
    return code;
}

dk_code dk_uc_counts(const dk_call *call, int64_t *counts, dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_store *store = NULL;
    dk_code code = dk_app_borrow(call->app, &store, err);
    for (size_t i = 0; code == DK_OK && i < dk_n_registers; i++) {
        dk_query query = {.reg = dk_registers[i], .order = SIZE_MAX};
        code = dk_store_count(store, call->actor, &query, &counts[i], err);
    }
    dk_app_return(call->app, store);
    return code;
}

static bool first_id(void *ctx, const dk_record *record)
{
    int64_t *id = ctx;
    *id = record->id;
    return false;
}

/* Other numbers people use for a record; the first register field of the name wins. */
static dk_code find_by_number(dk_store *store, const dk_actor *actor, const dk_register *reg,
                              const char *text, int64_t *id, dk_err *err)
{
    static const char *const numbers[] = {"student_no", "post_no"};
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : DK_OK;
    for (size_t i = 0; code == DK_OK && *id == 0 && i < sizeof numbers / sizeof *numbers; i++) {
        size_t field = dk_field_find(reg, numbers[i]);
        if (field == SIZE_MAX)
            continue;
        dk_filter filter = {.field = field, .op = DK_OP_EQ, .value = text};
        dk_query query = {
            .reg = reg, .filters = &filter, .n_filters = 1, .order = SIZE_MAX, .limit = 1};
        code = dk_store_scan(&(dk_view){store, actor, arena}, &query, first_id, id, err);
    }
    dk_arena_free(arena);
    return code;
}

dk_code dk_uc_find(const dk_call *call, const dk_register *reg, const char *text, int64_t *id,
                   dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_store *store = NULL;
    int64_t found = 0;
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_find(store, call->actor, reg, text, &found, err);
    if (code == DK_OK && found == 0)
        code = find_by_number(store, call->actor, reg, text, &found, err);
    dk_app_return(call->app, store);
    if (code != DK_OK)
        return DK_FAILED;
    if (found == 0) {
        char example[24];
        dk_record_no(reg, 1, example);
        /* A long number may be an identity number, which never goes into an error text. */
        return DK_FAIL(err, MSG_RECORD_NOT_FOUND, DK_NOWHERE, dk_arg_str(reg->title.zh),
                       dk_arg_str(strlen(text) > 14 ? "…" : text), dk_arg_str(example));
    }
    *id = found;
    return DK_OK;
}

const char *dk_record_label(dk_arena *arena, const dk_record *record)
{
    for (size_t i = 0; i < record->reg->n_fields; i++) {
        const dk_field *field = &record->reg->fields[i];
        if ((field->flags & DK_F_LABEL) && record->v[i].kind != DK_V_ABSENT &&
            record->v[i].kind != DK_V_NULL)
            return record->v[i].kind == DK_V_SEALED ? record->v[i].text
                                                    : dk_value_text(arena, field, &record->v[i]);
    }
    char no[24];
    dk_record_no(record->reg, record->id, no);
    return dk_arena_text(arena, no);
}
