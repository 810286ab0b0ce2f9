/* core/import/assemble.c - candidates of all sheets to one batch (internal.h).
 *
 * Several rows may speak of one record: a firm stands in every row of its posts, a person on two
 * sheets. What is missing in one row is taken from another; what contradicts is an error of the
 * later row. A firm is checked once, when all its rows are known; if it is bad, so are its rows.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/import/internal.h"
#include "core/import/messages.h"

typedef struct {
    dk_reading *reading;
    dk_keymap map[DK_SIDES];
    dk_known **firms; /* in the order seen */
    const dk_candidate **firm_rows;
    size_t n_firms, capacity, row_capacity;
} assembly;

/* A row of posts names its firm by its code; only one that says more about it is a row of the firm
 * as well. */
static bool has_more_than_key(const dk_record *record)
{
    for (size_t i = 0; i < record->reg->n_fields; i++)
        if (record->v[i].kind != DK_V_ABSENT &&
            (record->reg->fields[i].flags & DK_F_NATURAL_KEY) == 0)
            return true;
    return false;
}

static dk_code add_firm(assembly *a, dk_known *known, const dk_candidate *row, dk_err *err)
{
    dk_arena *arena = a->reading->work;
    dk_known **firms = dk_arena_grow(arena, a->firms, a->n_firms, &a->capacity, sizeof *firms);
    const dk_candidate **rows =
        dk_arena_grow(arena, a->firm_rows, a->n_firms, &a->row_capacity, sizeof *rows);
    if (firms == NULL || rows == NULL)
        return DK_NO_MEMORY(err);
    a->firms = firms;
    a->firm_rows = rows;
    a->firms[a->n_firms] = known;
    a->firm_rows[a->n_firms++] = row;
    return DK_OK;
}

/* The error stands at the later row, with the number of the earlier one: that is where a person
 * looks for the difference. */
static dk_code conflict(assembly *a, dk_candidate *row, int side, const dk_known *known,
                        size_t field, dk_err *err)
{
    const dk_register *reg = a->reading->names.titles[side].reg;
    dk_err found = DK_ERR_INIT;
    (void)DK_FAIL(&found, MSG_ROW_CONFLICT, DK_NOWHERE, dk_arg_int(known->row),
                  dk_arg_str(reg->title.zh), dk_arg_str(reg->title.en));
    row->is_refused = true;
    size_t column = dk_header_column_of(&a->reading->headers[row->sheet], side, field);
    return dk_reading_add_error(a->reading, row, column, &found, err);
}

/* Joins one side of a row with what is known of the same record. */
static dk_code join(assembly *a, dk_candidate *row, int side, dk_err *err)
{
    const char *key;
    dk_record *record = row->record[side];
    if (record == NULL || row->is_refused)
        return DK_OK;
    if (dk_natural_key(a->reading->scratch, record, &key, err) != DK_OK)
        return DK_FAILED;
    /* An exported row that came back may hide its key; its number names it. \1 begins no key. */
    if (key == NULL && record->id != 0 &&
        (key = dk_arena_format(a->reading->scratch, "\1%lld", (long long)record->id)) == NULL)
        return DK_NO_MEMORY(err);
    if (key == NULL)
        return DK_OK;
    dk_known *known = dk_keymap_at(&a->map[side], key);
    if (known == NULL)
        return DK_NO_MEMORY(err);
    if (known->record != NULL) {
        size_t field = dk_merge(known->record, record);
        if (field != SIZE_MAX)
            return conflict(a, row, side, known, field, err);
        row->is_merged = row->is_merged || side == DK_MAIN;
        known->has_more = known->has_more || (side == DK_ALSO && has_more_than_key(record));
        return DK_OK;
    }
    *known = (dk_known){.record = record, .row = row->row};
    known->has_more = has_more_than_key(record);
    return side == DK_ALSO ? add_firm(a, known, row, err) : DK_OK;
}

/* Firms first: a row whose firm contradicts must not leave its main record behind. */
static dk_code join_all(assembly *a, dk_err *err)
{
    for (size_t i = 0; i < a->reading->n_rows; i++) {
        dk_arena_reset(a->reading->scratch);
        if (join(a, &a->reading->rows[i], DK_ALSO, err) != DK_OK ||
            join(a, &a->reading->rows[i], DK_MAIN, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code check_firms(assembly *a, dk_err *err)
{
    for (size_t i = 0; i < a->n_firms; i++) {
        if (!a->firms[i]->has_more)
            continue;
        dk_candidate row = *a->firm_rows[i];
        row.record[DK_ALSO] = a->firms[i]->record;
        dk_arena_reset(a->reading->scratch);
        if (dk_reading_check(a->reading, &row, DK_ALSO, NULL, &a->firms[i]->is_bad, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* Refuses the rows of bad firms; the row where the firm was first seen has the firm's own errors.
 */
static dk_code refuse_rows(assembly *a, dk_err *err)
{
    dk_reading *r = a->reading;
    for (size_t i = 0; i < r->n_rows; i++) {
        dk_candidate *row = &r->rows[i];
        const char *key;
        if (row->record[DK_ALSO] == NULL || row->is_refused)
            continue;
        dk_arena_reset(r->scratch);
        if (dk_natural_key(r->scratch, row->record[DK_ALSO], &key, err) != DK_OK)
            return DK_FAILED;
        const dk_known *firm = key == NULL ? NULL : dk_keymap_at(&a->map[DK_ALSO], key);
        if (firm == NULL || !firm->is_bad)
            continue;
        row->is_refused = true;
        if (firm->row == row->row)
            continue;
        const dk_text title = firm->record->reg->title;
        dk_err found = DK_ERR_INIT;
        (void)DK_FAIL(&found, MSG_ROW_OF_BAD_FIRM, DK_NOWHERE, dk_arg_str(title.zh),
                      dk_arg_int(firm->row), dk_arg_str(title.en));
        if (dk_reading_add_error(r, row, SIZE_MAX, &found, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* Firms before rows, since rows refer to them. Rows that were merged into another are in it. */
static dk_code fill_batch(assembly *a, dk_err *err)
{
    dk_reading *r = a->reading;
    dk_import *out = r->out;
    size_t n = 0;
    size_t n_refused = 0;
    dk_batch_row *rows = dk_arena_array(r->arena, a->n_firms + r->n_rows, sizeof *rows);
    for (size_t i = 0; i < r->n_rows; i++)
        n_refused += r->rows[i].is_refused;
    out->refused = dk_arena_array(r->arena, n_refused, sizeof *out->refused);
    if (rows == NULL || out->refused == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < a->n_firms; i++)
        if (a->firms[i]->has_more && !a->firms[i]->is_bad)
            rows[n++] = (dk_batch_row){.record = a->firms[i]->record,
                                       .row = a->firms[i]->row,
                                       .sheet = (uint32_t)a->firm_rows[i]->sheet};
    for (size_t i = 0; i < r->n_rows; i++) {
        out->n_unnumbered += r->rows[i].is_unnumbered && !r->rows[i].is_refused;
        if (r->rows[i].is_refused)
            out->refused[out->n_refused++] = (dk_row_place){r->rows[i].sheet, r->rows[i].row};
        else if (!r->rows[i].is_merged)
            rows[n++] = (dk_batch_row){.record = r->rows[i].record[DK_MAIN],
                                       .row = r->rows[i].row,
                                       .sheet = (uint32_t)r->rows[i].sheet};
    }
    assert(n <= a->n_firms + r->n_rows && out->n_refused == n_refused);
    out->batch.rows = rows;
    out->batch.n_rows = n;
    out->n_rows = r->n_rows;
    return DK_OK;
}

/* An error with where it stands, for sorting. */
typedef struct {
    size_t sheet, order;
    const dk_err *err;
} placed;

static int by_place(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    if (x->sheet != y->sheet)
        return x->sheet < y->sheet ? -1 : 1;
    if (x->err->row != y->err->row)
        return x->err->row < y->err->row ? -1 : 1;
    if (x->err->column != y->err->column)
        return x->err->column < y->err->column ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

/* Errors come sheet by sheet, so the sheet of the one before is nearly always right. */
static size_t sheet_of(const dk_table *table, const dk_err *err, size_t guess)
{
    const char *name = dk_err_place(err).sheet;
    if (name == NULL || strcmp(name, dk_table_sheet_name(table, guess)) == 0)
        return guess;
    for (size_t i = 0; i < dk_table_sheets(table); i++)
        if (strcmp(name, dk_table_sheet_name(table, i)) == 0)
            return i;
    return guess;
}

static dk_code sort_errors(assembly *a, dk_err *err)
{
    dk_err_list *errors = &a->reading->out->errors;
    placed *all = dk_arena_array(a->reading->arena, errors->n, sizeof *all);
    if (all == NULL)
        return DK_NO_MEMORY(err);
    size_t sheet = 0;
    for (size_t i = 0; i < errors->n; i++) {
        sheet = sheet_of(a->reading->table, errors->items[i], sheet);
        all[i] = (placed){sheet, i, errors->items[i]};
    }
    qsort(all, errors->n, sizeof *all, by_place);
    for (size_t i = 0; i < errors->n; i++)
        errors->items[i] = all[i].err;
    return DK_OK;
}

dk_code dk_batch_assemble(dk_reading *reading, dk_err *err)
{
    assembly a = {.reading = reading};
    for (int side = 0; side < DK_SIDES; side++)
        a.map[side].arena = reading->work;
    if (join_all(&a, err) != DK_OK || check_firms(&a, err) != DK_OK ||
        refuse_rows(&a, err) != DK_OK || fill_batch(&a, err) != DK_OK)
        return DK_FAILED;
    return sort_errors(&a, err);
}
