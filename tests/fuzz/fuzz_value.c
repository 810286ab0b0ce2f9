/* tests/fuzz/fuzz_value.c - one cell's text as a value of any type. The first byte picks the field,
 * the second the kind of cell. A value that is taken must survive canonical text and back; a
 * masked one says nothing. */
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/import/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A masked value, also in a list, is no value (core/store/apply.c). */
static bool is_masked(const dk_field *field, const dk_value *value)
{
    bool found = value->kind == DK_V_SEALED;
    for (size_t i = 0; value->kind == DK_V_LIST && i < value->n_rows * dk_field_columns(field); i++)
        found = found || value->items[i].kind == DK_V_SEALED;
    return found;
}

static void try_cell(dk_arena *arena, const dk_field *field, const dk_cell *cell)
{
    static const dk_code_row rows[] = {{.list = "specialty",
                                        .code = "700206",
                                        .name = "汽车运用与维修",
                                        .name_en = "",
                                        .parent = "",
                                        .aliases = "汽修",
                                        .since = INT32_MIN,
                                        .until = INT32_MIN,
                                        .source = ""},
                                       {.list = "cert",
                                        .code = "C1",
                                        .name = "焊工证",
                                        .name_en = "",
                                        .parent = "",
                                        .aliases = "",
                                        .since = INT32_MIN,
                                        .until = INT32_MIN,
                                        .source = ""}};
    dk_codes *codes = dk_codes_new(rows, sizeof rows / sizeof *rows);
    const dk_import_options options = {.codes = codes, .day = 20000};
    dk_err err = DK_ERR_INIT;
    dk_value value, again;
    if (codes == NULL)
        abort();
    if (dk_import_value(arena, field, cell, &options, &value, &err) == DK_OK &&
        value.kind != DK_V_ABSENT && !is_masked(field, &value)) {
        const char *text = dk_value_text(arena, field, &value);
        if (text == NULL)
            abort();
        if (*text != '\0' && (dk_value_parse(arena, field, text, &again, &err) != DK_OK ||
                              !dk_value_equal(field, &value, &again)))
            abort();
    }
    dk_codes_free(codes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const dk_register *reg = dk_register_find(data[0] % 2 == 0 ? "trainees" : "posts");
    const dk_field *field = &reg->fields[data[0] / 2 % reg->n_fields];
    dk_arena *arena = dk_arena_new();
    char *text = dk_arena_copy(arena, (const char *)data + 2, size - 2);
    /* Text in the engine is valid and has no NUL. */
    size_t len = strlen(text);
    if (dk_utf8_valid(text, len, NULL)) {
        const dk_cell cell = {.kind = data[1] % 4 == 0   ? DK_CELL_NUMBER
                                      : data[1] % 4 == 1 ? DK_CELL_DATE
                                                         : DK_CELL_TEXT,
                              .text = text,
                              .len = len,
                              .day = data[1] * 100,
                              .is_untyped = data[1] % 8 == 7};
        try_cell(arena, field, &cell);
    }
    dk_arena_free(arena);
    return 0;
}
