/* core/store/write.c - one record at a time: projection and log row written together. */
#include "core/store/writing.h"

#include <assert.h>
#include <string.h>

dk_code dk_writer_open(dk_store *store, const dk_actor *actor, dk_arena *plan, dk_writer *out,
                       dk_err *err)
{
    assert(actor != NULL && plan != NULL && plan != store->scratch);
    size_t n = store->model.n_registers;
    *out = (dk_writer){.store = store,
                       .actor = actor,

                       .refs = {.arena = plan},
                       .arena = store->scratch};
    out->first_record = dk_arena_array(plan, n, sizeof *out->first_record);
    out->next_record = dk_arena_array(plan, n, sizeof *out->next_record);
    out->has_removed = dk_arena_array(plan, n, sizeof *out->has_removed);
    if (out->first_record == NULL || out->next_record == NULL || out->has_removed == NULL)
        return DK_NO_MEMORY(err);
    return dk_log_open(store, &out->log, err);
}

void dk_writer_close(dk_writer *writer)
{
    dk_terms_close(&writer->terms);
}

dk_code dk_writer_number(dk_writer *writer, size_t at, int64_t *out, dk_err *err)
{
    assert(at < writer->store->model.n_registers);
    static const char sql[] = "SELECT max(record) FROM change WHERE register = $1";
    if (writer->first_record[at] == 0) {
        dk_stmt *stmt = NULL;
        int64_t last = 0;
        if (dk_store_stmt(writer->store, sql, &stmt, err) != DK_OK)
            return DK_FAILED;
        dk_bind_text(stmt, 1, writer->store->model.registers[at]->key);
        if (dk_stmt_int(stmt, &last, err) != DK_OK)
            return DK_FAILED;
        writer->first_record[at] = writer->next_record[at] = last + 1;
    }
    *out = writer->next_record[at]++;
    return DK_OK;
}

bool dk_unit_allows(const dk_actor *actor, const dk_register *reg, const dk_datum *state)
{
    bool has_unit = false;
    if (dk_actor_may(actor, DK_RIGHT_ALL_UNITS))
        return true;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if ((reg->fields[i].flags & DK_F_UNIT) == 0)
            continue;
        has_unit = true;
        if (actor->unit != NULL && state[i].kind == DK_D_TEXT &&
            strcmp(state[i].bytes, actor->unit) == 0)
            return true;
    }
    return !has_unit;
}

static dk_place place_of(int64_t row, const dk_field *field)
{
    return (dk_place){.row = row, .field = field == NULL ? NULL : field->title.zh};
}

static dk_code check_required(const dk_register *reg, size_t i, const dk_datum *state, int64_t row,
                              dk_err *err)
{
    const dk_field *field = &reg->fields[i];
    if ((field->flags & DK_F_REQUIRED) == 0 || state[i].kind != DK_D_NULL)
        return DK_OK;
    return DK_FAIL(err, MSG_STORE_REQUIRED, place_of(row, field), dk_arg_str(reg->title.zh),
                   dk_arg_str(field->title.zh));
}

/* True when the unique index guards the natural key: it has no empty part. */
static bool has_whole_key(const dk_register *reg, const dk_datum *state)
{
    bool has_key = false;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if ((reg->fields[i].flags & DK_F_NATURAL_KEY) == 0)
            continue;
        if (state[i].kind == DK_D_NULL)
            return false;
        has_key = true;
    }
    return has_key;
}

/* Refuses a state whose natural key another record has, by the name of the field. */
static dk_code check_key(dk_writer *writer, size_t at, int64_t record, const dk_datum *state,
                         dk_err *err)
{
    const dk_projection of = dk_projection_of(writer->store, at, writer->arena);
    const dk_register *reg = of.reg;
    const dk_field *last = NULL;
    int64_t other = 0;
    size_t n = 0;
    if (of.sql->by_key == NULL)
        return DK_OK;
    dk_datum *keys = dk_arena_array(writer->arena, reg->n_fields, sizeof *keys);
    if (keys == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < reg->n_fields; i++) {
        const dk_field *field = &reg->fields[i];
        if ((field->flags & DK_F_NATURAL_KEY) == 0)
            continue;
        last = field;
        if (!dk_is_sealed(field)) {
            if (dk_key_datum(&of, field, state[i].bytes, &keys[n++], err) != DK_OK)
                return DK_FAILED;
        } else if (state[i].kind == DK_D_BLOB) {
            keys[n++] = dk_datum_blob(state[i].bytes + DK_SEAL_WHOLE_AT, DK_SEAL_WHOLE_LEN);
        } else {
            keys[n++] = DK_DATUM_NULL;
        }
    }
    if (dk_key_find(&of, keys, record, &other, err) != DK_OK)
        return DK_FAILED;
    if (other == 0)
        return DK_OK;
    return DK_FAIL(err, MSG_STORE_KEY_TAKEN, place_of(0, last), dk_arg_str(reg->title.zh),
                   dk_arg_str(last->title.zh));
}

/* The masked text of one side of a change, NULL when it is empty. */
static dk_code note_text(const dk_projection *of, const dk_field *field, dk_datum datum,
                         const char **out, dk_err *err)
{
    dk_value value;
    *out = NULL;
    if (datum.kind == DK_D_NULL)
        return DK_OK;
    if (dk_state_value(of, field, datum, false, &value, err) != DK_OK)
        return DK_FAILED;
    *out = dk_value_text(of->arena, field, &value);
    return *out == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* Tells whoever asked what is written; field NULL: a new record. */
static dk_code tell(dk_writer *writer, size_t at, const dk_field *field, const dk_change *change,
                    dk_err *err)
{
    const dk_projection of = dk_projection_of(writer->store, at, writer->arena);
    dk_change_note note = {of.reg, change->record, change->row, field, NULL, NULL};
    if (writer->changed == NULL)
        return DK_OK;
    if (field != NULL && (note_text(&of, field, change->old_value, &note.old_text, err) != DK_OK ||
                          note_text(&of, field, change->new_value, &note.new_text, err) != DK_OK))
        return DK_FAILED;
    writer->changed(writer->changed_ctx, &note);
    return DK_OK;
}

/* Puts a new record in its register. A key that the unique index guards is looked up only after it
 * was refused. */
static dk_code insert_state(dk_writer *writer, size_t at, int64_t record, const dk_datum *state,
                            dk_err *err)
{
    const dk_projection of = dk_projection_of(writer->store, at, writer->arena);
    bool is_guarded = has_whole_key(of.reg, state);
    if (!is_guarded && check_key(writer, at, record, state, err) != DK_OK)
        return DK_FAILED;
    if (dk_state_insert(&of, record, state, err) == DK_OK)
        return DK_OK;
    dk_err taken = DK_ERR_INIT;
    if (is_guarded && check_key(writer, at, record, state, &taken) != DK_OK)
        *err = taken;
    return DK_FAILED;
}

dk_code dk_write_new(dk_writer *writer, size_t at, int64_t record, const dk_datum *state,
                     int64_t row, dk_err *err)
{
    assert(at < writer->store->model.n_registers && record > 0);
    dk_store *store = writer->store;
    const dk_register *reg = store->model.registers[at];
    for (size_t i = 0; i < reg->n_fields; i++)
        if (check_required(reg, i, state, row, err) != DK_OK)
            return DK_FAILED;
    if (!dk_unit_allows(writer->actor, reg, state))
        return dk_fail(err, &MSG_STORE_UNIT_FOREIGN, place_of(row, NULL), NULL, 0);
    dk_change change = {record, "", DK_DATUM_NULL, DK_DATUM_NULL, row};
    const dk_noted noted = {at, record, row, state, NULL, NULL};
    const int64_t first = writer->first_record[at];
    const dk_term_change terms = {at, record, NULL, state, first != 0 && record >= first};
    if (insert_state(writer, at, record, state, err) != DK_OK ||
        dk_refs_note(writer, &noted, err) != DK_OK ||
        dk_terms_change(store, &writer->terms, &terms, err) != DK_OK ||
        dk_pack(writer->arena, reg, state, &change.new_value, err) != DK_OK ||
        dk_log_change(store, &writer->log, reg->key, &change, err) != DK_OK ||
        tell(writer, at, NULL, &change, err) != DK_OK)
        return DK_FAILED;
    writer->result.n_new++;
    return DK_OK;
}

dk_code dk_write_removal(dk_writer *writer, size_t at, int64_t record, int64_t row, dk_err *err)
{
    assert(at < writer->store->model.n_registers && record > 0);
    dk_store *store = writer->store;
    const dk_projection of = dk_projection_of(store, at, writer->arena);
    const dk_register *reg = of.reg;
    dk_datum *state = dk_arena_array(writer->arena, reg->n_fields, sizeof *state);
    bool found = false;
    if (state == NULL)
        return DK_NO_MEMORY(err);
    if (dk_state_load(&of, record, state, &found, err) != DK_OK)
        return DK_FAILED;
    if (!found)
        return DK_FAIL(err, MSG_RECORD_MISSING, place_of(row, NULL), dk_arg_str(reg->title.zh),
                       dk_arg_int(record));
    if (!dk_unit_allows(writer->actor, reg, state))
        return dk_fail(err, &MSG_STORE_UNIT_FOREIGN, place_of(row, NULL), NULL, 0);
    dk_change change = {record, "", DK_DATUM_NULL, DK_DATUM_NULL, row};
    const dk_term_change terms = {at, record, state, NULL, false};
    if (dk_pack(writer->arena, reg, state, &change.old_value, err) != DK_OK ||
        dk_state_remove(&of, record, err) != DK_OK ||
        dk_terms_change(store, &writer->terms, &terms, err) != DK_OK ||
        dk_log_change(store, &writer->log, reg->key, &change, err) != DK_OK)
        return DK_FAILED;
    writer->has_removed[at] = true;
    writer->result.n_deleted++;
    return DK_OK;
}

/* Marks the fields that differ and gives the row of the first; returns how many there are. */
static size_t find_changes(dk_writer *writer, size_t at, const dk_edit *edit, bool *changed,
                           int64_t *row)
{
    const dk_register *reg = writer->store->model.registers[at];
    size_t n = 0;
    for (size_t i = 0; i < reg->n_fields; i++) {
        changed[i] = edit->wanted[i] && !dk_datum_equal(&edit->have[i], &edit->want[i]);
        if (!changed[i])
            continue;
        if (n++ == 0)
            *row = edit->rows[i];
        if ((reg->fields[i].flags & DK_F_NATURAL_KEY) != 0)
            writer->has_removed[at] = true;
    }
    return n;
}

static dk_code log_fields(dk_writer *writer, size_t at, const dk_edit *edit, const bool *changed,
                          dk_err *err)
{
    const dk_register *reg = writer->store->model.registers[at];
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (!changed[i])
            continue;
        const dk_change change = {edit->record, reg->fields[i].key, edit->have[i], edit->want[i],
                                  edit->rows[i]};
        if (dk_log_change(writer->store, &writer->log, reg->key, &change, err) != DK_OK ||
            tell(writer, at, &reg->fields[i], &change, err) != DK_OK)
            return DK_FAILED;
        writer->result.n_fields++;
    }
    return DK_OK;
}

dk_code dk_write_update(dk_writer *writer, size_t at, const dk_edit *edit, dk_err *err)
{
    assert(edit->record > 0 && edit->have != NULL && edit->want != NULL);
    dk_store *store = writer->store;
    const dk_projection of = dk_projection_of(store, at, writer->arena);
    const dk_register *reg = of.reg;
    dk_datum *after = dk_arena_array(writer->arena, reg->n_fields, sizeof *after);
    bool *changed = dk_arena_array(writer->arena, reg->n_fields, sizeof *changed);
    int64_t row = 0;
    if (after == NULL || changed == NULL)
        return DK_NO_MEMORY(err);
    if (find_changes(writer, at, edit, changed, &row) == 0) {
        writer->result.n_same++;
        return DK_OK;
    }
    for (size_t i = 0; i < reg->n_fields; i++) {
        after[i] = changed[i] ? edit->want[i] : edit->have[i];
        if (changed[i] && check_required(reg, i, after, edit->rows[i], err) != DK_OK)
            return DK_FAILED;
    }
    if (!dk_unit_allows(writer->actor, reg, edit->have) ||
        !dk_unit_allows(writer->actor, reg, after))
        return dk_fail(err, &MSG_STORE_UNIT_FOREIGN, place_of(row, NULL), NULL, 0);
    const dk_noted noted = {at, edit->record, row, after, changed, edit->rows};
    const dk_term_change terms = {at, edit->record, edit->have, after, false};
    if (check_key(writer, at, edit->record, after, err) != DK_OK ||
        dk_state_update(&of, edit->record, after, changed, err) != DK_OK ||
        dk_refs_note(writer, &noted, err) != DK_OK ||
        dk_terms_change(store, &writer->terms, &terms, err) != DK_OK ||
        log_fields(writer, at, edit, changed, err) != DK_OK)
        return DK_FAILED;
    writer->result.n_changed++;
    return DK_OK;
}
