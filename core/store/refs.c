/* core/store/refs.c - references between registers, checked at the end of a batch.
 *
 * A field with `ref` holds the record number (integer types) or the only natural key (other types)
 * of a record of that register. Checking at the end lets rows of one batch come in any order and
 * name each other; only references that lead nowhere when they are written are looked at again (a
 * target that goes away later makes the whole check run). Sub-fields of lists may refer as well. A
 * reference to a register whose natural key is sealed or has several fields cannot be followed and
 * is not checked; none exists in core/register.
 */
#include "core/store/writing.h"

#include <assert.h>
#include <string.h>

typedef struct {
    const dk_register *reg;
    const dk_field *field;  /* of the register */
    const dk_field *column; /* the field itself, or the column of its child table */
    const dk_register *target;
} ref_link;

/* "record" or the natural key the column holds; NULL when it cannot be followed. */
static const char *target_column(const ref_link *ref)
{
    if (dk_is_number(ref->column))
        return "record";
    const dk_field *key = dk_ref_key(ref->target);
    return key == NULL ? NULL : key->key;
}

static const char *table_of(const ref_link *ref, dk_arena *arena)
{
    return dk_is_child(ref->field) ? dk_arena_format(arena, "%s_%s", ref->reg->key, ref->field->key)
                                   : ref->reg->key;
}

static dk_code make_texts(dk_store *store, const ref_link *ref, struct dk_ref *out, dk_err *err)
{
    const char *column = ref->column->key, *table = table_of(ref, store->arena);
    const char *there = target_column(ref);
    const char *nowhere =
        table == NULL ? NULL
                      : dk_arena_format(store->arena,
                                        "SELECT t.record, t.\"%s\" FROM \"%s\" t WHERE t.\"%s\" "
                                        "IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"%s\" x "
                                        "WHERE x.\"%s\" = t.\"%s\")",
                                        column, table, column, ref->target->key, there, column);
    if (nowhere == NULL)
        return DK_NO_MEMORY(err);
    out->broken_of = dk_arena_format(store->arena, "%s AND t.record = $1", nowhere);
    out->broken_all = dk_arena_format(store->arena, "%s ORDER BY t.record", nowhere);
    return out->broken_of == NULL || out->broken_all == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* The references found so far. */
typedef struct {
    dk_store *store;
    struct dk_ref *items;
    size_t n, capacity;
} ref_list;

/* Adds one reference of field `i` of register `at` when `column` is one that can be followed. */
static dk_code add(ref_list *refs, size_t at, size_t i, const dk_field *column, dk_err *err)
{
    dk_store *store = refs->store;
    const dk_register *reg = store->model.registers[at];
    if (column->ref == NULL || dk_is_sealed(&reg->fields[i]))
        return DK_OK;
    for (size_t t = 0; t < store->model.n_registers; t++) {
        const ref_link ref = {reg, &reg->fields[i], column, store->model.registers[t]};
        if (strcmp(ref.target->key, column->ref) != 0 || target_column(&ref) == NULL)
            continue;
        refs->items =
            dk_arena_grow(store->arena, refs->items, refs->n, &refs->capacity, sizeof *refs->items);
        if (refs->items == NULL)
            return DK_NO_MEMORY(err);
        struct dk_ref *added = &refs->items[refs->n++];
        *added = (struct dk_ref){.at = at, .field = i, .target = t};
        if (make_texts(store, &ref, added, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_refs_make(dk_store *store, dk_err *err)
{
    ref_list refs = {.store = store};
    for (size_t at = 0; at < store->model.n_registers; at++) {
        const dk_register *reg = store->model.registers[at];
        for (size_t i = 0; i < reg->n_fields; i++) {
            const dk_field *field = &reg->fields[i];
            if (field->type != DK_TYPE_LIST) {
                dk_field column = *field;
                if (field->type == DK_TYPE_CODES)
                    column.key = dk_child_column(field, 0)->key;
                if (add(&refs, at, i, &column, err) != DK_OK)
                    return DK_FAILED;
                continue;
            }
            for (size_t c = 0; c < field->n_sub; c++)
                if (add(&refs, at, i, &field->sub[c], err) != DK_OK)
                    return DK_FAILED;
        }
    }
    store->refs = refs.items;
    store->n_refs = refs.n;
    return DK_OK;
}

/* ---- checking ---- */

/* The statement that finds broken references of one record, or of all (record 0), at its first row.
 */
static dk_code open_check(dk_store *store, const struct dk_ref *ref, int64_t record, dk_stmt **out,
                          bool *found, dk_err *err)
{
    if (dk_store_stmt(store, record == 0 ? ref->broken_all : ref->broken_of, out, err) != DK_OK)
        return DK_FAILED;
    if (record != 0)
        dk_bind_int(*out, 1, record);
    return dk_stmt_step(*out, found, err);
}

dk_code dk_refs_note(dk_writer *writer, const dk_noted *noted, dk_err *err)
{
    assert(noted->record > 0 && noted->state != NULL);
    dk_store *store = writer->store;
    dk_ref_log *log = &writer->refs;
    for (size_t i = 0; i < store->n_refs; i++) {
        const struct dk_ref *ref = &store->refs[i];
        dk_stmt *stmt = NULL;
        bool is_broken = false;
        if (ref->at != noted->at || noted->state[ref->field].kind == DK_D_NULL ||
            (noted->changed != NULL && !noted->changed[ref->field]))
            continue;
        if (open_check(store, ref, noted->record, &stmt, &is_broken, err) != DK_OK)
            return DK_FAILED;
        dk_stmt_reset(stmt);
        if (!is_broken)
            continue;
        log->items =
            dk_arena_grow(log->arena, log->items, log->n, &log->capacity, sizeof *log->items);
        if (log->items == NULL)
            return DK_NO_MEMORY(err);
        log->items[log->n++] = (struct dk_open_ref){
            i, noted->record, noted->rows == NULL ? noted->row : noted->rows[ref->field]};
    }
    return DK_OK;
}

/* Hands every row of a check to `each`. */
static dk_code look(dk_writer *writer, const struct dk_open_ref *open, dk_ref_each *each, void *ctx,
                    dk_err *err)
{
    dk_store *store = writer->store;
    const struct dk_ref *ref = &store->refs[open->ref];
    const dk_field *field = &store->model.registers[ref->at]->fields[ref->field];
    dk_stmt *stmt = NULL;
    bool found = false;
    dk_code code = open_check(store, ref, open->record, &stmt, &found, err);
    while (code == DK_OK && found) {
        dk_datum datum = dk_column(stmt, 1);
        dk_dangling dangling = {ref->at,   field,       dk_column_int(stmt, 0), "*",
                                open->row, ref->target, open->record == 0};
        if ((field->flags & DK_F_RESTRICTED) == 0)
            dangling.value = datum.kind == DK_D_INT
                                 ? dk_arena_format(writer->arena, "%lld", (long long)datum.num)
                                 : dk_arena_text(writer->arena, datum.bytes);
        code = dangling.value == NULL ? DK_NO_MEMORY(err) : each(ctx, &dangling, err);
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &found, err);
    }
    dk_stmt_reset(stmt);
    return code;
}

dk_code dk_refs_each(dk_writer *writer, dk_ref_each *each, void *ctx, dk_err *err)
{
    assert(writer->store != NULL && each != NULL);
    const dk_store *store = writer->store;
    for (size_t i = 0; i < writer->refs.n; i++)
        if (look(writer, &writer->refs.items[i], each, ctx, err) != DK_OK)
            return DK_FAILED;
    for (size_t i = 0; i < store->n_refs; i++) {
        const struct dk_open_ref all = {.ref = i};
        if (writer->has_removed[store->refs[i].target] &&
            look(writer, &all, each, ctx, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_refs_fail(const dk_store *store, const dk_dangling *dangling, dk_err *err)
{
    assert(dangling->field != NULL && dangling->value != NULL);
    const dk_register *target = store->model.registers[dangling->target];
    char name[128];
    if (!dangling->is_held)
        return DK_FAIL(err, MSG_REF_MISSING,
                       ((dk_place){.row = dangling->row, .field = dangling->field->title.zh}),
                       dk_arg_str(dangling->field->title.zh), dk_arg_str(dangling->value),
                       dk_arg_str(target->title.zh));
    dk_record_name(store->model.registers[dangling->at], dangling->record, name);
    return DK_FAIL(err, MSG_REF_HELD, DK_NOWHERE, dk_arg_str(target->title.zh), dk_arg_str(name),
                   dk_arg_str(dangling->field->title.zh));
}
