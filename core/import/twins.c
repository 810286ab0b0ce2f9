/* core/import/twins.c - the name beside a code (internal.h).
 *
 * Many tables give a coded thing twice: 专业号 and 专业名称. The code is what counts. The name is
 * read where the code is missing; where both are there and the name is known as another entry of
 * the list, nobody can tell which is meant. A name that the list does not know says nothing against
 * the code.
 */
#include <assert.h>

#include "core/base/messages.h"
#include "core/import/internal.h"
#include "core/import/messages.h"

static dk_code clash(dk_reading *r, const dk_entry *entry, const dk_field *field, const char *code,
                     dk_err *err)
{
    dk_err found = DK_ERR_INIT;
    const dk_code_row *known =
        dk_codes_find(r->options->codes, field->codes, code, r->options->day);
    (void)DK_FAIL(&found, MSG_CELL_CODE_CLASH, DK_NOWHERE,
                  dk_arg_str(dk_import_shown(r->scratch, field, entry->cell->text)),
                  dk_arg_str(code), dk_arg_str(known == NULL ? code : known->name));
    entry->row->is_refused = true;
    return dk_reading_add_error(r, entry->row, entry->column, &found, err);
}

dk_code dk_twin_read(dk_reading *r, const dk_entry *entry, dk_row_state *state, dk_err *err)
{
    const dk_cell *cell = entry->cell;
    const size_t at = r->headers[entry->row->sheet].columns[entry->column].twin[entry->side];
    dk_record *record = entry->row->record[entry->side];
    assert(record != NULL && at < record->reg->n_fields);
    const dk_field *field = &record->reg->fields[at];
    const dk_value *code = &record->v[at];
    dk_import_options quiet = *r->options;
    const dk_reader with = {r->arena, r->scratch, &quiet};
    dk_err found = DK_ERR_INIT;
    dk_value named;
    if (cell->kind == DK_CELL_EMPTY || state->has_error[at])
        return DK_OK;
    const bool has_code = code->kind == DK_V_TEXT;
    if (has_code)
        quiet.source = NULL; /* a name beside its code is no question */
    if (dk_import_cell(&with, field, cell, &named, &found) == DK_OK) {
        if (!has_code)
            record->v[at] = named;
        else if (named.kind == DK_V_TEXT && !dk_value_equal(field, code, &named))
            return clash(r, entry, field, code->text, err);
        return DK_OK;
    }
    if (has_code)
        return DK_OK;
    entry->row->is_refused = state->has_error[at] = true;
    return dk_reading_add_error(r, entry->row, entry->column, &found, err);
}
