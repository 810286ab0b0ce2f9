/* core/store/row.c - columns of a register table <-> values and states (internal.h names the
 * forms). */
#include "core/store/internal.h"

#include <assert.h>
#include <string.h>

dk_projection dk_projection_of(dk_store *store, size_t at, dk_arena *arena)
{
    assert(at < store->model.n_registers && arena != NULL);
    return (dk_projection){store, at, store->model.registers[at], &store->sql[at], arena};
}

/* ---- reading ---- */

/* One clear column as a value; text is copied. */
static dk_code column_value(dk_stmt *stmt, int at, dk_arena *arena, dk_value *out, dk_err *err)
{
    dk_datum datum = dk_column(stmt, at);
    bool ok = true;
    switch (datum.kind) {
    case DK_D_NULL:
        *out = (dk_value){.kind = DK_V_NULL};
        break;
    case DK_D_INT:
        *out = (dk_value){.kind = DK_V_INT, .num = datum.num};
        break;
    case DK_D_TEXT:
    case DK_D_BLOB:
        *out = (dk_value){.kind = DK_V_TEXT, .text = dk_datum_copy(arena, datum, &ok).bytes};
        break;
    }
    return ok ? DK_OK : DK_NO_MEMORY(err);
}

/* Reads the items of list field `i`; a list without items is the empty value. */
static dk_code read_items(const dk_projection *of, size_t i, int64_t record, dk_value *out,
                          dk_err *err)
{
    size_t n_columns = dk_field_columns(&of->reg->fields[i]);
    dk_stmt *stmt = NULL;
    bool has_row = false;
    dk_value *items = NULL;
    size_t n = 0, capacity = 0;
    if (dk_store_stmt(of->store, of->sql->items[i], &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, record);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        items = dk_arena_grow(of->arena, items, n, &capacity, n_columns * sizeof *items);
        if (items == NULL) {
            code = DK_NO_MEMORY(err);
            break;
        }
        for (size_t c = 0; c < n_columns && code == DK_OK; c++)
            code = column_value(stmt, (int)c, of->arena, &items[n * n_columns + c], err);
        n++;
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    if (code == DK_OK)
        *out = (dk_value){
            .kind = n == 0 ? DK_V_NULL : DK_V_LIST, .items = items, .n_rows = (uint32_t)n};
    return code;
}

dk_code dk_row_read(const dk_projection *of, dk_stmt *stmt, dk_value *values, dk_datum *sealed,
                    dk_err *err)
{
    assert(stmt != NULL && values != NULL && sealed != NULL);
    const dk_register *reg = of->reg;
    int64_t record = dk_column_int(stmt, 0);
    int column = 1;
    bool ok = true;
    for (size_t i = 0; i < reg->n_fields; i++) {
        const dk_field *field = &reg->fields[i];
        sealed[i] = DK_DATUM_NULL;
        values[i] = (dk_value){.kind = DK_V_NULL};
        dk_code code = DK_OK;
        if (dk_is_child(field))
            code = read_items(of, i, record, &values[i], err);
        else if (dk_is_sealed(field))
            sealed[i] = dk_datum_copy(of->arena, dk_column(stmt, column++), &ok);
        else
            code = column_value(stmt, column++, of->arena, &values[i], err);
        if (code != DK_OK)
            return code;
    }
    return ok ? DK_OK : DK_NO_MEMORY(err);
}

dk_code dk_row_state(const dk_projection *of, dk_stmt *stmt, dk_datum *state, dk_err *err)
{
    assert(stmt != NULL && state != NULL);
    const dk_register *reg = of->reg;
    dk_value *values = dk_arena_array(of->arena, reg->n_fields, sizeof *values);
    if (values == NULL)
        return DK_NO_MEMORY(err);
    if (dk_row_read(of, stmt, values, state, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (dk_is_sealed(&reg->fields[i]) || values[i].kind == DK_V_NULL)
            continue;
        const char *text = values[i].kind == DK_V_TEXT
                               ? values[i].text
                               : dk_value_text(of->arena, &reg->fields[i], &values[i]);
        if (text == NULL)
            return DK_NO_MEMORY(err);
        state[i] = text[0] == '\0' ? DK_DATUM_NULL : dk_datum_text(text);
    }
    return DK_OK;
}

dk_code dk_state_load(const dk_projection *of, int64_t record, dk_datum *state, bool *found,
                      dk_err *err)
{
    assert(record > 0 && state != NULL && found != NULL);
    dk_stmt *stmt = NULL;
    bool has_row = false;
    if (dk_store_stmt(of->store, of->sql->one, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, record);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    if (code == DK_OK && has_row)
        code = dk_row_state(of, stmt, state, err);
    dk_stmt_reset(stmt);
    if (code == DK_OK)
        *found = has_row;
    return code;
}

/* ---- writing ---- */

/* What a column holds for a state datum: numbers are parsed from their canonical text. */
static dk_code column_datum(const dk_field *field, dk_datum datum, dk_arena *arena, dk_datum *out,
                            dk_err *err)
{
    if (datum.kind != DK_D_TEXT || dk_is_sealed(field) || !dk_is_number(field)) {
        *out = datum;
        return DK_OK;
    }
    dk_value value;
    if (dk_value_parse(arena, field, datum.bytes, &value, err) != DK_OK)
        return DK_FAILED;
    *out = value.kind == DK_V_INT ? dk_datum_int(value.num) : DK_DATUM_NULL;
    return DK_OK;
}

static dk_datum item_datum(const dk_value *value)
{
    if (value->kind == DK_V_INT)
        return dk_datum_int(value->num);
    if (value->kind == DK_V_TEXT && value->text[0] != '\0')
        return dk_datum_text(value->text);
    return DK_DATUM_NULL;
}

/* Writes the items of list field `i`, which has none in the table. */
static dk_code add_items(const dk_projection *of, size_t i, int64_t record, dk_datum list,
                         dk_err *err)
{
    const dk_field *field = &of->reg->fields[i];
    dk_value value;
    dk_stmt *stmt = NULL;
    size_t n_columns = dk_field_columns(field);
    if (list.kind == DK_D_NULL)
        return DK_OK;
    if (dk_value_parse(of->arena, field, list.bytes, &value, err) != DK_OK)
        return DK_FAILED;
    for (size_t row = 0; value.kind == DK_V_LIST && row < value.n_rows; row++) {
        if (dk_store_stmt(of->store, of->sql->add_item[i], &stmt, err) != DK_OK)
            return DK_FAILED;
        dk_bind_int(stmt, 1, record);
        dk_bind_int(stmt, 2, (int64_t)row);
        for (size_t c = 0; c < n_columns; c++)
            dk_bind(stmt, (int)c + 3, item_datum(&value.items[row * n_columns + c]));
        if (dk_stmt_run(stmt, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_state_insert(const dk_projection *of, int64_t record, const dk_datum *state, dk_err *err)
{
    const dk_register *reg = of->reg;
    dk_stmt *stmt = NULL;
    int n = 1;
    assert(record > 0);
    if (dk_store_stmt(of->store, of->sql->insert, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, record);
    for (size_t i = 0; i < reg->n_fields; i++) {
        dk_datum datum;
        if (dk_is_child(&reg->fields[i]))
            continue;
        if (column_datum(&reg->fields[i], state[i], of->arena, &datum, err) != DK_OK)
            return DK_FAILED;
        dk_bind(stmt, ++n, datum);
    }
    if (dk_stmt_run(stmt, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < reg->n_fields; i++)
        if (dk_is_child(&reg->fields[i]) && add_items(of, i, record, state[i], err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

static dk_code run_on_record(dk_store *store, const char *sql, int64_t record, dk_err *err)
{
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, record);
    return dk_stmt_run(stmt, err);
}

static dk_code update_keys(const dk_projection *of, int64_t record, const dk_datum *state,
                           dk_err *err)
{
    const dk_register *reg = of->reg;
    dk_stmt *stmt = NULL;
    int n = 0;
    if (dk_store_stmt(of->store, of->sql->set_keys, &stmt, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < reg->n_fields; i++) {
        dk_datum datum;
        if ((reg->fields[i].flags & DK_F_NATURAL_KEY) == 0)
            continue;
        if (column_datum(&reg->fields[i], state[i], of->arena, &datum, err) != DK_OK)
            return DK_FAILED;
        dk_bind(stmt, ++n, datum);
    }
    dk_bind_int(stmt, n + 1, record);
    return dk_stmt_run(stmt, err);
}

static dk_code update_field(const dk_projection *of, int64_t record, size_t i, dk_datum datum,
                            dk_err *err)
{
    const dk_field *field = &of->reg->fields[i];
    dk_stmt *stmt = NULL;
    dk_datum column;
    if (dk_is_child(field)) {
        if (run_on_record(of->store, of->sql->clear[i], record, err) != DK_OK)
            return DK_FAILED;
        return add_items(of, i, record, datum, err);
    }
    if (column_datum(field, datum, of->arena, &column, err) != DK_OK ||
        dk_store_stmt(of->store, of->sql->set[i], &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind(stmt, 1, column);
    dk_bind_int(stmt, 2, record);
    return dk_stmt_run(stmt, err);
}

dk_code dk_state_update(const dk_projection *of, int64_t record, const dk_datum *state,
                        const bool *changed, dk_err *err)
{
    assert(record > 0 && state != NULL && changed != NULL);
    const dk_register *reg = of->reg;
    bool has_keys = false;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (!changed[i])
            continue;
        if ((reg->fields[i].flags & DK_F_NATURAL_KEY) != 0)
            has_keys = true;
        else if (update_field(of, record, i, state[i], err) != DK_OK)
            return DK_FAILED;
    }
    return has_keys ? update_keys(of, record, state, err) : DK_OK;
}

dk_code dk_state_remove(const dk_projection *of, int64_t record, dk_err *err)
{
    assert(record > 0);
    for (size_t i = 0; i < of->reg->n_fields; i++)
        if (dk_is_child(&of->reg->fields[i]) &&
            run_on_record(of->store, of->sql->clear[i], record, err) != DK_OK)
            return DK_FAILED;
    return run_on_record(of->store, of->sql->remove, record, err);
}

/* ---- natural keys ---- */

dk_code dk_key_datum(const dk_projection *of, const dk_field *field, const char *text,
                     dk_datum *out, dk_err *err)
{
    assert((field->flags & DK_F_NATURAL_KEY) != 0);
    if (text == NULL || text[0] == '\0') {
        *out = DK_DATUM_NULL;
        return DK_OK;
    }
    if (!dk_is_sealed(field))
        return column_datum(field, dk_datum_text(text), of->arena, out, err);
    unsigned char *tag = dk_arena_alloc(of->arena, DK_SEAL_WHOLE_LEN);
    if (tag == NULL)
        return DK_NO_MEMORY(err);
    dk_seal_whole_tag(&of->store->keys, of->reg, field, text, tag);
    *out = dk_datum_blob(tag, DK_SEAL_WHOLE_LEN);
    return DK_OK;
}

dk_code dk_key_find(const dk_projection *of, const dk_datum *keys, int64_t except, int64_t *first,
                    dk_err *err)
{
    const dk_register *reg = of->reg;
    dk_stmt *stmt = NULL;
    bool has_row = false, is_empty = true;
    int n = 0;
    int64_t found = 0;
    assert(of->sql->by_key != NULL); /* else a register without natural key */
    if (dk_store_stmt(of->store, of->sql->by_key, &stmt, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if ((reg->fields[i].flags & DK_F_NATURAL_KEY) == 0)
            continue;
        is_empty = is_empty && keys[n].kind == DK_D_NULL;
        dk_bind(stmt, n + 1, keys[n]);
        n++;
    }
    dk_code code = is_empty ? DK_OK : dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row && found == 0) {
        int64_t record = dk_column_int(stmt, 0);
        found = record == except ? 0 : record;
        if (found == 0)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    if (code == DK_OK)
        *first = found;
    return code;
}
