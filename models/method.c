/* models/method.c - the list of methods from methods.def. */
#include "models/method.h"

#include <assert.h>
#include <string.h>

#define DK_METHOD(symbol) extern const dk_method dk_method_##symbol;
#include "models/methods.def"
#undef DK_METHOD

const dk_method *const dk_methods[] = {
#define DK_METHOD(symbol) &dk_method_##symbol,
#include "models/methods.def"
#undef DK_METHOD
    NULL,
};

const dk_method *dk_method_find(const char *key)
{
    for (size_t i = 0; dk_methods[i] != NULL; i++)
        if (strcmp(dk_methods[i]->key, key) == 0)
            return dk_methods[i];
    return NULL;
}

size_t dk_method_count(void)
{
    return sizeof dk_methods / sizeof *dk_methods - 1;
}

bool dk_method_applies(const dk_method *method, const dk_method_input *in)
{
    assert(in->n_known >= 1 && in->season >= 1);
    if (in->n_known < method->min_known)
        return false;
    if (method->min_seasons > 0 && (in->season < 2 || in->n < method->min_seasons * in->season))
        return false;
    return method->suits == NULL || method->suits(in);
}
