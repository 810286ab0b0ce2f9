/* core/import/names.c - what gives a column its meaning: the titles of both registers of a sheet,
 * and what a person chose instead (internal.h). Choices by column come first, later ones before
 * earlier ones, so that the first that fits wins. */
#include <assert.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/import/internal.h"
#include "core/import/messages.h"

/* Finds "id_no" in the main register, "enterprises.ent_name" in either. */
static dk_code resolve(const dk_names *names, const char *field, dk_choice *choice, dk_err *err)
{
    for (int side = 0; side < DK_SIDES; side++) {
        const dk_register *reg = names->titles[side].reg;
        if (reg == NULL)
            continue;
        size_t len = strlen(reg->key);
        const char *key = field;
        if (strncmp(field, reg->key, len) == 0 && field[len] == '.')
            key += len + 1;
        else if (side != DK_MAIN)
            continue;
        size_t at = dk_field_find(reg, key);
        if (at == SIZE_MAX || (reg->fields[at].flags & DK_F_CALC) != 0)
            continue;
        choice->side = side;
        choice->field = at;
        return DK_OK;
    }
    return DK_FAIL(err, MSG_MAPPING_FIELD, DK_NOWHERE, dk_arg_str(field),
                   dk_arg_str(names->titles[DK_MAIN].reg->title.zh),
                   dk_arg_str(names->titles[DK_MAIN].reg->title.en));
}

static dk_code add_choice(dk_arena *arena, const dk_import_override *from, dk_names *names,
                          dk_err *err)
{
    dk_choice *choice = &names->choices[names->n_choices++];
    *choice = (dk_choice){.column = from->column, .side = DK_SIDES};
    if (from->header != NULL && (choice->key = dk_text_key(arena, from->header)) == NULL)
        return DK_NO_MEMORY(err);
    return from->field == NULL ? DK_OK : resolve(names, from->field, choice, err);
}

dk_code dk_names_build(dk_arena *arena, const dk_register *reg, const dk_import_options *options,
                       dk_names *out, dk_err *err)
{
    assert(reg != NULL && options != NULL);
    const dk_register *also = reg->also == NULL ? NULL : dk_register_find(reg->also);
    dk_names names = {0};
    if (dk_titles_build(arena, reg, &names.titles[DK_MAIN], err) != DK_OK ||
        dk_titles_build(arena, also, &names.titles[DK_ALSO], err) != DK_OK)
        return DK_FAILED;
    names.choices = dk_arena_array(arena, options->n_overrides, sizeof *names.choices);
    if (names.choices == NULL)
        return DK_NO_MEMORY(err);
    for (int by_header = 0; by_header < 2; by_header++)
        for (size_t i = options->n_overrides; i > 0; i--)
            if ((options->overrides[i - 1].header != NULL) == (by_header == 1) &&
                add_choice(arena, &options->overrides[i - 1], &names, err) != DK_OK)
                return DK_FAILED;
    *out = names;
    return DK_OK;
}

dk_code dk_names_choice(const dk_names *names, dk_arena *arena, const char *header, size_t column,
                        const dk_choice **out, dk_err *err)
{
    assert(names != NULL && out != NULL);
    *out = NULL;
    if (names->n_choices == 0)
        return DK_OK;
    const char *key = dk_text_key(arena, header);
    if (key == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < names->n_choices && *out == NULL; i++) {
        const dk_choice *choice = &names->choices[i];
        if (choice->key == NULL ? choice->column == column : strcmp(choice->key, key) == 0)
            *out = choice;
    }
    return DK_OK;
}
