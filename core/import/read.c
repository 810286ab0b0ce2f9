/* core/import/read.c - all sheets of a file to a batch (import.h).
 *
 * A sheet is read when its header has every required field of the register. When none fits, the
 * error speaks of the one that comes nearest; when some do, another that comes near is listed as
 * skipped, so that no data is left out in silence.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/import/internal.h"
#include "core/import/messages.h"

enum { ERROR_LIMIT = 20000, NEAR_FIELDS = 3, LIST_BYTES = 200 };
enum { CHOSEN = 100, BELOW_GROUP = 70 }; /* confidence, see dk_mapping */

/* Titles joined by 、 into a fixed text; what does not fit is left out. */
typedef struct {
    char text[LIST_BYTES];
    size_t used;
} title_list;

static void add_title(title_list *list, const char *title)
{
    const char *comma = list->used == 0 ? "" : "、";
    if (list->used + strlen(title) + strlen(comma) + 1 >= sizeof list->text)
        return;
    list->used += (size_t)snprintf(list->text + list->used, sizeof list->text - list->used, "%s%s",
                                   comma, title);
}

/* Lists the required fields that the header lacks. Returns how many. */
static size_t missing_titles(const dk_reading *reading, const dk_header *header, int side,
                             title_list *out)
{
    size_t n = 0;
    const dk_register *reg = reading->names.titles[side].reg;
    *out = (title_list){.used = 0};
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (!dk_header_lacks(reading, header, side, i))
            continue;
        n++;
        add_title(out, reg->fields[i].title.zh);
    }
    return n;
}

/* Lists the header texts that were recognised; "-" for none. */
static void found_titles(const dk_header *header, title_list *out)
{
    *out = (title_list){.used = 0};
    for (size_t i = 0; i < header->n; i++) {
        const dk_header_column *column = &header->columns[i];
        if (column->field[DK_MAIN] != SIZE_MAX || column->field[DK_ALSO] != SIZE_MAX)
            add_title(out, column->header);
    }
    if (out->used == 0)
        add_title(out, "-");
}

/* Without all that a firm needs, the firm's columns are left alone. */
static void drop_also(const dk_reading *reading, dk_header *header)
{
    title_list missing;
    const dk_register *also = reading->names.titles[DK_ALSO].reg;
    if (also == NULL || missing_titles(reading, header, DK_ALSO, &missing) == 0)
        return;
    for (size_t i = 0; i < header->n; i++)
        header->columns[i].field[DK_ALSO] = header->columns[i].twin[DK_ALSO] = SIZE_MAX;
}

static dk_code refuse_twice(const dk_reading *reading, size_t sheet, const dk_header *header,
                            dk_err *err)
{
    char a[8], b[8];
    dk_column_letters((int64_t)header->twice[0] + 1, a);
    dk_column_letters((int64_t)header->twice[1] + 1, b);
    return DK_FAIL(err, MSG_HEADER_TWICE,
                   ((dk_place){.file = dk_table_name(reading->table),
                               .sheet = dk_table_sheet_name(reading->table, sheet),
                               .row = header->last_row}),
                   dk_arg_str(a), dk_arg_str(b),
                   dk_arg_str(header->columns[header->twice[1]].header));
}

/* How a column was recognised, and how sure that is. */
static void explain(dk_mapping *mapping, int rank)
{
    static const char *const words[] = {"key", "title", "synonym"};
    static const int32_t sure[] = {100, 98, 95};
    if (rank < 0) {
        mapping->how = rank == DK_RANK_FORM ? "form" : "chosen";
        mapping->confidence = CHOSEN;
        return;
    }
    int way = rank % DK_RANK_GROUP;
    mapping->how = words[way];
    mapping->confidence = way < rank ? BELOW_GROUP : sure[way];
}

static dk_code list_mapping(dk_reading *reading, const dk_header *header, dk_err *err)
{
    dk_import *out = reading->out;
    out->mapping = dk_arena_array(reading->arena, header->n * DK_SIDES, sizeof *out->mapping);
    if (out->mapping == NULL)
        return DK_NO_MEMORY(err);
    out->n_mapping = 0;
    for (size_t i = 0; i < header->n; i++) {
        const dk_header_column *column = &header->columns[i];
        bool is_mapped = false;
        for (int side = 0; side < DK_SIDES; side++) {
            const size_t field =
                column->field[side] == SIZE_MAX ? column->twin[side] : column->field[side];
            if (field == SIZE_MAX)
                continue;
            is_mapped = true;
            dk_mapping *mapping = &out->mapping[out->n_mapping++];
            *mapping = (dk_mapping){.column = i,
                                    .header = column->header,
                                    .reg = reading->names.titles[side].reg,
                                    .field = field};
            explain(mapping, column->rank[side]);
            if (column->field[side] == SIZE_MAX)
                mapping->how = "twin";
        }
        if (!is_mapped && column->header != NULL)
            out->mapping[out->n_mapping++] =
                (dk_mapping){.column = i, .header = column->header, .how = ""};
    }
    return DK_OK;
}

static dk_code read_sheet(dk_reading *reading, size_t sheet, dk_err *err)
{
    dk_header *header = &reading->headers[sheet];
    dk_import *out = reading->out;
    if (header->twice[0] != header->twice[1])
        return refuse_twice(reading, sheet, header, err);
    drop_also(reading, header);
    const char *name = dk_arena_text(reading->arena, dk_table_sheet_name(reading->table, sheet));
    if (name == NULL)
        return DK_NO_MEMORY(err);
    if (out->sheet == NULL) {
        out->sheet = out->batch.sheet = name;
        out->header_row = header->last_row;
    }
    if (list_mapping(reading, header, err) != DK_OK)
        return DK_FAILED;
    const size_t before = reading->n_rows;
    if (!reading->options->only_headers && dk_rows_read(reading, sheet, header, err) != DK_OK)
        return DK_FAILED;
    out->sheets[out->n_sheets++] =
        (dk_import_sheet){sheet, name, header->last_row, reading->n_rows - before};
    return DK_OK;
}

/* Finds the header of every visible sheet; *best is the sheet with most fields (SIZE_MAX: all
 * empty). */
static dk_code find_headers(dk_reading *reading, size_t *best, dk_err *err)
{
    *best = SIZE_MAX;
    for (size_t i = 0; i < dk_table_sheets(reading->table); i++) {
        if (dk_table_sheet_hidden(reading->table, i))
            continue;
        dk_header *header = &reading->headers[i];
        if (dk_table_rewind(reading->table, i, err) != DK_OK ||
            dk_header_find(reading->table, &reading->names, reading->arena, header, err) != DK_OK)
            return DK_FAILED;
        if (header->is_empty)
            continue;
        if (*best == SIZE_MAX || header->n_fields > reading->headers[*best].n_fields)
            *best = i;
    }
    return DK_OK;
}

static dk_code no_header(const dk_reading *reading, size_t sheet, const dk_msg *msg, dk_err *err)
{
    title_list missing, found;
    const dk_header *header = &reading->headers[sheet];
    const dk_register *reg = reading->names.titles[DK_MAIN].reg;
    missing_titles(reading, header, DK_MAIN, &missing);
    found_titles(header, &found);
    const dk_place place = {.file = dk_table_name(reading->table),
                            .sheet = dk_table_sheet_name(reading->table, sheet),
                            .row = header->n_fields == 0 ? 0 : header->last_row};
    return dk_fail(err, msg, place,
                   (const dk_arg[]){dk_arg_str(reg->title.zh), dk_arg_str(missing.text),
                                    dk_arg_str(found.text)},
                   3);
}

/* True when a sheet has every required column itself. */
static bool has_whole_sheet(const dk_reading *reading)
{
    title_list missing;
    for (size_t i = 0; i < dk_table_sheets(reading->table); i++)
        if (reading->headers[i].n_fields > 0 &&
            missing_titles(reading, &reading->headers[i], DK_MAIN, &missing) == 0)
            return true;
    return false;
}

static dk_code read_sheets(dk_reading *reading, dk_err *err)
{
    title_list missing;
    size_t best, n_read = 0;
    if (find_headers(reading, &best, err) != DK_OK)
        return DK_FAILED;
    if (best == SIZE_MAX)
        return DK_FAIL(err, MSG_SHEET_EMPTY, (dk_place){.file = dk_table_name(reading->table)},
                       dk_arg_str(""));
    reading->derives = !has_whole_sheet(reading);
    if (missing_titles(reading, &reading->headers[best], DK_MAIN, &missing) > 0 &&
        dk_table_sheets(reading->table) == 1)
        return no_header(reading, best, &MSG_HEADER_UNKNOWN, err);
    for (size_t i = 0; i < dk_table_sheets(reading->table); i++) {
        const dk_header *header = &reading->headers[i];
        if (header->n_fields == 0)
            continue;
        if (missing_titles(reading, header, DK_MAIN, &missing) == 0) {
            n_read++;
            if (read_sheet(reading, i, err) != DK_OK)
                return DK_FAILED;
        } else if (header->n_fields >= NEAR_FIELDS) {
            dk_err found = DK_ERR_INIT;
            (void)no_header(reading, i, &MSG_SHEET_SKIPPED, &found);
            if (dk_err_list_add(&reading->out->errors, &found) != DK_OK)
                return DK_NO_MEMORY(err);
        }
    }
    return n_read == 0 ? no_header(reading, best, &MSG_HEADER_UNKNOWN, err) : DK_OK;
}

static dk_code prepare(dk_reading *reading, const dk_register *reg, dk_err *err)
{
    const size_t n = dk_table_sheets(reading->table);
    reading->headers = dk_arena_array(reading->arena, n, sizeof *reading->headers);
    reading->out->sheets = dk_arena_array(reading->arena, n, sizeof *reading->out->sheets);
    if (reading->headers == NULL || reading->out->sheets == NULL)
        return DK_NO_MEMORY(err);
    return dk_names_build(reading->arena, reg, reading->options, &reading->names, err);
}

dk_code dk_import_read(dk_table *table, const dk_register *reg, const dk_import_options *options,
                       dk_arena *arena, dk_import *out, dk_err *err)
{
    assert(table != NULL && reg != NULL && options != NULL);
    dk_import result = {
        .batch = {.kind = "import"},
        .errors = {.arena = arena,
                   .limit = options->error_limit == 0 ? ERROR_LIMIT : options->error_limit}};
    dk_reading reading = {.table = table,
                          .options = options,
                          .arena = arena,
                          .out = &result,
                          .scratch = dk_arena_new(),
                          .work = dk_arena_new()};
    dk_code code = reading.scratch == NULL || reading.work == NULL ? DK_NO_MEMORY(err)
                                                                   : prepare(&reading, reg, err);
    if (code == DK_OK)
        code = read_sheets(&reading, err);
    if (code == DK_OK && reading.n_rows == 0 && !options->only_headers)
        code = DK_FAIL(err, MSG_SHEET_EMPTY,
                       ((dk_place){.file = dk_table_name(table), .sheet = result.sheet}),
                       dk_arg_str(""));
    if (code == DK_OK)
        code = dk_reading_doubt(&reading, err);
    if (code == DK_OK)
        code = dk_batch_assemble(&reading, err);
    dk_arena_free(reading.scratch);
    dk_arena_free(reading.work);
    if (code == DK_OK) {
        /* The table may be closed before the result is used. */
        result.batch.file = dk_arena_text(arena, dk_table_name(table));
        result.format = dk_arena_text(arena, dk_table_format(table));
        if (result.batch.file == NULL || result.format == NULL)
            return DK_NO_MEMORY(err);
        *out = result;
    }
    return code;
}
