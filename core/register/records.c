/* core/register/records.c - records and their public numbers. */
#include "core/register/register.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/parse.h"

dk_record *dk_record_new(dk_arena *arena, const dk_register *reg)
{
    assert(arena != NULL && reg != NULL);
    dk_record *record = dk_arena_alloc(arena, sizeof *record);
    if (record == NULL)
        return NULL;
    record->reg = reg;
    record->v = dk_arena_array(arena, reg->n_fields, sizeof *record->v);
    return record->v == NULL ? NULL : record;
}

void dk_record_no(const dk_register *reg, int64_t id, char out[24])
{
    assert(reg != NULL && id >= 0);
    snprintf(out, 24, "%.2s%06lld", reg->letter, (long long)id);
}

bool dk_record_no_parse(const dk_register *reg, const char *text, int64_t *id)
{
    assert(reg != NULL && text != NULL && id != NULL);
    if (text[0] == reg->letter[0] || text[0] == reg->letter[0] + ('a' - 'A'))
        text++;
    return text[0] != '-' && dk_parse_int(text, 1, INT64_MAX, id);
}
