/* core/register/registers.c - the constants behind the .def files, and look-up by key.
 *
 * The .def files are read three times: sub-field tables, then field tables, then the registers.
 */
#include "core/register/register.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/register/codes.h"
#include "core/register/messages.h"

#define DK_SUB(name) name##_sub, .n_sub = sizeof name##_sub / sizeof *name##_sub
/* The flags are the first of the variable arguments, so that a line without extras has one too. */
#define F(k, zh, en, syn, TYPE, ...)                                                               \
    {.key = #k, .title = {zh, en}, .synonyms = syn, .type = DK_TYPE_##TYPE, .flags = __VA_ARGS__},

#define DK_LIST(name) static const dk_field name##_sub[] = {
#define DK_LIST_END(name)                                                                          \
    }                                                                                              \
    ;
#include "core/register/lists.def"

#define DK_REGISTER(k, zh, en, also, letter) static const dk_field k##_fields[] = {
#define DK_REGISTER_END(k)                                                                         \
    }                                                                                              \
    ;
#include "core/register/registers.def"
#undef DK_REGISTER
#undef DK_REGISTER_END
#undef F

#define F(...)
#define DK_REGISTER(k, zh, en, also_key, prefix)                                                   \
    static const dk_register k##_register = {.key = #k,                                            \
                                             .title = {zh, en},                                    \
                                             .fields = k##_fields,                                 \
                                             .n_fields = sizeof k##_fields / sizeof *k##_fields,   \
                                             .also = also_key,                                     \
                                             .letter = prefix};
#define DK_REGISTER_END(k)
#include "core/register/registers.def"
#undef DK_REGISTER

#define DK_REGISTER(k, zh, en, also, letter) &k##_register,
const dk_register *const dk_registers[] = {
#include "core/register/registers.def"
};
const size_t dk_n_registers = sizeof dk_registers / sizeof *dk_registers;

const dk_register *dk_register_find(const char *key)
{
    assert(key != NULL);
    for (size_t i = 0; i < dk_n_registers; i++)
        if (strcmp(dk_registers[i]->key, key) == 0)
            return dk_registers[i];
    return NULL;
}

size_t dk_field_find(const dk_register *reg, const char *key)
{
    assert(reg != NULL && key != NULL);
    for (size_t i = 0; i < reg->n_fields; i++)
        if (strcmp(reg->fields[i].key, key) == 0)
            return i;
    return SIZE_MAX;
}

dk_code dk_register_get(const char *key, const dk_register **out, dk_err *err)
{
    const dk_register *reg = dk_register_find(key);
    if (reg == NULL) {
        const char *names[sizeof dk_registers / sizeof *dk_registers];
        char nearest[256];
        for (size_t i = 0; i < dk_n_registers; i++)
            names[i] = dk_registers[i]->key;
        dk_suggest(key, names, dk_n_registers, nearest, sizeof nearest);
        return DK_FAIL(err, MSG_REGISTER_UNKNOWN, DK_NOWHERE, dk_arg_str(key), dk_arg_str(nearest));
    }
    *out = reg;
    return DK_OK;
}
