/* tests/unit/gen/test_dirty.c - sheets of the county damaged with an answer key, read by import.
 *
 * What must be marked is exactly what the key says (precision and recall 1), everything else reads
 * as the clean sheet does, and after correcting only the marked cells nothing is left to mark. The
 * key was written before the damaged sheet was read.
 */
#include "tests/unit/table/support.h"

#include <sys/stat.h>

#include "core/base/date.h"
#include "core/base/parse.h"
#include "core/import/import.h"
#include "datasets/gen/dirty.h"
#include "datasets/gen/gen.h"

enum { MOST_ROWS = 2600, MOST_COLUMNS = 64, MOST_CODES = 4000, SEEDS = 6 };

typedef struct {
    char folder[64], clean[128], dirty[128], key[128], fixed[128];
    dk_arena *arena;
    dk_codes *codes;
} world;

/* ---- code lists ---- */

static const char *text(dk_arena *arena, const dk_record *record, const char *key)
{
    size_t i = dk_field_find(record->reg, key);
    return dk_value_text(arena, &record->reg->fields[i], &record->v[i]);
}

static int32_t day(const dk_record *record, const char *key)
{
    const dk_value *value = &record->v[dk_field_find(record->reg, key)];
    return value->kind == DK_V_INT ? (int32_t)value->num : DK_DAY_NONE;
}

static dk_import import(const char *path, const char *reg, const dk_codes *codes, dk_arena *arena)
{
    dk_table *table = NULL;
    dk_import read = {0};
    dk_err err = DK_ERR_INIT;
    const dk_import_options options = {.codes = codes,
                                       .day = codes == NULL ? DK_DAY_NONE : dk_day_of(2026, 3, 2)};
    if (dk_table_open(path, path, NULL, &table, &err) != DK_OK ||
        dk_import_read(table, dk_register_find(reg), &options, arena, &read, &err) != DK_OK)
        fail_msg("%s: %s", path, err.msg->code);
    dk_table_close(table);
    return read;
}

static dk_codes *codes_of(dk_arena *arena)
{
    static const char *const lists[] = {"common", "edu",       "cert",     "occupation", "skill",
                                        "town",   "specialty", "industry", "follow"};
    dk_code_row *rows = dk_arena_array(arena, MOST_CODES, sizeof *rows);
    size_t n = 0;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char path[64];
        snprintf(path, sizeof path, "datasets/codes/%s.csv", lists[i]);
        dk_import read = import(path, "codes", NULL, arena);
        for (size_t r = 0; r < read.batch.n_rows; r++) {
            const dk_record *record = read.batch.rows[r].record;
            const dk_value *rank = &record->v[dk_field_find(record->reg, "rank")];
            assert_true(n < MOST_CODES);
            rows[n++] = (dk_code_row){.list = text(arena, record, "list"),
                                      .code = text(arena, record, "code"),
                                      .name = text(arena, record, "name"),
                                      .name_en = "",
                                      .parent = "",
                                      .aliases = text(arena, record, "aliases"),
                                      .rank = rank->kind == DK_V_INT ? rank->num : 0,
                                      .since = day(record, "since"),
                                      .until = day(record, "until"),
                                      .source = ""};
        }
    }
    dk_codes *codes = dk_codes_new(rows, n);
    assert_non_null(codes);
    return codes;
}

static int setup(void **state)
{
    static world w;
    w = (world){.arena = dk_arena_new()};
    snprintf(w.folder, sizeof w.folder, P_tmpdir "/duikou-dirty-XXXXXX");
    assert_non_null(mkdtemp(w.folder));
    w.codes = codes_of(w.arena);
    dk_gen_options options = DK_GEN_OPTIONS_INIT;
    dk_err err = DK_ERR_INIT;
    options.out_dir = w.folder;
    options.is_csv = true;
    assert_int_equal(dk_gen_county(&options, &err), DK_OK);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    world *w = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", w->folder);
    dk_codes_free(w->codes);
    dk_arena_free(w->arena);
    return system(command);
}

/* ---- the key ---- */

typedef struct {
    int64_t row, column;
    bool is_error, is_found;
    const char *kind, *clean;
} key_line;

static size_t read_key(const world *w, key_line *lines, size_t limit)
{
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_row row;
    size_t n = 0;
    assert_int_equal(dk_table_open(w->key, "key.csv", NULL, &table, &err), DK_OK);
    assert_int_equal(dk_table_rewind(table, 0, &err), DK_OK);
    assert_int_equal(dk_table_next(table, &row, &err), DK_OK);
    while (dk_table_next(table, &row, &err) == DK_OK && row.n_cells > 0) {
        assert_true(n < limit);
        key_line *line = &lines[n++];
        *line =
            (key_line){.is_error = row.cells[3].text[0] == '1',
                       .kind = dk_arena_text(w->arena, row.cells[2].text),
                       .clean = row.n_cells > 4 ? dk_arena_text(w->arena, row.cells[4].text) : ""};
        assert_true(dk_parse_int(row.cells[0].text, 1, MOST_ROWS, &line->row));
        assert_true(dk_parse_int(row.cells[1].text, 1, MOST_COLUMNS, &line->column));
    }
    dk_table_close(table);
    return n;
}

static key_line *line_at(key_line *lines, size_t n, int64_t row, int64_t column)
{
    for (size_t i = 0; i < n; i++)
        if (lines[i].is_error && lines[i].row == row && lines[i].column == column)
            return &lines[i];
    return NULL;
}

/* Every marked cell is in the key and every error of the key is marked. */
static void compare_marks(const dk_import *read, key_line *lines, size_t n)
{
    for (size_t i = 0; i < read->errors.n; i++) {
        const dk_err *found = read->errors.items[i];
        key_line *line = line_at(lines, n, found->row, found->column);
        if (line == NULL)
            fail_msg("row %lld column %lld marked %s without reason", (long long)found->row,
                     (long long)found->column, found->msg->code);
        line->is_found = true;
    }
    for (size_t i = 0; i < n; i++)
        if (lines[i].is_error && !lines[i].is_found)
            fail_msg("row %lld column %lld %s not marked", (long long)lines[i].row,
                     (long long)lines[i].column, lines[i].kind);
}

/* ---- values ---- */

static const dk_record *record_at(const dk_import *read, const char *reg, int64_t row)
{
    for (size_t i = 0; i < read->batch.n_rows; i++)
        if (read->batch.rows[i].row == row &&
            strcmp(read->batch.rows[i].record->reg->key, reg) == 0)
            return read->batch.rows[i].record;
    return NULL;
}

/* Rows that were not refused read as in the clean sheet; returns how many. */
static size_t compare_values(const dk_import *clean, const dk_import *dirty, const char *reg,
                             int64_t shift)
{
    size_t n = 0;
    for (size_t i = 0; i < clean->batch.n_rows; i++) {
        const dk_batch_row *row = &clean->batch.rows[i];
        if (strcmp(row->record->reg->key, reg) != 0)
            continue;
        const dk_record *other = record_at(dirty, reg, row->row + shift);
        if (other == NULL)
            continue;
        n++;
        for (size_t f = 0; f < other->reg->n_fields; f++)
            if (!dk_value_equal(&other->reg->fields[f], &row->record->v[f], &other->v[f]))
                fail_msg("row %lld: %s differs", (long long)row->row, other->reg->fields[f].key);
    }
    return n;
}

/* The dirty sheet with the marked cells as they were before the damage. */
static void fix(const world *w, const dk_import *read, key_line *lines, size_t n)
{
    dk_table *table = NULL;
    dk_table_writer *writer = NULL;
    dk_err err = DK_ERR_INIT;
    dk_row row;
    const char *cells[MOST_COLUMNS];
    dk_column columns[MOST_COLUMNS] = {{0}};
    size_t width = 0;
    assert_int_equal(dk_table_open(w->dirty, "d", NULL, &table, &err), DK_OK);
    assert_int_equal(dk_table_rewind(table, 0, &err), DK_OK);
    assert_int_equal(dk_table_csv_create(w->fixed, false, &writer, &err), DK_OK);
    while (dk_table_next(table, &row, &err) == DK_OK && row.n_cells > 0) {
        if (row.number < read->header_row)
            continue;
        if (row.number == read->header_row) {
            width = row.n_cells;
            for (size_t i = 0; i < width; i++)
                columns[i].title = row.cells[i].text;
            assert_int_equal(dk_table_write_sheet(writer, "s", NULL, columns, width, &err), DK_OK);
            continue;
        }
        for (size_t i = 0; i < width; i++) {
            const key_line *line = line_at(lines, n, row.number, (int64_t)i + 1);
            bool is_marked = line != NULL && line->is_found;
            cells[i] = is_marked ? line->clean : i < row.n_cells ? row.cells[i].text : "";
        }
        assert_int_equal(dk_table_write_row(writer, cells, width, &err), DK_OK);
    }
    assert_int_equal(dk_table_writer_finish(writer, &err), DK_OK);
    dk_table_close(table);
}

static void check(world *w, const char *reg, bool is_csv, uint64_t seed)
{
    static key_line lines[20000];
    size_t n_errors, n_forms;
    dk_err err = DK_ERR_INIT;
    snprintf(w->clean, sizeof w->clean, "%s/%s.csv", w->folder, reg);
    snprintf(w->dirty, sizeof w->dirty, "%s/dirty.%s", w->folder, is_csv ? "csv" : "xlsx");
    snprintf(w->key, sizeof w->key, "%s/key.csv", w->folder);
    snprintf(w->fixed, sizeof w->fixed, "%s/fixed.csv", w->folder);
    const dk_dirty_options options = {w->clean, w->dirty, w->key, seed, is_csv};
    assert_int_equal(dk_gen_dirty(&options, &n_errors, &n_forms, &err), DK_OK);
    assert_true(n_errors > 40 && n_forms > 200);

    dk_arena *arena = dk_arena_new();
    dk_import clean = import(w->clean, reg, w->codes, arena);
    dk_import dirty = import(w->dirty, reg, w->codes, arena);
    assert_int_equal(clean.errors.total, 0);
    size_t n = read_key(w, lines, sizeof lines / sizeof *lines);
    assert_int_equal(n, n_errors + n_forms);
    compare_marks(&dirty, lines, n);
    assert_int_equal(dirty.n_refused, n_errors);
    const int64_t shift = is_csv ? 0 : 1;
    assert_int_equal(compare_values(&clean, &dirty, reg, shift), clean.n_rows - n_errors);
    fix(w, &dirty, lines, n);
    dk_import fixed = import(w->fixed, reg, w->codes, arena);
    assert_int_equal(fixed.errors.total, 0);
    assert_int_equal(compare_values(&clean, &fixed, reg, 0), clean.n_rows);
    dk_arena_free(arena);
}

static void dirty__trainees(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        check(*state, "trainees", seed % 2 == 1, seed);
}

static void dirty__posts(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        check(*state, "posts", seed % 2 == 1, seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(dirty__trainees),
                                       cmocka_unit_test(dirty__posts)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
