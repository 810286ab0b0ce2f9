/* api/usecase/import_refs.c - rows that name a firm or a record nobody registered: each an error of
 * its cell, like any other (import.h). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/import.h"
#include "core/base/messages.h"
#include "core/store/messages.h"

void dk_nowhere_keep(void *ctx, const dk_dangling_note *note)
{
    assert(note->reg != NULL && note->field != NULL);
    dk_nowhere *all = ctx;
    dk_dangling_note copy = *note;
    dk_dangling_note *items =
        dk_arena_grow(all->arena, all->items, all->n, &all->capacity, sizeof *items);
    copy.value = dk_arena_text(all->arena, note->value);
    all->is_broken |= items == NULL || copy.value == NULL;
    if (all->is_broken)
        return;
    all->items = items;
    all->items[all->n++] = copy;
}

static int by_row(const void *a, const void *b)
{
    const dk_dangling_note *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

static size_t first_of(const dk_nowhere *all, int64_t row)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->items[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Rows of several sheets may have one number; then the value tells. */
static bool is_of(const dk_dangling_note *note, const dk_batch_row *row, dk_arena *arena)
{
    if (note->reg != row->record->reg || note->row != row->row)
        return false;
    const dk_value *value = &row->record->v[note->field - note->reg->fields];
    const char *text = value->kind == DK_V_TEXT || value->kind == DK_V_INT
                           ? dk_value_text(arena, note->field, value)
                           : NULL;
    return text == NULL || strcmp(note->value, "*") == 0 || strcmp(note->value, text) == 0;
}

static const char *sheet_name(const dk_import *import, const dk_batch_row *row)
{
    for (size_t i = 0; i < import->n_sheets; i++)
        if (import->sheets[i].sheet == row->sheet)
            return import->sheets[i].name;
    return import->sheet;
}

static dk_code fail(const dk_dangling_note *note, dk_place place, dk_err *err)
{
    return DK_FAIL(err, MSG_REF_MISSING, place, dk_arg_str(note->field->title.zh),
                   dk_arg_str(note->value), dk_arg_str(note->target->title.zh));
}

static dk_code add_error(dk_import *import, const dk_batch_row *row, const dk_dangling_note *note,
                         dk_err *err)
{
    dk_err found = DK_ERR_INIT;
    dk_place place = {.file = import->batch.file,
                      .sheet = sheet_name(import, row),
                      .row = row->row,
                      .field = note->field->title.zh};
    for (size_t i = 0; i < import->n_mapping; i++)
        if (import->mapping[i].reg == note->reg &&
            &note->reg->fields[import->mapping[i].field] == note->field) {
            place.column = (int64_t)import->mapping[i].column + 1;
            place.field = import->mapping[i].header;
        }
    (void)fail(note, place, &found);
    return dk_err_list_add(&import->errors, &found) == DK_OK ? DK_OK : DK_NO_MEMORY(err);
}

static int by_place(const void *a, const void *b)
{
    const dk_row_place *x = a, *y = b;
    if (x->sheet != y->sheet)
        return x->sheet < y->sheet ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The rows refused before and those of the batch that were left out, in sheet order. */
static dk_code add_refused(dk_import *import, const dk_row_place *places, size_t n, dk_arena *arena,
                           dk_err *err)
{
    const size_t all = import->n_refused + n;
    dk_row_place *refused = dk_arena_array(arena, all + 1, sizeof *refused);
    if (refused == NULL)
        return DK_NO_MEMORY(err);
    if (import->n_refused > 0)
        memcpy(refused, import->refused, import->n_refused * sizeof *refused);
    if (n > 0)
        memcpy(refused + import->n_refused, places, n * sizeof *refused);
    qsort(refused, all, sizeof *refused, by_place);
    import->refused = refused;
    import->n_refused = all;
    return DK_OK;
}

dk_code dk_nowhere_refuse(dk_nowhere *all, dk_import *import, dk_err *err)
{
    dk_batch *batch = &import->batch;
    dk_row_place *places = dk_arena_array(all->arena, batch->n_rows + 1, sizeof *places);
    size_t kept = 0, n = 0;
    if (all->is_broken || places == NULL)
        return DK_NO_MEMORY(err);
    qsort(all->items, all->n, sizeof *all->items, by_row);
    for (size_t i = 0; i < batch->n_rows; i++) {
        const dk_batch_row row = batch->rows[i];
        bool is_refused = false;
        for (size_t k = first_of(all, row.row); k < all->n && all->items[k].row == row.row; k++)
            if (is_of(&all->items[k], &row, all->arena)) {
                is_refused = true;
                if (add_error(import, &row, &all->items[k], err) != DK_OK)
                    return DK_FAILED;
            }
        if (is_refused)
            places[n++] = (dk_row_place){row.sheet, row.row};
        else
            batch->rows[kept++] = row;
    }
    if (n == 0)
        return fail(&all->items[0], DK_NOWHERE, err);
    batch->n_rows = kept;
    all->n = 0;
    return add_refused(import, places, n, all->arena, err);
}
