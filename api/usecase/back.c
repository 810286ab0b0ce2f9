/* api/usecase/back.c - rows of an export that come back edited.
 *
 * An export ends with the columns 记录编号 and 记录版本 (docs/formats.md). They belong to no
 * register, so import lists them as unmapped columns with these headers; here they are read once
 * more and given to the rows of the batch. Everything else (what is an edit, what came too late) is
 * the store's.
 */
#include <assert.h>
#include <string.h>

#include "api/usecase/import.h"
#include "api/usecase/messages.h"
#include "core/base/parse.h"

const dk_text DK_BACK_TITLES[DK_BACK_COLUMNS] = {{"记录编号", "Record number"},
                                                 {"记录版本", "Record version"}};
const char *const DK_BACK_KEYS[DK_BACK_COLUMNS] = {"record", "version"};

/* What stands in a row of the sheet. */
typedef struct {
    int64_t row, record, version;
} origin;

typedef struct {
    const dk_register *reg;
    dk_arena *arena;
    size_t columns[DK_BACK_COLUMNS]; /* SIZE_MAX: not in the sheet */
    origin *origins;                 /* ascending rows */
    size_t n, capacity;
} back;

static bool is_titled(const char *header, size_t i, dk_arena *arena)
{
    const char *key = dk_text_key(arena, header);
    const char *zh = dk_text_key(arena, DK_BACK_TITLES[i].zh);
    const char *en = dk_text_key(arena, DK_BACK_TITLES[i].en);
    return key != NULL && zh != NULL && en != NULL &&
           (strcmp(key, zh) == 0 || strcmp(key, en) == 0 || strcmp(key, DK_BACK_KEYS[i]) == 0);
}

/* The columns, told as such in the mapping. */
static bool find_columns(back *b, dk_import *import)
{
    b->columns[0] = b->columns[1] = SIZE_MAX;
    for (size_t c = 0; c < import->n_mapping; c++) {
        dk_mapping *mapping = &import->mapping[c];
        for (size_t i = 0; i < DK_BACK_COLUMNS && mapping->reg == NULL; i++) {
            if (mapping->header == NULL || b->columns[i] != SIZE_MAX ||
                !is_titled(mapping->header, i, b->arena))
                continue;
            b->columns[i] = mapping->column;
            mapping->how = DK_BACK_KEYS[i];
        }
    }
    return b->columns[0] != SIZE_MAX && b->columns[1] != SIZE_MAX;
}

static const char *cell_text(const dk_row *row, size_t column)
{
    return column < row->n_cells && row->cells[column].kind != DK_CELL_EMPTY
               ? dk_text_unguard(row->cells[column].text)
               : "";
}

static dk_code read_origins(back *b, dk_table *table, const dk_import_sheet *sheet, dk_err *err)
{
    dk_row row;
    if (dk_table_rewind(table, sheet->sheet, err) != DK_OK)
        return DK_FAILED;
    for (;;) {
        if (dk_table_next(table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells == 0)
            return DK_OK;
        origin found = {.row = row.number};
        if (row.number <= sheet->header_row ||
            !dk_record_no_parse(b->reg, cell_text(&row, b->columns[0]), &found.record) ||
            !dk_parse_int(cell_text(&row, b->columns[1]), 1, INT64_MAX, &found.version))
            continue;
        b->origins = dk_arena_grow(b->arena, b->origins, b->n, &b->capacity, sizeof *b->origins);
        if (b->origins == NULL)
            return DK_NO_MEMORY(err);
        b->origins[b->n++] = found;
    }
}

static const origin *origin_of(const back *b, int64_t row)
{
    size_t low = 0, high = b->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->origins[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low < b->n && b->origins[low].row == row ? &b->origins[low] : NULL;
}

/* The first part of the natural key that is masked, or SIZE_MAX. */
static size_t masked_key(const dk_record *record)
{
    for (size_t i = 0; i < record->reg->n_fields; i++)
        if ((record->reg->fields[i].flags & DK_F_NATURAL_KEY) != 0 &&
            record->v[i].kind == DK_V_SEALED)
            return i;
    return SIZE_MAX;
}

static dk_code refuse(dk_import *import, const dk_batch_row *row, size_t field, dk_err *err)
{
    dk_err found = DK_ERR_INIT;
    const char *title = row->record->reg->fields[field].title.zh;
    (void)DK_FAIL(
        &found, MSG_ROW_MASKED,
        ((dk_place){
            .file = import->batch.file, .sheet = import->sheet, .row = row->row, .field = title}),
        dk_arg_str(title));
    import->n_refused++;
    return dk_err_list_add(&import->errors, &found) == DK_OK ? DK_OK : DK_NO_MEMORY(err);
}

/* Numbers the rows, and takes those out of the batch that nobody can place. */
static dk_code place_rows(const back *b, dk_import *import, dk_err *err)
{
    dk_batch *batch = &import->batch;
    size_t kept = 0;
    for (size_t i = 0; i < batch->n_rows; i++) {
        dk_batch_row row = batch->rows[i];
        const origin *from = row.record->reg == b->reg ? origin_of(b, row.row) : NULL;
        size_t masked = masked_key(row.record);
        if (from != NULL) {
            row.record->id = from->record;
            row.version = from->version;
        } else if (masked != SIZE_MAX) {
            if (refuse(import, &row, masked, err) != DK_OK)
                return DK_FAILED;
            continue;
        }
        batch->rows[kept++] = row;
    }
    batch->n_rows = kept;
    return DK_OK;
}

dk_code dk_back_rows(dk_table *table, const dk_register *reg, dk_arena *arena, dk_import *import,
                     dk_err *err)
{
    assert(table != NULL && reg != NULL);
    back b = {.reg = reg, .arena = arena};
    /* Several sheets have rows of the same number; an export has one. */
    if (import->n_sheets == 1 && find_columns(&b, import) &&
        read_origins(&b, table, &import->sheets[0], err) != DK_OK)
        return DK_FAILED;
    return place_rows(&b, import, err);
}
