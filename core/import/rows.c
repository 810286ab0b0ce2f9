/* core/import/rows.c - the data rows of one sheet to candidates (internal.h).
 *
 * Cells merged downwards (one firm over the rows of its posts) belong to every row they cover.
 * Where they are is only known at the end of the sheet, so such a sheet is read twice; others once.
 */
#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/import/internal.h"
#include "core/import/messages.h"
#include "core/register/derive.h"
#include "core/register/messages.h"

enum { PROGRESS_ROWS = 1000, PROBE_ROWS = 5000, SUSPECT_ROWS = 150000 };

/* A value that reaches down from a merged cell. */
typedef struct {
    int64_t until; /* last row it covers */
    dk_cell cell;
} reach;

typedef struct {
    dk_reading *reading;
    const dk_header *header;
    size_t sheet;
    dk_range *merged; /* sorted by first row; those that matter */
    size_t n_merged, next_merged;
    reach *reaches;               /* per column */
    dk_row_state state[DK_SIDES]; /* of the row at hand */
    dk_memo *memos;               /* per column and side */
    dk_arena *memo_arena;
    size_t rows_before; /* of the sheets before */
    dk_err_list errors_before;
    bool is_counted;
    dk_derived derived;
    bool has_twins;
} sheet_rows;

dk_code dk_reading_add_error(dk_reading *reading, const dk_candidate *row, size_t column,
                             dk_err *found, dk_err *err)
{
    assert(row->sheet < SIZE_MAX && found->msg != NULL);
    const dk_header *header = &reading->headers[row->sheet];
    reading->has_lost =
        reading->has_lost || dk_err_is(found, MSG_CELL_LOSSY) || dk_err_is(found, MSG_ID_NO_LOST);
    const char *title = column < header->n ? header->columns[column].header : NULL;
    dk_err_locate(found, (dk_place){.file = dk_table_name(reading->table),
                                    .sheet = dk_table_sheet_name(reading->table, row->sheet),
                                    .row = row->row,
                                    .column = column == SIZE_MAX ? 0 : (int64_t)column + 1,
                                    .field = title});
    if (dk_err_list_add(&reading->out->errors, found) != DK_OK) {
        *err = *found;
        return DK_FAILED;
    }
    return DK_OK;
}

/* A field by the Chinese title that dk_record_check gives as place. */
static size_t field_by_title(const dk_register *reg, const char *title)
{
    for (size_t i = 0; i < reg->n_fields && title != NULL; i++)
        if (strcmp(reg->fields[i].title.zh, title) == 0)
            return i;
    return SIZE_MAX;
}

/* The column of a field, or of the dates whose months it takes; SIZE_MAX: neither. */
static size_t column_that_fills(const dk_header *header, int side, const dk_register *reg,
                                size_t field)
{
    size_t column = dk_header_column_of(header, side, field);
    for (size_t i = 0; i < reg->n_fields && column == SIZE_MAX; i++)
        if (reg->fields[i].part != NULL && strcmp(reg->fields[i].part, reg->fields[field].key) == 0)
            column = dk_header_column_of(header, side, i);
    return column;
}

dk_code dk_reading_check(dk_reading *reading, const dk_candidate *row, int side,
                         const dk_row_state *state, bool *is_bad, dk_err *err)
{
    assert(side == DK_MAIN || side == DK_ALSO);
    const dk_import_options *options = reading->options;
    const dk_header *header = &reading->headers[row->sheet];
    const dk_register *reg = reading->names.titles[side].reg;
    dk_err_list found = {.arena = reading->scratch};
    if (dk_record_check_rest(row->record[side], state == NULL ? NULL : state->is_checked,
                             options->codes, options->day, &found, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < found.n; i++) {
        dk_err copy;
        memcpy(&copy, found.items[i], offsetof(dk_err, store) + found.items[i]->used);
        size_t field = field_by_title(reg, dk_err_place(&copy).field);
        *is_bad = true;
        if (field != SIZE_MAX && state != NULL && state->has_error[field])
            continue;
        size_t column = field == SIZE_MAX ? SIZE_MAX : column_that_fills(header, side, reg, field);
        if (row->doubt > 0 && side == DK_MAIN && dk_err_is(&copy, MSG_RULE_ID_SEX)) {
            /* A number ending in 000 that contradicts the sex is what is wrong, not the sex. */
            copy = DK_ERR_INIT;
            (void)DK_FAIL(&copy, MSG_CELL_LOSSY, DK_NOWHERE, dk_arg_str("*"));
            column = row->doubt - 1;
        }
        if (dk_reading_add_error(reading, row, column, &copy, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* The cell of a column in this row, or what reaches down to it. */
static const dk_cell *cell_at(const sheet_rows *s, const dk_row *row, size_t column)
{
    static const dk_cell empty = {.kind = DK_CELL_EMPTY, .text = ""};
    const dk_cell *cell = column < row->n_cells ? &row->cells[column] : &empty;
    if (cell->kind == DK_CELL_EMPTY && s->reaches != NULL &&
        s->reaches[column].until >= row->number)
        return &s->reaches[column].cell;
    return cell;
}

/* An identity number as a spreadsheet program leaves it when it took it for a figure. One in eleven
 * of these has the right check digit all the same. */
static bool ends_in_zeros(const dk_field *field, const dk_value *value)
{
    enum { DIGITS = 18 };
    return field->type == DK_TYPE_ID_NO && value->kind == DK_V_TEXT &&
           strlen(value->text) == DIGITS && strcmp(value->text + DIGITS - 3, "000") == 0;
}

dk_code dk_reading_doubt(dk_reading *reading, dk_err *err)
{
    for (size_t i = 0; i < reading->n_rows && reading->has_lost; i++) {
        dk_candidate *row = &reading->rows[i];
        dk_err found = DK_ERR_INIT;
        if (row->doubt == 0 || row->is_refused)
            continue;
        (void)DK_FAIL0(&found, MSG_CELL_LOSSY_DOUBT);
        row->is_refused = true;
        if (dk_reading_add_error(reading, row, row->doubt - 1, &found, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* The field an entry goes to, and the place of its value. */
static size_t field_of(const sheet_rows *s, const dk_entry *entry)
{
    return s->header->columns[entry->column].field[entry->side];
}

static dk_value *value_of(const sheet_rows *s, const dk_entry *entry)
{
    return &entry->row->record[entry->side]->v[field_of(s, entry)];
}

/* A column remembers for each register apart. */
static dk_memo *memo_of(const sheet_rows *s, const dk_entry *entry)
{
    return &s->memos[entry->column * DK_SIDES + (size_t)entry->side];
}

/* What the column's text became before; false: it is new. */
static bool recall(sheet_rows *s, const dk_entry *entry)
{
    bool *is_checked = &s->state[entry->side].is_checked[field_of(s, entry)];
    const dk_value *known = dk_memo_find(memo_of(s, entry), entry->cell, is_checked);
    if (known != NULL)
        *value_of(s, entry) = *known;
    return known != NULL;
}

static dk_code remember(sheet_rows *s, const dk_entry *entry, dk_err *err)
{
    const dk_import_options *options = s->reading->options;
    const size_t field = field_of(s, entry);
    const dk_field *to = &entry->row->record[entry->side]->reg->fields[field];
    const dk_value *value = value_of(s, entry);
    dk_memo *memo = memo_of(s, entry);
    dk_err ignored = DK_ERR_INIT;
    if (!dk_memo_wants(memo, entry->cell))
        return DK_OK;
    bool is_good = value->kind != DK_V_ABSENT &&
                   dk_value_check(to, value, options->codes, options->day, &ignored) == DK_OK;
    s->state[entry->side].is_checked[field] = is_good;
    return dk_memo_put(memo, entry->cell, value, is_good, err);
}

/* A date without its day to the field of its month, which the sheet has no column for. */
static bool take_part(const sheet_rows *s, const dk_entry *entry)
{
    const dk_reader with = dk_reader_of(s->reading);
    dk_record *record = entry->row->record[entry->side];
    const char *key = record->reg->fields[field_of(s, entry)].part;
    const size_t month = key == NULL ? SIZE_MAX : dk_field_find(record->reg, key);
    dk_err ignored = DK_ERR_INIT;
    return month != SIZE_MAX && dk_header_column_of(s->header, entry->side, month) == SIZE_MAX &&
           dk_import_cell(&with, &record->reg->fields[month], entry->cell, &record->v[month],
                          &ignored) == DK_OK;
}

static dk_code convert_cell(sheet_rows *s, const dk_entry *entry, dk_err *err)
{
    dk_reading *r = s->reading;
    const size_t field = field_of(s, entry);
    dk_record *record = entry->row->record[entry->side];
    assert(record != NULL && field < record->reg->n_fields);
    const dk_field *to = &record->reg->fields[field];
    const dk_reader with = dk_reader_of(r);
    const bool is_range = entry->side == DK_MAIN && to->upto != NULL; /* speaks of several fields */
    if (!is_range && recall(s, entry))
        return DK_OK;
    dk_err found = DK_ERR_INIT;
    dk_code code = is_range
                       ? dk_pay_convert(r, s->header, record, entry->column, entry->cell, &found)
                       : dk_import_cell(&with, to, entry->cell, &record->v[field], &found);
    if (code == DK_OK) {
        /* Columns are at most 1,000 or what the caller allows. */
        if (ends_in_zeros(to, &record->v[field]))
            entry->row->doubt = (uint32_t)entry->column + 1;
        else if (!is_range)
            return remember(s, entry, err);
        return DK_OK;
    }
    record->v[field] = (dk_value){.kind = DK_V_ABSENT};
    if (dk_err_is(&found, MSG_CELL_DATE_PART) && take_part(s, entry))
        return DK_OK;
    entry->row->is_refused = true;
    s->state[entry->side].has_error[field] = true;
    return dk_reading_add_error(r, entry->row, entry->column, &found, err);
}

/* A row without the natural key may still say who it is; then it is a change of that record. */
static dk_code ask_who(const dk_reading *r, dk_record *record, dk_err *err)
{
    const dk_import_source *source = r->options->source;
    const char *key;
    if (source == NULL || source->who == NULL || record->id != 0)
        return DK_OK;
    if (dk_natural_key(r->scratch, record, &key, err) != DK_OK)
        return DK_FAILED;
    return key != NULL ? DK_OK : source->who(source->ctx, record, &record->id, err);
}

static dk_code read_twins(sheet_rows *s, const dk_row *in, dk_candidate *row, dk_err *err)
{
    for (size_t i = 0; i < s->header->n; i++)
        for (int side = 0; side < DK_SIDES; side++) {
            const dk_entry entry = {row, side, i, cell_at(s, in, i)};
            if (s->header->columns[i].twin[side] != SIZE_MAX &&
                dk_twin_read(s->reading, &entry, &s->state[side], err) != DK_OK)
                return DK_FAILED;
        }
    return DK_OK;
}

static dk_code convert_row(sheet_rows *s, const dk_row *in, dk_candidate *row, dk_err *err)
{
    dk_reading *r = s->reading;
    for (int side = 0; side < DK_SIDES; side++) {
        const dk_register *reg = r->names.titles[side].reg;
        if (reg == NULL)
            continue;
        memset(s->state[side].has_error, 0, reg->n_fields * sizeof(bool));
        memset(s->state[side].is_checked, 0, reg->n_fields * sizeof(bool));
        row->record[side] = dk_record_new(r->arena, reg);
        if (row->record[side] == NULL)
            return DK_NO_MEMORY(err);
    }
    for (size_t i = 0; i < s->header->n; i++) {
        const dk_cell *cell = cell_at(s, in, i);
        for (int side = 0; side < DK_SIDES && cell->kind != DK_CELL_EMPTY; side++) {
            const dk_entry entry = {row, side, i, cell};
            if (s->header->columns[i].field[side] != SIZE_MAX &&
                convert_cell(s, &entry, err) != DK_OK)
                return DK_FAILED;
        }
    }
    if (s->has_twins && read_twins(s, in, row, err) != DK_OK)
        return DK_FAILED;
    dk_row_state *state = &s->state[DK_MAIN];
    dk_record_settle(row->record[DK_MAIN], DK_DAY_NONE);
    if (dk_derive_rest(r, &s->derived, row, err) != DK_OK ||
        ask_who(r, row->record[DK_MAIN], err) != DK_OK ||
        dk_derive_new(r, &s->derived, row, state, err) != DK_OK)
        return DK_FAILED;
    bool is_bad = false;
    if (dk_reading_check(r, row, DK_MAIN, &s->state[DK_MAIN], &is_bad, err) != DK_OK)
        return DK_FAILED;
    row->is_refused = row->is_refused || is_bad;
    return DK_OK;
}

/* Remembers the values of merged cells that begin in this row. */
static dk_code begin_reaches(sheet_rows *s, const dk_row *row, dk_err *err)
{
    for (; s->next_merged < s->n_merged && s->merged[s->next_merged].row1 <= row->number;
         s->next_merged++) {
        const dk_range *range = &s->merged[s->next_merged];
        /* Columns of a range are 1-based and bounded by the header's width. */
        size_t column = (size_t)range->column1 - 1;
        if (range->row1 != row->number || column >= row->n_cells)
            continue;
        reach *down = &s->reaches[column];
        down->until = range->row2;
        down->cell = row->cells[column];
        down->cell.text = dk_arena_copy(s->reading->arena, down->cell.text, down->cell.len);
        if (down->cell.text == NULL)
            return DK_NO_MEMORY(err);
    }
    return DK_OK;
}

static dk_code add_row(sheet_rows *s, const dk_row *row, dk_err *err)
{
    dk_reading *r = s->reading;
    bool is_aside;
    dk_arena_reset(r->scratch);
    if (dk_row_is_aside(r, s->header, row, &is_aside, err) != DK_OK)
        return DK_FAILED;
    if (is_aside)
        return DK_OK;
    dk_candidate *rows = dk_arena_grow(r->work, r->rows, r->n_rows, &r->capacity, sizeof *rows);
    if (rows == NULL)
        return DK_NO_MEMORY(err);
    r->rows = rows;
    rows[r->n_rows] = (dk_candidate){.sheet = s->sheet, .row = row->number};
    if (convert_row(s, row, &rows[r->n_rows], err) != DK_OK)
        return DK_FAILED;
    r->n_rows++;
    const dk_import_options *options = r->options;
    if (options->progress != NULL && r->n_rows % PROGRESS_ROWS == 0 &&
        !options->progress(options->progress_ctx, r->n_rows))
        return DK_FAIL0(err, MSG_CANCELLED);
    return DK_OK;
}

/* Forgets what was read of the sheet, to read it again. */
static void forget(sheet_rows *s)
{
    dk_reading *reading = s->reading;
    reading->n_rows = s->rows_before;
    reading->out->errors.n = s->errors_before.n;
    reading->out->errors.total = s->errors_before.total;
    s->next_merged = 0;
}

/* A row in memory costs a kilobyte. A sheet whose first rows promise more of them than any honest
 * one has is counted before they are kept: too many are refused at the cost of reading alone. */
static bool is_suspect(const sheet_rows *s)
{
    return !s->is_counted && s->reading->n_rows - s->rows_before == PROBE_ROWS &&
           dk_table_share(s->reading->table) * SUSPECT_ROWS < PROBE_ROWS;
}

static dk_code count_rows(sheet_rows *s, dk_err *err)
{
    dk_row row = {.n_cells = 1};
    dk_table *table = s->reading->table;
    s->is_counted = true;
    if (dk_table_rewind(table, s->sheet, err) != DK_OK)
        return DK_FAILED;
    while (row.n_cells > 0)
        if (dk_table_next(table, &row, err) != DK_OK)
            return DK_FAILED;
    forget(s);
    return dk_table_rewind(table, s->sheet, err);
}

static dk_code read_all(sheet_rows *s, dk_err *err)
{
    dk_row row;
    dk_table *table = s->reading->table;
    if (dk_table_rewind(table, s->sheet, err) != DK_OK)
        return DK_FAILED;
    for (;;) {
        if (dk_table_next(table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells == 0)
            return DK_OK;
        if (row.number <= s->header->last_row)
            continue;
        if (s->reaches != NULL && begin_reaches(s, &row, err) != DK_OK)
            return DK_FAILED;
        if (add_row(s, &row, err) != DK_OK || (is_suspect(s) && count_rows(s, err) != DK_OK))
            return DK_FAILED;
    }
}

static int by_first_row(const void *a, const void *b)
{
    const dk_range *x = a, *y = b;
    return (x->row1 > y->row1) - (x->row1 < y->row1);
}

/* Copies the merged ranges that reach down over data in a mapped column. */
static dk_code take_merged(sheet_rows *s, dk_err *err)
{
    size_t n;
    const dk_range *all = dk_table_merged(s->reading->table, &n);
    s->merged = n == 0 ? NULL : dk_arena_array(s->reading->arena, n, sizeof *s->merged);
    if (n > 0 && s->merged == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        if (all[i].row2 == all[i].row1 || all[i].row1 <= s->header->last_row ||
            all[i].column1 > (int64_t)s->header->n)
            continue;
        const dk_header_column *column = &s->header->columns[all[i].column1 - 1];
        if (column->field[DK_MAIN] != SIZE_MAX || column->field[DK_ALSO] != SIZE_MAX)
            s->merged[s->n_merged++] = all[i];
    }
    if (s->n_merged == 0)
        return DK_OK;
    qsort(s->merged, s->n_merged, sizeof *s->merged, by_first_row);
    s->reaches = dk_arena_array(s->reading->arena, s->header->n, sizeof *s->reaches);
    return s->reaches == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code prepare(sheet_rows *s, dk_err *err)
{
    dk_arena *arena = s->reading->arena;
    for (int side = 0; side < DK_SIDES; side++) {
        const dk_register *reg = s->reading->names.titles[side].reg;
        const size_t n = reg == NULL ? 0 : reg->n_fields;
        s->state[side] = (dk_row_state){dk_arena_array(arena, n, sizeof(bool)),
                                        dk_arena_array(arena, n, sizeof(bool))};
        if (s->state[side].has_error == NULL || s->state[side].is_checked == NULL)
            return DK_NO_MEMORY(err);
    }
    dk_derived_find(s->reading, s->header, &s->derived);
    for (size_t i = 0; i < s->header->n; i++)
        s->has_twins = s->has_twins || s->header->columns[i].twin[DK_MAIN] != SIZE_MAX ||
                       s->header->columns[i].twin[DK_ALSO] != SIZE_MAX;
    const size_t n = s->header->n * DK_SIDES;
    s->memos = dk_arena_array(s->memo_arena, n, sizeof *s->memos);
    for (size_t i = 0; s->memos != NULL && i < n; i++)
        s->memos[i].arena = s->memo_arena;
    return s->memos == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code read_twice(sheet_rows *s, dk_err *err)
{
    s->rows_before = s->reading->n_rows;
    s->errors_before = s->reading->out->errors;
    if (prepare(s, err) != DK_OK || read_all(s, err) != DK_OK || take_merged(s, err) != DK_OK)
        return DK_FAILED;
    if (s->n_merged == 0)
        return DK_OK;
    /* Read again, now knowing what reaches down; the first reading is forgotten. */
    forget(s);
    return read_all(s, err);
}

dk_code dk_rows_read(dk_reading *reading, size_t sheet, const dk_header *header, dk_err *err)
{
    sheet_rows s = {
        .reading = reading, .header = header, .sheet = sheet, .memo_arena = dk_arena_new()};
    if (s.memo_arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = read_twice(&s, err);
    dk_arena_free(s.memo_arena);
    return code;
}
