/* core/store/refs.c - references between registers, checked once at the end of a batch.
 *
 * A field with `ref` holds the record number (integer types) or the only natural key (other types)
 * of a record of that register. Checking at the end lets rows of one batch come in any order and
 * name each other. Sub-fields of lists may refer as well. A reference to a register whose natural
 * key is sealed or has several fields cannot be followed and is not checked; none exists in
 * core/register.
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

/* `c.register || ''` keeps the planner from walking every change of the register by its index: the
 * changes since $1 are few. */
static dk_code make_texts(dk_store *store, const ref_link *ref, struct dk_ref *out, dk_err *err)
{
    const char *column = ref->column->key, *table = table_of(ref, store->arena);
    const char *there = target_column(ref);
    const char *nowhere = dk_arena_format(
        store->arena,
        "t.\"%s\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"%s\" x WHERE x.\"%s\" = t.\"%s\")",
        column, ref->target->key, there, column);
    if (table == NULL || nowhere == NULL)
        return DK_NO_MEMORY(err);
    out->broken_new = dk_arena_format(
        store->arena,
        "SELECT t.record, t.\"%s\", c.row FROM change c JOIN \"%s\" t ON t.record = c.record WHERE "
        "c.seq >= $1 AND c.register || '' = $2 AND c.field IN ('', $3) AND %s ORDER BY c.seq",
        column, table, nowhere);
    out->broken_held = dk_arena_format(
        store->arena, "SELECT t.record, t.\"%s\", 0 FROM \"%s\" t WHERE %s ORDER BY t.record",
        column, table, nowhere);
    return out->broken_new == NULL || out->broken_held == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* Adds one reference when `column` is one that can be followed. */
static dk_code add(dk_store *store, size_t at, size_t i, const dk_field *column,
                   struct dk_ref **refs, size_t *capacity, dk_err *err)
{
    const dk_register *reg = store->model.registers[at];
    if (column->ref == NULL || dk_is_sealed(&reg->fields[i]))
        return DK_OK;
    for (size_t t = 0; t < store->model.n_registers; t++) {
        const ref_link ref = {reg, &reg->fields[i], column, store->model.registers[t]};
        if (strcmp(ref.target->key, column->ref) != 0 || target_column(&ref) == NULL)
            continue;
        *refs = dk_arena_grow(store->arena, *refs, store->n_refs, capacity, sizeof **refs);
        if (*refs == NULL)
            return DK_NO_MEMORY(err);
        (*refs)[store->n_refs] = (struct dk_ref){.at = at, .field = i, .target = t};
        if (make_texts(store, &ref, &(*refs)[store->n_refs], err) != DK_OK)
            return DK_FAILED;
        store->n_refs++;
    }
    return DK_OK;
}

dk_code dk_refs_make(dk_store *store, dk_err *err)
{
    struct dk_ref *refs = NULL;
    size_t capacity = 0;
    for (size_t at = 0; at < store->model.n_registers; at++) {
        const dk_register *reg = store->model.registers[at];
        for (size_t i = 0; i < reg->n_fields; i++) {
            const dk_field *field = &reg->fields[i];
            if (field->type != DK_TYPE_LIST) {
                dk_field column = *field;
                if (field->type == DK_TYPE_CODES)
                    column.key = dk_child_column(field, 0)->key;
                if (add(store, at, i, &column, &refs, &capacity, err) != DK_OK)
                    return DK_FAILED;
                continue;
            }
            for (size_t c = 0; c < field->n_sub; c++)
                if (add(store, at, i, &field->sub[c], &refs, &capacity, err) != DK_OK)
                    return DK_FAILED;
        }
    }
    store->refs = refs;
    return DK_OK;
}

/* Hands every row of a check to `each`. */
static dk_code look(dk_writer *writer, const struct dk_ref *ref, bool is_held, dk_ref_each *each,
                    void *ctx, dk_err *err)
{
    dk_store *store = writer->store;
    const dk_register *reg = store->model.registers[ref->at];
    const dk_field *field = &reg->fields[ref->field];
    dk_stmt *stmt = NULL;
    bool found = false;
    if (dk_store_stmt(store, is_held ? ref->broken_held : ref->broken_new, &stmt, err) != DK_OK)
        return DK_FAILED;
    if (!is_held) {
        dk_bind_int(stmt, 1, writer->log.first_seq);
        dk_bind_text(stmt, 2, reg->key);
        dk_bind_text(stmt, 3, field->key);
    }
    dk_code code = dk_stmt_step(stmt, &found, err);
    while (code == DK_OK && found) {
        dk_datum datum = dk_column(stmt, 1);
        dk_dangling dangling = {
            ref->at,     field,  dk_column_int(stmt, 0), "*", dk_column_int(stmt, 2),
            ref->target, is_held};
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

static dk_code was_changed(dk_writer *writer, size_t at, bool *out, dk_err *err)
{
    static const char sql[] = "SELECT count(*) FROM (SELECT 1 FROM change WHERE seq >= $1 AND "
                              "register || '' = $2 LIMIT 1) AS some";
    dk_stmt *stmt = NULL;
    int64_t n = 0;
    if (dk_store_stmt(writer->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, writer->log.first_seq);
    dk_bind_text(stmt, 2, writer->store->model.registers[at]->key);
    if (dk_stmt_int(stmt, &n, err) != DK_OK)
        return DK_FAILED;
    *out = n > 0;
    return DK_OK;
}

dk_code dk_refs_each(dk_writer *writer, dk_ref_each *each, void *ctx, dk_err *err)
{
    const dk_store *store = writer->store;
    for (size_t i = 0; i < store->n_refs; i++) {
        bool is_changed = false;
        if (was_changed(writer, store->refs[i].at, &is_changed, err) != DK_OK ||
            (is_changed && look(writer, &store->refs[i], false, each, ctx, err) != DK_OK))
            return DK_FAILED;
    }
    for (size_t i = 0; i < store->n_refs; i++)
        if (writer->has_removed[store->refs[i].target] &&
            look(writer, &store->refs[i], true, each, ctx, err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

dk_code dk_refs_fail(const dk_store *store, const dk_dangling *dangling, dk_err *err)
{
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
