/* tests/fuzz/fuzz_id.c - identity numbers and credit codes as people write them. What is taken
 * reads as itself again; a number that passes its check has a real birth date and one right check
 * character. */
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/utf8.h"
#include "core/import/import.h"
#include "core/register/fields.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_id(const char *id)
{
    static const char characters[] = "0123456789X";
    char other[19];
    if (!dk_id_no_valid(id))
        return;
    const dk_civil birth = dk_civil_of(dk_id_no_birth(id));
    if (!dk_civil_valid(birth.year, birth.month, birth.day))
        abort();
    memcpy(other, id, sizeof other);
    for (const char *c = characters; *c != '\0'; c++) {
        other[17] = *c;
        if (dk_id_no_valid(other) != (*c == id[17]))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const bool is_id = data[0] % 2 == 0;
    const dk_register *reg = dk_register_find(is_id ? "trainees" : "enterprises");
    const dk_field *field =
        is_id ? &reg->fields[DK_TRAINEES_id_no] : &reg->fields[DK_ENTERPRISES_uscc];
    const dk_import_options options = {.day = 20000};
    dk_arena *arena = dk_arena_new();
    char *text = dk_arena_copy(arena, (const char *)data + 1, size - 1);
    dk_cell cell = {.kind = DK_CELL_TEXT, .text = text, .len = strlen(text)};
    dk_err err = DK_ERR_INIT;
    dk_value value, again;
    if (dk_utf8_valid(text, cell.len, NULL) &&
        dk_import_value(arena, field, &cell, &options, &value, &err) == DK_OK &&
        value.kind == DK_V_TEXT && dk_value_check(field, &value, NULL, 20000, &err) == DK_OK) {
        cell.text = value.text;
        cell.len = strlen(value.text);
        if (cell.len > 0 &&
            (dk_import_value(arena, field, &cell, &options, &again, &err) != DK_OK ||
             !dk_value_equal(field, &value, &again)))
            abort();
        if (is_id && cell.len == 18)
            check_id(value.text);
    }
    dk_arena_free(arena);
    return 0;
}
