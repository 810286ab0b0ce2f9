/* tests/unit/import/support.h - a small code list and conversions for the tests of core/import. */
#ifndef DK_TESTS_IMPORT_SUPPORT_H
#define DK_TESTS_IMPORT_SUPPORT_H

#include "tests/unit/table/support.h"

#include "core/base/date.h"
#include "core/import/import.h"

#define DK_CASES "tests/cases/import"

static inline const char *dk_test_text(dk_arena *arena, const dk_record *record, const char *key)
{
    size_t i = dk_field_find(record->reg, key);
    assert_true(i != SIZE_MAX);
    return dk_value_text(arena, &record->reg->fields[i], &record->v[i]);
}

static inline int32_t dk_test_day(const dk_record *record, const char *key)
{
    const dk_value *value = &record->v[dk_field_find(record->reg, key)];
    return value->kind == DK_V_INT ? (int32_t)value->num : DK_DAY_NONE;
}

/* The codes of tests/cases/import/codes.csv, read by the module under test. */
static inline dk_codes *dk_test_codes(dk_arena *arena)
{
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_import read;
    const dk_import_options options = {.day = DK_DAY_NONE};
    assert_int_equal(dk_table_open(DK_CASES "/codes.csv", "codes.csv", NULL, &table, &err), DK_OK);
    assert_int_equal(dk_import_read(table, dk_register_find("codes"), &options, arena, &read, &err),
                     DK_OK);
    dk_table_close(table);
    assert_int_equal(read.errors.n, 0);
    dk_code_row *rows = dk_arena_array(arena, read.batch.n_rows, sizeof *rows);
    for (size_t i = 0; i < read.batch.n_rows; i++) {
        const dk_record *r = read.batch.rows[i].record;
        rows[i] = (dk_code_row){.list = dk_test_text(arena, r, "list"),
                                .code = dk_test_text(arena, r, "code"),
                                .name = dk_test_text(arena, r, "name"),
                                .name_en = "",
                                .parent = "",
                                .aliases = dk_test_text(arena, r, "aliases"),
                                .since = dk_test_day(r, "since"),
                                .until = dk_test_day(r, "until"),
                                .source = "test"};
        const dk_value *rank = &r->v[dk_field_find(r->reg, "rank")];
        rows[i].rank = rank->kind == DK_V_INT ? rank->num : 0;
        const char *successor = dk_test_text(arena, r, "successor");
        rows[i].successor = *successor == '\0' ? NULL : successor;
    }
    dk_codes *codes = dk_codes_new(rows, read.batch.n_rows);
    assert_non_null(codes);
    return codes;
}

#endif
